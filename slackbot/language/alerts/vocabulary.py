"""Lists all words of rules, and finds the one that an unknown word may be a slip of."""

from typing import Final

from slackbot.language.alerts.clauses.bases import AGAINST
from slackbot.language.alerts.clauses.bots import ALL, EACH, TOGETHER
from slackbot.language.alerts.clauses.changes import DOWN, FACTORS, GOES, UP
from slackbot.language.alerts.clauses.clause import UNIT_WORDS
from slackbot.language.alerts.clauses.costs import COSTS
from slackbot.language.alerts.clauses.counts import COMPARISONS, MOVES, OR_MORE
from slackbot.language.alerts.clauses.watched import (
    NOTHING,
    SILENT,
    SUDDEN,
    TO_COME,
    UNUSUAL,
    USAGE,
)
from slackbot.language.alerts.lead import LEADS, WHEN, WHOM
from slackbot.language.core import words
from slackbot.language.core.words import LAST, UNITS
from slackbot.language.slips.ordinary import ORDINARY
from slackbot.language.slips.vocabulary import KNOWN, SHORT, TARGETS, Vocabulary, parted

FILLERS: Final = frozenset(
    "is are was were be the a an of number count total and with by used use usage , : ; please "
    "we have has had gets sees receives been there then happens uses using way far".split()
)
OWN: Final = (
    UNIT_WORDS | MOVES | COMPARISONS.words() | OR_MORE.words() | UP | DOWN | FACTORS.words() | GOES
    | WHEN | LEADS | WHOM | NOTHING | USAGE | SILENT | UNUSUAL | SUDDEN.keys() | ALL | EACH
    | TOGETHER | COSTS | AGAINST | UNITS.keys() | LAST | TO_COME
    | frozenset(
        "relative percent hundred thousand million floor minimum maximum average weekday weekdays "
        "workdays weekends same channel checks check row consecutive times once notify mention "
        "cooldown high low".split()
    )
)  # fmt: skip
LITTLE: Final = frozenset("than then them this that more less each once times high low the".split())
# The words that a slip may be meant for are those that carry meaning.
RULES: Final = Vocabulary(
    (KNOWN - words.FILLERS) | OWN | FILLERS,
    tuple(
        sorted(each for each in (OWN | set(TARGETS)) - FILLERS - LITTLE if len(each) >= SHORT)
    ),
)  # fmt: skip


def meant_by(word: str) -> str:
    """Return the one word of rules that `word` may be a slip of, or nothing."""
    meant = RULES.meant_by(word, 4, far=True)
    return meant or ("" if RULES.is_known(word) or word in ORDINARY else parted(word))
