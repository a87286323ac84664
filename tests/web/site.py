"""A served web app whose Bolt notes what it was asked, and a Slack that signs."""

import asyncio
import contextlib
import hashlib
import hmac
import logging
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import SecretStr
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.context.ack.async_ack import AsyncAck

from slackbot.telemetry import Backlog
from slackbot.web.app import web_app
from slackbot.web.health import Check, HealthPages
from slackbot.web.server import GRACE_SECONDS, WebServer
from tests.fakes import FakeClock

SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
COMMAND = b"command=%2Fbilling&text=last+week&team_id=T1&channel_id=C1&user_id=U1&trigger_id=1.2.3"
FORM = "application/x-www-form-urlencoded"


@dataclass
class FakeHealth:
    """Says what a test has put in."""

    answers: dict[str, Check] = field(default_factory=dict)
    current: Backlog | Exception = field(default_factory=Backlog)
    loads: int = 0

    def checks(self) -> Mapping[str, Check]:
        return self.answers

    async def backlog(self) -> Backlog:
        self.loads += 1
        if isinstance(self.current, Exception):
            raise self.current
        return self.current


class NotingBolt:
    """A Bolt app with a command that acknowledges, waits or fails; `asked` is what reached it."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []
        self.reached = asyncio.Event()
        self.go_on = asyncio.Event()
        self.go_on.set()
        self.failure: Exception | None = None
        self.app = self._app()

    def _app(self) -> AsyncApp:
        async def authorize() -> AuthorizeResult:
            if self.failure:
                raise self.failure
            return AuthorizeResult(enterprise_id=None, team_id="T1", bot_token="xoxb-1")

        app = AsyncApp(
            authorize=authorize,
            request_verification_enabled=False,
            logger=logging.getLogger("tests.bolt"),
        )

        @app.command("/billing")
        async def billing(ack: AsyncAck, command: dict[str, Any]) -> None:
            self.asked.append(command)
            self.reached.set()
            await self.go_on.wait()
            if "fail" in command["text"]:
                raise RuntimeError("a listener's own")
            await ack("Taken.")

        return app


@dataclass
class Site:
    """Where it is served, and what stands behind it."""

    server: WebServer
    bolt: NotingBolt
    clock: FakeClock

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server.port}"

    def signed(self, body: bytes, *, age: float = 0) -> dict[str, str]:
        """The headers Slack would send with this body, `age` seconds ago."""
        return headers_for(body, str(int(self.clock.now().timestamp() - age)))

    @contextlib.asynccontextmanager
    async def line(self) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
        """A connection without a client that knows HTTP; half a minute, then a TimeoutError."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.server.port)
        try:
            async with asyncio.timeout(30):
                yield reader, writer
        finally:
            writer.close()
            with contextlib.suppress(ConnectionError):
                await writer.wait_closed()

    async def raw(self, sent: bytes, *, then_close: bool = False) -> bytes:
        """All that comes back for these bytes until the server closes."""
        async with self.line() as (reader, writer):
            writer.write(sent)
            if then_close:
                writer.write_eof()
            try:
                return await reader.read()
            except ConnectionResetError:  # what it had not read yet is why
                return b""


def headers_for(body: bytes, timestamp: str, secret: str = SECRET) -> dict[str, str]:
    """Signed as Slack's documentation says, with nothing of the SDK."""
    digest = hmac.new(secret.encode(), b"v0:" + timestamp.encode() + b":" + body, hashlib.sha256)
    return {
        "X-Slack-Request-Timestamp": timestamp,
        "X-Slack-Signature": f"v0={digest.hexdigest()}",
        "Content-Type": FORM,
    }


@contextlib.asynccontextmanager
async def served(
    health: FakeHealth | None = None, grace_seconds: float = GRACE_SECONDS
) -> AsyncIterator[Site]:
    """A site on a free port."""
    bolt, clock = NotingBolt(), FakeClock()
    pages = HealthPages(health or FakeHealth(), clock)
    app = web_app(bolt=bolt.app, signing_secret=SecretStr(SECRET), pages=pages, clock=clock)
    server = WebServer(app, 0, grace_seconds)
    await server.start()
    try:
        yield Site(server, bolt, clock)
    finally:
        await server.stop()
