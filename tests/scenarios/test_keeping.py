"""What the database keeps, copied and deleted from the command line beside the running app."""

import shutil
import signal
from pathlib import Path

import httpx
import pytest

from slackbot import telemetry
from slackbot.sandbox.kore.bots import SUPPORT_BOT
from slackbot.store.databases.backends import database_for
from tests.scenarios.conftest import PATIENCE, Office, OpenOffice
from tests.scenarios.processes.start import environment, ran, slackbot
from tests.scenarios.weeks import WEEK

pytestmark = pytest.mark.processes
LINK = f"link {SUPPORT_BOT.id} as SupportBot"
FILES = ("test.db", "test.db-wal", "test.db-shm")


def said_on_disk(folder: Path, word: str) -> int:
    """How often a word stands in the database's files, deleted pages included."""
    return sum((folder / name).read_bytes().count(word.encode()) for name in FILES[:2])


async def rows(office: Office, sql: str) -> list[dict[str, object]]:
    database = database_for(office.settings.database_url.get_secret_value())
    await database.open()
    try:
        return await database.rows(sql, {})
    finally:
        await database.close()


async def test_a_person_and_a_channel_are_forgotten_and_a_backup_brings_them_back(
    open_office: OpenOffice, tmp_path: Path
) -> None:
    async with open_office() as office:
        env = environment(office.settings) | {"SLACKBOT_LOG_FORMAT": "json"}
        async with slackbot("run", env=env, folder=tmp_path) as process:
            await office.slack.wait_for_connection(PATIENCE)
            await office.told(LINK)
            await office.asked(str(WEEK))
            inputs = await rows(office, "SELECT inputs FROM workflow_input")
            assert [row for row in inputs if "U0ANNA" in str(row)]
            assert not [row for row in inputs if "/response/" in str(row)]
            assert await rows(office, "SELECT url FROM response_urls")

            code, out, err = await ran("backup", "copy.db", env=env, folder=tmp_path)
            assert (code, err) == (0, "")
            assert "copy.db" in out
            again, _, why = await ran("backup", "copy.db", env=env, folder=tmp_path)
            assert again == 2
            assert "cannot be made" in why

            code, out, err = await ran("forget", "--user", "U0ANNA", env=env, folder=tmp_path)
            assert (code, err) == (0, "")
            assert "bots: 1" in out
            assert "runs: " in out
            assert "U00000000" in await office.told("bots", user="ben")
            await ran("forget", "--user", "U0BEN", env=env, folder=tmp_path)
            assert not said_on_disk(tmp_path, "U0ANNA")

            code, out, _ = await ran("forget", "--channel", "C0SUPPORT", env=env, folder=tmp_path)
            assert code == 0
            assert not said_on_disk(tmp_path, "C0SUPPORT")
            assert "no bot yet" in await office.told("bots")
            audit = await office.told("audit", user="admin")
            assert audit.count("somebody at the command line of the server removed what was") == 2
            process.send(signal.SIGTERM)
            await process.end()
        await office.slack.wait_for(lambda: not office.slack.socket.connections)

        for name in FILES:  # as docs/backup.md says
            (tmp_path / name).unlink(missing_ok=True)
        shutil.copy2(tmp_path / "copy.db", tmp_path / "test.db")
        async with slackbot("run", env=env, folder=tmp_path):
            await office.slack.wait_for_connection(PATIENCE)
            assert "linked by <@U0ANNA>" in await office.told("bots")


async def test_what_is_forgotten_is_named_by_its_id(tmp_path: Path) -> None:
    env = {"PATH": "/bin"}
    for words in (("--user", "anna"), ("--channel", "U0ANNA"), ()):
        code, _, err = await ran("forget", *words, env=env, folder=tmp_path)
        assert code == 2
        assert "usage: slackbot forget" in err


async def test_metrics_are_served_apart(open_office: OpenOffice, tmp_path: Path) -> None:
    async with open_office(slackbot_metrics_address="127.0.0.1:0") as office, office.app() as app:
        port, metrics = app.server.port, app.metrics_server.port
        async with httpx.AsyncClient() as http:
            found = {
                (at, path): (await http.get(f"http://127.0.0.1:{at}/{path}")).status_code
                for at in (port, metrics)
                for path in ("healthz", "readyz", "metrics", "slack/events")
            }
            ready = await http.get(f"http://127.0.0.1:{metrics}/readyz")
    assert {**ready.json(), "slack": ""} == {"database": "ok", "slack": "", "clock": "ok"}
    assert ready.json()["slack"].endswith("connections, token ok")  # one may still be told hello
    assert [status for (at, _), status in found.items() if at == port] == [200, 404, 404, 404]
    assert [status for (at, _), status in found.items() if at == metrics] == [200, 200, 200, 404]


async def test_a_refused_token_is_seen_at_the_running_app(
    open_office: OpenOffice, tmp_path: Path
) -> None:
    async with open_office() as office:
        env = environment(office.settings) | {"SLACKBOT_LOG_FORMAT": "json"}
        async with slackbot("run", env=env, folder=tmp_path) as process:
            await office.slack.wait_for_connection(PATIENCE)
            office.slack.faults.add("auth.test", error="invalid_auth", times=100)
            address = await process.started()
            line = await process.logged(telemetry.CHECK_FAILED)
            async with httpx.AsyncClient() as http:
                ready = await http.get(f"{address}/readyz")
    assert line["check"] == "slack"
    assert "invalid_auth" in line["why"]
    assert ready.status_code == 503
    assert "invalid_auth" in ready.json()["slack"]
