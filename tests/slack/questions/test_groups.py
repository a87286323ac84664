"""The list of groups shows names of bots that are linked here, and ids only to those who may."""

from slackbot.domain.channel import ChannelBots, LinkedBot
from slackbot.domain.group import BotGroup
from slackbot.sandbox.blocks.validator import validate_message
from slackbot.slack.questions.groups import group_list

EVIL = "<!channel> & *x"
BOTS = [
    LinkedBot(id="st-1", name="SalesBot", linked_by="U1"),
    LinkedBot(id="st-2", name=EVIL, linked_by="U1"),
    LinkedBot(id="st-3", name="Web", linked_by="U1"),
]
GROUPS = [
    BotGroup(id="gr-00000000000a", name="Retail", bot_ids=("st-1", "st-2", "st-9"), set_by="U1"),
    BotGroup(id="gr-00000000000b", name="web", bot_ids=("st-1", "st-8", "st-9"), set_by="U2"),
    BotGroup(id="gr-00000000000c", name="Far " + "y" * 56, bot_ids=("st-9",), set_by="U1"),
]


def test_a_list_of_groups() -> None:
    linked = ChannelBots.of(BOTS, GROUPS)
    drawn = group_list(GROUPS, linked, {"gr-00000000000a", "gr-00000000000c"}, {}, "UTC")
    assert validate_message(drawn.blocks) == []
    text = drawn.text
    assert "*Retail* · SalesBot, &lt;!channel&gt; &amp; *x, `st-9` (not linked here)" in text
    assert "*web* · here a bot has this name · SalesBot, 2 bots that aren't linked here" in text
    assert "st-8" not in text
    assert "In no group: Web." in text
    menus = [block.get("accessory") for block in drawn.blocks if block["type"] == "section"]
    values = [[each["value"] for each in menu["options"]] for menu in menus if menu]
    assert values[0] == [
        'last month for "Retail"', 'last month by bot for "Retail"',
        "form:group gr-00000000000a", 'remove group "Retail"',
    ]  # fmt: skip
    assert values[1] == ["form:group gr-00000000000b", 'remove group "web"']
