"""Reports the app's health: whether it is ready, and its metrics."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
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
FRESH_SECONDS = 1.0
CHECK_EVERY = 60.0  # seconds


class Health(Protocol):
    """The app's state, which bootstrap composes.

    Anybody may read the answers, so they name no secret.
    """

    def checks(self) -> Mapping[str, Check]:
        """Return the checks that must succeed before the app takes commands, by name.

        A check returns a few words, such as `ok` or `2 connections`. If something is wrong, it
        raises a SlackbotError whose message says what. A check without an answer for two seconds
        has failed.
        """
        ...

    async def backlog(self) -> Backlog:
        """Return the unfinished work in the database. May fail; has two seconds."""
        ...


class HealthPages:
    """Serves `/readyz` and `/metrics`. Each asks the app at most once a second."""

    def __init__(
        self, health: Health, clock: Clock, patience_seconds: float = PATIENCE_SECONDS
    ) -> None:
        self._health = health
        self._clock = clock
        self._patience = patience_seconds
        self._checked = _Fresh(self._check, clock)
        self._backlog = _Fresh(self._measure, clock)
        self._failing: set[str] = set()

    async def ready(self, _: Request) -> Response:
        """Answer 200 if all checks succeed, else 503, with a line for each check."""
        found = await self._checked.value()
        well = not any(isinstance(answer, Exception) for answer in found.values())
        lines = {name: self._words(answer) for name, answer in found.items()}
        return JSONResponse(lines, 200 if well else 503)

    async def metrics(self, _: Request) -> Response:
        """Answer with all metrics in Prometheus's text format."""
        telemetry.show(await self._backlog.value())
        text = generate_latest(telemetry.REGISTRY)
        return Response(text, media_type=CONTENT_TYPE_PLAIN_0_0_4)

    async def keep_checking(self) -> None:
        """Check now and then, so that the log has a failure even if nobody reads `/readyz`."""
        while True:
            await self._checked.value()
            await self._clock.sleep(CHECK_EVERY)

    async def _check(self) -> dict[str, str | Exception]:
        checks = self._health.checks()
        found = await asyncio.gather(*(self._ask(name, check) for name, check in checks.items()))
        return dict(zip(checks, found, strict=True))

    async def _measure(self) -> Backlog:
        backlog = await self._ask("load", self._health.backlog)
        return telemetry.UNKNOWN if isinstance(backlog, Exception) else backlog

    async def _ask(self, name: str, question: Callable[[], Awaitable[T]]) -> T | Exception:
        """Return the answer, or the error. Log the first failure and the recovery."""
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
                    cause=telemetry.cause_of(error),
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
    """Caches a value for a second; one caller at a time asks anew. `ask` must not raise."""

    def __init__(self, ask: Callable[[], Awaitable[T]], clock: Clock) -> None:
        self._ask = ask
        self._clock = clock
        self._turn = asyncio.Lock()
        self._kept: tuple[float, T] | None = None

    async def value(self) -> T:
        async with self._turn:
            now = self._clock.monotonic()
            if self._kept is None or now - self._kept[0] >= FRESH_SECONDS:
                self._kept = now, await self._ask()
            return self._kept[1]
