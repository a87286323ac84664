"""Whether somebody waits for this process just now: then what nobody waits for stands back."""

import asyncio
import contextlib
from collections.abc import Collection, Iterator
from datetime import datetime

from slackbot.domain.query import Unit
from slackbot.domain.usage.job import SummaryJob, Usage
from slackbot.ports import Ledger

STAND_BACK = 1.0  # seconds that routine lets people pass, at most


class People:
    """Those whose questions this process is opening or answering at the moment."""

    def __init__(self) -> None:
        self._waiting = 0
        self._nobody = asyncio.Event()
        self._nobody.set()

    @contextlib.contextmanager
    def waiting(self) -> Iterator[None]:
        """Somebody does, until the block ends."""
        self._waiting += 1
        self._nobody.clear()
        try:
            yield
        finally:
            self._waiting -= 1
            if not self._waiting:
                self._nobody.set()

    async def are_served(self, patience: float = STAND_BACK) -> None:
        """Come back when nobody waits, or after `patience` seconds: routine has its time, too."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(patience):
                await self._nobody.wait()


class PoliteLedger:
    """Ledger (see ports) for routine. To read nine weeks of hours takes the loop a while, and so
    does what is made of them: people are let past before each."""

    def __init__(self, ledger: Ledger, people: People) -> None:
        self._ledger = ledger
        self._people = people

    async def find(self, team: str, job: SummaryJob) -> Usage | None:
        await self._people.are_served()
        usage = await self._ledger.find(team, job)
        await self._people.are_served()
        return usage

    async def fill(self, team: str, usage: Usage) -> Usage:
        return await self._ledger.fill(team, usage)

    async def knows(
        self, team: str, job: SummaryJob, units: Collection[Unit], now: datetime, *, patient: bool
    ) -> bool:
        return await self._ledger.knows(team, job, units, now, patient=patient)

    async def keep(self, team: str, usage: Usage) -> None:
        await self._ledger.keep(team, usage)
