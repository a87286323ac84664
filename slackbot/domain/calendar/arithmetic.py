"""Wall-clock spans and the arithmetic of calendar units (days, weeks, months)."""

from datetime import MINYEAR, UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Final, Literal, NamedTuple
from zoneinfo import ZoneInfo

from pydantic import Field

from slackbot.domain.errors import UnreadableError
from slackbot.domain.frozen import FrozenModel
from slackbot.domain.period import DAY, MIDNIGHT, local_midnight

LAST_DAY: Final = 31  # in a month without it, its last day is meant
MONTHS_IN: Final = {"month": 1, "quarter": 3, "half": 6, "year": 12}


class Every(StrEnum):
    """The length of a term."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"

    @property
    def months(self) -> int:
        """The length in months."""
        return {"month": 1, "quarter": 3, "year": 12}[self]


class Term(NamedTuple):
    """A channel's billing term: each `unit` from `day` on, one of them in `month`.

    In a month without that day a term begins on the last one.
    """

    unit: str = "month"
    day: int = 1
    month: int = 1

    def days(self, today: date, count: int = 0) -> tuple[date, date]:
        """Return the first day of the term that is `count` terms from the one that holds `today`,
        and the first day of the next term."""
        size = MONTHS_IN[self.unit]
        month = today.year * 12 + today.month - 1
        month -= today < self._begins(month)
        month -= (month - (self.month - 1)) % size
        month += count * size
        return self._begins(month), self._begins(month + size)

    def _begins(self, month: int) -> date:
        """Return its day in the month of that number, counted from the year 0."""
        year, before = divmod(month, 12)
        return date(year, before + 1, min(self.day, month_length(year, before + 1)))


def describe_start(term: Term) -> str:
    """Write the day on which its terms begin: `the 15th` of each month, `1 Apr`."""
    if term.unit == Every.MONTH:
        return f"the {ordinal(term.day)}"
    return f"{term.day} {date(2000, term.month, 1):%b}"


def ordinal(number: int) -> str:
    """Write `1st`, `12th`, `23rd`."""
    teens = 10 < number % 100 < 20
    ending = "th" if teens else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


class FiscalYear(FrozenModel):
    """Twelve months from the first of `month`.

    Its number is that of the calendar year in which it ends, or in which it starts.
    """

    month: int = Field(ge=1, le=12)
    named_by: Literal["end", "start"] = "end"

    def term(self, unit: str) -> Term:
        """Return its quarters, halves or years, by the `unit`."""
        return Term(unit, 1, self.month)

    def first_day(self, number: int) -> date:
        """Return the day on which the fiscal year of that number begins."""
        return date(number - self._ahead, self.month, 1)

    def number(self, day: date) -> int:
        """Return the number of the fiscal year that holds `day`."""
        return self.starting_in(day.year - (day.month < self.month))

    def starting_in(self, year: int) -> int:
        """Return the number of the fiscal year that starts in that calendar year."""
        return year + self._ahead

    @property
    def _ahead(self) -> bool:
        """Tell whether its number is one more than that of the calendar year in which it starts."""
        return self.named_by == "end" and self.month > 1

    def describe(self) -> str:
        """Write `April`, `April, named by its start year`: the words after `fiscal year`."""
        name = f"{date(2000, self.month, 1):%B}"
        return name if self.named_by == "end" else f"{name}, named by its start year"


class WallClock(NamedTuple):
    """The time and place at which a phrase is read: `now` in UTC, and the settings there.

    `term` is how the channel is billed, and `fiscal_year` its fiscal year, where that is known.
    `holidays` is the place whose public holidays hold.
    """

    now: datetime
    zone: str
    week_start: int = 0  # 0 is Monday, 6 is Sunday; ISO weeks never ask
    month_first: bool = True
    today: date = date.min
    term: Term | None = None
    fiscal_year: FiscalYear | None = None
    holidays: str = ""

    @classmethod
    def at(
        cls,
        now: datetime,
        zone: str,
        week_start: int,
        month_first: bool,
        *,
        term: Term | None = None,
        fiscal_year: FiscalYear | None = None,
        holidays: str = "",
    ) -> "WallClock":
        """Make the clock that shows `now` in `zone`, in whole seconds."""
        now = now.astimezone(UTC).replace(microsecond=0)
        today = now.astimezone(ZoneInfo(zone)).date()
        return cls(now, zone, week_start, month_first, today, term, fiscal_year, holidays)

    def moved(self, zone: str) -> "WallClock":
        """Show the same instant in another zone."""
        return self._replace(zone=zone, today=self.now.astimezone(ZoneInfo(zone)).date())


class Moment(NamedTuple):
    """A wall-clock time on a day. `offset` tells apart a time that clocks show twice."""

    day: date
    at: time = MIDNIGHT
    offset: timedelta | None = None

    def instant(self, zone: str) -> datetime:
        """Return the instant in UTC.

        Raises UnreadableError for a time that the clocks of that day skip or show twice.
        """
        if self.at == MIDNIGHT and self.offset is None:
            return local_midnight(self.day, zone)
        naive = datetime.combine(self.day, self.at)
        if self.offset is not None:
            return (naive - self.offset).replace(tzinfo=UTC)
        return _instant(naive, zone)


def _instant(naive: datetime, zone: str) -> datetime:
    early, late = (naive.replace(tzinfo=ZoneInfo(zone), fold=fold) for fold in (0, 1))
    first, second = early.astimezone(UTC), late.astimezone(UTC)
    if first == second:
        return first
    text = f"{naive:%H:%M} on {naive.day} {naive:%b %Y}"
    if first < second:
        raise UnreadableError(
            f"{text} happens twice in {zone}, because the clocks go back. "
            'Please give the hours "in UTC".', text)  # fmt: skip
    raise UnreadableError(
        f"{text} does not exist in {zone}, because the clocks go forward. "
        'Please give the hours "in UTC".', text)  # fmt: skip


class Span(NamedTuple):
    """`[start, end)` on the wall clock, or as instants; without an end it lasts until now."""

    start: Moment | datetime
    end: Moment | datetime | None
    unit: str

    @property
    def first(self) -> date:
        """The day on which the span starts."""
        return self.start.day if isinstance(self.start, Moment) else self.start.date()


def days(first: date, last: date, unit: str = "days") -> Span:
    """Return the days from `first` to `last`, both included."""
    return Span(Moment(first), Moment(last + DAY), unit)


def floor(day: date, unit: str, week_start: int) -> date:
    """Return the first day of the calendar unit that holds `day`."""
    if unit == "week":
        return day - timedelta(days=(day.weekday() - week_start) % 7)
    if unit in MONTHS_IN:
        size = MONTHS_IN[unit]
        return date(day.year, (day.month - 1) // size * size + 1, 1)
    return day


def shift(day: date, unit: str, count: int) -> date:
    """Move `day` by `count` units; a day that the month lacks becomes its last day."""
    if unit in MONTHS_IN:
        months = day.year * 12 + day.month - 1 + count * MONTHS_IN[unit]
        year, month = divmod(months, 12)
        if year < MINYEAR:
            raise OverflowError("before the calendar")
        return date(year, month + 1, min(day.day, month_length(year, month + 1)))
    return day + timedelta(days=count * {"day": 1, "week": 7, "fortnight": 14}[unit])


def month_length(year: int, month: int) -> int:
    """Return the number of days in the month."""
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month in {4, 6, 9, 11} else 31


def unit_span(day: date, unit: str, count: int, week_start: int) -> Span:
    """Return `count` whole calendar units, of which the first holds `day`."""
    first = floor(day, unit, week_start)
    return Span(Moment(first), Moment(shift(first, unit, count)), unit)
