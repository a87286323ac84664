"""Builds a report from buckets: totals, and rows in the reader's local days."""

from calendar import day_name
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import product, zip_longest
from typing import Self, TypeVar
from zoneinfo import ZoneInfo

from pydantic import AwareDatetime, Field

from slackbot.domain.calendar.arithmetic import floor, shift
from slackbot.domain.channel import Bot
from slackbot.domain.frozen import FrozenModel
from slackbot.domain.money.cost import Cost, CostChange, Key, added, changes_of
from slackbot.domain.money.currency import Currency
from slackbot.domain.period import (
    DAY,
    HOUR,
    Period,
    day_of,
    day_start,
    days_between,
    full_hour,
)
from slackbot.domain.query import WEEK_STARTS, Grouping, Unit, UsageQuery, WeekStart, format_units
from slackbot.domain.usage.bucket import Bucket, by_start, compact, each_bots
from slackbot.domain.usage.comparison import Change, changes, whole_days
from slackbot.domain.usage.fetching.job import Grain, SummaryJob, Usage, finest
from slackbot.domain.usage.fetching.split import has_utc_days
from slackbot.domain.usage.history import History, history_of, usually_over

Figure = TypeVar("Figure", int, float)
FEWEST_DAYS = 2
MOST_DETAILED = 200  # rows by time that a chart also splits by bot: more would be a blur
MOST_NAMED = 5  # bots with the same gap
PARTIAL = "* Only a part of it is in the period asked for."
UNCERTAIN = "(another id than our job's: two jobs agreed, but it may be another program's)"
NOT_OURS = (
    "Uncertain: Kore.ai answered under another id than our job's. Two jobs agreed, but it may be "
    "another program's."
)
SETTLED = "cached; add `fresh` to refetch"
LEFT_OUT = "cached, and Kore.ai has left some of it out for days; add `fresh` to refetch"
REMEMBERED = "Kore.ai left some figures out this time: those are cached, the oldest from {at} UTC"
PROVISIONAL = "† Provisional: Kore.ai may still change it."
INCOMPLETE = "≥ At least: Kore.ai left out a part of it."
SUITABLE = ((31, Grouping.DAY), (140, Grouping.WEEK))  # up to so many days; longer periods by month


class ReportRow(FrozenModel):
    """The figures of one bot or one bucket; None where Kore.ai sent none.

    `missing` is the number of buckets without the unit: the count is the sum of the others, and the
    true figure is at least this, as usage is never negative.
    """

    label: str
    counts: dict[Unit, int | None]
    missing: dict[Unit, int] = Field(default_factory=dict)
    partial: bool = False  # only a part of this hour, day, week or month was asked for
    provisional: bool = False  # Kore.ai may still change it
    costs: tuple[Cost, ...] = ()  # where there are prices: see domain/usage/pricing

    @classmethod
    def of(
        cls,
        label: str,
        buckets: Iterable[Bucket],
        units: tuple[Unit, ...],
        *,
        absent: int = 0,
        partial: bool = False,
        provisional: bool = False,
    ) -> Self:
        """Sum the buckets to a row; `absent` more buckets are missing as a whole."""
        counts = [bucket.counts for bucket in buckets]
        lacking = {unit: absent + sum(unit not in each for each in counts) for unit in units}
        return cls(
            label=label,
            counts={unit: sum_known(each.get(unit) for each in counts) for unit in units},
            missing={unit: count for unit, count in lacking.items() if count},
            partial=partial,
            provisional=provisional,
        )

    @property
    def whole(self) -> dict[Unit, int | None]:
        """The complete figures: only these can be compared."""
        return {u: None if self.missing.get(u) else count for u, count in self.counts.items()}

    def cost(self, key: Key) -> Cost | None:
        """Return the cost of the key; None where there is none."""
        return next((cost for cost in self.costs if cost.key == key), None)

    def is_least(self, unit: Unit) -> bool:
        """Tell whether the figure is a lower bound, because a part of it is missing."""
        return self.counts[unit] is not None and bool(self.missing.get(unit))

    @property
    def marks(self) -> str:
        """The marks after the label; `UsageReport.legend` explains them."""
        return (" *" if self.partial else "") + (" †" if self.provisional else "")


class Gap(FrozenModel):
    """A bot whose figures are missing from the report, and the reason."""

    bot: str
    reason: str


class Missing(FrozenModel):
    """Kore.ai left these units, or all units, out of buckets of these bots.

    The missing figures may or may not be zero.
    """

    bots: tuple[str, ...]
    units: tuple[Unit, ...] = ()
    count: int
    of: int
    grain: Grain

    def describe(self) -> str:
        """Write `Kore.ai sent no sessions for 1 of 72 hours of SalesBot`."""
        what = f"no {format_units(self.units, 'or')}" if self.units else "nothing"
        hours = f"{self.count:,} of {self.of:,} {self.grain}s"
        names = ", ".join(self.bots[:MOST_NAMED])
        more = len(self.bots) - MOST_NAMED
        whose = f"{names} and {more} more" if more > 0 else names
        each = "each of " if len(self.bots) > 1 else ""
        return f"Kore.ai sent {what} for {hours} of {each}{whose}"


class Unpriced(FrozenModel):
    """A bot that was used and has no price: on days within `first` and `last`, or always."""

    bot_id: str
    first: date | None = None
    last: date | None = None
    twice: bool = False  # two of its groups have a price, and nobody knows which is meant

    def describe(self, names: Mapping[str, str]) -> str:
        """Write `ShopBot, which has no price`, `SalesBot from 1 Mar to 14 Mar, …`."""
        name = names.get(self.bot_id, self.bot_id)
        if self.twice:
            return f"{name}, as two of its groups have a price"
        if self.first is None or self.last is None:
            return f"{name}, which has no price"
        days = f"{self.first.day} {self.first:%b}"
        if self.first != self.last:
            days += f" to {self.last.day} {self.last:%b}"
        return f"{name} on {days}, when it had no price"


class Fees(FrozenModel):
    """The flat fees of a group, or without one those of all bots, in the period and `before`."""

    group: str = ""
    costs: tuple[Cost, ...] = ()
    by_bucket: tuple[tuple[Cost, ...], ...] = ()
    before: tuple[Cost, ...] = ()


class RateAhead(FrozenModel):
    """The rate of a unit for all bots of a report; the first `included` of the period are free."""

    unit: Unit
    amount: Decimal
    included: int = 0


class CostAhead(FrozenModel):
    """The costs of the rest of a running period in a currency: of each of some units, and the flat
    fees that are due on coming days. It holds before the day `until`."""

    currency: Currency
    rates: tuple[RateAhead, ...]
    fees: tuple[tuple[date, Decimal], ...] = ()
    until: date


class Restatement(FrozenModel):
    """Kore.ai's figure of a period has changed since an earlier answer."""

    bot_id: str
    unit: Unit
    before: int
    after: int


class UsageReport(FrozenModel):
    """The figures of an answer. The rows of `by_bot` and of `by_bucket` each sum to `total`.

    `before` is the compared period, if any; the `previous` rows hold its figures, where Kore.ai had
    any.
    """

    query: UsageQuery
    bots: tuple[Bot, ...]  # or the groups in their place, see domain/usage/groups
    units: tuple[Unit, ...]
    total: ReportRow
    by_bot: tuple[ReportRow, ...]
    grouping: Grouping | None  # of the rows by time: as asked for, or by the length
    by_bucket: tuple[ReportRow, ...]
    bots_by_bucket: tuple[tuple[ReportRow, ...], ...] = ()  # as `bots`; () for too many rows
    before: Period | None = None
    previous: ReportRow | None = None
    previous_by_bucket: tuple[ReportRow, ...] = ()
    previous_by_bot: tuple[ReportRow, ...] = ()  # in the order of `bots`
    gaps: tuple[Gap, ...]
    missing: tuple[Missing, ...] = ()
    restated: tuple[Restatement, ...]
    report_ids: tuple[str, ...]
    fetched_at: AwareDatetime | None
    # Of a running period: whole, settled days, also from before it.
    history: History = Field(default_factory=dict)
    usually_over: dict[Unit, float] = Field(default_factory=dict)  # of its last day: see `history`
    members: tuple[Bot, ...] = ()  # the bots of the groups, where `bots` are groups
    overlaps: bool = False  # a bot is in several of these groups: their rows have no sum
    priced_units: tuple[Unit, ...] = ()  # that have a rate
    shared_costs: tuple[Cost, ...] = ()  # flat fees that are in no row of `by_bot`
    fees: tuple[Fees, ...] = ()  # those that are no single bot's, by their group
    unpriced: tuple[Unpriced, ...] = ()
    ahead: tuple[CostAhead, ...] = ()  # of a running period, where the cost can be foreseen
    facts: tuple[str, ...] = ()  # the sentences that the question asks for
    notes: tuple[str, ...] = ()  # further sentences, such as costs
    grain: Grain = Grain.HOUR  # of the period's buckets
    bucket_count: int = 0
    from_ledger: bool  # all figures came from the ledger
    certain: bool = True  # Kore.ai returned the ids of all our jobs
    # Kore.ai left known figures out this time; the oldest of them is known since then.
    remembered_at: AwareDatetime | None = None
    lacks: bool = False  # Kore.ai has left some figures out each time

    @property
    def is_empty(self) -> bool:
        """Tell whether the report has no figure at all."""
        return all(count is None for count in self.total.counts.values())

    @property
    def sources(self) -> tuple[Bot, ...]:
        """The bots whose figures these are, also where the rows are groups."""
        return self.members or self.bots

    @property
    def cached(self) -> str:
        """Say which figures were not fetched for this answer, and why."""
        if self.remembered_at:
            return REMEMBERED.format(at=f"{self.remembered_at:%Y-%m-%d %H:%M}")
        if not self.from_ledger:
            return ""
        return LEFT_OUT if self.lacks else SETTLED

    @property
    def changes(self) -> dict[Unit, Change]:
        """The change of each unit against the period before; empty without its figures.

        A change is unknown where either side lacks a part; bots without figures on both sides do
        not count.
        """
        if self.previous is None:
            return {}
        pairs = list(zip(self.by_bot, self.previous_by_bot, strict=False))
        alike = {unit for unit in self.units if all(_are_alike(unit, *pair) for pair in pairs)}
        now = {unit: count if unit in alike else None for unit, count in self.total.counts.items()}
        return changes(now, self.previous.counts)

    @property
    def shown_units(self) -> tuple[Unit, ...]:
        """The units asked for, or else the units used now or in the period before.

        Kore.ai's plans count different units.
        """
        before = self.previous.counts if self.previous else {}
        used = tuple(u for u in self.units if self.total.counts[u] or before.get(u))
        if self.query.is_about_money and self.total.costs and self.priced_units:
            used = self.priced_units
        return self.query.units or used or self.units

    @property
    def leads_with_cost(self) -> bool:
        """Tell whether costs are wanted, and there are any."""
        return self.query.wants_cost and bool(self.total.costs)

    @property
    def shown_costs(self) -> tuple[Key, ...]:
        """The keys of the costs in the table: none unless costs are wanted."""
        return tuple(cost.key for cost in self.total.costs) if self.leads_with_cost else ()

    @property
    def fees_apart(self) -> tuple[Fees, ...]:
        """The flat fees that are in no bot's, and no group's, part of the rows by time."""
        found = (each for each in self.fees if not (self.query.by_group and each.group))
        return tuple(each for each in found if len(each.by_bucket) == len(self.by_bucket))

    @property
    def cost_changes(self) -> dict[Key, CostChange]:
        """The change of each cost that is complete now and in the period before."""
        return changes_of(self.total.costs, self.previous.costs) if self.previous else {}

    @property
    def unsent(self) -> tuple[Unit, ...]:
        """The units without any figure."""
        return tuple(unit for unit in self.units if self.total.counts[unit] is None)

    @property
    def is_by_time(self) -> bool:
        """Tell whether the rows of the table are times, and not bots."""
        if self.query.grouping is None and self.query.by_bot:
            return False
        return self.query.grouping is not None or len(self.bots) == 1

    @property
    def legend(self) -> tuple[str, ...]:
        """The meanings of the marks in the table, and what makes all of it doubtful."""
        cut = self.is_by_time and any(row.partial for row in self.by_bucket)
        least = any(self.total.is_least(unit) for unit in self.shown_units)
        meant = {
            PARTIAL: cut,
            PROVISIONAL: self.is_provisional,
            INCOMPLETE: least,
            NOT_OURS: not self.certain,
        }
        return tuple(sentence for sentence, holds in meant.items() if holds)

    @property
    def is_provisional(self) -> bool:
        """Tell whether any figure may still change."""
        return self.total.provisional

    @property
    def is_whole(self) -> bool:
        """Tell whether every bot and bucket has all units, as jobs ask for all of them."""
        return not (self.gaps or self.missing or self.unsent)

    @classmethod
    def of(
        cls,
        query: UsageQuery,
        bots: tuple[Bot, ...],
        usages: Iterable[Usage],
        gaps: tuple[Gap, ...] = (),
        *,
        before: Period | None = None,
        settling: timedelta = timedelta(),
    ) -> Self:
        """Build the report on `query` from `usages`; `gaps` are bots without figures.

        `usages` hold the figures of `before` too. Figures are provisional until `settling` after
        their bucket's end.
        """
        fetched = tuple(usages)
        asked_at = min((usage.fetched_at for usage in fetched), default=None)
        settled = asked_at - settling if asked_at else query.period.end
        buckets = compact(within(query.period, fetched))
        units = query.units or tuple(Unit)
        by_bot = bot_rows(bots, buckets, units)
        total = joined("Total", by_bot).model_copy(
            update={"provisional": query.period.end > settled}
        )
        earlier = compact(within(before, fetched)) if before else ()
        previous_by_bot = bot_rows(bots, earlier, units) if _has_figures(earlier) else ()
        grain = finest(usage.job.grain for usage in speaking(query.period, fetched))
        grouping = query.grouping or _suitable(query.period, grain)

        def rows(
            own: Sequence[Bucket], bots: int = 1, period: Period = query.period
        ) -> tuple[ReportRow, ...]:
            if grouping is None:
                return ()
            folds = grouping is Grouping.WEEKDAY
            spans = tuple(spans_of(period, grouping, query.week_start))
            absent = bots - len({bucket.bot_id for bucket in own})
            found = tuple(_bucket_rows(spans, own, units, settled, period.end, absent))
            return _by_weekday(spans, found, period.zone) if folds else found

        by_bucket = rows(buckets, len(bots))
        apart = len(bots) > 1 and len(by_bucket) <= MOST_DETAILED
        own = each_bots(buckets) if apart else {}
        before_rows = rows(earlier, len(bots), before) if before and previous_by_bot else ()
        if grouping is Grouping.WEEKDAY and _weekdays(before_rows) != _weekdays(by_bucket):
            before_rows = ()  # they are compared by their place
        known = {gap.bot for gap in gaps}
        history, over = _history(query, bots, by_bot, fetched, settling)
        unsent = (gap for row in by_bot if row.label not in known for gap in _unsent(row, total))
        return cls(
            query=query,
            bots=bots,
            units=units,
            total=total,
            by_bot=by_bot,
            grouping=grouping,
            by_bucket=by_bucket,
            bots_by_bucket=tuple(rows(own.get(bot.id, ())) for bot in bots) if apart else (),
            before=before,
            previous=joined("Before", previous_by_bot) if previous_by_bot else None,
            previous_by_bucket=before_rows,
            previous_by_bot=previous_by_bot,
            gaps=(*gaps, *unsent),
            missing=tuple(_missing(bots, by_bot, buckets, grain)),
            restated=tuple(_restatements(query.period, fetched, units)),
            report_ids=tuple(dict.fromkeys(id_ for usage in fetched for id_ in usage.report_ids)),
            fetched_at=asked_at,
            history=history,
            usually_over=over,
            grain=grain,
            bucket_count=sum(bool(bucket.counts) for bucket in buckets),
            certain=all(usage.certain for usage in fetched),
            from_ledger=bool(fetched) and all(usage.from_ledger for usage in fetched),
            remembered_at=min(
                (at for usage in fetched if (at := usage.remembered_at)), default=None
            ),
            lacks=any(usage.again_at for usage in fetched),
        )


def _history(
    query: UsageQuery,
    bots: Iterable[Bot],
    by_bot: Iterable[ReportRow],
    usages: Sequence[Usage],
    settling: timedelta,
) -> tuple[History, dict[Unit, float]]:
    """Return the history of the bots in the totals, and the part of a day usually over by now.

    Both are empty where the period has ended, or leaves days out.
    """
    if not query.running or query.period.of_some_days:
        return {}, {}
    rows = list(zip(bots, by_bot, strict=True))
    bot_ids = {
        unit: {bot.id for bot, row in rows if row.counts[unit] is not None}
        for unit in query.units or tuple(Unit)
    }
    history = history_of(query.period, usages, bot_ids, settling)
    return history, usually_over(query.period, usages, bot_ids, history, query.holidays)


def _restatements(
    period: Period, usages: Iterable[Usage], units: tuple[Unit, ...]
) -> Iterator[Restatement]:
    """Yield the restated totals of each bot, over the buckets that have the unit."""
    for usage in speaking(period, usages):
        if not usage.restated:
            continue
        old = usage.model_copy(update={"buckets": usage.restated})
        was = {(bucket.bot_id, bucket.start): bucket.counts for bucket in within(period, (old,))}
        now = compact(within(period, (usage,)))
        for bot_id, unit in product(usage.job.bot_ids, units):
            pairs = [
                (was[bot_id, bucket.start].get(unit, bucket.counts[unit]), bucket.counts[unit])
                for bucket in now
                if bucket.bot_id == bot_id and unit in bucket.counts
            ]
            before, after = (sum(pair[n] for pair in pairs) for n in (0, 1))
            if before != after:
                yield Restatement(bot_id=bot_id, unit=unit, before=before, after=after)


def speaking(period: Period, usages: Iterable[Usage]) -> Iterator[Usage]:
    """Choose the usages that hold `period`, each cut to its bots.

    For each bot it is the first usage that holds the whole period: windows may overlap, and a sum
    over two would count the overlap twice.
    """
    told: set[str] = set()
    for usage in (usage for usage in usages if holds(usage.job, period)):
        if own := set(usage.job.bot_ids) - told:
            told |= own
            yield usage.of_bots(own)


def holds(job: SummaryJob, period: Period) -> bool:
    """Tell whether the job has all hours of the period in buckets of their own.

    The period may cut a bucket only at now, as there is no usage after it.
    """
    window, first = period.counted, full_hour(job.start)
    starts = window.start in (first, job.grain.floor(window.start))
    ends = job.grain.floor(window.end) == window.end or job.end == window.end
    return first <= window.start and window.end <= job.end and starts and ends


def within(period: Period, usages: Iterable[Usage]) -> Iterator[Bucket]:
    """Yield the buckets of `period`, each bot's from one usage, see `speaking`.

    A missing bucket is yielded without counts.
    """
    for usage in speaking(period, usages):
        sent = {(bucket.bot_id, bucket.start): bucket for bucket in usage.buckets}
        for key in product(usage.job.bot_ids, sorted(starts_in(period, usage.job))):
            yield sent.get(key) or Bucket(*key, counts={})


def starts_in(period: Period, job: SummaryJob) -> frozenset[datetime]:
    """Return the starts of the job's buckets that lie in the period, on days that it counts."""
    window = period.counted
    starts = (start for start in job.starts() if window.start <= start < window.end)
    if not period.of_some_days:
        return frozenset(starts)
    return frozenset(start for start in starts if period.counts(day_of(start, period.zone)))


def _has_figures(buckets: Iterable[Bucket]) -> bool:
    return any(bucket.counts for bucket in buckets)


def _are_alike(unit: Unit, now: ReportRow, before: ReportRow) -> bool:
    """Tell whether the two can be compared, or both have no figure."""
    figures = (now.whole[unit], before.whole[unit])
    return None not in figures or now.counts[unit] is before.counts[unit] is None


def _unsent(row: ReportRow, total: ReportRow) -> Iterator[Gap]:
    """Yield the units that one bot lacks; a unit that all bots lack is told once elsewhere."""
    unsent = [unit for unit, count in row.counts.items() if count is None]
    if len(unsent) == len(row.counts):
        yield Gap(bot=row.label, reason="Kore.ai sent no figures for it")
        return
    for unit in unsent:
        if total.counts[unit] is not None:
            yield Gap(bot=row.label, reason=f"Kore.ai sent no figure for {unit.plural}")


def _missing(
    bots: Iterable[Bot], by_bot: Iterable[ReportRow], buckets: Iterable[Bucket], grain: Grain
) -> Iterator[Missing]:
    """Yield the gaps of bots with figures; bots with the same gaps come together."""
    found: dict[tuple[tuple[Unit, ...], int, int], list[str]] = {}
    own = each_bots(buckets)
    for bot, row in zip(bots, by_bot, strict=True):
        for units, count in _lacking(row, own.get(bot.id, [])):
            found.setdefault((units, count, len(own[bot.id])), []).append(bot.name)
    for (units, count, of), names in found.items():
        yield Missing(bots=tuple(names), units=units, count=count, of=of, grain=grain)


def _lacking(row: ReportRow, buckets: Sequence[Bucket]) -> Iterator[tuple[tuple[Unit, ...], int]]:
    """Yield the number of empty buckets, and of buckets without some units.

    `_unsent` reports the units that are in no bucket.
    """
    lacks = {unit: count for unit, count in row.missing.items() if row.counts[unit] is not None}
    empty = sum(not bucket.counts for bucket in buckets)
    if lacks and empty:
        yield (), empty
    for count in sorted(set(lacks.values()) - {empty}):
        yield tuple(unit for unit in lacks if lacks[unit] == count), count - empty


def sum_known(counts: Iterable[Figure | None]) -> Figure | None:
    """Sum the known figures; None where there is none."""
    known = [count for count in counts if count is not None]
    return sum(known) if known else None


def joined(label: str, rows: Sequence[ReportRow]) -> ReportRow:
    """Join rows of the same units into one row with their sum."""
    units = rows[0].counts
    missing = {unit: sum(row.missing.get(unit, 0) for row in rows) for unit in units}
    return ReportRow(
        label=label,
        counts={unit: sum_known(row.counts[unit] for row in rows) for unit in units},
        missing={unit: count for unit, count in missing.items() if count},
        costs=added(row.costs for row in rows),
        partial=any(row.partial for row in rows),
        provisional=any(row.provisional for row in rows),
    )


def bot_rows(
    bots: Iterable[Bot], buckets: Iterable[Bucket], units: tuple[Unit, ...]
) -> tuple[ReportRow, ...]:
    """Make a row for each bot, in order; a bot without buckets lacks one."""
    own = each_bots(buckets)
    return tuple(
        ReportRow.of(bot.name, own.get(bot.id, ()), units, absent=bot.id not in own) for bot in bots
    )


def _suitable(period: Period, grain: Grain) -> Grouping | None:
    """Choose a grouping with a readable number of rows; None if the buckets cannot build it."""
    if grain is not Grain.HOUR and not has_utc_days(period):
        return None
    # By the calendar, because a month in which clocks go back is an hour longer than its days.
    days = whole_days(period) or (period.end - period.start) / timedelta(days=1)
    if days < FEWEST_DAYS:
        return None
    fitting = (grouping for most, grouping in SUITABLE if days <= most)
    return next(fitting, Grouping.MONTH)


def _bucket_rows(
    spans: tuple["RowSpan", ...],
    buckets: Iterable[Bucket],
    units: tuple[Unit, ...],
    settled: datetime,
    end: datetime,
    absent: int,
) -> Iterator[ReportRow]:
    ordered = by_start(buckets)
    bucket = next(ordered, None)
    for span, after in zip_longest(spans, spans[1:]):
        own = []  # only these exist at the same time, as there may be a hundred thousand in all
        while bucket and (after is None or bucket.start < after.start):
            own.append(bucket)
            bucket = next(ordered, None)
        yield ReportRow.of(
            span.label,
            own,
            units,
            absent=absent,
            partial=span.partial,
            provisional=min(span.end, end) > settled,
        )


def _weekdays(rows: Iterable[ReportRow]) -> list[str]:
    return [row.label.split()[0] for row in rows]


def _by_weekday(
    spans: Sequence["RowSpan"], days: Sequence[ReportRow], zone: str
) -> tuple[ReportRow, ...]:
    """Join the rows of the same weekday, from Monday on; `Mondays (5)` says of how many days."""
    own: dict[int, list[ReportRow]] = {}
    for span, row in zip(spans, days, strict=True):
        own.setdefault(day_of(span.start, zone).weekday(), []).append(row)
    return tuple(
        joined(f"{day_name[weekday]}s ({len(own[weekday])})", own[weekday])
        for weekday in sorted(own)
    )


class RowSpan(FrozenModel):
    """The time of one row, as instants in UTC; `partial` where the period cuts it."""

    start: AwareDatetime
    end: AwareDatetime
    label: str
    partial: bool


def spans_of(
    period: Period, grouping: Grouping, week_start: WeekStart = "monday"
) -> Iterator[RowSpan]:
    """Yield the local hours, days, weeks or months that `period` touches, without a gap.

    Each has the UTC hours that are counted for its days, see `Period.counted`. Those without a day
    that the period counts are left out.
    """
    grouping = Grouping.DAY if grouping is Grouping.WEEKDAY else grouping
    window, zone = period.counted, period.zone
    start = _floor(window.start, grouping, zone, week_start)
    while start < window.end:
        end = _next(start, grouping, zone)
        partial = start < window.start or end > period.end
        if period.of_some_days and grouping is not Grouping.HOUR:
            days = _counted_days(period, start, end)
            partial = any(a < window.start or b > period.end for a, b in days)
            counts = any(a < window.end and b > window.start for a, b in days)
        else:
            counts = period.counts(day_of(start, zone)) or not period.of_some_days
        if counts:
            label = _label(start, grouping, zone)
            yield RowSpan(start=start, end=end, label=label, partial=partial)
        start = end


def _counted_days(
    period: Period, start: datetime, end: datetime
) -> list[tuple[datetime, datetime]]:
    """Return the `[start, end)` of each day of a span that is of a weekday that the period
    counts."""
    zone = period.zone
    days = days_between(day_of(start, zone), day_of(end - HOUR, zone))
    return [(day_start(d, zone), day_start(d + DAY, zone)) for d in days if period.counts(d)]


def _floor(start: datetime, grouping: Grouping, zone: str, week_start: WeekStart) -> datetime:
    if grouping is Grouping.HOUR:
        return start
    return day_start(floor(day_of(start, zone), grouping, WEEK_STARTS[week_start]), zone)


def _next(start: datetime, grouping: Grouping, zone: str) -> datetime:
    if grouping is Grouping.HOUR:
        return start + HOUR
    return day_start(shift(day_of(start, zone), grouping, 1), zone)


def _label(start: datetime, grouping: Grouping, zone: str) -> str:
    local = start.astimezone(ZoneInfo(zone))
    if grouping is Grouping.HOUR:
        # Clocks that go back show an hour twice; the name of the zone tells the two apart.
        twice = local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()
        hour = f"{local:%H:%M %Z}" if twice else f"{local:%H:%M}"
        return f"{local:%a} {local.day} {local:%b} {hour}"
    day = day_of(start, zone)
    if grouping is Grouping.QUARTER:
        return f"Q{(day.month + 2) // 3} {day.year}"
    return f"{day:%b %Y}" if grouping is Grouping.MONTH else f"{day:%a} {day.day} {day:%b}"
