"""Cuts text as people paste it into words, numbers and signs."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, NamedTuple

from slackbot.domain.errors import UnreadableError
from slackbot.language.core.pasted import even

LONGEST: Final = 250  # characters: room for three bots' names, and a bound for everything after

_PIECE: Final = re.compile(
    r"""(?P<word>[^\W\d_]+)|(?P<number>[0-9]+)"""
    r"""|(?P<quoted><[@#!][^<>\s]*>|"[^"]+"|(?<![^\s(,])'[^']{2,}'(?![^\s),.?!])|`[^`]+`)"""
    r"""|(?P<sign>\S)"""
)

_PADDING: Final = ("",) * 32  # reached from both ends: -1 is the last of these

Kind = Literal["word", "number", "sign", "quoted"]
_KINDS: Final[Mapping[str, Kind]] = {
    "word": "word", "number": "number", "sign": "sign", "quoted": "quoted",
}  # fmt: skip


class Token(NamedTuple):
    """A piece of the text: `text` in lower case, `[start, end)` its place, `glued` to the last."""

    text: str
    kind: Kind
    start: int
    end: int
    glued: bool


class HolidayNames(NamedTuple):
    """The names of public holidays: the words that matter of each, and whether `day` must be beside
    them; and the first words of all."""

    needs_day: Mapping[tuple[str, ...], bool]
    firsts: frozenset[str]


@dataclass(frozen=True, slots=True)  # its fields are read often, and faster than of a tuple
class Text:
    """The even text, its tokens, and their lower-case words side by side.

    `month_first` decides between the two readings of `3/4`. `holidays` are those of the channel's
    country. `padded` are the words, with empty ones at each place before them and behind them at
    which a reader may look.
    """

    source: str
    tokens: tuple[Token, ...]
    words: tuple[str, ...]
    month_first: bool = True
    holidays: HolidayNames | None = None
    padded: tuple[str, ...] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "padded", self.words + _PADDING)

    def phrase(self, first: int, last: int) -> str:
        """Return the words from token `first` up to, not including, token `last`, as typed."""
        last = min(last, len(self.tokens))
        if first >= last:
            return ""
        return self.source[self.tokens[first].start : self.tokens[last - 1].end]


def read_tokens(text: str) -> Text:
    """Cut `text` into tokens. Refuses what is too long before doing any work on it."""
    if len(text) > LONGEST or len(source := even(text)) > LONGEST:
        raise UnreadableError(
            f"That is too long for me: please ask in at most {LONGEST} characters, "
            'for example "last week by day".',
            text[:40] + "…",
        )
    t = tokens_of(source)
    if source and not t.tokens:
        raise UnreadableError(
            f'I couldn\'t read "{source}". Try "last week by day".', source, ("/help",)
        )
    return t


def tokens_of(source: str) -> Text:
    """Return the tokens of a text that is already even; a possessive 's and closing marks are
    dropped."""
    tokens: list[Token] = []
    after, is_ascii = -1, source.isascii()
    for match in _PIECE.finditer(source):
        start, end = match.span()
        text = source[start:end]
        kind = _KINDS[match.lastgroup or "sign"]
        if kind == "word" and not is_ascii and not text[0].isalpha():
            kind = "sign"  # a raised number
        tokens.append(Token(text.lower(), kind, start, end, start == after))
        after = end
    if "'" in source:
        _drop_possessives(tokens)
    if "-" in source:
        _join_weekends(tokens)
    while tokens and tokens[-1].text in _CLOSING and not _ends_date(tokens):
        tokens.pop()
    return Text(source, tuple(tokens), tuple([token.text for token in tokens]))


def _join_weekends(tokens: list[Token]) -> None:
    """Read `week-end` as one word."""
    for place in range(len(tokens) - 3, -1, -1):
        if place + 3 > len(tokens):
            continue  # of `the week-end`, whose three are one already
        week, dash, end = tokens[place : place + 3]
        joined = (week.text, dash.text) == ("week", "-") and dash.glued and end.glued
        if joined and end.text in {"end", "ends"}:
            whole = Token(f"week{end.text}", "word", week.start, end.end, week.glued)
            tokens[place : place + 3] = [whole]


def _ends_date(tokens: list[Token]) -> bool:
    """Tell whether the full stop at the end belongs to a date: `15.3.`"""
    signs = "".join(token.text if token.kind == "sign" else token.kind[0] for token in tokens[-4:])
    return signs == "n.n." and all(token.glued for token in tokens[-3:])


_CLOSING: Final = frozenset(".?!,;:")


def _drop_possessives(tokens: list[Token]) -> None:
    for place in range(len(tokens) - 2, 0, -1):
        if place + 1 >= len(tokens):
            continue  # of `a''s`, where the end is gone already
        mark, letter = tokens[place], tokens[place + 1]
        if mark.text == "'" and letter.text == "s" and mark.glued and letter.glued:
            del tokens[place : place + 2]
    if len(tokens) > 1 and tokens[-1].text == "'" and tokens[-1].glued:
        tokens.pop()
