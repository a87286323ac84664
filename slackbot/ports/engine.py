"""The core asks the engine for time, durable steps, and jobs that run one after another."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import ParamSpec, Protocol, TypeVar

from slackbot.domain.ask import Ask
from slackbot.domain.errors import SlackbotError
from slackbot.domain.usage.fetching.job import Usage, UsageRequest
from slackbot.ports.values import Open, OpenQuestion


class Clock(Protocol):
    """Gives the time to everything outside `domain`; tests hand in a clock that they set."""

    def now(self) -> datetime:
        """Return the present moment, aware, in UTC."""
        ...

    def monotonic(self) -> float:
        """Return seconds since some moment. Nobody can set this clock, so it is the one for pauses,
        deadlines within a process, and the age of what is cached."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Return when `seconds` have passed."""
        ...


class Fence(Protocol):
    """Stops a run that another process took over while this process was silent."""

    async def check(self) -> None:
        """Raise CancelledError if the current run belongs to another process by now."""
        ...


class Lanes(Protocol):
    """Queues the jobs for Kore.ai, one lane per scope (a bot, or the account).

    A lane runs one job at a time, and people take turns: whoever comes waits for at most one job of
    each person before them. What no person asked for comes last. Questions that need the same job
    share one run of it.
    """

    async def admit(self, ask: Ask) -> bool:
        """Count `ask` among the open questions of its asker; False if they have MOST_OPEN already.

        It counts once, until it is answered, cancelled or left.
        """
        ...

    async def leave(self, ask: Ask) -> None:
        """Count `ask` no more: it was answered or refused without waiting for figures."""
        ...

    async def board(self, question: Open, requests: Sequence[UsageRequest]) -> None:
        """Enqueue each request in the lane of its scope, or join an equal job in flight.

        The requests are durable on return; a second call with the same question adds nothing. When
        all have an outcome, or at `question.until`, the engine calls the workflow that goes on
        with this kind of question, such as `deliver_answer`.
        """
        ...

    async def ahead(self, question: Open) -> int:
        """Return how many jobs of people go before the last one that `question` waits for."""
        ...

    async def outcomes(
        self, question: Open, requests: Sequence[UsageRequest]
    ) -> tuple[Usage | SlackbotError | None, ...]:
        """Return the outcome of each request, in the order of `requests`.

        An outcome is the usage or the error that the job ended with; None stands for a job that has
        not ended, and for a request that was never boarded.
        """
        ...

    async def wait(
        self, ask: Ask, requests: Sequence[UsageRequest], until: datetime
    ) -> Mapping[UsageRequest, Usage | SlackbotError]:
        """Enqueue each request as `board` does, and return the outcomes when all are there.

        For who asks and waits for the answer: no workflow goes on with it. What is not wanted until
        `until` is not begun later. A caller who gives up, and comes back with the same id, finds
        what has been fetched meanwhile. A request without an outcome is left out.
        """
        ...

    async def unanswered(self, team: str, mark: str, since: datetime) -> str | None:
        """Return the latest id that ends with `mark`, of those given since that moment for which
        `wait` was called and has not returned."""
        ...

    async def find(self, team: str, question: str) -> Open | None:
        """Return the open question of this workspace and id; None once it no longer waits."""
        ...

    async def cancel(self, question: OpenQuestion) -> None:
        """Let the question wait no longer. A job that already runs at Kore.ai goes on to its end;
        a queued job that only this question wanted is not submitted."""
        ...


P = ParamSpec("P")


T = TypeVar("T")


class Run(Protocol):
    """Runs the steps of one durable workflow; after a crash the run resumes at its first open step.

    A crash in the middle of a step runs that step again, so each step is safe to repeat.
    """

    async def step(
        self, name: str, function: Callable[P, Awaitable[T]], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Call `function` and record its outcome; after a restart, replay the recorded outcome.

        `name` is stored with the run, so it never changes. Returns what `function` returns and
        raises what it raises; an error outside SlackbotError becomes a BugError with a log id.
        """
        ...
