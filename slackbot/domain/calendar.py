"""Wall-clock spans and the arithmetic of calendar units (days, weeks, months)."""

from dataclasses import dataclass, replace
from datetime import MINYEAR, UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from slackbot.domain.errors import UnreadableError
from slackbot.domain.period import local_midnight

DAY: Final = timedelta(days=1)
MONTHS_IN: Final = {"month": 1, "quarter": 3, "half": 6, "year": 12}


@dataclass(frozen=True, slots=True)
class WallClock:
    """The time and place at which a phrase is read: `now` in UTC, and the asker's settings."""

    now: datetime
    zone: str
    week_start: int = 0  # 0 is Monday, 6 is Sunday; ISO weeks never ask
    month_first: bool = True
    today: date = date.min

    @classmethod
    def at(cls, now: datetime, zone: str, week_start: int, month_first: bool) -> "WallClock":
        """Make the clock that shows `now` in `zone`, in whole seconds."""
        now = now.astimezone(UTC).replace(microsecond=0)
        return cls(now, zone, week_start, month_first, now.astimezone(ZoneInfo(zone)).date())

    def moved(self, zone: str) -> "WallClock":
        """Show the same instant in another zone."""
        return replace(self, zone=zone, today=self.now.astimezone(ZoneInfo(zone)).date())


@dataclass(frozen=True, slots=True)
class Moment:
    """A wall-clock time on a day. `offset` tells apart a time that clocks show twice."""

    day: date
    at: time = time()
    offset: timedelta | None = None

    def instant(self, zone: str) -> datetime:
        """Return the instant in UTC.

        Raises UnreadableError for a time that the clocks of that day skip or show twice.
        """
        if self.at == time() and self.offset is None:
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


@dataclass(frozen=True, slots=True)
class Span:
    """`[start, end)` on the wall clock, or as instants; without an end it lasts until now."""

    start: Moment | datetime
    end: Moment | datetime | None
    unit: str

    @property
    def first(self) -> date:
        """The day on which the span starts."""
        return self.start.day if isinstance(self.start, Moment) else self.start.date()


def days(first: date, last: date, unit: str = "days") -> Span:
    """The days from `first` to `last`, both included."""
    return Span(Moment(first), Moment(last + DAY), unit)


def floor(day: date, unit: str, week_start: int) -> date:
    """The first day of the calendar unit that holds `day`."""
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
    """`count` whole calendar units, of which the first holds `day`."""
    first = floor(day, unit, week_start)
    return Span(Moment(first), Moment(shift(first, unit, count)), unit)
