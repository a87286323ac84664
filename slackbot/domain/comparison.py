"""Which period a period is compared with, and how a figure moved between the two."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict

from slackbot.domain.grammar.spans import MONTHS_IN, floor, shift
from slackbot.domain.period import Period, local_midnight
from slackbot.domain.query import Unit, UsageQuery

HOUR = timedelta(hours=1)
WEEK = timedelta(weeks=1)
SATURDAY = 5
PARTS_OF_WEEK = frozenset(((0, SATURDAY), (SATURDAY, 7)))  # Monday to Friday, and the weekend
CALENDAR = ("day", "week", "month", "quarter", "half", "year")  # the smallest first
FLOOR = 20  # below it a percentage is louder than its cause: 3 sessions more than 2 are +150 %

PERIOD_BEFORE = "the period before"

Kind = Literal["up", "down", "same", "new", "gone", "unknown"]


class Change(BaseModel):
    """How a figure moved. None is a figure that Kore.ai did not send, which is not zero."""

    model_config = ConfigDict(frozen=True)

    before: int | None
    after: int | None

    @property
    def delta(self) -> int | None:
        """By how much; None where either figure is unknown."""
        if self.before is None or self.after is None:
            return None
        return self.after - self.before

    @property
    def percent(self) -> float | None:
        """The same in percent of `before`; None where that is unknown or less than FLOOR."""
        if self.delta is None or self.before is None or self.before < FLOOR:
            return None
        return 100 * self.delta / self.before

    @property
    def kind(self) -> Kind:
        """`new` is up from zero, `gone` is down to zero; `unknown` where either figure is."""
        if self.delta is None:
            return "unknown"
        if self.delta == 0:
            return "same"
        if self.delta > 0:
            return "up" if self.before else "new"
        return "down" if self.after else "gone"


def changes(
    now: Mapping[Unit, int | None], before: Mapping[Unit, int | None]
) -> dict[Unit, Change]:
    """The change of each unit in `now`."""
    return {unit: Change(before=before.get(unit), after=after) for unit, after in now.items()}


def previous_period(query: UsageQuery) -> Period:
    """The period just before, of the same length and kind, in the same zone.

    - Whole months, and so quarters and years: as many calendar months. A weekend, or Monday to
      Friday: that of the week before. Other whole days: as many days, whatever their hours.
      Anything else: the same elapsed time.
    - A running period: the same part of the one before, up to the same weekday, date and time. A
      date that a shorter month lacks is that month's end. A time that the clocks skipped or showed
      twice is as long after midnight as it was before they changed.

    Kore.ai's finest buckets are UTC hours, and the running one holds what has happened in it: so a
    running period's counterpart ends at the nearest full hour. The two differ by less than half an
    hour, neither way on the whole; only in a period's first half hour is it a whole one.
    """
    period, zone = query.period, query.period.zone
    first, last = period.local_start.date(), period.local_end.date()
    if local_midnight(first, zone) != period.start:
        return _as_long(period, running=query.running)
    if query.running:
        return _same_part(query, first)
    if local_midnight(last, zone) != period.end:
        return _as_long(period, running=False)
    if first.day == last.day == 1:
        months = 12 * (last.year - first.year) + last.month - first.month
        start = shift(first, "month", -months)
    elif is_part_of_week(first, last):
        return week_before(period)
    else:
        start = first - (last - first)
    return Period(start=local_midnight(start, zone), end=period.start, zone=zone)


def week_before(period: Period) -> Period:
    """The same weekdays of the week before; `period` is of whole days."""
    start, end = (
        local_midnight(edge.date() - WEEK, period.zone)
        for edge in (period.local_start, period.local_end)
    )
    return Period(start=start, end=end, zone=period.zone)


def whole_days(period: Period) -> int | None:
    """How many days it is long on its zone's calendar; None where it begins or ends within one."""
    first, last = period.local_start.date(), period.local_end.date()
    edges = tuple(local_midnight(day, period.zone) for day in (first, last))
    return (last - first).days if edges == (period.start, period.end) else None


def said_before(query: UsageQuery, before: Period) -> str:
    """Which period `before` is, in words; nothing where the question has named it."""
    if query.comparison:
        return ""
    days = whole_days(query.period)
    if days and days < WEEK.days and before == week_before(query.period):
        return "the same days of the week before"
    return "the same part of the period before" if query.running else PERIOD_BEFORE


def said_lengths(period: Period, before: Period) -> str:
    """`31 days against 30`, where both are whole days and not as many; else nothing."""
    days, earlier = whole_days(period), whole_days(before)
    if days is None or earlier is None or days == earlier:
        return ""
    return f"{days:,} {'day' if days == 1 else 'days'} against {earlier:,}"


def is_part_of_week(first: date, after: date) -> bool:
    """Whether the days `[first, after)` are a weekend, or Monday to Friday."""
    weekday = first.weekday()
    return (weekday, weekday + (after - first).days) in PARTS_OF_WEEK


def _as_long(period: Period, *, running: bool) -> Period:
    length = period.end - period.start
    if running:
        length = max(HOUR, (length + HOUR / 2) // HOUR * HOUR)
    return Period(start=period.start - length, end=period.start, zone=period.zone)


def _same_part(query: UsageQuery, first: date) -> Period:
    """Both ends moved on the wall clock by the unit that runs."""
    period, zone = query.period, query.period.zone
    unit, count = _running_unit(query, first)
    start = local_midnight(shift(first, unit, -count), zone)
    end = _same_moment(period.local_end, unit, count, zone)
    end = max(end, _full_hour(start) + HOUR)
    return Period(start=start, end=min(end, period.start), zone=zone)


def running_until(query: UsageQuery) -> date | None:
    """The last day of the running period as it was named, or else of the calendar unit that runs,
    in the period's zone.

    None where the period does not run, or begins with no such unit: then nobody named its end.
    """
    first = query.period.local_start.date()
    if not query.running or local_midnight(first, query.period.zone) != query.period.start:
        return None
    if query.until and (last_day := _last_day(query.until, query.period.zone)):
        return last_day
    unit, count = _running_unit(query, first)
    return shift(first, unit, 1) - timedelta(days=1) if count == 1 else None


def _last_day(end: datetime, zone: str) -> date | None:
    """The day before the midnight `end`; None where it is none."""
    day = end.astimezone(ZoneInfo(zone)).date()
    return day - timedelta(days=1) if local_midnight(day, zone) == end else None


def _running_unit(query: UsageQuery, first: date) -> tuple[str, int]:
    """The calendar unit that begins on `first` and was named; else the smallest one that still
    runs; else the days so far.
    """
    if not query.stated:
        return "month", 1
    today = query.period.local_end.date()
    week_start = 0 if query.week_start == "monday" else 6
    ends = {
        shift(first, unit, 1): unit for unit in CALENDAR if floor(first, unit, week_start) == first
    }
    last_day = _last_day(query.until, query.period.zone) if query.until else None
    if last_day and is_part_of_week(first, last_day + timedelta(days=1)):
        return "week", 1
    named = ends.get(last_day + timedelta(days=1)) if last_day else None
    unit = named or next((unit for end, unit in ends.items() if today < end), None)
    return (unit, 1) if unit else ("day", (today - first).days + 1)


def _same_moment(now: datetime, unit: str, count: int, zone: str) -> datetime:
    """The nearest full hour to the same date and time, `count` units earlier."""
    day = shift(now.date(), unit, -count)
    if unit in MONTHS_IN and day.day != now.day:
        return local_midnight(day + timedelta(days=1), zone)
    then = datetime.combine(day, now.time(), ZoneInfo(zone)).replace(fold=0)
    return _full_hour(then.astimezone(UTC) + HOUR / 2)


def _full_hour(moment: datetime) -> datetime:
    return moment.replace(minute=0, second=0, microsecond=0)
