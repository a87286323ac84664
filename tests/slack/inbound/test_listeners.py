"""What Slack is told where nothing could be taken."""

from typing import Any

import pytest
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from slackbot.domain.ask import Ask
from slackbot.domain.errors import TransientError
from slackbot.slack.inbound.app import build_app
from slackbot.slack.inbound.workspaces import OneAdmission
from tests.fakes import FakeClock, FakeResponseUrls, NoForms
from tests.logs import json_logs

AWAY = TransientError("Our database does not answer just now.")
COMMAND = {
    "command": "/billing",
    "team_id": "T1",
    "channel_id": "C1",
    "user_id": "U1",
    "trigger_id": "1",
}
MENTION = {
    "type": "event_callback",
    "event_id": "Ev1",
    "team_id": "T1",
    "event": {"type": "app_mention", "channel": "C1", "user": "U1", "ts": "1.2", "text": "<@UB> x"},
}
Lines = list[dict[str, Any]]


async def answered(body: dict[str, Any], failure: Exception) -> BoltResponse:
    """Bolt's response where whoever takes the question fails."""

    async def start(_: str, __: Ask) -> None:
        raise failure

    client = AsyncWebClient(token="xoxb-1")
    me = AsyncSlackResponse(
        client=client,
        http_verb="POST",
        api_url="",
        req_args={},
        data={"ok": True, "team_id": "T1", "user_id": "UB", "bot_id": "B1"},
        headers={},
        status_code=200,
    )
    app = build_app(OneAdmission(client, me), start, FakeClock(), NoForms(), FakeResponseUrls())
    return await app.async_dispatch(AsyncBoltRequest(mode="socket_mode", body=body))


async def test_a_foreseen_failure_is_said_in_its_own_words(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with json_logs(capsys) as lines:
        response = await answered(COMMAND, AWAY)
    assert (response.status, response.body) == (200, AWAY.message)
    assert_one_warning(lines)


async def test_slack_delivers_a_mention_again(capsys: pytest.CaptureFixture[str]) -> None:
    with json_logs(capsys) as lines:
        response = await answered(MENTION, AWAY)
    assert response.status == 503
    assert_one_warning(lines)


def assert_one_warning(lines: Lines) -> None:
    (line,) = lines
    assert (line["level"], line["said"]) == ("warning", AWAY.message)
    assert "exception" not in line


async def test_any_other_failure_has_an_id(capsys: pytest.CaptureFixture[str]) -> None:
    with json_logs(capsys) as lines:
        response = await answered(COMMAND, RuntimeError("nobody foresaw this"))
    (line,) = lines
    assert response.body.endswith(line["id"])
    assert "nobody foresaw this" in line["exception"]
