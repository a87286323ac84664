"""Spells the forms of a language's words alike, and finds them in a text."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, Generic, TypeVar

from slackbot.language.core.pasted import even
from slackbot.language.core.readers import word
from slackbot.language.core.tokens import Text, tokens_of

Value = TypeVar("Value")
UMLAUTS: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
LATIN: Final = re.compile(r"[A-Za-z]")


def folded(text: str) -> str:
    """Return `text` in lower case and without accents, as people type it in a hurry."""
    if text.isascii():
        return text.lower()
    parts = unicodedata.normalize("NFD", text.lower().replace("ß", "ss"))
    kept = [
        each for k, each in enumerate(parts)
        if not (unicodedata.combining(each) and LATIN.match(parts[k - 1]))
    ]  # fmt: skip
    return unicodedata.normalize("NFC", "".join(kept))


def words_of(form: str) -> tuple[str, ...]:
    """Return the folded tokens of a form, with a mark at its end: `l'`."""
    return tuple(folded(each) for each in tokens_of(f"{even(form)} x").words[:-1])


def spellings(form: str) -> Iterator[tuple[str, ...]]:
    """Return a form without accents, and with `ae` for `ä`."""
    yield words_of(form)
    if (long := form.lower().translate(UMLAUTS)) != form.lower():
        yield words_of(long)


class Forms(Generic[Value]):
    """Reads the longest of some forms, which may be several words, as its value."""

    def __init__(self, forms: Iterable[tuple[str, Value]]) -> None:
        """Index the forms; where two values have the same form, the first one keeps it."""
        self.values: dict[tuple[str, ...], Value] = {}
        for form, value in forms:
            for words in spellings(form):
                self.values.setdefault(words, value)
        self._by_first: dict[str, list[tuple[str, ...]]] = {}
        for words in sorted(self.values, key=len, reverse=True):
            self._by_first.setdefault(words[0], []).append(words)

    def __call__(self, t: Text, i: int) -> tuple[Value, int] | None:
        """Return the value of the longest form at `i` and the position after it, or None."""
        for words in self._by_first.get(word(t, i), ()):
            if t.words[i : i + len(words)] == words:
                return self.values[words], i + len(words)
        return None


def spaced(text: str, vocabulary: Iterable[str]) -> str:
    """Put spaces between the words of `text`, the longest first, where the script has none."""
    longest_first = sorted(vocabulary, key=len, reverse=True)
    known = re.compile("|".join(map(re.escape, longest_first)), re.IGNORECASE)
    found: list[str] = []
    end = 0
    for match in known.finditer(text):
        found += [text[end : match.start()], f" {match.group()} "]
        end = match.end()
    return even("".join([*found, text[end:]]))


def listed(positions: str) -> Mapping[str, int]:
    """Read `un|une deux` as numbers from one."""
    return {
        form: number
        for number, forms in enumerate(positions.split(), start=1)
        for form in forms.split("|")
    }
