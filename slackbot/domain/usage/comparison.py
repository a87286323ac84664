"""Compares periods: finds the period to compare with, and the change of a figure."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from slackbot.domain.calendar.arithmetic import MONTHS_IN, floor, shift
from slackbot.domain.frozen import FrozenModel
from slackbot.domain.period import DAY, HOUR, Period, local_midnight
from slackbot.domain.query import WEEK_STARTS, Unit, UsageQuery
from slackbot.domain.spelling import number_of

WEEK = timedelta(weeks=1)
SATURDAY = 5
PARTS_OF_WEEK = frozenset(((0, SATURDAY), (SATURDAY, 7)))  # Monday to Friday, and the weekend
CALENDAR = ("day", "week", "month", "quarter", "half", "year")  # the smallest first
FLOOR = 20  # a smaller base makes percentages misleading: 3 sessions more than 2 are +150 %

PERIOD_BEFORE = "the period before"

Kind = Literal["up", "down", "same", "new", "gone", "unknown"]


class Change(FrozenModel):
    """The change of a figure. None is a figure that Kore.ai did not send, which is not zero."""

    before: int | None
    after: int | None

    @property
    def delta(self) -> int | None:
        """The difference; None where either figure is unknown."""
        if self.before is None or self.after is None:
            return None
        return self.after - self.before

    @property
    def percent(self) -> float | None:
        """The change in percent of `before`; None where `before` is unknown or below FLOOR."""
        if self.delta is None or self.before is None or self.before < FLOOR:
            return None
        return 100 * self.delta / self.before

    @property
    def kind(self) -> Kind:
        """The kind of change: `new` rose from zero, `gone` fell to zero."""
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
    """Return the change of each unit in `now`."""
    return {unit: Change(before=before.get(unit), after=after) for unit, after in now.items()}


def previous_period(query: UsageQuery) -> Period:
    """Return the period just before, of the same kind, in the same zone.

    - A term for which the channel is billed: the term before.
    - Hours of a day: the same hours of the day before.
    - A running period: the same part of the one before, see `earlier`.
    - Whole months, and so quarters and years: as many calendar months. A weekend, or Monday to
      Friday: that of the week before. Other whole days: as many days that are counted, whatever
      their hours.
      Anything else: the same elapsed time.
    """
    period, zone = query.period, query.period.zone
    first, last = period.local_start.date(), period.local_end.date()
    if query.term and query.term.days(first)[0] == first:
        before = (local_midnight(day, zone) for day in query.term.days(first, -1))
        return same_part(query, _moved(period, next(before), next(before)))
    if _is_hours(query) and not query.elapsed:
        return earlier(query, "day")
    if local_midnight(first, zone) != period.start or not (query.running or whole_days(period)):
        length = period.end - period.start
        if query.running:  # in whole hours, so that both periods begin with a whole hour
            length = -(-length // HOUR) * HOUR
        return _moved(period, period.start - length, period.end - length)
    if query.running:
        return _until(period.start, earlier(query, *_running_unit(query, first)))
    if first.day == last.day == 1:
        return earlier(query, "month", 12 * (last.year - first.year) + last.month - first.month)
    return week_before(period) if is_part_of_week(first, last) else _days_before(period)


def _days_before(period: Period) -> Period:
    """Return the days just before the period, up to as many counted ones as it has."""
    day, count = period.local_start.date(), len(period.days)
    while count:
        day -= DAY
        count -= period.counts(day)
    return _moved(period, local_midnight(day, period.zone), period.start)


def same_part(query: UsageQuery, other: Period) -> Period:
    """Return the part of the named period `other` with which `query` is compared.

    It is all of `other`. But a running period is compared with the same part of an earlier one, up
    to the same date, weekday and time (`this month vs October`, `vs Q3`, `vs last year`), as far as
    `other` reaches. Hours of a day are compared with the same hours of that day.

    Kore.ai's finest buckets are UTC hours, see `Period.counted`: the running hour holds its usage
    so far, and its counterpart is counted whole. So both periods have as many hours.
    """
    apart = whole_days(other) is not None and other.end <= query.period.start
    if not apart or not (query.running or _is_hours(query)):
        return other
    began = query.period.local_start.date()
    first, after = other.local_start.date(), other.local_end.date()
    if unit := _unit_of(first, after):
        moved = earlier(query, unit, _units_between(first, began, unit))
        hours = _is_hours(query) and moved.start < other.end
        if other.start <= moved.start < moved.end and (moved.end <= other.end or hours):
            return moved
    if not query.running:
        return other
    unit = "month" if first.day == began.day == 1 else "day"
    moved = earlier(query, unit, _units_between(first, began, unit))
    return _until(other.end, moved)


def earlier(query: UsageQuery, unit: str, count: int = 1) -> Period:
    """Move both ends of the period so many units back on the wall clock, in the same zone.

    - Whole months stay whole months; a date that a shorter month lacks becomes its end. A week, a
      weekend, and Monday to Friday keep their weekdays.
    - A time that the clocks skipped or showed twice is read with the offset before the change.
    """
    period = query.period
    start, end = period.local_start, period.local_end
    if unit in MONTHS_IN and _is_week(query):
        days = (start.date() - shift(start.date(), unit, -count)).days
        unit, count = "week", round(days / WEEK.days)
    begins = _at(shift(start.date(), unit, -count), start)
    if query.running or whole_days(period) is None:
        day = shift(end.date(), unit, -count)
        lacks = unit in MONTHS_IN and day.day != end.day and start.date() != end.date()
        ends = local_midnight(day + DAY, period.zone) if lacks else _at(day, end)
    elif unit in MONTHS_IN and start.day == end.day == 1:
        ends = local_midnight(shift(end.date(), unit, -count), period.zone)
    else:
        ends = local_midnight(shift(end.date() - DAY, unit, -count) + DAY, period.zone)
    if ends <= begins:  # within an hour that the clocks show twice
        ends = begins + (period.end - period.start)
    return _moved(period, begins, ends)


def going_on(query: UsageQuery, later: UsageQuery) -> Period | None:
    """Return the compared period of `query` when it is `later`.

    The same part of another period has grown with the running one; a whole period has not.
    """
    other = query.comparison
    if other is None:
        return None
    first, began = other.local_start.date(), query.period.local_start.date()
    for unit in ("month", "day"):
        count = _units_between(first, began, unit)
        if earlier(query, unit, count) == other:
            return earlier(later, unit, count)
    return other


def week_before(period: Period) -> Period:
    """Return the same weekdays of the week before; `period` has whole days."""
    start, end = (
        local_midnight(edge.date() - WEEK, period.zone)
        for edge in (period.local_start, period.local_end)
    )
    return _moved(period, start, end)


def _moved(period: Period, start: datetime, end: datetime) -> Period:
    """Return the period at another time; the same weekdays are counted."""
    return Period(start=start, end=end, zone=period.zone, weekdays=period.weekdays)


def whole_days(period: Period) -> int | None:
    """Count the days of the period that are counted; None where it begins or ends within a day."""
    first, last = period.local_start.date(), period.local_end.date()
    edges = tuple(local_midnight(day, period.zone) for day in (first, last))
    return len(period.days) if edges == (period.start, period.end) else None


def format_before(query: UsageQuery, before: Period) -> str:
    """Name the period `before` in words; empty where the question has named it."""
    if query.comparison:
        return ""
    if _is_hours(query) and not query.elapsed:
        return "the same hours of the day before"
    days = whole_days(query.period)
    if days and days < WEEK.days and before == week_before(query.period):
        return "the same days of the week before"
    return "the same part of the period before" if query.running else PERIOD_BEFORE


def format_lengths(query: UsageQuery, before: Period) -> str:
    """Write `31 days against 30`, `2 days 15 hours against 7 days`; empty for equal lengths.

    Lengths are on the wall clock, and an hour that has begun counts as one. `counted to 15:00` says
    that a running hour is compared with a whole one.
    """
    lengths = _lengths_text(query.period, before)
    counted = before.counted
    if query.running and counted.end > before.end:
        to = f"counted to {counted.local_end:%H:%M}"
        return f"{lengths}, {to}" if lengths else to
    return lengths


def _lengths_text(period: Period, before: Period) -> str:
    days, earlier_days = whole_days(period), whole_days(before)
    if days is None or earlier_days is None:
        own, against = _length_text(period), _length_text(before)
        return f"{own} against {against}" if own != against else ""
    return f"{number_of(days, 'day')} against {earlier_days:,}" if days != earlier_days else ""


def _length_text(period: Period) -> str:
    start, end = (edge.replace(tzinfo=None) for edge in (period.local_start, period.local_end))
    days, hours = divmod(-(-(end - start) // HOUR), 24)
    parts = ((days, "day"), (hours, "hour"))
    return " ".join(number_of(count, unit) for count, unit in parts if count)


def is_part_of_week(first: date, after: date) -> bool:
    """Tell whether the days `[first, after)` are a weekend, or Monday to Friday."""
    weekday = first.weekday()
    return (weekday, weekday + (after - first).days) in PARTS_OF_WEEK


def running_until(query: UsageQuery) -> date | None:
    """Return the last day of the running period, as named or by its calendar unit.

    None where the period does not run, or does not begin with a calendar unit: then it has no
    known end.
    """
    first = query.period.local_start.date()
    if not query.running or local_midnight(first, query.period.zone) != query.period.start:
        return None
    if query.until and (last_day := _last_day(query.until, query.period.zone)):
        return last_day
    unit, count = _running_unit(query, first)
    return shift(first, unit, 1) - DAY if count == 1 else None


def _last_day(end: datetime, zone: str) -> date | None:
    """Return the day before the midnight `end`; None where `end` is no midnight."""
    day = end.astimezone(ZoneInfo(zone)).date()
    return day - DAY if local_midnight(day, zone) == end else None


def _running_unit(query: UsageQuery, first: date) -> tuple[str, int]:
    """Return the named unit that begins on `first`, else the smallest running unit, else days."""
    if not query.stated:
        return "month", 1
    today = query.period.local_end.date()
    last_day = _last_day(query.until, query.period.zone) if query.until else None
    if last_day:
        return _named_unit(first, last_day + DAY)
    units = (
        each for each in CALENDAR if floor(first, each, WEEK_STARTS[query.week_start]) == first
    )
    unit = next((each for each in units if today < shift(first, each, 1)), None)
    return (unit, 1) if unit else ("day", (today - first).days + 1)


def _named_unit(first: date, after: date) -> tuple[str, int]:
    if is_part_of_week(first, after):
        return "week", 1
    if unit := _unit_of(first, after):
        return unit, 1
    if first.day == after.day == 1:
        return "month", 12 * (after.year - first.year) + after.month - first.month
    return "day", (after - first).days


def _at(day: date, moment: datetime) -> datetime:
    """Return the time of `moment` on that day, with the offset before a change of clocks."""
    then = datetime.combine(day, moment.time(), moment.tzinfo)
    return then.replace(fold=0).astimezone(UTC)


def _until(end: datetime, period: Period) -> Period:
    return period if period.end <= end else period.model_copy(update={"end": end})


def _is_hours(query: UsageQuery) -> bool:
    """Tell whether the period is a part of a day; it may reach into the next day."""
    period = query.period
    if (query.running and _begins_day(period)) or whole_days(period):
        return False
    start, end = (edge.replace(tzinfo=None) for edge in (period.local_start, period.local_end))
    return end - start <= DAY


def _begins_day(period: Period) -> bool:
    return local_midnight(period.local_start.date(), period.zone) == period.start


def _is_week(query: UsageQuery) -> bool:
    """Tell whether the period is a calendar week or a part of one."""
    first = query.period.local_start.date()
    last_day = running_until(query) if query.running else None
    after = last_day + DAY if last_day else query.period.local_end.date()
    begins = first.weekday() in {0, WEEK_STARTS[query.week_start]}
    is_week = begins and shift(first, "week", 1) == after
    return is_week or is_part_of_week(first, after)


def _unit_of(first: date, after: date) -> str | None:
    """Return the calendar unit that these days form; a week may begin on any day."""
    units = (each for each in CALENDAR if shift(first, each, 1) == after)
    return next((each for each in units if floor(first, each, first.weekday()) == first), None)


def _units_between(first: date, day: date, unit: str) -> int:
    """Count the units from `first`, where a unit begins, to the unit that holds `day`."""
    day = floor(day, unit, first.weekday())
    if unit not in MONTHS_IN:
        return (day - first).days // (shift(first, unit, 1) - first).days
    return (12 * (day.year - first.year) + day.month - first.month) // MONTHS_IN[unit]
