"""What a period is compared to: `the week before`, `last year`, `March`, `the previous period`."""

from datetime import timedelta
from typing import Literal, NamedTuple

from slackbot.domain.calendar import WallClock, shift
from slackbot.domain.errors import UnreadableError
from slackbot.domain.period import Period, local_midnight
from slackbot.domain.query import UsageQuery
from slackbot.domain.usage.comparison import SATURDAY, earlier, previous_period, same_part
from slackbot.language.core.readers import Node, read_number, word
from slackbot.language.core.tokens import Text
from slackbot.language.core.words import LAST, UNITS, WHOLE
from slackbot.language.periods.from_now import ELAPSED
from slackbot.language.periods.instants import to_period
from slackbot.language.periods.period import behind_whole, read_period

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
WEEKEND = 2 + 1 / 24  # days, with an hour of the clocks
EARLIER = frozenset("before earlier prior previously".split())
PARTS = frozenset("time point part".split())


class Comparison(NamedTuple):
    """What was said behind `vs`.

    `shift`: one `unit` earlier, or its whole length where that is "period". `count`: `times` units
    earlier. `last`: `last year`, which `node` reads as a whole. `period`: just `node`.
    """

    kind: Literal["shift", "count", "last", "period"]
    unit: str = ""
    times: int = 1
    node: Node | None = None
    whole: bool = False


FoundComparison = tuple[Comparison, int] | None


def read_comparison(t: Text, i: int, *, month_first: bool) -> FoundComparison:
    """What stands behind `vs` or `compared to`."""
    found = _read(t, behind_whole(t, i), month_first=month_first)
    if found is None:
        return None
    end = found[1] + 2 * (t.words[found[1] : found[1] + 2] == ("in", "full"))
    whole = behind_whole(t, i) > i or not (WHOLE - {"calendar"}).isdisjoint(t.words[i:end])
    return found[0]._replace(whole=whole), end


def _read(t: Text, i: int, *, month_first: bool) -> FoundComparison:
    if found := _shift(t, i) or _shift_by_count(t, i):
        return found
    j = i + (word(t, i) in {"in", "for"})
    period = read_period(t, j, month_first=month_first)
    if (last := _last_unit(t, i)) and (period is None or last[1] >= period[1]):
        return Comparison("last", last[0], node=period[0] if period else None), last[1]
    return (Comparison("period", node=period[0]), period[1]) if period else None


def _shift(t: Text, i: int) -> FoundComparison:
    i += word(t, i) == "the"
    if word(t, i) == "same" or (word(t, i) == "this" and word(t, i + 1) in PARTS):
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
    """`same period last year`, `same week a year ago`, `this time yesterday`."""
    j = i + 1
    j += word(t, j) in {"of", "in"}
    j += word(t, j) == "the"
    if word(t, i) not in {"period", *PARTS, *UNITS}:
        return None
    if word(t, j) == "yesterday":
        return Comparison("shift", "day"), j + 1
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


def compared(comparison: Comparison, query: UsageQuery, clock: WallClock, said: str) -> Period:
    """The period to compare that of `query` with."""
    node, unit = comparison.node, comparison.unit
    if comparison.whole and query.running and query.until:
        period = query.period.model_copy(update={"end": query.until})
        query = query.model_copy(update={"period": period, "running": False})
    if comparison.kind == "count":
        return _counted(comparison.times, unit, query.period)
    if comparison.kind == "shift" or node is None:
        return previous_period(query) if unit == "period" else _shifted(unit, query)
    if comparison.kind == "last" and not comparison.whole and _is_shorter(query, unit):
        return earlier(query, unit)
    other = to_period(node.resolve(clock), clock, said)
    return other if comparison.whole else same_part(query, other)


def _counted(count: int, unit: str, period: Period) -> Period:
    start, end = period.local_start, period.local_end
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
        first = period.start - count * ELAPSED[unit]
    else:
        first = local_midnight(shift(start.date(), unit, -count), period.zone)
    return Period(start=first, end=period.start, zone=period.zone)


def _shifted(unit: str, query: UsageQuery) -> Period:
    """Both ends one unit earlier."""
    if unit == "weekend" and _is_weekend(query.period):
        unit = "week"
    if ELAPSED.get(unit) == query.period.end - query.period.start:
        return previous_period(query)
    if unit not in LENGTHS or _days(query.period) > LENGTHS[unit] + 1:
        raise UnreadableError(
            f'The period is longer than a {unit}. Try "vs previous period".', unit)  # fmt: skip
    return earlier(query, unit)


def _is_weekend(period: Period) -> bool:
    return period.local_start.weekday() == SATURDAY and _days(period) <= WEEKEND


def _is_shorter(query: UsageQuery, unit: str) -> bool:
    """Whether the whole of its period is a part of such a unit."""
    end = (query.running and query.until) or query.period.end
    period = query.period.model_copy(update={"end": end})
    is_one = shift(period.local_start.date(), unit, 1) == period.local_end.date()
    return not is_one and LENGTHS[unit] > _days(period)


def _days(period: Period) -> float:
    return (period.end - period.start) / timedelta(days=1)
