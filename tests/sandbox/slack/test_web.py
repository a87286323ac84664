"""The Web API of the sandbox's Slack, called by Slack's own client over a real socket."""

from dataclasses import replace
from typing import Any

import aiohttp
import httpx
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import AsyncConnectionErrorRetryHandler
from slack_sdk.http_retry.builtin_interval_calculators import FixedValueRetryIntervalCalculator
from slack_sdk.web.async_client import AsyncWebClient

from slackbot.sandbox.serve import serve
from slackbot.sandbox.slack.server import SCOPES, SlackSandbox
from slackbot.sandbox.slack.workspace.workspace import APP_USER, Workspace
from tests.clock import seconds
from tests.sandbox.slack.conftest import Clock

SECTION = {"type": "section", "text": {"type": "mrkdwn", "text": "*12,345* sessions"}}
HISTORY = SCOPES | {"channels:history", "groups:history"}


@pytest.fixture
def sandbox(clock: Clock) -> SlackSandbox:
    return SlackSandbox(Workspace(clock), scopes=HISTORY)


@pytest.fixture
def web(url: str) -> AsyncWebClient:
    # Without retries, as whoever posts must have it: the default one posts twice.
    return AsyncWebClient("xoxb-sandbox", base_url=f"{url}/api/", retry_handlers=[])


async def refusal(call: Any) -> dict[str, Any]:
    with pytest.raises(SlackApiError) as refused:
        await call
    answer: dict[str, Any] = refused.value.response.data
    return answer


async def test_the_app_learns_who_it_is(web: AsyncWebClient) -> None:
    answer = await web.auth_test()

    assert (answer["team_id"], answer["user_id"]) == ("T0SANDBOX", APP_USER)
    assert answer.headers["x-oauth-scopes"] == ",".join(sorted(HISTORY))


async def test_a_message_is_posted_updated_and_answered_in_its_thread(
    web: AsyncWebClient, sandbox: SlackSandbox
) -> None:
    parent = await web.chat_postMessage(channel="C0SUPPORT", text="…", blocks=[SECTION])
    await web.chat_update(channel="C0SUPPORT", ts=parent["ts"], text="12,345 sessions")
    reply = await web.chat_postMessage(channel="C0SUPPORT", text="Details", thread_ts=parent["ts"])

    (message,) = sandbox.messages("C0SUPPORT")
    assert message.ts == parent["ts"] == "1732406400.000000"
    assert message.text == "12,345 sessions"
    assert [earlier.text for earlier in message.earlier] == ["…"]
    assert message.blocks == (), "the text is in place of them"
    assert [r.ts for r in sandbox.replies("C0SUPPORT", message.ts)] == [reply["ts"]]
    assert reply["ts"] > parent["ts"], "though the clock stands still"


async def test_an_attachment_alone_leaves_the_rest(
    web: AsyncWebClient, sandbox: SlackSandbox
) -> None:
    for blocks in ([SECTION], None):
        posted = await web.chat_postMessage(channel="C0SUPPORT", text="a", blocks=blocks)
        before = sandbox.messages("C0SUPPORT")[-1]
        note = [{"text": "b", "fallback": "b"}]
        await web.chat_update(channel="C0SUPPORT", ts=posted["ts"], attachments=note)
        message = sandbox.messages("C0SUPPORT")[-1]
        assert (message.text, message.blocks) == (before.text, before.blocks)
        assert message.attachments == note


async def test_an_empty_list_of_blocks_removes_them(
    web: AsyncWebClient, sandbox: SlackSandbox
) -> None:
    posted = await web.chat_postMessage(channel="C0SUPPORT", text="a", blocks=[SECTION])
    await web.chat_update(channel="C0SUPPORT", ts=posted["ts"], text="b", blocks=[])

    assert sandbox.messages("C0SUPPORT")[0].blocks == ()


async def test_a_broadcast_reply_stands_in_the_channel_too(
    web: AsyncWebClient, sandbox: SlackSandbox
) -> None:
    parent = await web.chat_postMessage(channel="C0SUPPORT", text="a")
    await web.chat_postMessage(
        channel="C0SUPPORT", text="b", thread_ts=parent["ts"], reply_broadcast=True
    )

    assert [m.text for m in sandbox.messages("C0SUPPORT")] == ["a", "b"]
    assert [m.text for m in sandbox.replies("C0SUPPORT", parent["ts"])] == ["b"]


async def test_blocks_may_come_as_a_string_in_a_form(url: str, sandbox: SlackSandbox) -> None:
    form = {"token": "xoxb-sandbox", "channel": "finance", "blocks": '[{"type": "divider"}]'}
    async with httpx.AsyncClient(base_url=url) as http:
        answer = (await http.post("/api/chat.postMessage", data=form)).json()

    assert answer["ok"], answer
    (message,) = sandbox.messages("finance")
    assert message.blocks[0]["type"] == "divider"
    assert message.text == "This content can't be displayed."


async def test_an_ephemeral_message_is_in_no_history(
    web: AsyncWebClient, sandbox: SlackSandbox
) -> None:
    shown = await web.chat_postEphemeral(channel="C0SUPPORT", user="U0ANNA", text="only you")

    assert [m.ts for m in sandbox.ephemerals("anna", "support-bots")] == [shown["message_ts"]]
    assert not sandbox.ephemerals("ben", "support-bots")
    assert not sandbox.messages("support-bots")
    update = web.chat_update(channel="C0SUPPORT", ts=shown["message_ts"], text="x")
    assert (await refusal(update))["error"] == "message_not_found"


async def test_text_beyond_40000_characters_is_cut_with_a_warning(
    web: AsyncWebClient, sandbox: SlackSandbox
) -> None:
    answer = await web.chat_postMessage(channel="C0SUPPORT", text="x" * 40_001)

    assert answer["warning"] == "message_truncated"
    assert len(sandbox.messages("C0SUPPORT")[0].text) == 40_000


async def test_metadata_is_given_back_only_where_it_is_asked_for(web: AsyncWebClient) -> None:
    metadata = {"event_type": "report", "event_payload": {"key": "k1"}}
    posted = await web.chat_postMessage(channel="C0SUPPORT", text="a", metadata=metadata)
    thread = {"channel": "C0SUPPORT", "ts": posted["ts"]}

    (without,) = (await web.conversations_replies(**thread))["messages"]
    (with_it,) = (await web.conversations_replies(**thread, include_all_metadata=True))["messages"]
    assert "metadata" not in without
    assert with_it["metadata"] == metadata


async def test_a_thread_is_read_in_pages(web: AsyncWebClient) -> None:
    parent = await web.chat_postMessage(channel="C0SUPPORT", text="0")
    for text in ("1", "2"):
        await web.chat_postMessage(channel="C0SUPPORT", text=text, thread_ts=parent["ts"])

    first = await web.conversations_replies(channel="C0SUPPORT", ts=parent["ts"], limit=2)
    cursor = first["response_metadata"]["next_cursor"]
    second = await web.conversations_replies(channel="C0SUPPORT", ts=parent["ts"], cursor=cursor)

    assert [m["text"] for m in first["messages"]] == ["0", "1"]
    assert first["messages"][0]["reply_count"] == 2
    assert [m["text"] for m in second["messages"]] == ["2"]
    assert (first["has_more"], second["has_more"]) == (True, False)


async def test_a_permalink_of_a_reply_names_its_thread(web: AsyncWebClient) -> None:
    parent = await web.chat_postMessage(channel="C0SUPPORT", text="a")
    reply = await web.chat_postMessage(channel="C0SUPPORT", text="b", thread_ts=parent["ts"])

    link = await web.chat_getPermalink(channel="C0SUPPORT", message_ts=reply["ts"])

    expected = "https://acme.slack.com/archives/C0SUPPORT/p1732406400000001"
    assert link["permalink"] == f"{expected}?thread_ts={parent['ts']}&cid=C0SUPPORT"


@pytest.mark.parametrize(
    ("user", "tz", "offset", "is_admin"),
    [
        ("U0ANNA", "Europe/Berlin", 3600, False),
        ("U0BEN", "America/New_York", -18000, False),
        ("U0ADMIN", "UTC", 0, True),
    ],
)
async def test_a_user_has_a_zone_and_a_rank(
    web: AsyncWebClient, user: str, tz: str, offset: int, is_admin: bool
) -> None:
    found = (await web.users_info(user=user))["user"]

    assert (found["tz"], found["tz_offset"], found["is_admin"]) == (tz, offset, is_admin)


@pytest.mark.parametrize(
    ("channel", "is_member", "is_ext_shared", "is_archived"),
    [
        ("C0SUPPORT", True, False, False),
        ("C0LOUNGE", False, False, False),
        ("C0PARTNER", True, True, False),
        ("C0OLD", True, False, True),
    ],
)
async def test_a_channel_says_how_the_app_stands_to_it(
    web: AsyncWebClient, channel: str, is_member: bool, is_ext_shared: bool, is_archived: bool
) -> None:
    found = (await web.conversations_info(channel=channel))["channel"]

    stands = (found["is_member"], found["is_ext_shared"], found["is_archived"])
    assert stands == (is_member, is_ext_shared, is_archived)


async def test_a_channel_may_change_while_the_sandbox_runs(
    web: AsyncWebClient, sandbox: SlackSandbox
) -> None:
    lounge = sandbox.workspace.channels["C0LOUNGE"]
    sandbox.workspace.channels["C0LOUNGE"] = replace(lounge, members=lounge.members | {APP_USER})

    assert (await web.chat_postMessage(channel="C0LOUNGE", text="Thanks for the invitation"))["ok"]


REFUSALS = [
    # method, arguments, error
    ("chat.postMessage", {"channel": "C0NOWHERE", "text": "a"}, "channel_not_found"),
    ("chat.postMessage", {"channel": "G0SECRET", "text": "a"}, "channel_not_found"),
    ("chat.postMessage", {"channel": "C0LOUNGE", "text": "a"}, "not_in_channel"),
    ("chat.postMessage", {"channel": "C0OLD", "text": "a"}, "is_archived"),
    ("chat.postMessage", {"channel": "C0SUPPORT"}, "no_text"),
    ("chat.postMessage", {"text": "a"}, "invalid_arguments"),
    ("chat.postMessage", {"channel": "C0SUPPORT", "blocks": "[{"}, "invalid_blocks_format"),
    ("chat.postMessage", {"channel": "C0SUPPORT", "blocks": "{}"}, "invalid_blocks_format"),
    ("chat.postMessage", {"channel": "C0SUPPORT", "blocks": [{"type": "x"}]}, "invalid_blocks"),
    (
        "chat.postMessage",
        {"channel": "C0SUPPORT", "text": "a", "thread_ts": "1.000001"},
        "cannot_reply_to_message",
    ),
    (
        "chat.postMessage",
        {"channel": "C0SUPPORT", "text": "a", "markdown_text": "b"},
        "markdown_text_conflict",
    ),
    (
        "chat.postMessage",
        {"channel": "C0SUPPORT", "text": "a", "attachments": [{}] * 101},
        "too_many_attachments",
    ),
    (
        "chat.postMessage",
        {"channel": "C0SUPPORT", "text": "a", "metadata": "{"},
        "invalid_metadata_format",
    ),
    (
        "chat.postMessage",
        {"channel": "C0SUPPORT", "text": "a", "metadata": {"event_type": "t"}},
        "invalid_metadata_schema",
    ),
    (
        "chat.postEphemeral",
        {"channel": "C0SUPPORT", "text": "a", "user": "U0NOBODY"},
        "user_not_in_channel",
    ),
    (
        "chat.postEphemeral",
        {"channel": "C0LOUNGE", "text": "a", "user": "U0ANNA"},
        "not_in_channel",
    ),
    ("chat.update", {"channel": "C0SUPPORT", "ts": "1.000001", "text": "a"}, "message_not_found"),
    ("chat.getPermalink", {"channel": "C0SUPPORT", "message_ts": "1.1"}, "message_not_found"),
    ("conversations.info", {"channel": "G0SECRET"}, "channel_not_found"),
    ("conversations.replies", {"channel": "C0SUPPORT", "ts": "1.000001"}, "thread_not_found"),
    ("users.info", {"user": "U0NOBODY"}, "user_not_found"),
    ("chat.whisper", {}, "unknown_method"),
    ("apps.connections.open", {}, "not_allowed_token_type"),
]


@pytest.mark.parametrize(("method", "arguments", "error"), REFUSALS)
async def test_a_refusal_has_slacks_word(
    web: AsyncWebClient, sandbox: SlackSandbox, method: str, arguments: Any, error: str
) -> None:
    answer = await refusal(web.api_call(method, json=arguments))

    assert answer["error"] == error
    assert not any(sandbox.messages(channel) for channel in sandbox.workspace.channels)


async def test_refused_blocks_are_explained(web: AsyncWebClient) -> None:
    empty = {"type": "section", "text": {"type": "mrkdwn", "text": ""}}
    answer = await refusal(web.chat_postMessage(channel="C0SUPPORT", text="a", blocks=[empty]))

    (error,) = answer["errors"]
    assert (error["pointer"], error["code"]) == ("/0/text/text", "failed_constraint")
    (message,) = answer["response_metadata"]["messages"]
    assert message == "[ERROR] must be more than 0 characters [json-pointer:/blocks/0/text/text]"


@pytest.mark.parametrize(
    ("text", "error"),
    [("a", "cant_update_message"), ("x" * 4_001, "cant_update_message")],
)
async def test_a_persons_message_is_not_the_apps_to_update(
    web: AsyncWebClient, sandbox: SlackSandbox, text: str, error: str
) -> None:
    said = sandbox.say("hello", user="anna", channel="support-bots")

    update = web.chat_update(channel="C0SUPPORT", ts=said.ts, text=text)
    assert (await refusal(update))["error"] == error


async def test_an_update_takes_4000_characters(web: AsyncWebClient) -> None:
    posted = await web.chat_postMessage(channel="C0SUPPORT", text="a")

    update = web.chat_update(channel="C0SUPPORT", ts=posted["ts"], text="x" * 4_001)
    assert (await refusal(update))["error"] == "msg_too_long"


async def test_a_reply_is_no_parent(web: AsyncWebClient) -> None:
    parent = await web.chat_postMessage(channel="C0SUPPORT", text="a")
    reply = await web.chat_postMessage(channel="C0SUPPORT", text="b", thread_ts=parent["ts"])

    nested = web.chat_postMessage(channel="C0SUPPORT", text="c", thread_ts=reply["ts"])
    assert (await refusal(nested))["error"] == "cannot_reply_to_message"


@pytest.mark.parametrize(("token", "error"), [("", "not_authed"), ("xoxb-other", "invalid_auth")])
async def test_a_call_needs_the_apps_token(url: str, token: str, error: str) -> None:
    stranger = AsyncWebClient(token, base_url=f"{url}/api/")

    assert (await refusal(stranger.auth_test()))["error"] == error


@pytest.mark.parametrize(
    ("granted", "call", "needed"),
    [
        ({"users:read"}, ("chat.postMessage", {"channel": "C0LOUNGE", "text": "a"}), "chat:write"),
        ({"channels:history"}, ("users.info", {"user": "U0ANNA"}), "users:read"),
        ({"groups:read"}, ("conversations.info", {"channel": "C0SUPPORT"}), "channels:read"),
    ],
)
async def test_a_missing_scope_is_named(granted: set[str], call: Any, needed: str) -> None:
    async with serve(SlackSandbox(Workspace(seconds), scopes=granted).app) as url:
        web = AsyncWebClient("xoxb-sandbox", base_url=f"{url}/api/")
        answer = await refusal(web.api_call(call[0], params=call[1]))

    assert (answer["error"], answer["needed"]) == ("missing_scope", needed)
    assert answer["provided"] == ",".join(granted)


async def test_public_channels_need_no_membership_with_the_scope_for_it() -> None:
    sandbox = SlackSandbox(Workspace(seconds), scopes=SCOPES | {"chat:write.public"})
    async with serve(sandbox.app) as url:
        web = AsyncWebClient("xoxb-sandbox", base_url=f"{url}/api/")
        assert (await web.chat_postMessage(channel="C0LOUNGE", text="a"))["ok"]
        secret = web.chat_postMessage(channel="G0SECRET", text="a")
        assert (await refusal(secret))["error"] == "channel_not_found"


async def test_a_burst_of_five_passes_and_then_one_message_a_second(
    web: AsyncWebClient, sandbox: SlackSandbox, clock: Clock
) -> None:
    for _ in range(5):
        await web.chat_postMessage(channel="C0SUPPORT", text="a")
    with pytest.raises(SlackApiError) as limited:
        await web.chat_postMessage(channel="C0SUPPORT", text="a")
    assert limited.value.response.status_code == 429
    assert limited.value.response.headers["Retry-After"] == "1"
    assert limited.value.response["error"] == "ratelimited"

    assert (await web.chat_postMessage(channel="C0FINANCE", text="another channel"))["ok"]
    clock.time += 1
    assert (await web.chat_postMessage(channel="C0SUPPORT", text="a"))["ok"]
    assert len(sandbox.messages("C0SUPPORT")) == 6


async def test_without_a_rate_everything_passes() -> None:
    sandbox = SlackSandbox(Workspace(seconds), rate=None)
    async with serve(sandbox.app) as url:
        web = AsyncWebClient("xoxb-sandbox", base_url=f"{url}/api/")
        for _ in range(10):
            await web.chat_postMessage(channel="C0SUPPORT", text="a")
    assert len(sandbox.messages("C0SUPPORT")) == 10


@pytest.mark.parametrize(
    ("fault", "error", "stored"),
    [
        ({"http_status": 500}, SlackApiError, 0),
        ({"error": "internal_error"}, SlackApiError, 0),
        ({"retry_after": 7}, SlackApiError, 0),
        ({"drop": True}, aiohttp.ServerDisconnectedError, 0),
        ({"drop": True, "after_effect": True}, aiohttp.ServerDisconnectedError, 1),
    ],
)
async def test_a_fault_happens_once(
    web: AsyncWebClient, sandbox: SlackSandbox, fault: Any, error: type[Exception], stored: int
) -> None:
    sandbox.faults.add("chat.postMessage", **fault)

    with pytest.raises(error):
        await web.chat_postMessage(channel="C0SUPPORT", text="a")
    assert len(sandbox.messages("C0SUPPORT")) == stored
    await web.chat_postMessage(channel="C0SUPPORT", text="a")
    assert len(sandbox.messages("C0SUPPORT")) == stored + 1


async def test_the_clients_own_retry_posts_twice_when_only_the_answer_is_lost(
    url: str, sandbox: SlackSandbox
) -> None:
    sandbox.faults.add("chat.postMessage", drop=True, after_effect=True)
    at_once = FixedValueRetryIntervalCalculator(0)
    default = AsyncConnectionErrorRetryHandler(interval_calculator=at_once)
    retrying = AsyncWebClient("xoxb-sandbox", base_url=f"{url}/api/", retry_handlers=[default])

    await retrying.chat_postMessage(channel="C0SUPPORT", text="a")

    assert len(sandbox.messages("C0SUPPORT")) == 2


async def test_cancelled_faults_do_not_happen(web: AsyncWebClient, sandbox: SlackSandbox) -> None:
    sandbox.faults.add("auth.test", error="internal_error", times=3)
    sandbox.faults.clear()

    assert (await web.auth_test())["ok"]


async def test_a_body_that_is_no_json_object_is_refused(url: str) -> None:
    headers = {"Authorization": "Bearer xoxb-sandbox", "Content-Type": "application/json"}
    async with httpx.AsyncClient(base_url=url, headers=headers) as http:
        for body in ("{", "[]"):
            answer = (await http.post("/api/auth.test", content=body)).json()
            assert answer == {"ok": False, "error": "invalid_json"}


async def test_a_port_in_use_is_an_error(url: str, sandbox: SlackSandbox) -> None:
    port = int(url.rpartition(":")[2])

    with pytest.raises(OSError, match="in use"):
        async with serve(sandbox.app, port):
            pass
