"""Socket Mode: the websockets over which the sandbox's Slack hands the app what people do."""

import asyncio
import secrets
import time
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from slackbot.sandbox.slack.workspace import Workspace

# "Using Socket Mode": up to 10 connections for one app, an envelope goes to any one of them.
MAX_CONNECTIONS = 10
# An interaction has to be acknowledged within 3 seconds.
ACK_SECONDS = 3.0


@dataclass(frozen=True)
class Ack:
    """How the app took an envelope.

    `error` is the word that Slack shows to the person: `operation_timeout` when no
    acknowledgement came in time, `dispatch_failed` when nobody was connected.
    """

    request: Mapping[str, Any]
    seconds: float
    payload: dict[str, Any] | None = None
    error: str | None = None

    @property
    def ok(self) -> bool:
        """Whether the app acknowledged in time."""
        return self.error is None


@dataclass
class Socket:
    """All connections of the app, and the envelopes that wait for an acknowledgement."""

    workspace: Workspace
    ack_seconds: float = ACK_SECONDS
    _tickets: set[str] = field(default_factory=set)
    _connections: deque[WebSocket] = field(default_factory=deque)
    _waiting: dict[str, asyncio.Future[dict[str, Any] | None]] = field(default_factory=dict)
    opened: int = 0

    @property
    def connections(self) -> int:
        """How many connections take envelopes now."""
        return len(self._connections)

    def ticket(self) -> str:
        """A ticket for one connection; it is used up by connecting."""
        ticket = secrets.token_hex(8)
        self._tickets.add(ticket)
        return ticket

    async def connect(self, websocket: WebSocket) -> None:
        """Serve one connection until either side ends it."""
        ticket = websocket.query_params.get("ticket", "")
        if ticket not in self._tickets:
            await websocket.close(code=1008)
            return
        self._tickets.discard(ticket)
        await websocket.accept()
        if self.connections >= MAX_CONNECTIONS:
            await _say_goodbye(websocket, "too_many_websockets")
            return
        await self._serve(websocket)

    async def send(self, kind: str, payload: Mapping[str, Any]) -> Ack:
        """Hand an envelope to any one connection, and wait for its acknowledgement."""
        envelope_id = secrets.token_hex(16)
        envelope = {
            "envelope_id": envelope_id,
            "type": kind,
            "payload": dict(payload),
            "accepts_response_payload": kind != "events_api",
        }
        answer = self._waiting[envelope_id] = asyncio.get_running_loop().create_future()
        start = time.perf_counter()
        try:
            if not await self._dispatch(envelope):
                return Ack(payload, 0.0, error="dispatch_failed")
            async with asyncio.timeout(self.ack_seconds):
                body = await answer
            return Ack(payload, time.perf_counter() - start, body)
        except TimeoutError:
            return Ack(payload, time.perf_counter() - start, error="operation_timeout")
        finally:
            del self._waiting[envelope_id]

    async def disconnect(self, reason: str = "refresh_requested") -> None:
        """Tell every connection to make way for a new one.

        After a `warning` a connection still gets envelopes, as with Slack for some ten seconds;
        for any other reason it is closed at once.
        """
        for websocket in list(self._connections):
            if reason == "warning":
                await websocket.send_json(_disconnect(reason))
            else:
                self._connections.remove(websocket)
                await _say_goodbye(websocket, reason)

    async def _serve(self, websocket: WebSocket) -> None:
        self._connections.append(websocket)
        try:
            await websocket.send_json(self._hello())
            self.opened += 1
            self.workspace.notify()
            while True:
                self._take_ack(await websocket.receive_json())
        except WebSocketDisconnect:
            pass
        finally:
            if websocket in self._connections:
                self._connections.remove(websocket)
            self.workspace.notify()

    async def _dispatch(self, envelope: Mapping[str, Any]) -> bool:
        while self._connections:
            websocket = self._connections[0]
            self._connections.rotate(-1)
            try:
                await websocket.send_json(envelope)
            except (WebSocketDisconnect, RuntimeError):
                # Its end has not been noticed yet: starlette says so in one way or the other.
                self._connections.remove(websocket)
            else:
                return True
        return False

    def _take_ack(self, message: Mapping[str, Any]) -> None:
        answer = self._waiting.get(str(message.get("envelope_id")))
        if answer and not answer.done():  # else it is late, or the second one
            answer.set_result(message.get("payload") or None)

    def _hello(self) -> dict[str, Any]:
        return {
            "type": "hello",
            "num_connections": self.connections,
            "connection_info": {"app_id": self.workspace.app_id},
            "debug_info": {
                "host": "sandbox",
                "build_number": 1,
                "approximate_connection_time": 18060,
            },
        }


def _disconnect(reason: str) -> dict[str, Any]:
    return {"type": "disconnect", "reason": reason, "debug_info": {"host": "sandbox"}}


async def _say_goodbye(websocket: WebSocket, reason: str) -> None:
    try:
        await websocket.send_json(_disconnect(reason))
        if websocket.application_state is WebSocketState.CONNECTED:
            await websocket.close()
    except (WebSocketDisconnect, RuntimeError):
        pass  # it went first
