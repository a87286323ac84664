"""What a channel remembers: its bots and its settings, told only to the one who asks."""

from slackbot import telemetry
from slackbot.domain.ask import Ask
from slackbot.domain.channel import LINK_FIRST, LinkedBot, quoted, unknown_bot
from slackbot.domain.errors import SlackbotError, UnknownBotError, UserError
from slackbot.domain.permission import Action
from slackbot.language.commands import Bots, ChannelCommand, Help, Link, Settings, Unlink
from slackbot.ports import Ports
from slackbot.workflows.context import CommandContext


async def manage_channel(ask: Ask, command: ChannelCommand, ports: Ports) -> None:
    """Do what `command` says and tell the asker. Raises UserError where it cannot be done."""
    channel = await CommandContext.of(ask, ports)
    match command:
        case Help(dates=True):
            await ports.notifier.show_dates_help(ask)
        case Help():
            await ports.notifier.show_help(ask, channel.bots, command.topic)
        case Bots():
            await channel.permit(Action.ASK)
            await ports.notifier.show_bots(ask, channel.bots)
        case Link():
            await ports.notifier.tell(ask, await _link(command, channel))
        case Unlink():
            await ports.notifier.tell(ask, await _unlink(command, channel))
        case Settings():
            await ports.notifier.tell(ask, await _settings(command, channel))


async def _link(command: Link, channel: CommandContext) -> str:
    ask, bots = channel.ask, channel.bots
    await channel.permit(Action.LINK)
    old = bots.find(command.bot_id)
    if old:
        await channel.permit(Action.CHANGE, owner=old.linked_by)
    namesake = bots.find(command.name)
    if namesake and namesake.id != command.bot_id:
        raise UserError(
            f'This channel already calls {namesake.id} "{namesake.name}". Choose another name, or '
            f'free it first: `/billing unlink "{namesake.name}"`'
        )
    default = not bots.bots or command.by_default or bool(old and old.is_default)
    bot = LinkedBot(id=command.bot_id, name=command.name, linked_by=ask.user, is_default=default)
    await channel.ports.channels.link(ask.team, ask.channel, bot, ask.received_at)
    telemetry.set_up(ask, "link", "changed" if old else "added", bot=bot.id)
    known = await _what_kore_says(bot.id, channel.ports)
    role = (
        "It is this channel's default bot."
        if default
        else f"Ask for it with `/billing last week for {quoted(bot.name)}`."
    )
    before = f" It was called {old.name} until now." if old and old.name != bot.name else ""
    return f"{bot.name} ({bot.id}) is linked to this channel.{before} {role}\n{known}"


async def _what_kore_says(bot_id: str, ports: Ports) -> str:
    """A link is the channel's own memory: it holds even if Kore.ai cannot be asked just now."""
    try:
        known = await ports.usage.source.knows(bot_id)
    except SlackbotError as error:
        return f"I could not check the id with Kore.ai: {error.message}"
    return {
        True: "Kore.ai knows this id.",
        False: "Kore.ai does not know this id. Please check it in the bot's App Settings; "
        f"`/billing unlink {bot_id}` undoes this.",
        None: "Kore.ai will be asked about this id with your first question.",
    }[known]


async def _unlink(command: Unlink, channel: CommandContext) -> str:
    ask, channels = channel.ask, channel.ports.channels
    bot = channel.bots.find(command.name)
    if bot is None:
        raise UnknownBotError(unknown_bot(command.name, channel.bots.names))
    await channel.permit(Action.CHANGE, owner=bot.linked_by)
    await channels.unlink(ask.team, ask.channel, bot.id)
    telemetry.set_up(ask, "link", "removed", bot=bot.id)
    left = (await channels.bots(ask.team, ask.channel)).bots
    default = next((b.name for b in left if b.is_default), None)
    rest = f"The default is {default}." if default else LINK_FIRST
    return f"{bot.name} ({bot.id}) is no longer linked to this channel. {rest}"


async def _settings(command: Settings, channel: CommandContext) -> str:
    ask, old, person = channel.ask, channel.settings, channel.person
    new = command.applied_to(old)
    if new != old:
        sharing = new.sharing_allowed != old.sharing_allowed
        await channel.permit(Action.ALLOW_SHARING if sharing else Action.CHANGE)
        await channel.ports.channels.save_settings(ask.team, ask.channel, new)
        telemetry.set_up(ask, "sharing" if sharing else "settings", "changed")
    return SETTINGS.format(
        sharing="allow" if new.sharing_allowed else "refuse",
        other_sharing="refuse" if new.sharing_allowed else "allow",
        zone=new.zone or f"asker – each asker's own (yours is {person.zone})",
        other_zone="asker" if new.zone else person.zone,
        week=new.week_start.capitalize(),
        other_week="monday" if new.week_start == "sunday" else "sunday",
    )


SETTINGS = """Settings of this channel
• zone: {zone}. Change it: `/billing settings zone {other_zone}`
• week: starts on {week}. Change it: `/billing settings week {other_week}`; W12 stays an ISO week
• sharing: {sharing} – whether figures may be posted here if the channel is shared with another \
organisation. An admin changes it: `/billing settings sharing {other_sharing}`"""
