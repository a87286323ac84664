"""A second program for costs, written from docs/money.md alone: slow, and of the standard library.

It knows nothing of the app: prices are plain values, and figures a table.
"""

from calendar import monthrange
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from functools import cached_property
from itertools import product
from zoneinfo import ZoneInfo

USES = (("session", "conversation", "request"), ("alert",), ("proactive",))
MONTHS = {"month": 1, "quarter": 3, "year": 12}
DAY = timedelta(days=1)
Told = tuple[tuple[str, str, str], date, int | None]  # a place, its figure, and the day of it


@dataclass(frozen=True)
class Priced:
    """One price. `unit` is empty for a flat fee, `bot` and `group` for what is for all bots."""

    amount: Fraction
    currency: str
    unit: str = ""
    bot: str = ""
    group: str = ""
    since: date | None = None
    included: int = 0
    every: str = "month"
    day: int = 1
    month: int = 1

    @property
    def holder(self) -> tuple[str, str]:
        return self.bot, self.group

    @property
    def place(self) -> tuple[str, str, str]:
        return self.unit, self.bot, self.group

    def term_begins(self, day: date) -> bool:
        """Is the day the first of a term?"""
        last = monthrange(day.year, day.month)[1]
        fits = (day.month - self.month) % MONTHS[self.every] == 0
        return fits and day.day == min(self.day, last)

    def term_start(self, day: date) -> date:
        while not self.term_begins(day):
            day -= DAY
        return day


@dataclass(frozen=True)
class Item:
    """What one figure or fee costs: None where that is not known, and whether it is at least."""

    bot: str  # empty for a fee that is no single bot's
    start: datetime
    currency: str
    apart: str  # the unit that is shown apart
    amount: Fraction | None
    at_least: bool


@dataclass(frozen=True)
class Asked:
    """A question: its bots and its period, of all bots of the channel and all figures.

    `figures` has the count of (bot, unit, start); of `buckets`, the starts and ends of all buckets
    from the first one that matters, a figure that is not in it is missing.
    """

    prices: tuple[Priced, ...]
    groups: Mapping[str, tuple[str, ...]]
    channel: tuple[str, ...]
    bots: tuple[str, ...]
    units: tuple[str, ...]
    zone: str
    start: datetime
    end: datetime
    buckets: tuple[tuple[datetime, datetime], ...]
    figures: Mapping[tuple[str, str, datetime], int]

    def items(self) -> Iterator[Item]:
        yield from self._rates_paid()
        if not self.units:
            yield from self._fees_due()

    # Days

    def _begins(self, day: date) -> datetime:
        midnight = datetime.combine(day, time(), ZoneInfo(self.zone)).astimezone(UTC)
        return midnight.replace(minute=0, second=0)

    def _day(self, moment: datetime) -> date:
        day = moment.astimezone(ZoneInfo(self.zone)).date() + DAY
        while self._begins(day) > moment:
            day -= DAY
        return day

    # Which price

    def _valid(self, place: tuple[str, str, str], day: date) -> Priced | None:
        own = [
            price
            for price in self.prices
            if price.place == place and (price.since is None or price.since <= day)
        ]
        return max(own, key=lambda price: price.since or date.min, default=None)

    @cached_property
    def _apart(self) -> set[str]:
        """The units that are shown apart."""
        days = {price.since or date.min for price in self.prices}
        found: set[str] = set()
        for use in USES:
            for day in days:
                for holder in {price.holder for price in self.prices}:
                    valid = [self._valid((unit, *holder), day) for unit in use]
                    if sum(bool(price and price.amount) for price in valid) > 1:
                        found |= set(use)
        return found

    def _rate(self, bot: str, unit: str, day: date) -> Priced | None:
        use = next(use for use in USES if unit in use)
        units = (unit,) if unit in self._apart else use
        group = min(self.groups.get(bot, ()), default=None)
        for holder in ((bot, ""), *((("", group),) if group else ()), ("", "")):
            rates = [rate for each in units if (rate := self._valid((each, *holder), day))]
            if rates:
                rates = [rate for rate in rates if rate.amount] or rates
                return next((rate for rate in rates if rate.unit == unit), None)
        return None

    # What is paid

    def _rates_paid(self) -> Iterator[Item]:
        told: list[Told] = []
        used = {price.unit for price in self.prices if price.unit}
        for start, end in self.buckets:
            first, last = self._day(start), self._day(end - timedelta(hours=1))
            days = [first + DAY * n for n in range((last - first).days + 1)]
            cut = any(self._turns(day) for day in days[1:])
            for bot, unit in product(sorted(self.channel), sorted(used)):
                count = None if cut else self.figures.get((bot, unit, start))
                for rate in {rate for day in days if (rate := self._rate(bot, unit, day))}:
                    asked = self.start <= start < self.end and bot in self.bots
                    if asked and (not self.units or unit in self.units):
                        yield self._paid(bot, start, first, rate, count, told)
                    told.append((rate.place, last if cut else first, count))

    def _turns(self, day: date) -> bool:
        """Does a price, or a term of an included amount, begin on the day?"""
        return any(
            price.since == day or (price.included and price.term_begins(day))
            for price in self.prices
        )

    def _paid(
        self,
        bot: str,
        start: datetime,
        day: date,
        rate: Priced,
        count: int | None,
        told: list[Told],
    ) -> Item:
        apart = rate.unit if rate.unit in self._apart else ""
        if count is None:
            return Item(bot, start, rate.currency, apart, None, rate.amount > 0)
        paid, at_least = count, False
        if rate.included:
            since = rate.term_start(day)
            term = [n for place, when, n in told if place == rate.place and when >= since]
            before = sum(n or 0 for n in term)
            paid = max(0, before + count - rate.included) - max(0, before - rate.included)
            at_least = None in term and before < rate.included and count > 0 and rate.amount > 0
        return Item(bot, start, rate.currency, apart, rate.amount * paid, at_least)

    def _fees_due(self) -> Iterator[Item]:
        for place in {price.place for price in self.prices if not price.unit}:
            _, bot, group = place
            own = [b for b in self.channel if not group or group in self.groups.get(b, ())]
            if not (bot in self.bots if bot else own and set(own) <= set(self.bots)):
                continue
            day = self._day(self.start)
            while self._begins(day) < self.end:
                fee = self._valid(place, day)
                begins = self._begins(day)
                if fee and begins >= self.start and fee.term_begins(day):
                    yield Item(bot, begins, fee.currency, "", fee.amount, False)
                day += DAY


Total = tuple[Fraction | None, bool]


def total(items: list[Item]) -> dict[tuple[str, str], Total]:
    """The cost by currency and unit apart: None where nothing is known; whether it is at least."""
    sums: dict[tuple[str, str], Total] = {}
    for item in items:
        if item.amount is None and not item.at_least:
            continue
        key = (item.currency, item.apart)
        amount, least = sums.get(key, (None, False))
        if item.amount is not None:
            amount = (amount or Fraction()) + item.amount
        sums[key] = amount, least or item.at_least
    return sums


def shown(amount: Fraction, decimals: int) -> str:
    """The amount, rounded half away from zero, as it is shown."""
    whole = int(amount * 10**decimals + Fraction(1, 2))
    text = f"{whole:0{decimals + 1}d}"
    head, tail = (text[:-decimals], "." + text[-decimals:]) if decimals else (text, "")
    return f"{int(head):,}{tail}"
