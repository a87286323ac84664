"""Links that wait: whoever knows a bot's id must not see its bill by that alone."""

from datetime import datetime, timedelta
from typing import Final

from slackbot.domain.access.audit import AuditFilter
from slackbot.domain.access.permission import Action, PersonKind, Thing
from slackbot.domain.channel import REQUESTS_LAST, LinkDecision, LinkedBot, LinkRequest
from slackbot.domain.errors import NotAllowedError, SlackbotError, SlackRefusedError, UserError
from slackbot.language.commands import Decide
from slackbot.ports import Ports
from slackbot.workflows.audit import record
from slackbot.workflows.context import CommandContext
from slackbot.workflows.permit import decide, permit_post

LAPSED: Final = "lapsed"  # stands for the id of the command that decides


async def waits(channel: CommandContext) -> bool:
    """Say whether the link of a new bot has to be approved: by somebody else than the asker."""
    policy = await channel.ports.workspaces.settings(channel.ask.team)
    if policy.bots == "open":
        return False
    approves = await decide(channel.ask, channel.person.actor, Action.APPROVE, channel.ports)
    return not approves.allowed


async def request_link(bot: LinkedBot, channel: CommandContext) -> None:
    """Let the link wait, and tell the asker and those who may approve it: who has left since they
    were named, or is no full member, is told nothing."""
    ask, ports = channel.ask, channel.ports
    approvers = await _approvers(ask.team, ports)
    request = LinkRequest(channel=ask.home, bot=bot, asked=ask.id)
    await record(channel, "link", "requested", bot.id, None, bot)
    await ports.channels.request(ask.team, request, ask.received_at)
    await ports.notifier.ask_approval(ask, bot, approvers)


async def _approvers(team: str, ports: Ports) -> list[str]:
    """Return those whom an admin has named, as far as they are full members."""
    named = (await ports.workspaces.settings(team)).approvers
    people = [(await ports.directory.of(team).person(user)).actor for user in named]
    return [each.user for each in people if each.kind is PersonKind.MEMBER]


async def lapse_links(ports: Ports, now: datetime) -> None:
    """End the links that have waited for too long, and tell who asked for them. It can be repeated,
    and run in several processes."""
    before = now - timedelta(days=REQUESTS_LAST)
    lapsed = LinkDecision(did="lapsed")
    for team in await ports.channels.requested(before):
        approvers = await _approvers(team, ports)
        for request in await ports.channels.requests(team, before):
            place = (team, request.channel, request.bot.id)
            if await ports.channels.decide_request(*place, LAPSED):
                await ports.notifier.settle_approval(team, request, approvers, lapsed)
                await ports.channels.end_request(*place)


async def decide_link(command: Decide, channel: CommandContext) -> None:
    """Approve or refuse a link that waits, and tell the asker. Raises UserError."""
    await channel.permit(Action.APPROVE)
    ask, channels = channel.ask, channel.ports.channels
    request = await _wanted(command, channel)
    bot, there = request.bot, await channel.at(request.channel)
    shown = f"{bot.name} ({bot.id})"
    decision = LinkDecision(
        did="approved" if command.approved else "refused", by=ask.user, reason=command.reason
    )
    if not command.approved:
        await _decided(request, channel)
        await record(there, "link", "refused", bot.id, bot)
        told = await _tell(there, f"denied the link of {shown}.")
        return await _end(request, channel, f"Denied: {shown} isn't linked.{told}", decision)
    namesake = there.bots.find(bot.name)
    if namesake and namesake.id != bot.id:
        raise UserError(
            f'By now that channel calls {namesake.id} "{namesake.name}". Refuse this link, and let '
            "it be asked for again by another name."
        )
    await _decided(request, channel)
    bot = bot.model_copy(update={"is_default": bot.is_default or not there.bots.bots})
    await record(there, "link", "approved", bot.id, None, bot)
    await channels.link(ask.team, request.channel, bot, ask.received_at)
    told = await _tell(there, f"approved the link of {shown}.")
    return await _end(request, channel, f"Approved: {shown} is linked.{told}", decision)


async def _decided(request: LinkRequest, channel: CommandContext) -> None:
    """Note that this command decides. Raises UserError where somebody else has just decided."""
    place = (channel.ask.team, request.channel, request.bot.id)
    if not await channel.ports.channels.decide_request(*place, channel.ask.id):
        raise UserError(f"Somebody else has just decided about {request.bot.name}.")


async def withdraw_link(name: str, channel: CommandContext) -> bool:
    """End a link of that name or id that waits in the channel, for who asked for it, and tell them.

    Returns False where none waits here. Raises NotAllowedError.
    """
    here = [each for each in await _waiting(name, channel) if each.channel == channel.home]
    if not here:
        return False
    request, bot = here[0], here[0].bot
    await channel.permit(Action.LINK, Thing(channel=channel.home, owner=bot.linked_by))
    await record(channel, "link", "withdrew", bot.id, bot)
    await _end(request, channel, f"The link of {bot.name} ({bot.id}) does not wait any more.")
    return True


async def _end(
    request: LinkRequest,
    channel: CommandContext,
    sentence: str,
    decision: LinkDecision | None = None,
) -> None:
    """Tell the asker, and then end the request, which a repeated step still finds until then."""
    team, ports = channel.ask.team, channel.ports
    await ports.notifier.tell(channel.ask, sentence)
    if decision:
        await ports.notifier.settle_approval(team, request, await _approvers(team, ports), decision)
    await channel.ports.channels.end_request(team, request.channel, request.bot.id)


async def _tell(there: CommandContext, text: str) -> str:
    """Tell the channel of the link; return why it is not told, for the asker."""
    ask = there.ask.moved_to(there.home)
    try:
        await permit_post(ask, there.ports)  # it may be shared with others by now
        await there.ports.notifier.announce(ask, text)
    except (NotAllowedError, SlackRefusedError) as error:
        return f" I couldn't tell its channel: {error.message}"
    return ""


async def _waiting(name: str, channel: CommandContext) -> list[LinkRequest]:
    """Return the links of a bot of that name or id that wait, in any channel."""
    waiting, wanted = await channel.ports.channels.requests(channel.ask.team), name.casefold()
    return [
        each for each in waiting if wanted in (each.bot.name.casefold(), each.bot.id.casefold())
    ]


async def _wanted(command: Decide, channel: CommandContext) -> LinkRequest:
    """Return the waiting link that is meant: of the named channel, else of this one, else the only
    one. Raises UserError.
    """
    found = await _waiting(command.bot, channel)
    if command.channel.startswith("#"):
        names = channel.ports.directory.of(channel.ask.team).channel_names
        called = command.channel[1:].casefold()
        found = [each for each in found if called in await names(each.channel)]
    elif command.channel:
        found = [each for each in found if each.channel == command.channel]
    else:
        found = [each for each in found if each.channel == channel.home] or found
    if len(found) == 1:
        return found[0]
    if len({each.channel for each in found}) > 1:
        raise UserError(f'"{command.bot}" waits in several channels. Name one: `in #channel`')
    if found:
        ids = " or ".join(each.bot.id for each in found)
        raise UserError(
            f'Several bots called "{command.bot}" wait there. Name one by its id: {ids}'
        )
    waiting = await channel.ports.channels.requests(channel.ask.team)
    waits_here = ", ".join(f"{each.bot.name} ({each.bot.id})" for each in waiting)
    known = f"These wait: {waits_here}" if waiting else "Nothing waits for an approval."
    if decided := await _decided_before(command, channel):
        known = decided
    raise UserError(f'No link of "{command.bot}" waits there. {known}')


async def _decided_before(command: Decide, channel: CommandContext) -> str:
    """Say who has decided about this bot before; empty where nobody has."""
    audit, team = channel.ports.audit, channel.ask.team
    found = await audit.find(team, AuditFilter(what="link", thing=command.bot), 1)
    if not found or found[0].did not in ("approved", "refused"):
        return ""
    names = await channel.ports.directory.of(channel.ask.team).names(found[0].by)
    return f"@{min(names, default=found[0].by)} has already {found[0].did} it."


async def refuse_unknown(bot_id: str, channel: CommandContext) -> str:
    """Return what Kore.ai says of the bot. A link is valid even if Kore.ai does not answer.

    Raises UserError if Kore.ai does not know the id.
    """
    try:
        known = await channel.ports.usage.connections.knows(channel.ask.team, bot_id)
    except SlackbotError as error:
        return f"I couldn't check the id with Kore.ai: {error.message}"
    if known is False:
        raise UserError(
            f"Kore.ai does not know this id, so I did not link it: {bot_id}. Copy the id from the "
            "bot's App Settings at Kore.ai, and link it again."
        )
    if known:
        return "Kore.ai knows this id."
    return "Kore.ai will be asked about this id with your first question."
