"""`slackbot run` on a clock that runs ahead, so that days of checks pass in minutes.

    python alert_app.py BEGAN START SPEED [FILE]

At BEGAN, in epoch seconds of the machine, its clock says START, and every second since then counts
SPEED times. Only the clock differs: it is the whole program, to be killed at any moment. Into FILE
goes, four times a second, the time and how long the event loop was held up since at most.
"""

import asyncio
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from slackbot.bootstrap import App
from slackbot.cli.main import favour_the_loop
from slackbot.settings import RunSettings, read_settings
from slackbot.telemetry import configure_logging

LOOK_EVERY, WRITE_EVERY = 0.002, 0.25  # seconds


class FastClock:
    """The same in every process that is told the same."""

    def __init__(self, began: float, start: float, speed: float) -> None:
        self._began = began
        self._start = datetime.fromtimestamp(start, UTC)
        self._speed = speed

    def now(self) -> datetime:
        return self._start + timedelta(seconds=(time.time() - self._began) * self._speed)

    def monotonic(self) -> float:
        return time.monotonic() * self._speed

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds / self._speed)


async def watch(file: Path) -> None:
    """Write down how long the loop was held up, until this is cancelled."""
    longest, written = 0.0, time.monotonic()
    with file.open("a", buffering=1) as out:
        while True:
            before = time.monotonic()
            await asyncio.sleep(LOOK_EVERY)
            after = time.monotonic()
            longest = max(longest, after - before - LOOK_EVERY)
            if after - written >= WRITE_EVERY:
                out.write(f"{time.time():.3f} {longest:.4f}\n")
                longest, written = 0.0, after


async def main(clock: FastClock, file: Path | None) -> None:
    """Until it is killed."""
    settings = read_settings(env_file=None, kind=RunSettings)
    configure_logging(settings.slackbot_log_level, settings.slackbot_log_format)
    app = App(settings, clock)
    await app.start()
    favour_the_loop()
    watching = asyncio.create_task(watch(file)) if file else None
    await asyncio.Event().wait()
    if watching:
        watching.cancel()


if __name__ == "__main__":
    began, start, speed = map(float, sys.argv[1:4])
    asyncio.run(main(FastClock(began, start, speed), Path(sys.argv[4]) if sys.argv[4:] else None))
