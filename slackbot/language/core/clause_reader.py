"""Reads the clauses of a text one after another, before it is known whether they make a whole."""

from collections.abc import Callable, Collection, Mapping
from typing import Any, NamedTuple

from slackbot.domain.errors import UnreadableError
from slackbot.language.core.tokens import Text

KindAndValue = tuple[str, Any]
FoundClause = tuple[KindAndValue, int] | None
ClauseReader = Callable[[Text, int], FoundClause]


def as_clause(kind: str, found: tuple[Any, int] | None) -> FoundClause:
    """Return what was read as a clause of that kind; None where nothing was."""
    return ((kind, found[0]), found[1]) if found else None


class ReadClause(NamedTuple):
    """A clause, its words as typed, and the clause before it."""

    value: Any
    words: str
    before: "ReadClause | None" = None


ReadClauses = Mapping[str, list[ReadClause]]


def value(clauses: ReadClauses, name: str, default: Any = None) -> Any:
    """Return the value of the clause of that name, or `default` where the text has none."""
    return clauses[name][0].value if name in clauses else default


def read_clauses(
    t: Text,
    place: tuple[int, int],
    read: ClauseReader,
    behind_filler: Callable[[int, Collection[str]], int],
    unread: Callable[[Text, int], UnreadableError],
) -> dict[str, list[ReadClause]]:
    """Return the clauses of the tokens in `place`, in order, by their kinds.

    `behind_filler` gets a place and the kinds so far, and returns the position after a word that
    says nothing, or 0. Raises what `unread` makes of words that belong to no clause.
    """
    clauses: dict[str, list[ReadClause]] = {}
    latest: ReadClause | None = None
    i, last = place
    while i < last:
        if found := read(t, i):
            (kind, meant), end = found
            latest = ReadClause(meant, t.phrase(i, end), latest)
            clauses.setdefault(kind, []).append(latest)
        elif not (end := behind_filler(i, clauses.keys())):
            raise unread(t, i)
        i = end
    return clauses


def repeated(clauses: ReadClauses, many: Collection[str] = ()) -> tuple[str, ReadClause] | None:
    """Return the kind and the last of clauses that differ; those of `many` kinds may."""
    for kind, of_kind in clauses.items():
        if kind not in many and len({each.value for each in of_kind}) > 1:
            return kind, of_kind[-1]
    return None
