"""The running app on a full disk, and on a database that another process holds."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from slackbot import telemetry
from slackbot.sandbox.kore.bots import SUPPORT_BOT
from tests.disks import disk_of, fill
from tests.scenarios.conftest import PATIENCE, OpenOffice
from tests.scenarios.processes.start import environment, slackbot

LINK = f"link {SUPPORT_BOT.id} as SupportBot"


async def ready(http: httpx.AsyncClient, status: int) -> dict[str, str]:
    """What `/readyz` says as soon as it has that status; an answer may be a second old."""
    async with asyncio.timeout(PATIENCE):
        while (answer := await http.get("/readyz")).status_code != status:  # noqa: ASYNC110 - it is in another process
            await asyncio.sleep(0.1)
    said: dict[str, str] = answer.json()
    return said


@pytest.mark.processes
async def test_a_full_disk_is_said_by_its_own_cause_and_recovers(
    open_office: OpenOffice, tmp_path: Path
) -> None:
    with disk_of(tmp_path, megabytes=16) as disk:
        url = f"sqlite:///{disk}/test.db"
        async with open_office(database_url=url) as office:
            env = environment(office.settings) | {"SLACKBOT_LOG_FORMAT": "json"}
            async with (
                slackbot("run", env=env, folder=tmp_path) as process,
                httpx.AsyncClient(base_url=await process.started()) as http,
            ):
                await office.slack.wait_for_connection(PATIENCE)
                await office.told(LINK)
                filler = fill(disk)
                said = await ready(http, 503)
                assert "full" in said["database"]
                line = await process.logged(telemetry.CHECK_FAILED)
                assert line["check"] == "database"
                assert "full" in line["why"]

                filler.unlink()
                assert (await ready(http, 200))["database"] == "ok"
                assert "SupportBot" in await office.told("bots")


async def test_a_database_that_another_holds_is_said_in_time(open_office: OpenOffice) -> None:
    async with open_office() as office, office.app():
        await office.told(LINK)
        path = office.settings.sqlite_path
        assert path
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            before = len(office.slack.ephemerals("anna", "support-bots"))
            ack = await office.slack.slash("/billing", "bots", user="anna", channel="support-bots")
            assert ack.ok
            said = office.slack.ephemerals("anna", "support-bots")[before:]
            assert ["busy" in message.text for message in said] == [True]
            other.execute("ROLLBACK")
        told = await office.slack.wait_for(
            lambda: office.slack.ephemerals("anna", "support-bots")[before + 1 :], PATIENCE
        )
        assert "SupportBot" in told[0].text
