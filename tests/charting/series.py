"""Series to draw."""

from datetime import date, timedelta

from slackbot.domain.query import Grouping, Unit
from slackbot.domain.usage.chart import ChartSeries, Series
from slackbot.domain.usage.report import ReportRow

WINDOW = "Mon 9 Nov – Sun 15 Nov 2026 (Europe/Berlin)"


def day_labels(count: int) -> list[str]:
    """`Mon 9 Nov` and the days that follow."""
    days = (date(2026, 11, 9) + timedelta(days=index) for index in range(count))
    return [f"{day:%a} {day.day} {day:%b}" for day in days]


def hour_labels(count: int, first: int = 0) -> list[str]:
    """`Mon 9 Nov 00:00` and the hours that follow."""
    hours = range(first, first + count)
    return [f"{day_labels(hour // 24 + 1)[-1]} {hour % 24:02}:00" for hour in hours]


def series(
    *values: int | None,
    labels: list[str] | None = None,
    grouping: Grouping = Grouping.DAY,
    bots: tuple[Series, ...] = (),
    before: tuple[int | None, ...] = (),
    partial: tuple[int, ...] = (),
    provisional: tuple[int, ...] = (),
    zone: str = "Europe/Berlin",
) -> ChartSeries:
    """Sessions in as many days; `partial` and `provisional` are positions."""
    return ChartSeries(
        unit=Unit.SESSION,
        grouping=grouping,
        window=WINDOW,
        zone=zone,
        rows=tuple(
            ReportRow(
                label=label,
                counts={Unit.SESSION: value},
                partial=index in partial,
                provisional=index in provisional,
            )
            for index, (label, value) in enumerate(
                zip(labels or day_labels(len(values)), values, strict=True)
            )
        ),
        bots=bots,
        before=before,
    )
