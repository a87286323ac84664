"""Lays Slack's charts out, so that a template can draw them as SVG.

Places are percentages of the plot, from its top left. A chart is then as wide as its room, and its
words keep their size.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Json = Mapping[str, Any]
TICKS = 4  # about so many steps of the scale
STEPS = (1, 2, 2.5, 5, 10)
GROUP = 0.72  # of a category's room that its bars fill
WIDE, NARROW = 86, 38  # characters along the axis, in much room and in little
GAP = 2  # characters between two labels


@dataclass(frozen=True)
class Tick:
    """A line of the scale, and its figure."""

    y: float
    text: str


@dataclass(frozen=True)
class Label:
    """A category under the plot. With `is_wide` it is shown only where there is much room."""

    x: float
    text: str
    is_shown: bool
    is_wide: bool


@dataclass(frozen=True)
class Bar:
    """A bar of the series of that number, and its words."""

    x: float
    y: float
    width: float
    height: float
    series: int
    title: str


@dataclass(frozen=True)
class Line:
    """The points of a series, and the area below them; both as SVG has them."""

    series: int
    points: str
    area: str
    dots: tuple[Bar, ...]


@dataclass(frozen=True)
class Slice:
    """A part of a whole: its path in a circle of radius 1, its figure and its share."""

    series: int
    path: str
    label: str
    figure: str
    share: str


@dataclass(frozen=True)
class Chart:
    """A chart that is laid out. `rows` are its figures as a table, the names first."""

    kind: str
    title: str
    rows: tuple[tuple[str, ...], ...]
    names: tuple[str, ...] = ()
    ticks: tuple[Tick, ...] = ()
    labels: tuple[Label, ...] = ()
    bars: tuple[Bar, ...] = ()
    lines: tuple[Line, ...] = ()
    slices: tuple[Slice, ...] = ()
    zero: float = 100.0
    x_label: str = ""
    y_label: str = ""


def chart(block: Json) -> Chart:
    """Lay out a data_visualization that Slack would take."""
    drawn = block["chart"]
    if drawn["type"] == "pie":
        return _pie(block["title"], drawn["segments"])
    return _plot(block["title"], drawn)


def label_of(value: float) -> str:
    """Return a figure with commas, and without digits that say nothing."""
    return f"{value:,}" if isinstance(value, int) else f"{value:,.2f}".rstrip("0").rstrip(".")


def _pie(title: str, segments: Sequence[Json]) -> Chart:
    whole = math.fsum(segment["value"] for segment in segments)
    slices, start = [], 0.0
    for number, segment in enumerate(segments):
        share = segment["value"] / whole
        figures = label_of(segment["value"]), f"{share:.0%}"
        slices.append(Slice(number, _wedge(start, start + share), segment["label"], *figures))
        start += share
    rows = tuple((each.label, each.figure, each.share) for each in slices)
    return Chart("pie", title, (("", "Value", "Share"), *rows), slices=tuple(slices))


def _wedge(start: float, end: float) -> str:
    if end - start > 1 - 1e-9:  # an arc cannot end where it begins
        return "M 0 -1 A 1 1 0 1 1 0 1 A 1 1 0 1 1 0 -1 Z"
    (x, y), (to_x, to_y) = (
        (math.sin(2 * math.pi * at), -math.cos(2 * math.pi * at)) for at in (start, end)
    )
    is_long = int(end - start > 0.5)
    return f"M 0 0 L {x:.4f} {y:.4f} A 1 1 0 {is_long} 1 {to_x:.4f} {to_y:.4f} Z"


def _plot(title: str, drawn: Json) -> Chart:
    axes, series = drawn["axis_config"], drawn["series"]
    categories = axes["categories"]
    values = [values_of(each, categories) for each in series]
    names = tuple(each["name"] for each in series)
    scale = _Scale.of([value for row in values for value in row])
    is_bar = drawn["type"] == "bar"
    figures = ((c, *(label_of(row[at]) for row in values)) for at, c in enumerate(categories))
    return Chart(
        drawn["type"],
        title,
        ((axes.get("x_label") or "", *names), *figures),
        names=names,
        ticks=tuple(Tick(scale.y(value), label_of(value)) for value in scale.ticks()),
        labels=tuple(_labels(categories)),
        bars=tuple(_bars(values, names, categories, scale)) if is_bar else (),
        lines=() if is_bar else tuple(_lines(values, names, categories, scale)),
        zero=scale.y(0),
        x_label=axes.get("x_label") or "",
        y_label=axes.get("y_label") or "",
    )


def values_of(series: Json, categories: Sequence[str]) -> list[float]:
    """Return the values in the order of the categories, from which the points' order may differ."""
    points = {point["label"]: point["value"] for point in series["data"]}
    return [points[category] for category in categories]


@dataclass(frozen=True)
class _Scale:
    low: float
    high: float
    step: float

    @classmethod
    def of(cls, values: Sequence[float]) -> "_Scale":
        """Make a scale of round figures that has all values, and zero."""
        low, high = min(0, *values, 0), max(0, *values, 0)
        room = (high - low) or 1
        tenth = 10 ** math.floor(math.log10(room / TICKS))
        step = next(tenth * each for each in STEPS if tenth * each * TICKS >= room * (1 - 1e-9))
        return cls(math.floor(low / step) * step, (math.ceil(high / step) or 1) * step, step)

    def y(self, value: float) -> float:
        return round(100 * (self.high - value) / (self.high - self.low), 3)

    def ticks(self) -> list[float]:
        count = round((self.high - self.low) / self.step)
        marks = [self.low + self.step * number for number in range(count + 1)]
        return [int(mark) if mark == int(mark) else round(mark, 10) for mark in marks]


def _labels(categories: Sequence[str]) -> Iterator[Label]:
    """Place the labels, and show no more of them than have room beside each other."""
    room = 100 / len(categories)
    longest = max(map(len, categories)) + GAP
    every = math.ceil(len(categories) / max(1, WIDE // longest))
    rarely = every * math.ceil(len(categories) / max(1, NARROW // longest) / every)
    for number, text in enumerate(categories):
        yield Label(
            round((number + 0.5) * room, 3),
            text,
            is_shown=not number % every,
            is_wide=bool(number % rarely),
        )


def _bars(
    values: Sequence[Sequence[float]],
    names: Sequence[str],
    categories: Sequence[str],
    scale: _Scale,
) -> Iterator[Bar]:
    room = 100 / len(categories)
    width = room * GROUP / len(values)
    for number, row in enumerate(values):
        for at, value in enumerate(row):
            x = at * room + room * (1 - GROUP) / 2 + number * width
            top, bottom = sorted((scale.y(value), scale.y(0)))
            words = f"{categories[at]}, {names[number]}: {label_of(value)}"
            yield Bar(round(x, 3), top, round(width * 0.92, 3), bottom - top, number, words)


def _lines(
    values: Sequence[Sequence[float]],
    names: Sequence[str],
    categories: Sequence[str],
    scale: _Scale,
) -> Iterator[Line]:
    room = 100 / len(categories)
    for number, row in enumerate(values):
        dots = tuple(
            Bar(
                round((at + 0.5) * room, 3),
                scale.y(value),
                0,
                0,
                number,
                f"{categories[at]}, {names[number]}: {label_of(value)}",
            )
            for at, value in enumerate(row)
        )
        points = " ".join(f"{dot.x},{dot.y}" for dot in dots)
        zero = scale.y(0)
        yield Line(number, points, f"{dots[0].x},{zero} {points} {dots[-1].x},{zero}", dots)
