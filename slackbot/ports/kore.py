"""What the core asks of Kore.ai."""

from typing import Protocol

from slackbot.domain.call_budget import CallBudget
from slackbot.domain.habits import Habits
from slackbot.domain.usage.job import SummaryJob, Usage


class FlightLog(Protocol):
    """What the run of a job tells, and what it remembers of itself beyond a crash."""

    def told(self, percent: float | None) -> None:
        """Kore.ai says that the job is so far; None: it waits, as the scope's calls are spent."""
        ...

    async def submitted(self, part: str) -> str | None:
        """What was kept of the submit of that part, if it was submitted before."""
        ...

    async def submit(self, part: str, submitted: str) -> None:
        """Keep what Kore.ai answered to the newest submit of that part."""
        ...


class Upkeep(Protocol):
    """What goes from job to job: the calls of the lane, and the habits of the connection."""

    @property
    def budget(self) -> CallBudget: ...

    @property
    def habits(self) -> Habits: ...

    async def save(self) -> None:
        """Keep both as they are now, beyond a crash."""
        ...


class UsageSource(Protocol):
    """Kore.ai's billing usage."""

    async def fetch(self, job: SummaryJob, upkeep: Upkeep, flight: FlightLog) -> Usage:
        """Submit `job` and poll until *its* result is there; never another job's figures.

        At most one call per `job.lane` may run at a time, with that lane's budget, in which each
        call is counted, and saved, before it is made. What `flight` knows to be submitted is not
        submitted again. Bots that alone are refused are told of in the result, which is about the
        others. Also raises JobError.
        """
        ...

    async def knows(self, bot_id: str) -> bool | None:
        """Whether Kore.ai knows this bot; None where that cannot be asked without a job."""
        ...
