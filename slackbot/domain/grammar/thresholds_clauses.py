"""The clauses of a rule: what is compared, with what, over which time, and who is told."""

import re
from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

from slackbot.domain.errors import UnreadableError
from slackbot.domain.grammar.amounts import read_amount
from slackbot.domain.grammar.clauses import read_clause
from slackbot.domain.grammar.dates_pieces import read_number, word
from slackbot.domain.grammar.mentions import is_mention, read_mentions
from slackbot.domain.grammar.names import Known
from slackbot.domain.grammar.tokens import Text
from slackbot.domain.grammar.words import BILLING_WORDS, UNITS
from slackbot.domain.grammar.zones import read_zone
from slackbot.domain.threshold import MOST_LEVELS, Side

HOURS: Final = {"hour": 1, "day": 24, "week": 168}
SIGNS: Final = {
    (">",): (Side.ABOVE, False),
    (">", "="): (Side.ABOVE, True),
    ("≥",): (Side.ABOVE, True),
    ("<",): (Side.BELOW, False),
    ("<", "="): (Side.BELOW, True),
    ("≤",): (Side.BELOW, True),
}
COMPARISONS: Final[dict[tuple[str, ...], tuple[Side, bool]]] = SIGNS | {
    tuple(words.split()): meaning
    for meaning, rows in {
        (Side.ABOVE, False): (
            "over", "above", "beyond", "exceed", "exceeds", "exceeding", "exceeded", "more than",
            "greater than", "higher than", "larger than", "in excess of",
        ),
        (Side.ABOVE, True): (
            "at least", "at", "reach", "reaches", "reached", "reaching", "hit", "hits",
            "no less than", "not less than", "no fewer than", "a minimum of",
        ),
        (Side.BELOW, False): (
            "under", "below", "beneath", "less than", "fewer than", "lower than", "smaller than",
        ),
        (Side.BELOW, True): (
            "at most", "no more than", "not more than", "a maximum of",
        ),
    }.items()
    for words in rows
}  # fmt: skip
LONGEST: Final = max(len(words) for words in COMPARISONS)
# `goes above`, `drops below`: what moves is said by the comparison behind it.
MOVES: Final = frozenset(
    "is are was were be been get gets go goes going rise rises rising climb climbs fall falls "
    "falling drop drops dropping sink sinks stay stays".split()
)
UP: Final = frozenset(
    "up rise rises rising increase increases increased grow grows growing grew".split()
)
DOWN: Final = frozenset(
    "down fall falls falling drop drops dropping dropped decrease decreases decreased decline "
    "declines shrink shrinks".split()
)
OR_MORE: Final = {
    "more": Side.ABOVE, "above": Side.ABOVE, "higher": Side.ABOVE,
    "less": Side.BELOW, "fewer": Side.BELOW, "below": Side.BELOW, "lower": Side.BELOW,
}  # fmt: skip
SEPARATORS: Final = frozenset((",", "and", "or", "&", "/"))
AND: Final = frozenset(("and", "&"))
ONCE: Final = (("once",), ("one", "time"), ("1", "time"), ("1", "x"))
AT_MOST: Final = (("at", "most"), ("no", "more", "than"), ("not", "more", "than"), ("max",),
                  ("maximum",), ("only",), ())  # fmt: skip
PER: Final = frozenset("per every a an each in within /".split())
TELL: Final = frozenset("notify mention mentioning notifying ping page cc".split())
THOUSANDS: Final = re.compile(r"[1-9][0-9]{0,2}(?:\.[0-9]{3})+")
UNIT_WORDS: Final = BILLING_WORDS | {"notification", "notifications"}

Clause = tuple[str, Any]
Found = tuple[Clause, int] | None


class Words(NamedTuple):
    """A text, the channel's bots in it, and whom its plain mentions mean."""

    t: Text
    known: Mapping[int, list[Known]]
    mentions: Mapping[str, str]


Rule = Callable[[Words, int], Found]


class Compared(NamedTuple):
    """Some counts and how a figure is compared with them; `side` is None where that is open."""

    side: Side | None
    inclusive: bool
    counts: tuple[int, ...]
    percent: bool


def starts(t: Text, i: int, words: tuple[str, ...]) -> bool:
    """Whether these words stand at `i`."""
    return t.words[i : i + len(words)] == words


def read_comparison(w: Words, i: int) -> Found:
    """`over 500`, `>= 80 %`, `drops below 50 and 20`, and counts alone."""
    j = i
    while word(w.t, j) in MOVES:
        j += 1
    for length in range(LONGEST, 0, -1):
        meaning = COMPARISONS.get(w.t.words[j : j + length])
        if meaning and (found := read_counts(w.t, j + length)):
            counts, percent, end = found
            return ("compared", Compared(*meaning, counts, percent)), end
    return _bare(w.t, i)


def _bare(t: Text, i: int) -> Found:
    found = read_counts(t, i)
    if found is None:
        return None
    counts, percent, end = found
    return ("compared", Compared(None, True, counts, percent)), end


def read_or_more(w: Words, i: int) -> Found:
    """`or more`, `or fewer`: how a count that stood alone is compared."""
    side = OR_MORE.get(word(w.t, i + 1)) if word(w.t, i) == "or" else None
    return (("or", side), i + 2) if side else None


def read_counts(t: Text, i: int) -> tuple[tuple[int, ...], bool, int] | None:
    """`50, 80 and 100 %`: the counts, whether they are percents, and the place behind.

    Of `30 % and 200` it takes the 30 %: what stands behind the last percentage is none.
    """
    counts: list[int] = []
    percents: tuple[tuple[int, ...], bool, int] | None = None
    j = end = i
    while found := _count(t, j):
        counts.append(found[0])
        end = found[1]
        sign = _percent(t, end)
        if sign:
            end = sign
            percents = (tuple(counts), True, end)
        j = end
        while word(t, j) in SEPARATORS and j - end < 2:
            j += 1
        if j == end and not (sign and _is_percent(t, j)):
            break
    if len(counts) > MOST_LEVELS:
        raise UnreadableError(f"That is too many levels: {MOST_LEVELS} at most", t.said(i, end))
    return percents or ((tuple(counts), False, end) if counts else None)


def _count(t: Text, i: int) -> tuple[int, int] | None:
    """A count that is no duration and none of `2 of 3 checks`."""
    if not word(t, i)[:1].isalnum():
        return None
    try:
        found = read_amount(t, i)
    except UnreadableError as error:
        raise _pointed(error) from None
    if found is None or word(t, found[1]) in UNITS or _checks(t, i):
        return None
    return found


def _pointed(error: UnreadableError) -> UnreadableError:
    """The refusal of `10.000`, with the number that was probably meant."""
    if not THOUSANDS.fullmatch(error.words):
        return error
    whole = int(error.words.replace(".", ""))
    return UnreadableError(
        f'"{error.words}" could mean two numbers. Write {whole} or {whole:,}', error.words
    )


def _is_percent(t: Text, i: int) -> bool:
    """Whether another percentage stands at `i`, as in `50% 75%`, `50% 75 and 90%`."""
    found = _count(t, i)
    return found is not None and bool(_percent(t, found[1]))


def _percent(t: Text, i: int) -> int:
    """The place behind `%` or `percent`, or 0."""
    if word(t, i) in {"%", "percent", "pct"}:
        return i + 1
    return i + 2 if starts(t, i, ("per", "cent")) else 0


def read_way(w: Words, i: int) -> Found:
    """`up`, `falls by`: the direction of a change."""
    side = {True: Side.ABOVE, False: Side.BELOW}
    this = word(w.t, i)
    if this not in UP | DOWN:
        return None
    return ("way", side[this in UP]), i + 1 + (word(w.t, i + 1) == "by")


def read_allowance(w: Words, i: int) -> Found:
    """`of 40000`, `of the 40000`; the count of a share."""
    if word(w.t, i) != "of":
        return None
    j = i + 1 + (word(w.t, i + 1) in {"the", "our", "an", "a"})
    j += 2 * starts(w.t, j, ("allowance", "of"))
    if word(w.t, j) in {"allowance", "budget", "quota", "limit", "plan"}:
        raise UnreadableError(
            f'Of how many? Instead of "{w.t.said(i, j + 1)}" try `of 40000 sessions per month`',
            w.t.said(i, j + 1),
        )
    found = _count(w.t, j)
    return (("allowance", found[0]), found[1]) if found else None


def read_floor(w: Words, i: int) -> Found:
    """`with a floor of 200`, `minimum 200`, and `and 200` behind the percentage of a change."""
    if word(w.t, i) in AND and _percent(w.t, i - 1) == i and (UP | DOWN) & set(w.t.words[:i]):
        least = _count(w.t, i + 1)
        alone = least and not _percent(w.t, least[1])
        return (("floor", least[0]), least[1]) if least and alone else None
    j = i + (word(w.t, i) == "with")
    j += word(w.t, j) in {"a", "an", "the"}
    if word(w.t, j) not in {"floor", "minimum", "min"}:
        return None
    found = _count(w.t, j + 1 + (word(w.t, j + 1) == "of"))
    return (("floor", found[0]), found[1]) if found else None


def read_checks(w: Words, i: int) -> Found:
    """`in 2 of 3 checks`, `3 checks in a row`."""
    return _checks(w.t, i + (word(w.t, i) in {"in", "for"}))


def _checks(t: Text, i: int) -> Found:
    needed = read_number(t, i)
    if needed is None:
        return None
    count, j = needed
    if word(t, j) in {"checks", "check", "times"} and starts(t, j + 1, ("in", "a", "row")):
        return ("checks", (count, count)), j + 4
    if word(t, j) == "consecutive" and word(t, j + 1) in {"checks", "check"}:
        return ("checks", (count, count)), j + 2
    j += 2 if starts(t, j, ("out", "of")) else 1 if word(t, j) == "of" else 0
    j += word(t, j) in {"the", "any"}
    j += word(t, j) in {"last", "past"}
    of = read_number(t, j) if j > needed[1] else None
    if of is None or word(t, of[1]) not in {"checks", "check"}:
        return None
    return ("checks", (count, of[0])), of[1] + 1


def read_cooldown(w: Words, i: int) -> Found:
    """`at most once per 6 h`, `once a day`, `max once every 2 days`."""
    for most in AT_MOST:
        for once in ONCE if most else ONCE[:1]:
            j = i + len(most) + len(once)
            here = starts(w.t, i, most + once) and word(w.t, j) in PER
            if here and (found := read_hours(w.t, j + 1) or _one(w.t, j + 1)):
                return ("cooldown", found[0]), found[1]
    return None


def read_hours(t: Text, i: int) -> tuple[int, int] | None:
    """`24 h`, `2 days`, `a week`: in hours, and the place behind."""
    number = read_number(t, i)
    if number is None:
        return _one(t, i + 1) if word(t, i) in {"a", "an", "one"} else None
    size = HOURS.get(UNITS.get(word(t, number[1]), ""))
    return (number[0] * size, number[1] + 1) if size else None


def refuse_minutes(t: Text, i: int, j: int) -> None:
    """Refuses `30 minutes` at `j`, behind what begins at `i`."""
    number = read_number(t, j)
    end = number[1] if number else j + (word(t, j) in {"a", "one"})
    if end > j and UNITS.get(word(t, end)) == "minute":
        raise UnreadableError(
            f'"{t.said(i, end + 1)}" is too short: figures come by the hour. Try '
            "`no requests for 1 h` or `requests over 500 in any 1 h`",
            t.said(i, end + 1),
        )


def _one(t: Text, i: int) -> tuple[int, int] | None:
    size = HOURS.get(UNITS.get(word(t, i), ""))
    return (size, i + 1) if size else None


def read_notify(w: Words, i: int) -> Found:
    """`notify <@U1> and @here at 90 and 100 %`: whom, and at which levels, or at all of them."""
    tells = word(w.t, i) in TELL
    j = i + tells
    if not (tells or is_mention(w.t, i)):
        return None
    found = read_mentions(w.t, j, w.mentions)
    if found is None:
        raise UnreadableError(
            f'Whom? Behind "{w.t.said(i, i + 1)}" I need a mention, such as `@here`', w.t.said(i, j)
        )
    who, j = found
    if word(w.t, j) != "at":
        return ("notify", (who, ())), j
    if hours := _hours_list(w.t, j + 1):
        return ("notify", (who, hours[0])), hours[1]
    counts = read_counts(w.t, j + 1)
    return (("notify", (who, counts[0])), counts[2]) if counts else None


def _hours_list(t: Text, i: int) -> tuple[tuple[int, ...], int] | None:
    """`24 and 48 h`, `1 day and 2 days`: each in hours."""
    counts: list[int] = []
    waiting: list[int] = []
    j = end = i
    while number := read_number(t, j):
        size = HOURS.get(UNITS.get(word(t, number[1]), ""))
        waiting.append(number[0])
        end = number[1]
        if size:
            counts += [count * size for count in waiting]
            waiting, end = [], number[1] + 1
        j = end
        while word(t, j) in SEPARATORS and j - end < 2:
            j += 1
        if j == end:
            break
    return (tuple(counts), end) if counts and not waiting else None


def read_duration(w: Words, i: int) -> Found:
    """`for 24 h`, `for a day`, `for 24 and 48 hours`: how long there is nothing."""
    if word(w.t, i) != "for":
        return None
    j = i + 1 + 2 * starts(w.t, i + 1, ("at", "least"))
    refuse_minutes(w.t, i, j)
    if found := _hours_list(w.t, j):
        return ("duration", found[0]), found[1]
    one = read_hours(w.t, j)
    return (("duration", (one[0],)), one[1]) if one else None


def read_unit(w: Words, i: int) -> Found:
    """`sessions`, `proactive messages`."""
    if word(w.t, i) not in UNIT_WORDS:
        return None
    found = read_clause(w.t, i)
    return found if found and found[0][0] == "unit" else None


def read_place(w: Words, i: int) -> Found:
    """`in Berlin`, `(UTC)`."""
    found = read_zone(w.t, i)
    return (("zone", found[0]), found[1]) if found else None
