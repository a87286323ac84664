"""Cancels a waiting question, for its asker or an admin."""

from slackbot.domain.access.permission import Action, Thing
from slackbot.domain.ask import Ask
from slackbot.domain.errors import UserError
from slackbot.ports import OpenQuestion, Ports
from slackbot.workflows.context import CommandContext


async def cancel_question(ask: Ask, ports: Ports) -> None:
    """Cancel the question whose id is the text of `ask`. Raises UserError if that is not
    possible.
    """
    channel = await CommandContext.of(ask, ports)
    await channel.permit(Action.CANCEL)
    question = await ports.lanes.find(ask.team, ask.text)
    unknown = UserError("This question is over already.")
    if not isinstance(question, OpenQuestion):
        raise unknown
    thing = Thing(channel=question.ask.channel, owner=question.ask.user)
    await channel.permit(Action.CANCEL, thing, unknown)
    await ports.lanes.cancel(question)
    await ports.notifier.cancelled(question, by=ask.user)
