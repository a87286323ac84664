"""Setting, showing, changing and undoing groups of bots."""

from slackbot.domain.access.workspace import WorkspaceSettings
from slackbot.domain.channel import LinkedBot
from slackbot.domain.errors import NotAllowedError, UserError
from slackbot.domain.group import BotGroup
from slackbot.store.setup.groups import GroupStore
from slackbot.store.setup.workspaces import WorkspaceStore
from slackbot.workflows.handle_ask import handle_ask
from tests.fakes import NOW, FakeRun, ask
from tests.workflows.channels.test_allowances import Desk, desk

__all__ = ["desk"]


async def typed(desk: Desk, text: str, user: str = "U1", channel: str = "C1") -> str:
    """What the asker is told."""
    told, failed = len(desk.notifier.told), len(desk.notifier.failed)
    await handle_ask(ask(text, user=user, channel=channel), desk.ports, FakeRun())
    assert [error for _, error in desk.notifier.failed[failed:]] == []
    return "\n".join(desk.notifier.told[told:])


async def refused(desk: Desk, text: str, user: str = "U1", channel: str = "C1") -> UserError:
    failed, before = len(desk.notifier.failed), await groups(desk)
    await handle_ask(ask(text, user=user, channel=channel), desk.ports, FakeRun())
    ((_, error),) = desk.notifier.failed[failed:]
    assert await groups(desk) == before
    assert isinstance(error, UserError)
    return error


async def groups(desk: Desk) -> dict[str, tuple[str, ...]]:
    return {group.name: group.bot_ids for group in await GroupStore(desk.database).of("T1")}


async def link(desk: Desk, channel: str, id_: str, name: str) -> None:
    await desk.channels.link("T1", channel, LinkedBot(id=id_, name=name, linked_by="U1"), NOW)


async def test_a_group_is_set_changed_renamed_removed_and_brought_back(desk: Desk) -> None:
    assert await typed(desk, "group Retail = Sales, SupportBot") == (
        'Retail has Sales and SupportBot. Ask for it with `/billing last month for "Retail"`, '
        "or compare all with `by group`."
    )
    assert desk.notifier.announced == ["added the group: Retail, 2 bots."]
    (before,) = await GroupStore(desk.database).of("T1")
    assert before.set_by == "U1"
    assert await typed(desk, "group Retail remove Sales") == "Retail has SupportBot."
    assert await typed(desk, "rename group Retail to Shops") == (
        "Shops has SupportBot. It was called Retail until now."
    )
    await typed(desk, "add Sales to group Shops")
    assert "Changed the group: Shops, 1 bot → Shops, 2 bots" in await typed(
        desk, "who changed the group", user="U2"
    )
    assert await groups(desk) == {"Shops": ("st-sales", "st-supportbot")}
    await typed(desk, "undo")
    assert await groups(desk) == {"Shops": ("st-supportbot",)}
    assert "Removed the group Shops; its bots stay linked." in await typed(
        desk, "remove group Shops"
    )
    assert await groups(desk) == {}
    await typed(desk, "undo")
    (again,) = await GroupStore(desk.database).of("T1")
    assert (again.id, again.name) == (before.id, "Shops"), "what is about it is about it again"


async def test_only_its_owner_an_admin_and_who_may_set_prices_change_it(desk: Desk) -> None:
    await typed(desk, "group Retail = Sales")
    for text in ("group Retail add SupportBot", "remove group Retail", "group Retail = SupportBot"):
        error = await refused(desk, text, user="U2")
        assert isinstance(error, NotAllowedError)
        assert "<@U1> set the group Retail" in error.message
    await typed(desk, "group Retail add SupportBot", user="U9")
    settings = WorkspaceSettings(money="admins")
    await WorkspaceStore(desk.database).save_settings("T1", settings, "money")
    assert "Only a workspace admin may set" in (await refused(desk, "group Web = Sales")).message
    assert isinstance(await refused(desk, "remove group Retail"), NotAllowedError)


async def test_a_name_is_one_thing(desk: Desk) -> None:
    await typed(desk, "group Retail = Sales")
    for text, said in {
        "group Sales = SupportBot": "A bot here is called",
        "rename group Retail to SupportBot": "A bot here is called",
        "group help = Sales": "mean something else",
        "group last week = Sales": "mean something else",
        "group Web = Retail": "A group has bots and no groups",
        "group Web = Foo": 'no bot called "Foo"',
        "group Wbe add Sales": 'no group called "Wbe"',
        "group Retail remove Sales": "/billing remove group",
        "group Retail remove SupportBot": "Retail has no SupportBot",
        "group Retail add Sales": "has Sales already",
    }.items():
        assert said in (await refused(desk, text)).message
    link = "link st-12345678-1a2b-5c3d-8e4f-123456789012 as retail"
    assert "is a group of bots here" in (await refused(desk, link)).message
    told = await typed(desk, "group Support = SupportBot")
    assert "“Support” means the group from now on; the bot is SupportBot." in told
    assert (
        'A group of this workspace is called "Support"'
        in (await refused(desk, "rename group Retail to support")).message
    )


async def test_a_channel_sees_of_a_group_only_its_own_bots(desk: Desk) -> None:
    await link(desk, "C2", "st-web", "WebBot")
    await link(desk, "C3", "st-other", "OtherBot")
    await typed(desk, "group Retail = Sales")
    await typed(desk, "group Retail add WebBot", channel="C2")
    told = await typed(desk, "group Retail add SupportBot")
    assert told == "Retail has Sales and SupportBot, and 1 bot that isn't linked here."
    assert "can't replace all of it" in (await refused(desk, "group Retail = Sales")).message
    assert (
        "no group called"
        in (await refused(desk, "group Retail add OtherBot", user="U2", channel="C3")).message
    )
    digest = "digest every Monday at 9 for Retail"
    await typed(desk, digest, channel="C2")
    told = await typed(desk, "group Retail remove SupportBot")
    assert "For this group: digests, alerts, prices or allowances in 1 other channel. They" in told
    await typed(desk, "groups", user="U2")
    await typed(desk, "groups", user="U1")
    await typed(desk, "groups", user="U2", channel="C3")
    await typed(desk, "groups", user="U9", channel="C3")
    shown = [(len(listed), len(whole)) for listed, whole in desk.notifier.groups]
    assert shown == [(1, 0), (1, 1), (0, 0), (1, 1)], "ids are for the owner and admins"
    assert "no bot called" in (await refused(desk, "group Retail add st-other")).message
    await typed(desk, "group Retail add st-other", user="U9")


async def test_prices_of_two_groups_never_meet_in_a_bot(desk: Desk) -> None:
    await typed(desk, "group Retail = Sales")
    await typed(desk, "group Web = SupportBot")
    assert await typed(desk, "price 0.20 USD per conversation for Retail") == (
        "Price: 0.20 USD per conversation, for the group Retail."
    )
    await typed(desk, "price 0.05 USD per session for Web")
    await typed(desk, "price 500 EUR flat per month for Web")
    error = await refused(desk, "group Web add Sales")
    assert "Sales is in Retail and Web" in error.message
    await typed(desk, "price remove sessions for Web")
    await typed(desk, "group Web add Sales")
    assert (
        "Sales is in Retail and Web"
        in (await refused(desk, "price 0.05 USD per session for Web")).message
    )
    told = await typed(desk, "remove group Web")
    assert "For this group: 1 price. They do nothing" in told
    assert "for a group without bots here" in await typed(desk, "price")
    await typed(desk, "allowance 60000 sessions per month for the Retail group")
    ((allowance,), (price, _)) = (await desk.known()).allowances, (await desk.known()).prices
    assert price.group == allowance.group != ""
    assert price.bot_id == allowance.bot_id == ""
    await typed(desk, "price remove flat for " + (await desk.known()).prices[1].group)
    assert "Removed, for the group Retail" in await typed(desk, "allowance remove for Retail")


async def test_a_group_that_is_gone_is_not_one_of_the_same_name(desk: Desk) -> None:
    await typed(desk, "group Retail = Sales")
    await typed(desk, "price 0.20 USD per conversation for Retail")
    await typed(desk, "remove group Retail")
    await typed(desk, "group Retail = SupportBot")
    assert "for a group without bots here" in await typed(desk, "price")
    (group,) = await GroupStore(desk.database).of("T1")
    assert isinstance(group, BotGroup)
    (price,) = (await desk.known()).prices
    assert price.group != group.id
