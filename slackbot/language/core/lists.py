"""Reads what joins the items of a list: `a, b and c`."""

from typing import Final

from slackbot.language.core.readers import word
from slackbot.language.core.tokens import Text

JOINERS: Final = frozenset((",", "and", "&", "+", "/"))
OR: Final = JOINERS | {"or"}


def behind_joiner(t: Text, i: int, joiners: frozenset[str] = JOINERS) -> int:
    """Return the position after `,`, `and`, `, and`; `i` where nothing joins."""
    j = i
    while word(t, j) in joiners and j - i < 2:
        j += 1
    return j
