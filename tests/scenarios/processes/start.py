"""The command line as processes, and what they say while they run."""

import asyncio
import contextlib
import json
import os
import signal
from collections.abc import AsyncIterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from slackbot import telemetry
from slackbot.sandbox.bell import Bell
from slackbot.settings import Settings
from tests.clock import CLOCK
from tests.scenarios.processes.forked import Forked, Forker

PATIENCE = 60.0  # only what hangs takes so long
SECRETS = (
    "xoxb-sandbox",
    "xapp-sandbox",
    "sandbox-secret",
    "sandbox-signing-secret",
    "hunter2",
    "/response/",
)


def environment(settings: Settings) -> dict[str, str]:
    """The variables that say what the settings do."""
    secrets = {
        "SLACK_BOT_TOKEN": settings.slack_bot_token,
        "SLACK_APP_TOKEN": settings.slack_app_token,
        "SLACK_SIGNING_SECRET": settings.slack_signing_secret,
        "KORE_CLIENT_SECRET": settings.kore_client_secret,
        "DATABASE_URL": settings.database_url,
    }
    return {
        "PATH": os.environ["PATH"],
        "SLACK_API_URL": settings.slack_api_url,
        "KORE_HOST": settings.kore_host or "",
        "KORE_CLIENT_ID": settings.kore_client_id or "",
        "PORT": "0",
        **{name: secret.get_secret_value() for name, secret in secrets.items() if secret},
    }


class Process:
    """A `slackbot` process and what it says."""

    def __init__(self, process: asyncio.subprocess.Process | Forked) -> None:
        self.lines: list[str] = []  # on standard error
        self._process = process
        self._bell = Bell()
        assert process.stdout is not None
        self._out = asyncio.gather(process.stdout.read(), self._listen())

    async def started(self) -> str:
        """Its HTTP address, once it is ready. It has to log as JSON."""
        line = await self.logged(telemetry.STARTED)
        return f"http://127.0.0.1:{line['port']}"

    async def logged(self, event: str) -> dict[str, Any]:
        """The first JSON line of that event, as soon as it is there."""
        return await self._bell.wait_for(lambda: self.find(event), PATIENCE)

    async def logged_before_end(self, event: str) -> dict[str, Any] | None:
        """The first JSON line of that event, as soon as it is there; None if it ends without."""
        logged = asyncio.ensure_future(self.logged(event))
        either: set[asyncio.Future[Any]] = {logged, self._out}
        await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
        logged.cancel()
        return self.find(event)

    def find(self, event: str) -> dict[str, Any] | None:
        """The first JSON line of that event, if there is one."""
        found = (json.loads(line) for line in self.lines if f'"{event}"' in line)
        return next((line for line in found if line["event"] == event), None)

    def send(self, number: signal.Signals) -> None:
        self._process.send_signal(number)

    async def end(self) -> tuple[int, str, str]:
        """The exit code, and the two outputs."""
        out, _ = await asyncio.wait_for(self._out, PATIENCE)
        return await self._process.wait(), out.decode(), "".join(self.lines)

    async def _listen(self) -> None:
        assert self._process.stderr is not None
        async for line in self._process.stderr:
            self.lines.append(line.decode())
            self._bell.ring()


forker = cache(Forker)


@contextlib.asynccontextmanager
async def slackbot(
    *words: str, env: Mapping[str, str], folder: Path, python: str = ""
) -> AsyncIterator[Process]:
    """`slackbot WORDS` in the folder; killed at the end, if it still runs. Forked, or with `python`
    started."""
    words = (*CLOCK.arguments, *words)
    process: asyncio.subprocess.Process | Forked
    if python:
        process = await asyncio.create_subprocess_exec(
            *(python, "-m", "slackbot", *words),
            cwd=folder,
            env=dict(env),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
    else:
        process = await forker().fork(words, env, folder)
    running = Process(process)
    try:
        yield running
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await running.end()


async def ran(
    *words: str, env: Mapping[str, str], folder: Path, python: str = ""
) -> tuple[int, str, str]:
    """Exit code and outputs of a `slackbot WORDS` that ends by itself."""
    async with slackbot(*words, env=env, folder=folder, python=python) as process:
        return await process.end()
