"""What a period is compared to: `the week before`, `last year`, `March`, `the previous period`."""

from datetime import UTC, datetime, timedelta
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

from slackbot.domain.comparison import WEEK, is_part_of_week
from slackbot.domain.errors import UnreadableError
from slackbot.domain.grammar.dates_from_now import ELAPSED
from slackbot.domain.grammar.dates_period import read_period
from slackbot.domain.grammar.dates_pieces import Node, read_number, word
from slackbot.domain.grammar.spans import MONTHS_IN, Clock, Moment, Span, shift
from slackbot.domain.grammar.tokens import Text
from slackbot.domain.grammar.words import LAST, UNITS
from slackbot.domain.period import Period

LENGTHS = {
    "day": 1,
    "week": 7,
    "fortnight": 14,
    "month": 31,
    "quarter": 92,
    "half": 184,
    "year": 366,
}
OVER = {"yoy": "year", "qoq": "quarter", "mom": "month", "wow": "week", "dod": "day"}
EARLIER = frozenset("before earlier prior previously".split())


class Comparison(NamedTuple):
    """What was said behind `vs`.

    `shift`: one `unit` earlier, or its whole length where that is "period". `count`: `times` units
    earlier. `last`: `last year`, which `node` reads as a whole. `period`: just `node`.
    """

    kind: Literal["shift", "count", "last", "period"]
    unit: str = ""
    times: int = 1
    node: Node | None = None


FoundComparison = tuple[Comparison, int] | None


def read_comparison(t: Text, i: int, *, month_first: bool) -> FoundComparison:
    """What stands behind `vs` or `compared to`."""
    if found := _shift(t, i) or _shift_by_count(t, i):
        return found
    j = i + (word(t, i) in {"in", "for"})
    period = read_period(t, j, month_first=month_first)
    if (last := _last_unit(t, i)) and (period is None or last[1] >= period[1]):
        return Comparison("last", last[0], node=period[0] if period else None), last[1]
    return (Comparison("period", node=period[0]), period[1]) if period else None


def _shift(t: Text, i: int) -> FoundComparison:
    i += word(t, i) == "the"
    if word(t, i) == "same":
        return _same(t, i + 1)
    before = word(t, i) in {"previous", "prior", "preceding"}
    name = word(t, i + before)
    unit = "period" if name in {"period", "one", "time"} else UNITS.get(name)
    if unit is None:
        return None
    if before:
        return Comparison("shift", unit), i + 2 + (word(t, i + 2) == "before")
    if word(t, i + 1) in EARLIER and word(t, i + 2) != "last":
        j = i + 2
        j += word(t, j) in {"that", "it"}
        return Comparison("shift", unit), j
    return None


def _shift_by_count(t: Text, i: int) -> FoundComparison:
    """`the 7 days before`, `the previous 7 days`: as many as the period has, just before it."""
    i += word(t, i) == "the"
    j = i + (word(t, i) in {"previous", "prior", "preceding"})
    number = read_number(t, j)
    unit = UNITS.get(word(t, number[1])) if number else None
    if number is None or unit is None:
        return None
    end = number[1] + 1
    if j == i:
        if word(t, end) not in EARLIER:
            return None
        end += 1 + (word(t, end + 1) in {"that", "it"})
    return Comparison("count", unit, number[0]), end


def read_over(t: Text, i: int) -> FoundComparison:
    """`yoy`, `year over year`, `month on month`."""
    if unit := OVER.get(word(t, i)):
        return Comparison("shift", unit), i + 1
    unit_said = UNITS.get(word(t, i))
    again = word(t, i + 1) in {"over", "on"} and UNITS.get(word(t, i + 2)) == unit_said
    return (Comparison("shift", unit_said), i + 3) if unit_said in LENGTHS and again else None


def _same(t: Text, i: int) -> FoundComparison:
    """`same period last year`, `same week a year ago`."""
    j = i + 1
    j += word(t, j) in {"of", "in"}
    j += word(t, j) == "the"
    if word(t, i) not in {"period", "time", *UNITS}:
        return None
    if word(t, j) in LAST and (unit := UNITS.get(word(t, j + 1))):
        return Comparison("shift", unit), j + 2
    if word(t, j) in {"a", "one"} and word(t, j + 2) in {"ago", "before", "earlier"}:
        unit = UNITS.get(word(t, j + 1))
        return (Comparison("shift", unit), j + 3) if unit else None
    return None


def _last_unit(t: Text, i: int) -> tuple[str, int] | None:
    """`last year`: the same part of it, where the period is shorter than that."""
    i += word(t, i) == "the"
    unit = UNITS.get(word(t, i + 1))
    return (unit, i + 2) if word(t, i) == "last" and unit in LENGTHS else None


def compared(comparison: Comparison, span: Span, period: Period, clock: Clock) -> Span:
    """The span to compare `period` with."""
    node, unit = comparison.node, comparison.unit
    if comparison.kind == "count":
        return _counted(comparison.times, unit, span, period)
    if comparison.kind == "shift" or node is None:
        return _shifted(unit, span, period)
    shorter = comparison.kind == "last" and span.unit.rstrip("s") != unit
    if shorter and LENGTHS[unit] > _days(period):
        return _shifted(unit, span, period)
    return node.resolve(clock)


def _counted(count: int, unit: str, span: Span, period: Period) -> Span:
    zone = ZoneInfo(period.zone)
    start, end = period.start.astimezone(zone), period.end.astimezone(zone)
    if unit not in LENGTHS.keys() | ELAPSED.keys():
        raise UnreadableError('Try "vs previous period".', unit)
    if unit in ELAPSED:
        same = period.end - period.start == count * ELAPSED[unit]
    else:
        same = shift(start.date(), unit, count) == end.date()
    if not same:
        raise UnreadableError(
            f"The period is not {count} {unit}s long. "
            'Try "vs previous period".', f"{count} {unit}s")  # fmt: skip
    if unit in ELAPSED:
        return Span(period.start - count * ELAPSED[unit], period.start, unit)
    return Span(Moment(shift(start.date(), unit, -count)), Moment(start.date()), span.unit)


def _days(period: Period) -> float:
    return (period.end - period.start) / timedelta(days=1)


def _shifted(unit: str, span: Span, period: Period) -> Span:
    """Both ends one unit earlier on the wall clock; whole units stay whole ones."""
    if unit == "period":
        return _before(span, period)
    if unit not in LENGTHS or _days(period) > LENGTHS[unit] + 1:
        raise UnreadableError(
            f'The period is longer than a {unit}. Try "vs previous period".', unit)  # fmt: skip
    zone = ZoneInfo(period.zone)
    start, end = period.start.astimezone(zone), period.end.astimezone(zone)
    if span.unit == "week" and unit in MONTHS_IN:
        back = timedelta(weeks={"month": 4, "quarter": 13, "half": 26, "year": 52}[unit])
        return Span(Moment((start - back).date()), Moment((end - back).date(), end.time()), "week")
    whole = isinstance(span.end, Moment) and isinstance(span.start, Moment)
    return Span(_earlier(start, unit, whole=False), _earlier(end, unit, whole=whole), span.unit)


def _earlier(moment: datetime, unit: str, *, whole: bool) -> Moment:
    day = shift(moment.date(), unit, -1)
    last = shift(moment.date(), "day", 1).day == 1
    if whole and unit in MONTHS_IN and last and moment.time() != moment.time().min:
        day = shift(day.replace(day=1), "month", 1) - timedelta(days=1)
    return Moment(day, moment.time())


def _before(span: Span, period: Period) -> Span:
    """The period just before: the unit before a whole unit, the weekend before a weekend, else as
    long a one."""
    unit = span.unit if span.unit in LENGTHS else ""
    if unit:
        return _shifted(unit, span, period)
    zone = ZoneInfo(period.zone)
    start, end = period.start.astimezone(zone), period.end.astimezone(zone)
    if start.time() == end.time() == start.time().min:
        first, last = start.date(), end.date()
        back = WEEK if is_part_of_week(first, last) else last - first
        return Span(Moment(first - back), Moment(last - back), "days")
    length = period.end - period.start
    return Span((period.start - length).astimezone(UTC), period.start.astimezone(UTC), "hours")
