"""Finds what the rest of a running period will cost. docs/money.md has the rules."""

from collections.abc import Collection, Iterator
from datetime import date, timedelta
from decimal import Decimal

from slackbot.domain.money.currency import Currency
from slackbot.domain.money.price import Price, PriceList
from slackbot.domain.period import DAY, day_of, days_between
from slackbot.domain.query import Unit
from slackbot.domain.usage.pricing import fees_due, is_all_of
from slackbot.domain.usage.report import CostAhead, RateAhead, UsageReport

LONGEST = timedelta(days=366)


def ahead_of(
    report: UsageReport, prices: PriceList, channel: Collection[str]
) -> tuple[CostAhead, ...]:
    """Return what the rest will cost in each currency whose cost can be foreseen.

    It can where all bots of the report have the same rates. An included amount is counted from the
    first day of the report, so its term has to begin there, and its bots have to be in the report.
    """
    query = report.query
    if not query.running or query.period.of_some_days or prices.apart:
        return ()
    today = day_of(query.period.end - timedelta(microseconds=1), query.period.zone)
    ids = [bot.id for bot in report.bots]
    rates = [{unit: prices.rates(id_, today).get(unit) for unit in Unit} for id_ in ids]
    if not rates or any(own != rates[0] for own in rates):
        return ()
    own = [price for price in rates[0].values() if price and price.amount]
    own = [price for price in own if not query.units or price.unit in query.units]
    found = (
        _ahead(currency, own, report, prices, channel)
        for currency in dict.fromkeys(price.currency for price in own)
    )
    return tuple(each for each in found if each)


def _ahead(
    currency: Currency,
    rates: list[Price],
    report: UsageReport,
    prices: PriceList,
    channel: Collection[str],
) -> CostAhead | None:
    zone, ids = report.query.period.zone, {bot.id for bot in report.bots}
    first = report.query.period.local_start.date()
    today = day_of(report.query.period.end - timedelta(microseconds=1), zone)
    own = [price for price in rates if price.currency == currency]
    ends = [price.begins for price in prices.prices if price.begins > today]
    for price in (price for price in own if price.included):
        begins, after = price.term.days(today)
        if begins != first or not is_all_of(price.place, ids, channel, prices):
            return None
        if price.valid_from and price.valid_from > first:
            return None
        ends.append(after)
    fees = () if report.query.units else tuple(_fees(currency, report, prices, channel))
    ahead = [
        RateAhead(unit=price.unit, amount=price.amount, included=price.included)
        for price in own
        if price.unit
    ]
    until = min([*ends, today + LONGEST])
    return CostAhead(currency=currency, rates=tuple(ahead), fees=fees, until=until)


def _fees(
    currency: Currency, report: UsageReport, prices: PriceList, channel: Collection[str]
) -> Iterator[tuple[date, Decimal]]:
    zone, ids = report.query.period.zone, {bot.id for bot in report.bots}
    today = day_of(report.query.period.end - timedelta(microseconds=1), zone)
    days = days_between(today + DAY, today + LONGEST)
    for fee in fees_due(prices, days, zone):
        if fee.price.currency == currency and is_all_of(fee.price.place, ids, channel, prices):
            yield day_of(fee.start, zone), fee.price.amount
