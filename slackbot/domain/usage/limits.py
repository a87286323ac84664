"""Writes how much of a channel's allowances and budgets is used."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from slackbot.domain.allowance import Allowance, ChannelAllowances, rest_of, term_of
from slackbot.domain.channel import Bot
from slackbot.domain.money.currency import atoms_of
from slackbot.domain.money.price import PriceList
from slackbot.domain.period import Period
from slackbot.domain.query import UsageQuery
from slackbot.domain.usage.fetching.job import Usage
from slackbot.domain.usage.findings.outlook import (
    cost_outlook,
    end_of_allowance,
    end_of_budget,
    outlook_of,
)
from slackbot.domain.usage.pricing import priced
from slackbot.domain.usage.remaining_cost import ahead_of
from slackbot.domain.usage.report import UsageReport

Groups = Mapping[str, Collection[str]]  # the ids of the bots of each group here, by its id
NO_GROUPS: Final[Groups] = {}


def shares_of(
    report: UsageReport,
    allowances: ChannelAllowances,
    now: datetime,
    *,
    whole: bool,
    groups: Groups = NO_GROUPS,
) -> Iterator[str]:
    """Yield the used part of each allowance and budget whose term so far the report is about.

    `whole`: it is about all bots of the channel.
    """
    for allowance in told_limits(report, allowances, now, whole=whole, groups=groups):
        if share := standing_of(allowance, report, now).describe():
            yield share


def told_limits(
    report: UsageReport,
    allowances: ChannelAllowances,
    now: datetime,
    *,
    whole: bool,
    groups: Groups = NO_GROUPS,
) -> list[Allowance]:
    """Return the allowances and budgets whose term so far, and whose bots, the report is about."""
    period = report.query.period
    if period.of_some_days or (not report.query.running and period.end < now):
        return []  # a part of a term is not the term so far
    return [
        each
        for each in allowances.allowances
        if period.start == term_of(each, now, period.zone).start
        and is_about(each, report, whole=whole, groups=groups)
    ]


class Standing(NamedTuple):
    """The used part of an allowance or a budget, and its forecast, in words.

    `over`: the percentage of the term that is over.
    """

    used: str
    ends: str
    likely: str
    over: int

    def describe(self) -> str:
        """Write `15,200 sessions left of the November allowance (62% of 40,000 used)` and
        when that is likely used up; empty where nothing is known."""
        return "; ".join(filter(None, (self.used, self.ends)))

    def pace(self) -> str:
        """Add how much of the term is over, and what it may come to."""
        over = f"{self.over}% of the term is over" if self.over < 100 else ""
        return ". ".join(
            filter(None, ("; ".join(filter(None, (self.used, over, self.ends))), self.likely))
        )


def standing_of(allowance: Allowance, report: UsageReport, now: datetime) -> Standing:
    """Return the standing at `now`, of a report of its bots that begins with its term."""
    used, least = used_of(allowance, report)
    if used is None:
        return Standing("", "", "", 0)
    term = term_of(allowance, report.query.period.start, report.query.period.zone)
    last_day = (term.local_end - timedelta(days=1)).date()
    query = report.query.model_copy(update={"until": term.end})
    if allowance.unit:
        ends = end_of_allowance(report, allowance.unit, allowance.amount, last_day, now)
        query = query.model_copy(update={"units": (allowance.unit,)})
        likely = outlook_of(report.model_copy(update={"query": query, "ahead": ()}), now)
    else:
        ends = end_of_budget(report, allowance.currency, allowance.amount, last_day, now)
        likely = cost_outlook(report.model_copy(update={"query": query}), now)
    over = 100 * (report.query.period.end - term.start) // (term.end - term.start)
    text = rest_of(allowance, used, term, least=least)
    return Standing(text, ends, "".join(likely[:1]), over)


def standing_at(
    allowance: Allowance,
    bots: tuple[Bot, ...],
    usages: Sequence[Usage],
    period: Period,
    prices: PriceList,
    channel: Collection[str],
    *,
    settling: timedelta,
    holidays: str = "",
) -> Standing:
    """Return the standing at the end of `period`, which begins with its term. `bots` are those that
    it is for, and `channel` the ids of all; `usages` hold their figures, also from before."""
    query = UsageQuery(period=period, running=True, holidays=holidays)
    report = UsageReport.of(query, bots, usages, settling=settling)
    if allowance.currency:
        report = priced(report, prices, usages, channel)
        report = report.model_copy(update={"ahead": ahead_of(report, prices, channel)})
    return standing_of(allowance, report, period.end)


def used_of(allowance: Allowance, report: UsageReport) -> tuple[int | None, bool]:
    """Return how much of it the report's usage is, and whether that is a lower bound; None where
    nothing is known."""
    if allowance.unit:
        return report.total.counts.get(allowance.unit), report.total.is_least(allowance.unit)
    cost = report.total.cost((allowance.currency, None))
    if cost is None or cost.amount is None:
        return None, False
    return atoms_of(cost.amount), cost.missing


def is_about(
    allowance: Allowance, report: UsageReport, *, whole: bool, groups: Groups = NO_GROUPS
) -> bool:
    """Tell whether it is for exactly the bots in the report, and for units that are in it."""
    if allowance.unit and allowance.unit not in report.units:
        return False
    if not allowance.unit and report.query.units:  # a budget is about the cost of all units
        return False
    ids = {bot.id for bot in report.bots}
    if allowance.bot_id:
        return ids == {allowance.bot_id}
    if allowance.group:
        return ids == set(groups.get(allowance.group, ()))
    return whole
