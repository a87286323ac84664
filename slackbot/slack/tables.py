"""Rows of figures as Slack's table block, or in fixed width where that is refused."""

from collections.abc import Iterator, Sequence
from typing import Any

from slackbot.domain.query import Unit
from slackbot.domain.usage import Row
from slackbot.slack.text import cut, escape, figure

MOST_ROWS = 100  # of a table block, its header included
LONGEST_CELL = 60
LONGEST_CHUNK = 2900  # of a section's 3,000 characters
COLUMNS = {
    Unit.SESSION: "Sessions",
    Unit.CONVERSATION: "Conversations",
    Unit.REQUEST: "Requests",
    Unit.ALERT: "Alerts",
    Unit.PROACTIVE: "Proactive",
}


def table(heading: str, rows: Sequence[Row], total: Row, units: Sequence[Unit]) -> dict[str, Any]:
    """A table block: the newest rows that fit, what was left out, and the total of all."""
    lines = list(_lines(heading, rows, total, units))
    return {
        "type": "table",
        "column_settings": [{"align": "left"}, *({"align": "right"} for _ in units)],
        "rows": [[{"type": "raw_text", "text": escape(cell)} for cell in line] for line in lines],
    }


def monospace(
    heading: str, rows: Sequence[Row], total: Row, units: Sequence[Unit]
) -> Iterator[str]:
    """The same in code blocks, each short enough for a section."""
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
    heading: str, rows: Sequence[Row], total: Row, units: Sequence[Unit]
) -> Iterator[list[str]]:
    yield [heading, *(COLUMNS[unit] for unit in units)]
    room = MOST_ROWS - 2
    if len(rows) > room:
        left_out = len(rows) - room + 1
        yield [f"… {left_out:,} earlier rows, in the total", *("…" for _ in units)]
        rows = rows[left_out:]
    for row in rows:
        label = cut(row.label, LONGEST_CELL) + (" *" if row.partial else "")
        yield [label, *(figure(row.counts[unit]) for unit in units)]
    yield [total.label, *(figure(total.counts[unit]) for unit in units)]


def _code(lines: Sequence[str]) -> str:
    return "```\n" + "\n".join(lines) + "\n```"
