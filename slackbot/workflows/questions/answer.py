"""A question in words becomes a thread, and jobs for its figures."""

from datetime import timedelta

from slackbot.domain.ask import Ask
from slackbot.domain.errors import SlackbotError, SlackRefusedError
from slackbot.domain.period import Period
from slackbot.domain.permission import Action
from slackbot.domain.query import UsageQuery
from slackbot.domain.usage.comparison import previous_period
from slackbot.domain.usage.job import plan_jobs
from slackbot.language.questions.follow_up import read_follow_up
from slackbot.language.questions.reading import read_query
from slackbot.ports import Opened, OpenQuestion, Ports, Run
from slackbot.workflows.context import CommandContext
from slackbot.workflows.questions.deliver import deliver_answer, requests_of
from slackbot.workflows.questions.fetch import known_usage

# The app is not there, or may not post there: the asker still gets an answer, alone.
CLOSED_TO_US = {
    "not_in_channel": "I am not in this channel, so only you see this. To let everyone see my "
    "answers, invite me: `/invite @Billing`",
    "channel_not_found": "I cannot see this conversation, so only you see this. In a channel, "
    "invite me: `/invite @Billing`",
    "is_archived": "This channel is archived, so only you see this.",
    "restricted_action": "I am not allowed to post here, so only you see this.",
}


LONGEST_COMPARED = timedelta(days=366)
ONLY_YOU = "Only you see this, as you asked."


async def answer_question(ask: Ask, words: str, ports: Ports, run: Run) -> None:
    """Open a thread, and have the figures fetched; `deliver_answer` follows when they are there."""
    opened = await run.step("open_thread", open_thread, ask, words, ports)
    question = OpenQuestion(ask=ask, opened=opened, until=ask.received_at + ports.question_deadline)
    requests = requests_of(question)
    found = [await known_usage(request, ports.usage, ask.received_at) for request in requests]
    missing = [request for request, usage in zip(requests, found, strict=True) if usage is None]
    if not missing:
        return await deliver_answer(question, ports, [usage for usage in found if usage])
    try:
        return await ports.lanes.board(question, missing)
    except SlackbotError as error:
        return await ports.notifier.fail(ask, opened, error)


async def open_thread(ask: Ask, words: str, ports: Ports) -> Opened:
    """Check the asker's rights, read the words, post the parent message.

    Raises UserError, before anything is posted, where the words or the rights do not do.
    """
    channel = await CommandContext.of(ask, ports)
    decision = await channel.permit(Action.ASK)
    follows = ask.thread if not ask.whole else None
    earlier = await ports.threads.query_of(ask.team, follows) if follows else None
    reading = channel.reading
    query = read_follow_up(words, earlier, reading) if earlier else read_query(words, reading)
    bots = channel.bots.choose(query)
    before = to_compare_with(query)
    jobs = plan_jobs(
        query,
        bots,
        account=ports.usage.account,
        asked_at=ask.received_at,
        batch=ports.usage.batch,
        before=before,
    )
    note = decision.reason if decision.privately else ONLY_YOU
    alone = Opened(query=query, bots=bots, jobs=jobs, thread=None, note=note, before=before)
    if decision.privately or query.private:
        return alone
    try:
        thread = ask.thread or await ports.notifier.open_thread(ask, query, bots)
    except SlackRefusedError as error:
        if error.reason not in CLOSED_TO_US:
            raise
        return alone.model_copy(update={"note": CLOSED_TO_US[error.reason]})
    await ports.threads.remember(ask.team, thread, query)
    return alone.model_copy(update={"thread": thread, "note": ""})


def to_compare_with(query: UsageQuery) -> Period | None:
    """The period that was named for it, or else the one before; nothing for very long ones."""
    if query.comparison:
        return query.comparison
    period = query.period
    return previous_period(query) if period.end - period.start <= LONGEST_COMPARED else None
