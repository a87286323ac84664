"""Reads wishes for alerts that begin otherwise: `tell me when …`, `please alert us if …`."""

from typing import Final

from slackbot.language.alerts.lead import (
    MAKES,
    behind_lead,
    behind_noun,
    behind_tail,
    behind_when,
    behind_wish,
    leads_to_mention,
)
from slackbot.language.alerts.recognition import is_rule
from slackbot.language.core.courtesy import behind_please
from slackbot.language.core.readers import word
from slackbot.language.core.tokens import Text

LEVELS: Final = frozenset("at above over below under".split())  # begin a rule without `when`
WATCHES: Final = frozenset("watch monitor".split())
ALERTS: Final = frozenset("alert alerts".split())


def behind_alert(t: Text) -> str | None:
    """Return the words that would follow `alert` in a sentence of the same meaning; None where it
    is about something else, as `show alerts last week` is.

    A sentence that only may wish for an alert, such as `tell me when …`, must hold a rule.
    """
    i = behind_please(t)
    if i and word(t, i) in ALERTS:
        return t.phrase(i + 1, len(t.words))
    return _wished(t, i)


def _wished(t: Text, i: int) -> str | None:
    """Read `when` and the rule in `tell me when …`, `set an alert for …`, `when …, alert me`."""
    if noun := behind_noun(t, i):
        one = word(t, i) in {"a", "an"} and word(t, noun) in LEVELS  # `I want an alert at 500 …`
        sure = one or word(t, i) in MAKES or behind_when(t, noun) or is_rule(t, noun)
        return f"when {t.phrase(behind_lead(t), len(t.words))}".strip() if sure else None
    if word(t, i) in WATCHES and is_rule(t, i + 1):
        return t.phrase(i + 1, len(t.words))
    if called := leads_to_mention(t, i):
        sure = is_rule(t, called) and any(behind_when(t, k) for k in range(called, len(t.words)))
        return f"when {t.phrase(i, len(t.words))}" if sure else None
    wish = behind_wish(t, i)
    begins = behind_when(t, wish or i)
    sure = wish or any(
        behind_tail(t, k) or leads_to_mention(t, k) for k in range(begins, len(t.words))
    )
    if wish and not begins and word(t, wish) in LEVELS and is_rule(t, wish):
        return t.phrase(wish, len(t.words))
    return (
        f"when {t.phrase(begins, len(t.words))}" if begins and sure and is_rule(t, begins) else None
    )
