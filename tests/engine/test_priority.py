"""Scheduler stands back while somebody waits, but not for ever."""

import asyncio
from datetime import timedelta

from slackbot.domain.query import Unit
from slackbot.domain.usage.job import Grain, SummaryJob
from slackbot.engine.priority import InteractiveRequests, YieldingLedger
from slackbot.store.databases.database import Database
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
