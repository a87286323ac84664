"""Kore.ai's rate limits, kept by us so that a 429 is the exception.

60 calls in any minute and 1,800 in any hour, counted per bot, or per account for account
credentials; polls count (Kore.ai, "Rate limits": the billing APIs are not named there, so the
class of the analytics APIs is taken).
"""

from collections import deque
from datetime import datetime, timedelta

# A little longer than Kore.ai's own windows: it counts arrivals, we count departures.
LIMITS = ((60, timedelta(seconds=62)), (1800, timedelta(seconds=3610)))


class Pace:
    """The calls of one scope. Not for two jobs at once: a lane runs one at a time."""

    def __init__(self, limits: tuple[tuple[int, timedelta], ...] = LIMITS) -> None:
        self._limits = limits
        self._calls: deque[datetime] = deque(maxlen=max(count for count, _ in limits))

    def wait(self, now: datetime) -> float:
        """Seconds until the next call may go out; 0 if it may now."""
        return max(self._wait_for(count, window, now) for count, window in self._limits)

    def spend(self, now: datetime) -> None:
        """Count a call that goes out now."""
        self._calls.append(now)

    def _wait_for(self, count: int, window: timedelta, now: datetime) -> float:
        if len(self._calls) < count:
            return 0.0
        return max(0.0, (self._calls[-count] + window - now).total_seconds())
