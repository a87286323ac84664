"""What is done to the one alert or digest that a channel has, and to one part of it."""

import pytest

from tests.workflows.alerts.test_alerts import Office


async def digests(office: Office) -> list[str]:
    due = await office.ports.digests.store.of_channel("T1", "C1")
    return [f"{each.digest.schedule.describe()} {each.digest.question}".strip() for each in due]


async def refused(office: Office, text: str) -> str:
    """Why it is refused."""
    before = len(office.said.failed)
    await office.type(text)
    ((_, error),) = office.said.failed[before:]
    return error.message


async def test_the_only_digest_needs_no_number(office: Office) -> None:
    await office.type("digest every Monday at 9 in UTC by day")
    await office.type("stop the digest")
    assert office.said.told[-1].startswith("Digest 1 is paused. Resume it with `/billing digests r")
    await office.type("resume")
    assert office.said.told[-1].startswith("Digest 1 is back on")
    await office.type("move digest 1 to Tuesday")
    await office.type("digest 1 at 10")
    assert await digests(office) == ["every Tuesday at 10:00 (UTC) by day"]


async def test_the_only_alert_needs_no_number(office: Office) -> None:
    await office.save("sessions > 100 per day in UTC")
    await office.type("turn it off")
    assert office.said.told[-1].startswith("Alert 1 is paused")
    assert "Which one? This channel has alert 1." in await refused(office, "delete this")
    await office.type("alert resume")
    await office.type("mute the alert")
    assert "is muted. Turn it back on with `/billing alerts unmute 1`" in office.said.told[-1]


async def test_of_several_all_are_listed(office: Office) -> None:
    await office.type("digest every Monday at 9 in UTC")
    await office.type("digest every day at 8 in UTC")
    assert "• digest 2: every day at 08:00 (UTC)" in await refused(office, "pause the digest")
    await office.save("sessions > 100 per day in UTC")
    assert "digest 1, digest 2 and alert 1" in await refused(office, "pause")
    await office.type("mute")  # which only alerts can be
    assert office.said.told[-1].startswith("Alert 1 is muted")
    assert 'No digest here is "monthly".' in await refused(office, "stop the monthly report")
    await office.type("stop the weekly report")
    assert office.said.told[-1].startswith("Digest 1 is paused. Resume it with `/billing digests r")


@pytest.mark.parametrize("text", ["pause", "stop the digest", "mute the alert", "digest send"])
async def test_where_there_is_none_it_says_how_to_set_one_up(office: Office, text: str) -> None:
    assert "yet. Try `/billing" in await refused(office, text)
