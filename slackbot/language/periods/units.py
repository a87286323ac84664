"""Quarters, halves, ISO weeks and years by number: `Q3 2025`, `1H25`, `2026-W12`, `CY2025`."""

from dataclasses import replace
from datetime import timedelta

from slackbot.domain.calendar import Span, WallClock, days
from slackbot.domain.errors import UnreadableError
from slackbot.language.core.partial import Partial
from slackbot.language.core.readers import (
    FoundNumber,
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

QUARTER_WORDS = frozenset(("q", "quarter", "qtr"))
WEEK_WORDS = frozenset(("w", "week", "wk", "cw", "kw"))
YEAR = frozenset("1234")
COUNTS = {"quarter": 4, "half": 2, "week": 53}


def read_unit_date(t: Text, i: int) -> FoundPartial:
    """A quarter, half or ISO week with or without its year, on either side; or a year alone."""
    i += word(t, i) == "the"
    before = read_year(t, i)
    j = before[1] if before else i
    if j > i:
        j += word(t, j) in {"-", "/", ","}
        j += word(t, j) == "the"  # "2015 the third quarter"
    named = _quarter(t, j) or _half(t, j) or _week(t, j)
    if named is None:
        return (Partial(year=before[0]), before[1]) if before and before[0] > 0 else None
    if j > i and before:
        return replace(named[0], year=before[0]), named[1]
    year = read_year_after(t, named[1], two_digits=True)
    return (replace(named[0], year=year[0]), year[1]) if year else named


def _checked(name: str, number: int, end: int) -> FoundPartial:
    if not 1 <= number <= COUNTS[name]:
        word_for = {"quarter": "Q", "half": "H", "week": "W"}[name]
        raise UnreadableError(
            f"There is no {word_for}{number}: a year has {COUNTS[name]} "
            f"{'halves' if name == 'half' else name + 's'}"
            f"{' at most' if name == 'week' else ''}.",
            f"{word_for}{number}",
        )
    if name == "quarter":
        return Partial(quarter=number), end
    return (Partial(half=number) if name == "half" else Partial(week=number)), end


def _quarter(t: Text, i: int) -> FoundPartial:
    """`Q3`, `quarter 3`, `3Q25`, `3rd quarter`."""
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
    """`H1`, `1H25`, `first half`, which needs a year behind it or nothing."""
    if word(t, i) == "h" and (number := digits(t, i + 1, 1, 1)) and glued(t, i + 1):
        return _checked("half", int(number), i + 2)
    if digits(t, i, 1, 1) and word(t, i + 1) == "h" and glued(t, i + 1):
        found = Partial(half=int(word(t, i))), i + 2
        dated = _short_year(t, found)
        return dated if dated != found or read_year_after(t, i + 2) else None
    return _ordinal(t, i, "half", frozenset(("half",)))


def _short_year(t: Text, found: FoundPartial) -> FoundPartial:
    """The year glued to `3Q25`, if any."""
    if found and glued(t, found[1]) and (short := digits(t, found[1], 2, 2)):
        return replace(found[0], year=full_year(short)), found[1] + 1
    return found


def _ordinal(t: Text, i: int, name: str, words: frozenset[str]) -> FoundPartial:
    number = read_ordinal(t, i)
    if number is None:
        return None
    j = number[1] + (word(t, number[1]) == "-")  # "third-quarter"
    return _checked(name, number[0], j + 1) if word(t, j) in words else None


def _week(t: Text, i: int) -> FoundPartial:
    """`W12`, `week 12`, `ISO week 12`, `calendar week 12`."""
    i += word(t, i) in {"iso", "calendar"}
    if word(t, i) not in WEEK_WORDS:
        return None
    j = i + 1 + (word(t, i + 1) in {"#", "no", "number"})
    number = digits(t, j, 1, 2)
    if not number or (word(t, i) == "w" and not glued(t, j)):
        return None
    return _checked("week", int(number), j + 1)


def read_iso_day(t: Text, i: int) -> tuple[Phrase, int] | None:
    """`2026-W12-3`, an ISO week date."""
    year: FoundNumber = read_year(t, i)
    if not year or word(t, i + 1) != "-" or word(t, i + 2) != "w":
        return None
    week, day = digits(t, i + 3, 2, 2), digits(t, i + 5, 1, 1)
    if not (week and day and word(t, i + 4) == "-" and glued(t, i + 5) and "1" <= day <= "7"):
        return None
    partial = Partial(year=year[0], week=int(week))

    def resolve(clock: WallClock) -> Span:
        first = partial.resolve(clock).first + timedelta(days=int(day) - 1)
        return days(first, first, "day")

    return Phrase(resolve), i + 6
