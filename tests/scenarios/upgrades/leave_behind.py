"""Records what a killed app leaves behind in its database, for later versions to go on with.

    .venv/bin/python -m tests.scenarios.upgrades.leave_behind > NAME.sql

To be run by the version that is to be remembered; what was recorded is then never changed. Five
questions are under way when the app is killed, each at another point.
"""

import asyncio
import signal
import sqlite3
import sys
import tempfile
from contextlib import closing
from pathlib import Path

from slackbot.sandbox.kore.bots import SUPPORT_BOT
from slackbot.sandbox.kore.server import KoreSandbox
from slackbot.sandbox.serve import serve
from slackbot.sandbox.slack.server import SlackSandbox
from slackbot.sandbox.slack.workspace.workspace import Workspace
from tests.clock import CLOCK, seconds
from tests.scenarios.conftest import Office, settings_for
from tests.scenarios.processes.start import environment, slackbot

FETCHED = "8 Nov 2026"  # its figures are there, its answer is being posted
RUNNING = "16-22 Nov 2026"  # its job runs
SHARED = "16-22 Nov 2026 by day"  # waits for the same job
QUEUED = "1-7 Nov 2026"  # its job is behind that one
OPENING = "9-15 Nov 2026"  # its thread is being opened
OPENED = (FETCHED, RUNNING, SHARED, QUEUED)


async def leave_behind(folder: Path) -> str:
    """The SQL of the database."""
    slack = SlackSandbox(Workspace(seconds), rate=None)
    kore = KoreSandbox(now=CLOCK.now, job_seconds=lambda days: 60.0 if days > 2.5 else 2.0)
    async with serve(slack.app) as slack.url, serve(kore.app) as kore_url:
        office = Office(slack, kore, settings_for(folder, slack.url, kore_url, {}))
        async with slackbot("run", env=environment(office.settings), folder=folder) as process:
            await slack.wait_for_connection(20)
            await office.told(f"link {SUPPORT_BOT.id} as SupportBot")
            for text in OPENED:
                await ask(office, text)
            await slack.wait_for(lambda: len(slack.messages("support-bots")) == len(OPENED))
            slack.faults.add("chat.postMessage", http_status=503, times=1000)
            await ask(office, OPENING)
            await slack.wait_for(lambda: slack.faults.left("chat.postMessage") <= 997, 20)
            await kore.wait_for(lambda: [c.method for c in kore.calls].count("POST") == 2, 20)
            process.send(signal.SIGKILL)
            await process.end()
    with closing(sqlite3.connect(office.settings.sqlite_path or "")) as database:
        return "\n".join(database.iterdump())


async def ask(office: Office, text: str) -> None:
    ack = await office.slack.slash("/billing", text, user="anna", channel="support-bots")
    assert ack.ok


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        sql = asyncio.run(leave_behind(Path(folder)))
    sys.stdout.write(f"-- {CLOCK.now().isoformat()}\n{sql}\n")
