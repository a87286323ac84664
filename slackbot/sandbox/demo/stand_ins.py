"""Runs both stand-ins and the page without the app: any process finds them by its variables."""

import contextlib
from collections.abc import AsyncIterator, Sequence

from slackbot.clock import SystemClock
from slackbot.sandbox.demo.run import EXAMPLES
from slackbot.sandbox.demo.troubles import Troubles
from slackbot.sandbox.kore.auth import BOT_CLIENT, Client
from slackbot.sandbox.kore.server import KoreSandbox
from slackbot.sandbox.serve import serve
from slackbot.sandbox.slack.installed import InstalledApp
from slackbot.sandbox.slack.server import SlackSandbox
from slackbot.sandbox.slack.workspace.workspace import Workspace
from slackbot.sandbox.variables import variables


@contextlib.asynccontextmanager
async def open_sandbox(
    clock: SystemClock,
    installed: InstalledApp,
    *,
    slack_port: int = 0,
    kore_port: int = 0,
    client: Client = BOT_CLIENT,
    deliver_to: Sequence[str] = (),
) -> AsyncIterator[tuple[dict[str, str], str]]:
    """Serve a Slack and a Kore.ai on loopback; yield the variables of an app between them, and the
    address of Slack's page, which is empty where the page's libraries are not installed.

    Port 0 means any free one; a port in use raises `OSError`. What people do reaches the app over
    Socket Mode, or with `deliver_to` over HTTP at these addresses in turn.
    """
    slack = SlackSandbox(Workspace(lambda: clock.now().timestamp()))
    kore = KoreSandbox(now=clock.now)
    slack.install(installed)
    slack.deliver_to(*deliver_to)
    async with (
        serve(slack.app, slack_port) as slack_url,
        serve(kore.app, kore_port) as kore_url,
        _page(slack, installed, Troubles(slack, kore, clock.now)) as page_url,
    ):
        slack.url = slack_url
        yield variables(slack, slack_url, kore_url, client), page_url


@contextlib.asynccontextmanager
async def _page(
    slack: SlackSandbox, installed: InstalledApp, troubles: Troubles
) -> AsyncIterator[str]:
    """Serve the page; yield its address. Nobody moves this clock: the app goes by another."""
    try:
        from slackbot.sandbox.demo.panel import DemoPanel
        from slackbot.sandbox.page.site import Page
    except ModuleNotFoundError:  # its libraries are an extra, and the rest needs none of them
        yield ""
        return
    page = Page(slack, installed, EXAMPLES, panel=DemoPanel(troubles))
    async with serve(page.app) as url:
        yield f"{url}/"
