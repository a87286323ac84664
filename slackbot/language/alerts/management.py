"""What stands behind `/billing alert`: a command, a rule, or a question about Kore's alerts."""

import re
from typing import Final

from slackbot.domain.errors import UnreadableError
from slackbot.language.alerts.clauses.clause import UNIT_WORDS
from slackbot.language.alerts.clauses.counts import read_counts
from slackbot.language.alerts.commands import (
    AcknowledgeAlert,
    AlertCommand,
    AlertHistory,
    CreateAlert,
    EditAlert,
    ListAlerts,
    MuteAlert,
    PauseAlert,
    RemoveAlert,
    ResumeAlert,
    SaveAlert,
    SnoozeAlert,
    TryAlert,
    UnmuteAlert,
)
from slackbot.language.alerts.recognition import is_rule
from slackbot.language.core.readers import glued, word
from slackbot.language.core.tokens import Text, even, tokens_of

WHICH: Final = re.compile(r"#?([1-9][0-9]{0,3})|([0-9a-f]{12})")
YEAR: Final = re.compile(r"(19|20|21)[0-9]{2}\??")  # `alerts 2026` is a question
EPISODE: Final = re.compile(r"[0-9a-f]{12}(?:\.[0-9]{1,4})?:\S{1,150}")
SNOOZES: Final = frozenset("1h 1d change period".split())
SNOOZED: Final = {
    said: until
    for until, rows in {
        "1h": ("1 h", "1 hour", "an hour", "one hour"),
        "1d": ("", "1 d", "1 day", "a day", "one day", "24 h", "24 hours"),
        "change": ("change", "until it changes", "until change"),
        "period": ("period", "until its period ends", "until the period ends"),
    }.items()
    for said in rows
}
LISTS: Final = frozenset("list show all".split())
WHEN: Final = frozenset("when whenever if me us".split())


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
# Words for what we do in other words, or in two ways.
INSTEAD: Final[dict[str, tuple[str, ...]]] = {
    **dict.fromkeys(("stop", "off", "cancel"), ("pause", "remove")),
    **dict.fromkeys(("disable", "deactivate"), ("pause", "mute")),
    "silence": ("mute", "snooze"),
    **dict.fromkeys(("on", "enable", "activate", "start", "restart"), ("resume", "unmute")),
    "rename": ("edit",),
}
DOES: Final = (
    VERBS.keys() | INSTEAD.keys() | set("history edit change snooze ack acknowledge".split())
)


def read_alert_command(first: str, rest: str) -> AlertCommand | None:
    """The command in the words behind `alert` or `alerts`; None where they are a question about the
    unit of that name, such as `alerts last week`.

    `first` is in lower case. Raises UnreadableError where a command lacks its number. The words of
    a rule are not read here: `read_alert` does.
    """
    t = tokens_of(even(rest))
    t = _verb_first(t) or t
    verb = word(t, 0)
    if found := _pressed(t.source.split()) or _about_one(t, verb):
        return found
    if not verb or (verb in LISTS and len(t.words) == 1):
        return ListAlerts()
    if is_which(t, 0) and not YEAR.fullmatch(t.source):
        number = t.source.strip("#?")
        raise UnreadableError(
            f"What about it? Try `/billing alert test {number}`, or `pause`, `edit`, `remove`",
            t.source,
        )
    if verb in WHEN:
        behind = next((k for k, each in enumerate(t.words) if each not in WHEN), len(t.words))
        return CreateAlert(text=_rule(t, behind, verb))
    if not (is_rule(t) or (first == "alert" and _counts_or_names(t))):
        return None
    # `alerts > 5 per day` is about Kore's alerts; behind `alert` somebody forgot of what.
    is_unit = first == "alerts" and not any(each in UNIT_WORDS for each in t.words)
    return CreateAlert(text=f"{first} {t.source}" if is_unit else t.source)


def _counts_or_names(t: Text) -> bool:
    """`10000 sessions per day`, `sessions`: a rule that lacks something, and no question."""
    count = read_counts(t, 0)
    end = count[2] if count else 0
    return word(t, end) in UNIT_WORDS and (bool(count) or len(t.words) == 1)


def _verb_first(t: Text) -> Text | None:
    """`pause 2` for `2 pause`."""
    end = 1 + (word(t, 0) == "#")
    if not WHICH.fullmatch(t.said(0, end)) or word(t, end) not in DOES:
        return None
    verb, which, rest = t.said(end, end + 1), t.said(0, end), t.said(end + 1, len(t.words))
    return tokens_of(f"{verb} {which} {rest}".strip())


def _about_one(t: Text, verb: str) -> AlertCommand | None:
    """What is done with a rule that is there."""
    if verb in VERBS:
        return VERBS[verb](which=_only_which(t, verb))
    if verb == "history":
        return AlertHistory(which="" if len(t.words) == 1 else _only_which(t, verb))
    if verb in {"edit", "change"}:
        which, end = _which(t, verb)
        return EditAlert(which=which, text=t.said(end + (word(t, end) == "to"), len(t.words)))
    if verb == "snooze":
        which, end = _which(t, verb)
        return SnoozeAlert(episode=which, until=_until(t, end, which))
    if verb in INSTEAD and (len(t.words) == 1 or is_which(t, 1)):
        which = _which(t, INSTEAD[verb][0])[0]
        tries = ", or ".join(f"`/billing alert {each} {which}`" for each in INSTEAD[verb])
        raise UnreadableError(f'I do not know "{verb}" of an alert. Try {tries}', verb)
    return None


def is_which(t: Text, i: int) -> bool:
    """Whether a rule's number or id is all that stands from `i` on."""
    return bool(WHICH.fullmatch(t.said(i, len(t.words))))


def _until(t: Text, i: int, which: str) -> str:
    """`1h`, `for a day`, `until it changes`, `until the period ends`."""
    said = " ".join(t.words[i + (word(t, i) == "for") :])
    until = SNOOZED.get(said)
    if until is None:
        raise UnreadableError(
            f'I cannot snooze "{t.said(i, len(t.words))}", only for an hour or a day, or until it '
            f"changes or its period ends. Try `/billing alert snooze {which} 1d`",
            t.said(i, len(t.words)),
        )
    return until


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
