"""Holds what the demo plays with: both stand-ins, the app between them, and the clock of all."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from slackbot.sandbox.demo.clock import MovableClock
from slackbot.sandbox.demo.troubles import Troubles
from slackbot.sandbox.kore.server import KoreSandbox
from slackbot.sandbox.serve import serve
from slackbot.sandbox.slack.server import SlackSandbox
from slackbot.sandbox.slack.workspace.workspace import Workspace
from slackbot.sandbox.variables import variables

JOB_SECONDS = 1.0
# While work is under way, the clock goes in such steps, with a pause after each in which the work
# goes on; what waits for Kore.ai then meets its deadlines in order, and not before its answer.
STEP = timedelta(seconds=10)
PAUSE = 0.1  # seconds
GENTLY_FOR = timedelta(minutes=15)  # longer than any question waits

Busy = Callable[[], Awaitable[bool]]  # whether the app has unfinished work
# Starts the app with these variables and this clock, and lets it log into that file.
StartApp = Callable[[Mapping[str, str], MovableClock, Path], AbstractAsyncContextManager[Busy]]


@dataclass
class Stage:
    """A Slack, a Kore.ai, and the app between them, which all go by one clock."""

    slack: SlackSandbox
    kore: KoreSandbox
    clock: MovableClock
    busy: Busy
    log: Path
    gently_for: timedelta = GENTLY_FOR
    troubles: Troubles = field(init=False)
    _moving: asyncio.Lock = field(default_factory=asyncio.Lock)

    def __post_init__(self) -> None:
        """Begin without any trouble."""
        self.troubles = Troubles(self.slack, self.kore, self.clock.now)

    async def move_to(self, moment: datetime) -> None:
        """Let it be that moment. Raises ValueError if it is over already.

        Work under way goes on first as if time passed, so that nothing expires unseen: at most
        fifteen minutes of the clock, which take nine seconds.
        """
        async with self._moving:
            if moment < self.clock.now():
                raise ValueError("This clock moves forward only.")
            gently = min(moment, self.clock.now() + self.gently_for)
            while self.clock.now() < gently and await self.busy():
                await asyncio.sleep(PAUSE)
                self.clock.move_by(min(STEP, max(gently - self.clock.now(), timedelta())))
            self.clock.move_by(max(moment - self.clock.now(), timedelta()))


@contextlib.asynccontextmanager
async def open_stage(clock: MovableClock, start: StartApp) -> AsyncIterator[Stage]:
    """Start both stand-ins and the app, which keeps its data in a folder of its own."""
    workspace = Workspace(lambda: clock.now().timestamp(), steady=clock.monotonic)
    slack = SlackSandbox(workspace, sleep=clock.sleep)
    kore = KoreSandbox(now=clock.now, job_seconds=JOB_SECONDS)
    with TemporaryDirectory(prefix="slackbot-demo-") as folder:
        log = Path(folder) / "app.log"
        async with serve(slack.app) as slack_url, serve(kore.app) as kore_url:
            slack.url = slack_url
            given = {
                **variables(slack, slack_url, kore_url),
                "DATABASE_URL": f"sqlite:///{folder}/demo.db",
                "PORT": "0",
                "SLACKBOT_BIND_HOST": "127.0.0.1",
            }
            async with start(given, clock, log) as busy:
                yield Stage(slack, kore, clock, busy, log)
