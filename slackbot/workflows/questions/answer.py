"""Turns a question in words into a thread, and into jobs for its figures."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TypeVar

from slackbot.domain.access.permission import Action, Thing
from slackbot.domain.ask import Ask
from slackbot.domain.errors import SlackbotError, SlackRefusedError, UserError
from slackbot.domain.money.price import PriceList
from slackbot.domain.query import UsageQuery
from slackbot.domain.usage.fetching.plan import plan_priced
from slackbot.language.questions.asked import read_question_of
from slackbot.language.questions.words import words_of
from slackbot.ports import Opened, OpenQuestion, Ports, Run
from slackbot.workflows.context import TOO_MANY, CommandContext
from slackbot.workflows.questions.deliver import deliver_answer, requests_of
from slackbot.workflows.questions.fetch import known_usage, routes_of
from slackbot.workflows.questions.files import refuse_without_prices

# The app is not in the channel, or may not post there; then only the asker sees the answer.
CLOSED_TO_US = {
    "not_in_channel": "I'm not in this channel, so only you see this. To let everyone see my "
    "answers, invite me: `/invite @Billing`",
    "channel_not_found": "I can't see this conversation, so only you see this. In a channel, "
    "invite me: `/invite @Billing`",
    "is_archived": "This channel is archived, so only you see this.",
    "restricted_action": "I am not allowed to post here, so only you see this.",
}

Asked = TypeVar("Asked")
Opening = Callable[[Ask, Asked, Ports], Awaitable[Opened]]
ONLY_YOU = "Only you see this, as you asked."


async def answer_question(ask: Ask, words: str, ports: Ports, run: Run) -> None:
    """Open a thread, and fetch the figures; `deliver_answer` follows when they are there."""
    await fetch_for(ask, open_thread, words, ports, run)


async def fetch_for(
    ask: Ask, opening: Opening[Asked], asked: Asked, ports: Ports, run: Run
) -> None:
    """Fetch the figures of what `opening` opens for what was `asked`; `deliver_answer` follows when
    they are there."""
    try:
        waits = await _asked(ask, opening, asked, ports, run)
    except Exception:
        await ports.lanes.leave(ask)
        raise
    if not waits:
        await ports.lanes.leave(ask)


async def _asked(ask: Ask, opening: Opening[Asked], asked: Asked, ports: Ports, run: Run) -> bool:
    """Return whether it waits for figures; else it has its answer."""
    opened = await run.step("open_thread", opening, ask, asked, ports)
    question = OpenQuestion(ask=ask, opened=opened, until=ask.received_at + ports.question_deadline)
    requests = requests_of(question)
    try:
        found = [await known_usage(request, ports.usage, ask.received_at) for request in requests]
        missing = [request for request, usage in zip(requests, found, strict=True) if usage is None]
        if not missing:
            await deliver_answer(question, ports, [usage for usage in found if usage])
            return False
        if not opened.stated:
            await run.step("show_waiting", ports.notifier.progress, question, 0)
        await ports.lanes.board(question, missing)
        if ahead := await ports.lanes.ahead(question):
            await ports.notifier.in_line(question, ahead + 1)
    except SlackbotError as error:
        await ports.notifier.fail(ask, opened, error)
        return False
    return True


async def open_thread(ask: Ask, words: str, ports: Ports) -> Opened:
    """Check the asker's permission, read the words, and post the parent message.

    Raises UserError, before anything is posted, if it is not permitted, if the words are not
    understood, or if the asker has MOST_OPEN other questions open.
    """
    if not await ports.lanes.admit(ask):
        raise UserError(TOO_MANY)
    channel = await CommandContext.of(ask, ports)
    follows = ask.thread if not ask.whole else None
    place = ask.home if follows and follows.channel == ask.channel else ""
    there = Thing(channel=place or follows.channel) if follows else None
    decision = await channel.permit(Action.ASK, there)
    earlier = await ports.threads.query_of(ask.team, follows) if follows else None
    opened = await understood(channel, words, earlier)
    query, bots = opened.query, opened.bots
    note = decision.reason if decision.privately else ONLY_YOU
    alone = opened.model_copy(update={"note": note})
    if not ask.by_bot:
        await ports.home.recent.keep(ask, words_of(query) if earlier else words)
    if decision.privately or query.private:
        return alone
    try:
        thread = ask.thread or await ports.notifier.open_thread(ask, query, bots)
    except SlackRefusedError as error:
        if error.reason not in CLOSED_TO_US:
            raise
        return alone.model_copy(update={"note": CLOSED_TO_US[error.reason]})
    await ports.threads.remember(ask.team, thread, query)
    return alone.model_copy(update={"thread": thread, "note": "", "stated": bool(ask.thread)})


async def understood(
    channel: CommandContext, words: str, earlier: UsageQuery | None = None
) -> Opened:
    """Read the words, in the thread of `earlier` if there is one, and plan the jobs for them.

    Raises UserError if they are not understood, or no bot or price is there for them.
    """
    ask, ports = channel.ask, channel.ports
    allowances = await ports.allowances.of(ask.team, ask.home)
    reading = replace(channel.reading, allowances=allowances)
    query, bots = read_question_of(words, reading, channel.bots, earlier)
    query = query.model_copy(update={"with_cost": channel.settings.cost_always})
    query = channel.bots.with_names(query)
    if query.private and ask.by_bot:
        raise UserError("Only a person can get an answer `privately`. Ask without that word.")
    prices = PriceList(allowances.prices, channel.bots.group_ids)
    refuse_without_prices(query, prices)
    plan = plan_priced(
        query,
        bots,
        ask.received_at,
        prices,
        channel.bots.bots,
        routes=await routes_of(channel.bots.bots, bots, ask.team, ports),
        batch=ports.usage.batch,
    )
    return Opened(query=query, bots=bots, thread=None, **plan._asdict())
