"""Serves an ASGI app on a real socket of this machine while a block of code runs."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Callable
from email.utils import formatdate
from typing import Any

import uvicorn
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOOPBACK = "127.0.0.1"
HANG_UP = "slackbot.hang_up"
PATIENCE_SECONDS = 1.0


@contextlib.asynccontextmanager
async def serve(app: ASGIApp, port: int = 0) -> AsyncIterator[str]:
    """Serve `app` on loopback in the running loop; yield its address without a final slash.

    Port 0 means any free one. A port in use raises `OSError`. It does not handle signals.
    """
    listener = _listen(port)
    server = uvicorn.Server(_config(_with_hang_up(app)))
    # Server.serve() handles the process's signals, and stops in steps of 0.1 s, which is slow for
    # hundreds of short lives. Its other work is here and in _stop.
    server.config.load()
    server.lifespan = server.config.lifespan_class(server.config)
    await server.startup(sockets=[listener])
    try:
        yield f"http://{LOOPBACK}:{listener.getsockname()[1]}"
    finally:
        await _stop(server)


async def _stop(server: uvicorn.Server) -> None:
    for listening in server.servers:
        listening.close()
    state = server.server_state
    for connection in list(state.connections):
        connection.shutdown()
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(PATIENCE_SECONDS):
            while state.connections or state.tasks:  # noqa: ASYNC110 - uvicorn has no event for it
                await asyncio.sleep(0.002)
    for task in state.tasks:
        task.cancel()
    await server.lifespan.shutdown()


def _listen(port: int) -> socket.socket:
    # The protocol is named, because asyncio turns off Nagle's algorithm only then. Otherwise every
    # answer after a connection's first takes 40 ms.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    # A restarted sandbox must get its port again.
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((LOOPBACK, port))
    except OSError:
        listener.close()
        raise
    return listener


def _config(app: ASGIApp) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        http="h11",
        ws="websockets-sansio",  # the other implementation uses a deprecated part of websockets
        log_config=None,  # logging belongs to the program, not to its stand-ins
        access_log=False,
        date_header=False,  # each stand-in has a clock of its own: see `dated`
    )


def dated(app: ASGIApp, now: Callable[[], float]) -> ASGIApp:
    """`app`, whose answers have a Date by its own clock, in epoch seconds, as real hosts' have."""

    async def with_date(scope: Scope, receive: Receive, send: Send) -> None:
        async def send_dated(message: Message) -> None:
            if message["type"] == "http.response.start":
                date = (b"date", formatdate(now(), usegmt=True).encode())
                message = {**message, "headers": [*message.get("headers", ()), date]}
            await send(message)

        await app(scope, receive, send_dated if scope["type"] == "http" else send)

    return with_date


def _with_hang_up(app: ASGIApp) -> ASGIApp:
    async def with_hang_up(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            # ASGI cannot close a connection without an answer. uvicorn's send is a method of the
            # exchange, which holds the connection.
            exchange: Any = getattr(send, "__self__", None)
            scope.setdefault("extensions", {})[HANG_UP] = exchange.transport.abort
        await app(scope, receive, send)

    return with_hang_up


async def hang_up(scope: Scope, receive: Receive) -> None:
    """Close the connection of this exchange without an answer, as a failing network does.

    Only an app under `serve` can do this.
    """
    scope["extensions"][HANG_UP]()
    while (await receive())["type"] != "http.disconnect":
        pass
