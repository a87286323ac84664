"""We keep Kore.ai's rate limits ourselves, so that it seldom answers 429.

60 calls in any minute and 1,800 in any hour, counted per bot, or per account for account
credentials; polls and retries count (Kore.ai, "Rate limits": the billing APIs are not named there,
so the class of the analytics APIs is taken).
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

Limits = tuple[tuple[int, timedelta], ...]

# Kore.ai counts when calls arrive, we count when they leave: so our windows are a little longer.
MINUTE = timedelta(seconds=62)
HOUR = timedelta(seconds=3610)
# LANE and ASIDE together are Kore.ai's limits. Any process may make a status call beside the lane
# (is this bot known?) at any moment, so a part of the limit is reserved for such calls.
LANE: Limits = ((55, MINUTE), (1760, HOUR))
ASIDE: Limits = ((5, MINUTE), (40, HOUR))


class CallBudget:
    """Counts the calls of one scope in the last hour and says when the next call may leave.

    It serves one job at a time: a lane runs its jobs in turn and hands the budget on.
    """

    def __init__(self, limits: Limits = LANE) -> None:
        self._limits = limits
        self._calls: list[float] = []

    @classmethod
    def of(cls, calls: Iterable[float], limits: Limits = LANE) -> "CallBudget":
        """Make the budget that is left after these `calls`: epoch seconds, in any order."""
        budget = cls(limits)
        budget._calls = sorted(calls)
        return budget

    @property
    def calls(self) -> tuple[float, ...]:
        """The departure times of the last hour's calls: epoch seconds, ascending."""
        return tuple(self._calls)

    def wait(self, now: datetime) -> float:
        """Return the seconds until the next call may leave; 0 if it may leave now."""
        at = now.timestamp()
        return max(self._wait_for(count, window, at) for count, window in self._limits)

    def spend(self, now: datetime) -> None:
        """Count a call that leaves now, and forget calls older than an hour."""
        at = now.timestamp()
        oldest = at - HOUR.total_seconds()
        # A call that seems to come after now was counted by a clock that is ahead, or ours was put
        # back: it is taken as made now.
        self._calls = [min(call, at) for call in self._calls if call > oldest]
        self._calls.append(at)

    def _wait_for(self, count: int, window: timedelta, at: float) -> float:
        if len(self._calls) < count:
            return 0.0
        return max(0.0, min(self._calls[-count], at) + window.total_seconds() - at)
