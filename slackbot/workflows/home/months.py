"""Finds channels' months so far, and how their limits stand, in the ledger: nothing is fetched.

All channels of a zone are read with one query, by days: hours would keep people waiting.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final, NamedTuple

from slackbot.domain.channel import Bot
from slackbot.domain.home import MonthSoFar
from slackbot.domain.period import Period
from slackbot.domain.query import Unit, UsageQuery
from slackbot.domain.usage.fetching.job import Grain, Usage
from slackbot.domain.usage.history import REACH
from slackbot.domain.usage.local_days import DayClock
from slackbot.domain.usage.pricing import priced
from slackbot.domain.usage.report import UsageReport
from slackbot.ports import Ports
from slackbot.worker_threads import run_in_thread
from slackbot.workflows.home.days import LocalDays
from slackbot.workflows.limits import (
    MOST_BOTS,
    KnownUsage,
    LimitSource,
    ends_of,
    known_usages,
    standings,
)

LEAST: Final = frozenset((Unit.SESSION,))
OWN_DAYS: Final = "UTC"  # the zone of days as a clock of days tells them


class MonthFigures(NamedTuple):
    """A channel's month, if anything of it is known, and its limits in words."""

    month: MonthSoFar | None
    limits: tuple[str, ...]


async def figures_of(
    sources: Collection[LimitSource], now: datetime, ports: Ports
) -> list[MonthFigures]:
    """Return the figures of each channel, in their order."""
    days = {
        zone: await _days([each for each in sources if each.zone == zone], now, ports)
        for zone in {each.zone for each in sources}
    }
    return [await _figures(each, now, days[each.zone], ports) for each in sources]


async def _days(sources: Sequence[LimitSource], now: datetime, ports: Ports) -> LocalDays:
    """Read what the figures of channels of one zone are made of."""
    team, zone = sources[0].team, sources[0].zone
    end = Grain.HOUR.floor(now - ports.usage.settling)
    clock = DayClock(zone)
    ids = {bot.id: None for each in sources for bot in each.linked.bots}
    start = min((first for each in sources for first in _starts(each, now)), default=end)
    start = clock.moment(Grain.DAY.floor(clock.told(min(start, end - REACH))))
    found = await ports.usage.ledger.days(team, list(ids), clock, start, end, now)
    return LocalDays(zone, end, found)


def _starts(source: LimitSource, now: datetime) -> list[datetime]:
    return [source.start_of(each, now) for each in source.known.allowances if source.bots_of(each)]


async def _figures(
    source: LimitSource, now: datetime, days: LocalDays, ports: Ports
) -> MonthFigures:
    usage = KnownUsage(days, ports.usage.settling)
    told, own = days.clock.told(now), source._replace(zone=OWN_DAYS)
    limits = await standings(own, source.known.allowances, told, usage)
    month = await _month_so_far(own, told, usage)
    if month:
        month = month._replace(at=days.clock.moment(month.at))
    return MonthFigures(month, tuple(each.standing.pace() for each in limits))


async def _month_so_far(source: LimitSource, now: datetime, usage: KnownUsage) -> MonthSoFar | None:
    """Return the month up to the latest moment that is known of all bots, or else of any; None
    where nothing is known, or where there are too many bots to look at."""
    bots = source.linked.bots
    if not bots or len(bots) > MOST_BOTS:
        return None
    start = Grain.MONTH.floor(now)
    best: tuple[datetime, list[tuple[Bot, Usage]]] | None = None
    for end in ends_of(now, usage.settling):
        if end <= start:
            break
        known = await _known(source, bots, start, end, usage)
        if best is None or len(known) > len(best[1]):
            best = end, known
        if len(known) == len(bots):
            break
    if best is None or not best[1]:
        return None
    end, known = best
    period = Period(start=start, end=end, zone=source.zone)
    return await run_in_thread(_month, source, period, known, usage)


async def _known(
    source: LimitSource, bots: Sequence[Bot], start: datetime, end: datetime, usage: KnownUsage
) -> list[tuple[Bot, Usage]]:
    """Return the bots whose figures are known in the whole window, each with them."""
    units = LEAST | {price.unit for price in source.known.prices if price.unit and price.amount}
    found = []
    for bot in bots:
        usages = await known_usages(source.team, (bot,), units, start, end, usage)
        found += [(bot, each) for each in usages or ()]
    return found


def _month(
    source: LimitSource, period: Period, known: Sequence[tuple[Bot, Usage]], usage: KnownUsage
) -> MonthSoFar:
    bots, usages = tuple(bot for bot, _ in known), [each for _, each in known]
    query = UsageQuery(period=period, running=True, holidays=source.holidays)
    report = UsageReport.of(query, bots, usages, settling=usage.settling)
    if len(bots) == len(source.linked.bots):  # of some of them a cost would be a part only
        report = priced(report, source.prices, usages, {bot.id for bot in source.linked.bots})
    without = tuple(bot.name for bot in source.linked.bots if bot not in bots)
    return MonthSoFar(report, period.end, without)
