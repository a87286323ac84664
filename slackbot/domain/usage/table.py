"""The table of an answer: the rows and columns that were asked for."""

from collections.abc import Sequence
from functools import partial
from typing import NamedTuple, Self

from slackbot.domain.money.cost import Cost, Key
from slackbot.domain.query import Grouping, Unit
from slackbot.domain.usage.findings.insight import cost_rank, top_rows, unit_rank
from slackbot.domain.usage.report import ReportRow, UsageReport, joined

MOST_ROWS_BY_BOT = 20
MOST_COLUMNS = 5  # of bots beside each other: more do not fit a screen
# Short heads let five columns fit a phone; the caption has the full words.
COLUMNS = {
    Unit.SESSION: "Sessions",
    Unit.CONVERSATION: "Conv.",
    Unit.REQUEST: "Requests",
    Unit.ALERT: "Alerts",
    Unit.PROACTIVE: "Proactive",
}
HEADINGS = {
    Grouping.HOUR: "Hour",
    Grouping.DAY: "Day",
    Grouping.WEEK: "Week of",
    Grouping.MONTH: "Month",
    Grouping.QUARTER: "Quarter",
    Grouping.WEEKDAY: "Weekday",
}


class Column(NamedTuple):
    """The figures of `unit`, or the costs of a `key`, under `head`, of one of the rows that stand
    in a line."""

    head: str
    unit: Unit | None
    place: int = 0
    key: Key | None = None

    def cost(self, line: "Line") -> Cost | None:
        """Return the cost in the line; None where there is none."""
        return line[self.place].cost(self.key) if self.key else None


Line = Sequence[ReportRow]  # of one time or bot; its first row has the label


class Sheet(NamedTuple):
    """Lines of figures and their total, which has as many rows as each line."""

    heading: str
    columns: Sequence[Column]
    lines: Sequence[Line]
    total: Line

    @classmethod
    def of(
        cls,
        heading: str,
        rows: Sequence[ReportRow],
        total: ReportRow,
        units: Sequence[Unit],
        keys: Sequence[Key] = (),
    ) -> Self:
        """Return the sheet with a column for each unit, after one for the costs of each key."""
        columns = [Column(money_head(key), None, key=key) for key in keys]
        columns += [Column(COLUMNS[unit], unit) for unit in units]
        return cls(heading, columns, [(row,) for row in rows], (total,))

    @property
    def caption(self) -> str:
        """`Sessions, Requests by day`, `Sessions by day and bot`."""
        said = ", ".join(dict.fromkeys(map(_caption, self.columns)))
        also = " and bot" if len(self.total) > 1 else ""
        return f"{said} by {self.heading.removesuffix(' of').lower()}{also}"


def sheet_of(report: UsageReport, units: Sequence[Unit]) -> Sheet:
    """Return the rows as asked for: times, or bots, or bots beside each other in rows of times."""
    if not (report.is_by_time and report.grouping):
        rows = rows_of_bots(report, units)
        return Sheet.of("Bot", rows, report.total, units, report.shown_costs)
    heading = HEADINGS[report.grouping]
    if not is_split(report):
        return Sheet.of(heading, report.by_bucket, report.total, units, report.shown_costs)
    key = next(iter(report.shown_costs), None)
    unit, most = units[0], min(report.query.top or MOST_COLUMNS, MOST_COLUMNS)
    lines = [
        (whole, *own) for whole, *own in zip(report.by_bucket, *report.bots_by_bucket, strict=True)
    ]
    rank = cost_rank(key) if key else unit_rank(unit)
    ranked = sorted(range(len(report.bots)), key=lambda bot: rank(report.by_bot[bot]))
    column = partial(Column, unit=None, key=key) if key else partial(Column, unit=unit)
    shown, others = ranked[:most], ranked[most:]
    columns = [column(report.bots[bot].name, place=bot + 1) for bot in shown]
    total: Line = (report.total, *report.by_bot)
    if others:
        columns.append(column(f"{len(others)} more", place=len(total)))
        lines = [(*line, _together(line, others)) for line in lines]
        total = (*total, _together(total, others))
    return Sheet(heading, [*columns, column("Total")], lines, total)


def is_split(report: UsageReport) -> bool:
    """Tell whether the rows are times with the bots beside each other."""
    return report.query.by_bot and report.is_by_time and bool(report.bots_by_bucket)


def rows_of_bots(report: UsageReport, units: Sequence[Unit]) -> Sequence[ReportRow]:
    """Return the bots, largest first if not all are shown; the others are one row."""
    most = report.query.top or MOST_ROWS_BY_BOT
    ranked = report.query.top or report.query.by_bot
    shared = (
        [ReportRow(label="Flat fee", counts=dict.fromkeys(report.units), costs=report.shared_costs)]
        if report.leads_with_cost and report.shared_costs
        else []
    )
    if len(report.by_bot) <= most and not ranked:
        return (*report.by_bot, *shared)
    rank = cost_rank(report.shown_costs[0]) if report.shown_costs else unit_rank(units[0])
    return (*top_rows(report.by_bot, most, rank), *shared)


def _together(line: Line, bots: Sequence[int]) -> ReportRow:
    return joined("", [line[bot + 1] for bot in bots])


def _caption(column: Column) -> str:
    if column.unit is None:
        return f"Cost in {money_head(column.key)}" if column.key else ""
    return column.unit.plural.capitalize()


def money_head(key: Key) -> str:
    """Write the head of a column of costs: `USD`, `USD, sessions`."""
    currency, unit = key
    return f"{currency}, {unit.plural}" if unit else currency
