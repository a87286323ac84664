"""The axis of time: few labels, of two short lines, where a calendar would have them."""

import json
from typing import Any

from slackbot.domain.query import Grouping
from slackbot.domain.usage.chart import ChartSeries

MOST_LABELS = 8  # what a phone's width holds
STEPS = {
    Grouping.HOUR: (1, 2, 3, 6, 12, 24, 48, 168, 336, 672),
    Grouping.DAY: (1, 2, 3, 7, 14, 28),
    Grouping.WEEK: (1, 2, 4, 13),
    Grouping.MONTH: (1, 2, 3, 6, 12),
}


def time_axis(series: ChartSeries) -> dict[str, Any]:
    """The x channel: buckets by position, so that labels which are the same stay apart."""
    labels = [_lines(row.label, series.grouping) for row in series.rows]
    if len({label[-1] for label in labels}) == 1:  # the hours of one day, which the window names
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
    """The buckets with a label: at most so many, evenly spaced, hours from midnight where it is
    among them."""
    count = len(series.rows)
    steps = STEPS[series.grouping]
    step = next((step for step in steps if count <= step * MOST_LABELS), -(-count // MOST_LABELS))
    midnight = (index for index, row in enumerate(series.rows) if " 00:00" in row.label)
    return list(range(next(midnight, 0) % step, count, step))


def _lines(label: str, grouping: Grouping) -> list[str]:
    """`Mon 16 Nov` as weekday over date, `Mon 16 Nov 13:00` as time over date, and so on."""
    if grouping is Grouping.MONTH:
        return label.split(" ")
    weekday, day, month, *time = label.split(" ")
    date = f"{day} {month}"
    return {
        Grouping.HOUR: [" ".join(time), date],
        Grouping.DAY: [weekday, date],
    }.get(grouping, [date])
