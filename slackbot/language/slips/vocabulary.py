"""Lists all words of the grammar, and finds the nearest of them to a word it does not know."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Final, NamedTuple

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
    ROLLING,
    THIS,
    TO,
    UNITS,
    VAGUE,
    WEEKDAY_PLURALS,
    WEEKDAYS,
    WHOLE,
)
from slackbot.language.slips.ordinary import ORDINARY

_OTHERS: Final = frozenset(
    """today yesterday tomorrow ago back before after since until from between and or to in on
    at of for by per over during within through date now so far mtd qtd ytd wtd fytd qfy hfy
    onwards onward up noon midday midnight am pm starting beginning ending ended commencing
    start end final couple the utc gmt zone time vs versus against compared compare comparison
    with same period earlier top csv excel xlsx focus as export privately private only just fresh
    all every each bot bots including excluding hourly daily weekly monthly grouped split broken
    down q h w iso
    th st nd rd everything that than except not without""".split()
)
# Words that say what is asked; a slip in one is mended as well.
_ASKED: Final = frozenset(
    """forecast allowance anomalies average busiest quietest usage compare summary report export
    excluding invoice budget which""".split()
)
KNOWN: Final = (
    frozenset(MONTHS) | WEEKDAYS.keys() | WEEKDAY_PLURALS.keys() | UNITS.keys() | NUMBERS.keys()
    | ORDINALS.keys() | LAST | THIS | NEXT | ROLLING | WHOLE | FISCAL | VAGUE | TO
    | GROUPINGS.keys() | FILLERS | ARTICLES | _OTHERS | _ASKED
    | {each for words in BILLING_UNITS for each in words}
)  # fmt: skip

# Only these ever replace a word: a period or a clause depends on each of them.
TARGETS: Final = tuple(
    sorted(
        word
        for word in (
            _ASKED | frozenset(MONTHS) | WEEKDAYS.keys() | UNITS.keys() | LAST | THIS | ROLLING
            | NUMBERS.keys() | ORDINALS.keys() | GROUPINGS.keys()
            | {each for row in BILLING_UNITS for each in row}
            | set("today yesterday tomorrow before since until between through hourly daily weekly "
                  "monthly versus compared privately onwards starting beginning weekend".split())
        )
        if len(word) >= 4
    )
)  # fmt: skip


SHORT, LONG = 3, 8  # letters of a word that only swapped letters, or also two slips, can mean


class Vocabulary(NamedTuple):
    """The words that a grammar has a use for, and those of them that a slip may be meant for."""

    known: frozenset[str]
    targets: tuple[str, ...]

    def is_known(self, word: str) -> bool:
        """Tell whether the grammar has a use for `word`; for numbers and signs it may have one."""
        return word in self.known or not word.isalpha()

    def meant_by(self, word: str, least: int, *, far: bool = False, ordinary: bool = False) -> str:
        """Return the one word that `word` may be a slip of, or nothing; see `one_meant`.

        With `far`, for what is only asked about, it may also be two slips away from a long word. An
        ordinary word of English is no slip, unless `ordinary` says that it is only asked whether
        it is one.
        """
        if self.is_known(word) or not word.isascii() or (word in ORDINARY and not ordinary):
            return ""
        spelled, distant = _index_of(self.targets)
        near = {each for part in without_one(word) for each in spelled.get(part, ())}
        return _one_of(word, near, distant if far else (), least)


def without_one(word: str) -> set[str]:
    """Return the word, and the word without each of its letters: one slip keeps one of these."""
    return {word, *(word[:k] + word[k + 1 :] for k in range(len(word)))}


@lru_cache(maxsize=8)
def _index_of(targets: tuple[str, ...]) -> tuple[dict[str, list[str]], list[str]]:
    """Return the targets by what is left of them after one slip, and the long ones."""
    spelled: dict[str, list[str]] = {}
    for target in targets:
        for part in without_one(target):
            spelled.setdefault(part, []).append(target)
    return spelled, [each for each in targets if len(each) >= LONG]


QUESTIONS: Final = Vocabulary(KNOWN, TARGETS)
is_known = QUESTIONS.is_known


_index_of(TARGETS)  # made now, or the first text with a slip would wait for it


WHOLE_UNITS: Final = frozenset("week month quarter year".split())


@lru_cache(maxsize=2048)
def near(word: str, least: int = 5, *, ordinary: bool = False) -> str:
    """Return the one word of questions that is one slip away from `word`, or nothing."""
    return QUESTIONS.meant_by(word, least, far=ordinary, ordinary=ordinary)


def one_meant(word: str, targets: Iterable[str], least: int) -> str:
    """Return the one target that `word` may be a slip of, or nothing.

    It is one slip away, where the longer of the two has `least` letters, or has the same letters.
    Several of one meaning count as one.
    """
    return _one_of(word, targets, (), least)


def _one_of(word: str, targets: Iterable[str], distant: Iterable[str], least: int) -> str:
    """Return the one of `targets` that is a slip away, or else of `distant` that is two away, which
    is only asked about."""
    near = [
        each
        for each in targets
        if -1 <= len(word) - len(each) <= 1
        and one_slip(word, each)
        and _long_enough(word, each, least)
    ]
    near = [each for each in near if _swapped(word, each)] or near
    if not near:
        near = [each for each in distant if two_slips(word, each)]
    if len({_meaning(each) for each in near}) != 1:
        return ""
    return min(near, key=lambda each: (abs(len(each) - len(word)), each))


def _long_enough(word: str, meant: str, least: int) -> bool:
    short, long = sorted((len(word), len(meant)))
    enough = short >= least - 1 and long >= least and len(meant) > SHORT
    return enough or (short >= SHORT and _swapped(word, meant))


def _swapped(word: str, meant: str) -> bool:
    return len(word) == len(meant) and sorted(word) == sorted(meant)


def parted(word: str) -> str:
    """Read `last week` for `lastweek`, where a missing space is all that is wrong."""
    for first in sorted(LAST | THIS):
        if word.startswith(first) and word.removeprefix(first) in WHOLE_UNITS:
            return f"{first} {word.removeprefix(first)}"
    return ""


def _meaning(word: str) -> object:
    return MONTHS.get(word) or UNITS.get(word) or word.rstrip("s")


def one_slip(typed: str, meant: str) -> bool:
    """Tell whether one letter is too many, too few or wrong, or two neighbours are swapped."""
    short, long = (typed, meant) if len(typed) <= len(meant) else (meant, typed)
    same = 0
    while same < len(short) and short[same] == long[same]:
        same += 1
    if len(short) < len(long):
        return short[same:] == long[same + 1 :]
    if same == len(short):
        return False
    swapped = short[same : same + 2] == long[same : same + 2][::-1]
    return short[same + (2 if swapped else 1) :] == long[same + (2 if swapped else 1) :]


def two_slips(typed: str, meant: str) -> bool:
    """Tell whether a letter too many or too few is one of two slips."""
    short, long = sorted((typed, meant), key=len)
    return 0 < len(long) - len(short) <= 2 and any(
        one_slip(short, long[:k] + long[k + 1 :]) for k in range(len(long))
    )
