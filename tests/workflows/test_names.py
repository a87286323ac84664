"""Names of digests and alerts, and a snooze for as long as one says."""

from tests.workflows.alerts.test_alerts import Office


async def test_a_digest_and_an_alert_get_names_and_keep_the_rest(office: Office) -> None:
    await office.type("digest every Monday at 9")
    watched = await office.save("sessions > 900000 per day")
    await office.type("name digest 1 <Monday> figures")
    await office.type('rename alert 1 to "Spend guard"')
    assert "Digest 1 is called “<Monday> figures” now." in office.said.told
    (due,) = await office.ports.digests.store.of_channel("T1", "C1")
    assert due.digest.label == "1 “<Monday> figures”"
    assert due.slot is not None
    (now,) = await office.rules()
    assert (now.alert.label, now.alert.rule) == ("1 “Spend guard”", watched.alert.rule)
    assert now.memory == watched.memory
    await office.type("pause alert 1")
    assert office.said.told[-1].startswith("Alert 1 “Spend guard” is paused.")
    # An edit keeps the name; somebody else may not change it.
    await office.type("digest edit 1 every Tuesday at 10")
    (due,) = await office.ports.digests.store.of_channel("T1", "C1")
    assert due.digest.name == "<Monday> figures"
    await office.type("name digest 1 Mine", user="U2")
    assert "Only the person who set up digest 1" in office.said.failed[-1][1].message
    await office.type(f"name digest 1 {'x' * 61}")
    assert "at most 60" in office.said.failed[-1][1].message
    await office.type("audit of digests", user="U9")
    said = [(each.did, each.after and each.after["name"]) for each in office.said.changes[-1][0]]
    assert said[0] == ("changed", "<Monday> figures")
