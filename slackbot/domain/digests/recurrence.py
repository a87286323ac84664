"""Recurrences: the local days of a schedule, by weekday or by day of the month or quarter."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Annotated, Final, Literal, Self

from pydantic import Field, field_validator, model_validator

from slackbot.domain.allowance import LATEST_DAY
from slackbot.domain.calendar.arithmetic import ordinal
from slackbot.domain.calendar.weekdays import EVERY_DAY, WEEKDAY_NAMES, WORKDAYS
from slackbot.domain.frozen import FrozenModel
from slackbot.domain.period import DAY

LAST_DAY: Final = 31  # also where the month is shorter
LAST: Final = -1  # of the weekdays of a month
MOST_WEEKS: Final = 52
NTH: Final = {1: "first", 2: "second", 3: "third", 4: "fourth", LAST: "last"}

Weekday = Annotated[int, Field(ge=0, le=6)]  # 0 is Monday
Nth = Literal[1, 2, 3, 4, -1]


class _Recurrence(FrozenModel):
    @property
    def names(self) -> frozenset[str]:
        """Return what people call a digest that comes so: `the monthly digest`."""
        raise NotImplementedError


class Weekly(_Recurrence):
    """`weekdays` of every week, or of each `weeks`-th week, counted from the week of `first`."""

    kind: Literal["weekly"] = "weekly"
    weekdays: tuple[Weekday, ...] = Field(min_length=1)
    weeks: int = Field(default=1, ge=1, le=MOST_WEEKS)
    first: date | None = None

    @field_validator("weekdays")
    @classmethod
    def _in_order(cls, value: tuple[int, ...]) -> tuple[int, ...]:
        return tuple(sorted(set(value)))

    @model_validator(mode="after")
    def _anchored(self) -> Self:
        if (self.weeks > 1) != (self.first is not None):
            raise ValueError("every N weeks counts from a first day, and nothing else does")
        return self

    @property
    def names(self) -> frozenset[str]:
        """Return `daily`; or `weekly`, `biweekly` and the days, such as `friday`."""
        if len(self.weekdays) >= len(WORKDAYS):
            return frozenset(("daily",))
        by_week = {1: ("weekly",), 2: ("biweekly",)}.get(self.weeks, ())
        return frozenset((*by_week, *(WEEKDAY_NAMES[each].lower() for each in self.weekdays)))

    def falls_on(self, day: date) -> bool:
        """Tell whether the recurrence has `day`, also before its first day."""
        if day.weekday() not in self.weekdays:
            return False
        return (
            self.first is None or (_monday(day) - _monday(self.first)).days % (7 * self.weeks) == 0
        )

    def describe(self) -> str:
        """Write `every Monday and Thursday`, `every other Friday`, `every 3 weeks on Friday`."""
        names = _joined(WEEKDAY_NAMES[each] for each in self.weekdays)
        if self.weeks == 2 and len(self.weekdays) == 1:
            return f"every other {names}"
        if self.weeks > 1:
            return f"every {self.weeks} weeks on {names}"
        whole = {EVERY_DAY: "day", WORKDAYS: "weekday"}
        return f"every {whole.get(self.weekdays, names)}"


class Monthly(_Recurrence):
    """A day of each month, and `also` others; a shorter month uses its last day."""

    kind: Literal["monthly"] = "monthly"
    day: int = Field(ge=1, le=LAST_DAY)
    also: tuple[Annotated[int, Field(ge=1, le=LAST_DAY)], ...] = ()

    @property
    def names(self) -> frozenset[str]:
        """Return `monthly`."""
        return frozenset(("monthly",))

    def falls_on(self, day: date) -> bool:
        """Tell whether the recurrence has `day`."""
        days = (self.day, *self.also)
        return day.day in days or (day.day < max(days) and _ends_month(day))

    def describe(self) -> str:
        """Write `on the 1st and 15th of each month`, `on the 30th of each month or its last
        day`."""
        days = (self.day, *self.also)
        named = _joined("last day" if day == LAST_DAY else ordinal(day) for day in days)
        short = " or its last day" if any(LATEST_DAY < day < LAST_DAY for day in days) else ""
        return f"on the {named} of each month{short}"


class NthWeekday(_Recurrence):
    """The first, second, third, fourth or last of a weekday in each month, and `also` others."""

    kind: Literal["nth weekday"] = "nth weekday"
    nth: Nth
    weekday: Weekday
    also: tuple[Nth, ...] = ()

    @property
    def names(self) -> frozenset[str]:
        """Return `monthly` and the weekday."""
        return frozenset(("monthly", WEEKDAY_NAMES[self.weekday].lower()))

    def falls_on(self, day: date) -> bool:
        """Tell whether the recurrence has `day`."""
        if day.weekday() != self.weekday:
            return False
        nths = (self.nth, *self.also)
        ends = (day + 7 * DAY).month != day.month
        return (day.day + 6) // 7 in nths or (ends and LAST in nths)

    def describe(self) -> str:
        """Write `on the first and third Monday of each month`."""
        nths = _joined(NTH[each] for each in (self.nth, *self.also))
        return f"on the {nths} {WEEKDAY_NAMES[self.weekday]} of each month"


class Quarterly(_Recurrence):
    """A day of the first month of each calendar quarter, or the quarter's last day."""

    kind: Literal["quarterly"] = "quarterly"
    day: int = Field(default=1, ge=1, le=LAST_DAY)

    @field_validator("day")
    @classmethod
    def _in_each(cls, value: int) -> int:
        if LATEST_DAY < value < LAST_DAY:
            raise ValueError("not a day of each quarter's first month")
        return value

    @property
    def names(self) -> frozenset[str]:
        """Return `quarterly`."""
        return frozenset(("quarterly",))

    def falls_on(self, day: date) -> bool:
        """Tell whether the recurrence has `day`."""
        if self.day == LAST_DAY:
            return day.month % 3 == 0 and _ends_month(day)
        return day.month % 3 == 1 and day.day == self.day

    def describe(self) -> str:
        """Write `on the 1st of each quarter`."""
        day = "last day" if self.day == LAST_DAY else ordinal(self.day)
        return f"on the {day} of each quarter"


Recurrence = Annotated[Weekly | Monthly | NthWeekday | Quarterly, Field(discriminator="kind")]


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _ends_month(day: date) -> bool:
    return (day + DAY).month != day.month


def _joined(names: Iterable[str]) -> str:
    *before, last = names
    return f"{', '.join(before)} and {last}" if before else last
