"""The SQLite file: opened for its owner only, migrated, never touched on the event loop."""

import asyncio
import os
import sqlite3
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

import sqlite_utils
from filelock import FileLock, Timeout

from slackbot.domain.errors import ConfigurationError
from slackbot.store.migrations import migrations

T = TypeVar("T")
Row = dict[str, Any]
OWNER_ONLY = 0o600  # it holds response_urls, which are secrets for half an hour


class Database:
    """One connection, used by one thread of its own: calls are done in the order they are made."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = FileLock(f"{path}.lock", mode=OWNER_ONLY, blocking=False)
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="store")
        self._db: sqlite_utils.Database | None = None

    async def open(self, *, alone: bool = False) -> None:
        """Create or migrate the file. Raises ConfigurationError where it cannot be used.

        `alone`: no other process may have it so. Two apps on one file would run each other's work.
        """
        try:
            if alone:
                self._lock.acquire()
            await self._run(self._open)
        except Timeout as error:
            self._thread.shutdown()
            raise ConfigurationError(
                f"Another slackbot is running on the database {self.path}. Stop it first, or give "
                "this one a file of its own in DATABASE_URL."
            ) from error
        except (OSError, sqlite3.Error) as error:
            self._thread.shutdown()
            self._lock.release()
            raise ConfigurationError(
                f"The database {self.path} cannot be used ({error}). Check DATABASE_URL and the "
                "rights of its folder."
            ) from error

    async def close(self) -> None:
        """Close the connection and its thread; no call may follow."""
        if self._db is not None:
            await self._run(self._db.close)
        self._thread.shutdown()
        self._lock.release()

    async def execute(self, sql: str, values: Mapping[str, Any]) -> None:
        """Run one statement with named parameters, in a transaction of its own."""
        await self.transact((sql, values))

    async def transact(self, *statements: tuple[str, Mapping[str, Any]]) -> None:
        """Run some statements in one transaction: all of them, or none."""
        await self._run(lambda: self._transact(statements))

    async def rows(self, sql: str, values: Mapping[str, Any]) -> list[Row]:
        """The rows of a query with named parameters."""
        return await self._run(lambda: list(self._opened.query(sql, dict(values))))

    @property
    def _opened(self) -> sqlite_utils.Database:
        if self._db is None:
            raise RuntimeError("the database is not open")
        return self._db

    def _open(self) -> None:
        os.close(os.open(self.path, os.O_CREAT | os.O_RDWR, OWNER_ONLY))
        self.path.chmod(OWNER_ONLY)
        connection = sqlite3.connect(self.path, timeout=30)
        db = sqlite_utils.Database(connection)
        db.enable_wal()
        db.execute("PRAGMA synchronous=NORMAL")
        migrations.apply(db)
        self._db = db

    def _transact(self, statements: tuple[tuple[str, Mapping[str, Any]], ...]) -> None:
        with self._opened.atomic():
            for sql, values in statements:
                self._opened.execute(sql, dict(values))

    async def _run(self, function: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, function)
