"""Skips the courtesies before a wish: `please`, `can you please`, `I want you to`."""

from typing import Final

from slackbot.language.core.readers import word
from slackbot.language.core.tokens import Text

PLEASE: Final = frozenset("please pls plz kindly hey hi hello".split())
ASKED: Final = (
    ("can", "you"), ("could", "you"), ("would", "you"), ("will", "you"),
    *((who, *wants) for who in ("i", "we") for wants in (("want",), ("need",), ("would", "like"))),
)  # fmt: skip


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
