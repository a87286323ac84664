"""What is posted where Slack refuses."""

import pytest

from slackbot.domain.errors import SlackRefusedError
from slackbot.sandbox.serve import serve
from slackbot.sandbox.slack.server import SlackSandbox
from slackbot.sandbox.slack.workspace.workspace import Workspace
from slackbot.slack.blocks.blocks import Message, context, section
from slackbot.slack.outbound.clients import OneWorkspace, slack_client
from slackbot.slack.outbound.poster import Poster
from slackbot.slack.outbound.rate_limit import ChannelRateLimiter
from tests.clock import seconds
from tests.fakes import FakeClock, FakeDeliveries, FakeFence, FakeWorkspaces, ask
from tests.slack.questions.test_notifier import PATIENCE

MESSAGE = Message("All in words.", ((section("a"), context("b")), (section("a"),)))
ASK = ask(channel="C0SUPPORT")


@pytest.mark.parametrize(("refusals", "blocks"), [(0, 2), (1, 1), (2, 0)])
async def test_refused_blocks_become_simpler_and_at_last_words(refusals: int, blocks: int) -> None:
    slack, workspaces = SlackSandbox(Workspace(seconds), rate=None), FakeWorkspaces()
    async with serve(slack.app) as url:
        slack.faults.add("chat.postMessage", error="invalid_blocks", times=refusals)
        await poster(slack, url, workspaces).post(ASK, "answer", lambda: MESSAGE)
    (message,) = slack.messages("support-bots")
    assert (message.text, len(message.blocks)) == ("All in words.", blocks)
    assert "section" not in workspaces.refused.get(ASK.team, ())  # the next message may have it


async def test_what_is_refused_even_as_words_is_not_tried_again() -> None:
    slack = SlackSandbox(Workspace(seconds), rate=None)
    async with serve(slack.app) as url:
        slack.faults.add("chat.postMessage", error="invalid_blocks", times=9)
        with pytest.raises(SlackRefusedError):
            await poster(slack, url, FakeWorkspaces()).post(ASK, "answer", lambda: MESSAGE)
    assert slack.faults.left("chat.postMessage") == 6


def poster(slack: SlackSandbox, url: str, workspaces: FakeWorkspaces) -> Poster:
    client = slack_client(slack.bot_token, f"{url}/api/")
    return Poster(
        OneWorkspace(client, "T1"),
        FakeDeliveries(),
        ChannelRateLimiter(FakeClock()),
        FakeFence(),
        workspaces,
        PATIENCE,
    )
