"""`slackbot sandbox`: the stand-ins alone, and the app beside them by what it prints."""

import asyncio
import contextlib
import io
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from dotenv import dotenv_values

from slackbot.bootstrap import App, Role
from slackbot.cli.main import main
from slackbot.cli.report import report
from slackbot.cli.sandbox import sandbox
from slackbot.domain.errors import ConfigurationError
from slackbot.sandbox.bell import Bell
from slackbot.sandbox.kore.bots import SUPPORT_BOT
from slackbot.sandbox.serve import serve
from slackbot.settings import RunSettings
from slackbot.workflows.questions.files import fetched_csv
from tests.clock import CLOCK
from tests.scenarios.conftest import PATIENCE

DAYS_OF_WEEK = 7
LINK = f"link {SUPPORT_BOT.id} as SupportBot"


@contextlib.asynccontextmanager
async def started(folder: Path, **options: Any) -> AsyncIterator[RunSettings]:
    """The sandbox on free ports; the settings are what it prints, read as a `.env`."""
    stop, bell, lines = asyncio.Event(), Bell(), list[str]()

    def say(line: str) -> None:
        lines.append(line)
        bell.ring()

    options = {"slack_port": 0, "kore_port": 0} | options
    running = asyncio.create_task(sandbox(CLOCK, stop, say, **options))
    try:
        await bell.wait_for(lambda: any("Ctrl-C" in line for line in lines) or None, PATIENCE)
        printed = dotenv_values(stream=io.StringIO("\n".join(lines)))
        given: dict[str, Any] = {name.lower(): value for name, value in printed.items()}
        own = {"database_url": f"sqlite:///{folder}/test.db", "port": 0}
        yield RunSettings(_env_file=None, **given | own)
    finally:
        stop.set()
        async with asyncio.timeout(PATIENCE):
            await running


async def told(settings: RunSettings, text: str) -> str:
    """What Anna reads after `/billing TEXT`, given and read at the addresses that are printed."""
    what = {"command": "/billing", "text": text, "user": "anna", "channel": "support-bots"}
    slack = settings.slack_api_url.removesuffix("api/")
    async with httpx.AsyncClient(base_url=slack) as http, asyncio.timeout(PATIENCE):
        answer = await http.post("sandbox/slash", json=what, timeout=PATIENCE)
        assert answer.json()["ok"]
        while True:
            shown = await http.get("sandbox/channels/C0SUPPORT/messages")
            if seen := shown.json()["ephemerals"].get("U0ANNA"):
                return str(seen[0]["text"])
            await asyncio.sleep(0.02)  # over HTTP there is nothing to wait for


@pytest.mark.parametrize("account", [False, True], ids=["bot", "account"])
async def test_a_report_is_fetched_from_it(tmp_path: Path, account: bool) -> None:
    async with started(tmp_path, account=account) as settings:
        assert settings.kore_scope == ("account" if account else "bot")
        found = await report(settings, CLOCK, "last week by day", [SUPPORT_BOT.id], "UTC")
    fetched = fetched_csv(found.opened, found.usages).decode()
    assert fetched.count(SUPPORT_BOT.id) >= DAYS_OF_WEEK


async def test_run_answers_what_people_do_there(tmp_path: Path) -> None:
    async with started(tmp_path) as settings:
        app = App(settings, CLOCK)
        await app.start()
        try:
            assert "is linked to this channel" in await told(settings, LINK)
        finally:
            await app.stop()


async def test_web_is_delivered_to_over_http(tmp_path: Path, unused_port: int) -> None:
    url = f"http://127.0.0.1:{unused_port}/slack/events"
    async with started(tmp_path, deliver_to=[url]) as settings:
        web = settings.model_copy(update={"port": unused_port})
        app = App(web, CLOCK, Role.WEB)
        await app.start()
        try:
            assert "is linked to this channel" in await told(settings, LINK)
        finally:
            await app.stop()


@pytest.fixture
async def unused_port() -> int:
    async def nothing(*_: Any) -> None:
        """Answer nobody."""

    async with serve(nothing) as url:
        return int(url.rpartition(":")[2])


async def test_a_port_in_use_is_said(tmp_path: Path) -> None:
    async with started(tmp_path) as settings:
        taken = int(str(settings.kore_host).rpartition(":")[2])
        with pytest.raises(ConfigurationError, match="--kore-port"):
            await sandbox(CLOCK, asyncio.Event(), print, slack_port=0, kore_port=taken)


@pytest.mark.parametrize("port", ["-1", "65536", "http"])
def test_a_port_that_is_none_is_refused(port: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["sandbox", "--slack-port", port])
    assert "--slack-port" in capsys.readouterr().err
