"""What an older version left open is finished by this one, and its buttons still work."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

import pytest

from slackbot.bootstrap import App
from slackbot.sandbox.demo.clock import MovableClock
from slackbot.sandbox.kore.server import KoreSandbox
from slackbot.sandbox.serve import serve
from slackbot.sandbox.slack.server import SlackSandbox
from slackbot.sandbox.slack.workspace.message import Message
from slackbot.sandbox.slack.workspace.workspace import Workspace
from tests.clock import seconds
from tests.scenarios.conftest import PATIENCE, DrawnBefore, Office, settings_for
from tests.scenarios.upgrades import leave_all_behind as left
from tests.scenarios.upgrades.leave_all_behind import CHANNEL, blocks, episode, found, restore

T = TypeVar("T")


@dataclass
class Desk:
    """This version at work on what was left; `before` messages stood in Slack by then."""

    office: Office
    clock: MovableClock
    before: int

    @property
    def slack(self) -> SlackSandbox:
        return self.office.slack

    @property
    def new(self) -> list[Message]:
        """What has come since, as it stands now."""
        posted = self.slack.workspace.posted[self.before :]
        return [now for each in posted if (now := self.slack.workspace.as_it_stands(each))]

    async def until(self, find: Callable[[], T | None]) -> T:
        return await self.slack.wait_for(find, PATIENCE)

    async def said(self, *words: str) -> Message:
        """The first new message with all these words."""
        return await self.until(
            lambda: next((m for m in self.new if all(w in shown(m) for w in words)), None)
        )

    async def click(self, message: Message | None, action: str, user: str = "anna") -> None:
        assert message is not None
        assert (await self.slack.click(message, action, user=user)).ok

    def counted(self, sql: str) -> int:
        """The one figure that the database answers."""
        with closing(sqlite3.connect(self.office.settings.sqlite_path or "")) as database:
            return int(database.execute(sql).fetchone()[0])

    def replies(self, number: int) -> list[Message]:
        """What stands in the thread of that alert's episode."""
        parent = episode(self.slack, number)
        assert parent is not None
        return self.slack.replies(CHANNEL, parent.ts)

    def old(self, *words: str) -> Message | None:
        """The first message of before for Anna alone with one of these words."""
        return found(self.slack.ephemerals("anna", CHANNEL), *words)


def shown(message: Message) -> str:
    """All that can be read in it, and what its buttons are."""
    return f"{message.text} {blocks(message)}"


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    slack = SlackSandbox(Workspace(seconds), rate=None)
    async with serve(slack.app) as slack.url, AsyncExitStack() as kore_serves:
        moment, sql, kept = left.recorded(slack.url)
        clock = MovableClock.at(moment + timedelta(seconds=10))
        kore = KoreSandbox(job_seconds=0.2, now=clock.now)
        kore_url = await kore_serves.enter_async_context(serve(kore.app))
        restore(slack, kept)
        office = Office(slack, kore, settings_for(tmp_path, slack.url, kore_url, {}))
        with closing(sqlite3.connect(office.settings.sqlite_path or "")) as database:
            database.executescript(sql)
        app = App(office.settings, clock, charts=DrawnBefore())
        await app.start()
        await slack.wait_for_connection()
        yield Desk(office, clock, len(kept))
        await app.stop()


async def test_all_work_that_was_under_way_is_finished_once(desk: Desk) -> None:
    for words in (left.RUNNING, left.SHARED, left.OPENING):
        parent = await desk.until(lambda words=words: _done(desk, words))  # type: ignore[misc] # bound at once
        assert len(desk.slack.replies(CHANNEL, parent.ts)) == 1
    trial = await desk.said("over 500 per day", "ask:alert-save")
    assert trial.to == "U0ANNA"
    await desk.said("Weekly digest", "HRBot")
    notice = await desk.said("requests", "ask:alert-more")
    assert "20,000 requests per day" in shown(notice)
    open_ = "SELECT COUNT(*) FROM questions WHERE answered = 0"
    checks = "SELECT COUNT(*) FROM checks WHERE seconds IS NULL"
    posts = "SELECT COUNT(*) FROM deliveries WHERE ts IS NULL"
    async with asyncio.timeout(PATIENCE):
        while any(map(desk.counted, (open_, checks, posts))):  # noqa: ASYNC110 - nothing rings there
            await asyncio.sleep(0.05)
    told = [m for m in desk.new if "alerts mute 4" in blocks(m) and m.thread_ts is None]
    assert len(told) == 1


async def test_old_buttons_still_do_what_they_say(desk: Desk) -> None:
    await desk.click(episode(desk.slack, left.OPEN), "ask:alert-ack", user="ben")
    await desk.until(lambda: "U0BEN" in blocks(episode(desk.slack, left.OPEN)) or None)
    await desk.click(episode(desk.slack, left.SNOOZED), "ask:alert-mute")
    await desk.said("Alert 2", "is muted")
    await desk.click(desk.old('"alerts resume 5"'), "ask:alert-resume:5")
    await desk.said("Alert 5", "is back on")
    await desk.click(desk.old('"digests resume 2"'), "ask:digest-resume:2")
    await desk.said("is back on. Next:")
    await desk.click(desk.old('"alerts save sessions over 7,000'), "ask:alert-save")
    await desk.said("set up alert 6", "7,000")
    (answer, *_) = (
        m for m in desk.slack.workspace.posted if '"ask:by-hour"' in blocks(m) and m.thread_ts
    )
    await desk.click(answer, "ask:by-hour")
    await desk.until(lambda: len(desk.slack.replies(CHANNEL, answer.thread_ts or "")) == 2 or None)


async def test_what_was_set_up_goes_on(desk: Desk) -> None:
    await desk.said("requests", "ask:alert-more")
    desk.clock.move_to(left.PEAK + timedelta(hours=10))
    await desk.until(lambda: "10,000" in shown_all(desk.replies(left.ACKNOWLEDGED)) or None)
    assert not desk.replies(left.SNOOZED)
    await desk.said("Daily digest", "SupportBot")
    parent = next(m for m in desk.slack.messages(CHANNEL) if f"“{left.ANSWERED}”" in m.text)
    await desk.slack.mention("by hour", user="anna", channel=CHANNEL, thread_ts=parent.ts)
    await desk.said("9 Nov", "ask:by-day")


def shown_all(messages: list[Message]) -> str:
    return " ".join(map(shown, messages))


def _done(desk: Desk, words: str) -> Message | None:
    """The parent of that question, once it is answered."""
    return next(
        (
            message
            for message in desk.slack.messages(CHANNEL)
            if f"“{words}”" in message.text and " sessions" in message.text
        ),
        None,
    )
