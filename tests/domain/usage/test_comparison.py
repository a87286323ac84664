"""The period before: of the same length and kind, on the wall clock, whatever its clocks do."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from slackbot.domain.period import Period
from slackbot.domain.query import Unit
from slackbot.domain.usage.comparison import (
    FLOOR,
    Change,
    changes,
    format_before,
    format_lengths,
    previous_period,
)
from slackbot.language.context import ReadingContext
from slackbot.language.questions.reading import read_query

BERLIN = "Europe/Berlin"
TUESDAY = "2026-11-24 10:31"


def local(moment: str, zone: str) -> datetime:
    return datetime.fromisoformat(moment).replace(tzinfo=ZoneInfo(zone))


def before(words: str, now: str, zone: str, fold: int = 0) -> Period:
    """The period before the one that `words` mean at `now`, on that zone's wall clock."""
    moment = local(now, zone).replace(fold=fold)
    return previous_period(read_query(words, ReadingContext(now=moment, zone=zone)))


WHOLE = {
    "a month, though longer": ("March", BERLIN, "Sun 1 Feb – Sat 28 Feb 2026"),
    "a month, though shorter": ("February", BERLIN, "Thu 1 Jan – Sat 31 Jan 2026"),
    "January": ("January", BERLIN, "Mon 1 Dec – Wed 31 Dec 2025"),
    "a quarter": ("Q3", BERLIN, "Wed 1 Apr – Tue 30 Jun 2026"),
    "a quarter over New Year": ("Q1", BERLIN, "Wed 1 Oct – Wed 31 Dec 2025"),
    "three months": ("last 3 months", BERLIN, "Fri 1 May – Fri 31 Jul 2026"),
    "two quarters": ("last 2 quarters", BERLIN, "Wed 1 Oct 2025 – Tue 31 Mar 2026"),
    "a leap year before": ("2025", BERLIN, "Mon 1 Jan – Tue 31 Dec 2024"),
    "a week": ("last week", BERLIN, "Mon 9 Nov – Sun 15 Nov 2026"),
    "a week with a 25-hour day": ("26 Oct to 1 Nov", BERLIN, "Mon 19 Oct – Sun 25 Oct 2026"),
    "a week before one": ("19-25 Oct", BERLIN, "Mon 12 Oct – Sun 18 Oct 2026"),
    "the day after a 23-hour one": ("30 March", BERLIN, "Sun 29 Mar 2026"),
    "the day after one without midnight": ("25 April", "Africa/Cairo", "Fri 24 Apr 2026"),
    "a weekend": ("last weekend", BERLIN, "Sat 14 Nov – Sun 15 Nov 2026"),
    "a weekend of dates": ("21-22 Nov", BERLIN, "Sat 14 Nov – Sun 15 Nov 2026"),
    "a weekend of 47 hours": ("28-29 March", BERLIN, "Sat 21 Mar – Sun 22 Mar 2026"),
    "Monday to Friday": ("16-20 Nov", BERLIN, "Mon 9 Nov – Fri 13 Nov 2026"),
    "Friday to Sunday": ("20-22 Nov", BERLIN, "Tue 17 Nov – Thu 19 Nov 2026"),
    "Monday to Thursday": ("16-19 Nov", BERLIN, "Thu 12 Nov – Sun 15 Nov 2026"),
    "a Saturday": ("21 Nov", BERLIN, "Fri 20 Nov 2026"),
    "half a month": ("1-15 Nov", BERLIN, "Sat 17 Oct – Sat 31 Oct 2026"),
    "days in a zone off the hour": ("last 7 days", "Asia/Kolkata", "Tue 10 Nov – Mon 16 Nov 2026"),
    "days of 24.5 hours": ("6-7 April", "Australia/Lord_Howe", "Sat 4 Apr – Sun 5 Apr 2026"),
}


@pytest.mark.parametrize(("words", "zone", "said"), WHOLE.values(), ids=WHOLE.keys())
def test_before_whole_days(words: str, zone: str, said: str) -> None:
    assert before(words, TUESDAY, zone).describe() == f"{said} ({zone})"


ELAPSED = {
    "an hour of a day": ("24 Nov 9:00 to 10:00", "2026-11-23 09:00", "2026-11-23 10:00"),
    "the last hour, to the minute": ("last hour", "2026-11-24 08:31", "2026-11-24 09:31"),
    "24 hours": ("last 24 hours", "2026-11-22 10:31", "2026-11-23 10:31"),
    "hours over midnight": ("23 Nov 20:00 to 24 Nov 2:00", "2026-11-22 20:00", "2026-11-23 02:00"),
    "more than a day": ("22 Nov 9:00 to 23 Nov 17:00", "2026-11-21 01:00", "2026-11-22 09:00"),
    "a morning, from its midnight": ("23 Nov 0:00 to 6:00", "2026-11-22 00:00", "2026-11-22 06:00"),
    "to noon": ("yesterday 9 to 12", "2026-11-22 09:00", "2026-11-22 12:00"),
    "24 hours that run": ("rolling 24 hours", "2026-11-22 10:31", "2026-11-23 10:31"),
}


@pytest.mark.parametrize(("words", "start", "end"), ELAPSED.values(), ids=ELAPSED.keys())
def test_before_anything_else(words: str, start: str, end: str) -> None:
    expected = Period(start=local(start, BERLIN), end=local(end, BERLIN), zone=BERLIN)
    assert before(words, TUESDAY, BERLIN) == expected


def test_hours_of_a_day_are_those_of_the_wall_clock() -> None:
    """Ten hours of it on the day before one of 25, on which they take eleven."""
    ten = before("25 Oct 0:00 to 10:00", TUESDAY, BERLIN)
    assert ten.start == local("2026-10-24 00:00", BERLIN)
    assert ten.end - ten.start == timedelta(hours=10)


def test_hours_counted_back_from_now_are_elapsed_ones() -> None:
    """Seven hours before 03:10, in a night in which the clocks go back, begin at 21:10."""
    seven = before("last 7 hours", "2026-10-25 10:10", BERLIN)
    assert seven.start == local("2026-10-24 21:10", BERLIN)
    assert seven.end - seven.start == timedelta(hours=7)


RUNNING = {
    "a month": ("this month", TUESDAY, BERLIN, "2026-10-01 00:00", "2026-10-24 10:31"),
    "no words at all": ("", TUESDAY, BERLIN, "2026-10-01 00:00", "2026-10-24 10:31"),
    "no words, on the first": ("", "2026-11-01 10:31", BERLIN, "2026-10-01", "2026-10-01 10:31"),
    "before half past": (
        "this month", "2026-11-24 10:29", BERLIN, "2026-10-01", "2026-10-24 10:29"),
    "a date that February lacks": (
        "this month", "2026-03-31 10:00", BERLIN, "2026-02-01", "2026-03-01"),
    "its last date in February": (
        "this month", "2026-03-28 10:00", BERLIN, "2026-02-01", "2026-02-28 10:00"),
    "the 29th, in a leap year": (
        "this month", "2028-03-29 10:00", BERLIN, "2028-02-01", "2028-02-29 10:00"),
    "a month over New Year": (
        "this month", "2026-01-07 09:00", BERLIN, "2025-12-01", "2025-12-07 09:00"),
    "a week": ("this week", TUESDAY, BERLIN, "2026-11-16", "2026-11-17 10:31"),
    "since its Monday": ("since Monday", TUESDAY, BERLIN, "2026-11-16", "2026-11-17 10:31"),
    "a day": ("today", TUESDAY, BERLIN, "2026-11-23", "2026-11-23 10:31"),
    "a day's first minutes": (
        "today", "2026-11-24 00:05", BERLIN, "2026-11-23", "2026-11-23 00:05"),
    "a day's last minutes": (
        "today", "2026-11-24 23:45", BERLIN, "2026-11-23", "2026-11-23 23:45"),
    "a quarter": ("this quarter", TUESDAY, BERLIN, "2026-07-01", "2026-08-24 10:31"),
    "a quarter in its third month": (
        "this quarter", "2026-05-31 10:00", BERLIN, "2026-01-01", "2026-03-01"),
    "half a year": ("this half", TUESDAY, BERLIN, "2026-01-01", "2026-05-24 10:31"),
    "a year": ("this year", TUESDAY, BERLIN, "2025-01-01", "2025-11-24 10:31"),
    "a year that began as a quarter did": (
        "this year", "2028-02-29 10:00", BERLIN, "2027-01-01", "2027-03-01"),
    "a week on its first day": (
        "this week", "2026-11-23 11:00", BERLIN, "2026-11-16", "2026-11-16 11:00"),
    "a weekend that runs": (
        "this weekend", "2026-11-22 10:31", BERLIN, "2026-11-14", "2026-11-15 10:31"),
    "a weekend on its Saturday": (
        "this weekend", "2026-11-21 10:31", BERLIN, "2026-11-14", "2026-11-14 10:31"),
    "Monday to Friday that runs": (
        "23-27 Nov", TUESDAY, BERLIN, "2026-11-16", "2026-11-17 10:31"),
    "the first day of a week": (
        "today", "2026-11-23 11:00", BERLIN, "2026-11-22", "2026-11-22 11:00"),
    "a month that nobody named": ("", "2026-06-01 11:00", BERLIN, "2026-05-01", "2026-05-01 11:00"),
    "days of no unit": ("since 13 Nov", TUESDAY, BERLIN, "2026-11-01", "2026-11-12 10:31"),
    "days cut short": ("1-30 Nov", TUESDAY, BERLIN, "2026-10-01", "2026-10-24 10:31"),
    "a time that was skipped": (
        "today", "2026-03-30 02:31", BERLIN, "2026-03-29", "2026-03-29 03:31"),
    "a time that came twice": (
        "today", "2026-10-26 02:31", BERLIN, "2026-10-25", "2026-10-25 02:31+02:00"),
    "a day that ended an hour early": (
        "today", "2026-03-29 23:50", "America/Nuuk", "2026-03-28", "2026-03-29"),
    "two months that were named": (
        "Oct and Nov", TUESDAY, BERLIN, "2026-08-01", "2026-09-24 10:31"),
    "days whose end was named": (
        "20-27 Nov", TUESDAY, BERLIN, "2026-11-12", "2026-11-16 10:31"),
    "hours of a day": ("since 9am", TUESDAY, BERLIN, "2026-11-23 09:00", "2026-11-23 10:31"),
    "hours whose end was named": (
        "today 9:00 to 17:00", TUESDAY, BERLIN, "2026-11-23 09:00", "2026-11-23 10:31"),
    "this hour": ("this hour", TUESDAY, BERLIN, "2026-11-24 09:00", "2026-11-24 09:31"),
    "a zone off the hour": (
        "today", TUESDAY, "Asia/Kolkata", "2026-11-23", "2026-11-23 10:31"),
    "a month's end off the hour": (
        "this month", "2026-03-31 10:00", "Asia/Kolkata", "2026-02-01", "2026-03-01"),
    "a day's end off the hour": (
        "today", "2026-11-24 23:58", "Asia/Kolkata", "2026-11-23", "2026-11-23 23:58"),
    "a first half hour off the hour": (
        "today", "2026-11-24 00:03", "Asia/Kolkata", "2026-11-23", "2026-11-23 00:03"),
}  # fmt: skip


@pytest.mark.parametrize(
    ("words", "now", "zone", "start", "end"), RUNNING.values(), ids=RUNNING.keys()
)
def test_before_what_runs(words: str, now: str, zone: str, start: str, end: str) -> None:
    aware = datetime.fromisoformat(end)
    expected = aware if aware.tzinfo else aware.replace(tzinfo=ZoneInfo(zone))
    found = before(words, now, zone)
    assert (found.start, found.end) == (local(start, zone), expected.astimezone(UTC))


def test_an_hour_that_comes_again_today_is_yesterdays_only_one() -> None:
    again = before("today", "2026-10-25 02:10", BERLIN, fold=1)
    assert again.end == local("2026-10-24 02:10", BERLIN)


def test_an_hour_that_comes_again_is_no_sign_of_how_to_read_a_skipped_one() -> None:
    """On 29 March 02:10 was skipped; had the clocks not jumped yet, it would have been 03:10."""
    again = before("since 30 March", "2026-10-25 02:10", BERLIN, fold=1)
    assert again.end == local("2026-03-29 03:10", BERLIN)


def test_a_week_from_sunday() -> None:
    now = local(TUESDAY, BERLIN)
    query = read_query("this week", ReadingContext(now=now, zone=BERLIN, week_start="sunday"))
    assert previous_period(query) == Period(
        start=local("2026-11-15 00:00", BERLIN), end=local("2026-11-17 10:31", BERLIN), zone=BERLIN
    )


SAID_BEFORE = {
    "a week": ("last week", "the period before"),
    "a weekend": ("last weekend", "the same days of the week before"),
    "what runs": ("this month", "the same part of the period before"),
    "hours of a day": ("yesterday 9 to 12", "the same hours of the day before"),
    "what was named": ("last weekend vs 14-15 Nov", ""),
    "what was named, of what runs": ("this month vs last year", ""),
}


@pytest.mark.parametrize(("words", "said"), SAID_BEFORE.values(), ids=SAID_BEFORE.keys())
def test_which_period_it_is_compared_with_is_said(words: str, said: str) -> None:
    query = read_query(words, ReadingContext(now=local(TUESDAY, BERLIN), zone=BERLIN))
    assert format_before(query, query.comparison or previous_period(query)) == said


LENGTHS = {
    "months": ("October", "31 days against 30"),
    "a month with a clock change before": ("November vs October", "30 days against 31"),
    "a day": ("23 Nov vs 16-22 Nov", "1 day against 7"),
    "years": ("2025", "365 days against 366"),
    "as many days, an hour more of them": ("October vs August", ""),
    "hours beside days": ("last 24 hours vs 16-22 Nov", ""),
    "what runs, beside a whole one": (
        "this month vs full last month",
        "23 days 11 hours against 30 days",
    ),
    "what runs as long": ("Q4 vs Q2", "counted to 11:00"),
    "what runs, beside what was shorter": (
        "this month vs 1-7 Oct",
        "23 days 11 hours against 7 days",
    ),
    "what runs, a day longer": (
        "this year vs 2024", "357 days 11 hours against 358 days 11 hours, counted to 11:00"),
    "what runs": ("this month", "counted to 11:00"),
}  # fmt: skip


@pytest.mark.parametrize(("words", "said"), LENGTHS.values(), ids=LENGTHS.keys())
def test_months_of_different_length_say_so(words: str, said: str) -> None:
    query = read_query(words, ReadingContext(now=local("2026-12-24 10:31", BERLIN), zone=BERLIN))
    assert format_lengths(query, query.comparison or previous_period(query)) == said


SAID = [
    "March", "Q3", "last quarter", "2025", "last week", "last 2 weeks", "yesterday", "last 7 days",
    "1-15 Nov", "last 24 hours", "24 Nov 9:00 to 10:00", "rolling 3 months",
]  # fmt: skip


@pytest.mark.parametrize("words", SAID)
def test_unasked_is_as_asked(words: str) -> None:
    """Who types "vs previous period" gets the comparison that everybody gets."""
    now = local(TUESDAY, BERLIN)
    asked = read_query(f"{words} vs previous period", ReadingContext(now=now, zone=BERLIN))
    assert previous_period(asked) == asked.comparison


zones = st.sampled_from(
    [
        "UTC",
        BERLIN,
        "America/New_York",
        "Africa/Cairo",
        "America/Nuuk",
        "Asia/Kolkata",
        "Australia/Lord_Howe",
    ]
)
moments = st.datetimes(datetime(2015, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - aware by timezones
RUNS = ("", "today", "this week", "this month", "this quarter", "this year", "this hour")


@given(moments, zones, st.sampled_from(RUNS))
@example(datetime(2015, 5, 29, tzinfo=UTC), "Asia/Kolkata", "this quarter")
def test_what_runs_is_as_long_but_for_its_clocks(now: datetime, zone: str, words: str) -> None:
    query = read_query(words, ReadingContext(now=now.replace(minute=now.minute or 1), zone=zone))
    found = previous_period(query)
    assert found.end <= query.period.start
    began, then = (each.local_start.replace(tzinfo=None) for each in (query.period, found))
    now_, end = (each.local_end.replace(tzinfo=None) for each in (query.period, found))
    if words in ("today", "this week", "this hour"):
        assert abs((end - then) - (now_ - began)) <= timedelta(hours=1)  # of the clocks
    elif found.end < query.period.start:
        lacks_date = (end.day, end.hour, end.minute) == (1, 0, 0)
        assert lacks_date or (end.day, end.time()) == (now_.day, now_.time())


@given(moments, zones, st.sampled_from(("yesterday", "last week", "last month", "last 10 days")))
def test_what_is_whole_touches_what_was_before(now: datetime, zone: str, words: str) -> None:
    query = read_query(words, ReadingContext(now=now, zone=zone))
    found = previous_period(query)
    assert found.end == query.period.start
    if words != "last month":
        days = query.period.local_end.date() - query.period.local_start.date()
        assert found.local_end.date() - found.local_start.date() == days


MOVES = {
    "more": (100, 125, 25, 25.0, "up"),
    "less": (100, 75, -25, -25.0, "down"),
    "nothing moved": (100, 100, 0, 0.0, "same"),
    "new": (0, 7, 7, None, "new"),
    "gone": (40, 0, -40, -100.0, "gone"),
    "gone, of few": (4, 0, -4, None, "gone"),
    "never any": (0, 0, 0, None, "same"),
    "just below the floor": (FLOOR - 1, 100, 81, None, "up"),
    "at the floor": (FLOOR, 25, 5, 25.0, "up"),
    "not known before": (None, 5, None, None, "unknown"),
    "not known now": (5, None, None, None, "unknown"),
    "not known before, none now": (None, 0, None, None, "unknown"),
    "never known": (None, None, None, None, "unknown"),
}


@pytest.mark.parametrize(
    ("earlier", "now", "delta", "percent", "kind"), MOVES.values(), ids=MOVES.keys()
)
def test_a_change(
    earlier: int | None, now: int | None, delta: int | None, percent: float | None, kind: str
) -> None:
    change = Change(before=earlier, after=now)
    assert (change.delta, change.percent, change.kind) == (delta, percent, kind)


def test_units_move_each_for_itself() -> None:
    now = {Unit.SESSION: 30, Unit.REQUEST: 1, Unit.ALERT: None}
    assert changes(now, {Unit.SESSION: 20, Unit.CONVERSATION: 5, Unit.ALERT: 3}) == {
        Unit.SESSION: Change(before=20, after=30),
        Unit.REQUEST: Change(before=None, after=1),
        Unit.ALERT: Change(before=3, after=None),
    }
