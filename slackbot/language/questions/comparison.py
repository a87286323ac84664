"""Reads what a period is compared to: `the week before`, `last year`, `the previous period`."""

from datetime import timedelta
from functools import partial
from typing import Final, Literal, NamedTuple

from slackbot.domain.calendar.arithmetic import WallClock, shift
from slackbot.domain.calendar.weekdays import WORKDAYS
from slackbot.domain.errors import UnreadableError
from slackbot.domain.period import Period, local_midnight
from slackbot.domain.query import UsageQuery
from slackbot.domain.usage.comparison import SATURDAY, earlier, previous_period, same_part
from slackbot.language.core.partial import Partial
from slackbot.language.core.patterns import Row, Table, always
from slackbot.language.core.readers import Node, Phrase, read_number, word
from slackbot.language.core.tokens import Text
from slackbot.language.core.weekdays import WORKING
from slackbot.language.core.words import LAST, UNITS
from slackbot.language.periods.fiscal import read_fiscal
from slackbot.language.periods.from_now import ELAPSED, fiscal_units, units_from_now, weekday_ago
from slackbot.language.periods.period import ENTIRE, PeriodReader, behind_whole
from slackbot.language.periods.relative import CALENDAR, FISCAL_UNITS, TO_DATE, read_to_date
from slackbot.language.periods.times_of_day.instants import to_period

LENGTHS = {
    "day": 1,
    "week": 7,
    "fortnight": 14,
    "month": 31,
    "quarter": 92,
    "half": 184,
    "year": 366,
}
WORKDAY: Final = "workday"  # the unit of `5 business days`
WEEKEND = 2 + 1 / 24  # days, with the hour of a clock change
EARLIER = frozenset("before earlier prior previously".split())
PARTS = frozenset("time point part".split())


class Comparison(NamedTuple):
    """The words after `vs`, read.

    `shift`: one `unit` earlier, or its whole length where that is "period"; where it is "one", the
    weekday or the holiday before. `count`: `times` units earlier. `last`, `this`: `last year`,
    which `node` reads as a whole. `over`: a `shift`, of one such unit where the text names no
    period: `QoQ`. `period`: just `node`.
    """

    kind: Literal["shift", "count", "last", "this", "over", "period"]
    unit: str = ""
    times: int = 1
    node: Node | None = None
    whole: bool = False


FoundComparison = tuple[Comparison, int] | None


def read_comparison(periods: PeriodReader, i: int) -> FoundComparison:
    """Read the words after `vs` or `compared to`."""
    t, start = periods.t, behind_whole(periods.t, i)
    found = PHRASES.read(t, start)
    period = periods.read(start + (word(t, start) in {"in", "for"}))
    if period and (found is None or period[1] > found[1]):
        found = Comparison("period", node=period[0]), period[1]
    if found is None:
        return None
    comparison, end = found
    if comparison.kind in {"last", "this"} and period and comparison.node is None:
        comparison = comparison._replace(node=period[0])
    end += 2 * (t.words[end : end + 2] == ("in", "full"))
    if found[0].kind != "shift" and (part := _same_part(t, end)):
        end = part
    whole = start > i or not ENTIRE.isdisjoint(t.words[start:end])
    return comparison._replace(whole=whole), end


def _same_part(t: Text, i: int) -> int:
    """Return the position after `for the same days`, which a running period is compared with
    anyway; or 0."""
    i += word(t, i) in {"for", "over", "in", "on", "but", ","}
    i += word(t, i) == "the"
    same = word(t, i) == "same" and word(t, i + 1) in {"day", "days", "date", "dates", "part"}
    return i + 2 if same else 0


def _same(t: Text, i: int) -> tuple[None, int] | None:
    """Read `the same period`, `same week`, `this time`."""
    i += word(t, i) == "the"
    same, part = word(t, i), word(t, i + 1)
    if same == "same" and (part in PARTS or part in UNITS or part == "period"):
        return None, i + 2
    return (None, i + 2) if same == "this" and part in PARTS else None


def _not_last(t: Text, i: int) -> tuple[None, int] | None:
    return (None, i) if word(t, i) != "last" else None


_shift: Final = partial(Comparison, "shift")
_shift_fiscal: Final = partial(_shift, unit="year")  # as far back as a calendar year or quarter
_over: Final = partial(Comparison, "over")
_this: Final = partial(Comparison, "this")
_last: Final = partial(Comparison, "last")
_count: Final = partial(Comparison, "count")
_count_working: Final = partial(_count, unit=WORKDAY)


def _again(unit: str, again: str) -> Comparison | None:
    return _over(unit) if unit == again else None


def _last_to_date(unit: str) -> Comparison:
    return Comparison("last", unit, node=units_from_now(unit, -1))


def _last_fiscal(phrase: str, unit: str = "year") -> Comparison:
    return Comparison("last", unit, node=fiscal_units(unit, -1, phrase))


def _last_of(unit: str, of: str) -> Comparison | None:
    """Read `YTD last year`: the same part of it."""
    return Comparison("shift", of) if LENGTHS[of] >= LENGTHS[unit] else None


PERIOD: Final = UNITS | {"period": "period", "one": "one", "time": "period"}
OVER: Final = Table[Comparison](
    (
        Row("<over:unit>", _over, "YoY", "over year"),
        Row("<letter:unit> ~ / ~ <letter:again>", _again, "y/y", "over year"),
        Row("<length:unit> over|on <length:again>", _again, "month on month", "over month"),
    ),
    letter={"y": "year", "q": "quarter", "m": "month", "w": "week", "d": "day"},
    over={"yoy": "year", "qoq": "quarter", "mom": "month", "wow": "week", "dod": "day"},
    length={name: unit for name, unit in UNITS.items() if unit in LENGTHS},
)  # fmt: skip
PHRASES: Final = Table[Comparison](
    (
        Row("<same> [of|in] [the] yesterday", always(_shift("day")), "this time yesterday",
            "shift day"),
        Row("<same> [of|in] [the] <last> <unit:unit>", _shift, "the same period last year",
            "shift year"),
        Row("<same> [of|in] [the] a|one <unit:unit> ago|before|earlier", _shift,
            "same week a year ago", "shift year"),
        Row("same [of|in] <last> <unit:unit>", _shift, "same last year", "shift year"),
        Row("[the] <previous> <period:unit> [before]", _shift, "the previous week", "shift week"),
        Row("[the] <period:unit> <earlier> <not_last> [that|it]", _shift, "the week before that",
            "shift week"),
        Row("[the] <previous> <number:times> <unit:unit>", _count, "the previous 7 days",
            "7 day before"),
        Row("[the] <number:times> <unit:unit> <earlier> [that|it]", _count, "the 7 days before",
            "7 day before"),
        Row("[the] <previous> <number:times> <working> days", _count_working,
            "previous 5 business days", "5 workday before"),
        Row("[the] <number:times> <working> days <earlier> [that|it]", _count_working,
            "the 5 business days before", "5 workday before"),
        Row("[the] last <length:unit>", _last, "last year", "last year"),
        Row("[the] <last> [one]", always(_shift("one")), "last one", "shift one"),
        Row("this <length:unit>", _this, "this year", "this year"),
        Row("[the] <last> <calendar:unit> <to_date>", _last_to_date, "last month so far",
            "last month"),
        Row("[the] <last> <to_date_word:unit>", _last_to_date, "last MTD", "last month"),
        Row("[the] <last> <fiscal> [<fiscal_unit:unit>] [<to_date>]", _last_fiscal,
            "last fiscal year", "last year"),
        Row("[the] <last> <fiscal> <to_date_word:unit>", _last_fiscal, "last fiscal QTD",
            "last quarter"),
        Row("[the] <last> fytd", _last_fiscal, "last FYTD", "last year"),
        Row("<same> [of|in] [the] <last> <fiscal> [<fiscal_unit:unit>]", _shift_fiscal,
            "the same period last fiscal year", "shift year"),
        Row("<to_date_word:unit> [of|in] [the] <last> <calendar:of>", _last_of, "YTD last year",
            "shift year"),
    ),
    same=_same, last=LAST, unit=UNITS, period=PERIOD, number=read_number, earlier=EARLIER,
    previous=frozenset("previous prior preceding".split()), not_last=_not_last,
    working=WORKING,
    length={name: unit for name, unit in UNITS.items() if unit in LENGTHS},
    calendar=CALENDAR, fiscal=read_fiscal, fiscal_unit=FISCAL_UNITS, to_date=read_to_date,
    to_date_word=TO_DATE,
)  # fmt: skip


def compared(
    comparison: Comparison, query: UsageQuery, clock: WallClock, phrase: str, asked: Node | None
) -> Period:
    """Return the period to compare that of `query` with, which is that of `asked`."""
    node, unit = comparison.node, comparison.unit
    if comparison.whole and query.running and query.until:
        period = query.period.model_copy(update={"end": query.until})
        query = query.model_copy(update={"period": period, "running": False})
    if comparison.kind == "count":
        return _counted(comparison.times, unit, query)
    if comparison.kind in {"shift", "over"} or node is None:
        if unit == "one" and (before := _one_before(asked)):
            return same_part(query, to_period(before.resolve(clock), clock, phrase))
        return previous_period(query) if unit in {"period", "one"} else _shifted(unit, query)
    if comparison.kind == "last" and not comparison.whole and _is_shorter(query, unit):
        return earlier(query, unit)
    other = to_period(node.resolve(clock), clock, phrase)
    if comparison.kind == "this" and (later := _later(query, unit, other, clock)):
        return later
    if comparison.kind == "last" and _overlap(query, unit, other):
        return earlier(query, unit)
    return other if comparison.whole else same_part(query, other)


def _one_before(asked: Node | None) -> Node | None:
    """Return the weekday or the holiday before the one that was asked for."""
    if isinstance(asked, Partial) and asked.weekday is not None and asked.day is None:
        week = asked.week_from_now
        if week is None:
            return weekday_ago(asked.weekday, 2)
        return asked._replace(week_from_now=week - 1)
    return asked.before() if isinstance(asked, Phrase) and asked.before else None


def _later(query: UsageQuery, unit: str, other: Period, clock: WallClock) -> Period | None:
    """Return the same part of the running unit `other`, where that has ended by now: October in
    `October last year vs this year`."""
    if query.running or not _is_shorter(query, unit):
        return None
    later = earlier(query, unit, -1)
    return later if other.start <= later.start and later.end <= clock.now else None


def _counted(count: int, unit: str, query: UsageQuery) -> Period:
    period = query.period
    if unit == WORKDAY and period.weekdays == WORKDAYS and len(period.days) == count:
        return previous_period(query)
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
            'Try "vs previous period".', f"{count} {unit}s", ("period",))  # fmt: skip
    if unit in ELAPSED:
        first = period.start - count * ELAPSED[unit]
    else:
        first = local_midnight(shift(start.date(), unit, -count), period.zone)
    return Period(start=first, end=period.start, zone=period.zone)


def _shifted(unit: str, query: UsageQuery) -> Period:
    """Return the period with both ends one unit earlier."""
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
    """Tell whether the whole of the question's period lies within one such unit."""
    period = _named(query)
    is_one = shift(period.local_start.date(), unit, 1) == period.local_end.date()
    return not is_one and LENGTHS[unit] > _days(period)


def _overlap(query: UsageQuery, unit: str, other: Period) -> bool:
    """Tell whether the period is such a unit, but no calendar one, and shares a part with `other`:
    `FY26 vs last year`."""
    period = _named(query)
    is_one = shift(period.local_start.date(), unit, 1) == period.local_end.date()
    shared = other.start < period.end and period.start < other.end
    return is_one and shared and other.start != period.start


def _named(query: UsageQuery) -> Period:
    """Return the period as people named it, before it was cut at now."""
    end = (query.running and query.until) or query.period.end
    return query.period.model_copy(update={"end": end})


def _days(period: Period) -> float:
    return (period.end - period.start) / timedelta(days=1)
