"""`slackbot copy`: moves from a SQLite file to PostgreSQL, with the work under way."""

import asyncio
import sqlite3
import tempfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import sqlalchemy as sa

from slackbot.bootstrap import engine_database
from slackbot.domain.errors import ConfigurationError
from slackbot.engine import names
from slackbot.engine.dispatch import Enqueuer
from slackbot.engine.heartbeat import leave_to_others
from slackbot.settings import Settings
from slackbot.store.databases.backends import database_for
from slackbot.store.databases.copying import Copied, Copy
from slackbot.store.databases.sqlite import copy_database, locked

Say = Callable[[str], None]
OURS = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'bots'"


async def copy(settings: Settings, file: Path, say: Say) -> None:
    """Copy the SQLite file into the empty PostgreSQL of DATABASE_URL, and compare the two.

    The file is read only; a copy of it, beside it, is brought up to this version first. Raises
    ConfigurationError if the app runs on the file, or the other database is not empty.
    """
    if settings.sqlite_path is not None:
        raise ConfigurationError(
            "DATABASE_URL names the database to copy to, which is PostgreSQL: set it to "
            "postgresql://user:password@host/database"
        )
    await asyncio.to_thread(_see, file)
    with locked(file), tempfile.TemporaryDirectory(prefix=".copy-", dir=file.parent) as folder:
        copy = Path(folder) / file.name
        await copy_database(file, copy)
        source = await _with_tables(f"sqlite:///{copy}")
        target = await _with_tables(settings.database_url.get_secret_value())
        try:
            copied = await asyncio.to_thread(_copy, source, target)
        finally:
            source.dispose()
            target.dispose()
    _tell(copied, file, say)


def _see(file: Path) -> None:
    """Raise ConfigurationError unless the file is a database of slackbot."""
    if not file.is_file():
        raise ConfigurationError(f"There is no file {file}.")
    try:
        with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)) as database:
            found = database.execute(OURS).fetchone()
    except sqlite3.DatabaseError:
        found = None
    if not found:
        raise ConfigurationError(f"{file} is not a SQLite database of slackbot.")


async def _with_tables(url: str) -> sa.Engine:
    """Make all tables, ours and the engine's, as this version has them."""
    database = database_for(url)
    await database.open()
    try:
        engine = engine_database(database)
        enqueuer = Enqueuer(engine)
        try:
            await enqueuer.prepare()
        finally:
            await enqueuer.close()
    finally:
        await database.close()
    return engine


def _copy(source: sa.Engine, target: sa.Engine) -> Copied:
    def leave(database: sa.Connection) -> None:
        leave_to_others(database, names.ALONE)

    return Copy(source, target, names.SCHEMA).run(leave)


def _tell(copied: Copied, file: Path, say: Say) -> None:
    rows, tables = sum(copied.rows.values()), sum(map(bool, copied.rows.values()))
    did = "had been copied before" if copied.before else "copied"
    say(f"{rows:,} rows of {tables} tables {did}, and compared: they are the same.")
    say(
        "Start slackbot with this DATABASE_URL: it goes on with the work under way. Don't start it "
        f"on {file} again, or both would answer."
    )
