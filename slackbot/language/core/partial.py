"""Resolves calendar expressions that leave out the year, the month or the day."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

from slackbot.domain.calendar.arithmetic import (
    FiscalYear,
    Moment,
    Span,
    WallClock,
    days,
    floor,
    month_length,
    shift,
    unit_span,
)
from slackbot.domain.calendar.weekdays import WEEKDAY_NAMES
from slackbot.domain.errors import UnreadableError
from slackbot.domain.period import DAY

MONTH_NAMES = (
    "January February March April May June July August September October November December".split()
)
LONG_YEAR_WEEK = 53  # most years have none
COMMON_STARTS = ("January", "April", "July", "October")  # of fiscal years
LEAP_CYCLE = 8  # years between two 29 Februaries, at most


@dataclass(frozen=True, slots=True)
class Fiscal:
    """Marks a year as a fiscal one; `phrase` has its words.

    With `starts`, as in `FY2025/26`, its number is that of the calendar year in which it starts,
    whichever of the two the channel calls it by; with `ends`, that in which it ends.
    """

    phrase: str = field(compare=False)
    starts: bool = False
    ends: bool = False

    def year(self, clock: WallClock) -> FiscalYear:
        """Return the fiscal year of the channel. Raises UnreadableError where it has none."""
        if clock.fiscal_year:
            return clock.fiscal_year
        raise UnreadableError(
            f'I don\'t know when your fiscal year begins ("{self.phrase}"). Tell me once with '
            "`/billing settings fiscal year April`, or use dates, such as "
            '"1 Apr 2025 to 31 Mar 2026".',
            self.phrase,
            suggestions=[f"settings fiscal year {month}" for month in COMMON_STARTS],
        )


class Partial(NamedTuple):
    """A day, month, quarter, half, year or ISO week; what is None is taken from the other side of a
    range, or else from the latest that has begun. Years and months of 0 and less count from now:
    0 is this one, -1 the last one. With `fiscal`, the year is a fiscal one, and so are its halves
    and quarters.
    """

    year: int | None = None
    half: int | None = None
    quarter: int | None = None
    month: int | None = None
    week: int | None = None
    day: int | None = None
    weekday: int | None = None
    week_from_now: int | None = None
    fiscal: Fiscal | None = None

    @property
    def unit(self) -> str:
        """Return the kind of unit that it names."""
        if self.day is not None or self.weekday is not None:
            return "day"
        for unit in ("week", "month", "quarter", "half"):
            if getattr(self, unit) is not None:
                return unit
        return "year"

    @property
    def lacks_year(self) -> bool:
        """Tell whether only the year is open: `March`, `Q3`, `3 March`."""
        if self.year is not None or (self.month is not None and self.month <= 0):
            return False
        return self.unit != "day" or self.month is not None

    @property
    def others(self) -> "tuple[tuple[str, Partial], ...]":
        """Return the fiscal quarter or half that a calendar one may mean, where the channel has
        them."""
        number = self.quarter or self.half
        if number is None or self.fiscal or (self.year is not None and self.year <= 0):
            return ()
        name = f"Q{number}" if self.quarter else f"H{number}"
        words = f"{name} FY{self.year}" if self.year else f"fiscal {name}"
        return ((words, self._replace(fiscal=Fiscal(words))),)

    def number_of_year(self, day: date, clock: WallClock) -> int:
        """Return the number of the year that holds `day`: a calendar year, an ISO year or a fiscal
        one."""
        if self.fiscal:
            return self.fiscal.year(clock).number(day)
        return day.isocalendar().year if self.week is not None else day.year

    def fixed(self, clock: WallClock) -> "Partial":
        """Return the same with years and months that count from now replaced by their numbers."""
        made = self
        if made.year is not None and made.year <= 0:
            made = made._replace(year=made.number_of_year(clock.today, clock) + made.year)
        if made.fiscal and (made.fiscal.starts or made.fiscal.ends) and made.year is not None:
            fiscal_year = made.fiscal.year(clock)
            starts = made.year - (made.fiscal.ends and fiscal_year.month > 1)
            year, fiscal = fiscal_year.starting_in(starts), Fiscal(made.fiscal.phrase)
            made = made._replace(year=year, fiscal=fiscal)
        if made.month is not None and made.month <= 0:
            first = shift(clock.today.replace(day=1), "month", made.month)
            made = made._replace(year=first.year, month=first.month)
        return made

    def resolve(self, clock: WallClock) -> Span:
        """Return the span at `clock`: the latest one that has begun, where the year is left out."""
        this = self.fixed(clock)
        if this.weekday is not None and this.day is None:
            return this.latest_weekday(clock)
        if this.day is not None and this.month is None:
            return this.latest_day(clock)
        if this.year is not None:
            return this.in_year(this.year, clock)
        return this.latest(clock)

    def latest_weekday(self, clock: WallClock) -> Span:
        """Return the weekday of its week, or else the nearest one before today."""
        assert self.weekday is not None  # noqa: S101 - narrows the type; the caller has looked
        if self.week_from_now is not None:
            week = floor(clock.today, "week", clock.week_start) + self.week_from_now * 7 * DAY
            day = week + timedelta(days=(self.weekday - clock.week_start) % 7)
        else:
            day = clock.today - timedelta(days=(clock.today.weekday() - self.weekday - 1) % 7 + 1)
        return days(day, day, "day")

    def latest_day(self, clock: WallClock) -> Span:
        """Return the latest month's day of that number that has begun."""
        assert self.day is not None  # noqa: S101 - as above
        if not 1 <= self.day <= 31:
            raise UnreadableError(f"No month has a day {self.day}.", str(self.day))
        first = clock.today.replace(day=1)
        while not self._fits(first, clock):
            first = shift(first, "month", -1)
        return self._replace(year=first.year, month=first.month).resolve(clock)

    def _fits(self, first: date, clock: WallClock) -> bool:
        """Tell whether the month that begins at `first` has such a day, and it has begun."""
        assert self.day is not None  # noqa: S101 - as above
        if self.day > month_length(first.year, first.month):
            return False
        day = first.replace(day=self.day)
        return day <= clock.today and self.weekday in {None, day.weekday()}

    def latest(self, clock: WallClock) -> Span:
        """Return the one in the latest year in which it exists and has begun."""
        found: Span | None = None
        ahead = self.week is not None  # W1 may begin in December
        this = self.number_of_year(clock.today, clock) if self.fiscal else clock.today.year
        for year in range(this + ahead, this - LEAP_CYCLE - 1, -1):
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
        """Return the one in `year`. Refuses what that year does not have."""
        if self.fiscal:
            return self._in_fiscal_year(year, self.fiscal.year(clock), clock)
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

    def _in_fiscal_year(self, number: int, fiscal_year: FiscalYear, clock: WallClock) -> Span:
        first = fiscal_year.first_day(number)
        if self.month is not None:
            year = first.year + (self.month < first.month)
            return self._replace(year=year, fiscal=None).in_year(year, clock)
        if self.quarter is not None:
            first = shift(first, "quarter", self.quarter - 1)
        if self.half is not None:
            first = shift(first, "half", self.half - 1)
        return Span(Moment(first), Moment(shift(first, self.unit, 1)), self.unit)

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
            raise no_such_day(self._replace(year=year))
        day = date(year, self.month, self.day)
        if self.weekday is not None and day.weekday() != self.weekday and day <= clock.today:
            raise UnreadableError(
                f"{day.day} {MONTH_NAMES[day.month - 1]} {day.year} is a "
                f"{WEEKDAY_NAMES[day.weekday()]}, not a {WEEKDAY_NAMES[self.weekday]}.",
                f"{WEEKDAY_NAMES[self.weekday]} {day.day} {MONTH_NAMES[day.month - 1]}",
                tuple(f"{day.day} {day:%B}{year}" for year in (f" {day.year}", "")),
            )
        return days(day, day, "day")


class MissingDayError(UnreadableError):
    """Says that the calendar of that year has no such day or week."""


def no_such_day(partial: Partial) -> MissingDayError:
    """Return the error for a day that does not exist, in plain words."""
    month = MONTH_NAMES[(partial.month or 1) - 1]
    phrase = f"{partial.day} {month}" + (f" {partial.year}" if partial.year else "")
    year = f" {partial.year}" if partial.year else ""
    last = month_length(partial.year or 2001, partial.month or 1)
    return MissingDayError(f"There is no {phrase}.", phrase, (f"{last} {month}{year}",))
