"""Makes the files that a question asks for."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import timedelta
from typing import NamedTuple, Self

from slackbot.domain.allowance import ChannelAllowances
from slackbot.domain.ask import Ask
from slackbot.domain.channel import ChannelBots
from slackbot.domain.errors import UserError
from slackbot.domain.grid import Cell, Grid, csv_of_grid
from slackbot.domain.money.price import PriceList
from slackbot.domain.query import UsageQuery
from slackbot.domain.usage.fetching.job import Usage, finest
from slackbot.domain.usage.files.export import csv_of, file_name, grid_of_buckets
from slackbot.domain.usage.files.focus import focus_of
from slackbot.domain.usage.groups import labels_of
from slackbot.domain.usage.pricing import charges_of
from slackbot.domain.usage.report import UsageReport, speaking, within
from slackbot.domain.usage.table import grid_of, is_long
from slackbot.ports import File, Opened, Ports
from slackbot.spreadsheets import xlsx_of

MOST_IN_SHEET = 20_000  # buckets: more take seconds to write, and are a CSV beside the workbook
NO_PRICE = (
    "A FOCUS file has costs, and this channel has no price. Set one: "
    "`/billing price 0.20 USD per conversation`"
)
SOME_DAYS = "Some weekdays alone have no costs, so no FOCUS file. Ask without the weekdays."


class Sources(NamedTuple):
    """The contents of files: the report, and all from which it was made.

    `before` has what was used of included amounts before; `linked` are the channel's bots.
    """

    opened: Opened
    report: UsageReport
    usages: Sequence[Usage]
    before: Sequence[Usage]
    allowances: ChannelAllowances
    prices: PriceList
    linked: ChannelBots
    team: str
    settling: timedelta

    @property
    def channel(self) -> Collection[str]:
        """The ids of all bots of the channel."""
        return {bot.id for bot in self.linked.bots}

    def with_report(self, report: UsageReport) -> Self:
        """Return the same with another report."""
        return self._replace(report=report)


async def sources_of(
    ask: Ask,
    opened: Opened,
    report: UsageReport,
    usages: tuple[Sequence[Usage], Sequence[Usage]],
    ports: Ports,
) -> Sources:
    """Return the sources of an answer in the channel of `ask`, with its prices and bots.

    `usages` are those of the report, and those before.
    """
    allowances = await ports.allowances.of(ask.team, ask.home)
    linked = await ports.channels.bots(ask.team, ask.home)
    prices = PriceList(allowances.prices, linked.group_ids)
    return Sources(
        opened, report, *usages, allowances, prices, linked, ask.team, ports.usage.settling
    )


def refuse_without_prices(query: UsageQuery, prices: PriceList) -> None:
    """Raise UserError if a file is wanted that has nothing but costs, and there are none."""
    if query.focus and not prices.prices:
        raise UserError(NO_PRICE)
    if query.focus and query.period.of_some_days:
        raise UserError(SOME_DAYS)


def files_of(sources: Sources, shown: UsageReport) -> tuple[File, ...]:
    """Return the files that the question wants: the table, all that was fetched, the charges.

    `shown` is the report as people see it, with groups in the place of bots where these were asked
    for. A table that is too long for a message is a file in any case.
    """
    query = sources.opened.query
    return tuple(_files(sources, shown, query, file_name(query, sources.opened.bots)))


def fetched_csv(
    opened: Opened, usages: Sequence[Usage], groups: Mapping[str, str] | None = None
) -> bytes:
    """Return all buckets of the period, with all units and bots, and the bots' `groups` where these
    are given, as CSV."""
    period = opened.query.period
    grain = finest(usage.job.grain for usage in speaking(period, usages))
    return csv_of(within(period, usages), opened.bots, period.zone, grain, groups)


def _groups(sources: Sources) -> Mapping[str, str] | None:
    """Return the names of each bot's groups, where the question is by group."""
    opened = sources.opened
    return labels_of(opened.bots, sources.linked) if opened.query.by_group else None


def focus_csv(sources: Sources) -> bytes:
    """Return the charges in the columns of the FinOps Foundation, as CSV."""
    report, bots = sources.report, sources.opened.bots
    usages = [*sources.usages, *sources.before]
    charges = charges_of(report, sources.prices, usages, sources.channel)
    names = sources.linked.names_by_id | {bot.id: bot.name for bot in bots}
    fetched_at = report.fetched_at or report.query.period.end
    return csv_of_grid(focus_of(charges, names, sources.team, fetched_at - sources.settling))


def workbook_of(sources: Sources, shown: UsageReport) -> bytes:
    """Return the table, all that was fetched if it is not too much, and the sources, as XLSX."""
    sheets = [grid_of(shown)]
    if sources.report.bucket_count <= MOST_IN_SHEET:
        sheets.append(_fetched_grid(sources))
    return xlsx_of([*sheets, _about(sources)])


def _files(sources: Sources, shown: UsageReport, query: UsageQuery, name: str) -> Iterator[File]:
    if query.csv or is_long(shown):
        yield File(name=f"{name}.csv", content=csv_of_grid(grid_of(shown)))
    if query.excel:
        yield File(name=f"{name}.xlsx", content=workbook_of(sources, shown))
    if query.csv or (query.excel and sources.report.bucket_count > MOST_IN_SHEET):
        fetched = fetched_csv(sources.opened, sources.usages, _groups(sources))
        yield File(name=f"{name}-fetched.csv", content=fetched)
    if query.focus:
        yield File(name=f"{name}-focus.csv", content=focus_csv(sources))


def _fetched_grid(sources: Sources) -> Grid:
    period = sources.opened.query.period
    grain = finest(usage.job.grain for usage in speaking(period, sources.usages))
    buckets, bots = within(period, sources.usages), sources.opened.bots
    return grid_of_buckets(buckets, bots, period.zone, grain, _groups(sources))


def _about(sources: Sources) -> Grid:
    """Return what says where the figures come from."""
    report = sources.report
    rows: list[tuple[Cell, Cell]] = [("Period", report.query.period.describe())]
    rows.append(("Time zone", report.query.period.zone))
    rows += [("Bot", f"{bot.name} ({bot.id})") for bot in report.bots]
    names = {bot.id: bot.name for bot in report.bots}
    rows += [("Without", f"{gap.bot}: {gap.reason}") for gap in report.gaps]
    rows += [("Incomplete", each.describe()) for each in report.missing]
    rows += [("Without a price", each.describe(names)) for each in report.unpriced]
    rows += [("Price", price.describe()) for price in sources.prices.prices]
    if report.fetched_at:
        rows.append(("Fetched", f"{report.fetched_at:%Y-%m-%d %H:%M} UTC"))
    rows += [("Kore.ai report", id_) for id_ in report.report_ids]
    return Grid("About", ("What", "Which"), rows)
