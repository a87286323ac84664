"""Manages a channel's bots and settings, in words that only the asker sees."""

from datetime import date, timedelta
from typing import Final

from slackbot.domain.access.audit import Change, What
from slackbot.domain.access.permission import Action, Thing
from slackbot.domain.ask import Ask
from slackbot.domain.calendar.arithmetic import FiscalYear
from slackbot.domain.calendar.holidays import holiday_on, place_name
from slackbot.domain.channel import LINK_FIRST, ChannelBots, LinkedBot, no_such_bot, quoted
from slackbot.domain.errors import UserError
from slackbot.language.channel_settings import known_place
from slackbot.language.chat import Chat, Explain
from slackbot.language.commands import Bots, ChannelCommand, Decide, Help, Link, S, Settings, Unlink
from slackbot.language.forms.settings import SETTING_NAMES
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
            said = await _settings(command, channel)
            await ports.notifier.tell_lines(ask, await _signed(said, channel), channel.zone)


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
    said = f"{bot.name} ({bot.id}) is linked to this channel.{before} {role}\n{known}".strip()
    return await channel.ports.notifier.tell(ask, said)


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
    said = f"{bot.name} ({bot.id}) is no longer linked to this channel. {rest}"
    return await channel.ports.notifier.tell(ask, said)


async def _settings(command: Settings, channel: CommandContext) -> str:
    """Where something changes, it is the channel's or the workspace's, which other people set."""
    ask, person = channel.ask, channel.person
    channels, workspaces = channel.ports.channels, channel.ports.workspaces
    await channel.permit(CHANGES.get(command.scope, Action.SEE))
    of_channel = channel.settings
    of_workspace = await workspaces.settings(ask.team)
    if command.field == "holidays" and command.value:
        place = await run_in_thread(known_place, str(command.value))
        await ready(place, ask.received_at.year)
        command = command.model_copy(update={"value": place})
    untold = ""
    if (new := command.applied_to(of_channel)) != of_channel:
        change = await _record(command, channel, of_channel, new)
        await channels.save_settings(ask.team, ask.home, new, command.field)
        untold = await announce(channel, change)
    if (policy := command.applied_to(of_workspace)) != of_workspace:
        await _record(command, channel, of_workspace, policy)
        await workspaces.save_settings(ask.team, policy, command.field)
        if command.field == "bots" and policy.bots == "approved":
            untold = await _links_that_stay(channel)
    return (
        SETTINGS.format(
            sharing=SHARING[new.sharing_allowed],
            other_sharing="refuse" if new.sharing_allowed else "allow",
            zone=new.zone or f"asker – each person's own (yours: {person.zone})",
            other_zone="asker" if new.zone else person.zone,
            week=new.week_start.capitalize(),
            other_week="monday" if new.week_start == "sunday" else "sunday",
            fiscal_year=_starts(new.fiscal_year),
            other_fiscal_year="off" if new.fiscal_year else "April",
            holidays=_of_place(new.holidays, ask.received_at.date()),
            other_holidays="off" if new.holidays else "Germany",
            cost=COST[new.cost_always],
            other_cost="off" if new.cost_always else "on",
            bots=BOTS[policy.bots],
            other_bots="open" if policy.bots == "approved" else "approved",
            approvers=await _called(policy.approvers, channel),
            money=WHO[policy.money],
            other_money="members" if policy.money == "admins" else "admins",
            calling=WHO[policy.calling],
            other_calling="members" if policy.calling == "admins" else "admins",
        )
        + untold
    )


def _starts(year: FiscalYear | None) -> str:
    """Return when the fiscal year starts, and what its number is."""
    if year is None:
        return "off – I can't read FY26 or other fiscal years"
    first = year.first_day(2026)
    return f"starts in {year.describe()}; FY26 is from {first.day} {first:%b %Y}"


def _of_place(place: str | None, today: date) -> str:
    """Return whose public holidays hold, and the next one."""
    if place is None:
        return "off – I can't read Christmas or other holidays"
    ahead = (today + timedelta(days=each) for each in range(366))
    coming = next((each for each in ahead if holiday_on(each, place)), None)
    said = f"those of {place_name(place)}"
    if coming is None:
        return said
    return f"{said}; next is {holiday_on(coming, place)}, {coming:%a} {coming.day} {coming:%b}"


async def _signed(said: str, channel: CommandContext) -> list[Signed]:
    """Return the lines, those of settings with who set them."""
    changes = await last_changes(channel, *SCOPES.values())
    lines = []
    for line in said.splitlines():
        name = line.removeprefix("• ").partition(":")[0]
        change = changes.get(name)
        by, at = (change.by, change.at) if change else ("", None)
        which = name if name in SETTING_NAMES else ""
        form = "settings" if which else ""
        lines.append(Signed(text=line, by=by, at=at, form=form, which=which))
    return lines


async def _called(users: tuple[str, ...], channel: CommandContext) -> str:
    """Return the names of these people, as far as Slack shows them."""
    names = [
        min(await channel.ports.directory.of(channel.ask.team).names(user), default=user)
        for user in users
    ]
    return ", ".join(("admins", *(f"@{name}" for name in names)))


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
    return await record(channel, SCOPES[command.scope], "changed", command.thing, before, after)


CHANGES = {
    "channel": Action.SET_CHANNEL,
    "sharing": Action.ALLOW_SHARING,
    "workspace": Action.SET_WORKSPACE,
}
SCOPES: Final[dict[str, What]] = {
    "channel": "settings", "sharing": "sharing", "workspace": "workspace settings",
}  # fmt: skip
MOST_LINKS = 30
SETTINGS = """Settings of this channel
• zone: {zone}. Change it: `/billing settings zone {other_zone}`
• week: starts on {week}; W12 is always an ISO week. Change it: \
`/billing settings week {other_week}`
• fiscal year: {fiscal_year}. Change it: `/billing settings fiscal year {other_fiscal_year}`
• holidays: {holidays}. Change it: `/billing settings holidays {other_holidays}`
• cost: {cost}. Change it: `/billing settings cost {other_cost}`
• sharing: {sharing}. An admin can change it: `/billing settings sharing {other_sharing}`
Settings of this workspace
• bots: {bots}. An admin can change it: `/billing settings bots {other_bots}`
• approvers: {approvers} can approve links. An admin can change it: \
`@Billing settings approvers @anna @ben`
• money: {money} can set prices, allowances and groups. An admin can change it: \
`/billing settings money {other_money}`
• calling: {calling} can have an alert call @channel, @here or a user group. An admin can change \
it: `/billing settings calling {other_calling}`"""
# What the settings say that have one value or another.
SHARING: Final = {
    True: "allow – where the channel is shared with another organisation, I answer here, and its "
    "people can ask",
    False: "refuse – I don't answer here while the channel is shared with another organisation",
}
COST: Final = {
    True: "on – answers and digests lead with the cost, once there is a price",
    False: "off – you get the cost when you ask for it",
}
BOTS: Final = {
    "open": "open – any member can link a bot whose ID they have",
    "approved": "approved – a link waits until it is approved",
}
WHO: Final = {"members": "members – any of them", "admins": "admins – only they"}
