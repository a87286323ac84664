"""Digests written straight into a database, as people had set them up before."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from slackbot.domain.calendar.weekdays import EVERY_DAY
from slackbot.domain.channel import LinkedBot
from slackbot.domain.digests.digest import Digest
from slackbot.domain.digests.recurrence import Weekly
from slackbot.domain.digests.schedule import Schedule, Slot
from slackbot.sandbox.slack.workspace.workspace import Workspace
from slackbot.store.databases.backends import database_for
from slackbot.store.setup.channels import ChannelStore
from slackbot.store.setup.digests import DigestStore
from tests.chaos.stage import ASKER, room
from tests.chaos.upstream import bot_id

TEAM = Workspace.team_id


def daily(number: int, channel: int, at: datetime, question: str = "") -> Digest:
    """The digest of that number, every day at that time in UTC, about all bots of its channel."""
    return Digest(
        team=TEAM,
        channel=room(channel),
        id=f"d{number:05}",
        number=number + 1,
        owner=ASKER.id,
        schedule=Schedule(recurrence=Weekly(weekdays=EVERY_DAY), at=time(at.hour, at.minute)),
        question=question,
        created_at=at - timedelta(days=30),
    )


def weekly(number: int, channel: int, at: datetime, zone: str) -> Digest:
    """The same once a week at that moment, on the clock of that zone."""
    local = at.astimezone(ZoneInfo(zone))
    recurrence = Weekly(weekdays=(local.weekday(),))
    schedule = Schedule(recurrence=recurrence, at=time(local.hour, local.minute), zone=zone)
    return daily(number, channel, at).model_copy(update={"schedule": schedule})


async def seed(
    url: str,
    links: Iterable[tuple[int, int]],
    digests: Iterable[tuple[Digest, datetime]],
    now: datetime,
) -> None:
    """Link bots to channels, each (channel, bot), and save digests, each with its next slot."""
    database = database_for(url)
    await database.open()
    channels, store = ChannelStore(database), DigestStore(database)
    for channel, bot in links:
        linked = LinkedBot(id=bot_id(bot), name=f"Bot{bot}", linked_by=ASKER.id)
        await channels.link(TEAM, room(channel), linked, now)
    for digest, at in digests:
        day = at.astimezone(ZoneInfo(digest.schedule.zone)).date()
        await store.save(digest, Slot(day=day, at=at), at)
    await database.close()


def next_minute(moment: datetime, after: timedelta) -> datetime:
    """The first full minute that is `after` away at least."""
    later = moment + after + timedelta(minutes=1)
    return later.replace(second=0, microsecond=0)
