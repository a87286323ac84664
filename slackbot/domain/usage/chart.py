"""The data of a chart: one unit over time, in total or by bot. It knows no renderer."""

from collections.abc import Sequence
from typing import Self

from pydantic import BaseModel, ConfigDict, model_validator

from slackbot.domain.query import Grouping, Unit
from slackbot.domain.usage.report import ReportRow, UsageReport, sum_known

MOST_BOTS = 5  # more colours are hard to tell apart; the other bots are drawn as one
FEWEST_BUCKETS = 2  # a single bucket is a figure, not a chart
OTHER = "Other"
BEFORE = "Before"


class Series(BaseModel):
    """A name and a figure for each bucket; None where Kore.ai sent none, which is not zero."""

    model_config = ConfigDict(frozen=True)

    name: str
    values: tuple[int | None, ...]

    @property
    def total(self) -> int:
        """The sum of the known figures."""
        return sum(value or 0 for value in self.values)


class ChartSeries(BaseModel):
    """Figures of one unit in the buckets of `rows`, in their order.

    `bots`, where given, sum to the rows in every bucket. `before` are the buckets of the compared
    period, by position.
    """

    model_config = ConfigDict(frozen=True)

    unit: Unit
    grouping: Grouping
    window: str  # in words
    zone: str  # of the buckets
    rows: tuple[ReportRow, ...]
    bots: tuple[Series, ...] = ()
    before: tuple[int | None, ...] = ()

    @model_validator(mode="after")
    def _one_figure_a_bucket(self) -> Self:
        lengths = {len(bot.values) for bot in self.bots} | ({len(self.before)} - {0})
        if not lengths <= {len(self.rows)}:
            raise ValueError("a series has one figure for each bucket")
        return self

    @classmethod
    def of(
        cls,
        report: UsageReport,
        unit: Unit,
        before: Sequence[ReportRow] = (),
        bots: Sequence[Series] = (),
    ) -> Self | None:
        """Make the chart of a report; None for fewer than two buckets, or only zeros.

        `before` is left out unless it has as many rows, so that each bar has its counterpart.
        """
        grouping, rows = report.grouping, report.by_bucket
        if grouping is None or len(rows) < FEWEST_BUCKETS:
            return None
        if not any(row.counts[unit] for row in rows):
            return None
        earlier = tuple(row.whole[unit] for row in before) if len(before) == len(rows) else ()
        return cls(
            unit=unit,
            grouping=grouping,
            window=report.query.period.describe(),
            zone=report.query.period.zone,
            rows=rows,
            bots=tuple(bots),
            before=earlier,
        )

    @property
    def title(self) -> str:
        """`Sessions per day`."""
        return f"{self.unit.plural.capitalize()} per {self.grouping}"

    @property
    def values(self) -> tuple[int | None, ...]:
        """The figures of the buckets."""
        return tuple(row.counts[self.unit] for row in self.rows)

    def is_soft(self, row: ReportRow) -> bool:
        """Tell whether the true figure of the row may be higher."""
        return row.partial or row.provisional or row.is_least(self.unit)

    def parts(self) -> tuple[Series, ...]:
        """Return the five largest bots and the others as one series; without bots, one series.

        In every bucket the series sum to the figure of the bucket.
        """
        if len(self.bots) < 2:
            return (Series(name=self.unit.plural.capitalize(), values=self.values),)
        ranked = sorted(self.bots, key=lambda bot: -bot.total)
        shown, others = ranked[:MOST_BOTS], ranked[MOST_BOTS:]
        return (*shown, _together(others)) if others else tuple(shown)


def _together(bots: Sequence[Series]) -> Series:
    return Series(
        name=OTHER,
        values=tuple(map(sum_known, zip(*(bot.values for bot in bots), strict=True))),
    )
