"""What the log says of set-ups and alerts: what was done to what by whom, and no word of theirs."""

from structlog.testing import capture_logs

from slackbot import telemetry
from tests.workflows.alerts.test_alerts import NOON, QUARTER, Office

BOT = "st-12345678-1a2b-5c3d-8e4f-123456789012"
SESSIONS = {"thing": "sessions"}

# What is typed in this order, and what the log says of it: what, did, and ids that are known.
SET_UPS: dict[str, tuple[str, str, dict[str, str]] | None] = {
    f"link {BOT} as Hush": ("link", "added", {"thing": BOT}),
    f"link {BOT} as Secretive": ("link", "changed", {"thing": BOT}),
    "unlink Secretive": ("link", "removed", {"thing": BOT}),
    "settings": None,
    "settings zone Asia/Tokyo": ("settings", "changed", {"thing": "zone"}),
    "settings zone Asia/Nowhere": None,
    "allowance 4321 sessions per month": ("allowance", "added", SESSIONS),
    "allowance 4322 sessions per month": ("allowance", "changed", SESSIONS),
    "allowance remove sessions": ("allowance", "removed", SESSIONS),
    "price 0.4321 USD per session": ("price", "added", SESSIONS),
    "price remove": ("price", "removed", SESSIONS),
    "digest every Monday at 9": ("digest", "added", {"thing": "digest 1"}),
    "digests edit 1 every Tuesday at 9": ("digest", "changed", {"thing": "digest 1"}),
    "digests pause 1": ("digest", "paused", {"thing": "digest 1"}),
    "digests resume 1": ("digest", "resumed", {"thing": "digest 1"}),
    "digests": None,
    "digests remove 1": ("digest", "removed", {"thing": "digest 1"}),
    "digests remove 1 ": None,
    "alert save sessions > 4321 per day": ("alert", "added", {"thing": "alert 1"}),
    "alert save #1 sessions > 4322 per day": ("alert", "changed", {"thing": "alert 1"}),
    "alerts mute 1": ("alert", "muted", {"thing": "alert 1"}),
    "alerts unmute 1": ("alert", "unmuted", {"thing": "alert 1"}),
    "alerts pause 1": ("alert", "paused", {"thing": "alert 1"}),
    "alerts resume 1": ("alert", "resumed", {"thing": "alert 1"}),
    "alerts": None,
    "alerts remove 1": ("alert", "removed", {"thing": "alert 1"}),
}
TYPED = ("Hush", "Secretive", "Tokyo", "4321", "4322", "Monday", "Tuesday")


async def test_each_set_up_is_an_event_with_ids(office: Office) -> None:
    for text, expected in SET_UPS.items():
        with capture_logs() as lines:
            await office.type(text)
        logged = [line for line in lines if line["event"] == telemetry.CHANGED]
        assert len(logged) == bool(expected), text
        if expected:
            (line,), (what, did, ids) = logged, expected
            assert (line["what"], line["did"]) == (what, did)
            assert (line["channel"], line["by"]) == ("C1", "U1")
            assert ids.items() <= line.items()
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
