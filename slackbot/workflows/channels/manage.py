"""Manages a channel's bots and settings, in words that only the asker sees."""

from slackbot.domain.access.audit import Change
from slackbot.domain.access.permission import Action, Thing
from slackbot.domain.access.workspace import WorkspaceSettings
from slackbot.domain.ask import Ask
from slackbot.domain.channel import (
    LINK_FIRST,
    ChannelBots,
    ChannelSettings,
    LinkedBot,
    no_such_bot,
    quoted,
)
from slackbot.domain.errors import UserError
from slackbot.language.channel_settings import SCOPES, SETTINGS, S, Setting, Settings, Viewer
from slackbot.language.chat import Chat, Explain
from slackbot.language.commands import Bots, ChannelCommand, Decide, Help, Link, Unlink
from slackbot.ports import Ports, Signed
from slackbot.worker_threads import run_in_thread
from slackbot.workflows.audit import announce, last_changes, record
from slackbot.workflows.channels.approvals import (
    decide_link,
    refuse_unknown,
    request_link,
    waits,
    withdraw_link,
)
from slackbot.workflows.channels.chat import chat
from slackbot.workflows.context import CommandContext
from slackbot.workflows.holidays import ready
from slackbot.workflows.permit import decide


async def manage_channel(ask: Ask, command: ChannelCommand, ports: Ports) -> None:
    """Do what `command` says and tell the asker. Raises UserError if it cannot be done."""
    channel = await CommandContext.of(ask, ports)
    match command:
        case Help():
            await _help(command, channel)
        case Chat() | Explain():
            await channel.permit(Action.HELP)
            await chat(ask, command, ports)
        case Bots():
            await channel.permit(Action.SEE)
            waiting = await ports.channels.requests(ask.team)
            here = [each.bot for each in waiting if each.channel == ask.home]
            changes = await last_changes(channel, "link")
            await ports.notifier.show_bots(ask, channel.bots, here, changes, channel.zone)
        case Link():
            await _link(command, channel)
        case Decide():
            await decide_link(command, channel)
        case Unlink():
            await _unlink(command, channel)
        case Settings():
            lines = await _settings(command, channel)
            await ports.notifier.tell_lines(ask, lines, channel.zone)


async def _help(command: Help, channel: CommandContext) -> None:
    ask, ports = channel.ask, channel.ports
    await channel.permit(Action.HELP)
    if command.dates:
        return await ports.notifier.show_dates_help(ask)
    asks = await decide(ask, channel.person.actor, Action.ASK, ports)
    # Its examples name a bot, which is for those who may ask for it.
    bots = channel.bots if asks.allowed else ChannelBots()
    return await ports.notifier.show_help(ask, bots, command.topic)


async def _link(command: Link, channel: CommandContext) -> None:
    ask, bots = channel.ask, channel.bots
    await channel.permit(Action.LINK)
    old = bots.find(command.bot_id)
    if old:
        await channel.permit(Action.LINK, Thing(channel=channel.home, owner=old.linked_by))
    namesake = bots.find(command.name)
    if namesake and namesake.id != command.bot_id:
        raise UserError(
            f'This channel already calls {namesake.id} "{namesake.name}". Choose another name, or '
            f'free it first: `/billing unlink "{namesake.name}"`'
        )
    if group := bots.find_group(command.name):
        raise UserError(
            f'"{group.name}" is a group of bots here. Choose another name, or rename the group: '
            f"`/billing rename group {quoted(group.name)} to …`"
        )
    default = not bots.bots or command.by_default or bool(old and old.is_default)
    bot = LinkedBot(id=command.bot_id, name=command.name, linked_by=ask.user, is_default=default)
    known = "" if old else await refuse_unknown(bot.id, channel)
    if not old and await waits(channel):
        return await request_link(bot, channel)
    await record(channel, "link", "changed" if old else "added", bot.id, old, bot)
    await channel.ports.channels.link(ask.team, ask.home, bot, ask.received_at)
    await channel.ports.channels.end_request(ask.team, ask.home, bot.id)  # it waits no more
    role = (
        "It is this channel's default bot."
        if default
        else f"Ask for it with `/billing last week for {quoted(bot.name)}`."
    )
    before = f" It was called {old.name} until now." if old and old.name != bot.name else ""
    sentence = f"{bot.name} ({bot.id}) is linked to this channel.{before} {role}\n{known}".strip()
    return await channel.ports.notifier.tell(ask, sentence)


async def _unlink(command: Unlink, channel: CommandContext) -> None:
    ask, channels = channel.ask, channel.ports.channels
    await channel.permit(Action.LINK)
    bot = channel.bots.find(command.name)
    if bot is None and await withdraw_link(command.name, channel):
        return None
    if bot is None:
        raise no_such_bot(command.name, channel.bots.names)
    await channel.permit(Action.LINK, Thing(channel=channel.home, owner=bot.linked_by))
    await record(channel, "link", "removed", bot.id, bot)
    await channels.unlink(ask.team, ask.home, bot.id)
    left = (await channels.bots(ask.team, ask.home)).bots
    default = next((b.name for b in left if b.is_default), None)
    rest = f"The default is {default}." if default else LINK_FIRST
    sentence = f"{bot.name} ({bot.id}) is no longer linked to this channel. {rest}"
    return await channel.ports.notifier.tell(ask, sentence)


async def _settings(command: Settings, channel: CommandContext) -> list[Signed]:
    """Return the lines of all settings, after the change if there is one.

    It is a change of the channel or the workspace, whose settings other people set.
    """
    ask = channel.ask
    channels, workspaces = channel.ports.channels, channel.ports.workspaces
    await channel.permit(command.setting.action if command.field else Action.SEE)
    of_workspace = await workspaces.settings(ask.team)
    if command.field and command.setting.resolve:
        command = await run_in_thread(command.resolved)
    untold = ""
    if (new := command.applied_to(channel.settings)) != channel.settings:
        await ready(new.holidays, ask.received_at.year)
        change = await _record(command, channel, channel.settings, new)
        await channels.save_settings(ask.team, ask.home, new, command.field)
        untold = await announce(channel, change)
    if (policy := command.applied_to(of_workspace)) != of_workspace:
        await _record(command, channel, of_workspace, policy)
        await workspaces.save_settings(ask.team, policy, command.field)
        if command.field == "bots" and policy.bots == "approved":
            untold = await _links_that_stay(channel)
    more = (Signed(text=line) for line in untold.strip().splitlines())
    return [*await _lines(new, policy, channel), *more]


async def _lines(
    settings: ChannelSettings, policy: WorkspaceSettings, channel: CommandContext
) -> list[Signed]:
    """Return the line of each setting, with who set it."""
    changes = await last_changes(channel, *(what for what, _ in SCOPES.values()))
    names = await _called(policy.approvers, channel)
    viewer = Viewer(channel.person.zone, channel.now.date(), names)

    def line(setting: Setting) -> Signed:
        change = changes.get(setting.name)
        return Signed(
            text=setting.line(setting.of(settings, policy), viewer),
            by=change.by if change else "",
            at=change.at if change else None,
            form="settings",
            which=setting.name,
        )

    return [
        Signed(text="Settings of this channel"),
        *(line(setting) for setting in SETTINGS if setting.scope != "workspace"),
        Signed(text="Settings of this workspace"),
        *(line(setting) for setting in SETTINGS if setting.scope == "workspace"),
    ]


async def _called(users: tuple[str, ...], channel: CommandContext) -> tuple[str, ...]:
    """Return the names of these people, as far as Slack shows them."""
    people = channel.ports.directory.of(channel.ask.team)
    return tuple([f"@{min(await people.names(user), default=user)}" for user in users])


async def _links_that_stay(channel: CommandContext) -> str:
    """List once to the admin who changes the rule which links there are: they stay."""
    of_all = await channel.ports.channels.bots_of_all(channel.ask.team)
    links = []
    for id_, bots in of_all.items():
        name = min(
            await channel.ports.directory.of(channel.ask.team).channel_names(id_), default=id_
        )
        links += [f"{bot.name} ({bot.id}) in {name}" for bot in bots.bots]
    shown = "\n".join(f"• {link}" for link in links[:MOST_LINKS])
    more = f"\n… and {len(links) - MOST_LINKS} more" if len(links) > MOST_LINKS else ""
    return f"\nLinks that exist stay:\n{shown}{more}" if links else ""


async def _record(command: Settings, channel: CommandContext, old: S, new: S) -> Change:
    field = command.field
    before, after = (each.model_dump(mode="json", include={field}) for each in (old, new))
    setting = command.setting
    return await record(channel, setting.what, "changed", setting.name, before, after)


MOST_LINKS = 30
