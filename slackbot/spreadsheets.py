"""Writes grids as an Excel workbook (XLSX)."""

from collections.abc import Sequence
from datetime import date, datetime, time
from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING, Any

from slackbot.domain.grid import Cell, Grid

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

CREATED = datetime(2020, 1, 1)  # noqa: DTZ001 - as the format has it; equal grids, equal bytes
LONGEST_NAME = 31  # of a sheet, in Excel
NOT_IN_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\", " "))
WIDTHS = (8, 50)  # of columns, in characters
MEASURED = 1_000  # rows that decide how wide a column is
MOST_DIGITS = 15  # that a number in Excel keeps


def xlsx_of(grids: Sequence[Grid]) -> bytes:
    """Write each grid as a sheet, in order. Text is never run as a formula or made a link."""
    import xlsxwriter  # it takes 60 ms, and most processes never need it

    file = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(file, options)
    book.set_properties({"created": CREATED})
    formats = _Formats(book)
    for grid in grids:
        _write(book.add_worksheet(grid.name.translate(NOT_IN_NAMES)[:LONGEST_NAME]), grid, formats)
    book.close()
    return file.getvalue()


class _Formats:
    """The formats of a workbook, each made once."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[tuple[str, bool], Any] = {}

    def of(self, cell: Cell, *, bold: bool) -> Any:
        shape = ""
        if isinstance(cell, Decimal):
            places = max(0, -int(cell.as_tuple().exponent))
            shape = "#,##0" + ("." + "0" * places if places else "")
        elif isinstance(cell, int):
            shape = "#,##0"
        elif isinstance(cell, date):
            shape = "yyyy-mm-dd"
        if (shape, bold) not in self._made:
            wanted = {"num_format": shape} if shape else {}
            self._made[shape, bold] = self._book.add_format(wanted | ({"bold": 1} if bold else {}))
        return self._made[shape, bold]


def _write(sheet: "Worksheet", grid: Grid, formats: _Formats) -> None:
    for column, head in enumerate(grid.heads):
        sheet.write_string(0, column, head, formats.of(head, bold=True))
    for number, row in enumerate(grid.rows, start=1):
        bold = grid.has_total and number == len(grid.rows)
        for column, cell in enumerate(row):
            _put(sheet, number, column, cell, formats.of(cell, bold=bold))
    sheet.freeze_panes(1, 0)
    for column, head in enumerate(grid.heads):
        lengths = [len(str(row[column])) for row in grid.rows[:MEASURED] if len(row) > column]
        widest = max([len(head), *lengths]) + 2
        sheet.set_column(column, column, min(max(widest, WIDTHS[0]), WIDTHS[1]))


def _put(sheet: "Worksheet", row: int, column: int, cell: Cell, shape: Any) -> None:
    """Write one cell. A number that Excel would round is text."""
    if cell is None:
        return
    if isinstance(cell, str):
        sheet.write_string(row, column, cell, shape)
    elif isinstance(cell, date):
        sheet.write_datetime(row, column, datetime.combine(cell, time()), shape)
    elif len(str(abs(cell)).replace(".", "").lstrip("0")) > MOST_DIGITS:
        sheet.write_string(row, column, f"{cell:f}", shape)
    else:
        sheet.write_number(row, column, float(cell), shape)
