"""Limits the app's posts: about one message a second in each channel, with short bursts."""

import math
from dataclasses import dataclass, field

from slackbot.sandbox.slack.workspace.workspace import Clock


@dataclass(frozen=True)
class Rate:
    """A rate: messages per second, and how many at once after a pause.

    Slack's page on rate limits says "1 per second … short bursts" and no number; 5 is ours.
    """

    per_second: float = 1.0
    burst: int = 5


SLACK_RATE = Rate()


@dataclass
class Allowance:
    """Tracks what is left of a rate in each channel."""

    rate: Rate
    now: Clock
    _left: dict[str, tuple[float, float]] = field(default_factory=dict)

    def seconds_to_wait(self, channel: str) -> int:
        """Take one message from the channel's allowance: 0, or whole seconds until there is one."""
        now = self.now()
        left, at = self._left.get(channel, (float(self.rate.burst), now))
        left = min(self.rate.burst, left + (now - at) * self.rate.per_second)
        if left < 1:
            self._left[channel] = (left, now)
            return math.ceil((1 - left) / self.rate.per_second)
        self._left[channel] = (left - 1, now)
        return 0
