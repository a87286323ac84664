"""Whether somebody waits for this process just now: then what nobody waits for stands back."""

import asyncio
import contextlib
from collections.abc import Collection, Iterator
from datetime import datetime

from slackbot.domain.query import Unit
from slackbot.domain.usage.job import SummaryJob, Usage
from slackbot.ports import Ledger

LONGEST_YIELD = 1.0  # seconds that routine lets people pass, at most


class InteractiveRequests:
    """Those whose questions this process is opening or answering at the moment."""

    def __init__(self) -> None:
        self._waiting = 0
        self._idle = asyncio.Event()
        self._idle.set()

    @contextlib.contextmanager
    def track(self) -> Iterator[None]:
        """Somebody does, until the block ends."""
        self._waiting += 1
        self._idle.clear()
        try:
            yield
        finally:
            self._waiting -= 1
            if not self._waiting:
                self._idle.set()

    async def wait_until_idle(self, patience: float = LONGEST_YIELD) -> None:
        """Come back when nobody waits, or after `patience` seconds: routine has its time, too."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(patience):
                await self._idle.wait()


class YieldingLedger:
    """Ledger (see ports) for routine. To read nine weeks of hours takes the loop a while, and so
    does what is made of them: people are let past before each."""

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

    async def knows(
        self, team: str, job: SummaryJob, units: Collection[Unit], now: datetime, *, patient: bool
    ) -> bool:
        return await self._ledger.knows(team, job, units, now, patient=patient)

    async def keep(self, team: str, usage: Usage) -> None:
        await self._ledger.keep(team, usage)
