"""What stands behind the slash command: a word of ours first, or else a question."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from slackbot.domain.access.workspace import WorkspaceSettings
from slackbot.domain.allowance import Allowance
from slackbot.domain.calendar.arithmetic import FiscalYear
from slackbot.domain.channel import ChannelSettings
from slackbot.domain.errors import UnreadableError
from slackbot.domain.money.currency import Currency
from slackbot.domain.money.price import Price
from slackbot.domain.query import Unit, UsageQuery
from slackbot.language.alerts.commands import (
    AcknowledgeAlert,
    AlertHistory,
    CreateAlert,
    EditAlert,
    ListAlerts,
    NameAlert,
    PauseAlert,
    RemoveAlert,
    ResumeAlert,
    SnoozeAlert,
    TryAlert,
)
from slackbot.language.channel_settings import ASKED, BY_NAME, SETTINGS, Settings
from slackbot.language.chat import Chat, Explain
from slackbot.language.commands import (
    Bots,
    Command,
    Decide,
    Help,
    Link,
    ManageOnly,
    Question,
    Unlink,
    read_command,
)
from slackbot.language.context import ReadingContext
from slackbot.language.core.patterns import Row
from slackbot.language.digests.commands import (
    CreateDigest,
    DigestHistory,
    EditDigest,
    ListDigests,
    NameDigest,
    PauseDigest,
    RemoveDigest,
    ResumeDigest,
    SendDigest,
)
from slackbot.language.history import Undo, WhoSet
from slackbot.language.money.allowances import RemoveAllowances, SetAllowance, ShowAllowances
from slackbot.language.money.prices import SetPrice
from slackbot.language.paraphrases import PARAPHRASES
from slackbot.language.questions.reading import read_query
from slackbot.language.understanding import stores


def fiscal_year(value: FiscalYear | None) -> Settings:
    return Settings(scope="channel", field="fiscal_year", value=value)


READ: dict[str, Command] = {
    "": Help(),
    "   ": Help(),
    "help": Help(),
    "help all": Help(topic="all"),
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
    "settings sharing allow": Settings(scope="sharing", field="sharing_allowed", value=True),
    "Settings Sharing Refuse": Settings(scope="sharing", field="sharing_allowed", value=False),
    "settings zone Europe/Berlin": Settings(scope="channel", field="zone", value="Europe/Berlin"),
    "settings zone new york": Settings(scope="channel", field="zone", value="America/New_York"),
    "settings zone asker": Settings(scope="channel", field="zone", value=None),
    "settings week sunday": Settings(scope="channel", field="week_start", value="sunday"),
    "settings holidays Germany, Bayern": Settings(
        scope="channel", field="holidays", value="germany, bayern"
    ),
    "settings country Germany": Settings(scope="channel", field="holidays", value="germany"),
    "settings public holidays of US-CA": Settings(scope="channel", field="holidays", value="us-ca"),
    "settings bank holidays: none": Settings(scope="channel", field="holidays", value=None),
    "settings cost on": Settings(scope="channel", field="cost_always", value=True),
    "settings cost off": Settings(scope="channel", field="cost_always", value=False),
    "settings holidays off": Settings(scope="channel", field="holidays", value=None),
    "settings fiscal year April": fiscal_year(FiscalYear(month=4)),
    "settings financial year starts in July": fiscal_year(FiscalYear(month=7)),
    "settings fiscal year October named by its start year": fiscal_year(
        FiscalYear(month=10, named_by="start")
    ),
    "settings fiscal year January": fiscal_year(FiscalYear(month=1)),
    "settings fiscal year April to March": fiscal_year(FiscalYear(month=4)),
    "settings fiscal year Oct-Sep": fiscal_year(FiscalYear(month=10)),
    "settings our fiscal year starts in April": fiscal_year(FiscalYear(month=4)),
    "settings fiscal year ends on the 30th of June": fiscal_year(FiscalYear(month=7)),
    "settings fiscal year off": fiscal_year(None),
    "settings fiscal year calendar": fiscal_year(None),
    "settings calling members": Settings(scope="workspace", field="calling", value="members"),
    "Settings  Calling Admins": Settings(scope="workspace", field="calling", value="admins"),
    "settings money admins": Settings(scope="workspace", field="money", value="admins"),
    "settings bots approved": Settings(scope="workspace", field="bots", value="approved"),
    "settings approvers <@U0ANNA|anna>, <@U0BEN> U0ANNA": Settings(
        scope="workspace", field="approvers", value=("U0ANNA", "U0BEN")
    ),
    "settings approvers none": Settings(scope="workspace", field="approvers", value=()),
    "approve SupportBot": Decide(approved=True, bot="SupportBot"),
    "approve st-1a in <#C0FIN|finance>": Decide(approved=True, bot="st-1a", channel="C0FIN"),
    "Refuse “Bot in Love” in #finance": Decide(
        approved=False, bot="Bot in Love", channel="#finance"
    ),
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
        price=Price(unit=Unit.CONVERSATION, amount=Decimal("0.20"), currency=Currency("USD"))
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

MANAGED: dict[str, Command] = {
    "list digests": ListDigests(),
    "show digests": ListDigests(),
    "show me all our digests": ListDigests(),
    "what digests are there?": ListDigests(),
    "which digests do we have": ListDigests(),
    "do we have any alerts": ListAlerts(),
    "are there any digests here?": ListDigests(),
    "stop the digest": PauseDigest(which=""),
    "please stop the digest": PauseDigest(which=""),
    "stop the weekly digest": PauseDigest(which="weekly"),
    "cancel the daily report": PauseDigest(which="daily"),
    "delete our Friday report": RemoveDigest(which="friday"),
    "move the fortnightly digest to 10": EditDigest(which="biweekly", text="10", part=True),
    "pause digest 2": PauseDigest(which="2"),
    "digest 2 pause": PauseDigest(which="2"),
    "turn digest 2 off": PauseDigest(which="2"),
    "turn off the weekly digest": PauseDigest(which="weekly"),
    "turn off the digest": PauseDigest(which=""),
    "resume the digest": ResumeDigest(which=""),
    "remove digest #2": RemoveDigest(which="2"),
    "send digest 2 now": SendDigest(which="2"),
    "send us the digest": SendDigest(which=""),
    "history of digest 2": DigestHistory(which="2"),
    "move digest 1 to Tuesday": EditDigest(which="1", text="Tuesday", part=True),
    "digest 2 at 10": EditDigest(which="2", text="at 10", part=True),
    "make the digest weekly": EditDigest(which="", text="weekly", part=True),
    "alert stop 2": PauseAlert(which="2"),
    "turn alert 2 off": PauseAlert(which="2"),
    "enable alert 2": ResumeAlert(which="2"),
    "pause alert": PauseAlert(which=""),
    "change alert 1 to 20000": EditAlert(which="1", text="20000"),
    "change the alert to 20000": EditAlert(which="", text="20000"),
    "raise the alert to 20000": EditAlert(which="", text="20000"),
    "alert 1 to 20000": EditAlert(which="1", text="20000"),
    "alert rename 2 to Spend guard": NameAlert(which="2", name="Spend guard"),
    "name alert 2 'Spend guard'": NameAlert(which="2", name="Spend guard"),
    "name digest 1 Monday figures": NameDigest(which="1", name="Monday figures"),
    "rename the digest to Monday figures": NameDigest(which="", name="Monday figures"),
    "digest 1 rename Monday figures": NameDigest(which="1", name="Monday figures"),
    "pause": ManageOnly(verb="pause"),
    "resume": ManageOnly(verb="resume"),
    "stop it": ManageOnly(verb="pause"),
    "turn it off": ManageOnly(verb="pause"),
    "change it to 20000": ManageOnly(verb="change", text="20000"),
    "move it to Tuesday": ManageOnly(verb="change", text="Tuesday"),
    # What only looks like it.
    "stop the weekly SalesBot report": Question(text="stop the weekly SalesBot report"),
    "change it to last month": Question(text="change it to last month"),
    "stop": Question(text="stop"),
    "digests last week": CreateDigest(text="last week"),
    # A new digest in a sentence, and what only looks like one.
    "send digest every Monday": CreateDigest(text="every Monday"),
    "send me a digest every Monday morning": CreateDigest(text="every Monday morning"),
    "please send us a weekly digest for SalesBot": CreateDigest(text="weekly for SalesBot"),
    "I want a report every Monday at 9": CreateDigest(text="every Monday at 9"),
    "send me the numbers every Monday": CreateDigest(text="every Monday"),
    "post last week's usage here every Monday": CreateDigest(
        text="last week's usage here every Monday"
    ),
    "remind me of the cost every month": CreateDigest(text="the cost every month to me"),
    "remind us to check usage every Friday": CreateDigest(text="usage every Friday"),
    "DM me the usage every day at 6pm": CreateDigest(text="every day at 6pm to me"),
    "weekly digest please": CreateDigest(text="weekly please"),
    "alert 2 weekly": EditAlert(which="2", text="weekly"),
    "alert for SupportBot at 10k requests weekly": CreateAlert(
        text="for SupportBot at 10k requests weekly"
    ),
    "weekly digest Friday 5pm": CreateDigest(text="weekly Friday 5pm"),
    "alert sessions 500": CreateAlert(text="sessions 500"),
    "alert messages 500": Question(text="alert messages 500"),
    "alert sessions 2026": Question(text="alert sessions 2026"),
    "watch sessions over 500 per day": CreateAlert(text="sessions over 500 per day"),
    "use New York time": Settings(scope="channel", field="zone", value="America/New_York"),
    "post last week": Question(text="post last week"),
    "send usage last week": Question(text="send usage last week"),
    "send me a report of sessions by day every Friday": CreateDigest(
        text="sessions by day every Friday"
    ),
    "set up a digest": CreateDigest(text=""),
    "weekly report": CreateDigest(text="weekly"),
    "send us the monthly report on the 1st": CreateDigest(text="monthly on the 1st"),
    "daily report at 8": CreateDigest(text="daily at 8"),
    "a monthly summary": CreateDigest(text="monthly"),
    "report last week": Question(text="report last week"),
    "send me a report for last week": Question(text="send me a report for last week"),
    "weekly report for May": Question(text="weekly report for May"),
    "show me the daily report for May": Question(text="show me the daily report for May"),
    "report": Question(text="report"),
    "give me a report for every hour yesterday": Question(
        text="give me a report for every hour yesterday"
    ),
    "send me a report for every day last week": Question(
        text="send me a report for every day last week"
    ),
    "/billing": Help(),
    "alert on 90 % of 4000 sessions per day": CreateAlert(text="on 90 % of 4000 sessions per day"),
}

WORDED: dict[str, Command] = {
    "hi": Chat(talk="hello"),
    "Hi Billing!": Chat(talk="hello"),
    "thanks a lot!": Chat(talk="thanks"),
    ":robot_face:": Chat(talk="hello"),
    "--help": Help(),
    "hey, what can you do?": Help(),
    "help me": Help(),
    "what's a conversation": Explain(term="conversation"),
    "whats an alert message?": Explain(term="alert message"),
    "show bots": Bots(),
    "what bots do we have": Bots(),
    "setup": Settings(),
    "show allowance": ShowAllowances(what="allowance"),
    "what are our prices": ShowAllowances(what="price"),
    "undo": Undo(),
    "who set the cost": WhoSet(what="settings", thing="cost"),
    "who changed money": WhoSet(what="workspace settings", thing="money"),
    "who set the calling setting": WhoSet(what="workspace settings", thing="calling"),
    "who set this?": WhoSet(),
    "who set the alert": WhoSet(what="alert"),
    "who changed digest 2": WhoSet(what="digest", thing="digest 2"),
    "who linked SalesBot": WhoSet(what="link", bot="SalesBot"),
    # What only begins like it.
    "who used most last week": Question(text="who used most last week"),
    "undo last week": Question(text="undo last week"),
    "hi, how many sessions last week": Question(text="hi, how many sessions last week"),
    "what sessions did we have last week": Question(text="what sessions did we have last week"),
    "explain last week": Question(text="explain last week"),
    "thanks bot last week": Question(text="thanks bot last week"),
    "show bots last week": Question(text="show bots last week"),
}


@pytest.mark.parametrize(("text", "command"), WORDED.items(), ids=lambda value: repr(value)[:40])
def test_whole_sentences_mean_a_command(text: str, command: Command) -> None:
    assert read_command(text) == command


@pytest.mark.parametrize("row", PARAPHRASES.rows, ids=lambda row: row.example)
def test_a_paraphrase_is_the_command_that_is_typed(row: Row) -> None:
    assert read_command(row.example) == read_command(row.value)


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
    "snooze alert 1 for 3 hours": SnoozeAlert(episode="1", until="for 3 hours"),
    "alert snooze 1 until Monday 9am": SnoozeAlert(episode="1", until="until monday 9am"),
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


@pytest.mark.parametrize(("text", "command"), MANAGED.items(), ids=lambda value: repr(value)[:40])
def test_alerts_and_digests_have_the_same_verbs(text: str, command: Command) -> None:
    assert read_command(text) == command


@pytest.mark.parametrize(("text", "command"), READ.items(), ids=lambda value: repr(value)[:40])
def test_commands_are_read(text: str, command: Command) -> None:
    assert read_command(text) == command


REFUSED = {
    "settings approvers @anna": "@Billing settings approvers",
    "approve": "/billing approve SupportBot in #channel",
    "link": "Which bot",
    "link SupportBot": "isn't a bot ID",
    "link st-1a as all": "can't be called",
    f"link st-1a as {'x' * 61}": "at most 60",
    "link st-1/../x as Foo": "isn't a bot ID",
    "unlink": "Which bot",
    "settings colour blue": "no setting",
    "settings zone Atlantis": "no time zone",
    "settings zone": "no setting",
    "settings week friday": "no setting",
    "settings fiscal year": "which month",
    "settings holidays": "no setting",
    "settings fiscal year 15 April": "which month",
    "settings fiscal year April to April": "which month",
    "settings fiscal year April blah": "which month",
    "digests 2": "What about digest 2",
    "allowance last week": "couldn't read",
    "price of last week": "couldn't read",
    "alert when": "What shall I watch",
    "alert 2": "What about it",
    "show alert 2": "What about it",
    "remove all alerts": "one alert at a time",
    "pause all digests": "`/billing digest pause 2`",
    "send alert 2": "`/billing alert test 2`",
    "mute digest 2": "`/billing digest pause 2`",
    "show digest 2": "What about digest 2",
    "alert snooze 1 for a while": "Try `for 3 hours`, `until Monday 9am`",
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


@pytest.mark.parametrize(
    "words",
    ["alerts remove 2", "digests remove 2", "price remove flat", "unlink st-a", "budget remove"],
)
def test_a_removal_with_a_question_mark_is_asked_for_first(words: str) -> None:
    with pytest.raises(UnreadableError, match="nothing has changed yet") as refused:
        read_command(f"{words}?")
    assert refused.value.suggestions == (words,)
    assert stores(words)


def test_each_setting_can_be_asked_who_set_it() -> None:
    for setting in SETTINGS:
        asked = read_command(f"who set the {setting.name} setting")
        assert asked == WhoSet(what=setting.what, thing=setting.name)
    for name, setting in ASKED.items():
        asked = read_command(f"who changed the {name}")
        assert asked == WhoSet(what=setting.what, thing=setting.name)


def test_each_setting_reads_what_it_writes() -> None:
    stored = {*ChannelSettings.model_fields, *WorkspaceSettings.model_fields}
    assert {setting.field for setting in SETTINGS} == stored
    for setting in SETTINGS:
        for word, value, *_ in setting.choices:
            change = setting.to(value)
            assert read_command(f"settings {setting.name} {word}") == change
            assert read_command(f"settings {setting.name} {setting.typed(value)}") == change
    for place in ("DE", "US-CA"):
        again = read_command(f"settings holidays {BY_NAME['holidays'].typed(place)}")
        assert isinstance(again, Settings)
        assert again.resolved().value == place
