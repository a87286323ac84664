"""The way of a job: into its lane, or along with an equal one in flight, to its outcome."""

import asyncio
from collections.abc import Sequence
from datetime import datetime

import structlog

from slackbot import telemetry
from slackbot.domain.ask import first_id
from slackbot.domain.errors import SlackbotError
from slackbot.domain.usage.job import Usage, UsageRequest
from slackbot.engine.dispatch import Enqueuer
from slackbot.engine.serializer import JsonSerializer
from slackbot.ports import Flights, Open, OpenQuestion
from slackbot.worker_threads import run_in_thread

log = structlog.get_logger()

Outcome = Usage | SlackbotError
# Outcomes: a thousand questions may have the same. Not for longer, as they can be large.
MOST_REMEMBERED, REMEMBERED = 16, 60.0  # seconds

SERIALIZER = JsonSerializer()


class Lanes:
    """Lanes (see ports). Who waits is written down and costs nothing until it is over."""

    def __init__(self, flights: Flights, enqueuer: Enqueuer) -> None:
        self._flights = flights
        self._enqueuer = enqueuer
        self._remembered: dict[str, Outcome] = {}

    async def board(self, question: Open, requests: Sequence[UsageRequest]) -> None:
        payload = SERIALIZER.serialize(question)
        await self._board(question.ask.team, question.id, requests, question.until, payload)

    async def outcomes(
        self, question: Open, requests: Sequence[UsageRequest]
    ) -> tuple[Outcome | None, ...]:
        team = question.ask.team
        runs = await self._flights.runs(team, question.id)
        found = (runs.get(request.key) for request in requests)
        return tuple([await self.outcome(team, run) if run else None for run in found])

    async def outcome(self, team: str, run: str) -> Outcome | None:
        """How `run` ended, if it has."""
        if run in self._remembered:
            return self._remembered[run]
        text = await self._flights.outcome(team, run)
        # Beside the loop: one of the account's is a hundred thousand figures.
        outcome = await run_in_thread(SERIALIZER.deserialize, text) if text else None
        return self._remember(run, outcome) if outcome else None

    async def find(self, team: str, question: str) -> Open | None:
        payload = await self._flights.waiting(team, question)
        found: Open | None = SERIALIZER.deserialize(payload) if payload else None
        return found

    async def waiting_for(self, team: str, run: str, most: int) -> list[OpenQuestion]:
        """Some of the questions that wait for `run`: people, not digests."""
        ids = await self._flights.waiting_for(team, run, most)
        found = [await self.find(team, id_) for id_ in ids]
        return [question for question in found if isinstance(question, OpenQuestion)]

    async def cancel(self, question: OpenQuestion) -> None:
        await self._flights.cancel(question.ask.team, question.id)

    async def land(self, team: str, run: str, outcome: Outcome) -> list[str]:
        """`run` has ended so. Returns the questions that can be answered now."""
        text = await run_in_thread(SERIALIZER.serialize, outcome)  # see `outcome`
        await self._flights.land(team, run, text)
        self._remember(run, outcome)
        return await self._flights.ready(team, run)

    async def wait(
        self,
        team: str,
        question: str,
        requests: Sequence[UsageRequest],
        until: datetime,
        look: float,
    ) -> dict[UsageRequest, Outcome]:
        """Board, and look every `look` seconds until all have an outcome: for who can wait."""
        await self._board(team, question, requests, until, payload=None)
        runs = await self._flights.runs(team, question)
        try:
            return {r: await self._awaited(team, runs[r.key], look) for r in requests}
        finally:
            await self._flights.answered(team, question)

    async def _board(
        self,
        team: str,
        question: str,
        requests: Sequence[UsageRequest],
        until: datetime,
        payload: str | None,
    ) -> None:
        """Ids of questions grow with time, and so do their runs': a lane takes the smaller first.

        After a crash the runs have the same ids again: none is enqueued twice.
        """
        own = {_run_of(question, request): request for request in requests}
        waited_for = await self._flights.board(team, own, until, question, payload)
        for run in waited_for:
            if run in own:
                await self._enqueuer.fetch(run, own[run], routine=own[run].since is not None)
            else:
                log.info(telemetry.JOINED, job=run)

    async def _awaited(self, team: str, run: str, look: float) -> Outcome:
        while (outcome := await self.outcome(team, run)) is None:  # noqa: ASYNC110 - it ends in another process
            await asyncio.sleep(look)
        return outcome

    def _remember(self, run: str, outcome: Outcome) -> Outcome:
        if len(self._remembered) >= MOST_REMEMBERED:
            del self._remembered[next(iter(self._remembered))]
        if run not in self._remembered:
            asyncio.get_running_loop().call_later(REMEMBERED, self._remembered.pop, run, None)
        self._remembered[run] = outcome
        return outcome


def _run_of(question: str, request: UsageRequest) -> str:
    """The question's own run, or for routine the one that all who want the same have in common."""
    owner = first_id(request.since) if request.since else question
    return f"{owner}-{request.key[:16]}"
