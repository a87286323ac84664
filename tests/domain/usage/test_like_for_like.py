"""What still runs is compared with the same part of the other, whatever names it, wherever it is
asked; and hours of a day with the same hours."""

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from slackbot.domain.alerts.checks.rolling import bases
from slackbot.domain.channel import Bot
from slackbot.domain.digests.recurrence import Weekly
from slackbot.domain.digests.schedule import Schedule, next_slot
from slackbot.domain.errors import UnreadableError
from slackbot.domain.period import Period
from slackbot.domain.query import Unit, UsageQuery
from slackbot.domain.usage.bucket import Bucket
from slackbot.domain.usage.comparison import previous_period
from slackbot.domain.usage.fetching.job import SummaryJob, Usage
from slackbot.domain.usage.fetching.routes import EACH_BOT
from slackbot.domain.usage.fetching.split import plan_jobs
from slackbot.domain.usage.report import UsageReport
from slackbot.language.alerts.reading import read_alert
from slackbot.language.context import ANYWHERE, ReadingContext
from slackbot.language.digests.reading import question_at
from slackbot.language.questions.follow_up import read_follow_up
from slackbot.language.questions.reading import read_query
from tests.properties import each_nth

BERLIN, NEW_YORK = "Europe/Berlin", "America/New_York"
NOW = "2026-11-18 14:30"  # a Wednesday
BOT = Bot(id="st-a", name="SupportBot")


def at(moment: str, zone: str = BERLIN) -> datetime:
    return datetime.fromisoformat(moment).replace(tzinfo=ZoneInfo(zone))


def asked(words: str, now: str = NOW, zone: str = BERLIN) -> UsageQuery:
    return read_query(words, ReadingContext(now=at(now, zone), zone=zone))


def followed(words: str, before: str, now: str = NOW, zone: str = BERLIN) -> UsageQuery:
    context = ReadingContext(now=at(now, zone), zone=zone)
    return read_follow_up(words, asked(before, now, zone), context)


def in_digest(words: str, now: str = NOW, zone: str = BERLIN) -> UsageQuery:
    schedule = Schedule(recurrence=Weekly(weekdays=tuple(range(7))), at=at(now).time(), zone=zone)
    slot = next_slot(schedule, at(now, zone) - timedelta(hours=1))
    return question_at(schedule, slot, words, ReadingContext(now=slot.at))


# Of a running period: what names the other one, and which part of that it is compared with.
SAME: dict[str, tuple[tuple[str, ...], str, str]] = {
    "this month": (
        ("last month", "the last month", "previous month", "the month before", "October",
         "last October", "Oct 2026", "2026-10", "1-31 Oct", "1 Oct to 31 Oct", "a month ago",
         "previous period", "the same period last month", "this time last month",
         "the same point last month", "the same part of last month"),
        "2026-10-01", "2026-10-18 14:30"),
    "this month ": (
        ("last year", "this time last year", "same period last year", "same month a year ago",
         "November 2025", "November last year", "2025-11", "2025", "a year ago"),
        "2025-11-01", "2025-11-18 14:30"),
    "month to date": (
        ("September", "two months ago", "the month before last", "1-30 Sep"),
        "2026-09-01", "2026-09-18 14:30"),
    "this quarter": (
        ("last quarter", "the quarter before", "previous quarter", "Q3", "Q3 2026", "2026-Q3",
         "third quarter", "Jul to Sep", "1 Jul to 30 Sep", "a quarter ago", "previous period"),
        "2026-07-01", "2026-08-18 14:30"),
    "this half": (
        ("last half", "the half before", "H1", "first half of 2026", "January to June"),
        "2026-01-01", "2026-05-18 14:30"),
    "this year": (
        ("last year", "the year before", "previous year", "2025", "Jan 2025 to Dec 2025"),
        "2025-01-01", "2025-11-18 14:30"),
    "this week": (
        ("last week", "the week before", "previous week", "W46", "9-15 Nov", "the week of 9 Nov",
         "week ending 15 Nov", "week starting 9 Nov", "a week ago", "previous period"),
        "2026-11-09", "2026-11-11 14:30"),
    "week ending 22 Nov": (
        ("2 weeks ago", "the week before last", "W45", "2-8 Nov"),
        "2026-11-02", "2026-11-04 14:30"),
    "this week ": (
        ("last month", "a month ago", "October", "same week last month"),
        "2026-10-19", "2026-10-21 14:30"),
    "today": (
        ("yesterday", "the day before", "Tuesday", "17 Nov", "a day ago", "previous period",
         "same time yesterday", "this time yesterday"),
        "2026-11-17", "2026-11-17 14:30"),
    "today ": (
        ("last week", "a week ago", "last Wednesday", "11 Nov", "same day last week", "W46"),
        "2026-11-11", "2026-11-11 14:30"),
    "today 9 to 12": (
        ("yesterday", "the day before", "Tuesday", "previous period"),
        "2026-11-17 09:00", "2026-11-17 12:00"),
    "today from 9:00": (
        ("last week", "a week ago", "last Wednesday", "11 Nov"),
        "2026-11-11 09:00", "2026-11-11 14:30"),
}  # fmt: skip
ROWS = [(period.strip(), word, *ends) for period, (words, *ends) in SAME.items() for word in words]


@pytest.mark.parametrize(("period", "other", "start", "end"), ROWS)
def test_the_same_words_are_the_same_window_everywhere(
    period: str, other: str, start: str, end: str
) -> None:
    expected = Period(start=at(start), end=at(end), zone=BERLIN)
    assert asked(f"{period} vs {other}").comparison == expected
    assert asked(f"{period} compared to {other}").comparison == expected
    assert asked(f"compare {period} with {other}").comparison == expected
    assert followed(f"vs {other}", period).comparison == expected
    assert in_digest(f"{period} vs {other}").comparison == expected


@pytest.mark.parametrize("period", SAME)
def test_what_nobody_named_is_what_was_named(period: str) -> None:
    named = asked(f"{period} vs previous period").comparison
    assert previous_period(asked(period)) == named


ALL_OF_IT = [
    "the whole of last quarter", "the whole last quarter", "full last quarter", "full Q3",
    "the entire third quarter", "all of last quarter", "last full quarter", "the complete Q3",
    "last quarter in full", "the whole quarter before", "the whole previous quarter",
]  # fmt: skip


@pytest.mark.parametrize("words", ALL_OF_IT)
def test_all_of_it_is_compared_where_it_is_said(words: str) -> None:
    whole = Period.of_days(at("2026-07-01").date(), at("2026-09-30").date(), BERLIN)
    assert asked(f"this quarter vs {words}").comparison == whole
    assert followed(f"vs {words}", "this quarter").comparison == whole
    assert in_digest(f"this quarter vs {words}").comparison == whole


# The clocks, short months, a leap day and first minutes: what is asked when, where, and its window.
EDGES = {
    "a shorter month": (
        "this month vs February", "2026-03-31 10:00", BERLIN, "2026-02-01", "2026-03-01"),
    "its last date": (
        "this month vs February", "2026-03-28 10:00", BERLIN, "2026-02-01", "2026-02-28 10:00"),
    "a leap day": (
        "this month vs last year", "2028-02-29 10:00", BERLIN, "2027-02-01", "2027-03-01"),
    "a leap day of a year": (
        "this year vs 2027", "2028-02-29 10:00", BERLIN, "2027-01-01", "2027-03-01"),
    "that day itself": (
        "today vs last year", "2028-02-29 10:00", BERLIN, "2027-02-28", "2027-02-28 10:00"),
    "a month before that day": (
        "today vs last month", "2026-03-31 10:00", BERLIN, "2026-02-28", "2026-02-28 10:00"),
    "a quarter with another length": (
        "this quarter vs Q1", "2026-05-31 10:00", BERLIN, "2026-01-01", "2026-03-01"),
    "whole days of a longer month": (
        "1-30 March vs the month before", "2026-04-20 10:00", BERLIN, "2026-02-01", "2026-03-01"),
    "the first minutes of a month": (
        "this month vs last month", "2026-11-01 00:02", BERLIN, "2026-10-01", "2026-10-01 00:02"),
    "the first minutes of a year": (
        "this year vs last year", "2026-01-01 00:02", BERLIN, "2025-01-01", "2025-01-01 00:02"),
    "the last minutes of a year": (
        "this year vs 2025", "2026-12-31 23:58", BERLIN, "2025-01-01", "2025-12-31 23:58"),
    "the clocks of Berlin go back": (
        "today vs yesterday", "2026-10-25 14:30", BERLIN, "2026-10-24", "2026-10-24 14:30"),
    "the day after": (
        "today vs yesterday", "2026-10-26 14:30", BERLIN, "2026-10-25", "2026-10-25 14:30"),
    "the clocks of Berlin go on": (
        "this week vs last week", "2026-03-29 14:30", BERLIN, "2026-03-16", "2026-03-22 14:30"),
    "the clocks of New York go back": (
        "today vs yesterday", "2026-11-01 14:30", NEW_YORK, "2026-10-31", "2026-10-31 14:30"),
    "the clocks of New York go on": (
        "this month vs Feb", "2026-03-08 14:30", NEW_YORK, "2026-02-01", "2026-02-08 14:30"),
    "a time that was skipped": (
        "today vs 8 March", "2026-03-09 02:30", NEW_YORK, "2026-03-08", "2026-03-08 03:30"),
    "hours that the clocks show twice": (
        "today 0:00 to 3:00 vs yesterday", "2026-10-26 04:30", BERLIN,
        "2026-10-25", "2026-10-25 03:00"),
    "a zone off the hour": (
        "this month vs last month", NOW, "Asia/Kolkata", "2026-10-01", "2026-10-18 14:30"),
    "a night": (
        "17 Nov 22:00 to 18 Nov 2:00 vs Monday", NOW, BERLIN,
        "2026-11-16 22:00", "2026-11-17 02:00"),
    "more than there is": ("this year vs last month", NOW, BERLIN, "2026-10-01", "2026-11-01"),
    "what it overlaps": ("this week vs last 7 days", NOW, BERLIN, "2026-11-11", "2026-11-18"),
    "days of another length": (
        "this week vs 1-5 Nov", NOW, BERLIN, "2026-11-01", "2026-11-03 14:30"),
    "what is over": ("last week vs October", NOW, BERLIN, "2026-10-01", "2026-11-01"),
    "the last hours": (
        "last 3 hours vs the 3 hours before", NOW, BERLIN, "2026-11-18 08:30", "2026-11-18 11:30"),
    "the last hours, beside a day": (
        "last 3 hours vs yesterday", NOW, BERLIN, "2026-11-17 11:30", "2026-11-17 14:30"),
    "a weekend": (
        "last weekend vs the weekend before", NOW, BERLIN, "2026-11-07", "2026-11-09"),
    "a weekend that runs": (
        "this weekend vs the weekend before", "2026-11-22 14:30", BERLIN,
        "2026-11-14", "2026-11-15 14:30"),
    "the hour before": (
        "last hour vs the hour before", NOW, BERLIN, "2026-11-18 12:30", "2026-11-18 13:30"),
}  # fmt: skip


@pytest.mark.parametrize(("words", "now", "zone", "start", "end"), EDGES.values(), ids=EDGES.keys())
def test_at_the_edges(words: str, now: str, zone: str, start: str, end: str) -> None:
    expected = Period(start=at(start, zone), end=at(end, zone), zone=zone)
    assert asked(words, now, zone).comparison == expected


# A change that an alert watches is of whole windows, and against those that a question names.
ALERTS = {
    "when sessions are up 30 % on last week": "last week vs the week before",
    "when sessions are up 30 % on last month": "last month vs the month before",
    "when sessions are up 30 % on the day before": "yesterday vs the day before",
}


@pytest.mark.parametrize(("rule", "question"), ALERTS.items())
def test_an_alert_compares_what_a_question_does(rule: str, question: str) -> None:
    query = asked(question)
    found = next(bases(read_alert(rule, replace(ANYWHERE, zone=BERLIN)), query.period))
    assert found == query.comparison == previous_period(asked(question.split(" vs ")[0]))


def one_an_hour(job: SummaryJob) -> Usage:
    buckets = tuple(Bucket(BOT.id, start, {Unit.SESSION: 1}) for start in job.starts())
    return Usage(job=job, buckets=buckets, report_ids=(), fetched_at=job.end)


@pytest.mark.parametrize("minute", each_nth(3, [0, 1, 29, 30, 31, 59]))
@pytest.mark.parametrize(
    "zone", each_nth(3, [BERLIN, NEW_YORK, "UTC", "Asia/Kolkata", "Asia/Kathmandu"])
)
@pytest.mark.parametrize(
    "words",
    ["today", "this week vs last week", "this month vs June", "this quarter vs Q3 2025",
     "this hour", "today from 9:00", "this week vs last year", "this year vs last year"],
)  # fmt: skip
def test_figures_are_of_as_many_hours(words: str, zone: str, minute: int) -> None:
    """Each hour counts for one: the one that runs, and its counterpart, too."""
    now = f"2026-09-16 14:{minute:02}" if minute or words != "this hour" else "2026-09-16 14:05"
    query = asked(words, now, zone)
    before = query.comparison or previous_period(query)
    jobs = plan_jobs(query, (BOT,), routes=EACH_BOT, asked_at=at(now, zone), before=before)
    assert all(each.minute == 0 for job in jobs for each in (job.start, job.end))
    if not all(job.grain == "hour" for job in jobs):
        return
    report = UsageReport.of(query, (BOT,), map(one_an_hour, jobs), before=before)
    assert report.previous
    assert report.previous.counts[Unit.SESSION] == report.total.counts[Unit.SESSION]


def test_a_week_that_has_not_ended_is_this_one() -> None:
    for words in ("week ending 22 Nov", "w/e 22 Nov", "week ending the 22nd", "week ending Nov 22"):
        query, this = asked(words), asked("this week")
        assert (query.period, query.running) == (this.period, True)
    assert asked("week ending 22 Nov", "2026-11-15 23:59").period.end < at("2025-11-24")
    assert asked("week ending 3 Jan", "2026-12-30 09:00").period.start == at("2026-12-28")


def test_another_zone_than_the_thread_s_needs_a_period() -> None:
    with pytest.raises(UnreadableError, match="counts days in Europe/Berlin"):
        followed("vs last month in UTC", "this month")
    assert followed("vs last month in Berlin", "this month") == followed(
        "vs last month", "this month"
    )
