"""Messages read again: conversations.history, called by Slack's own client over a real socket."""

from dataclasses import replace
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from slackbot.sandbox.slack.server import SCOPES, SlackSandbox
from slackbot.sandbox.slack.workspace.message import Draft
from slackbot.sandbox.slack.workspace.workspace import APP_USER, Workspace
from tests.sandbox.slack.conftest import NOW, Clock

FINANCE = "C0FINANCE"
A, B, C = (f"{NOW + n:.6f}" for n in range(3))


@pytest.fixture
def sandbox(clock: Clock) -> SlackSandbox:
    return SlackSandbox(Workspace(clock), scopes=SCOPES | {"channels:history"})


@pytest.fixture
def web(url: str) -> AsyncWebClient:
    return AsyncWebClient("xoxb-sandbox", base_url=f"{url}/api/")


@pytest.fixture
def said(sandbox: SlackSandbox, clock: Clock) -> None:
    """Messages a, b and c, a second after one another."""
    for text in "abc":
        sandbox.say(text, user="anna", channel=FINANCE)
        clock.time += 1


def texts(answer: Any) -> str:
    return "".join(message["text"] for message in answer["messages"])


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ({}, "cba"),
        ({"oldest": A}, "cb"),
        ({"oldest": A, "inclusive": True}, "cba"),
        ({"latest": C}, "ba"),
        ({"latest": C, "inclusive": True}, "cba"),
        ({"oldest": A, "latest": C}, "b"),
        ({"oldest": f"{NOW + 0.5}"}, "cb"),
        ({"oldest": f"{NOW:.0f}"}, "cb"),
        ({"inclusive": True}, "cba"),
        ({"limit": 2}, "cb"),
    ],
)
@pytest.mark.usefixtures("said")
async def test_a_history_goes_from_the_newest_back(
    web: AsyncWebClient, arguments: Any, expected: str
) -> None:
    assert texts(await web.conversations_history(channel=FINANCE, **arguments)) == expected


@pytest.mark.usefixtures("said")
async def test_pages_stay_in_place_while_people_write(
    web: AsyncWebClient, sandbox: SlackSandbox
) -> None:
    first = await web.conversations_history(channel=FINANCE, limit=2)
    sandbox.say("d", user="anna", channel=FINANCE)
    cursor = first["response_metadata"]["next_cursor"]
    second = await web.conversations_history(channel=FINANCE, limit=2, cursor=cursor)

    assert (texts(first), first["has_more"]) == ("cb", True)
    assert (texts(second), second["has_more"]) == ("a", False)


async def test_a_page_has_100_messages_where_no_limit_is_said(
    web: AsyncWebClient, sandbox: SlackSandbox
) -> None:
    for _ in range(1_000):
        sandbox.say("x", user="anna", channel=FINANCE)

    assert len((await web.conversations_history(channel=FINANCE))["messages"]) == 100
    assert len((await web.conversations_history(channel=FINANCE, limit=5_000))["messages"]) == 999


async def test_replies_and_private_words_are_not_in_it_but_parents_tell_of_replies(
    web: AsyncWebClient, sandbox: SlackSandbox
) -> None:
    parent = sandbox.say("parent", user="anna", channel=FINANCE)
    reply = sandbox.say("reply", user="ben", channel=FINANCE, thread_ts=parent.ts)
    sandbox.workspace.post(FINANCE, Draft("for Anna only"), to="U0ANNA")
    sandbox.workspace.post(FINANCE, Draft("seen"), thread_ts=parent.ts, is_broadcast=True)

    broadcast, shown = (await web.conversations_history(channel=FINANCE))["messages"]

    assert (broadcast["text"], broadcast["subtype"]) == ("seen", "thread_broadcast")
    assert (shown["text"], shown["reply_count"]) == ("parent", 2)
    assert shown["reply_users"] == ["U0BEN", APP_USER]
    assert shown["latest_reply"] > reply.ts


async def test_metadata_is_given_back_only_where_it_is_asked_for(
    web: AsyncWebClient, sandbox: SlackSandbox
) -> None:
    metadata = {"event_type": "report", "event_payload": {"key": "k1"}}
    sandbox.workspace.post(FINANCE, Draft("a", metadata=metadata))

    (without,) = (await web.conversations_history(channel=FINANCE))["messages"]
    asked = await web.conversations_history(channel=FINANCE, include_all_metadata=True)

    assert "metadata" not in without
    assert asked["messages"][0]["metadata"] == metadata


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"channel": "C0LOUNGE"}, "not_in_channel"),
        ({"channel": "G0SECRET"}, "channel_not_found"),
        ({"channel": FINANCE, "oldest": "yesterday"}, "invalid_ts_oldest"),
        ({"channel": FINANCE, "latest": "1.2.3"}, "invalid_ts_latest"),
        ({"channel": FINANCE, "cursor": "bm9uZQ=="}, "invalid_cursor"),
        ({"channel": FINANCE, "limit": -1}, "invalid_arguments"),
    ],
)
async def test_a_refusal_has_slacks_word(web: AsyncWebClient, arguments: Any, error: str) -> None:
    with pytest.raises(SlackApiError) as refused:
        await web.conversations_history(**arguments)

    assert refused.value.response["error"] == error


async def test_a_private_channel_needs_the_scope_for_it(
    web: AsyncWebClient, sandbox: SlackSandbox
) -> None:
    (room,) = sandbox.workspace.add_channels(1)
    assert (await web.conversations_history(channel=room.id))["ok"]

    secret = sandbox.workspace.channels["G0SECRET"]
    joined = replace(secret, members=secret.members | {APP_USER})
    sandbox.workspace.channels["G0SECRET"] = joined
    with pytest.raises(SlackApiError) as refused:
        await web.conversations_history(channel="G0SECRET")
    assert refused.value.response["needed"] == "groups:history"
