"""The rule of an alert. `language.alerts.reading` reads it from words."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, model_validator

from slackbot.domain.allowance import LATEST_DAY, MOST, Allowance, Every, term_of
from slackbot.domain.calendar import floor
from slackbot.domain.period import Period
from slackbot.domain.query import Unit, WeekStart
from slackbot.domain.usage.comparison import FLOOR

MOST_LEVELS: Final = 10
MOST_MENTIONS: Final = 5
MOST_PERCENT: Final = 100_000
MOST_CHECKS: Final = 10
LONGEST_HOURS: Final = 30 * 24  # the longest rolling window, silence or cooldown
MOST_AVERAGED: Final = {"day": 28, "week": 8, "month": 2}  # of windows: 90 days hold them
WORKDAYS: Final = (0, 1, 2, 3, 4)
EVERY_DAY: Final = tuple(range(7))

Window = Literal["day", "week", "month", "quarter", "year"]


class Kind(StrEnum):
    """The kind of figure that is compared with the levels."""

    AMOUNT = "amount"  # the count in the window
    SHARE = "share"  # the percentage of an allowance
    CHANGE = "change"  # the percentage by which usage rose or fell
    FORECAST = "forecast"  # the expected count at the end of the window
    UNUSUAL = "unusual"  # a day outside the usual range of its weekday
    SILENCE = "silence"  # the number of hours without usage


class Side(StrEnum):
    """The side of a level on which a rule fires. `EITHER` is for unusual days."""

    ABOVE = "above"
    BELOW = "below"
    EITHER = "either"


class Level(BaseModel):
    """A count, a percentage or hours, and the mentions in its notice, as Slack writes them."""

    model_config = ConfigDict(frozen=True)

    at: int = Field(default=0, ge=0, le=MOST)
    mentions: tuple[str, ...] = Field(default=(), max_length=MOST_MENTIONS)


class Base(BaseModel):
    """The base of a change: the average of `count` windows.

    They are the windows just before, or, with `same_weekday`, the same weekday of so many weeks.
    """

    model_config = ConfigDict(frozen=True)

    count: int = Field(default=1, ge=1, le=28)
    same_weekday: bool = False


class AlertRule(BaseModel):
    """The rule of an alert. `levels` are in the order of their gravity, the gravest last.

    - `every` is a calendar window of `zone`; months and longer windows begin on day `from_day` (and
      in `from_month`). Without `every`, the window is the last `hours`.
    - `bot` is a name or id as typed. Without it, the rule is about all bots: together, or `each`.
    - The rule fires when `needed` of the last `of` checks reach a level. The next notice follows
      only `cooldown_hours` after a notice.
    """

    model_config = ConfigDict(frozen=True)

    kind: Kind
    unit: Unit
    levels: tuple[Level, ...] = Field(min_length=1, max_length=MOST_LEVELS)
    side: Side = Side.ABOVE
    inclusive: bool = False  # whether the level itself counts as reached
    every: Window | None = None
    hours: int = Field(default=0, ge=0, le=LONGEST_HOURS)
    from_day: int = Field(default=1, ge=1, le=LATEST_DAY)
    from_month: int = Field(default=1, ge=1, le=12)
    allowance: int | None = Field(default=None, ge=1, le=MOST)  # the 100 % of a share
    base: Base | None = None  # only for a change
    floor: int = Field(default=FLOOR, ge=0, le=MOST)  # a smaller change does not count
    weekdays: tuple[int, ...] = EVERY_DAY  # the days whose hours count in a silence
    bot: str = Field(default="", max_length=80)
    each: bool = False
    needed: int = Field(default=1, ge=1, le=MOST_CHECKS)
    of: int = Field(default=1, ge=1, le=MOST_CHECKS)
    cooldown_hours: int = Field(default=0, ge=0, le=LONGEST_HOURS)
    zone: str = "UTC"
    week_start: WeekStart = "monday"

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        if bool(self.every) == bool(self.hours) and self.kind is not Kind.SILENCE:
            raise ValueError("a window is a calendar one or a number of hours")
        if (self.kind is Kind.SHARE) != (self.allowance is not None):
            raise ValueError("a share, and nothing else, has an allowance")
        if (self.kind is Kind.CHANGE) != (self.base is not None):
            raise ValueError("a change, and nothing else, has a base")
        if self.needed > self.of:
            raise ValueError("more checks are needed than there are")
        counts = [level.at for level in self.levels]
        if counts != sorted(set(counts), reverse=self.falls):
            raise ValueError("levels are different, and in the order in which they are reached")
        return self

    @property
    def falls(self) -> bool:
        """Whether lower figures are graver. Not for a change: a larger fall has a higher score."""
        counted = self.kind in (Kind.AMOUNT, Kind.SHARE, Kind.FORECAST)
        return counted and self.side is Side.BELOW

    @property
    def is_bound(self) -> bool:
        """Whether an episode belongs to a calendar window and ends with the window."""
        return self.kind not in (Kind.CHANGE, Kind.SILENCE) and self.every is not None

    @property
    def recovers(self) -> bool:
        """Whether an episode can end before its window: used-up units stay used up."""
        return not self.is_bound or self.kind is Kind.FORECAST

    @property
    def waits(self) -> bool:
        """Whether only settled figures are judged, because growing usage could undo the result.

        A forecast is made of settled figures, so it need not wait for the end of its window.
        """
        if self.kind is Kind.FORECAST:
            return False
        return self.falls or self.kind in (Kind.CHANGE, Kind.SILENCE)

    def is_reached(self, score: float, level: Level) -> bool:
        """Tell whether a figure is at or beyond a level, in the sense of the rule."""
        if score == level.at:
            return self.inclusive
        return score < level.at if self.falls else score > level.at


def window_at(rule: AlertRule, moment: datetime) -> Period:
    """Return the calendar window of the rule that holds `moment`, in the rule's zone."""
    day = moment.astimezone(ZoneInfo(rule.zone)).date()
    if rule.every in (None, "day"):
        return Period.of_days(day, day, rule.zone)
    if rule.every == "week":
        first = floor(day, "week", 0 if rule.week_start == "monday" else 6)
        return Period.of_days(first, first + timedelta(days=6), rule.zone)
    return term_of(_allowance(rule), moment, rule.zone)


def term_allowance(rule: AlertRule) -> Allowance | None:
    """Return the allowance of a share whose window is a term; days and weeks are no terms."""
    return _allowance(rule) if rule.allowance and rule.every in set(Every) else None


def _allowance(rule: AlertRule) -> Allowance:
    return Allowance(
        unit=rule.unit,
        amount=rule.allowance or 1,
        every=Every(str(rule.every)),
        from_day=rule.from_day,
        from_month=rule.from_month,
    )
