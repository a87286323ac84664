"""What is true of PostgreSQL only."""

import logging
import socket
import traceback
from collections.abc import AsyncIterator

import psycopg
import pytest
import sqlalchemy as sa

from slackbot.domain.errors import ConfigurationError, TransientError
from slackbot.store.databases.postgres import PostgresDatabase
from tests.conftest import PASSWORD

COUNT = "SELECT COUNT(*) AS n FROM executors"
HANG_UP = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = %s AND pid <> pg_backend_pid()"""


@pytest.fixture
async def database(postgres_url: str) -> AsyncIterator[PostgresDatabase]:
    database = PostgresDatabase(postgres_url)
    await database.open(alone=True)
    yield database
    await database.close()


async def test_many_may_run_on_it(database: PostgresDatabase, postgres_url: str) -> None:
    second = PostgresDatabase(postgres_url)
    await second.open(alone=True)
    assert await second.rows(COUNT, {}) == await database.rows(COUNT, {}) == [{"n": 0}]
    await second.close()


def test_it_says_where_it_is() -> None:
    database = PostgresDatabase("postgres://anna:secret@host:5433/db?sslmode=require&password=x")
    assert str(database) == "postgresql://anna@host:5433/db"


@pytest.mark.parametrize("scheme", ["postgresql", "postgres"])
async def test_both_schemes_are_served_by_one_driver(scheme: str) -> None:
    url = PostgresDatabase(f"{scheme}://anna@host/db?sslmode=require").engine.url
    assert url.drivername == "postgresql+psycopg"
    assert url.query["sslmode"] == "require"


async def test_a_restarted_database_is_used_again(
    database: PostgresDatabase, postgres_server: str
) -> None:
    """Its connections are lost meanwhile, and nobody notices."""
    await database.rows(COUNT, {})
    hang_up(postgres_server, database)
    assert await database.rows(COUNT, {}) == [{"n": 0}]


async def test_a_database_out_of_reach_is_passing(
    database: PostgresDatabase, postgres_server: str
) -> None:
    name = database.engine.url.database
    with psycopg.connect(postgres_server, autocommit=True) as server:
        server.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        hang_up(postgres_server, database)
        with pytest.raises(TransientError, match="does not answer"):
            await database.rows(COUNT, {})
        server.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
    assert await database.rows(COUNT, {}) == [{"n": 0}]


@pytest.mark.parametrize(
    "end",
    [
        pytest.param("SELECT pg_terminate_backend(pg_backend_pid())", id="lost connection"),
        pytest.param("SET TRANSACTION READ ONLY", id="standby"),
    ],
)
async def test_a_call_that_is_cut_off_is_passing_and_undone(
    database: PostgresDatabase, end: str
) -> None:
    add = "INSERT INTO executors VALUES (:id, 1)"
    with pytest.raises(TransientError, match="does not answer"):
        await database.transact((add, {"id": "a"}), (end, {}), (add, {"id": "b"}))
    assert await database.rows(COUNT, {}) == [{"n": 0}]


async def test_a_frozen_process_does_not_keep_its_locks(database: PostgresDatabase) -> None:
    (row,) = await database.rows("SHOW idle_in_transaction_session_timeout", {})
    assert row == {"idle_in_transaction_session_timeout": "15s"}


@pytest.mark.parametrize(
    "place", ["@127.0.0.1:{closed}/db", "@/no_such_database?host={socket}", "@/db?pass=1"]
)
@pytest.mark.parametrize("query", [False, True])
async def test_the_password_is_nowhere(
    postgres_server: str, place: str, query: bool, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))  # taken, and not listened to
        place = place.format(
            closed=nobody.getsockname()[1], socket=sa.make_url(postgres_server).query["host"]
        )
        url = f"postgresql://postgres:{PASSWORD}{place}"
        if query:
            url = f"postgresql://postgres{place}{'&' if '?' in place else '?'}password={PASSWORD}"
        database = PostgresDatabase(url)
        with pytest.raises(ConfigurationError, match="Check DATABASE_URL") as raised:
            await database.open()
    shown = [
        *traceback.format_exception(raised.value),
        *(repr(error) for error in (raised.value, raised.value.__cause__)),
        *(f(thing) for f in (str, repr) for thing in (database, database.engine)),
        caplog.text,
    ]
    assert PASSWORD not in "\n".join(shown)


async def test_the_password_is_handed_over(postgres_url: str) -> None:
    """It is hidden, not lost: that of the URL and that of its query."""
    in_query = sa.make_url(postgres_url).set(password="").update_query_dict({"password": "p"})
    for url, password in ((postgres_url, PASSWORD), (str(in_query), "p")):
        database = PostgresDatabase(url)
        with database.engine.connect() as connection:
            driver = connection.connection.driver_connection
            assert isinstance(driver, psycopg.Connection)
            assert driver.info.password == password
        await database.close()


async def test_an_error_shows_no_values(database: PostgresDatabase) -> None:
    with pytest.raises(sa.exc.ProgrammingError) as raised:
        await database.execute("DELETE FROM nonsense WHERE x = :x", {"x": "response_url"})
    assert "response_url" not in str(raised.value)


def hang_up(server: str, database: PostgresDatabase) -> None:
    """Close every connection to that database from the server's side."""
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(HANG_UP, [database.engine.url.database])
