"""Reads the commands for the tokens of assistants: `token`, `tokens`, `token revoke 3fa9c1`."""

import re
from typing import Final

from slackbot.domain.access.assistant import LONGEST_DAYS
from slackbot.domain.errors import UnreadableError
from slackbot.domain.frozen import FrozenModel

DAYS: Final = 90  # that a token is good for where nobody says how long
FOR_DAYS: Final = re.compile(r"(?:for )?([0-9]{1,4}) days?")
REVOKED: Final = re.compile(r"(?:revoke|remove|delete) (?:token )?#?([0-9a-f]{6})")
OF_COMMANDS: Final = re.compile(r"$|(?:list|revoke|remove|delete|for \d)")
TRY: Final = "Try `/billing token`, `/billing tokens` or `/billing token revoke 3fa9c1`"


class MakeToken(FrozenModel):
    """`/billing token`, `/billing token for 30 days`."""

    days: int = DAYS


class ListTokens(FrozenModel):
    """`/billing tokens`: one's own, and for an admin everybody's."""


class RevokeToken(FrozenModel):
    """`/billing token revoke 3fa9c1`."""

    id: str


TokenCommand = MakeToken | ListTokens | RevokeToken


def read_token_command(first: str, rest: str) -> TokenCommand | None:
    """Read what follows `token` or `tokens`; None after any other word, and where the tokens of
    language models are meant, as in `tokens yesterday`.

    Raises UnreadableError for other words after those that only a command has.
    """
    words = " ".join(rest.casefold().split())
    if first not in ("token", "tokens") or not OF_COMMANDS.match(words):
        return None
    if not words:
        return MakeToken() if first == "token" else ListTokens()
    if words == "list":
        return ListTokens()
    if found := REVOKED.fullmatch(words):
        return RevokeToken(id=found[1])
    if found := FOR_DAYS.fullmatch(words):
        if 1 <= int(found[1]) <= LONGEST_DAYS:
            return MakeToken(days=int(found[1]))
        raise UnreadableError(f"A token can last 1 to {LONGEST_DAYS} days.", rest)
    raise UnreadableError(f'I can\'t use "{rest}" there. {TRY}', rest)
