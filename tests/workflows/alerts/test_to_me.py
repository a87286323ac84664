"""An alert for one person: it ends when they are in its channel no more, and says so."""

from slackbot.domain.access.permission import DEACTIVATED, NOT_IN, PersonKind
from slackbot.domain.alerts.alert import RuleState
from tests.fakes import FakeDirectory
from tests.workflows.alerts.test_alerts import NOON, QUARTER, Office
from tests.workflows.home.test_show import member


async def test_it_stops_when_its_owner_leaves_the_channel(office: Office) -> None:
    member(office, "U1", C1="finance")
    await office.type('alerts save sessions > 100 per day in UTC to me called "My guard"')
    (mine,) = await office.rules()
    assert (mine.alert.to, mine.alert.name) == ("U1", "My guard")
    member(office, "U1")
    await office.check(NOON)
    assert office.notifier.posted == []
    (mine,) = await office.rules()
    assert (mine.alert.state, mine.alert.reason) == (RuleState.STOPPED, NOT_IN)
    assert [each.id for each in office.notifier.stopped] == [mine.alert.id]
    await office.check(NOON + QUARTER)
    assert len(office.notifier.stopped) == 1
    # Back in the channel, they resume it, and it goes on.
    member(office, "U1", C1="finance")
    await office.type("alerts resume 1")
    await office.check(NOON + 2 * QUARTER)
    assert office.kinds() == ["fired"]


async def test_it_stops_when_its_owner_leaves_the_workspace(office: Office) -> None:
    """Slack may still list the account in its channels."""
    directory = office.ports.directory
    assert isinstance(directory, FakeDirectory)
    member(office, "U1", C1="finance")
    await office.type("alerts save sessions > 100 per day in UTC to me")
    directory.kinds["U1"] = PersonKind.DEACTIVATED
    for at in (NOON, NOON + QUARTER):
        await office.check(at)
        (mine,) = await office.rules()
        assert (mine.alert.state, mine.alert.reason) == (RuleState.STOPPED, DEACTIVATED)
    assert office.notifier.posted == []
    assert len(office.notifier.stopped) == 1
