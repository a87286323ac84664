"""Which database a DATABASE_URL means."""

from pathlib import Path

from slackbot.domain.errors import ConfigurationError
from slackbot.store.databases.database import Database
from slackbot.store.databases.postgres import PostgresDatabase
from slackbot.store.databases.sqlite import SqliteDatabase

SQLITE = "sqlite:///"
POSTGRES = ("postgresql://", "postgres://")  # the second is what some platforms hand out


def database_for(url: str) -> Database:
    """The database at `sqlite:///path`, `postgresql://…` or `postgres://…`, not yet opened.

    Raises ConfigurationError, which does not show the URL: it may hold a password.
    """
    if url.startswith(POSTGRES):
        return PostgresDatabase(url)
    path = url.removeprefix(SQLITE)
    if path in ("", url):
        raise ConfigurationError(
            "DATABASE_URL is malformed: it should be sqlite:///path/to/file.db or "
            "postgresql://user:password@host/database"
        )
    return SqliteDatabase(Path(path))
