"""Reads quarters, halves, ISO weeks and years by number: `Q3 2025`, `1H FY26`, `2026-W12`,
`CY2025`."""

from datetime import timedelta

from slackbot.domain.calendar.arithmetic import Span, WallClock, days
from slackbot.domain.errors import UnreadableError
from slackbot.language.core.partial import Fiscal, Partial
from slackbot.language.core.readers import (
    ORDINAL_BEGINS,
    FoundPartial,
    Phrase,
    digits,
    full_year,
    glued,
    read_ordinal,
    read_year,
    read_year_after,
    word,
)
from slackbot.language.core.tokens import Text
from slackbot.language.core.words import MONTHS
from slackbot.language.periods.fiscal import FISCAL, SHORT, read_fiscal, read_fiscal_year

QUARTER_WORDS = frozenset(("q", "quarter", "qtr"))
WEEK_WORDS = frozenset(("w", "week", "wk", "cw", "kw"))
YEAR = frozenset("1234")
BEGINS = ORDINAL_BEGINS | QUARTER_WORDS | WEEK_WORDS | {"h", "iso", "calendar"}
COUNTS = {"quarter": 4, "half": 2, "week": 53}


def read_unit_date(t: Text, i: int) -> FoundPartial:
    """Read a quarter, half or ISO week with or without its year, on either side; a month of a
    fiscal year; or a year alone."""
    i += word(t, i) == "the"
    if (month := MONTHS.get(word(t, i))) and (of := _fiscal_after(t, i + 1)):
        return of[0]._replace(month=month), of[1]
    fiscal = read_fiscal(t, i)
    if fiscal and (named := _named(t, fiscal[1])):
        unit = named[0]._replace(fiscal=Fiscal(t.phrase(i, named[1])))
        return _dated(t, unit, named[1]) if unit.week is None else None
    year = read_fiscal_year(t, i) or _year(t, i)
    if year is None:
        named = _named(t, i)
        return _dated(t, *named) if named else SHORT.read(t, i)
    j = year[1] + (word(t, year[1]) in {"-", "/", ","})
    j += word(t, j) == "the"  # "2015 the third quarter"
    if (named := _named(t, j)) and (found := _in_year(named[0], year[0], named[1])):
        return found
    return year if year[0].fiscal or (year[0].year or 0) > 0 else None


def _dated(t: Text, unit: Partial, end: int) -> FoundPartial:
    """Read the year that may follow the unit."""
    if (fiscal := _fiscal_after(t, end)) and (found := _in_year(unit, *fiscal)):
        return found
    year = read_year_after(t, end, two_digits=True)
    return (unit._replace(year=year[0]), year[1]) if year else (unit, end)


def _year(t: Text, i: int) -> FoundPartial:
    year = read_year(t, i)
    return (Partial(year=year[0]), year[1]) if year else None


def _named(t: Text, i: int) -> FoundPartial:
    first = word(t, i)
    if first.isalpha() and first not in BEGINS:
        return None
    return _quarter(t, i) or _half(t, i) or _week(t, i)


def _in_year(unit: Partial, year: Partial, end: int) -> FoundPartial:
    """Return the quarter, half or week of that year; ISO weeks are those of calendar years."""
    if year.fiscal and unit.week is not None:
        return None
    return unit._replace(year=year.year, fiscal=year.fiscal or unit.fiscal), end


def _fiscal_after(t: Text, i: int) -> FoundPartial:
    """Read the fiscal year after a quarter: `FY26`, `of last fiscal year`, `/FY26`."""
    i += word(t, i) == "," or (word(t, i) in {"-", "/"} and glued(t, i) and glued(t, i + 1))
    i += word(t, i) in {"of", "in"}
    i += word(t, i) == "the"
    return read_fiscal_year(t, i)


def _checked(name: str, number: int, end: int) -> FoundPartial:
    if not 1 <= number <= COUNTS[name]:
        word_for = {"quarter": "Q", "half": "H", "week": "W"}[name]
        raise UnreadableError(
            f"There is no {word_for}{number}: a year has {COUNTS[name]} "
            f"{'halves' if name == 'half' else name + 's'}"
            f"{' at most' if name == 'week' else ''}.",
            f"{word_for}{number}",
            (f"{word_for}{min(COUNTS[name], 52)}",),
        )
    if name == "quarter":
        return Partial(quarter=number), end
    return (Partial(half=number) if name == "half" else Partial(week=number)), end


def _quarter(t: Text, i: int) -> FoundPartial:
    """Read `Q3`, `quarter 3`, `3Q25`, `3rd quarter`."""
    if word(t, i) in QUARTER_WORDS:
        j = i + 1 + (word(t, i + 1) == "#")
        number = digits(t, j, 1, 2)
        if number and (glued(t, j) or word(t, i) != "q" or len(number) == 1):
            return _checked("quarter", int(number), j + 1)
        return None
    if word(t, i) in YEAR and word(t, i + 1) in {"quarter", "qtr"} and read_year_after(t, i + 2):
        return _checked("quarter", int(word(t, i)), i + 2)  # "4 quarter '23"
    if (short := digits(t, i, 2, 2)) and word(t, i + 1) == "q" and glued(t, i + 1):
        number = digits(t, i + 2, 1, 1) if glued(t, i + 2) else ""  # "18Q4"
        return (Partial(full_year(short), quarter=int(number)), i + 3) if number in YEAR else None
    if digits(t, i, 1, 1) and word(t, i + 1) == "q" and glued(t, i + 1):
        return _short_year(t, _checked("quarter", int(word(t, i)), i + 2))
    return _ordinal(t, i, "quarter", frozenset(("quarter", "qtr", "q")))


def _half(t: Text, i: int) -> FoundPartial:
    """Read `H1`, `1H25`, `first half`, which needs a year after it or nothing."""
    if word(t, i) == "h" and (number := digits(t, i + 1, 1, 1)) and glued(t, i + 1):
        return _checked("half", int(number), i + 2)
    if digits(t, i, 1, 1) and word(t, i + 1) == "h" and glued(t, i + 1):
        found = Partial(half=int(word(t, i))), i + 2
        dated = _short_year(t, found)
        year = dated != found or read_year_after(t, i + 2) or _fiscal_after(t, i + 2)
        return dated if year else None
    return _ordinal(t, i, "half", frozenset(("half",)))


def _short_year(t: Text, found: FoundPartial) -> FoundPartial:
    """Read the year that may be glued to `3Q25`."""
    if found and glued(t, found[1]) and (short := digits(t, found[1], 2, 2)):
        return found[0]._replace(year=full_year(short)), found[1] + 1
    return found


def _ordinal(t: Text, i: int, name: str, words: frozenset[str]) -> FoundPartial:
    number = read_ordinal(t, i)
    if number is None:
        return None
    j = number[1] + (word(t, number[1]) == "-")  # "third-quarter"
    fiscal = word(t, j) in FISCAL  # "third fiscal quarter"
    j += fiscal
    found = _checked(name, number[0], j + 1) if word(t, j) in words else None
    return (
        (found[0]._replace(fiscal=Fiscal(t.phrase(i, j + 1))), j + 1) if found and fiscal else found
    )


def _week(t: Text, i: int) -> FoundPartial:
    """Read `W12`, `week 12`, `ISO week 12`, `calendar week 12`."""
    i += word(t, i) in {"iso", "calendar"}
    if word(t, i) not in WEEK_WORDS:
        return None
    j = i + 1 + (word(t, i + 1) in {"#", "no", "nr", "number"})
    number = digits(t, j, 1, 2)
    if not number or (word(t, i) == "w" and not glued(t, j)):
        return None
    return _checked("week", int(number), j + 1)


def read_iso_day(t: Text, i: int) -> tuple[Phrase, int] | None:
    """Read `2026-W12-3`, an ISO week date."""
    if word(t, i + 1) != "-" or word(t, i + 2) != "w":
        return None
    year, week, day = read_year(t, i), digits(t, i + 3, 2, 2), digits(t, i + 5, 1, 1)
    if not (year and week and day and word(t, i + 4) == "-" and glued(t, i + 5)):
        return None
    if not "1" <= day <= "7":
        return None
    partial = Partial(year=year[0], week=int(week))

    def resolve(clock: WallClock) -> Span:
        first = partial.resolve(clock).first + timedelta(days=int(day) - 1)
        return days(first, first, "day")

    return Phrase(resolve), i + 6
