"""Why a rule is refused: the words that are wrong, and what would work in its kind."""

from typing import Final

from slackbot.domain.alerts.rule import Kind
from slackbot.domain.errors import UnreadableError
from slackbot.language.alerts.clauses.changes import DOWN, FACTORS, UP
from slackbot.language.alerts.clauses.clause import UNIT_WORDS
from slackbot.language.alerts.clauses.said import EXAMPLES
from slackbot.language.alerts.clauses.watched import (
    FORESEEN,
    NOTHING,
    SILENT,
    TO_COME,
    UNUSUAL,
    USAGE,
)
from slackbot.language.alerts.money import NOT_MONEY, is_money
from slackbot.language.alerts.vocabulary import is_known, meant_by
from slackbot.language.core.readers import glued, word
from slackbot.language.core.tokens import Text

MOST_BLAMED: Final = 3  # words, where none of them is wrong by itself
OPENERS: Final = frozenset("per every each at in for by on over under within from > <".split())
BASES: Final = frozenset("vs versus compared than yesterday average mean before".split())
PERCENT: Final = frozenset(("%", "percent", "pct"))


def unread(t: Text, i: int) -> UnreadableError:
    """The refusal of words that begin no clause at `i`: it names the first that is not ours."""
    ahead = range(i, min(i + 1 + MOST_BLAMED, len(t.words)))
    wrong = next((k for k in ahead if not is_known(t.words[k])), None)
    start = i if wrong is None else wrong
    j, end = start, start + 1
    if wrong is None and word(t, i) in OPENERS:
        end = min(i + MOST_BLAMED, len(t.words))
    while start > i and glued(t, start):
        start -= 1
    while glued(t, end) and word(t, end) != ",":
        end += 1
    said = t.said(start, end)
    if is_money(word(t, i)):
        return UnreadableError(NOT_MONEY, said)
    meant = meant_by(word(t, j)) if said.lower() == word(t, j) else ""
    hint = f'Did you mean "{meant}"?' if meant else EXAMPLES[likely_kind(t)]
    return UnreadableError(f'I could not read "{said}". {hint}', said)


def likely_kind(t: Text) -> Kind:
    """What the words are most likely about, for an example that fits."""
    words = tuple(meant_by(each) or each for each in t.words)
    pairs = set(zip(words, (*words[1:], ""), strict=True))
    said = set(words)
    if said & SILENT or any(a in NOTHING and b in UNIT_WORDS | USAGE for a, b in pairs):
        return Kind.SILENCE
    if said & UNUSUAL:
        return Kind.UNUSUAL
    text = f" {' '.join(words)} "
    if said & FORESEEN or any(f" {' '.join(each)} " in text for each in TO_COME):
        return Kind.FORECAST
    if said & FACTORS.keys() or (said & (UP | DOWN | {"+"}) and said & (PERCENT | BASES)):
        return Kind.CHANGE
    if said & BASES and said & PERCENT:
        return Kind.CHANGE
    return Kind.SHARE if said & PERCENT else Kind.AMOUNT
