"""An ASGI app on a real socket of this machine, for as long as a block of code runs."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator
from typing import Any

import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send

LOOPBACK = "127.0.0.1"
HANG_UP = "slackbot.hang_up"
PATIENCE_SECONDS = 1.0


@contextlib.asynccontextmanager
async def serve(app: ASGIApp, port: int = 0) -> AsyncIterator[str]:
    """Serve `app` on loopback in the running loop; yields its address, without a slash at the end.

    Port 0 is any free one. A port in use raises `OSError`. Signals stay with whoever has them.
    """
    listener = _listen(port)
    server = uvicorn.Server(_config(_with_hang_up(app)))
    # Server.serve() takes the process's signals, and stops in steps of 0.1 s, which hundreds of
    # short lives would feel. What it does besides is here and in _stop.
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
    # The protocol is named because asyncio turns off Nagle's algorithm only where it is: without,
    # every answer after a connection's first takes 40 ms.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    # A sandbox that is started again at once must get its port again.
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
        ws="websockets-sansio",  # the other implementation rests on a deprecated part of websockets
        log_config=None,  # logging belongs to the program, not to its stand-ins
        access_log=False,
    )


def _with_hang_up(app: ASGIApp) -> ASGIApp:
    async def with_hang_up(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            # uvicorn's send is a method of the exchange, which holds the connection. ASGI itself
            # has no word for closing it without an answer.
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
