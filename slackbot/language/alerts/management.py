"""Reads the words after `/billing alert`: a command, a rule, or a question about Kore's alerts."""

import re
from typing import Final

from slackbot.domain.errors import UnreadableError
from slackbot.domain.naming import read_name
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
    NameAlert,
    PauseAlert,
    RemoveAlert,
    ResumeAlert,
    SaveAlert,
    SnoozeAlert,
    TryAlert,
    UnmuteAlert,
)
from slackbot.language.alerts.recognition import is_rule
from slackbot.language.alerts.snooze import read_snooze
from slackbot.language.core.pasted import even
from slackbot.language.core.readers import read_unit, read_year, tried, word
from slackbot.language.core.tokens import Text, tokens_of
from slackbot.language.verbs import WHICH, Managed, Verb, read_managed

EPISODE: Final = re.compile(r"[0-9a-f]{12}(?:\.[0-9]{1,4})?:\S{1,150}")
SNOOZES: Final = frozenset("1h 1d change period".split())
SNOOZED: Final = {
    spelling: until
    for until, rows in {
        "1h": ("1 h", "1 hour", "an hour", "one hour"),
        "1d": ("", "1 d", "1 day", "a day", "one day", "24 h", "24 hours"),
        "change": ("change", "until it changes", "until change"),
        "period": ("period", "until its period ends", "until the period ends"),
    }.items()
    for spelling in rows
}
WHEN: Final = frozenset("when whenever if me us".split())
Numbered = (
    type[PauseAlert] | type[ResumeAlert] | type[MuteAlert] | type[UnmuteAlert] | type[RemoveAlert]
    | type[TryAlert] | type[AlertHistory]
)  # fmt: skip
MADE: Final[dict[Verb, Numbered]] = {
    "pause": PauseAlert,
    "resume": ResumeAlert,
    "mute": MuteAlert,
    "unmute": UnmuteAlert,
    "remove": RemoveAlert,
    "test": TryAlert,
    "history": AlertHistory,
}


def alert_command(managed: Managed) -> AlertCommand:
    """Return the command for an alert that is there. Raises UnreadableError."""
    if made := MADE.get(managed.verb):
        return made(which=managed.which)
    match managed.verb:
        case "list":
            return ListAlerts()
        case "edit" | "change":
            return EditAlert(which=managed.which, text=managed.rest)
        case "name":
            return NameAlert(which=managed.which, name=read_name(managed.rest))
        case "acknowledge":
            return AcknowledgeAlert(episode=managed.which)
        case "snooze":
            return SnoozeAlert(episode=managed.which, until=_until(managed))
    if managed.verb == "send":
        raise UnreadableError(
            "An alert is sent when it fires. To see what it would say now, try `/billing alert "
            f"test {managed.which or 1}`",
            "send",
        )
    raise UnreadableError(
        f"What about it? Try `/billing alert test {managed.which or 1}`, or `pause`, `edit`, "
        "`remove`",
        managed.which,
        suggestions=tuple(f"alert {verb} {managed.which}" for verb in ("test", "pause", "edit")),
    )


def read_alert_command(first: str, rest: str) -> AlertCommand | None:
    """Return the command in the words after `alert` or `alerts`; None where they are a question
    about the unit of that name, such as `alerts last week`.

    `first` is in lower case. Raises UnreadableError where a command lacks its number. The words of
    a rule are not read here: `read_alert` does.
    """
    t = tokens_of(even(rest))
    if found := _pressed(t.source.split()):
        return found
    if managed := read_managed(tokens_of(even(f"{first} {rest}"))):
        return alert_command(managed)
    verb = word(t, 0)
    foreseen = verb == "before" and word(t, 1) in {"we", "i", "our"}
    if verb in WHEN or foreseen:
        start = next(
            (k for k, each in enumerate(t.words) if each not in WHEN | {"before"}), len(t.words)
        )
        return CreateAlert(text=_rule(t, start, verb))
    if not (is_rule(t) or (first == "alert" and _counts_or_names(t))):
        return None
    # `alerts > 5 per day` is about Kore's alerts; after `alert`, the text lacks its unit.
    is_unit = first == "alerts" and not any(each in UNIT_WORDS for each in t.words)
    return CreateAlert(text=f"{first} {t.source}" if is_unit else t.source)


def _counts_or_names(t: Text) -> bool:
    """Read `10000 sessions per day`, `sessions`: a rule that lacks something, and no question."""
    begins = int(word(t, 0) in {"on", "at", "about"})
    count = read_counts(t, begins)
    end = count[1] if count else begins
    if word(t, end) in UNIT_WORDS and (count or len(t.words) == 1):
        return True
    if begins and count and end == len(t.words):
        return True  # `at 10k`
    unit = read_unit(tokens_of(f"alert {t.source}"), 0)
    bare = word(t, 0) in UNIT_WORDS and unit and unit[1] == 1  # `alert messages` are a unit
    if bare and not read_year(t, 1) and (only := read_counts(t, 1)) and only[1] == len(t.words):
        return True
    return any(word(t, k) == "at" and _is_counted(t, k + 1) for k in range(1, len(t.words)))


def _is_counted(t: Text, i: int) -> bool:
    """Read `10k requests`."""
    count = tried(read_counts, t, i)
    return bool(count and word(t, count[1]) in UNIT_WORDS)


def _until(managed: Managed) -> str:
    """Read `1h`, `for a day`, `until it changes`, `until the period ends`, `until Monday 9am`."""
    words = " ".join(tokens_of(managed.rest.lower()).words).removeprefix("for ")
    if until := SNOOZED.get(words):
        return until
    read_snooze(managed.rest)  # it is read again where the time and the zone are known
    return managed.rest.lower()


def _pressed(words: list[str]) -> AlertCommand | None:
    """Read the texts of buttons."""
    match words:
        case ["save", which, _, *_] if which[0] == "#" and WHICH.fullmatch(which[1:]):
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
    """Tell whether the word is an episode's key, or a rule's number or id."""
    return bool(EPISODE.fullmatch(word) or WHICH.fullmatch(word))


def _rule(t: Text, i: int, phrase: str) -> str:
    text = t.phrase(i, len(t.words))
    if not text:
        raise UnreadableError(
            f"What shall I watch? Try `/billing alert {phrase} sessions > 500 per day`"
        )
    return text
