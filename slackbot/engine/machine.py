"""Lanes of a process that asks for this machine, beside the running app or without one."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Engine

from slackbot.domain.ask import Ask
from slackbot.domain.errors import ConfigurationError, SlackbotError
from slackbot.domain.usage.fetching.job import UsageRequest
from slackbot.engine.dispatch import Enqueuer
from slackbot.engine.heartbeat import anybody_alive
from slackbot.engine.job_queue import Lanes
from slackbot.ports import FlightLog, Flights, UsagePorts
from slackbot.workflows.questions.deliver import Outcome
from slackbot.workflows.questions.fetch import fetch_usage

NOBODY_WORKS = (
    "No slackbot works on this database just now. Start `slackbot run` or `slackbot worker` first."
)


class MachineLanes(Lanes):
    """Implements Lanes (see ports). The running app does the jobs, because its jobs and ours would
    disturb each other at Kore.ai; where `alone` was called none runs, and this process does them.
    """

    def __init__(self, flights: Flights, enqueuer: Enqueuer, database: Engine) -> None:
        super().__init__(flights, enqueuer)
        self._database = database
        self._alone: tuple[UsagePorts, FlightLog] | None = None

    def alone(self, usage: UsagePorts, flight: FlightLog) -> None:
        """Do the jobs in this process from now on."""
        self._alone = usage, flight

    async def wait(
        self, ask: Ask, requests: Sequence[UsageRequest], until: datetime
    ) -> dict[UsageRequest, Outcome]:
        """See Lanes. Raises ConfigurationError where other processes should work and none does."""
        if self._alone:
            return {each: await fetched(each, *self._alone) for each in requests}
        if self._database.dialect.name == "postgresql" and not anybody_alive(self._database):
            raise ConfigurationError(NOBODY_WORKS)
        return await super().wait(ask, requests, until)


async def fetched(request: UsageRequest, usage: UsagePorts, flight: FlightLog) -> Outcome:
    """Return the outcome of the request, fetched by this process."""
    try:
        return await fetch_usage(request, usage, flight)
    except SlackbotError as error:
        return error
