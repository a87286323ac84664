"""The table of an answer: the rows and columns that were asked for."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import NamedTuple, Self
from zoneinfo import ZoneInfo

from slackbot.domain.grid import Cell, Grid
from slackbot.domain.money.cost import Cost, Key, added
from slackbot.domain.period import day_of
from slackbot.domain.query import Grouping, Unit
from slackbot.domain.usage.findings.insight import cost_rank, top_rows, unit_rank
from slackbot.domain.usage.report import ReportRow, UsageReport, joined, spans_of

FLAT_FEE = "Flat fee"  # that is no single bot's
MOST_ROWS_BY_BOT = 20
MOST_DRAWN = 60  # rows of times: a longer table is a file
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
    beside: str = "bot"  # the thing of each column, if there are several

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
        captions = ", ".join(dict.fromkeys(map(_caption, self.columns)))
        also = f" and {self.beside}" if len(self.total) > 1 else ""
        return f"{captions} by {self.heading.removesuffix(' of').lower()}{also}"


def sheet_of(report: UsageReport, units: Sequence[Unit]) -> Sheet:
    """Return the rows as asked for: times, or bots, or bots beside each other in rows of times."""
    if not (report.is_by_time and report.grouping):
        rows = rows_of_bots(report, units)
        return Sheet.of(_heading(report), rows, report.total, units, report.shown_costs)
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
    beside = _heading(report).lower()
    if others and report.overlaps:  # their sum would count a bot of several groups twice
        beside = f"{beside}, {len(shown)} of {len(ranked)}"
    elif others:
        columns.append(column(f"{len(others)} more", place=len(total)))
        lines = [(*line, _together(line, others)) for line in lines]
        total = (*total, _together(total, others))
    if key and (fees := report.fees_apart):
        columns.append(column(FLAT_FEE, place=len(total)))
        by_row = zip(*(each.by_bucket for each in fees), strict=True)
        lines = [(*line, _fee(report, added(own))) for line, own in zip(lines, by_row, strict=True)]
        total = (*total, _fee(report, added(each.costs for each in fees)))
    return Sheet(heading, [*columns, column("Total")], lines, total, beside)


def _fee(report: UsageReport, costs: tuple[Cost, ...]) -> ReportRow:
    """Return flat fees as the row of a column of their own, beside those of bots."""
    return ReportRow(label=FLAT_FEE, counts=dict.fromkeys(report.units), costs=costs)


def _heading(report: UsageReport) -> str:
    return "Group" if report.query.by_group else "Bot"


def is_long(report: UsageReport) -> bool:
    """Tell whether the table is too long for a message: its rows are times, and many."""
    return report.is_by_time and len(report.by_bucket) > MOST_DRAWN


def is_split(report: UsageReport) -> bool:
    """Tell whether the rows are times with the bots beside each other."""
    return report.query.by_bot and report.is_by_time and bool(report.bots_by_bucket)


def rows_of_bots(report: UsageReport, units: Sequence[Unit]) -> Sequence[ReportRow]:
    """Return the bots, largest first if not all are shown; the others are one row."""
    most = report.query.top or MOST_ROWS_BY_BOT
    ranked = report.query.top or report.query.by_bot
    shared = (
        [ReportRow(label=FLAT_FEE, counts=dict.fromkeys(report.units), costs=report.shared_costs)]
        if report.leads_with_cost and report.shared_costs
        else []
    )
    if len(report.by_bot) <= most and not ranked:
        return (*report.by_bot, *shared)
    rank = cost_rank(report.shown_costs[0]) if report.shown_costs else unit_rank(units[0])
    found = top_rows(report.by_bot, most, rank)
    if report.overlaps:  # the sum of the others would count a bot of several groups twice
        found = found[:most]
    return (*found, *shared)


def grid_of(report: UsageReport) -> Grid:
    """Return the table for a file: the rows of the screen, none folded, and always with costs.

    Times are ISO 8601. Costs are rounded as they are shown. The last column has the marks in words.
    """
    each: list[tuple[str, Unit | None, Key | None]] = [
        (f"Cost ({money_head(cost.key)})", None, cost.key) for cost in report.total.costs
    ]
    each += [(unit.plural.capitalize(), unit, None) for unit in report.shown_units]
    total: Line = (report.total,)
    lines: list[tuple[str | date, Line]]
    if not (report.is_by_time and report.grouping):
        heading = _heading(report)
        lines = [(row.label, (row,)) for row in _rows_of_all_bots(report)]
    else:
        heading = HEADINGS[report.grouping]
        rows: Sequence[Line] = [(row,) for row in report.by_bucket]
        if is_split(report):
            rows = [*zip(report.by_bucket, *report.bots_by_bucket, strict=True)]
            total = (report.total, *report.by_bot)
        lines = [*zip(_times_of(report), rows, strict=True)]
    names = ["", *(f"{bot.name}: " for bot in report.bots)] if len(total) > 1 else [""]
    places = [*range(1, len(total)), 0] if len(total) > 1 else [0]
    columns = [
        Column(f"{names[place]}{head}" if place else head, unit, place, key)
        for place in places
        for head, unit, key in each
    ]
    return Grid(
        "Table",
        (heading, *(column.head for column in columns), "Note"),
        [
            (label, *(_cell(line, column) for column in columns), _note(line[0], report))
            for label, line in [*lines, ("Total", total)]
        ],
        has_total=True,
    )


def _rows_of_all_bots(report: UsageReport) -> Sequence[ReportRow]:
    query, rows = report.query, report.by_bot
    if query.top or query.by_bot:
        keys = [cost.key for cost in report.total.costs] if report.leads_with_cost else []
        rank = cost_rank(keys[0]) if keys else unit_rank(report.shown_units[0])
        rows = top_rows(rows, query.top or len(rows), rank)
    if not report.shared_costs:
        return rows
    none = dict.fromkeys(report.units)
    return (*rows, ReportRow(label=FLAT_FEE, counts=none, costs=report.shared_costs))


def _times_of(report: UsageReport) -> Sequence[str | date]:
    """Return the start of each row by time; weekdays have none."""
    period, grouping = report.query.period, report.grouping
    if grouping is None or grouping is Grouping.WEEKDAY:
        return [row.label for row in report.by_bucket]
    clock = ZoneInfo(period.zone)
    starts = (span.start for span in spans_of(period, grouping, report.query.week_start))
    if grouping is Grouping.HOUR:
        return [start.astimezone(clock).isoformat(timespec="minutes") for start in starts]
    days = (day_of(start, period.zone) for start in starts)
    if grouping is Grouping.MONTH:
        return [f"{day:%Y-%m}" for day in days]
    if grouping is Grouping.QUARTER:
        return [f"{day.year}-Q{(day.month + 2) // 3}" for day in days]
    return [*days]


def _cell(line: Line, column: Column) -> Cell:
    if column.unit:
        return line[column.place].counts[column.unit]
    cost = column.cost(line)
    return cost.rounded if cost else None


def _note(row: ReportRow, report: UsageReport) -> str:
    least = [unit.plural for unit in report.shown_units if row.is_least(unit)]
    least += [f"cost in {money_head(cost.key)}" for cost in row.costs if cost.is_least]
    notes = {
        "only a part of it is in the period": row.partial,
        "provisional": row.provisional,
        f"at least: {', '.join(least)}": least,
    }
    return "; ".join(note for note, holds in notes.items() if holds)


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
