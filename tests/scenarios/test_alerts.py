"""Alerts as a channel sees them: tried, saved, told once, answered, and over."""

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from slackbot.bootstrap import App
from slackbot.sandbox.demo.clock import MovableClock
from slackbot.sandbox.kore.bots import SUPPORT_BOT
from slackbot.sandbox.kore.server import KoreSandbox
from slackbot.sandbox.slack.workspace.message import Message
from tests.scenarios.conftest import PATIENCE, DrawnBefore, Office, OpenOffice

LINK = f"link {SUPPORT_BOT.id} as SupportBot"
RULE = "sessions > 3000 and 10000 per day in UTC"
PEAK = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)  # on this day the stand-in's bot stands out


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock.at(PEAK - timedelta(days=1))


@pytest.fixture
async def office(open_office: OpenOffice, clock: MovableClock) -> AsyncIterator[Office]:
    """An office at work on the day before."""
    kore = KoreSandbox(job_seconds=0.0, now=clock.now)
    async with open_office(kore=kore) as office:
        app = App(office.settings, clock, charts=DrawnBefore())
        await app.start()
        await office.slack.wait_for_connection()
        await office.told(LINK)
        yield office
        await app.stop()


async def saved(office: Office, rule: str = RULE) -> Message:
    """What the channel reads once the rule has been tried, and saved by its button."""
    before = len(office.slack.ephemerals("anna", office.channel))
    ack = await office.slack.slash(
        "/billing", f"alert when {rule}", user="anna", channel=office.channel
    )
    assert ack.ok
    tried = await office.slack.wait_for(lambda: _with_save(office, before), PATIENCE)
    assert "90 days" in tried.text
    count = len(office.slack.messages(office.channel))
    await office.slack.click(tried, "ask:alert-save", user="anna")
    said = await office.slack.wait_for(
        lambda: office.slack.messages(office.channel)[count:], PATIENCE
    )
    # The trial goes, so that nobody saves it twice.
    await office.slack.wait_for(lambda: _with_save(office, before) is None or None, PATIENCE)
    return said[0]


def _with_save(office: Office, since: int) -> Message | None:
    told = office.slack.ephemerals("anna", office.channel)[since:]
    return next((each for each in told if "ask:alert-save" in json.dumps(each.blocks)), None)


def notices(office: Office) -> list[Message]:
    """The messages of episodes in the channel."""
    return [
        message
        for message in office.slack.messages(office.channel)
        if "ask:alert-more" in json.dumps(message.blocks) or "final figure" in message.text
    ]


async def test_a_rule_is_tried_saved_told_answered_and_ends(
    office: Office, clock: MovableClock
) -> None:
    said = await saved(office)
    assert "alert 1" in said.text
    clock.move_to(PEAK.replace(hour=11))
    (parent,) = await office.slack.wait_for(lambda: notices(office), PATIENCE)
    assert "3,000" in parent.text
    await office.slack.click(parent, "ask:alert-ack", user="ben")
    await office.slack.wait_for(lambda: "U0BEN" in str(notices(office)[0].blocks) or None, PATIENCE)
    clock.move_to(PEAK.replace(hour=23))
    first, second = await office.slack.wait_for(lambda: replies(office, parent, 2), PATIENCE)
    assert "3,000" in first.text
    assert "10,000" in second.text
    clock.move_to(PEAK + timedelta(hours=18, minutes=20))
    await office.slack.wait_for(lambda: replies(office, parent, 3), PATIENCE)
    (shown,) = notices(office)
    assert "10,424" in shown.text
    history = await office.told("alerts history")
    assert "10,424" in history
    assert "over 3,000 and 10,000 per day" in (await office.told("alerts"))


async def test_what_cannot_be_read_says_what_would(office: Office) -> None:
    assert "Try" in await office.told("alert when sessions")
    assert "no alert yet" in await office.told("alerts")


def replies(office: Office, parent: Message, count: int) -> list[Message] | None:
    """What stands in the thread, once it is so many."""
    found = office.slack.replies(office.channel, parent.ts)
    return found if len(found) == count else None


async def test_people_are_called_by_a_rule_that_was_given_in_a_message(
    office: Office, clock: MovableClock
) -> None:
    words = "alert at 10 and 90% of 10000 sessions per day in UTC notify <@U0BEN> at 90%"
    await office.slack.mention(words, user="anna", channel=office.channel)
    tried = await office.slack.wait_for(lambda: _with_save(office, 0), PATIENCE)
    await office.slack.click(tried, "ask:alert-save", user="anna")
    clock.move_to(PEAK.replace(hour=11))
    (parent,) = await office.slack.wait_for(lambda: notices(office), PATIENCE)
    assert "<@U0BEN>" not in parent.text
    clock.move_to(PEAK.replace(hour=23))
    *_, called = await office.slack.wait_for(lambda: replies(office, parent, 2), PATIENCE)
    assert "<@U0BEN>" in called.text
