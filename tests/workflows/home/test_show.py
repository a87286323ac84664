"""What a Home tab has of a channel, from what is stored; nothing of another workspace."""

from slackbot.domain.ask import HOME, Ask
from slackbot.domain.channel import LinkedBot
from slackbot.domain.home import Home
from slackbot.workflows.handle_ask import handle_ask
from tests.fakes import FakeDirectory, FakeHomeTab, FakeRun, ask
from tests.workflows.alerts.test_alerts import Office


def look(office: Office, user: str = "U1", team: str = "T1") -> Ask:
    update = {"command": HOME, "channel": user, "team": team, "received_at": office.clock.now()}
    return ask("", user=user).model_copy(update=update)


async def shown(office: Office, user: str = "U1", team: str = "T1") -> Home:
    await handle_ask(look(office, user, team), office.ports, FakeRun())
    tab = office.ports.home.tab
    assert isinstance(tab, FakeHomeTab)
    return tab.shown[user]


def member(office: Office, user: str, **channels: str) -> None:
    directory = office.ports.directory
    assert isinstance(directory, FakeDirectory)
    directory.members[user] = channels


async def test_it_has_what_is_set_up_and_fetches_nothing(office: Office) -> None:
    member(office, "U1", C1="finance", C2="empty")
    await office.link("Sales")
    await office.type("digest every Monday at 9")
    await office.type("digest to me every Friday at 9")
    await office.save("sessions > 900000 per day")
    await office.type("last week for Sales")
    fetched = len(office.source.fetched)
    home = await shown(office)
    assert len(office.source.fetched) == fetched
    (channel,) = home.channels
    assert (channel.id, channel.bots.names) == ("C1", ("Sales", "Support"))
    assert [each.digest.number for each in channel.digests] == [1, 2]
    assert [each.alert.number for each in channel.alerts] == [1]
    assert [each.words for each in home.recent] == ["last week for Sales"]
    assert home.administration is None
    # Somebody else of the channel: not what is one person's.
    member(office, "U2", C1="finance")
    theirs = await shown(office, "U2")
    assert [each.digest.number for each in theirs.channels[0].digests] == [1]
    assert theirs.recent == ()
    # Nobody who is in no channel of it.
    assert (await shown(office, "U3")).channels == ()


async def test_an_admin_sees_the_whole_but_no_channel_without_them(office: Office) -> None:
    await office.link("Board", channel="C7")
    member(office, "U9", C1="finance")
    home = await shown(office, "U9")
    assert [channel.id for channel in home.channels] == ["C1"]
    whole = home.administration
    assert whole
    assert (whole.linked, whole.watched) == (2, 0)
    assert [each.channel for each in whole.unwatched] == ["C1"]


async def test_another_workspace_is_never_in_it(office: Office) -> None:
    """Its channels may even have the same ids."""
    member(office, "U9", C1="finance")
    bot = LinkedBot(id="st-other", name="Other", linked_by="U9")
    await office.ports.channels.link("T2", "C1", bot, office.clock.now())
    await office.type("digest every Monday at 9", user="U9")
    await office.type("last week", user="U9")
    home = await shown(office, "U9", team="T2")
    (channel,) = home.channels
    assert (channel.bots.names, channel.digests, channel.alerts) == (("Other",), (), ())
    assert home.recent == ()
    assert home.administration
    assert (home.administration.linked, home.administration.waiting) == (1, ())
    assert (await shown(office, "U9")).channels[0].bots.names == ("Support",)
