"""Fetches billing usage from Kore.ai for any length of time, and tests the access to it."""

from collections import Counter
from datetime import timedelta

import httpx
import structlog

from slackbot import telemetry
from slackbot.domain.channel import Bot
from slackbot.domain.connections.call_budget import ASIDE, CallBudget
from slackbot.domain.connections.habits import Habits
from slackbot.domain.errors import KoreUnavailableError
from slackbot.domain.query import Unit
from slackbot.domain.usage.fetching.job import SummaryJob, Usage
from slackbot.domain.usage.fetching.split import merge
from slackbot.kore.auth import TokenMint
from slackbot.kore.calls import Count, KoreCalls, Scope, uncounted
from slackbot.kore.failures import (
    GroupingError,
    NotAcceptedError,
    NotFoundError,
    of_one_bot,
)
from slackbot.kore.result_match import MisfitError
from slackbot.kore.run import JobRun, Result
from slackbot.ports import Clock, FlightLog, Upkeep
from slackbot.worker_threads import run_in_thread

log = structlog.get_logger()

BOT_PATH = "/api/public/bot/{bot_id}/billingsessionsummary"
# Kore.ai's page spells the account's path in two ways: one in its samples, one in its table.
SAMPLES_PATH = "/api/public/bots/billingsessionsummary"
TABLES_PATH = "/api/public/billingsessionsummary"
LIST_PATH = "/api/public/bots"
A_PAGE, MOST_PAGES = 50, 20  # bots; Kore.ai sends no more in a page
OTHER_PATH = {SAMPLES_PATH: TABLES_PATH, TABLES_PATH: SAMPLES_PATH}
SCOPES_KEPT = 1000  # a limit, because users may ask about any id
MOST_REFUSALS = 12  # in a row: twice the number it takes to find one bad id among fifty
TOO_OFTEN = "We have asked Kore.ai about this bot often just now. Try again in a minute."


class Unlogged:
    """Implements FlightLog (see ports) for a job that nobody follows and no later process
    resumes.
    """

    def told(self, percent: float | None) -> None:
        """Drop the percentage."""

    async def submitted(self, part: str) -> str | None:  # noqa: ARG002 - nothing was submitted
        return None

    async def submit(self, part: str, submitted: str) -> None:
        """Drop the submit."""


class KoreClient:
    """Implements UsageSource over httpx. `http` has Kore.ai's host as its base URL.

    One instance serves all scopes; the engine's lanes allow one job of a scope at a time. Each
    request of at most 90 days has `deadline` from its own submit. `count` is called for each call,
    see KoreCalls.
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
        other = OTHER_PATH.get(account_path)
        self._other_account = self._calls.scope(other) if other else None
        self._deadline = deadline
        self._asides: dict[Scope, CallBudget] = {}

    async def fetch(self, job: SummaryJob, upkeep: Upkeep, flight: FlightLog) -> Usage:
        """See UsageSource. A window of more than 90 days is fetched in parts, one after another."""
        fetch = _Fetch(self, upkeep, flight)
        await fetch.all_of(job)
        answered = tuple(id_ for id_ in job.bot_ids if id_ not in fetch.refused)
        usage = Usage(
            job=job.model_copy(update={"bot_ids": answered}),
            buckets=await run_in_thread(merge, [result.buckets for result in fetch.results]),
            report_ids=tuple(result.report_id for result in fetch.results),
            fetched_at=min(result.asked_at for result in fetch.results),
            certain=all(result.certain for result in fetch.results),
            refused=fetch.refused,
        )
        if holes := await run_in_thread(_holes, usage):
            log.warning(telemetry.KORE_INCOMPLETE, of=len(usage.buckets), **holes)
        return usage

    async def knows(self, bot_id: str) -> bool | None:
        """See UsageSource. Makes the status call only: a submit would disturb a running job."""
        try:
            await self._ask_aside(self._bot(bot_id))
        except NotAcceptedError:  # the call names this id and nothing else
            return False
        return True

    async def greet(self) -> None:
        """Test the account's address and credentials with the status call. Raises what is wrong."""
        try:
            await self._ask_aside(self._account)
        except NotFoundError:
            if self._other_account is None:
                raise
            await self._ask_aside(self._other_account)

    async def bots(self, pages: int = MOST_PAGES) -> tuple[Bot, ...]:
        """Return the account's bots, at most fifty for each of the pages, in no order.

        Waits for its turn, which can take minutes. Raises KoreRefusedError and
        KoreUnavailableError.
        """
        found: dict[str, Bot] = {}
        sent = 0
        for _ in range(pages):
            while wait := self._aside(self._account).wait(self._clock.now()):
                await self._clock.sleep(wait)
            self._aside(self._account).spend(self._clock.now())
            page = await self._calls.bots(LIST_PATH, sent, A_PAGE)
            sent += page.sent
            is_new = any(bot.id not in found for bot in page.bots)
            found |= {bot.id: bot for bot in page.bots}
            if page.more is False or not is_new or (page.more is None and page.sent < A_PAGE):
                break
        return tuple(found.values())

    async def run(self, job: SummaryJob, upkeep: Upkeep, flight: FlightLog) -> Result:
        """Run one request of at most 90 days.

        Kore.ai's pages show two ways to ask. If Kore.ai refuses one, the other is tried once, and
        remembered if it is accepted.
        """
        habits, tried = upkeep.habits, list[tuple[bool, bool]]()
        while True:
            way = habits.other_path, habits.by_app
            tried.append(way)
            scope, (calls, clock) = self._scope(job, habits), (self._calls, self._clock)
            run = JobRun(job, scope, calls, upkeep, clock, self._deadline, flight)
            try:
                return await run.result()
            except (NotFoundError, GroupingError) as refusal:
                way = self._other_way(job, way, refusal)
                habits.other_path, habits.by_app = tried[0] if way in tried else way
                if way in tried:
                    raise
                log.warning(telemetry.OTHER_WAY, said=refusal.message)

    def _other_way(
        self, job: SummaryJob, way: tuple[bool, bool], refusal: NotFoundError | GroupingError
    ) -> tuple[bool, bool]:
        """Return the way to ask that is left after `refusal`; `way` itself if there is no other."""
        other_path, by_app = way
        if isinstance(refusal, GroupingError):
            return other_path, not by_app
        has_other = job.account and self._other_account is not None
        return other_path != has_other, by_app

    def _scope(self, job: SummaryJob, habits: Habits) -> Scope:
        if not job.account:
            return self._bot(job.bot_ids[0])
        return (habits.other_path and self._other_account) or self._account

    async def _ask_aside(self, scope: Scope) -> None:
        """Make a status call outside the lane; the lane's budget leaves room for it."""
        budget, now = self._aside(scope), self._clock.now()
        if wait := budget.wait(now):
            raise KoreUnavailableError(TOO_OFTEN, wait)
        budget.spend(now)
        await self._calls.status(scope)

    def _aside(self, scope: Scope) -> CallBudget:
        """Return the budget for calls of a scope outside the lane."""
        budget = self._asides.setdefault(scope, CallBudget(ASIDE))
        if len(self._asides) > SCOPES_KEPT:
            del self._asides[next(iter(self._asides))]
        return budget

    def _bot(self, bot_id: str) -> Scope:
        return self._calls.scope(BOT_PATH.format(bot_id=bot_id))


class _Fetch:
    """Collects the results of one job, and of several bots those that Kore.ai `refused` alone."""

    def __init__(self, client: KoreClient, upkeep: Upkeep, flight: FlightLog) -> None:
        self._client = client
        self._upkeep = upkeep
        self._flight = flight
        self._refusals: list[NotAcceptedError] = []
        self.results: list[Result] = []
        self.refused: dict[str, str] = {}

    async def all_of(self, job: SummaryJob) -> None:
        """Fetch the job. Raises the first refusal if Kore.ai accepts no bot.

        Bots that were refused before are fetched alone, so that the batch of the others need not be
        halved again.
        """
        habits = self._upkeep.habits
        apart = [id_ for id_ in job.bot_ids if id_ in habits.unknown_bots]
        rest = tuple(id_ for id_ in job.bot_ids if id_ not in apart)
        for ids in filter(None, (rest, *((id_,) for id_ in apart))):
            await self._halved(job.model_copy(update={"bot_ids": ids}))
        if not self.results:
            raise self._refusals[0]
        for id_ in self.refused:
            habits.refused(id_)

    async def _halved(self, job: SummaryJob) -> None:
        """Fetch the job; if it is refused, fetch its halves, down to the bot that causes the
        refusal.
        """
        middle = len(job.bot_ids) // 2
        try:
            return await self._accepted(job)
        except NotAcceptedError as refusal:
            self._refusals.append(refusal)
            if not self.results and len(self._refusals) > MOST_REFUSALS:
                raise self._refusals[0] from refusal  # the bots are not the cause
            if not middle:
                self.refused[job.bot_ids[0]] = of_one_bot(refusal)
                return None
            log.warning(telemetry.BATCH_REFUSED, bots=len(job.bot_ids), said=refusal.reason)
        for ids in (job.bot_ids[:middle], job.bot_ids[middle:]):
            await self._halved(job.model_copy(update={"bot_ids": ids}))
        return None

    async def _accepted(self, job: SummaryJob) -> None:
        self.results += await self._whole(job)
        for id_ in job.bot_ids:
            self._upkeep.habits.accepted(id_)

    async def _whole(self, job: SummaryJob) -> list[Result]:
        try:
            return [await self._run(part) for part in job.split()]
        except MisfitError:
            if len(job.bot_ids) == 1:
                raise
        # Perhaps this Kore.ai does not name bots by their ids. A job of one bot needs no names.
        parts = (part for alone in job.each_bot() for part in alone.split())
        return [await self._run(part) for part in parts]

    async def _run(self, part: SummaryJob) -> Result:
        return await self._client.run(part, self._upkeep, self._flight)


def _holes(usage: Usage) -> dict[str, int]:
    """Count the buckets, and the units within buckets, that Kore.ai left out; for the log."""
    sent, job = usage.buckets, usage.job
    left_out = len(job.bot_ids) * sum(1 for _ in job.starts()) - len(sent)
    units = Counter(
        f"without_{unit.name.lower()}"
        for bucket in sent
        if len(bucket.counts) < len(Unit)
        for unit in Unit
        if unit not in bucket.counts
    )
    return {**({"left_out": left_out} if left_out else {}), **units}
