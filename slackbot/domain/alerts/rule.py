"""The rule of an alert. `language.alerts.reading` reads it from words."""

from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Final, Literal, NamedTuple, Self
from zoneinfo import ZoneInfo

from pydantic import Field, model_validator

from slackbot.domain.allowance import Allowance
from slackbot.domain.calendar.arithmetic import LAST_DAY, Every, Term, floor
from slackbot.domain.calendar.weekdays import EVERY_DAY
from slackbot.domain.frozen import FrozenModel
from slackbot.domain.money.currency import MOST_ATOMS
from slackbot.domain.money.measure import Measure
from slackbot.domain.period import Period
from slackbot.domain.query import WEEK_STARTS, WeekStart
from slackbot.domain.usage.comparison import FLOOR

MOST_LEVELS: Final = 10
MOST_MENTIONS: Final = 5
MOST_PERCENT: Final = 100_000
MOST_CHECKS: Final = 10
LONGEST_HOURS: Final = 30 * 24  # the longest rolling window, silence or cooldown
MOST_AVERAGED: Final = {"day": 28, "week": 8, "month": 2}  # of windows: 90 days hold them

Window = Literal["day", "week", "month", "quarter", "year"]


class Kind(StrEnum):
    """The kind of figure that is compared with the levels."""

    AMOUNT = "amount"  # the count in the window
    SHARE = "share"  # the percentage of an allowance
    CHANGE = "change"  # the percentage by which usage rose or fell
    FORECAST = "forecast"  # the expected count at the end of the window
    UNUSUAL = "unusual"  # a day outside the usual range of its weekday
    SILENCE = "silence"  # the number of hours without usage


class Traits(NamedTuple):
    """The traits of a kind: what all its rules have in common."""

    direct: bool = False  # levels are figures of a window that the rule names, above or below
    grows: bool = False  # its figure only grows while its window runs, because usage does
    foreseen: bool = False  # its figure is expected, from settled figures: it may rise and fall
    settled: bool = False  # it is judged only by settled figures
    bound: bool = True  # its episodes may belong to a calendar window
    timeless: bool = False  # its rules need no window
    percent: bool = False  # its levels are percentages
    priced: bool = False  # its rules may be about costs
    needs: Literal["", "allowance", "base"] = ""  # the field that it, and no other kind, has


TRAITS: Final = {
    Kind.AMOUNT: Traits(direct=True, grows=True, priced=True),
    Kind.SHARE: Traits(direct=True, grows=True, percent=True, priced=True, needs="allowance"),
    Kind.CHANGE: Traits(settled=True, bound=False, percent=True, priced=True, needs="base"),
    Kind.FORECAST: Traits(direct=True, foreseen=True, priced=True),
    Kind.UNUSUAL: Traits(),
    Kind.SILENCE: Traits(settled=True, bound=False, timeless=True),
}


class Side(StrEnum):
    """The side of a level on which a rule fires. `EITHER` is for unusual days."""

    ABOVE = "above"
    BELOW = "below"
    EITHER = "either"


class Level(FrozenModel):
    """A figure, a percentage or hours, and the mentions in its notice, as Slack writes them."""

    at: int = Field(default=0, ge=0, le=MOST_ATOMS)
    mentions: tuple[str, ...] = Field(default=(), max_length=MOST_MENTIONS)


class Base(FrozenModel):
    """The base of a change: the average of `count` windows.

    They are the windows just before, or, with `same_weekday`, the same weekday of so many weeks.
    """

    count: int = Field(default=1, ge=1, le=28)
    same_weekday: bool = False


class AlertRule(Measure):
    """The rule of an alert. `levels` are in the order of their gravity, the gravest last.

    - `every` is a calendar window of `zone`; months and longer windows begin on day `from_day` (and
      in `from_month`). Without `every`, the window is the last `hours`.
    - `bot` is a name or id as typed. Without it, the rule is about all bots: together, or `each`.
      Where it names a `group`, which is its id, the rule is about its bots together.
    - The rule fires when `needed` of the last `of` checks reach a level. The next notice follows
      only `cooldown_hours` after a notice.
    """

    kind: Kind
    levels: tuple[Level, ...] = Field(min_length=1, max_length=MOST_LEVELS)
    side: Side = Side.ABOVE
    inclusive: bool = False  # whether the level itself counts as reached
    every: Window | None = None
    hours: int = Field(default=0, ge=0, le=LONGEST_HOURS)
    from_day: int = Field(default=1, ge=1, le=LAST_DAY)
    from_month: int = Field(default=1, ge=1, le=12)
    allowance: int | None = Field(default=None, ge=1, le=MOST_ATOMS)  # the 100% of a share
    base: Base | None = None  # only for a change
    floor: int = Field(default=FLOOR, ge=0, le=MOST_ATOMS)  # a smaller change does not count
    weekdays: tuple[int, ...] = EVERY_DAY  # the days whose hours count in a silence
    bot: str = Field(default="", max_length=80)
    group: str = ""
    each: bool = False
    needed: int = Field(default=1, ge=1, le=MOST_CHECKS)
    of: int = Field(default=1, ge=1, le=MOST_CHECKS)
    cooldown_hours: int = Field(default=0, ge=0, le=LONGEST_HOURS)
    zone: str = "UTC"
    week_start: WeekStart = "monday"
    holidays: str = ""  # the place whose public holidays are like no weekday

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        if self.currency and not self.traits.priced:
            raise ValueError("no cost is unusual, and none is silent")
        if bool(self.every) == bool(self.hours) and not self.traits.timeless:
            raise ValueError("a window is a calendar one or a number of hours")
        if (self.traits.needs == "allowance") != (self.allowance is not None):
            raise ValueError("a share, and nothing else, has an allowance")
        if (self.traits.needs == "base") != (self.base is not None):
            raise ValueError("a change, and nothing else, has a base")
        if self.needed > self.of:
            raise ValueError("more checks are needed than there are")
        counts = [level.at for level in self.levels]
        if counts != sorted(set(counts), reverse=self.falls):
            raise ValueError("levels are different, and in the order in which they are reached")
        return self

    @property
    def traits(self) -> Traits:
        """The traits of its kind."""
        return TRAITS[self.kind]

    @property
    def whole(self) -> str:
        """Write the 100% of a share: `40,000 sessions`, `5,000 EUR`."""
        return self.limit(self.allowance or 1)

    def level_in_words(self, at: int) -> str:
        """Write a level whose unit is known: `40,000`, `5,000 EUR`, `80` of percents."""
        return f"{at:,}" if self.traits.percent else self.level(at)

    @property
    def calls(self) -> frozenset[str]:
        """The mentions of whole channels and of user groups. People are called by their names."""
        mentions = (each for level in self.levels for each in level.mentions)
        return frozenset(each for each in mentions if not each.startswith("<@"))

    @property
    def falls(self) -> bool:
        """Tell whether lower figures are graver. Not for a change: a larger fall has a higher
        score."""
        return self.traits.direct and self.side is Side.BELOW

    @property
    def is_bound(self) -> bool:
        """Tell whether an episode belongs to a calendar window and ends with the window."""
        return self.traits.bound and self.every is not None

    @property
    def recovers(self) -> bool:
        """Tell whether an episode can end before its window: used-up units stay used up."""
        return not self.is_bound or self.traits.foreseen

    @property
    def waits(self) -> bool:
        """Tell whether only settled figures are judged, because growing usage could undo the
        result.

        A forecast is made of settled figures, so it need not wait for the end of its window.
        """
        return self.traits.settled or (self.falls and not self.traits.foreseen)

    def is_reached(self, score: float, level: Level) -> bool:
        """Tell whether a figure is at or beyond a level, in the sense of the rule."""
        if score == level.at:
            return self.inclusive
        return score < level.at if self.falls else score > level.at


def window_at(rule: AlertRule, moment: datetime) -> Period:
    """Return the calendar window of the rule that holds `moment`, in the rule's zone."""
    day = moment.astimezone(ZoneInfo(rule.zone)).date()
    if rule.every in (None, "day"):
        return _days(day, day, rule.zone)
    if rule.every == "week":
        first = floor(day, "week", WEEK_STARTS[rule.week_start])
        return _days(first, first + timedelta(days=6), rule.zone)
    first, after = Term(rule.every, rule.from_day, rule.from_month).days(day)
    return _days(first, after - timedelta(days=1), rule.zone)


@lru_cache(maxsize=4096)  # a replay asks for each window at each of its hours
def _days(first: date, last: date, zone: str) -> Period:
    return Period.of_days(first, last, zone)


def term_allowance(rule: AlertRule) -> Allowance | None:
    """Return the allowance of a share whose window is a term; days and weeks are no terms."""
    return _allowance(rule) if rule.allowance and rule.every in set(Every) else None


def _allowance(rule: AlertRule) -> Allowance:
    return Allowance(
        unit=rule.unit,
        currency=rule.currency,
        amount=rule.allowance or 1,
        every=Every(str(rule.every)),
        from_day=rule.from_day,
        from_month=rule.from_month,
    )
