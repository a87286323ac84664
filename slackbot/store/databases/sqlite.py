"""SQLite: one file, opened for its owner only, never touched on the event loop."""

import asyncio
import os
import sqlite3
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

import sqlite_utils
from filelock import FileLock, Timeout

from slackbot.domain.errors import AlreadyRunningError, ConfigurationError, TransientError
from slackbot.store.databases.database import UNAVAILABLE, Row, Statement, Values, plain
from slackbot.store.databases.migrations import migrate_sqlite

T = TypeVar("T")
OWNER_ONLY = 0o600  # it holds response_urls, which are secrets for half an hour
PATIENCE = 30.0  # seconds that a call waits for another process to write
# A retry can help: somebody else writes, the disk is full or away. Their lowest byte says so.
PASSING = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR}


class SqliteDatabase:
    """One connection, used by one thread of its own: calls are done in the order they are made."""

    def __init__(self, path: Path, patience: float = PATIENCE) -> None:
        self.path = path
        self._patience = patience
        self._lock = FileLock(f"{path}.lock", mode=OWNER_ONLY, blocking=False)
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="store")
        self._db: sqlite_utils.Database | None = None

    def __str__(self) -> str:
        return str(self.path.resolve())

    async def open(self, *, alone: bool = False) -> None:
        """`alone`: two apps on one file would run each other's work."""
        try:
            await self._run(self._create)  # first: a lock would make the folder, however misspelt
            if alone:
                self._lock.acquire()
            await self._run(self._open)
        except Timeout as error:
            await self.close()
            raise AlreadyRunningError(
                f"Another slackbot is running on the database {self.path}. Stop it first, or give "
                "this one a file of its own in DATABASE_URL."
            ) from error
        except (OSError, sqlite3.Error, TransientError) as error:
            await self.close()
            raise ConfigurationError(
                f"The database {self.path} cannot be used ({error.__cause__ or error}). Check "
                "DATABASE_URL and the rights of its folder."
            ) from error
        except ConfigurationError:
            await self.close()
            raise

    async def close(self) -> None:
        if self._db is not None:
            await self._run(self._db.close)
        self._thread.shutdown()
        self._lock.release()

    async def execute(self, sql: str, values: Values) -> None:
        await self.transact((sql, values))

    async def execute_many(self, sql: str, rows: Sequence[Values]) -> None:
        await self._run(lambda: self._execute_many(sql, rows))

    async def transact(self, *statements: Statement) -> None:
        await self._run(lambda: self._transact(statements))

    async def rows(self, sql: str, values: Values) -> list[Row]:
        return await self._run(lambda: list(self._opened.query(sql, plain(values))))

    @property
    def _opened(self) -> sqlite_utils.Database:
        if self._db is None:
            raise RuntimeError("the database is not open")
        return self._db

    def _create(self) -> None:
        os.close(os.open(self.path, os.O_CREAT | os.O_RDWR, OWNER_ONLY))
        self.path.chmod(OWNER_ONLY)

    def _open(self) -> None:
        # One after another: SQLite itself does not wait for another process that, at the same
        # moment, makes the new file a WAL one.
        with FileLock(f"{self.path}.opening.lock", mode=OWNER_ONLY, timeout=self._patience):
            self._db = db = sqlite_utils.Database(
                sqlite3.connect(self.path, timeout=self._patience)
            )
            db.enable_wal()
            db.execute("PRAGMA synchronous=NORMAL")
            migrate_sqlite(db)

    def _transact(self, statements: Sequence[Statement]) -> None:
        with self._opened.atomic():
            for sql, values in statements:
                self._opened.execute(sql, plain(values))

    def _execute_many(self, sql: str, rows: Sequence[Values]) -> None:
        with self._opened.atomic():
            self._opened.conn.executemany(sql, map(plain, rows))

    async def _run(self, function: Callable[[], T]) -> T:
        try:
            return await asyncio.get_running_loop().run_in_executor(self._thread, function)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF in PASSING:
                raise TransientError(UNAVAILABLE) from error
            raise
