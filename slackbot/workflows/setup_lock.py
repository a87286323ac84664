"""Locks a channel while something is set up in it, so that a double click makes one thing."""

import asyncio
from typing import Final
from weakref import WeakValueDictionary

from slackbot.domain.ask import Ask

_TURNS: Final[WeakValueDictionary[tuple[str, str], asyncio.Lock]] = WeakValueDictionary()


def setup_lock(ask: Ask) -> asyncio.Lock:
    """Return the lock of the channel's set-ups in this process; it is kept while somebody has it.

    Take it before looking at what there is: whoever comes second then sees what the first has made.
    """
    return _TURNS.setdefault((ask.team, ask.home), asyncio.Lock())
