"""What a digest asks at one of its slots: the query, its bots, and what is fetched for them."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from slackbot.domain.ask import Ask, first_id
from slackbot.domain.channel import LINK_FIRST, Bot, ChannelBots, LinkedBot
from slackbot.domain.digests.digest import Digest, DigestRun
from slackbot.domain.digests.schedule import Slot
from slackbot.domain.errors import UnknownBotError
from slackbot.domain.period import Period, local_midnight
from slackbot.domain.query import UsageQuery
from slackbot.domain.usage.comparison import WEEK, previous_period, week_before, whole_days
from slackbot.domain.usage.forecast import WEEKS
from slackbot.domain.usage.job import LONGEST_REQUEST, SummaryJob, plan_jobs
from slackbot.domain.usage.report import holds

DIGEST = "digest"  # in the place of a command: nobody has typed this


class DigestPlan(NamedTuple):
    """`jobs` hold the period, what it is compared with, and the weeks that say what is usual."""

    query: UsageQuery
    before: Period
    jobs: tuple[SummaryJob, ...]


def bots_of(digest: Digest, linked: ChannelBots) -> tuple[LinkedBot, ...]:
    """The digest's bots as the channel calls them by now. Raises UnknownBotError where one of them,
    or all, are linked no more."""
    if not digest.bot_ids:
        if not linked.bots:
            raise UnknownBotError(LINK_FIRST)
        return linked.bots
    found = tuple(bot for bot in linked.bots if bot.id in digest.bot_ids)
    if gone := set(digest.bot_ids) - {bot.id for bot in found}:
        raise UnknownBotError(
            f"{', '.join(sorted(gone))} is no longer linked to the channel. Link it again: "
            f"`/billing link {min(gone)} as …`, or edit the digest."
        )
    return found


def plan_digest(
    query: UsageQuery,
    bots: tuple[Bot, ...],
    at: datetime,
    *,
    account: bool,
    batch: int,
    earlier: Period | None = None,
) -> DigestPlan:
    """The plan for `bots` at the slot of that moment. `earlier` is the window that the digest told
    of the last time: it is fetched again, too, as its figures may have changed since. So is the
    period before where another one is named to compare with.
    """
    own = period_before(query)
    before = query.comparison or own
    reach = _reach(query.period, before)
    jobs = list(_jobs(query, bots, at, reach or before, account=account, batch=batch))
    for window in dict.fromkeys(each for each in (before, own, earlier) if each):
        if not any(holds(job, window) for job in jobs):
            other = query.model_copy(update={"period": window, "running": False})
            jobs += _jobs(other, bots, at, None, account=account, batch=batch)
    return DigestPlan(query, before, tuple(jobs))


def period_before(query: UsageQuery) -> Period:
    """The period before, whatever is named to compare with.

    For less than a week these are the same weekdays of the week before: what comes on Mondays and
    Thursdays would else set a weekend against workdays.
    """
    days = None if query.running else whole_days(query.period)
    is_short = days is not None and days < WEEK.days
    return week_before(query.period) if is_short else previous_period(query)


def _jobs(
    query: UsageQuery,
    bots: tuple[Bot, ...],
    at: datetime,
    before: Period | None,
    *,
    account: bool,
    batch: int,
) -> tuple[SummaryJob, ...]:
    return plan_jobs(query, bots, account=account, asked_at=at, batch=batch, before=before)


def _reach(period: Period, before: Period) -> Period | None:
    """The eight weeks before `period`, or more where `before` begins earlier, if one request can
    hold them as well."""
    weeks_ago = (period.local_start - timedelta(weeks=WEEKS)).date()
    start = local_midnight(weeks_ago, period.zone)
    if before.end <= period.start:
        start = min(start, before.start)
    reach = Period(start=start, end=period.start, zone=period.zone)
    return reach if period.counted.end - reach.counted.start <= LONGEST_REQUEST else None


def ask_of(digest: Digest, run: DigestRun) -> Ask:
    """Under which its messages are kept: the same for each try, and growing with time."""
    return Ask(
        id=f"{first_id(run.due_at)}-{digest.id}-{run.key}",
        team=digest.team,
        channel=digest.channel,
        user=digest.owner,
        text=digest.question,
        command=DIGEST,
        received_at=run.due_at,
    )


def own(jobs: Iterable[SummaryJob], bots: Iterable[Bot]) -> tuple[tuple[SummaryJob, ...], ...]:
    """Of jobs for many bots, those that hold any of `bots`; and the same for these alone."""
    ids = {bot.id for bot in bots}
    needed = tuple(job for job in jobs if ids.intersection(job.bot_ids))
    cut = tuple(
        job.model_copy(update={"bot_ids": tuple(id_ for id_ in job.bot_ids if id_ in ids)})
        for job in needed
    )
    return needed, cut


def said_slot(slot: Slot, zone: str) -> str:
    """`Mon 30 Nov 2026, 09:00 (Europe/Berlin)`, and what the clocks do to it."""
    note = f", as {slot.note}" if slot.note else ""
    return f"{_moment(slot.at, zone)} ({zone}){note}"


def said_run(slot: Slot, at: datetime, zone: str) -> str:
    """The same, or where it waits until `at`, when that is: `…, once settled, about 12:00`."""
    if at <= slot.at:
        return said_slot(slot, zone)
    said, later = _moment(slot.at, zone), _moment(at, zone)
    day, time = later.rsplit(", ", 1)
    return f"{said} ({zone}), once settled, about {time if said.startswith(day) else later}"


def _moment(at: datetime, zone: str) -> str:
    local = at.astimezone(ZoneInfo(zone))
    return f"{local:%a} {local.day} {local:%b %Y, %H:%M}"
