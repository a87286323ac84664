"""Tells words that name something to watch for from a question, which names none."""

from slackbot.domain.errors import UnreadableError
from slackbot.language.alerts.clauses.changes import FACTORS, read_way
from slackbot.language.alerts.clauses.clause import UNIT_WORDS, RuleText
from slackbot.language.alerts.clauses.counts import COMPARES, MOVES, read_comparison
from slackbot.language.alerts.clauses.watched import (
    FORESEEN,
    NOTHING,
    SILENT,
    UNUSUAL,
    USAGE,
    read_watched,
)
from slackbot.language.alerts.lead import behind_lead
from slackbot.language.alerts.reading import read_alert
from slackbot.language.alerts.refusal import example_for
from slackbot.language.alerts.set_up import read_rule
from slackbot.language.context import ANYWHERE
from slackbot.language.core.readers import word
from slackbot.language.core.tokens import Text


def is_rule(t: Text, i: int = 0) -> bool:
    """Tell whether the words from `i` on name something to watch for."""
    w = RuleText(t, {}, {})
    return any(_marks_rule(w, k) for k in range(i, len(t.words)))


def alert_example(t: Text) -> tuple[str, bool]:
    """Return a command for an alert, and whether it is of these words; else it is an example of
    their kind."""
    begins = behind_lead(t)
    rule = t.phrase(begins, len(t.words))
    own = True
    read = read_rule if begins else read_alert  # what a wish lacks is completed
    try:
        read(rule, ANYWHERE)
    except UnreadableError as error:
        if error.suggestions:
            return error.suggestions[0], True
        own = False
        rule = example_for(t).removeprefix("Try `").removesuffix("`")
    at = rule.startswith(("at ", "on ", "for ", "@", "<"))
    return f"alert {rule}" if at else f"alert when {rule}", own


def _marks_rule(w: RuleText, i: int) -> bool:
    this = word(w.t, i)
    if this in FORESEEN | UNUSUAL | SILENT | {"%", "notify"}:
        return True
    if this in NOTHING | {"on"} and read_watched(w, i):
        return True
    if FACTORS.read(w.t, i) and word(w.t, i - 1) in UNIT_WORDS | USAGE:
        return True
    if (way := read_way(w, i)) and (compared := read_comparison(w, way[1])):
        return bool(compared[0][1].percent)
    if this not in (COMPARES | MOVES) - {"top"}:
        return False  # a count alone marks none, and `top 5` is a question's
    found = read_comparison(w, i)
    if found is None or found[0][1].side is None:
        return False
    if this != "at" or word(w.t, i + 1) in {"least", "most"}:
        return True
    return bool(found[0][1].percent)  # a question may be about "at 9 am"
