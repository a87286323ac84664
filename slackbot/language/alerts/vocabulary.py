"""All words that rules are made of, and which of them a word they are not made of may be."""

from typing import Final

from slackbot.language.alerts.clauses.bots import ALL, EACH, TOGETHER
from slackbot.language.alerts.clauses.changes import DOWN, FACTORS, GOES, UP
from slackbot.language.alerts.clauses.clause import UNIT_WORDS
from slackbot.language.alerts.clauses.counts import COMPARISONS, MOVES, PASSED
from slackbot.language.alerts.clauses.watched import (
    FORESEEN,
    NOTHING,
    SILENT,
    TO_COME,
    UNUSUAL,
    USAGE,
)
from slackbot.language.alerts.clauses.windows import ADVERBS, AGAINST, FROM, ROLLING
from slackbot.language.alerts.lead import LEADS, WHEN, WHOM
from slackbot.language.core.vocabulary import OWN, one_slip, parted
from slackbot.language.core.words import LAST, MONTHS, NUMBERS, ORDINALS, UNITS, WEEKDAYS

FILLERS: Final = frozenset(
    "is are was were be the a an of number count total and with by used use usage , : ; please "
    "we have has had been there then happens".split()
)
KNOWN: Final = (
    UNIT_WORDS | MOVES | PASSED.keys() | UP | DOWN | FACTORS.keys() | GOES | FILLERS | WHEN | LEADS
    | WHOM | NOTHING | USAGE | SILENT | FORESEEN | UNUSUAL | UNITS.keys() | ADVERBS.keys() | LAST
    | ROLLING | FROM | NUMBERS.keys() | ORDINALS.keys() | ALL | EACH | TOGETHER
    | MONTHS.keys() | WEEKDAYS.keys() | {f"{day}s" for day in WEEKDAYS}
    | {word for words in (*COMPARISONS, *AGAINST, *TO_COME) for word in words}
    | frozenset(
        "or to in for this percent hundred thousand million allowance floor minimum maximum "
        "average weekday weekdays workdays weekends same bot bots channel checks check row "
        "consecutive times once only yesterday today before earlier notify mention cooldown "
        "high low except until".split()
    )
)  # fmt: skip
# What a slip may have been meant for: words that say something.
TARGETS: Final = tuple(
    sorted(each for each in KNOWN - FILLERS if len(each) >= 3 and each.isalpha())
)
LITTLE: Final = frozenset("than then them this that more less each once times high low the".split())


def is_known(word: str) -> bool:
    """Whether rules have a use for `word`; for numbers and signs they may have one."""
    return word in KNOWN or not word.isalpha()


def meant_by(word: str) -> str:
    """The one word of rules that is a slip away from `word`, two swapped letters first; or nothing.

    A word of three letters is only ever meant by its own letters.
    """
    if is_known(word) or word in OWN | {"nearly"} or not word.isascii() or len(word) < 3:
        return ""
    near = [each for each in TARGETS if each not in LITTLE and one_slip(word, each)]
    swapped = [each for each in near if sorted(each) == sorted(word)]
    found = swapped or [each for each in near if min(len(each), len(word)) > 3 or len(each) > 3]
    return found[0] if len({each.rstrip("s") for each in found}) == 1 else parted(word)
