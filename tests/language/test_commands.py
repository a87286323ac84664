"""What stands behind the slash command: a word of ours first, or else a question."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from slackbot.domain.allowance import Allowance
from slackbot.domain.errors import UnreadableError
from slackbot.domain.money import Price
from slackbot.domain.query import Unit, UsageQuery
from slackbot.language.alerts.commands import (
    AcknowledgeAlert,
    AlertHistory,
    CreateAlert,
    EditAlert,
    ListAlerts,
    PauseAlert,
    RemoveAlert,
    SnoozeAlert,
    TryAlert,
)
from slackbot.language.allowances import RemoveAllowances, SetAllowance, SetPrice, ShowAllowances
from slackbot.language.commands import (
    Bots,
    Command,
    Help,
    Link,
    Question,
    Settings,
    Unlink,
    read_command,
)
from slackbot.language.context import ReadingContext
from slackbot.language.questions.reading import read_query

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
    "show alerts last week by day": Question(text="show alerts last week by day"),
    "what alerts were there last week": Question(text="what alerts were there last week"),
    "alerts 2026": Question(text="alerts 2026"),
    "show alerts 2026": Question(text="show alerts 2026"),
    "show alerts for SupportBot": Question(text="show alerts for SupportBot"),
    "please alerts last week": Question(text="please alerts last week"),
    "a''s last week": Question(text="a''s last week"),
    "how many alerts": Question(text="how many alerts"),
    "give me alerts for last week": Question(text="give me alerts for last week"),
    "when was the busiest day": Question(text="when was the busiest day"),
    "let me know when was the busiest day": Question(text="let me know when was the busiest day"),
    "tell me when sessions were highest": Question(text="tell me when sessions were highest"),
    "tell me sessions last week": Question(text="tell me sessions last week"),
    "when sessions > 500 per day": Question(text="when sessions > 500 per day"),
    "alret last week": Question(text="alret last week"),
    "alert 5 to 7 Nov": Question(text="alert 5 to 7 Nov"),
    "1–15\u00a0March": Question(text="1-15 March"),
}

RULE = "sessions > 500 per day"
ALERTS: dict[str, Command] = {
    "list alerts": ListAlerts(),
    "show alerts": ListAlerts(),
    "Show me all our alerts": ListAlerts(),
    "what alerts are there?": ListAlerts(),
    "which alerts do we have": ListAlerts(),
    "show alerts history": AlertHistory(),
    f"tell me and @here when {RULE}": CreateAlert(text=f"tell me and @here when {RULE}"),
    f"let <@U1> know when {RULE}": CreateAlert(text=f"let <@U1> know when {RULE}"),
    "what are our alerts": ListAlerts(),
    "alert help": Help(topic="alerts"),
    "digests help": Help(topic="digests"),
    "pause alert 2": PauseAlert(which="2"),
    "please pause the alert #2": PauseAlert(which="2"),
    "please alert pause 2": PauseAlert(which="2"),
    "remove alert 2": RemoveAlert(which="2"),
    "alert 2 pause": PauseAlert(which="2"),
    "alerts #2 test": TryAlert(which="2"),
    "history of alert 2": AlertHistory(which="2"),
    "acknowledge alert 2": AcknowledgeAlert(episode="2"),
    f"change alert 2 to {RULE}": EditAlert(which="2", text=RULE),
    f"alert 2 edit {RULE}": EditAlert(which="2", text=RULE),
    "snooze alert 1": SnoozeAlert(episode="1", until="1d"),
    "alert snooze 1 for an hour": SnoozeAlert(episode="1", until="1h"),
    "alert snooze 1 until it changes": SnoozeAlert(episode="1", until="change"),
    f"alert: {RULE}": CreateAlert(text=RULE),
    f"alret when {RULE}": CreateAlert(text=RULE),
    "alert 500 sessions per day": CreateAlert(text="500 sessions per day"),
    f"alert for SupportBot when {RULE}": CreateAlert(text=f"for SupportBot when {RULE}"),
    f"alert @here when {RULE}": CreateAlert(text=f"@here when {RULE}"),
    f"tell me when {RULE}": CreateAlert(text=RULE),
    f"Warn us if {RULE}": CreateAlert(text=RULE),
    f"notify the team if {RULE}": CreateAlert(text=RULE),
    f"let me know when {RULE}": CreateAlert(text=RULE),
    f"please alert me when {RULE}": CreateAlert(text=RULE),
    f"could you please tell us whenever {RULE}": CreateAlert(text=RULE),
    f"I want to know when {RULE}": CreateAlert(text=RULE),
    f"we would like to be told if {RULE}": CreateAlert(text=RULE),
    f"I need an alert when {RULE}": CreateAlert(text=RULE),
    f"set an alert for {RULE}": CreateAlert(text=RULE),
    f"set up an alert for SupportBot if {RULE}": CreateAlert(text=f"for SupportBot if {RULE}"),
    f"create alert {RULE}": CreateAlert(text=RULE),
    f"create an alert when {RULE}": CreateAlert(text=RULE),
    f"add a new alert: {RULE}": CreateAlert(text=RULE),
    f"ping <@U1> when {RULE}": CreateAlert(text=f"ping <@U1> when {RULE}"),
    f"when {RULE}, alert me": CreateAlert(text=f"{RULE}, alert me"),
    f"if {RULE} then let us know": CreateAlert(text=f"{RULE} then let us know"),
    f"when {RULE} ping @here": CreateAlert(text=f"{RULE} ping @here"),
}


@pytest.mark.parametrize(("text", "command"), ALERTS.items(), ids=lambda value: repr(value)[:40])
def test_alerts_are_read_in_any_words(text: str, command: Command) -> None:
    assert read_command(text) == command


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
    "pause alert": "Which one",
    "alert 2": "What about it",
    "show alert 2": "What about it",
    "remove all alerts": "Which one",
    "alert stop 2": "`/billing alert pause 2`, or `/billing alert remove 2`",
    "turn alert 2 off": "`/billing alert pause 2`",
    "enable alert 2": "`/billing alert resume 2`",
    "alert rename 2": "`/billing alert edit 2`",
    "alert snooze 1 for 2 days": "Try `/billing alert snooze 1 1d`",
    "create an alert": "What shall I watch",
    "x" * 501: "too long",
}


@pytest.mark.parametrize(("text", "words"), REFUSED.items(), ids=lambda text: text[:30])
def test_what_cannot_be_read_says_what_would(text: str, words: str) -> None:
    with pytest.raises(UnreadableError, match=words):
        read_command(text)


HINTED = {
    "sessions > 10000 per day": '"alert when sessions > 10000 per day"',
    "when sessions > 10000 per day": '"alert when sessions > 10000 per day"',
    "at 80 % of 9 sessions per day": '"alert at 80 % of 9 sessions per day"',
    "tell me when sessions were highest last week": '"alert when sessions over 500 per day"',
    "let me know when was the busiest day": '"alert when sessions over 500 per day"',
    "ping @here when usage doubles": '"alert when sessions up 30 % on last week and at least 200"',
}


@pytest.mark.parametrize(("text", "hint"), HINTED.items(), ids=lambda text: text[:30])
def test_what_may_wish_for_an_alert_is_told_how(text: str, hint: str) -> None:
    with pytest.raises(UnreadableError) as refused:
        question(text)
    assert f"For an alert, try {hint}" in refused.value.message


@pytest.mark.parametrize("text", ["when was the busiest day", "show me the moon", "10.5"])
def test_others_are_not_told_of_alerts(text: str) -> None:
    with pytest.raises(UnreadableError) as refused:
        question(text)
    assert "For an alert" not in refused.value.message


def question(text: str) -> UsageQuery:
    """The question that is left where the text is no command."""
    command = read_command(text)
    assert isinstance(command, Question)
    return read_query(command.text, ReadingContext(now=datetime(2026, 11, 24, 9, tzinfo=UTC)))
