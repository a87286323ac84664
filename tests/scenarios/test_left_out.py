"""A Kore.ai that leaves figures out for a while: none is lost, and all are right again after it."""

import asyncio
import re
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest

from slackbot.bootstrap import App
from slackbot.sandbox.demo.clock import MovableClock
from slackbot.sandbox.kore.bots import SALES_BOT, SUPPORT_BOT
from slackbot.sandbox.kore.server import KoreSandbox
from slackbot.sandbox.kore.usage import hourly_usage
from tests.scenarios.conftest import PATIENCE, DrawnBefore, Office, OpenOffice
from tests.scenarios.test_alerts import LINK, notices, saved
from tests.scenarios.test_digests import LINK_SALES

WEEK = "16-22 Nov 2026 by day sessions in UTC"
NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
QUARTER = timedelta(minutes=15)


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock.at(NOON)


@pytest.fixture
async def office(open_office: OpenOffice, clock: MovableClock) -> AsyncIterator[Office]:
    """An office at work on a Tuesday."""
    kore = KoreSandbox(job_seconds=0.0, now=clock.now)
    async with open_office(kore=kore) as office:
        app = App(office.settings, clock, charts=DrawnBefore())
        await app.start()
        await office.slack.wait_for_connection()
        await office.told(LINK)
        yield office
        await app.stop()


async def test_a_gap_loses_nothing_and_the_next_question_closes_it(office: Office) -> None:
    manners = office.kore.manners
    manners.leaves_out = lambda _, start, unit: unit == "sessions" and start.day < 20
    parent, _ = await office.asked(WEEK)
    assert "21,915" not in parent.text
    manners.leaves_out = lambda *_: False
    parent, _ = await office.asked(WEEK)
    assert ":white_check_mark:" in parent.text
    assert "21,915 sessions" in parent.text
    manners.leaves_out = lambda *_: True
    parent, reply = await office.asked(f"{WEEK} fresh")
    assert "21,915 sessions" in parent.text
    assert "Kore.ai left some figures out this time: those are cached" in str(reply.blocks)
    office.kore.calls.clear()
    parent, reply = await office.asked(WEEK)
    assert "21,915 sessions" in parent.text
    receipts = re.search(r"receipts [\w:.-]+", str(reply.blocks))
    assert receipts
    assert "cached; add `fresh` to refetch" in await office.told(receipts[0])
    assert not office.kore.calls


async def test_a_months_rule_sees_within_the_hour_after_a_gap(
    office: Office, clock: MovableClock
) -> None:
    office.kore.manners.leaves_out = lambda _, __, unit: unit == "sessions"
    await saved(office, "at 50 and 80% of 60,000 sessions per month in UTC")
    for quarter in range(1, 4):
        await checked(office, clock, NOON + quarter * QUARTER)
    assert notices(office) == []
    office.kore.manners.leaves_out = lambda *_: False
    for quarter in range(4, 7):
        await checked(office, clock, NOON + quarter * QUARTER)
    (notice,) = await office.slack.wait_for(lambda: notices(office), PATIENCE)
    hours = [NOON + timedelta(hours=each) for each in range(-23 * 24 - 12, 2)]
    used = [hourly_usage(SUPPORT_BOT, hour).sessions for hour in hours]
    (told,) = re.findall(r"\(([\d,]+)†? used\)", notice.text)[:1]
    assert sum(used[:-2]) <= int(told.replace(",", "")) <= sum(used)  # of the running hour, part


async def checked(office: Office, clock: MovableClock, moment: datetime) -> None:
    """Move the clock, and come back when the check of that moment is over."""
    clock.move_to(moment + timedelta(seconds=1))
    path = str(office.settings.sqlite_path)
    over = "SELECT 1 FROM checks WHERE moment_at = ? AND seconds IS NOT NULL"
    async with asyncio.timeout(PATIENCE):
        with closing(sqlite3.connect(path)) as db:
            while not db.execute(over, (int(moment.timestamp()),)).fetchall():  # noqa: ASYNC110 - the engine's
                await asyncio.sleep(0.05)


async def test_a_bot_that_the_account_leaves_out_once_is_asked_for(
    open_office: OpenOffice, clock: MovableClock
) -> None:
    kore = KoreSandbox(job_seconds=0.0, now=clock.now)
    async with open_office(kore=kore, kore_scope="account") as office:
        app = App(office.settings, clock, charts=DrawnBefore())
        await app.start()
        await office.slack.wait_for_connection()
        await office.told(LINK)
        await office.told(LINK_SALES)
        kore.manners.leaves_out = lambda bot, _, __: bot == SALES_BOT.id
        _, reply = await office.asked("16-22 Nov 2026 sessions for all in UTC")
        assert "Without SalesBot" in reply.text
        kore.manners.leaves_out = lambda bot, _, __: bot == SUPPORT_BOT.id
        parent, _ = await office.asked("16-22 Nov 2026 sessions for all in UTC")
        days = [datetime(2026, 11, 16, tzinfo=UTC) + timedelta(hours=each) for each in range(168)]
        used = sum(
            hourly_usage(bot, hour).sessions for bot in (SUPPORT_BOT, SALES_BOT) for hour in days
        )
        assert parent.text.startswith(f"{used:,} sessions")
        await app.stop()
