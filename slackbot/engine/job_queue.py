"""Queues jobs by lane, joins equal jobs in flight, and stores their outcomes."""

import asyncio
import contextlib
from collections.abc import Sequence
from datetime import datetime, timedelta

import structlog

from slackbot import telemetry
from slackbot.domain.ask import MOST_OPEN, Ask, first_id
from slackbot.domain.usage.fetching.job import UsageRequest
from slackbot.engine.dispatch import Enqueuer
from slackbot.engine.serializer import JsonSerializer
from slackbot.ports import Flights, Open, OpenQuestion, OpenTrial
from slackbot.worker_threads import run_in_thread
from slackbot.workflows.questions.deliver import Outcome

log = structlog.get_logger()

# Outcomes are cached, because a thousand questions may share one; only briefly, because they can be
# large.
MOST_REMEMBERED, REMEMBERED = 16, 60.0  # seconds
# No question waits so long: one that counts still has ended in a way that nobody foresaw.
LONGEST_OPEN = timedelta(hours=1)

LOOK = 0.25  # seconds between two looks for an outcome

SERIALIZER = JsonSerializer()


class Lanes:
    """Implements Lanes (see ports). A waiting question is a row, so it costs nothing meanwhile."""

    def __init__(self, flights: Flights, enqueuer: Enqueuer) -> None:
        self._flights = flights
        self._enqueuer = enqueuer
        self._remembered: dict[str, Outcome] = {}
        self._turns = asyncio.Lock()

    async def admit(self, ask: Ask) -> bool:
        return await self._flights.admit(ask, MOST_OPEN, LONGEST_OPEN)

    async def leave(self, ask: Ask) -> None:
        await self._flights.leave(ask.team, ask.id)

    async def board(self, question: Open, requests: Sequence[UsageRequest]) -> None:
        payload = SERIALIZER.serialize(question)
        person = question.ask.user if isinstance(question, OpenQuestion | OpenTrial) else None
        await self._board(question.ask.team, question.id, requests, question.until, payload, person)

    async def ahead(self, question: Open) -> int:
        return await self._flights.ahead(question.ask.team, question.id)

    async def outcomes(
        self, question: Open, requests: Sequence[UsageRequest]
    ) -> tuple[Outcome | None, ...]:
        team = question.ask.team
        runs = await self._flights.runs(team, question.id)
        found = (runs.get(request.key) for request in requests)
        return tuple([await self.outcome(team, run) if run else None for run in found])

    async def outcome(self, team: str, run: str) -> Outcome | None:
        """Return the outcome of `run`; None while it has none."""
        if run in self._remembered:
            return self._remembered[run]
        text = await self._flights.outcome(team, run)
        # In a thread: an outcome for the whole account has a hundred thousand figures.
        outcome = await run_in_thread(SERIALIZER.deserialize, text) if text else None
        return self._remember(run, outcome) if outcome else None

    async def find(self, team: str, question: str) -> Open | None:
        payload = await self._flights.waiting(team, question)
        found: Open | None = SERIALIZER.deserialize(payload) if payload else None
        return found

    async def waiting_for(self, team: str, run: str, most: int) -> list[OpenQuestion]:
        """Return at most `most` questions of people that wait for `run`; digests are left out."""
        ids = await self._flights.waiting_for(team, run, most)
        found = [await self.find(team, id_) for id_ in ids]
        return [question for question in found if isinstance(question, OpenQuestion)]

    async def cancel(self, question: OpenQuestion) -> None:
        await self._flights.cancel(question.ask.team, question.id)

    async def land(self, team: str, run: str, outcome: Outcome) -> list[str]:
        """Store the outcome of `run`. Return the ids of questions that can be answered now."""
        text = await run_in_thread(SERIALIZER.serialize, outcome)  # see `outcome`
        await self._flights.land(team, run, text)
        self._remember(run, outcome)
        return await self._flights.ready(team, run)

    async def wait(
        self, ask: Ask, requests: Sequence[UsageRequest], until: datetime
    ) -> dict[UsageRequest, Outcome]:
        await self._board(ask.team, ask.id, requests, until, payload=None, person=ask.user)
        runs = await self._flights.runs(ask.team, ask.id)
        boarded = [request for request in requests if request.key in runs]
        found = {r: await self._awaited(ask.team, runs[r.key]) for r in boarded}
        # Not in `finally`: who gives up can come back for what was begun.
        await self._flights.answered(ask.team, ask.id)
        return found

    async def unanswered(self, team: str, mark: str, since: datetime) -> str | None:
        return await self._flights.unanswered(team, mark, since)

    async def _board(
        self,
        team: str,
        question: str,
        requests: Sequence[UsageRequest],
        until: datetime,
        payload: str | None,
        person: str | None,
    ) -> None:
        """Note what the question waits for, and enqueue the fetches that are not in flight yet.

        Of equal turns a lane takes the smallest run id first. Question ids grow with time and so do
        their runs' ids. After a crash the runs have the same ids again, so none is enqueued twice.

        Of people's jobs one at a time gets its turn and is enqueued: a free lane would begin the
        second of two whose first is not in the queue yet.
        """
        own = {_run_of(question, request): request for request in requests}
        async with self._turns if person else contextlib.nullcontext():
            waited_for = await self._flights.board(team, own, until, question, payload, person)
            for run, turn in waited_for.items():
                if run in own:
                    await self._enqueuer.fetch(run, own[run], turn)
                else:
                    log.info(telemetry.JOINED, job=run)
                    if turn is not None:
                        await self._enqueuer.bring_forward(run, turn)

    async def _awaited(self, team: str, run: str) -> Outcome:
        while (outcome := await self.outcome(team, run)) is None:  # noqa: ASYNC110 - it ends in another process
            await asyncio.sleep(LOOK)
        return outcome

    def _remember(self, run: str, outcome: Outcome) -> Outcome:
        if len(self._remembered) >= MOST_REMEMBERED:
            del self._remembered[next(iter(self._remembered))]
        if run not in self._remembered:
            asyncio.get_running_loop().call_later(REMEMBERED, self._remembered.pop, run, None)
        self._remembered[run] = outcome
        return outcome


def _run_of(question: str, request: UsageRequest) -> str:
    """Return the id of the request's run: the question's own, or one that background work
    shares.
    """
    owner = first_id(request.since) if request.since else question
    return f"{owner}-{request.key[:16]}"
