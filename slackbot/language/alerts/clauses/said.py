"""The clauses of a rule as they were read, before it is known whether they make one."""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from slackbot.domain.alerts.rule import Kind

EXAMPLE: Final = "Try `sessions over 500 per day`"
EXAMPLES: Final = {
    Kind.AMOUNT: EXAMPLE,
    Kind.SHARE: "Try `at 80 and 100 % of 40000 sessions per month`",
    Kind.CHANGE: "Try `sessions up 30 % on last week and at least 200`",
    Kind.FORECAST: "Try `sessions forecast over 40000 per month`",
    Kind.UNUSUAL: "Try `sessions unusual for the weekday`",
    Kind.SILENCE: "Try `no requests for 24 h on weekdays`",
}


class SaidClause(NamedTuple):
    """A clause, its words as typed, and the clause before it."""

    value: Any
    words: str
    before: "SaidClause | None" = None


SaidClauses = Mapping[str, list[SaidClause]]


def value(said: SaidClauses, name: str, default: Any = None) -> Any:
    """What the clause of that name says."""
    return said[name][0].value if name in said else default
