"""Plays the demo with the app in this process, so that both go by one clock."""

import contextlib
from collections.abc import AsyncIterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console

from slackbot.bootstrap import App
from slackbot.ports import Clock
from slackbot.sandbox.demo.clock import MovableClock
from slackbot.sandbox.demo.run import demo
from slackbot.sandbox.demo.stage import Busy
from slackbot.sandbox.slack.installed import InstalledApp
from slackbot.settings import RunSettings
from slackbot.slack.manifest import manifest
from slackbot.telemetry import configure_logging


def play(
    clock: MovableClock,
    questions: Sequence[str],
    console: Console | None = None,
    *,
    in_terminal: bool = False,
) -> int:
    """Run `slackbot demo`; see `demo`."""
    installed = InstalledApp.of(manifest())
    return demo(
        clock,
        questions,
        console,
        start=app_beside,
        installed=installed,
        in_terminal=in_terminal,
    )


@contextlib.asynccontextmanager
async def app_beside(variables: Mapping[str, str], clock: Clock, log: Path) -> AsyncIterator[Busy]:
    """Start what `slackbot run` starts, with these variables in place of a `.env`.

    It logs into the file `log`. Yields whether it has unfinished work.
    """
    given: dict[str, Any] = {name.lower(): value for name, value in variables.items()}
    settings = RunSettings(_env_file=None, **given)
    with log.open("w") as out:
        configure_logging(settings.slackbot_log_level, settings.slackbot_log_format, out)
        app = App(settings, clock)

        async def busy() -> bool:
            return (await app.backlog()).unfinished > 0

        try:
            await app.start()
            yield busy
        finally:
            await app.stop()
            configure_logging(settings.slackbot_log_level, settings.slackbot_log_format)
