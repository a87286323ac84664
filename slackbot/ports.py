"""What the core asks of the outside: a page of promises.

Every method may raise TransientError (a retry can help; the edge has already tried) and
ConfigurationError (somebody has to mend something). Nothing else gets through an edge on purpose.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ParamSpec, Protocol, TypeVar

from pydantic import BaseModel, ConfigDict

from slackbot.domain.ask import Ask, Thread
from slackbot.domain.channel import Bot, ChannelBots, ChannelSettings, LinkedBot
from slackbot.domain.errors import SlackbotError
from slackbot.domain.job import SummaryJob, Usage
from slackbot.domain.permission import Actor
from slackbot.domain.query import UsageQuery
from slackbot.domain.usage import UsageReport

P = ParamSpec("P")
T = TypeVar("T")


class Person(BaseModel):
    """Somebody as Slack knows them: IANA zone and locale are what they set in Slack."""

    model_config = ConfigDict(frozen=True)

    actor: Actor
    zone: str = "UTC"
    locale: str = "en-US"


class Clock(Protocol):
    """The only way to the time outside `domain`; tests hand in one that they turn themselves."""

    def now(self) -> datetime:
        """This moment, in UTC."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Come back when `seconds` have passed."""
        ...


class Opened(BaseModel):
    """A question that was understood, and where its answer goes: without a thread, to the asker
    alone, and `note` says why."""

    model_config = ConfigDict(frozen=True)

    query: UsageQuery
    bots: tuple[LinkedBot, ...]
    jobs: tuple[SummaryJob, ...]
    thread: Thread | None
    note: str = ""


class UsageSource(Protocol):
    """Kore.ai's billing usage."""

    async def fetch(self, job: SummaryJob) -> Usage:
        """Submit `job` and poll until *its* result is there; never another job's figures.

        At most one call per `job.lane` may run at a time. Also raises JobError.
        """
        ...

    async def knows(self, bot_id: str) -> bool | None:
        """Whether Kore.ai knows this bot; None where that cannot be asked without a job."""
        ...


class Notifier(Protocol):
    """Everything that people read in Slack. Also raises SlackRefusedError, with Slack's word."""

    async def open_thread(self, ask: Ask, query: UsageQuery, bots: Sequence[Bot]) -> Thread:
        """Post the parent message that says who asked what and what was understood."""
        ...

    async def deliver(self, ask: Ask, opened: Opened, report: UsageReport) -> None:
        """Answer in the thread and mark the parent as done; where that fails, only to the asker."""
        ...

    async def fail(self, ask: Ask, opened: Opened | None, error: SlackbotError) -> None:
        """Say in the thread why there is no answer and what to do; without one, to the asker."""
        ...

    async def tell(self, ask: Ask, text: str) -> None:
        """Answer only to the asker. `text` is plain: it is escaped, only `backticks` are kept."""
        ...

    async def show_help(self, ask: Ask, bots: ChannelBots) -> None:
        """Explain the app to the asker, with examples that work in this channel."""
        ...

    async def show_dates_help(self, ask: Ask) -> None:
        """Show the asker the ways to name a period, each with what it means."""
        ...

    async def show_bots(self, ask: Ask, bots: ChannelBots) -> None:
        """Show the asker which bots this channel remembers, and who linked them."""
        ...


class Directory(Protocol):
    """Who and where, as Slack says; answers may be some minutes old."""

    async def person(self, user: str) -> Person: ...

    async def shared(self, channel: str) -> bool | None:
        """Whether other organisations see this channel; None where Slack does not say."""
        ...


class Channels(Protocol):
    """What channels remember, by workspace and channel id."""

    async def bots(self, team: str, channel: str) -> ChannelBots: ...

    async def link(self, team: str, channel: str, bot: LinkedBot, at: datetime) -> None:
        """Link or relink a bot; the first one of a channel becomes its default."""
        ...

    async def unlink(self, team: str, channel: str, bot_id: str) -> None:
        """Forget a bot; if it was the default, the oldest one left becomes it."""
        ...

    async def settings(self, team: str, channel: str) -> ChannelSettings: ...

    async def save_settings(self, team: str, channel: str, settings: ChannelSettings) -> None: ...


class Deliveries(Protocol):
    """Which messages have been posted. Slack has no key that makes a post happen once; this is
    ours: between a post and its being written down a crash can double it, nowhere else."""

    async def posted(self, team: str, key: str) -> Thread | None:
        """Where the message of that key stands, if it was posted."""
        ...

    async def post_is_done(self, team: str, key: str, message: Thread) -> None:
        """Write down where the message of that key stands."""
        ...


class Run(Protocol):
    """One durable run of a workflow: what is done in it is done once, or again after a crash."""

    async def step(
        self, name: str, function: Callable[P, Awaitable[T]], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run `function` and write its outcome down; after a restart that is read instead."""
        ...

    async def enqueue(self, jobs: Sequence[SummaryJob]) -> tuple[str, ...]:
        """Put each job in the lane of its scope; the tickets fetch the outcomes."""
        ...

    async def outcomes(self, tickets: Sequence[str]) -> tuple[Usage | SlackbotError, ...]:
        """Wait for the outcome of each ticket, in their order; to be called inside a step."""
        ...


@dataclass(frozen=True)
class Ports:
    """The outside, handed to workflows as one thing."""

    source: UsageSource
    notifier: Notifier
    directory: Directory
    channels: Channels
    account: bool  # the credentials are the account's: one job for all bots
