"""Commands by signed HTTP, with a real Bolt app or a bare one at the end."""

import asyncio
import socket
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl

import httpx
import pytest
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond
from slack_sdk import signature
from slack_sdk.web.async_client import AsyncWebClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from slackbot.sandbox.serve import hang_up, serve
from slackbot.sandbox.slack.server import SlackSandbox
from slackbot.sandbox.slack.workspace.workspace import Workspace
from tests.sandbox.slack.conftest import PATH, Clock

SECRET = "sandbox-signing-secret"
ASKED = {"user": "anna", "channel": "finance"}


class Recorder:
    """An app that writes down what it gets, and gives one and the same answer."""

    def __init__(self, answer: Response | None = None) -> None:
        self.requests: list[tuple[httpx.Headers, bytes]] = []
        self._answer = answer or Response()
        self.app = Starlette(routes=[Route(PATH, self._take, methods=["POST"])])

    @property
    def commands(self) -> list[dict[str, str]]:
        return [dict(parse_qsl(body.decode())) for _, body in self.requests]

    @property
    def timestamps(self) -> list[str]:
        return [headers["X-Slack-Request-Timestamp"] for headers, _ in self.requests]

    async def _take(self, request: Request) -> Response:
        self.requests.append((httpx.Headers(request.headers.raw), await request.body()))
        return self._answer


class Unanswering:
    """An app that closes the connection, or holds it until the caller has gone."""

    def __init__(self, *, hangs_up: bool) -> None:
        self.calls = 0
        self._hangs_up = hangs_up
        self.app = Starlette(routes=[Route(PATH, self._take, methods=["POST"])])

    async def _take(self, request: Request) -> Response:
        self.calls += 1
        if self._hangs_up:
            await hang_up(request.scope, request.receive)
        while (await request.receive())["type"] != "http.disconnect":
            pass
        return Response()


class _At(signature.Clock):
    """The SDK's clock, standing at one moment."""

    def __init__(self, timestamp: str) -> None:
        self._now = float(timestamp)

    def now(self) -> float:
        return self._now


@pytest.fixture
def sandbox(clock: Clock) -> SlackSandbox:
    return SlackSandbox(Workspace(clock))


@pytest.fixture
async def recorder(url: str, sandbox: SlackSandbox) -> AsyncIterator[Recorder]:
    recorder = Recorder()
    async with serve(recorder.app) as app_url:
        sandbox.deliver_to(app_url + PATH)
        yield recorder


@pytest.fixture
async def bolt(live: SlackSandbox) -> AsyncIterator[AsyncApp]:
    client = AsyncWebClient("xoxb-sandbox", base_url=f"{live.url}/api/")
    app = AsyncApp(client=client, signing_secret=SECRET)
    handler = AsyncSlackRequestHandler(app)
    web = Starlette(routes=[Route(PATH, handler.handle, methods=["POST"])])
    async with serve(web) as url:
        live.deliver_to(url + PATH)
        yield app


def nowhere() -> str:
    """An address where nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{taken.getsockname()[1]}{PATH}"


async def test_a_command_is_acknowledged_and_answered(bolt: AsyncApp, live: SlackSandbox) -> None:
    @bolt.command("/billing")
    async def billing(ack: AsyncAck, respond: AsyncRespond, command: dict[str, Any]) -> None:
        await ack("One moment …")
        await respond(f"{command['user_name']} asked {command['text']!r}")

    ack = await live.slash("/billing", "größer & 50 % + more", user="anna", channel="lounge")
    await live.wait_for(lambda: live.ephemerals("anna", "lounge")[1:])

    assert ack.ok
    assert ack.payload == {"text": "One moment …"}
    assert ack.seconds > 0
    texts = {message.text for message in live.ephemerals("anna", "lounge")}
    assert texts == {"One moment …", "anna asked 'größer & 50 % + more'"}


async def test_an_acknowledgement_may_bring_blocks_or_nothing(
    bolt: AsyncApp, live: SlackSandbox
) -> None:
    @bolt.command("/billing")
    async def billing(ack: AsyncAck, command: dict[str, Any]) -> None:
        await (ack(blocks=[{"type": "divider"}]) if command["text"] else ack())

    assert (await live.slash("/billing", "blocks", **ASKED)).payload == {
        "text": "",
        "blocks": [{"type": "divider"}],
    }
    nothing = await live.slash("/billing", **ASKED)
    assert (nothing.ok, nothing.payload) == (True, None)
    assert [m.blocks[0]["type"] for m in live.ephemerals("anna", "finance")] == ["divider"]


async def test_a_foreign_signature_is_refused_and_the_user_sees_a_failure(
    bolt: AsyncApp, live: SlackSandbox
) -> None:
    live.http.secret = "another-secret"

    ack = await live.slash("/billing", **ASKED)

    assert (ack.ok, ack.error) == (False, "dispatch_failed")
    (told,) = live.ephemerals("anna", "finance")
    assert told.text == '/billing failed with the error "dispatch_failed"'


async def test_a_command_delivered_again_is_the_same_with_a_new_signature(
    recorder: Recorder, sandbox: SlackSandbox, clock: Clock
) -> None:
    command = sandbox.command("/billing", "last week", **ASKED)
    await sandbox.redeliver(command)
    clock.time += 299
    await sandbox.redeliver(command)

    assert recorder.commands == [command, command]
    assert recorder.timestamps == ["1732406400", "1732406699"]
    for headers, body in recorder.requests:
        verifier = signature.SignatureVerifier(SECRET, _At(headers["X-Slack-Request-Timestamp"]))
        assert verifier.is_valid_request(body, dict(headers))
    assert recorder.requests[0][0]["Content-Type"] == "application/x-www-form-urlencoded"


async def test_an_attacker_sends_the_same_bytes_again(
    recorder: Recorder, sandbox: SlackSandbox, clock: Clock
) -> None:
    request = sandbox.http.signed("slash_commands", sandbox.command("/billing", **ASKED))
    await sandbox.http.post(request)
    clock.time += 60
    answer = await sandbox.http.post(request)

    assert answer.status == 200
    first, again = recorder.requests
    assert first[1] == again[1]
    for name in ("X-Slack-Request-Timestamp", "X-Slack-Signature"):
        assert first[0][name] == again[0][name]
    assert not sandbox.ephemerals("anna", "finance"), "Slack shows nothing of it"


async def test_a_forger_alters_the_bytes(bolt: AsyncApp, live: SlackSandbox) -> None:
    @bolt.command("/billing")
    async def billing(ack: AsyncAck) -> None:
        await ack()

    request = live.http.signed("slash_commands", live.command("/billing", **ASKED))
    forged = replace(request, body=request.body.replace(b"U0ANNA", b"U0ADMIN"))

    assert (await live.http.post(request)).status == 200
    assert (await live.http.post(forged)).status == 401


async def test_addresses_take_turns(sandbox: SlackSandbox, url: str) -> None:
    one, other = Recorder(), Recorder()
    async with serve(one.app) as first, serve(other.app) as second:
        sandbox.deliver_to(first + PATH, second + PATH)
        for number in range(4):
            await sandbox.slash("/billing", str(number), **ASKED)

    assert [command["text"] for command in one.commands] == ["0", "2"]
    assert [command["text"] for command in other.commands] == ["1", "3"]


async def test_an_address_where_nobody_listens_is_passed_over(
    recorder: Recorder, sandbox: SlackSandbox
) -> None:
    async with serve(recorder.app) as app_url:
        sandbox.deliver_to(nowhere(), app_url + PATH, nowhere())
        acks = [await sandbox.slash("/billing", str(number), **ASKED) for number in range(3)]

    assert all(ack.ok for ack in acks)
    assert [command["text"] for command in recorder.commands] == ["0", "1", "2"]


async def test_a_command_that_no_address_takes_fails_at_once(
    sandbox: SlackSandbox, url: str
) -> None:
    sandbox.deliver_to(nowhere(), nowhere())

    ack = await sandbox.slash("/billing", **ASKED)

    assert (ack.ok, ack.error) == (False, "dispatch_failed")
    assert "dispatch_failed" in sandbox.ephemerals("anna", "finance")[0].text
    with pytest.raises(ConnectionError):
        await sandbox.http.post(sandbox.http.signed("slash_commands", ack.request))


async def test_a_connection_that_is_lost_is_a_failure_and_nothing_is_sent_twice(
    recorder: Recorder, sandbox: SlackSandbox
) -> None:
    rude = Unanswering(hangs_up=True)
    async with serve(rude.app) as rude_url, serve(recorder.app) as app_url:
        sandbox.deliver_to(rude_url + PATH, app_url + PATH)
        ack = await sandbox.slash("/billing", **ASKED)

    assert ack.error == "dispatch_failed"
    assert (rude.calls, recorder.requests) == (1, [])


async def test_a_late_answer_is_a_timeout_that_the_user_sees(
    sandbox: SlackSandbox, url: str
) -> None:
    sandbox.http.ack_seconds = 0.05
    slow = Unanswering(hangs_up=False)
    async with serve(slow.app) as slow_url:
        sandbox.deliver_to(slow_url + PATH)
        ack = await sandbox.slash("/billing", **ASKED)

    assert (ack.ok, ack.error) == (False, "operation_timeout")
    assert ack.seconds >= 0.05
    (told,) = sandbox.ephemerals("anna", "finance")
    assert told.text == '/billing failed with the error "operation_timeout"'


@pytest.mark.parametrize(
    ("answer", "payload", "error"),
    [
        (Response(), None, None),
        (PlainTextResponse("On it."), {"text": "On it."}, None),
        (JSONResponse({"text": "On it."}), {"text": "On it."}, None),
        (JSONResponse({}), None, None),
        (Response(status_code=204), None, None),
        (PlainTextResponse("no", 500), None, "dispatch_failed"),
        (Response(status_code=302, headers={"Location": "/login"}), None, "dispatch_failed"),
        (JSONResponse(["On it."]), None, "dispatch_failed"),
        (Response("{", media_type="application/json"), None, "dispatch_failed"),
    ],
)
async def test_an_answer_is_a_message_or_a_failure(
    sandbox: SlackSandbox, url: str, answer: Response, payload: Any, error: str | None
) -> None:
    async with serve(Recorder(answer).app) as app_url:
        sandbox.deliver_to(app_url + PATH)
        ack = await sandbox.slash("/billing", **ASKED)

    assert (ack.payload, ack.error) == (payload, error)


async def test_a_person_gives_a_command_by_either_way(
    recorder: Recorder, sandbox: SlackSandbox
) -> None:
    asked = {"command": "/billing", "text": "today", **ASKED}
    async with httpx.AsyncClient(base_url=sandbox.url) as http:
        by_http = (await http.post("/sandbox/slash", json=asked)).json()
        sandbox.deliver_to()
        by_socket = (await http.post("/sandbox/slash", json=asked)).json()

    assert by_http["ok"]
    assert [command["text"] for command in recorder.commands] == ["today"]
    assert by_socket["error"] == "dispatch_failed", "nobody is connected"


async def test_a_burst_is_taken(recorder: Recorder, sandbox: SlackSandbox) -> None:
    rooms = sandbox.workspace.add_channels(100)

    acks = await asyncio.gather(
        *(sandbox.slash("/billing", "now", user="anna", channel=room.id) for room in rooms)
    )

    assert all(ack.ok for ack in acks)
    assert {command["channel_id"] for command in recorder.commands} == {r.id for r in rooms}
    assert len({command["trigger_id"] for command in recorder.commands}) == 100


async def test_a_sandbox_that_was_stopped_delivers_again_when_it_is_served_again(
    recorder: Recorder, clock: Clock
) -> None:
    sandbox = SlackSandbox(Workspace(clock))
    async with serve(recorder.app) as app_url:
        sandbox.deliver_to(app_url + PATH)
        for _ in range(2):
            async with serve(sandbox.app):
                assert (await sandbox.slash("/billing", **ASKED)).ok
