"""Reads a rule: `sessions over 500 per day`, `at 80 and 100% of 40000 sessions per month`.

The clauses may come in any order, and every word is accounted for, or the text is refused.
"""

import re
from collections.abc import Collection
from functools import partial
from typing import Final

from slackbot.domain.alerts.rule import AlertRule
from slackbot.domain.errors import UnreadableError
from slackbot.language.alerts.clauses.bases import read_base
from slackbot.language.alerts.clauses.bots import read_bots
from slackbot.language.alerts.clauses.changes import read_beyond, read_factor, read_floor, read_way
from slackbot.language.alerts.clauses.clause import (
    EXAMPLE,
    UNIT_WORDS,
    RuleText,
    read_place,
    read_unit,
)
from slackbot.language.alerts.clauses.costs import read_cost, read_in_currency
from slackbot.language.alerts.clauses.counts import (
    read_allowance,
    read_comparison,
    read_count,
    read_or_more,
)
from slackbot.language.alerts.clauses.hours import read_duration
from slackbot.language.alerts.clauses.often import read_checks, read_cooldown
from slackbot.language.alerts.clauses.told import read_notify
from slackbot.language.alerts.clauses.watched import read_watched
from slackbot.language.alerts.clauses.windows import (
    read_days,
    read_start,
    read_window,
)
from slackbot.language.alerts.lead import behind_lead, behind_tail, behind_when
from slackbot.language.alerts.refusal import unread
from slackbot.language.alerts.rules.rule import rule_of
from slackbot.language.alerts.unsupported import refuse_beyond
from slackbot.language.alerts.vocabulary import FILLERS
from slackbot.language.context import ReadingContext
from slackbot.language.core.clause_reader import FoundClause, ReadClauses, read_clauses
from slackbot.language.core.pasted import even
from slackbot.language.core.readers import word
from slackbot.language.core.tokens import Text, tokens_of
from slackbot.language.names.bots import known_names

LONGEST_RULE: Final = 400
IN_FULL: Final = {"ve": "have", "re": "are", "ll": "will"}
SHORTENED: Final = re.compile(r"\b(we|they|it|there|sessions)'(ve|re|ll)\b", re.IGNORECASE)
SPENT: Final = frozenset("used spent gone consumed".split())
BEFORE_WHEN: Final = frozenset("notify bot each together unit zone cooldown".split())


def read_alert(text: str, context: ReadingContext) -> AlertRule:
    """Return the rule that `text` is. Raises only UnreadableError, with what would work.

    `with_allowance` comes first where the channel has allowances.
    """
    return rule_of(clauses_of(text, context), context)


def clauses_of(text: str, context: ReadingContext) -> ReadClauses:
    """Return the clauses of `text`, which need not be a whole rule. Raises UnreadableError."""
    t = _tokens(text)
    w = RuleText(t, known_names(t, context.names) if context.names else {}, context.mentions)

    def read(t: Text, i: int) -> FoundClause:
        refuse_beyond(t, i)
        return next((found for rule in RULES if (found := rule(w, i))), None)

    first, last = behind_lead(t), len(t.words)
    end = next((k for k in range(first, last) if behind_tail(t, k)), last)
    return read_clauses(t, (first, end), read, partial(_behind_filler, t), unread)


def _tokens(text: str) -> Text:
    if len(text) > LONGEST_RULE or len(source := even(text)) > LONGEST_RULE:
        raise UnreadableError(
            f"A rule has at most {LONGEST_RULE} characters. {EXAMPLE}", text[:40] + "…"
        )
    t = tokens_of(SHORTENED.sub(_in_full, source))
    if not t.tokens:
        raise UnreadableError(f"What shall I watch? {EXAMPLE}", source)
    return t


def _in_full(shortened: re.Match[str]) -> str:
    return f"{shortened[1]} {IN_FULL[shortened[2].lower()]}"


def _behind_filler(t: Text, i: int, kinds: Collection[str]) -> int:
    """Return the position after a word that says nothing; `when` is one, too, until the text has
    named what to watch."""
    if word(t, i) in SPENT and not {"allowance", "compared"}.isdisjoint(kinds):
        return i + 1 + (word(t, i + 1) == "up" and not read_count(t, i + 2))
    if word(t, i) in FILLERS or (word(t, i) == "in" and word(t, i + 1) in UNIT_WORDS):
        return i + 1
    return behind_when(t, i) if BEFORE_WHEN.issuperset(kinds) else 0


# The first that fits is taken, so longer and more certain forms come first.
RULES: Final = (
    read_notify,
    read_cooldown,
    read_checks,
    read_watched,
    read_days,
    read_factor,
    read_beyond,
    read_base,
    read_start,
    read_duration,
    read_comparison,
    read_or_more,
    read_allowance,
    read_floor,
    read_window,
    read_bots,
    read_way,
    read_in_currency,
    read_place,
    read_unit,
    read_cost,
)
