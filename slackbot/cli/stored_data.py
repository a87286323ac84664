"""`slackbot forget`, `backup` and `secrets rotate`: they delete, copy and reseal what is kept."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path

from slackbot.bootstrap import engine_database
from slackbot.cli.audit import record
from slackbot.domain.errors import ConfigurationError
from slackbot.engine.dispatch import Enqueuer
from slackbot.ports import Clock
from slackbot.settings import Settings
from slackbot.store import forgetting
from slackbot.store.databases.backends import database_for
from slackbot.store.databases.database import Database
from slackbot.store.databases.sqlite import SqliteDatabase, copy_database
from slackbot.store.sealing import Sealer, rotate_all, teams_with_secrets

Say = Callable[[str], None]
KEY = "the key that seals secrets"


async def forget(
    settings: Settings, clock: Clock, say: Say, *, user: str = "", channel: str = ""
) -> None:
    """Forget a person or a channel, and say what was found of it. The app may run meanwhile."""
    _see_database(settings)
    database = database_for(settings.database_url.get_secret_value())
    await database.open()
    try:
        found, recorded = Counter[str](), set[str]()
        what = forgetting.USER if user else forgetting.CHANNEL
        whose = "a person" if user else "a channel"  # without the id: that is what is forgotten
        async for team, table, rows in forgetting.forget(database, what, user or channel):
            found[table] += rows
            if rows and team not in recorded:
                await record(database, clock.now(), team, "data", "removed", whose)
                recorded.add(team)
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


async def rotate(settings: Settings, clock: Clock, say: Say) -> None:
    """Seal every secret with the first key. The app may run meanwhile."""
    _see_database(settings)
    database = database_for(settings.database_url.get_secret_value())
    await database.open()
    try:
        sealed = await rotate_all(database, Sealer(settings.secret_keys))
        for team in await teams_with_secrets(database):
            await record(database, clock.now(), team, "secrets", "changed", KEY)
    finally:
        await database.close()
    say(f"Sealed with the first key: {sealed}. The other keys open nothing that is stored now.")


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
