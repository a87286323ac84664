"""Which bots a question is about."""

from typing import Any

import pytest

from slackbot.domain.channel import ChannelBots, LinkedBot, quoted
from slackbot.domain.errors import UnknownBotError
from slackbot.domain.period import Period
from slackbot.domain.query import UsageQuery
from tests.fakes import NOW

SUPPORT = LinkedBot(id="st-1A", name="SupportBot", linked_by="U1", is_default=True)
SALES = LinkedBot(id="st-2", name="Sales Bot", linked_by="U1")
CHANNEL = ChannelBots(bots=(SALES, SUPPORT))
PERIOD = Period(start=NOW.replace(hour=0), end=NOW)


def query(*bots: str, **more: Any) -> UsageQuery:
    return UsageQuery(period=PERIOD, bots=bots, **more)


@pytest.mark.parametrize(
    ("asked", "chosen"),
    [
        (query(), (SUPPORT,)),
        (query(all_bots=True), (SALES, SUPPORT)),
        (query("sales bot"), (SALES,)),
        (query("ST-1a"), (SUPPORT,)),
        (query("Sales Bot", "SupportBot"), (SALES, SUPPORT)),
        (query("Sales Bot", "st-2"), (SALES,)),
        (query("support bot", "SALESBOT"), (SUPPORT, SALES)),
        (query(by_bot=True), (SALES, SUPPORT)),
        (query(top=3), (SALES, SUPPORT)),
        (query("SupportBot", by_bot=True), (SUPPORT,)),
        (query(excluded=("salesbot",)), (SUPPORT,)),
    ],
    ids=[
        "the default",
        "all",
        "by name",
        "by id",
        "two",
        "the same twice",
        "without spaces",
        "by bot",
        "top",
        "one, by bot",
        "all but one",
    ],
)
def test_bots_are_chosen(asked: UsageQuery, chosen: tuple[LinkedBot, ...]) -> None:
    assert CHANNEL.choose(asked) == chosen


@pytest.mark.parametrize(
    ("name", "typed"),
    [("SupportBot", "SupportBot"), ("Sales Bot", '"Sales Bot"'), ("March", '"March"')],
)
def test_names_are_quoted_where_they_could_be_misread(name: str, typed: str) -> None:
    assert quoted(name) == typed


@pytest.mark.parametrize(
    ("channel", "asked", "words"),
    [
        (ChannelBots(), query(), "has no bot yet"),
        (CHANNEL, query("SuportBot"), 'Did you mean "SupportBot"'),
        (CHANNEL, query("Zebra"), "Linked here: Sales Bot, SupportBot"),
        (CHANNEL, query("SupportBot", "Zebra"), 'no bot called "Zebra"'),
        (CHANNEL, query(excluded=("Zebra",)), 'no bot called "Zebra"'),
        (CHANNEL, query(excluded=("st-1A", "st-2")), "excludes every bot"),
    ],
)
def test_unknown_bots_are_never_guessed(
    channel: ChannelBots, asked: UsageQuery, words: str
) -> None:
    with pytest.raises(UnknownBotError, match=words):
        channel.choose(asked)
