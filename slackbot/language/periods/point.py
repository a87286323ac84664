"""Reads one point of a sentence: whatever names a single day, week, month or other unit."""

from collections.abc import Callable
from typing import Final

from slackbot.language.core.readers import FoundNode, word
from slackbot.language.core.tokens import Text
from slackbot.language.periods import anchored, holidays
from slackbot.language.periods.absolute import read_day, read_month
from slackbot.language.periods.ordinal import read_ordinal_phrase
from slackbot.language.periods.relative import read_relative
from slackbot.language.periods.units import read_iso_day, read_unit_date


def _holiday(t: Text, i: int) -> FoundNode:
    return holidays.PHRASES.read(t, i + (word(t, i) == "the"))


def _anchored(t: Text, i: int) -> FoundNode:
    return None if anchored.ANCHORS.isdisjoint(t.words) else anchored.PHRASES.read(t, i)


# Words before a point, with which none begins.
_BEFORE: Final = frozenset("since from between until till in on at of by".split())
_READERS: Final[tuple[Callable[[Text, int], FoundNode], ...]] = (
    read_ordinal_phrase,
    _anchored,
    read_day,
    read_relative,
    read_month,
    read_unit_date,
    _holiday,
)


# At a number, what counts from now is tried late, for it looks farthest ahead.
_OF_NUMBERS: Final[tuple[Callable[[Text, int], FoundNode], ...]] = (
    read_iso_day,
    read_ordinal_phrase,
    _anchored,
    read_day,
    read_month,
    read_unit_date,
    read_relative,
    _holiday,
)


def read_point(t: Text, i: int) -> FoundNode:
    """Return the longest point that can be read at `i`."""
    best: FoundNode = None
    if i >= len(t.words) or t.words[i] in _BEFORE:
        return None
    for read in _OF_NUMBERS if t.words[i].isdigit() else _READERS:
        found: FoundNode = read(t, i)
        if found is not None and (best is None or found[1] > best[1]):
            best = found
            if best[1] >= len(t.words):
                break  # nothing is longer
    return best


def is_now(t: Text, i: int) -> int:
    """Return the position after `now`, `date`, `the present`, or 0."""
    i += word(t, i) in {"the", "till", "until"}  # "to till date"
    return i + 1 if word(t, i) in {"now", "date", "present"} else 0
