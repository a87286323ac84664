"""Opens the SQLite file for DBOS's tables, set up for many short writes."""

import sqlite3
from pathlib import Path

import sqlalchemy as sa

from slackbot.clock import machine_now

# From Python 3.12 on, DBOS's tables and queries say unixepoch('subsec'). SQLite has that since
# 3.42, but Debian 12 has 3.40 and Ubuntu 22.04 has 3.37, whatever the Python. The tables of a file
# keep the words of the Python that made them, so under every Python we define the function.
KNOWS_SUBSEC = (3, 42)


def sqlite_engine(path: Path) -> sa.Engine:
    """Make an engine for the SQLite file, in WAL mode, which is two to three times faster.

    A kill loses nothing; a power cut may lose the last commits, so that a step is repeated. Every
    supported Python can open a file that another one made.
    """
    engine = sa.create_engine(f"sqlite:///{path}")

    @sa.event.listens_for(engine, "connect")
    def _set_up(connection: sqlite3.Connection, _: object) -> None:
        connection.isolation_level = "IMMEDIATE"  # as in DBOS: writers wait, none fails
        for pragma in (
            "journal_mode=WAL",
            "synchronous=NORMAL",
            "secure_delete=ON",  # what is forgotten is gone from the file as well
            "busy_timeout=30000",
            "foreign_keys=ON",
        ):
            connection.execute(f"PRAGMA {pragma}")
        if sqlite3.sqlite_version_info < KNOWS_SUBSEC:
            connection.create_function("unixepoch", 1, _unixepoch)

    return engine


def _unixepoch(modifier: str) -> float:
    """Return the seconds since 1970, to the millisecond, as SQLite's own unixepoch('subsec')."""
    if modifier != "subsec":
        raise ValueError(modifier)
    return round(machine_now().timestamp(), 3)
