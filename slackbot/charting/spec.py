"""Writes a chart as a Vega-Lite specification: its data, its axes, its layers and its looks."""

import json
from collections.abc import Iterator
from textwrap import wrap
from typing import Any

from slackbot.domain.query import Grouping
from slackbot.domain.usage.chart import BEFORE, OTHER, ChartSeries
from slackbot.domain.usage.report import MOST_DETAILED

Json = dict[str, Any]

WIDTH, HEIGHT = 800, 450
LEGEND_HEIGHT = 70  # pixels; a legend of many bots takes more
LONGEST_LINE = 75  # characters across the picture
MOST_BARS = 31  # the days of a month; more buckets are drawn as a line
# Masataka Okabe and Kei Ito's colours for all kinds of colour vision, without the palest.
COLOURS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9")
GREY = "#999999"  # for other bots
MUTED = "#555555"  # for the period before
INK = "#1d1c1d"
TICKS = 5  # the approximate number of figures on the axis
FAINT = 0.4  # opacity of partial or provisional figures
LONGEST_NAME = 22  # characters; a line of the legend has three names
MOST_LABELS = 8  # the number that fits a phone's width
STEPS = {  # numbers of buckets between two labels, as calendars have them
    Grouping.HOUR: (1, 2, 3, 6, 12, 24, 48, 168, 336, 672),
    Grouping.DAY: (1, 2, 3, 7, 14, 28),
    Grouping.WEEK: (1, 2, 4, 13),
    Grouping.MONTH: (1, 2, 3, 6, 12),
    Grouping.QUARTER: (1, 2, 4),
    Grouping.WEEKDAY: (1,),
}
VALUE: Json = {"field": "value", "type": "quantitative"}


def vega_lite(series: ChartSeries) -> Json:
    """Specify the picture: bars for up to a month of days, and for bots, which add up; else a line.

    The axis starts at zero, with thousands separators and the unit. A figure that may still grow is
    lighter (a bar) or hollow (a point); the period before is a dashed line; a bucket without a
    figure is a cross. Above 200 buckets only the sum is shown, because more would blur.
    """
    if len(series.rows) > MOST_DETAILED:
        series = series.model_copy(update={"bots": (), "before": ()})
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "width": WIDTH,
        "height": HEIGHT + (LEGEND_HEIGHT if len(series.bots) > 1 else 0),
        "autosize": {"type": "fit", "contains": "padding"},
        "title": {"text": series.title, "subtitle": _subtitle(series)},
        "data": {"values": points(series)},
        "encoding": {"x": time_axis(series)},
        "layer": _layers(series),
        "config": _CONFIG,
    }


def _layers(series: ChartSeries) -> list[Json]:
    """Return the layers, from the back to the front."""
    colour, scale = _colour(series), _scale(series)
    before = [_before(colour, scale)] if series.before else []
    absent = [_ABSENT] if None in series.values else []
    if not _is_barred(series):
        return [*before, _line(series, colour, scale), _SOFT, *absent]
    # The white line below makes the line visible on colours.
    halo = [_halo(scale)] if before else []
    return [_bars(colour, scale), *halo, *before, *absent]


def _is_barred(series: ChartSeries) -> bool:
    """Tell whether bars are drawn. Bots always are: areas would show figures between the
    buckets.
    """
    return len(series.rows) <= MOST_BARS or len(series.bots) > 1


def _subtitle(series: ChartSeries) -> list[str]:
    """Return the window, its zone, and the meaning of the signs that are in the picture."""
    zone = "" if f"({series.zone})" in series.window else f", in {series.zone}"
    sign = "lighter" if _is_barred(series) else "hollow"
    meanings = {
        f"only a part of the {series.grouping}": any(row.partial for row in series.rows),
        "may still change": any(row.provisional for row in series.rows),
        "a part was left out": any(series.measured.is_least(row) for row in series.rows),
    }
    meant = " or ".join(meaning for meaning, holds in meanings.items() if holds)
    absent = "×: no figure" if None in series.values else ""
    notes = [note for note in (f"{sign}: {meant}" if meant else "", absent) if note]
    return [*wrap(f"{series.window}{zone}", LONGEST_LINE), *([" · ".join(notes)] if notes else [])]


def _scale(series: ChartSeries) -> Json:
    """Return the axis of figures, which starts at zero and has whole numbers."""
    top = max(value or 0 for value in (*series.values, *series.before))
    # On an axis this short, Vega's tickMinStep still gives halves.
    few = series.unit and top <= TICKS
    ticks = {"values": list(range(int(top) + 1))} if few else {"tickCount": TICKS}
    return VALUE | {
        "scale": {"zero": True, "nice": TICKS},
        "title": series.measured.name,
        "axis": ticks | {"format": ",d" if series.unit else ",.2~f"},
    }


def _colour(series: ChartSeries) -> Json:
    """Return the colours of the names, with a legend if there are several."""
    names = names_of(series)
    symbol = "square" if _is_barred(series) else "stroke"
    range_ = [
        GREY if name == OTHER else colour
        for name, colour in zip(names, (*COLOURS, GREY), strict=False)
    ]
    if series.before:
        names, range_ = [*names, BEFORE], [*range_, MUTED]
    return {
        "field": "name",
        "type": "nominal",
        "title": None,
        "scale": {"domain": names, "range": range_},
        "legend": {"symbolType": symbol} if len(names) > 1 else None,
    }


def _layer(kind: str, mark: Json, **encoding: Json) -> Json:
    """Return a layer that marks the rows of one kind."""
    return {
        "transform": [{"filter": f"datum.kind === '{kind}'"}],
        "mark": mark,
        "encoding": encoding,
    }


def _bars(colour: Json, scale: Json) -> Json:
    return _layer(
        "part",
        {"type": "bar", "width": {"band": 0.8}},
        y=scale | {"stack": "zero"},
        color=colour,
        order={"field": "order"},
        opacity={"condition": {"test": "datum.soft", "value": FAINT}, "value": 1},
    )


def _line(series: ChartSeries, colour: Json, scale: Json) -> Json:
    mark: Json = {"type": "line", "strokeWidth": 4, "strokeCap": "round"}
    if None in series.values:  # no line reaches a figure between two absent ones
        mark["point"] = {"size": 60}
    return _layer("part", mark, y=scale, color=colour)


def _before(colour: Json, scale: Json) -> Json:
    mark = {"type": "line", "strokeWidth": 3, "strokeDash": [8, 6]}
    return _layer("before", mark, y=scale, color=colour)


def _halo(scale: Json) -> Json:
    mark = {"type": "line", "strokeWidth": 7, "opacity": 0.8, "color": "white"}
    return _layer("before", mark, y=scale)


def time_axis(series: ChartSeries) -> dict[str, Any]:
    """Return the x channel. Buckets are told apart by position, since their labels may be equal."""
    labels = [_lines(row.label, series.grouping) for row in series.rows]
    if len({label[-1] for label in labels}) == 1:  # hours of one day, which the window names
        labels = [label[:-1] for label in labels]
    return {
        "field": "bucket",
        "type": "ordinal",
        "title": None,
        "axis": {
            "values": labelled(series),
            "labelExpr": f"{json.dumps(labels)}[datum.value]",
            "labelOverlap": False,
        },
    }


def labelled(series: ChartSeries) -> list[int]:
    """Return the positions of at most MOST_LABELS labelled buckets, evenly spaced.

    Hours are counted from midnight, if the window has one.
    """
    count = len(series.rows)
    steps = STEPS[series.grouping]
    step = next((step for step in steps if count <= step * MOST_LABELS), -(-count // MOST_LABELS))
    midnight = (index for index, row in enumerate(series.rows) if " 00:00" in row.label)
    return list(range(next(midnight, 0) % step, count, step))


def _lines(label: str, grouping: Grouping) -> list[str]:
    """Split a label into lines: `Mon 16 Nov` into weekday and date, for example."""
    if grouping in {Grouping.MONTH, Grouping.QUARTER, Grouping.WEEKDAY}:
        return label.split(" ")
    weekday, day, month, *time = label.split(" ")
    date = f"{day} {month}"
    return {
        Grouping.HOUR: [" ".join(time), date],
        Grouping.DAY: [weekday, date],
    }.get(grouping, [date])


def names_of(series: ChartSeries) -> list[str]:
    """Return short, distinct names of the parts; they are the keys of the colours."""
    names: list[str] = [BEFORE]
    for part in series.parts():
        short = part.name if len(part.name) <= LONGEST_NAME else f"{part.name[:LONGEST_NAME]}…"
        name, number = short, 1
        while name in names:
            number += 1
            name = f"{short} ({number})"
        names.append(name)
    return names[1:]


def points(series: ChartSeries) -> list[dict[str, Any]]:
    """Return a row for each thing to draw; its `kind` is part, soft, before or absent.

    `soft` is the sum of a bucket that may still grow, `absent` a bucket without a figure.
    """
    return [*_parts(series), *_wholes(series)]


def _parts(series: ChartSeries) -> Iterator[dict[str, Any]]:
    named = zip(names_of(series), series.parts(), strict=True)
    for order, (name, part) in enumerate(named):
        for bucket, (row, value) in enumerate(zip(series.rows, part.values, strict=True)):
            yield {
                "kind": "part",
                "bucket": bucket,
                "name": name,
                "order": order,
                "value": value,
                "soft": series.is_soft(row),
            }


def _wholes(series: ChartSeries) -> Iterator[dict[str, Any]]:
    for bucket, (row, value) in enumerate(zip(series.rows, series.values, strict=True)):
        if value is None:
            yield {"kind": "absent", "bucket": bucket}
        elif series.is_soft(row):
            yield {"kind": "soft", "bucket": bucket, "value": value}
    for bucket, value in enumerate(series.before):
        yield {"kind": "before", "bucket": bucket, "name": BEFORE, "value": value}


_SOFT = _layer(
    "soft",
    {"type": "point", "fill": "white", "stroke": INK, "strokeWidth": 3, "size": 90, "opacity": 1},
    y=VALUE,
)
_ABSENT = _layer(
    "absent",
    {"type": "text", "text": "×", "fontSize": 24, "baseline": "bottom", "color": MUTED},
    y={"datum": 0, "type": "quantitative"},
)

_TEXT = {"labelFontSize": 20, "labelColor": INK, "titleColor": INK}
_CONFIG: Json = {
    "background": "white",
    "font": "Liberation Sans, Arial, Helvetica, DejaVu Sans, sans-serif",
    "padding": 16,
    "view": {"stroke": None},
    "title": {
        "anchor": "start",
        "frame": "bounds",
        "offset": 16,
        "fontSize": 28,
        "color": INK,
        "subtitleFontSize": 20,
        "subtitleColor": MUTED,
        "subtitlePadding": 8,
        "subtitleLineHeight": 26,
    },
    "axis": _TEXT | {"titleFontSize": 20, "titleFontWeight": "normal", "titlePadding": 12},
    "axisY": {"domain": False, "ticks": False, "gridColor": "#dddddd", "labelPadding": 8},
    "axisX": {"grid": False, "domainColor": MUTED, "tickColor": MUTED, "labelAngle": 0},
    "legend": _TEXT
    | {
        "orient": "bottom",
        "columns": 3,
        "symbolSize": 220,
        "symbolOpacity": 1,
        "symbolStrokeWidth": 5,
        "labelLimit": 260,
        "columnPadding": 24,
        "rowPadding": 6,
    },
}
