"""What stands behind `/billing alert`: a command, a rule, or a question about Kore's alerts."""

import re
from typing import Final

from pydantic import BaseModel, ConfigDict

from slackbot.domain.errors import UnreadableError
from slackbot.domain.grammar.dates_pieces import glued, word
from slackbot.domain.grammar.thresholds import FORESEEN, NOTHING, SILENT, UNUSUAL, USAGE
from slackbot.domain.grammar.thresholds_clauses import (
    UNIT_WORDS,
    Words,
    read_comparison,
    read_way,
)
from slackbot.domain.grammar.tokens import Text, even, tokens_of

WHICH: Final = re.compile(r"#?([1-9][0-9]{0,3})|([0-9a-f]{12})")
EPISODE: Final = re.compile(r"[0-9a-f]{12}(?:\.[0-9]{1,4})?:\S{1,150}")
SNOOZES: Final = frozenset("1h 1d change period".split())
LISTS: Final = frozenset("list show all".split())
WHEN: Final = frozenset("when whenever if me us".split())


class _Command(BaseModel):
    """`which` is an alert's number in the channel, or its id."""

    model_config = ConfigDict(frozen=True)


class CreateAlert(_Command):
    """`/billing alert when sessions > 10000 per day`: a rule, still in words."""

    text: str


class ListAlerts(_Command):
    """`/billing alerts`."""


class AlertHistory(_Command):
    """`/billing alert history [2]`; without a number, of all rules."""

    which: str = ""


class PauseAlert(_Command):
    """`/billing alert pause 2`: it is not checked."""

    which: str


class ResumeAlert(_Command):
    """`/billing alert resume 2`: paused, muted or broken, it is checked and speaks again."""

    which: str


class MuteAlert(_Command):
    """`/billing alert mute 2`: it is checked, and says nothing new."""

    which: str


class UnmuteAlert(_Command):
    """`/billing alert unmute 2`."""

    which: str


class RemoveAlert(_Command):
    """`/billing alert remove 2`."""

    which: str


class EditAlert(_Command):
    """`/billing alert edit 2 sessions > 20000 per day`: a rule, still in words; without any, they
    are asked for."""

    which: str
    text: str


class TryAlert(_Command):
    """`/billing alert test 2`: what would it say now?"""

    which: str


class SaveAlert(_Command):
    """`/billing alert save sessions > 10000 per day`, or `save #2 …` in the place of that one:
    what the button under a trial says."""

    which: str = ""
    text: str


class AcknowledgeAlert(_Command):
    """`/billing alert ack 2`; a button names the one episode that it is about."""

    episode: str


class SnoozeAlert(_Command):
    """`/billing alert snooze 2 1h`, or until it changes (`change`) or its `period` ends; for a day
    where nothing is said. A button names the episode."""

    episode: str
    until: str


AlertCommand = (
    CreateAlert | ListAlerts | AlertHistory | PauseAlert | ResumeAlert | MuteAlert | UnmuteAlert
    | RemoveAlert | EditAlert | TryAlert | SaveAlert | AcknowledgeAlert | SnoozeAlert
)  # fmt: skip
Numbered = (
    type[PauseAlert]
    | type[ResumeAlert]
    | type[MuteAlert]
    | type[UnmuteAlert]
    | (type[RemoveAlert] | type[TryAlert])
)
VERBS: Final[dict[str, Numbered]] = {
    "pause": PauseAlert,
    "resume": ResumeAlert,
    "mute": MuteAlert,
    "unmute": UnmuteAlert,
    "remove": RemoveAlert,
    "delete": RemoveAlert,
    "test": TryAlert,
    "try": TryAlert,
}


def read_alert_command(first: str, rest: str) -> AlertCommand | None:
    """The command in the words behind `alert` or `alerts`; None where they are a question about the
    unit of that name, such as `alerts last week`.

    `first` is in lower case. Raises UnreadableError where a command lacks its number. The words of
    a rule are not read here: `read_threshold` does.
    """
    t = tokens_of(even(rest))
    verb = word(t, 0)
    if found := _pressed(even(rest).split()) or _about_one(t, verb):
        return found
    if not verb or (verb in LISTS and len(t.words) == 1):
        return ListAlerts()
    if verb == "#":
        raise UnreadableError(
            f"What about it? Try `/billing alert test {word(t, 1)}`, or `pause`, `edit`, `remove`",
            t.source,
        )
    if verb in WHEN:
        behind = next((k for k, each in enumerate(t.words) if each not in WHEN), len(t.words))
        return CreateAlert(text=_rule(t, behind, verb))
    lacking = first == "alert" and verb in UNIT_WORDS and len(t.words) == 1
    if not (lacking or _is_rule(t)):
        return None
    # `alerts > 5 per day` is about Kore's alerts; behind `alert` somebody forgot of what.
    is_unit = first == "alerts" and not any(each in UNIT_WORDS for each in t.words)
    return CreateAlert(text=f"{first} {t.source}" if is_unit else t.source)


def _about_one(t: Text, verb: str) -> AlertCommand | None:
    """What is done with a rule that is there."""
    if verb in VERBS:
        return VERBS[verb](which=_only_which(t, verb))
    if verb == "history":
        return AlertHistory(which="" if len(t.words) == 1 else _only_which(t, verb))
    if verb in {"edit", "change"}:
        which, end = _which(t, verb)
        return EditAlert(which=which, text=t.said(end, len(t.words)))
    return None


def _pressed(words: list[str]) -> AlertCommand | None:
    """What buttons say."""
    match words:
        case ["save", which, _, *_] if which.startswith("#") and WHICH.fullmatch(which):
            return SaveAlert(which=which[1:], text=" ".join(words[2:]))
        case ["save", _, *_]:
            return SaveAlert(text=" ".join(words[1:]))
        case ["ack" | "acknowledge", which] if _names(which):
            return AcknowledgeAlert(episode=which.removeprefix("#"))
        case ["snooze", which] if _names(which):
            return SnoozeAlert(episode=which.removeprefix("#"), until="1d")
        case ["snooze", until, which] if until in SNOOZES and _names(which):
            return SnoozeAlert(episode=which.removeprefix("#"), until=until)
        case ["snooze", which, until] if until in SNOOZES and _names(which):
            return SnoozeAlert(episode=which.removeprefix("#"), until=until)
    return None


def _names(word: str) -> bool:
    """Whether it is an episode's key, or a rule's number or id."""
    return bool(EPISODE.fullmatch(word) or WHICH.fullmatch(word))


def _only_which(t: Text, verb: str) -> str:
    which, end = _which(t, verb)
    if end < len(t.words):
        said = t.said(end, len(t.words))
        raise UnreadableError(
            f'"{said}" is one too many. Try `/billing alert {verb} {which}`', said
        )
    return which


def _which(t: Text, verb: str) -> tuple[str, int]:
    """The number behind the verb, `2` or `#2`, or an id, and the place behind it."""
    end = 1 + (word(t, 1) == "#")
    while end + 1 < len(t.words) and glued(t, end + 1):
        end += 1
    found = WHICH.fullmatch(t.said(1, end + 1))
    if found is None:
        raise UnreadableError(
            f"Which one? Try `/billing alert {verb} 2`; `/billing alerts` shows their numbers",
            t.said(0, 2),
        )
    return found[1] or found[2], end + 1


def _rule(t: Text, i: int, said: str) -> str:
    text = t.said(i, len(t.words))
    if not text:
        raise UnreadableError(
            f"What shall I watch? Try `/billing alert {said} sessions > 500 per day`"
        )
    return text


def _is_rule(t: Text) -> bool:
    """Whether the words say what to watch for, which no question does."""
    w = Words(t, {}, {})
    return any(_marks_rule(w, i) for i in range(len(t.words)))


def _marks_rule(w: Words, i: int) -> bool:
    this = word(w.t, i)
    if this in FORESEEN | UNUSUAL | SILENT | {"%", "notify"}:
        return True
    if this in NOTHING and word(w.t, i + 1) in UNIT_WORDS | USAGE:
        return True
    if read_way(w, i) and (compared := read_comparison(w, i + 1)):
        return bool(compared[0][1].percent)
    found = read_comparison(w, i)
    if found is None or found[0][1].side is None:
        return False
    if this != "at" or word(w.t, i + 1) in {"least", "most"}:
        return True
    return bool(found[0][1].percent)  # a question may be about "at 9 am"
