"""Says who set something here, from the audit, to everybody who may see it."""

from typing import Final

from slackbot.domain.access.audit import AuditFilter, Change
from slackbot.domain.access.permission import Action
from slackbot.domain.ask import Ask
from slackbot.domain.channel import unknown_bot
from slackbot.domain.errors import UnknownBotError, UserError
from slackbot.language.history import WhoSet
from slackbot.ports import Ports, Signed
from slackbot.workflows.audit import OF_WORKSPACE
from slackbot.workflows.context import CommandContext

MOST: Final = 5


async def show_who(ask: Ask, command: WhoSet, ports: Ports) -> None:
    """Tell the asker of the last changes of it, the newest first. Raises UserError."""
    channel = await CommandContext.of(ask, ports)
    await channel.permit(Action.SEE)
    thing = command.thing
    if command.bot:
        bot = channel.bots.find(command.bot)
        if bot is None:
            raise UnknownBotError(unknown_bot(command.bot, channel.bots.names))
        thing = bot.id
    place = "" if command.what in OF_WORKSPACE else channel.home  # those are no channel's own
    wanted = AuditFilter(channel=place, what=command.what, thing=thing)
    found = await ports.audit.find(ask.team, wanted, MOST if command.what else 1)
    found = [change for change in found if change.is_seen_by(ask.user)]
    if not found:
        raise UserError(
            "No such change is recorded here. `/billing alerts`, `/billing digests` and "
            "`/billing settings` show what is set, and by whom"
        )
    lines = [_line(each, channel) for each in found]
    await ports.notifier.tell_lines(ask, lines, channel.zone)


def _line(change: Change, channel: CommandContext) -> Signed:
    described = channel.describe(change)
    return Signed(text=f"• {described[0].upper()}{described[1:]}", by=change.by, at=change.at)
