"""Opens an SQLite file for its owner only. No call blocks the event loop."""

import asyncio
import contextlib
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import TypeVar

import sqlite_utils
import structlog
from filelock import FileLock, Timeout

from slackbot import telemetry
from slackbot.domain.errors import AlreadyRunningError, ConfigurationError, TransientError
from slackbot.store.databases.database import PROBE, UNAVAILABLE, Row, Statement, Values
from slackbot.store.databases.migrations import migrate_sqlite

T = TypeVar("T")
log = structlog.get_logger()
OWNER_ONLY = 0o600  # it holds response_urls, which are secrets for half an hour
PATIENCE = 30.0  # seconds that a call waits for another process to write
# A retry can help: somebody else writes, the disk is full, read-only or away. Their lowest byte
# says so.
PASSING = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_CANTOPEN,
}
BROKEN = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
LEAST_FREE = 1024 * 1024  # bytes of the disk; with less, the next larger write fails
DAMAGED = (
    "The database {path} is damaged ({why}). See whether DATABASE_URL names the right file. If it "
    "does, stop slackbot and restore a backup: docs/backup.md says how."
)


@contextlib.contextmanager
def locked(path: Path) -> Iterator[None]:
    """Keep the app from the file within this block. Raises AlreadyRunningError if it has it."""
    try:
        with _lock_of(path):
            yield
    except Timeout as error:
        raise _running_on(path) from error


def _lock_of(path: Path) -> FileLock:
    return FileLock(f"{path}.lock", mode=OWNER_ONLY, blocking=False)


def _running_on(path: Path) -> AlreadyRunningError:
    return AlreadyRunningError(
        f"Another slackbot is running on the database {path}. Stop it first, or give this one a "
        "file of its own in DATABASE_URL."
    )


async def copy_database(path: Path, copy: Path) -> int:
    """Write a consistent copy of the file, for its owner only, and look through it; return its
    size in bytes. Who uses the database goes on.

    Raises ConfigurationError if the copy is there already, cannot be written or is damaged.
    """
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="backup") as thread:
        return await asyncio.get_running_loop().run_in_executor(thread, _copy, path, copy)


def _copy(path: Path, copy: Path) -> int:
    try:
        os.close(os.open(copy, os.O_CREAT | os.O_EXCL | os.O_RDWR, OWNER_ONLY))
    except OSError as error:
        raise ConfigurationError(f"{copy} cannot be made ({error.strerror}).") from error
    try:
        with closing(sqlite3.connect(path, timeout=PATIENCE)) as db:
            db.execute("VACUUM INTO ?", (str(copy),))
        with closing(sqlite3.connect(copy)) as db:
            (found,) = db.execute("PRAGMA quick_check(1)").fetchone()
            if found != "ok":
                raise sqlite3.DatabaseError(found)
    except sqlite3.Error as error:
        copy.unlink()
        why = telemetry.cause_of(error)
        raise ConfigurationError(f"The database could not be copied ({why}).") from error
    return copy.stat().st_size


class SqliteDatabase:
    """One connection, used by one thread of its own, so calls are done in their order."""

    def __init__(self, path: Path, patience: float = PATIENCE) -> None:
        self.path = path
        self._patience = patience
        self._lock = _lock_of(path)
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="store")
        self._db: sqlite_utils.Database | None = None
        self._verifying: sqlite3.Connection | None = None
        self._damage = ""

    def __str__(self) -> str:
        return str(self.path.resolve())

    async def open(self, *, alone: bool = False) -> None:
        """Open the file. `alone` locks it for one app, because two would run each other's work."""
        try:
            # first, because taking the lock would create a misspelt folder
            await self._run(self._create)
            if alone:
                self._lock.acquire()
            await self._run(self._open)
        except Timeout as error:
            await self.close()
            raise _running_on(self.path) from error
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
        if self._verifying is not None:
            self._verifying.interrupt()
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
        return await self._run(lambda: list(self._opened.query(sql, values)))

    async def probe(self) -> None:
        if self._damage:
            raise ConfigurationError(DAMAGED.format(path=self.path.name, why=self._damage))
        try:
            await self.execute(PROBE, {})
        except TransientError as error:
            raise TransientError(f"It cannot be written ({telemetry.cause_of(error)}).") from error
        if shutil.disk_usage(self.path.resolve().parent).free < LEAST_FREE:
            raise TransientError("Its disk is full.")

    async def verify(self) -> None:
        with ThreadPoolExecutor(max_workers=1, thread_name_prefix="verify") as thread:
            loop = asyncio.get_running_loop()
            if damage := await loop.run_in_executor(thread, self._look_through):
                self._note_damage(damage)

    async def size(self) -> int:
        files = (self.path, self.path.with_name(f"{self.path.name}-wal"))
        return sum(file.stat().st_size for file in files if file.exists())

    @property
    def _opened(self) -> sqlite_utils.Database:
        if self._db is None:
            raise RuntimeError("the database is not open")
        return self._db

    def _create(self) -> None:
        os.close(os.open(self.path, os.O_CREAT | os.O_RDWR, OWNER_ONLY))
        self.path.chmod(OWNER_ONLY)

    def _open(self) -> None:
        # Under a lock, because SQLite itself does not wait for another process that switches the
        # new file to WAL at the same moment.
        with FileLock(f"{self.path}.opening.lock", mode=OWNER_ONLY, timeout=self._patience):
            self._db = db = sqlite_utils.Database(
                sqlite3.connect(self.path, timeout=self._patience)
            )
            db.enable_wal()
            db.execute("PRAGMA synchronous=NORMAL")
            db.execute("PRAGMA secure_delete=ON")  # what is forgotten is gone from the file as well
            migrate_sqlite(db)

    def _transact(self, statements: Sequence[Statement]) -> None:
        with self._opened.atomic():
            for sql, values in statements:
                self._opened.execute(sql, values)

    def _execute_many(self, sql: str, rows: Sequence[Values]) -> None:
        with self._opened.atomic():
            self._opened.conn.executemany(sql, rows)

    async def _run(self, function: Callable[[], T]) -> T:
        try:
            return await asyncio.get_running_loop().run_in_executor(self._thread, function)
        except sqlite3.DatabaseError as error:
            code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_OK) & 0xFF
            if code in PASSING:
                raise TransientError(UNAVAILABLE) from error
            if code in BROKEN and self._db is not None:
                self._note_damage(why := telemetry.cause_of(error))
                raise ConfigurationError(DAMAGED.format(path=self.path.name, why=why)) from error
            raise

    def _note_damage(self, damage: str) -> None:
        if not self._damage:
            log.error(telemetry.DAMAGED, why=damage)
        self._damage = damage

    def _look_through(self) -> str:
        """Return the first damage found; empty where there is none, or the file was closed."""
        with closing(sqlite3.connect(self.path, timeout=self._patience)) as db:
            self._verifying = db
            try:
                (found,) = db.execute("PRAGMA quick_check(1)").fetchone()
            except sqlite3.DatabaseError as error:
                code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_OK) & 0xFF
                return telemetry.cause_of(error) if code in BROKEN else ""
            finally:
                self._verifying = None
        return "" if found == "ok" else " ".join(str(found).split())
