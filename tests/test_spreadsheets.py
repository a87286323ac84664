"""Workbooks: equal grids are equal bytes, numbers are numbers, and text is never run."""

import re
from datetime import date
from decimal import Decimal
from io import BytesIO
from zipfile import ZipFile

from slackbot.domain.grid import Grid, csv_of_grid, csv_of_grids
from slackbot.spreadsheets import xlsx_of

GRID = Grid(
    "A/B: table",
    ("Day", "Cost (USD)", "Sessions", "Note"),
    [
        (date(2026, 10, 12), Decimal("1234.50"), 1_234, "=HYPERLINK(1)"),
        ("Total", Decimal("12345678901234.5678"), None, ""),
    ],
    has_total=True,
)


def parts(content: bytes) -> dict[str, str]:
    with ZipFile(BytesIO(content)) as file:
        return {name: file.read(name).decode() for name in file.namelist()}


def test_equal_grids_are_equal_bytes() -> None:
    assert xlsx_of([GRID]) == xlsx_of([GRID])
    assert "2020-01-01T00:00:00Z" in parts(xlsx_of([GRID]))["docProps/core.xml"]


def test_cells_keep_their_kind() -> None:
    found = parts(xlsx_of([GRID, Grid("About", ("What",), [])]))
    sheet = found["xl/worksheets/sheet1.xml"]
    assert "<f>" not in sheet  # no formula
    assert "<v>1234.5</v>" in sheet
    assert "<v>1234</v>" in sheet
    assert "=HYPERLINK(1)" in found["xl/sharedStrings.xml"]
    assert "12345678901234.5678" in found["xl/sharedStrings.xml"]  # Excel would round the number
    assert re.findall(r'sheet name="([^"]+)"', found["xl/workbook.xml"]) == ["A B  table", "About"]


def test_csv_has_the_same_cells_and_runs_no_text() -> None:
    lines = csv_of_grid(GRID).decode("utf-8-sig").splitlines()
    assert lines == [
        "Day,Cost (USD),Sessions,Note",
        "2026-10-12,1234.50,1234,'=HYPERLINK(1)",
        "Total,12345678901234.5678,,",
    ]


def test_several_grids_stand_one_below_the_other() -> None:
    text = csv_of_grids([GRID, Grid("About", ("What",), [("x",)])]).decode("utf-8-sig")
    assert text.splitlines()[3:] == ["Total,12345678901234.5678,,", "", "About", "What", "x"]
