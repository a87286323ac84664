"""Submit a summary job, poll until it is *that* job's result, read its buckets."""

import asyncio
from datetime import datetime, timedelta
from random import uniform
from typing import Any

import httpx

from slackbot.domain.errors import JobError, TransientError
from slackbot.domain.job import Bucket, SummaryJob, Usage, merge
from slackbot.kore import failures
from slackbot.kore.auth import TokenMint
from slackbot.kore.fit import MisfitError, Watch
from slackbot.kore.pace import Pace
from slackbot.kore.schemas import Envelope, read_envelope, request_body
from slackbot.ports import Clock

BOT_PATH = "/api/public/bot/{bot_id}/billingsessionsummary"
STATUS = "/status"
FIRST_WAIT = 0.5
STRETCH = 0.25  # a job's next poll comes after a quarter of its age: 25 calls for two minutes
LONGEST_WAIT = 20.0
LONGEST_CALL = 30.0  # seconds for one answer, to its last byte
STATUS_QUERY = {"type": "summary"}


class KoreClient:
    """UsageSource over httpx. `http` has Kore.ai's host as its base URL.

    One instance serves all scopes; the engine's lanes see to it that a scope has one job at a time.
    """

    def __init__(
        self,
        http: httpx.AsyncClient,
        mint: TokenMint,
        clock: Clock,
        *,
        account_path: str,
        deadline: timedelta,
    ) -> None:
        self._http = http
        self._mint = mint
        self._clock = clock
        self._account_path = account_path
        self._deadline = deadline
        self._paces: dict[str, Pace] = {}
        self._ids_agree = False  # seen once: from then on only the id counts

    async def fetch(self, job: SummaryJob) -> Usage:
        """See UsageSource. More than 90 days are asked for in parts, one after another."""
        until = self._clock.now() + self._deadline
        try:
            results = [await self._run(part, until) for part in job.split()]
        except MisfitError:
            if len(job.bot_ids) == 1:
                raise
            # Perhaps this Kore.ai names bots otherwise than by id: one at a time, it need not.
            parts = (part for alone in job.each_bot() for part in alone.split())
            results = [await self._run(part, until) for part in parts]
        return Usage(
            job=job,
            buckets=merge(buckets for buckets, _ in results),
            report_ids=tuple(report_id for _, report_id in results),
            fetched_at=self._clock.now(),
        )

    async def knows(self, bot_id: str) -> bool | None:
        """See UsageSource. By the status call only: a submit would disturb a running job."""
        path = BOT_PATH.format(bot_id=bot_id) + STATUS
        response = await self._send("GET", path, f"bot:{bot_id}", params=STATUS_QUERY)
        if failures.is_unknown_bot(response) or response.status_code == httpx.codes.NOT_FOUND:
            return False
        if not failures.is_no_job_yet(response):
            self._check(response)
        return True

    async def greet(self) -> None:
        """Raise what is wrong with the account's address or credentials, by the status call."""
        path = self._account_path + STATUS
        response = await self._send("GET", path, "account", params=STATUS_QUERY)
        if not failures.is_no_job_yet(response):
            self._check(response)

    async def _run(self, job: SummaryJob, until: datetime) -> tuple[tuple[Bucket, ...], str]:
        """The buckets of one request of at most 90 days, and the id of its report."""
        submitted = await self._submit(job, until)
        buckets = await self._poll(job, submitted, until)
        return buckets, submitted.report_id or submitted.id or "unknown"

    async def _submit(self, job: SummaryJob, until: datetime) -> Envelope:
        """A submit whose answer was lost is sent again: only the newest job of a scope counts."""
        wait = FIRST_WAIT
        while True:
            try:
                envelope = await self._tell(
                    "POST", self._path(job), job.lane, json=request_body(job)
                )
            except TransientError as error:
                await self._pause(error.retry_after or _jitter(wait), until, error)
                wait = min(wait * 2, LONGEST_WAIT)
                continue
            return envelope or Envelope()

    async def _poll(
        self, job: SummaryJob, submitted: Envelope, until: datetime
    ) -> tuple[Bucket, ...]:
        started = self._clock.now()
        watch = Watch(job, submitted, ids_agree=self._ids_agree)
        wait, failure = FIRST_WAIT, None
        while True:
            await self._pause(wait, until, failure)
            age = (self._clock.now() - started).total_seconds()
            wait = min(max(FIRST_WAIT, age * STRETCH), LONGEST_WAIT)
            try:
                envelope = await self._tell(
                    "GET", self._path(job) + STATUS, job.lane, params=STATUS_QUERY
                )
            except TransientError as error:
                # A poll that failed says nothing about the job: it is asked again, later.
                failure, wait = error, error.retry_after or _jitter(max(wait, 1.0))
                continue
            buckets = watch.result(envelope) if envelope else None
            self._ids_agree = watch.ids_agree
            if buckets is not None:
                return buckets

    async def _tell(self, method: str, path: str, lane: str, **arguments: Any) -> Envelope | None:
        """What Kore.ai tells of a job; None where it knows of none yet."""
        response = await self._send(method, path, lane, **arguments)
        if failures.is_no_job_yet(response):
            return None
        self._check(response)
        try:
            return read_envelope(response.json())
        except (ValueError, RecursionError) as error:
            raise failures.garbled() from error

    def _check(self, response: httpx.Response) -> None:
        if failure := failures.failure_of(response, self._clock.now()):
            raise failure

    async def _send(self, method: str, path: str, lane: str, **arguments: Any) -> httpx.Response:
        """One call, in the pace of its scope and with a token of its own."""
        pace = self._paces.setdefault(lane, Pace())
        await self._clock.sleep(pace.wait(self._clock.now()))
        now = self._clock.now()
        pace.spend(now)
        try:
            # httpx counts from byte to byte: an answer that drips in would never end.
            async with asyncio.timeout(LONGEST_CALL):
                return await self._http.request(
                    method, path, headers={"auth": self._mint.mint(now)}, **arguments
                )
        except (httpx.HTTPError, TimeoutError) as error:
            raise failures.no_answer(error) from error

    async def _pause(self, seconds: float, until: datetime, failure: TransientError | None) -> None:
        """Wait, unless the deadline comes first: then say what stood in the way."""
        if self._clock.now() + timedelta(seconds=seconds) > until:
            why = failure.message if failure else "Ask again later, or for a shorter period."
            waited = _in_words(self._deadline)
            raise JobError(f"Kore.ai had no answer within {waited}. {why}") from failure
        await self._clock.sleep(seconds)

    def _path(self, job: SummaryJob) -> str:
        if job.account:
            return self._account_path
        return BOT_PATH.format(bot_id=job.bot_ids[0])


def _jitter(seconds: float) -> float:
    return seconds * uniform(0.75, 1.25)  # noqa: S311 - spreads retries, guards no secret


def _in_words(time: timedelta) -> str:
    """`90 seconds`, `10 minutes`."""
    seconds = round(time.total_seconds())
    return f"{seconds} seconds" if seconds < 120 else f"{round(seconds / 60)} minutes"
