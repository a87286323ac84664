"""A grid of cells: what becomes a CSV file, or a sheet of a workbook."""

import csv
import re
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

BOM = "\ufeff"  # without it, Excel reads UTF-8 as the machine's old code page
# A spreadsheet reads these as the start of a formula at the start of a cell. A cell may also begin
# inside ours, where the reader's list separator is a semicolon or a tab.
FORMULA = re.compile(r"(^|[;\t\r\n])(?=\s*[=+\-@＝＋－＠]|[\t\r])")

Cell = str | int | Decimal | date | None


class Grid(NamedTuple):
    """Rows of cells under the heads of their columns. `has_total`: the last row is their sum."""

    name: str
    heads: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    has_total: bool = False


class Lines(list[str]):
    """A file for `csv.writer` that keeps each finished row."""

    write = list.append


def csv_of_grid(grid: Grid) -> bytes:
    """Write the grid as CSV (RFC 4180) in UTF-8; a cell without a value is empty."""
    return _written([grid.heads, *grid.rows])


def csv_of_grids(grids: Sequence[Grid]) -> bytes:
    """Write several grids one below the other, each under its name, apart by an empty line."""
    lines: list[Sequence[Cell]] = []
    for grid in grids:
        lines += (
            [[], [grid.name], grid.heads, *grid.rows]
            if lines
            else [[grid.name], grid.heads, *grid.rows]
        )
    return _written(lines)


def _written(rows: Iterable[Sequence[Cell]]) -> bytes:
    lines = Lines()
    writer = csv.writer(lines)
    writer.writerows([plain(cell) for cell in row] for row in rows)
    return (BOM + "".join(lines)).encode()


def plain(cell: Cell) -> str | int | None:
    """Write a cell for CSV; text that would be a formula is never run."""
    if isinstance(cell, str):
        return harmless(cell)
    if isinstance(cell, Decimal):
        return f"{cell:f}"
    return cell.isoformat() if isinstance(cell, date) else cell


def harmless(text: str) -> str:
    """Put an apostrophe before a formula, so that it is shown and never run."""
    return FORMULA.sub(r"\1'", text)
