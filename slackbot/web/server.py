"""Serves an ASGI app on a port, in the running event loop."""

import asyncio
import contextlib
import socket
from collections.abc import Iterator

import h11
import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

from slackbot.domain.errors import ConfigurationError

GRACE_SECONDS = 3.0  # Slack waits no longer for an answer
END_SECONDS = 2.0
# longer than proxies (mostly 60), so that they close an idle connection before we do
KEEP_ALIVE_SECONDS = 75


class WebServer:
    """Serves from `start` to `stop`. It does not handle signals."""

    def __init__(
        self,
        app: ASGIApp,
        port: int,
        grace_seconds: float = GRACE_SECONDS,
        host: str = "",
        setting: str = "PORT",
    ) -> None:
        self._host = host
        self._setting = setting  # the variable that an error names
        self._port = port
        self._grace = grace_seconds
        config = uvicorn.Config(
            app,
            http=HttpProtocol,
            ws="none",
            lifespan="off",
            log_config=None,  # logging belongs to the program
            log_level="error",  # strangers could cause a warning with each request that is not HTTP
            access_log=False,
            timeout_keep_alive=KEEP_ALIVE_SECONDS,
            proxy_headers=False,
            server_header=False,
        )
        self._server = _Server(config)
        self._serving: asyncio.Task[None] | None = None

    @property
    def port(self) -> int:
        """Return the port that is served; before the start, the one that was asked for."""
        return self._port

    async def start(self) -> None:
        """Accept connections on the host's address, or on all addresses; port 0 means any free one.

        Raises ConfigurationError if the port is not available.
        """
        listener = _listen(self._host, self._port, self._setting)
        self._port = listener.getsockname()[1]
        self._serving = asyncio.create_task(self._server.serve(sockets=[listener]))
        await self._server.begun.wait()
        if not self._server.started:
            await self._serving  # raises the error of the server

    async def stop(self) -> None:
        """Accept no more. Requests in progress have three seconds, and are then cut off."""
        if self._serving is None:
            return
        self._server.should_exit = True
        # Without uvicorn's own limit, which cancels tasks and logs a traceback for each.
        await asyncio.wait((self._serving,), timeout=self._grace)
        for connection in list(self._server.server_state.connections):
            connection.transport.abort()
        await asyncio.wait((self._serving,), timeout=END_SECONDS)
        self._server.force_exit = True
        await self._serving


class HttpProtocol(H11Protocol):
    """uvicorn's protocol, hardened against strangers."""

    head_seconds = 10.0  # the limit until a connection's first request begins

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # theirs
        super().connection_made(transport)
        self.loop.call_later(self.head_seconds, self._hang_up_on_silence)

    def _hang_up_on_silence(self) -> None:
        if not self.cycle:
            self.transport.abort()

    def send_400_response(self, msg: str) -> None:
        """Answer bytes that are not HTTP, if nothing was answered before.

        uvicorn's own method fails with a traceback if such bytes follow the head of a request: then
        the app has answered, or it sees that the connection ended.
        """
        if self.cycle:
            self.cycle.disconnected = True
        if self.conn.our_state in (h11.IDLE, h11.SEND_RESPONSE):
            super().send_400_response(msg)
        else:
            self.transport.abort()


class _Server(uvicorn.Server):
    """uvicorn's server, without its signal handlers."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.begun = asyncio.Event()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        try:
            await super().startup(sockets)
        finally:
            self.begun.set()


def _listen(host: str, port: int, setting: str) -> socket.socket:
    """Open a socket on that address, or on all: for IPv4 and, if the machine has it, IPv6."""
    both = not host and socket.has_dualstack_ipv6()
    family = socket.AF_INET6 if both or ":" in host else socket.AF_INET
    try:
        listener = socket.create_server((host, port), family=family, dualstack_ipv6=both)
    except OSError as error:
        there = f" on {host}" if host else ""
        check = "check that this machine has the address, " if host else ""
        raise ConfigurationError(
            f"{setting} {port}{there} cannot be used ({error.strerror}). Stop the program that has "
            f"it, {check}or set {setting} to a free one; 0 takes any."
        ) from error
    # Made from its number, the socket knows its protocol. Only then does asyncio turn off Nagle's
    # algorithm, which delays each answer after a connection's first by 40 ms.
    return socket.socket(fileno=listener.detach())
