"""Slack's two ways to the app, up to whoever takes the question, and payloads as Slack sends them.

The shapes are those of Slack's samples (tests/oracles/slack-payloads) and of its pages about
enterprise organisations, Slack Connect and workflows.
"""

import json
import urllib.parse
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import httpx
from pydantic import SecretStr
from slack_bolt.adapter.socket_mode.async_internals import run_async_bolt_app
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from slackbot.domain.ask import Ask
from slackbot.slack.inbound.app import build_app
from slackbot.slack.inbound.workspaces import OneAdmission
from slackbot.web.app import web_app
from tests.fakes import FakeClock, FakeResponseUrls, NoForms
from tests.web.site import SECRET, headers_for

HOME = "T1"
APP_USER, APP_BOT = "UBILLING", "BBILLING"
Json = dict[str, Any]


@dataclass
class Taken:
    """Takes asks, or fails."""

    asks: list[tuple[str, Ask]] = field(default_factory=list)
    failure: Exception | None = None

    async def take(self, request: str, ask: Ask) -> None:
        if self.failure:
            raise self.failure
        self.asks.append((request, ask))


@dataclass
class Entry:
    """One way to the app. `send` returns the status and what comes with the acknowledgement."""

    taken: Taken
    clock: FakeClock
    send: Callable[[str, Json], Awaitable[tuple[int, str]]]

    async def asked(self, kind: str, payload: Json) -> Ask:
        """The ask that came of the payload, which was acknowledged."""
        status, _ = await self.send(kind, payload)
        assert status == 200
        return self.taken.asks[-1][1]


def entry(way: str) -> Entry:
    """A new app behind `socket` or `http`."""
    taken, clock = Taken(), FakeClock()
    client = AsyncWebClient(token="xoxb-1")
    app = build_app(
        OneAdmission(client, identity()), taken.take, clock, NoForms(), FakeResponseUrls()
    )

    async def by_socket(kind: str, payload: Json) -> tuple[int, str]:
        request = SocketModeRequest(type=kind, envelope_id="1", payload=payload)
        response = await run_async_bolt_app(app, request)
        return response.status, response.body

    async def by_http(kind: str, payload: Json) -> tuple[int, str]:
        site = web_app(bolt=app, signing_secret=SecretStr(SECRET), pages=None, clock=clock)
        form = {"interactive": {"payload": json.dumps(payload)}, "slash_commands": payload}
        body = (
            json.dumps(payload) if kind == "events_api" else urllib.parse.urlencode(form[kind])
        ).encode()
        headers = headers_for(body, str(int(clock.now().timestamp())))
        headers["Content-Type"] = (
            "application/json" if kind == "events_api" else "application/x-www-form-urlencoded"
        )
        transport = httpx.ASGITransport(app=site)
        async with httpx.AsyncClient(transport=transport, base_url="http://app") as http:
            answer = await http.post("/slack/events", content=body, headers=headers)
        return answer.status_code, answer.text

    return Entry(taken, clock, {"socket": by_socket, "http": by_http}[way])


def identity() -> AsyncSlackResponse:
    """What Slack says who the app is."""
    return AsyncSlackResponse(
        client=AsyncWebClient(),
        http_verb="POST",
        api_url="",
        req_args={},
        data={"ok": True, "team_id": HOME, "user_id": APP_USER, "bot_id": APP_BOT},
        headers={},
        status_code=200,
    )


def mention(text: str = "last week", *, ts: str = "100.000001", **event: Any) -> Json:
    """A mention; `event` has other fields of the event, None for those that are left out."""
    whole = {
        "type": "app_mention",
        "user": "U1",
        "text": f"<@{APP_USER}> {text}",
        "ts": ts,
        "team": HOME,
        "channel": "C1",
        "event_ts": ts,
    } | event
    return {
        "token": "x",
        "team_id": HOME,
        "enterprise_id": None,
        "api_app_id": "A1",
        "event": {name: value for name, value in whole.items() if value is not None},
        "type": "event_callback",
        "event_id": f"Ev{ts}",
        "event_time": 100,
        "authorizations": [authorization(HOME)],
        "is_ext_shared_channel": False,
        "event_context": "4-x",
    }


def authorization(team: str | None, enterprise: str | None = None) -> Json:
    """An installation of the app that sees an event."""
    return {
        "enterprise_id": enterprise,
        "team_id": team,
        "user_id": APP_USER,
        "is_bot": True,
        "is_enterprise_install": team is None,
    }


def click(action: str = "ask:refresh", value: str = "last week fresh", **changed: Any) -> Json:
    """A click on a button of an answer; `changed` has other fields of the payload."""
    return {
        "type": "block_actions",
        "user": {"id": "U2", "username": "ben", "name": "ben", "team_id": HOME},
        "api_app_id": "A1",
        "token": "x",
        "container": {
            "type": "message",
            "message_ts": "200.000001",
            "channel_id": "C1",
            "thread_ts": "100.000001",
            "is_ephemeral": False,
        },
        "trigger_id": "1.2.3",
        "team": {"id": HOME, "domain": "acme"},
        "enterprise": None,
        "is_enterprise_install": False,
        "channel": {"id": "C1", "name": "finance"},
        "response_url": "https://hooks.slack.com/actions/T1/1/x",
        "actions": [
            {
                "type": "button",
                "action_id": action,
                "block_id": "b",
                "value": value,
                "action_ts": "201.0",
            }
        ],
    } | changed


def command(**changed: Any) -> Json:
    """A slash command; `changed` has other fields."""
    return {
        "token": "x",
        "team_id": HOME,
        "team_domain": "acme",
        "channel_id": "C1",
        "channel_name": "finance",
        "user_id": "U1",
        "user_name": "anna",
        "command": "/billing",
        "text": "last week",
        "api_app_id": "A1",
        "is_enterprise_install": "false",
        "response_url": "https://hooks.slack.com/commands/T1/1/x",
        "trigger_id": "1.2.3",
    } | changed
