"""A database with work under way moves from SQLite to PostgreSQL, and nothing of it is lost."""

import sqlite3
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from slackbot.bootstrap import App
from slackbot.cli.copying import copy
from slackbot.clock import SystemClock
from slackbot.domain.errors import AlreadyRunningError, ConfigurationError
from slackbot.sandbox.kore.server import KoreSandbox
from slackbot.sandbox.serve import serve
from slackbot.sandbox.slack.server import SlackSandbox
from slackbot.sandbox.slack.workspace.message import Draft
from slackbot.sandbox.slack.workspace.workspace import Workspace
from slackbot.settings import Settings
from slackbot.store.databases.backends import database_for
from slackbot.store.databases.sqlite import locked
from tests.clock import seconds
from tests.scenarios.conftest import PATIENCE, Office, settings_for
from tests.scenarios.upgrades.leave_behind import OPENED
from tests.scenarios.upgrades.test_deploy import HEADLINES, LEFT_BEHIND, PARENT, headlines

pytestmark = pytest.mark.postgres
NOWHERE = "http://127.0.0.1:9"  # nothing is asked there
RECORDED = Path(__file__).with_name(LEFT_BEHIND[1])


def left_behind(folder: Path, slack: SlackSandbox) -> tuple[datetime, Path]:
    """Lay down what an older version left: return when, and the file."""
    first_line, sql = RECORDED.read_text().split("\n", 1)
    for ts, text in zip(PARENT.findall(sql), OPENED, strict=True):
        sql = sql.replace(ts, slack.workspace.post("C0SUPPORT", Draft(text)).ts)
    file = folder / "old.db"
    with closing(sqlite3.connect(file)) as database:
        database.executescript(sql)
    return datetime.fromisoformat(first_line.removeprefix("-- ")), file


def rows_of(file: Path) -> list[str]:
    with closing(sqlite3.connect(file)) as database:
        return list(database.iterdump())


def list_copies(folder: Path) -> list[Path]:
    return list(folder.glob(".copy-*"))


async def count(url: str, table: str) -> int:
    database = database_for(url)
    await database.open()
    try:
        return int((await database.rows(f"SELECT COUNT(*) AS n FROM {table}", {}))[0]["n"])  # noqa: S608
    finally:
        await database.close()


async def test_work_under_way_is_copied_and_answered_from_there(
    tmp_path: Path, empty_postgres_url: str
) -> None:
    slack = SlackSandbox(Workspace(seconds), rate=None)
    then, file = left_behind(tmp_path, slack)
    clock = SystemClock.at(then + timedelta(seconds=10))
    kore = KoreSandbox(job_seconds=0.5, now=clock.now)
    before, said = rows_of(file), list[str]()
    async with serve(slack.app) as slack.url, serve(kore.app) as kore_url:
        settings = settings_for(tmp_path, slack.url, kore_url, {"database_url": empty_postgres_url})
        with locked(file), pytest.raises(AlreadyRunningError, match="Stop it first"):
            await copy(settings, file, said.append)
        await copy(settings, file, said.append)
        assert rows_of(file) == before
        assert not list_copies(tmp_path)
        assert "rows of" in said[0]

        app = App(settings, clock)
        await app.start()
        await slack.wait_for(
            lambda: len(headlines(Office(slack, kore, settings))) == len(HEADLINES), PATIENCE
        )
        await app.stop()
        assert headlines(Office(slack, kore, settings)) == HEADLINES
        with pytest.raises(ConfigurationError, match="isn't empty"):
            await copy(settings, file, said.append)


async def test_only_a_database_of_this_version_is_copied(
    tmp_path: Path, sqlite_url: str, empty_postgres_url: str
) -> None:
    file = Path(sqlite_url.removeprefix("sqlite:///"))
    settings = settings_for(tmp_path, NOWHERE, NOWHERE, {"database_url": empty_postgres_url})
    refused: dict[str, tuple[Settings, Path]] = {
        "no file": (settings, tmp_path / "none.db"),
        "not a SQLite database of slackbot": (settings, tmp_path / "other.db"),
        "which is PostgreSQL": (settings_for(tmp_path, NOWHERE, NOWHERE, {}), file),
        "newer version": (settings, file),
    }
    (tmp_path / "other.db").write_bytes(b"no database at all")
    with closing(sqlite3.connect(file)) as database:
        database.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) "
            "VALUES ('slackbot', 'm999_later', '2030-01-01')"
        )
        database.commit()
    for why, (given, from_) in refused.items():
        with pytest.raises(ConfigurationError, match=why):
            await copy(given, from_, print)


async def test_a_copy_that_failed_leaves_nothing_behind_and_can_be_repeated(
    tmp_path: Path, sqlite_url: str, empty_postgres_url: str
) -> None:
    file = Path(sqlite_url.removeprefix("sqlite:///"))
    with closing(sqlite3.connect(file)) as database:
        add = "INSERT INTO response_urls VALUES ('T1', ?, 'xoxb-secret', ?)"
        database.execute(add, ("q1", 1))
        database.execute(add, ("q2", "soon: xoxb-secret"))  # SQLite takes what PostgreSQL refuses
        database.commit()
    settings = settings_for(tmp_path, NOWHERE, NOWHERE, {"database_url": empty_postgres_url})
    with pytest.raises(ConfigurationError, match="nothing of it was kept") as refused:
        await copy(settings, file, print)
    assert "xoxb-secret" not in refused.value.message
    assert await count(empty_postgres_url, "response_urls") == 0
    with closing(sqlite3.connect(file)) as database:
        database.execute("DELETE FROM response_urls WHERE question_id = 'q2'")
        database.commit()
    said = list[str]()
    await copy(settings, file, said.append)
    await copy(settings, file, said.append)  # as after a kill in the last moment
    assert said[0] == "1 rows of 1 tables copied, and compared: they are the same."
    assert "had been copied before" in said[2]
    assert await count(empty_postgres_url, "response_urls") == 1
