"""What a channel may use and what it costs, set and shown in words, only to the one who asks."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from slackbot import telemetry
from slackbot.domain.alerts.alert import Alert
from slackbot.domain.alerts.allowance import measured_against, of_ours
from slackbot.domain.allowance import Allowance, ChannelAllowances, What, for_whom, term_of
from slackbot.domain.ask import Ask
from slackbot.domain.channel import quoted, unknown_bot
from slackbot.domain.errors import NotAllowedError, UnknownBotError, UserError
from slackbot.domain.money import Price
from slackbot.domain.permission import Action
from slackbot.domain.spelling import listed
from slackbot.language.allowances import (
    EXAMPLES,
    AllowanceCommand,
    RemoveAllowances,
    SetAllowance,
    SetPrice,
    ShowAllowances,
)
from slackbot.ports import Ports
from slackbot.workflows.context import CommandContext

MOST_COMMANDS = 10

Entry = Allowance | Price


@dataclass(frozen=True)
class _AllowanceContext(CommandContext):
    """Adds what the channel may use and what it costs."""

    known: ChannelAllowances


async def manage_allowance(ask: Ask, command: AllowanceCommand, ports: Ports) -> None:
    """Do what `command` says and tell the asker. Raises UserError where it cannot be done."""
    known = await ports.allowances.of(ask.team, ask.channel)
    channel = await _AllowanceContext.of(ask, ports, known=known)
    await ports.notifier.tell(ask, await _done(command, channel))


async def _done(command: AllowanceCommand, channel: _AllowanceContext) -> str:
    match command:
        case SetAllowance():
            return await _set(command.allowance, command.bot, channel)
        case SetPrice():
            return await _set(command.price, command.bot, channel)
        case RemoveAllowances():
            return await _remove(command, channel)
        case ShowAllowances():
            await channel.permit(Action.ASK)
            return _list(command.what, channel)


async def _set(said: Entry, bot: str, channel: _AllowanceContext) -> str:
    ask = channel.ask
    entry = said.model_copy(update={"bot_id": _bot_id(bot, channel), "set_by": ask.user})
    old = channel.known.same(entry)
    await _permit_change([old] if old else [], channel)
    await channel.ports.allowances.save(ask.team, ask.channel, entry, ask.received_at)
    _log(entry, "changed" if old else "added", ask)
    changed = old is not None and old.describe() != entry.describe()
    before = f" Until now: {old.describe()}." if old and changed else ""
    still = _still_old(await _measured(old, channel), channel) if old and changed else ""
    return f"{_sentence(entry, channel)}{before}{still}"


async def _remove(command: RemoveAllowances, channel: _AllowanceContext) -> str:
    bot_id = _bot_id(command.bot, channel)
    whom = for_whom(bot_id, channel.bots.bots)
    gone = [
        entry
        for entry in channel.known.entries(command.what)
        if entry.bot_id == bot_id and command.unit in (None, entry.unit)
    ]
    await _permit_change(gone, channel)
    if not gone:
        of_unit = f" of {command.unit.plural}" if command.unit else ""
        raise UserError(f"There is no {command.what}{of_unit} {whom}. {_ways(command, channel)}")
    await channel.ports.allowances.remove(channel.ask.team, channel.ask.channel, *gone)
    for entry in gone:
        _log(entry, "removed", channel.ask)
    alerts = [alert for entry in gone for alert in await _measured(entry, channel)]
    removed = "; ".join(entry.describe() for entry in gone)
    return f"Removed, {whom}: {removed}.{_still_removed(alerts)}"


def _log(entry: Entry, did: str, ask: Ask) -> None:
    what = "price" if isinstance(entry, Price) else "allowance"
    telemetry.set_up(ask, what, did, unit=entry.unit.plural, bot=entry.bot_id or "all")


async def _measured(entry: Entry, channel: _AllowanceContext) -> tuple[Alert, ...]:
    """The channel's alerts that keep the amount which is set no more."""
    if isinstance(entry, Price):
        return ()
    store, ask = channel.ports.alerts.store, channel.ask
    watched = await store.of_channel(ask.team, ask.channel)
    return measured_against(entry, [each.alert for each in watched])


def _still_old(alerts: Sequence[Alert], channel: _AllowanceContext) -> str:
    """Which alerts go on with the old amount, and what gives each the new one."""
    several = len({allowance.unit for allowance in channel.known.allowances}) > 1
    commands = [
        f"alert edit {alert.number} {of_ours(alert.rule, channel.zone, several=several)}"
        for alert in alerts
    ]
    return _still(alerts, "the old one. To change", commands)


def _still_removed(alerts: Sequence[Alert]) -> str:
    commands = [f"alert remove {alert.number}" for alert in alerts]
    return _still(alerts, "what was removed. To remove", commands)


def _still(alerts: Sequence[Alert], what: str, commands: Iterable[str]) -> str:
    """`Alert 8 still measures against …`, on a line of its own; nothing where none does."""
    if not alerts:
        return ""
    numbers = listed(str(alert.number) for alert in alerts)
    typed = [f"`/billing {command}`" for command in commands][:MOST_COMMANDS]
    more = len(alerts) - len(typed)
    ways = listed([*typed, f"{more} more"] if more else typed)
    if len(alerts) == 1:
        return f"\nAlert {numbers} still measures against {what} it: {ways}"
    return f"\nAlerts {numbers} still measure against {what} them: {ways}"


def _ways(command: RemoveAllowances, channel: _AllowanceContext) -> str:
    """What could be removed, or else how something is set."""
    entries = channel.known.entries(command.what)
    removals = " or ".join(_removal(entry, channel) for entry in entries)
    return f"Try {removals}" if removals else EXAMPLES[command.what]


def _removal(entry: Entry, channel: _AllowanceContext) -> str:
    what = "price" if isinstance(entry, Price) else "allowance"
    bot = channel.bots.find(entry.bot_id)
    whom = f" for {quoted(bot.name) if bot else entry.bot_id}" if entry.bot_id else ""
    return f"`/billing {what} remove {entry.unit.plural}{whom}`"


async def _permit_change(entries: Iterable[Entry], channel: _AllowanceContext) -> None:
    """Whoever may link a bot may set something new; what somebody has set is theirs."""
    await channel.permit(Action.LINK)
    for entry in entries:
        try:
            await channel.permit(Action.CHANGE, owner=entry.set_by)
        except NotAllowedError as error:
            raise NotAllowedError(
                "Only the person who set it or a workspace admin may change this: "
                f"{entry.describe()}, {for_whom(entry.bot_id, channel.bots.bots)}."
            ) from error


def _bot_id(words: str, channel: _AllowanceContext) -> str:
    """The id of the bot in these words, '' for all; also of one that is linked no more."""
    if not words:
        return ""
    if bot := channel.bots.find(words):
        return bot.id
    if words in channel.known.bot_ids:
        return words
    raise UnknownBotError(unknown_bot(words, channel.bots.names))


def _list(what: What, channel: _AllowanceContext) -> str:
    entries = channel.known.entries(what)
    if not entries:
        return f"This channel has no {what} yet. {EXAMPLES[what]}"
    return "\n".join(
        f"• {_sentence(entry, channel)} Remove it: {_removal(entry, channel)}" for entry in entries
    )


def _sentence(entry: Entry, channel: _AllowanceContext) -> str:
    """What is set, in words, and for an allowance the term that runs."""
    whom = for_whom(entry.bot_id, channel.bots.bots)
    if isinstance(entry, Price):
        return f"Price: {entry.describe()}, {whom}."
    term = term_of(entry, channel.now, channel.zone)
    return f"Allowance: {entry.describe()}, {whom}. This term: {term.describe()}."
