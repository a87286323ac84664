"""Whether somebody waits for this process just now: then what nobody waits for stands back."""

import asyncio
import contextlib
from collections.abc import Iterator


class People:
    """Those whose questions this process is opening or answering at the moment."""

    def __init__(self) -> None:
        self._waiting = 0
        self._nobody = asyncio.Event()
        self._nobody.set()

    @contextlib.contextmanager
    def waiting(self) -> Iterator[None]:
        """Somebody does, until the block ends."""
        self._waiting += 1
        self._nobody.clear()
        try:
            yield
        finally:
            self._waiting -= 1
            if not self._waiting:
                self._nobody.set()

    async def are_served(self, patience: float) -> None:
        """Come back when nobody waits, or after `patience` seconds: routine has its time, too."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(patience):
                await self._nobody.wait()
