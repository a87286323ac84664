"""Begins a check of a workspace's alerts, and fetches the figures for all of them together."""

from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from slackbot import telemetry
from slackbot.domain.alerts.alert import Watched
from slackbot.domain.alerts.checks.plan import (
    UNFINISHED,
    Check,
    Wanted,
    due_moment,
    not_checked,
    together,
    wanted_hours,
)
from slackbot.domain.alerts.checks.tariff import NO_TARIFF, Tariff
from slackbot.domain.ask import Ask, first_id
from slackbot.domain.channel import ChannelBots
from slackbot.domain.money.price import PriceList
from slackbot.domain.usage.fetching.job import SummaryJob, Usage, UsageRequest
from slackbot.ports import OpenCheck, Ports

CHECK = "check"  # stands for the command, since nobody typed one
Start = Callable[[str, datetime], Awaitable[None]]  # starts durably, and once for each moment
Evaluate = Callable[[OpenCheck], Awaitable[None]]


async def begin_checks(ports: Ports, start: Start) -> None:
    """Start the check of each workspace that is due. Any number of processes may do so."""
    now, alerts = ports.digests.clock.now(), ports.alerts
    for team in await alerts.store.teams():
        moment = due_moment(now, alerts.every, await alerts.store.checks(team))
        if moment:
            await start(team, moment)
            await alerts.store.begin_check(team, Check(moment=moment))


async def check_alerts(team: str, moment: datetime, ports: Ports, evaluate: Evaluate) -> None:
    """Fetch the figures; `evaluate` follows when they are there, at once if they are known."""
    telemetry.CHECKS.labels("begun").inc()
    watched = await ports.alerts.store.active(team)
    linked = await ports.channels.bots_of_all(team)
    settling, tariffs = ports.usage.settling, await tariffs_of(team, watched, linked, ports)
    due = [
        each
        for each in watched
        if not each.memory.broken
        and not not_checked(
            each,
            linked.get(each.alert.channel, ChannelBots()),
            moment,
            settling,
            tariffs.get(each.alert.channel, NO_TARIFF),
        )
    ]
    wanted = wanted_hours(due, linked, moment, settling, tariffs)
    requests = await missing(team, wanted.values(), moment, ports, routine=True)
    open_ = OpenCheck(
        ask=_ask(team, moment),
        moment=moment,
        requests=tuple(requests),
        until=moment + UNFINISHED,
    )
    if requests:
        return await ports.lanes.board(open_, requests)
    return await evaluate(open_)


async def tariffs_of(
    team: str, watched: Iterable[Watched], linked: Mapping[str, ChannelBots], ports: Ports
) -> dict[str, Tariff]:
    """Return the prices and bots of each channel that has a rule about costs."""
    channels = {each.alert.channel for each in watched if each.alert.rule.currency}
    return {
        channel: await tariff_of(team, channel, linked.get(channel, ChannelBots()), ports)
        for channel in sorted(channels)
    }


async def tariff_of(team: str, channel: str, linked: ChannelBots, ports: Ports) -> Tariff:
    """Return the prices of the channel, and all its bots."""
    known = await ports.allowances.of(team, channel)
    return Tariff(PriceList(known.prices, linked.group_ids), linked.bots)


async def missing(
    team: str, wanted: Iterable[Wanted], now: datetime, ports: Ports, *, routine: bool
) -> list[UsageRequest]:
    """Return what must be fetched.

    Settled figures are fetched only if they are unknown, or if Kore.ai left some out; `routine`
    then waits before it asks again. Figures that may still change are fetched, unless background
    work fetched them since `now`. All bots are fetched together where that is possible.
    """
    since = now if routine else None
    past: list[SummaryJob] = []
    live: list[SummaryJob] = []
    for hours in wanted:
        if hours.past and not await ports.usage.ledger.knows(
            team, hours.past, hours.units, now, patient=routine
        ):
            past.append(hours.past)
        live.append(hours.live)
    ids, batch = [job.bot_ids[0] for job in live], ports.usage.batch
    routes = await ports.usage.connections.routes(team, ids)
    return [
        *(_request(team, job, None) for job in together(past, routes=routes, batch=batch)),
        *(_request(team, job, since) for job in together(live, routes=routes, batch=batch)),
    ]


async def figures(
    team: str,
    wanted: Iterable[Wanted],
    fetched: Sequence[Usage],
    ports: Ports,
) -> list[Usage]:
    """Return all known figures of these hours: those just fetched, and those settled before."""
    jobs = [hours.past for hours in wanted if hours.past]
    known = [await ports.usage.ledger.find(team, job) for job in jobs]
    return [*fetched, *(usage for usage in known if usage)]


class CheckedFigures:
    """Finds each bot's figures once for all rules of a check."""

    def __init__(self, team: str, fetched: Sequence[Usage], ports: Ports) -> None:
        self._team = team
        self._fetched = fetched
        self._ledger = ports.usage.ledger
        self._own: dict[str, list[Usage]] = {}
        self._past: dict[SummaryJob, Usage | None] = {}
        self._wanted: Mapping[str, Wanted] = {}

    def of_bots(self, bot_ids: Iterable[str]) -> list[Usage]:
        """Return what this check fetched for these bots."""
        return [usage for bot_id in bot_ids for usage in self._of_bot(bot_id)]

    def _of_bot(self, bot_id: str) -> list[Usage]:
        if bot_id not in self._own:
            self._own[bot_id] = [
                usage.of_bots({bot_id}) for usage in self._fetched if bot_id in usage.job.bot_ids
            ]
        return self._own[bot_id]

    def look_at(self, wanted: Mapping[str, Wanted]) -> None:
        """Switch to these bots, and forget the figures of others."""
        self._wanted, self._past = wanted, {}

    async def past(self, bot_ids: Iterable[str]) -> list[Usage]:
        """Return the earlier settled figures of these bots, for as long as any rule of them
        needs.
        """
        jobs = [job for bot_id in bot_ids if (job := self._wanted[bot_id].past)]
        for job in jobs:
            if job not in self._past:
                self._past[job] = await self._ledger.find(self._team, job)
        return [usage for job in jobs if (usage := self._past[job])]


def _request(team: str, job: SummaryJob, since: datetime | None) -> UsageRequest:
    return UsageRequest(team=team, job=job, since=since)


def _ask(team: str, moment: datetime) -> Ask:
    return Ask(
        id=f"{first_id(moment)}-{CHECK}",
        team=team,
        channel="",
        user="",
        text="",
        command=CHECK,
        received_at=moment,
    )


async def ended(open_: OpenCheck, fetched_at: datetime, ports: Ports) -> None:
    """Store that the check is over, and how long its figures took, which sets the time of the
    next one.
    """
    took: timedelta = fetched_at - open_.moment
    telemetry.CHECKS.labels("done").inc()
    jobs = Counter(request.job.lane for request in open_.requests)
    most = max(jobs.values(), default=0)
    check = Check(moment=open_.moment, seconds=took.total_seconds(), jobs=most)
    await ports.alerts.store.end_check(open_.ask.team, check)
