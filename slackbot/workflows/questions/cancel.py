"""A question that still waits is cancelled by whoever asked it, or by an admin."""

from slackbot.domain.ask import Ask
from slackbot.domain.errors import UserError
from slackbot.domain.permission import Action
from slackbot.ports import OpenQuestion, Ports
from slackbot.workflows.context import CommandContext


async def cancel_question(ask: Ask, ports: Ports) -> None:
    """Cancel the question whose id is the text of `ask`. Raises UserError where it cannot be."""
    question = await ports.lanes.find(ask.team, ask.text)
    if not isinstance(question, OpenQuestion):
        raise UserError("This question is over already.")
    channel = await CommandContext.of(ask, ports)
    await channel.permit(Action.CANCEL, owner=question.ask.user)
    await ports.lanes.cancel(question)
    await ports.notifier.cancelled(question, by=ask.user)
