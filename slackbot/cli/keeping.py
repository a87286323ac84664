"""`slackbot forget`, `backup` and `secrets rotate`: they delete, copy and reseal what is kept."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path

from slackbot.bootstrap import engine_database
from slackbot.domain.errors import ConfigurationError
from slackbot.engine.dispatch import Enqueuer
from slackbot.settings import Settings
from slackbot.store import forgetting
from slackbot.store.databases.backends import database_for
from slackbot.store.databases.database import Database
from slackbot.store.databases.sqlite import SqliteDatabase, copy_database
from slackbot.store.sealing import Sealer, rotate_all

Say = Callable[[str], None]


async def forget(settings: Settings, say: Say, *, user: str = "", channel: str = "") -> None:
    """Forget a person or a channel, and say what was found of it. The app may run meanwhile."""
    _see_database(settings)
    database = database_for(settings.database_url.get_secret_value())
    await database.open()
    try:
        found: Counter[str] = Counter()
        what = forgetting.USER if user else forgetting.CHANNEL
        async for table, rows in forgetting.forget(database, what, user or channel):
            found[table] += rows
        under_way = await _forget_runs(database, user or channel, found)
        if isinstance(database, SqliteDatabase):
            await database.rows("PRAGMA wal_checkpoint(TRUNCATE)", {})
    finally:
        await database.close()
    for table, rows in sorted(found.items()):
        if rows:
            say(f"{table}: {rows}")
    if not found.total():
        say("Nothing is kept of it.")
    if under_way:
        say(f"{under_way} still under way. Run this again when they are answered.")


async def backup(settings: Settings, file: Path, say: Say) -> None:
    """Write a consistent copy of the SQLite database. The app may run meanwhile.

    Raises ConfigurationError for PostgreSQL, whose own tool does it.
    """
    if settings.sqlite_path is None:
        raise ConfigurationError(
            "DATABASE_URL is PostgreSQL: back it up with pg_dump, and restore it with pg_restore "
            "(docs/backup.md says how)."
        )
    _see_database(settings)
    size = await copy_database(settings.sqlite_path, file)
    say(f"{file}: {size:,} bytes, checked. It is as secret as the database.")


async def rotate(settings: Settings, say: Say) -> None:
    """Seal every secret with the first key. The app may run meanwhile."""
    _see_database(settings)
    database = database_for(settings.database_url.get_secret_value())
    await database.open()
    try:
        sealed = await rotate_all(database, Sealer(settings.secret_keys))
    finally:
        await database.close()
    say(f"{sealed} sealed with the first key. The other keys open nothing that is stored now.")


async def _forget_runs(database: Database, id_: str, found: Counter[str]) -> int:
    engine = engine_database(database)
    enqueuer = Enqueuer(engine)
    try:
        await enqueuer.prepare()
        found["runs"], under_way = await enqueuer.forget_naming(id_)
    finally:
        await enqueuer.close()
        engine.dispose()
    return under_way


def _see_database(settings: Settings) -> None:
    if settings.sqlite_path and not settings.sqlite_path.exists():
        raise ConfigurationError(f"There is no database at {settings.sqlite_path}.")
