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
from collections.abc import AsyncIterator
from pathlib import Path

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
LINKS = (
    f"link {SUPPORT_BOT.id} as SupportBot",
    f"link {SALES_BOT.id} as SalesBot",
)
CONVERSATION = (*LINKS, "last week by day")
FAREWELL = ("exit", "quit", "bye")


async def demo(question: str | None, console: Console | None = None) -> int:
    """Play a short conversation, then take commands at a prompt; or ask `question` and end."""
    slack, kore = SlackSandbox(), KoreSandbox(job_seconds=JOB_SECONDS)
    async with serve(slack.app) as slack_url, serve(kore.app) as kore_url:
        slack.url = slack_url
        async with _app(slack_url, kore_url) as log:
            try:
                await slack.wait_for_connection(STARTED_WITHIN)
                return await _Conversation(slack, console).play(question)
            except TimeoutError:
                sys.stderr.write(f"The app did not answer. Its log:\n{log.read_text()}\n")
                return 1


class _Conversation:
    """Anna types in a channel, and sees what she would see in Slack."""

    def __init__(self, slack: SlackSandbox, console: Console | None) -> None:
        self._slack = slack
        self._screen = Screen(slack.workspace, console)

    async def play(self, question: str | None) -> int:
        for text in (*LINKS, question) if question else CONVERSATION:
            await self._type(text)
        if not question:
            await self._prompt()
        return 0

    async def _prompt(self) -> None:
        self._screen.console.print(
            "\nType what you would type after /billing (help lists it, exit ends):", style="bold"
        )
        while True:
            try:
                text = await asyncio.to_thread(input, "/billing ")
            except EOFError:
                return
            text = text.strip().removeprefix("/billing").strip()
            if text in FAREWELL:
                return
            await self._type(text, echo=False)

    async def _type(self, text: str, *, echo: bool = True) -> None:
        if echo:
            self._screen.typed(USER, CHANNEL, f"/billing {text}")
        parents, private = self._seen()
        await self._slack.slash("/billing", text, user=USER, channel=CHANNEL)
        new_parents, new_private = await self._slack.wait_for(
            lambda: self._news(len(parents), len(private)), ANSWERED_WITHIN
        )
        for message in new_private:
            self._screen.show(message)
        for parent in new_parents:
            await self._follow(parent)

    async def _follow(self, parent: Message) -> None:
        """Show the parent at once and again when it is done, then its thread."""
        self._screen.show(parent)
        done = await self._slack.wait_for(lambda: self._done(parent), ANSWERED_WITHIN)
        self._screen.show(done, note="edited")
        for reply in self._slack.replies(CHANNEL, parent.ts):
            self._screen.show(reply)

    def _done(self, parent: Message) -> Message | None:
        """The parent once it says that it is done."""
        now = self._slack.workspace.find_message(parent.channel, parent.ts)
        return now if now and any(sign in now.text for sign in DONE) else None

    def _seen(self) -> tuple[list[Message], list[Message]]:
        return self._slack.messages(CHANNEL), self._slack.ephemerals(USER, CHANNEL)

    def _news(self, parents: int, private: int) -> tuple[list[Message], list[Message]] | None:
        shown, told = self._seen()
        news = shown[parents:], told[private:]
        return news if any(news) else None


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
