"""DBOS's tables in the same SQLite file as ours, set up for many short writes."""

import sqlite3
from pathlib import Path

import sqlalchemy as sa

from slackbot.clock import machine_now

# From Python 3.12 on, DBOS's tables and queries say unixepoch('subsec'). SQLite knows that since
# 3.42; Debian 12 has 3.40, Ubuntu 22.04 has 3.37, whatever the Python. A file remembers which
# Python made it, so every Python has to know the word.
KNOWS_SUBSEC = (3, 42)


def sqlite_engine(path: Path) -> sa.Engine:
    """WAL makes it two to three times faster. A kill loses nothing; a power cut may lose the last
    commits, that is, repeat a step. Any supported Python opens what another one made."""
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
        if sqlite3.sqlite_version_info < KNOWS_SUBSEC:
            connection.create_function("unixepoch", 1, _unixepoch)

    return engine


def _unixepoch(modifier: str) -> float:
    """SQLite's own for 'subsec', all that DBOS asks for: the seconds since 1970, to the
    millisecond."""
    if modifier != "subsec":
        raise ValueError(modifier)
    return round(machine_now().timestamp(), 3)
