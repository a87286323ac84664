"""All words the grammar knows, and the nearest of them to a word it does not know."""

from functools import lru_cache
from typing import Final

from slackbot.language.core.words import (
    ARTICLES,
    BILLING_UNITS,
    FILLERS,
    FISCAL,
    GROUPINGS,
    LAST,
    MONTHS,
    NEXT,
    NUMBERS,
    ORDINALS,
    RECURRING,
    ROLLING,
    THIS,
    TO,
    UNITS,
    VAGUE,
    WEEKDAY_PLURALS,
    WEEKDAYS,
    WHOLE,
)

_OTHERS: Final = frozenset(
    """today yesterday tomorrow ago back before after since until from between and or to in on at
    of for by per over during within through date now so far mtd qtd ytd wtd onwards onward up
    noon midday midnight am pm starting beginning ending ended commencing start end final couple
    the utc gmt zone time vs versus against compared compare comparison with same period earlier
    top csv as export privately private only just fresh all every each bot bots including
    excluding hourly daily weekly monthly grouped split broken down q h w iso th st nd rd
    everything that than except not without""".split()
)
KNOWN: Final = (
    frozenset(MONTHS) | WEEKDAYS.keys() | WEEKDAY_PLURALS.keys() | UNITS.keys() | NUMBERS.keys()
    | ORDINALS.keys() | LAST | THIS | NEXT | ROLLING | WHOLE | FISCAL | RECURRING | VAGUE | TO
    | GROUPINGS.keys() | FILLERS | ARTICLES | _OTHERS
    | {each for words in BILLING_UNITS for each in words}
)  # fmt: skip

# Only these are ever put in place of a word: the ones whose meaning a period or a clause hangs on.
TARGETS: Final = tuple(
    sorted(
        word
        for word in (
            frozenset(MONTHS) | WEEKDAYS.keys() | UNITS.keys() | LAST | THIS | ROLLING
            | NUMBERS.keys() | ORDINALS.keys() | GROUPINGS.keys()
            | {each for row in BILLING_UNITS for each in row}
            | set("today yesterday tomorrow before since until between through hourly daily weekly "
                  "monthly versus compared privately onwards starting beginning weekend".split())
        )
        if len(word) >= 4
    )
)  # fmt: skip
# Words of their own that only look like slips of ours.
OWN: Final = frozenset(
    "marsh sundae mayor monkey lost list lasts lass cast past fast vast blast least mouse text "
    "nest that hour tour four sour dear tear fear bear year hear weak seek meek peek thin thus "
    "dairy daisy starch arch larch april chats cats hats sedition mission minute".split()
)


def is_known(word: str) -> bool:
    """Whether the grammar has a use for `word`."""
    return word in KNOWN or not word.isalpha()


WHOLE_UNITS: Final = frozenset("week month quarter year".split())


@lru_cache(maxsize=2048)
def near(word: str, least: int = 5) -> str:
    """The one word of the list that is one slip away from `word`, or nothing.

    A slip is one letter too many, too few or wrong, or two neighbours swapped, in a word that has
    or should have `least` letters. Several candidates of one meaning count as one.
    """
    if not word.isalpha() or not word.isascii() or word in KNOWN or word in OWN:
        return ""
    if len(word) < 3:
        return ""
    found = [
        target for target in TARGETS
        if max(len(word), len(target)) >= least and abs(len(word) - len(target)) <= 1
        and min(len(word), len(target)) >= least - 1 and one_slip(word, target)
    ]  # fmt: skip
    if len({_meaning(each) for each in found}) != 1:
        return ""
    return min(found, key=lambda each: (abs(len(each) - len(word)), each))


def parted(word: str) -> str:
    """`last week` for `lastweek`, where a missing space is all that is wrong."""
    for first in sorted(LAST | THIS):
        if word.startswith(first) and word.removeprefix(first) in WHOLE_UNITS:
            return f"{first} {word.removeprefix(first)}"
    return ""


def _meaning(word: str) -> object:
    return MONTHS.get(word) or UNITS.get(word) or word.rstrip("s")


def one_slip(typed: str, meant: str) -> bool:
    if len(typed) == len(meant):
        wrong = [k for k in range(len(typed)) if typed[k] != meant[k]]
        if len(wrong) == 1:
            return True
        if len(wrong) != 2 or wrong[1] != wrong[0] + 1:
            return False
        a, b = wrong
        return typed[a] == meant[b] and typed[b] == meant[a]
    short, long = sorted((typed, meant), key=len)
    same = 0
    while same < len(short) and short[same] == long[same]:
        same += 1
    return short[same:] == long[same + 1 :]
