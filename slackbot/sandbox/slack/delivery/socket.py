"""Delivers people's actions to the app over Socket Mode's websockets."""

import asyncio
import json
import secrets
import time
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from starlette.websockets import WebSocket

from slackbot.sandbox.slack.delivery.link import Link
from slackbot.sandbox.slack.workspace.workspace import Workspace

# "Using Socket Mode": up to 10 connections for one app, an envelope goes to any one of them.
MAX_CONNECTIONS = 10
# An interaction has to be acknowledged within 3 seconds.
ACK_SECONDS = 3.0


@dataclass(frozen=True)
class Ack:
    """The app's acknowledgement of an envelope, or why there is none.

    `error` is the word that Slack shows to the person: `operation_timeout` if no acknowledgement
    came in time, `dispatch_failed` if no connection was open. `reason` is the word with which an
    event is delivered again, unless the app said that it `wants_no_retry`.
    """

    request: Mapping[str, Any]
    seconds: float
    payload: dict[str, Any] | None = None
    error: str | None = None
    reason: str = ""
    wants_no_retry: bool = False

    @property
    def ok(self) -> bool:
        """Tell whether the app acknowledged in time."""
        return self.error is None


@dataclass(frozen=True)
class Retry:
    """The number of a repeated delivery, and the reason for it."""

    number: int
    reason: str


@dataclass(eq=False)
class _Envelope:
    """A delivery that waits for its acknowledgement, and its connection."""

    content: Mapping[str, Any]
    answer: asyncio.Future[dict[str, Any] | None]
    link: Link | None = None


@dataclass
class Socket:
    """All connections of the app, and the envelopes that wait for an acknowledgement.

    `refusing` new connections is one way to fail; the others are methods, and each takes the
    connections whose turn is next. `lost`: what a silent connection was handed, or did not hear
    the acknowledgement of.
    """

    workspace: Workspace
    ack_seconds: float = ACK_SECONDS
    _tickets: set[str] = field(default_factory=set)
    _links: deque[Link] = field(default_factory=deque)
    _waiting: dict[str, _Envelope] = field(default_factory=dict)
    opened: int = 0
    refusing: bool = False
    lost: list[Mapping[str, Any]] = field(default_factory=list)

    @property
    def connections(self) -> int:
        """Return the number of connections that work. Silent ones also get envelopes, and lose
        them.
        """
        return len(self._hearing())

    @property
    def silent(self) -> int:
        """Return the number of silent connections, which Slack has not noticed yet."""
        return len(self._links) - self.connections

    def ticket(self) -> str:
        """Return a ticket for one connection; connecting uses it up."""
        ticket = secrets.token_hex(8)
        self._tickets.add(ticket)
        return ticket

    async def connect(self, websocket: WebSocket) -> None:
        """Serve one connection until either side ends it."""
        ticket = websocket.query_params.get("ticket", "")
        if self.refusing or ticket not in self._tickets:
            await websocket.close(code=1008)
            return
        self._tickets.discard(ticket)
        await websocket.accept()
        link = Link(websocket)
        if len(self._links) >= MAX_CONNECTIONS:
            await _say_goodbye(link, "too_many_websockets")
        else:
            await self._serve(link)

    async def send(self, kind: str, payload: Mapping[str, Any], retry: Retry | None = None) -> Ack:
        """Hand an envelope to any one connection, and wait for its acknowledgement.

        If that one ends first it is handed to another: Slack does so with events; what it does
        with commands is not written down. A silent one keeps what it was handed.
        """
        envelope_id = secrets.token_hex(16)
        content: dict[str, Any] = {
            "envelope_id": envelope_id,
            "type": kind,
            "payload": dict(payload),
            "accepts_response_payload": kind != "events_api",
        }
        if kind == "events_api":
            content["retry_attempt"] = retry.number if retry else 0
            content["retry_reason"] = retry.reason if retry else ""
        envelope = _Envelope(content, asyncio.get_running_loop().create_future())
        self._waiting[envelope_id] = envelope
        start = time.perf_counter()
        try:
            if not await self._dispatch(envelope):
                # A reason for when nobody is connected is not documented.
                return Ack(payload, 0.0, error="dispatch_failed", reason="timeout")
            async with asyncio.timeout(self.ack_seconds):
                body = await envelope.answer
            return Ack(payload, time.perf_counter() - start, body)
        except TimeoutError:
            seconds = time.perf_counter() - start
            return Ack(payload, seconds, error="operation_timeout", reason="timeout")
        finally:
            del self._waiting[envelope_id]

    async def disconnect(
        self, reason: str = "refresh_requested", count: int = MAX_CONNECTIONS
    ) -> None:
        """Tell connections, by default all, to make way for new ones.

        After a `warning` a connection still gets envelopes, as with Slack for some ten seconds;
        for any other reason it is closed at once.
        """
        for link in self._hearing()[:count]:
            if reason == "warning":
                await link.send(_disconnect(reason))
            else:
                self._forget(link)
                await _say_goodbye(link, reason)

    def fall_silent(self, count: int = 1) -> None:
        """From now on these stay open, answer no pings and lose what they are handed.

        Until the app closes them: Slack has not noticed yet.
        """
        for link in self._hearing()[:count]:
            link.fall_silent()
            self.lost += [envelope.content["payload"] for envelope in self._unanswered(link)]
        self.workspace.notify()

    def break_off(self, count: int = 1) -> None:
        """End the next connections without a close frame."""
        for link in self._hearing()[:count]:
            self._forget(link)
            link.break_off()

    async def babble(self, text: str) -> None:
        """Send one connection a text that Slack would never send."""
        await self._hearing()[0].send(text)

    async def _serve(self, link: Link) -> None:
        await link.send(json.dumps(self._hello()))
        self._links.append(link)
        self.opened += 1
        self.workspace.notify()
        try:
            while (message := await link.receive()) is not None:
                self._take_ack(message)
        finally:
            self._forget(link)
        await self._hand_on(link)

    def _hearing(self) -> list[Link]:
        return [link for link in self._links if not link.silent]

    def _forget(self, link: Link) -> None:
        if link in self._links:
            self._links.remove(link)
        self.workspace.notify()

    async def _hand_on(self, link: Link) -> None:
        for envelope in [] if link.silent else self._unanswered(link):
            await self._dispatch(envelope)

    def _unanswered(self, link: Link) -> list[_Envelope]:
        waiting = self._waiting.values()
        return [each for each in waiting if each.link is link and not each.answer.done()]

    async def _dispatch(self, envelope: _Envelope) -> bool:
        while self._links:
            link = envelope.link = self._links[0]
            self._links.rotate(-1)
            if link.silent:
                self.lost.append(envelope.content["payload"])
                return True
            if await link.send(json.dumps(envelope.content)):
                return True
            self._forget(link)
        return False

    def _take_ack(self, message: Mapping[str, Any]) -> None:
        envelope = self._waiting.get(str(message.get("envelope_id")))
        if envelope and not envelope.answer.done():  # otherwise it is late, or the second one
            envelope.answer.set_result(message.get("payload") or None)

    def _hello(self) -> dict[str, Any]:
        return {
            "type": "hello",
            "num_connections": len(self._links) + 1,
            "connection_info": {"app_id": self.workspace.app_id},
            "debug_info": {
                "host": "sandbox",
                "build_number": 1,
                "approximate_connection_time": 18060,
            },
        }


def _disconnect(reason: str) -> str:
    return json.dumps({"type": "disconnect", "reason": reason, "debug_info": {"host": "sandbox"}})


async def _say_goodbye(link: Link, reason: str) -> None:
    if await link.send(_disconnect(reason)):
        await link.close()
