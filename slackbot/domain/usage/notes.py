"""Writes notes about a report: costs, the used part of allowances, and public holidays."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from slackbot.domain.allowance import ChannelAllowances
from slackbot.domain.calendar.holidays import holiday_on, place_name
from slackbot.domain.period import full_day
from slackbot.domain.query import Unit
from slackbot.domain.spelling import listed
from slackbot.domain.usage.limits import NO_GROUPS, Groups, shares_of
from slackbot.domain.usage.report import UsageReport

MOST_HOLIDAYS: Final = 3  # named
MOST_UNPRICED: Final = 5
MOST_PRICES: Final = 4


def notes_of(
    report: UsageReport,
    allowances: ChannelAllowances,
    now: datetime,
    *,
    whole: bool,
    groups: Groups = NO_GROUPS,
) -> tuple[str, ...]:
    """Write the costs of the period, and the used part of each allowance whose term it is so far.

    A note says when the allowance may be used up. `whole`: the report is about all bots of the
    channel, so allowances for all bots apply; those of `groups` apply to just their bots.
    """
    cost_notes = bases_of if report.leads_with_cost else costs_of
    own = {bot.id for bot in report.bots}
    prices = tuple(
        price
        for price in allowances.prices
        if not price.group or own.intersection(groups.get(price.group, ()))
    )
    known = allowances.model_copy(update={"prices": prices})
    shares = shares_of(report, allowances, now, whole=whole, groups=groups)
    return (*cost_notes(report, known), *shares)


def holiday_notes(report: UsageReport) -> tuple[str, ...]:
    """Name the public holidays among the days of the report and those that it is compared with."""
    place = report.query.holidays
    days = [day for period in (report.query.period, report.before) if period for day in period.days]
    found = {day: name for day in sorted(set(days)) if (name := holiday_on(day, place))}
    if not found:
        return ()
    if len(found) > MOST_HOLIDAYS:
        return (f"{len(found)} of the days are public holidays of {place_name(place)}",)
    return (listed(f"{full_day(day)} is {name}" for day, name in found.items()),)


def costs_of(report: UsageReport, allowances: ChannelAllowances) -> Iterator[str]:
    """Yield the cost of the period, and of each unit whose costs are shown apart."""
    known = [
        cost
        for cost in report.total.costs
        # The use of an included amount before is fetched for questions about money alone.
        if cost.amount is not None and not (report.is_whole and cost.missing)
    ]
    for unit in dict.fromkeys(cost.unit for cost in known):
        own = listed(cost.describe() for cost in known if cost.unit == unit)
        what = f"{unit.plural.capitalize()} cost" if unit else "Cost:"
        yield f"{what} {own}{_rate(allowances, unit)}"
    if known:
        yield from _limits(report)


def bases_of(report: UsageReport, allowances: ChannelAllowances) -> Iterator[str]:
    """Yield on what a cost is based that was asked for: the prices, and what has none."""
    prices = [
        price.describe()
        for price in allowances.prices
        if not price.bot_id or price.bot_id in {bot.id for bot in report.bots}
    ]
    if len(prices) <= MOST_PRICES:
        yield f"At {listed(prices)}"
    yield from _limits(report)


def _limits(report: UsageReport) -> Iterator[str]:
    """Yield what is not in the cost, or not known of it."""
    bots = {bot.id: bot.name for bot in report.bots}
    if report.unpriced:
        yield f"Without {listed(each.describe(bots) for each in report.unpriced[:MOST_UNPRICED])}"
    if report.is_whole and any(cost.missing for cost in report.total.costs):
        yield (
            "At least, because what was used of the included amount before isn't in these figures. "
            "Ask for the whole term, such as `cost this month`"
        )


def _rate(allowances: ChannelAllowances, unit: Unit | None) -> str:
    """Write the rate, where there is just one."""
    rates = [price for price in allowances.prices if unit in (None, price.unit)]
    return f" ({rates[0].describe()})" if len(rates) == 1 else ""
