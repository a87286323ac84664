"""A database on SQLite, and an office on it with one bot that its channel knows."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from slackbot.store.databases.database import Database
from tests.in_loop import SqliteInLoop
from tests.workflows.alerts.test_alerts import Office


@pytest.fixture
async def database(sqlite_url: str) -> AsyncIterator[Database]:
    database = SqliteInLoop(Path(sqlite_url.removeprefix("sqlite:///")))
    await database.open()
    yield database
    await database.close()


@pytest.fixture
async def office(database: Database) -> Office:
    office = Office(database)
    await office.link("Support")
    return office
