"""Writes the present state of an alert for the channel's list. The text is escaped."""

from datetime import datetime

from slackbot.domain.alerts.alert import Alert, RuleState, Watched
from slackbot.domain.alerts.episode import Episode, Phase
from slackbot.domain.alerts.outbox import is_snoozed
from slackbot.domain.alerts.transitions import BROKEN_AFTER
from slackbot.ports import Names
from slackbot.slack.alerts.figures import by_now, used
from slackbot.slack.alerts.notices import colour
from slackbot.slack.alerts.words import format_snooze, level_of, moment, who
from slackbot.slack.blocks.text import cut, escape

MOST_FIRING = 3
LONGEST_REASON = 150


def standing(each: Watched, names: Names, now: datetime) -> list[str]:
    """Write what keeps the alert from being checked or heard, else what fires, else `ok`."""
    if each.alert.state is RuleState.STOPPED:
        return [f":warning: stopped: {_reason(each.alert.reason)}"]
    if each.alert.state is RuleState.PAUSED:
        return [":double_vertical_bar: paused"]
    if each.memory.broken:
        why = f": {_reason(each.memory.failure)}" if each.memory.failure else ""
        return [
            f":warning: broken: {BROKEN_AFTER} checks in a row failed, and it needs `resume`{why}"
        ]
    states = [*_unchecked(each, names), *_muted(each), *_firing(each, names, now)]
    states += _few(_unknown(each, names))
    if states:
        return states
    which = "next" if each.checked_at else "first"
    return ["ok" if each.is_checked else f"waits for its {which} check"]


def checked(each: Watched, *, zoned: bool) -> str:
    """`checked Wed 25 Nov, 11:12`; `zoned`: the list also has times of other zones."""
    if each.checked_at is None:
        return "not checked yet"
    at = moment(each.checked_at, each.alert.rule.zone, named=zoned)
    return f"checked {at}" if each.is_checked else "not checked since it was changed"


def _unchecked(each: Watched, names: Names) -> list[str]:
    memory, zone = each.memory, each.alert.rule.zone
    gone = escape(each.alert.unlinked(names))
    if not memory.failures or memory.holes:  # missing figures are told for each bot
        return [f":warning: can't be checked: {gone}"] if gone else []
    since = f" since {moment(memory.failing_since, zone)}" if memory.failing_since else ""
    why = gone or _reason(memory.failure)
    return [f":warning: its check fails{since}{f' – {why}' if why else ''}"]


def _muted(each: Watched) -> list[str]:
    return [":no_bell: muted"] if each.memory.muted else []


def _unknown(each: Watched, names: Names) -> list[str]:
    return [
        f":grey_question: {who(watch.bot_id, names)} is not known: {_reason(watch.inconclusive)}"
        for watch in each.memory.watches
        if watch.inconclusive
    ]


def _firing(each: Watched, names: Names, now: datetime) -> list[str]:
    return _few(
        [
            f"{colour(each.alert, episode.rank)} firing: {_stands(each.alert, episode, names, now)}"
            for watch in each.memory.watches
            for episode in watch.episodes
            if episode.phase is Phase.FIRING
        ]
    )


def _reason(reason: str) -> str:
    return escape(cut(reason, LONGEST_REASON)).removesuffix(".")


def _few(lines: list[str]) -> list[str]:
    more = len(lines) - MOST_FIRING
    return [*lines[:MOST_FIRING], *([f"… and {more} more"] if more > 0 else [])]


def _stands(alert: Alert, episode: Episode, names: Names, now: datetime) -> str:
    """`SupportBot used 10,424 sessions on Wed 25 Nov: over 10,000, acknowledged by …`."""
    rule, found, snooze = alert.rule, episode.figures, episode.snooze
    figure = f"{who(episode.bot_id, names)} {used(rule, found) if found else ''}".strip()
    level = by_now(rule, found, level_of(rule, episode))
    parts = [f"{figure}{level}"]
    if episode.acknowledged_by:
        parts.append(f"acknowledged by <@{episode.acknowledged_by}>")
    if snooze and is_snoozed(episode, episode.rank, now, rule):
        parts.append(f"snoozed by <@{snooze.by}> {format_snooze(snooze, rule.zone)}")
    return ", ".join(parts)
