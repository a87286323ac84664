"""Reads how much a figure has changed: `up 30 %`, `+30 %`, `doubles`, `30 % above last week`."""

from typing import Any, Final

from slackbot.domain.alerts.rule import Side
from slackbot.language.alerts.clauses.bases import read_base_at
from slackbot.language.alerts.clauses.clause import FoundClause, RuleText, read_unit, starts
from slackbot.language.alerts.clauses.counts import (
    Compared,
    behind_percent,
    read_count,
    read_figure,
)
from slackbot.language.alerts.clauses.said import SaidClause, SaidClauses
from slackbot.language.core.readers import glued, word

AND: Final = frozenset(("and", "&"))
UP: Final = frozenset(
    "up rise rises rising rose increase increases increased grow grows growing grew jump jumps "
    "jumped spike spikes spiked surge surges surged soar soars soared climb climbs climbed".split()
)
DOWN: Final = frozenset(
    "down fall falls falling fell drop drops dropping dropped decrease decreases decreased decline "
    "declines shrink shrinks dip dips dipped plunge plunges plummet plummets sink sinks".split()
)
GOES: Final = frozenset("go goes going gone went".split())
SIGNS: Final = {"+": Side.ABOVE, "-": Side.BELOW}
FACTORS: Final = {
    **dict.fromkeys(("double", "doubles", "doubled"), (Side.ABOVE, 100)),
    **dict.fromkeys(("triple", "triples", "tripled"), (Side.ABOVE, 200)),
    **dict.fromkeys(("halve", "halves", "halved"), (Side.BELOW, 50)),
}
PARTS: Final = {("half",): 50, ("a", "half"): 50, ("a", "quarter"): 25}
THAN: Final = {
    ("above",): Side.ABOVE, ("higher", "than"): Side.ABOVE, ("more", "than"): Side.ABOVE,
    ("below",): Side.BELOW, ("lower", "than"): Side.BELOW, ("less", "than"): Side.BELOW,
    ("fewer", "than"): Side.BELOW,
}  # fmt: skip


MORE: Final = {"more": Side.ABOVE, "fewer": Side.BELOW, "less": Side.BELOW}


def read_way(w: RuleText, i: int) -> FoundClause:
    """Read `up`, `goes up`, `falls by`, the sign of `+30 %`: the direction of a change."""
    j = i + (word(w.t, i) in GOES)
    this = word(w.t, j)
    if this in UP | DOWN:
        side = Side.ABOVE if this in UP else Side.BELOW
        return ("way", side), j + 1 + (word(w.t, j + 1) == "by")
    signed = this in SIGNS and not glued(w.t, j) and glued(w.t, j + 1)
    count = read_count(w.t, j + 1) if signed else None
    return (("way", SIGNS[this]), j + 1) if count and behind_percent(w.t, count[1]) else None


def read_factor(w: RuleText, i: int) -> FoundClause:
    """Read `doubles`, and `half` after `falls by`: a change of so many percent."""
    if factor := FACTORS.get(word(w.t, i)):
        return ("factor", factor), i + 1
    if word(w.t, i - 1) != "by" or word(w.t, i - 2) not in UP | DOWN:
        return None
    for words, percent in PARTS.items():
        if starts(w.t, i, words):
            return ("compared", Compared(None, True, (percent,), True)), i + len(words)
    return None


def read_beyond(w: RuleText, i: int) -> FoundClause:
    """Read `above last week`, `higher than the 7-day average`: a direction, and against what. Of
    `more sessions than last week` only the direction."""
    for words, side in THAN.items():
        if starts(w.t, i, words) and (base := read_base_at(w.t, i + len(words))):
            return ("beyond", (side, base[0])), base[1]
    unit = read_unit(w, i + 1) if word(w.t, i) in MORE else None
    than = unit and word(w.t, unit[1]) == "than" and read_base_at(w.t, unit[1] + 1)
    return (("way", MORE[word(w.t, i)]), i + 1) if than else None


def read_floor(w: RuleText, i: int) -> FoundClause:
    """Read `with a floor of 200`, `minimum 200`, and `and 200` after the percentage of a
    change."""
    if word(w.t, i) in AND and behind_percent(w.t, i - 1) == i and _changes(w.t.words[:i]):
        least = read_figure(w.t, i + 1)
        alone = least and not behind_percent(w.t, least[1])
        return (("floor", least[0]), least[1]) if least and alone else None
    j = i + (word(w.t, i) == "with")
    j += word(w.t, j) in {"a", "an", "the"}
    if word(w.t, j) not in {"floor", "minimum", "min"}:
        return None
    found = read_figure(w.t, j + 1 + (word(w.t, j + 1) == "of"))
    return (("floor", found[0]), found[1]) if found else None


def _changes(words: tuple[str, ...]) -> bool:
    return any(each in UP | DOWN | SIGNS.keys() for each in words)


def with_changes(said: SaidClauses) -> SaidClauses:
    """Read `doubles` and `above last week` as the clauses that they mean."""
    more: dict[str, list[SaidClause]] = {name: list(clauses) for name, clauses in said.items()}

    def add(name: str, clause: SaidClause, value: Any) -> None:
        more.setdefault(name, []).append(clause._replace(value=value))

    for clause in more.pop("factor", []):
        side, percent = clause.value
        add("way", clause, side)
        add("compared", clause, Compared(None, True, (percent,), True))
    for clause in more.pop("beyond", []):
        side, base = clause.value
        add("way", clause, side)
        add("base", clause, base)
    return more
