"""What the core asks of whatever runs it."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import ParamSpec, Protocol, TypeVar

from slackbot.domain.errors import SlackbotError
from slackbot.domain.usage.job import Usage, UsageRequest
from slackbot.ports.values import Open, OpenQuestion


class Clock(Protocol):
    """The only way to the time outside `domain`; tests hand in one that they turn themselves."""

    def now(self) -> datetime:
        """This moment, in UTC."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Come back when `seconds` have passed."""
        ...


class Fence(Protocol):
    """Stops a run that was taken over while its process was silent."""

    async def check(self) -> None:
        """Raise CancelledError if the current run belongs to another process by now."""
        ...


class Lanes(Protocol):
    """The way to Kore.ai: jobs of one scope run one after another, equal ones only once."""

    async def board(self, question: Open, requests: Sequence[UsageRequest]) -> None:
        """Have each fetched in the lane of its scope; on return it is certain to be.

        When all have an outcome, or at `question.until`, `deliver_answer` or `deliver_digest` is
        called with it.
        """
        ...

    async def outcomes(
        self, question: Open, requests: Sequence[UsageRequest]
    ) -> tuple[Usage | SlackbotError | None, ...]:
        """How each ended, in their order; None for what has not, or was never boarded."""
        ...

    async def find(self, team: str, question: str) -> Open | None:
        """The question, or digest, of that id while it waits."""
        ...

    async def cancel(self, question: OpenQuestion) -> None:
        """It waits no more; what runs for it at Kore.ai ends by itself."""
        ...


P = ParamSpec("P")


T = TypeVar("T")


class Run(Protocol):
    """One durable run of a workflow: what is done in it is done once, or again after a crash."""

    async def step(
        self, name: str, function: Callable[P, Awaitable[T]], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run `function` and write its outcome down; after a restart that is read instead."""
        ...
