"""Reads phrases that count from now: `last week`, `last 7 days`, `3 weeks ago`, `month to date`."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, NoReturn

from slackbot.domain.calendar.arithmetic import Span, WallClock, days, shift
from slackbot.domain.errors import UnreadableError
from slackbot.language.core.partial import Partial
from slackbot.language.core.patterns import COUNTS, NUMBER, Led, Row, Table
from slackbot.language.core.readers import (
    FoundNumber,
    Phrase,
    digits,
    read_number,
    read_ordinal,
    word,
)
from slackbot.language.core.tokens import Text
from slackbot.language.core.words import (
    BILLING_WORDS,
    LAST,
    MONTHS,
    NEXT,
    ROLLING,
    THIS,
    TOPICS,
    UNITS,
    WEEKDAY_PLURALS,
    WEEKDAYS,
    WHOLE,
)
from slackbot.language.periods.fiscal import FISCAL, FISCAL_YEARS, read_fiscal_year
from slackbot.language.periods.from_now import (
    ELAPSED,
    MOST,
    day_from_now,
    fiscal_to_date,
    fiscal_units,
    instant_ago,
    last_month,
    last_units,
    latest_weekend,
    own_term,
    rolling_units,
    this_hour,
    units_from_now,
    weekday_ago,
    weekend_from_now,
    with_running,
)
from slackbot.language.periods.units import read_unit_date

Node = Phrase | Partial

DAYS_FROM_NOW: Final = {
    "today": 0, "yesterday": -1, "yday": -1, "yest": -1, "tomorrow": 1, "tmrw": 1, "tmr": 1,
}  # fmt: skip
TO_DATE: Final = {"mtd": "month", "qtd": "quarter", "ytd": "year", "wtd": "week", "htd": "half"}
LETTERS: Final = {"d": "day", "w": "week", "m": "month", "q": "quarter", "y": "year"}
TERMS: Final = dict.fromkeys(("period", "cycle", "term"), "") | {
    unit: unit for unit in ("month", "quarter", "year")
}  # words for the channel's own term, or for such a unit of the calendar
PLURAL_TERMS: Final = TERMS | {f"{name}s": unit for name, unit in TERMS.items()}
OWNED: Final = TOPICS | BILLING_WORDS
MANY_UNITS: Final = {
    name: unit for name, unit in UNITS.items() if len(name) > 1 and name[-1] == "s"
}
SINGULAR: Final = frozenset("min hr wk qtr mth mo yr".split())


def named_units(*units: str) -> dict[str, str]:
    """Return the names of these units."""
    return {name: unit for name, unit in UNITS.items() if unit in units}


CALENDAR: Final = named_units("week", "month", "quarter", "half", "year")
BEFORE_LAST: Final = CALENDAR | named_units("weekend")
RUNNING: Final = {
    name: unit
    for name, unit in (CALENDAR | named_units("day")).items()
    if name == unit or len(name) > 1
}
FISCAL_UNITS: Final = {
    name: unit for name, unit in named_units("quarter", "half", "year").items() if len(name) > 1
}


@dataclass(frozen=True, slots=True)
class Length:
    """A number of units, such as `3 months`, `week`, `full week`, and whether they are meant
    whole."""

    unit: str
    count: int = 1
    whole: bool = False


def read_relative(t: Text, i: int) -> tuple[Node, int] | None:
    """Read the longest phrase at `i` that counts from now."""
    return PHRASES.read(t, behind_the(t, i))


def behind_the(t: Text, i: int) -> int:
    """Return the position after words that say nothing: `the`, `all` of `all this week`, `this
    past`."""
    i += word(t, i) == "the" or (word(t, i) == "all" and word(t, i + 1) in THIS)
    return i + (word(t, i) in THIS and word(t, i + 1) in {"past", "last"})


# Readers of the parts of phrases.


def _count(t: Text, i: int) -> FoundNumber:
    """Read a count: `7`, `seven`, `a couple of`."""
    if number := read_number(t, i):
        return number if number[0] else None
    j = i + (word(t, i) == "a")
    return (2, j + 1 + (word(t, j + 1) == "of")) if word(t, j) == "couple" else None


def _bad_count(t: Text, i: int) -> FoundNumber:
    """Read `0`, `100000`."""
    count = digits(t, i, 1, 99)
    return (int(count), i + 1) if count and not 1 <= int(count) <= MOST else None


def read_some(t: Text, i: int) -> FoundNumber:
    """Read `3`, `a`, `a couple of`."""
    article = word(t, i) in {"a", "an"}
    if word(t, i + article) == "couple":
        return 2, i + article + 1 + (word(t, i + article + 1) == "of")
    return (1, i + 1) if article else read_number(t, i)


def _one_unit(t: Text, i: int) -> tuple[str, int] | None:
    """Read a unit in the singular; `last weeks usage` only lacks its apostrophe."""
    name = word(t, i)
    unit = UNITS.get(name)
    if unit is None:
        return None
    owned = name.endswith("s") and len(name) > 2 and word(t, i + 1) in OWNED
    return (unit, i + 1) if name == unit or name in SINGULAR or owned else None


def _number(t: Text, i: int) -> FoundNumber:
    """Read `3` of `L3M`."""
    count = digits(t, i, 1, 3)
    return (int(count), i + 1) if count and not count.startswith("0") else None


def _unless(fits: Callable[[Text, int], Any]) -> Callable[[Text, int], tuple[None, int] | None]:
    """Return a reader of nothing, which fits where something else does not follow."""
    return lambda t, i: None if fits(t, i) else (None, i)


def _of_late(t: Text, i: int) -> tuple[None, int] | None:
    """Read nothing after `the weekend`, `over weekend`: the latest one is meant."""
    return (None, i) if word(t, i - 2) in {"the", "on", "at", "over"} else None


def read_to_date(t: Text, i: int) -> tuple[None, int] | None:
    """Read `to date`, `-to-date`, `so far`."""
    found = SO_FAR.read(t, i)
    return (None, found[1]) if found else None


def _q_or_h(t: Text, i: int) -> tuple[Partial, int] | None:
    """Read `Q3`, `H1`."""
    return read_unit_date(t, i) if word(t, i) in {"q", "h"} else None


# Productions: the meanings of phrases.


def _before_last(unit: str, again: str = "") -> Phrase | None:
    if again not in {"", unit}:
        return None
    return weekend_from_now(-2) if unit == "weekend" else units_from_now(unit, -2)


_this: Final = partial(units_from_now, count=0)


def _this_unit_date(named: Partial) -> Partial | None:
    return named._replace(year=0) if named.year is None else None


def _last(length: Length) -> Phrase | None:
    if length.unit == "weekend":
        return weekend_from_now(-1) if length.count == 1 else None
    return last_units(length.count, length.unit, whole=length.whole)


def _no_count(count: int) -> NoReturn:
    if not count:
        raise UnreadableError("A count of 0 is empty.", "0", ("7", "1"))
    raise UnreadableError(f'"{count}" is too many: I can count up to {MOST}.', str(count))


def _rolling(length: Length) -> Phrase | None:
    return _last(length) if length.unit == "weekend" else rolling_units(length.count, length.unit)


def _with_running(length: Length, unit: str = "day") -> Phrase | None:
    if length.unit != unit or length.count == 1:
        return None
    return with_running(length.count, unit)


def _until_now(length: Length) -> Phrase | None:
    """Return the last hours, or as many days as that, of which today is the last."""
    if length.count == 1:
        return None
    return _last(length) if length.unit in ELAPSED else _with_running(length)


def _swapped(count: int, unit: str) -> Phrase | None:
    return last_units(count, unit, whole=False) if count and unit != "weekend" else None


def _ago(unit: str, count: int) -> Phrase | None:
    """Return the whole unit, as `last week` is."""
    if not count:
        return None
    if unit in ELAPSED:
        return instant_ago(unit, count)
    if unit == "weekend":
        return weekend_from_now(-count)
    weeks = {"week": 1, "fortnight": 2}.get(unit, 0) * count
    if weeks:  # the whole week, but that very day may be meant
        number = 7 * weeks
        day = ((f"{number} days ago", day_from_now(-number)),) if number <= MOST else ()
        return Phrase(units_from_now("week", -weeks).resolve, day)
    return units_from_now(unit, -count)


def _to_come(phrase: str) -> NoReturn:
    unit = phrase.split()[-1].lower()
    instead = ("today", "yesterday") if phrase.lower() == "tomorrow" else (f"this {unit}",
                                                                        f"last {unit}")  # fmt: skip
    raise UnreadableError(
        f'"{phrase}" has not begun, and I can only count what has been used.', phrase, instead
    )


_this_fiscal: Final = partial(fiscal_units, count=0)


def _last_fiscal(unit: str, phrase: str, count: int = 1) -> Phrase:
    return fiscal_units(unit, -count, phrase, count)


def _ago_today(unit: str, count: int) -> Phrase | None:
    """Return that very day."""
    return _ago_both(unit, count, 0, "day") if count else None


def _ago_both(unit: str, count: int, more: int, other: str) -> Phrase | None:
    """Read `1 month and 21 days ago`: that very day."""
    if not {unit, other} <= {"day", "week", "month", "quarter", "year"}:
        return None

    def resolve(clock: WallClock) -> Span:
        day = shift(shift(clock.today, unit, -count), other, -more)
        return days(day, day, "day")

    return Phrase(resolve)


def _weekday_ago(weekday: int, count: int) -> Phrase | None:
    return weekday_ago(weekday, count) if count else None


def _weekday(weekday: int, week: int | None = None) -> Partial:
    return Partial(weekday=weekday, week_from_now=week)


def _length(unit: str, count: int = 1, whole: str = "") -> Length:
    return Length(unit, count, bool(whole))


COUNT: Final = Led(_count, COUNTS | {"a", "couple"})
SOME: Final = Led(read_some, COUNTS | {"a", "an", "couple"})
SO_FAR: Final = Table[bool]((
    Row("[-] to [-] date|now", lambda: True, "to date", "True"),
    Row("[to] till|til|until|upto date|now", lambda: True, "to till date", "True"),
    Row("up to|till|until date|now", lambda: True, "up to now", "True"),
    Row("so far", lambda: True, "so far", "True"),
))  # fmt: skip
LENGTHS: Final = Table[Length](
    (
        Row("[<whole:whole>] <count:count> [<whole:whole>] [-] <unit:unit>", _length,
            "3 full months", "Length(unit='month', count=3, whole=True)"),
        Row("[<whole:whole>] [-] <one_unit:unit>", _length,
            "week", "Length(unit='week', count=1, whole=False)"),
    ),
    whole=WHOLE, count=COUNT, unit=UNITS, one_unit=Led(_one_unit, UNITS),
)  # fmt: skip
WEEKS: Final = Table[int](
    (
        Row("[the] <last> week|wk", lambda: -1, "last week", "-1"),
        Row("[the] <this> week|wk", lambda: 0, "this week", "0"),
        Row("[the] week before last", lambda: -2, "the week before last", "-2"),
    ),
    last=LAST, this=THIS,
)  # fmt: skip
PHRASES: Final = Table[Node](
    (
        Row("<day:count>", day_from_now, "yesterday",
            "Tue 17 Nov 2026"),
        Row("day <to_date>", lambda: day_from_now(0), "day so far",
            "Wed 18 Nov 2026, 00:00 – 14:30"),
        Row("today <to_date>", lambda: day_from_now(0), "today so far",
            "Wed 18 Nov 2026, 00:00 – 14:30"),
        Row("so far today", lambda: day_from_now(0), "so far today",
            "Wed 18 Nov 2026, 00:00 – 14:30"),
        Row("day before yesterday|last", lambda: day_from_now(-2), "day before yesterday",
            "Mon 16 Nov 2026"),
        Row("day after tomorrow", lambda: day_from_now(2), "day after tomorrow"),
        Row("<before_last:unit> before last [<before_last:again>]", _before_last,
            "month before last month",
            "Tue 1 Sep – Wed 30 Sep 2026"),
        Row("<to_date_word:unit>", _this, "MTD",
            "Sun 1 Nov 2026, 00:00 – Wed 18 Nov 2026, 14:30"),
        Row("<calendar:unit> <to_date>", _this, "quarter-to-date",
            "Thu 1 Oct 2026, 00:00 – Wed 18 Nov 2026, 14:30"),
        Row("<calendar:unit> [-] to [-] today", _this, "year to today",
            "Thu 1 Jan 2026, 00:00 – Wed 18 Nov 2026, 14:30"),
        Row("so far", lambda: _this("month"), "so far",
            "Sun 1 Nov 2026, 00:00 – Wed 18 Nov 2026, 14:30"),
        Row("so far <this> <calendar:unit>", _this, "so far this week",
            "Mon 16 Nov 2026, 00:00 – Wed 18 Nov 2026, 14:30"),
        Row("<weekday:weekday>", _weekday, "Friday",
            "Fri 13 Nov 2026"),
        Row("<weekday:weekday> before last", lambda weekday: weekday_ago(weekday, 2),
            "Friday before last", "Fri 6 Nov 2026"),
        Row("<weekday:weekday> [.] [of|in|from|,] <week:week>", _weekday, "Friday of last week",
            "Fri 13 Nov 2026"),
        Row("<week:week> <weekday:weekday> <no_ordinal>", _weekday, "last week Friday",
            "Fri 13 Nov 2026"),
        Row("<last> [~ - ~] half - year", lambda: _last(Length("half")), "last half-year",
            "Thu 1 Jan – Tue 30 Jun 2026"),
        Row("<this> half [-] year", lambda: _this("half"), "this half-year",
            "Wed 1 Jul 2026, 00:00 – Wed 18 Nov 2026, 14:30"),
        Row("<last> <fiscal> half [-] year", lambda phrase: _last_fiscal("half", phrase),
            "last fiscal half-year", "Wed 1 Apr – Wed 30 Sep 2026"),
        Row("<this> <fiscal> half [-] year", lambda phrase: _this_fiscal("half", phrase=phrase),
            "this fiscal half-year", "Thu 1 Oct 2026, 00:00 – Wed 18 Nov 2026, 14:30"),
        Row("<this> [<whole>] <weekday:weekday>", lambda weekday: _weekday(weekday, 0),
            "this Monday",
            "Mon 16 Nov 2026"),
        Row("<this> [<whole>] <month:month>", lambda month: Partial(year=0, month=month),
            "this March",
            "Sun 1 Mar – Tue 31 Mar 2026"),
        Row("<this> [<whole>] <unit_date:named>", _this_unit_date, "this Q3",
            "Wed 1 Jul – Wed 30 Sep 2026"),
        Row("<this> [<whole>] <weekend>", lambda: weekend_from_now(0), "this weekend"),
        Row("<this> [<whole>] <hour>", lambda: Phrase(this_hour), "this hour",
            "Wed 18 Nov 2026, 14:00 – 14:30"),
        Row("<this> [<whole>] <running:unit> [<to_date>]", _this, "this year so far",
            "Thu 1 Jan 2026, 00:00 – Wed 18 Nov 2026, 14:30"),
        Row("<last> [~ - ~] <length:length>", _last, "last 3 weeks",
            "Mon 26 Oct – Sun 15 Nov 2026"),
        Row("<last> [~ - ~] [<whole>] half [an|a|-] hour|hr",
            lambda: last_units(30, "minute", whole=False), "last half an hour",
            "Wed 18 Nov 2026, 14:00 – 14:30"),
        Row("<last> [~ - ~] [<whole>] <weekday:weekday> <no_week>",
            lambda weekday: weekday_ago(weekday, 1), "last Friday",
            "Fri 13 Nov 2026"),
        Row("<last> [~ - ~] [<whole>] <month:month>", last_month, "last March",
            "Sun 1 Mar – Tue 31 Mar 2026"),
        Row("<last> [~ - ~] <length:length> including|incl|with [~ .] today", _with_running,
            "last 7 days including today",
            "Thu 12 Nov 2026, 00:00 – Wed 18 Nov 2026, 14:30"),
        Row("<last> [~ - ~] <length:length> including|incl|with [~ .] <this> <running:unit>",
            _with_running, "last 12 months including this month",
            "Mon 1 Dec 2025, 00:00 – Wed 18 Nov 2026, 14:30"),
        Row("<last> [~ - ~] <length:length> before today", _last,
            "last 7 days before today",
            "Wed 11 Nov – Tue 17 Nov 2026"),
        Row("[<last>] <length:length> ending|ended|until|till|to now", _until_now,
            "24 hours ending now", "Tue 17 Nov 2026, 14:30 – Wed 18 Nov 2026, 14:30"),
        Row("rolling [~ - ~] <length:length>", _rolling, "rolling 3 months",
            "Tue 18 Aug – Tue 17 Nov 2026"),
        Row("<number:count> <last> <many:unit>", _swapped, "5 past years",
            "Fri 1 Jan 2021 – Wed 31 Dec 2025"),
        Row("ttm|ltm", lambda: last_units(12, "month", whole=False), "TTM",
            "Sat 1 Nov 2025 – Sat 31 Oct 2026"),
        Row("l ~ <digits:count> ~ <letter:unit>",
            lambda count, unit: last_units(count, unit, whole=False), "L30D",
            "Mon 19 Oct – Tue 17 Nov 2026"),
        Row("<some:count> [-] <unit:unit> ago|back|earlier|prior", _ago, "two weeks ago",
            "Mon 2 Nov – Sun 8 Nov 2026"),
        Row("<some:count> [-] <unit:unit> ago|back today", _ago_today, "a week ago today",
            "Wed 11 Nov 2026"),
        Row("<this_or_same> day [of|in] <last> <calendar:unit>",
            lambda unit: _ago_today(unit, 1), "same day last week", "Wed 11 Nov 2026"),
        Row("<some:count> [-] <weekdays:weekday> ago|back|earlier|prior", _weekday_ago,
            "two Fridays ago",
            "Fri 6 Nov 2026"),
        Row("<some:count> [-] <unit:unit> [and|,] <some:more> [-] <unit:other> ago|back|earlier",
            _ago_both, "1 month and 21 days ago",
            "Sun 27 Sep 2026"),
        Row("<this> billing <term:unit>", lambda unit, phrase: own_term(unit, 0, phrase),
            "this billing month", "Sun 1 Nov 2026, 00:00 – Wed 18 Nov 2026, 14:30"),
        Row("<last> billing <term:unit>", lambda unit, phrase: own_term(unit, -1, phrase),
            "last billing month", "Thu 1 Oct – Sat 31 Oct 2026"),
        Row("[our|the] billing <cycle> [<to_date>]", lambda phrase: own_term("", 0, phrase),
            "our billing period"),
        Row("<this> billing <term:unit> <to_date>", lambda unit, phrase: own_term(unit, 0, phrase),
            "this billing month so far", "Sun 1 Nov 2026, 00:00 – Wed 18 Nov 2026, 14:30"),
        Row("[the] billing <term:unit> before last",
            lambda unit, phrase: own_term(unit, -2, phrase),
            "billing month before last", "Tue 1 Sep – Wed 30 Sep 2026"),
        Row("<some:count> billing <terms:unit> ago|back|earlier",
            lambda unit, count, phrase: own_term(unit, -count, phrase), "two billing months ago",
            "Tue 1 Sep – Wed 30 Sep 2026"),
        Row("<last> <number:count> billing <terms:unit>",
            lambda unit, count, phrase: own_term(unit, -count, phrase, count),
            "last 2 billing months", "Tue 1 Sep – Sat 31 Oct 2026"),
        Row("<this> <own> [<to_date>]", lambda phrase: own_term("", 0, phrase), "this term"),
        Row("<last> <own>", lambda phrase: own_term("", -1, phrase), "last term"),
        Row("<own> <to_date>", lambda phrase: own_term("", 0, phrase), "term to date"),
        Row("<own> before last", lambda phrase: own_term("", -2, phrase), "term before last"),
        Row("weekend <of_late>", lambda: Phrase(latest_weekend), "the weekend",
            "Sat 14 Nov – Sun 15 Nov 2026"),
        Row("<last_or_rolling> [~ - ~] [<whole>] <bad_count:count>", _no_count, "last 0 days"),
        Row("<next> <own>", _to_come, "next term"),
        Row("<next> [<number>] <unit>", _to_come, "next 2 weeks"),
        Row("<next> [<number>] <weekday>", _to_come, "next Friday"),
        Row("<next> [<number>] <month>", _to_come, "next March"),
        Row("<next> [<number>] <fiscal> [<fiscal_unit>]", _to_come, "next fiscal year"),
        Row("so far <this> <fiscal> <fiscal_unit:unit>", _this_fiscal, "so far this fiscal year",
            "Wed 1 Apr 2026, 00:00 – Wed 18 Nov 2026, 14:30"),
        Row("so far <this> fy", lambda phrase: _this_fiscal("year", phrase=phrase),
            "so far this FY", "Wed 1 Apr 2026, 00:00 – Wed 18 Nov 2026, 14:30"),
        Row("<this> <fiscal> <fiscal_unit:unit>", _this_fiscal, "this fiscal quarter",
            "Thu 1 Oct 2026, 00:00 – Wed 18 Nov 2026, 14:30"),
        Row("<fiscal> <fiscal_unit:unit> <to_date>", _this_fiscal, "fiscal half to date",
            "Thu 1 Oct 2026, 00:00 – Wed 18 Nov 2026, 14:30"),
        Row("<fiscal> <to_date_word:unit>", _this_fiscal, "fiscal YTD",
            "Wed 1 Apr 2026, 00:00 – Wed 18 Nov 2026, 14:30"),
        Row("fytd", lambda phrase: _this_fiscal("year", phrase=phrase), "FYTD",
            "Wed 1 Apr 2026, 00:00 – Wed 18 Nov 2026, 14:30"),
        Row("ytd <fiscal_year:year>", fiscal_to_date, "YTD FY27",
            "Wed 1 Apr 2026, 00:00 – Wed 18 Nov 2026, 14:30"),
        Row("<fiscal_year:year> ytd", fiscal_to_date, "FY27 YTD",
            "Wed 1 Apr 2026, 00:00 – Wed 18 Nov 2026, 14:30"),
        Row("<last> [<count:count>] <fiscal> <fiscal_unit:unit>", _last_fiscal,
            "last 2 fiscal quarters", "Wed 1 Apr – Wed 30 Sep 2026"),
        Row("<fiscal> <fiscal_unit:unit> before last",
            lambda unit, phrase: fiscal_units(unit, -2, phrase), "fiscal quarter before last",
            "Wed 1 Apr – Tue 30 Jun 2026"),
        Row("<some:count> <fiscal> <fiscal_unit:unit> ago|back|earlier|prior",
            lambda unit, count, phrase: fiscal_units(unit, -count, phrase), "two fiscal years ago",
            "Mon 1 Apr 2024 – Mon 31 Mar 2025"),
    ),
    day=DAYS_FROM_NOW, to_date=read_to_date, before_last=BEFORE_LAST, to_date_word=TO_DATE,
    calendar=CALENDAR, this=THIS, last=LAST,
    last_or_rolling=LAST | ROLLING, bad_count=Led(_bad_count, (NUMBER,)), next=NEXT,
    whole=WHOLE, weekday=WEEKDAYS, weekdays=WEEKDAYS | WEEKDAY_PLURALS, week=WEEKS.led(),
    no_ordinal=_unless(read_ordinal), no_week=_unless(lambda t, i: UNITS.get(word(t, i)) == "week"),
    month=MONTHS, unit_date=Led(_q_or_h, ("q", "h")), weekend=named_units("weekend"),
    hour=named_units("hour"), running=RUNNING, length=LENGTHS.led(),
    this_or_same=("this", "same"), many=MANY_UNITS, number=Led(read_number, COUNTS), unit=UNITS,
    digits=Led(_number, (NUMBER,)), letter=LETTERS,
    term=TERMS, terms=PLURAL_TERMS, cycle=("period", "cycle", "term"), own=("term", "cycle"),
    some=SOME, of_late=_of_late,
    fiscal=frozenset((*FISCAL, "fy")), fiscal_unit=FISCAL_UNITS,
    fiscal_year=FISCAL_YEARS.led()._replace(read=read_fiscal_year),
    count=COUNT,
)  # fmt: skip
# How ISO 8601 writes how long something lasts.
ISO_LENGTHS: Final = Table[Length](
    (
        Row("p ~ <digits:count> ~ <iso:unit>", lambda count, unit: Length(unit, count), "P1M",
            "Length(unit='month', count=1, whole=False)"),
    ),
    digits=Led(_number, (NUMBER,)),
    iso={each[0]: each for each in ("day", "week", "month", "year")},
)  # fmt: skip
# Only a whole period, never one end of a range: `from 9h` is an hour.
SHORT: Final = Table[Node](
    (
        Row("<digits:count> ~ <short:unit> <not_at>",
            lambda count, unit: _last(Length(unit, count)), "7d",
            "Wed 11 Nov – Tue 17 Nov 2026"),
        Row("<iso:length>", _last, "P7D", "Wed 11 Nov – Tue 17 Nov 2026"),
        Row("pt ~ <digits:count> ~ h", lambda count: _last(Length("hour", count)), "PT24H",
            "Tue 17 Nov 2026, 14:30 – Wed 18 Nov 2026, 14:30"),
    ),
    digits=Led(_number, (NUMBER,)), iso=ISO_LENGTHS.led(),
    short={name: UNITS[name] for name in "d w h y q hr hrs min mins wk wks mo mos yr yrs".split()
           if name in UNITS},
    not_at=lambda t, i: None if word(t, i - 3) in {"at", "@"} else (None, i),
)  # fmt: skip
