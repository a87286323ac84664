"""The clauses beside the period, in any order, and what is kept of a question."""

from typing import Any

import pytest

from slackbot.domain.errors import UnreadableError
from slackbot.domain.query import UsageQuery
from slackbot.language.questions.documented_forms import CLAUSES
from tests.language.questions.asking import NOW, ask, window

CHANNEL = ("SupportBot", "March Madness Bot", "Sessions", "Yesterday Bot", "March", "HR", "Bot 2")

FILTERS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("sessions last week by day for SupportBot",
     {"units": ["session"], "grouping": "day", "bots": ["SupportBot"]}),
    ("for SupportBot by day sessions last week",
     {"units": ["session"], "grouping": "day", "bots": ["SupportBot"]}),
    ("by week last quarter", {"grouping": "week"}),
    ("monthly this year", {"grouping": "month"}),
    ("month by month this year", {"grouping": "month"}),
    ("day-by-day breakdown of last week", {"grouping": "day"}),
    ("broken down by week, last quarter", {"grouping": "week"}),
    ("hourly for yesterday", {"grouping": "hour"}),
    ("convos last week", {"units": ["conversation"]}),
    ("how many alerts were there last month?", {"units": ["alert"]}),
    ("proactive messages last month", {"units": ["proactive"]}),
    ("sessions, requests and conversations for Q3",
     {"units": ["session", "request", "conversation"]}),
    ("top 5 bots last month", {"top": 5}),
    ("top five last month as a csv file", {"top": 5, "csv": True}),
    ("export last month", {"csv": True}),
    ("last month, by day, for SupportBot, as csv", {"csv": True, "bots": ["SupportBot"]}),
    ("only for me last month", {"private": True}),
    ("fresh last month", {"fresh": True}),
    ("sessions/requests last month", {"units": ["session", "request"]}),
    ("hey team, tell us about last month as the csv", {"csv": True}),
    ("last month,by day;csv", {"csv": True, "grouping": "day"}),
    ("1 Nov thru 15 Nov inclusive", {"grouping": None}),
    ("for all last month", {"all_bots": True}),
    ("for everything last month", {"all_bots": True}),
    ("report of all bots for october", {"all_bots": True}),
    ("for SupportBot, HR Bot and Foo last week", {"bots": ["SupportBot", "HR Bot", "Foo"]}),
    ('for "HR", "Last Week Bot" yesterday', {"bots": ["HR", "Last Week Bot"]}),
    ("'SupportBot' last week", {"bots": ["SupportBot"]}),
    ("“Support Bot” last week", {"bots": ["Support Bot"]}),
    ("for st-12ab34cd-5678 last month", {"bots": ["st-12ab34cd-5678"]}),
    ("for the Payroll Assistant bot last month", {"bots": ["Payroll Assistant bot"]}),
    ("for Bot2 last week", {"bots": ["Bot2"]}),
    ("for Ünïcödé last week", {"bots": ["Ünïcödé"]}),
    ("SupportBot usage last week", {"bots": ["SupportBot"]}),
    ("can you show me last week's usage for Helper please?", {"bots": ["Helper"]}),
)  # fmt: skip

KNOWN: tuple[tuple[str, dict[str, Any], bool], ...] = (
    ("march madness bot last week", {"bots": ["March Madness Bot"]}, True),
    ("sessions for march madness bot by day",
     {"bots": ["March Madness Bot"], "units": ["session"]}, False),
    ("sessions for Sessions", {"bots": ["Sessions"], "units": ["session"]}, False),
    ("Sessions last week", {"bots": [], "units": ["session"]}, True),
    ("for Yesterday Bot yesterday", {"bots": ["Yesterday Bot"]}, True),
    ("for March last week", {"bots": ["March"]}, True),
    ("for Yesterday Bot", {"bots": ["Yesterday Bot"]}, False),
    ("for bot 2 last week", {"bots": ["Bot 2"]}, True),
    ("what did supportbot use last week", {"bots": ["SupportBot"]}, True),
    ("in March", {"bots": []}, True),
    ('"march" last week', {"bots": ["March"]}, True),
)  # fmt: skip

COMPARED = (
    ("last month vs the month before", "Tue 1 Sep – Wed 30 Sep 2026"),
    ("last month compared to the previous month", "Tue 1 Sep – Wed 30 Sep 2026"),
    ("Q3 v Q2", "Wed 1 Apr – Tue 30 Jun 2026"),
    ("how does last month stack up against last year", "Wed 1 Oct – Fri 31 Oct 2025"),
    ("last month compared to last year", "Wed 1 Oct – Fri 31 Oct 2025"),
    ("last week vs last year", "Mon 17 Nov – Sun 23 Nov 2025"),
    ("last week compared to the week before", "Mon 9 Nov – Sun 15 Nov 2026"),
    ("this week vs last week", "Mon 16 Nov 2026, 00:00 – Tue 17 Nov 2026, 12:30"),
    ("yesterday vs the week before", "Mon 16 Nov 2026"),
    ("yesterday vs same day last week", "Mon 16 Nov 2026"),
    ("Q3 vs Q2", "Wed 1 Apr – Tue 30 Jun 2026"),
    ("March vs March 2025", "Sat 1 Mar – Mon 31 Mar 2025"),
    ("1-15 March vs previous period", "Sat 14 Feb – Sat 28 Feb 2026"),
    ("last weekend vs previous period", "Sat 14 Nov – Sun 15 Nov 2026"),
    ("last 7 days vs previous 7 days", "Tue 10 Nov – Mon 16 Nov 2026"),
    ("last 7 days vs the 7 days before", "Tue 10 Nov – Mon 16 Nov 2026"),
    ("this month vs previous period", "Thu 1 Oct 2026, 00:00 – Sat 24 Oct 2026, 12:30"),
    ("last month yoy", "Wed 1 Oct – Fri 31 Oct 2025"),
    ("difference between October and September", "Tue 1 Sep – Wed 30 Sep 2026"),
    ("the diff between October and September by day", "Tue 1 Sep – Wed 30 Sep 2026"),
    ("compare last week with last year", "Mon 17 Nov – Sun 23 Nov 2025"),
    ("compare last week to the week before", "Mon 9 Nov – Sun 15 Nov 2026"),
    ("last 6 hours vs previous period", "Tue 24 Nov 2026, 00:30 – 06:30"),
)

OTHERS = (
    ("last week", "last 7 days"),
    ("last month", "last 30 days"),
    ("last 7 days", "last 7 days including today"),
    ("last 3 months", "rolling 3 months"),
    ("3/4/2026", "Fri 3 Apr 2026 (UTC)"),
    ("yesterday from 14:00", "since yesterday 14:00"),
    ("monday to friday", "monday to friday last week"),
    ("last week in Asia/Tokyo", "last 7 days (Asia/Tokyo)"),
)

CORRECTED = (
    ("yesteday", "read yesteday as yesterday", "Mon 23 Nov 2026"),
    ("febuary", "read febuary as february", "Sun 1 Feb – Sat 28 Feb 2026"),
    ("last mnth", "read mnth as month", "Thu 1 Oct – Sat 31 Oct 2026"),
    ("last qaurter", "read qaurter as quarter", "Wed 1 Jul – Wed 30 Sep 2026"),
    ("lastweek", "read lastweek as last week", "Mon 16 Nov – Sun 22 Nov 2026"),
    ("sesions last week", "read sesions as sessions", "Mon 16 Nov – Sun 22 Nov 2026"),
)


@pytest.mark.parametrize(("words", "fields"), FILTERS)
def test_filters(words: str, fields: dict[str, Any]) -> None:
    made = ask(words).model_dump(mode="json")
    assert {name: made[name] for name in fields} == fields


@pytest.mark.parametrize("clause", CLAUSES, ids=lambda clause: clause.words)
def test_filters_of_the_page(clause: Any) -> None:
    for words in (clause.words, f"last week {clause.words}", f"{clause.words} last week"):
        query = ask(words)
        assert UsageQuery.model_validate({**query.model_dump(), **clause.fields}) == query


@pytest.mark.parametrize(("words", "fields", "stated"), KNOWN)
def test_names_that_the_channel_knows(words: str, fields: dict[str, Any], stated: bool) -> None:
    query = ask(words, names=CHANNEL)
    made = query.model_dump(mode="json")
    assert {name: made[name] for name in fields} == fields
    assert query.stated is stated


def test_a_month_that_is_a_name_too_offers_the_bot() -> None:
    query = ask("sessions for March", names=CHANNEL)
    assert query.bots == ()
    assert [each.words for each in query.other_readings] == ['for "March"']
    assert ask('for "March"', names=CHANNEL).period == query.other_readings[0].period


@pytest.mark.parametrize(("words", "expected"), COMPARED)
def test_comparisons(words: str, expected: str) -> None:
    comparison = ask(words).comparison
    assert comparison is not None
    assert comparison.describe() == f"{expected} (UTC)"


@pytest.mark.parametrize(
    "words",
    ["H1 vs H2 2025", "October 2025 vs September", "last week vs last week", "last month wow",
     "last month vs", "last 7 days vs previous 5 days", "1-15 March 2025 vs 1-15 April"],
)  # fmt: skip
def test_comparisons_that_could_mean_two_things_are_refused(words: str) -> None:
    with pytest.raises(UnreadableError):
        ask(words)


@pytest.mark.parametrize(("words", "other"), OTHERS)
def test_other_readings_are_kept_and_say_what_they_are(words: str, other: str) -> None:
    readings = {each.words: each.period for each in ask(words).other_readings}
    assert other in readings
    assert ask(other).period == readings[other] != ask(words).period


@pytest.mark.parametrize(("words", "line", "expected"), CORRECTED)
def test_slips_in_long_words_are_mended_and_said(words: str, line: str, expected: str) -> None:
    assert window(words) == expected
    assert ask(words).corrections == (line,)


@pytest.mark.parametrize(
    "words", ["'febuary' last week", 'for "Yesteday" last week', "for Sundae last week"]
)
def test_names_are_never_mended(words: str) -> None:
    assert ask(words).corrections == ()
    assert window(words) == "Mon 16 Nov – Sun 22 Nov 2026"


@pytest.mark.parametrize("words", ["", "   ", "usage", "by day", "for SupportBot", "sessions?"])
def test_without_a_period_it_is_the_month_to_date(words: str) -> None:
    query = ask(words)
    assert not query.stated
    assert query.running
    assert window(words) == "Sun 1 Nov 2026 – now"


@pytest.mark.parametrize(
    ("words", "running"),
    [("today", True), ("this month", True), ("last month", False), ("last 24 hours", False),
     ("yesterday", False), ("20-30 November", True), ("since Monday", True)],
)  # fmt: skip
def test_a_period_that_has_not_ended_is_running(words: str, running: bool) -> None:
    query = ask(words)
    assert query.running is running
    assert query.period.end <= NOW


def test_the_text_decides_slashed_dates_for_the_whole_sentence() -> None:
    assert window("01/03/2026-15/03/2026") == "Sun 1 Mar – Sun 15 Mar 2026"
    assert window("3/4", locale="en-GB") == "Fri 3 Apr 2026"
    assert window("3/4", locale="en-US") == "Wed 4 Mar 2026"
