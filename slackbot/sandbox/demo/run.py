"""Runs `slackbot demo`: as a page for a browser, or as a conversation in the terminal.

Whoever starts the demo hands the app in, since the stand-ins know nothing of it: only its variables
say where Slack and Kore.ai are.
"""

import io
import os
import signal
import sys
import threading
import webbrowser
from collections.abc import Callable, Mapping, Sequence

from anyio.from_thread import BlockingPortal, start_blocking_portal
from rich.console import Console

from slackbot.sandbox.demo.clock import MovableClock
from slackbot.sandbox.demo.conversation import COMMAND, Conversation
from slackbot.sandbox.demo.stage import Stage, StartApp, open_stage
from slackbot.sandbox.kore.bots import SALES_BOT, SUPPORT_BOT
from slackbot.sandbox.serve import serve
from slackbot.sandbox.slack.installed import InstalledApp

STARTED_WITHIN = 30.0
LINKS = (
    f"link {SUPPORT_BOT.id} as SupportBot",
    f"link {SALES_BOT.id} as SalesBot",
)
CONVERSATION = (*LINKS, "last week by day")
FAREWELL = ("exit", "quit", "bye")
NO_PAGE = (
    "The page needs {0}, which the extra `demo` brings: pip install 'slackbot[demo]'. "
    "`slackbot demo --terminal` needs nothing more."
)
EXAMPLES = tuple(
    f"{COMMAND} {text}"
    for text in (
        "last week by day",
        "help",
        "this month against the month before",
        "alert when sessions > 100 per day",
        "digest every monday at 9",
    )
)


def demo(
    clock: MovableClock,
    questions: Sequence[str] = (),
    console: Console | None = None,
    *,
    start: StartApp,
    installed: InstalledApp,
    in_terminal: bool = False,
) -> int:
    """Serve the page until Ctrl-C; or ask `questions` in the terminal and end.

    `in_terminal`, and where there is neither a browser nor a person at a terminal, it plays a short
    conversation there and then reads commands at a prompt. The label of a button presses it. The
    stand-ins run in a thread of their own, so that Ctrl-C at the prompt ends them at once.
    """
    console = console or Console(highlight=False)
    is_page = not (questions or in_terminal) and (has_browser() or sys.stdin.isatty())
    with (
        start_blocking_portal() as portal,
        portal.wrap_async_context_manager(open_stage(clock, start)) as stage,
    ):
        stage.slack.install(installed)
        try:
            if is_page:
                return _serve(portal, stage, installed, console)
            portal.call(stage.slack.wait_for_connection, STARTED_WITHIN)
            conversation = Conversation(stage.slack, console)
            _say(portal, conversation, (*LINKS, *questions) if questions else CONVERSATION)
            if not questions:
                return _prompt(portal, conversation)
            portal.call(conversation.catch_up)
        except TimeoutError:
            sys.stderr.write(f"The app did not answer. Its log:\n{stage.log.read_text()}\n")
            return 1
    return 0


def has_browser(
    platform: str = sys.platform,
    variables: Mapping[str, str] = os.environ,
    find: Callable[[], object] = webbrowser.get,
) -> bool:
    """Tell whether this machine has a screen for a browser, and a browser.

    A browser within the terminal would take the terminal from the demo.
    """
    has_screen = variables.get("DISPLAY") or variables.get("WAYLAND_DISPLAY")
    if platform not in ("darwin", "win32") and not has_screen:
        return False
    try:
        find()
    except webbrowser.Error:
        return False
    return True


def _serve(portal: BlockingPortal, stage: Stage, installed: InstalledApp, console: Console) -> int:
    """Serve the page, and play the conversation on it, until Ctrl-C or SIGTERM."""
    try:
        from slackbot.sandbox.demo.panel import DemoPanel
        from slackbot.sandbox.page.site import Page
    except ModuleNotFoundError as missing:
        console.print(NO_PAGE.format(missing.name))
        return 1
    panel = DemoPanel(stage.troubles, stage.move_to)
    page = Page(stage.slack, installed, EXAMPLES, panel=panel)
    with portal.wrap_async_context_manager(serve(page.app)) as address:
        console.print(f"The demo is at {address}/ - Ctrl-C ends it.", style="bold")
        before = signal.signal(signal.SIGTERM, signal.default_int_handler)
        try:
            if has_browser():
                webbrowser.open(f"{address}/")
            portal.call(stage.slack.wait_for_connection, STARTED_WITHIN)
            silent = Conversation(stage.slack, Console(file=io.StringIO()))
            _say(portal, silent, CONVERSATION)
            threading.Event().wait()
        except KeyboardInterrupt:
            console.print()
        finally:
            signal.signal(signal.SIGTERM, before)
    return 0


def _say(portal: BlockingPortal, conversation: Conversation, texts: Sequence[str]) -> None:
    for text in texts:
        portal.call(conversation.say, text)


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
