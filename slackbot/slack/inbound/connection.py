"""One connection of Socket Mode: it dispatches envelopes and notices its own end.

The SDK's client does not serve: it reopens itself even when told not to, retries a used ticket for
ever, and leaves tasks running (slack_sdk 3.48, socket_mode/aiohttp).
"""

import asyncio
import contextlib
import json
from typing import Any

import structlog
from aiohttp import ClientWebSocketResponse, WSMsgType
from slack_bolt.adapter.socket_mode.async_internals import run_async_bolt_app, send_async_response
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest

from slackbot.domain.errors import SlackUnavailableError
from slackbot.ports import Clock

log = structlog.get_logger()

BROKE = "socket mode connection broke"
UNACKNOWLEDGED = "socket mode acknowledgement lost"
BUG = "socket mode envelope failed"
NO_MESSAGE = "socket mode text is no message"

# Slack waits no longer for an acknowledgement, so the close of a connection need not either.
ACK_SECONDS = 3.0
CLOSE_SECONDS = 1.0
MOST_UNANSWERED = 4  # unanswered pings make a connection count as silent
ENDS = {WSMsgType.CLOSE, WSMsgType.CLOSING, WSMsgType.CLOSED, WSMsgType.ERROR}


class Connection(AsyncBaseSocketModeClient):
    """One websocket of Socket Mode; it never reconnects.

    `worn` is set when it should be replaced: Slack has told it to close, or it has ended. `reason`
    is Slack's or our word for the cause. Received envelopes are still acknowledged.
    """

    def __init__(
        self, websocket: ClientWebSocketResponse, app: AsyncApp, clock: Clock, ping_seconds: float
    ) -> None:
        self.logger = app.logger  # Bolt's response needs it
        self.worn = asyncio.Event()
        self.reason = ""
        self._websocket = websocket
        self._app = app
        self._clock = clock
        self._ping_seconds = ping_seconds
        self._greeted = False
        self._begun = asyncio.Event()
        self._unanswered = 0
        self._ended = False
        self._answering: set[asyncio.Task[None]] = set()
        self._task = asyncio.create_task(self._run())

    @property
    def live(self) -> bool:
        """Tell whether envelopes arrive over this connection, as far as can be known."""
        return not self._ended and not self._websocket.closed

    @property
    def gone(self) -> bool:
        """Tell whether the connection has ended and all its work is done."""
        return self._task.done()

    async def wait_for_hello(self) -> None:
        """Wait for Slack's `hello`. Raises SlackUnavailableError if Slack ends the connection."""
        await self._begun.wait()
        if not self._greeted:
            raise SlackUnavailableError(f"Slack ended the connection at once ({self.reason}).")

    def leave(self, seconds: float) -> None:
        """Receive until Slack ends the connection, for at most so many seconds."""
        asyncio.get_running_loop().call_later(seconds, self._stop)

    async def close(self) -> None:
        """Stop receiving, acknowledge received envelopes, and end the connection."""
        self._stop()
        await asyncio.wait({self._task})
        await self._websocket.close()  # in case its task never began

    async def send_message(self, message: str) -> None:
        """Send Bolt's response. Raises ConnectionError if the connection has ended."""
        await self._websocket.send_str(message)

    def _stop(self) -> None:
        if not self._ended:
            self._ended = True
            self._task.cancel()

    async def _run(self) -> None:
        receiving = asyncio.create_task(self._receive())
        reason = "error"
        try:
            reason = await self._watch(receiving)
        except Exception:
            log.exception(BROKE)
        finally:
            self._ended = True
            self._wear_out(self.reason or reason)
            receiving.cancel()
            await asyncio.gather(receiving, return_exceptions=True)
            await self._hang_up()

    async def _watch(self, receiving: asyncio.Task[None]) -> str:
        """Wait for the end of the connection and return its cause.

        A receiver that hangs is noticed as well, because it records no pongs.
        """
        while not receiving.done():
            if self._unanswered >= MOST_UNANSWERED:
                return "silent"
            self._unanswered += 1
            try:
                async with asyncio.timeout(self._ping_seconds):
                    await self._websocket.ping()
            except (ConnectionError, TimeoutError):
                return "broken"
            await asyncio.wait({receiving}, timeout=self._ping_seconds)
        receiving.result()  # raises its error, if it has one
        return "closed"

    async def _receive(self) -> None:
        while (message := await self._next()) is not None:
            if message.get("type") == "hello":
                self._greeted = True
                self._begun.set()
            elif message.get("type") == "disconnect":
                self._wear_out(str(message.get("reason")))
            elif request := SocketModeRequest.from_dict(message):
                task = asyncio.create_task(self._answer(request))
                self._answering.add(task)
                task.add_done_callback(self._answering.discard)

    async def _next(self) -> dict[str, Any] | None:
        """Return the next message; empty for text that is no message; None at the end."""
        while True:
            frame = await self._websocket.receive()
            self._unanswered = 0
            if frame.type is WSMsgType.TEXT:
                return _read(frame.data)
            if frame.type is WSMsgType.PING:
                await self._websocket.pong(frame.data)
            elif frame.type in ENDS:
                return None

    async def _answer(self, request: SocketModeRequest) -> None:
        start = self._clock.now().timestamp()
        try:
            response = await run_async_bolt_app(self._app, request)
            await send_async_response(self, request, response, start)
        except ConnectionError:  # Slack redelivers the envelope or tells the person
            log.warning(UNACKNOWLEDGED, kind=request.type)
        except Exception:
            log.exception(BUG, kind=request.type)

    def _wear_out(self, reason: str) -> None:
        self.reason = reason
        self.worn.set()
        self._begun.set()

    async def _hang_up(self) -> None:
        if self._answering:
            await asyncio.wait(self._answering, timeout=ACK_SECONDS)
        late = [*self._answering]
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)
        with contextlib.suppress(TimeoutError):  # the connection is closed anyway
            async with asyncio.timeout(CLOSE_SECONDS):
                await self._websocket.close()


def _read(text: str) -> dict[str, Any]:
    try:
        message = json.loads(text)
    except (ValueError, RecursionError):
        message = None
    if isinstance(message, dict):
        return message
    log.warning(NO_MESSAGE, length=len(text))
    return {}
