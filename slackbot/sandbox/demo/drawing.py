"""Draws tables, buttons and files in a terminal."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import unescape
from typing import Any

from rich.filesize import decimal
from rich.table import Table
from rich.text import Text

from slackbot.sandbox.slack.workspace.files import File

Json = Mapping[str, Any]
STYLES = {"primary": "bold green", "danger": "bold red"}
SHOWN_LINES = 6  # lines of a file that are shown


def table(block: Json) -> Table:
    """Draw a table or a data_table in full, since a terminal has no pages. Numbers are
    right-aligned.
    """
    header, *rows = block["rows"]
    drawn = Table(
        title=unescape(block.get("caption", "")) or None,
        title_justify="left",
        header_style="bold",
        border_style="dim",
    )
    settings = block.get("column_settings", ())
    for number, cell in enumerate(header):
        given = settings[number] if number < len(settings) else None
        column = [row[number] for row in rows]
        drawn.add_column(words(cell), justify=(given or {}).get("align") or _side(column))
    for row in rows:
        drawn.add_row(*(words(cell) for cell in row))
    return drawn


def words(thing: Any) -> str:
    """Return all text in a cell or in rich text, without its styles."""
    if isinstance(thing, Mapping):
        return unescape(thing["text"]) if "text" in thing else words(thing.get("elements", ()))
    return "".join(words(part) for part in thing)


def buttons(elements: Iterable[Json], width: int) -> Iterator[Text]:
    """Draw buttons and menus in rows; none is broken across lines."""
    row = Text()
    for element in elements:
        shown = _element(element)
        if row and row.cell_len + 2 + shown.cell_len > width:
            yield row
            row = Text()
        row = Text("  ").join((row, shown)) if row else shown
    yield row


def file(shown: File) -> Iterator[Text]:
    """Show a file's name and size, and the first lines of a CSV."""
    yield Text.assemble("📎 ", (shown.name, "bold"), (f"  {decimal(len(shown.content))}", "dim"))
    if not shown.name.lower().endswith(".csv"):
        return
    lines = shown.text.splitlines()
    for line in lines[:SHOWN_LINES]:
        yield Text(f"   {line}", style="dim", no_wrap=True, overflow="ellipsis")
    if more := len(lines[SHOWN_LINES:]):
        yield Text(f"   … {more:,} more lines", style="dim")


def _side(cells: Sequence[Json]) -> Any:
    numbers = [cell["type"] == "raw_number" for cell in cells]
    return "right" if numbers and all(numbers) else "left"


def _offered(menu: Json) -> str:
    """Return the labels of a menu's options: typing one chooses it."""
    return " · ".join(words(option["text"]) for option in menu.get("options", ()))


def _element(element: Json) -> Text:
    match element["type"]:
        case "button":
            label = words(element["text"])
        case "overflow":
            label = f"⋯ {_offered(element)}"
        case kind:
            chosen = element.get("initial_option") or {"text": element.get("placeholder")}
            shown = words(chosen["text"]) if chosen["text"] else kind
            label = f"{shown} ▾ {_offered(element)}".rstrip()
    return Text(f"[ {label} ]", style=STYLES.get(element.get("style", ""), "bold"))
