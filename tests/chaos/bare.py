"""The baselines: programs that do the least that could be done, with libraries alone.

python tests/chaos/bare.py socket                   acknowledge over Socket Mode, nothing else
python tests/chaos/bare.py http                     the same over signed HTTP on PORT
python tests/chaos/bare.py polls URL PER_SECOND     as many GETs over httpx as that, for ever
"""

import asyncio
import logging
import os
import sys
import time

import httpx
import jwt
import uvicorn
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient
from starlette.applications import Starlette
from starlette.routing import Route


def bolt() -> AsyncApp:
    """An app that acknowledges `/billing`."""
    logging.disable()  # it warns of the token in the environment
    url, secret = os.environ["SLACK_API_URL"], os.environ.get("SLACK_SIGNING_SECRET")
    app = AsyncApp(
        client=AsyncWebClient(token=os.environ["SLACK_BOT_TOKEN"], base_url=url),
        signing_secret=secret,
        request_verification_enabled=secret is not None,
    )

    @app.command("/billing")
    async def billing(ack: AsyncAck) -> None:
        await ack()

    return app


async def socket() -> None:
    """Over Socket Mode."""
    web = AsyncWebClient(base_url=os.environ["SLACK_API_URL"])
    handler = AsyncSocketModeHandler(bolt(), os.environ["SLACK_APP_TOKEN"], web_client=web)
    await handler.connect_async()  # type: ignore[no-untyped-call] # Bolt's
    await asyncio.Event().wait()


async def http() -> None:
    """Over HTTP, as Slack delivers it."""
    handle = AsyncSlackRequestHandler(bolt()).handle
    app = Starlette(routes=[Route("/slack/events", handle, methods=["POST"])])
    port = int(os.environ["PORT"])
    await uvicorn.Server(uvicorn.Config(app, port=port, log_level="error")).serve()


async def polls(url: str, per_second: float) -> None:
    """Ask Kore.ai for a status, again and again."""
    claims = {"sub": "bare", "appId": os.environ["KORE_CLIENT_ID"]}
    auth = jwt.encode(claims, os.environ["KORE_CLIENT_SECRET"], algorithm="HS256")
    async with httpx.AsyncClient(headers={"auth": auth}) as client, asyncio.TaskGroup() as group:
        began, n = time.monotonic(), 0
        while True:
            await asyncio.sleep(began + n / per_second - time.monotonic())
            group.create_task(client.get(url, params={"type": "summary"}))
            n += 1


def main(kind: str, *words: str) -> None:
    """Run one of them until the process is ended."""
    match kind:
        case "socket":
            asyncio.run(socket())
        case "http":
            asyncio.run(http())
        case "polls":
            asyncio.run(polls(words[0], float(words[1])))


if __name__ == "__main__":
    main(*sys.argv[1:])
