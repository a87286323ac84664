"""A database that is full, read-only or damaged says so, and by its own cause."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from slackbot import telemetry
from slackbot.domain.errors import ConfigurationError, TransientError
from slackbot.store.databases.database import Database
from slackbot.store.databases.sqlite import LEAST_FREE, SqliteDatabase
from slackbot.store.threads import ThreadStore
from tests.disks import disk_of, fill, mounted
from tests.fakes import NOW

MIB = 1024 * 1024
FILL = "INSERT INTO threads (team_id, channel_id, ts, query) VALUES ('T1', 'C1', :ts, :query)"


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    with disk_of(tmp_path, megabytes=8) as disk:
        yield disk


def overwrite_pages(path: Path, first: int, pages: int) -> None:
    """Write nonsense over some pages in the middle of a file."""
    with path.open("r+b") as file:
        file.seek(first * 4096)
        file.write(b"\xa5" * 4096 * pages)


async def filled(path: Path) -> SqliteDatabase:
    """An open database of some megabytes, all of it in the file itself."""
    database = SqliteDatabase(path)
    await database.open()
    rows = [{"ts": f"{n}.0", "query": "x" * 1000} for n in range(3000)]
    await database.execute_many(FILL, rows)
    await database.rows("PRAGMA wal_checkpoint(TRUNCATE)", {})
    return database


async def test_a_healthy_one_is_probed_and_measured(database: Database) -> None:
    await database.probe()
    await database.probe()
    await database.verify()
    assert await database.size() > 100_000


async def test_a_full_disk_is_seen_and_passes(small_disk: Path) -> None:
    database = SqliteDatabase(small_disk / "test.db")
    await database.open()
    await database.probe()
    filler = fill(small_disk)
    with pytest.raises(TransientError, match=r"full"):
        await database.probe()
    with pytest.raises(TransientError, match="does not answer") as raised:
        await database.execute(FILL, {"ts": "1.0", "query": "x" * 100_000})
    assert telemetry.cause_of(raised.value) == "SQLITE_FULL: database or disk is full"
    filler.unlink()
    await database.probe()
    await database.close()


async def test_a_disk_that_has_hardly_room_left_counts_as_full(small_disk: Path) -> None:
    database = SqliteDatabase(small_disk / "test.db")
    await database.open()
    left = shutil.disk_usage(small_disk).free
    (small_disk / "filler").write_bytes(bytes(left - MIB // 2))
    with pytest.raises(TransientError, match="disk is full"):
        await database.probe()
    assert LEAST_FREE == MIB
    await database.close()


async def test_a_disk_that_became_read_only_is_seen(small_disk: Path) -> None:
    database = SqliteDatabase(small_disk / "test.db")
    await database.open()
    await database.close()
    assert mounted("-o", "remount,ro", str(small_disk))
    with pytest.raises(ConfigurationError, match=r"cannot be used|READONLY|Read-only"):
        await SqliteDatabase(small_disk / "test.db").open()


async def test_a_file_that_may_not_be_written_any_more_is_seen(tmp_path: Path) -> None:
    database = SqliteDatabase(tmp_path / "test.db")
    await database.open()
    await database.execute("PRAGMA query_only = 1", {})
    with pytest.raises(TransientError, match=r"SQLITE_READONLY: attempt to write"):
        await database.probe()
    await database.close()


async def test_a_file_that_may_not_grow_is_seen(tmp_path: Path) -> None:
    database = await filled(tmp_path / "test.db")
    (row,) = await database.rows("PRAGMA page_count", {})
    await database.rows(f"PRAGMA max_page_count = {row['page_count']}", {})
    with pytest.raises(TransientError) as raised:
        await database.execute_many(FILL, [{"ts": "0", "query": "x" * 9_000_000}])
    assert telemetry.cause_of(raised.value).startswith("SQLITE_FULL")
    await database.close()


async def test_damage_is_found_beside_the_work_and_stays_known(tmp_path: Path) -> None:
    path = tmp_path / "test.db"
    await (await filled(path)).close()
    overwrite_pages(path, 300, 40)
    database = SqliteDatabase(path)
    await database.open()  # the start does not wait for it
    await database.probe()
    with capture_logs() as lines:
        await database.verify()
    assert [line["event"] for line in lines] == [telemetry.DAMAGED]
    assert lines[0]["why"]
    with pytest.raises(ConfigurationError, match=r"test\.db is damaged .* restore a backup"):
        await database.probe()
    await database.close()


async def test_damage_that_a_query_meets_is_told_as_such(tmp_path: Path) -> None:
    path = tmp_path / "test.db"
    await (await filled(path)).close()
    overwrite_pages(path, 300, 40)
    database = SqliteDatabase(path)
    await database.open()
    with capture_logs() as lines, pytest.raises(ConfigurationError, match="is damaged"):
        await database.rows("SELECT MAX(LENGTH(query)) FROM threads", {})
    assert [(line["event"], line["why"][:15]) for line in lines] == [
        (telemetry.DAMAGED, "SQLITE_CORRUPT:")
    ]
    with pytest.raises(ConfigurationError, match="is damaged"):
        await database.probe()
    await database.close()


async def test_the_search_for_damage_holds_up_neither_work_nor_the_end(tmp_path: Path) -> None:
    path = tmp_path / "test.db"
    database = await filled(path)
    await database.close()
    database = SqliteDatabase(path)
    await database.open()
    with capture_logs() as lines:
        await database.verify()
        await ThreadStore(database).forget(NOW)
    assert lines == []
    await database.close()
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("PRAGMA quick_check").fetchone() == ("ok",)
