"""Posts a rule's notices: each once, and it counts as told only after that."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

import structlog

from slackbot import telemetry
from slackbot.domain.alerts.alert import Alert, RuleState, Told, Watched
from slackbot.domain.alerts.episode import (
    LEVELS,
    Delivered,
    Event,
    Notice,
    NoticeKind,
    State,
    Step,
    Undelivered,
)
from slackbot.domain.alerts.transitions import step
from slackbot.domain.ask import Ask, Thread
from slackbot.domain.channel import ChannelBots
from slackbot.domain.errors import (
    THREAD_GONE,
    NotAllowedError,
    SlackbotError,
    SlackRefusedError,
)
from slackbot.ports import Ports
from slackbot.workflows.digests.failed import TOKEN
from slackbot.workflows.permit import permit_post

log = structlog.get_logger()

FINAL = (SlackRefusedError, NotAllowedError)
MOST_NOTICES = 50  # of one rule at a time; the next check posts more
MOST_SHOWN = 20  # the latest notices, whose messages may be edited
MOST_LOOKED_AT = 200  # the latest notices, among which the first of a place is searched
MOST_TRIES = 20  # of saving a memory that others change at the same time
# Posting takes less time. If a notice was handed over longer ago, its process has died.
LEFT_AFTER = timedelta(minutes=3)


class Telling(NamedTuple):
    """The number of notices that were told, and whether Slack did not answer one."""

    told: int = 0
    away: bool = False


def left_behind(memory: State, now: datetime) -> frozenset[str]:
    """Return the keys of notices whose process died before it posted them."""
    return frozenset(each.key for each in memory.sent if now - each.at >= LEFT_AFTER)


async def tell_notices(team: str, rule_id: str, keys: Iterable[str], ports: Ports) -> Telling:
    """Post the notices of the rule that this process took, one after another, and edit messages.

    Only the caller whose compare-and-set put a notice in the outbox posts it, so nobody posts it
    twice. What cannot be posted now comes with the next check. If it can never be posted, the rule
    is stopped and its owner is told.
    """
    ours = set(keys)
    for told in range(MOST_NOTICES):
        watched = await ports.alerts.store.find(team, rule_id) if ours else None
        if watched is None or not watched.alert.is_active:
            return Telling(told)
        notice = next((each for each in watched.memory.sent if each.key in ours), None)
        if notice is None:
            return Telling(told)
        try:
            await _permit(watched.alert, ports)
            thread = await _posted(watched, notice, ports)
        except SlackbotError as error:
            await _not_told(watched, notice, error, ports)
            return Telling(told, away=not isinstance(error, FINAL))
        made = await _told(watched, notice, thread, ports)
        ours.update(each.key for each in (made.notices if made else ()))
    return Telling(MOST_NOTICES)


async def _permit(alert: Alert, ports: Ports) -> None:
    """Raise NotAllowedError if the channel is shared with others by now."""
    ask = Ask(
        id=alert.id,
        team=alert.team,
        channel=alert.to or alert.channel,
        about=alert.channel if alert.to else "",
        user=alert.owner,
        text="",
        received_at=alert.created_at,
    )
    await permit_post(ask, ports)


async def _told(watched: Watched, notice: Notice, thread: Thread, ports: Ports) -> Step | None:
    """Remember that the notice was posted."""
    now = ports.digests.clock.now()
    told = Told(notice=notice, at=now, thread=thread)
    await ports.alerts.store.told(watched.alert, told)
    fired_at = now if notice.kind in LEVELS else None
    step_ = await happened(watched, Delivered(key=notice.key), ports, fired_at=fired_at)
    telemetry.NOTICES.labels(notice.kind.value).inc()
    told_as = {"kind": notice.kind.value, "notice": notice.key}
    log.info(telemetry.NOTICE_TOLD, threshold=watched.alert.id, **told_as)
    return step_


async def _posted(watched: Watched, notice: Notice, ports: Ports) -> Thread:
    """Post the notice. The first one of a place begins a thread; later ones are replies in it.

    If somebody deleted the first message, a new thread begins.
    """
    alert, alerts = watched.alert, ports.alerts
    names, place = await names_of(watched, ports), place_of(notice)
    known = await alerts.store.place(alert.team, alert.id, place)
    if known:
        try:
            return await _follow(watched, notice, names, known, ports)
        except SlackRefusedError as error:
            if error.reason not in THREAD_GONE:
                raise
    # only FIRED mentions people
    first = {"kind": NoticeKind.FIRED} if notice.kind in LEVELS else {}
    begun = notice.model_copy(update=first)
    thread = await alerts.notifier.post(watched, begun, names, None)
    await alerts.store.put_place(alert.team, alert.id, place, thread)
    return thread


async def _follow(
    watched: Watched, notice: Notice, names: Mapping[str, str], known: Thread, ports: Ports
) -> Thread:
    """Add the notice to the thread of its place, and show it on the thread's first message."""
    notifier = ports.alerts.notifier
    if first := await _first_of(watched, place_of(notice), ports):
        # The edit below takes its value from the message, so it comes after the reply.
        await notifier.keep(watched, first, names, known)
    await notifier.post(watched, notice, names, known)
    await notifier.edit(watched, notice, names, known)
    return known


async def _first_of(watched: Watched, place: str, ports: Ports) -> Notice | None:
    """Return the notice that began the place, if it was a level and is the only one told there."""
    alert = watched.alert
    history = await ports.alerts.store.history(alert.team, alert.id, MOST_LOOKED_AT)
    told = [each.notice for each in history if place_of(each.notice) == place]
    # posted, but a crash prevented that we remembered it
    waits = {notice.key for notice in watched.memory.sent}
    first = told[0] if len(told) == 1 else None
    return first if first and first.kind in LEVELS and first.key not in waits else None


async def _not_told(watched: Watched, notice: Notice, error: SlackbotError, ports: Ports) -> None:
    """Handle a notice that failed: a refused token stops the workspace, a closed channel the
    rule.
    """
    alert, now = watched.alert, ports.digests.clock.now()
    log.warning(telemetry.NOTICE_FAILED, threshold=alert.id, said=error.message)
    await happened(watched, Undelivered(key=notice.key), ports)
    if not isinstance(error, FINAL):
        return None
    if isinstance(error, SlackRefusedError) and error.reason in TOKEN:
        return await ports.digests.disconnections.disconnect(alert.team, now, error.reason)
    return await stop_alert(watched, error.message, ports)


async def stop_alert(watched: Watched, reason: str, ports: Ports) -> None:
    """Stop the rule, unless somebody has paused, changed or removed it meanwhile."""
    alert, now = watched.alert, ports.digests.clock.now()
    found = await ports.alerts.store.find(alert.team, alert.id)
    if found is None or found.alert != alert:
        return
    stopped = alert.model_copy(update={"state": RuleState.STOPPED, "reason": reason})
    await ports.alerts.store.save(stopped)
    try:
        await ports.alerts.notifier.tell_stopped(stopped, now)
    except SlackbotError as error:
        log.warning(telemetry.NOTICE_FAILED, threshold=alert.id, owner_not_told=error.message)


async def happened(
    watched: Watched, event: Event, ports: Ports, *, fired_at: datetime | None = None
) -> Step | None:
    """Apply `event` to the rule's memory and save it. Return the step, or None as `remembered`
    does.
    """
    now = ports.digests.clock.now()

    def change(memory: State) -> Step:
        return step(memory, event, now, watched.alert.rule)

    return await remembered(watched, change, ports, fired_at=fired_at)


async def remembered(
    watched: Watched,
    change: Callable[[State], Step],
    ports: Ports,
    *,
    checked_at: datetime | None = None,
    fired_at: datetime | None = None,
) -> Step | None:
    """Save the step that `change` makes of the rule's memory, and return it.

    If a button changed the memory meanwhile, the step is made anew. None if the rule was changed,
    or if another process has made this check.
    """
    store, was = ports.alerts.store, watched.memory.rule_id
    for _ in range(MOST_TRIES):
        made = change(watched.memory)
        if await store.remember(watched, made.state, checked_at=checked_at, fired_at=fired_at):
            return made
        watched = await store.find(watched.alert.team, watched.alert.id) or watched
        if watched.memory.rule_id != was or (checked_at and is_known(watched, checked_at)):
            return None
    raise AssertionError("what is remembered of a rule changes without end")


def is_known(watched: Watched, moment: datetime) -> bool:
    """Tell whether the result of a check of that moment, or of a later one, is remembered."""
    return watched.checked_at is not None and watched.checked_at >= moment


async def show_latest(alert: Alert, ports: Ports) -> None:
    """Update the messages of the rule's episodes, and mark those of a failing check as given up."""
    watched = await ports.alerts.store.find(alert.team, alert.id)
    if watched:
        await _show(watched, ports)


async def show_changed(before: Watched, ports: Ports) -> None:
    """Mark the messages of the rule before its change: they are no longer followed."""
    alert = before.alert.model_copy(update={"state": RuleState.CHANGED})
    await _show(before.model_copy(update={"alert": alert}), ports)


async def _show(watched: Watched, ports: Ports) -> None:
    store, alert = ports.alerts.store, watched.alert
    try:
        await _permit(alert, ports)
    except SlackbotError as error:
        log.info(telemetry.NOTICE_FAILED, threshold=alert.id, not_shown=error.message)
        return
    names = await names_of(watched, ports)
    seen: set[str] = set()
    for told in await store.history(alert.team, alert.id, MOST_SHOWN):
        place, memory = place_of(told.notice), watched.memory
        failing = memory.broken and place == f"{memory.rule_id}:check:{memory.streak}"
        lives = failing or memory.episode(told.notice.episode)
        thread = await store.place(alert.team, alert.id, place) if place not in seen else None
        if lives and thread:
            await ports.alerts.notifier.edit(watched, told.notice, names, thread)
        seen.add(place)


async def names_of(watched: Watched, ports: Ports) -> dict[str, str]:
    """Return the channel's names of its bots and groups, by id."""
    alert = watched.alert
    linked: ChannelBots = await ports.channels.bots(alert.team, alert.channel)
    return linked.names_by_id


def place_of(notice: Notice) -> str:
    """Return the key of the notice's thread: an episode, or a streak of failed checks."""
    return notice.episode or notice.key.rpartition(":")[0]
