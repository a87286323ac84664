"""A command in a direct message is about the channel that it names, and no other."""

from slackbot.domain.permission import NOT_IN
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
