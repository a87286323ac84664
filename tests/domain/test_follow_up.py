"""A follow-up changes what it says, and nothing else."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from slackbot.domain.errors import UnreadableError
from slackbot.domain.follow_up import read_follow_up
from slackbot.domain.grammar.reading import read_query
from slackbot.domain.period import Period
from slackbot.domain.query import Grouping, Unit, UsageQuery

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
ZONE = "Europe/Berlin"


def days(first: str, last: str) -> Period:
    return Period.of_days(date.fromisoformat(first), date.fromisoformat(last), ZONE)


def asked(words: str, now: datetime = NOW) -> UsageQuery:
    return read_query(words, now=now, zone=ZONE, locale="en-US", names=("SupportBot", "SalesBot"))


def then(words: str, before: UsageQuery, now: datetime = NOW) -> UsageQuery:
    return read_follow_up(
        words,
        before,
        now=now,
        zone=ZONE,
        locale="en-US",
        week_start="monday",
        names=("SupportBot", "SalesBot"),
    )


BEFORE = asked("9-15 Nov vs 5-11 Oct by day top 5 for all sessions")

CHANGES: dict[str, dict[str, Any]] = {
    "by hour": {"grouping": Grouping.HOUR},
    "by hour?": {"grouping": Grouping.HOUR},
    "and by week": {"grouping": Grouping.WEEK},
    "as csv": {"csv": True},
    "also as csv": {"csv": True},
    "fresh": {"fresh": True},
    "privately": {"private": True},
    "top 3": {"top": 3},
    "conversations": {"units": (Unit.CONVERSATION,)},
    "for SalesBot": {"bots": ("SalesBot",), "all_bots": False},
    "what about SalesBot?": {"bots": ("SalesBot",), "all_bots": False},
    "and the week before?": {"period": days("2026-11-02", "2026-11-08"), "comparison": None},
    "and the month before": {"period": days("2026-10-09", "2026-10-15"), "comparison": None},
    "1-7 Sep": {"period": days("2026-09-01", "2026-09-07"), "comparison": None},
    "now vs 1-7 Sep": {"comparison": days("2026-09-01", "2026-09-07")},
    "by hour for SalesBot as csv": {
        "grouping": Grouping.HOUR,
        "bots": ("SalesBot",),
        "all_bots": False,
        "csv": True,
    },
}


@pytest.mark.parametrize("words", CHANGES)
def test_all_else_is_kept(words: str) -> None:
    assert then(words, BEFORE) == BEFORE.model_copy(update=CHANGES[words])


def test_one_follows_another() -> None:
    query = asked("last week for SalesBot").model_copy(update={"other_readings": ()})
    for words in ("by hour", "and the week before?", "sessions", "as csv", "by day"):
        query = then(words, query)
    assert query == asked("9-15 Nov by day sessions for SalesBot")


@pytest.mark.parametrize("words", ["as csv", "fresh", "privately"])
def test_how_it_was_answered_is_not_kept(words: str) -> None:
    once = then(words, BEFORE)
    assert then("sessions", once) == BEFORE


def test_words_for_a_running_period_are_read_anew_and_what_is_kept_stands() -> None:
    later = NOW.replace(day=27)
    before = asked("this month")
    assert then("by day", before, later).period == before.period
    assert then("this month by day", before, later).period.end == later


def test_what_was_taken_for_granted_stays_so() -> None:
    before = asked("by day")
    assert not before.stated
    assert not then("by hour", before).stated
    assert then("last week", before).stated


@pytest.mark.parametrize("words", ["frobnicate", "and the fortnight after", 'for "', "x" * 499])
def test_what_cannot_be_read_is_refused_and_nothing_is_guessed(words: str) -> None:
    with pytest.raises(UnreadableError):
        then(words, BEFORE)
