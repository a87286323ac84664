"""A month's close in its thread."""

from datetime import date

from slackbot.domain.ask import Thread
from slackbot.domain.closes.pack import Close, number_of
from slackbot.domain.closes.reconcile import ZoneCount, reconciled
from slackbot.domain.period import Period
from slackbot.domain.query import Unit
from slackbot.sandbox.blocks.validator import validate_message
from slackbot.slack.questions.closes import (
    closed_month,
    closed_parent,
    reconciled_month,
    reconciled_parent,
)
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


def test_a_reconciliation_begins_with_its_answer() -> None:
    month = Period.of_days(date(2026, 10, 1), date(2026, 10, 31), "UTC")
    counts = [ZoneCount("UTC", 41_090, 310), ZoneCount("Asia/Kolkata", 41_185, 310)]
    more = reconciled(41_187, counts, 45)
    parent = reconciled_parent(ask(), more, month, Unit.SESSION)
    detail = reconciled_month(ask(), more, month, Unit.SESSION)
    assert [validate_message(each.simple) for each in (parent, detail)] == [[], []]
    first = "The invoice for October 2026 has 97 sessions (0.2%) more: 41,187 against 41,090."
    assert parent.text.startswith(first)
    assert detail.text.startswith(f"<@U1> {first}")
    assert "+95: its days are counted in UTC+5:30, not in UTC" in detail.text
    assert "+2: unexplained" in detail.text
    fewer = reconciled_month(ask(), reconciled(40_500, counts, 0), month, Unit.SESSION)
    assert "Nothing here explains it. Up to 310 of it may be the month's last hours" in fewer.text
    same = reconciled_month(ask(), reconciled(41_090, counts, 0), month, Unit.SESSION)
    assert same.text.startswith("<@U1> The invoice for October 2026 matches: 41,090 sessions.")
