"""The second half of a check: each rule is held against the figures, and what follows is told."""

from collections.abc import Callable, Iterable, Mapping, Sequence

import structlog

from slackbot import telemetry
from slackbot.domain.channel import Bot, ChannelBots
from slackbot.domain.checking import bots_of, wanted_hours
from slackbot.domain.episode import Event, Failed, Phase, State, Step
from slackbot.domain.episode_step import BROKEN, check, step
from slackbot.domain.errors import SlackbotError
from slackbot.domain.evaluation import measure
from slackbot.domain.job import Usage
from slackbot.domain.threshold_rule import Watched
from slackbot.ports import OpenCheck, Ports
from slackbot.workflows.check_thresholds import ended, figures
from slackbot.workflows.tell_notices import (
    is_known,
    left_behind,
    remembered,
    show_latest,
    tell_notices,
)

log = structlog.get_logger()

NO_ANSWER = "Kore.ai did not answer in time."
NO_BOTS = "None of its bots is linked to the channel any more: see `/billing bots`"

MOST_AWAY = 3  # rules of one check at which Slack did not answer; each costs a minute

Change = Callable[[State], Step]


async def evaluate_thresholds(open_: OpenCheck, ports: Ports) -> None:
    """Hold each rule against the figures, remember what comes of it, and tell what is new.

    Safe to do again after a crash: figures of the same moment are one check.
    """
    team = open_.ask.team
    outcomes = await ports.lanes.outcomes(open_, open_.requests) if open_.requests else ()
    fetched = [outcome for outcome in outcomes if isinstance(outcome, Usage)]
    failures = [outcome for outcome in outcomes if not isinstance(outcome, Usage)]
    linked = await ports.channels.bots_of_all(team)
    now, away = ports.digests.clock.now(), 0
    for watched in await ports.thresholds.store.active(team):
        try:
            made = await _hold(watched, linked, fetched, failures, open_, ports)
            handed = {notice.key for notice in made.notices} if made else set()
            if made:  # nobody else has made this check, so what was left behind is ours
                handed |= left_behind(watched.memory, now)
            if away < MOST_AWAY:  # else Slack is: the rest comes with the next check
                away += await _tell(watched, handed, ports)
        except Exception:  # the others are not to wait for this one
            log.exception(telemetry.BUG, threshold=watched.rule.id)
    await ended(open_, ports)


async def _tell(watched: Watched, handed: Iterable[str], ports: Ports) -> bool:
    """Whether Slack did not answer."""
    telling = await tell_notices(watched.rule.team, watched.rule.id, handed, ports)
    if not (telling.told or telling.away):
        await _show_moved(watched, ports)
    return telling.away


async def _show_moved(before: Watched, ports: Ports) -> None:
    """Where nothing was told, the messages still show the latest figures."""
    after = await ports.thresholds.store.find(before.rule.team, before.rule.id)
    if after and _shown(after.memory) != _shown(before.memory):
        await show_latest(after.rule, ports)


def _shown(memory: State) -> tuple[object, ...]:
    """What its messages show of a rule."""
    episodes = (each for watch in memory.watches for each in watch.episodes)
    firing = (each for each in episodes if each.phase is Phase.FIRING)
    return memory.broken, *((each.window, each.figures and each.figures.value) for each in firing)


async def _hold(
    watched: Watched,
    linked: Mapping[str, ChannelBots],
    fetched: Sequence[Usage],
    failures: Sequence[SlackbotError | None],
    open_: OpenCheck,
    ports: Ports,
) -> Step | None:
    """What became of one rule; None where this check of it was made already. It failed if there is
    no fresh figure of any of its bots."""
    rule = watched.rule
    if is_known(watched, open_.moment):
        return None
    if watched.memory.broken:
        return await remembered(watched, _nothing, ports, checked_at=open_.moment)
    bots = bots_of(rule, linked.get(rule.channel, ChannelBots()))
    ids = {bot.id for bot in bots}
    own = [usage.of_bots(ids) for usage in fetched if ids.intersection(usage.job.bot_ids)]
    wanted = wanted_hours([watched], linked, open_.moment, ports.usage.settling).values()
    usages = await figures(rule.team, wanted, own, ports)
    failed = _failed(bots, own, failures)
    if failed:
        log.warning(telemetry.THRESHOLD_CHECK_FAILED, threshold=rule.id, said=failed.reason)
    change = (
        _failing(failed, watched, ports)
        if failed
        else _checking(watched, bots, usages, own, open_, ports)
    )
    return await remembered(watched, change, ports, checked_at=open_.moment)


def _nothing(memory: State) -> Step:
    return Step.of(memory, BROKEN)


def _failed(
    bots: Sequence[Bot], fresh: Sequence[Usage], failures: Sequence[SlackbotError | None]
) -> Failed | None:
    if not bots:
        return Failed(reason=NO_BOTS)
    if fresh:
        return None
    known = [failure for failure in failures if failure]
    if not known:
        return Failed(reason=NO_ANSWER, transient=True)
    return Failed(reason=known[0].message, transient=known[0].retriable)


def _failing(event: Event, watched: Watched, ports: Ports) -> Change:
    now = ports.digests.clock.now()
    return lambda memory: step(memory, event, now, watched.rule.threshold)


def _checking(
    watched: Watched,
    bots: tuple[Bot, ...],
    usages: Sequence[Usage],
    fresh: Sequence[Usage],
    open_: OpenCheck,
    ports: Ports,
) -> Change:
    """Measured once; the memory may have been changed by a button meanwhile."""
    rule = watched.rule
    at = min((usage.fetched_at for usage in fresh), default=open_.moment)
    found = measure(
        rule.threshold,
        bots,
        usages,
        now=at,
        settling=ports.usage.settling,
        since=watched.memory.since(rule.created_at),
    )
    ids = {"", *(bot.id for bot in bots)}  # without one: of all together
    return lambda memory: check(memory.only(ids), found, at, rule.threshold)
