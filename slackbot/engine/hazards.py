"""Gives up a run whose heavy work has ended its process twice.

Heavy work is what runs beside the loop (see worker_threads). While a run does some, it has a row;
a process that dies leaves its rows behind, and whoever takes its work over counts them. A process
that is stopped takes them along.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator

import structlog

from slackbot import telemetry
from slackbot.domain.errors import GivenUpError
from slackbot.ports import Clock, Hazards
from slackbot.worker_threads import WATCH

log = structlog.get_logger()

MOST_DEATHS = 4  # in halves: two where it was the only run at work
# Seconds without heavy work after which a run has no row any more: an answer is several pieces of
# work, and a row for each would be a write for each.
LINGER = 1.0


class HazardWatch:
    """Watches the runs of this process.

    Of several runs that were at work when a process died, any may have ended it. So those try again
    one at a time: then the second death is that of one.
    """

    def __init__(self, store: Hazards, clock: Clock, executor: str) -> None:
        self.store = store
        self.clock = clock
        self.executor = executor
        self.one_suspect = asyncio.Lock()
        self.stopping = False
        self._with_row: dict[str, _RunWatch] = {}
        self._any = asyncio.Event()

    @contextlib.contextmanager
    def watch(self, team: str, run: str) -> Iterator[None]:
        """Watch what the current run does until the block ends."""
        watch = self._with_row.get(run) or _RunWatch(self, team, run)
        watch.begin()
        token = WATCH.set(watch)
        try:
            yield
        except asyncio.CancelledError:  # stopped, or taken over: it goes on elsewhere
            raise
        except BaseException:
            watch.over = True
            raise
        else:
            watch.over = True
        finally:
            watch.running = False
            WATCH.reset(token)

    async def count(self, executor: str) -> None:
        """Count the death of that process against what it was working on. A second call adds
        nothing."""
        for run, deaths in (await self.store.died(executor)).items():
            log.warning(telemetry.SUSPECTED, run=run, deaths=deaths / 2)

    async def leave(self) -> None:
        """Stop to watch: whatever ends this process from now on, its work is not the cause."""
        self.stopping = True
        await self.store.leave(self.executor)

    def has_row(self, watch: "_RunWatch") -> None:
        self._with_row[watch.run] = watch
        self._any.set()

    async def keep_resting(self) -> None:
        """Delete the rows of runs that do no heavy work any more; never returns."""
        while True:
            await self._any.wait()
            await self.clock.sleep(LINGER)
            try:
                for watch in [*self._with_row.values()]:
                    if await watch.rested():
                        del self._with_row[watch.run]
            except Exception:  # otherwise no row would ever go
                log.exception(telemetry.BUG, task="hazards")
            if not self._with_row:
                self._any.clear()


class _RunWatch:
    """Implements Watch (see worker_threads) for one run."""

    def __init__(self, all_: HazardWatch, team: str, run: str) -> None:
        self.run = run
        self.running = False
        self.over = False
        self._all = all_
        self._team = team
        self._deaths = 0
        self._busy = 0
        self._idle_since = 0.0
        self._is_marked = False
        self._is_suspect = False  # and so the only one of this process
        self._given_up = False
        self._changing = asyncio.Lock()

    def begin(self) -> None:
        """Begin the run, or begin it again: another process may have had it meanwhile."""
        self.running, self.over, self._given_up = True, False, False

    @contextlib.asynccontextmanager
    async def working(self) -> AsyncIterator[None]:
        self._busy += 1
        try:
            async with self._changing:
                if not (self._is_marked or self._given_up or self._all.stopping):
                    await self._mark()
            yield
        finally:
            self._busy -= 1
            self._idle_since = self._all.clock.monotonic()
            if self._is_suspect:  # a death a moment later is not to be its second
                await self.rested()

    async def rested(self) -> bool:
        """Delete the row if no work needs it; return whether none will be needed any more."""
        if self._busy:  # it may hold the lock while it waits for a suspect that is to rest first
            return False
        async with self._changing:
            idle = self._all.clock.monotonic() - self._idle_since
            running = self.running  # it may end meanwhile, and its row has to go then
            if self._busy or (running and idle < LINGER and not self._is_suspect):
                return False
            if self.over:
                await self._all.store.over(self._team, self.run)
            elif self._is_marked:
                await self._all.store.rest(self._team, self.run, self._all.executor)
            self._is_marked = False
            if self._is_suspect:
                self._is_suspect = False
                self._all.one_suspect.release()
            return not (running and self._deaths)

    async def _mark(self) -> None:
        all_ = self._all
        now = all_.clock.now()
        self._deaths = await all_.store.begin(self._team, self.run, all_.executor, now)
        all_.has_row(self)
        if self._deaths >= MOST_DEATHS:
            self._given_up = True  # what is left to do is to say so
            log.error(telemetry.GIVEN_UP, run=self.run, deaths=self._deaths / 2)
            raise GivenUpError
        if self._deaths:
            await all_.one_suspect.acquire()
            self._is_suspect = True
            await all_.store.retry(self._team, self.run, all_.executor)
        self._is_marked = True
        if all_.stopping:  # it did not see this row
            await all_.store.leave(all_.executor)
