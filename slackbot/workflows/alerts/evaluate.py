"""The second half of a check: evaluates each rule on the figures, and tells what follows."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import NamedTuple

import structlog

from slackbot import telemetry
from slackbot.domain.alerts.alert import Watched
from slackbot.domain.alerts.checks.measure import measure
from slackbot.domain.alerts.checks.plan import bots_of, not_checked, wanted_hours
from slackbot.domain.alerts.checks.tariff import NO_TARIFF, Tariff
from slackbot.domain.alerts.checks.view import Finding
from slackbot.domain.alerts.episode import Event, Failed, Inconclusive, Phase, State, Step
from slackbot.domain.alerts.transitions import BROKEN, step
from slackbot.domain.alerts.transitions import check as judge
from slackbot.domain.channel import Bot, ChannelBots
from slackbot.domain.errors import GivenUpError, SlackbotError
from slackbot.domain.usage.fetching.job import Usage
from slackbot.ports import OpenCheck, Ports
from slackbot.worker_threads import heavy_work, run_in_thread
from slackbot.workflows.alerts.check import CheckedFigures, ended, tariffs_of
from slackbot.workflows.alerts.tell import (
    is_known,
    left_behind,
    remembered,
    show_latest,
    tell_notices,
)
from slackbot.workflows.holidays import ready

log = structlog.get_logger()

NO_ANSWER = "Kore.ai did not answer in time."
GIVEN_UP = "The check ended my process twice, so I gave it up."
NO_BOTS = "None of its bots is linked to the channel any more: see `/billing bots`"

MOST_AWAY = 3  # rules of one check whose notices Slack did not answer; each of them costs a minute

Change = Callable[[State], Step]


class _Check(NamedTuple):
    """The data that the rules are evaluated with."""

    open: OpenCheck
    began: datetime
    linked: Mapping[str, ChannelBots]
    tariffs: Mapping[str, Tariff]
    figures: CheckedFigures
    failures: Sequence[SlackbotError | None]
    refused: Mapping[str, str]  # Kore.ai's reason, by bot
    ports: Ports


async def evaluate_alerts(open_: OpenCheck, ports: Ports) -> None:
    """Evaluate each rule on the figures, remember the result, and tell what is new.

    It can be repeated after a crash, because each rule is evaluated once per check. If a later
    check has begun, this one leaves the rules to it, since both would tell at the same time.

    A check that has ended its process twice evaluates no rule: it has failed for each of them.
    """
    check = await _check_of(open_, ports)
    checks = await ports.alerts.store.checks(open_.ask.team)
    if not any(each.moment > open_.moment for each in checks):
        await _evaluate(check)
    await ended(open_, check.began, ports)


async def _check_of(open_: OpenCheck, ports: Ports) -> _Check:
    outcomes = await _outcomes(open_, ports)
    fetched = [outcome for outcome in outcomes if isinstance(outcome, Usage)]
    team = open_.ask.team
    linked = await ports.channels.bots_of_all(team)
    watched = await ports.alerts.store.active(team)
    return _Check(
        open=open_,
        began=ports.digests.clock.now(),
        linked=linked,
        tariffs=await tariffs_of(team, watched, linked, ports),
        figures=CheckedFigures(team, fetched, ports),
        failures=[outcome for outcome in outcomes if not isinstance(outcome, Usage)],
        refused={id_: why for usage in fetched for id_, why in usage.refused.items()},
        ports=ports,
    )


async def _outcomes(open_: OpenCheck, ports: Ports) -> Sequence[Usage | SlackbotError | None]:
    """Return the outcome of each request; if the check is given up, that it is and no other."""
    try:
        async with heavy_work():
            return await ports.lanes.outcomes(open_, open_.requests) if open_.requests else ()
    except GivenUpError as error:
        return (error,)


async def _evaluate(check: _Check) -> None:
    away, open_, settling = 0, check.open, check.ports.usage.settling
    active = await check.ports.alerts.store.active(open_.ask.team)
    for _, rules in groupby(sorted(active, key=_channel), _channel):
        of_channel = list(rules)
        check.figures.look_at(
            wanted_hours(of_channel, check.linked, open_.moment, settling, check.tariffs)
        )
        for watched in of_channel:
            try:
                await ready(watched.alert.rule.holidays, open_.moment.year)
                made = await _hold(watched, check)
                # otherwise Slack is away, and the rest comes with the next check
                if away < MOST_AWAY:
                    away += await _tell(watched, made, check)
            except Exception:  # one rule must not stop the others
                log.exception(telemetry.BUG, threshold=watched.alert.id)


def _channel(watched: Watched) -> str:
    return watched.alert.channel


async def _tell(watched: Watched, made: Step | None, check: _Check) -> bool:
    """Tell the step's notices, and those that a crash left behind. Return True if Slack was away.

    If there is no notice, the rule's messages still show the latest figures. No other process made
    this step, so no other tells its notices.
    """
    if made is None:
        return False
    alert, ports = watched.alert, check.ports
    handed = left_behind(watched.memory, check.began).union(each.key for each in made.notices)
    telling = await tell_notices(alert.team, alert.id, handed, ports)
    shown = telling.away or any(each.episode for each in made.notices)  # the notice has edited them
    if not shown and _shown(made.state) != _shown(watched.memory):
        await show_latest(alert, ports)
    return telling.away


def _shown(memory: State) -> tuple[object, ...]:
    """Return what the messages show of a rule."""
    episodes = (each for watch in memory.watches for each in watch.episodes)
    firing = (each for each in episodes if each.phase is Phase.FIRING)
    values = (
        (each.window, figures and (figures.value, bool(figures.holes)), bool(each.inconclusive))
        for each in firing
        for figures in [each.figures]
    )
    return memory.broken, *values


async def _hold(watched: Watched, check: _Check) -> Step | None:
    """Evaluate one rule and remember the step; None if this check of it was made before.

    The check of a rule fails if none of its bots has a fresh figure.
    """
    alert, open_, ports = watched.alert, check.open, check.ports
    if is_known(watched, open_.moment):
        return None
    if watched.memory.broken:
        return await remembered(watched, _nothing, ports, checked_at=open_.moment)
    linked = check.linked.get(alert.channel, ChannelBots())
    bots, tariff = bots_of(alert, linked), check.tariffs.get(alert.channel, NO_TARIFF)
    fetched = check.figures.of_bots(bot.id for bot in tariff.bots_for(alert.rule, bots))
    fresh = [usage for usage in fetched if usage.job.end > open_.moment]
    refusal = not_checked(watched, linked, open_.moment, ports.usage.settling, tariff)
    failed = Failed(reason=refusal) if refusal else _failed(bots, fresh, check)
    if failed:
        log.warning(telemetry.ALERT_CHECK_FAILED, threshold=alert.id, said=failed.reason)
        change = _failing(failed, watched, ports)
    else:
        change = await _checking(
            watched, bots, fetched, min(each.fetched_at for each in fresh), check
        )
    return await remembered(watched, change, ports, checked_at=open_.moment)


def _nothing(memory: State) -> Step:
    return Step.of(memory, BROKEN)


def _failed(bots: Sequence[Bot], fresh: Sequence[Usage], check: _Check) -> Failed | None:
    if not bots:
        return Failed(reason=NO_BOTS)
    if fresh:
        return None
    for bot in bots:
        if why := check.refused.get(bot.id):
            return Failed(reason=f"{bot.name}: {why}")
    known = [failure for failure in check.failures if failure]
    if not known:
        return Failed(reason=NO_ANSWER, transient=True)
    reason = GIVEN_UP if isinstance(known[0], GivenUpError) else known[0].message
    return Failed(reason=reason, transient=known[0].retriable)


def _failing(event: Event, watched: Watched, ports: Ports) -> Change:
    now = ports.digests.clock.now()
    return lambda memory: step(memory, event, now, watched.alert.rule)


def _because(found: Finding, refused: Mapping[str, str]) -> Finding:
    """Return the finding with Kore.ai's reason, if Kore.ai refused the bot."""
    why = refused.get(found.bot_id)
    if why is None or not isinstance(found, Inconclusive):
        return found
    return found.model_copy(update={"reason": why.removesuffix(".")})


async def _checking(
    watched: Watched,
    bots: tuple[Bot, ...],
    fetched: Sequence[Usage],
    fetched_at: datetime,
    check: _Check,
) -> Change:
    """Return the change of memory that the check makes.

    It measures once, at the moment of the latest figures; some of `fetched` may be older, settled
    figures. The change may run again, because a button may change the memory meanwhile.
    """
    alert, now = watched.alert, check.ports.digests.clock.now()
    settling, moment = check.ports.usage.settling, check.open.moment
    wanted = wanted_hours([watched], check.linked, moment, settling, check.tariffs)
    past = await check.figures.past(bot_id for bot_id, hours in wanted.items() if hours.past)
    # In a thread: weeks of hours of many bots would block the loop longer than a person should
    # wait.
    found = await run_in_thread(
        measure,
        alert.rule,
        bots,
        [*fetched, *past],
        now=fetched_at,
        settling=settling,
        since=watched.memory.since(alert.created_at, alert.rule),
        tariff=check.tariffs.get(alert.channel, NO_TARIFF),
    )
    told = [_because(each, check.refused) for each in found]
    # The rule's group stands for its bots together, and '' for all bots together.
    ids = {"", alert.rule.group, *(bot.id for bot in bots)}
    return lambda memory: judge(memory.only(ids), told, now, alert.rule)
