"""Draws rows as Slack's table blocks, or as fixed-width text for other workspaces."""

from collections.abc import Iterator, Sequence

from slackbot.domain.usage.report import ReportRow, joined
from slackbot.domain.usage.table import Column, Line, Sheet
from slackbot.slack.blocks.blocks import Block, Blocks, section
from slackbot.slack.blocks.text import cut, escape, figure, money, raw

MOST_ROWS = 100  # of a table block, its header included
MOST_DATA_ROWS = 100  # of a data_table, without its header
MOST_CHARACTERS = 10_000  # in all cells of a message
ONE_PAGE = 15  # rows that are shown without pages
PAGE = 10  # rows of a page in a longer table
LONGEST_CELL = 60
LONGEST_CHUNK = 2900  # of a section's 3,000 characters


def table_blocks(sheet: Sheet) -> tuple[Blocks, ...]:
    """Draw the table in every form, from the newest block to text that all workspaces take."""
    return (
        (data_table(sheet),),
        (table(sheet),),
        tuple(section(text) for text in monospace(sheet)),
    )


def data_table(sheet: Sheet) -> Block:
    """Draw a table that readers can sort and page through.

    If not all rows fit, the earliest are joined into one, so that the rows still sum to the last
    row, the total. A column sorts as numbers unless a figure is missing in it.

    Limits: docs.slack.dev/reference/block-kit/blocks/data-table-block, the smaller where sources
    differ.
    """
    shown = _fold(sheet, MOST_DATA_ROWS)
    header = [sheet.heading, *(cut(column.head, LONGEST_CELL) for column in sheet.columns)]
    return {
        "type": "data_table",
        "caption": sheet.caption,
        "page_size": len(shown) if len(shown) <= ONE_PAGE else PAGE,
        "rows": [
            [_text(cell) for cell in header],
            *(
                [_text(_label(line[0])), *(_number(line, column) for column in sheet.columns)]
                for line in shown
            ),
        ],
    }


def table(sheet: Sheet) -> Block:
    """Draw the older table block: fewer rows, not sortable, the same sums."""
    return {
        "type": "table",
        "column_settings": [{"align": "left"}, *({"align": "right"} for _ in sheet.columns)],
        "rows": [[_text(cell) for cell in line] for line in _lines(sheet)],
    }


def monospace(sheet: Sheet) -> Iterator[str]:
    """Draw the table in code blocks, each short enough for a section."""
    lines = list(_lines(sheet))
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    chunk: list[str] = []
    for cells in lines:
        first, *figures = (cell.ljust(width) for cell, width in zip(cells, widths, strict=True))
        line = escape("  ".join([first, *(cell.strip().rjust(len(cell)) for cell in figures)]))
        if sum(map(len, chunk)) + len(chunk) + len(line) > LONGEST_CHUNK:
            yield _code(chunk)
            chunk = []
        chunk.append(line)
    yield _code(chunk)


def _lines(sheet: Sheet) -> Iterator[list[str]]:
    yield [sheet.heading, *(cut(column.head, LONGEST_CELL) for column in sheet.columns)]
    for line in _fold(sheet, MOST_ROWS - 1):
        yield [_label(line[0]), *(_figure(line, column) for column in sheet.columns)]


def sheet_lines(sheet: Sheet) -> list[str]:
    """Write the rows for places that show no blocks: `Mon 23 Nov: 2,766 sessions, 1,978 conv.`."""
    rows = (
        f"{_label(line[0])}: {', '.join(_cell_text(line, column) for column in sheet.columns)}"
        for line in _fold(sheet, MOST_ROWS - 1)
    )
    return [escape(f"{sheet.caption}:"), *map(escape, rows)]


def _cell_text(line: Line, column: Column) -> str:
    return f"{_figure(line, column)} {cut(column.head, LONGEST_CELL)}"


def _fold(sheet: Sheet, most: int) -> list[Line]:
    """Return at most so many lines, the total last; the earliest are joined if needed."""
    # No cell of the joined line is wider than the cell of the total.
    lines, total = sheet.lines, sheet.total
    widest = max(_width(line, sheet.columns) for line in (*lines, total))
    room = min(most, MOST_CHARACTERS // widest - 1) - 1
    if len(lines) <= room:
        return [*lines, total]
    early = len(lines) - room + 1
    together = [joined(f"… {early:,} earlier", rows) for rows in zip(*lines[:early], strict=True)]
    return [together, *lines[early:], total]


def _width(line: Line, columns: Sequence[Column]) -> int:
    label = max(len(escape(_label(line[0]))), len("… 10,000 earlier * †"))
    heads = (max(len(_figure(line, each)), min(len(each.head), LONGEST_CELL)) for each in columns)
    return label + sum(heads)


def _figure(line: Line, column: Column) -> str:
    return figure(line[column.place], column.unit) if column.unit else money(column.cost(line))


def _label(row: ReportRow) -> str:
    return cut(row.label, LONGEST_CELL) + row.marks


def _text(cell: str) -> Block:
    return {"type": "raw_text", "text": raw(cell)}


def _number(line: Line, column: Column) -> Block:
    figure, value = _figure(line, column), _value(line, column)
    return (
        _text(figure) if value is None else {"type": "raw_number", "value": value, "text": figure}
    )


def _value(line: Line, column: Column) -> float | None:
    """Return the number by which readers sort."""
    if column.unit:
        return line[column.place].counts[column.unit]
    cost = column.cost(line)
    return None if cost is None or cost.rounded is None else float(cost.rounded)


def _code(lines: Sequence[str]) -> str:
    return "```\n" + "\n".join(lines) + "\n```"
