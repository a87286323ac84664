"""Serves what `slackbot demo` serves: the page, the stand-ins and the unchanged app."""

import asyncio
import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from anyio.from_thread import BlockingPortal, start_blocking_portal

from slackbot.cli.demo import app_beside
from slackbot.sandbox.demo.clock import MovableClock
from slackbot.sandbox.demo.panel import DemoPanel
from slackbot.sandbox.demo.run import EXAMPLES, LINKS, STARTED_WITHIN
from slackbot.sandbox.demo.stage import Stage, open_stage
from slackbot.sandbox.page.site import Page
from slackbot.sandbox.serve import serve
from slackbot.sandbox.slack.installed import InstalledApp
from slackbot.slack.manifest import manifest

CHANNEL = "support-bots"


@dataclass(frozen=True)
class Served:
    """The stage, which runs in the thread of `portal`, and the address of its page."""

    stage: Stage
    portal: BlockingPortal
    address: str

    async def to_wednesday_noon(self) -> None:
        """Let it be the next Wednesday, 12:00 UTC."""
        now = self.stage.clock.now()
        await self.stage.move_to(now + until_wednesday_noon(now))

    async def write(self, text: str, thread: str) -> None:
        """Let Ben write into a thread of the channel."""
        await self.stage.slack.write(text, user="ben", channel=CHANNEL, thread_ts=thread)

    async def idle(self, within: float) -> None:
        """Wait until the app has nothing left to do; it has no event for that."""
        async with asyncio.timeout(within):
            while await self.stage.busy():  # noqa: ASYNC110 - see above
                await asyncio.sleep(0.05)


@contextlib.contextmanager
def served(clock: MovableClock) -> Iterator[Served]:
    """Serve the page of a workspace whose channel has both bots linked."""
    installed = InstalledApp.of(manifest())
    with (
        start_blocking_portal() as portal,
        portal.wrap_async_context_manager(open_stage(clock, app_beside)) as stage,
    ):
        stage.slack.install(installed)
        page = Page(
            stage.slack, installed, EXAMPLES, panel=DemoPanel(stage.troubles, stage.move_to)
        )
        with portal.wrap_async_context_manager(serve(page.app)) as address:
            portal.call(stage.slack.wait_for_connection, STARTED_WITHIN)
            for link in LINKS:
                portal.call(_link, stage, link)
            yield Served(stage, portal, address)


def until_wednesday_noon(now: datetime) -> timedelta:
    """Return how long it is until then."""
    noon = datetime.combine(now.date(), time(12), UTC)
    noon += timedelta(days=(2 - noon.weekday()) % 7)
    return (noon if noon > now else noon + timedelta(days=7)) - now


async def _link(stage: Stage, text: str) -> None:
    """Give the command, and wait until the app has answered it."""
    before = len(stage.slack.messages(CHANNEL)) + len(stage.slack.ephemerals("anna", CHANNEL))
    await stage.slack.slash("/billing", text, user="anna", channel=CHANNEL)
    await stage.slack.wait_for(
        lambda: (
            len(stage.slack.messages(CHANNEL)) + len(stage.slack.ephemerals("anna", CHANNEL))
            > before
        ),
        STARTED_WITHIN,
    )
