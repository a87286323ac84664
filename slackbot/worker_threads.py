"""Work beside the event loop, for what takes it longer than a person should wait."""

import asyncio
import contextvars
import functools
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

# Not `asyncio.to_thread`: of many threads that compute, each has its turn before the loop gets one.
_threads = ThreadPoolExecutor(2, thread_name_prefix="beside")


async def run_in_thread(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """What the function returns or raises, once one of our few threads has run it."""
    context = contextvars.copy_context()  # what it logs has the fields of whoever waits for it
    call = functools.partial(context.run, function, *args, **kwargs)
    return await asyncio.get_running_loop().run_in_executor(_threads, call)
