"""Copies all rows of one database into another one that is empty, and compares the two."""

import json
from collections.abc import Callable, Iterator, Mapping
from hashlib import sha256
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from slackbot import telemetry
from slackbot.domain.errors import ConfigurationError
from slackbot.store.databases.migrations import LOCK

IN_PARTS = {"yield_per": 1_000}  # rows
# These say which version made the tables.
MADE_BY = frozenset({"_sqlite_migrations", "slackbot_migrations", "dbos_migrations"})
# Nothing in it is work or a memory: both databases have their own.
LEFT_OUT = MADE_BY | {"probes", "executors"}
# Each process that opens the target waits for this transaction, which may take minutes.
ALONE = (
    f"SELECT pg_advisory_xact_lock({LOCK})",
    "SET LOCAL idle_in_transaction_session_timeout = 0",
)
UNLIKE = (
    "The two databases have different tables or columns ({what}), so nothing was copied. Use the "
    "same version of slackbot that last ran on the file."
)
NOT_EMPTY = (
    "The database in DATABASE_URL isn't empty ({table} has rows), so nothing was copied. If "
    "slackbot runs on it since an earlier copy, you are done: it is newer than the file. To copy "
    "the file as it is now, make a new database (`createdb`), name it in DATABASE_URL, and copy "
    "again."
)
NOT_COPIED = "The copy failed, and nothing of it was kept ({why}). The file is unchanged."


class Digest(NamedTuple):
    """The number of rows, and a sum over them that does not depend on their order."""

    rows: int
    sum: int


class Copied(NamedTuple):
    """The number of rows by table, and whether an earlier copy had put them all there."""

    rows: Mapping[str, int]
    before: bool


class Copy:
    """Of a SQLite database into a PostgreSQL one, whose tables are both made by this version.

    On PostgreSQL the engine's tables stand in a `schema` of their own.
    """

    def __init__(self, source: sa.Engine, target: sa.Engine, schema: str) -> None:
        self._source, self._target, self._schema = source, target, schema

    def run(self, finish: Callable[[sa.Connection], None]) -> Copied:
        """Copy all rows, compare them, `finish` in the same transaction, and only then keep them.

        Blocks.

        Raises ConfigurationError if the target has other tables, or rows that the source has not.
        An error or the end of the process leaves the target as it was.
        """
        try:
            with self._source.connect() as source, self._target.begin() as target:
                for sql in ALONE:
                    target.execute(sa.text(sql))
                pairs = list(self._pairs(source, target))
                before = {table.name: _digest(target, table) for _, table in pairs}
                if not any(digest.rows for digest in before.values()):
                    copied = {its.name: _copy(source, its, target, to) for its, to in pairs}
                    kept = {table.name: _digest(target, table) for _, table in pairs}
                    _compare(copied, kept)
                    finish(target)
                    return Copied({name: digest.rows for name, digest in copied.items()}, False)
                there = {table.name: _digest(source, table) for table, _ in pairs}
                if there != before:
                    name = next(name for name, digest in before.items() if digest.rows)
                    raise ConfigurationError(NOT_EMPTY.format(table=name))
                return Copied({name: digest.rows for name, digest in there.items()}, True)
        except SQLAlchemyError as error:
            # Not the driver's own words: they may quote a value.
            cause = error.orig if isinstance(error, sa.exc.DBAPIError) else error
            why = telemetry.cause_of(cause or error).partition(":")[0]
            raise ConfigurationError(NOT_COPIED.format(why=why)) from error

    def _pairs(
        self, source: sa.Connection, target: sa.Connection
    ) -> Iterator[tuple[sa.Table, sa.Table]]:
        """Yield the tables that both have, each before those that refer to it."""
        ours, theirs = sa.MetaData(), sa.MetaData()
        ours.reflect(source)
        theirs.reflect(target)
        theirs.reflect(target, schema=self._schema)
        named = {table.name: table for table in ours.sorted_tables}
        for table in theirs.sorted_tables:
            if table.name in LEFT_OUT:
                continue
            if (its := named.pop(table.name, None)) is None:
                continue  # the target's own, and the source has nothing for it
            for column in table.columns:
                if isinstance(column.type, sa.JSON):
                    column.type.none_as_null = True  # as DBOS writes it
            if unlike := set(its.columns.keys()) ^ set(table.columns.keys()):
                raise ConfigurationError(UNLIKE.format(what=f"{table.name}.{min(unlike)}"))
            yield its, table
        if unknown := sorted(named.keys() - LEFT_OUT):
            raise ConfigurationError(UNLIKE.format(what=unknown[0]))


def _copy(source: sa.Connection, its: sa.Table, target: sa.Connection, to: sa.Table) -> Digest:
    rows = sums = 0
    for part in _rows(source, its).partitions():
        values = [_fitting(dict(row), to) for row in part]
        target.execute(sa.insert(to), values)
        rows += len(values)
        sums += sum(map(_sum, values))
    return Digest(rows, sums)


def _digest(database: sa.Connection, table: sa.Table) -> Digest:
    rows = sums = 0
    for row in _rows(database, table):
        rows += 1
        sums += _sum(_fitting(dict(row), table))
    return Digest(rows, sums)


def _rows(database: sa.Connection, table: sa.Table) -> sa.MappingResult:
    return database.execute(sa.select(table), execution_options=IN_PARTS).mappings()


def _fitting(row: dict[str, Any], table: sa.Table) -> dict[str, Any]:
    """Return the row with JSON as values: SQLite keeps it as text."""
    return {
        name: json.loads(value)
        if isinstance(value, str) and isinstance(table.columns[name].type, sa.JSON)
        else value
        for name, value in row.items()
    }


def _sum(row: dict[str, Any]) -> int:
    return int.from_bytes(sha256(repr(sorted(row.items())).encode()).digest())


def _compare(copied: Mapping[str, Digest], kept: Mapping[str, Digest]) -> None:
    for name, digest in copied.items():
        if kept[name] != digest:
            raise ConfigurationError(NOT_COPIED.format(why=f"{name} is not the same afterwards"))
