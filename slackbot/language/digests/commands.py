"""Reads the words after `/billing digest` and `/billing digests`: a command, or a new digest."""

from typing import Final

from slackbot.domain.errors import UnreadableError
from slackbot.domain.frozen import FrozenModel
from slackbot.domain.naming import read_name
from slackbot.language.core.pasted import even
from slackbot.language.core.tokens import tokens_of
from slackbot.language.verbs import DONE, Managed, Verb, read_managed

WAYS: Final = (
    "`/billing digests history 2`, `… send 2 now`, `… pause 2`, `… resume 2`, "
    "`… edit 2 every Tuesday at 10` or `… remove 2`"
)
NEW: Final = frozenset("create add new".split())


class _OfDigest(FrozenModel):
    """A command about a digest; `which` is its number in the channel, its id, or what it is
    called: `weekly`."""


class CreateDigest(_OfDigest):
    """`/billing digest every Monday at 9 sessions by day`: words for `read_digest`."""

    text: str


class ListDigests(_OfDigest):
    """`/billing digests`."""


class DigestHistory(_OfDigest):
    """`/billing digests history`, `/billing digest 2 history`; without `which` of all."""

    which: str = ""


class SendDigest(_OfDigest):
    """`/billing digest send 2 now`."""

    which: str


class PauseDigest(_OfDigest):
    """`/billing digest pause 2`."""

    which: str


class ResumeDigest(_OfDigest):
    """`/billing digest resume 2`."""

    which: str


class RemoveDigest(_OfDigest):
    """`/billing digest remove 2`, also `delete`."""

    which: str


class NameDigest(_OfDigest):
    """`/billing name digest 2 Monday figures`."""

    which: str
    name: str


class EditDigest(_OfDigest):
    """`/billing digest edit 2 every Tuesday at 10`, and `change`, `move` or `digest 2 at 10` where
    only a `part` is named: words for `read_change`; without any, they are asked for."""

    which: str
    text: str
    part: bool = False


DigestCommand = (
    CreateDigest
    | ListDigests
    | DigestHistory
    | SendDigest
    | PauseDigest
    | ResumeDigest
    | RemoveDigest
    | EditDigest
    | NameDigest
)
Numbered = (
    type[SendDigest] | type[PauseDigest] | type[ResumeDigest] | type[RemoveDigest]
    | type[DigestHistory]
)  # fmt: skip
MADE: Final[dict[Verb, Numbered]] = {
    "send": SendDigest,
    "pause": PauseDigest,
    "resume": ResumeDigest,
    "remove": RemoveDigest,
    "history": DigestHistory,
}
# Verbs that only alerts have, and what digests have instead.
INSTEAD: Final[dict[Verb, str]] = {
    "mute": "pause {}", "snooze": "pause {}", "unmute": "resume {}", "test": "send {} now",
    "acknowledge": "history {}",
}  # fmt: skip


def digest_command(managed: Managed) -> DigestCommand:
    """Return the command for a digest that is there. Raises UnreadableError."""
    if made := MADE.get(managed.verb):
        return made(which=managed.which)
    if managed.verb == "list":
        return ListDigests()
    if managed.verb in {"edit", "change"}:
        return EditDigest(which=managed.which, text=managed.rest, part=managed.verb == "change")
    if managed.verb == "name":
        return NameDigest(which=managed.which, name=read_name(managed.rest))
    if near := INSTEAD.get(managed.verb):
        typed = f"/billing digest {near.format(managed.which or 1)}"
        raise UnreadableError(
            f"Only alerts can be {DONE[managed.verb]}. Try `{typed}`", managed.verb
        )
    raise UnreadableError(f"What about digest {managed.which}? Try {WAYS}", managed.which)


def read_digest_command(first: str, rest: str) -> DigestCommand:
    """Return the command in `rest`, after `first`: `digest` or `digests`.

    What is done with a digest that is there, or else the words of a new one. Raises UnreadableError
    where a word has no use.
    """
    if managed := read_managed(tokens_of(even(f"{first} {rest}"))):
        return digest_command(managed)
    words = rest.split()
    is_new = words[0].casefold() in NEW and len(words) > 1
    return CreateDigest(text=" ".join(words[1:]) if is_new else rest.strip())
