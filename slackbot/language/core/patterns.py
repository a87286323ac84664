"""Reads phrases as rows: a pattern over tokens, what it means, and an example with its value.

    Row("<last> <number:count> <unit:unit>", last_units, "last 3 weeks", "Mon 26 Oct – Sun 15 Nov")

A pattern is parts with spaces between them:

- `week` is that word or sign, `a|b` either of them;
- `<unit>` is what the table's reader of that name reads, `<unit:size>` hands its value to the
  production as `size`;
- `[…]` may be left out; the production then has its own default for what is named inside;
- `~` says that no space is between its neighbours.

A production that has a parameter `phrase` gets the words of the whole phrase. It returns None where
the row does not fit after all, and raises UnreadableError where the phrase can mean nothing. Some
that compute nothing are here: a fixed value, what was read, a sentence.
"""

import inspect
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Generic, NamedTuple, TypeVar

from slackbot.language.core.readers import glued
from slackbot.language.core.tokens import Text
from slackbot.language.core.words import NUMBERS

Value = TypeVar("Value")
TokenReader = Callable[[Text, int], tuple[Any, int] | None]


class Led(NamedTuple):
    """A function that reads nothing where none of `words` is; NUMBER stands for all digits."""

    read: TokenReader
    words: Collection[str]


Reader = TokenReader | Led | Mapping[str, Any] | Collection[str]
NUMBER: Final = "<number>"
COUNTS: Final = frozenset((*NUMBERS, NUMBER))  # what a count in digits or words begins with

_PART: Final = re.compile(r"[\[\]~]|[^\s\[\]~]+")
_READER: Final = re.compile(r"<(\w+)(?::(\w+))?>")


class Row(NamedTuple):
    """A phrase of `pattern`, of which `make` makes a value.

    The tests read `example` and expect `value`, or a refusal where there is none.
    """

    pattern: str
    make: Callable[..., Any]
    example: str
    value: str = ""


Production = Callable[..., Any]


def always(value: object) -> Production:
    """Return the production of `value`, whatever its row reads."""
    return lambda **_: value


def as_read(**read: Any) -> Any:
    """Return the only value that a row reads."""
    (value,) = read.values()
    return value


def as_(kind: str) -> Production:
    """Return the production of a clause of that kind, with the only value that its row reads."""
    return lambda **read: (kind, as_read(**read))


def says(template: str) -> Production:
    """Return a production that fills in `template`; what was left out of the phrase is left out of
    it."""
    return lambda **values: " ".join(template.format_map(_Blank(values)).split())


class _Blank(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return ""


# A part of a pattern: the node that it leads to, the key of its value, whether it is glued to the
# part before it, and that value of its word or what reads it.
_Edge = tuple["_Node", str, bool, Any, TokenReader | None]


@dataclass(slots=True)
class _Node:
    """A place in the patterns; those that begin alike share it, so that a part is read once.

    `edges` are those of each first word, `others` those that may begin with any word.
    """

    edges: dict[str, list[_Edge]] = field(default_factory=dict)
    others: list[_Edge] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    following: dict[tuple[str, bool], "_Node"] = field(default_factory=dict)

    def without(self, here: str) -> list[_Edge]:
        """Return the edges for a word that has none of its own; it is empty at an end."""
        return self.edges.get(NUMBER, self.others) if here.isdigit() else self.others

    def complete(self) -> None:
        """Put the edges of any number and of any word beside those of each word."""
        numbers = self.edges.get(NUMBER, [])
        for each, edges in self.edges.items():
            self.edges[each] = [*edges, *(numbers if each.isdigit() else ()), *self.others]
        for following in self.following.values():
            following.complete()


class Table(Generic[Value]):
    """Reads the longest phrase at a place; of equally long ones, the one of the earlier row."""

    def __init__(self, rows: Collection[Row], **readers: Reader) -> None:
        """Index `rows` by their words.

        A reader is a set of words, a mapping of words to values, or a function of the text and the
        place that returns a value and the position after it, or None: best one that is `Led`.
        """
        self.rows: Final = tuple(rows)
        self._readers = readers
        self._root = _Node()
        self._says = ["phrase" in inspect.signature(row.make).parameters for row in self.rows]
        for number, row in enumerate(self.rows):
            for parts in _expanded(row.pattern):
                self._add(parts, number)
        self._root.complete()

    def read(self, t: Text, i: int) -> tuple[Value, int] | None:
        """Return the value of the phrase at `i` and the position after it, or None."""
        here, root = t.padded[i], self._root
        begins = here in root.edges or root.others or (NUMBER in root.edges and here.isdigit())
        if not begins:
            return None  # as most often
        found = self.read_row(t, i)
        return found and found[1:]

    def read_rest(self, t: Text, i: int) -> Value | None:
        """Return the value of a phrase from `i` to the end of the text, or None."""
        found = self.read(t, i)
        return found[0] if found and found[1] == len(t.words) else None

    def led(self) -> Led:
        """Return its reader with its first words, all of which must be known."""
        assert not self._root.others  # noqa: S101 - its phrases could begin with any word
        return Led(self.read, frozenset(self._root.edges))

    def read_row(self, t: Text, i: int) -> tuple[Row, Value, int] | None:
        """Return the row of the phrase at `i`, its value and the position after it, or None."""
        found: list[_Found] = []
        _walk(self._root, t, i, (), found)
        if len(found) > 1:
            found.sort(key=lambda each: (-each[0], each[1]))
        for end, number, values in found:
            named = dict(values)
            if self._says[number]:
                named["phrase"] = t.phrase(i, end)
            value = self.rows[number].make(**named)
            if value is not None:
                return self.rows[number], value, end
        return None

    def words(self) -> frozenset[str]:
        """Return the words that the patterns and their sets of words name."""
        parts = {part for row in self.rows for part in _PART.findall(row.pattern)} - set("[]~")
        found: set[str] = set()
        for part in parts:
            reader = self._reader(part)
            if isinstance(reader, Led):
                found |= set(reader.words)
            elif not callable(reader):
                found |= set(reader)
        return frozenset(found - {NUMBER})

    def _reader(self, part: str) -> Reader:
        """Return the reader of a part of a pattern, or its words."""
        named = _READER.fullmatch(part)
        return self._readers[named[1]] if named else part.split("|")

    def _add(self, parts: list[str], number: int) -> None:
        node, tied = self._root, False
        for part in parts:
            if part == "~":
                tied = True
                continue
            if (part, tied) not in node.following:
                node.following[part, tied] = _Node()
                self._connect(node, part, tied)
            node, tied = node.following[part, tied], False
        if number not in node.rows:
            node.rows.append(number)

    def _connect(self, node: _Node, part: str, tied: bool) -> None:
        following, named = node.following[part, tied], _READER.fullmatch(part)
        reader = self._reader(part)
        key = (named and named[2]) or ""
        if isinstance(reader, Led):
            for each in reader.words:
                node.edges.setdefault(each, []).append((following, key, tied, None, reader.read))
        elif callable(reader):
            node.others.append((following, key, tied, None, reader))
        else:
            for each in reader:
                value = reader[each] if isinstance(reader, Mapping) else each
                node.edges.setdefault(each, []).append((following, key, tied, value, None))


_Values = tuple[tuple[str, Any], ...]
_Found = tuple[int, int, _Values]


def _walk(node: _Node, t: Text, i: int, values: _Values, found: list[_Found]) -> None:
    """Append each row that fits: the position after it, its number, and what its readers read.

    Much of the time that reading takes is spent here, so a node that cannot fit is not entered.
    """
    here = t.padded[i]
    edges = node.edges.get(here)
    for following, key, tied, value, read in node.without(here) if edges is None else edges:
        if tied and not glued(t, i):
            continue
        after = i + 1
        if read:
            if (read_here := read(t, i)) is None:
                continue
            value, after = read_here
        named = (*values, (key, value)) if key else values
        if following.rows:
            found += [(after, number, named) for number in following.rows]
        if following.others or (following.edges and t.padded[after]):
            _walk(following, t, after, named, found)


def _expanded(pattern: str) -> list[list[str]]:
    """Return the pattern with and without each of its optional parts."""
    open_parts: list[list[list[str]]] = [[[]]]
    for part in _PART.findall(pattern):
        if part == "[":
            open_parts.append([[]])
        elif part == "]":
            inner = open_parts.pop()
            open_parts[-1] = [[*a, *b] for a in open_parts[-1] for b in (*inner, [])]
        else:
            for sequence in open_parts[-1]:
                sequence.append(part)
    (sequences,) = open_parts
    return sequences
