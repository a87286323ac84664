"""DBOS's SQLite tables, as each Python makes them, under each Python and each SQLite."""

import contextlib
import sqlite3
from pathlib import Path

import pytest
import sqlalchemy as sa

from slackbot.engine.database import sqlite_engine
from slackbot.engine.dispatch import Enqueuer

# What DBOS's tables have for a default: until Python 3.11, and from 3.12 on.
DEFAULTS = ("(strftime('%s','now') * 1000)", "(unixepoch('subsec') * 1000)")

AHEAD = "SELECT unixepoch('subsec') - CAST(strftime('%s', 'now') AS INTEGER)"
STAMP = "SELECT version_timestamp, CAST(strftime('%s', 'now') AS INTEGER) FROM application_versions"


async def made_by(path: Path, default: str) -> None:
    """A file as a Python makes it whose DBOS takes that default."""
    engine = sqlite_engine(path)
    enqueuer = Enqueuer(engine)
    await enqueuer.prepare()
    await enqueuer.close()
    engine.dispose()
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as file:
        file.execute("PRAGMA writable_schema = ON")
        for known in DEFAULTS:
            change = "UPDATE sqlite_master SET sql = replace(sql, ?, ?) WHERE type = 'table'"
            file.execute(change, (known, default))
        assert file.execute(
            "SELECT instr(sql, ?) FROM sqlite_master WHERE name = 'application_versions'",
            (default,),
        ).fetchone() > (0,)


@pytest.mark.parametrize("default", DEFAULTS, ids=["made by 3.11", "made by 3.12"])
async def test_any_python_writes_into_a_file_of_any_other(tmp_path: Path, default: str) -> None:
    await made_by(tmp_path / "test.db", default)
    engine = sqlite_engine(tmp_path / "test.db")
    with engine.begin() as connection:
        connection.execute(
            sa.text("INSERT INTO application_versions (version_id, version_name) VALUES (1, 1)")
        )
        stamp, now = connection.execute(sa.text(STAMP)).one()
    engine.dispose()
    assert 0 <= now - stamp // 1000 <= 1


def test_each_connection_knows_unixepoch_with_milliseconds(tmp_path: Path) -> None:
    engine = sqlite_engine(tmp_path / "test.db")
    with engine.connect() as one, engine.connect() as another:
        for connection in (one, another):
            assert connection.scalar(sa.text(AHEAD)) >= 0
            stamps = [connection.scalar(sa.text("SELECT unixepoch('subsec')")) for _ in "123"]
            assert any(stamp % 1 for stamp in stamps)
    engine.dispose()
