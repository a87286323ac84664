"""Lists the kinds of rules, a row each: the clauses of a kind, and the fields that they give a
rule."""

import re
from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import Any, Final, NamedTuple

from slackbot.domain.alerts.rule import LONGEST_HOURS, MOST_AVERAGED, MOST_PERCENT, Kind, Side
from slackbot.domain.allowance import MOST
from slackbot.domain.errors import UnreadableError
from slackbot.domain.money.currency import MOST_ATOMS
from slackbot.language.alerts.clauses.changes import DOWN, FACTORS, UP
from slackbot.language.alerts.clauses.clause import EXAMPLE, UNIT_WORDS
from slackbot.language.alerts.clauses.counts import Compared, Figure
from slackbot.language.alerts.clauses.watched import (
    NOTHING,
    SILENT,
    TO_COME,
    UNUSUAL,
    USAGE,
)
from slackbot.language.core.clause_reader import ReadClause, ReadClauses, value

BOTH_SIDES: Final = "Set up two rules: `sessions over 500 per day` and `sessions under 100 per day`"
COMMON: Final = frozenset(
    "unit cost currency bot each together checks cooldown notify zone".split()
)
TIMES: Final = frozenset("every start week_start".split())
BASES: Final = frozenset(
    "vs versus compared than yesterday average mean before usual normal typical".split()
)
PERCENT: Final = frozenset(("%", "percent", "pct"))


class Parts(NamedTuple):
    """The fields of a rule that its kind gives it, its levels, and which levels are possible."""

    fields: dict[str, Any]
    counts: tuple[int, ...]
    least: int = 1  # a level outside of these is always reached, or never
    most: int = MOST


class RuleKind(NamedTuple):
    """The clauses and words of one kind of rules."""

    example: str
    marks: frozenset[str]  # any of these clauses makes a rule one of this kind
    others: frozenset[str]  # its clauses beside the marks and those of all kinds
    parts: Callable[[ReadClauses], Parts]
    is_likely: Callable[[tuple[str, ...]], bool]  # whether words look like it, for an example

    @property
    def clauses(self) -> frozenset[str]:
        """Return the clauses that a rule of the kind may have."""
        return COMMON | self.marks | self.others


def kind_of(clauses: ReadClauses) -> Kind:
    """Return the kind that the clauses make."""
    percents = any(each.value.percent for each in clauses.get("compared", ()))
    names = clauses.keys() | ({"percent"} if percents else set())
    return next((kind for kind, row in KINDS.items() if row.marks & names), Kind.AMOUNT)


def likely_kind(words: tuple[str, ...]) -> Kind:
    """Return the kind that the words are most likely about, for an example that fits."""
    return next(kind for kind, row in KINDS.items() if row.is_likely(words))


def _compared(clauses: ReadClauses, kind: Kind) -> Compared:
    """Return the one comparison of a rule that has but one."""
    of_kind = clauses.get("compared", [])
    if len(of_kind) > 1:
        words = of_kind[1].words
        sides = {each.value.side for each in of_kind}
        both = kind is Kind.AMOUNT and len(sides - {None}) > 1
        hint = BOTH_SIDES if both else KINDS[kind].example
        raise UnreadableError(f'Leave out "{words}". {hint}', words)
    if not of_kind:
        raise UnreadableError(f"How many? {KINDS[kind].example}")
    compared: Compared = of_kind[0].value
    if compared.side is None and "or" in clauses:
        side, inclusive = value(clauses, "or")
        return compared._replace(side=side, inclusive=inclusive)
    if "or" in clauses:
        words = clauses["or"][0].words
        raise UnreadableError(f'Leave out "{words}". {KINDS[kind].example}', words)
    return compared


def _amount(clauses: ReadClauses) -> Parts:
    compared, fields = _counted(clauses, Kind.AMOUNT)
    possible = compared.inclusive == (compared.side is Side.BELOW)
    least = 0 if possible else 1  # `over 0` is any at all, `at most 0` is none
    return Parts(fields, compared.counts, least)


def _forecast(clauses: ReadClauses) -> Parts:
    compared, fields = _counted(clauses, Kind.FORECAST)
    return Parts(fields, compared.counts)


def _counted(clauses: ReadClauses, kind: Kind) -> tuple[Compared, dict[str, Any]]:
    """Return the comparison with a count, and its fields."""
    compared, example = _compared(clauses, kind), KINDS[kind].example
    words = clauses["compared"][0].words
    if compared.side is None:
        hint = re.sub(r"\d+", str(compared.counts[0]), example)
        instead = (f"over {words}", f"under {words}")
        raise UnreadableError(f'Over or under "{words}"? {hint}', words, instead)
    if compared.percent:
        raise UnreadableError(f'"{words}" of what? {KINDS[Kind.SHARE].example}', words)
    return compared, {"side": compared.side, "inclusive": compared.inclusive}


def _share(clauses: ReadClauses) -> Parts:
    """Read `at 80% of 40000`, and also `80% of 40000`."""
    compared, example = _compared(clauses, Kind.SHARE), KINDS[Kind.SHARE].example
    if not compared.percent:
        words = clauses["compared"][0].words
        raise UnreadableError(f'Is "{words}" in percent? {example}', words)
    if "allowance" not in clauses:
        words = clauses["compared"][0].words
        raise UnreadableError(f'"{words}" of how many? {example}', words)
    whole: Figure = value(clauses, "allowance")
    if not 1 <= whole.amount <= (MOST_ATOMS if whole.currency else MOST):
        raise UnreadableError(f"An allowance is at least 1. {example}")
    fields = {
        "side": compared.side or Side.ABOVE,
        "inclusive": compared.inclusive,
        "allowance": whole.amount,
    }
    return Parts(fields, compared.counts, most=MOST_PERCENT)


def _change(clauses: ReadClauses) -> Parts:
    """Read `up 30% on last week`, and by how many at least."""
    example = KINDS[Kind.CHANGE].example
    if "base" not in clauses:
        raise UnreadableError(f"Up or down against what? {example}", clauses["way"][0].words)
    if "way" not in clauses:
        raise UnreadableError(f"Up or down? {example}", clauses["base"][0].words)
    percents, floors = _sorted_out(clauses)
    if len(percents) != 1:
        raise UnreadableError(f"By how many percent? {example}")
    compared: Compared = percents[0].value
    if compared.side is Side.BELOW:
        raise UnreadableError(f'Up or down by more than "{percents[0].words}"? {example}')
    every, hours, base = value(clauses, "base")
    if every and every not in MOST_AVERAGED:
        raise UnreadableError(f"A change is of days, weeks or months. {example}")
    if value(clauses, "every", every) != every:
        words = clauses["every"][0].words
        raise UnreadableError(f'"{words}" is not what it is compared with. {example}', words, ("",))
    most = 8 if base.same_weekday else MOST_AVERAGED.get(every or "", 1)
    if base.count > most or hours > LONGEST_HOURS:
        raise UnreadableError(
            f'"{clauses["base"][0].words}" reaches back too far: Kore.ai tells 90 days. Try the '
            "average of up to 28 days, 8 weeks or 2 months",
            clauses["base"][0].words,
        )
    fields = {
        "side": value(clauses, "way"),
        "inclusive": compared.inclusive,
        "every": every,
        "hours": hours,
        "base": base,
    }
    fields |= {"floor": floors[0].amount} if floors else {}
    most = 100 if fields["side"] is Side.BELOW else MOST_PERCENT
    return Parts(fields, compared.counts, most=most)


def _sorted_out(clauses: ReadClauses) -> tuple[list[ReadClause], list[Figure]]:
    """Return the comparison in percent; and the floor, which is a figure: `at least 200`."""
    of_kind, example = clauses.get("compared", []), KINDS[Kind.CHANGE].example
    percents = [each for each in of_kind if each.value.percent]
    others = [each for each in of_kind if not each.value.percent]
    for each in others:
        if not percents:
            raise UnreadableError(
                f'A change is in percent, so I couldn\'t read "{each.words}" alone. {example}',
                each.words,
            )
        if (
            each.value.side is not Side.ABOVE
            or not each.value.inclusive
            or len(each.value.counts) > 1
        ):
            raise UnreadableError(f'I couldn\'t read "{each.words}". {example}', each.words)
    floors = [Figure(each.value.counts[0], each.value.currency) for each in others]
    floors += [each.value for each in clauses.get("floor", [])]
    if len(floors) > 1:
        raise UnreadableError(f"One floor is enough. {example}")
    return percents, floors


def _unusual(clauses: ReadClauses) -> Parts:
    if value(clauses, "every", "day") != "day":
        raise UnreadableError(
            f"Only a day is unusual, for its weekday. {KINDS[Kind.UNUSUAL].example}",
            clauses["every"][0].words,
        )
    return Parts({"side": value(clauses, "unusual"), "every": "day"}, (0,), least=0)


def _silence(clauses: ReadClauses) -> Parts:
    if ("duration" in clauses) == ("hours" in clauses):
        raise UnreadableError(f"For how long? {KINDS[Kind.SILENCE].example}")
    fields: dict[str, Any] = {"inclusive": True}
    fields |= {"weekdays": value(clauses, "weekdays")} if "weekdays" in clauses else {}
    hours = value(clauses, "duration") or (value(clauses, "hours"),)
    return Parts(fields, hours, most=LONGEST_HOURS)


def _is_silent(words: tuple[str, ...]) -> bool:
    none = any(a in NOTHING and b in UNIT_WORDS | USAGE for a, b in pairwise(words))
    return none or not SILENT.isdisjoint(words)


def _is_change(words: tuple[str, ...]) -> bool:
    kinds = set(words)
    moves, against = kinds & (UP | DOWN | {"+"}), kinds & BASES
    percent = kinds & PERCENT
    return bool(
        kinds & FACTORS.words() or (moves and (percent or against)) or (against and percent)
    )


# The first kind with a clause or a word of the text is taken.
KINDS: Final[Mapping[Kind, RuleKind]] = {
    Kind.SILENCE: RuleKind(
        "Try `no requests for 24 h on weekdays`",
        marks=frozenset(("nothing",)),
        others=frozenset(("duration", "hours", "weekdays")),
        parts=_silence,
        is_likely=_is_silent,
    ),
    Kind.UNUSUAL: RuleKind(
        "Try `sessions unusual for the weekday`",
        marks=frozenset(("unusual",)),
        others=frozenset(("every",)),
        parts=_unusual,
        is_likely=lambda words: not UNUSUAL.isdisjoint(words),
    ),
    Kind.FORECAST: RuleKind(
        "Try `sessions forecast over 40000 per month`",
        marks=frozenset(("forecast",)),
        others=TIMES | {"compared", "or"},
        parts=_forecast,
        is_likely=lambda words: not TO_COME.isdisjoint(words),
    ),
    Kind.CHANGE: RuleKind(
        "Try `sessions up 30% on last week and at least 200`",
        marks=frozenset(("way", "base")),
        others=frozenset(("compared", "floor", "every", "week_start")),
        parts=_change,
        is_likely=_is_change,
    ),
    Kind.SHARE: RuleKind(
        "Try `at 80 and 100% of 40000 sessions per month`",
        marks=frozenset(("percent", "allowance")),
        others=TIMES | {"compared", "or"},
        parts=_share,
        is_likely=lambda words: not PERCENT.isdisjoint(words),
    ),
    Kind.AMOUNT: RuleKind(
        EXAMPLE,
        marks=frozenset(),
        others=TIMES | {"compared", "or", "hours"},
        parts=_amount,
        is_likely=lambda _: True,
    ),
}
