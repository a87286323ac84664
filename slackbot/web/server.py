"""An ASGI app on a port, in the running event loop."""

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
KEEP_ALIVE_SECONDS = 75  # longer than proxies keep an idle connection (mostly 60): theirs to close


class WebServer:
    """Serves from `start` to `stop`; signals stay with whoever has them."""

    def __init__(
        self, app: ASGIApp, port: int, grace_seconds: float = GRACE_SECONDS, host: str = ""
    ) -> None:
        self._host = host
        self._port = port
        self._grace = grace_seconds
        config = uvicorn.Config(
            app,
            http=HttpProtocol,
            ws="none",
            lifespan="off",
            log_config=None,  # logging belongs to the program
            log_level="error",  # a warning for each request that is no HTTP is a stranger's to make
            access_log=False,
            timeout_keep_alive=KEEP_ALIVE_SECONDS,
            proxy_headers=False,
            server_header=False,
        )
        self._server = _Server(config)
        self._serving: asyncio.Task[None] | None = None

    @property
    def port(self) -> int:
        """The one that was asked for; once started, the one that is served."""
        return self._port

    async def start(self) -> None:
        """Accept connections on the host's address, or on all of this machine; port 0 is any free
        one.

        Raises ConfigurationError if the port cannot be had.
        """
        listener = _listen(self._host, self._port)
        self._port = listener.getsockname()[1]
        self._serving = asyncio.create_task(self._server.serve(sockets=[listener]))
        await self._server.begun.wait()
        if not self._server.started:
            await self._serving  # raises what went wrong

    async def stop(self) -> None:
        """Accept no more; what is being answered has three seconds, then it is cut off."""
        if self._serving is None:
            return
        self._server.should_exit = True
        # Not with uvicorn's own limit: that cancels tasks, and logs a traceback for each.
        await asyncio.wait((self._serving,), timeout=self._grace)
        for connection in list(self._server.server_state.connections):
            connection.transport.abort()
        await asyncio.wait((self._serving,), timeout=END_SECONDS)
        self._server.force_exit = True
        await self._serving


class HttpProtocol(H11Protocol):
    """uvicorn's, made fit for strangers."""

    head_seconds = 10.0  # for a connection's first request to begin

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # theirs
        super().connection_made(transport)
        self.loop.call_later(self.head_seconds, self._hang_up_on_silence)

    def _hang_up_on_silence(self) -> None:
        if not self.cycle:
            self.transport.abort()

    def send_400_response(self, msg: str) -> None:
        """For bytes that are not HTTP. uvicorn's fails with a traceback if they follow the head of
        a request: there the app may have answered, or does so on the line that this has ended."""
        if self.cycle:
            self.cycle.disconnected = True
        if self.conn.our_state in (h11.IDLE, h11.SEND_RESPONSE):
            super().send_400_response(msg)
        else:
            self.transport.abort()


class _Server(uvicorn.Server):
    """uvicorn's, without its hands on the process."""

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


def _listen(host: str, port: int) -> socket.socket:
    """A socket of that address, or of all: for IPv4 and, where there is one, IPv6."""
    both = not host and socket.has_dualstack_ipv6()
    family = socket.AF_INET6 if both or ":" in host else socket.AF_INET
    try:
        listener = socket.create_server((host, port), family=family, dualstack_ipv6=both)
    except OSError as error:
        there = f" on SLACKBOT_BIND_HOST {host}" if host else ""
        check = "check that this machine has the address, " if host else ""
        raise ConfigurationError(
            f"PORT {port}{there} cannot be used ({error.strerror}). Stop the program that has it, "
            f"{check}or set PORT to a free one; 0 takes any."
        ) from error
    # Made from its number, it knows its protocol: asyncio turns off Nagle's algorithm only then,
    # and without that every answer after a connection's first takes 40 ms.
    return socket.socket(fileno=listener.detach())
