"""Kore.ai's rate limits, kept by us so that a 429 is the exception.

60 calls in any minute and 1,800 in any hour, counted per bot, or per account for account
credentials; polls and retries count (Kore.ai, "Rate limits": the billing APIs are not named there,
so the class of the analytics APIs is taken).
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

Limits = tuple[tuple[int, timedelta], ...]

# A little longer than Kore.ai's own windows: it counts arrivals, we count departures.
MINUTE = timedelta(seconds=62)
HOUR = timedelta(seconds=3610)
# Together they are Kore.ai's limits. A status call beside the lane (is this bot known?) may be made
# at any moment, in any process: it has to find room, whatever the lane has used.
LANE: Limits = ((55, MINUTE), (1760, HOUR))
ASIDE: Limits = ((5, MINUTE), (40, HOUR))


class CallBudget:
    """The calls of one scope within the last hour, and when the next one may go out.

    Not for two jobs at once: a lane runs one at a time, and its budget goes from job to job.
    """

    def __init__(self, limits: Limits = LANE) -> None:
        self._limits = limits
        self._calls: list[float] = []

    @classmethod
    def of(cls, calls: Iterable[float], limits: Limits = LANE) -> "CallBudget":
        """The budget after these `calls`: epoch seconds, in any order."""
        budget = cls(limits)
        budget._calls = sorted(calls)
        return budget

    @property
    def calls(self) -> tuple[float, ...]:
        """When each call of the last hour went out: epoch seconds, ascending."""
        return tuple(self._calls)

    def wait(self, now: datetime) -> float:
        """Seconds until the next call may go out; 0 if it may now."""
        at = now.timestamp()
        return max(self._wait_for(count, window, at) for count, window in self._limits)

    def spend(self, now: datetime) -> None:
        """Count a call that goes out now, and forget those of more than an hour ago."""
        at = now.timestamp()
        oldest = at - HOUR.total_seconds()
        # None was made after now: another machine's clock is ahead, or ours was put back.
        self._calls = [min(call, at) for call in self._calls if call > oldest]
        self._calls.append(at)

    def _wait_for(self, count: int, window: timedelta, at: float) -> float:
        if len(self._calls) < count:
            return 0.0
        return max(0.0, min(self._calls[-count], at) + window.total_seconds() - at)
