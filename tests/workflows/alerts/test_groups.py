"""Alerts about a group watch its bots together, whichever these are at the check."""

from tests.workflows.alerts.test_alerts import HOUR, NOON, Office


async def test_a_group_is_watched_together_as_it_is_at_the_check(office: Office) -> None:
    await office.link("Sales", "Help")
    await office.type("group Retail = Support, Sales")
    await office.type("alert save sessions > 200, 320 per day for the Retail group in UTC")
    (watched,) = await office.rules()
    assert watched.alert.rule.bot == "Retail"
    assert watched.alert.bot_ids == (watched.alert.rule.group,)
    await office.check(NOON)  # 12 hours of 10 sessions, of two bots
    ((notice, _),) = office.notifier.posted
    assert notice.bot_id == watched.alert.rule.group
    assert notice.figures
    assert (notice.figures.value, notice.figures.bots) == (240, 2)
    await office.type("group Retail add Help")
    await office.check(NOON + HOUR)
    assert office.kinds() == ["fired", "escalated"], "three bots have 390"


async def test_a_renamed_group_is_the_same_and_a_removed_one_is_as_an_unlinked_bot(
    office: Office,
) -> None:
    await office.type("group Retail = Support")
    await office.type("alert save sessions > 100 per day for Retail in UTC")
    await office.type("rename group Retail to Shops")
    assert "For this group: alert 1. They follow it." in office.said.told[-1]
    await office.check(NOON)
    assert office.kinds() == ["fired"]
    await office.type("remove group Shops")
    assert "alert 1. They do nothing until you undo this" in office.said.told[-1]
    await office.type("group Shops = Support")
    for hour in (1, 2, 3):
        await office.check(NOON + hour * HOUR)
    assert office.kinds() == ["fired", "check_failed"], "a new group of that name is another one"
    (watched,) = await office.rules()
    linked = await office.ports.channels.bots("T1", "C1")
    assert watched.alert.unlinked(linked.names_by_id) == (
        "The group Retail was removed, or has no bot here any more"
    )


async def test_our_allowance_may_be_a_groups(office: Office) -> None:
    await office.link("Sales")
    await office.type("group Retail = Support, Sales")
    await office.type("allowance 1000 sessions per month for Retail")
    await office.type("alert save at 80 % of our allowance for Retail in UTC")
    (watched,) = await office.rules()
    assert (watched.alert.rule.allowance, watched.alert.rule.bot) == (1000, "Retail")
    await office.type("allowance 2000 sessions per month for Retail")
    assert "Alert 1 still measures against the old one" in office.said.told[-1]
