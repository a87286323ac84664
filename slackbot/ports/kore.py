"""What the core asks of Kore.ai."""

from typing import Protocol

from slackbot.domain.budget import CallBudget
from slackbot.domain.job import SummaryJob, Usage


class FlightLog(Protocol):
    """What the run of a job tells, and what it remembers of itself beyond a crash."""

    def told(self, percent: float) -> None:
        """Kore.ai says that the job is so far."""
        ...

    async def submitted(self, part: str) -> str | None:
        """What was kept of the submit of that part, if it was submitted before."""
        ...

    async def submit(self, part: str, submitted: str) -> None:
        """Keep what Kore.ai answered to the newest submit of that part."""
        ...


class UsageSource(Protocol):
    """Kore.ai's billing usage."""

    async def fetch(self, job: SummaryJob, budget: CallBudget, flight: FlightLog) -> Usage:
        """Submit `job` and poll until *its* result is there; never another job's figures.

        At most one call per `job.lane` may run at a time, with that lane's `budget`, which it
        spends. What `flight` knows to be submitted is not submitted again. Also raises JobError.
        """
        ...

    async def knows(self, bot_id: str) -> bool | None:
        """Whether Kore.ai knows this bot; None where that cannot be asked without a job."""
        ...
