"""Work that has ended its process twice is given up, and no other is."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager

import pytest
from structlog.testing import capture_logs

from slackbot import telemetry
from slackbot.domain.errors import GivenUpError
from slackbot.engine.hazards import LINGER, HazardWatch
from slackbot.engine.names import ALONE
from slackbot.store.databases.backends import database_for
from slackbot.store.databases.database import Database
from slackbot.store.hazards import HazardStore
from slackbot.worker_threads import WATCH, run_in_thread
from tests.clock import CLOCK
from tests.fakes import FakeClock
from tests.scenarios.conftest import OpenOffice, open_office

__all__ = ["open_office"]
TEAM = "T1"
PATIENCE = 10.0  # seconds
ROWS = "SELECT run_id, executor_id, deaths FROM hazards ORDER BY run_id"


class Executor:
    """A process: what it watches, and a clock of its own."""

    def __init__(self, database: Database, id_: str = "one") -> None:
        self.database = database
        self.clock = FakeClock()
        self.watch = HazardWatch(HazardStore(database), self.clock, id_)

    async def work(self, run: str) -> None:
        """Do some heavy work of that run, and die, or be cancelled, before it is over."""
        with contextlib.suppress(asyncio.CancelledError), self.watch.watch(TEAM, run):
            await run_in_thread(str)
            raise asyncio.CancelledError

    async def die_at(self, run: str) -> None:
        """Die while that run does heavy work."""
        with contextlib.suppress(asyncio.CancelledError), self.watch.watch(TEAM, run):
            async with at_work():
                await self.died()
                raise asyncio.CancelledError

    async def died(self) -> None:
        await Executor(self.database, "another").watch.count(self.watch.executor)


def at_work() -> AbstractAsyncContextManager[None]:
    watch = WATCH.get()
    assert watch
    return watch.working()


@pytest.fixture
async def executor(database: Database) -> Executor:
    return Executor(database)


@contextlib.asynccontextmanager
async def resting(executor: Executor) -> AsyncIterator[None]:
    """Rows are deleted meanwhile."""
    task = asyncio.create_task(executor.watch.keep_resting())
    try:
        yield
    finally:
        rounds = len(executor.clock.slept)
        async with asyncio.timeout(PATIENCE):  # to the end of this one, which knows what is gone
            while executor.watch._any.is_set() and len(executor.clock.slept) == rounds:  # noqa: ASYNC110 - it tells nobody
                await asyncio.sleep(0)
        task.cancel()
        await asyncio.wait({task})


async def rows(database: Database) -> list[tuple[str, str, int]]:
    found = await database.rows(ROWS, {})
    return [(row["run_id"], row["executor_id"], row["deaths"]) for row in found]


async def until(database: Database, expected: list[tuple[str, str, int]]) -> None:
    async with asyncio.timeout(PATIENCE):
        while await rows(database) != expected:  # noqa: ASYNC110 - a database tells nobody
            await asyncio.sleep(0)


async def test_the_third_time_it_is_given_up_once(database: Database) -> None:
    for _ in range(2):
        await Executor(database).die_at("deadly")
    third = Executor(database)
    with capture_logs() as logs, third.watch.watch(TEAM, "deadly"):
        with pytest.raises(GivenUpError, match="twice"):
            await run_in_thread(str)
        assert await run_in_thread(int, "7") == 7  # for what has to be said
    assert {**logs[0]} == {
        "event": telemetry.GIVEN_UP,
        "log_level": "error",
        "run": "deadly",
        "deaths": 2,
    }
    async with resting(third):
        await until(database, [])


async def test_one_death_is_forgiven(database: Database, executor: Executor) -> None:
    await executor.work("unlucky")
    await executor.died()
    second = Executor(database)
    with second.watch.watch(TEAM, "unlucky"):
        assert await run_in_thread(int, "7") == 7
    async with resting(second):
        await until(database, [])


async def test_a_process_that_is_stopped_is_no_death(database: Database) -> None:
    for _ in range(5):
        stopped = Executor(database)
        await stopped.work("waiting")
        await stopped.watch.leave()
        await stopped.work("late")  # in the seconds that a stop takes
        await stopped.died()
    assert await rows(database) == []


async def test_a_death_is_counted_once_by_all(database: Database, executor: Executor) -> None:
    await executor.work("deadly")
    await asyncio.gather(*(executor.died() for _ in range(3)))
    assert await rows(database) == [("deadly", "", 2)]


async def test_who_waits_has_no_row(database: Database, executor: Executor) -> None:
    with executor.watch.watch(TEAM, "waiting"):
        await run_in_thread(str)
        async with resting(executor):
            await until(database, [])
        await executor.died()
        await run_in_thread(str)
        assert await rows(database) == [("waiting", "one", 0)]


async def test_a_death_is_remembered_while_its_run_waits(database: Database) -> None:
    first = Executor(database)
    await first.work("deadly")
    await first.died()
    second = Executor(database)
    with second.watch.watch(TEAM, "deadly"):
        await run_in_thread(str)
        assert await rows(database) == [("deadly", "", 2)]  # at once: it only waits
        async with at_work():
            assert await rows(database) == [("deadly", "one", 2)]
    async with resting(second):
        await until(database, [])


async def test_of_several_the_one_is_found(database: Database, executor: Executor) -> None:
    runs = ["a", "b", "deadly"]
    for run in runs:
        await executor.work(run)
    await executor.died()
    second = Executor(database)
    tried: list[str] = []
    found = asyncio.Event()

    async def again(run: str) -> None:
        with second.watch.watch(TEAM, run):
            await run_in_thread(tried.append, run)
            if run == "deadly":
                async with at_work():  # until the process dies
                    found.set()
                    await asyncio.Event().wait()

    tasks = [asyncio.create_task(again(run)) for run in runs]
    async with resting(second):
        await asyncio.wait_for(found.wait(), PATIENCE)
        await second.died()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    deaths = {run: count for run, _, count in await rows(database)}
    assert deaths == {run: 3 if run == "deadly" else 1 for run in deaths}  # in halves
    assert set(tried) | set(deaths) == set(runs)


async def test_suspects_do_not_work_at_the_same_time(
    database: Database, executor: Executor
) -> None:
    for run in ("a", "b"):
        await executor.work(run)
    await executor.died()
    second = Executor(database)
    at_work: list[str] = []
    together: list[list[str]] = []

    def work(run: str) -> None:
        at_work.append(run)
        together.append([*at_work])
        at_work.remove(run)

    async def again(run: str) -> None:
        with second.watch.watch(TEAM, run):
            for _ in range(3):
                await run_in_thread(work, run)
            await second.clock.sleep(5 * LINGER)  # at Slack

    async with resting(second):
        await asyncio.wait_for(asyncio.gather(again("a"), again("b")), PATIENCE)
        await until(database, [])
    assert sorted(together) == [["a"]] * 3 + [["b"]] * 3


async def test_work_that_comes_together_makes_one_row(
    database: Database, executor: Executor
) -> None:
    with executor.watch.watch(TEAM, "many"):
        done = await asyncio.gather(*(run_in_thread(int, str(n)) for n in range(5)))
    assert (done, await rows(database)) == ([0, 1, 2, 3, 4], [("many", "one", 0)])


async def test_work_of_no_run_is_not_watched(database: Database) -> None:
    assert await run_in_thread(int, "7") == 7
    assert await rows(database) == []


async def test_workspaces_and_processes_have_their_own_rows(database: Database) -> None:
    store, now = HazardStore(database), FakeClock().now()
    for team, executor in (("T1", "one"), ("T2", "two")):
        assert await store.begin(team, "run", executor, now) == 0
    assert await store.died("one") == {"run": 2}
    assert [await store.begin(team, "run", "one", now) for team in ("T1", "T2")] == [2, 0]
    await store.rest("T2", "run", "two")  # it is another process's by now
    assert await rows(database) == [("run", "", 2), ("run", "one", 0)]
    await store.over("T1", "run")
    await store.forget(now)
    assert len(await rows(database)) == 1
    await store.leave("one")
    assert await rows(database) == []


async def test_the_app_takes_its_rows_away_and_counts_those_that_it_finds(
    open_office: OpenOffice, sqlite_url: str
) -> None:
    async def died_at(run: str, store: HazardStore) -> int:
        return await store.begin(TEAM, run, ALONE, CLOCK.now())

    async with open_office(database_url=sqlite_url) as office:
        async with office.app() as stopped:
            await died_at("stopped", stopped._hazards)
        database = database_for(sqlite_url)
        await database.open()
        await died_at("killed", HazardStore(database))  # and no app that stopped
        await database.close()
        async with office.app() as app:
            found = {run: await died_at(run, app._hazards) for run in ("stopped", "killed")}
    assert found == {"stopped": 0, "killed": 2}
