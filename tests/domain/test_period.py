"""Periods: local midnights where clocks jump, and words that can be read back."""

from datetime import UTC, date, datetime, timedelta

import pytest
from pydantic import ValidationError

from slackbot.domain.period import Period
from slackbot.language.context import ReadingContext
from slackbot.language.questions.reading import read_query

LATER = datetime(2026, 11, 24, 12, 30, tzinfo=UTC)

LENGTHS = (
    (date(2026, 3, 3), "UTC", 24),
    (date(2026, 3, 29), "Europe/Berlin", 23),
    (date(2026, 10, 25), "Europe/Berlin", 25),
    (date(2026, 4, 5), "Australia/Lord_Howe", 24.5),
    (date(2026, 4, 24), "Africa/Cairo", 23),  # midnight itself does not exist
    (date(2026, 3, 29), "Asia/Beirut", 23),  # nor here
    (date(2025, 11, 2), "America/Havana", 25),  # midnight comes twice
    (date(2026, 6, 1), "Asia/Kolkata", 24),
    (date(2026, 6, 1), "America/St_Johns", 24),
)


@pytest.mark.parametrize(("day", "zone", "hours"), LENGTHS)
def test_a_day_is_as_long_as_its_clocks_make_it(day: date, zone: str, hours: float) -> None:
    period = Period.of_days(day, day, zone)
    assert period.end - period.start == timedelta(hours=hours)
    assert read_query(period.describe(), ReadingContext(now=LATER)).period == period


@pytest.mark.parametrize(("day", "zone", "hours"), LENGTHS)
def test_yesterday_is_that_day(day: date, zone: str, hours: float) -> None:
    now = Period.of_days(day, day, zone).end + timedelta(hours=9)
    assert read_query("yesterday", ReadingContext(now=now, zone=zone)).period == Period.of_days(
        day, day, zone
    )


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (date(2026, 3, 3), date(2026, 3, 3), "Tue 3 Mar 2026 (UTC)"),
        (date(2026, 3, 3), date(2026, 3, 9), "Tue 3 Mar – Mon 9 Mar 2026 (UTC)"),
        (date(2025, 12, 31), date(2026, 1, 1), "Wed 31 Dec 2025 – Thu 1 Jan 2026 (UTC)"),
    ],
)
def test_the_last_day_is_said(first: date, last: date, said: str) -> None:
    assert Period.of_days(first, last, "UTC").describe() == said


def test_seconds_are_said_where_there_are_any() -> None:
    start = datetime(2026, 3, 3, 9, 0, 7, tzinfo=UTC)
    period = Period(start=start, end=start + timedelta(hours=1))
    assert period.describe() == "Tue 3 Mar 2026, 09:00:07 – 10:00:07 (UTC)"
    assert read_query(period.describe(), ReadingContext(now=LATER)).period == period


def test_an_hour_that_comes_twice_is_said_with_its_offset() -> None:
    start = datetime(2026, 11, 1, 5, 30, tzinfo=UTC)
    period = Period(start=start, end=start + timedelta(hours=1), zone="America/New_York")
    assert period.describe() == (
        "Sun 1 Nov 2026, 01:30 UTC-04:00 – 01:30 UTC-05:00 (America/New_York)"
    )
    assert read_query(period.describe(), ReadingContext(now=LATER)).period == period


def test_a_period_ends_after_it_starts() -> None:
    with pytest.raises(ValidationError):
        Period(start=LATER, end=LATER)
