"""Tracks interactive requests in progress; background work yields to them."""

import asyncio
import contextlib
import math
from collections import Counter
from collections.abc import AsyncIterator, Collection, Iterator
from datetime import date, datetime

from slackbot.domain.query import Unit
from slackbot.domain.usage.fetching.growth import Seen
from slackbot.domain.usage.fetching.job import SummaryJob, Usage
from slackbot.domain.usage.local_days import DayClock, DayFigures
from slackbot.ports import Flights, Ledger

LONGEST_YIELD = 1.0  # seconds that background work yields, at most
# Lanes that do background work in this process: while people ask, and while nobody does.
FEW_LANES, MANY_LANES = 3, 12
QUIET_AFTER = 60.0  # seconds since the last interactive request: nobody asks
MOST_OVER = 2  # times as many, where several workspaces have work
LOOK_AGAIN = 2.0  # seconds between two looks whether people wait for a lane


class InteractiveRequests:
    """Counts the people's questions that this process is opening or answering."""

    def __init__(self) -> None:
        self._waiting = 0
        self._idle = asyncio.Event()
        self._idle.set()
        self._last = -math.inf

    @property
    def is_quiet(self) -> bool:
        """Tell whether none is in progress, nor was in the last minute."""
        return not self._waiting and _moment() - self._last >= QUIET_AFTER

    @contextlib.contextmanager
    def track(self) -> Iterator[None]:
        """Count one more request until the block ends."""
        self._waiting += 1
        self._idle.clear()
        try:
            yield
        finally:
            self._waiting -= 1
            self._last = _moment()
            if not self._waiting:
                self._idle.set()

    async def wait_until_idle(self, patience: float = LONGEST_YIELD) -> None:
        """Return when no request is in progress, but after `patience` seconds at the latest."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(patience):
                await self._idle.wait()


class BackgroundLanes:
    """Lets few lanes at a time do background work in this process.

    A workspace that has less than its share of them waits for no other: that may go on for hours.
    Each job of a lane is calls, parsing, figures to store and an outcome: a hundred at once, as in
    the first check of many alerts, leave the loop and the interpreter's lock to nobody else.
    """

    def __init__(self, flights: Flights, interactive: InteractiveRequests) -> None:
        self._flights = flights
        self._interactive = interactive
        self._busy: Counter[str] = Counter()  # lanes at work, by workspace
        self._waiting: Counter[str] = Counter()
        self._freed = asyncio.Event()
        self._of_people: set[tuple[str, str]] = set()
        self._looked = -math.inf

    @contextlib.asynccontextmanager
    async def turn(self, team: str, lane: str) -> AsyncIterator[None]:
        """Wait for a turn, and have it until the block ends. A lane that people wait for needs
        none: its own background work must not keep them waiting either."""
        self._of_people = await self._flights.lanes_of_people()
        self._waiting[team] += 1
        try:
            while self._is_full_for(team) and not await self._is_of_people(team, lane):
                self._freed.clear()
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(LOOK_AGAIN):
                        await self._freed.wait()
        finally:
            self._waiting[team] -= 1
        if (team, lane) in self._of_people:
            yield
            return
        self._busy[team] += 1
        try:
            yield
        finally:
            self._busy[team] -= 1
            self._freed.set()

    def _is_full_for(self, team: str) -> bool:
        most = MANY_LANES if self._interactive.is_quiet else FEW_LANES
        if self._busy.total() < most:
            return False
        teams = len(+self._busy | +self._waiting)
        has_its_share = self._busy[team] >= max(1, most // teams)
        return has_its_share or self._busy.total() >= MOST_OVER * most

    async def _is_of_people(self, team: str, lane: str) -> bool:
        """One look serves all who wait."""
        if _moment() - self._looked >= LOOK_AGAIN:
            self._looked = _moment()
            self._of_people = await self._flights.lanes_of_people()
        return (team, lane) in self._of_people


class YieldingLedger:
    """Implements Ledger (see ports) for background work, and yields before and after it reads.

    To read nine weeks of hours keeps the loop busy for a while, and so does the work on them.
    """

    def __init__(self, ledger: Ledger, interactive: InteractiveRequests) -> None:
        self._ledger = ledger
        self._interactive = interactive

    async def find(self, team: str, job: SummaryJob) -> Usage | None:
        await self._interactive.wait_until_idle()
        usage = await self._ledger.find(team, job)
        await self._interactive.wait_until_idle()
        return usage

    async def fill(self, team: str, usage: Usage) -> Usage:
        return await self._ledger.fill(team, usage)

    async def watch(self, team: str, usage: Usage) -> None:
        await self._ledger.watch(team, usage)

    async def seen(self, team: str, bot_ids: Collection[str], since: date) -> list[Seen]:
        return await self._ledger.seen(team, bot_ids, since)

    async def knows(
        self, team: str, job: SummaryJob, units: Collection[Unit], now: datetime, *, patient: bool
    ) -> bool:
        return await self._ledger.knows(team, job, units, now, patient=patient)

    async def days(
        self,
        team: str,
        bot_ids: Collection[str],
        clock: DayClock,
        start: datetime,
        end: datetime,
        now: datetime,
    ) -> list[DayFigures]:
        return await self._ledger.days(team, bot_ids, clock, start, end, now)

    async def keep(self, team: str, usage: Usage) -> None:
        await self._ledger.keep(team, usage)


def _moment() -> float:
    return asyncio.get_running_loop().time()
