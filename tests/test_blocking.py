"""That no call of the app keeps the event loop waiting is seen in every test."""

import sqlite3
from pathlib import Path

import pytest
from blockbuster import BlockingError

from slackbot.engine.database import sqlite_engine
from tests.conftest import blocking_refused


async def test_a_database_call_in_the_loop_fails(tmp_path: Path) -> None:
    engine = sqlite_engine(tmp_path / "test.db")
    with blocking_refused(("sqlite3.",)), pytest.raises(BlockingError):
        engine.connect()


async def test_a_tests_own_call_does_not() -> None:
    with blocking_refused(("sqlite3.",)):
        connection = sqlite3.connect(":memory:")
        assert connection.execute("SELECT 1").fetchone() == (1,)
        connection.close()
