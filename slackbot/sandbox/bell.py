"""A way to wait for something to become true without asking all the time."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


class Bell:
    """Rung at each change; whoever waits looks again then."""

    def __init__(self) -> None:
        self._rung = asyncio.Event()

    def ring(self) -> None:
        """Wake whoever waits, since something has changed."""
        self._rung.set()
        self._rung = asyncio.Event()

    async def wait_for(self, predicate: Callable[[], T | None], timeout: float = 30.0) -> T:  # noqa: ASYNC109 - the waiter says in the call how long, as in asyncio.wait_for
        """The predicate's value as soon as it is true; asked again at each change.

        Raises `TimeoutError` after that many seconds.
        """
        async with asyncio.timeout(timeout):
            while not (value := predicate()):
                await self._rung.wait()
        return value
