"""A channel's allowance for each month, quarter or year, and the share of it that is used."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Literal, NamedTuple, Self
from zoneinfo import ZoneInfo

from pydantic import Field

from slackbot.domain.calendar.arithmetic import LAST_DAY, Every, Term, describe_start
from slackbot.domain.channel import ChannelBots
from slackbot.domain.frozen import FrozenModel
from slackbot.domain.group import GROUP_ID
from slackbot.domain.money.currency import MOST_ATOMS, Currency
from slackbot.domain.money.measure import Measure
from slackbot.domain.money.price import ALWAYS, Price
from slackbot.domain.period import Period
from slackbot.domain.query import Unit

What = Literal["allowance", "budget", "price"]
LATEST_DAY = 28  # the last day that every month has
MOST = 10**12  # a larger number is a typing slip


class Limited(NamedTuple):
    """The measure that an allowance or budget limits, and its bots."""

    unit: Unit | None
    currency: Currency
    every: Every
    group: str
    bot_id: str


class Allowance(Measure):
    """An amount of a unit that one bot, a group, or all bots of a channel, may use in each term.

    Without a unit it is a budget: an amount of money that usage may cost. Without `bot_id`, and
    without the id of a `group`, it is for all bots together. Terms begin on day `from_day`, one of
    them in the month `from_month`. `set_by` is its owner.
    """

    amount: int = Field(ge=1, le=MOST_ATOMS)
    every: Every = Every.MONTH
    from_day: int = Field(default=1, ge=1, le=LAST_DAY)
    from_month: int = Field(default=1, ge=1, le=12)
    bot_id: str = ""
    set_by: str = ""
    group: str = ""

    @property
    def kind(self) -> What:
        """Tell an allowance from a budget."""
        return "allowance" if self.unit else "budget"

    @property
    def place(self) -> "Limited":
        """Its place: at each there is one allowance."""
        return Limited(self.unit, self.currency, self.every, self.group, self.bot_id)

    @property
    def term(self) -> Term:
        """Return its term, which says when each one begins."""
        return Term(self.every, self.from_day, self.from_month)

    def describe(self) -> str:
        """Write `40,000 sessions each month from the 1st`, `5,000 EUR each month from the 1st`, as
        it may be typed again."""
        return f"{self.amount_in_words} each {self.every} from {describe_start(self.term)}"

    @property
    def amount_in_words(self) -> str:
        """`40,000 sessions`, `5,000 EUR`."""
        return self.limit(self.amount)


class ChannelAllowances(FrozenModel):
    """The allowances and prices of a channel by unit; entries for all bots come first."""

    allowances: tuple[Allowance, ...] = ()
    prices: tuple[Price, ...] = ()

    @classmethod
    def of(cls, allowances: Iterable[Allowance], prices: Iterable[Price]) -> Self:
        """Put the entries in order."""
        return cls(
            allowances=tuple(sorted(allowances, key=_place)),
            prices=tuple(sorted(prices, key=_place)),
        )

    @property
    def term(self) -> Term | None:
        """The shortest term of all allowances, or where there is none, of all budgets; None where
        several of that length begin on different days."""
        if not self.allowances:
            return None
        own = [each for each in self.allowances if each.unit] or self.allowances
        shortest = min((each.every.months for each in own), default=0)
        terms = {each.term for each in own if each.every.months == shortest}
        return terms.pop() if len(terms) == 1 else None

    @property
    def bot_ids(self) -> frozenset[str]:
        """The ids of the bots and groups that have an allowance or a price of their own."""
        entries: tuple[Allowance | Price, ...] = (*self.allowances, *self.prices)
        ids = {entry.bot_id or entry.group for entry in entries}
        return frozenset(ids - {""})

    def entries(self, what: What) -> tuple[Allowance, ...] | tuple[Price, ...]:
        """Return all entries of one kind."""
        if what == "price":
            return self.prices
        return tuple(each for each in self.allowances if each.kind == what)

    def same(self, entry: Allowance | Price) -> Allowance | Price | None:
        """Return the entry that `entry` would replace."""
        if isinstance(entry, Allowance):
            return next((each for each in self.allowances if each.place == entry.place), None)
        own = (entry.place, entry.valid_from)
        return next((p for p in self.prices if (p.place, p.valid_from) == own), None)

    def allowance(self, unit: Unit, bot_id: str = "", group: str = "") -> Allowance | None:
        """Return the allowance for just this bot or group, or without an id for all bots
        together."""
        place = (unit, bot_id, group)
        found = (a for a in self.allowances if (a.unit, a.bot_id, a.group) == place)
        return next(found, None)


class Share(FrozenModel):
    """The used part of an allowance. `base` says in words what 100 percent are."""

    used: int
    amount: int
    percent: int
    base: str

    def percentage(self, *, least: bool = False) -> str:
        """Write `80%`, `less than 1%`; `at least 80%` where more may be used than is known."""
        if least:
            return f"at least {self.percent:,}%"
        return "less than 1%" if self.used and not self.percent else f"{self.percent:,}%"

    def describe(self, *, least: bool = False) -> str:
        """Write `80% of the November allowance, 40,000 sessions`."""
        return f"{self.percentage(least=least)} of {self.base}"


def share(allowance: Allowance, used: int, term: Period) -> Share:
    """Return the part of the allowance for `term` that is used, in whole percent.

    Percents are rounded down, so 100% is shown only where nothing is left.
    """
    return Share(
        used=used,
        amount=allowance.amount,
        percent=used * 100 // allowance.amount,
        base=f"the {_term_allowance(allowance, term)}, {allowance.amount_in_words}",
    )


def rest_of(allowance: Allowance, used: int, term: Period, *, least: bool = False) -> str:
    """Write `8,000 sessions left of the November allowance (80% of 40,000 used)`.

    `least`: more may be used than is known.
    """
    left, whole = allowance.amount - used, allowance.level(allowance.amount)
    name = f"the {_term_allowance(allowance, term)}"
    if not left:
        return f"nothing left of {name} ({'at least ' if least else ''}{whole} used)"
    percentage = share(allowance, used, term).percentage(least=least)
    bound = ("at most " if left > 0 else "at least ") if least else ""
    where = "left of" if left > 0 else "over"
    rest = allowance.counted(abs(left))
    return f"{bound}{rest} {where} {name} ({percentage} of {whole} used)"


def term_of(allowance: Allowance, now: datetime, zone: str) -> Period:
    """Return the term that holds `now`, from local midnight to local midnight in `zone`."""
    first, after = allowance.term.days(now.astimezone(ZoneInfo(zone)).date())
    return Period.of_days(first, after - timedelta(days=1), zone)


def _term_allowance(allowance: Allowance, term: Period) -> str:
    """Name the term: a calendar month, quarter or year has a name, another term its dates."""
    start = term.local_start
    whole = start.day == 1 and (start.month - 1) % allowance.every.months == 0
    if not whole:
        return f"{allowance.kind} for {term.describe()}"
    names = {
        Every.MONTH: f"{start:%B}",
        Every.QUARTER: f"Q{start.month // 3 + 1} {start.year}",
        Every.YEAR: f"{start.year}",
    }
    return f"{names[allowance.every]} {allowance.kind}"


def _place(entry: Allowance | Price) -> tuple[int, str, str, date]:
    units: list[Unit | None] = [*Unit, None]
    begins = entry.begins if isinstance(entry, Price) else ALWAYS
    return units.index(entry.unit), entry.group, entry.bot_id, begins


def for_whom(id_: str, linked: ChannelBots) -> str:
    """Write `for SupportBot`, `for the group Retail`, `for all bots of this channel`; an unlinked
    bot is named by its id."""
    if not id_:
        return "for all bots of this channel"
    if GROUP_ID.fullmatch(id_):
        group = linked.group(id_)
        return f"for the group {group.name}" if group else "for a group without bots here"
    return f"for {next((bot.name for bot in linked.bots if bot.id == id_), id_)}"
