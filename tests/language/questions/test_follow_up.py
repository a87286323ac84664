"""A follow-up changes what it says, and nothing else."""

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from slackbot.domain.channel import Bot
from slackbot.domain.errors import UnreadableError
from slackbot.domain.period import Period
from slackbot.domain.query import Grouping, Unit, UsageQuery
from slackbot.domain.usage.comparison import previous_period
from slackbot.domain.usage.fetching.routes import EACH_BOT
from slackbot.domain.usage.fetching.split import plan_jobs
from slackbot.language.context import ReadingContext, named
from slackbot.language.questions.follow_up import read_follow_up
from slackbot.language.questions.reading import read_query

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
ZONE = "Europe/Berlin"


def days(first: str, last: str) -> Period:
    return Period.of_days(date.fromisoformat(first), date.fromisoformat(last), ZONE)


def asked(words: str, now: datetime = NOW) -> UsageQuery:
    return read_query(words, context(now))


def then(words: str, before: UsageQuery, now: datetime = NOW) -> UsageQuery:
    return read_follow_up(words, before, context(now))


def context(now: datetime) -> ReadingContext:
    return ReadingContext(now=now, zone=ZONE, bots=named(("SupportBot", "SalesBot")))


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
    "by bot": {"by_bot": True},
    "by bot and week": {"by_bot": True, "grouping": Grouping.WEEK},
    "without SalesBot": {"excluded": ("SalesBot",), "all_bots": False},
    "for SalesBot": {"bots": ("SalesBot",), "all_bots": False},
    "the same but for SalesBot": {"bots": ("SalesBot",), "all_bots": False},
    "what about SalesBot?": {"bots": ("SalesBot",), "all_bots": False},
    "and the week before?": {"period": days("2026-11-02", "2026-11-08"), "comparison": None},
    "and the month before": {"period": days("2026-10-12", "2026-10-18"), "comparison": None},
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
    assert then("vs last month", once) == then("vs last month", BEFORE)


def at(said: str) -> datetime:
    """A moment on the wall clock of ZONE."""
    return datetime.fromisoformat(said).replace(tzinfo=ZoneInfo(ZONE))


# What was asked on Tuesday 24 November at 10:30, when it is followed up, and what that is about:
# its end, and whether it runs still.
LATER = {
    "a month that runs still": ("this month", "2026-11-27 08:15", "2026-11-27 08:15", True),
    "the month to date": ("by week", "2026-11-27 08:15", "2026-11-27 08:15", True),
    "a month that is over": ("this month", "2026-12-02 08:15", "2026-12-01", False),
    "a month to date that is over": ("by week", "2026-12-02 08:15", "2026-12-01", False),
    "a month that has just ended": ("this month", "2026-12-01 00:00:01", "2026-12-01", False),
    "a week that is over": ("this week", "2026-11-30 08:15", "2026-11-30", False),
    "a day that is over": ("today", "2026-11-25 08:15", "2026-11-25", False),
    "days whose end was named": ("20-26 Nov", "2026-11-28 08:15", "2026-11-27", False),
    "what has no end": ("since 1 Nov", "2026-12-02 08:15", "2026-12-02 08:15", True),
    "what was over when it was asked": ("last week", "2026-11-27", "2026-11-23", False),
    "hours up to its now": ("last 3 hours", "2026-11-27", "2026-11-24 10:30", False),
}


@pytest.mark.parametrize(("words", "later", "end", "runs"), LATER.values(), ids=LATER.keys())
def test_what_ran_goes_on(words: str, later: str, end: str, runs: bool) -> None:
    before = asked(words)
    query = then("by day as csv", before, at(later))
    assert (query.period.start, query.period.end) == (before.period.start, at(end))
    assert query.running is runs
    assert query.until == (before.until if runs else None)
    assert query.stated is (before.stated or not runs)


@pytest.mark.parametrize("words", ["this month", "today", "by week", "since 1 Nov"])
def test_no_hour_is_asked_for_as_a_part(words: str) -> None:
    later = at("2026-11-24 17:20")
    query = then("by hour", asked(words), later)
    bots = (Bot(id="st-a", name="SupportBot"),)
    before = previous_period(query)
    for job in plan_jobs(query, bots, routes=EACH_BOT, asked_at=later, before=before):
        assert (job.start.minute, job.end.minute, job.end.second) == (0, 0, 0)
        assert job.end in (before.end, at("2026-11-24 18:00"))


def test_one_day_after_the_other() -> None:
    query = asked("this week")
    for day in (25, 26, 27):
        query = then("by day", query, at(f"2026-11-{day} 09:00"))
        assert query.period.end == at(f"2026-11-{day} 09:00")
    assert then("by day", query, at("2026-12-05 09:00")).period == days("2026-11-23", "2026-11-29")


# What the running month is compared with, and that comparison two days later.
BESIDE = {
    "the same part of another": ("vs the month before", "2026-10-01", "2026-10-26 10:30"),
    "the same, by its name": ("vs last month", "2026-10-01", "2026-10-26 10:30"),
    "a whole one": ("vs full last month", "2026-10-01", "2026-11-01"),
    "some days": ("vs 1-7 Sep", "2026-09-01", "2026-09-08"),
}


@pytest.mark.parametrize(("words", "start", "end"), BESIDE.values(), ids=BESIDE.keys())
def test_what_it_is_compared_with_goes_on_beside_it(words: str, start: str, end: str) -> None:
    query = then("by day", asked(f"this month {words}"), at("2026-11-26 10:30"))
    assert query.comparison == Period(start=at(start), end=at(end), zone=ZONE)


def test_words_for_a_running_period_are_read_anew() -> None:
    later = NOW.replace(day=27)
    assert then("this month by day", asked("this month"), later).period.end == later


def test_what_was_taken_for_granted_stays_so() -> None:
    before = asked("by day")
    assert not before.stated
    assert not then("by hour", before).stated
    assert then("last week", before).stated


@pytest.mark.parametrize("words", ["frobnicate", "and the fortnight after", 'for "', "x" * 499])
def test_what_cannot_be_read_is_refused_and_nothing_is_guessed(words: str) -> None:
    with pytest.raises(UnreadableError):
        then(words, BEFORE)
