"""Skips the courtesies around a wish: `please`, `can you please`, `I want you to`; and `to me`."""

from typing import Final

from slackbot.language.core.readers import word
from slackbot.language.core.tokens import Text

PLEASE: Final = frozenset("please pls plz kindly hey hi hello".split())
ASKED: Final = (
    ("can", "you"), ("could", "you"), ("would", "you"), ("will", "you"),
    *((who, *wants) for who in ("i", "we") for wants in (("want",), ("need",), ("would", "like"))),
)  # fmt: skip
TO_ONE: Final = frozenset("to dm message".split())
ME: Final = frozenset("me myself".split())


def behind_please(t: Text) -> int:
    """Return the position after `please`, `can you please`, `I want you to`."""
    i = 0
    while word(t, i) in PLEASE | {","}:
        i += 1
    asked = next((words for words in ASKED if t.words[i : i + len(words)] == words), ())
    i += len(asked)
    while asked and word(t, i) in PLEASE | {"you", "to"}:
        i += 1
    return i


def behind_to_me(t: Text, i: int) -> int:
    """Return the position after `to me`, `dm me`, `just for me`: for one person; or 0."""
    if word(t, i) in TO_ONE and word(t, i + 1) in ME:
        return i + 2
    if word(t, i) in {"just", "only"}:
        j = i + 1 + (word(t, i + 1) in {"for", "to"})
        return j + 1 if word(t, j) in ME else 0
    return 0
