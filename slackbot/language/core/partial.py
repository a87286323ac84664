"""Calendar expressions as people leave them: with the year, the month or the day left out."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from slackbot.domain.calendar import (
    DAY,
    Span,
    WallClock,
    days,
    floor,
    month_length,
    shift,
    unit_span,
)
from slackbot.domain.errors import UnreadableError

MONTH_NAMES = (
    "January February March April May June July August September October November December".split()
)
DAY_NAMES = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
LONG_YEAR_WEEK = 53  # most years have none
LEAP_CYCLE = 8  # years between two 29 Februaries, at most


@dataclass(frozen=True, slots=True)
class Partial:
    """A day, month, quarter, half, year or ISO week; what is None is taken from the other side of a
    range, or else from the latest that has begun. Years and months of 0 and less count from now:
    0 is this one, -1 the last one.
    """

    year: int | None = None
    half: int | None = None
    quarter: int | None = None
    month: int | None = None
    week: int | None = None
    day: int | None = None
    weekday: int | None = None
    week_from_now: int | None = None

    @property
    def unit(self) -> str:
        """What kind of thing it names."""
        if self.day is not None or self.weekday is not None:
            return "day"
        for unit in ("week", "month", "quarter", "half"):
            if getattr(self, unit) is not None:
                return unit
        return "year"

    @property
    def lacks_year(self) -> bool:
        """Whether only the year is open: `March`, `Q3`, `3 March`."""
        if self.year is not None or (self.month is not None and self.month <= 0):
            return False
        return self.unit != "day" or self.month is not None

    def fixed(self, clock: WallClock) -> "Partial":
        """The same with years and months that count from now made plain."""
        made = self
        if made.year is not None and made.year <= 0:
            made = replace(made, year=clock.today.year + made.year)
        if made.month is not None and made.month <= 0:
            first = shift(clock.today.replace(day=1), "month", made.month)
            made = replace(made, year=first.year, month=first.month)
        return made

    def resolve(self, clock: WallClock) -> Span:
        """What it means at `clock`: the latest one that has begun, where the year is left out."""
        this = self.fixed(clock)
        if this.weekday is not None and this.day is None:
            return this.latest_weekday(clock)
        if this.day is not None and this.month is None:
            return this.latest_day(clock)
        if this.year is not None:
            return this.in_year(this.year, clock)
        return this.latest(clock)

    def latest_weekday(self, clock: WallClock) -> Span:
        """The weekday of its week, or else the nearest one before today."""
        assert self.weekday is not None  # noqa: S101 - narrows the type; the caller has looked
        if self.week_from_now is not None:
            week = floor(clock.today, "week", clock.week_start) + self.week_from_now * 7 * DAY
            day = week + timedelta(days=(self.weekday - clock.week_start) % 7)
        else:
            day = clock.today - timedelta(days=(clock.today.weekday() - self.weekday - 1) % 7 + 1)
        return days(day, day, "day")

    def latest_day(self, clock: WallClock) -> Span:
        """The latest month's day of that number that has begun."""
        assert self.day is not None  # noqa: S101 - as above
        if not 1 <= self.day <= 31:
            raise UnreadableError(f"No month has a day {self.day}.", str(self.day))
        first = clock.today.replace(day=1)
        while month_length(first.year, first.month) < self.day or (
            first.replace(day=self.day) > clock.today
        ):
            first = shift(first, "month", -1)
        return replace(self, year=first.year, month=first.month).resolve(clock)

    def latest(self, clock: WallClock) -> Span:
        """The one in the latest year in which it exists and has begun."""
        found: Span | None = None
        ahead = self.week is not None  # W1 may begin in December
        for year in range(clock.today.year + ahead, clock.today.year - LEAP_CYCLE - 1, -1):
            try:
                found = self.in_year(year, clock)
            except MissingDayError:
                continue
            if self.week == LONG_YEAR_WEEK and year < clock.today.year - 1:
                raise UnreadableError(
                    f"W53 of which year? The latest was in {year}.", "W53")  # fmt: skip
            if found.first <= clock.today:
                return found
        if found is None:
            raise no_such_day(self)
        return found

    def in_year(self, year: int, clock: WallClock) -> Span:
        """The one in `year`. Refuses what that year does not have."""
        if self.week is not None:
            return self._iso(year)
        if self.day is not None and self.month is not None:
            return self._day(year, clock)
        if self.month is not None:
            return unit_span(date(year, self.month, 1), "month", 1, 0)
        if self.quarter is not None:
            return unit_span(date(year, self.quarter * 3, 1), "quarter", 1, 0)
        if self.half is not None:
            return unit_span(date(year, self.half * 6, 1), "half", 1, 0)
        return unit_span(date(year, 1, 1), "year", 1, 0)

    def _iso(self, year: int) -> Span:
        assert self.week is not None  # noqa: S101 - as above
        try:
            first = date.fromisocalendar(year, self.week, 1)
        except ValueError:
            raise MissingDayError(
                f"{year} has no week {self.week}: ISO weeks run from 1 to 52 or 53.",
                f"W{self.week}",
            ) from None
        return days(first, first + 6 * DAY, "week")

    def _day(self, year: int, clock: WallClock) -> Span:
        assert self.month is not None  # noqa: S101 - as above
        assert self.day is not None  # noqa: S101 - as above
        if not 1 <= self.day <= month_length(year, self.month):
            raise no_such_day(replace(self, year=year))
        day = date(year, self.month, self.day)
        if self.weekday is not None and day.weekday() != self.weekday and day <= clock.today:
            raise UnreadableError(
                f"{day.day} {MONTH_NAMES[day.month - 1]} {day.year} is a "
                f"{DAY_NAMES[day.weekday()]}, not a {DAY_NAMES[self.weekday]}.",
                f"{DAY_NAMES[self.weekday]} {day.day} {MONTH_NAMES[day.month - 1]}",
            )
        return days(day, day, "day")


class MissingDayError(UnreadableError):
    """The calendar of that year has no such day or week."""


def no_such_day(partial: Partial) -> MissingDayError:
    """The error for a day that does not exist, in plain words."""
    month = MONTH_NAMES[(partial.month or 1) - 1]
    said = f"{partial.day} {month}" + (f" {partial.year}" if partial.year else "")
    return MissingDayError(f"There is no {said}.", said)
