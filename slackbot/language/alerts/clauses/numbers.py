"""Reads numbers in words that dates have no use for: `five hundred`, `a thousand`."""

from typing import Final

from slackbot.language.core.readers import read_number, word
from slackbot.language.core.tokens import Text
from slackbot.language.core.words import NUMBERS

SCALES: Final = {"thousand": 10**3, "million": 10**6}


def read_in_words(t: Text, i: int) -> tuple[int, int] | None:
    """Read `five hundred`, `two hundred and fifty`, `a hundred thousand`, `a million`, and the
    position after; None for all others."""
    article = word(t, i) in {"a", "an"}
    number = (1, i + 1) if article else read_number(t, i)
    if number is None:
        return None
    count, j = number
    if hundreds := word(t, j) == "hundred":
        count, j = _below_hundred(t, j + 1, count * 100)
    scale = SCALES.get(word(t, j), 1)
    if not (hundreds or (article and scale > 1)):
        return None
    return count * scale, j + (scale > 1)


def _below_hundred(t: Text, i: int, hundreds: int) -> tuple[int, int]:
    """Read `and fifty` after `two hundred`."""
    j = i + (word(t, i) == "and")
    rest = read_number(t, j) if word(t, j) in NUMBERS else None
    return (hundreds + rest[0], rest[1]) if rest else (hundreds, i)
