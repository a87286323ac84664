"""The schema: old databases are brought up to date, newer ones refused, new ones made once."""

import asyncio
import contextlib
from decimal import Decimal
from pathlib import Path

import pytest
import sqlite_utils

from slackbot.domain.ask import Thread
from slackbot.domain.errors import ConfigurationError
from slackbot.domain.money.currency import Currency
from slackbot.domain.money.price import Price
from slackbot.domain.query import Unit
from slackbot.ports import Claim
from slackbot.store.databases.backends import SQLITE, database_for
from slackbot.store.databases.database import Database
from slackbot.store.databases.migrations import STEPS, Step, migrate_postgres, migrate_sqlite
from slackbot.store.databases.postgres import PostgresDatabase
from slackbot.store.deliveries import DeliveryStore
from slackbot.store.setup.allowances import AllowanceStore

PRICED = (
    "INSERT INTO prices VALUES ('T1', 'C1', 'st-1', 'session', '0.20', 'USD', 'U1', '2026-11-24')"
)
POSTED = "INSERT INTO deliveries VALUES ('T1', 'q1:answer', 'C1', '1.1')"


def migrate(url: str, *steps: Step) -> None:
    """As a version of slackbot would that knows these steps only."""
    if url.startswith(SQLITE):
        with contextlib.closing(sqlite_utils.Database(url.removeprefix(SQLITE))) as db:
            migrate_sqlite(db, steps)
        return
    engine = PostgresDatabase(url).engine
    with contextlib.ExitStack() as at_end:
        at_end.callback(engine.dispose)
        migrate_postgres(at_end.enter_context(engine.begin()), steps)


async def test_what_was_posted_before_claims_is_known(empty_database_url: str) -> None:
    first = Step(STEPS[0].name, (*STEPS[0].statements, POSTED))
    migrate(empty_database_url, first)
    database = database_for(empty_database_url)
    await database.open()
    claim = await DeliveryStore(database).claim("T1", "q1:answer", "C1")
    await database.close()
    assert claim == Claim(first=False, message=Thread(channel="C1", ts="1.1"))


async def test_prices_from_before_days_are_valid_from_always(empty_database_url: str) -> None:
    before = [step for step in STEPS if step.name < "m021"]
    priced = Step(before[-1].name, (*before[-1].statements, PRICED))
    migrate(empty_database_url, *before[:-1], priced)
    database = database_for(empty_database_url)
    await database.open()
    (price,) = (await AllowanceStore(database).of("T1", "C1")).prices
    await database.close()
    assert price == Price(
        unit=Unit.SESSION,
        amount=Decimal("0.20"),
        currency=Currency("USD"),
        bot_id="st-1",
        set_by="U1",
    )


async def test_a_step_is_taken_once(empty_database_url: str) -> None:
    for _ in range(2):
        database = database_for(empty_database_url)
        await database.open()
        await database.close()
    migrate(empty_database_url, *STEPS)


async def test_half_a_step_is_none(empty_database_url: str) -> None:
    broken = Step("m000_broken", (*STEPS[0].statements, "CREATE TABLE bots (nothing TEXT)"))
    with pytest.raises(Exception, match=r"bots.* already exists"):
        migrate(empty_database_url, broken)
    database = database_for(empty_database_url)
    await database.open()
    await database.close()


async def test_a_newer_schema_is_refused_and_left_alone(empty_database_url: str) -> None:
    migrate(
        empty_database_url, *STEPS[:1], Step("m999_of_tomorrow", ("CREATE TABLE later (x TEXT)",))
    )
    for database in (first := database_for(empty_database_url), database_for(empty_database_url)):
        with pytest.raises(ConfigurationError, match=r"newer version .*m999_of_tomorrow.*Run that"):
            await database.open(alone=True)
    assert first  # is still there, and holds no lock


async def test_several_open_a_new_database_at_once(empty_database_url: str) -> None:
    databases = [database_for(empty_database_url) for _ in range(4)]
    await asyncio.gather(*(database.open() for database in databases))
    for database in databases:
        assert await tables(database) == [[], [], []]
        await database.close()


async def tables(database: Database) -> list[list[dict[str, object]]]:
    """Those of the last step: each is there, and empty."""
    names = ("ledger", "flights", "budgets")
    return [await database.rows(f"SELECT * FROM {name}", {}) for name in names]  # noqa: S608 - ours


def test_files_of_the_first_version_stay_valid(tmp_path: Path) -> None:
    with contextlib.closing(sqlite_utils.Database(tmp_path / "test.db")) as db:
        migrate_sqlite(db, STEPS[:1])
        rows = list(db.query("SELECT migration_set, name FROM _sqlite_migrations"))
    assert rows == [{"migration_set": "slackbot", "name": "m001_channels_and_questions"}]
