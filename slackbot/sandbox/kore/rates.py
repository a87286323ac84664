"""Kore.ai's two rolling rate limits, checked together."""

import math
from collections import defaultdict, deque
from datetime import datetime

from slackbot.sandbox.kore.errors import ApiRefusedError

# Documented for admin and analytics APIs; this API is in no row of the vendor's table. The hour
# comes first: once it is used up, waiting a minute does not help.
LIMITS = (
    (3600, 1800, "You've exceeded the hourly rate limit."),
    (60, 60, "You've exceeded the per-minute rate limit."),
)
ADVICE = "Please wait for sometime before retrying."
HOUR = 3600


class Rates:
    """Counts calls per bot, or for the account; polls count like any call.

    HTTP 429 was seen by a client; a `Retry-After` is mentioned nowhere, so it is sent on request
    only. Refused calls are not counted: unknown, our choice.
    """

    def __init__(self, retry_after: bool = False) -> None:
        self._retry_after = retry_after
        self._calls: defaultdict[str, deque[float]] = defaultdict(deque)

    def take(self, scope: str, now: datetime) -> None:
        """Count a call, or refuse it."""
        at, calls = now.timestamp(), self._calls[scope]
        while calls and calls[0] <= at - HOUR:
            calls.popleft()
        for seconds, most, text in LIMITS:
            if len(calls) >= most and calls[-most] > at - seconds:
                raise self._refusal(text, calls[-most] + seconds - at)
        calls.append(at)

    def _refusal(self, text: str, wait: float) -> ApiRefusedError:
        refused = ApiRefusedError(429, f"{text} {ADVICE}")
        if self._retry_after:
            refused.headers["Retry-After"] = str(math.ceil(wait))
        return refused
