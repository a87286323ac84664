"""Outcomes: in the database first, and then in memory. And a run that is brought forward."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from slackbot.bootstrap import engine_database
from slackbot.domain.errors import JobError, TransientError
from slackbot.domain.usage.fetching.job import Grain, SummaryJob, UsageRequest
from slackbot.engine.backlog import status_table
from slackbot.engine.dispatch import ROUTINE, Enqueuer
from slackbot.engine.job_queue import Lanes
from slackbot.store.databases.database import Database
from slackbot.store.databases.postgres import PostgresDatabase
from slackbot.store.jobs_in_flight import FlightStore
from tests.fakes import NOW


class FullFlights(FlightStore):
    """Takes no outcome the first time."""

    full = True

    async def land(self, team: str, run: str, outcome: str) -> None:
        if self.full:
            self.full = False
            raise TransientError("The disk is full.")
        await super().land(team, run, outcome)


async def test_an_outcome_that_was_not_written_down_is_none(postgres_url: str) -> None:
    database = PostgresDatabase(postgres_url)
    await database.open()
    enqueuer = Enqueuer(database.engine)
    lanes, failed = Lanes(FullFlights(database, "cs-1"), enqueuer), JobError("No answer.")
    with pytest.raises(TransientError):
        await lanes.land("T1", "run", failed)
    assert await lanes.outcome("T1", "run") is None
    assert await lanes.land("T1", "run", failed) == []
    assert await lanes.outcome("T1", "run") is failed
    await enqueuer.close()
    await database.close()


async def test_a_run_is_brought_forward_but_never_put_back(database: Database) -> None:
    job = SummaryJob(
        account=False, bot_ids=("st-a",), start=NOW, end=NOW + timedelta(hours=1), grain=Grain.HOUR
    )
    engine = engine_database(database)
    enqueuer = Enqueuer(engine)
    await enqueuer.prepare()
    await enqueuer.fetch("run", UsageRequest(team="T1", job=job))
    priority = sa.text(f"SELECT priority FROM {status_table(engine)} WHERE workflow_uuid = 'run'")  # noqa: S608 - our own words

    async def brought_to(turn: int) -> int | None:
        await enqueuer.bring_forward("run", turn)
        with engine.connect() as connection:
            found: int | None = connection.scalar(priority)
        return found

    assert await brought_to(ROUTINE + 1) == ROUTINE
    assert [await brought_to(turn) for turn in (4, 2, 3)] == [4, 2, 2]
    await enqueuer.close()
    engine.dispose()
