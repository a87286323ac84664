"""Computes what the figures of a report cost. docs/money.md has the rules."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import product
from typing import NamedTuple

from slackbot.domain.money.cost import Cost, Key, added
from slackbot.domain.money.currency import EXACT
from slackbot.domain.money.price import Price, PriceList, PricePlace
from slackbot.domain.period import HOUR, Period, day_of, day_start, days_between
from slackbot.domain.query import Grouping, Unit, UsageQuery
from slackbot.domain.usage.bucket import UNITS
from slackbot.domain.usage.fetching.job import Grain, Usage
from slackbot.domain.usage.fetching.split import has_utc_days
from slackbot.domain.usage.report import Fees, ReportRow, Unpriced, UsageReport, spans_of, speaking

NO_BOT = ""  # a flat fee for all bots; that of a group has the group's id
Costs = tuple[Cost, ...]


class BucketCounts(NamedTuple):
    """Kore.ai's counts of a bot in a bucket, and the days that hold it, both included.

    It has no count of a unit that is not known. `asked`: it is in the period of the question.
    """

    start: datetime
    bot_id: str
    first: date
    last: date
    counts: Mapping[Unit, int]
    asked: bool


class Counter:
    """Counts what was used of an included amount, and how many figures are missing, by the day."""

    def __init__(self) -> None:
        self.used = self.missing = 0
        self._days: list[date] = []
        self._before: list[tuple[int, int]] = []  # `used` and `missing` when the day began

    def since(self, first: date) -> tuple[int, int]:
        """Return how much was used, and how many figures are missing, since that day."""
        place = bisect_left(self._days, first)
        used, missing = self._before[place] if place < len(self._days) else self._now
        return self.used - used, self.missing - missing

    def add(self, day: date, count: int | None) -> None:
        """Add a figure; the days of figures only grow."""
        if not self._days or self._days[-1] < day:
            self._days.append(day)
            self._before.append(self._now)
        self.used += count or 0
        self.missing += count is None

    @property
    def _now(self) -> tuple[int, int]:
        return self.used, self.missing


class Bill:
    """Adds up paid units and fees by bot, by row of time, and by price.

    A cell is a bot and the number of a row. Units are counted whole and multiplied at the end.
    """

    def __init__(self, apart: Collection[Unit]) -> None:
        self._apart = apart
        self._prices: dict[int, Price] = {}
        self._paid: dict[tuple[str, int, int], int] = defaultdict(int)
        self._used: dict[tuple[str, int, int], int] = defaultdict(int)
        self._missing: set[tuple[str, int, Key]] = set()

    def pay(self, bot_id: str, row: int, price: Price, count: int, used: int) -> None:
        """Pay for so many of the price's unit, of those `used`, or for one term of a flat fee."""
        number = id(price)  # as hashing a price takes long
        self._prices[number] = price
        self._paid[bot_id, row, number] += count
        self._used[bot_id, row, number] += used

    def miss(self, bot_id: str, row: int, price: Price) -> None:
        """Note that a part of the cell's cost is not known."""
        if price.amount:
            self._missing.add((bot_id, row, self._key(price)))

    def charges(self) -> Iterator[tuple[str, int, Price, int, int]]:
        """Yield the bot, the row, the price, the number that is paid, and the number used."""
        for (bot_id, row, number), paid in self._paid.items():
            yield bot_id, row, self._prices[number], paid, self._used[bot_id, row, number]

    def cells(self) -> dict[tuple[str, int], Costs]:
        """Return the costs of each cell that has any."""
        found: dict[tuple[str, int], list[Costs]] = defaultdict(list)
        for (bot_id, row, number), count in self._paid.items():
            price = self._prices[number]
            amount = EXACT.multiply(price.amount, count)
            currency, unit = self._key(price)
            cost = Cost(currency=currency, unit=unit, amount=amount)
            found[bot_id, row].append((cost,))
        for bot_id, row, (currency, unit) in self._missing:
            found[bot_id, row].append((Cost(currency=currency, unit=unit, missing=True),))
        return {cell: added(costs) for cell, costs in found.items()}

    def _key(self, price: Price) -> Key:
        return price.currency, price.unit if price.unit in self._apart else None


class Meter:
    """Pays for figures in order of time, and counts what they use of included amounts."""

    def __init__(self, prices: PriceList, units: Collection[Unit], bill: Bill) -> None:
        self._prices, self._units, self._bill = prices, units, bill
        # Only where an amount is included, use is counted.
        self._with_included = {price.place for price in prices.prices if price.included}
        self._counters: dict[PricePlace, Counter] = defaultdict(Counter)

    @property
    def counts(self) -> bool:
        """Tell whether the order of figures matters."""
        return bool(self._with_included)

    def take(self, each: BucketCounts, row: int) -> bool:
        """Pay for what is asked of the figures, in that row; False if they have no rate."""
        clear = each.first == each.last or not self._prices.turns(each.first, each.last)
        rates = self._rates(each, clear=clear)
        for price in rates:
            self._pay(each, price, row, clear=clear)
        return bool(rates)

    def _rates(self, each: BucketCounts, *, clear: bool) -> Collection[Price]:
        """Return the rates of the figures; those of all their days where prices change in them."""
        if clear:
            return self._prices.rates(each.bot_id, each.first).values()
        days = days_between(each.first, each.last)
        found = (self._prices.rates(each.bot_id, day).values() for day in days)
        return {id(price): price for own in found for price in own}.values()

    def _pay(self, each: BucketCounts, price: Price, row: int, *, clear: bool) -> None:
        """Pay for one figure, and count what it uses of an included amount."""
        unit = price.unit
        count = each.counts.get(unit) if unit and clear else None
        before, missing = 0, 0
        if price.place in self._with_included:
            counter = self._counters[price.place]
            before, missing = counter.since(price.term.days(each.first)[0])
            counter.add(each.first if clear else each.last, count)
        if not each.asked or unit not in self._units:
            return
        if count is None:
            self._bill.miss(each.bot_id, row, price)
            return
        paid = count
        if price.included:
            paid = max(0, before + count - price.included) - max(0, before - price.included)
            if missing and before < price.included and count:
                self._bill.miss(each.bot_id, row, price)
        self._bill.pay(each.bot_id, row, price, paid, count)


class Fee(NamedTuple):
    """A flat fee that is due at the start of a day."""

    price: Price
    start: datetime


def fees_due(prices: PriceList, days: Iterable[date], zone: str) -> Iterator[Fee]:
    """Yield the flat fees that are due on these days."""
    for place, day in product(prices.fees, days):
        fee = prices.at(place, day)
        if fee and fee.term.days(day)[0] == day:
            yield Fee(fee, day_start(day, zone))


def is_all_of(
    place: PricePlace, asked: Collection[str], channel: Collection[str], prices: PriceList
) -> bool:
    """Tell whether the `asked` bots are all bots of the channel that the place is for."""
    if place.bot_id:
        return place.bot_id in asked
    own = {id_ for id_ in channel if place.group in ("", *prices.groups_of(id_))}
    return bool(own) and own <= set(asked)


def lead_of(prices: PriceList, period: Period) -> Period | None:
    """Return the time before the period whose use counts against its included amounts, or None.

    It begins with the earliest term that a rate with an included amount has in the period.
    """
    window = period.counted
    first, last = day_of(window.start, period.zone), day_of(window.end - HOUR, period.zone)
    starts = [
        max(price.term.days(day)[0], prices.first_day(price.place))
        for price in prices.prices
        if price.included
        and (day := max(first, price.begins)) <= last
        and prices.at(price.place, day) == price
    ]
    begins = day_start(min(starts), period.zone) if starts else window.start
    if begins >= window.start:
        return None
    return Period(start=begins, end=window.start, zone=period.zone)


def priced(
    report: UsageReport, prices: PriceList, usages: Sequence[Usage], channel: Collection[str]
) -> UsageReport:
    """Add the costs to the rows of the report. `channel` are the ids of all its bots.

    `usages` hold the figures from which the report was made, and where they are known those that
    count against included amounts before.
    """
    if not prices.prices or report.query.period.of_some_days:
        return report  # a fee is no single day's
    query, ids = report.query, [bot.id for bot in report.bots]
    costs = _Costs(prices, usages, channel, ids, query, report.grouping)
    own = costs.of(query.period)
    update: dict[str, object] = {
        "total": _row(report.total, own.total),
        "by_bot": _rows(report.by_bot, map(own.bot, ids)),
        "by_bucket": _rows(report.by_bucket, map(own.row, own.order)),
        "bots_by_bucket": tuple(
            _rows(rows, (own.cell(id_, row) for row in own.order))
            for id_, rows in zip(ids, report.bots_by_bucket, strict=False)
        ),
        "shared_costs": added(own.bot(id_) for id_ in own.others(ids)),
        "unpriced": own.unpriced,
        "priced_units": tuple(
            unit for unit in report.units if any(price.unit is unit for price in prices.prices)
        ),
    }
    old = costs.of(report.before) if report.before and report.previous else None
    if old and report.previous:
        update["previous"] = _row(report.previous, old.total)
        update["previous_by_bot"] = _rows(report.previous_by_bot, map(old.bot, ids))
        update["previous_by_bucket"] = _rows(report.previous_by_bucket, map(old.row, old.order))
    update["fees"] = tuple(
        Fees(
            group=id_,
            costs=own.bot(id_),
            by_bucket=tuple(own.cell(id_, row) for row in own.order),
            before=old.bot(id_) if old else (),
        )
        for id_ in dict.fromkeys((*own.others(ids), *(old.others(ids) if old else ())))
    )
    return report.model_copy(update=update)


class Charge(NamedTuple):
    """The cost by a price for a bot in a row of time, from `start` to `end`, within the period.

    `bot_id` is empty for a fee of all bots, and a group's id for one of a group. `paid` of the
    `used` units are beyond what is included; of a flat fee both are 1.
    """

    bot_id: str
    start: datetime
    end: datetime
    price: Price
    paid: int
    used: int


def charges_of(
    report: UsageReport, prices: PriceList, usages: Sequence[Usage], channel: Collection[str]
) -> list[Charge]:
    """Return the charges of a report by the day, or by its grain where that is longer.

    By start, bot and unit. `usages` and `channel` are as in `priced`; the charges have the same
    sum.
    """
    query, ids = report.query, [bot.id for bot in report.bots]
    period = query.period
    in_days = report.grain is Grain.HOUR or (report.grain is Grain.DAY and has_utc_days(period))
    size = Grouping.DAY if in_days else Grouping.MONTH
    spans = [*spans_of(period, size, query.week_start)]
    bill = Bill(prices.apart)
    _Costs(prices, usages, channel, ids, query, size).fill(period, bill)
    found = [
        Charge(bot_id, spans[row].start, spans[row].end, price, paid, used)
        for bot_id, row, price, paid, used in bill.charges()
    ]
    return sorted(found, key=lambda each: (each.start, each.bot_id, each.price.unit or ""))


def _row(row: ReportRow, costs: Costs) -> ReportRow:
    return row.model_copy(update={"costs": costs})


def _rows(rows: Iterable[ReportRow], costs: Iterable[Costs]) -> tuple[ReportRow, ...]:
    return tuple(_row(row, own) for row, own in zip(rows, costs, strict=False))


class PeriodCosts:
    """The costs of a period; `order` are the numbers of the rows by time."""

    def __init__(
        self,
        cells: Mapping[tuple[str, int], Costs],
        order: Sequence[int],
        unpriced: tuple[Unpriced, ...],
    ) -> None:
        self._cells, self.order, self.unpriced = cells, order, unpriced
        by_bot: dict[str, list[Costs]] = defaultdict(list)
        by_row: dict[int, list[Costs]] = defaultdict(list)
        for (bot_id, row), costs in cells.items():
            by_bot[bot_id].append(costs)
            by_row[row].append(costs)
        self._by_bot = {bot_id: added(costs) for bot_id, costs in by_bot.items()}
        self._by_row = {row: added(costs) for row, costs in by_row.items()}

    @property
    def total(self) -> Costs:
        """The cost of the whole period, with the fees that are no bot's."""
        return added(self._by_bot.values())

    def bot(self, bot_id: str) -> Costs:
        """Return the costs of one bot."""
        return self._by_bot.get(bot_id, ())

    def others(self, bot_ids: Collection[str]) -> list[str]:
        """Return the holders of flat fees that are no bot's: NO_BOT, and the ids of groups."""
        return sorted({bot_id for bot_id, _ in self._cells}.difference(bot_ids))

    def row(self, row: int) -> Costs:
        """Return the costs of one row by time."""
        return self._by_row.get(row, ())

    def cell(self, bot_id: str, row: int) -> Costs:
        """Return the costs of one bot in one row by time."""
        return self._cells.get((bot_id, row), ())


class _Costs:
    """Computes the costs of a period, from all that is known."""

    def __init__(
        self,
        prices: PriceList,
        usages: Sequence[Usage],
        channel: Collection[str],
        bot_ids: Sequence[str],
        query: UsageQuery,
        grouping: Grouping | None,
    ) -> None:
        self._prices, self._usages, self._query = prices, usages, query
        self._asked = bot_ids
        self._channel = {*channel, *bot_ids}
        self._grouping = grouping
        self._zone = query.period.zone
        self._units = query.units or UNITS
        self._days: dict[datetime, date] = {}

    def of(self, period: Period) -> PeriodCosts:
        """Return the costs of the period."""
        bill = Bill(self._prices.apart)
        rows, unpriced = self.fill(period, bill)
        names = self._asked if any(price.unit for price in self._prices.prices) else ()
        found = (self._unpriced(id_, unpriced[id_], period) for id_ in names if unpriced[id_])
        return PeriodCosts(bill.cells(), rows.order, tuple(found))

    def fill(self, period: Period, bill: Bill) -> tuple["_RowNumbers", dict[str, set[date]]]:
        """Pay for the period on the bill; return its rows, and the days of each bot without a
        rate."""
        meter = Meter(self._prices, self._units, bill)
        rows = _RowNumbers(period, self._grouping, self._query)
        unpriced: dict[str, set[date]] = defaultdict(set)
        for each in self._figures(period, in_order=meter.counts):
            has_rate = meter.take(each, rows.of(each.start) if each.asked else 0)
            if each.asked and not has_rate and any(each.counts.values()):
                unpriced[each.bot_id].add(each.first)
        self._pay_fees(period, bill, rows)
        return rows, unpriced

    def _unpriced(self, bot_id: str, days: Collection[date], period: Period) -> Unpriced:
        if any(self._prices.rates(bot_id, day) for day in _days(period)):
            return Unpriced(bot_id=bot_id, first=min(days), last=max(days))
        return Unpriced(bot_id=bot_id, twice=self._prices.is_shared(bot_id))

    def _pay_fees(self, period: Period, bill: Bill, rows: "_RowNumbers") -> None:
        if self._query.units:
            return
        for fee in fees_due(self._prices, _days(period), self._zone):
            place = fee.price.place
            due = period.counted.start <= fee.start < period.counted.end
            if due and is_all_of(place, self._asked, self._channel, self._prices):
                bill.pay(place.bot_id or place.group or NO_BOT, rows.of(fee.start), fee.price, 1, 1)

    def _figures(self, period: Period, *, in_order: bool) -> Iterator[BucketCounts]:
        """Yield all figures that matter, and days for what is not known, `in_order` of time.

        Without included amounts their order does not matter.
        """
        own = self._known(period, asked=True)
        if not in_order:
            yield from (each for each in own if each.bot_id in self._asked)
            return
        lead = lead_of(self._prices, period)
        before = self._known(lead, asked=False) if lead else ()
        # Sorted by the start and the bot alone: counts have no order.
        yield from sorted((*before, *own), key=lambda each: (each.start, each.bot_id))

    def _known(self, period: Period, *, asked: bool) -> Iterator[BucketCounts]:
        """Yield the figures of the period; a bot without any has an empty one for each day."""
        window, told = period.counted, set[str]()
        spans: list[tuple[datetime, date, date]] = []
        for usage in speaking(period, self._usages):
            told |= set(usage.job.bot_ids)
            sent = {(bucket.bot_id, bucket.start): bucket.counts for bucket in usage.buckets}
            spans = [
                (start, self._day(begins), self._day(end - HOUR))
                for start, (begins, end) in zip(usage.job.starts(), usage.job.spans(), strict=True)
                if window.start <= start < window.end
            ]
            for bot_id, (start, first, last) in product(usage.job.bot_ids, spans):
                is_asked = asked and bot_id in self._asked
                counts = sent.get((bot_id, start), {})
                yield BucketCounts(start, bot_id, first, last, counts, is_asked)
        for bot_id in self._channel - told:
            is_asked = asked and bot_id in self._asked
            for start, first, last in spans or self._days_and_rows(period):
                yield BucketCounts(start, bot_id, first, last, {}, is_asked)

    def _days_and_rows(self, period: Period) -> Iterator[tuple[datetime, date, date]]:
        """Yield the start of each day and each row, where nothing is known of any bot."""
        days = {max(day_start(day, self._zone), period.counted.start) for day in _days(period)}
        rows = {
            max(start, period.counted.start)
            for start in _RowNumbers(period, self._grouping, self._query).starts
        }
        for start in sorted(days | rows):
            yield start, self._day(start), self._day(start)

    def _day(self, moment: datetime) -> date:
        found = self._days.get(moment)
        if found is None:
            found = self._days[moment] = day_of(moment, self._zone)
        return found


class _RowNumbers:
    """Numbers the rows by time. All is row 0 where there are none."""

    def __init__(self, period: Period, grouping: Grouping | None, query: UsageQuery) -> None:
        folds = grouping is Grouping.WEEKDAY
        size = Grouping.DAY if folds else grouping
        spans = [*spans_of(period, size, query.week_start)] if size else []
        self.starts = [span.start for span in spans]
        self._numbers: list[int] = [*range(len(spans))] or [0]
        if folds:
            self._numbers = [day_of(start, period.zone).weekday() for start in self.starts]
        self.order = sorted(set(self._numbers)) if spans else []

    def of(self, start: datetime) -> int:
        """Return the number of the row that holds what starts then."""
        return self._numbers[max(0, bisect_right(self.starts, start) - 1)]


def _days(period: Period) -> list[date]:
    """Return the days whose hours are counted for the period."""
    window = period.counted
    return days_between(day_of(window.start, period.zone), day_of(window.end - HOUR, period.zone))
