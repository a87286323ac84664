"""Names of digests and alerts, and a snooze for as long as one says."""

from tests.fakes import FakeDirectory
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


async def test_an_alert_for_one_person_is_nobody_elses(office: Office) -> None:
    directory = office.ports.directory
    assert isinstance(directory, FakeDirectory)
    directory.members["U1"] = {"C1": "finance"}
    await office.type("alert save sessions > 5 per day to me")
    (watched,) = await office.rules()
    assert (watched.alert.to, watched.alert.channel) == ("U1", "C1")
    assert "for you alone" in office.said.told[-1]
    for text in ("alerts", "alerts history 1", "pause alert 1", "alerts test 1", "pause"):
        await office.type(text, user="U2")
    assert office.notifier.listed == [[]]
    refused = [error.message for _, error in office.said.failed]
    assert len(refused) == 4
    assert not [said for said in refused if "sessions > 5" in said or "Berlin" in said]
    (same,) = await office.rules()
    assert same == watched
    await office.type("alert edit 1 sessions > 6 per day")
    (watched,) = await office.rules()
    assert watched.alert.to == "U1"
    await office.type("alert save sessions > 7 per day notify <@U2> to me")
    assert "calls nobody" in office.said.failed[-1][1].message
