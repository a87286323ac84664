"""Draws a chart as Slack's own block, where the chart fits that block's limits."""

from collections.abc import Iterator, Sequence

from slackbot.domain.query import Grouping
from slackbot.domain.usage.chart import BEFORE, ChartSeries, Series
from slackbot.slack.blocks.blocks import Block
from slackbot.slack.blocks.text import LEAST, cut, raw

CHART = "data_visualization"  # docs.slack.dev/reference/block-kit/blocks/data-visualization-block
MOST_CATEGORIES = 20
LONGEST_LABEL = 20  # of a category, and of a series' name
LONGEST_TITLE = 50  # of the chart, and of an axis
MOST_BARS = 40  # ours: bars of several series stand side by side, and phones are narrow
FEWEST_POINTS = 9  # ours: of a line


def native(series: ChartSeries) -> Block | None:
    """Draw the series, beside the compared buckets, or by bot.

    None where Slack's chart cannot show it: it takes 20 buckets and needs a figure for each, and a
    missing figure must not be shown as zero.
    """
    labels = tuple(_labels(series))
    if len(labels) > MOST_CATEGORIES or len(set(labels)) < len(labels) or None in series.values:
        return None
    line = series.grouping is Grouping.HOUR and len(labels) >= FEWEST_POINTS
    lines = _series(series, most=MOST_CATEGORIES if line else MOST_BARS // len(labels))
    names = unique([each.name for each in lines])
    return {
        "type": CHART,
        "title": cut(series.title, LONGEST_TITLE),
        "chart": {
            "type": "line" if line else "bar",
            "series": [
                {
                    "name": name,
                    "data": [
                        {"label": label, "value": value}
                        for label, value in zip(labels, each.values, strict=True)
                    ],
                }
                for name, each in zip(names, lines, strict=True)
            ],
            "axis_config": {
                "categories": list(labels),
                "x_label": cut(f"{series.grouping.capitalize()} ({series.zone})", LONGEST_TITLE),
                "y_label": series.measured.name,
            },
        },
    }


def _series(series: ChartSeries, most: int) -> tuple[Series, ...]:
    """Return the bots; if they are incomplete or too many, their total and that of before."""
    parts = series.parts()
    if len(parts) > 1 and len(parts) <= most and not any(None in part.values for part in parts):
        return parts
    total = Series(name=series.measured.name, values=series.values)
    if series.before and None not in series.before:
        return total, Series(name=BEFORE, values=series.before)
    return (total,)


def _labels(series: ChartSeries) -> Iterator[str]:
    """Yield the labels of the rows; hours omit the weekday to be short enough."""
    for row in series.rows:
        label = row.label.split(" ", 1)[-1] if series.grouping is Grouping.HOUR else row.label
        marks = (" *" if row.partial else "") + (
            f" {LEAST}" if series.measured.is_least(row) else ""
        )
        yield cut(raw(label), LONGEST_LABEL - len(marks)) + marks


def unique(names: Sequence[str]) -> list[str]:
    """Cut names for Slack, and number them where they would be the same."""
    taken: list[str] = []
    for name in map(raw, names):
        candidate, number = cut(name, LONGEST_LABEL), 1
        while candidate in taken:
            number += 1
            candidate = f"{cut(name, LONGEST_LABEL - len(f' {number}'))} {number}"
        taken.append(candidate)
    return taken
