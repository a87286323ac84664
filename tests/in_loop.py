"""SQLite, and work beside the loop, done in the loop's own thread: what takes turns does so in the
same order each time, and no test pays for threads that it is not about."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar, TypeVarTuple, Unpack

from slackbot.store.databases.sqlite import SqliteDatabase

T = TypeVar("T")
Ts = TypeVarTuple("Ts")


class SqliteInLoop(SqliteDatabase):
    """A real file, without the thread of its own."""

    async def _run(self, function: Callable[[], T]) -> T:
        await asyncio.sleep(0)
        return function()


class InLoop(asyncio.SelectorEventLoop):
    """A loop in which what would be done beside it is done at once, in its own thread."""

    def run_in_executor(
        self, executor: object, func: Callable[[Unpack[Ts]], T], *args: *Ts
    ) -> asyncio.Future[T]:
        future: Future[T] = Future()
        try:
            future.set_result(func(*args))
        except Exception as error:  # noqa: BLE001 - whatever it is, who waits gets it
            future.set_exception(error)
        return asyncio.wrap_future(future, loop=self)
