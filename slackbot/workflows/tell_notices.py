"""What a rule has to say is told, each notice once, and only then counts as told."""

from collections.abc import Callable
from datetime import datetime

import structlog

from slackbot import telemetry
from slackbot.domain.ask import Thread
from slackbot.domain.channel import ChannelBots
from slackbot.domain.episode import LEVELS, Delivered, Event, Notice, State, Step, Undelivered
from slackbot.domain.episode_step import step
from slackbot.domain.errors import SlackbotError, SlackRefusedError
from slackbot.domain.threshold_rule import RuleState, ThresholdRule, Told, Watched
from slackbot.ports import Ports
from slackbot.workflows.digest_failed import TOKEN

log = structlog.get_logger()

MOST_NOTICES = 50  # of one rule at a time; more come with the next check
MOST_SHOWN = 20  # notices, the latest, whose messages may be edited
MOST_TRIES = 20  # of writing down what somebody else changes at the same time


async def tell_notices(team: str, rule_id: str, ports: Ports) -> int:
    """Post what the rule has handed over, one after another, and edit its episodes' messages.
    Returns how many were told.

    What cannot be posted now comes with the next check. Where it never can be, the rule is stopped
    and its owner told.
    """
    for told in range(MOST_NOTICES):
        watched = await ports.thresholds.store.find(team, rule_id)
        if watched is None or not watched.rule.is_active or not watched.memory.said:
            return told
        if not await _tell(watched, watched.memory.said[0], ports):
            return told
    return MOST_NOTICES


async def _tell(watched: Watched, notice: Notice, ports: Ports) -> bool:
    """Whether it stands in the channel."""
    now = ports.digests.clock.now()
    try:
        thread = await _posted(watched, notice, ports)
    except SlackbotError as error:
        log.warning(telemetry.NOTICE_FAILED, threshold=watched.rule.id, said=error.message)
        await happened(watched, Undelivered(key=notice.key), ports)
        await _not_told(watched, error, ports)
        return False
    told = Told(notice=notice, at=now, thread=thread)
    await ports.thresholds.store.told(watched.rule, told)
    fired_at = now if notice.kind in LEVELS else None
    await happened(watched, Delivered(key=notice.key), ports, fired_at=fired_at)
    telemetry.NOTICES.labels(notice.kind.value).inc()
    return True


async def _posted(watched: Watched, notice: Notice, ports: Ports) -> Thread:
    """The first notice of a place begins it; the others follow in its thread, and it shows them."""
    rule, thresholds = watched.rule, ports.thresholds
    names = await names_of(watched, ports)
    place = place_of(notice)
    known = await thresholds.store.place(rule.team, rule.id, place)
    if known and (first := await _first_of(watched, place, ports)):
        # The edit below takes its value from the message.
        await thresholds.notifier.keep(watched, first, names, known)
    thread = await thresholds.notifier.post(watched, notice, names, known)
    if known:
        await thresholds.notifier.edit(watched, notice, names, known)
        return known
    await thresholds.store.put_place(rule.team, rule.id, place, thread)
    return thread


async def _first_of(watched: Watched, place: str, ports: Ports) -> Notice | None:
    """What began the place, where that was a level."""
    rule = watched.rule
    history = await ports.thresholds.store.history(rule.team, rule.id, MOST_SHOWN)
    told = [each.notice for each in history if place_of(each.notice) == place]
    return told[-1] if told and told[-1].kind in LEVELS else None


async def _not_told(watched: Watched, error: SlackbotError, ports: Ports) -> None:
    """A token that is refused cuts the workspace off; a channel that is closed stops the rule."""
    if not isinstance(error, SlackRefusedError):
        return None
    rule, now = watched.rule, ports.digests.clock.now()
    if error.reason in TOKEN:
        return await ports.digests.connections.disconnect(rule.team, now, error.reason)
    stopped = rule.model_copy(update={"state": RuleState.STOPPED, "reason": error.message})
    await ports.thresholds.store.save(stopped)
    try:
        await ports.thresholds.notifier.tell_stopped(stopped, now)
    except SlackbotError as error:
        log.warning(telemetry.NOTICE_FAILED, threshold=rule.id, owner_not_told=error.message)


async def happened(
    watched: Watched, event: Event, ports: Ports, *, fired_at: datetime | None = None
) -> Step:
    """What becomes of the rule's memory by `event`, which is remembered."""
    now = ports.digests.clock.now()

    def change(memory: State) -> Step:
        return step(memory, event, now, watched.rule.threshold)

    return await remembered(watched, change, ports, fired_at=fired_at)


async def remembered(
    watched: Watched,
    change: Callable[[State], Step],
    ports: Ports,
    *,
    checked_at: datetime | None = None,
    fired_at: datetime | None = None,
) -> Step:
    """The step that `change` makes of what is remembered, once it is: a button may have been
    pressed meanwhile, and then it is made anew."""
    store = ports.thresholds.store
    for _ in range(MOST_TRIES):
        made = change(watched.memory)
        if await store.remember(watched, made.state, checked_at=checked_at, fired_at=fired_at):
            return made
        watched = await store.find(watched.rule.team, watched.rule.id) or watched
    raise AssertionError("what is remembered of a rule changes without end")


async def show_latest(rule: ThresholdRule, ports: Ports) -> None:
    """Show on the messages of the rule's episodes how they stand by now, and on that of a failing
    check that it is given up."""
    store = ports.thresholds.store
    watched = await store.find(rule.team, rule.id)
    if watched is None:
        return
    names = await names_of(watched, ports)
    seen: set[str] = set()
    for told in await store.history(rule.team, rule.id, MOST_SHOWN):
        place, memory = place_of(told.notice), watched.memory
        failing = memory.broken and place == f"{memory.rule_id}:check:{memory.streak}"
        lives = failing or memory.episode(told.notice.episode)
        thread = await store.place(rule.team, rule.id, place) if place not in seen else None
        if lives and thread:
            await ports.thresholds.notifier.edit(watched, told.notice, names, thread)
        seen.add(place)


async def names_of(watched: Watched, ports: Ports) -> dict[str, str]:
    """What the rule's channel calls its bots, by id."""
    rule = watched.rule
    linked: ChannelBots = await ports.channels.bots(rule.team, rule.channel)
    return {bot.id: bot.name for bot in linked.bots}


def place_of(notice: Notice) -> str:
    """What has one place in the channel: an episode, or a streak of failed checks."""
    return notice.episode or notice.key.rpartition(":")[0]
