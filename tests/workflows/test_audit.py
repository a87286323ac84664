"""Who may read the audit, what stands in it, and that each change is in it once."""

from datetime import timedelta

import pytest

from slackbot.domain.access.audit import Change, describe_change
from slackbot.domain.ask import Thread
from slackbot.domain.errors import NotAllowedError, SlackRefusedError, UserError
from slackbot.workflows.audit import record
from slackbot.workflows.context import CommandContext
from slackbot.workflows.handle_ask import handle_ask
from tests.fakes import FakeDirectory, FakeRun, ask
from tests.workflows.alerts.test_alerts import Office

MINUTE = timedelta(minutes=1)
BOT = "st-12345678-1a2b-5c3d-8e4f-123456789012"


async def typed(office: Office, *texts: str, user: str = "U1", channel: str = "C1") -> None:
    """One after another, a minute apart."""
    for text in texts:
        office.clock.time += MINUTE
        await office.type(text, user=user, channel=channel)


async def audited(office: Office, text: str = "") -> list[Change]:
    """What an admin is shown."""
    shown = len(office.said.changes)
    await office.type(f"audit {text}".strip(), user="U9")
    ((changes, _),) = office.said.changes[shown:]
    return list(changes)


async def test_each_change_has_its_values_before_and_after(office: Office) -> None:
    await typed(office, "price 0.20 USD per session", "price 0.30 USD per session", "price remove")
    removed, changed, added = await audited(office)
    assert added.before is None
    assert changed.before == added.after
    assert removed.before == changed.after
    assert removed.after is None
    assert changed.before
    assert changed.before["amount"] == "0.20"
    assert [each.did for each in (added, changed, removed)] == ["added", "changed", "removed"]


async def test_an_alert_that_is_changed_can_be_read_back(office: Office) -> None:
    await typed(office, "alert save sessions > 4321 per day")
    await typed(office, "alert save #1 sessions > 4322 per day", "alerts remove 1", user="U9")
    removed, changed, added = await audited(office, "of alert 1")
    assert changed.before == added.after
    assert removed.before == changed.after != changed.before
    assert (changed.by, added.by) == ("U9", "U1")


async def test_answers_to_a_notice_are_changes_too(office: Office) -> None:
    await office.save("sessions > 100 per day in UTC")
    await office.check(office.clock.now() + timedelta(minutes=15))
    await typed(office, "alerts mute 1", "alerts unmute 1", "alerts ack 1", user="U2")
    muted, unmuted, acknowledged = reversed(await audited(office, "by U2"))
    assert (muted.before, muted.after) == ({"muted": False}, {"muted": True})
    assert (unmuted.before, unmuted.after) == (muted.after, muted.before)
    assert acknowledged.did == "acknowledged"
    assert acknowledged.before
    assert acknowledged.after
    (episode,) = acknowledged.before["episodes"]
    (answer,) = acknowledged.after["answers"]
    assert (episode["bot_id"], answer["by"]) == ("", "U2")
    (alert,) = await office.rules()
    await typed(office, f"alerts ack {alert.alert.id}:*:2020-01-01:day", user="U2")
    assert office.said.failed[-1][1].message == "Alert 1: that episode is over."
    assert len(await audited(office, "by U2")) == 3  # nothing happened


async def test_by_place_person_thing_and_time(office: Office) -> None:
    await typed(office, "settings zone Asia/Tokyo")
    there = (f"link {BOT} as Sales", "price 1 USD per session for Sales")
    await typed(office, *there, user="U2", channel="C2")
    assert [each.what for each in await audited(office)] == ["price", "link", "settings"]
    assert [each.what for each in await audited(office, "in #finance")] == ["settings"]
    assert [each.what for each in await audited(office, "by @Anna")] == ["settings"]
    assert [each.what for each in await audited(office, "of Sales")] == ["price", "link"]
    assert [each.what for each in await audited(office, f"of {BOT} today")] == ["price", "link"]
    assert await audited(office, "yesterday") == []
    assert await audited(office, "of digest 1") == []


@pytest.mark.parametrize("text", ["by @nobody", "in #nowhere", "of Unheard"])
async def test_a_name_that_is_not_known_is_told(office: Office, text: str) -> None:
    await office.type(f"audit {text}", user="U9")
    ((_, error),) = office.said.failed
    assert isinstance(error, UserError)


async def test_only_admins_see_it(office: Office) -> None:
    await office.type("audit")
    ((_, error),) = office.said.failed
    assert isinstance(error, NotAllowedError)
    assert not office.said.changes


async def test_a_long_audit_has_pages(office: Office) -> None:
    for amount in range(1, 19):
        await office.type(f"price {amount} USD per session")
    await office.type("audit of prices", user="U9")
    await office.type("audit of prices page 2", user="U9")
    (first, older), (second, none) = office.said.changes
    assert (len(first), len(second)) == (15, 3)
    assert older == "`/billing audit of prices page 2`"
    assert none == ""


async def test_a_repeated_step_is_one_change_with_its_first_values(office: Office) -> None:
    context = await CommandContext.of(ask(user="U1"), office.ports)
    for before in ({"zone": None}, {"zone": "Asia/Tokyo"}):  # the second time it is changed already
        await record(context, "settings", "changed", "zone", before, {"zone": "Asia/Tokyo"})
    (change,) = await audited(office)
    assert change.before == {"zone": None}


async def test_what_changes_everybodys_figures_is_told_to_the_channel(office: Office) -> None:
    await office.link("SupportBot")
    price = "price 0.20 USD per session"
    await typed(office, "settings zone Asia/Tokyo", price, price, "settings week monday")
    await typed(office, "allowance 5 requests per month for SupportBot", "price remove")
    assert office.said.announced == [
        "changed the setting zone: none → Asia/Tokyo.",
        "added the price of sessions: 0.20 USD per session.",
        "added the allowance of requests for SupportBot: 5 requests each month from the 1st.",
        "removed the price of sessions: 0.20 USD per session.",
    ]


async def test_where_the_channel_cannot_be_told_the_asker_is(office: Office) -> None:
    office.said.closed = SlackRefusedError("Slack refused it.", "not_in_channel")
    await office.type("settings zone Asia/Tokyo")
    assert "I couldn't tell the channel: I'm not in this channel" in office.said.told[-1]


async def test_a_direct_message_and_a_mention_tell_nobody_else(office: Office) -> None:
    await office.type("settings zone Asia/Tokyo", channel="D1")
    mention = ask("settings week sunday").model_copy(
        update={"thread": Thread(channel="C1", ts="1.0")}
    )
    await handle_ask(mention, office.ports, FakeRun())
    assert office.said.announced == []
    assert len(await audited(office)) == 2


async def test_lists_say_who_set_what_they_show_and_when(office: Office) -> None:
    await typed(office, "settings week sunday", "price 1 USD per session", user="U2")
    await office.type("price")
    by = [(line.by, line.at) for line in office.said.signed if line.by]
    assert by == [("U2", office.clock.now())]
    await office.type("settings calling members", user="U9", channel="C2")
    await office.type("settings")
    signed = {line.text.split(":")[0]: line.by for line in office.said.signed if line.by}
    assert signed == {"• week": "U2", "• calling": "U9"}
    await office.type("settings", channel="C2")
    signed = {line.text.split(":")[0]: line.by for line in office.said.signed if line.by}
    assert signed == {"• calling": "U9"}


async def test_an_admin_reads_that_somebody_has_a_digest_of_their_own_and_not_what_it_says(
    office: Office,
) -> None:
    await typed(office, "digest to me every Monday at 9", "digest every Friday at 9")
    for user, own in (("U9", "added digest 1"), ("U1", "added digest 1: every Monday")):
        directory = office.ports.directory
        assert isinstance(directory, FakeDirectory)
        directory.admins.add(user)
        await office.type("audit", user=user)
        found, _ = office.said.changes[-1]
        assert describe_change(found[1]).startswith(own)
        assert (":" in describe_change(found[1])) == (user == "U1")
        assert "every Friday" in describe_change(found[0])
