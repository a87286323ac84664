"""Draws pictures in processes of their own, so that they take no memory from this one."""

import asyncio
import json
import os
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from slackbot.charting.spec import vega_lite
from slackbot.domain.errors import TransientError
from slackbot.domain.usage.chart import ChartSeries
from slackbot.extras import missing
from slackbot.worker_threads import run_in_thread

AT_ONCE = 2
LIMIT_SECONDS = 20.0
LIBRARY = "vl_convert"  # only the process that draws imports it
# Started by its path, because its module name would import the app. With -P, Python does not search
# the file's directory either.
DRAW = (sys.executable, "-P", str(Path(__file__).with_name("__main__.py")))
# The variables that a process needs to start and to find fonts; the app's secrets are left out.
ENVIRONMENT = ("PATH", "PYTHONPATH", "LD_LIBRARY_PATH", "HOME", "LANG", "TMPDIR", "SYSTEMROOT")


class ChartRenderer:
    """Draws at most two pictures at once, each within 20 seconds. No process stays between them."""

    def __init__(
        self,
        command: Sequence[str] = DRAW,
        limit_seconds: float = LIMIT_SECONDS,
        library: str = LIBRARY,
    ) -> None:
        self._command = command
        self._library = library
        self._limit = limit_seconds
        self._places = asyncio.Semaphore(AT_ONCE)

    async def draw(self, series: ChartSeries) -> bytes:
        """Return the picture of `series` as a PNG of 1600 × 900 pixels.

        Raises TransientError if it cannot be drawn in time; time spent in the queue does not count.
        Raises it at once where the extra `charts` isn't installed.
        """
        if find_spec(self._library) is None:
            raise TransientError(missing("charts", "A picture of a chart", self._library))
        spec = await run_in_thread(_spec, series)
        async with self._places:
            try:
                process = await self._start()
            except OSError as error:
                raise _failure(error.strerror or str(error)) from error
            try:
                async with asyncio.timeout(self._limit):
                    picture, complaint = await process.communicate(spec)
            except TimeoutError as error:
                raise _failure(f"it took more than {self._limit:g} seconds") from error
            finally:
                await _end(process)
        if process.returncode or not picture:
            lines = complaint.decode(errors="replace").strip().splitlines()
            raise _failure(lines[-1] if lines else f"exit code {process.returncode}")
        return picture

    async def _start(self) -> Process:
        environment = {name: os.environ[name] for name in ENVIRONMENT if name in os.environ}
        return await asyncio.create_subprocess_exec(
            *self._command, stdin=PIPE, stdout=PIPE, stderr=PIPE, env=environment
        )


async def _end(process: Process) -> None:
    """Kill the process if it still runs, and wait for its end."""
    if process.returncode is None:
        process.kill()
    await process.wait()


def _spec(series: ChartSeries) -> bytes:
    return json.dumps(vega_lite(series)).encode()


def _failure(reason: str) -> TransientError:
    return TransientError(f"The chart could not be drawn: {reason}.")
