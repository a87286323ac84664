"""The figures of a report for other programs: exact, as text, each with what it is of."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Final, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import AwareDatetime, Field

from slackbot.domain.frozen import FrozenModel
from slackbot.domain.money.cost import Cost
from slackbot.domain.period import Period
from slackbot.domain.query import Grouping, format_units
from slackbot.domain.usage.report import ReportRow, UsageReport, spans_of
from slackbot.domain.usage.table import FLAT_FEE, is_split

MOST_ROWS: Final = 500
TOO_LONG: Final = (
    "The {count:,} rows by {grouping} are too many here. Ask for coarser rows or a shorter period."
)


class Window(FrozenModel):
    """`[start, end)`: the end is not part of it. Both are on the wall clock of the zone."""

    start: AwareDatetime
    end: AwareDatetime = Field(description="not part of the window")
    zone: str
    described: str = Field(description="in words, the last day included; names left-out weekdays")

    @classmethod
    def of(cls, period: Period) -> Self:
        """Return the window of a period."""
        start, end = period.local_start, period.local_end
        return cls(start=start, end=end, zone=period.zone, described=period.describe())


class Count(FrozenModel):
    """A count of a unit; no value where Kore.ai sent none, which is not zero."""

    unit: str
    value: str | None
    at_least: bool = Field(
        default=False, description="a part is missing, so the true figure is this or more"
    )


class Money(FrozenModel):
    """An exact cost, which is not rounded."""

    currency: str
    value: str | None
    unit: str = Field(default="", description="the one unit it is for; empty: all with a price")
    at_least: bool = Field(
        default=False, description="a part is missing, so the true cost is this or more"
    )


class Row(FrozenModel):
    """The figures of one bot, or of one span of time, or of a bot in such a span."""

    label: str
    bot: str = ""
    start: AwareDatetime | None = None
    end: AwareDatetime | None = Field(default=None, description="not part of the row")
    counts: tuple[Count, ...]
    costs: tuple[Money, ...] = ()
    partial: bool = Field(default=False, description="only a part of the span is in the window")
    settled: bool | None = Field(
        description="false: Kore.ai may still change the figures; null: not known"
    )


class Figures(FrozenModel):
    """The figures of a report. Counts of different units are never added."""

    window: Window
    settled: bool = Field(description="false: Kore.ai may still change the figures")
    complete: bool = Field(description="false: see what `holes` says is missing")
    certain: bool = Field(description="false: the figures may be another program's")
    bots: tuple[str, ...]
    total: Row
    compared_with: Window | None = None
    before: Row | None = Field(default=None, description="the total of `compared_with`")
    rows_by: Literal["bot", "group", "hour", "day", "week", "month", "quarter", "weekday"]
    rows: tuple[Row, ...]
    holes: tuple[str, ...] = ()


def figures_of(report: UsageReport) -> Figures:
    """Return the figures of a report, with the rows that its table has; too many are left out, and
    `holes` says so."""
    settled = not report.is_provisional
    by_time = report.is_by_time and report.grouping is not None
    rows = list(_rows_by_time(report)) if by_time else []
    holes = [*_holes(report)]
    if len(rows) > MOST_ROWS:
        too_long = TOO_LONG.format(count=len(rows), grouping=report.grouping)
        rows, holes = [], [*holes, too_long]
    if not by_time:
        rows = [_row(row, report, bot=row.label, settled=settled) for row in report.by_bot]
        rows += [_flat_fee(report)] if report.shared_costs else []
    return Figures(
        window=Window.of(report.query.period),
        settled=settled,
        complete=report.is_whole,
        certain=report.certain,
        bots=tuple(bot.name for bot in report.bots),
        total=_row(report.total, report, settled=settled),
        compared_with=Window.of(report.before) if report.before else None,
        before=_before(report),
        rows_by=_rows_by(report) if by_time else ("group" if report.query.by_group else "bot"),
        rows=tuple(rows),
        holes=tuple(holes),
    )


def _rows_by(report: UsageReport) -> Literal["hour", "day", "week", "month", "quarter", "weekday"]:
    return (report.grouping or Grouping.DAY).value


def _rows_by_time(report: UsageReport) -> Iterator[Row]:
    """Yield the rows by time; where the bots stand beside each other, a row for each of them."""
    period, grouping = report.query.period, report.grouping
    spans: Sequence[tuple[AwareDatetime, AwareDatetime] | None] = [None] * len(report.by_bucket)
    if grouping and grouping is not Grouping.WEEKDAY:
        clock = ZoneInfo(period.zone)
        spans = [
            (span.start.astimezone(clock), span.end.astimezone(clock))
            for span in spans_of(period, grouping, report.query.week_start)
        ]
    of_bots = [("", report.by_bucket)]
    if is_split(report):
        names = (bot.name for bot in report.bots)
        of_bots = [*zip(names, report.bots_by_bucket, strict=True)]
    for place, span in enumerate(spans):
        for bot, rows in of_bots:
            row = rows[place]
            yield _row(row, report, bot, span, settled=not row.provisional)


def _before(report: UsageReport) -> Row | None:
    """Return the total of the compared period; it is settled if the whole report is."""
    if report.previous is None:
        return None
    return _row(report.previous, report, settled=None if report.is_provisional else True)


def _row(
    row: ReportRow,
    report: UsageReport,
    bot: str = "",
    span: tuple[AwareDatetime, AwareDatetime] | None = None,
    *,
    settled: bool | None,
) -> Row:
    start, end = span or (None, None)
    return Row(
        label=row.label,
        bot=bot,
        start=start,
        end=end,
        counts=tuple(
            Count(unit=unit.plural, value=_exact(row.counts[unit]), at_least=row.is_least(unit))
            for unit in report.shown_units
        ),
        costs=tuple(_money(row.costs)),
        partial=row.partial,
        settled=settled,
    )


def _flat_fee(report: UsageReport) -> Row:
    """Return the fees that are in no bot's row."""
    return Row(label=FLAT_FEE, counts=(), costs=tuple(_money(report.shared_costs)), settled=True)


def _money(costs: Iterable[Cost]) -> Iterator[Money]:
    for cost in costs:
        yield Money(
            currency=cost.currency,
            value=_exact(cost.amount),
            unit=cost.unit.plural if cost.unit else "",
            at_least=cost.is_least,
        )


def _exact(figure: int | Decimal | None) -> str | None:
    """Write all digits, without an exponent or zeros behind the last one that counts."""
    if figure is None:
        return None
    text = f"{figure:f}" if isinstance(figure, Decimal) else str(figure)
    return text.rstrip("0").rstrip(".") if "." in text else text


def _holes(report: UsageReport) -> Iterator[str]:
    """Yield what is missing in the figures, in sentences."""
    yield from (f"Without {gap.bot}: {gap.reason}" for gap in report.gaps)
    yield from (f"{each.describe()}; the sums leave that out." for each in report.missing)
    if report.unsent:
        yield f"Kore.ai sent no figure for {format_units(report.unsent, 'or')}."
    names = {bot.id: bot.name for bot in report.sources}
    yield from (f"No cost of {each.describe(names)}." for each in report.unpriced)
