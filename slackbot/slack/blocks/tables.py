"""Draws rows as Slack's table blocks, or as fixed-width text for other workspaces."""

from collections.abc import Iterator, Sequence

from slackbot.domain.query import Unit
from slackbot.domain.usage.report import ReportRow, joined
from slackbot.slack.blocks.blocks import Block, Blocks, section
from slackbot.slack.blocks.text import cut, escape, figure, raw

MOST_ROWS = 100  # of a table block, its header included
MOST_DATA_ROWS = 100  # of a data_table, without its header
MOST_CHARACTERS = 10_000  # in all cells of a message
ONE_PAGE = 15  # rows that are shown without pages
PAGE = 10  # rows of a page in a longer table
LONGEST_CELL = 60
LONGEST_CHUNK = 2900  # of a section's 3,000 characters
# Short heads let five columns fit a phone; the caption has the full words.
COLUMNS = {
    Unit.SESSION: "Sessions",
    Unit.CONVERSATION: "Conv.",
    Unit.REQUEST: "Requests",
    Unit.ALERT: "Alerts",
    Unit.PROACTIVE: "Proactive",
}


def table_blocks(
    heading: str, rows: Sequence[ReportRow], total: ReportRow, units: Sequence[Unit]
) -> tuple[Blocks, ...]:
    """Draw the table in every form, from the newest block to text that all workspaces take."""
    return (
        (data_table(heading, rows, total, units),),
        (table(heading, rows, total, units),),
        tuple(section(text) for text in monospace(heading, rows, total, units)),
    )


def data_table(
    heading: str, rows: Sequence[ReportRow], total: ReportRow, units: Sequence[Unit]
) -> Block:
    """Draw a table that readers can sort and page through.

    If not all rows fit, the earliest are joined into one, so that the rows still sum to the last
    row, the total. A column sorts as numbers unless a figure is missing in it.

    Limits: docs.slack.dev/reference/block-kit/blocks/data-table-block, the smaller where sources
    differ.
    """
    shown = _fold(rows, total, units, MOST_DATA_ROWS)
    header = [heading, *(COLUMNS[unit] for unit in units)]
    return {
        "type": "data_table",
        "caption": f"{_captioned(units)} by {heading.removesuffix(' of').lower()}",
        "page_size": len(shown) if len(shown) <= ONE_PAGE else PAGE,
        "rows": [
            [_text(cell) for cell in header],
            *([_text(_label(row)), *(_number(row, unit) for unit in units)] for row in shown),
        ],
    }


def _captioned(units: Sequence[Unit]) -> str:
    return ", ".join(unit.plural.capitalize() for unit in units)


def table(
    heading: str, rows: Sequence[ReportRow], total: ReportRow, units: Sequence[Unit]
) -> Block:
    """Draw the older table block: fewer rows, not sortable, the same sums."""
    lines = _lines(heading, rows, total, units)
    return {
        "type": "table",
        "column_settings": [{"align": "left"}, *({"align": "right"} for _ in units)],
        "rows": [[_text(cell) for cell in line] for line in lines],
    }


def monospace(
    heading: str, rows: Sequence[ReportRow], total: ReportRow, units: Sequence[Unit]
) -> Iterator[str]:
    """Draw the table in code blocks, each short enough for a section."""
    lines = list(_lines(heading, rows, total, units))
    widths = [max(len(line[column]) for line in lines) for column in range(len(units) + 1)]
    chunk: list[str] = []
    for cells in lines:
        first, *figures = (cell.ljust(width) for cell, width in zip(cells, widths, strict=True))
        line = escape("  ".join([first, *(cell.strip().rjust(len(cell)) for cell in figures)]))
        if sum(map(len, chunk)) + len(chunk) + len(line) > LONGEST_CHUNK:
            yield _code(chunk)
            chunk = []
        chunk.append(line)
    yield _code(chunk)


def _lines(
    heading: str, rows: Sequence[ReportRow], total: ReportRow, units: Sequence[Unit]
) -> Iterator[list[str]]:
    yield [heading, *(COLUMNS[unit] for unit in units)]
    for row in _fold(rows, total, units, MOST_ROWS - 1):
        yield [_label(row), *(figure(row, unit) for unit in units)]


def _fold(
    rows: Sequence[ReportRow], total: ReportRow, units: Sequence[Unit], most: int
) -> list[ReportRow]:
    """Return at most so many rows, the total last; the earliest rows are joined if needed."""
    # No cell of the joined row is wider than the cell of the total.
    widest = max(_width(row, units) for row in (*rows, total))
    room = min(most, MOST_CHARACTERS // widest - 1) - 1
    if len(rows) <= room:
        return [*rows, total]
    early = len(rows) - room + 1
    return [joined(f"… {early:,} earlier", rows[:early]), *rows[early:], total]


def _width(row: ReportRow, units: Sequence[Unit]) -> int:
    label = max(len(escape(_label(row))), len("… 10,000 earlier * †"))
    return label + sum(max(len(figure(row, unit)), len(COLUMNS[unit])) for unit in units)


def _label(row: ReportRow) -> str:
    return cut(row.label, LONGEST_CELL) + row.marks


def _text(cell: str) -> Block:
    return {"type": "raw_text", "text": raw(cell)}


def _number(row: ReportRow, unit: Unit) -> Block:
    count, said = row.counts[unit], figure(row, unit)
    return _text(said) if count is None else {"type": "raw_number", "value": count, "text": said}


def _code(lines: Sequence[str]) -> str:
    return "```\n" + "\n".join(lines) + "\n```"
