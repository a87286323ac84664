"""The interface that stores use: SQL written once for both databases, with named parameters.

The SQL uses only what both databases have: `CAST(x AS y)` and never `::`, no colon within a
literal, columns of TEXT, BIGINT and DOUBLE PRECISION. A sum of BIGINT is cast, because PostgreSQL
gives a Decimal.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from typing import Any, Protocol, TypeVar

Row = dict[str, Any]
Values = dict[str, Any]
T = TypeVar("T")
Statement = tuple[str, Values]

PROBE = """
    INSERT INTO probes (id, probes) VALUES (1, 1)
    ON CONFLICT (id) DO UPDATE SET probes = probes.probes + 1"""
UNAVAILABLE = "Our database does not answer just now. Please ask again in a minute."


def one_of(name: str, values: Iterable[str]) -> tuple[str, Values]:
    """Return the parameters of an `IN (…)`, and their values."""
    named: Values = {f"{name}{number}": value for number, value in enumerate(values)}
    return ", ".join(f":{each}" for each in named), named


def seconds_of(moment: datetime) -> int:
    """Return the moment as it is stored, in whole seconds."""
    return int(moment.timestamp())


def moment_of(seconds: int | None) -> datetime | None:
    """Return the moment that is stored so; None where none is."""
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


class Database(Protocol):
    """One database. Values are text, numbers, None, and bools, which are stored as 0 and 1.

    Each call is a transaction of its own, committed on return. It raises TransientError if a retry
    can help: the connection was lost, or the database restarts, is locked or is full. Then the call
    may or may not have taken effect.
    """

    def __str__(self) -> str:
        """Return its place for the log, without its password."""
        ...

    async def open(self, *, alone: bool = False) -> None:
        """Connect, and migrate the schema. Raises ConfigurationError if that fails.

        `alone` asks that no other process opens the database in this way. PostgreSQL ignores it.
        """
        ...

    async def close(self) -> None:
        """Wait for calls in progress, and disconnect. No call may follow."""
        ...

    async def execute(self, sql: str, values: Values) -> None:
        """Run one statement."""
        ...

    async def execute_many(self, sql: str, rows: Sequence[Values]) -> None:
        """Run one statement for each of `rows`, in one transaction."""
        ...

    async def transact(self, *statements: Statement) -> None:
        """Run the statements in one transaction."""
        ...

    async def probe(self) -> None:
        """Write a row, to learn whether the database can be read and written.

        Raises TransientError, and ConfigurationError where the database is known to be damaged;
        their message names the cause.
        """
        ...

    async def verify(self) -> None:
        """Look through all of it for damage, while others use it; where damage is found, it is
        logged, and `probe` fails from then on. Only a file of our own is looked through."""
        ...

    async def size(self) -> int:
        """Return how many bytes it takes on its disk."""
        ...

    async def rows(self, sql: str, values: Values) -> list[Row]:
        """Return the rows of a query, or of a statement with RETURNING."""
        ...


class DatabaseStore:
    """Keeps one kind of things in the tables of a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def _first(self, sql: str, values: Values, read: Callable[[Row], T]) -> T | None:
        """Return what `read` makes of the first row, if there is one."""
        rows = await self._database.rows(sql, values)
        return read(rows[0]) if rows else None

    async def _all(self, sql: str, values: Values, read: Callable[[Row], T]) -> list[T]:
        """Return what `read` makes of each row."""
        return [read(row) for row in await self._database.rows(sql, values)]
