"""Counts calls, so that one caller does not take what is there for all."""

from collections import deque

from slackbot.ports import Clock

WITHIN = 60.0  # seconds
MOST_REMEMBERED = 10_000  # callers; the ones seen first are forgotten first


class CallLimit:
    """Lets each caller make so many calls in any minute."""

    def __init__(self, clock: Clock, most: int) -> None:
        self._clock = clock
        self._most = most
        self._calls: dict[str, deque[float]] = {}

    def admits(self, caller: str) -> bool:
        """Count a call; tell whether it is within the limit. Those that are not are not counted."""
        now = self._clock.monotonic()
        calls = self._calls.setdefault(caller, deque(maxlen=self._most))
        if len(calls) == self._most and now - calls[0] < WITHIN:
            return False
        calls.append(now)
        if len(self._calls) > MOST_REMEMBERED:
            del self._calls[next(iter(self._calls))]
        return True
