"""Scheduler stands back while somebody waits, but not for ever."""

import asyncio
import contextlib
from datetime import timedelta

import pytest

from slackbot.domain.query import Unit
from slackbot.domain.usage.fetching.job import Grain, SummaryJob, UsageRequest
from slackbot.engine.priority import (
    FEW_LANES,
    MANY_LANES,
    BackgroundLanes,
    InteractiveRequests,
    YieldingLedger,
)
from slackbot.store.databases.database import Database
from slackbot.store.jobs_in_flight import FlightStore
from slackbot.store.ledger import LedgerStore
from tests.fakes import NOW


async def test_routine_goes_on_as_soon_as_the_last_one_is_served() -> None:
    people = InteractiveRequests()
    order = []

    async def routine() -> None:
        await people.wait_until_idle(patience=60)
        order.append("routine")

    with people.track():
        with people.track():
            task = asyncio.create_task(routine())
            await asyncio.sleep(0)
        await asyncio.sleep(0)
        order.append("person")
    await task
    assert order == ["person", "routine"]


async def test_routine_has_its_time_while_somebody_always_waits() -> None:
    people = InteractiveRequests()
    with people.track():
        await asyncio.wait_for(people.wait_until_idle(patience=0.01), 30)


async def test_where_nobody_waits_it_goes_at_once() -> None:
    people = InteractiveRequests()
    with people.track():
        pass
    await asyncio.wait_for(people.wait_until_idle(patience=600), 30)


async def test_routine_reads_no_figures_while_somebody_waits(database: Database) -> None:
    people = InteractiveRequests()
    ledger = YieldingLedger(LedgerStore(database, "kore", timedelta()), people)
    day = NOW.replace(hour=0, minute=0)
    job = SummaryJob(
        account=False, bot_ids=("st-a",), start=day, end=day + timedelta(days=1), grain=Grain.DAY
    )
    with people.track():
        reading = asyncio.create_task(ledger.find("T1", job))
        await ledger.knows("T1", job, list(Unit), NOW, patient=True)  # as long as it takes to read
        assert not reading.done()
    assert await reading is None


class Lanes:
    """A hundred lanes that do background work at once, as long as the test wants."""

    def __init__(self, database: Database, interactive: InteractiveRequests) -> None:
        self.flights = FlightStore(database, "cs-1")
        self.lanes = BackgroundLanes(self.flights, interactive)
        self.busy: set[str] = set()
        self.most = 0
        self.over = asyncio.Event()

    async def work(self, name: str, team: str = "T1") -> None:
        async with self.lanes.turn(team, name):
            self.busy.add(name)
            self.most = max(self.most, len(self.busy))
            await self.over.wait()
            self.busy.discard(name)

    async def reach(self, count: int) -> None:
        """Return when so many are busy, and no more become so for as long as a look takes."""
        async with asyncio.timeout(30):
            while len(self.busy) < count:  # noqa: ASYNC110 - a database stands between
                await asyncio.sleep(0.01)
            for _ in range(len(self.busy) + 5):
                await self.flights.lanes_of_people()


@pytest.mark.parametrize(("asking", "most"), [(True, FEW_LANES), (False, MANY_LANES)])
async def test_few_lanes_do_background_work_while_people_ask(
    database: Database, *, asking: bool, most: int
) -> None:
    interactive = InteractiveRequests()
    lanes = Lanes(database, interactive)
    with interactive.track() if asking else contextlib.nullcontext():
        work = [asyncio.create_task(lanes.work(f"bot:{n}")) for n in range(20)]
        await lanes.reach(most)
        assert len(lanes.busy) == lanes.most == most
        lanes.over.set()
        async with asyncio.timeout(30):
            await asyncio.gather(*work)
    assert lanes.most == most


async def test_a_noisy_workspace_keeps_no_quiet_one_waiting(database: Database) -> None:
    interactive = InteractiveRequests()
    lanes = Lanes(database, interactive)
    with interactive.track():
        noisy = [asyncio.create_task(lanes.work(f"bot:{n}")) for n in range(20)]
        await lanes.reach(FEW_LANES)
        quiet = [asyncio.create_task(lanes.work(f"bot:q{n}", "T2")) for n in range(20)]
        await lanes.reach(FEW_LANES + 1)
        assert sum(name.startswith("bot:q") for name in lanes.busy) == 1
        lanes.over.set()
        async with asyncio.timeout(30):
            await asyncio.gather(*noisy, *quiet)
    assert lanes.most <= 2 * FEW_LANES


async def test_a_lane_that_people_wait_for_needs_no_turn(database: Database) -> None:
    interactive = InteractiveRequests()
    lanes = Lanes(database, interactive)
    with interactive.track():
        work = [asyncio.create_task(lanes.work(f"bot:{n}")) for n in range(20)]
        await lanes.reach(FEW_LANES)
        waiting = next(f"bot:{n}" for n in range(20) if f"bot:{n}" not in lanes.busy)
        job = SummaryJob(
            account=False,
            bot_ids=(waiting.removeprefix("bot:"),),
            start=NOW,
            end=NOW + timedelta(hours=1),
            grain=Grain.HOUR,
        )
        runs = {"q1-run": UsageRequest(team="T1", job=job)}
        await lanes.flights.board("T1", runs, NOW, "q1", "payload", "U1")
        await lanes.reach(FEW_LANES + 1)
        assert waiting in lanes.busy
        lanes.over.set()
        async with asyncio.timeout(30):
            await asyncio.gather(*work)
