"""Splits what a question needs into jobs that Kore.ai answers: by connection, bots and windows, and
puts their results together again."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from slackbot.domain.channel import Bot
from slackbot.domain.errors import UnreadableError
from slackbot.domain.period import DAY, Period, day_start
from slackbot.domain.query import Grouping, Unit, UsageQuery
from slackbot.domain.usage.bucket import Bucket, compact
from slackbot.domain.usage.comparison import WEEK, running_until
from slackbot.domain.usage.fetching.job import LONGEST_REQUEST, Grain, SummaryJob
from slackbot.domain.usage.fetching.routes import Routes

PATTERN = timedelta(weeks=8)  # the past that a forecast uses
LARGEST_BATCH = 50  # bots in one account job; Kore.ai documents no limit
LONGEST_PERIOD = timedelta(days=732)  # nine requests; more would keep others in the lane waiting
MOST_BUCKETS = 250_000  # of all bots, fetched for one question, digest or rule: what memory bears
LARGEST_ANSWER = 20_000  # buckets of one request: reading more at once blocks the event loop
TOO_MANY = (
    "That takes {count:,} figures of Kore.ai's, more than the {most:,} that I fetch at once. "
    "{instead}"
)


def plan_jobs(
    query: UsageQuery,
    bots: tuple[Bot, ...],
    *,
    routes: Routes,
    asked_at: datetime,
    batch: int = LARGEST_BATCH,
    before: Period | None = None,
) -> tuple[SummaryJob, ...]:
    """Plan the jobs that answer `query`, each for one connection: one for each bot, or an account
    job for each `batch` bots, or for fewer where Kore.ai's answer would be too large.

    `before` is the period to compare with: it is in the same jobs if one request can hold both,
    else in more jobs, which come last. A running week is fetched with eight weeks before it for its
    forecast; longer periods have enough weeks of their own.
    Windows have whole UTC hours, see `Period.counted`. A window that ends at `asked_at` includes
    the whole running hour, so that equal questions of the same hour are equal jobs.
    Raises UnreadableError where the period is too long for one question.
    """
    if query.period.end - query.period.start > LONGEST_PERIOD:
        raise UnreadableError(
            "That is more than two years, too much to ask Kore.ai at once. Try one year at a time.",
            suggestions=() if query.bots else ("last 24 months", "last year"),
        )
    ids = tuple(bot.id for bot in bots)
    jobs = (
        SummaryJob(account=True, bot_ids=ids, start=start, end=end, grain=grain)
        for start, end, grain in _windows(query, before, asked_at)
    )
    return tuple(part for job in jobs for part in routed(job, routes, batch))


def routed(job: SummaryJob, routes: Routes, batch: int) -> Iterator[SummaryJob]:
    """Yield the job in jobs that each go to one connection, those of an account with at most
    `batch` bots."""
    for route, ids in routes.split(job.bot_ids).items():
        part = job.model_copy(update={"bot_ids": ids, **route._asdict()})
        yield from batches(part, batch if route.account else 1)


def batches(job: SummaryJob, most: int) -> Iterator[SummaryJob]:
    """Yield the job in jobs for at most `most` bots, none with a request of too many buckets."""
    whole = min(job.end - job.start, LONGEST_REQUEST)
    each = sum(1 for _ in job.model_copy(update={"end": job.start + whole}).starts())
    size = max(1, min(most, LARGEST_ANSWER // each))
    for first in range(0, len(job.bot_ids), size):
        yield job.model_copy(update={"bot_ids": job.bot_ids[first : first + size]})


def buckets_in(jobs: Iterable[SummaryJob]) -> int:
    """Return the number of buckets that the jobs fetch."""
    return sum(job.buckets for job in jobs)


Plan = Callable[[UsageQuery], Iterable[SummaryJob]]


def refuse_too_many(query: UsageQuery, plan: Plan) -> None:
    """Refuse what fetches more than `MOST_BUCKETS`.

    Raises UnreadableError, which names the finest rows that would do if there are any.
    """
    count = buckets_in(plan(query))
    if count <= MOST_BUCKETS:
        return
    order = list(Grouping)
    coarser = order[order.index(query.grouping) + 1 :] if query.grouping else []
    rows = (
        grouping
        for grouping in coarser
        if buckets_in(plan(query.model_copy(update={"grouping": grouping}))) <= MOST_BUCKETS
    )
    fitting = next(rows, None)
    instead = f"Try `by {fitting}`, fewer bots, or a shorter period."
    if fitting is None:
        hours = "" if has_utc_days(query.period) else ", or add `in UTC`, whose days need no hours"
        instead = f"Name fewer bots or a shorter period{hours}."
    raise UnreadableError(TOO_MANY.format(count=count, most=MOST_BUCKETS, instead=instead))


Window = tuple[datetime, datetime, Grain]


def _windows(query: UsageQuery, before: Period | None, asked_at: datetime) -> list[Window]:
    """Return the windows: the period, joined with the one before if a request can hold both."""
    period, grain = query.period.counted, grain_for(query)
    if before is None:
        return [(_since(query, grain), period.end, grain)]
    runs = before.end >= asked_at  # "last month vs this month"
    earlier = grain_for(query.model_copy(update={"period": before, "running": runs}))
    both = min(grain, earlier, key=list(Grain).index)
    before = before.counted
    whole = (both.floor(edge) == edge for edge in (before.start, before.end, period.start))
    start = min(before.start, _since(query, both))
    if before.end <= period.start and period.end - start <= LONGEST_REQUEST and all(whole):
        return [(start, period.end, both)]
    return [(_since(query, grain), period.end, grain), (before.start, before.end, earlier)]


def _since(query: UsageQuery, grain: Grain) -> datetime:
    """Return the start of the period, or of the weeks before it if that cuts no bucket."""
    begins, last_day = query.period.counted.start, running_until(query)
    first = query.period.local_start.date()
    if last_day is None or last_day - first != WEEK - DAY or grain.floor(begins) != begins:
        return begins
    start = day_start(first - PATTERN, query.period.zone)
    return start if grain.floor(start) == start else begins


def grain_for(query: UsageQuery) -> Grain:
    """Return the coarsest grain whose buckets lie inside the period and build the wanted rows.

    Kore.ai's pages suggest that a bucket cut by the period holds only the part inside it, but do
    not say so. So no job has a cut bucket, except for the running hour.
    """
    period, grouping = query.period, query.finest_rows
    in_zone = grouping is not None and not has_utc_days(period)
    if grouping is Grouping.HOUR or in_zone or not _holds(period, Grain.DAY, query.running):
        return Grain.HOUR
    months = grouping in {Grouping.MONTH, Grouping.QUARTER} and _holds(
        period, Grain.MONTH, query.running
    )
    return Grain.MONTH if months else Grain.DAY


def _holds(period: Period, grain: Grain, running: bool) -> bool:
    """Tell whether the period cuts no bucket; now cuts none, as there is no usage after it."""
    window = period.counted
    starts = grain.floor(window.start) == window.start
    return starts and (running or grain.floor(window.end) == window.end)


def has_utc_days(period: Period) -> bool:
    """Tell whether local days are UTC days in the whole period; else rows need hours."""
    zone, count = ZoneInfo(period.zone), -(-(period.end - period.start) // DAY)
    moments = (*(period.start + DAY * n for n in range(count)), period.end)
    return not any(moment.astimezone(zone).utcoffset() for moment in moments)


def merge(parts: Iterable[Sequence[Bucket]]) -> Sequence[Bucket]:
    """Merge the buckets of the parts of a split job.

    A bucket that was split is the sum of its parts. A unit that a part lacks is absent, because
    half a figure would be wrong.
    """
    whole: dict[tuple[str, datetime], Bucket] = {}
    for bucket in (bucket for part in parts for bucket in part):
        key = (bucket.bot_id, bucket.start)
        whole[key] = _join(whole[key], bucket) if key in whole else bucket
    return compact(whole.values())


def _join(left: Bucket, right: Bucket) -> Bucket:
    shared = left.counts.keys() & right.counts.keys()
    counts = {unit: left.counts[unit] + right.counts[unit] for unit in Unit if unit in shared}
    return replace(left, counts=counts)
