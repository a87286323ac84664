"""Chooses the database that a DATABASE_URL names."""

from pathlib import Path

from slackbot.domain.errors import ConfigurationError
from slackbot.store.databases.database import Database
from slackbot.store.databases.postgres import PostgresDatabase
from slackbot.store.databases.sqlite import SqliteDatabase

SQLITE = "sqlite:///"
POSTGRES = ("postgresql://", "postgres://")  # some platforms give the second


def database_for(url: str) -> Database:
    """Return the database at `sqlite:///path`, `postgresql://…` or `postgres://…`, not yet opened.

    Raises ConfigurationError. Its message does not show the URL, which may hold a password.
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
