"""Lists all words of rules, and finds the one that an unknown word may be a slip of."""

from typing import Final

from slackbot.language.alerts.clauses.bases import AGAINST
from slackbot.language.alerts.clauses.bots import ALL, EACH, TOGETHER
from slackbot.language.alerts.clauses.changes import DOWN, FACTORS, GOES, UP
from slackbot.language.alerts.clauses.clause import UNIT_WORDS
from slackbot.language.alerts.clauses.costs import COSTS
from slackbot.language.alerts.clauses.counts import COMPARISONS, MOVES, OR_MORE
from slackbot.language.alerts.clauses.watched import (
    FORESEEN,
    NOTHING,
    SILENT,
    TO_COME,
    UNUSUAL,
    USAGE,
)
from slackbot.language.alerts.clauses.windows import FROM, ROLLING
from slackbot.language.alerts.lead import LEADS, WHEN, WHOM
from slackbot.language.core.words import ADVERBS, LAST, MONTHS, NUMBERS, ORDINALS, UNITS, WEEKDAYS
from slackbot.language.slips.ordinary import ORDINARY
from slackbot.language.slips.vocabulary import one_meant, parted

FILLERS: Final = frozenset(
    "is are was were be the a an of number count total and with by used use usage , : ; please "
    "we have has had been there then happens".split()
)
KNOWN: Final = (
    UNIT_WORDS | MOVES | OR_MORE.words() | UP | DOWN | FACTORS.words() | GOES | FILLERS | WHEN
    | LEADS | WHOM | NOTHING | USAGE | SILENT | FORESEEN | UNUSUAL | UNITS.keys() | ADVERBS.keys()
    | LAST | ROLLING | FROM | NUMBERS.keys() | ORDINALS.keys() | ALL | EACH | TOGETHER
    | COSTS | MONTHS.keys() | WEEKDAYS.keys() | {f"{day}s" for day in WEEKDAYS}
    | AGAINST | COMPARISONS.words() | {word for words in TO_COME for word in words}
    | frozenset(
        "compared relative with or to in for this percent hundred thousand million allowance floor "
        "minimum maximum "
        "average weekday weekdays workdays weekends same bot bots channel checks check row "
        "consecutive times once only yesterday today before earlier notify mention cooldown "
        "high low except until".split()
    )
)  # fmt: skip
LITTLE: Final = frozenset("than then them this that more less each once times high low the".split())
# The words that a slip may be meant for: those that carry meaning.
TARGETS: Final = tuple(
    sorted(each for each in KNOWN - FILLERS - LITTLE if len(each) >= 3 and each.isalpha())
)


def is_known(word: str) -> bool:
    """Tell whether rules have a use for `word`; for numbers and signs they may have one."""
    return word in KNOWN or not word.isalpha()


def meant_by(word: str) -> str:
    """Return the one word of rules that `word` may be a slip of, or nothing."""
    if is_known(word) or word in ORDINARY | {"nearly", "usually"} or not word.isascii():
        return ""
    return one_meant(word, TARGETS, least=4, far=True) or parted(word)
