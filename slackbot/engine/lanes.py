"""The way of a job: into its lane, or along with an equal one in flight, to its outcome."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

import structlog

from slackbot import telemetry
from slackbot.domain.errors import JobError
from slackbot.domain.job import UsageRequest
from slackbot.engine.enqueuer import Enqueuer, Outcome
from slackbot.engine.outcomes import Outcomes
from slackbot.ports import Clock, Flights

log = structlog.get_logger()

BUSY = "Kore.ai is busy with earlier questions. Please ask again later."


class Lanes:
    """Jobs of one scope run one after another, in the order in which they came."""

    def __init__(
        self, flights: Flights, enqueuer: Enqueuer, outcomes: Outcomes, clock: Clock
    ) -> None:
        self._flights = flights
        self._enqueuer = enqueuer
        self._outcomes = outcomes
        self._clock = clock

    async def fetch(
        self, question: str, requests: Sequence[UsageRequest], until: datetime
    ) -> tuple[Outcome, ...]:
        """The outcomes for `question`, in order; a JobError for what has none by `until`.

        Ids of questions grow with time, and so do their runs': a lane takes the smaller first.
        """
        boarded = [(r, await self._board(question, r, until)) for r in requests]
        waiting = (self._outcome(request, run, question, until) for request, run in boarded)
        return tuple(await asyncio.gather(*waiting))

    async def _board(self, question: str, request: UsageRequest, until: datetime) -> str:
        """The run that fetches this. It is enqueued by whoever joins it: one that wrote down its
        flight and then died leaves nobody waiting."""
        run = _run_of(question, request)
        joined = await self._flights.join(request, run, until)
        if joined != run:
            log.info(telemetry.JOINED, job=joined)
        await self._enqueuer.fetch(joined, request)
        return joined

    async def _outcome(
        self, request: UsageRequest, run: str, question: str, until: datetime
    ) -> Outcome:
        left = (until - self._clock.now()).total_seconds()
        try:
            async with asyncio.timeout(max(left, 1.0)):
                outcome = await self._outcomes.wait(run)
        except TimeoutError:
            return JobError(BUSY)
        if run == _run_of(question, request):
            # Again, for a flight that was written down anew after its run had ended.
            await self._flights.land(request, run)
        return outcome


def _run_of(question: str, request: UsageRequest) -> str:
    """The same again after a crash, whatever else is still missing then."""
    return f"{question}-{sha256(request.model_dump_json().encode()).hexdigest()[:16]}"
