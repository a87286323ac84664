"""What is asked of Kore.ai: summary jobs, one at a time per scope."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from hashlib import sha256
from zoneinfo import ZoneInfo

from pydantic import AwareDatetime, BaseModel, ConfigDict

from slackbot.domain.channel import Bot
from slackbot.domain.errors import UnreadableError
from slackbot.domain.period import DAY, HOUR, Period, day_start, full_hour
from slackbot.domain.query import Grouping, Unit, UsageQuery
from slackbot.domain.usage.comparison import running_until

LONGEST_REQUEST = timedelta(days=90)  # Kore.ai: "Max: 90 days" for one request
WEEK = timedelta(weeks=1)
PATTERN = timedelta(weeks=8)  # what a forecast looks back at
LARGEST_BATCH = 50  # bots in one of the account's jobs; how many Kore.ai takes is not documented
LONGEST_PERIOD = timedelta(days=732)  # nine requests: others wait in the same lane


class Grain(StrEnum):
    """The size of Kore.ai's buckets, which start on UTC hours, days and months."""

    HOUR = "hour"
    DAY = "day"
    MONTH = "month"

    def floor(self, moment: datetime) -> datetime:
        """The start of the bucket that holds `moment`, in UTC."""
        start = full_hour(moment)
        if self is Grain.HOUR:
            return start
        return start.replace(hour=0) if self is Grain.DAY else start.replace(day=1, hour=0)

    def next(self, start: datetime) -> datetime:
        """The start of the bucket after the one that starts at `start`."""
        if self is Grain.MONTH:
            return self.floor(start + timedelta(days=32))
        return start + (HOUR if self is Grain.HOUR else DAY)


def finest(grains: Iterable[Grain]) -> Grain:
    """The smallest of them; hours where there are none."""
    return min(grains, key=list(Grain).index, default=Grain.HOUR)


class SummaryJob(BaseModel):
    """One question to Kore.ai. `account`: asked with the account's credentials, all bots at once.

    All five units are always asked for, so that equal windows are equal jobs.
    """

    model_config = ConfigDict(frozen=True)

    account: bool
    bot_ids: tuple[str, ...]
    start: AwareDatetime
    end: AwareDatetime
    grain: Grain

    @property
    def lane(self) -> str:
        """The scope as Kore.ai sees it: its status call names no job, only this."""
        return "account" if self.account else f"bot:{self.bot_ids[0]}"

    def starts(self) -> Iterator[datetime]:
        """Where the buckets of this window start, the first perhaps before it."""
        return iter(_starts(self.start.astimezone(UTC), self.end.astimezone(UTC), self.grain))

    def spans(self) -> Iterator[tuple[datetime, datetime]]:
        """What each bucket covers, `[start, end)`: the window may cut the first and the last."""
        return iter(_spans(self.start.astimezone(UTC), self.end.astimezone(UTC), self.grain))

    def split(self) -> tuple["SummaryJob", ...]:
        """The same window in requests of at most 90 days (and 90 dates), cut where buckets are."""
        cuts = [self.start]
        while (cut := self._next_cut(cuts[-1])) < self.end:
            cuts.append(cut)
        ends = [*cuts[1:], self.end]
        return tuple(
            self.model_copy(update={"start": start, "end": end})
            for start, end in zip(cuts, ends, strict=True)
        )

    def each_bot(self) -> tuple["SummaryJob", ...]:
        """The same job for one bot at a time."""
        return tuple(self.model_copy(update={"bot_ids": (bot_id,)}) for bot_id in self.bot_ids)

    def _next_cut(self, start: datetime) -> datetime:
        latest = Grain.DAY.floor(start) + LONGEST_REQUEST
        return Grain.MONTH.floor(latest) if self.grain is Grain.MONTH else latest


# Remembered: thousands of digests ask for one window, each many times.
@lru_cache(maxsize=64)
def _starts(start: datetime, end: datetime, grain: Grain) -> tuple[datetime, ...]:
    starts, at = [], grain.floor(start)
    while at < end:
        starts.append(at)
        at = grain.next(at)
    return tuple(starts)


@lru_cache(maxsize=64)
def _spans(start: datetime, end: datetime, grain: Grain) -> tuple[tuple[datetime, datetime], ...]:
    starts = _starts(start, end, grain)
    return tuple((max(at, start), min(grain.next(at), end)) for at in starts)


@dataclass(frozen=True, slots=True)  # no model: there are a hundred thousand of them at times
class Bucket:
    """What one bot used from `start` (UTC) on. An absent unit was not sent: it is not zero."""

    bot_id: str
    start: AwareDatetime
    counts: dict[Unit, int]


class Usage(BaseModel):
    """A job's result: its buckets, and the receipt that says where they come from.

    `fetched_at` is when Kore.ai was asked. `from_ledger`: it was not asked again for this.
    `refused`: bots that were asked for as well, and which Kore.ai alone refused, with its reason.
    `again_at`: Kore.ai has left something out of what the ledger knows, and from then on a question
    asks again. `remembered_at`: it was left out this time, and known since then.
    """

    model_config = ConfigDict(frozen=True)

    job: SummaryJob
    buckets: tuple[Bucket, ...]
    report_ids: tuple[str, ...]
    fetched_at: AwareDatetime
    from_ledger: bool = False
    certain: bool = True  # that it is ours: Kore.ai told the id of our submit
    restated: tuple[Bucket, ...] = ()  # what was known before of buckets that say otherwise now
    refused: dict[str, str] = {}
    again_at: AwareDatetime | None = None
    remembered_at: AwareDatetime | None = None

    @property
    def figures(self) -> int:
        """How many counts it holds."""
        return sum(len(bucket.counts) for bucket in self.buckets)

    @property
    def is_whole(self) -> bool:
        """Whether it has every unit of each bucket."""
        buckets = len(self.job.bot_ids) * sum(1 for _ in self.job.starts())
        return self.figures == buckets * len(Unit)

    def of_bots(self, bot_ids: Collection[str]) -> "Usage":
        """What of it is these bots', if it is any others' as well."""
        kept = tuple(id_ for id_ in self.job.bot_ids if id_ in bot_ids)
        refused = {id_: why for id_, why in self.refused.items() if id_ in bot_ids}
        if kept == self.job.bot_ids and refused == self.refused:
            return self

        def own(buckets: tuple[Bucket, ...]) -> tuple[Bucket, ...]:
            return tuple(bucket for bucket in buckets if bucket.bot_id in bot_ids)

        return self.model_copy(
            update={
                "job": self.job.model_copy(update={"bot_ids": kept}),
                "buckets": own(self.buckets),
                "restated": own(self.restated),
                "refused": refused,
            }
        )


class UsageRequest(BaseModel):
    """A job for a workspace. `fresh`: ask Kore.ai, whatever is in the ledger.

    `since`: it is routine that many want of the same moment, such as digests of one slot: figures
    that were fetched from then on will do. `attempt` tells a later try from one that failed.
    """

    model_config = ConfigDict(frozen=True)

    team: str
    job: SummaryJob
    fresh: bool = False
    since: AwareDatetime | None = None
    attempt: int = 0

    @property
    def key(self) -> str:
        """What equal requests have in common."""
        routine = {"since", "attempt"} if self.since is None else None  # keys as they always were
        return sha256(self.model_dump_json(exclude=routine).encode()).hexdigest()

    def is_met_by(self, known: "Usage", now: datetime | None = None) -> bool:
        """Whether figures that are known already will do; what Kore.ai has left out only where it
        is not asked for again at `now` yet."""
        if known.again_at and (now is None or now >= known.again_at):
            return False
        return not self.fresh and (self.since is None or known.fetched_at >= self.since)


def plan_jobs(
    query: UsageQuery,
    bots: tuple[Bot, ...],
    *,
    account: bool,
    asked_at: datetime,
    batch: int = LARGEST_BATCH,
    before: Period | None = None,
) -> tuple[SummaryJob, ...]:
    """The jobs that answer `query`: one for each bot, or for the account one for each `batch` bots.

    `before` is the period to compare with: it is in the same jobs where that is one request, else
    in as many more, which come last. A week that runs is asked for with eight more, from which it
    is foreseen how it may end: longer periods bring enough weeks of their own.
    Windows are of whole UTC hours, see `Period.counted`. One that ends at `asked_at` holds all of
    that hour, in which there is no more yet: so are equal questions of the same hour equal jobs.
    Raises UnreadableError where the period is too long to ask for at once.
    """
    if query.period.end - query.period.start > LONGEST_PERIOD:
        raise UnreadableError(
            "That is more than two years, too much to ask Kore.ai at once. Try one year at a time."
        )
    ids = tuple(bot.id for bot in bots)
    size = batch if account else 1
    return tuple(
        SummaryJob(
            account=account,
            bot_ids=ids[first : first + size],
            start=start,
            end=end,
            grain=grain,
        )
        for start, end, grain in _windows(query, before, asked_at)
        for first in range(0, len(ids), size)
    )


Window = tuple[datetime, datetime, Grain]


def _windows(query: UsageQuery, before: Period | None, asked_at: datetime) -> list[Window]:
    """What to ask for: the period, with the one before it if a single request can hold both."""
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
    """The start of the period, or of the weeks before it where no bucket is cut by that."""
    begins, last_day = query.period.counted.start, running_until(query)
    first = query.period.local_start.date()
    if last_day is None or last_day - first != WEEK - DAY or grain.floor(begins) != begins:
        return begins
    start = day_start(first - PATTERN, query.period.zone)
    return start if grain.floor(start) == start else begins


def grain_for(query: UsageQuery) -> Grain:
    """The coarsest buckets that lie wholly inside the period and build the asked rows.

    Kore.ai's pages suggest that a bucket which the period cuts holds only the part inside it, but
    do not say so: except for the running hour, none is asked for that is cut.
    """
    period, grouping = query.period, query.grouping
    in_zone = grouping is not None and not has_utc_days(period)
    if grouping is Grouping.HOUR or in_zone or not _holds(period, Grain.DAY, query.running):
        return Grain.HOUR
    months = grouping is Grouping.MONTH and _holds(period, Grain.MONTH, query.running)
    return Grain.MONTH if months else Grain.DAY


def _holds(period: Period, grain: Grain, running: bool) -> bool:
    """Whether no bucket is cut by the period; at now none is, as nothing lies beyond."""
    window = period.counted
    starts = grain.floor(window.start) == window.start
    return starts and (running or grain.floor(window.end) == window.end)


def has_utc_days(period: Period) -> bool:
    """Whether days of its zone are UTC's throughout: else rows are built of hours."""
    zone, count = ZoneInfo(period.zone), -(-(period.end - period.start) // DAY)
    moments = (*(period.start + DAY * n for n in range(count)), period.end)
    return not any(moment.astimezone(zone).utcoffset() for moment in moments)


def merge(parts: Iterable[tuple[Bucket, ...]]) -> tuple[Bucket, ...]:
    """One list of buckets from the parts of a split job.

    A bucket that a cut went through is the sum of its parts. A unit that one of them lacks is
    absent: half a figure is none.
    """
    whole: dict[tuple[str, datetime], Bucket] = {}
    for bucket in (bucket for part in parts for bucket in part):
        key = (bucket.bot_id, bucket.start)
        whole[key] = _join(whole[key], bucket) if key in whole else bucket
    return tuple(whole.values())


def _join(left: Bucket, right: Bucket) -> Bucket:
    shared = left.counts.keys() & right.counts.keys()
    counts = {unit: left.counts[unit] + right.counts[unit] for unit in Unit if unit in shared}
    return replace(left, counts=counts)
