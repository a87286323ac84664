"""The core asks Kore.ai for billing usage, through the connections of a workspace."""

from collections.abc import Collection, Sequence
from typing import Protocol

from slackbot.domain.channel import Bot
from slackbot.domain.connections.call_budget import CallBudget
from slackbot.domain.connections.habits import Habits
from slackbot.domain.usage.fetching.job import SummaryJob, Usage
from slackbot.domain.usage.fetching.routes import Routes


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


class AccountBots(Protocol):
    """Has the bots of a workspace's accounts at Kore.ai."""

    def of(self, team: str) -> Sequence[Bot]:
        """Return those that are known by now, in no order: it never waits, and raises nothing."""
        ...


class UsageSource(Protocol):
    """Fetches billing usage from Kore.ai."""

    async def fetch(self, team: str, job: SummaryJob, upkeep: Upkeep, flight: FlightLog) -> Usage:
        """Submit `job` through its connection, poll until its own result is there, and return its
        figures.

        The caller runs at most one fetch per `job.lane` at a time, with the `upkeep` of that lane:
        each call is counted in its budget, and saved, before it is made. A part that `flight` has
        recorded as submitted is polled, not submitted again. Bots that Kore.ai refuses are named in
        the result, which holds the figures of the others. Also raises JobError if the job fails,
        never ends, or only another client's result can be had; and ConfigurationError if the
        workspace has no such connection.
        """
        ...


class KoreConnections(Protocol):
    """Says which connection to Kore.ai of a workspace covers a bot."""

    async def routes(self, team: str, bot_ids: Collection[str]) -> Routes:
        """Return the route of each of these bots.

        A bot's own connection goes before one of an account. Where several connections may cover a
        bot, each is asked whether it knows the bot, and the answer is stored. Raises
        KoreUnavailableError and KoreRefusedError if that cannot be found out.
        """
        ...

    async def knows(self, team: str, bot_id: str) -> bool | None:
        """Return whether Kore.ai knows this bot; None where only a job could tell.

        Raises ConfigurationError if no connection covers the bot.
        """
        ...

    async def has_account(self, team: str) -> bool:
        """Return whether a connection of the workspace is for a whole account."""
        ...
