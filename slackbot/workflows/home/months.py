"""Finds a channel's month so far in the ledger: nothing is fetched for it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from slackbot.domain.channel import Bot
from slackbot.domain.home import MonthSoFar
from slackbot.domain.money.price import PriceList
from slackbot.domain.period import Period, day_start
from slackbot.domain.query import Unit, UsageQuery
from slackbot.domain.usage.costs import priced
from slackbot.domain.usage.fetching.job import Usage
from slackbot.domain.usage.report import UsageReport
from slackbot.ports import Ports
from slackbot.worker_threads import run_in_thread
from slackbot.workflows.limits import MOST_BOTS, LimitSource, ends_of, known_usages

LEAST: Final = frozenset((Unit.SESSION,))


async def month_so_far(source: LimitSource, now: datetime, ports: Ports) -> MonthSoFar | None:
    """Return the month up to the latest moment that is known of all bots, or else of any; None
    where nothing is known, or where there are too many bots to look at."""
    bots, zone = source.linked.bots, source.zone
    if not bots or len(bots) > MOST_BOTS:
        return None
    start = day_start(now.astimezone(ZoneInfo(zone)).date().replace(day=1), zone)
    best: tuple[datetime, list[tuple[Bot, Usage]]] | None = None
    for end in ends_of(now, ports.usage.settling):
        if end <= start:
            break
        known = await _known(source, bots, start, end, ports)
        if best is None or len(known) > len(best[1]):
            best = end, known
        if len(known) == len(bots):
            break
    if best is None or not best[1]:
        return None
    end, known = best
    period = Period(start=start, end=end, zone=zone)
    return await run_in_thread(_month, source, period, known, ports)


async def _known(
    source: LimitSource, bots: Sequence[Bot], start: datetime, end: datetime, ports: Ports
) -> list[tuple[Bot, Usage]]:
    """Return the bots whose figures are known in the whole window, each with them."""
    units = LEAST | {price.unit for price in source.known.prices if price.unit and price.amount}
    found = []
    for bot in bots:
        usages = await known_usages(source.team, (bot,), units, start, end, ports)
        found += [(bot, usage) for usage in usages or ()]
    return found


def _month(
    source: LimitSource, period: Period, known: Sequence[tuple[Bot, Usage]], ports: Ports
) -> MonthSoFar:
    bots, usages = tuple(bot for bot, _ in known), [usage for _, usage in known]
    query = UsageQuery(period=period, running=True, holidays=source.holidays)
    report = UsageReport.of(query, bots, usages, settling=ports.usage.settling)
    if len(bots) == len(source.linked.bots):  # of some of them a cost would be a part only
        prices = PriceList(source.known.prices, source.linked.group_ids)
        report = priced(report, prices, usages, {bot.id for bot in source.linked.bots})
    without = tuple(bot.name for bot in source.linked.bots if bot not in bots)
    return MonthSoFar(report, period.end, without)
