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

from slackbot.sandbox.kore.auth import BOT_CLIENT
from slackbot.sandbox.kore.bots import SALES_BOT, SUPPORT_BOT
from slackbot.sandbox.kore.server import KoreSandbox
from slackbot.sandbox.screen import Screen
from slackbot.sandbox.serve import serve
from slackbot.sandbox.slack.message import Message
from slackbot.sandbox.slack.server import SlackSandbox

USER, CHANNEL = "anna", "support-bots"
STARTED_WITHIN = 30.0
ANSWERED_WITHIN = 120.0
JOB_SECONDS = 1.5
DONE = (":white_check_mark:", ":warning:")
RUNS = ":hourglass_flowing_sand:"
TO_COME = ("One moment", "is being sent")  # what is asked for comes with a message of its own
LINKS = (
    f"link {SUPPORT_BOT.id} as SupportBot",
    f"link {SALES_BOT.id} as SalesBot",
)
CONVERSATION = (*LINKS, "last week by day")
FAREWELL = ("exit", "quit", "bye")


def demo(questions: Sequence[str] = (), console: Console | None = None) -> int:
    """Play a short conversation, then take commands at a prompt; or ask `questions` and end.

    The stand-ins run in a thread of their own, so that Ctrl-C at the prompt ends it at once.
    """
    with (
        start_blocking_portal() as portal,
        portal.wrap_async_context_manager(_stage()) as (slack, log),
    ):
        conversation = _Conversation(slack, console)
        try:
            portal.call(slack.wait_for_connection, STARTED_WITHIN)
            for text in (*LINKS, *questions) if questions else CONVERSATION:
                portal.call(conversation.say, text)
            if not questions:
                _prompt(portal, conversation)
        except TimeoutError:
            sys.stderr.write(f"The app did not answer. Its log:\n{log.read_text()}\n")
            return 1
    return 0


def _prompt(portal: BlockingPortal, conversation: "_Conversation") -> None:
    conversation.hint("Type what you would type after /billing (help lists it, exit ends):")
    while True:
        try:
            text = input("/billing ").strip().removeprefix("/billing").strip()
        except (EOFError, KeyboardInterrupt):
            conversation.hint("")
            return
        if text in FAREWELL:
            return
        portal.call(conversation.type, text)


@contextlib.asynccontextmanager
async def _stage() -> AsyncIterator[tuple[SlackSandbox, Path]]:
    """Both stand-ins and the app; yields Slack, and the app's log."""
    slack, kore = SlackSandbox(), KoreSandbox(job_seconds=JOB_SECONDS)
    async with (
        serve(slack.app) as slack_url,
        serve(kore.app) as kore_url,
        _app(slack_url, kore_url) as log,
    ):
        slack.url = slack_url
        yield slack, log


class _Conversation:
    """Anna types in a channel, and sees what she would see in Slack."""

    def __init__(self, slack: SlackSandbox, console: Console | None) -> None:
        self._slack = slack
        self._screen = Screen(slack.workspace, console)
        self._shown = (0, 0)  # messages of the channel, and of Anna alone

    def hint(self, text: str) -> None:
        """A line that is not Slack's."""
        self._screen.console.print(f"\n{text}", style="bold")

    async def say(self, text: str) -> None:
        """Show what Anna types, then what comes of it."""
        self._screen.typed(USER, CHANNEL, f"/billing {text}")
        await self.type(text)

    async def type(self, text: str) -> None:
        """Show what comes of a command, until its answer is complete."""
        await self.catch_up()
        await self._slack.slash("/billing", text, user=USER, channel=CHANNEL)
        to_come = False
        while True:
            private = await self._show(in_thread=to_come)
            to_come = any(word in message.text for message in private for word in TO_COME)
            if not to_come:
                return

    async def catch_up(self) -> None:
        """Show what has come by itself, such as an alert."""
        if self._news():
            await self._show(in_thread=False)

    async def _show(self, *, in_thread: bool) -> list[Message]:
        """Wait for news and show them; returns those for Anna alone."""
        parents, private = await self._slack.wait_for(self._news, ANSWERED_WITHIN)
        self._shown = (self._shown[0] + len(parents), self._shown[1] + len(private))
        for message in private:
            self._screen.show(message)
        for parent in parents:
            await self._follow(parent, in_thread=in_thread)
        return private

    async def _follow(self, parent: Message, *, in_thread: bool) -> None:
        """Show the parent, again when it is done, and its thread where there is to be one."""
        self._screen.show(parent)
        if RUNS in parent.text:
            done = await self._slack.wait_for(lambda: self._done(parent), ANSWERED_WITHIN)
            self._screen.show(done, note="edited")
        elif in_thread:
            await self._slack.wait_for(lambda: self._replies(parent), ANSWERED_WITHIN)
        for reply in self._replies(parent):
            self._screen.show(reply)

    def _replies(self, parent: Message) -> list[Message]:
        return self._slack.replies(CHANNEL, parent.ts)

    def _done(self, parent: Message) -> Message | None:
        """The parent once it says that it is done."""
        now = self._slack.workspace.find_message(parent.channel, parent.ts)
        return now if now and any(sign in now.text for sign in DONE) else None

    def _news(self) -> tuple[list[Message], list[Message]] | None:
        """What stands in the channel, and what Anna alone sees, that was not shown yet."""
        parents = self._slack.messages(CHANNEL)[self._shown[0] :]
        private = self._slack.ephemerals(USER, CHANNEL)[self._shown[1] :]
        return (parents, private) if parents or private else None


@contextlib.asynccontextmanager
async def _app(slack_url: str, kore_url: str) -> AsyncIterator[Path]:
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
        }
        with log.open("wb") as output:
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "slackbot", "run"),
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
