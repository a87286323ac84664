"""How the app is: whether it is ready, and its metrics."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from typing import Generic, Protocol, TypeVar

import structlog
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from slackbot import telemetry
from slackbot.domain.errors import SlackbotError
from slackbot.ports import Clock
from slackbot.telemetry import Backlog

T = TypeVar("T")
Check = Callable[[], Awaitable[str]]

log = structlog.get_logger()

PATIENCE_SECONDS = 2.0
FRESH = timedelta(seconds=1)


class Health(Protocol):
    """What can be asked about the app's state; bootstrap composes it. Anybody may read the answers:
    they name no secret."""

    def checks(self) -> Mapping[str, Check]:
        """All that must be well to take commands, by name.

        A check says in a few words what is well, such as `ok` or `2 connections`. If something is
        not, it raises a SlackbotError whose message says what. Two seconds without an answer are a
        failure.
        """
        ...

    async def backlog(self) -> Backlog:
        """The work that is not done, as the database has it. May fail, and has two seconds."""
        ...


class HealthPages:
    """`/readyz` and `/metrics`. Neither asks more than once a second, however often it is read."""

    def __init__(
        self, health: Health, clock: Clock, patience_seconds: float = PATIENCE_SECONDS
    ) -> None:
        self._health = health
        self._patience = patience_seconds
        self._checked = _Fresh(self._check, clock)
        self._backlog = _Fresh(self._measure, clock)
        self._failing: set[str] = set()

    async def ready(self, _: Request) -> Response:
        """200 if all is well, else 503; a line for each check."""
        found = await self._checked.value()
        well = not any(isinstance(answer, Exception) for answer in found.values())
        lines = {name: self._words(answer) for name, answer in found.items()}
        return JSONResponse(lines, 200 if well else 503)

    async def metrics(self, _: Request) -> Response:
        """Everything that is counted, in Prometheus's text format."""
        telemetry.show(await self._backlog.value())
        text = generate_latest(telemetry.REGISTRY)
        return Response(text, media_type=CONTENT_TYPE_PLAIN_0_0_4)

    async def _check(self) -> dict[str, str | Exception]:
        checks = self._health.checks()
        found = await asyncio.gather(*(self._ask(name, check) for name, check in checks.items()))
        return dict(zip(checks, found, strict=True))

    async def _measure(self) -> Backlog:
        backlog = await self._ask("load", self._health.backlog)
        return telemetry.UNKNOWN if isinstance(backlog, Exception) else backlog

    async def _ask(self, name: str, question: Callable[[], Awaitable[T]]) -> T | Exception:
        """The answer, or why there is none. The first failure is logged, and the recovery."""
        try:
            async with asyncio.timeout(self._patience):
                answer = await question()
        except Exception as error:
            if name not in self._failing:
                self._failing.add(name)
                why, foreseen = self._words(error), isinstance(error, SlackbotError | TimeoutError)
                log.warning(
                    telemetry.CHECK_FAILED,
                    check=name,
                    why=why,
                    exc_info=None if foreseen else error,
                )
            return error
        if name in self._failing:
            self._failing.remove(name)
            log.info(telemetry.CHECK_PASSED, check=name)
        return answer

    def _words(self, answer: str | Exception) -> str:
        match answer:
            case str():
                return answer
            case SlackbotError():
                return f"failed: {answer.message}"
            case TimeoutError():
                return f"failed: no answer within {self._patience:g} s"
        return "failed: unknown error, see the log"


class _Fresh(Generic[T]):
    """A value that is at most a second old, asked for once at a time. `ask` does not raise."""

    def __init__(self, ask: Callable[[], Awaitable[T]], clock: Clock) -> None:
        self._ask = ask
        self._clock = clock
        self._turn = asyncio.Lock()
        self._kept: tuple[datetime, T] | None = None

    async def value(self) -> T:
        async with self._turn:
            now = self._clock.now()
            if self._kept is None or abs(now - self._kept[0]) >= FRESH:
                self._kept = now, await self._ask()
            return self._kept[1]
