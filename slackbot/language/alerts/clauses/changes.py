"""Reads how much a figure has changed: `up 30%`, `+30%`, `doubles`, `30% above last week`."""

from typing import Any, Final

from slackbot.domain.alerts.rule import Side
from slackbot.language.alerts.clauses.bases import Against, read_base_at
from slackbot.language.alerts.clauses.clause import RuleText, read_unit
from slackbot.language.alerts.clauses.counts import (
    Compared,
    Figure,
    behind_percent,
    read_count,
    read_figure,
)
from slackbot.language.core.clause_reader import FoundClause, ReadClause, ReadClauses, as_clause
from slackbot.language.core.patterns import Row, Table, always, as_read
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
WAYS: Final = Table[Side](
    (
        Row("[<goes>] <up> [by]", always(Side.ABOVE), "goes up by", "above"),
        Row("[<goes>] <down> [by]", always(Side.BELOW), "falls by", "below"),
    ),
    goes=GOES, up=UP, down=DOWN,
)  # fmt: skip
FACTORS: Final = Table[tuple[Side, int]](
    (
        Row("double|doubles|doubled", lambda: (Side.ABOVE, 100), "doubles", "above 100"),
        Row("triple|triples|tripled", lambda: (Side.ABOVE, 200), "tripled", "above 200"),
        Row("halve|halves|halved", lambda: (Side.BELOW, 50), "halves", "below 50"),
    )
)
PARTS: Final = Table[int](
    (
        Row("[a] half", lambda: 50, "half", "50"),
        Row("a quarter", lambda: 25, "a quarter", "25"),
    )
)
BEYOND: Final = Table[tuple[Side, Against]](
    (
        Row("above <base:base>", lambda base: (Side.ABOVE, base), "above last week",
            "above week 1"),
        Row("higher|more than <base:base>", lambda base: (Side.ABOVE, base),
            "more than yesterday", "above day 1"),
        Row("below <base:base>", lambda base: (Side.BELOW, base), "below last month",
            "below month 1"),
        Row("lower|less|fewer than <base:base>", lambda base: (Side.BELOW, base),
            "fewer than last week", "below week 1"),
    ),
    base=read_base_at,
)  # fmt: skip
FLOORS: Final = Table[Figure](
    (
        Row("[with] [a|an|the] floor|minimum|min [of] <figure:figure>", as_read,
            "with a floor of 200", "200"),
    ),
    figure=read_figure,
)  # fmt: skip
MORE: Final = {"more": Side.ABOVE, "fewer": Side.BELOW, "less": Side.BELOW}


def read_way(w: RuleText, i: int) -> FoundClause:
    """Read `up`, `goes up`, `falls by`, the sign of `+30%`: the direction of a change."""
    if way := WAYS.read(w.t, i):
        return as_clause("way", way)
    j = i + (word(w.t, i) in GOES)
    this = word(w.t, j)
    signed = this in SIGNS and not glued(w.t, j) and glued(w.t, j + 1)
    count = read_count(w.t, j + 1) if signed else None
    return (("way", SIGNS[this]), j + 1) if count and behind_percent(w.t, count[1]) else None


def read_factor(w: RuleText, i: int) -> FoundClause:
    """Read `doubles`, and `half` after `falls by`: a change of so many percent."""
    if factor := FACTORS.read(w.t, i):
        return ("factor", factor[0]), factor[1]
    falls = word(w.t, i - 1) == "by" and word(w.t, i - 2) in UP | DOWN
    part = PARTS.read(w.t, i) if falls else None
    return (("compared", Compared(None, True, (part[0],), True)), part[1]) if part else None


def read_beyond(w: RuleText, i: int) -> FoundClause:
    """Read `above last week`, `higher than the 7-day average`: a direction, and against what. Of
    `more sessions than last week` only the direction."""
    if beyond := BEYOND.read(w.t, i):
        return ("beyond", beyond[0]), beyond[1]
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
    return as_clause("floor", FLOORS.read(w.t, i))


def _changes(words: tuple[str, ...]) -> bool:
    return any(each in UP | DOWN | SIGNS.keys() for each in words)


def with_changes(clauses: ReadClauses) -> ReadClauses:
    """Read `doubles` and `above last week` as the clauses that they mean."""
    more: dict[str, list[ReadClause]] = {name: list(of_kind) for name, of_kind in clauses.items()}

    def add(name: str, clause: ReadClause, value: Any) -> None:
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
