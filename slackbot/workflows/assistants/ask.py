"""Answers an assistant's question with figures, or with the sentence that says why there are none.

The question lives as long as its caller waits; its jobs go on without it. See decision 0030.
"""

import asyncio
import re
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from slackbot.domain.access.permission import Action
from slackbot.domain.ask import ASSISTANT, Ask, first_id
from slackbot.domain.errors import JobError, UserError
from slackbot.domain.usage.fetching.receipt import Receipt
from slackbot.domain.usage.groups import grouped
from slackbot.domain.usage.report import UsageReport
from slackbot.language.alerts.commands import ListAlerts
from slackbot.language.commands import Question, read_command
from slackbot.language.digests.commands import ListDigests
from slackbot.language.understanding import stores
from slackbot.ports import OpenQuestion, Ports
from slackbot.worker_threads import run_in_thread
from slackbot.workflows.context import TOO_MANY, CommandContext
from slackbot.workflows.direct_messages import placed
from slackbot.workflows.permit import permit_answer
from slackbot.workflows.questions.answer import understood
from slackbot.workflows.questions.deliver import BUSY, keep_receipt, requests_of, sources_for
from slackbot.workflows.questions.fetch import known_usage

# Slackbot gives a tool up after 60 seconds, and so do the common clients.
PATIENCE: Final = 50.0  # seconds
STILL: Final = (
    "Kore.ai is still working on it, so there is no figure yet. Ask the same again in a minute: I "
    "go on from where I am."
)
READ_ONLY: Final = (
    "Assistants can only read, so nothing was changed. A person can type it in Slack: "
    "`/billing {words}`"
)
NO_QUESTION: Final = (
    "That is a command, not a question about figures. A person can type it in Slack: "
    "`/billing {words}`"
)
TOOLS: Final[dict[type, str]] = {ListDigests: "digests", ListAlerts: "alerts"}
ID: Final = re.compile(r"[CG][A-Z0-9]+")


@dataclass(frozen=True)
class Answered:
    """The report on a question of an assistant, with groups as its rows where these are asked for,
    and where its figures came from."""

    ask: Ask
    report: UsageReport
    receipt: Receipt


async def ask_figures(ask: Ask, ports: Ports, patience: float = PATIENCE) -> Answered:
    """Return the answer to the words of `ask`, whose channel its words name, or `about`.

    Raises UserError for what is not understood or not permitted, or changes something; and JobError
    after `patience` seconds: the same question goes on from there.
    """
    _question(ask.text)
    ask = await placed(ask, ports)
    words = _question(ask.text)
    ask = await _continued(ask, ports)
    if not await ports.lanes.admit(ask):
        raise UserError(TOO_MANY)
    try:
        return await _answered(ask, words, ports, patience)
    finally:
        await ports.lanes.leave(ask)


def in_channel(words: str, channel: str) -> str:
    """Return the words as a person would write them who names the channel, by its id or name."""
    if not channel:
        return words
    named = f"<#{channel}>" if ID.fullmatch(channel) else "#" + channel.lstrip("#")
    return f"{words} in {named}"


def is_question(text: str) -> bool:
    """Tell whether the words are a question, which an assistant may ask."""
    try:
        return isinstance(read_command(text), Question)
    except UserError:
        return False


def _question(text: str) -> str:
    """Return the words of a question. Raises UserError for those of a command."""
    command = read_command(text)
    if isinstance(command, Question):
        return command.text
    if tool := TOOLS.get(type(command)):
        raise UserError(f"Call the tool `{tool}` for that.")
    raise UserError((READ_ONLY if stores(text) else NO_QUESTION).format(words=text.strip()))


async def _continued(ask: Ask, ports: Ports) -> Ask:
    """Return the ask with the id of the same question that has no answer so far, or a new one."""
    identity = f"{ask.user}\n{ask.home}\n{ask.text}"
    mark = f"-{ASSISTANT}-{sha256(identity.encode()).hexdigest()[:16]}"
    since = ask.received_at - ports.question_deadline
    known = await ports.lanes.unanswered(ask.team, mark, since)
    return ask.model_copy(update={"id": known or f"{first_id(ask.received_at)}{mark}"})


async def _answered(ask: Ask, words: str, ports: Ports, patience: float) -> Answered:
    channel = await CommandContext.of(ask, ports)
    await channel.permit(Action.ASK)
    opened = await understood(channel, words)
    question = OpenQuestion(ask=ask, opened=opened, until=ask.received_at + ports.question_deadline)
    requests = requests_of(question)
    found = {each: await known_usage(each, ports.usage, ask.received_at) for each in requests}
    missing = [request for request, usage in found.items() if usage is None]
    if missing:
        try:
            async with asyncio.timeout(patience):
                fetched = await ports.lanes.wait(ask, missing, question.until)
        except TimeoutError:
            raise JobError(STILL) from None
        await permit_answer(ask, opened.bots, ports)  # meanwhile rights may have ended
    else:
        fetched = {}
    outcomes = [found[each] or fetched.get(each) or JobError(BUSY) for each in requests]
    sources = await sources_for(question, outcomes, ports)
    report = await run_in_thread(grouped, sources.report, sources.linked)
    receipt = await keep_receipt(ask, sources.report, ask.user, ports)
    return Answered(ask, report, receipt)
