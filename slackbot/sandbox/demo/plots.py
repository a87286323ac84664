"""Draws Slack's charts in a terminal: horizontal bars, and columns over time."""

from collections.abc import Iterator, Mapping, Sequence
from html import unescape
from typing import Any

from rich.text import Text

from slackbot.sandbox.page.charts import values_of

Json = Mapping[str, Any]
# Readers who do not see colours can tell series apart too: each has its name beside its bars.
COLOURS = ("cyan", "yellow", "magenta", "green", "blue", "red")
EIGHTHS = " ▏▎▍▌▋▊▉█"  # of a character's width
HEIGHTS = " ▁▂▃▄▅▆▇█"  # of its height
WIDEST_BAR = 60
ROWS = 4  # of characters in a column
COLUMN = 3  # characters wide, with one between


def chart(block: Json, width: int) -> Iterator[Text]:
    """The lines of a data_visualization, none wider than `width` where that is at least 60."""
    drawn = block["chart"]
    yield Text(unescape(block["title"]), style="bold")
    match drawn["type"]:
        case "pie":
            yield from _pie(drawn["segments"], width)
        case "bar":
            yield from _bars(drawn, width)
        case _:
            yield from _columns(drawn)


def _pie(segments: Sequence[Json], width: int) -> Iterator[Text]:
    whole = sum(segment["value"] for segment in segments)
    labels = [unescape(segment["label"]) for segment in segments]
    figures = [f"{_label_of(s['value'])}  {s['value'] / whole:.0%}" for s in segments]
    room = _room(labels, figures, width)
    for label, figure, segment in zip(labels, figures, segments, strict=True):
        yield _bar(label.ljust(_longest(labels)), segment["value"] / whole, room, 0, figure)


def _bars(drawn: Json, width: int) -> Iterator[Text]:
    """A bar for each category and series; the names of several series above."""
    series, axes = drawn["series"], drawn["axis_config"]
    if len(series) > 1:
        names = [("■ " + unescape(each["name"]), COLOURS[n]) for n, each in enumerate(series)]
        yield Text("  ").join(Text(name, style) for name, style in names)
    labels = [unescape(category) for category in axes["categories"]]
    values = [values_of(each, axes["categories"]) for each in series]
    most = max(1, *(abs(value) for row in values for value in row))
    room = _room(labels, [_label_of(value) for row in values for value in row], width)
    for at, label in enumerate(labels):
        for number, row in enumerate(values):
            name = "" if number else label
            beside = name.ljust(_longest(labels))
            yield _bar(beside, row[at] / most, room, number, _label_of(row[at]))


def _bar(label: str, share: float, room: int, number: int, figure: str) -> Text:
    """Draw one bar; small values stay visible, and a negative one is as long but shows its
    minus.
    """
    whole, part = divmod(max(round(abs(share) * room * 8), 1 if share else 0), 8)
    bar = "█" * whole + EIGHTHS[part].strip()
    return Text.assemble(f"{label}  ", (bar, COLOURS[number]), f" {figure}")


def _columns(drawn: Json) -> Iterator[Text]:
    """Draw for each series its highest and lowest figure, and a column for each category."""
    categories = drawn["axis_config"]["categories"]
    for number, series in enumerate(drawn["series"]):
        values = values_of(series, categories)
        least, most = min(0, *values, 0), max(1, *values, 1)
        yield Text.assemble(
            (unescape(series["name"]), "bold"),
            f"  {_label_of(min(values))} to {_label_of(max(values))}",
        )
        shares = [(value - least) / (most - least) for value in values]
        ticks = [max(round(share * ROWS * 8), 1 if share else 0) for share in shares]
        for row in reversed(range(ROWS)):
            cells = (HEIGHTS[max(0, min(8, tick - row * 8))] * COLUMN for tick in ticks)
            yield Text(" ".join(cells).rstrip(), style=COLOURS[number])
        yield Text(_ends(categories), style="dim")


def _ends(categories: Sequence[str]) -> str:
    """Return the first and the last category, placed under their columns."""
    first, last = unescape(categories[0]), unescape(categories[-1])
    if len(categories) == 1:
        return first
    room = len(categories) * (COLUMN + 1) - 1 - len(first)
    return f"{first} {last.rjust(room - 1)}"


def _label_of(value: float) -> str:
    return f"{value:,}" if isinstance(value, int) else f"{value:,.2f}"


def _room(labels: Sequence[str], figures: Sequence[str], width: int) -> int:
    return max(1, min(WIDEST_BAR, width - _longest(labels) - _longest(figures) - 3))


def _longest(texts: Sequence[str]) -> int:
    return max(map(len, texts))
