"""Reads that an alert is for the asker alone: `sessions > 100 per day to me`."""

import re
from typing import Final

TO_ME: Final = re.compile(
    r",?\s+(?:(?:just|only) )?(?:to|for) me(?: only| alone)?$|(?:^|\s)privately\b"
    r"|^(?:just|only) me(?= (?:when|if)\b)",
    re.IGNORECASE,
)


def read_to_me(text: str) -> tuple[str, bool]:
    """Return the words without these, and whether they were there."""
    rest = TO_ME.sub("", text.strip())
    return rest, rest != text.strip()
