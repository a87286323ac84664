"""Words that look alike, and lists of words."""

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Final

LONG_ENOUGH: Final = 4  # letters of a name's beginning


def nearest(words: str, known: Iterable[str], *, least: float = 0.6) -> str | None:
    """Return the known spelling that `words` begin, with or without "bot", or that looks most like
    them; None where none is as like as `least`, of 1."""
    typed, spelled = squeezed(words), {squeezed(name): name for name in known}
    if len(typed) >= LONG_ENOUGH:
        short = typed.removesuffix("bot")
        for letters, name in spelled.items():
            if letters.startswith(typed) or letters.removesuffix("bot") == short:
                return name
    found = get_close_matches(typed, spelled, n=1, cutoff=least)
    return spelled[found[0]] if found else None


def squeezed(name: str) -> str:
    """Return the letters and digits of the name alone: `supportbot` of `Support-Bot`."""
    return "".join(letter for letter in name.casefold() if letter.isalnum())


def did_you_mean(meant: str | None, otherwise: str = "") -> str:
    """Ask whether that was meant by words that we don't know; say something else if it is
    empty."""
    return f'Did you mean "{meant}"?' if meant else otherwise


def number_of(count: int, one: str, many: str = "") -> str:
    """Write `1 bot`, `1,234 bots`; `many` stands for plurals that add more than an `s`."""
    return f"{count:,} {one if count == 1 else many or f'{one}s'}"


def listed(words: Iterable[str], link: str = "and") -> str:
    """Write `50, 80 and 90`."""
    *most, last = words
    return f"{', '.join(most)} {link} {last}" if most else last
