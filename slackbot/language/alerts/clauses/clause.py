"""The parts of every clause of a rule: the text, its units and its zone."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from slackbot.language.core.clause_reader import FoundClause, as_clause
from slackbot.language.core.question_clauses import unit_clause
from slackbot.language.core.tokens import Text
from slackbot.language.core.words import BILLING_WORDS
from slackbot.language.names.bots import KnownBots
from slackbot.language.names.zones import read_zone

EXAMPLE: Final = "Try `sessions over 500 per day`"
PER: Final = frozenset("per every a an each in within /".split())
UNIT_WORDS: Final = BILLING_WORDS | {"notification", "notifications"}


class RuleText(NamedTuple):
    """A text, the channel's bots in it, and whom its plain mentions mean."""

    t: Text
    known: Mapping[int, list[KnownBots]]
    mentions: Mapping[str, str]


def starts(t: Text, i: int, words: tuple[str, ...]) -> bool:
    """Tell whether these words are at `i`."""
    return t.words[i : i + len(words)] == words


def read_unit(w: RuleText, i: int) -> FoundClause:
    """Read `sessions`, `proactive messages`."""
    return unit_clause(w.t, i)


def read_place(w: RuleText, i: int) -> FoundClause:
    """Read `in Berlin`, `(UTC)`."""
    return as_clause("zone", read_zone(w.t, i))
