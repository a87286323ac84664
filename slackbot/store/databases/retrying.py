"""A database that retries, for work in progress that must not fail while the database is away."""

from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

import structlog

from slackbot import telemetry
from slackbot.domain.errors import TransientError
from slackbot.ports import Clock
from slackbot.store.databases.database import Database, Row, Statement, Values

T = TypeVar("T")
log = structlog.get_logger()

FIRST_PAUSE, LONGEST_PAUSE = 0.25, 5.0  # seconds


class RetryingDatabase:
    """Wraps a database; a call that fails with TransientError is repeated until it succeeds.

    DBOS retries its own calls in the same way. Without this, a run would end in failure and its
    work would be lost. So each statement must be safe to repeat.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def __str__(self) -> str:
        return str(self._database)

    async def open(self, *, alone: bool = False) -> None:
        await self._database.open(alone=alone)

    async def close(self) -> None:
        await self._database.close()

    async def execute(self, sql: str, values: Values) -> None:
        await self._until_done(lambda: self._database.execute(sql, values))

    async def execute_many(self, sql: str, rows: Sequence[Values]) -> None:
        await self._until_done(lambda: self._database.execute_many(sql, rows))

    async def transact(self, *statements: Statement) -> None:
        await self._until_done(lambda: self._database.transact(*statements))

    async def rows(self, sql: str, values: Values) -> list[Row]:
        return await self._until_done(lambda: self._database.rows(sql, values))

    async def probe(self) -> None:
        await self._database.probe()

    async def verify(self) -> None:
        await self._database.verify()

    async def size(self) -> int:
        return await self._database.size()

    async def _until_done(self, call: Callable[[], Awaitable[T]]) -> T:
        pause = FIRST_PAUSE
        while True:
            try:
                return await call()
            except TransientError as error:
                if pause == FIRST_PAUSE:
                    log.warning(
                        telemetry.DATABASE,
                        error=type(error.__cause__ or error).__name__,
                        why=telemetry.cause_of(error),
                    )
            await self._clock.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE)
