"""Runs one summary job of at most 90 days, from its submit to its buckets."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from math import ceil
from random import uniform
from typing import NamedTuple

import structlog
from pydantic import AwareDatetime, BaseModel

from slackbot import telemetry
from slackbot.domain.errors import JobError, TransientError
from slackbot.domain.usage.bucket import Bucket, compact
from slackbot.domain.usage.fetching.job import SummaryJob
from slackbot.kore.calls import KoreCalls, Scope
from slackbot.kore.failures import BusyError
from slackbot.kore.polling import FIRST_WAIT, LONGEST_WAIT, Poll, next_wait
from slackbot.kore.result_match import (
    DISPLACED,
    BucketsOrReason,
    DisplacedError,
    StatusWatch,
    UnsureError,
    failed,
)
from slackbot.kore.schemas import Envelope
from slackbot.ports import Clock, FlightLog, Upkeep
from slackbot.worker_threads import run_in_thread

log = structlog.get_logger()

SUBMITS = 4  # the first, and again each time that another client's job replaces ours
SHORTEST_RETRY = 1.0  # seconds
BUSY_PAUSE = 10.0  # seconds, after a 429 that names no time

NO_ANSWER = "Kore.ai had no answer within {patience}. {why}"
ASKS_TO_WAIT = (
    "Kore.ai asks us to wait {wait}, longer than what is left of the {patience} that we give a "
    "question. Ask again after that."
)
OVERSPENT = (
    "We have asked Kore.ai as often as it allows for this bot, and may ask again in {wait}, longer "
    "than what is left of the {patience} that we give a question. Ask again after that."
)


class Result(NamedTuple):
    """The buckets of a job, the id of its report, and the time it was asked for.

    `certain` means that its id is that of our submit.
    """

    buckets: Sequence[Bucket]
    report_id: str
    asked_at: datetime
    certain: bool


class Submit(BaseModel):
    """A submit that Kore.ai accepted, in the form that is stored."""

    envelope: Envelope
    asked_at: AwareDatetime


class JobRun:
    """Runs `job` once, within `patience` from its first submit, and within its scope's budget.

    No other job of the scope may run meanwhile. If another client's job replaces it, it is
    submitted again, at most three times.
    """

    def __init__(
        self,
        job: SummaryJob,
        scope: Scope,
        calls: KoreCalls,
        upkeep: Upkeep,
        clock: Clock,
        patience: timedelta,
        flight: FlightLog,
    ) -> None:
        self._job = job
        self._scope = scope
        self._calls = calls
        self._upkeep = upkeep
        self._clock = clock
        self._patience = patience
        self._flight = flight
        self._until = clock.monotonic() + patience.total_seconds()
        self._hint = "Ask again later, or for a shorter period."  # shown at the deadline
        self._complaint: str | None = None  # shown instead of "no answer"
        self._doubt: str | None = None  # why a result was not believed
        self._was_seen = False  # whether a status reply had our id
        self._was_displaced = False

    async def result(self) -> Result:
        """Return the result. Raises JobError, ConfigurationError."""
        try:
            return await self._result()
        except JobError as error:
            # Ids that agreed before may not agree any more, as after an update of Kore.ai.
            if self._was_displaced and not self._was_seen:
                self._upkeep.habits.ids_agree = False
            log.warning(telemetry.JOB_FAILED, said=error.message)
            raise

    async def _result(self) -> Result:
        structlog.contextvars.unbind_contextvars("kore_job")
        submit, doubted = await self._resumed() or await self._submit(), None
        for _ in range(SUBMITS - 1):
            try:
                return await self._result_of(submit, doubted)
            except DisplacedError as error:
                self._hint, self._was_displaced = error.message, True
                log.warning(telemetry.DISPLACED, why=error.message)
            except UnsureError as error:
                doubted, self._doubt = error.found, error.message
                log.info(telemetry.UNSURE)
            submit = await self._submit()
        return await self._result_of(submit, doubted)

    async def _result_of(self, submit: Submit, doubted: BucketsOrReason | None) -> Result:
        if submit.envelope.has_failed:
            self._was_seen = True
            raise failed(submit.envelope)
        watch = StatusWatch(self._job, submit.envelope, self._upkeep.habits, doubted)
        try:
            buckets = await self._poll(watch)
        finally:
            self._was_seen = self._was_seen or watch.is_certain
        log.info(
            telemetry.KORE_DONE,
            buckets=len(buckets),
            seconds=round((self._clock.now() - submit.asked_at).total_seconds(), 1),
            certain=watch.is_certain,
        )
        return Result(buckets, watch.report_id, submit.asked_at, watch.is_certain)

    async def _resumed(self) -> Submit | None:
        """Return the submit that was stored before a crash, if its deadline has not come."""
        text = await self._flight.submitted(self._part)
        submit = Submit.model_validate_json(text) if text else None
        if submit is None:
            return None
        left = submit.asked_at + self._patience - self._clock.now()
        if left <= timedelta():
            return None
        left = min(left, self._patience)  # a clock that was put back makes it no longer
        self._until = self._clock.monotonic() + left.total_seconds()
        _name_it(submit)
        return submit

    async def _submit(self) -> Submit:
        """Submit, and again if the answer is lost: only the newest job of a scope counts."""
        wait = FIRST_WAIT
        while True:
            await self._take_turn()
            asked_at, by_app = self._clock.now(), self._upkeep.habits.by_app
            try:
                envelope = await self._calls.submit(
                    self._scope, self._job, by_app=by_app, within=self._left()
                )
            except TransientError as failure:
                await self._pause_after(failure, wait)
                wait = min(wait * 2, LONGEST_WAIT)
                continue
            submit = Submit(envelope=envelope, asked_at=asked_at)
            _name_it(submit)
            await self._flight.submit(self._part, submit.model_dump_json(by_alias=True))
            return submit

    async def _poll(self, watch: StatusWatch) -> Sequence[Bucket]:
        started = self._clock.monotonic()
        polls: list[Poll] = []
        failure: TransientError | None = None
        while True:
            wait = next_wait(polls, watch.confirmations)
            if watch.wants_it_again:
                wait = FIRST_WAIT
            await (self._pause_after(failure, wait) if failure else self._pause(wait, self._hint))
            await self._take_turn()
            envelope, failure = await self._status()
            if envelope and (buckets := await _judged(envelope, watch)) is not None:
                return buckets
            if watch.is_displaced:
                self._hint, self._was_displaced = DISPLACED, True
            self._complaint = watch.complaint
            age = self._clock.monotonic() - started
            percentage = watch.percentage(envelope) if envelope else None
            polls.append(Poll(age, percentage))
            if percentage is not None:
                self._flight.told(percentage)

    async def _status(self) -> tuple[Envelope | None, TransientError | None]:
        """Return the status, or the failure of the call, which says nothing about the job."""
        try:
            return await self._calls.status(self._scope, within=self._left()), None
        except TransientError as failure:
            return None, failure

    async def _take_turn(self) -> None:
        """Wait until the scope's budget has a call, and store that it is spent, in case of a
        kill.
        """
        budget = self._upkeep.budget
        wait = budget.wait(self._clock.now())
        if wait > max(0.0, self._left()):
            raise JobError(OVERSPENT.format(wait=in_words(wait), patience=self._patience_in_words))
        if wait:
            log.info(telemetry.KORE_WAIT, seconds=round(wait, 1), why="budget")
            self._flight.told(None)
            await self._clock.sleep(wait)
        budget.spend(self._clock.now())
        await self._upkeep.save()

    async def _pause_after(self, failure: TransientError, seconds: float) -> None:
        """Wait as long as Kore.ai asks, or about `seconds`, spread so that retries do not
        coincide.
        """
        untold = isinstance(failure, BusyError) and failure.retry_after is None
        asked = failure.retry_after or 0.0
        if asked and asked > self._left():
            words = ASKS_TO_WAIT.format(wait=in_words(asked), patience=self._patience_in_words)
            raise JobError(words) from failure
        if asked or untold:
            log.info(telemetry.KORE_WAIT, seconds=asked or BUSY_PAUSE, why="asked to")
        shortest = BUSY_PAUSE if untold else SHORTEST_RETRY
        await self._pause(max(asked, _jitter(max(seconds, shortest))), failure.message)

    async def _pause(self, seconds: float, why: str) -> None:
        """Wait, but not beyond the deadline. At the deadline, raise an error that says `why`."""
        left = self._left()
        if left <= 0:
            no_answer = NO_ANSWER.format(patience=self._patience_in_words, why=why)
            raise JobError(self._doubt or self._complaint or no_answer)
        await self._clock.sleep(min(seconds, left))

    def _left(self) -> float:
        return self._until - self._clock.monotonic()

    @property
    def _part(self) -> str:
        """The name of this request among the parts of a job that is split."""
        job = self._job
        return f"{job.start:%Y%m%d%H%M}-{job.end:%Y%m%d%H%M}-{len(job.bot_ids)}-{job.bot_ids[0]}"

    @property
    def _patience_in_words(self) -> str:
        return in_words(self._patience.total_seconds())


def _name_it(submit: Submit) -> None:
    """Add the id of Kore.ai's job to all later log lines about it."""
    structlog.contextvars.bind_contextvars(kore_job=submit.envelope.id)


async def _judged(envelope: Envelope, watch: StatusWatch) -> Sequence[Bucket] | None:
    """Judge in a thread, because a result may have twenty thousand buckets."""
    if envelope.response:
        return await run_in_thread(_result, envelope, watch)
    return watch.result(envelope)


def _result(envelope: Envelope, watch: StatusWatch) -> Sequence[Bucket] | None:
    buckets = watch.result(envelope)
    return None if buckets is None else compact(buckets)


def _jitter(seconds: float) -> float:
    return seconds * uniform(0.75, 1.25)  # noqa: S311 - spreads retries, guards no secret


def in_words(seconds: float) -> str:
    """Return the time in words, rounded up: `90 seconds`, `10 minutes`, `24 hours`."""
    for name, size in (("second", 1), ("minute", 60)):
        if seconds <= 120 * size:
            return f"{ceil(seconds / size)} {name}s"
    return f"{ceil(seconds / 3600)} hours"
