"""What is true of a SQLite file only."""

import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest

from slackbot.domain.errors import ConfigurationError, TransientError
from slackbot.store.databases.sqlite import SqliteDatabase
from slackbot.store.setup.channels import ChannelStore


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "test.db"


@pytest.fixture
def readable(path: Path) -> Path:
    """A file that everybody may read."""
    path.touch(mode=0o644)
    return path


def rights(folder: Path) -> dict[str, int]:
    """Who may do what with each of the files."""
    return {file.name: stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()}


async def test_its_files_are_for_their_owner_only(path: Path) -> None:
    database = SqliteDatabase(path)
    await database.open(alone=True)
    await database.execute("DELETE FROM bots", {})
    modes = rights(path.parent)
    await database.close()
    assert {"test.db", "test.db-wal", "test.db-shm", "test.db.lock"} <= modes.keys()
    assert set(modes.values()) == {0o600}


async def test_a_file_that_others_may_read_is_closed_to_them(readable: Path) -> None:
    assert rights(readable.parent) == {"test.db": 0o644}
    database = SqliteDatabase(readable)
    await database.open()
    await database.close()
    assert rights(readable.parent)["test.db"] == 0o600


async def test_one_app_at_a_time(path: Path) -> None:
    first, second, doctor, third = (SqliteDatabase(path) for _ in range(4))
    await first.open(alone=True)
    with pytest.raises(ConfigurationError, match="Another slackbot is running"):
        await second.open(alone=True)
    await doctor.open()
    await doctor.close()
    await first.close()
    await third.open(alone=True)
    await third.close()


async def test_a_file_that_cannot_be_used_says_what_to_check(tmp_path: Path) -> None:
    not_a_database = tmp_path / "text.db"
    not_a_database.write_text("this is no database, but a text of some length\n" * 100)
    for path in (tmp_path / "no" / "folder.db", not_a_database):
        for alone in (False, True):
            with pytest.raises(ConfigurationError, match="DATABASE_URL"):
                await SqliteDatabase(path).open(alone=alone)


async def test_a_writer_that_takes_too_long_is_passing(path: Path) -> None:
    database = SqliteDatabase(path, patience=0.01)
    await database.open()
    with closing(sqlite3.connect(path, isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        assert await database.rows("SELECT * FROM bots", {}) == []  # readers need not wait (WAL)
        with pytest.raises(TransientError, match="does not answer"):
            await database.execute("DELETE FROM bots", {})
        with pytest.raises(TransientError, match="does not answer"):
            await database.rows("DELETE FROM bots RETURNING bot_id", {})
        writer.execute("ROLLBACK")
    await database.execute("DELETE FROM bots", {})
    assert await ChannelStore(database).linked_anywhere() is None
    await database.close()
