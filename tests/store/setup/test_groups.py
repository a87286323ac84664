"""Groups of bots, on both databases."""

from slackbot.domain.channel import LinkedBot
from slackbot.domain.group import BotGroup
from slackbot.store.databases.database import Database
from slackbot.store.setup.channels import ChannelStore
from slackbot.store.setup.groups import GroupStore
from tests.fakes import NOW

RETAIL = BotGroup(id="gr-00000000000a", name="Retail", bot_ids=("st-1", "st-2"), set_by="U1")


async def test_a_group_is_kept_changed_and_removed(database: Database) -> None:
    store = GroupStore(database)
    assert await store.save("T1", RETAIL, None, NOW)
    assert await store.save("T1", RETAIL, None, NOW), "a repeated step has done it already"
    shops = RETAIL.model_copy(update={"name": "Shops", "bot_ids": ("st-1",)})
    assert await store.save("T1", shops, RETAIL, NOW)
    assert await store.save("T1", shops, RETAIL, NOW)
    stale = RETAIL.model_copy(update={"bot_ids": ("st-2",)})
    assert not await store.save("T1", stale, RETAIL, NOW), "somebody has changed it"
    assert await store.of("T1") == (shops,)
    assert await store.of("T2") == ()
    await store.remove("T2", shops)
    assert await store.of("T1") == (shops,)
    await store.remove("T1", shops)
    assert await store.of("T1") == ()


async def test_of_each_name_there_is_one_in_a_workspace(database: Database) -> None:
    store = GroupStore(database)
    web = RETAIL.model_copy(update={"id": "gr-00000000000b", "name": "Web"})
    for group in (RETAIL, web):
        assert await store.save("T1", group, None, NOW)
    again = web.model_copy(update={"id": "gr-00000000000c", "name": "re-tail"})
    assert not await store.save("T1", again, None, NOW)
    assert not await store.save("T1", web.model_copy(update={"name": "RETAIL"}), web, NOW)
    assert await store.save("T2", again, None, NOW)


async def test_a_channel_has_the_groups_of_its_bots(database: Database) -> None:
    groups, channels = GroupStore(database), ChannelStore(database)
    assert await groups.save("T1", RETAIL, None, NOW)
    for channel, id_ in (("C1", "st-2"), ("C2", "st-9")):
        await channels.link("T1", channel, LinkedBot(id=id_, name="A", linked_by="U1"), NOW)
    assert (await channels.bots("T1", "C1")).groups == (RETAIL,)
    assert (await channels.bots("T1", "C2")).groups == ()
    assert (await channels.bots_of_all("T1"))["C1"].groups == (RETAIL,)
    await channels.link("T1", "C1", LinkedBot(id="st-8", name="retail", linked_by="U1"), NOW)
    assert (await channels.bots("T1", "C1")).group_names == (), "there the name means the bot"
