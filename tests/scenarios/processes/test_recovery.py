"""What was promised survives: processes killed, frozen and stopped, Slack away."""

import contextlib
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from starlette.types import Receive, Scope, Send

from slackbot import telemetry
from slackbot.sandbox.bell import Bell
from slackbot.sandbox.kore.bots import SALES_BOT, SUPPORT_BOT
from slackbot.sandbox.kore.server import KoreSandbox
from slackbot.sandbox.serve import hang_up, serve
from slackbot.sandbox.slack.server import SlackSandbox
from slackbot.sandbox.slack.workspace.message import Message
from slackbot.sandbox.slack.workspace.workspace import Workspace
from tests.chaos.questions import chaos
from tests.clock import CLOCK, seconds
from tests.scenarios.conftest import PATIENCE, Office, OpenOffice, settings_for
from tests.scenarios.processes.start import Process, environment, slackbot
from tests.scenarios.weeks import ANSWER, DAY, EARLIER, WEEK

LINKS = (f"link {SUPPORT_BOT.id} as SupportBot", f"link {SALES_BOT.id} as SalesBot")
SUPPORT, SALES = f"{WEEK} for SupportBot", f"{WEEK} for SalesBot"


@pytest.mark.chaos
async def test_killed_at_any_moment_nothing_is_lost(database_url: str) -> None:
    found = await chaos(
        database_url, CLOCK, questions=20, seed=4, kill_after=(10, 20), linger=2.0, kills=3
    )
    assert len(found.kills) == 3
    assert len(found.promised) == 20
    assert found.lost == []
    assert found.bugs == []  # doubled outside of the window that the docs admit
    assert found.overlaps == []
    assert found.wrong == []
    assert found.died == 0


class Workers:
    """Workers on one database behind a `web` process, started when a test wants them."""

    def __init__(self, office: Office, folder: Path, stack: contextlib.AsyncExitStack) -> None:
        self._folder = folder
        self._stack = stack
        self._env = {**environment(office.settings), "SLACKBOT_LOG_FORMAT": "json"}

    async def start(self, role: str = "worker") -> Process:
        """One more, ready."""
        process = await self._stack.enter_async_context(
            slackbot(role, env=self._env, folder=self._folder)
        )
        await process.started()
        return process


@contextlib.asynccontextmanager
async def shared(office: Office, folder: Path) -> AsyncIterator[Workers]:
    """A `web` process to which Slack delivers, and nobody who answers yet."""
    async with contextlib.AsyncExitStack() as stack:
        workers = Workers(office, folder, stack)
        web = await workers.start("web")
        office.slack.deliver_to(f"{await web.started()}/slack/events")
        yield workers


async def ask(office: Office, text: str, user: str = "anna") -> None:
    ack = await office.slack.slash("/billing", text, user=user, channel="support-bots")
    assert ack.ok


async def submitted(kore: KoreSandbox, bot_id: str) -> None:
    """Until a job about the bot is under way."""
    await kore.wait_for(
        lambda: [call for call in kore.calls if call.method == "POST" and bot_id in call.path]
    )


def replies(office: Office) -> list[Message]:
    parents = office.slack.messages("support-bots")
    return [reply for p in parents for reply in office.slack.replies("support-bots", p.ts)]


@pytest.mark.chaos
async def test_what_a_frozen_and_a_killed_worker_had_is_taken_over(
    open_office: OpenOffice, tmp_path: Path, postgres_url: str
) -> None:
    kore = KoreSandbox(now=CLOCK.now, job_seconds=2.0)
    async with (
        open_office(kore=kore, database_url=postgres_url) as office,
        shared(office, tmp_path) as workers,
    ):
        frozen = await workers.start()
        for link in LINKS:
            await office.told(link)
        await ask(office, SUPPORT)
        await submitted(kore, SUPPORT_BOT.id)
        frozen.send(signal.SIGSTOP)
        killed = await workers.start()
        await ask(office, SALES)
        await submitted(kore, SALES_BOT.id)
        killed.send(signal.SIGKILL)
        await workers.start()
        await office.slack.wait_for(lambda: len(replies(office)) == 2, PATIENCE)
        frozen.send(signal.SIGCONT)
        await frozen.logged(telemetry.STOOD_STILL)
        await office.asked(str(EARLIER))  # whatever it had left to say would be there by now
        frozen.send(signal.SIGTERM)
        code, _, said = await frozen.end()
        assert (code, "Traceback" in said) == (0, False)
        assert len(office.slack.messages("support-bots")) == 3
        assert [reply.text.split("*")[1] for reply in replies(office)] == [
            "SupportBot",
            "SalesBot",
            "SupportBot",
        ]


@pytest.mark.chaos
async def test_a_stopped_worker_hands_over_at_once(
    open_office: OpenOffice, tmp_path: Path, postgres_url: str
) -> None:
    kore = KoreSandbox(now=CLOCK.now, job_seconds=0.2)
    kore.manners.never_finishes = True  # until the stopped worker's job is another's
    async with (
        open_office(kore=kore, database_url=postgres_url) as office,
        shared(office, tmp_path) as workers,
    ):
        stopped = await workers.start()
        await office.told(LINKS[0])
        await ask(office, SUPPORT)
        await submitted(kore, SUPPORT_BOT.id)
        other = await workers.start()
        stopped.send(signal.SIGTERM)
        await stopped.logged(telemetry.STOPPING)
        for n in range(8):  # half of them would be its
            # Of nine questions one person may have only five open.
            await ask(office, str(EARLIER.first + n * DAY), ("anna", "ben")[n % 2])
        code, _, said = await stopped.end()
        assert code == 0
        assert [line for line in said.splitlines() if not line.startswith("{")] == []
        assert "Traceback" not in said
        await other.logged(telemetry.TAKEN_OVER)
        kore.manners.never_finishes = False
        parent = await office.slack.wait_for(lambda: office._done(0), PATIENCE)
        assert ANSWER in parent.text
        await office.slack.wait_for(lambda: len(replies(office)) == 9, PATIENCE)
        assert len(office.slack.messages("support-bots")) == 9


class Outage:
    """Stands where Slack was, and closes every connection without an answer."""

    def __init__(self) -> None:
        self.bell = Bell()
        self.dropped: list[str] = []

    async def __call__(self, scope: Scope, receive: Receive, _: Send) -> None:
        if scope["type"] == "http":
            self.dropped.append(scope["path"])
            self.bell.ring()
            await hang_up(scope, receive)

    def attempts(self) -> int:
        """To post, or to look whether an earlier attempt has posted after all."""
        return len([path for path in self.dropped if path.startswith(("/api/chat", "/api/conv"))])


@pytest.mark.processes
async def test_slack_away_delays_replies_and_loses_none(tmp_path: Path) -> None:
    slack, kore, outage = (
        SlackSandbox(Workspace(seconds), rate=None),
        KoreSandbox(now=CLOCK.now, job_seconds=1.0),
        Outage(),
    )
    async with serve(kore.app) as kore_url, contextlib.AsyncExitStack() as stack:
        async with serve(slack.app) as slack.url:
            office = Office(slack, kore, settings_for(tmp_path, slack.url, kore_url, {}))
            await stack.enter_async_context(office.app())
            for link in LINKS:
                await office.told(link)
            for question in (SUPPORT, SALES):
                await ask(office, question)
            await slack.wait_for(lambda: len(slack.messages("support-bots")) == 2)
        port = int(slack.url.rpartition(":")[2])
        async with serve(outage, port):
            await outage.bell.wait_for(lambda: outage.attempts() >= 6, PATIENCE)
        assert replies(office) == []
        slack.faults.add("chat.postMessage", http_status=503, times=2)
        async with serve(slack.app, port):
            await slack.wait_for(lambda: len(replies(office)) == 2, PATIENCE)
            await slack.wait_for_connection(PATIENCE)
            await office.asked(str(EARLIER))
            await stack.aclose()
    assert len(replies(office)) == len(slack.messages("support-bots")) == 3
