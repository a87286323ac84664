"""Reads names of bots: quoted, known to the channel, by id, or as typed after `for`."""

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from slackbot.domain.spelling import squeezed
from slackbot.language.core.pasted import even, unadorned
from slackbot.language.core.readers import word
from slackbot.language.core.tokens import Text, tokens_of
from slackbot.language.core.words import ARTICLES, BILLING_WORDS, FILLERS
from slackbot.language.slips.vocabulary import is_known, near

# Words that follow `for` and `of` without naming anything; a bot called so needs quotes.
NO_NAMES = frozenset(
    """while ages age ever sure good long moment bit then later business working work decade century
    season summer winter spring autumn fall morning afternoon evening night tonight overnight
    christmas easter holiday holidays weekday weekdays workday workdays course example instance mine
    ours yours him her them anyone me us everyone nobody nothing none future past
    allowance allowances budget quota limit""".split()
)
SOFT = (FILLERS - {"bot", "bots"}) | BILLING_WORDS | frozenset("hr hrs min mins it".split())
JAPANESE = "\u3000"  # begins what Japanese is written in, without a space before a name
LONGEST = 6  # words in a name that the channel does not know
SHORTEST = 3  # letters of a name that is not written as the channel has it


class KnownBots(NamedTuple):
    """A bot of the channel, found in the text. `plain` where its words mean something else, too."""

    name: str
    end: int
    plain: bool


def known_names(t: Text, names: Collection[str]) -> dict[int, list[KnownBots]]:
    """Return where the channel's names are, the longest first, in the channel's own spelling.

    Spaces and hyphens do not matter, nor does a missing "Bot" where the rest is no word of ours;
    of "Heute Bot" that rest may be a word of another language, so it must follow `for`.
    """
    found: dict[int, list[KnownBots]] = {}
    for name in sorted(names, key=len, reverse=True):
        for words in _words_of(name):
            if not words or len(words) > len(t.words):
                continue
            plain = "bot" not in words and all(is_known(each) for each in words)
            for place in range(len(t.words) - len(words) + 1):
                if t.words[place] == words[0] and t.words[place : place + len(words)] == words:
                    found.setdefault(place, []).append(KnownBots(name, place + len(words), plain))
    for place, known in _alike(t, names):
        if all(known.end > exact.end for exact in found.get(place, ())):
            found.setdefault(place, []).insert(0, known)
    return found


def _alike(t: Text, names: Collection[str]) -> Iterator[tuple[int, KnownBots]]:
    """Read `support bot`, `supportbot` and `support` for `SupportBot`, where that is one bot."""
    spelled = _spelled(tuple(names))
    for place in range(len(t.words)):
        spelling = ""
        for end in range(place + 1, min(place + LONGEST, len(t.words)) + 1):
            spelling += t.words[end - 1] if t.words[end - 1] not in {"-", "_", "."} else ""
            if not spelling.isalnum():
                break
            if (name := spelled.get(spelling)) and end > place:
                words = t.words[place:end]
                whole = spelling == squeezed(name)
                if not all(is_known(each) for each in words) or (whole and "bot" in words):
                    yield place, KnownBots(name, end, plain=not whole and " " in name)


@lru_cache(maxsize=256)
def _spelled(names: tuple[str, ...]) -> dict[str, str]:
    """Return the names without spaces, and without "Bot" at the end; what two bots share is left
    out."""
    wholes = [(squeezed(name), name) for name in names]
    shorts = [(whole.removesuffix("bot"), name) for whole, name in wholes if whole[-3:] == "bot"]
    return _of_one(shorts) | _of_one(wholes)


def _of_one(spelled: Collection[tuple[str, str]]) -> dict[str, str]:
    counts = Counter(spelling for spelling, _ in spelled)
    return {
        spelling: name
        for spelling, name in spelled
        if len(spelling) >= SHORTEST and counts[spelling] == 1
    }


@lru_cache(maxsize=4096)
def _words_of(name: str) -> tuple[tuple[str, ...], ...]:
    """Return the words of the name, and those that are left of it in a pasted text."""
    return tuple(
        dict.fromkeys(tokens_of(spelling).words for spelling in (even(name), unadorned(name)))
    )


def read_quoted(t: Text, i: int, names: Collection[str]) -> tuple[str, int] | None:
    """Return a quoted name, in the channel's spelling where it knows the bot."""
    if i >= len(t.tokens) or t.tokens[i].kind != "quoted" or word(t, i).startswith("<"):
        return None
    inside = t.phrase(i, i + 1)[1:-1].strip()
    if not inside:
        return None
    spelled = {unadorned(name).lower(): name for name in names}
    return spelled.get(unadorned(inside).lower(), inside), i + 1


def read_until(t: Text, i: int, ends: Collection[str]) -> tuple[str, int]:
    """Return the words up to one of `ends`, as typed: a name that nobody knows, or nothing."""
    j = i
    while j < len(t.words) and word(t, j) not in ends:
        j += 1
    return t.phrase(i, j), j


def unquoted(t: Text, names: Collection[str]) -> Text | None:
    """Return a text that is all in quotes, without them, where the channel has no bot of that
    name."""
    quoted = read_quoted(t, 0, ())
    if quoted is None or unadorned(quoted[0]).lower() in {unadorned(n).lower() for n in names}:
        return None
    return replace(tokens_of(quoted[0]), holidays=t.holidays)


def read_id(t: Text, i: int) -> tuple[str, int] | None:
    """Read `st-…`, an id as Kore gives it."""
    if word(t, i) != "st" or word(t, i + 1) != "-" or not t.tokens[i + 1].glued:
        return None
    j = i + 1
    while j < len(t.tokens) and t.tokens[j].glued and (word(t, j).isalnum() or word(t, j) == "-"):
        j += 1
    return (t.phrase(i, j), j) if j > i + 2 else None


def read_camel(t: Text, i: int) -> tuple[str, int] | None:
    """Read `SupportBot`: one word that says itself that it is a bot."""
    this = word(t, i)
    if this[-3:] != "bot" or this == "bot" or this > JAPANESE or t.phrase(i, i + 1)[-3:] != "Bot":
        return None
    joined = i + 1 < len(t.tokens) and t.tokens[i + 1].glued and word(t, i + 1) in {"-", "_", "/"}
    return None if joined or t.tokens[i].glued else (t.phrase(i, i + 1), i + 1)


def unknown_names(t: Text, i: int, *, period_elsewhere: bool) -> list[tuple[str, int]]:
    """Return names that may begin at `i`, the shortest first.

    None holds a word that a period or a clause needs; words that say little by themselves, such
    as "HR" or "Billing", count as a name only before "Bot" or beside a word that is not ours.
    """
    found: list[tuple[str, int]] = []
    i += word(t, i) in ARTICLES
    j, words, own = i, 0, False
    while j < len(t.tokens) and words < LONGEST:
        end = _chunk(t, j)
        if word(t, j) in {"bot", "bots"} and words:
            return [(t.phrase(i, j + 1), j + 1)]
        if not _is_name(t, j, end, strict=not period_elsewhere):
            break
        words += 1
        own = own or not _is_soft(t, j, end)
        j = end
        if own:
            found.append((t.phrase(i, j), j))
    return found


def _chunk(t: Text, i: int) -> int:
    """Return the position after what is written without a space at `i`; commas end it."""
    j = i + 1
    while j < len(t.tokens) and t.tokens[j].glued and word(t, j) not in {",", ";", "(", ")"}:
        j += 1
    return j


def _is_soft(t: Text, i: int, end: int) -> bool:
    return end == i + 1 and is_known(word(t, i))


def _is_name(t: Text, i: int, end: int, *, strict: bool) -> bool:
    if end == i + 1:
        only = t.tokens[i]
        if only.kind != "word" or only.text in NO_NAMES | {"bot", "bots"}:
            return False
        return only.text in SOFT or not (is_known(only.text) or (strict and near(only.text)))
    return t.tokens[i].kind in {"word", "number"} and any(
        each.isalpha() and (each in {"bot", "bots"} or not is_known(each))
        for each in t.words[i:end]
    )
