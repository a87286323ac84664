"""Reads days and months in words: `3 March 2026`, `Mar 3rd`, `the 18th`, `March '25`."""

from slackbot.language.core.partial import Partial
from slackbot.language.core.readers import (
    ORDINAL_BEGINS,
    SUFFIXES,
    FoundNumber,
    FoundPartial,
    digits,
    full_year,
    glued,
    read_day_number,
    read_year,
    read_year_after,
    word,
)
from slackbot.language.core.tokens import Text
from slackbot.language.core.words import MONTHS, ORDINALS, THIS, TO, WEEKDAYS
from slackbot.language.periods.numeric import read_numeric

BEGINS = ORDINAL_BEGINS | MONTHS.keys() | WEEKDAYS.keys() | {"the"}
BEFORE_DAY = frozenset(("", "on", "since", "from", "between", "and", "-", *TO))
AFTER_DAY = frozenset(("", "by", "and", "-", "onward", "onwards", *TO))
NO_WEEKDAY = frozenset(("-", "last", *TO))  # after it, it begins a period
MOST_DAYS = 31
MOST_LISTED = 22  # a number after a comma that is a day: as a year, nobody has figures of it
PRONOUNS = frozenset("i we you".split())  # "may I see" is no month


def read_day(t: Text, i: int) -> FoundPartial:
    """Read one day that has a month, or is an ordinal: `Tue 3 March`, `3/4`, `the 18th`."""
    first = word(t, i)
    if first.isalpha() and first not in BEGINS:
        return None
    weekday = WEEKDAYS.get(first)
    j = i
    if weekday is not None:
        j = i + 1
        while word(t, j) in {",", "."}:
            j += 1
    j += word(t, j) == "the"
    found = (
        _day_then_month(t, j) or _month_then_day(t, j) or read_numeric(t, j) or _ordinal_day(t, j)
    )
    if found is None:
        return None
    day, end = found
    if day.unit != "day":
        return None if weekday is not None else found
    if weekday is not None:
        return day._replace(weekday=weekday), end
    k = end + 1 if word(t, end) == "," else end
    if day.month is not None and word(t, k) in WEEKDAYS and word(t, k + 1) not in NO_WEEKDAY:
        return day._replace(weekday=WEEKDAYS[word(t, k)]), k + 1
    return found


def _day_then_month(t: Text, i: int) -> FoundPartial:
    """Read `3 March`, `3rd of March 2026`, `03-Mar-2026`, `31/Oct/74`."""
    number = read_day_number(t, i)
    if number is None:
        return None
    day, j = number
    sign = word(t, j) in {"-", "/"} and glued(t, j) and glued(t, j + 1)
    j += 1 if sign or word(t, j) == "of" or (word(t, j) == "." and j < len(t.words)) else 0
    month = MONTHS.get(word(t, j))
    if month is None:
        relative = read_relative_month(t, j)
        return (Partial(day=day, month=relative[0]), relative[1]) if relative else None
    return _with_year(t, Partial(day=day, month=month), j + 1, signs=sign)


def read_relative_month(t: Text, i: int) -> FoundNumber:
    """Read `(of) last month`, `(of) this month`, `(of) the month`."""
    if word(t, i) == "the" and word(t, i + 1) == "month" and word(t, i - 1) == "of":
        return 0, i + 2
    i += word(t, i) == "the"
    if word(t, i) in {"last", "previous"} and word(t, i + 1) == "month":
        return -1, i + 2
    if word(t, i) in THIS and word(t, i + 1) == "month":
        return 0, i + 2
    return None


def _month_then_day(t: Text, i: int) -> FoundPartial:
    """Read `March 3`, `Mar. 3rd, 2026`, `March the 3rd`."""
    month = MONTHS.get(word(t, i))
    if month is None:
        return None
    j = i + 1
    j += word(t, j) == "."
    j += word(t, j) == "the"
    if word(t, j) == "-" and glued(t, j) and glued(t, j + 1) and digits(t, j + 1, 1, 1):
        j += 1  # "Mar-3"; "Mar-25" could be a year
    number = read_day_number(t, j)
    if number is None or word(t, number[1]) in {":", "am", "pm"} or _late_year(t, j):
        return None
    found = _with_year(t, Partial(day=number[0], month=month), number[1])
    short = digits(t, number[1], 2, 2)
    if short and int(short) <= 31 and found[1] > number[1] == j + 1:
        return None  # "March 12 13": a year, or two days?
    listed = digits(t, number[1] + 1, 2, 2) if word(t, number[1]) == "," else ""
    if listed and MOST_LISTED >= int(listed) > number[0] and found[1] == number[1] + 2:
        return Partial(day=number[0], month=month), number[1]  # "Nov 14, 15" are two days
    return found


def _late_year(t: Text, i: int) -> bool:
    """Tell whether the number at `i` is too large for a day: `May 97`."""
    short = digits(t, i, 2, 2)
    return bool(short) and int(short) > MOST_DAYS and not glued(t, i + 1)


def _with_year(t: Text, day: Partial, i: int, *, signs: bool = False) -> tuple[Partial, int]:
    j = i + 1 if word(t, i) == "." and i + 1 < len(t.words) else i
    year = read_year_after(t, j, two_digits=True, signs=signs)
    return (day._replace(year=year[0]), year[1]) if year else (day, i)


def _ordinal_day(t: Text, i: int) -> FoundPartial:
    """Read `18th`, which a month need not follow; never a bare number."""
    if word(t, i - 1) == "the" and (named := ORDINALS.get(word(t, i))):
        # "on the first", "from the first to the fifth"; "the first" of anything else is no day
        alone = word(t, i - 2) in BEFORE_DAY and word(t, i + 1) in AFTER_DAY
        return (Partial(day=named), i + 1) if alone else None
    if not (digits(t, i, 1, 2) and word(t, i + 1) in SUFFIXES and glued(t, i + 1)):
        return None
    return Partial(day=int(word(t, i))), i + 2


def read_month(t: Text, i: int) -> FoundPartial:
    """Read `March`, `March 2026`, `Mar '26`, `2026 March`, `the month of March`, `March last
    year`."""
    i += word(t, i) == "the"
    if word(t, i) == "month" and word(t, i + 1) == "of":
        i += 2
        if (found := read_numeric(t, i)) and found[0].unit == "month":
            return found
    if (year := read_year(t, i)) and (dated := _after_year(t, year[0], year[1])):
        return dated
    named = MONTHS.get(word(t, i))
    if named is None or (word(t, i) == "may" and word(t, i + 1) in PRONOUNS):
        return None
    j = i + 1
    j += word(t, j) == "." and j + 1 < len(t.words)
    if _late_year(t, j):
        return Partial(year=full_year(word(t, j)), month=named), j + 1
    year = read_year_after(t, j)
    return (Partial(year=year[0], month=named), year[1]) if year else (Partial(month=named), j)


def _after_year(t: Text, year: int, i: int) -> FoundPartial:
    """Read `2026 March`, `2026, March`, `2026 March 3`, `2026/Mar/03`."""
    sign = word(t, i) in {"-", "/"} and glued(t, i) and glued(t, i + 1)
    j = i + (sign or word(t, i) == ",")
    month = MONTHS.get(word(t, j))
    if month is None:
        return None
    if sign:
        j += word(t, j + 1) == word(t, i) and glued(t, j + 1) and glued(t, j + 2)
        day = digits(t, j + 1, 1, 2) if word(t, j) == word(t, i) else ""
        if day:
            return Partial(year, month=month, day=int(day)), j + 2
        return (Partial(year, month=month), j + 1) if word(t, j) in MONTHS else None
    day_number = read_day_number(t, j + 1)  # "2026 March 3" is a day
    if day_number and year > 0:
        return Partial(year, month=month, day=day_number[0]), day_number[1]
    return Partial(year, month=month), j + 1
