"""`slackbot demo`: both stand-ins and the app itself, and a conversation in the terminal.

The app is a process of its own, started as on a server: only its environment says where Slack and
Kore.ai are.
"""

import asyncio
import contextlib
import os
import signal
import sys
import tempfile
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

from anyio.from_thread import BlockingPortal, start_blocking_portal
from rich.console import Console

from slackbot.clock import SystemClock
from slackbot.sandbox.demo.conversation import COMMAND, Conversation
from slackbot.sandbox.kore.auth import BOT_CLIENT
from slackbot.sandbox.kore.bots import SALES_BOT, SUPPORT_BOT
from slackbot.sandbox.kore.server import KoreSandbox
from slackbot.sandbox.serve import serve
from slackbot.sandbox.slack.server import SlackSandbox
from slackbot.sandbox.slack.workspace.workspace import Workspace

STARTED_WITHIN = 30.0
JOB_SECONDS = 1.5
LINKS = (
    f"link {SUPPORT_BOT.id} as SupportBot",
    f"link {SALES_BOT.id} as SalesBot",
)
CONVERSATION = (*LINKS, "last week by day")
FAREWELL = ("exit", "quit", "bye")


def demo(clock: SystemClock, questions: Sequence[str] = (), console: Console | None = None) -> int:
    """Play a short conversation, then take commands at a prompt; or ask `questions` and end. What a
    button says presses it.

    The stand-ins run in a thread of their own, so that Ctrl-C at the prompt ends it at once.
    """
    with (
        start_blocking_portal() as portal,
        portal.wrap_async_context_manager(_stage(clock)) as (slack, log),
    ):
        conversation = Conversation(slack, console)
        try:
            portal.call(slack.wait_for_connection, STARTED_WITHIN)
            for text in (*LINKS, *questions) if questions else CONVERSATION:
                portal.call(conversation.say, text)
            if not questions:
                return _prompt(portal, conversation)
            portal.call(conversation.catch_up)
        except TimeoutError:
            sys.stderr.write(f"The app did not answer. Its log:\n{log.read_text()}\n")
            return 1
    return 0


def _prompt(portal: BlockingPortal, conversation: Conversation) -> int:
    conversation.hint(
        f"Type what you would type after {COMMAND} (help lists it, exit ends), or what a button "
        "says:"
    )
    while True:
        try:
            text = input(f"{COMMAND} ").strip()
        except (EOFError, KeyboardInterrupt):
            conversation.hint("")
            return 0
        if text in FAREWELL:
            return 0
        portal.call(conversation.type, text)


@contextlib.asynccontextmanager
async def _stage(clock: SystemClock) -> AsyncIterator[tuple[SlackSandbox, Path]]:
    """Both stand-ins and the app; yields Slack, and the app's log."""
    slack = SlackSandbox(Workspace(lambda: clock.now().timestamp()))
    kore = KoreSandbox(now=clock.now, job_seconds=JOB_SECONDS)
    async with (
        serve(slack.app) as slack_url,
        serve(kore.app) as kore_url,
        _app(slack_url, kore_url, clock) as log,
    ):
        slack.url = slack_url
        yield slack, log


@contextlib.asynccontextmanager
async def _app(slack_url: str, kore_url: str, clock: SystemClock) -> AsyncIterator[Path]:
    """`slackbot run` in a folder of its own, without our .env; yields its log."""
    with tempfile.TemporaryDirectory(prefix="slackbot-demo-") as folder:
        log = Path(folder) / "app.log"
        environment = {
            **os.environ,
            "SLACK_BOT_TOKEN": "xoxb-sandbox",
            "SLACK_APP_TOKEN": "xapp-sandbox",
            "SLACK_API_URL": f"{slack_url}/api/",
            "KORE_HOST": kore_url,
            "KORE_CLIENT_ID": BOT_CLIENT.id,
            "KORE_CLIENT_SECRET": BOT_CLIENT.secret,
            "KORE_SCOPE": "bot",
            "DATABASE_URL": f"sqlite:///{folder}/demo.db",
            "PORT": "0",
            "SLACKBOT_BIND_HOST": "127.0.0.1",
        }
        with log.open("wb") as output:
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "slackbot", *clock.arguments, "run"),
                cwd=folder,
                env=environment,
                stdout=output,
                stderr=output,
                start_new_session=True,  # Ctrl-C is for the demo, which then stops the app
            )
        try:
            yield log
        finally:
            with contextlib.suppress(ProcessLookupError):
                process.send_signal(signal.SIGTERM)
            await process.wait()
