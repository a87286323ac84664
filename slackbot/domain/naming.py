"""Names that people give to digests and alerts, beside their numbers."""

from typing import Final

from slackbot.domain.errors import UnreadableError

LONGEST_NAME: Final = 60


def read_name(words: str) -> str:
    """Return the name on one line; raises UnreadableError for none, and for a long one."""
    name = " ".join(words.split())
    if not name:
        raise UnreadableError(
            "What should it be called? Try `/billing name digest 1 Monday figures`"
        )
    if len(name) > LONGEST_NAME:
        raise UnreadableError(f"A name has at most {LONGEST_NAME} characters.", name)
    return name


def labelled(number: int, name: str) -> str:
    """Write `1`, or with a name `1 “Monday figures”`."""
    return f"{number} “{name}”" if name else str(number)
