"""What stands behind the slash command: a word of ours first, or else a question."""

from decimal import Decimal

import pytest

from slackbot.domain.allowance import Allowance
from slackbot.domain.command import (
    Bots,
    Command,
    Help,
    Link,
    Question,
    Settings,
    Unlink,
    read_command,
)
from slackbot.domain.errors import UnreadableError
from slackbot.domain.grammar.allowances import (
    RemoveAllowances,
    SetAllowance,
    SetPrice,
    ShowAllowances,
)
from slackbot.domain.price import Price
from slackbot.domain.query import Unit

READ: dict[str, Command] = {
    "": Help(),
    "   ": Help(),
    "help": Help(),
    "HELP please": Help(),
    "help dates": Help(dates=True),
    "help digest": Help(topic="digests"),
    "Help Digests": Help(topic="digests"),
    "help alert": Help(topic="alerts"),
    "help alerts": Help(topic="alerts"),
    "help allowance": Help(topic="allowance"),
    "help prices": Help(topic="price"),
    "bots": Bots(),
    "settings": Settings(),
    "settings sharing allow": Settings(sharing=True),
    "Settings Sharing Refuse": Settings(sharing=False),
    "settings zone Europe/Berlin": Settings(zone="Europe/Berlin"),
    "settings zone new york": Settings(zone="America/New_York"),
    "settings zone asker": Settings(zone=""),
    "settings week sunday": Settings(week_start="sunday"),
    "link st-1a as SupportBot": Link(bot_id="st-1a", name="SupportBot"),
    "link st-1a SupportBot": Link(bot_id="st-1a", name="SupportBot"),
    "LINK st-1a AS March Madness Bot": Link(bot_id="st-1a", name="March Madness Bot"),
    "link st-1a as “Support Bot”": Link(bot_id="st-1a", name="Support Bot"),
    "link st-1a as\u00a0Support\u00a0Bot": Link(bot_id="st-1a", name="Support Bot"),
    "link st-1a": Link(bot_id="st-1a", name="st-1a"),
    "link st-1a as Sales by default": Link(bot_id="st-1a", name="Sales", by_default=True),
    "link st-1a by default": Link(bot_id="st-1a", name="st-1a", by_default=True),
    "link st\u20111a as R&amp;D": Link(bot_id="st-1a", name="R&D"),
    "allowance": ShowAllowances(what="allowance"),
    "Prices": ShowAllowances(what="price"),
    "allowance 40k sessions per month": SetAllowance(
        allowance=Allowance(unit=Unit.SESSION, amount=40000)
    ),
    "price $0.20 per conversation": SetPrice(
        price=Price(unit=Unit.CONVERSATION, amount=Decimal("0.20"), currency="USD")
    ),
    "prices remove": RemoveAllowances(what="price"),
    "unlink SupportBot": Unlink(name="SupportBot"),
    'unlink "Support Bot"': Unlink(name="Support Bot"),
    "last week": Question(text="last week"),
    "alerts last week": Question(text="alerts last week"),
    "alert last week": Question(text="alert last week"),
    "bots last week": Question(text="bots last week"),
    "1–15\u00a0March": Question(text="1-15 March"),
}


@pytest.mark.parametrize(("text", "command"), READ.items(), ids=lambda value: repr(value)[:40])
def test_commands_are_read(text: str, command: Command) -> None:
    assert read_command(text) == command


REFUSED = {
    "link": "Which bot",
    "link SupportBot": "is not a bot id",
    "link st-1a as all": "cannot be called",
    f"link st-1a as {'x' * 61}": "at most 60",
    "link st-1/../x as Foo": "is not a bot id",
    "unlink": "Which bot",
    "settings colour blue": "no setting",
    "settings zone Atlantis": "no time zone",
    "settings zone": "no setting",
    "settings week friday": "no setting",
    "digest pause": "Which one",
    "digests 2": "What about digest 2",
    "allowance last week": "could not read",
    "price of last week": "could not read",
    "alert when": "What shall I watch",
    "alert pause": "Which one",
    "x" * 501: "too long",
}


@pytest.mark.parametrize(("text", "words"), REFUSED.items(), ids=lambda text: text[:30])
def test_what_cannot_be_read_says_what_would(text: str, words: str) -> None:
    with pytest.raises(UnreadableError, match=words):
        read_command(text)
