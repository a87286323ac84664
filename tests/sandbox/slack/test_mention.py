"""The app mentioned by people: told by Socket Mode and by signed HTTP, and told again."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import aiohttp
import httpx
import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk import signature
from slack_sdk.web.async_client import AsyncWebClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from slackbot.sandbox.demo.clock import MovableClock
from slackbot.sandbox.serve import hang_up, serve
from slackbot.sandbox.slack.server import SCOPES, SlackSandbox
from slackbot.sandbox.slack.workspace.workspace import APP_USER, Workspace
from tests.clock import seconds
from tests.sandbox.slack.conftest import PATH

Json = dict[str, Any]
ASKED = {"user": "anna", "channel": "finance"}


class Scripted:
    """An app that answers one request after another as it was told, the last answer for ever.

    An answer of None is none at all: the connection is closed.
    """

    def __init__(self, *answers: Response | None) -> None:
        self.requests: list[tuple[httpx.Headers, bytes]] = []
        self._answers = list(answers)
        self.app = Starlette(routes=[Route(PATH, self._take, methods=["POST"])])

    @property
    def events(self) -> list[Json]:
        return [json.loads(body) for _, body in self.requests]

    @property
    def retries(self) -> list[tuple[str | None, str | None]]:
        return [
            (headers.get("X-Slack-Retry-Num"), headers.get("X-Slack-Retry-Reason"))
            for headers, _ in self.requests
        ]

    async def _take(self, request: Request) -> Response:
        self.requests.append((httpx.Headers(request.headers.raw), await request.body()))
        answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        if answer is None:
            await hang_up(request.scope, request.receive)
        return answer or Response()


async def test_a_mention_is_told_and_answered_in_its_thread(
    bolt: AsyncApp, live: SlackSandbox
) -> None:
    @bolt.event("app_mention")
    async def mentioned(event: Json, client: AsyncWebClient) -> None:
        thread = event.get("thread_ts") or event["ts"]
        await client.chat_postMessage(
            channel=event["channel"], thread_ts=thread, text=f"heard {event['text']}"
        )

    ack = await live.mention("by hour", **ASKED)
    (asked,) = live.messages("finance")
    await live.wait_for(lambda: live.replies("finance", asked.ts))
    await live.mention("and the week before?", **ASKED, thread_ts=asked.ts)
    first, told, second = await live.wait_for(
        lambda: live.replies("finance", asked.ts)[2:] and live.replies("finance", asked.ts)
    )

    assert ack.ok
    assert (asked.user, asked.text) == ("U0ANNA", f"<@{APP_USER}> by hour")
    assert first.text == f"heard <@{APP_USER}> by hour"
    assert (told.user, told.text) == ("U0ANNA", f"<@{APP_USER}> and the week before?")
    assert second.text == f"heard {told.text}"


async def test_an_event_tells_what_was_said_and_for_whom_it_is(live: SlackSandbox) -> None:
    app = Scripted(Response())
    async with serve(app.app) as url:
        live.deliver_to(url + PATH)
        ack = await live.mention(f"hey <@{APP_USER}>, last week?", **ASKED)
        await live.mention("by hour", **ASKED, thread_ts=live.messages("finance")[0].ts)

    (asked,) = live.messages("finance")
    said, followed = app.events
    assert ack.request == said
    assert (said["type"], said["event"]["type"]) == ("event_callback", "app_mention")
    assert said["event"]["text"] == f"hey <@{APP_USER}>, last week?", "it is mentioned already"
    assert said["event"]["ts"] == asked.ts
    assert "thread_ts" not in said["event"]
    assert said["authorizations"][0]["user_id"] == APP_USER
    assert said["event_time"] == int(float(asked.ts))
    assert followed["event"]["thread_ts"] == asked.ts
    assert followed["event_id"] != said["event_id"]


async def test_a_request_is_signed_json(live: SlackSandbox) -> None:
    app = Scripted(Response())
    async with serve(app.app) as url:
        live.deliver_to(url + PATH)
        await live.mention("today", **ASKED)

    ((headers, body),) = app.requests
    assert headers["Content-Type"] == "application/json"
    assert signature.SignatureVerifier(live.signing_secret).is_valid_request(body, dict(headers))


@pytest.mark.parametrize(
    ("channel", "scopes", "error"),
    [
        ("lounge", SCOPES, "not_in_channel"),
        ("secret", SCOPES, "not_in_channel"),
        ("finance", SCOPES - {"app_mentions:read"}, "missing_scope"),
    ],
)
async def test_what_is_none_of_the_apps_business_is_not_told(
    channel: str, scopes: frozenset[str], error: str
) -> None:
    sandbox = SlackSandbox(Workspace(seconds), scopes=scopes)
    app = Scripted(Response())
    async with serve(app.app) as url, serve(sandbox.app):
        sandbox.deliver_to(url + PATH)
        ack = await sandbox.mention("today", user="anna", channel=channel)

    assert (ack.error, ack.request, app.requests) == (error, {}, [])
    assert [m.text for m in sandbox.messages(channel)] == [f"<@{APP_USER}> today"]


# ---- told again: signed HTTP


@pytest.mark.parametrize(
    ("answers", "retries", "ok"),
    [
        ([Response()], [], True),
        ([Response(status_code=500), Response()], ["http_error"], True),
        ([None, Response(status_code=404), Response()], ["connection_failed", "http_error"], True),
        ([Response(status_code=500)], ["http_error"] * 3, False),
        ([Response(status_code=500, headers={"X-Slack-No-Retry": "1"})], [], False),
        ([Response("[]", media_type="application/json")], [], True),
    ],
    ids=["taken", "taken later", "at last", "given up", "not wanted again", "taken with words"],
)
async def test_an_event_is_told_until_it_is_taken(
    live: SlackSandbox, answers: list[Response | None], retries: list[str], ok: bool
) -> None:
    app = Scripted(*answers)
    async with serve(app.app) as url:
        live.deliver_to(url + PATH)
        ack = await live.mention("today", **ASKED)

    assert ack.ok is ok
    again = [(str(number), reason) for number, reason in enumerate(retries, start=1)]
    assert app.retries == [(None, None), *again]
    assert all(event == app.events[0] for event in app.events)
    assert len(live.messages("finance")) == 1, "people write once"


async def test_an_answer_that_comes_too_late_is_a_reason_too(live: SlackSandbox) -> None:
    numbers: list[str | None] = []

    async def slow(request: Request) -> Response:
        numbers.append(request.headers.get("X-Slack-Retry-Reason"))
        while len(numbers) == 1 and (await request.receive())["type"] != "http.disconnect":
            pass
        return Response()

    live.http.ack_seconds = 0.05
    async with serve(Starlette(routes=[Route(PATH, slow, methods=["POST"])])) as url:
        live.deliver_to(url + PATH)
        ack = await live.mention("today", **ASKED)

    assert ack.ok
    assert numbers == [None, "http_timeout"]


async def test_an_event_may_come_twice_by_order(live: SlackSandbox) -> None:
    app = Scripted(Response())
    async with serve(app.app) as url:
        live.deliver_to(url + PATH)
        ack = await live.mention("today", **ASKED)
        await live.redeliver(ack.request)

    assert app.events[0] == app.events[1]


# ---- told again: Socket Mode


@contextlib.asynccontextmanager
async def connection(live: SlackSandbox) -> AsyncIterator[aiohttp.ClientWebSocketResponse]:
    """A bare connection after its `hello`."""
    opener = AsyncWebClient("xapp-sandbox", base_url=f"{live.url}/api/")
    opened = await opener.apps_connections_open(app_token="xapp-sandbox")
    async with aiohttp.ClientSession() as session:
        socket = await session.ws_connect(opened["url"])
        await socket.receive_json()
        await live.wait_for_connection()
        yield socket


async def test_an_envelope_that_is_not_acknowledged_comes_again(live: SlackSandbox) -> None:
    live.socket.ack_seconds = 0.1
    async with connection(live) as socket:
        telling = asyncio.create_task(live.mention("today", **ASKED))
        first, second = await socket.receive_json(), await socket.receive_json()
        await socket.send_json({"envelope_id": second["envelope_id"]})
        assert (await telling).ok

    assert first["envelope_id"] != second["envelope_id"]
    assert first["payload"] == second["payload"]
    assert (first["type"], first["accepts_response_payload"]) == ("events_api", False)
    assert (first["retry_attempt"], first["retry_reason"]) == (0, "")
    assert (second["retry_attempt"], second["retry_reason"]) == (1, "timeout")


async def test_an_event_finds_an_app_that_comes_back(live: SlackSandbox) -> None:
    live.retry_seconds = (0.01,) * 500
    telling = asyncio.create_task(live.mention("today", **ASKED))
    await live.wait_for(lambda: live.messages("finance"))

    async with connection(live) as socket:
        envelope = await socket.receive_json()
        await socket.send_json({"envelope_id": envelope["envelope_id"]})
        assert (await telling).ok

    assert envelope["retry_attempt"] > 0


async def test_it_is_told_again_when_the_pause_is_moved_over() -> None:
    clock, pausing = MovableClock(), asyncio.Event()

    async def sleep(seconds: float) -> None:
        pausing.set()
        await clock.sleep(seconds)

    sandbox = SlackSandbox(Workspace(seconds), retry_seconds=(300.0,), sleep=sleep)
    app = Scripted(Response(status_code=500), Response())
    async with serve(app.app) as url, serve(sandbox.app), asyncio.timeout(30):
        sandbox.deliver_to(url + PATH)
        told = asyncio.create_task(sandbox.mention("today", **ASKED))
        await pausing.wait()
        clock.move_by(timedelta(minutes=5))
        assert (await told).ok
    assert len(app.requests) == 2
