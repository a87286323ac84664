"""Connects to PostgreSQL, which any number of processes share. No call blocks the event loop."""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, TypeVar

import sqlalchemy as sa
from sqlalchemy import exc

from slackbot import telemetry
from slackbot.domain.errors import ConfigurationError, TransientError
from slackbot.extras import brought_by
from slackbot.store.databases.database import PROBE, UNAVAILABLE, Row, Statement, Values
from slackbot.store.databases.migrations import migrate_postgres

if TYPE_CHECKING:
    import psycopg

T = TypeVar("T")
SIZE = "SELECT pg_database_size(current_database()) AS bytes"
THREADS = 4
CONNECTIONS = 10  # shared with the durable engine; this store's threads use further ones
# Without these, a call blocks for hours in a network that drops packets. A URL can override them.
LIMITS = {"connect_timeout": "10", "keepalives_idle": "30", "tcp_user_timeout": "30000"}
# Otherwise a process that is frozen within a transaction keeps its locks until it goes on.
IDLE_IN_TRANSACTION = "SET idle_in_transaction_session_timeout = '15s'"
# A retry can help: the connection was lost or refused, the database restarts, or (InternalError) it
# became a read-only standby or ended our idle transaction.
PASSING = (exc.OperationalError, exc.InternalError, exc.TimeoutError)


class PostgresDatabase:
    """A pool of connections, used by a few threads; others may share `engine`.

    `url` begins with `postgresql://` or `postgres://`. Raises ConfigurationError if it is
    malformed. No error, log line or repr of it holds the password.
    """

    def __init__(self, url: str) -> None:
        self.engine = _engine(_parsed(url))
        self._threads = ThreadPoolExecutor(max_workers=THREADS, thread_name_prefix="store")

    def __str__(self) -> str:
        url = self.engine.url
        return sa.URL.create(
            "postgresql", url.username, host=url.host, port=url.port, database=url.database
        ).render_as_string()

    async def open(self, *, alone: bool = False) -> None:  # noqa: ARG002 - many may share it
        try:
            await self._in_thread(self._open)
        except ConfigurationError:
            await self.close()
            raise

    async def close(self) -> None:
        # A pool of our own, because the durable engine ends the loop's own threads when it stops.
        with ThreadPoolExecutor(max_workers=1) as thread:
            await asyncio.get_running_loop().run_in_executor(thread, self._close)

    async def execute(self, sql: str, values: Values) -> None:
        await self.transact((sql, values))

    async def execute_many(self, sql: str, rows: Sequence[Values]) -> None:
        if rows:  # SQLAlchemy reads an empty list as a statement without parameters
            await self._run(lambda db: db.execute(sa.text(sql), [_plain(row) for row in rows]))

    async def transact(self, *statements: Statement) -> None:
        await self._run(lambda db: _execute(db, statements))

    async def rows(self, sql: str, values: Values) -> list[Row]:
        return await self._run(lambda db: _rows(db, sql, values))

    async def probe(self) -> None:
        try:
            await self.execute(PROBE, {})
        except TransientError as error:
            cause = telemetry.cause_of(error).partition(":")[0]  # the rest may name hosts and users
            raise TransientError(f"It cannot be written ({cause}).") from error

    async def verify(self) -> None:
        pass  # a server looks after its own files

    async def size(self) -> int:
        (row,) = await self.rows(SIZE, {})
        return int(row["bytes"])

    def _open(self) -> None:
        try:
            with self.engine.begin() as db:
                migrate_postgres(db)
        except exc.SQLAlchemyError as error:
            reason = error.orig if isinstance(error, exc.DBAPIError) else error
            raise ConfigurationError(
                f"The database in DATABASE_URL cannot be used ({' '.join(str(reason).split())}). "
                "Check DATABASE_URL, and whether that database runs and lets us in."
            ) from error

    def _close(self) -> None:
        self._threads.shutdown()
        self.engine.dispose()

    async def _run(self, function: Callable[[sa.Connection], T]) -> T:
        return await self._in_thread(lambda: self._transaction(function))

    def _transaction(self, function: Callable[[sa.Connection], T]) -> T:
        try:
            with self.engine.begin() as db:
                return function(db)
        except PASSING as error:
            raise TransientError(UNAVAILABLE) from error

    async def _in_thread(self, function: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._threads, function)


def _parsed(text: str) -> sa.URL:
    """Parse the URL. An error has no cause, because the cause would quote a piece of the
    password.
    """
    try:
        url = sa.make_url(text)
    except (exc.ArgumentError, ValueError):
        raise ConfigurationError(
            "DATABASE_URL is malformed: it should be like postgresql://user:password@host/database"
        ) from None
    if text.count("@") > 1:  # else a piece of the password would be read as the host
        raise ConfigurationError(
            "DATABASE_URL has more than one @: write those of the user's name and password as %40."
        )
    return url.set(drivername="postgresql+psycopg", query={**LIMITS, **url.query})


def _engine(url: sa.URL) -> sa.Engine:
    # SQLAlchemy hides the password of a URL, but not one in its query.
    secrets = {key: url.query[key] for key in url.query if key.endswith(("password", "secret"))}
    with brought_by("postgres", "PostgreSQL"):
        engine = sa.create_engine(
            url.difference_update_query(secrets),
            connect_args=secrets,
            pool_size=CONNECTIONS,
            max_overflow=THREADS,
            pool_pre_ping=True,
            hide_parameters=True,
        )

    @sa.event.listens_for(engine, "connect")
    def _set_up(connection: "psycopg.Connection[Any]", _: object) -> None:
        connection.execute(IDLE_IN_TRANSACTION)
        connection.commit()

    return engine


def _execute(db: sa.Connection, statements: Sequence[Statement]) -> None:
    for sql, values in statements:
        db.execute(sa.text(sql), _plain(values))


def _rows(db: sa.Connection, sql: str, values: Values) -> list[Row]:
    return [dict(row) for row in db.execute(sa.text(sql), _plain(values)).mappings()]


def _plain(values: Values) -> dict[str, Any]:
    """Return `values` with bools as 0 and 1: PostgreSQL, unlike SQLite, refuses bools in BIGINT
    columns.
    """
    return {
        name: int(value) if isinstance(value, bool) else value for name, value in values.items()
    }
