"""The pages of help: what they show can be typed as it stands, and means what stands behind it."""

import re
from datetime import UTC, datetime
from itertools import chain

import pytest

from slackbot.domain.alerts.rule import AlertRule, Kind
from slackbot.domain.allowance import Allowance, ChannelAllowances
from slackbot.domain.ask import HelpTopic
from slackbot.domain.channel import ChannelBots, LinkedBot
from slackbot.domain.query import Unit
from slackbot.language.alerts.change import read_clauses
from slackbot.language.alerts.commands import CreateAlert, EditAlert
from slackbot.language.alerts.own_allowance import with_allowance
from slackbot.language.alerts.reading import read_alert
from slackbot.language.commands import Help, Question, read_command
from slackbot.language.context import ReadingContext
from slackbot.language.digests.commands import CreateDigest, EditDigest
from slackbot.language.digests.reading import SOME_DIGEST, read_change, read_digest
from slackbot.language.money.allowances import SetAllowance
from slackbot.language.money.prices import SetPrice
from slackbot.slack.questions.help import help_message
from slackbot.slack.questions.help_topics import PAGES

NOW = datetime(2026, 11, 25, 10, tzinfo=UTC)
NAME = "March & Co Bot"
BOTS = ChannelBots(bots=(LinkedBot(id="st-a", name=NAME, linked_by="U1", is_default=True),))
ALLOWANCES = ChannelAllowances(allowances=(Allowance(unit=Unit.SESSION, amount=40_000),))
CONTEXT = ReadingContext(now=NOW, bots=BOTS.bots, allowances=ALLOWANCES)
TOPICS: list[HelpTopic] = ["digests", "alerts", "allowance", "price"]


def typed(topic: HelpTopic) -> list[str]:
    """What a page says to type, as the channel reads it."""
    shown = help_message(BOTS, topic).text.replace("&amp;", "&")
    shown = shown.replace("@anna", "<@U1>")  # as Slack sends it behind a mention
    return re.findall(r"`(?:/billing|@Billing) ([^`]+)`", shown)


def rule(text: str) -> AlertRule:
    """The rule, in a channel that has set an allowance."""
    return read_alert(with_allowance(text, CONTEXT), CONTEXT)


@pytest.mark.parametrize("words", list(chain.from_iterable(map(typed, TOPICS))))
def test_each_example_works_in_the_channel(words: str) -> None:
    match read_command(words):
        case CreateDigest(text=text):
            assert read_digest(text, CONTEXT)
        case EditDigest(text=text, part=part):
            assert read_change(text, SOME_DIGEST, CONTEXT, part=part)
        case CreateAlert(text=text):
            assert rule(text)
        case EditAlert(text=text):
            assert read_clauses(text, CONTEXT)
        case SetAllowance(bot=bot) | SetPrice(bot=bot):
            assert bot in ("", NAME)
        case command:
            assert not isinstance(command, Question)


def test_the_schedules_of_the_digests_are_all_there() -> None:
    texts = [read_command(words) for words in typed("digests")]
    read = [read_digest(each.text, CONTEXT) for each in texts
            if isinstance(each, CreateDigest)]  # fmt: skip
    kinds = {each.schedule.recurrence.kind for each in read}
    assert kinds == {"weekly", "monthly", "nth weekday", "quarterly"}
    assert [each.when_settled for each in read].count(True) == 1


def test_every_kind_of_rule_is_there() -> None:
    texts = [read_command(words) for words in typed("alerts")]
    rules = [rule(each.text) for each in texts if isinstance(each, CreateAlert)]
    assert {rule.kind for rule in rules} == set(Kind)
    assert any(level.mentions for rule in rules for level in rule.levels)


@pytest.mark.parametrize("topic", TOPICS)
def test_a_page_of_help_is_whole(topic: HelpTopic) -> None:
    longest = ChannelBots(bots=(LinkedBot(id="st-a", name="B" * 60, linked_by="U1"),))
    shown = help_message(longest, topic)
    assert "\n\n".join(block["text"]["text"] for block in shown.blocks) == shown.text
    assert len(shown.blocks) == len(PAGES[topic])
    assert "{" not in shown.text


def test_the_short_help_has_five_lines_and_buttons_that_could_be_typed() -> None:
    lines, row = help_message(BOTS).blocks
    shown = lines["text"]["text"].splitlines()
    assert len(shown) == 5
    assert "March &amp; Co Bot" in shown[0]
    for line in shown[:-1]:  # the last one has a made-up id
        assert read_command(line.split("`")[1].removeprefix("/billing "))
    form, *rest = row["elements"]
    assert form["action_id"] == "form:question"
    read = [read_command(each["value"]) for each in rest]
    assert read == [
        Question(text="last week by day"), Help(dates=True),
        *(Help(topic=topic) for topic in ("digests", "alerts", "all")),
    ]  # fmt: skip


def test_without_a_bot_help_begins_with_linking_one() -> None:
    first, *_ = help_message(ChannelBots()).blocks
    assert first["text"]["text"].startswith("*No bots here yet.* Link one: `/billing link st-…")
