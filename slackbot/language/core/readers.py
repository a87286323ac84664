"""Reads the pieces of every rule: words, counts, ordinals and years.

Every rule takes the text and the place to begin, and returns what it found and the position after
it, or None. No rule knows what day it is, so an impossible date is found here and refused later.
"""

import re
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, Final, NamedTuple, ParamSpec, Protocol, TypeVar

from slackbot.domain.calendar.arithmetic import Span, WallClock
from slackbot.domain.errors import UnreadableError
from slackbot.domain.query import Unit
from slackbot.language.core.partial import Partial
from slackbot.language.core.tokens import Text
from slackbot.language.core.words import (
    BILLING_UNITS,
    LAST,
    MONTHS,
    NUMBERS,
    ORDINALS,
    THIS,
    TO,
)

_TO: Final = re.compile(rf"\s+(?:{'|'.join(sorted(TO))}|-)\s+|\s*\.\.\s*", re.IGNORECASE)
PIVOT: Final = 69  # two-digit years: 69 to 99 are 19xx, the rest 20xx, as in POSIX


SUFFIXES: Final = frozenset(("st", "nd", "rd", "th"))


LONGEST_UNIT: Final = max(map(len, BILLING_UNITS))
UNIT_BEGINS: Final = frozenset(words[0] for words in BILLING_UNITS)
YEAR_BEGINS: Final = LAST | THIS | {"the", "cy", "calendar", "year", "yr"}
ORDINAL_BEGINS: Final = ORDINALS.keys() | {"twenty", "thirty"}
SEPARATORS: Final = frozenset("/-.")


class Node(Protocol):
    """Anything that is a span once it is known what time it is."""

    def resolve(self, clock: WallClock) -> Span:
        """Return the span at `clock`, or UnreadableError where the calendar has none."""


# Other meanings that words may have, each under words that have only that one.
Others = tuple[tuple[str, Node], ...]


class Phrase(NamedTuple):
    """A node that is one function of the clock.

    `before` is what `the one before` means beside it, where that is not the period just before.
    Of its span only the `weekdays` are counted, all of them where it has none.
    """

    resolve: Callable[[WallClock], Span]
    others: Others = ()
    before: "Callable[[], Phrase] | None" = None
    weekdays: tuple[int, ...] = ()


P = ParamSpec("P")
Read = TypeVar("Read")


def as_phrase(span: Callable[Concatenate[WallClock, P], Span]) -> Callable[P, Phrase]:
    """Return the production of a phrase whose span is that function of the clock and its values."""

    @wraps(span)
    def make(*args: P.args, **kwargs: P.kwargs) -> Phrase:
        return Phrase(lambda clock: span(clock, *args, **kwargs))

    return make


FoundNode = tuple[Node, int] | None
FoundPartial = tuple[Partial, int] | None
FoundNumber = tuple[int, int] | None


def word(t: Text, i: int) -> str:
    """Return the word at `i`, or nothing where the text has none: before it, or after its end."""
    return t.padded[i]


def any_word(t: Text, i: int) -> tuple[str, int] | None:
    """Read whatever word or sign there is."""
    return (word(t, i), i + 1) if word(t, i) else None


def glued(t: Text, i: int) -> bool:
    """Tell whether the token at `i` follows the one before it without a space."""
    return i < len(t.tokens) and t.tokens[i].glued


def digits(t: Text, i: int, least: int, most: int) -> str:
    """Return the digits at `i` where there are so many of them, or nothing."""
    found = t.padded[i]
    return found if found.isdigit() and least <= len(found) <= most and found.isascii() else ""


def swapped(phrase: str) -> tuple[str, ...]:
    """Return `1 Sep to 15 Sep` for `15 Sep to 1 Sep`, for whoever refuses it; nothing without a
    `to`."""
    parts = _TO.split(phrase, maxsplit=1)
    return (f"{parts[1].strip()} to {parts[0].strip()}",) if len(parts) == 2 else ()


def read_number(t: Text, i: int) -> FoundNumber:
    """Read a count in digits (at most four) or words: `12`, `twelve`, `twenty-one`."""
    if found := digits(t, i, 1, 4):
        return int(found), i + 1
    tens = NUMBERS.get(word(t, i))
    if tens is None:
        return None
    j = i + 1
    if tens >= 20:
        k = j + 1 if word(t, j) == "-" and glued(t, j) else j
        ones = NUMBERS.get(word(t, k), 10)
        if ones < 10:
            return tens + ones, k + 1
    return tens, j


def read_unit(t: Text, i: int) -> tuple[Unit, int] | None:
    """Read what Kore.ai counts: `sessions`, `proactive messages`."""
    if word(t, i) not in UNIT_BEGINS:
        return None
    for length in range(min(LONGEST_UNIT, len(t.words) - i), 0, -1):
        if unit := BILLING_UNITS.get(t.words[i : i + length]):
            return Unit(unit), i + length
    return None


def read_ordinal(t: Text, i: int) -> FoundNumber:
    """Read `1st`, `first`, `twenty-first`."""
    first = word(t, i)
    if first in ORDINALS:
        return ORDINALS[first], i + 1
    if first in {"twenty", "thirty"}:
        k = i + 2 if word(t, i + 1) == "-" else i + 1
        ones = ORDINALS.get(word(t, k), 10)
        return (NUMBERS[first] + ones, k + 1) if ones < 10 else None
    if digits(t, i, 1, 3) and word(t, i + 1) in SUFFIXES and glued(t, i + 1):
        return int(first), i + 2
    return None


def read_day_number(t: Text, i: int) -> FoundNumber:
    """Read a day of a month: `3`, `3rd`, `third`."""
    if found := read_ordinal(t, i):
        return found
    if found_digits := digits(t, i, 1, 2):
        return int(found_digits), i + 1
    return None


def full_year(two: str) -> int:
    """Return the year that two digits mean."""
    return int(two) + (1900 if int(two) >= PIVOT else 2000)


def read_year(t: Text, i: int) -> FoundNumber:
    """Read `2026`, `'26`, `CY26`, `last year`, `this year`; years that count from now are 0 or
    less."""
    first = word(t, i)
    if first.isalpha() and first not in YEAR_BEGINS:
        return None
    if (found := digits(t, i, 4, 4)) and found[:2] in {"19", "20", "21"}:
        return int(found), i + 1
    if first == "'" and (found := digits(t, i + 1, 2, 2)):
        return full_year(found), i + 2
    if first == "cy" and (found := digits(t, i + 1, 2, 4)):
        return (full_year(found) if len(found) == 2 else int(found)), i + 2
    return _read_year_in_words(t, i + (first == "the"))


def _read_year_in_words(t: Text, i: int) -> FoundNumber:
    """Read `last year`, `this year`, `calendar year 2026`, `calendar 2026`, `year of 2026`."""
    if word(t, i + 1) in {"year", "yr"}:
        if word(t, i) in LAST:
            return -1, i + 2
        if word(t, i) in THIS:
            return 0, i + 2
    j = i + (word(t, i) == "calendar")
    if word(t, j) in {"year", "yr"}:
        j += 1 + (word(t, j + 1) == "of")
    return read_year(t, j) if j > i and digits(t, j, 4, 4) else None


def read_year_after(
    t: Text, i: int, *, two_digits: bool = False, signs: bool = True
) -> FoundNumber:
    """Return the year after a date: `, 2026`, `of 2026`, `-2026`, `'26`, and `26` where that is
    clear.

    `-26` and `/26` are years only with `signs`; after `Oct 10` they are the end of a range.
    """
    j = i
    if word(t, j) == ",":
        j += 1
    signed = word(t, j) in {"-", "/"} and glued(t, j) and glued(t, j + 1)
    if word(t, j) in {"of", "in"} or signed:
        j += 1
    if found := read_year(t, j):
        return None if _goes_on(t, found[1]) and j > i else found
    short = digits(t, j, 2, 2)
    if (
        two_digits
        and short
        and (signs or not signed)
        and not _is_clock(t, j + 1)
        and not _is_short_range(t, j + 1)
    ):
        return full_year(short), j + 1
    return None


def _goes_on(t: Text, i: int) -> bool:
    """Tell whether more digits follow what looked like a year: `-2026-03-01`."""
    return word(t, i) == "-" and glued(t, i) and glued(t, i + 1) and bool(digits(t, i + 1, 1, 2))


def _is_clock(t: Text, i: int) -> bool:
    return word(t, i) in {":", "am", "pm", "h", "days", "weeks", "months", "st", "nd", "rd", "th"}


def _is_short_range(t: Text, i: int) -> bool:
    """Tell whether a bare number follows, as in `3 March 10 to 17`; a day with its month is
    none."""
    if word(t, i) not in TO | {"-"} or not digits(t, i + 1, 1, 2):
        return False
    return word(t, i + 2 + (word(t, i + 2) in SUFFIXES)) not in MONTHS


def tried(read: Callable[P, Read], *args: P.args, **options: P.kwargs) -> Read | None:
    """Return what `read` returns; None where it refuses the words."""
    try:
        return read(*args, **options)
    except UnreadableError:
        return None
