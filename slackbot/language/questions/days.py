"""Reads the weekdays that a question counts: `weekdays only`, `excluding weekends`."""

from datetime import date
from typing import Final

from slackbot.domain.calendar.arithmetic import Moment, Span, WallClock, days
from slackbot.domain.calendar.holidays import HOLIDAY, kind_of
from slackbot.domain.calendar.weekdays import EVERY_DAY, WORKDAYS
from slackbot.domain.period import DAY
from slackbot.language.core.patterns import COUNTS, Led, Row, Table, always, as_read
from slackbot.language.core.readers import Phrase, read_number, word
from slackbot.language.core.tokens import Text
from slackbot.language.core.weekdays import (
    BEGINS as WEEKDAYS_BEGIN,
)
from slackbot.language.core.weekdays import (
    GROUPS,
    WORKING,
    FoundWeekdays,
    is_plural,
    others,
    read_span,
    read_weekdays,
)
from slackbot.language.core.words import BILLING_WORDS, LAST, MONTHS, THIS, TOPICS

IN: Final = frozenset("on for over during in of".split())
EXCEPT: Final = frozenset(
    """except excepting excluding excl exclude without minus skip skipping ignore ignoring omit
    omitting no""".split()
)
MOST_WORKING: Final = 500
BEFORE_A_PERIOD: Final = frozenset("the this last next previous past by per".split())
LONGER: Final = frozenset("month months quarter year".split())
BARE: Final = WORKING | {"weekdays", "workdays"}


def _plurals(t: Text, i: int) -> FoundWeekdays:
    """Read `Mondays and Fridays`, `business days`: a single Monday is a period."""
    return read_weekdays(t, i) if is_plural(t, i) else None


def _of_usage(t: Text, i: int) -> bool:
    """Tell whether `usage last month` follows a word for days; `weekend usage` alone may be of the
    latest one."""
    counted = word(t, i + 1) in TOPICS | BILLING_WORDS and i + 2 < len(t.words)
    return counted and word(t, i - 1) not in BEFORE_A_PERIOD


def _bare(t: Text, i: int) -> FoundWeekdays:
    """Read `weekdays`, `business days`, `weekend usage last month`; `weekends` only at the
    beginning, for elsewhere a word that nobody knows may leave them out."""
    if word(t, i) in {"weekend", "weekday"} and _of_usage(t, i):
        return GROUPS[word(t, i)], i + 1
    return _plurals(t, i) if word(t, i) in BARE or (i == 0 and word(t, i) == "weekends") else None


def _no_date(t: Text, i: int) -> tuple[None, int] | None:
    """Read nothing where the number of a day follows: `just Friday the 13th`."""
    i += word(t, i) == "the"
    return (None, i) if not word(t, i).isdigit() else None


def read_within(t: Text, i: int) -> FoundWeekdays:
    """Read `Monday to Friday` before a longer period than one week, such as `last month`."""
    found = read_span(t, i)
    j = found[1] + (word(t, found[1]) in {"in", "of", "during"}) if found else i
    longer = word(t, j) in MONTHS or (word(t, j) in LAST | THIS and word(t, j + 1) in LONGER)
    return found if found and longer else None


COUNTED_DAYS: Final = Table[tuple[int, ...]](
    (
        Row("<bare:days>", as_read, "business days", "(0, 1, 2, 3, 4)"),
        Row("<in> [the] <plurals:days> [only]", as_read, "on weekends", "(5, 6)"),
        Row("<days:days> only", as_read, "Mondays and Fridays only", "(0, 4)"),
        Row("only|just [<in>] [the] <days:days> <no_date>", as_read, "only on weekdays",
            "(0, 1, 2, 3, 4)"),
        Row("<days:days> excluded|omitted|ignored|excepted", others, "weekends excluded",
            "(0, 1, 2, 3, 4)"),
        Row("[but] <except> [~ .] [<in>] [the|any] <days:days>", others, "excluding weekends",
            "(0, 1, 2, 3, 4)"),
        Row("don ' t include|count [the] <days:days>", others, "don't count Sundays",
            "(0, 1, 2, 3, 4, 5)"),
        Row("do not include|count [the] <days:days>", others, "do not include weekends",
            "(0, 1, 2, 3, 4)"),
        Row("[but] not [on|for|in|counting|including] [the] <days:days>", others, "not on Sundays",
            "(0, 1, 2, 3, 4, 5)"),
        Row("all days", always(EVERY_DAY), "all days", "(0, 1, 2, 3, 4, 5, 6)"),
        Row("including|with [the] weekend|weekends", always(EVERY_DAY), "including weekends",
            "(0, 1, 2, 3, 4, 5, 6)"),
    ),
    bare=Led(_bare, BARE | {"weekend", "weekday", "weekends"}),
    no_date=_no_date,
    plurals=Led(_plurals, WEEKDAYS_BEGIN), days=Led(read_weekdays, WEEKDAYS_BEGIN),
    **{"in": IN, "except": EXCEPT},
)  # fmt: skip


def _last_working(count: int) -> Phrase | None:
    """Return the span of so many weekdays before today, of which only these are counted."""
    if not 1 < count <= MOST_WORKING:
        return None

    def resolve(clock: WallClock) -> Span:
        return days(_working_day(clock, count), _working_day(clock, 1))

    return Phrase(resolve, weekdays=WORKDAYS)


def _one_working(count: int = 1) -> Phrase | None:
    """Return the weekday that is `count` of them before today; where the channel's public holidays
    are known, none of them counts, since a single day that nobody worked on would be no answer."""
    if not 1 <= count <= MOST_WORKING:
        return None

    def resolve(clock: WallClock) -> Span:
        day, left = clock.today, count
        while left:
            day -= DAY
            left -= day.weekday() in WORKDAYS and kind_of(day, clock.holidays) != HOLIDAY
        return days(day, day)

    return Phrase(resolve)


def _with_today(count: int) -> Phrase | None:
    if not 1 < count <= MOST_WORKING:
        return None

    def resolve(clock: WallClock) -> Span:
        before = count - (clock.today.weekday() in WORKDAYS)
        return Span(Moment(_working_day(clock, before)), None, "days")

    return Phrase(resolve, weekdays=WORKDAYS)


def _working_day(clock: WallClock, count: int) -> date:
    """Return the day that is so many weekdays before today."""
    day = clock.today
    while count:
        day -= DAY
        count -= day.weekday() in WORKDAYS
    return day


WORKING_DAYS: Final = Table[Phrase](
    (
        Row("[the] <last> [~ - ~] <number:count> <working> days", _last_working,
            "last 5 business days", "Wed 11 Nov – Tue 17 Nov 2026"),
        Row("[the] <last> [~ - ~] <number:count> week days", _last_working,
            "last 5 week days", "Wed 11 Nov – Tue 17 Nov 2026"),
        Row("[the] <last> [~ - ~] <number:count> weekdays|workdays", _last_working,
            "past 3 weekdays", "Fri 13 Nov – Tue 17 Nov 2026"),
        Row("[the] <last> [~ - ~] <number:count> <working> days including|incl|with today",
            _with_today, "last 5 business days including today",
            "Thu 12 Nov 2026, 00:00 – Wed 18 Nov 2026, 14:30"),
        Row("[the] <last> <working> day", _one_working, "last business day", "Tue 17 Nov 2026"),
        Row("[the] <last> weekday|workday", _one_working, "last workday", "Tue 17 Nov 2026"),
        Row("<number:count> <working> day|days ago", _one_working, "3 working days ago",
            "Fri 13 Nov 2026"),
    ),
    last=LAST, number=Led(read_number, COUNTS), working=WORKING,
)  # fmt: skip
