"""The rows of data that a picture is drawn from."""

from collections.abc import Iterator
from typing import Any

from slackbot.domain.usage.chart import BEFORE, ChartSeries

LONGEST_NAME = 22  # three of a line


def names_of(series: ChartSeries) -> list[str]:
    """The names of its parts, short and each once: they are the key of the colours."""
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
    """A row for each thing to be drawn; `kind` is part, soft, before or absent.

    `soft` is the sum of a bucket that may be more, `absent` one without a figure.
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
