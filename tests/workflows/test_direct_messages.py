"""A command in a direct message is about the channel that it names, and no other."""

from slackbot.domain.access.permission import NOT_IN
from slackbot.domain.ask import Ask
from slackbot.workflows.handle_ask import handle_ask
from tests.fakes import FakeRun, ask
from tests.workflows.alerts.test_alerts import Office
from tests.workflows.home.test_show import member


async def test_an_id_of_another_channel_is_not_one_whose_name_slack_does_not_tell(
    office: Office,
) -> None:
    member(office, "U9", C5="", C1="finance")
    await office.link("Board", channel="C5")
    await office.type("bots in <#C7>", channel="D1", user="U9")
    assert office.said.failed[-1][1].message == NOT_IN
    await office.type("bots in #Finance", channel="D1", user="U9")
    assert office.said.listed[-1].names == ("Support",)


async def test_what_an_older_version_took_in_a_direct_message_goes_on_there(
    office: Office,
) -> None:
    """It has no step that finds a channel, and its recorded steps come in their old order."""
    member(office, "U1", C1="finance")
    await office.link("Own", channel="D1")
    stored = ask("last week", channel="D1").model_dump(exclude={"unplaced"})
    old, run = Ask.model_validate(stored), FakeRun()
    await handle_ask(old, office.ports, run)
    assert "find_channel" not in run.steps
    assert len(office.said.opened) == 1
    new, run = ask("last week in #finance", channel="D1"), FakeRun()
    await handle_ask(new, office.ports, run)
    assert run.steps[0] == "find_channel"
