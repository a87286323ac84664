"""One connection of Socket Mode as Slack sees it, with its ways to fail."""

import asyncio
import contextlib
import json
from typing import Any

from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState


class Link:
    """A websocket that the app has opened. Only one under `serve` can fall silent or break."""

    def __init__(self, websocket: WebSocket) -> None:
        self._websocket = websocket
        self.silent = False

    async def send(self, text: str) -> bool:
        """Send the text; return False if the connection has ended, perhaps unnoticed."""
        try:
            await self._websocket.send_text(text)
        except (WebSocketDisconnect, RuntimeError):  # starlette raises one or the other
            return False
        return True

    async def receive(self) -> dict[str, Any] | None:
        """Return the app's next message; None at the end."""
        # Not starlette's receive_json, which refuses messages that come after our own close.
        message = await self._websocket.receive()
        if message["type"] == "websocket.disconnect":
            return None
        received: dict[str, Any] = json.loads(message["text"])
        return received

    async def close(self) -> None:
        """Close it properly, unless the app closed it first."""
        if self._websocket.application_state is WebSocketState.CONNECTED:
            # The app may close it at this moment.
            with contextlib.suppress(WebSocketDisconnect, RuntimeError):
                await self._websocket.close()

    def fall_silent(self) -> None:
        """Stay open, but receive nothing more, not even pings, which uvicorn would answer."""
        self.silent = True
        transport = self._transport()
        transport.set_protocol(_Deaf(transport.get_protocol()))

    def break_off(self) -> None:
        """End without a close frame, as when a machine on the way fails."""
        self._transport().abort()

    def _transport(self) -> asyncio.Transport:
        # ASGI does not expose the connection. uvicorn's `receive` is a method of its protocol,
        # which holds it, and starlette keeps that method unchanged.
        protocol: Any = getattr(self._websocket._receive, "__self__")  # noqa: B009, SLF001
        transport: asyncio.Transport = protocol.transport
        return transport


class _Deaf(asyncio.Protocol):
    """A protocol that drops what it receives, and notices only the end of the connection."""

    def __init__(self, before: asyncio.BaseProtocol) -> None:
        self._before = before

    def connection_lost(self, exc: Exception | None) -> None:
        self._before.connection_lost(exc)

    def pause_writing(self) -> None:
        self._before.pause_writing()

    def resume_writing(self) -> None:
        self._before.resume_writing()
