"""Wakes whoever waits for a job: at once if it ends in this process, soon if in another."""

import asyncio
import contextlib
from collections import deque
from collections.abc import Awaitable, Callable, Collection, Mapping

import structlog
from dbos import error as dbos_error
from sqlalchemy.exc import SQLAlchemyError

from slackbot import telemetry
from slackbot.engine.enqueuer import Outcome

log = structlog.get_logger()

Look = Callable[[Collection[str]], Awaitable[Mapping[str, Outcome]]]

MOST_AT_ONCE = 500  # runs in one look


class Outcomes:
    """All that wait for one run share one future. `look` reads what has ended, every `interval`
    seconds; a run that ends in this process is told, and wakes its waiters without that."""

    def __init__(self, look: Look, interval: float) -> None:
        self._look = look
        self._interval = interval
        self._waited_for: dict[str, asyncio.Future[Outcome]] = {}
        self._to_look: deque[str] = deque()
        self._looking: asyncio.Task[None] | None = None

    async def wait(self, run: str) -> Outcome:
        """How `run` ended, as soon as it has."""
        future = self._waited_for.get(run)
        if future is None:
            future = self._waited_for[run] = asyncio.get_running_loop().create_future()
            self._to_look.appendleft(run)  # it may have ended before anybody waited
            self._start_looking()
        return await asyncio.shield(future)

    def tell(self, run: str, outcome: Outcome) -> None:
        """`run` has ended."""
        future = self._waited_for.pop(run, None)
        if future and not future.done():
            future.set_result(outcome)

    async def close(self) -> None:
        """Whoever still waits is cancelled elsewhere."""
        if self._looking:
            self._looking.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._looking

    def _start_looking(self) -> None:
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._keep_looking())

    async def _keep_looking(self) -> None:
        while self._waited_for:
            try:
                ended = await self._look(self._next())
            except (SQLAlchemyError, dbos_error.DBOSException) as error:
                log.warning(telemetry.DATABASE, error=type(error).__name__)  # looked at again below
            else:
                for run, outcome in ended.items():
                    self.tell(run, outcome)
            await asyncio.sleep(self._interval)

    def _next(self) -> list[str]:
        """The runs to look at now: those that have not been looked at for longest."""
        runs: list[str] = []
        for _ in range(min(len(self._to_look), MOST_AT_ONCE)):
            run = self._to_look.popleft()
            if run in self._waited_for:
                runs.append(run)
        self._to_look.extend(runs)
        return runs
