"""Lets coroutines wait for a condition without polling."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


class Bell:
    """Is rung at each change; each waiting coroutine then tests its condition again."""

    def __init__(self) -> None:
        self._rung = asyncio.Event()

    def ring(self) -> None:
        """Wake all waiting coroutines, since something has changed."""
        self._rung.set()
        self._rung = asyncio.Event()

    async def wait_for(self, predicate: Callable[[], T | None], timeout: float = 30.0) -> T:  # noqa: ASYNC109 - the waiter says in the call how long, as in asyncio.wait_for
        """Return the predicate's value as soon as it is true; it is called again at each change.

        Raises `TimeoutError` after `timeout` seconds.
        """
        async with asyncio.timeout(timeout):
            while not (value := predicate()):
                await self._rung.wait()
        return value
