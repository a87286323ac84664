"""Digests as a channel sees them: set up in words, and then they come."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from slackbot.bootstrap import App
from slackbot.sandbox.demo.clock import MovableClock
from slackbot.sandbox.kore.bots import SALES_BOT, SUPPORT_BOT
from slackbot.sandbox.kore.server import KoreSandbox
from slackbot.sandbox.slack.workspace.message import Message
from tests.scenarios.conftest import PATIENCE, DrawnBefore, Office, OpenOffice

LINK = f"link {SUPPORT_BOT.id} as SupportBot"
LINK_SALES = f"link {SALES_BOT.id} as SalesBot"
SUNDAY = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)  # 09:00 in Berlin


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock.at(SUNDAY)


@pytest.fixture
async def office(open_office: OpenOffice, clock: MovableClock) -> AsyncIterator[Office]:
    """An office at work on a Sunday."""
    kore = KoreSandbox(job_seconds=0.0, now=clock.now)
    async with open_office(kore=kore) as office:
        app = App(office.settings, clock, charts=DrawnBefore())
        await app.start()
        await office.slack.wait_for_connection()
        yield office
        await app.stop()


async def digest(office: Office, count: int = 1, channel: str | None = None) -> Message:
    """The digest of that number, once its detail stands in its thread."""
    channel = channel or office.channel

    def find() -> Message | None:
        sent = [m for m in office.slack.messages(channel) if "digest* ·" in str(m.blocks)]
        done = [m for m in sent if office.slack.replies(channel, m.ts)]
        return done[count - 1] if len(done) >= count else None

    return await office.slack.wait_for(find, PATIENCE)


async def confirmed(office: Office, text: str) -> Message:
    """What the channel reads once `/billing TEXT` has set up a digest."""
    before = len(office.slack.messages(office.channel))
    ack = await office.slack.slash("/billing", text, user="anna", channel=office.channel)
    assert ack.ok
    after = await office.slack.wait_for(
        lambda: office.slack.messages(office.channel)[before:], PATIENCE
    )
    return after[0]


async def test_a_digest_is_set_up_in_words_and_comes(office: Office, clock: MovableClock) -> None:
    await office.told(LINK)
    said = await confirmed(office, "digest every Monday at 9am by day")
    assert "every Monday at 09:00 (Europe/Berlin)" in said.text
    assert "Mon 23 Nov 2026, 09:00" in said.text
    clock.move_to(MONDAY)
    parent = await digest(office)
    assert "Mon 16 Nov – Sun 22 Nov 2026 (Europe/Berlin)" in parent.text
    assert "21,915 sessions" in parent.text.replace("*", "")
    (detail,) = office.slack.replies(office.channel, parent.ts)
    assert "data_table" in [block["type"] for block in detail.blocks]
    clock.move_to(MONDAY + timedelta(weeks=1))
    second = await digest(office, 2)
    assert "Mon 23 Nov – Sun 29 Nov 2026" in second.text


async def test_a_digest_is_managed_with_words_and_buttons(
    office: Office, clock: MovableClock
) -> None:
    await office.told(LINK)
    await confirmed(office, "digest every Monday at 9")
    assert "digest 1" in (await confirmed(office, "digest edit 1 every Tuesday at 10")).text
    present = await office.told("digests edit 1")
    assert "`/billing digests edit 1 every Tuesday at 10:00 (Europe/Berlin)`" in present
    assert "every Tuesday at 10:00" in await office.told("digests")
    (listed,) = office.slack.ephemerals("anna", office.channel)[-1:]
    await office.slack.click(listed, "ask:digest-menu:1", user="anna", value="digests send 1")
    parent = await digest(office)
    assert "Mon 9 Nov – Sun 15 Nov 2026" in parent.text
    assert "Only the person who set up digest 1" in await office.told("digests pause 1", user="ben")
    assert "is paused" in await office.told("digests pause 1")
    clock.move_to(MONDAY + timedelta(days=2))
    assert "paused" in await office.told("digests")
    assert "is back on. Next: Tue 1 Dec" in await office.told("digests resume 1")
    history = await office.told("digests history")
    assert "on request – sent" in history
    assert "is removed" in await office.told("digests remove 1", user="admin")
    assert "no digest yet" in await office.told("digests")
    assert len(office.slack.replies(office.channel, parent.ts)) == 1


async def test_a_digest_closes_its_month_in_its_thread(office: Office, clock: MovableClock) -> None:
    await office.told(LINK)
    said = await confirmed(office, "digest on the 3rd of each month that closes the month")
    assert "Then it closes the month in its thread." in said.text
    assert "closes the month" in await office.told("digests")
    clock.move_to(datetime(2026, 12, 3, 9, 0, tzinfo=UTC))
    parent = await digest(office)

    def closed() -> list[Message]:
        replies = office.slack.replies(office.channel, parent.ts)
        return [each for each in replies if "November 2026 is closed" in each.text]

    await office.slack.wait_for(closed, PATIENCE)
    assert "November 2026" in await office.told("closes")
    assert len(closed()) == 1


async def test_where_the_app_is_not_nothing_is_set_up(office: Office) -> None:
    office.channel = "lounge"
    await office.told(LINK)
    assert "Invite me" in await office.told("digest every Monday at 9")
    assert "no digest yet" in await office.told("digests")


async def test_an_archived_channel_stops_its_digest_and_its_owner_mends_it(
    office: Office, clock: MovableClock
) -> None:
    await office.told(LINK)
    await confirmed(office, "digest every Monday at 9")
    channels = office.slack.workspace.channels
    open_ = channels["C0SUPPORT"]
    channels["C0SUPPORT"] = type(open_)(open_.id, open_.name, open_.members, is_archived=True)
    clock.move_to(MONDAY)
    (told,) = await office.slack.wait_for(lambda: direct(office), PATIENCE)
    assert "is stopped" in told.text
    assert "is_archived" in told.text
    channels["C0SUPPORT"] = open_
    (button,) = [
        each for block in told.blocks if block["type"] == "actions" for each in block["elements"]
    ]
    await office.slack.click(told, button["action_id"], user="anna")
    said = await office.slack.wait_for(lambda: office.slack.ephemerals("anna", "D0ANNA"), PATIENCE)
    assert "is back on. Next: Mon 30 Nov" in said[0].text
    clock.move_to(MONDAY + timedelta(weeks=1))
    assert "Mon 23 Nov – Sun 29 Nov 2026" in (await digest(office)).text
    assert len(direct(office)) == 1


def direct(office: Office) -> list[Message]:
    """What the app has told Anna alone."""
    if office.slack.workspace.find_channel("D0ANNA") is None:
        return []
    return office.slack.messages("D0ANNA")


async def test_digests_of_two_channels_share_one_job(office: Office, clock: MovableClock) -> None:
    for channel in ("support-bots", "finance"):
        office.channel = channel
        await office.told(LINK)
        await confirmed(office, "digest every Monday at 9 in Berlin")
    office.kore.calls.clear()
    clock.move_to(MONDAY)
    for channel in ("support-bots", "finance"):
        await digest(office, channel=channel)
    assert len([call for call in office.kore.calls if call.method == "POST"]) == 1


SLIPS = {
    "digest every Monday at 9:00 by day": "That's already set up as digest 1",
    "digest every Monday at 9 1 Jan to 5 Jan": "would be the same each time",
    "digest every Monday at 9 for Ghost": "Ghost",
    "digest every 5 minutes": "day",
    "digests pause 7": "no digest 7",
}


async def test_slips_change_nothing(office: Office) -> None:
    await office.told(LINK)
    await confirmed(office, "digest every Monday at 9 by day")
    for text, answer in SLIPS.items():
        assert answer in await office.told(text)
    assert len(office.slack.messages(office.channel)) == 1
