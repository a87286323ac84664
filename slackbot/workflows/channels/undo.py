"""Undoes the asker's own last change: what was before is set again, as a change of its own.

The values come from the audit. They are set by the functions that every command uses, so that the
rights, the confirmation and the audit are the same.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Final

from slackbot.domain.access.audit import AuditFilter, Change, Value, What
from slackbot.domain.access.permission import Action
from slackbot.domain.alerts.alert import Alert
from slackbot.domain.alerts.describe import describe_typed
from slackbot.domain.allowance import Allowance
from slackbot.domain.ask import Ask
from slackbot.domain.channel import LinkedBot, quoted
from slackbot.domain.digests.digest import Digest
from slackbot.domain.errors import UserError
from slackbot.domain.group import BotGroup
from slackbot.domain.money.price import Price
from slackbot.domain.period import Period
from slackbot.language.alerts.commands import (
    AlertCommand,
    MuteAlert,
    PauseAlert,
    ResumeAlert,
    SaveAlert,
    UnmuteAlert,
)
from slackbot.language.channel_settings import BY_FIELD, Settings
from slackbot.language.commands import ChannelCommand, Link
from slackbot.language.digests.commands import (
    CreateDigest,
    DigestCommand,
    EditDigest,
    PauseDigest,
    ResumeDigest,
)
from slackbot.language.groups import GroupCommand, RestoreGroup
from slackbot.language.money.allowances import AllowanceCommand, SetAllowance
from slackbot.language.money.prices import SetPrice
from slackbot.ports import Ports
from slackbot.worker_threads import run_in_thread
from slackbot.workflows.alerts.manage import manage_alerts
from slackbot.workflows.audit import OF_WORKSPACE
from slackbot.workflows.channels.allowances import manage_allowance
from slackbot.workflows.channels.groups import manage_group
from slackbot.workflows.channels.manage import manage_channel
from slackbot.workflows.context import CommandContext
from slackbot.workflows.digests.manage import manage_digests

Inverse = AlertCommand | DigestCommand | AllowanceCommand | GroupCommand | ChannelCommand
LATEST: Final = timedelta(hours=1)
SECOND: Final = timedelta(seconds=1)  # the audit keeps no parts of it
NOTHING = "You've changed nothing here within the last hour, so there is nothing to undo."


async def undo(ask: Ask, ports: Ports) -> None:
    """Set what was before the asker's last change here. Raises UserError if that can't be done."""
    channel = await CommandContext.of(ask, ports)
    await channel.permit(Action.SEE)
    change = await _last(channel)
    command = await run_in_thread(inverse, change)
    if command is None:
        raise UserError(
            f"I can't undo this: {channel.describe(change)}. {_instead(change, channel)}"
        )
    if isinstance(command, AlertCommand):
        await manage_alerts(ask, command, ports)
    elif isinstance(command, DigestCommand):
        await manage_digests(ask, command, ports)
    elif isinstance(command, AllowanceCommand):
        await manage_allowance(ask, command, ports)
    elif isinstance(command, GroupCommand):
        await manage_group(ask, command, ports)
    else:
        await manage_channel(ask, command, ports)


async def _last(channel: CommandContext) -> Change:
    """Return the asker's last change here. Raises UserError if there is none, or a later one of
    the same thing.

    A step that is repeated after a crash finds the change of its own first try, which is skipped.
    """
    ask, audit = channel.ask, channel.ports.audit
    now = ask.received_at
    hour = Period(start=now - LATEST, end=now + SECOND)
    own = AuditFilter(channel=channel.home, by=ask.user, period=hour, before=ask.id)
    found = await audit.find(ask.team, own, 1)
    if not found:
        raise UserError(NOTHING)
    (change,) = found
    where = "" if change.what in OF_WORKSPACE else channel.home
    same = AuditFilter(channel=where, what=change.what, thing=change.thing, before=ask.id)
    (latest,) = await audit.find(ask.team, same, 1)
    if latest != change:
        raise UserError(
            f"I can't undo this: {channel.describe(change)}. Somebody else has changed it since: "
            f"{channel.describe(latest)}."
        )
    return change


def _instead(change: Change, channel: CommandContext) -> str:
    """Return how to get rid of what was added, or where all changes are."""
    match change.what:
        case "alert" | "digest" if change.did == "added":
            remove = f"{change.what}s remove {change.thing.split()[1]}"
        case "allowance" | "budget" | "price" if change.did == "added":
            remove = f"{change.what} remove {change.thing}"
        case "group" if change.did == "added":
            remove = f"remove group {quoted(channel.names.get(change.thing, change.thing))}"
        case "link" if change.did == "added":
            remove = f"unlink {quoted(channel.names.get(change.thing, change.thing))}"
        case "token" if change.did == "added":
            remove = f"token revoke {change.thing.split()[1]}"
        case "close":
            does = "reopen" if change.did == "closed" else "close"
            return f"Type `/billing {does} {change.thing}`"
        case _:
            return "Nothing was set before it that I could set again"
    return f"There was nothing before. Remove it with `/billing {remove}`"


def inverse(change: Change) -> Inverse | None:
    """Return the command that sets what was before; None where there was nothing, or none does."""
    return None if change.before is None else INVERSES[change.what](change, change.before)


def _alert(change: Change, before: Value) -> AlertCommand | None:
    which = change.thing.split()[1]
    match change.did:
        case "muted" | "unmuted":
            return MuteAlert(which=which) if before["muted"] else UnmuteAlert(which=which)
        case "paused":
            return ResumeAlert(which=which)
        case "resumed":
            return PauseAlert(which=which)
        case "changed" | "removed":
            text = describe_typed(Alert.model_validate(before).rule)
            return SaveAlert(which=which if change.did == "changed" else "", text=text)
    return None


def _digest(change: Change, before: Value) -> DigestCommand | None:
    which, text = change.thing.split()[1], Digest.model_validate(before).describe_typed()
    match change.did:
        case "paused":
            return ResumeDigest(which=which)
        case "resumed":
            return PauseDigest(which=which)
        case "changed":
            return EditDigest(which=which, text=text)
        case "removed":
            return CreateDigest(text=text)
    return None


def _allowance(_: Change, before: Value) -> SetAllowance:
    allowance = Allowance.model_validate(before)
    return SetAllowance(allowance=allowance, bot=allowance.bot_id or allowance.group)


def _price(_: Change, before: Value) -> SetPrice:
    return SetPrice.again(Price.model_validate(before))


def _link(change: Change, before: Value) -> Link | None:
    if change.did not in {"changed", "removed"}:
        return None
    bot = LinkedBot.model_validate(before)
    return Link(bot_id=bot.id, name=bot.name, by_default=bot.is_default)


def _group(_: Change, before: Value) -> RestoreGroup:
    return RestoreGroup(group=BotGroup.model_validate(before))


def _setting(_: Change, before: Value) -> Settings:
    ((field, value),) = before.items()
    return BY_FIELD[field].to(value)


INVERSES: Final[dict[What, Callable[[Change, Value], Inverse | None]]] = {
    "alert": _alert,
    "digest": _digest,
    "allowance": _allowance,
    "budget": _allowance,
    "price": _price,
    "group": _group,
    "link": _link,
    "settings": _setting,
    "sharing": _setting,
    "workspace settings": _setting,
    "close": lambda *_: None,
}
