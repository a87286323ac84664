"""Holds the clauses of a rule as they were read, before it is known whether they make one."""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

EXAMPLE: Final = "Try `sessions over 500 per day`"


class SaidClause(NamedTuple):
    """A clause, its words as typed, and the clause before it."""

    value: Any
    words: str
    before: "SaidClause | None" = None


SaidClauses = Mapping[str, list[SaidClause]]


def value(said: SaidClauses, name: str, default: Any = None) -> Any:
    """Return the value of the clause of that name, or `default` where the rule has none."""
    return said[name][0].value if name in said else default
