"""The state machine of a rule: an event leads to a new state, to notices, and to a reason.

It is total: every event may come at any time, also twice, and none raises an error.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from slackbot.domain.alerts.episode import (
    Acknowledge,
    Delivered,
    Episode,
    Event,
    Failed,
    Inconclusive,
    Measurement,
    Mute,
    Notice,
    NoticeKind,
    Passed,
    Resume,
    Snooze,
    SnoozeFor,
    State,
    Step,
    Undelivered,
    Unmute,
)
from slackbot.domain.alerts.firing import is_done, look_at, reach
from slackbot.domain.alerts.outbox import add, came_back, delivered, keep, put, release
from slackbot.domain.alerts.rule import AlertRule, Side, window_at

BROKEN_AFTER: Final = 5  # failures in a row that no retry would have helped
SPARED: Final = 2  # failures in a row that a retry may help: so many cause no notice
SPARED_HOLES: Final = 1  # checks in a row with missing figures: so many cause no notice
WORKS: Final = {"failures": 0, "lasting": 0, "failing_since": None, "failure": "", "holes": False}
BROKEN: Final = "the rule is broken until somebody resumes it"
GONE: Final = "that episode is over"


def step(state: State, event: Event, now: datetime, rule: AlertRule) -> Step:
    """Apply `event` to `state`.

    The caller sends the `notices` of the step, and answers each with `Delivered` or `Undelivered`.
    """
    match event:
        case Measurement() | Inconclusive():
            return _figure(state, event, now, rule)
        case Failed() | Passed():
            return release(_outcome(state, event, now), now, rule)
        case Delivered() | Undelivered():
            return _sent(state, event, now, rule)
        case Acknowledge() | SnoozeFor():
            return _button(state, event, now, rule)
        case Mute():
            return Step.of(state.model_copy(update={"muted": True}), "muted")
        case Unmute():
            return _unmuted(state, now, rule)
        case Resume():
            return _resumed(state)


def check(
    state: State,
    found: Iterable[Measurement | Inconclusive],
    now: datetime,
    rule: AlertRule,
) -> Step:
    """Apply a check that worked: all its figures, in their order, and those that are missing."""
    found = tuple(found)
    whole = step(state, _judged(state, found, rule), now, rule)
    reasons = [] if whole.state == state else [whole.reason]
    for each in found:
        part = step(whole.state, each, now, rule)
        whole = Step(state=part.state, notices=(*whole.notices, *part.notices), reason=part.reason)
        reasons.append(part.reason)
    return whole.model_copy(update={"reason": "; ".join(dict.fromkeys(reasons))})


def _judged(
    state: State, found: Iterable[Measurement | Inconclusive], rule: AlertRule
) -> Passed | Failed:
    """Say whether all figures that the rule needs were there."""
    holes = [each for each in found if _is_blind(each, rule) and not is_done(state, each, rule)]
    if not holes:
        return Passed()
    last, more = holes[-1], len(holes) - 1
    reason = last.reason if isinstance(last, Inconclusive) else last.holes
    return Failed(
        reason=f"{reason}{f' (and {more:,} more such figures)' if more else ''}",
        transient=True,
        holes=last,
    )


def _is_blind(found: Measurement | Inconclusive, rule: AlertRule) -> bool:
    """Tell whether missing figures may hide that a level is reached."""
    if isinstance(found, Inconclusive):
        return found.holes
    if rule.side is Side.BELOW:
        return False  # more than that is no less
    return bool(found.holes) and reach(found.score, rule) < len(rule.levels) - 1


def _figure(
    state: State, found: Measurement | Inconclusive, now: datetime, rule: AlertRule
) -> Step:
    if state.broken:
        return Step.of(state, BROKEN)
    done = look_at(state, found, now, rule)
    if not done.state.outbox:
        return done
    return release(done, now, rule, _fresh(done.state, found, rule))


def _fresh(state: State, found: Measurement | Inconclusive, rule: AlertRule) -> frozenset[str]:
    """Return the key of the episode that a figure belongs to."""
    if isinstance(found, Inconclusive):
        return frozenset()
    episodes = state.watch(found.bot_id).episodes
    own = (e for e in episodes if not rule.is_bound or e.window == found.window)
    return frozenset(each.key(state.rule_id) for each in own)


def _sent(state: State, event: Delivered | Undelivered, now: datetime, rule: AlertRule) -> Step:
    """Apply the result of a delivery: the next notice of the episode follows a success.

    A failed notice waits for the next check.
    """
    if isinstance(event, Undelivered):
        return Step.of(came_back(state, event.key), "not delivered: it will be sent again")
    return release(Step.of(delivered(state, event.key, now), "delivered"), now, rule)


def _outcome(state: State, event: Failed | Passed, now: datetime) -> Step:
    if state.broken:
        return Step.of(state, BROKEN)
    return _passed(state, now) if isinstance(event, Passed) else _failed(state, event, now)


def _failed(state: State, event: Failed, now: datetime) -> Step:
    """Count one more failure in a row: a streak is told once, and a long one breaks the rule."""
    failures, lasting = state.failures + 1, state.lasting + (not event.transient)
    broken = lasting >= BROKEN_AFTER
    since = state.failing_since or now
    why = {"failing_since": since, "failure": event.reason, "holes": event.holes is not None}
    update = {"failures": failures, "lasting": lasting, "broken": broken, **why}
    state = state.model_copy(update=update)
    # Of holes that last nothing has to be done; a check that no retry helps is another matter.
    if state.streak_told and (event.transient or not state.streak_holes):
        return Step.of(state, BROKEN if broken else "that the check fails was told")
    if event.transient and failures <= (SPARED_HOLES if event.holes else SPARED):
        text = "figures are missing" if event.holes else "it failed, and the next check may not"
        return Step.of(state, text)
    told = {"streak_told": True, "owes_recovery": True, "streak": state.streak + 1}
    state = state.model_copy(update={**told, "streak_holes": event.holes is not None})
    notice = _of_check(state, NoticeKind.CHECK_FAILED, now, event.reason)
    if event.holes:
        of_what = {"bot_id": event.holes.bot_id, "window": event.holes.window}
        notice = notice.model_copy(update=of_what)
    return Step.of(add(state, notice), "the check failed")


def _passed(state: State, now: datetime) -> Step:
    """End a streak of failures; people are told of the end if they were told of the streak."""
    if not (state.owes_recovery or state.failures):
        return Step.of(state, "the check works")
    heard = keep(state, lambda w: w.failed or w.notice.kind is not NoticeKind.CHECK_FAILED)
    owes = state.owes_recovery and heard == state  # else a mute held it back
    notice = _of_check(state, NoticeKind.CHECK_RECOVERED, now, "")
    update = {**WORKS, "streak_told": False, "owes_recovery": False}
    state = heard.model_copy(update=update)
    if not owes:
        return Step.of(state, "the check works again")
    return Step.of(add(state, notice), "the check works again")


def _of_check(state: State, kind: NoticeKind, now: datetime, reason: str) -> Notice:
    return Notice(
        key=f"{state.rule_id}:check:{state.streak}:{kind}",
        kind=kind,
        rule_id=state.rule_id,
        at=now,
        reason=reason,
        holes=state.holes,
    )


def _button(state: State, event: Acknowledge | SnoozeFor, now: datetime, rule: AlertRule) -> Step:
    episode = state.episode(event.episode)
    if episode is None:
        return Step.of(state, GONE)
    if isinstance(event, Acknowledge):
        update: dict[str, object] = {"acknowledged_by": event.by, "acknowledged_at": now}
    else:
        update = {"snooze": _snooze(episode, event, now, rule)}
    changed = episode.model_copy(update=update)
    watch = state.watch(episode.bot_id)
    episodes = tuple(changed if each == episode else each for each in watch.episodes)
    text = "acknowledged" if isinstance(event, Acknowledge) else "snoozed"
    return Step.of(put(state, watch.model_copy(update={"episodes": episodes})), text)


def _snooze(episode: Episode, event: SnoozeFor, now: datetime, rule: AlertRule) -> Snooze:
    """Make the snooze; `period` lasts until the window ends, or the day if there is none."""
    until = event.until
    if event.kind == "period":
        until = episode.window.end if rule.is_bound else window_at(rule, now).end
    return Snooze(kind=event.kind, by=event.by, until=until, rank=episode.rank)


def _unmuted(state: State, now: datetime, rule: AlertRule) -> Step:
    """End the mute, and send what it held back if the latest check confirmed it."""
    known_now = not state.failures or state.holes
    episodes = (e for watch in state.watches for e in watch.episodes if known_now)
    known = {each.key(state.rule_id) for each in episodes if not each.inconclusive}
    whole = Step.of(state.model_copy(update={"muted": False}), "it speaks again")
    return release(whole, now, rule, known)


def _resumed(state: State) -> Step:
    """Start checks again; people are told of the recovery after the first success."""
    update = {**WORKS, "broken": False, "streak_told": False}
    return Step.of(state.model_copy(update=update), "resumed")
