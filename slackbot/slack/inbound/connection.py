"""One connection of Socket Mode: its envelopes are dispatched, and its end is noticed.

Not the SDK's client: that one opens itself again whatever it is told, tries a used ticket for ever,
and leaves its tasks behind (slack_sdk 3.48, socket_mode/aiohttp).
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

# Slack waits no longer for an acknowledgement: whoever closes a connection need not either.
ACK_SECONDS = 3.0
CLOSE_SECONDS = 1.0
MOST_UNANSWERED = 4  # pings; then a connection counts as silent
ENDS = {WSMsgType.CLOSE, WSMsgType.CLOSING, WSMsgType.CLOSED, WSMsgType.ERROR}


class Connection(AsyncBaseSocketModeClient):
    """One websocket of Socket Mode until its end; it never comes back.

    `worn` is set when it should be replaced: Slack has told it to go, or it has ended. `reason`
    says why, in Slack's word or ours. What it has received is acknowledged all the same.
    """

    def __init__(
        self, websocket: ClientWebSocketResponse, app: AsyncApp, clock: Clock, ping_seconds: float
    ) -> None:
        self.logger = app.logger  # Bolt's answer asks for it
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
        """Whether what Slack hands to it arrives, as far as anybody can know."""
        return not self._ended and not self._websocket.closed

    @property
    def gone(self) -> bool:
        """Whether it has ended and nothing of it is left to do."""
        return self._task.done()

    async def wait_for_hello(self) -> None:
        """Raises SlackUnavailableError if Slack ends it instead."""
        await self._begun.wait()
        if not self._greeted:
            raise SlackUnavailableError(f"Slack ended the connection at once ({self.reason}).")

    def leave(self, seconds: float) -> None:
        """Go on until Slack ends it, for at most so long."""
        asyncio.get_running_loop().call_later(seconds, self._stop)

    async def close(self) -> None:
        """Receive nothing more, acknowledge what came, and end it."""
        self._stop()
        await asyncio.wait({self._task})
        await self._websocket.close()  # for a task that had no time to begin

    async def send_message(self, message: str) -> None:
        """What Bolt answers. Raises ConnectionError if the connection has ended."""
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
        """Why the connection has ended.

        A receiver that hangs is noticed as well: pongs that it does not take note of are missed.
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
        receiving.result()  # raises what it died of
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
        """The next message; an empty one for text that is none; None at the end."""
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
        except ConnectionError:  # Slack delivers the envelope again or tells the person
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
        with contextlib.suppress(TimeoutError):  # it is closed all the same
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
