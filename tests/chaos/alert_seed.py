"""Rules written straight into a database, as people had set them up before."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from hashlib import sha256

from slackbot.domain.alerts.alert import Alert
from slackbot.domain.channel import LinkedBot
from slackbot.language.alerts.reading import read_alert
from slackbot.language.context import ANYWHERE, named
from slackbot.sandbox.slack.workspace.workspace import Workspace
from slackbot.store.databases.backends import database_for
from slackbot.store.setup.alerts import AlertStore
from slackbot.store.setup.channels import ChannelStore
from tests.chaos.stage import ASKER, room
from tests.chaos.upstream import bot_id

TEAM = Workspace.team_id


def rule_in(channel: int, number: int, words: str, at: datetime) -> Alert:
    """The rule of that number in a channel, about all of its bots."""
    return Alert(
        team=TEAM,
        channel=room(channel),
        id=sha256(f"{channel} {number}".encode()).hexdigest()[:12],
        number=number,
        owner=ASKER.id,
        rule=read_alert(words, replace(ANYWHERE, bots=named(["Bot"]))),
        created_at=at,
    )


async def seed(
    url: str, links: Iterable[tuple[int, int]], alerts: Iterable[Alert], at: datetime
) -> None:
    """Link bots to channels, each (channel, bot), and save the rules."""
    database = database_for(url)
    await database.open()
    channels, store = ChannelStore(database), AlertStore(database)
    for channel, bot in links:
        linked = LinkedBot(id=bot_id(bot), name=f"Bot{bot}", linked_by=ASKER.id)
        await channels.link(TEAM, room(channel), linked, at)
    for rule in alerts:
        await store.save(rule)
    await database.close()
