"""Shows where the figures of an answer came from."""

from slackbot.domain.access.permission import Action, Thing
from slackbot.domain.ask import Ask
from slackbot.domain.errors import UserError
from slackbot.language.commands import ShowReceipt
from slackbot.ports import Ports
from slackbot.workflows.context import CommandContext

UNKNOWN = "I don't have the receipts of this answer any more. Ask again, and press Receipts there."


async def show_receipt(ask: Ask, command: ShowReceipt, ports: Ports) -> None:
    """Show the receipt to the asker alone. Raises UserError where there is none that they may see.

    An answer for one person alone has a receipt for that person alone.
    """
    channel = await CommandContext.of(ask, ports)
    await channel.permit(Action.ASK)
    receipt, unknown = await ports.receipts.find(ask.team, command.question), UserError(UNKNOWN)
    if receipt is None or receipt.only_for not in ("", ask.user):
        raise unknown
    await channel.permit(Action.ASK, Thing(channel=receipt.channel), unknown)
    await ports.notifier.tell(ask, "\n".join(receipt.lines))
