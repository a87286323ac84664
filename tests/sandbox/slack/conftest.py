"""A clock for the sandbox's Slack, the sandbox served on a real socket, and apps for it."""

from collections.abc import AsyncIterator

import pytest
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient
from starlette.applications import Starlette
from starlette.routing import Route

from slackbot.clock import machine_now
from slackbot.sandbox.serve import serve
from slackbot.sandbox.slack.server import SlackSandbox
from slackbot.sandbox.slack.workspace.workspace import Workspace

NOW = 1_732_406_400.0
PATH = "/slack/events"


class Clock:
    """A clock that moves when it is told to."""

    def __init__(self) -> None:
        self.time = NOW

    def __call__(self) -> float:
        return self.time


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def url(sandbox: SlackSandbox) -> AsyncIterator[str]:
    async with serve(sandbox.app) as url:
        sandbox.url = url
        yield url


@pytest.fixture
async def live() -> AsyncIterator[SlackSandbox]:
    """A sandbox of this very moment: Bolt looks at the real clock."""
    sandbox = SlackSandbox(
        Workspace(lambda: machine_now().timestamp()), retry_seconds=(0.0, 0.01, 0.02)
    )
    async with serve(sandbox.app) as url:
        sandbox.url = url
        yield sandbox


@pytest.fixture(params=["socket", "http"])
async def bolt(live: SlackSandbox, request: pytest.FixtureRequest) -> AsyncIterator[AsyncApp]:
    """A Bolt app that `live` reaches by Socket Mode, and then one by signed HTTP."""
    client = AsyncWebClient("xoxb-sandbox", base_url=f"{live.url}/api/")
    app = AsyncApp(client=client, signing_secret=live.signing_secret)
    if request.param == "http":
        handler = AsyncSlackRequestHandler(app)
        routes = [Route(PATH, handler.handle, methods=["POST"])]
        async with serve(Starlette(routes=routes)) as url:
            live.deliver_to(url + PATH)
            yield app
        return
    opener = AsyncWebClient("xapp-sandbox", base_url=f"{live.url}/api/")
    socket = AsyncSocketModeHandler(app, "xapp-sandbox", web_client=opener)
    await socket.connect_async()  # type: ignore[no-untyped-call]
    await live.wait_for_connection()
    yield app
    await socket.close_async()  # type: ignore[no-untyped-call]
