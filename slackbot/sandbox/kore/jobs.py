"""Stores summary jobs: the latest of each bot, and of the account."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from slackbot.sandbox.kore.query import SummaryQuery

JobSeconds = Callable[[float], float] | float


@dataclass
class Job:
    """A summary job: `seconds` of work, `polls` status calls so far, and the job before it."""

    query: SummaryQuery
    created: datetime
    seconds: float
    report: int
    result: dict[str, Any] = field(repr=False)
    previous: "Job | None" = field(default=None, repr=False)
    id: str = field(default_factory=lambda: f"ds-{uuid4()}")
    other_id: str = field(default_factory=lambda: f"ds-{uuid4()}", repr=False)
    polls: int = 0

    @property
    def finished(self) -> datetime:
        """Return the moment at which the job is done."""
        return self.created + timedelta(seconds=self.seconds)

    def percent(self, now: datetime) -> int:
        """Return the job's percentage: below 100 until it is done."""
        if now >= self.finished:
            return 100
        return min(99, int(100 * (now - self.created).total_seconds() / self.seconds))


class Jobs:
    """Keeps the latest job of each scope, and the one before.

    Kore.ai's status call takes no job id, so the latest POST owns the answer. (Documented by its
    URL. That there is one job for each bot or account, and not one for each client, is our choice.)
    """

    def __init__(self, job_seconds: JobSeconds) -> None:
        self._job_seconds = job_seconds
        self._latest: dict[str, Job] = {}
        self._submitted = 0

    def submit(self, scope: str, query: SummaryQuery, result: dict[str, Any], now: datetime) -> Job:
        """Begin a job; it takes the place of the scope's previous one."""
        previous = self._latest.get(scope)
        if previous is not None:
            previous.previous = None  # only one step back is ever needed
        self._submitted += 1
        job = Job(query, now, self._seconds(query), 121_241 + self._submitted, result, previous)
        self._latest[scope] = job
        return job

    def latest(self, scope: str) -> Job | None:
        """The job that a status call of this scope is about."""
        return self._latest.get(scope)

    def _seconds(self, query: SummaryQuery) -> float:
        days = (query.end - query.start) / timedelta(days=1)
        seconds = self._job_seconds
        return seconds(days) if callable(seconds) else seconds
