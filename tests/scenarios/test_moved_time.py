"""The demo's clock moved under the whole program: what is due comes, and nothing expires by it."""

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from slackbot.bootstrap import App, Role
from slackbot.cli.demo import app_beside
from slackbot.sandbox.demo.clock import MovableClock, next_monday_at_nine
from slackbot.sandbox.demo.stage import Stage, open_stage
from slackbot.sandbox.kore.bots import SUPPORT_BOT
from slackbot.sandbox.kore.server import KoreSandbox
from slackbot.sandbox.slack.server import SlackSandbox
from slackbot.sandbox.slack.workspace.message import Message
from slackbot.sandbox.slack.workspace.triggers import LIFETIME_SECONDS
from slackbot.sandbox.slack.workspace.workspace import Workspace
from tests.scenarios.conftest import DONE, PATIENCE, DrawnBefore, OpenOffice

LINK = f"link {SUPPORT_BOT.id} as SupportBot"
CHANNEL = "support-bots"
TUESDAY = datetime(2026, 11, 17, 12, tzinfo=UTC)  # on the day after, SupportBot stands out
BERLIN = ZoneInfo("Europe/Berlin")
EIGHT_DAYS = timedelta(days=8)


@pytest.fixture
async def stage(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> AsyncIterator[Stage]:
    """The demo's stage with a bot linked."""
    monkeypatch.chdir(tmp_path)
    async with open_stage(MovableClock.at(TUESDAY), app_beside) as stage:
        await stage.slack.wait_for_connection()
        await told(stage, LINK)
        yield stage


async def say(stage: Stage, text: str) -> None:
    assert (await stage.slack.slash("/billing", text, user="anna", channel=CHANNEL)).ok


async def told(stage: Stage, text: str) -> Message:
    """What only Anna reads next after `/billing TEXT`."""
    before = len(stage.slack.ephemerals("anna", CHANNEL))
    await say(stage, text)
    (said, *_) = await stage.slack.wait_for(
        lambda: stage.slack.ephemerals("anna", CHANNEL)[before:], PATIENCE
    )
    return said


async def digests(stage: Stage, count: int) -> list[Message]:
    """So many digests, once each has its detail in its thread."""

    def find() -> list[Message] | None:
        sent = [m for m in stage.slack.messages(CHANNEL) if "digest* ·" in str(m.blocks)]
        done = [m for m in sent if stage.slack.replies(CHANNEL, m.ts)]
        return done if len(done) >= count else None

    return await stage.slack.wait_for(find, PATIENCE)


async def answered(stage: Stage, before: int = 0) -> Message:
    """The first question after so many messages in the channel, once it is done."""

    def find() -> Message | None:
        parents = stage.slack.messages(CHANNEL)[before:]
        return next((m for m in parents if any(sign in m.text for sign in DONE)), None)

    return await stage.slack.wait_for(find, PATIENCE)


async def test_a_digest_comes_when_its_slot_is_moved_to(stage: Stage) -> None:
    await say(stage, "digest every Monday at 9am")
    await stage.slack.wait_for(lambda: stage.slack.messages(CHANNEL), PATIENCE)
    await stage.move_to(next_monday_at_nine(stage.clock.now(), BERLIN))
    (first,) = await digests(stage, 1)
    assert "Mon 16 Nov – Sun 22 Nov 2026 (Europe/Berlin)" in first.text
    await stage.move_to(stage.clock.now() + EIGHT_DAYS)
    _, second = await digests(stage, 2)
    assert "Mon 23 Nov – Sun 29 Nov 2026" in second.text


async def test_an_alert_is_tried_and_fires_and_is_over_by_moves(stage: Stage) -> None:
    await say(stage, "alert when sessions > 3000 per day in UTC")

    def trial() -> Message | None:
        seen = stage.slack.ephemerals("anna", CHANNEL)
        return next((m for m in seen if "ask:alert-save" in json.dumps(m.blocks)), None)

    tried = await stage.slack.wait_for(trial, PATIENCE)
    assert "90 days" in tried.text
    await stage.slack.click(tried, "ask:alert-save", user="anna")
    await stage.slack.wait_for(lambda: stage.slack.messages(CHANNEL), PATIENCE)

    await stage.move_to(TUESDAY.replace(day=18, hour=14))

    def notice() -> Message | None:
        seen = stage.slack.messages(CHANNEL)
        return next((m for m in seen if "ask:alert-more" in json.dumps(m.blocks)), None)

    fired = await stage.slack.wait_for(notice, PATIENCE)
    assert "3,000" in fired.text
    await stage.move_to(TUESDAY.replace(day=19, hour=7))

    def over() -> Message | None:
        now = stage.slack.workspace.as_it_stands(fired)
        return now if now and "10,424" in now.text else None

    assert await stage.slack.wait_for(over, PATIENCE)


async def test_a_question_under_way_is_answered_when_eight_days_pass_at_once(stage: Stage) -> None:
    await say(stage, "last week by day")
    await stage.move_to(stage.clock.now() + EIGHT_DAYS)
    parent = await answered(stage)
    assert DONE[0] in parent.text
    assert stage.clock.now() >= TUESDAY + EIGHT_DAYS


async def test_after_eight_days_at_once_everything_goes_on(stage: Stage) -> None:
    await stage.move_to(stage.clock.now() + EIGHT_DAYS)
    await say(stage, "yesterday")
    parent = await answered(stage)
    assert DONE[0] in parent.text
    assert "24 Nov" in parent.text
    since = [call for call in stage.kore.calls if call.at >= TUESDAY + EIGHT_DAYS]
    assert {call.status for call in since} == {200}


async def test_work_that_never_ends_delays_a_move_only_for_a_while(stage: Stage) -> None:
    stage.kore.manners.never_finishes = True
    stage.gently_for = timedelta(minutes=1)
    await say(stage, "last week")
    await stage.move_to(stage.clock.now() + EIGHT_DAYS)
    parent = await answered(stage)
    assert DONE[1] in parent.text
    with pytest.raises(ValueError, match="forward"):
        await stage.move_to(TUESDAY)


async def test_a_trigger_lives_its_seconds_however_time_is_moved(stage: Stage) -> None:
    triggers = stage.slack.workspace.triggers
    id_ = triggers.issue("U0ANNA")
    await stage.move_to(stage.clock.now() + timedelta(seconds=2 * LIFETIME_SECONDS))
    assert triggers.exchange(id_).user == "U0ANNA"


async def test_a_restated_day_is_told(stage: Stage) -> None:
    await say(stage, "yesterday")
    assert "2,991 sessions" in (await answered(stage)).text
    stage.troubles.turn("kore-restates", on=True)
    await say(stage, "yesterday fresh")
    parent = await answered(stage, before=1)
    (reply,) = stage.slack.replies(CHANNEL, parent.ts)
    assert "Kore.ai restated SupportBot's sessions: 2,991 → 3,738" in str(reply.blocks)


@pytest.mark.parametrize("name", ["slack-limits", "slack-away"])
async def test_what_slack_refuses_comes_once_it_is_over(stage: Stage, name: str) -> None:
    stage.troubles.turn(name, on=True)
    await say(stage, "last week")
    refused = stage.slack.workspace.changes
    await stage.slack.wait_for(lambda: stage.slack.workspace.changes > refused, PATIENCE)
    assert not stage.slack.messages(CHANNEL)
    stage.troubles.turn(name, on=False)
    await stage.move_to(stage.clock.now() + timedelta(minutes=1))
    assert DONE[0] in (await answered(stage)).text


async def test_signed_requests_are_taken_after_a_move(open_office: OpenOffice) -> None:
    clock = MovableClock.at(TUESDAY)
    slack = SlackSandbox(Workspace(lambda: clock.now().timestamp()), rate=None)
    kore = KoreSandbox(now=clock.now, job_seconds=0.0)
    async with open_office(slack, kore) as office:
        app = App(office.settings, clock, Role.WEB, charts=DrawnBefore())
        await app.start()
        slack.deliver_to(f"http://127.0.0.1:{app.server.port}/slack/events")
        clock.move_by(EIGHT_DAYS)
        assert "is linked" in await office.told(LINK)
        await app.stop()
