"""Runs begin in the app's loop only. `_keep_to` uses what DBOS does not document."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from typing import cast

from dbos import DBOS
from dbos._event_loop import BackgroundEventLoop

from slackbot.engine.durable import _keep_to


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
