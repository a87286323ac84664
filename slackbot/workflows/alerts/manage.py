"""Manages a channel's alerts: tries, saves, lists and changes them, for typed words and buttons."""

from typing import Final

from slackbot.domain.access.audit import Did
from slackbot.domain.access.permission import Action
from slackbot.domain.alerts.alert import Alert, RuleState, Told, Watched
from slackbot.domain.alerts.describe import describe_unnamed
from slackbot.domain.alerts.episode import Resume, State, Step, Unmute
from slackbot.domain.alerts.transitions import step
from slackbot.domain.ask import Ask
from slackbot.domain.errors import UserError
from slackbot.language.alerts.commands import (
    AcknowledgeAlert,
    AlertCommand,
    AlertHistory,
    ListAlerts,
    MuteAlert,
    NameAlert,
    PauseAlert,
    RemoveAlert,
    ResumeAlert,
    SaveAlert,
    SnoozeAlert,
    UnmuteAlert,
)
from slackbot.ports import Ports
from slackbot.workflows.alerts.answer import answer_notice
from slackbot.workflows.alerts.context import CHANGED, NONE_YET, AlertContext, seen_rules
from slackbot.workflows.alerts.set_up import set_up_alert
from slackbot.workflows.alerts.tell import remembered, show_latest
from slackbot.workflows.audit import last_changes, record
from slackbot.workflows.context import UNDO
from slackbot.workflows.setup_lock import setup_lock

MOST_TOLD = 20
PAUSED = (
    "is paused. Resume it with `/billing alerts resume {n}`, or remove it with "
    "`/billing alerts remove {n}`"
)
CHANGES = {
    PauseAlert: (RuleState.PAUSED, PAUSED),
    ResumeAlert: (RuleState.ACTIVE, "is back on."),
    RemoveAlert: (RuleState.REMOVED, "is removed: {what}.{undo}"),
}
DID: Final[dict[type, Did]] = {
    PauseAlert: "paused", ResumeAlert: "resumed", RemoveAlert: "removed",
}  # fmt: skip


async def manage_alerts(ask: Ask, command: AlertCommand, ports: Ports) -> None:
    """Do what `command` says, and tell the asker, or the channel if it concerns everybody.

    Raises UserError if it cannot be done; then nothing has changed.
    """
    if isinstance(command, SaveAlert):
        async with setup_lock(ask):
            return await set_up_alert(command, await _context(ask, ports))
    channel = await _context(ask, ports)
    match command:
        case ListAlerts():
            await _list(channel)
        case AlertHistory():
            await _history(command, channel)
        case AcknowledgeAlert() | SnoozeAlert() | MuteAlert() | UnmuteAlert():
            await answer_notice(command, channel)
        case NameAlert():
            await _name(command, channel)
        case PauseAlert() | ResumeAlert() | RemoveAlert():
            await _change(command, channel)
        case _:
            await set_up_alert(command, channel)
    return None


async def _context(ask: Ask, ports: Ports) -> AlertContext:
    rules = await seen_rules(ask, ask.home, ports)
    return await AlertContext.of(ask, ports, rules=rules)


async def _list(channel: AlertContext) -> None:
    ask, ports = channel.ask, channel.ports
    await channel.permit(Action.SEE)
    changes = await last_changes(channel, "alert")
    await ports.alerts.notifier.list_rules(ask, channel.rules, channel.bots.named_things, changes)


async def _history(command: AlertHistory, channel: AlertContext) -> None:
    ask, ports = channel.ask, channel.ports
    await channel.permit(Action.SEE)
    told, channel = await _told(command, channel)
    if not (told or command.which or channel.rules):
        raise UserError(NONE_YET)
    await ports.alerts.notifier.list_told(ask, told, channel.names)


async def _told(
    command: AlertHistory, channel: AlertContext
) -> tuple[list[tuple[Alert, Told]], AlertContext]:
    """Return what one rule told, or all rules, with the removed ones; and the context of it."""
    team, store = channel.ask.team, channel.ports.alerts.store
    if not command.which:
        found = await store.told_in(team, channel.home, MOST_TOLD)
        user = channel.ask.user
        return [(alert, told) for alert, told in found if alert.is_seen_by(user)], channel
    watched, channel = await channel.find(Action.SEE, command.which, removed=True)
    alert = watched.alert
    return [(alert, each) for each in await store.history(team, alert.id, MOST_TOLD)], channel


async def _change(command: PauseAlert | ResumeAlert | RemoveAlert, channel: AlertContext) -> None:
    """Pause, resume or remove a rule. A paused rule keeps its memory; a resumed one checks and
    tells.
    """
    watched, channel = await channel.find(Action.CHANGE, command.which)
    state, template = CHANGES[type(command)]
    alert = watched.alert.model_copy(update={"state": state, "reason": ""})
    if isinstance(command, ResumeAlert):
        alert = await _resumed(watched, alert, channel)
    did, new = DID[type(command)], None if isinstance(command, RemoveAlert) else alert
    await record(channel, "alert", did, f"alert {alert.number}", watched.alert, new)
    await channel.ports.alerts.store.save(alert)
    sentence = template.format(
        n=command.which or alert.number,
        what=describe_unnamed(alert.rule),
        undo=UNDO if channel.ask.home == alert.channel else "",
    )
    await channel.ports.notifier.tell(channel.ask, f"Alert {alert.label} {sentence}")
    await channel.tell_owner(alert, did)
    await show_latest(alert, channel.ports)


async def _name(command: NameAlert, channel: AlertContext) -> None:
    """Give the alert another name; what it checks, and its memory, stay as they are."""
    watched, channel = await channel.find(Action.CHANGE, command.which)
    alert = watched.alert.model_copy(update={"name": command.name})
    await record(channel, "alert", "changed", f"alert {alert.number}", watched.alert, alert)
    await channel.ports.alerts.store.save(alert)
    sentence = f"Alert {alert.number} is called “{command.name}” now."
    await channel.ports.notifier.tell(channel.ask, sentence)
    await show_latest(alert, channel.ports)


async def _resumed(watched: Watched, alert: Alert, channel: AlertContext) -> Alert:
    ports, now, rule = channel.ports, channel.now, alert.rule
    was_checked = watched.alert.is_active

    def resume(memory: State) -> Step:
        found = watched.model_copy(update={"memory": memory})
        kept = memory if was_checked else found.skipping(now)
        return step(step(kept, Resume(), now, rule).state, Unmute(), now, rule)

    if await remembered(watched, resume, ports) is None:
        raise UserError(CHANGED)
    return alert if was_checked else alert.model_copy(update={"created_at": now})
