"""Reads who is mentioned: people and groups as Slack writes them, `@here` and `@channel`."""

import re
from collections.abc import Mapping
from typing import Final

from slackbot.domain.alerts.rule import MOST_MENTIONS
from slackbot.domain.errors import UnreadableError
from slackbot.language.core.lists import behind_joiner
from slackbot.language.core.readers import glued, word
from slackbot.language.core.tokens import Text

WRITTEN: Final = re.compile(
    r"<(@[UW][A-Z0-9]{1,20}|!subteam\^S[A-Z0-9]{1,20}|!here|!channel)(\|[^>]*)?>"
)
BROADCASTS: Final = {"here": "<!here>", "channel": "<!channel>"}
FoundMentions = tuple[tuple[str, ...], int] | None


def is_mention(t: Text, i: int) -> bool:
    """Tell whether something at `i` looks like a mention."""
    return word(t, i).startswith(("<@", "<!", "<#")) or (word(t, i) == "@" and glued(t, i + 1))


def read_mentions(t: Text, i: int, known: Mapping[str, str]) -> FoundMentions:
    """Return the mentions from `i` on, each as Slack writes it without its label, and the position
    after.

    `known` maps plain names to mentions, such as `finops` for `<!subteam^S1>`. Refuses a name
    that nobody has resolved: it would be text, and nobody would be called.
    """
    found: list[str] = []
    j = end = i
    while is_mention(t, j):
        one, end = _mention(t, j, known)
        found.append(one)
        j = behind_joiner(t, end)
    if len(found) > MOST_MENTIONS:
        raise UnreadableError(
            f"That is too many to mention: {MOST_MENTIONS} at most. A user group is one",
            t.phrase(i, end),
        )
    return (tuple(dict.fromkeys(found)), end) if found else None


def _mention(t: Text, i: int, known: Mapping[str, str]) -> tuple[str, int]:
    if word(t, i) != "@":
        phrase = t.phrase(i, i + 1)
        if match := WRITTEN.fullmatch(phrase):
            return f"<{match[1]}>", i + 1
        raise _unknown(phrase)
    j = i + 1
    while glued(t, j) and (t.tokens[j].kind in {"word", "number"} or word(t, j) in {"-", "_", "."}):
        j += 1
    while word(t, j - 1) == ".":
        j -= 1
    name = t.phrase(i + 1, j)
    if one := BROADCASTS.get(name.lower()) or known.get(name.casefold()):
        return one, j
    raise _unknown(t.phrase(i, j))


def _unknown(phrase: str) -> UnreadableError:
    return UnreadableError(
        f'I can\'t tell who "{phrase}" is: behind a command Slack sends only the name. Mention me '
        "in a message instead of the command, where it sends who is meant; or try `@here` or "
        "`@channel`, which admins may allow",
        phrase,
        ("@here",) if phrase.startswith("@") else (),
    )
