"""Finds how much of a channel's allowances and budgets is used, as far as that is known: nothing is
fetched for it."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple, Self
from zoneinfo import ZoneInfo

from slackbot.domain.allowance import Allowance, ChannelAllowances, term_of
from slackbot.domain.channel import Bot, ChannelBots
from slackbot.domain.money.price import PriceList
from slackbot.domain.period import DAY, Period
from slackbot.domain.query import Fact, Unit
from slackbot.domain.spelling import listed
from slackbot.domain.usage.fetching.job import Grain, SummaryJob, Usage
from slackbot.domain.usage.history import REACH
from slackbot.domain.usage.limits import Standing, standing_at, told_limits
from slackbot.domain.usage.pricing import lead_of
from slackbot.domain.usage.report import UsageReport
from slackbot.ports import FetchedFigures, Ports
from slackbot.worker_threads import run_in_thread

DAYS_BACK: Final = 3  # the latest days may not have been asked for yet
MOMENT: Final = timedelta(seconds=1)
MOST_DESCRIBED: Final = 4  # in an answer
MOST_BOTS: Final = 30  # reading the figures of more would keep people waiting


class Stood(NamedTuple):
    """A standing, and the moment up to which its figures are known."""

    allowance: Allowance
    at: datetime
    standing: Standing


class KnownUsage(NamedTuple):
    """The places of figures, and the time after its end in which a bucket may change."""

    figures: FetchedFigures
    settling: timedelta

    @classmethod
    def of(cls, ports: Ports) -> Self:
        """Return the ledger."""
        return cls(ports.usage.ledger, ports.usage.settling)


class LimitSource(NamedTuple):
    """A channel: its bots, what it has set, and how its days are counted."""

    team: str
    linked: ChannelBots
    known: ChannelAllowances
    zone: str
    holidays: str = ""

    def bots_of(self, allowance: Allowance) -> tuple[Bot, ...]:
        """Return the linked bots that it is for."""
        group = self.linked.group(allowance.group) if allowance.group else None
        if allowance.group:
            return self.linked.members(group) if group else ()
        wanted = allowance.bot_id
        return tuple(bot for bot in self.linked.bots if wanted in ("", bot.id))

    @property
    def prices(self) -> PriceList:
        """Return the prices of usage here."""
        return PriceList(self.known.prices, self.linked.group_ids)

    def start_of(self, allowance: Allowance, now: datetime) -> datetime:
        """Return the moment from which figures say how much of it is used at `now`."""
        term = term_of(allowance, now, self.zone)
        start = term.counted.start
        if not allowance.currency:
            return start
        lead = lead_of(self.prices, term.model_copy(update={"end": max(now, start + DAY)}))
        return lead.start if lead else start


async def standings(
    source: LimitSource, allowances: Sequence[Allowance], now: datetime, usage: KnownUsage
) -> list[Stood]:
    """Return the standing of each of these in its term at `now`; those that are not known are left
    out."""
    found = []
    for allowance in allowances:
        stood = await _stood(source, allowance, now, usage)
        if stood and stood.standing.used:
            found.append(stood)
    return found


async def standing_at_end(
    source: LimitSource, allowance: Allowance, term: Period, usage: KnownUsage
) -> Stood | None:
    """Return how the term ended; None where not all of its figures are known."""
    return await _stood(source, allowance, term.end - MOMENT, usage, [term.counted.end])


async def _stood(
    source: LimitSource,
    allowance: Allowance,
    now: datetime,
    usage: KnownUsage,
    ends: Iterable[datetime] | None = None,
) -> Stood | None:
    prices = source.prices
    bots, term = source.bots_of(allowance), term_of(allowance, now, source.zone)
    start, whose = source.start_of(allowance, now), bots
    if allowance.currency and any(price.included for price in prices.prices):
        whose = source.linked.bots
    if not bots or len(whose) > MOST_BOTS:
        return None
    settling = usage.settling
    for end in ends or ends_of(min(now, term.end), settling):
        if end <= term.counted.start:
            break
        units = units_of(allowance, prices)
        usages = await known_usages(source.team, whose, units, start, end, usage)
        if usages is None:
            continue
        last = term.end if end == term.counted.end else end
        period = Period(start=term.start, end=last, zone=source.zone)
        channel = {bot.id for bot in source.linked.bots}
        standing = await run_in_thread(
            standing_at,
            allowance,
            bots,
            usages,
            period,
            prices,
            channel,
            settling=settling,
            holidays=source.holidays,
        )
        return Stood(allowance, end, standing)
    return None


async def describe_within_terms(
    source: LimitSource, report: UsageReport, now: datetime, usage: KnownUsage
) -> tuple[str, ...]:
    """Write how much is used of each limit of the report's bots in whose present term the report
    ends, except of those that its notes tell."""
    period, ids = report.query.period, {bot.id for bot in report.bots}
    whole = {bot.id for bot in source.linked.bots} <= ids
    groups = source.linked.bots_by_group
    told = told_limits(report, source.known, now, whole=whole, groups=groups)
    asked = any(fact.fact is Fact.ALLOWANCE for fact in report.query.facts)
    wanted = [
        each
        for each in source.known.allowances
        if (each.unit in report.shown_units if each.unit else not report.query.units)
        and term_of(each, now, period.zone).start < period.end
        and not ids.isdisjoint(bot.id for bot in source.bots_of(each))
        and each not in told
        # The answer to what is left has each of its bots in it.
        and not (asked and term_of(each, now, period.zone).start == period.start)
    ]
    if period.of_some_days:
        return ()
    found = await standings(source, wanted[:MOST_DESCRIBED], now, usage)
    return tuple(_describe(each, source, ids) for each in found)


def _describe(stood: Stood, source: LimitSource, ids: Collection[str]) -> str:
    """Write `Up to Sun 29 Nov: 62% of the November allowance, …`; whose it is, if the report is
    about other bots."""
    local = stood.at.astimezone(ZoneInfo(source.zone))
    when = local if local.hour else local - DAY  # up to a midnight is up to the day before
    own = source.bots_of(stood.allowance)
    whose = "" if {bot.id for bot in own} == ids else f" (of {_names(own, source)})"
    day = f"{when:%a} {when.day} {when:%b}{f', {local:%H:%M}' if local.hour else ''}"
    return f"Up to {day}{whose}: {stood.standing.describe()}"


def _names(bots: Sequence[Bot], source: LimitSource) -> str:
    return "all bots" if len(bots) == len(source.linked.bots) else listed(bot.name for bot in bots)


def ends_of(now: datetime, settling: timedelta) -> Iterator[datetime]:
    """Yield the moments up to which figures may be known: all that are settled, or whole days."""
    settled = Grain.HOUR.floor(now - settling)
    yield settled
    day = Grain.DAY.floor(settled)
    yield from (day - DAY * back for back in range(DAYS_BACK + 1) if day - DAY * back != settled)


def units_of(allowance: Allowance, prices: PriceList) -> frozenset[Unit]:
    """Return the units whose figures say how much of it is used."""
    if allowance.unit:
        return frozenset((allowance.unit,))
    return frozenset(price.unit for price in prices.prices if price.unit and price.amount)


async def known_usages(
    team: str,
    bots: Sequence[Bot],
    units: Collection[Unit],
    start: datetime,
    end: datetime,
    usage: KnownUsage,
) -> list[Usage] | None:
    """Return all hours or days of the bots, with the weeks before where these are known, too; None
    if any is not known."""
    for grain in (Grain.HOUR, Grain.DAY):
        for first in (min(start, end - REACH), start):
            window: dict[str, Any] = {"start": grain.floor(first), "end": end, "grain": grain}
            jobs = [SummaryJob(account=False, bot_ids=(bot.id,), **window) for bot in bots]
            if await _are_known(team, jobs, units, end, usage):
                found = [await usage.figures.find(team, job) for job in jobs]
                return [each for each in found if each]
    return None


async def _are_known(
    team: str, jobs: Sequence[SummaryJob], units: Collection[Unit], now: datetime, usage: KnownUsage
) -> bool:
    """Tell whether all are known, without reading them."""
    for job in jobs:
        if not units or not await usage.figures.knows(team, job, units, now, patient=True):
            return False
    return True
