"""A clock for the sandbox's Slack, and the sandbox served on a real socket."""

from collections.abc import AsyncIterator

import pytest

from slackbot.sandbox.serve import serve
from slackbot.sandbox.slack.server import SlackSandbox

NOW = 1_732_406_400.0


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
