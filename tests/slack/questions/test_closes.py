"""A month's close in its thread."""

from slackbot.domain.ask import Thread
from slackbot.domain.closes.pack import Close, number_of
from slackbot.sandbox.blocks.validator import validate_message
from slackbot.slack.questions.closes import closed_month, closed_parent
from tests.fakes import ask
from tests.store.test_closes import pack


def close(replaces: str = "") -> Close:
    content = pack(replaces=replaces)
    body = content.canonical()
    there = Thread(channel="C1", ts="1.2")
    return Close(number=number_of(body), body=body.decode(), pack=content, by="U1", thread=there)


def test_the_parent_leads_with_what_the_month_costs() -> None:
    message = closed_parent(ask(), close())
    assert validate_message(message.simple) == []
    lead = "October 2026 is closed: at least 17.60 USD · at least 320 sessions"
    assert message.text.startswith(lead)


def test_the_thread_has_the_bots_what_is_not_known_and_the_pack() -> None:
    message = closed_month(ask(), close(replaces="ab" * 32))
    assert validate_message(message.simple) == []
    assert message.text.startswith("<@U1> October 2026 is closed.")
    assert "*SupportBot* 16.50 USD · 300 sessions" in message.text
    assert ":warning: Not known: Kore.ai sent nothing for 1 of 3 days of SalesBot" in message.text
    assert f"Pack `{close('ab' * 32).short}` · replaces abababababab" in message.text
