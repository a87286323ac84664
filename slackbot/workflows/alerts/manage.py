"""A channel's alerts: tried on the past, set up, listed, and answered by buttons, in words."""

from slackbot.domain.alerts.alert import Alert, RuleState, Told, Watched
from slackbot.domain.alerts.describe import describe_unnamed
from slackbot.domain.alerts.episode import Resume, State, Step, Unmute
from slackbot.domain.alerts.transitions import step
from slackbot.domain.ask import Ask
from slackbot.domain.errors import UserError
from slackbot.domain.permission import Action
from slackbot.language.alerts.commands import (
    AcknowledgeAlert,
    AlertCommand,
    AlertHistory,
    ListAlerts,
    MuteAlert,
    PauseAlert,
    RemoveAlert,
    ResumeAlert,
    SnoozeAlert,
    UnmuteAlert,
)
from slackbot.ports import Ports
from slackbot.workflows.alerts.answer import answer_notice
from slackbot.workflows.alerts.context import CHANGED, NONE_YET, AlertContext
from slackbot.workflows.alerts.set_up import set_up_alert
from slackbot.workflows.alerts.tell import remembered, show_latest

MOST_TOLD = 20
CHANGES = {
    PauseAlert: (RuleState.PAUSED, "is paused. Go on with `/billing alerts resume {n}`"),
    ResumeAlert: (RuleState.ACTIVE, "goes on."),
    RemoveAlert: (RuleState.REMOVED, "is removed: {what}."),
}
DID = {PauseAlert: "paused", ResumeAlert: "resumed", RemoveAlert: "removed"}


async def manage_alerts(ask: Ask, command: AlertCommand, ports: Ports) -> None:
    """Do what `command` says and tell the asker, or where it is everybody's matter the channel.

    Raises UserError where it cannot be done; nothing has changed then.
    """
    rules = await ports.alerts.store.of_channel(ask.team, ask.channel)
    channel = await AlertContext.of(ask, ports, rules=rules)
    match command:
        case ListAlerts():
            await _list(channel)
        case AlertHistory():
            await _history(command, channel)
        case AcknowledgeAlert() | SnoozeAlert() | MuteAlert() | UnmuteAlert():
            await answer_notice(command, channel)
        case PauseAlert() | ResumeAlert() | RemoveAlert():
            await _change(command, channel)
        case _:
            await set_up_alert(command, channel)


async def _list(channel: AlertContext) -> None:
    ask, ports = channel.ask, channel.ports
    await channel.permit(Action.ASK)
    await ports.alerts.notifier.list_rules(ask, channel.rules, channel.bots.bots)


async def _history(command: AlertHistory, channel: AlertContext) -> None:
    ask, ports = channel.ask, channel.ports
    await channel.permit(Action.ASK)
    told = await _told(command, channel)
    if not (told or command.which or channel.rules):
        raise UserError(NONE_YET)
    await ports.alerts.notifier.list_told(ask, told, channel.names)


async def _told(command: AlertHistory, channel: AlertContext) -> list[tuple[Alert, Told]]:
    """By one rule, or by all, the removed ones as well."""
    team, store = channel.ask.team, channel.ports.alerts.store
    if not command.which:
        return await store.told_in(team, channel.ask.channel, MOST_TOLD)
    alert = (await channel.known(command.which)).alert
    return [(alert, each) for each in await store.history(team, alert.id, MOST_TOLD)]


async def _change(command: PauseAlert | ResumeAlert | RemoveAlert, channel: AlertContext) -> None:
    """Paused, a rule forgets nothing; resumed, it is checked from now on, and speaks again."""
    watched = await channel.own(command.which)
    state, said = CHANGES[type(command)]
    alert = watched.alert.model_copy(update={"state": state, "reason": ""})
    if isinstance(command, ResumeAlert):
        alert = await _resumed(watched, alert, channel)
    await channel.ports.alerts.store.save(alert)
    sentence = said.format(n=alert.number, what=describe_unnamed(alert.rule))
    await channel.ports.notifier.tell(channel.ask, f"Alert {alert.number} {sentence}")
    await channel.changed(alert, DID[type(command)])
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
