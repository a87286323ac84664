"""Decides what an edited mention asks for: other words of a question are a question again."""

from collections.abc import Sequence

from slackbot.domain.ask import Ask
from slackbot.domain.errors import UserError
from slackbot.language.commands import Question, read_command
from slackbot.ports import OpenQuestion, Ports, Run

NOT_DONE = (
    "You edited this message, so I changed nothing. To have it done, send it as a new message: "
    "mention me there, or type `/billing` and the words."
)


async def takes_edition(ask: Ask, ports: Ports, run: Run) -> bool:
    """Return whether to handle this mention; the former questions of an edited one are given up.

    Raises UserError if other words than a question's came by an edit: what was set up by the former
    words stays as it is.
    """
    edition = await ports.threads.edition(ask)
    if edition.outdated or edition.same_words:
        return False
    if ask.mention is None or not ask.mention.edited:
        return True
    if not isinstance(read_command(ask.text), Question):
        raise UserError(NOT_DONE)
    await run.step("give_up_former", give_up_former, ask, edition.former, ports)
    return True


async def give_up_former(ask: Ask, former: Sequence[str], ports: Ports) -> None:
    """Cancel the former questions that still wait, and mark the answers of the others."""
    for id_ in former:
        question = await ports.lanes.find(ask.team, id_)
        if isinstance(question, OpenQuestion):
            await ports.lanes.cancel(question)
    await ports.notifier.mark_former(ask, former)
