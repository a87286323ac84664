"""A token with which a person's assistant asks for them from outside of Slack."""

import re
from hashlib import sha256
from typing import Final

from pydantic import AwareDatetime

from slackbot.domain.frozen import FrozenModel

MOST_TOKENS: Final = 5  # of a person at the same time
LONGEST_DAYS: Final = 365
PREFIX: Final = "sbt"  # by it, people and scanners tell what it is
WRITTEN: Final = re.compile(rf"{PREFIX}-([A-Z0-9]{{1,30}})-[\w-]{{20,200}}")


class AssistantToken(FrozenModel):
    """The stored part of a token, never the token itself. Its `id` is public and grants nothing."""

    team: str
    id: str
    user: str
    made_at: AwareDatetime
    expires_at: AwareDatetime


def written(team: str, secret: str) -> str:
    """Return the token as the person gets it; it says of which workspace it is."""
    return f"{PREFIX}-{team}-{secret}"


def team_of(token: str) -> str | None:
    """Return the workspace of a token; None for other text."""
    found = WRITTEN.fullmatch(token)
    return found[1] if found else None


def hash_of(token: str) -> str:
    """Return what is stored of a token. It has 256 random bits, so it needs no salt."""
    return sha256(token.encode()).hexdigest()
