"""Undoes one's own last change, and says who set what."""

from datetime import timedelta

from tests.workflows.alerts.test_alerts import Office

BOT = "st-12345678-1a2b-5c3d-8e4f-123456789012"


async def typed(office: Office, *texts: str, user: str = "U1") -> None:
    """One after another, a minute apart."""
    for text in texts:
        office.clock.time += timedelta(minutes=1)
        await office.type(text, user=user)


async def refused(office: Office, text: str, user: str = "U1") -> str:
    """Why it is refused."""
    before = len(office.said.failed)
    await typed(office, text, user=user)
    ((_, error),) = office.said.failed[before:]
    return error.message


async def digests(office: Office) -> list[str]:
    due = await office.ports.digests.store.of_channel("T1", "C1")
    return [f"{each.digest.describe_typed()} {each.digest.state}" for each in due]


async def rules(office: Office) -> list[str]:
    return [
        f"{watched.alert.rule.levels[0].at} {watched.alert.state} {watched.memory.muted}"
        for watched in await office.rules()
    ]


async def test_a_change_of_a_digest_is_undone_and_that_again(office: Office) -> None:
    first = "every Monday at 09:00 (UTC) by day active"
    await typed(office, "digest every Monday at 9 in UTC by day", "move the digest to Tuesday")
    await typed(office, "undo")
    assert await digests(office) == [first]
    await typed(office, "undo that")
    assert await digests(office) == [first.replace("Monday", "Tuesday")]
    await typed(office, "pause digest 1", "undo my last change")
    assert await digests(office) == [first.replace("Monday", "Tuesday")]
    await typed(office, "remove digest 1", "undo")
    assert await digests(office) == [first.replace("Monday", "Tuesday")]


async def test_a_change_of_an_alert_is_undone(office: Office) -> None:
    await typed(office, "alert save sessions > 100 per day in UTC")
    await typed(office, "alert save #1 sessions > 200 per day in UTC", "undo")
    assert await rules(office) == ["100 active False"]
    await typed(office, "mute the alert", "undo")
    assert await rules(office) == ["100 active False"]
    await typed(office, "pause the alert", "undo")
    assert await rules(office) == ["100 active False"]
    await typed(office, "remove the alert", "undo")
    assert await rules(office) == ["100 active False"]


async def test_settings_allowances_prices_and_links_are_undone(office: Office) -> None:
    await typed(office, "settings zone Asia/Tokyo", "settings zone Europe/Berlin", "undo")
    assert (await office.ports.channels.settings("T1", "C1")).zone == "Asia/Tokyo"
    await typed(office, "settings holidays US-CA", "settings holidays off", "undo")
    assert (await office.ports.channels.settings("T1", "C1")).holidays == "US-CA"
    await typed(office, "settings fiscal year April", "settings fiscal year off", "undo")
    year = (await office.ports.channels.settings("T1", "C1")).fiscal_year
    assert year is not None
    assert year.month == 4
    await typed(office, "allowance 4000 sessions per month from the 15th")
    await typed(office, "allowance 5000 sessions per month", "undo")
    await typed(office, "price 0.20 USD per session", "price remove", "undo")
    known = await office.ports.allowances.of("T1", "C1")
    assert [each.describe() for each in known.allowances] == [
        "4,000 sessions each month from the 15th"
    ]
    assert [each.describe() for each in known.prices] == ["0.20 USD per session"]
    await typed(office, f"link {BOT} as Hush", "unlink Hush", "undo")
    assert (await office.ports.channels.bots("T1", "C1")).find("Hush") is not None


async def test_what_cannot_be_undone_says_why(office: Office) -> None:
    assert "nothing to undo" in await refused(office, "undo", user="U2")
    await typed(office, "alert save sessions > 100 per day in UTC")
    assert "Remove it with `/billing alerts remove 1`" in await refused(office, "undo")
    await typed(office, "settings zone Asia/Tokyo")
    await typed(office, "settings zone Europe/Berlin", user="U2")
    assert "Somebody else has changed it since" in await refused(office, "undo")
    await typed(office, f"link {BOT} as Hush")
    assert 'Remove it with `/billing unlink "Hush"`' in await refused(office, "undo")
    office.clock.time += timedelta(hours=1)
    assert "nothing to undo" in await refused(office, "undo")


async def test_an_undo_has_the_rights_of_the_change(office: Office) -> None:
    await typed(office, "settings money admins", user="U9")
    await typed(office, "settings money members", user="U9")
    assert "nothing to undo" in await refused(office, "undo")  # another person's
    await typed(office, "undo", user="U9")
    assert (await office.ports.workspaces.settings("T1")).money == "admins"


async def told(office: Office, text: str) -> list[str]:
    """The lines, with who it was."""
    await typed(office, text)
    return [f"{line.text} {line.by}" for line in office.said.signed]


async def test_who_set_something_is_told_to_everybody(office: Office) -> None:
    await typed(office, "digest every Monday at 9 in UTC")
    await typed(office, "alert save sessions > 100 per day in UTC", user="U2")
    await typed(office, "alert save #1 sessions > 200 per day in UTC", user="U2")
    changed, added = await told(office, "who set the alert?")
    assert changed.startswith("• Changed alert 1: sessions over 100 per day")
    assert added.startswith("• Added alert 1")
    assert added.endswith(" U2")
    assert len(await told(office, "who set this")) == 1
    assert len(await told(office, "who made digest 1")) == 1
    await typed(office, f"link {BOT} as Hush", user="U2")
    assert await told(office, "who linked Hush") == ["• Added the link of Hush: Hush U2"]
    await typed(office, "settings cost on")
    (cost,) = await told(office, "who set the cost")
    assert cost.startswith("• Changed")
    assert "Nobody" in await refused(office, "who linked Nobody")
    assert "No such change" in await refused(office, "who set the price")
