"""Plans a digest at one of its slots: the query, its bots, and the jobs."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from slackbot.domain.ask import Ask, first_id
from slackbot.domain.channel import LINK_FIRST, Bot, ChannelBots, LinkedBot
from slackbot.domain.digests.digest import Digest, DigestRun
from slackbot.domain.digests.schedule import Slot
from slackbot.domain.errors import UnknownBotError
from slackbot.domain.group import GROUP_ID
from slackbot.domain.period import Period, local_midnight
from slackbot.domain.query import UsageQuery
from slackbot.domain.usage.comparison import WEEK, previous_period, week_before, whole_days
from slackbot.domain.usage.fetching.job import LONGEST_REQUEST, SummaryJob
from slackbot.domain.usage.fetching.routes import ACCOUNT, Routes
from slackbot.domain.usage.fetching.split import plan_jobs, refuse_too_many
from slackbot.domain.usage.findings.forecast import WEEKS
from slackbot.domain.usage.report import holds

DIGEST = "digest"  # stands for a command: nobody has typed it


class DigestPlan(NamedTuple):
    """`jobs` fetch the period, its comparisons, and the weeks for the usual ranges."""

    query: UsageQuery
    before: Period
    jobs: tuple[SummaryJob, ...]


def bots_of(digest: Digest, linked: ChannelBots) -> tuple[LinkedBot, ...]:
    """Return the digest's bots by their present names in the channel.

    Raises UnknownBotError where one of them, a whole group, or the last bot, is no longer linked.
    """
    if not digest.bot_ids:
        if not linked.bots:
            raise UnknownBotError(LINK_FIRST)
        return linked.bots
    gone = linked.lacking(digest.bot_ids)
    if any(GROUP_ID.fullmatch(id_) for id_ in gone):
        raise UnknownBotError(
            "Its group was removed, or has no bot here any more. See `/billing groups`, and edit "
            "the digest."
        )
    if gone:
        raise UnknownBotError(
            f"{', '.join(gone)} is no longer linked to the channel. Link it again: "
            f"`/billing link {gone[0]} as …`, or edit the digest."
        )
    return linked.of_ids(digest.bot_ids)


def plan_digest(
    query: UsageQuery,
    bots: tuple[Bot, ...],
    at: datetime,
    *,
    routes: Routes,
    batch: int,
    earlier: Period | None = None,
) -> DigestPlan:
    """Plan the digest for `bots` at the slot of that moment.

    `earlier` is the window of the last digest: it is fetched again, because its figures may have
    changed. The period before is fetched too where the question names another comparison.
    """
    own = period_before(query)
    before = query.comparison or own
    reach = _reach(query.period, before)
    jobs = list(_jobs(query, bots, at, reach or before, routes=routes, batch=batch))
    for window in dict.fromkeys(each for each in (before, own, earlier) if each):
        if not any(holds(job, window) for job in jobs):
            other = query.model_copy(update={"period": window, "running": False})
            jobs += _jobs(other, bots, at, None, routes=routes, batch=batch)
    return DigestPlan(query, before, tuple(jobs))


def refuse_large_digest(query: UsageQuery, bots: tuple[Bot, ...], at: datetime) -> None:
    """Refuse a digest that fetches more for its own bots than any question may.

    Raises UnreadableError.
    """

    def jobs(query: UsageQuery) -> tuple[SummaryJob, ...]:
        return plan_digest(query, bots, at, routes=ACCOUNT, batch=len(bots)).jobs

    refuse_too_many(query, jobs)


def period_before(query: UsageQuery) -> Period:
    """Return the period before, even where the question names another comparison.

    For less than a week it is the same weekdays of the week before; otherwise a digest on Mondays
    and Thursdays would compare a weekend with workdays.
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
    routes: Routes,
    batch: int,
) -> tuple[SummaryJob, ...]:
    return plan_jobs(query, bots, routes=routes, asked_at=at, batch=batch, before=before)


def _reach(period: Period, before: Period) -> Period | None:
    """Return the eight weeks before `period`, from the start of `before` if that is earlier.

    None where one request cannot hold them and the period.
    """
    weeks_ago = (period.local_start - timedelta(weeks=WEEKS)).date()
    start = local_midnight(weeks_ago, period.zone)
    if before.end <= period.start:
        start = min(start, before.start)
    reach = Period(start=start, end=period.start, zone=period.zone)
    return reach if period.counted.end - reach.counted.start <= LONGEST_REQUEST else None


def ask_of(digest: Digest, run: DigestRun) -> Ask:
    """Make the ask under which the run's messages are stored.

    Its id is the same for each retry, and grows with time.
    """
    return Ask(
        id=f"{first_id(run.due_at)}-{digest.id}-{run.key}",
        team=digest.team,
        channel=digest.to or digest.channel,
        about=digest.channel if digest.to else "",
        user=digest.owner,
        text=digest.question,
        command=DIGEST,
        received_at=run.due_at,
    )


def own(jobs: Iterable[SummaryJob], bots: Iterable[Bot]) -> tuple[tuple[SummaryJob, ...], ...]:
    """Return the jobs that hold any of `bots`, and the same jobs cut to these bots."""
    ids = {bot.id for bot in bots}
    needed = tuple(job for job in jobs if ids.intersection(job.bot_ids))
    cut = tuple(
        job.model_copy(update={"bot_ids": tuple(id_ for id_ in job.bot_ids if id_ in ids)})
        for job in needed
    )
    return needed, cut


def format_slot(slot: Slot, zone: str) -> str:
    """Write `Mon 30 Nov 2026, 09:00 (Europe/Berlin)`, and a note on changed clocks."""
    note = f", as {slot.note}" if slot.note else ""
    return f"{format_moment(slot.at, zone)} ({zone}){note}"


def format_run(slot: Slot, at: datetime, zone: str) -> str:
    """Write the slot and, if the run waits, the time: `…, once settled, about 12:00`."""
    if at <= slot.at:
        return format_slot(slot, zone)
    slot_at, later = format_moment(slot.at, zone), format_moment(at, zone)
    day, time = later.rsplit(", ", 1)
    return f"{slot_at} ({zone}), once settled, about {time if slot_at.startswith(day) else later}"


def format_moment(at: datetime, zone: str) -> str:
    """Write `Mon 30 Nov 2026, 09:00`."""
    local = at.astimezone(ZoneInfo(zone))
    return f"{local:%a} {local.day} {local:%b %Y, %H:%M}"
