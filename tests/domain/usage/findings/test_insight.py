"""What stands out in rows, and parts that sum to the total whatever is left out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slackbot.domain.query import Unit
from slackbot.domain.usage.findings.insight import (
    busiest,
    quietest,
    sessions_per_conversation,
    top_rows,
    unit_rank,
)
from slackbot.domain.usage.report import ReportRow

S, C = Unit.SESSION, Unit.CONVERSATION


def row(label: str, sessions: int | None, *marks: str) -> ReportRow:
    """A row of sessions; `marks` are "partial" and "provisional"."""
    return ReportRow(
        label=label,
        counts={S: sessions},
        partial="partial" in marks,
        provisional="provisional" in marks,
    )


A, B, D = row("A", 5), row("B", 9), row("D", 2)
BUCKETS = {
    "most and least": ([A, B, D], "B", "D"),
    "the first of equals": ([A, B, D, row("E", 9), row("F", 2)], "B", "D"),
    "zero is a figure": ([A, B, row("Z", 0)], "B", "Z"),
    "a part is never the quietest": ([A, B, D, row("P", 1, "partial")], "B", "D"),
    "a part may have most, all the same": ([A, B, D, row("P", 12, "partial")], "P", "D"),
    "what may still grow is not the quietest": ([A, B, D, row("N", 1, "provisional")], "B", "D"),
    "what is not known may be either": ([A, row("U", None), B, D], None, None),
    "also where the day may still change": ([A, B, D, row("U", None, "provisional")], None, "D"),
    "two are too few": ([A, B], None, None),
    "two and a part are too few": ([A, B, row("P", 1, "partial")], None, None),
    "two and an unknown are too few": ([A, B, row("U", None)], None, None),
    "two that have settled are too few": ([A, B, row("N", 1, "provisional")], "B", None),
    "all the same": ([A, row("X", 5), row("Y", 5)], None, None),
    "all the same but for a part": (
        [A, row("X", 5), row("Y", 5), row("P", 9, "partial")], None, None),
    "none": ([], None, None),
}  # fmt: skip


@pytest.mark.parametrize(("rows", "most", "least"), BUCKETS.values(), ids=BUCKETS.keys())
def test_busiest_and_quietest(rows: list[ReportRow], most: str | None, least: str | None) -> None:
    high, low = busiest(rows, S), quietest(rows, S)
    assert (high.label if high else None) == most
    assert (low.label if low else None) == least


@pytest.mark.parametrize(
    ("counts", "ratio"),
    [
        ({S: 300, C: 120}, 2.5),
        ({S: 1, C: 3}, 1 / 3),
        ({S: 300, C: 0}, None),
        ({S: 0, C: 3}, None),
        ({S: None, C: 3}, None),
        ({S: 3, C: None}, None),
        ({S: 3}, None),
        ({}, None),
    ],
)
def test_sessions_per_conversation(counts: dict[Unit, int | None], ratio: float | None) -> None:
    assert sessions_per_conversation(counts) == ratio


def shown(rows: tuple[ReportRow, ...]) -> list[tuple[str, int | None]]:
    return [(row.label, row.counts[S]) for row in rows]


U, V = row("U", None), row("V", None)
TOPS = {
    "the largest, and the others": (
        2,
        [A, B, D, row("E", 1)],
        [("B", 9), ("A", 5), ("other (2 bots)", 3)],
    ),
    "one other": (2, [A, B, D], [("B", 9), ("A", 5), ("other (1 bot)", 2)]),
    "no others": (5, [A, B, D], [("B", 9), ("A", 5), ("D", 2)]),
    "as many as there are": (3, [A, B, D], [("B", 9), ("A", 5), ("D", 2)]),
    "equals in their order": (
        2,
        [A, row("X", 5), row("Y", 5)],
        [("A", 5), ("X", 5), ("other (1 bot)", 5)],
    ),
    "what is not known comes after zero": (
        1,
        [U, row("Z", 0)],
        [("Z", 0), ("other (1 bot)", None)],
    ),
    "others of whom some are known": (1, [A, B, U], [("B", 9), ("other (2 bots)", 5)]),
    "others of whom none is known": (1, [U, B, V], [("B", 9), ("other (2 bots)", None)]),
    "no rows": (5, [], []),
}


@pytest.mark.parametrize(("count", "rows", "expected"), TOPS.values(), ids=TOPS.keys())
def test_top_rows(
    count: int, rows: list[ReportRow], expected: list[tuple[str, int | None]]
) -> None:
    assert shown(top_rows(rows, count, unit_rank(S))) == expected


def test_the_others_are_marked_as_any_of_them() -> None:
    other = top_rows([B, row("P", 1, "partial"), row("N", 2, "provisional")], 1, unit_rank(S))[-1]
    assert (other.partial, other.provisional) == (True, True)
    plain = top_rows([B, A, D], 1, unit_rank(S))[-1]
    assert (plain.partial, plain.provisional) == (False, False)


figures = st.none() | st.integers(0, 10**9)
some_rows = st.lists(
    st.builds(
        ReportRow, label=st.just("bot"), counts=st.fixed_dictionaries(dict.fromkeys(Unit, figures))
    ),
    max_size=60,
)


def total(rows: list[ReportRow] | tuple[ReportRow, ...], unit: Unit) -> int | None:
    known = [count for row in rows if (count := row.counts[unit]) is not None]
    return sum(known) if known else None


@given(some_rows, st.integers(1, 20), st.sampled_from(Unit))
def test_parts_sum_to_the_total_in_every_unit(
    rows: list[ReportRow], count: int, unit: Unit
) -> None:
    top = top_rows(rows, count, unit_rank(unit))
    assert len(top) == min(len(rows), count + 1)
    assert {each: total(top, each) for each in Unit} == {each: total(rows, each) for each in Unit}


@given(some_rows, st.integers(1, 20), st.sampled_from(Unit))
def test_no_bot_among_the_others_has_more(rows: list[ReportRow], count: int, unit: Unit) -> None:
    named = top_rows(rows, count, unit_rank(unit))[:count]
    ranked = sorted((row.counts[unit] or 0 for row in rows), reverse=True)
    assert [row.counts[unit] or 0 for row in named] == ranked[:count]
