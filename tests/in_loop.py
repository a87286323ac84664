"""SQLite, and work beside the loop, done in the loop's own thread: what takes turns does so in the
same order each time, and no test pays for threads that it is not about."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from slackbot.store.databases.sqlite import SqliteDatabase

P = ParamSpec("P")
T = TypeVar("T")


class SqliteInLoop(SqliteDatabase):
    """A real file, without the thread of its own."""

    async def _run(self, function: Callable[[], T]) -> T:
        await asyncio.sleep(0)
        return function()


class InLoopExecutor(ThreadPoolExecutor):
    """What would be done beside the loop is done at once."""

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        future: Future[T] = Future()
        future.set_result(fn(*args, **kwargs))
        return future
