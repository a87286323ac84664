"""DBOS's tables in the same SQLite file as ours, set up for many short writes."""

import sqlite3
from pathlib import Path

import sqlalchemy as sa


def sqlite_engine(path: Path) -> sa.Engine:
    """WAL makes it two to three times faster. A kill loses nothing; a power cut may lose the last
    commits, that is, repeat a step."""
    engine = sa.create_engine(f"sqlite:///{path}")

    @sa.event.listens_for(engine, "connect")
    def _set_up(connection: sqlite3.Connection, _: object) -> None:
        connection.isolation_level = "IMMEDIATE"  # as DBOS has it: writers wait, none gives up
        for pragma in (
            "journal_mode=WAL",
            "synchronous=NORMAL",
            "busy_timeout=30000",
            "foreign_keys=ON",
        ):
            connection.execute(f"PRAGMA {pragma}")

    return engine
