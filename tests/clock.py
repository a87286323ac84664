"""The tests' clock: the machine's, or with `make test NOW=2028-02-29T05:00Z` one that goes on from
there. Processes that tests start are told of it."""

import os
from datetime import datetime

from slackbot.clock import SystemClock

_NOW = os.environ.get("NOW")
CLOCK = SystemClock.at(datetime.fromisoformat(_NOW)) if _NOW else SystemClock()


def seconds() -> float:
    """The same since 1970, as Slack counts it."""
    return CLOCK.now().timestamp()
