"""The data of a chart: a unit or a cost over time, in total or by bot. It knows no renderer."""

from collections.abc import Sequence
from typing import NamedTuple, Self

from pydantic import model_validator

from slackbot.domain.frozen import FrozenModel
from slackbot.domain.money.cost import Cost, Key
from slackbot.domain.query import Grouping, Unit
from slackbot.domain.usage.report import ReportRow, UsageReport, sum_known

MOST_BOTS = 5  # more colours are hard to tell apart; the other bots are drawn as one
FEWEST_BUCKETS = 2  # a single bucket is a figure, not a chart
OTHER = "Other"
BEFORE = "Before"


Value = int | float | None  # a count, or an amount of money as it is shown


class Measured(NamedTuple):
    """The subject of a chart: the counts of a unit, or the costs of a key."""

    unit: Unit | None = None
    key: Key | None = None

    @property
    def name(self) -> str:
        """Write `Sessions`, `Cost in USD`."""
        if self.unit:
            return self.unit.plural.capitalize()
        currency, unit = self.key or ("", None)
        return f"Cost of {unit.plural} in {currency}" if unit else f"Cost in {currency}"

    def value(self, row: ReportRow) -> Value:
        """Return the figure of the row, which may be a lower bound."""
        if self.unit:
            return row.counts[self.unit]
        return shown_cost(row.cost(self.key) if self.key else None)

    def whole(self, row: ReportRow) -> Value:
        """Return the complete figure of the row."""
        return None if self.is_least(row) else self.value(row)

    def is_least(self, row: ReportRow) -> bool:
        """Tell whether the figure of the row is a lower bound."""
        if self.unit:
            return row.is_least(self.unit)
        cost = row.cost(self.key) if self.key else None
        return bool(cost and cost.is_least)


def shown_cost(cost: Cost | None) -> float | None:
    """Return the cost, rounded to the currency's coin; where nothing has a price it is 0."""
    if cost is None:
        return 0.0
    return None if cost.rounded is None else float(cost.rounded)


class Series(FrozenModel):
    """A name and a figure for each bucket; None where Kore.ai sent none, which is not zero."""

    name: str
    values: tuple[Value, ...]

    @property
    def total(self) -> float:
        """The sum of the known figures."""
        return sum(value or 0 for value in self.values)


class ChartSeries(FrozenModel):
    """Figures of one unit, or costs of one key, in the buckets of `rows`, in their order.

    `bots`, where given, sum to the rows in every bucket. `before` are the buckets of the compared
    period, by position.
    """

    unit: Unit | None = None
    key: Key | None = None
    grouping: Grouping
    window: str  # in words
    zone: str  # of the buckets
    rows: tuple[ReportRow, ...]
    bots: tuple[Series, ...] = ()
    before: tuple[Value, ...] = ()

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
        measured: Measured,
        before: Sequence[ReportRow] = (),
        bots: Sequence[Series] = (),
    ) -> Self | None:
        """Make the chart of a report; None for fewer than two buckets, or only zeros.

        `before` is left out unless it has as many rows, so that each bar has its counterpart.
        """
        grouping, rows = report.grouping, report.by_bucket
        if grouping is None or len(rows) < FEWEST_BUCKETS:
            return None
        if not any(map(measured.value, rows)):
            return None
        earlier = tuple(map(measured.whole, before)) if len(before) == len(rows) else ()
        return cls(
            unit=measured.unit,
            key=measured.key,
            grouping=grouping,
            window=report.query.period.describe(),
            zone=report.query.period.zone,
            rows=rows,
            bots=tuple(bots),
            before=earlier,
        )

    @property
    def measured(self) -> Measured:
        """Return its unit or cost."""
        return Measured(self.unit, self.key)

    @property
    def title(self) -> str:
        """`Sessions per day`, `Cost in USD per day`."""
        return f"{self.measured.name} per {self.grouping}"

    @property
    def values(self) -> tuple[Value, ...]:
        """The figures of the buckets."""
        return tuple(map(self.measured.value, self.rows))

    def is_soft(self, row: ReportRow) -> bool:
        """Tell whether the true figure of the row may be higher."""
        return row.partial or row.provisional or self.measured.is_least(row)

    def parts(self) -> tuple[Series, ...]:
        """Return the five largest bots and the others as one series; without bots, one series.

        In every bucket the series sum to the figure of the bucket.
        """
        if len(self.bots) < 2:
            return (Series(name=self.measured.name, values=self.values),)
        ranked = sorted(self.bots, key=lambda bot: -bot.total)
        shown, others = ranked[:MOST_BOTS], ranked[MOST_BOTS:]
        return (*shown, _together(others)) if others else tuple(shown)


def _together(bots: Sequence[Series]) -> Series:
    return Series(
        name=OTHER,
        values=tuple(map(sum_known, zip(*(bot.values for bot in bots), strict=True))),
    )
