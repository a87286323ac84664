"""Outcomes: in the database first, and then in memory."""

import pytest

from slackbot.domain.errors import JobError, TransientError
from slackbot.engine.dispatch import Enqueuer
from slackbot.engine.job_queue import Lanes
from slackbot.store.databases.postgres import PostgresDatabase
from slackbot.store.flights import FlightStore


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
