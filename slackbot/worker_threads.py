"""Runs CPU-bound work in threads beside the event loop, so that people need not wait for it.

This is the work that can end the process: it holds figures in memory. So whoever runs it may be
watched.
"""

import asyncio
import contextlib
import contextvars
import functools
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, Protocol, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

# Not `asyncio.to_thread`: it has many threads, and the loop would wait for a turn of each.
_threads = ThreadPoolExecutor(2, thread_name_prefix="beside")


class WorkWatch(Protocol):
    """Watches the heavy work of one durable run."""

    def working(self) -> contextlib.AbstractAsyncContextManager[None]:
        """Watch work until the block ends. Raises GivenUpError, once, if the run is given up."""
        ...


WATCH = contextvars.ContextVar[WorkWatch | None]("watch", default=None)  # that of the current run


def heavy_work() -> contextlib.AbstractAsyncContextManager[None]:
    """Let the current run, if there is one, be watched until the block ends."""
    watch = WATCH.get()
    return watch.working() if watch else contextlib.nullcontext()


async def run_in_thread(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run the function in one of our few threads; return or raise what it does.

    Raises GivenUpError in place of the first call of a run that is given up.
    """
    context = contextvars.copy_context()  # its log lines have the caller's fields
    call = functools.partial(context.run, function, *args, **kwargs)
    async with heavy_work():
        return await asyncio.get_running_loop().run_in_executor(_threads, call)
