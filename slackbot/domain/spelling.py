"""Pasted and mistyped words: the app accepts any form of a text and never guesses its meaning."""

import unicodedata
from collections.abc import Iterable
from difflib import get_close_matches
from html import unescape

QUOTES = str.maketrans("“”„‟«»‘’‚‛", '""""""\'\'\'\'')
DASHES = str.maketrans("‐‑‒–—―−", "-------")


def plain(text: str) -> str:
    """Return the words with straight quotes, plain dashes and single spaces, without `&gt;`."""
    text = unicodedata.normalize("NFKC", unescape(text)).translate(QUOTES).translate(DASHES)
    shown = "".join(c for c in text if unicodedata.category(c) != "Cf")
    return " ".join(shown.split())


def nearest(words: str, known: Iterable[str]) -> str | None:
    """Return the known spelling that looks most like `words`, if any is similar."""
    spelled = {name.casefold(): name for name in known}
    found = get_close_matches(words.casefold(), spelled, n=1, cutoff=0.6)
    return spelled[found[0]] if found else None


def listed(words: Iterable[str], link: str = "and") -> str:
    """`50, 80 and 90`."""
    *most, last = words
    return f"{', '.join(most)} {link} {last}" if most else last
