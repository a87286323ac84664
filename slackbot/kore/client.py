"""Kore.ai's billing usage: summary jobs of any length, and whether it can be asked at all."""

from datetime import timedelta

import httpx

from slackbot.domain.budget import ASIDE, CallBudget
from slackbot.domain.errors import KoreUnavailableError
from slackbot.domain.job import SummaryJob, Usage, merge
from slackbot.kore.auth import TokenMint
from slackbot.kore.calls import Count, KoreCalls, Scope, uncounted
from slackbot.kore.failures import UnknownBotIdError
from slackbot.kore.fit import Habits, MisfitError
from slackbot.kore.run import JobRun, Result
from slackbot.ports import Clock, FlightLog

BOT_PATH = "/api/public/bot/{bot_id}/billingsessionsummary"
SCOPES_KEPT = 1000  # anybody may ask about any id
TOO_OFTEN = "We have asked Kore.ai about this bot often just now. Try again in a minute."


class Unlogged:
    """FlightLog (see ports) of a job that nobody follows and that ends with its process."""

    def told(self, percent: float) -> None:
        """Nobody asks."""

    async def submitted(self, part: str) -> str | None:  # noqa: ARG002 - nothing was
        return None

    async def submit(self, part: str, submitted: str) -> None:
        """Nobody takes it up."""


class KoreClient:
    """UsageSource over httpx. `http` has Kore.ai's host as its base URL.

    One instance serves all scopes; the engine's lanes see to it that a scope has one job at a time.
    Each request of at most 90 days has `deadline` from its own submit. `count` is told of each call
    how it went, see KoreCalls.
    """

    def __init__(
        self,
        http: httpx.AsyncClient,
        mint: TokenMint,
        clock: Clock,
        *,
        account_path: str,
        deadline: timedelta,
        count: Count = uncounted,
    ) -> None:
        self._calls = KoreCalls(http, mint, clock, count)
        self._clock = clock
        self._account = self._calls.scope(account_path)
        self._deadline = deadline
        self._habits = Habits()
        self._asides: dict[Scope, CallBudget] = {}

    async def fetch(self, job: SummaryJob, budget: CallBudget, flight: FlightLog) -> Usage:
        """See UsageSource. More than 90 days are asked for in parts, one after another."""
        try:
            results = [await self._run(part, budget, flight) for part in job.split()]
        except MisfitError:
            if len(job.bot_ids) == 1:
                raise
            # Perhaps this Kore.ai names bots otherwise than by id: one at a time, it need not.
            parts = (part for alone in job.each_bot() for part in alone.split())
            results = [await self._run(part, budget, flight) for part in parts]
        return Usage(
            job=job,
            buckets=merge(result.buckets for result in results),
            report_ids=tuple(result.report_id for result in results),
            fetched_at=min(result.asked_at for result in results),
            certain=all(result.certain for result in results),
        )

    async def knows(self, bot_id: str) -> bool | None:
        """See UsageSource. By the status call only: a submit would disturb a running job."""
        try:
            await self._ask_aside(self._bot(bot_id))
        except UnknownBotIdError:
            return False
        return True

    async def greet(self) -> None:
        """Raise what is wrong with the account's address or credentials, by the status call."""
        await self._ask_aside(self._account)

    async def _run(self, job: SummaryJob, budget: CallBudget, flight: FlightLog) -> Result:
        scope = self._account if job.account else self._bot(job.bot_ids[0])
        run = JobRun(
            job, scope, self._calls, budget, self._habits, self._clock, self._deadline, flight
        )
        return await run.result()

    async def _ask_aside(self, scope: Scope) -> None:
        """A status call outside the lane, for which the lane's budget leaves room."""
        budget, now = self._asides.setdefault(scope, CallBudget(ASIDE)), self._clock.now()
        if len(self._asides) > SCOPES_KEPT:
            del self._asides[next(iter(self._asides))]
        if wait := budget.wait(now):
            raise KoreUnavailableError(TOO_OFTEN, wait)
        budget.spend(now)
        await self._calls.status(scope)

    def _bot(self, bot_id: str) -> Scope:
        return self._calls.scope(BOT_PATH.format(bot_id=bot_id))
