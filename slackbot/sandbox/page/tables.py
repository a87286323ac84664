"""Sorts Slack's tables and cuts them into pages, for a template to draw."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from slackbot.sandbox.page.spans import Names, Span, inline, plain, words

Json = Mapping[str, Any]
PAGE_SIZE = 5  # of a data_table that says nothing
SEPARATOR = "~"


@dataclass(frozen=True)
class Order:
    """A reader's view of one table: its page, from 0, and the column that sorts it."""

    page: int = 0
    column: int | None = None
    is_down: bool = False

    def written(self) -> str:
        """Return it as a part of an address."""
        column = "" if self.column is None else self.column
        return f"{self.page}{SEPARATOR}{column}{SEPARATOR}{'down' if self.is_down else 'up'}"

    @classmethod
    def read(cls, text: str) -> "Order":
        """Read a part of an address. Raises `ValueError`."""
        page, column, way = text.split(SEPARATOR)
        return cls(int(page), int(column) if column else None, way == "down")


@dataclass(frozen=True)
class Cell:
    """A cell: what it shows, and how it is aligned."""

    spans: tuple[Span, ...]
    align: str
    is_wrapped: bool = True


@dataclass(frozen=True)
class Head:
    """A cell of the header. `order` sorts by its column, for a table that can be sorted."""

    cell: Cell
    order: Order
    sorted: str = "none"  # as ARIA says it


@dataclass(frozen=True)
class Table:
    """A table, or one page of it. `before` and `after` are its neighbours."""

    caption: str
    head: tuple[Head, ...]
    rows: tuple[tuple[Cell, ...], ...]
    is_data: bool
    row_header: int
    order: Order
    first: int
    count: int
    before: Order | None
    after: Order | None


def table(block: Json, names: Names, asked: Order) -> Table:
    """Lay out a table, or a data_table as it was asked for."""
    is_data = block["type"] == "data_table"
    header, *rows = block["rows"]
    settings = block.get("column_settings") or ()
    columns = [_column(settings, number, rows) for number in range(len(header))]
    known = asked.column is not None and asked.column < len(header)
    order = asked if known else Order(asked.page)
    if is_data and order.column is not None:
        rows = sorted(rows, key=_key(rows, order.column), reverse=order.is_down)
    size = block.get("page_size") or PAGE_SIZE if is_data else max(len(rows), 1)
    last = max((len(rows) - 1) // size, 0)
    order = Order(max(0, min(order.page, last)), order.column, order.is_down)
    first = order.page * size
    shown = rows[first : first + size]
    return Table(
        caption=block.get("caption", ""),
        head=tuple(_head(cell, n, columns[n], order, names) for n, cell in enumerate(header)),
        rows=tuple(tuple(_cell(c, columns[n], names) for n, c in enumerate(row)) for row in shown),
        is_data=is_data,
        row_header=block.get("row_header_column_index", 0) if is_data else -1,
        order=order,
        first=first + 1,
        count=len(rows),
        before=Order(order.page - 1, order.column, order.is_down) if order.page else None,
        after=Order(order.page + 1, order.column, order.is_down) if order.page < last else None,
    )


def _column(settings: Sequence[Any], number: int, rows: Sequence[Sequence[Json]]) -> Json:
    given = settings[number] if number < len(settings) else None
    is_number = bool(rows) and _is_numeric(rows, number)
    return {"align": "right" if is_number else "left", **(given or {})}


def _is_numeric(rows: Sequence[Sequence[Json]], column: int) -> bool:
    return all(row[column]["type"] == "raw_number" for row in rows)


def _key(rows: Sequence[Sequence[Json]], column: int) -> Any:
    if _is_numeric(rows, column):
        return lambda row: row[column]["value"]
    return lambda row: words(_spans(row[column], Names())).casefold()


def _head(cell: Json, number: int, column: Json, order: Order, names: Names) -> Head:
    is_sorted = order.column == number
    now = ("descending" if order.is_down else "ascending") if is_sorted else "none"
    asked = Order(0, number, is_down=is_sorted and not order.is_down)
    return Head(_cell(cell, column, names), asked, now)


def _cell(cell: Json, column: Json, names: Names) -> Cell:
    return Cell(_spans(cell, names), column["align"], bool(column.get("is_wrapped", False)))


def _spans(cell: Json, names: Names) -> tuple[Span, ...]:
    if cell["type"] == "rich_text":
        parts = [part for element in cell["elements"] for part in _flat(element)]
        return inline(parts, names)
    return plain(cell["text"])


def _flat(element: Json) -> Sequence[Json]:
    """Return the inline elements of a part of rich text: a cell has no room for lists."""
    if element["type"] == "rich_text_list":
        return [part for item in element["elements"] for part in item["elements"]]
    parts: Sequence[Json] = element["elements"]
    return parts
