"""Tables of every kind hold the same figures, and their rows sum to their last."""

from collections.abc import Sequence
from typing import Any

import pytest

from slackbot.domain.query import Unit
from slackbot.domain.usage.report import ReportRow
from slackbot.domain.usage.table import Sheet
from slackbot.sandbox.blocks.validator import validate_message
from slackbot.slack.blocks.tables import data_table, table, table_blocks

EVIL = "<!channel> & " + "&" * 60
UNITS = tuple(Unit)
MISSING = "–"


def rows(count: int, label: str = "", value: int | None = 1_234_567) -> list[ReportRow]:
    return [
        ReportRow(label=label or f"Day {n}", counts=dict.fromkeys(Unit, value), partial=n == 0)
        for n in range(count)
    ]


def total(of: Sequence[ReportRow]) -> ReportRow:
    return ReportRow(
        label="Total",
        counts={unit: sum(row.counts[unit] or 0 for row in of) for unit in Unit},
    )


def figures(block: dict[str, Any]) -> list[list[int]]:
    """The figures of each row; 0 where none was sent."""
    return [
        [0 if cell["text"] == MISSING else int(cell["text"].replace(",", "")) for cell in line[1:]]
        for line in block["rows"][1:]
    ]


def labels(block: dict[str, Any]) -> list[str]:
    return [line[0]["text"] for line in block["rows"]]


CASES = {
    "one row": rows(1),
    "a week": rows(7),
    "as many as fit": rows(99),
    "one more": rows(100),
    "a week by hour": rows(168),
    "a quarter by hour": rows(2160),
    "no figures": rows(3, value=None),
    "some without figures": [*rows(80, value=None), *rows(80)],
    "long names": rows(99, label=EVIL),
}


@pytest.mark.parametrize("given", CASES.values(), ids=CASES.keys())
def test_every_form_is_one_that_slack_takes(given: list[ReportRow]) -> None:
    forms = table_blocks(Sheet.of("Day", given, total(given), UNITS))
    assert [form[0]["type"] for form in forms] == [
        "data_table",
        "table",
        "section",
    ]
    for form in forms:
        assert validate_message(form) == []


@pytest.mark.parametrize("kind", [data_table, table])
@pytest.mark.parametrize("given", CASES.values(), ids=CASES.keys())
def test_rows_sum_to_the_last(given: list[ReportRow], kind: Any) -> None:
    block = kind(Sheet.of("Day", given, total(given), UNITS))
    *parts, last = figures(block)
    assert [sum(column) for column in zip(*parts, strict=True)] == last
    assert last == list(total(given).counts.values())


def test_the_earliest_are_one_row() -> None:
    given = rows(168)
    block = data_table(Sheet.of("Hour", given, total(given), UNITS))
    assert len(block["rows"]) == 101
    assert labels(block)[1:3] == ["… 70 earlier *", "Day 70"]
    assert figures(block)[0] == [70 * 1_234_567] * 5
    assert len(table(Sheet.of("Hour", given, total(given), UNITS))["rows"]) == 100


def test_an_earlier_row_without_any_figure_has_none() -> None:
    given = CASES["some without figures"]
    block = data_table(Sheet.of("Hour", given, total(given), UNITS))
    assert block["rows"][1][1] == {"type": "raw_text", "text": MISSING}


def test_figures_are_numbers_and_an_absent_one_is_a_dash() -> None:
    given = [
        ReportRow(label="Mon 9 Nov", counts={Unit.SESSION: 12_345, Unit.ALERT: None}, partial=True),
        ReportRow(label="Tue 10 Nov", counts={Unit.SESSION: 0, Unit.ALERT: None}),
    ]
    whole = ReportRow(label="Total", counts={Unit.SESSION: 12_345, Unit.ALERT: None})
    block = data_table(Sheet.of("Day", given, whole, (Unit.SESSION, Unit.ALERT)))
    assert block["caption"] == "Sessions, Alert messages by day"
    assert labels(block) == ["Day", "Mon 9 Nov *", "Tue 10 Nov", "Total"]
    assert [line[1] for line in block["rows"][1:]] == [
        {"type": "raw_number", "value": 12_345, "text": "12,345"},
        {"type": "raw_number", "value": 0, "text": "0"},
        {"type": "raw_number", "value": 12_345, "text": "12,345"},
    ]
    assert {line[2]["text"] for line in block["rows"][1:]} == {MISSING}


@pytest.mark.parametrize(("count", "page"), [(7, 8), (14, 15), (15, 10), (90, 10)])
def test_short_tables_are_one_page(count: int, page: int) -> None:
    given = rows(count)
    assert data_table(Sheet.of("Week of", given, total(given), UNITS))["page_size"] == page


def test_the_caption_reads_as_a_sentence() -> None:
    given = rows(2)
    block = data_table(Sheet.of("Week of", given, total(given), (Unit.SESSION,)))
    assert block["caption"] == "Sessions by week"


@pytest.mark.parametrize("form", [0, 1, 2])
def test_names_ping_nobody(form: int) -> None:
    given = rows(2, label=EVIL)
    assert "<!" not in str(table_blocks(Sheet.of("Bot", given, total(given), UNITS))[form])
