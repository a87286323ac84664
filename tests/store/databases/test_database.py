"""What is promised of a database, on both kinds."""

import asyncio
import contextlib
import traceback

import pytest
import sqlalchemy as sa

from slackbot.domain.errors import ConfigurationError
from slackbot.store.databases.backends import database_for
from slackbot.store.databases.database import Database

ADD = "INSERT INTO executors (id, seen_at) VALUES (:id, :seen)"
ALL = "SELECT id, seen_at FROM executors ORDER BY id"


async def test_values_come_back_as_they_were(database: Database) -> None:
    await database.execute(ADD, {"id": "Ärger: 100 %, :id, 'x'", "seen": 1_795_512_600.25})
    assert await database.rows(ALL, {}) == [
        {"id": "Ärger: 100 %, :id, 'x'", "seen_at": 1_795_512_600.25}
    ]


async def test_bools_are_whole_numbers(database: Database) -> None:
    add = """
        INSERT INTO bots (team_id, channel_id, bot_id, name, linked_by, linked_at, is_default)
        VALUES ('T1', 'C1', :id, '', '', '', :default)"""
    await database.execute_many(add, [{"id": "1", "default": True}, {"id": "2", "default": False}])
    rows = await database.rows("SELECT is_default FROM bots WHERE is_default = :yes", {"yes": True})
    assert [type(row["is_default"]) for row in rows] == [int]


async def test_a_literal_may_hold_a_percent_sign(database: Database) -> None:
    await database.execute_many(ADD, [{"id": "web-1", "seen": 1}, {"id": "worker-1", "seen": 1}])
    rows = await database.rows("SELECT id FROM executors WHERE id LIKE 'we%'", {})
    assert rows == [{"id": "web-1"}]


async def test_returned_rows_are_committed(database: Database, database_url: str) -> None:
    rows = await database.rows(f"{ADD} RETURNING id, seen_at", {"id": "a", "seen": 1})
    assert rows == [{"id": "a", "seen_at": 1}]
    update = "UPDATE executors SET seen_at = :seen WHERE id = :id RETURNING seen_at"
    assert await database.rows(update, {"id": "a", "seen": 2}) == [{"seen_at": 2}]
    another = database_for(database_url)
    await another.open()
    assert await another.rows(ALL, {}) == [{"id": "a", "seen_at": 2}]
    await another.close()


async def test_half_a_transaction_is_none(database: Database) -> None:
    with pytest.raises(Exception, match=r"(?i)unique"):
        await database.transact((ADD, {"id": "a", "seen": 1}), (ADD, {"id": "a", "seen": 2}))
    assert await database.rows(ALL, {}) == []


async def test_all_of_many_or_none(database: Database) -> None:
    await database.execute_many(ADD, [])
    with pytest.raises(Exception, match=r"(?i)unique"):
        await database.execute_many(ADD, [{"id": id_, "seen": 1} for id_ in ("a", "b", "a")])
    assert await database.rows(ALL, {}) == []
    await database.execute_many(ADD, [{"id": id_, "seen": 1} for id_ in ("a", "b")])
    assert [row["id"] for row in await database.rows(ALL, {})] == ["a", "b"]


async def test_a_mistake_leaves_the_database_usable(database: Database) -> None:
    with pytest.raises(Exception, match="nonsense"):
        await database.rows("SELECT * FROM nonsense", {})
    with pytest.raises(Exception, match="nonsense"):
        await database.execute("DELETE FROM nonsense", {})
    assert await database.rows(ALL, {}) == []


async def test_what_is_written_survives_a_restart(database_url: str) -> None:
    for seen in (1, 2):
        database = database_for(database_url)
        await database.open(alone=True)
        await database.execute(ADD, {"id": str(seen), "seen": seen})
        await database.close()
    database = database_for(database_url)
    await database.open()
    assert [row["id"] for row in await database.rows(ALL, {})] == ["1", "2"]
    await database.close()


def test_it_is_closed_after_the_loops_own_threads(database_url: str) -> None:
    """The durable engine, which stops first, takes those along."""

    async def use() -> None:
        database = database_for(database_url)
        await database.open()
        await asyncio.get_running_loop().shutdown_default_executor()
        await database.close()

    with contextlib.closing(asyncio.new_event_loop()) as loop:
        loop.run_until_complete(use())


async def test_it_says_where_it_is(database: Database, database_url: str) -> None:
    place = sa.make_url(database_url).database
    assert place is not None
    assert str(database).endswith(place)
    assert "hunter2" not in f"{database} {database!r}"


@pytest.mark.parametrize(
    "url",
    [
        pytest.param("", id="nothing"),
        pytest.param("sqlite:///", id="no file"),
        pytest.param("hunter2.db", id="a file and no scheme"),
        pytest.param("mysql://root:hunter2@host/db", id="another database"),
        pytest.param("postgresql://root:hunter2", id="no host"),
        pytest.param("postgresql://root:1234@hunter2@host/db", id="a password with an @"),
        pytest.param("postgres://root:hunter2@host:port/db", id="a port that is none"),
    ],
)
def test_a_malformed_url_is_refused_and_not_shown(url: str) -> None:
    with pytest.raises(ConfigurationError, match="DATABASE_URL") as raised:
        database_for(url)
    assert "hunter2" not in "".join(traceback.format_exception(raised.value))
