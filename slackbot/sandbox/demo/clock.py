"""A clock that a person moves forward, for the demo: days pass at once."""

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo

from slackbot.clock import SystemClock
from slackbot.sandbox.bell import Bell

NINE = time(9)
DAYS_OF_WEEK = 7
LAST = datetime(2100, 1, 1, tzinfo=UTC)  # beyond it, dates and rules of zones run out


class MovableClock(SystemClock):
    """The machine's clock, and further ahead of it after each move.

    A sleeper wakes as soon as its time has come, also if a move made it come. `monotonic` is not
    moved: a deadline within the process, such as that of a job at Kore.ai, does not come because
    somebody moved the time. All calls belong to one event loop.
    """

    def __init__(self, ahead: timedelta = timedelta()) -> None:
        super().__init__(ahead)
        self._moved = timedelta()
        self._bell = Bell()

    def move_to(self, moment: datetime) -> None:
        """Let it be that moment, which is aware.

        Raises ValueError if it is over already, or after the year 2099.
        """
        self.move_by(moment - self.now())

    def move_by(self, time: timedelta) -> None:
        """Let so much time have passed. Raises ValueError as `move_to` does."""
        if time < timedelta():
            raise ValueError("This clock moves forward only.")
        if time >= LAST - self.now():
            raise ValueError("This clock moves to the end of the year 2099 at most.")
        self.ahead += time
        self._moved += time
        self._bell.ring()

    async def sleep(self, seconds: float) -> None:
        """See Clock."""
        until = self._passed() + seconds
        await asyncio.sleep(0)
        while (left := until - self._passed()) > 0:
            with contextlib.suppress(TimeoutError):
                await self._bell.wait_for(lambda: self._passed() >= until or None, left)

    def _passed(self) -> float:
        return self.monotonic() + self._moved.total_seconds()


@dataclass(frozen=True)
class Move:
    """A way to move the clock: `to` takes the present moment and a person's zone."""

    name: str
    label: str
    to: Callable[[datetime, tzinfo], datetime]


def next_monday_at_nine(now: datetime, zone: tzinfo) -> datetime:
    """Return the first Monday, 09:00 in `zone`, that comes after `now`."""
    local = now.astimezone(zone)
    monday = datetime.combine(local.date() - timedelta(local.weekday()), NINE, zone)
    return monday if monday > local else monday + timedelta(DAYS_OF_WEEK)


MOVES = (
    Move("hour", "One hour on", lambda now, _: now + timedelta(hours=1)),
    Move("day", "One day on", lambda now, _: now + timedelta(days=1)),
    Move("monday", "To next Monday at nine", next_monday_at_nine),
    Move("eight-days", "Eight days on", lambda now, _: now + timedelta(days=8)),
)
