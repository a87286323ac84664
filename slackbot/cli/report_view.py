"""Shows a report in a terminal: a table with bars, the movers, and the source of the figures."""

from collections.abc import Iterator, Sequence

from rich.box import SIMPLE
from rich.console import Console, Group, RenderableType
from rich.measure import Measurement
from rich.table import Table
from rich.text import Text

from slackbot.cli.parse import reads_as
from slackbot.domain.money.cost import CostChange, Key
from slackbot.domain.query import Grouping, Unit, UsageQuery, format_units
from slackbot.domain.usage.comparison import Change
from slackbot.domain.usage.counting import counting_of
from slackbot.domain.usage.findings.outlook import outlook_of
from slackbot.domain.usage.report import UNCERTAIN, ReportRow, UsageReport
from slackbot.domain.usage.table import money_head
from slackbot.slack.blocks.text import (
    NO_FIGURE,
    comparison_lines,
    figure,
    money,
    to_the_minute,
)

WIDEST_BAR = 14
WIDEST = 10_000  # characters, of a table
HEADINGS = {Unit.PROACTIVE: "proactive"}
BAR = "█"


def show(report: UsageReport) -> None:
    """Print the report. A table that is wider than the terminal is not cut: its lines break."""
    console = Console(highlight=False)
    wide = console.options.update(max_width=WIDEST)
    needed = Measurement.get(console, wide, _table(report)).maximum
    if needed > console.width:
        console = Console(highlight=False, width=needed)
    console.print(printed(report))


def printed(report: UsageReport) -> RenderableType:
    """Return the report in a form that rich draws."""
    heading = Text.assemble(
        (", ".join(bot.name for bot in report.bots), "bold"), " · ", _understood(report.query)
    )
    facts = (Text(fact, style="bold") for fact in report.facts)
    return Group(
        *facts, heading, _table(report), *(Text(line, style="dim") for line in _remarks(report))
    )


def _understood(query: UsageQuery) -> str:
    other = query.comparison and to_the_minute(query.comparison)
    shown = {"period": to_the_minute(query.period), "comparison": other}
    return reads_as(query.model_copy(update=shown))


def _table(report: UsageReport) -> Table:
    units = report.shown_units
    rows = report.by_bucket if report.is_by_time else report.by_bot
    table = Table(box=SIMPLE, border_style="dim", header_style="bold")
    keys = report.shown_costs
    table.add_column(_heading(report), no_wrap=True)
    for key in keys:
        table.add_column(money_head(key), justify="right", no_wrap=True)
    for unit in units:
        table.add_column(
            HEADINGS.get(unit, unit.plural).capitalize(), justify="right", no_wrap=True
        )
    table.add_column("", no_wrap=True)
    most = max((row.counts[units[0]] or 0 for row in rows), default=0)
    for row in rows:
        table.add_row(
            Text(row.label + row.marks),
            *_costs(row, keys),
            *_figures(row, units),
            _bar(row.counts[units[0]], most),
        )
    table.add_section()
    table.add_row(
        report.total.label + report.total.marks,
        *_costs(report.total, keys),
        *_figures(report.total, units),
        "",
        style="bold",
    )
    if report.changes:
        moved = [report.changes[unit] for unit in units]
        costs = [report.cost_changes.get(key) for key in keys]
        table.add_row("Change", *map(_cost_delta, costs), *map(_delta, moved), "")
        table.add_row("", *map(_cost_percent, costs), *map(_percent, moved), "")
    return table


def _heading(report: UsageReport) -> str:
    """Return the heading of the first column; only a column of weeks needs one beyond its
    labels.
    """
    by_week = report.is_by_time and report.grouping is Grouping.WEEK
    return "Week of" if by_week else ""


def _figures(row: ReportRow, units: Sequence[Unit]) -> Iterator[str]:
    yield from (figure(row, unit) for unit in units)


def _costs(row: ReportRow, keys: Sequence[Key]) -> Iterator[str]:
    yield from (money(row.cost(key)) for key in keys)


def _cost_delta(change: CostChange | None) -> str:
    if change is None:
        return NO_FIGURE
    return f"{'+' if change.delta > 0 else ''}{change.currency.rounded(change.delta):,f}"


def _cost_percent(change: CostChange | None) -> str:
    percent = change.percent if change else None
    return "" if percent is None else f"{percent:+.1f}%"


def _bar(count: int | None, most: int) -> Text:
    return Text(BAR * round(WIDEST_BAR * (count or 0) / most) if most else "", style="cyan")


def _delta(change: Change) -> str:
    return NO_FIGURE if change.delta is None else f"{change.delta:+,}"


def _percent(change: Change) -> str:
    return "" if change.percent is None else f"{change.percent:+.1f}%"


def _remarks(report: UsageReport) -> Iterator[str]:
    yield from report.notes
    if report.previous:
        yield from comparison_lines(report)
    several = len(report.shown_units) > 1
    for forecast in outlook_of(report, report.query.period.end, in_lines=several):
        yield from forecast.splitlines()
    yield from report.legend
    if counting := counting_of(report):
        yield counting
    for gap in report.gaps:
        yield f"Without {gap.bot}: {gap.reason}"
    yield from (f"Incomplete: {each.describe()}" for each in report.missing)
    if report.unsent:
        yield f"Incomplete: Kore.ai sent no figure for {format_units(report.unsent, 'or')}"
    names = {bot.id: bot.name for bot in report.bots}
    for change in report.restated:
        name = names.get(change.bot_id, change.bot_id)
        yield f"Restated: {name}'s {change.unit.plural} {change.before:,} → {change.after:,}"
    fetched = f"{report.fetched_at:%Y-%m-%d %H:%M} UTC" if report.fetched_at else NO_FIGURE
    known = f", {report.cached}" if report.cached else ""
    fits = "" if report.certain else f" {UNCERTAIN}"
    yield f"Kore.ai report {', '.join(report.report_ids)}{fits} · fetched {fetched}{known}"
