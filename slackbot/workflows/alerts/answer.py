"""What people answer to a notice: acknowledged, snoozed, muted."""

from datetime import timedelta

from slackbot.domain.alerts.alert import Watched, rule_of
from slackbot.domain.alerts.episode import Acknowledge, Event, Mute, Phase, SnoozeFor, Unmute
from slackbot.domain.errors import UserError
from slackbot.domain.permission import Action
from slackbot.language.alerts.commands import AcknowledgeAlert, MuteAlert, SnoozeAlert, UnmuteAlert
from slackbot.workflows.alerts.context import CHANGED, AlertContext
from slackbot.workflows.alerts.tell import happened, show_latest, tell_notices

SNOOZES = {"1h": timedelta(hours=1), "1d": timedelta(days=1)}
DID = {MuteAlert: "muted", UnmuteAlert: "unmuted"}
SAID = {
    MuteAlert: "it is checked, and says nothing new until `/billing alerts unmute {n}`",
    UnmuteAlert: "it speaks again.",
}


async def answer_notice(
    command: AcknowledgeAlert | SnoozeAlert | MuteAlert | UnmuteAlert, channel: AlertContext
) -> None:
    """Whoever may ask may answer a notice; to mute a rule for all is to change it."""
    ports = channel.ports
    if isinstance(command, MuteAlert | UnmuteAlert):
        watched = await channel.own(command.which)
        events: list[Event] = [Mute() if isinstance(command, MuteAlert) else Unmute()]
    else:
        watched = await channel.find(rule_of(command.episode))
        await channel.permit(Action.LINK, watched.alert.channel)
        events = [_event(command, key, channel) for key in _episodes(command.episode, watched)]
    reason = ""
    for event in events:
        made = await happened(watched, event, ports)
        if made is None:
            raise UserError(CHANGED)
        reason = made.reason
        handed = [notice.key for notice in made.notices]
        await tell_notices(watched.alert.team, watched.alert.id, handed, ports)
    await show_latest(watched.alert, ports)
    if did := DID.get(type(command)):
        await channel.changed(watched.alert, did)
    said = SAID.get(type(command), f"{reason}.").format(n=watched.alert.number)
    await ports.notifier.tell(channel.ask, f"Alert {watched.alert.number}: {said}")


def _episodes(which: str, watched: Watched) -> list[str]:
    """The episode of that key, or all that fire. Raises UserError where none does."""
    memory = watched.memory
    if ":" in which:
        return [which]
    episodes = (each for watch in memory.watches for each in watch.episodes)
    firing = [each.key(memory.rule_id) for each in episodes if each.phase is Phase.FIRING]
    if not firing:
        raise UserError(f"Alert {watched.alert.number} is not firing just now.")
    return firing


def _event(command: AcknowledgeAlert | SnoozeAlert, episode: str, channel: AlertContext) -> Event:
    by = channel.ask.user
    match command:
        case AcknowledgeAlert():
            return Acknowledge(episode=episode, by=by)
        case SnoozeAlert(until=until) if until in SNOOZES:
            moment = channel.now + SNOOZES[until]
            return SnoozeFor(episode=episode, by=by, kind="time", until=moment)
        case SnoozeAlert(until="change"):
            return SnoozeFor(episode=episode, by=by, kind="change")
    return SnoozeFor(episode=episode, by=by, kind="period")
