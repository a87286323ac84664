"""The query: a question whose words have been read into values."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Final, Literal

from pydantic import AwareDatetime

from slackbot.domain.calendar.arithmetic import Term
from slackbot.domain.frozen import FrozenModel
from slackbot.domain.period import Period
from slackbot.domain.spelling import listed, number_of


class Unit(StrEnum):
    """The units that Kore.ai counts and bills. They overlap, so they are never added up."""

    SESSION = "session"
    CONVERSATION = "conversation"
    REQUEST = "request"
    ALERT = "alert"
    PROACTIVE = "proactive"

    @property
    def plural(self) -> str:
        """The plural of the unit's word, as people write it."""
        return {"alert": "alert messages", "proactive": "proactive messages"}.get(self, f"{self}s")

    @property
    def singular(self) -> str:
        """The singular of the unit's word."""
        return self.plural.removesuffix("s")


class Grouping(StrEnum):
    """The size of the rows asked for, in the period's zone."""

    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    WEEKDAY = "weekday"  # all Mondays in one row, and so on


class Fact(StrEnum):
    """A fact that a question asks beside the figures; the answer begins with it."""

    FORECAST = "forecast"
    BUSIEST = "busiest"
    QUIETEST = "quietest"
    AVERAGE = "average"
    LENGTH = "length"  # of conversations, in sessions
    CHANGE = "change"  # why the usage is another one than before
    UNUSUAL = "unusual"
    ALLOWANCE = "allowance"
    COST = "cost"
    TOP_BOT = "top bot"
    LAST_BOT = "last bot"


class AskedFact(FrozenModel):
    """A fact, and the size of the rows that it is about, such as the busiest `hour`.

    `unit` is that of a cost per unit. `by_cost`: bots are compared by what they cost, or
    budgets are meant, not allowances.
    """

    fact: Fact
    per: Grouping | None = None
    unit: Unit | None = None
    by_cost: bool = False


WeekStart = Literal["monday", "sunday"]
WEEK_STARTS: Final[dict[WeekStart, int]] = {"monday": 0, "sunday": 6}


class Reading(FrozenModel):
    """One way to understand the words of a period: `words` would be read as `period`."""

    words: str
    period: Period


class UsageQuery(FrozenModel):
    """A question that has been read. `bots` are names or ids as typed, of bots and groups; empty:
    the default bot."""

    period: Period
    stated: bool = True  # False: no period was named, and the month to date was taken
    running: bool = False  # True: the named period has not ended, and was cut at now
    until: AwareDatetime | None = None  # its end, or None ("since Monday")
    term: Term | None = None  # the channel's billing term, where the period is one
    elapsed: bool = False  # hours or minutes counted back from now, as "last 3 hours"
    bots: tuple[str, ...] = ()
    all_bots: bool = False
    excluded: tuple[str, ...] = ()  # of all bots, as typed
    by_bot: bool = False  # rows of bots; with `grouping`, bots beside each other in rows of times
    by_group: bool = False  # rows of groups, and of bots as named; then `by_bot` is True as well
    units: tuple[Unit, ...] = ()  # empty: all of them
    grouping: Grouping | None = None
    facts: tuple[AskedFact, ...] = ()
    week_start: WeekStart = "monday"  # of the rows of `by week`
    holidays: str = ""  # the place whose public holidays are like no weekday
    comparison: Period | None = None
    top: int | None = None
    csv: bool = False
    excel: bool = False
    focus: bool = False  # the columns of the FinOps Foundation, as CSV
    private: bool = False
    fresh: bool = False
    with_cost: bool = False  # what usage costs leads the answer, though nobody asked for it
    other_readings: tuple[Reading, ...] = ()
    corrections: tuple[str, ...] = ()  # "read lsat as last"

    @property
    def finest_rows(self) -> Grouping | None:
        """The smallest rows that the answer needs."""
        days = Grouping.DAY if self.period.of_some_days else None
        sizes = {self.grouping, days, *(asked.per for asked in self.facts)}
        return next((size for size in Grouping if size in sizes), None)

    @property
    def is_about_money(self) -> bool:
        """Tell whether it asks what usage costs."""
        return any(asked.fact is Fact.COST or asked.by_cost for asked in self.facts)

    @property
    def wants_cost(self) -> bool:
        """Tell whether its answer begins with what usage costs."""
        return self.with_cost or self.is_about_money

    @property
    def wants_files(self) -> bool:
        """Tell whether it asks for files beside the answer."""
        return self.csv or self.excel or self.focus

    @property
    def is_of_all(self) -> bool:
        """Tell whether it is about all bots: as written, or as only several bots can be ranked."""
        ranks = self.by_bot or self.top is not None or bool(self.excluded)
        return self.all_bots or (ranks and not self.bots)


def counted(count: int, unit: Unit) -> str:
    """Write `1 session`, `12,345 sessions`."""
    return number_of(count, unit.singular, unit.plural)


def format_units(units: Iterable[Unit], link: str = "and") -> str:
    """Write `sessions, requests and alerts`."""
    return listed((unit.plural for unit in units), link)
