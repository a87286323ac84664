"""What every clause of a rule is made of: the text, its units and its zone."""

from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

from slackbot.language.core.bots import Known
from slackbot.language.core.clauses import read_clause
from slackbot.language.core.readers import word
from slackbot.language.core.tokens import Text
from slackbot.language.core.words import BILLING_WORDS
from slackbot.language.core.zones import read_zone

PER: Final = frozenset("per every a an each in within /".split())
UNIT_WORDS: Final = BILLING_WORDS | {"notification", "notifications"}

KindAndValue = tuple[str, Any]
FoundClause = tuple[KindAndValue, int] | None


class RuleText(NamedTuple):
    """A text, the channel's bots in it, and whom its plain mentions mean."""

    t: Text
    known: Mapping[int, list[Known]]
    mentions: Mapping[str, str]


ClauseReader = Callable[[RuleText, int], FoundClause]


def starts(t: Text, i: int, words: tuple[str, ...]) -> bool:
    """Whether these words stand at `i`."""
    return t.words[i : i + len(words)] == words


def read_unit(w: RuleText, i: int) -> FoundClause:
    """`sessions`, `proactive messages`."""
    if word(w.t, i) not in UNIT_WORDS:
        return None
    found = read_clause(w.t, i)
    return found if found and found[0][0] == "unit" else None


def read_place(w: RuleText, i: int) -> FoundClause:
    """`in Berlin`, `(UTC)`."""
    found = read_zone(w.t, i)
    return (("zone", found[0]), found[1]) if found else None
