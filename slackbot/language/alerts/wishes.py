"""Alerts in sentences that do not begin with the word: `pause alert 2`, `tell me when …`."""

from typing import Final

from slackbot.language.alerts.lead import (
    MAKES,
    behind_lead,
    behind_noun,
    behind_please,
    behind_tail,
    behind_when,
    behind_wish,
    leads_to_mention,
)
from slackbot.language.alerts.management import DOES, WHICH
from slackbot.language.alerts.recognition import is_rule
from slackbot.language.core.readers import word
from slackbot.language.core.tokens import Text, even, tokens_of

YEAR: Final = 4  # digits: `show alerts 2026` is a question
SHOWS: Final = frozenset("list show display view see".split())
ALERTS: Final = frozenset("alert alerts".split())
SETS: Final = (
    ("are", "there"), ("do", "we", "have"), ("do", "i", "have"), ("have", "we"), ("are", "set"),
    ("are", "set", "up"), ("exist",), ("are", "active"),
)  # fmt: skip
TURNS: Final = frozenset("turn switch".split())


def behind_alert(text: str) -> str | None:
    """What would stand behind `alert` in a sentence that means the same; None where it is about
    something else, as `show alerts last week` is.

    A sentence that only may wish for an alert, such as `tell me when …`, must hold a rule.
    """
    t = tokens_of(even(text))
    i = behind_please(t)
    if _lists(t, i):
        return "list"
    if i and word(t, i) in ALERTS:
        return t.said(i + 1, len(t.words))
    return _managed(t, i) or _wished(t, i)


def _lists(t: Text, i: int) -> bool:
    """`list alerts`, `show me all our alerts`, `what alerts are there`."""
    asks = word(t, i) in {"what", "which"}
    if not (asks or word(t, i) in SHOWS):
        return False
    j = i + 1 + (asks and word(t, i + 1) == "are")
    while word(t, j) in {"me", "us", "all", "of", "the", "my", "our"}:
        j += 1
    if word(t, j) not in ALERTS:
        return False
    rest = t.words[j + 1 + (word(t, j + 1) in {"rule", "rules"}) :]
    if asks and j > i + 1:  # what are our alerts
        return not rest
    return rest in SETS if asks else rest in {(), ("please",)}


def _managed(t: Text, i: int) -> str:
    """`pause alert 2`, `change the alert #2 to …`, `turn alert 2 off`; or nothing."""
    verb = word(t, i)
    j = i + 1
    if verb in TURNS and word(t, j) in {"on", "off"}:
        verb, j = word(t, j), j + 1
    elif verb not in DOES | TURNS | SHOWS:
        return ""
    while word(t, j) in {"the", "my", "our", "of", "all", "me"}:
        j += 1
    if word(t, j) not in ALERTS:
        return ""
    numbered = word(t, j + 1) == "#" or word(t, j + 1).isdigit()
    rest = t.said(j + 1, len(t.words))
    if verb in SHOWS:
        return rest if rest == "history" or (WHICH.fullmatch(rest) and len(rest) < YEAR) else ""
    if verb in TURNS:
        which, _, verb = rest.rpartition(" ")
        return f"{verb} {which}" if numbered and verb in {"on", "off"} else ""
    return f"{verb} {rest}".strip() if numbered or not rest else ""


def _wished(t: Text, i: int) -> str | None:
    """`when` and the rule in `tell me when …`, `set an alert for …`, `when …, alert me`."""
    if noun := behind_noun(t, i):
        sure = word(t, i) in MAKES or behind_when(t, noun) or is_rule(t, noun)
        return f"when {t.said(behind_lead(t), len(t.words))}".strip() if sure else None
    if called := leads_to_mention(t, i):
        sure = is_rule(t, called) and any(behind_when(t, k) for k in range(called, len(t.words)))
        return f"when {t.said(i, len(t.words))}" if sure else None
    wish = behind_wish(t, i)
    begins = behind_when(t, wish or i)
    sure = wish or any(
        behind_tail(t, k) or leads_to_mention(t, k) for k in range(begins, len(t.words))
    )
    return (
        f"when {t.said(begins, len(t.words))}" if begins and sure and is_rule(t, begins) else None
    )
