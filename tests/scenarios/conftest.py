"""The whole program between two stand-ins, over real sockets."""

import contextlib
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from slackbot.bootstrap import App
from slackbot.domain.usage.chart import ChartSeries
from slackbot.ports import Charts
from slackbot.sandbox.kore.auth import ADMIN_CLIENT, BOT_CLIENT
from slackbot.sandbox.kore.server import KoreSandbox
from slackbot.sandbox.serve import serve
from slackbot.sandbox.slack.server import SlackSandbox
from slackbot.sandbox.slack.workspace.message import Message
from slackbot.sandbox.slack.workspace.workspace import Workspace
from slackbot.settings import Settings
from tests.clock import CLOCK, seconds
from tests.conftest import blocking_refused
from tests.scenarios.processes.start import forker

PATIENCE = 60.0  # only what hangs takes so long
DONE = (":white_check_mark:", ":warning:")


@dataclass
class Office:
    """A Slack and a Kore.ai, the app between them, and Anna in #support-bots."""

    slack: SlackSandbox
    kore: KoreSandbox
    settings: Settings
    user: str = "anna"
    channel: str = "support-bots"

    async def told(self, text: str, **who: str) -> str:
        """What only the asker reads after `/billing TEXT`."""
        user, channel = who.get("user", self.user), who.get("channel", self.channel)
        before = len(self.slack.ephemerals(user, channel))
        ack = await self.slack.slash("/billing", text, user=user, channel=channel)
        assert ack.ok
        told = await self.slack.wait_for(
            lambda: self.slack.ephemerals(user, channel)[before:], PATIENCE
        )
        return told[0].text

    async def asked(self, text: str) -> tuple[Message, Message]:
        """The parent once it is done, and the reply in its thread, after `/billing TEXT`."""
        before = len(self.slack.messages(self.channel))
        ack = await self.slack.slash("/billing", text, user=self.user, channel=self.channel)
        assert ack.ok
        parent = await self.slack.wait_for(lambda: self._done(before), PATIENCE)
        (reply,) = (m for m in self.slack.replies(self.channel, parent.ts) if not m.files)
        return parent, reply

    def _done(self, before: int) -> Message | None:
        parents = self.slack.messages(self.channel)[before:]
        return next((p for p in parents if any(sign in p.text for sign in DONE)), None)

    @contextlib.asynccontextmanager
    async def app(self, charts: Charts | None = None) -> AsyncIterator[App]:
        """The app, started and stopped. Without `charts` it hands on a picture that is there."""
        app = App(self.settings, CLOCK, charts=charts or DrawnBefore())
        await app.start()
        await self.slack.wait_for_connection()
        try:
            yield app
        finally:
            await app.stop()


class DrawnBefore:
    """Charts that take no second of a process's work each."""

    async def draw(self, series: ChartSeries) -> bytes:
        """A picture, whatever the figures are."""
        return b"\x89PNG\r\n\x1a\n"


@pytest.fixture(scope="session", autouse=True)
def all_forked() -> Iterator[None]:
    """At the end, wait for the process that others were forked from."""
    yield
    if forker.cache_info().currsize:
        forker().close()


@pytest.fixture(scope="package", autouse=True)
def no_blocking_database() -> Iterator[None]:
    """Where the whole app runs, its database may not keep the loop waiting either. Elsewhere tests
    use one in the loop's own thread."""
    with blocking_refused(("sqlite3.",)):
        yield


OpenOffice = Callable[..., AbstractAsyncContextManager[Office]]


@pytest.fixture
def open_office(tmp_path: Path, sqlite_url: str) -> OpenOffice:
    """An office with stand-ins as given, but without the app: a test starts it."""

    @contextlib.asynccontextmanager
    async def build(
        slack: SlackSandbox | None = None, kore: KoreSandbox | None = None, **changes: Any
    ) -> AsyncIterator[Office]:
        slack = slack or SlackSandbox(Workspace(seconds), rate=None)
        kore = kore or KoreSandbox(now=CLOCK.now, job_seconds=0.0)
        async with serve(slack.app) as slack_url, serve(kore.app) as kore_url:
            slack.url = slack_url
            yield Office(
                slack,
                kore,
                settings_for(tmp_path, slack_url, kore_url, {"database_url": sqlite_url} | changes),
            )

    return build


@pytest.fixture
async def office(open_office: OpenOffice) -> AsyncIterator[Office]:
    """An office at work, with credentials for each bot."""
    async with open_office() as office, office.app():
        yield office


def settings_for(folder: Path, slack_url: str, kore_url: str, changes: dict[str, Any]) -> Settings:
    """What an app needs to know to work between the two."""
    client = ADMIN_CLIENT if changes.get("kore_scope") == "account" else BOT_CLIENT
    values: dict[str, Any] = {
        "slack_bot_token": "xoxb-sandbox",
        "slack_app_token": "xapp-sandbox",
        "slack_api_url": f"{slack_url}/api/",
        "kore_host": kore_url,
        "kore_client_id": client.id,
        "slackbot_approvers": "U0ANNA",  # with an account's credentials, others' links wait
        "kore_client_secret": client.secret,
        "slack_signing_secret": "sandbox-signing-secret",
        "database_url": f"sqlite:///{folder}/test.db",
        "port": 0,
    }
    return Settings(_env_file=None, **values | changes)
