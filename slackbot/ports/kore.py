"""The core asks Kore.ai for billing usage."""

from typing import Protocol

from slackbot.domain.call_budget import CallBudget
from slackbot.domain.habits import Habits
from slackbot.domain.usage.fetching.job import SummaryJob, Usage


class FlightLog(Protocol):
    """Records one run of a job: its progress for people, its submits for a restart."""

    def told(self, percent: float | None) -> None:
        """Take the progress that Kore.ai reports: 0 to 100; None while the job waits because the
        rate limit of its scope is used up."""
        ...

    async def submitted(self, part: str) -> str | None:
        """Return the recorded submit of this part of the job; None if it was never submitted."""
        ...

    async def submit(self, part: str, submitted: str) -> None:
        """Record Kore.ai's answer to the latest submit of this part, in place of an earlier one."""
        ...


class Upkeep(Protocol):
    """Carries what one job leaves to the next: the lane's call budget, the connection's habits."""

    @property
    def budget(self) -> CallBudget: ...

    @property
    def habits(self) -> Habits: ...

    async def save(self) -> None:
        """Store the budget and the habits as they are now, so that a restart finds them."""
        ...


class UsageSource(Protocol):
    """Fetches billing usage from Kore.ai."""

    async def fetch(self, job: SummaryJob, upkeep: Upkeep, flight: FlightLog) -> Usage:
        """Submit `job`, poll until its own result is there, and return its figures.

        The caller runs at most one fetch per `job.lane` at a time, with the `upkeep` of that lane:
        each call is counted in its budget, and saved, before it is made. A part that `flight` has
        recorded as submitted is polled, not submitted again. Bots that Kore.ai refuses are named in
        the result, which holds the figures of the others. Also raises JobError if the job fails,
        never ends, or only another client's result can be had.
        """
        ...

    async def knows(self, bot_id: str) -> bool | None:
        """Return whether Kore.ai knows this bot; None where only a job could tell."""
        ...
