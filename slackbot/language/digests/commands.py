"""What stands behind `/billing digest` and `/billing digests`: a word of ours, or a new digest."""

import re
from typing import Final, NoReturn

from pydantic import BaseModel, ConfigDict

from slackbot.domain.errors import UnreadableError

WAYS: Final = (
    "`/billing digests history 2`, `… send 2 now`, `… pause 2`, `… resume 2`, "
    "`… edit 2 every Tuesday at 10` or `… remove 2`"
)
# A number of the channel, or an id as buttons know it.
WHICH: Final = re.compile(r"#?([1-9][0-9]{0,5})|([0-9a-f]{12})")
NUMBERED: Final = re.compile(r"#?[0-9]+")
LIST: Final = frozenset("list show all".split())
NEW: Final = frozenset("create add new".split())


class _OfDigest(BaseModel):
    """`which` is a digest's number in the channel, or its id."""

    model_config = ConfigDict(frozen=True)


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
    """`/billing digest remove 2`, also `delete` and `stop`."""

    which: str


class EditDigest(_OfDigest):
    """`/billing digest edit 2 every Tuesday at 10`: words for `read_digest`; without any, they are
    asked for."""

    which: str
    text: str


DigestCommand = (
    CreateDigest
    | ListDigests
    | DigestHistory
    | SendDigest
    | PauseDigest
    | ResumeDigest
    | RemoveDigest
    | EditDigest
)
Change = type[SendDigest] | type[PauseDigest] | type[ResumeDigest] | type[RemoveDigest]
CHANGES: Final[dict[str, Change]] = {
    "send": SendDigest,
    "pause": PauseDigest,
    "resume": ResumeDigest,
    "unpause": ResumeDigest,
    "remove": RemoveDigest,
    "delete": RemoveDigest,
    "stop": RemoveDigest,
}
EDIT: Final = frozenset("edit change".split())
HISTORY: Final = "history"
VERBS: Final = CHANGES.keys() | EDIT | {HISTORY}


def read_digest_command(first: str, rest: str) -> DigestCommand:
    """The command in `rest`, behind `first`: `digest` or `digests`.

    A word of ours and a number, in this order or the other, are about a digest that is there;
    anything else is a new one. Raises UnreadableError where the number or a word is missing, or
    one has no use.
    """
    words = rest.split()
    if not words or (len(words) == 1 and words[0].casefold() in LIST):
        return ListDigests()
    verb, which, left = _parts(words)
    if verb == HISTORY:
        return DigestHistory(which=_nothing_left(which, left, f"/billing {first} history 2"))
    if verb in EDIT:
        return _edit(first, which, left)
    if verb in CHANGES:
        return _change(first, verb, which, left)
    if which:
        raise UnreadableError(f"What about digest {which}? Try {WAYS}", words[0])
    if verb in NEW and left:
        return CreateDigest(text=" ".join(left))
    return CreateDigest(text=rest.strip())


def _parts(words: list[str]) -> tuple[str, str, list[str]]:
    """The word of ours, the digest, and what is left: `send 2 now`, `2 send now`.

    `send me sessions every Monday` is a new digest, and `send` none of our words there.
    """
    verb, which = words[0].casefold(), _which(words[0])
    if which:
        verb = words[1].casefold() if len(words) > 1 else ""
        return (verb, which, words[2:]) if verb in VERBS else ("", which, words[1:])
    which = _which(words[1]) if len(words) > 1 and verb in VERBS else ""
    if verb == "send" and not which and len(words) > 1 and words[1:] != ["now"]:
        return "", "", words
    return verb, which, words[2:] if which else words[1:]


def _which(word: str) -> str:
    """The number or id in `word`, or nothing where it is neither."""
    if found := WHICH.fullmatch(word.casefold()):
        return found[1] or found[2]
    if NUMBERED.fullmatch(word):
        raise UnreadableError(
            f'"{word}" is no number of a digest: see `/billing digests` for those that there are',
            word,
        )
    return ""


def _change(first: str, verb: str, which: str, left: list[str]) -> DigestCommand:
    if verb == "send" and left and left[0].casefold() == "now":
        left = left[1:]
    if not which:
        _ask_which(verb, f"/billing {first} {verb} 2")
    return CHANGES[verb](which=_nothing_left(which, left, f"/billing {first} {verb} {which}"))


def _edit(first: str, which: str, left: list[str]) -> EditDigest:
    example = f"/billing {first} edit {which or 2} every Tuesday at 10"
    if not which:
        _ask_which("edit", example)
    return EditDigest(which=which, text=" ".join(left[1:] if left[:1] == ["to"] else left))


def _ask_which(verb: str, example: str) -> NoReturn:
    raise UnreadableError(
        f"Which one? `/billing digests` shows their numbers. Try `{example}`", verb
    )


def _nothing_left(which: str, left: list[str], example: str) -> str:
    if left:
        said = " ".join(left)
        raise UnreadableError(f'I have no use for "{said}" there. Try `{example}`', said)
    return which
