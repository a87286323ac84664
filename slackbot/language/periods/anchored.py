"""Reads periods that another one fixes: `week of 3 March`, `30 days ending 14 Nov`, `2 days before
yesterday`."""

from datetime import timedelta
from functools import partial
from typing import Final

from slackbot.domain.calendar.arithmetic import (
    MONTHS_IN,
    Moment,
    Span,
    WallClock,
    days,
    shift,
    unit_span,
)
from slackbot.domain.errors import UnreadableError
from slackbot.domain.period import DAY
from slackbot.language.core.partial import Partial
from slackbot.language.core.patterns import Row, Table
from slackbot.language.core.readers import FoundNode, Node, Phrase, as_phrase, word
from slackbot.language.core.tokens import Text
from slackbot.language.core.words import LAST, WEEKDAYS
from slackbot.language.periods import holidays
from slackbot.language.periods.absolute import read_day, read_month
from slackbot.language.periods.fiscal import FISCAL, FISCAL_NOUN
from slackbot.language.periods.relative import (
    ISO_LENGTHS,
    LENGTHS,
    SOME,
    Length,
    named_units,
    read_relative,
)
from slackbot.language.periods.units import read_unit_date

# A single one of these means the latest that has begun; a longer span is one that is over.
RUNNING: Final = frozenset("week month quarter".split())
COUNTED: Final = frozenset(("day", "week", "fortnight", *MONTHS_IN))


def _day(t: Text, i: int) -> FoundNode:
    i += word(t, i) in {"on", "the"}
    return read_day(t, i) or read_relative(t, i) or holidays.PHRASES.read(t, i)


def _end(t: Text, i: int) -> FoundNode:
    i += word(t, i) in {"on", "in", "at"}
    i += word(t, i) == "the"
    return (
        read_day(t, i)
        or read_relative(t, i)
        or read_month(t, i)
        or read_unit_date(t, i)
        or holidays.PHRASES.read(t, i)
    )


def _length(t: Text, i: int) -> tuple[Length, int] | None:
    """Read a number of days or longer units that can be counted from a day."""
    found = LENGTHS.read(t, i)
    return found if found and found[0].unit in COUNTED else None


def _one_day(node: Node, clock: WallClock, *instead: str) -> Span:
    span = node.resolve(clock)
    if span.unit != "day":
        raise UnreadableError('Please name a day, as in "week of 3 March".', "week of", instead)
    return span


@as_phrase
def _week_of(clock: WallClock, day: Node) -> Span:
    return unit_span(_one_day(day, clock).first, "week", 1, clock.week_start)


@as_phrase
def _week_from(clock: WallClock, day: Node) -> Span:
    first = _one_day(day, clock).first
    return days(first, first + 6 * DAY, "week")


@as_phrase
def _weekend_of(clock: WallClock, day: Node) -> Span:
    found = _one_day(day, clock).first
    if found.weekday() < 5:
        raise UnreadableError(f"{found.day} {found:%B} is not on a weekend.", "weekend of")
    saturday = found - (found.weekday() - 5) * DAY
    return days(saturday, saturday + DAY, "weekend")


@as_phrase
def _ending(clock: WallClock, end: Node, length: Length) -> Span:
    """Return a period of this length that ends with the end of `end`."""
    today = clock.today
    if length.count == 1 and length.unit in RUNNING and isinstance(end, Partial):
        today = shift(today, length.unit, 1) - DAY
    last = end.resolve(clock._replace(today=today))
    if not isinstance(last.end, Moment) or last.unit in {"hour", "hours"}:
        raise UnreadableError('Please name a day, as in "30 days ending 3 March".', "ending")
    first = shift(last.end.day, length.unit, -length.count)
    return Span(Moment(first), last.end, length.unit if length.count == 1 else "days")


def _year_ending(end: Node) -> Phrase | None:
    if isinstance(end, Partial) and end.unit == "year":
        return None  # a fiscal year by its number
    return _ending(end, Length("year"))


def _year_from(first: Node) -> Phrase | None:
    """Return the twelve months from a month or a day."""
    if not (isinstance(first, Partial) and (first.month or 0) > 0):
        return None

    def resolve(clock: WallClock) -> Span:
        start = first.resolve(clock).first
        return Span(Moment(start), Moment(shift(start, "year", 1)), "year")

    return Phrase(resolve)


@as_phrase
def _day_from(
    clock: WallClock, unit: str, day: Node, phrase: str, count: int = 1, *, sign: int
) -> Span:
    found = shift(_one_day(day, clock, f"the {phrase}").first, unit, sign * count)
    return days(found, found, "day")


@as_phrase
def _weekday_from(clock: WallClock, weekday: int, day: Node, *, sign: int) -> Span:
    """Return the nearest such weekday after the day, or before it."""
    near = _one_day(day, clock).first
    found = near + sign * DAY * ((sign * (weekday - near.weekday()) - 1) % 7 + 1)
    return days(found, found, "day")


_day_before: Final = partial(_day_from, sign=-1)
_day_after: Final = partial(_day_from, sign=1)
_weekday_before: Final = partial(_weekday_from, sign=-1)
_weekday_after: Final = partial(_weekday_from, sign=1)


@as_phrase
def _before(clock: WallClock, length: Length, end: Node) -> Span:
    """Return a period of this length that ends where `end` begins."""
    last = end.resolve(clock).first
    return days(shift(last, length.unit, -length.count), last - DAY)


def _before_month(length: Length, end: Node) -> Phrase | None:
    """Read `2 months before October`: a day has no such length before it without `the`."""
    is_month = isinstance(end, Partial) and end.day is None and end.weekday is None
    return _before(length, end) if is_month and length.unit in MONTHS_IN else None


@as_phrase
def _after(clock: WallClock, length: Length, day: Node, away: timedelta = DAY) -> Span:
    """Return a period of this length that begins so far `away` from `day`."""
    first = _one_day(day, clock).first + away
    return days(first, shift(first, length.unit, length.count) - DAY)


def lasting(length: Length, day: Node) -> Phrase | None:
    """Return a period of this length that begins with a date; `2 weeks from today` is to come."""
    return _after(length, day, 0 * DAY) if isinstance(day, Partial) and day.day else None


# Each phrase has one of these between its length and the day that fixes it.
ANCHORS: Final = frozenset(
    """of containing with starting beginning commencing from start begin after following before
    ending ended up c b e fye p""".split()
)
PHRASES: Final = Table[Node](
    (
        Row("[the] week|wk of|containing|with <day:day>", _week_of, "week of 3 March",
            "Mon 2 Mar – Sun 8 Mar 2026"),
        Row("[the] week|wk <starts> <day:day>", _week_from, "week starting 4 March",
            "Wed 4 Mar – Tue 10 Mar 2026"),
        Row("w / c|b <day:day>", _week_from, "w/c 4 March",
            "Wed 4 Mar – Tue 10 Mar 2026"),
        Row("w / e <day:end>", partial(_ending, length=Length("week")), "w/e 8 March",
            "Mon 2 Mar – Sun 8 Mar 2026"),
        Row("[the] [first] <weekday:weekday> after|following <day:day>", _weekday_after,
            "the Monday after 3 March", "Mon 9 Mar 2026"),
        Row("[the] [last] <weekday:weekday> before <day:day>", _weekday_before,
            "the Friday before 3 March", "Fri 27 Feb 2026"),
        Row("[the] <weekend> of <day:day>", _weekend_of, "weekend of 7 March",
            "Sat 7 Mar – Sun 8 Mar 2026"),
        Row("[the] [<last>] <length:length> ending|ended <end:end>", _ending,
            "30 days ending 14 Nov",
            "Fri 16 Oct – Sat 14 Nov 2026"),
        Row("<iso:length> ~ / ~ <end:end>", _ending, "P1M/2026-10-31",
            "Thu 1 Oct – Sat 31 Oct 2026"),
        Row("[the] <fiscal_year> ending|ended [in] <end:end>", _year_ending,
            "fiscal year ending March 2026", "Tue 1 Apr 2025 – Tue 31 Mar 2026"),
        Row("fye <end:end>", _year_ending, "FYE March 2026", "Tue 1 Apr 2025 – Tue 31 Mar 2026"),
        Row("[the] [<fiscal>] year <starts> [in] <end:first>", _year_from,
            "fiscal year starting April 2025", "Tue 1 Apr 2025 – Tue 31 Mar 2026"),
        Row("[the] [<last>] <length:length> up to <end:end>", _ending, "the 3 months up to May",
            "Sun 1 Mar – Sun 31 May 2026"),
        Row("[the] <one_day:unit> before <day:day>", _day_before, "the day before 3 March",
            "Mon 2 Mar 2026"),
        Row("[the] <one_day:unit> after <day:day>", _day_after, "the day after 3 March",
            "Wed 4 Mar 2026"),
        Row("<some:count> [-] <unit:unit> before <day:day>", _day_before, "2 days before yesterday",
            "Sun 15 Nov 2026"),
        Row("<some:count> [-] <unit:unit> after <day:day>", _day_after, "2 days after 3 March",
            "Thu 5 Mar 2026"),
        Row("the <length:length> before <end:end>", _before, "the 3 days before yesterday",
            "Sat 14 Nov – Mon 16 Nov 2026"),
        Row("<length:length> before <end:end>", _before_month, "2 months before October",
            "Sat 1 Aug – Wed 30 Sep 2026"),
        Row("the <length:length> after|following <day:day>", _after, "the week after 1 October",
            "Fri 2 Oct – Thu 8 Oct 2026"),
        Row("the <length:length> from <day:day>", lasting, "the month from 1 October",
            "Thu 1 Oct – Sat 31 Oct 2026"),
        Row("<length:length> from <day:day>",
            lambda length, day: lasting(length, day) if length.count > 1 else None,
            "3 days from 1 November", "Sun 1 Nov – Tue 3 Nov 2026"),
    ),
    day=_day, weekday=WEEKDAYS, end=_end,
    fiscal_year=FISCAL_NOUN, fiscal=FISCAL,
    starts="starting beginning commencing from start begin".split(),
    weekend=named_units("weekend"), last=LAST, some=SOME,
    length=LENGTHS.led()._replace(read=_length),
    iso=ISO_LENGTHS.led(), one_day={"day": "day"}, unit=named_units("day", "week", "month", "year"),
)  # fmt: skip
