"""Who is alive, on a PostgreSQL that several processes share."""

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from slackbot.bootstrap import App, Role
from slackbot.engine.heartbeat import MARK_DEAD, Heartbeat
from slackbot.sandbox.kore.bots import SALES_BOT, SUPPORT_BOT
from slackbot.sandbox.kore.server import KoreSandbox
from slackbot.store.databases.postgres import PostgresDatabase
from tests.clock import CLOCK
from tests.scenarios.conftest import OpenOffice, open_office
from tests.scenarios.weeks import WEEK

__all__ = ["open_office"]
BEAT, SILENCE = 0.05, 0.5
PATIENCE = 10.0  # seconds
DEADLY = ("deadly", "other")
TAKE_OVER = sa.text(
    "UPDATE dbos.workflow_status SET executor_id = 'other' WHERE workflow_uuid = :run"
)
ENQUEUE_AGAIN = sa.text(
    "UPDATE dbos.workflow_status SET status = 'ENQUEUED' WHERE workflow_uuid = :run"
)


@pytest.fixture
async def shared(postgres_url: str) -> AsyncIterator[sa.Engine]:
    database = PostgresDatabase(postgres_url)
    await database.open()
    yield database.engine
    await database.close()


def heartbeat(
    engine: sa.Engine,
    id_: str,
    recover: Callable[[str], int] = lambda _: 0,
    let_go: Callable[[], None] = lambda: None,
) -> Heartbeat:
    return Heartbeat(engine, id_, recover=recover, let_go=let_go, beat=BEAT, silence=SILENCE)


def test_the_dead_are_taken_over_until_nothing_of_them_is_left(shared: sa.Engine) -> None:
    gone, left, forgotten = heartbeat(shared, "gone"), [2, 1, 0], threading.Event()

    def recover(id_: str) -> int:
        assert id_ == "gone"
        if left == [0]:
            forgotten.set()
        return left.pop(0)

    gone.start()
    gone.stop()
    gone.leave()
    alive = heartbeat(shared, "alive", recover)
    alive.start()
    assert forgotten.wait(PATIENCE)
    alive.stop()
    with shared.connect() as connection:
        assert connection.execute(sa.text("SELECT id FROM executors")).scalars().all() == ["alive"]


@pytest.mark.parametrize("failure", [TimeoutError, RuntimeError])
def test_whatever_fails_it_goes_on_beating(shared: sa.Engine, failure: type[Exception]) -> None:
    tried, again = threading.Event(), threading.Event()

    def recover(_: str) -> int:
        (again if tried.is_set() else tried).set()
        raise failure("out of order")

    gone, alive = heartbeat(shared, "gone"), heartbeat(shared, "alive", recover)
    gone.start()
    gone.stop()
    gone.leave()
    alive.start()
    assert again.wait(PATIENCE)
    alive.stop()


def test_who_was_cut_off_buries_nobody_until_it_can_tell(shared: sa.Engine) -> None:
    returned, judged, buried = threading.Event(), threading.Event(), list[str]()

    def recover(id_: str) -> int:
        buried.append(id_)
        judged.set()
        return 0

    one, other = heartbeat(shared, "one", recover, returned.set), heartbeat(shared, "other")
    one.start()
    other.start()
    other.stop()
    rename(shared, "executors", "away")
    time.sleep(1.5 * SILENCE)
    rename(shared, "away", "executors")
    assert returned.wait(PATIENCE)
    gone, other = heartbeat(shared, "gone"), heartbeat(shared, "other", lambda _: 1)
    other.start()  # it beats again, a moment later
    gone.start()
    gone.stop()
    gone.leave()
    assert judged.wait(PATIENCE)
    one.stop()
    other.stop()
    assert buried == ["gone"]


def rename(engine: sa.Engine, table: str, name: str) -> None:
    with engine.begin() as connection:
        connection.execute(sa.text(f"ALTER TABLE {table} RENAME TO {name}"))


async def test_who_was_cut_off_goes_on_with_what_is_still_its_own(
    open_office: OpenOffice, postgres_url: str
) -> None:
    kore = unfinished()
    async with open_office(kore=kore, database_url=postgres_url) as office, office.app() as app:
        engine = app._engine
        for bot in (SUPPORT_BOT, SALES_BOT):
            await office.told(f"link {bot.id} as {bot.name}")
            await office.slack.slash(
                "/billing", f"{WEEK} for {bot.name}", user="anna", channel="support-bots"
            )
        await kore.wait_for(lambda: submits(kore) == 2)
        taken, kept = engine._running.values()
        with engine._database.begin() as connection:
            connection.execute(TAKE_OVER, {"run": taken})
        await asyncio.to_thread(engine._let_go)
        assert list(engine._running.values()) == [kept]
        kore.manners.never_finishes = False
        await office.slack.wait_for(lambda: office._done(0), PATIENCE)
    assert submits(kore) == 2


async def test_a_run_that_comes_back_replaces_its_older_task(
    open_office: OpenOffice, postgres_url: str
) -> None:
    kore = unfinished()
    async with open_office(kore=kore, database_url=postgres_url) as office, office.app() as app:
        await office.told(f"link {SUPPORT_BOT.id} as SupportBot")
        await office.slack.slash("/billing", str(WEEK.first), user="anna", channel="support-bots")
        await kore.wait_for(lambda: submits(kore) == 1)
        ((task, run),) = app._engine._running.items()
        with app._engine._database.begin() as connection:
            connection.execute(ENQUEUE_AGAIN, {"run": run})
        await asyncio.wait({task}, timeout=PATIENCE)
        assert task.cancelled()
        kore.manners.never_finishes = False
        await office.slack.wait_for(lambda: office._done(0), PATIENCE)


def unfinished() -> KoreSandbox:
    """A Kore.ai whose jobs end as soon as it is told to finish them."""
    kore = KoreSandbox(now=CLOCK.now, job_seconds=0.0)
    kore.manners.never_finishes = True
    return kore


def submits(kore: KoreSandbox) -> int:
    return len([call for call in kore.calls if call.method == "POST"])


async def test_who_leaves_can_take_nothing_more(
    open_office: OpenOffice, postgres_url: str, tmp_path: Path
) -> None:
    async with open_office(database_url=postgres_url) as office:
        app = App(office.settings, CLOCK, Role.WORKER)
        await app.start()
        async with asyncio.timeout(PATIENCE):
            while not takers():  # noqa: ASYNC110 - they begin in a thread that tells nobody
                await asyncio.sleep(0.01)
        at_leaving: list[list[str]] = []

        def look(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:
            if statement.startswith(MARK_DEAD.text.partition(":")[0]):
                at_leaving.append(takers())

        sa.event.listen(app._engine._database, "before_cursor_execute", look)
        await app.stop()
    assert at_leaving == [[]]


def takers() -> list[str]:
    """The threads that take work."""
    return [
        thread.name for thread in threading.enumerate() if thread.name.startswith("queue-worker-")
    ]


async def test_whoever_takes_over_counts_the_death(
    open_office: OpenOffice, postgres_url: str
) -> None:
    async with open_office(database_url=postgres_url) as office, office.app() as app:
        for run, executor in zip(DEADLY, ("gone", app._engine._executor), strict=True):
            await app._hazards.begin("T1", run, executor, CLOCK.now())
        for _ in range(2):  # it is asked for until nothing is left
            assert await asyncio.to_thread(app._engine._take_over, "gone") == 0
        found = [await app._hazards.begin("T1", run, "next", CLOCK.now()) for run in DEADLY]
    assert found == [2, 0]
