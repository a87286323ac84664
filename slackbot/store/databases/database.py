"""What the stores ask of a database: SQL written once, with named parameters, for either of two.

The SQL keeps to what both speak: `CAST(x AS y)` and never `::`, no colon within a literal, columns
of TEXT, BIGINT and DOUBLE PRECISION. A sum of BIGINT is a Decimal on PostgreSQL, so it is cast.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

Row = dict[str, Any]
Values = Mapping[str, Any]
Statement = tuple[str, Values]

UNAVAILABLE = "Our database does not answer just now. Please ask again in a minute."


class Database(Protocol):
    """One database. Values are text, numbers, None, and bools, which are kept as 0 and 1.

    Each call is a transaction of its own, committed on return. A call raises TransientError where
    a retry can help (the connection was lost, the database restarts, is locked or full); what it
    asked for has then perhaps been done.
    """

    def __str__(self) -> str:
        """Where it is, for the log: never with its password."""
        ...

    async def open(self, *, alone: bool = False) -> None:
        """Connect, and bring the schema up to date. Raises ConfigurationError where that fails.

        `alone`: no other process may have the database so, where there can be only one.
        """
        ...

    async def close(self) -> None:
        """Let the calls under way finish, and disconnect; no call may follow."""
        ...

    async def execute(self, sql: str, values: Values) -> None:
        """Run one statement."""
        ...

    async def execute_many(self, sql: str, rows: Sequence[Values]) -> None:
        """Run one statement for each of `rows`: for all of them, or none."""
        ...

    async def transact(self, *statements: Statement) -> None:
        """Run some statements: all of them, or none."""
        ...

    async def rows(self, sql: str, values: Values) -> list[Row]:
        """The rows of a query, or of a statement with RETURNING."""
        ...


def plain(values: Values) -> dict[str, Any]:
    """`values` for columns of whole numbers: PostgreSQL takes no bool there, SQLite does."""
    return {
        name: int(value) if isinstance(value, bool) else value for name, value in values.items()
    }
