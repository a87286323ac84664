"""What the log says of set-ups and alerts: what was done to what by whom, and no word of theirs."""

from collections.abc import AsyncIterator

import pytest
from structlog.testing import capture_logs

from slackbot import telemetry
from slackbot.store.databases.backends import database_for
from tests.workflows.alerts.test_alerts import NOON, QUARTER, Office

BOT = "st-12345678-1a2b-5c3d-8e4f-123456789012"
ALL = {"unit": "sessions", "bot": "all"}

# What is typed in this order, and what the log says of it: what, did, and ids that are known.
SET_UPS: dict[str, tuple[str, str, dict[str, str]] | None] = {
    f"link {BOT} as Hush": ("link", "added", {"bot": BOT}),
    f"link {BOT} as Secretive": ("link", "changed", {"bot": BOT}),
    "unlink Secretive": ("link", "removed", {"bot": BOT}),
    "settings": None,
    "settings zone Asia/Tokyo": ("settings", "changed", {}),
    "settings zone Asia/Nowhere": None,
    "allowance 4321 sessions per month": ("allowance", "added", ALL),
    "allowance 4322 sessions per month": ("allowance", "changed", ALL),
    "allowance remove sessions": ("allowance", "removed", ALL),
    "price 0.4321 USD per session": ("price", "added", ALL),
    "price remove": ("price", "removed", ALL),
    "digest every Monday at 9": ("digest", "added", {}),
    "digests edit 1 every Tuesday at 9": ("digest", "changed", {}),
    "digests pause 1": ("digest", "paused", {}),
    "digests resume 1": ("digest", "resumed", {}),
    "digests": None,
    "digests remove 1": ("digest", "removed", {}),
    "digests remove 1 ": None,
    "alert save sessions > 4321 per day": ("alert", "added", {}),
    "alert save #1 sessions > 4322 per day": ("alert", "changed", {}),
    "alerts mute 1": ("alert", "muted", {}),
    "alerts unmute 1": ("alert", "unmuted", {}),
    "alerts pause 1": ("alert", "paused", {}),
    "alerts resume 1": ("alert", "resumed", {}),
    "alerts": None,
    "alerts remove 1": ("alert", "removed", {}),
}
TYPED = ("Hush", "Secretive", "Tokyo", "4321", "4322", "Monday", "Tuesday")


@pytest.fixture
async def office(sqlite_url: str) -> AsyncIterator[Office]:
    database = database_for(sqlite_url)
    await database.open()
    office = Office(database)
    await office.link("Support")
    yield office
    await database.close()


async def test_each_set_up_is_an_event_with_ids(office: Office) -> None:
    for text, expected in SET_UPS.items():
        with capture_logs() as lines:
            await office.type(text)
        logged = [line for line in lines if line["event"] == telemetry.SET_UP]
        assert len(logged) == bool(expected), text
        if expected:
            (line,), (what, did, ids) = logged, expected
            assert (line["what"], line["did"]) == (what, did)
            assert (line["channel"], line["by"]) == ("C1", "U1")
            assert ids.items() <= line.items()
            assert what not in ("digest", "alert") or line.keys() & {"digest", "threshold"}
        assert not [word for word in TYPED if word in str(lines)], text


async def test_who_may_see_figures_is_an_event_of_its_own(office: Office) -> None:
    with capture_logs() as lines:
        await office.type("settings sharing allow", user="U9")
    assert [(line["what"], line["by"]) for line in lines] == [("sharing", "U9")]


async def test_an_alert_that_is_told_is_an_event_with_ids(office: Office) -> None:
    watched = await office.save("sessions > 100 per day in UTC")
    with capture_logs() as lines:
        await office.check(NOON + QUARTER)
    (line,) = [line for line in lines if line["event"] == telemetry.NOTICE_TOLD]
    assert (line["threshold"], line["kind"]) == (watched.alert.id, "fired")
    with capture_logs() as lines:
        await office.check(NOON + 2 * QUARTER)
    assert telemetry.NOTICE_TOLD not in [line["event"] for line in lines]
