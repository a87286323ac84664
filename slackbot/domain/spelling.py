"""Words that look alike, and lists of words."""

from collections.abc import Iterable
from difflib import get_close_matches


def nearest(words: str, known: Iterable[str]) -> str | None:
    """Return the known spelling that looks most like `words`, if any is similar."""
    spelled = {name.casefold(): name for name in known}
    found = get_close_matches(words.casefold(), spelled, n=1, cutoff=0.6)
    return spelled[found[0]] if found else None


def squeezed(name: str) -> str:
    """Return the letters and digits of the name alone: `supportbot` of `Support-Bot`."""
    return "".join(letter for letter in name.casefold() if letter.isalnum())


def listed(words: Iterable[str], link: str = "and") -> str:
    """Write `50, 80 and 90`."""
    *most, last = words
    return f"{', '.join(most)} {link} {last}" if most else last
