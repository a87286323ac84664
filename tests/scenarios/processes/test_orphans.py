"""A process is killed right after Slack has taken a parent: nothing stays behind half done."""

import contextlib
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.types import Message, Receive, Scope, Send

from slackbot.sandbox.kore.bots import SUPPORT_BOT
from slackbot.sandbox.kore.server import KoreSandbox
from slackbot.sandbox.serve import hang_up, serve
from slackbot.sandbox.slack.server import SCOPES, SlackSandbox
from slackbot.sandbox.slack.workspace.workspace import Workspace
from slackbot.slack.manifest import OPTIONAL_SCOPES
from tests.clock import CLOCK, seconds
from tests.scenarios.conftest import PATIENCE, Office, settings_for
from tests.scenarios.processes.start import Process, environment, slackbot
from tests.scenarios.weeks import ANSWER, WEEK

POST = "/api/chat.postMessage"


class Killing:
    """A Slack that takes so many messages, and whose app is killed before it hears of the last."""

    def __init__(self, slack: SlackSandbox, messages: int) -> None:
        self.victim: Process
        self.killed = False
        self._slack = slack
        self._left = messages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] != POST:
            return await self._slack.app(scope, receive, send)
        self._left -= 1
        if self._left:
            return await self._slack.app(scope, receive, send)
        await self._slack.app(scope, receive, _unheard)
        self.victim.send(signal.SIGKILL)
        self.killed = True
        return await hang_up(scope, receive)


async def _unheard(_: Message) -> None:
    """Slack's answer, which nobody is there to hear."""


@pytest.mark.processes
@pytest.mark.parametrize("messages", [1, 2])  # the parent, the answer
@pytest.mark.parametrize("may_read", [True, False])
async def test_no_parent_is_left_waiting(tmp_path: Path, messages: int, *, may_read: bool) -> None:
    scopes = SCOPES | set(OPTIONAL_SCOPES) if may_read else SCOPES
    slack = SlackSandbox(Workspace(seconds), rate=None, scopes=scopes)
    kore, killing = KoreSandbox(now=CLOCK.now, job_seconds=0.0), Killing(slack, messages)
    async with serve(killing) as slack.url, serve(kore.app) as kore_url:
        office = Office(slack, kore, settings_for(tmp_path, slack.url, kore_url, {}))
        env = {**environment(office.settings), "SLACKBOT_LOG_FORMAT": "json"}
        async with slackbot("run", env=env, folder=tmp_path) as killing.victim:
            await killing.victim.started()
            await office.told(f"link {SUPPORT_BOT.id} as SupportBot")
            ack = await slack.slash("/billing", str(WEEK), user="anna", channel="support-bots")
            assert ack.ok
            await slack.wait_for(lambda: slack.messages("support-bots"), PATIENCE)
            with contextlib.suppress(TimeoutError):
                await killing.victim.end()
        assert killing.killed
        async with slackbot("run", env=env, folder=tmp_path) as successor:
            await successor.started()
            await slack.wait_for(lambda: [*_done(slack)] or None, PATIENCE)
        parents = slack.messages("support-bots")
        assert [p for p in parents if "Asking" in str(p.wire())] == []
        assert len([*_done(slack)]) == 1
        replies = [reply for p in parents for reply in slack.replies("support-bots", p.ts)]
        doubled = 1 if may_read else 2
        assert (len(parents), len(replies)) == ((doubled, 1) if messages == 1 else (1, doubled))


def _done(slack: SlackSandbox) -> Iterator[str]:
    return (m.text for m in slack.messages("support-bots") if ANSWER in m.text)
