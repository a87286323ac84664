"""Runs begin in the app's loop only, the last one too. `_keep_to` and `_stop_taking` use what DBOS
does not document."""

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from typing import cast

from dbos import DBOS
from dbos._core import ActiveWorkflowById
from dbos._event_loop import BackgroundEventLoop

from slackbot.engine.durable import QUEUE_THREADS, _keep_to, _stop_taking


def test_a_run_that_is_taken_while_the_loop_stands_still_begins_in_it_later() -> None:
    async def its_loop() -> asyncio.AbstractEventLoop:
        return asyncio.get_running_loop()

    background = BackgroundEventLoop()
    background.start()
    ours = asyncio.new_event_loop()
    _keep_to(ours, cast("DBOS", SimpleNamespace(_background_event_loop=background)))
    with ThreadPoolExecutor() as thread:
        taken = thread.submit(background.submit_coroutine, its_loop())
        assert ours.run_until_complete(asyncio.wrap_future(taken, loop=ours)) is ours
    background.stop()
    ours.close()


async def test_a_run_that_is_taken_while_the_process_stops_is_in_progress() -> None:
    loop, stopped, active = asyncio.get_running_loop(), threading.Event(), ActiveWorkflowById()
    begun: list[asyncio.Task[None]] = []

    async def run() -> None:
        active.add("last")

    async def begin() -> None:
        begun.append(asyncio.create_task(run()))

    def take() -> None:
        stopped.wait()
        asyncio.run_coroutine_threadsafe(begin(), loop).result()

    threading.Thread(target=take, name=f"{QUEUE_THREADS}lanes").start()
    dbos = SimpleNamespace(background_thread_stop_events=[stopped], _active_workflows_set=active)
    assert await asyncio.to_thread(_stop_taking, cast("DBOS", dbos), loop)
