"""Whatever form Slack refuses, the next simpler one is sent, in every kind of message."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from slackbot.domain.ask import Ask
from slackbot.domain.errors import JobError, SlackRefusedError, SlackUnavailableError
from slackbot.ports import Opened, OpenQuestion
from slackbot.sandbox.serve import serve
from slackbot.sandbox.slack.server import SlackSandbox
from slackbot.sandbox.slack.workspace.workspace import Workspace
from slackbot.slack.blocks.blocks import Message, context, section
from slackbot.slack.outbound.fallback import NOT_THE_FORM, SHORTEST, forms_of
from tests.clock import seconds
from tests.fakes import NOW, FakeWorkspaces
from tests.slack.outbound.test_poster import ASK, poster
from tests.slack.questions.test_messages import REPORTS
from tests.slack.questions.test_notifier import ask, notifier

LONG = Message("a" * 4000, ((section("a"), context("b")), (section("a"),)))
TOO_LONG = ("msg_blocks_too_long", "msg_too_long", "invalid_blocks_format", "a_new_word")
HOUR = 3600
REPORT = REPORTS["a week"]


@pytest.fixture
async def slack() -> AsyncIterator[SlackSandbox]:
    sandbox = SlackSandbox(Workspace(seconds), rate=None)
    async with serve(sandbox.app) as sandbox.url:
        yield sandbox


def test_the_forms_get_simpler_and_shorter() -> None:
    forms = forms_of(LONG)
    assert [len(form.blocks) for form in forms] == [2, 1, 0, 0]
    assert [len(form.text) for form in forms] == [4000, 4000, 4000, SHORTEST]


@pytest.mark.parametrize("word", TOO_LONG)
@pytest.mark.parametrize(("refusals", "blocks"), [(1, 1), (2, 0), (3, 0)])
async def test_a_post_becomes_simpler(
    slack: SlackSandbox, word: str, refusals: int, blocks: int
) -> None:
    slack.faults.add("chat.postMessage", error=word, times=refusals)
    workspaces = FakeWorkspaces()
    await poster(slack, slack.url, workspaces).post(ASK, "answer", lambda: LONG)
    (message,) = slack.messages("support-bots")
    assert len(message.blocks) == blocks
    assert workspaces.refused == {}, "only invalid_blocks is about kinds of blocks"


@pytest.mark.parametrize("word", ["invalid_blocks", *TOO_LONG])
async def test_an_edit_and_a_whisper_become_simpler(slack: SlackSandbox, word: str) -> None:
    sender = poster(slack, slack.url, FakeWorkspaces())
    place = await sender.post(ASK, "parent", lambda: Message("before", ((section("a"),),)))
    slack.faults.add("chat.update", error=word, times=2)
    await sender.edit(ASK.team, place, LONG)
    (message,) = slack.messages("support-bots")
    assert (message.text, message.blocks) == (LONG.text, ())
    slack.faults.add("chat.postEphemeral", error=word)
    await sender.whisper(ASK.model_copy(update={"user": "U0ANNA"}), LONG)
    (told,) = slack.ephemerals("anna", "support-bots")
    assert (told.text, told.blocks) == (LONG.text, ())


@pytest.mark.parametrize("word", ["not_in_channel", "is_archived", "token_revoked"])
async def test_a_closed_place_is_not_tried_again(slack: SlackSandbox, word: str) -> None:
    assert word in NOT_THE_FORM
    slack.faults.add("chat.postMessage", error=word, times=9)
    with pytest.raises(SlackRefusedError):
        await poster(slack, slack.url, FakeWorkspaces()).post(ASK, "answer", lambda: LONG)
    assert slack.faults.left("chat.postMessage") == 8


# ---- the parent is closed with what happened


async def asked(slack: SlackSandbox) -> tuple[Ask, Opened]:
    """A question whose parent says that it is fetched."""
    question, sender = ask(slack), notifier(slack)
    thread = await sender.open_thread(question, REPORT.query, ())
    opened = Opened(query=REPORT.query, bots=(), jobs=(), thread=thread)
    open_ = OpenQuestion(ask=question, opened=opened, until=NOW + timedelta(minutes=25))
    await sender.progress(open_, 0)
    assert "Asking Kore.ai" in slack.messages("support-bots")[0].text
    return question, opened


async def test_a_parent_promises_nothing_before_its_place_is_known(slack: SlackSandbox) -> None:
    await notifier(slack).open_thread(ask(slack), REPORT.query, ())
    (parent,) = slack.messages("support-bots")
    assert "asked" in parent.text
    assert "Asking Kore.ai" not in str(parent.wire())


@pytest.mark.parametrize("word", ["invalid_blocks", "msg_blocks_too_long", "is_archived", "odd"])
async def test_an_answer_that_slack_never_takes_closes_the_parent(
    slack: SlackSandbox, word: str
) -> None:
    question, opened = await asked(slack)
    slack.faults.add("chat.postMessage", error=word, times=99)
    await notifier(slack).deliver(question, opened, REPORT)
    (told,) = slack.ephemerals("anna", "support-bots")
    assert "I couldn't answer in the thread" in told.text
    (parent,) = slack.messages("support-bots")
    assert "I couldn't post here" in parent.text
    assert "Asking" not in str(parent.wire())


async def test_the_parent_is_closed_even_if_the_asker_cannot_be_told(slack: SlackSandbox) -> None:
    question, opened = await asked(slack)
    slack.faults.add("chat.postMessage", error="odd", times=99)
    slack.faults.add("chat.postEphemeral", error="odd", times=99)
    unheard = question.model_copy(update={"response_url": ""})
    with pytest.raises(SlackRefusedError):
        await notifier(slack).fail(unheard, opened, JobError("No figures."))
    (parent,) = slack.messages("support-bots")
    assert "Asking" not in str(parent.wire())


async def test_a_failure_that_knows_no_parent_closes_it(slack: SlackSandbox) -> None:
    question, sender = ask(slack), notifier(slack)
    thread = await sender.open_thread(question, REPORT.query, ())
    await sender.fail(question, None, JobError("No figures."))
    (parent,) = slack.messages("support-bots")
    (reply,) = slack.replies("support-bots", thread.ts)
    assert "No answer" in parent.text
    assert "No figures." in reply.text


# ---- a Retry-After that is longer than our patience


async def test_a_long_wait_is_said_at_once(slack: SlackSandbox) -> None:
    question, opened = await asked(slack)
    slack.faults.add("chat.postMessage", retry_after=HOUR, times=99)
    await notifier(slack).deliver(question, opened, REPORT)
    (told,) = slack.ephemerals("anna", "support-bots")
    assert "Slack asks me to wait 60 minutes" in told.text
    assert "60 minutes" in slack.messages("support-bots")[0].text
    assert slack.faults.left("chat.postMessage") == 98


async def test_a_channel_that_is_held_for_long_is_not_asked_again(slack: SlackSandbox) -> None:
    sender = poster(slack, slack.url, FakeWorkspaces())
    slack.faults.add("chat.postMessage", retry_after=HOUR)
    for _ in range(2):
        with pytest.raises(SlackUnavailableError, match="60 minutes"):
            await sender.post(ASK, "answer", lambda: LONG)
    elsewhere = ASK.model_copy(update={"channel": "C0FINANCE", "id": "another"})
    await sender.post(elsewhere, "answer", lambda: LONG)
