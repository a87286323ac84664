"""Prices, as a channel sets them, and which of them holds for a figure."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Set
from datetime import date
from itertools import combinations
from typing import Final, NamedTuple, Self

from pydantic import Field, model_validator

from slackbot.domain.calendar.arithmetic import LAST_DAY, Every, Term, describe_start
from slackbot.domain.frozen import FrozenModel
from slackbot.domain.group import BotGroup
from slackbot.domain.money.currency import Amount, Currency
from slackbot.domain.query import Unit
from slackbot.domain.spelling import listed

MOST_INCLUDED = 10**12  # a larger number is a typing slip
# The units of a row count the same use: a conversation is made of sessions, with requests in them.
USES: Final = (
    frozenset({Unit.SESSION, Unit.CONVERSATION, Unit.REQUEST}),
    frozenset({Unit.ALERT}),
    frozenset({Unit.PROACTIVE}),
)
ALWAYS: Final = date.min
Groups = Mapping[str, Set[str]]  # the ids of each bot's groups, by the bot's id


class PricePlace(NamedTuple):
    """The place of a price: at one place there is one price a day. A flat fee has no unit."""

    unit: Unit | None
    group: str
    bot_id: str


class Shared(NamedTuple):
    """A bot with rates of several groups for one use."""

    bot_id: str
    groups: tuple[str, ...]


class Price(FrozenModel):
    """A rate for each of a unit, or without `unit` a flat fee for each term.

    It is for one bot, for a group, both by their ids, or without any for all bots of a channel, and
    valid from a day on, or always. A rate may be for what is beyond an `included` number in each
    term; `every` is None for a rate that includes nothing. `set_by` is its owner.
    """

    unit: Unit | None
    amount: Amount
    currency: Currency = Field(min_length=3)
    bot_id: str = ""
    set_by: str = ""
    group: str = ""
    valid_from: date | None = None
    included: int = Field(default=0, ge=0, le=MOST_INCLUDED)
    every: Every | None = None
    from_day: int = Field(default=1, ge=1, le=LAST_DAY)
    from_month: int = Field(default=1, ge=1, le=12)

    @model_validator(mode="after")
    def _has_a_term(self) -> Self:
        if (self.unit is None or self.included) and self.every is None:
            raise ValueError("a flat fee and an included amount have a term")
        return self

    @property
    def place(self) -> PricePlace:
        """Its place."""
        return PricePlace(self.unit, self.group, self.bot_id)

    @property
    def begins(self) -> date:
        """Return the first day on which it is valid."""
        return self.valid_from or ALWAYS

    @property
    def term(self) -> Term:
        """Return its term, which says when each one begins."""
        return Term(self.every or Every.MONTH, self.from_day, self.from_month)

    def describe(self) -> str:
        """Write `0.20 USD per conversation`, `500 EUR flat each month from the 1st`,
        `0.05 USD per session beyond 10,000 each month from the 1st`, as it may be typed again."""
        money = f"{self.amount:,f} {self.currency}"
        start = describe_start(self.term)
        term = f"each {self.every} {'from' if self.every is Every.MONTH else 'starting'} {start}"
        if self.unit is None:
            text = f"{money} flat {term}"
        else:
            beyond = f" beyond {self.included:,} {term}" if self.included else ""
            text = f"{money} per {self.unit.singular}{beyond}"
        return f"{text}, from {_day(self.valid_from)}" if self.valid_from else text


def _day(day: date) -> str:
    return f"{day.day} {day:%b %Y}"


class PriceList:
    """A channel's prices by their place, and the one that holds on a day.

    `apart` are the units whose costs are shown apart, because they count the same use and have
    prices at one place.
    """

    def __init__(self, prices: Iterable[Price], groups: Groups | None = None) -> None:
        versions: dict[PricePlace, list[Price]] = {}
        for price in sorted(prices, key=lambda price: price.begins):
            versions.setdefault(price.place, []).append(price)
        self._versions = versions
        self.prices = [price for own in versions.values() for price in own]
        self._begins = {place: [price.begins for price in own] for place, own in versions.items()}
        self.groups = groups or {}
        self.apart = frozenset(self._units_apart())
        self._rates: dict[tuple[str, date], dict[Unit, Price]] = {}

    @property
    def fees(self) -> list[PricePlace]:
        """The places of flat fees."""
        return [place for place in self._versions if place.unit is None]

    def turns(self, first: date, last: date) -> bool:
        """Tell whether a price, or a term of an included amount, begins after the first of these
        days: then their figures cannot be told apart."""
        return any(
            first < price.begins <= last or (price.included and price.term.days(first)[1] <= last)
            for price in self.prices
        )

    def at(self, place: PricePlace, day: date) -> Price | None:
        """Return the price at the place that is valid on the day."""
        count = bisect_right(self._begins.get(place, []), day)
        return self._versions[place][count - 1] if count else None

    def first_day(self, place: PricePlace) -> date:
        """Return the first day on which the place has a price."""
        return self._begins[place][0]

    def rates(self, bot_id: str, day: date) -> Mapping[Unit, Price]:
        """Return the rate of each unit that has one, for the bot's figures of the day."""
        found = self._rates.get((bot_id, day))
        if found is None:
            found = {
                price.unit: price
                for units in self._alternatives()
                for price in self._most_special(units, bot_id, day)
                if price.unit is not None
            }
            self._rates[bot_id, day] = found
        return found

    def is_shared(self, bot_id: str) -> bool:
        """Tell whether the bot has rates of two groups for one use, of which none is taken."""
        return any(len(self._with_rate(bot_id, use)) > 1 for use in USES)

    def shared(self) -> Shared | None:
        """Return a bot that has rates of two groups for one use, and these groups; None if none
        has."""
        found = (
            Shared(bot_id, ids)
            for bot_id in sorted(self.groups)
            for use in USES
            if len(ids := self._with_rate(bot_id, use)) > 1
        )
        return next(found, None)

    def _with_rate(self, bot_id: str, use: Set[Unit]) -> tuple[str, ...]:
        """Return those of the bot's groups that ever have a rate for the use."""
        priced = {price.group for price in self.prices if price.unit in use}
        return tuple(id_ for id_ in self.groups_of(bot_id) if id_ in priced)

    def groups_of(self, bot_id: str) -> list[str]:
        """Return the ids of the bot's groups, in their order."""
        return sorted(self.groups.get(bot_id, ()))

    def _alternatives(self) -> Iterable[Set[Unit]]:
        """Yield units of which each bot has a rate for one; those shown apart are alone."""
        for units in USES:
            if units & self.apart:
                yield from ({unit} for unit in units)
            else:
                yield units

    def _most_special(self, units: Set[Unit], bot_id: str, day: date) -> list[Price]:
        """Return the rate for the bot, else for its group, else for all bots. Several remain only
        of rates of 0; none, where two of its groups have one: nobody knows which is meant."""
        ids = self.groups_of(bot_id)
        for holders in ([("", bot_id)], [(id_, "") for id_ in ids], [("", "")]):
            places = (PricePlace(unit, *holder) for holder in holders for unit in units)
            found = [price for place in places if (price := self.at(place, day))]
            if len({price.group for price in found}) > 1:
                return []
            if found:
                return [price for price in found if price.amount] or found
        return []

    def _units_apart(self) -> Iterable[Unit]:
        for one, other in combinations(self.prices, 2):
            if one.unit and other.unit and self.are_rivals(one, other):
                yield from next(units for units in USES if one.unit in units)

    def are_rivals(self, one: Price, other: Price) -> bool:
        """Tell whether both would be paid for the same use of a day."""
        if one.unit == other.unit or one.place._replace(unit=None) != other.place._replace(
            unit=None
        ):
            return False
        together = any({one.unit, other.unit} <= units for units in USES)
        later = max(one.begins, other.begins)
        both = self.at(one.place, later) == one and self.at(other.place, later) == other
        return bool(together and one.amount and other.amount and both)


def describe_shared(shared: Shared, groups: Iterable[BotGroup], names: Mapping[str, str]) -> str:
    """Say why a bot cannot have the rates of two groups; `names` are those of bots here."""
    called = listed(group.name for group in groups if group.id in shared.groups)
    bot = names.get(shared.bot_id, "One of their bots")
    return (
        f"{bot} is in {called}, and both would have a price for the same use, so it would be paid "
        "twice. Set the price for the bot, or take it out of one of the groups: `/billing groups`"
    )
