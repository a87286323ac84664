"""Files and statuses, by Slack's own client over a real socket."""

from typing import Any

import httpx
import pytest
from slack_sdk.errors import SlackApiError, SlackRequestError
from slack_sdk.web.async_client import AsyncWebClient

from slackbot.sandbox.slack.server import SCOPES, SlackSandbox
from slackbot.sandbox.slack.workspace.workspace import APP_USER, Workspace
from tests.sandbox.slack.conftest import Clock

Named = list[dict[str, str | None]]

FINANCE = "C0FINANCE"
CSV = "day,sessions\n2026-11-23,12345\n"


@pytest.fixture
def sandbox(clock: Clock) -> SlackSandbox:
    return SlackSandbox(Workspace(clock))


@pytest.fixture
def web(url: str) -> AsyncWebClient:
    return AsyncWebClient("xoxb-sandbox", base_url=f"{url}/api/", retry_handlers=[])


async def refusal(call: Any) -> str:
    with pytest.raises(SlackApiError) as refused:
        await call
    error: str = refused.value.response["error"]
    return error


async def announced(web: AsyncWebClient, length: int = 4) -> Any:
    return await web.files_getUploadURLExternal(filename="a.csv", length=length)


async def uploaded(web: AsyncWebClient) -> str:
    """The id of a file whose content has come."""
    answer = await announced(web)
    async with httpx.AsyncClient() as http:
        await http.post(answer["upload_url"], content=b"a,b\n")
    id_: str = answer["file_id"]
    return id_


# ---- files


async def test_a_file_is_shared_in_a_thread(web: AsyncWebClient, sandbox: SlackSandbox) -> None:
    parent = sandbox.say("by day?", user="anna", channel="finance")
    answer = await web.files_upload_v2(
        filename="week.csv",
        content=CSV,
        title="Last week",
        channel=FINANCE,
        thread_ts=parent.ts,
        initial_comment="All buckets",
    )

    (file,) = sandbox.files
    (reply,) = sandbox.replies("finance", parent.ts)
    (found,) = (await _replies(web, sandbox, parent.ts))[1:]
    assert (file.name, file.title, file.text) == ("week.csv", "Last week", CSV)
    assert (file.channel, file.thread_ts) == (FINANCE, parent.ts)
    assert (reply.user, reply.text, reply.files) == (APP_USER, "All buckets", (file,))
    assert found["files"][0] == answer["file"] == file.wire()
    assert answer["file"]["size"] == len(CSV)
    assert (answer["file"]["filetype"], answer["file"]["mimetype"]) == ("csv", "text/csv")
    assert sandbox.messages("finance") == [parent]


async def _replies(web: AsyncWebClient, sandbox: SlackSandbox, ts: str) -> list[Any]:
    sandbox.scopes |= {"channels:history"}
    replies: list[Any] = (await web.conversations_replies(channel=FINANCE, ts=ts))["messages"]
    return replies


async def test_files_that_are_completed_together_stand_in_one_message(
    web: AsyncWebClient, sandbox: SlackSandbox
) -> None:
    uploads = [{"filename": f"{n}.png", "content": bytes([n])} for n in range(2)]
    await web.files_upload_v2(channel=FINANCE, file_uploads=uploads)

    (message,) = sandbox.messages("finance")
    assert [file.name for file in message.files] == ["0.png", "1.png"]
    assert [file.content for file in sandbox.files] == [b"\0", b"\1"]


async def test_a_file_without_a_channel_is_private(
    web: AsyncWebClient, sandbox: SlackSandbox
) -> None:
    answer = await web.files_upload_v2(filename="a", content=CSV, alt_txt="figures")

    assert answer["file"]["is_public"] is False
    assert answer["file"]["alt_txt"] == "figures"
    assert not sandbox.workspace.posted


async def test_an_upload_is_taken_once_and_whole(
    web: AsyncWebClient, sandbox: SlackSandbox
) -> None:
    address = (await announced(web))["upload_url"]
    async with httpx.AsyncClient() as http:
        short = await http.post(address, content=b"a,b")
        whole = await http.post(address, content=b"a,b\n")
        again = await http.post(address, content=b"a,b\n")

    assert (short.status_code, short.text) == (400, "announced 4 bytes, got 3")
    assert (whole.status_code, whole.text) == (200, "OK - 4")
    assert again.status_code == 404


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"filename": "a", "length": 0}, "missing_argument"),
        ({"filename": "a", "length": "long"}, "invalid_arguments"),
        ({"filename": "", "length": 1}, "invalid_arguments"),
        ({"filename": "a", "length": 1, "alt_txt": "x" * 1001}, "alt_txt_too_large"),
    ],
)
async def test_an_announcement_may_be_refused(
    web: AsyncWebClient, arguments: Any, error: str
) -> None:
    assert await refusal(web.files_getUploadURLExternal(**arguments)) == error


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"channel_id": "C0LOUNGE"}, "not_in_channel"),
        ({"channel_id": "G0SECRET"}, "channel_not_found"),
        ({"channel_id": "D0NOBODY"}, "channel_not_found"),
        ({"channel_id": "U0ANNA"}, "invalid_arguments"),
        ({"channel_id": "#finance"}, "invalid_arguments"),
        ({"channel_id": "C0OLD"}, "posting_to_channel_denied"),
        ({"channel_id": FINANCE, "thread_ts": "1.0"}, "invalid_arguments"),
        ({"files": [{"id": "F0NONE"}]}, "file_not_found"),
        ({"files": []}, "invalid_arguments"),
        ({"files": "F0NONE"}, "invalid_arguments"),
        ({"files": ["F0NONE"]}, "invalid_arguments"),
    ],
)
async def test_a_completion_may_be_refused_and_may_be_tried_again(
    web: AsyncWebClient, sandbox: SlackSandbox, arguments: Any, error: str
) -> None:
    files: Named = [{"id": await uploaded(web)}]
    asked = {"files": files, **arguments}

    assert await refusal(web.api_call("files.completeUploadExternal", json=asked)) == error
    assert not sandbox.files
    assert (await web.files_completeUploadExternal(files=files, channel_id=FINANCE))["ok"]


async def test_a_file_is_completed_after_its_content_has_come_and_once(
    web: AsyncWebClient,
) -> None:
    early: Named = [{"id": (await announced(web))["file_id"]}]
    assert await refusal(web.files_completeUploadExternal(files=early)) == "file_not_found"

    files: Named = [{"id": await uploaded(web)}]
    await web.files_completeUploadExternal(files=files)
    assert await refusal(web.files_completeUploadExternal(files=files)) == "file_not_found"


async def test_files_need_their_scope(url: str, sandbox: SlackSandbox, web: AsyncWebClient) -> None:
    sandbox.scopes = SCOPES - {"files:write"}

    assert await refusal(announced(web)) == "missing_scope"
    done = web.files_completeUploadExternal(files=[{"id": "F0NONE"}])
    assert await refusal(done) == "missing_scope"


async def test_an_upload_may_fail_by_order(web: AsyncWebClient, sandbox: SlackSandbox) -> None:
    sandbox.faults.add("upload", http_status=500)
    with pytest.raises(SlackRequestError, match="500"):
        await web.files_upload_v2(filename="a", content=CSV, channel=FINANCE)

    sandbox.faults.add("files.completeUploadExternal", http_status=503, after_effect=True)
    with pytest.raises(SlackApiError):
        await web.files_upload_v2(filename="a", content=CSV, channel=FINANCE)
    assert len(sandbox.messages("finance")) == 1, "though its answer was lost"


# ---- statuses


async def set_status(web: AsyncWebClient, ts: str, status: str, **more: Any) -> None:
    await web.assistant_threads_setStatus(channel_id=FINANCE, thread_ts=ts, status=status, **more)


async def test_a_status_stands_until_the_apps_next_message_in_the_thread(
    web: AsyncWebClient, sandbox: SlackSandbox
) -> None:
    ts = sandbox.say("by day?", user="anna", channel="finance").ts
    await set_status(web, ts, "asks Kore.ai …", loading_messages=["10 %", "20 %"])
    sandbox.say("well?", user="anna", channel="finance", thread_ts=ts)
    await web.chat_postMessage(channel=FINANCE, text="elsewhere")
    await web.chat_postEphemeral(channel=FINANCE, user="U0ANNA", text="a", thread_ts=ts)
    assert sandbox.status("finance", ts) == "asks Kore.ai …"

    await web.chat_postMessage(channel=FINANCE, text="12,345", thread_ts=ts)
    assert sandbox.status("finance", ts) == ""
    (said,) = sandbox.workspace.statuses.history
    assert said.loading_messages == ("10 %", "20 %")


async def test_a_status_is_replaced_and_taken_away(
    web: AsyncWebClient, sandbox: SlackSandbox
) -> None:
    ts = sandbox.say("by day?", user="anna", channel="finance").ts
    for status in ("asks Kore.ai …", "draws …", ""):
        await set_status(web, ts, status)
        assert sandbox.status("finance", ts) == status

    assert len(sandbox.workspace.statuses.history) == 3


@pytest.mark.parametrize(("seconds", "seen"), [(119, "asks …"), (120, "")])
async def test_a_status_lives_two_minutes(
    web: AsyncWebClient, sandbox: SlackSandbox, clock: Clock, seconds: int, seen: str
) -> None:
    ts = sandbox.say("by day?", user="anna", channel="finance").ts
    await set_status(web, ts, "asks …")
    clock.time += seconds

    assert sandbox.status("finance", ts) == seen


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"channel_id": "C0NONE"}, "channel_not_found"),
        ({"channel_id": "C0LOUNGE"}, "channel_not_found"),
        ({"thread_ts": "1.0"}, "invalid_thread_ts"),
        ({"loading_messages": ["x" * 51]}, "invalid_arguments"),
        ({"loading_messages": ["x"] * 11}, "invalid_arguments"),
    ],
)
async def test_a_status_may_be_refused(
    web: AsyncWebClient, sandbox: SlackSandbox, arguments: Any, error: str
) -> None:
    ts = sandbox.say("by day?", user="anna", channel="finance").ts
    asked = {"channel_id": FINANCE, "thread_ts": ts, "status": "asks …", **arguments}

    assert await refusal(web.assistant_threads_setStatus(**asked)) == error


async def test_a_status_must_be_given_though_it_may_be_empty(web: AsyncWebClient) -> None:
    asked = {"channel_id": FINANCE, "thread_ts": "1.0"}
    call = web.api_call("assistant.threads.setStatus", json=asked)

    assert await refusal(call) == "invalid_arguments"
