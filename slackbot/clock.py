"""The only module that reads the machine's clock; all others are given a clock."""

import asyncio
import time
from datetime import UTC, datetime, timedelta
from typing import Self


def machine_now() -> datetime:
    """Return the machine's time, for comparisons with moments that DBOS stored."""
    return datetime.now(UTC)


class SystemClock:
    """The machine's clock, or one that is `ahead` of it, for the demo and for tests."""

    def __init__(self, ahead: timedelta = timedelta()) -> None:
        self.ahead = ahead

    @classmethod
    def at(cls, moment: datetime) -> Self:
        """Make a clock that shows this moment now, and goes on from there."""
        return cls(moment - machine_now())

    @property
    def arguments(self) -> tuple[str, ...]:
        """Return the arguments that give this clock to a process: `slackbot ARGUMENTS run`."""
        return (f"--ahead={self.ahead.total_seconds():f}",) if self.ahead else ()

    def now(self) -> datetime:
        """See Clock."""
        return machine_now() + self.ahead

    def monotonic(self) -> float:
        """See Clock."""
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        """See Clock."""
        await asyncio.sleep(seconds)
