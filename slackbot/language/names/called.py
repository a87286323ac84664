"""Reads what a digest or an alert is to be called: `every Monday at 9 called "Monday figures"`."""

import re
from typing import Final

from slackbot.domain.naming import read_name

CALLED: Final = re.compile(r',?\s+(?:called|named)\s+["“”]([^"“”]*)["“”]$', re.IGNORECASE)
UNNAMED: Final = re.compile(r",?\s+without a name$", re.IGNORECASE)


def read_called(text: str) -> tuple[str, str | None]:
    """Return the words without these, and the name: empty for `without a name`, None where nothing
    is said of one. Raises UnreadableError for a name that is empty or too long."""
    typed = text.strip()
    if called := CALLED.search(typed):
        return typed[: called.start()], read_name(called[1])
    rest = UNNAMED.sub("", typed)
    return rest, "" if rest != typed else None


def called(name: str) -> str:
    """Write `called "Monday figures"`; nothing without a name."""
    return f'called "{name}"' if name else ""
