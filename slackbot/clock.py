"""The one place that reads the machine's clock: everybody else is handed a clock."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Self


def machine_now() -> datetime:
    """The machine's time, for what is compared with moments that DBOS has written down."""
    return datetime.now(UTC)


class SystemClock:
    """The machine's clock, or one that always is `ahead` of it: for the demo, and for tests."""

    def __init__(self, ahead: timedelta = timedelta()) -> None:
        self.ahead = ahead

    @classmethod
    def at(cls, moment: datetime) -> Self:
        """A clock that shows this moment now, and goes on from there."""
        return cls(moment - machine_now())

    @property
    def arguments(self) -> tuple[str, ...]:
        """What hands it to a process: `slackbot ARGUMENTS run`."""
        return (f"--ahead={self.ahead.total_seconds():f}",) if self.ahead else ()

    def now(self) -> datetime:
        """See Clock."""
        return machine_now() + self.ahead

    async def sleep(self, seconds: float) -> None:
        """See Clock."""
        await asyncio.sleep(seconds)
