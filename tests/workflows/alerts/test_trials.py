"""A rule is tried, and what was promised is what comes once it is saved."""

from slackbot.domain.ask import MOST_OPEN
from slackbot.workflows.context import TOO_MANY
from tests.fakes import ask
from tests.workflows.alerts.test_alerts import Office


async def test_a_trial_says_what_would_be_told_at_once(office: Office) -> None:
    """It is what the first check tells; a rule that is muted stays so where it is changed."""
    words = "sessions > 50, 100 and 500 per day in UTC notify @here at 100"
    await office.type("settings calling members", user="U9")
    await office.type(f"alert when {words}")
    (promised,) = office.notifier.replayed[0].at_once
    await office.save(words)
    await office.check()
    ((told, _),) = office.notifier.posted
    assert told.figures == promised.figures
    assert (told.level, told.mentions) == (promised.level, ("<!here>",))
    await office.type("alert mute 1")
    await office.type("alert edit 1 sessions > 60 per day in UTC")
    assert office.notifier.replayed[1].at_once == ()


async def test_trials_that_wait_count_among_the_questions_of_a_person(office: Office) -> None:
    lanes = office.ports.lanes
    for number in range(MOST_OPEN):
        assert await lanes.admit(ask().model_copy(update={"id": f"open-{number}"}))
    await office.type("alert when sessions > 50 per day")
    assert office.said.failed[-1][1].message == TOO_MANY
    assert not office.source.fetched
    await lanes.leave(ask().model_copy(update={"id": "open-0"}))
    for limit in (50, 60):
        await office.type(f"alert when sessions > {limit} per day")
    assert len(office.notifier.replayed) == 2


async def test_who_changes_an_allowance_is_told_which_alerts_keep_the_old_one(
    office: Office,
) -> None:
    await office.type("allowance 40000 sessions per month")
    await office.save("at 80 and 100% of our allowance")
    await office.save("sessions > 100 per day")
    assert "still" not in office.said.told[-1]
    await office.type("allowance 40000 sessions per month")
    assert "still" not in office.said.told[-1]  # it is the same
    await office.type("allowance 50000 sessions per month")
    assert office.said.told[-1].endswith(
        "Until now: 40,000 sessions each month from the 1st.\nAlert 1 still measures against the "
        "old one. To change it: `/billing alert edit 1 at 80 and 100% of our allowance`"
    )
    await office.type("alert save #1 at 80 and 100 % of our allowance")
    await office.save("at 90% of our sessions allowance")
    await office.type("allowance 7 requests per month")
    await office.type("allowance 50000 sessions per month from the 15th")
    assert office.said.told[-1].endswith(
        "\nAlerts 1 and 3 still measure against the old one. To change them: `/billing alert edit "
        "1 at 80 and 100% of our sessions allowance` and `/billing alert edit 3 at 90% of our "
        "sessions allowance`"
    )
    await office.type("alert save #3 at 90 % of our sessions allowance")
    await office.type("allowance remove sessions")
    assert office.said.told[-1] == (
        "Removed, for all bots of this channel: 50,000 sessions each month from the 15th.\nAlert 3 "
        "still measures against what was removed. To remove it: `/billing alert remove 3`"
    )


async def test_of_very_many_alerts_not_all_commands_are_said(office: Office) -> None:
    await office.type("allowance 400 sessions per month")
    for percent in range(1, 13):
        await office.save(f"at {percent}% of our allowance")
    await office.type("allowance 500 sessions per month")
    assert "Alerts 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 and 12 still" in office.said.told[-1]
    assert office.said.told[-1].endswith("edit 10 at 10% of our allowance` and 2 more")
