"""The outbox of a rule: its undelivered notices, and the decision which of them may be sent now.

A notice leaves the outbox by its delivery, or when it is no longer true and was never sent. The
notices of an episode are sent one after another, in their order.
"""

from collections.abc import Callable, Collection
from datetime import datetime, timedelta

from slackbot.domain.alerts.episode import (
    LEVELS,
    NOTHING,
    Episode,
    Notice,
    NoticeKind,
    State,
    Step,
    Waiting,
    Watch,
)
from slackbot.domain.alerts.rule import AlertRule


def add(state: State, notice: Notice, *, failed: bool = False) -> State:
    """Put a notice at the end of the outbox.

    `failed`: it takes the place of one whose delivery failed, so people may have seen that one.
    """
    return _with(state, (*state.outbox, Waiting(notice=notice, failed=failed)))


def keep(state: State, wanted: Callable[[Waiting], bool]) -> State:
    """Drop the notices that are not wanted; notices that were sent stay."""
    kept = tuple(each for each in state.outbox if each.sent or wanted(each))
    return state if len(kept) == len(state.outbox) else _with(state, kept)


def levels(state: State, episode: str) -> tuple[Waiting, ...]:
    """Return the waiting notices about levels of the episode."""
    return tuple(
        each
        for each in state.outbox
        if each.notice.episode == episode and each.notice.kind in LEVELS
    )


def highest_sent(state: State, episode: Episode) -> int:
    """Return the highest level that was ever sent, even if its delivery failed."""
    waiting = levels(state, episode.key(state.rule_id))
    return max([episode.told, *(w.notice.rank for w in waiting if w.sent or w.failed)])


def delivered(state: State, key: str, now: datetime) -> State:
    """Remove the delivered notice from the outbox; only now its level counts as told."""
    found = next((each.notice for each in state.outbox if each.notice.key == key), None)
    if found is None:
        return state
    state = _with(state, tuple(each for each in state.outbox if each.notice.key != key))
    if found.kind not in LEVELS:
        return state
    watch = state.watch(found.bot_id)
    episodes = tuple(
        each.model_copy(update={"told": max(each.told, found.rank)})
        if each.key(state.rule_id) == found.episode
        else each
        for each in watch.episodes
    )
    return put(state, watch.model_copy(update={"episodes": episodes, "told_at": now}))


def came_back(state: State, key: str) -> State:
    """Mark the notice as failed: it was not posted, and will be sent again."""
    return _with(
        state,
        tuple(
            each.model_copy(update={"sent": False, "failed": True})
            if each.notice.key == key and each.sent
            else each
            for each in state.outbox
        ),
    )


def put(state: State, watch: Watch) -> State:
    """Replace the watch of the same bot, or add the watch."""
    if any(each.bot_id == watch.bot_id for each in state.watches):
        watches = tuple(watch if e.bot_id == watch.bot_id else e for e in state.watches)
    else:
        watches = (*state.watches, watch)
    return state.model_copy(update={"watches": watches})


def release(
    step: Step, now: datetime, rule: AlertRule, fresh: Collection[str] = frozenset()
) -> Step:
    """Mark the notices that may be sent now as sent, and return them in the step.

    `fresh` are the episodes with figures from this check: a level is told with no older figures.
    """
    if all(each.sent for each in step.state.outbox):
        return step
    state, out = step.state, []
    for place, waiting in enumerate(state.outbox):
        before = state.outbox[:place]
        if waiting.sent or any(_same_place(each.notice, waiting.notice) for each in before):
            continue
        if _may_go(state, waiting.notice, now, rule, fresh):
            out.append(waiting.notice)
            sent = waiting.model_copy(update={"sent": True, "failed": False})
            state = _with(state, (*before, sent, *state.outbox[place + 1 :]))
    return step.model_copy(update={"state": state, "notices": (*step.notices, *out)})


def _same_place(one: Notice, other: Notice) -> bool:
    return (one.episode or one.rule_id) == (other.episode or other.rule_id)


def _may_go(
    state: State, notice: Notice, now: datetime, rule: AlertRule, fresh: Collection[str]
) -> bool:
    if notice.kind is NoticeKind.CHECK_FAILED:
        return not state.muted
    if notice.kind not in LEVELS:
        return True
    if not (notice.episode in fresh or _is_over(state, notice)):
        return False
    episode = state.episode(notice.episode)
    if state.muted or (episode and is_snoozed(episode, notice.rank, now, rule)):
        return False
    return not is_cooling(state, notice.bot_id, now, rule)


def is_cooling(state: State, bot_id: str, now: datetime, rule: AlertRule) -> bool:
    """Tell whether the cooldown runs: a level was just delivered, or its delivery is under way."""
    if not rule.cooldown_hours:
        return False
    on_the_way = (w for w in state.outbox if w.sent and w.notice.kind in LEVELS)
    if any(waiting.notice.bot_id == bot_id for waiting in on_the_way):
        return True
    told_at = state.watch(bot_id).told_at
    return told_at is not None and now < told_at + timedelta(hours=rule.cooldown_hours)


def _is_over(state: State, notice: Notice) -> bool:
    """Tell whether the last notice of its episode waits in the outbox: no figure follows then."""
    return any(each.notice.episode == notice.episode and each.notice.final for each in state.outbox)


def is_snoozed(episode: Episode, rank: int, now: datetime, rule: AlertRule) -> bool:
    """Tell whether a snooze or a pause holds back notices of the level."""
    snooze = episode.snooze
    if episode.skipped:
        return True
    if snooze is None:
        return False
    if snooze.kind == "change":
        return rank <= max(snooze.rank, NOTHING)
    if snooze.kind == "period" and rule.is_bound:
        return True
    return snooze.until is not None and now < snooze.until


def _with(state: State, outbox: tuple[Waiting, ...]) -> State:
    return state.model_copy(update={"outbox": outbox})
