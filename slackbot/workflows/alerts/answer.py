"""Handles people's answers to a notice: acknowledge, snooze, mute."""

from typing import Final
from zoneinfo import ZoneInfo

from slackbot.domain.access.audit import Did, Value
from slackbot.domain.access.permission import Action
from slackbot.domain.alerts.alert import Watched, rule_of
from slackbot.domain.alerts.episode import (
    Acknowledge,
    Event,
    Mute,
    Phase,
    SnoozeFor,
    Unmute,
    short_key,
)
from slackbot.domain.alerts.transitions import GONE
from slackbot.domain.errors import UserError
from slackbot.language.alerts.commands import AcknowledgeAlert, MuteAlert, SnoozeAlert, UnmuteAlert
from slackbot.language.alerts.snooze import read_snooze
from slackbot.workflows.alerts.context import CHANGED, AlertContext
from slackbot.workflows.alerts.tell import happened, show_latest, tell_notices
from slackbot.workflows.audit import record

DID: Final[dict[type, Did]] = {
    AcknowledgeAlert: "acknowledged", SnoozeAlert: "snoozed", MuteAlert: "muted",
    UnmuteAlert: "unmuted",
}  # fmt: skip
ANSWERED = {
    MuteAlert: "is muted. Turn it back on with `/billing alerts unmute {n}`",
    UnmuteAlert: "is back on.",
}


async def answer_notice(
    command: AcknowledgeAlert | SnoozeAlert | MuteAlert | UnmuteAlert, channel: AlertContext
) -> None:
    """Do what the answer says. Whoever may answer a notice may also mute the rule for all, so that
    nobody has to bear its calls.

    Raises UserError if it cannot be done.
    """
    ports = channel.ports
    if isinstance(command, MuteAlert | UnmuteAlert):
        watched, channel = await channel.find(Action.MUTE, command.which)
        events: list[Event] = [Mute() if isinstance(command, MuteAlert) else Unmute()]
    else:
        watched, channel = await channel.find(Action.ANSWER, rule_of(command.episode))
        events = [_event(command, key, channel) for key in _episodes(command.episode, watched)]
    did, thing = DID[type(command)], f"alert {watched.alert.number}"
    await record(channel, "alert", did, thing, *_values(events, watched))
    reason = ""
    for event in events:
        made = await happened(watched, event, ports)
        if made is None:
            raise UserError(CHANGED)
        reason = made.reason
        handed = [notice.key for notice in made.notices]
        await tell_notices(watched.alert.team, watched.alert.id, handed, ports)
    await show_latest(watched.alert, ports)
    outcome = f": {reason}."
    until = next((each.until for each in events if isinstance(each, SnoozeFor)), None)
    if until:
        there = until.astimezone(ZoneInfo(channel.zone))
        outcome = f" is snoozed until {there:%a} {there.day} {there:%b, %H:%M}."
    if isinstance(command, MuteAlert | UnmuteAlert):
        await channel.tell_owner(watched.alert, did)
        outcome = f" {ANSWERED[type(command)].format(n=command.which or watched.alert.number)}"
    await ports.notifier.tell(channel.ask, f"Alert {watched.alert.label}{outcome}")


def _values(events: list[Event], watched: Watched) -> tuple[Value, Value]:
    """Return what the events change, for the audit: the mute, or the episodes."""
    if isinstance(events[0], Mute | Unmute):
        return {"muted": watched.memory.muted}, {"muted": isinstance(events[0], Mute)}
    keys = {each.episode for each in events if isinstance(each, Acknowledge | SnoozeFor)}
    known = [each for watch in watched.memory.watches for each in watch.episodes]
    before = [each for each in known if each.key(watched.memory.rule_id) in keys]
    return (
        {"episodes": [each.model_dump(mode="json") for each in before]},
        {"answers": [each.model_dump(mode="json") for each in events]},
    )


def _episodes(which: str, watched: Watched) -> list[str]:
    """Return the episode of that key, in full or short, or all firing ones.

    Raises UserError if there is none.
    """
    memory = watched.memory
    episodes = [each for watch in memory.watches for each in watch.episodes]
    if ":" in which:
        keys = [each.key(memory.rule_id) for each in episodes]
        found = [key for key in keys if which in (key, short_key(key))]
        if not found:
            raise UserError(f"Alert {watched.alert.number}: {GONE}.")
        return found
    firing = [each.key(memory.rule_id) for each in episodes if each.phase is Phase.FIRING]
    if not firing:
        raise UserError(f"Alert {watched.alert.number} is not firing just now.")
    return firing


def _event(command: AcknowledgeAlert | SnoozeAlert, episode: str, channel: AlertContext) -> Event:
    by = channel.ask.user
    match command:
        case AcknowledgeAlert():
            return Acknowledge(episode=episode, by=by)
        case SnoozeAlert(until="change"):
            return SnoozeFor(episode=episode, by=by, kind="change")
        case SnoozeAlert(until="period"):
            return SnoozeFor(episode=episode, by=by, kind="period")
    moment = read_snooze(command.until).moment(channel.now, channel.zone)
    return SnoozeFor(episode=episode, by=by, kind="time", until=moment)
