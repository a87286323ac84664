"""Writes notes about a report: its costs, and the used part of allowances."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from slackbot.domain.allowance import Allowance, ChannelAllowances, share, term_of
from slackbot.domain.money import Price, costs, format_money
from slackbot.domain.query import Unit
from slackbot.domain.usage.outlook import end_of_allowance
from slackbot.domain.usage.report import UsageReport


def notes_of(
    report: UsageReport, allowances: ChannelAllowances, now: datetime, *, whole: bool
) -> tuple[str, ...]:
    """Write the costs of the period, and the used part of each allowance whose term it is so far.

    A note says when the allowance may be used up. `whole`: the report is about all bots of the
    channel, so allowances for all bots apply.
    """
    return (*_costs(report, allowances), *_shares(report, allowances, now, whole=whole))


def _costs(report: UsageReport, allowances: ChannelAllowances) -> Iterator[str]:
    for unit in report.units:
        priced = list(_priced(report, allowances, unit))
        if not priced or report.total.counts[unit] is None:
            continue
        sums = ", ".join(format_money(amount, name) for name, amount in costs(priced).items())
        rates = {price.describe() for price, _ in priced}
        base = f" ({rates.pop()})" if len(rates) == 1 else ""
        every = sum(
            bool(allowances.price(unit, b.id) or allowances.price(unit)) for b in report.bots
        )
        some = "" if every == len(report.bots) else ", for the bots with a price"
        least = "at least " if report.total.is_least(unit) else ""
        yield f"{unit.plural.capitalize()} cost {least}{sums}{base}{some}"


def _priced(
    report: UsageReport, allowances: ChannelAllowances, unit: Unit
) -> Iterator[tuple[Price, int]]:
    """Yield the price and the count of each bot that has both."""
    for bot, row in zip(report.bots, report.by_bot, strict=True):
        price = allowances.price(unit, bot.id) or allowances.price(unit)
        count = row.counts[unit]
        if price and count is not None:
            yield price, count


def _shares(
    report: UsageReport, allowances: ChannelAllowances, now: datetime, *, whole: bool
) -> Iterator[str]:
    period = report.query.period
    if not report.query.running and period.end < now:
        return  # a part of an ended term is not the term so far
    for unit in report.units:
        used = report.total.counts[unit]
        for allowance in _about(report, allowances, unit, whole=whole):
            term = term_of(allowance, now, period.zone)
            if used is not None and period.start == term.start:
                last_day = (term.local_end - timedelta(days=1)).date()
                ends = end_of_allowance(report, unit, allowance.amount, last_day, now)
                least = report.total.is_least(unit)
                text = share(allowance, used, term).describe(rest=True, least=least)
                yield f"{text}; {ends}" if ends else text


def _about(
    report: UsageReport, allowances: ChannelAllowances, unit: Unit, *, whole: bool
) -> Iterator[Allowance]:
    """Yield the allowances of exactly the bots in the report."""
    alone = allowances.allowance(unit, report.bots[0].id) if len(report.bots) == 1 else None
    together = allowances.allowance(unit) if whole else None
    yield from (allowance for allowance in (alone, together) if allowance)
