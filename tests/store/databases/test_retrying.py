"""A database that is away is waited for."""

from collections.abc import Sequence

import pytest

from slackbot.domain.errors import TransientError
from slackbot.store.databases.database import Row, Statement, Values
from slackbot.store.databases.retrying import RetryingDatabase
from tests.fakes import FakeClock


class Away:
    """A database whose every call fails so often before it is done."""

    def __init__(self, times: int, failure: type[Exception] = TransientError) -> None:
        self.done: list[str] = []
        self._times = self._left = times
        self._failure = failure

    async def open(self, *, alone: bool = False) -> None:
        self._do("open")

    async def close(self) -> None:
        self._do("close")

    async def execute(self, sql: str, values: Values) -> None:
        self._do(sql)

    async def execute_many(self, sql: str, rows: Sequence[Values]) -> None:
        self._do(sql)

    async def transact(self, *statements: Statement) -> None:
        self._do(statements[0][0])

    async def rows(self, sql: str, values: Values) -> list[Row]:
        self._do(sql)
        return [{"one": 1}]

    async def probe(self) -> None:
        self._do("probe")

    async def verify(self) -> None:
        self._do("verify")

    async def size(self) -> int:
        self._do("size")
        return 1

    def _do(self, what: str) -> None:
        if self._left:
            self._left -= 1
            raise self._failure("away")
        self._left = self._times
        self.done.append(what)


async def test_every_call_waits_until_the_database_is_back() -> None:
    away, clock = Away(times=7), FakeClock()
    patient = RetryingDatabase(away, clock)
    await patient.execute("execute", {})
    assert clock.slept == [0.25, 0.5, 1.0, 2.0, 4.0, 5.0, 5.0]
    await patient.execute_many("execute many", [{}])
    await patient.transact(("transact", {}))
    assert await patient.rows("rows", {}) == [{"one": 1}]
    assert away.done == ["execute", "execute many", "transact", "rows"]


async def test_a_mistake_of_ours_is_not_repeated() -> None:
    away, clock = Away(1, ZeroDivisionError), FakeClock()
    with pytest.raises(ZeroDivisionError):
        await RetryingDatabase(away, clock).rows("rows", {})
    assert clock.slept == []
