"""The effect of a figure on the episode of its window: it fires, escalates, resolves or ends it."""

from datetime import datetime, timedelta
from typing import Final

from slackbot.domain.alerts.episode import (
    CLEAR,
    NOTHING,
    Episode,
    Inconclusive,
    Measurement,
    Notice,
    NoticeKind,
    Phase,
    State,
    Step,
    Watch,
)
from slackbot.domain.alerts.outbox import (
    add,
    highest_sent,
    is_cooling,
    is_snoozed,
    keep,
    levels,
    put,
)
from slackbot.domain.alerts.rule import AlertRule

RECOVERY: Final = 10  # percent of the first level: a figure this far from it has recovered
# A figure that is still missing so long after its window's end is not waited for any more.
GIVE_UP: Final = timedelta(days=3)
DONE: Final = "that window is done with"
EARLY: Final = "it is judged once its figures are settled"
OLDER: Final = "a later check is known"
OVER: Final = "it has recovered by this check"


def look_at(
    state: State, found: Measurement | Inconclusive, now: datetime, rule: AlertRule
) -> Step:
    """Apply one figure, or its absence, to the state, with the reason. Nothing is sent yet."""
    watch = state.watch(found.bot_id)
    episode = _episode(watch, found, rule)
    if episode is None:
        return Step.of(state, DONE)
    if episode.checked is not None and found.at < episode.checked:
        return Step.of(state, OLDER)
    if episode.phase is Phase.RESOLVED and found.at == episode.checked:
        return Step.of(state, OVER)
    if isinstance(found, Inconclusive):
        return _unknown(state, watch, episode, found, now, rule)
    if rule.is_bound and found.over and found.settled:
        return _end(state, watch, episode, found, now, rule)
    if rule.is_bound and (rule.waits or (rule.falls and found.over)):
        known = episode.model_copy(update={"inconclusive": ""}) if episode.inconclusive else episode
        return Step.of(_keep(state, watch, known, rule), EARLY)
    return _go_on(state, watch, _checked(episode, found, rule), found, now, rule)


def is_done(state: State, found: Measurement | Inconclusive, rule: AlertRule) -> bool:
    """Tell whether the window of the figure is closed, or is closed by this check."""
    given_up = rule.is_bound and found.at - found.window.end > GIVE_UP
    return given_up or _episode(state.watch(found.bot_id), found, rule) is None


def _episode(watch: Watch, found: Measurement | Inconclusive, rule: AlertRule) -> Episode | None:
    """Return the open episode of the figure, or a new episode; None for a closed window."""
    same = (e for e in watch.episodes if not rule.is_bound or e.window == found.window)
    episode = next(same, None)
    if episode is None and rule.is_bound and _is_closed(watch, found):
        return None
    if episode is None:
        return Episode(bot_id=found.bot_id, window=found.window, number=1)
    if isinstance(found, Measurement) and _begins_anew(episode, found, rule):
        return Episode(bot_id=found.bot_id, window=found.window, number=episode.number + 1)
    return episode


def _begins_anew(episode: Episode, found: Measurement, rule: AlertRule) -> bool:
    """Tell whether the episode is over and this later figure may begin another episode."""
    if episode.phase is not Phase.RESOLVED or (rule.is_bound and found.over):
        return False
    return episode.checked is None or found.at > episode.checked


def _is_closed(watch: Watch, found: Measurement | Inconclusive) -> bool:
    return watch.closed_until is not None and found.window.end <= watch.closed_until


def _checked(episode: Episode, found: Measurement, rule: AlertRule) -> Episode:
    """Add a check to the episode; a figure of the same moment replaces the latest check."""
    earlier = episode.checks[:-1] if episode.checked == found.at else episode.checks
    return episode.model_copy(
        update={
            "checks": (*earlier, reach(found.score, rule))[-rule.of :],
            "checked": found.at,
            "figures": found,
            "inconclusive": "",
        }
    )


def reach(score: float, rule: AlertRule) -> int:
    """Return the rank of the highest level that the figure reaches.

    Short of the first level it is CLEAR outside the recovery band, and NOTHING inside it.
    """
    for rank in reversed(range(len(rule.levels))):
        if rule.is_reached(score, rule.levels[rank]):
            return rank
    first = rule.levels[0].at
    return CLEAR if abs(score - first) >= first * RECOVERY // 100 else NOTHING


def _standing(episode: Episode, rule: AlertRule) -> int:
    """Return the highest level that enough of the last checks reached."""
    ranks = (r for r in sorted(set(episode.checks), reverse=True) if r > NOTHING)
    enough = (r for r in ranks if sum(c >= r for c in episode.checks) >= rule.needed)
    return next(enough, NOTHING)


def _is_clear(episode: Episode, rule: AlertRule) -> bool:
    """Tell whether the last checks are clear: as many as it takes to fire, and in a row.

    The demand for a row keeps an episode from flapping between firing and resolved.
    """
    checks = episode.checks[-rule.needed :]
    return len(checks) == rule.needed and all(check == CLEAR for check in checks)


def _go_on(
    state: State, watch: Watch, episode: Episode, found: Measurement, now: datetime, rule: AlertRule
) -> Step:
    """Judge a window that is still open."""
    standing = _standing(episode, rule)
    if standing > NOTHING:
        if episode.phase is not Phase.FIRING and not rule.is_bound:
            episode = episode.model_copy(update={"window": found.window})
        return _fire(state, watch, episode, standing, now, rule)
    if episode.phase is Phase.FIRING:
        if rule.recovers and not (rule.is_bound and found.over) and _is_clear(episode, rule):
            return _resolve(state, watch, episode, now, rule)
        held = _never_sent(_keep(state, watch, episode, rule), episode)
        return Step.of(held, "it fires, and has not recovered")
    pending = any(check > NOTHING for check in episode.checks)
    phase = Phase.PENDING if pending else Phase.OK
    if phase is not episode.phase:
        episode = episode.model_copy(update={"phase": phase})
    state = _keep(state, watch, episode, rule)
    if pending:
        return Step.of(state, f"a level is reached in fewer than {rule.needed} of {rule.of} checks")
    return Step.of(state, "no level is reached")


def _fire(
    state: State, watch: Watch, episode: Episode, standing: int, now: datetime, rule: AlertRule
) -> Step:
    """Fire the episode; a notice follows if the level is higher than all that were told."""
    rank = max(episode.rank, standing)
    raised = rank > episode.rank
    acknowledged = {"acknowledged_by": "", "acknowledged_at": None} if raised else {}
    if raised or episode.phase is not Phase.FIRING:
        update = {"phase": Phase.FIRING, "rank": rank, **acknowledged}
        episode = episode.model_copy(update=update)
    failed = _has_failed(state, episode)
    state = _keep(_unsaid(state, episode, standing), watch, episode, rule)
    sent = highest_sent(state, episode)
    if standing <= sent:
        return Step.of(state, "it has already alerted at this level")
    state = add(state, _level(state, episode, standing, now, rule, sent=sent), failed=failed)
    return Step.of(state, f"level {rule.level_in_words(rule.levels[standing].at)} is reached")


def _has_failed(state: State, episode: Episode) -> bool:
    """Tell whether the delivery of one of its levels failed: Slack may have posted it."""
    return any(waiting.failed for waiting in levels(state, episode.key(state.rule_id)))


def _unsaid(state: State, episode: Episode, standing: int) -> State:
    """Drop the unsent notices of levels up to this one: a new notice has the latest figures."""
    key = episode.key(state.rule_id)
    return keep(state, lambda w: w.notice.episode != key or (w.failed and w.notice.rank > standing))


def _never_sent(state: State, episode: Episode) -> State:
    """Drop the held-back notices of the episode, as they are no longer true."""
    key = episode.key(state.rule_id)
    return keep(state, lambda w: w.notice.episode != key or w.failed)


def _resolve(state: State, watch: Watch, episode: Episode, now: datetime, rule: AlertRule) -> Step:
    state = _never_sent(state, episode)
    sent = highest_sent(state, episode)
    update = {"phase": Phase.RESOLVED, "snooze": None, "checks": episode.checks[-1:]}
    state = _keep(state, watch, episode.model_copy(update=update), rule)
    if sent == NOTHING:
        return Step.of(state, "it has recovered before anybody was told")
    state = add(state, _closing(state, episode, NoticeKind.RESOLVED, sent, now))
    return Step.of(state, "it has recovered")


def _end(
    state: State, watch: Watch, episode: Episode, found: Measurement, now: datetime, rule: AlertRule
) -> Step:
    """End the episode: its window is over, and the settled figures decide, not the checks."""
    episode = episode.model_copy(update={"figures": found, "checked": found.at})
    standing = reach(found.score, rule)
    closed = _close(state, watch, episode)
    # A notice that a cooldown holds back now is dropped: when it could go out, its window would be
    # long over.
    cooling = is_cooling(state, episode.bot_id, now, rule)
    quiet = state.muted or cooling or is_snoozed(episode, standing, now, rule)
    if standing > NOTHING and not quiet:
        unsaid = _unsaid(closed, episode, standing)
        sent = highest_sent(unsaid, episode)
        if standing > sent:
            notice = _level(unsaid, episode, standing, now, rule, sent=sent, final=True)
            failed = _has_failed(closed, episode)
            queued = add(unsaid, notice, failed=failed)
            return Step.of(queued, "its window ended beyond a level")
    return _ended(closed, episode, now, "its window has ended")


def _ended(state: State, episode: Episode, now: datetime, reason: str) -> Step:
    state = _never_sent(state, episode)
    sent = highest_sent(state, episode)
    if sent == NOTHING or episode.phase is Phase.RESOLVED:
        return Step.of(state, f"{reason}, and nobody was told of it")
    return Step.of(add(state, _closing(state, episode, NoticeKind.ENDED, sent, now)), reason)


def _unknown(
    state: State,
    watch: Watch,
    episode: Episode,
    found: Inconclusive,
    now: datetime,
    rule: AlertRule,
) -> Step:
    """Keep the episode as it is without a figure; give it up when none can come any more."""
    episode = episode.model_copy(update={"inconclusive": found.reason})
    if rule.is_bound and now - found.window.end > GIVE_UP:
        episode = episode.model_copy(update={"figures": None})
        return _ended(_close(state, watch, episode), episode, now, found.reason)
    return Step.of(_keep(state, watch, episode, rule), f"inconclusive: {found.reason}")


def _keep(state: State, watch: Watch, episode: Episode, rule: AlertRule) -> State:
    """Replace the episode of the same window; a rule without windows has one episode."""
    others = tuple(e for e in watch.episodes if rule.is_bound and e.window != episode.window)
    return put(state, watch.model_copy(update={"episodes": (*others, episode)}))


def _close(state: State, watch: Watch, episode: Episode) -> State:
    others = tuple(e for e in watch.episodes if e.window != episode.window)
    until = max(watch.closed_until or episode.window.end, episode.window.end)
    return put(state, watch.model_copy(update={"episodes": others, "closed_until": until}))


def _level(
    state: State,
    episode: Episode,
    rank: int,
    now: datetime,
    rule: AlertRule,
    *,
    sent: int,
    final: bool = False,
) -> Notice:
    key, figures = episode.key(state.rule_id), episode.figures
    return Notice(
        key=f"{key}:level:{rank}",
        kind=NoticeKind.FIRED if sent == NOTHING else NoticeKind.ESCALATED,
        rule_id=state.rule_id,
        at=now,
        episode=key,
        bot_id=episode.bot_id,
        rank=rank,
        level=rule.levels[rank],
        mentions=rule.levels[rank].mentions,
        provisional=figures is not None and not figures.settled,
        final=final,
        figures=figures,
        window=episode.window,
    )


def _closing(state: State, episode: Episode, kind: NoticeKind, rank: int, now: datetime) -> Notice:
    key = episode.key(state.rule_id)
    return Notice(
        key=f"{key}:{kind}",
        kind=kind,
        rule_id=state.rule_id,
        at=now,
        episode=key,
        bot_id=episode.bot_id,
        rank=rank,
        final=True,
        figures=episode.figures,
        window=episode.window,
    )
