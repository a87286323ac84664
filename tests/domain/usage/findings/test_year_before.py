"""The same period a year before: the same dates of whole months, the same weekdays of days."""

from datetime import UTC, date, datetime

import pytest

from slackbot.domain.period import Period
from slackbot.domain.usage.findings.year_before import format_year_before, year_before

DATES, WEEKS = "the same dates a year before", "the same weekdays 52 weeks before"
BERLIN = "Europe/Berlin"

DAYS = {
    "a month": (("2026-10-01", "2026-10-31"), ("2025-10-01", "2025-10-31"), DATES),
    "a leap February": (("2028-02-01", "2028-02-29"), ("2027-02-01", "2027-02-28"), DATES),
    "after a leap February": (("2029-02-01", "2029-02-28"), ("2028-02-01", "2028-02-29"), DATES),
    "a quarter": (("2026-07-01", "2026-09-30"), ("2025-07-01", "2025-09-30"), DATES),
    "a year": (("2026-01-01", "2026-12-31"), ("2025-01-01", "2025-12-31"), DATES),
    "a week": (("2026-11-16", "2026-11-22"), ("2025-11-17", "2025-11-23"), WEEKS),
    "a day": (("2026-11-24", "2026-11-24"), ("2025-11-25", "2025-11-25"), WEEKS),
    "days from the first": (("2026-11-01", "2026-11-10"), ("2025-11-02", "2025-11-11"), WEEKS),
    "over a change of clocks": (("2026-10-24", "2026-10-25"), ("2025-10-25", "2025-10-26"), WEEKS),
}


@pytest.mark.parametrize(("now", "then", "said"), DAYS.values(), ids=DAYS.keys())
@pytest.mark.parametrize("zone", [BERLIN, "UTC", "Asia/Kolkata", "America/St_Johns"])
def test_whole_days(now: tuple[str, str], then: tuple[str, str], said: str, zone: str) -> None:
    period, before = (
        Period.of_days(date.fromisoformat(first), date.fromisoformat(last), zone)
        for first, last in (now, then)
    )
    assert year_before(period) == before
    assert format_year_before(period) == said
    if said == WEEKS:
        assert before.local_start.weekday() == period.local_start.weekday()


PARTS = {
    "a month so far": (
        "2026-10-31T23:00",
        "2026-11-30T16:00",
        "2025-10-31T23:00",
        "2025-11-30T16:00",
        DATES,
    ),
    "to the minute": (
        "2026-10-31T23:00",
        "2026-11-30T16:31",
        "2025-10-31T23:00",
        "2025-11-30T16:31",
        DATES,
    ),
    "on 29 February": (
        "2028-01-31T23:00",
        "2028-02-29T08:00",
        "2027-01-31T23:00",
        "2027-02-28T23:00",
        DATES,
    ),
    "the clocks differ": (
        "2026-09-30T22:00",
        "2026-10-25T08:00",
        "2025-09-30T22:00",
        "2025-10-25T07:00",
        DATES,
    ),
    "hours": (
        "2026-11-24T08:00",
        "2026-11-24T11:00",
        "2025-11-25T08:00",
        "2025-11-25T11:00",
        WEEKS,
    ),
    "a week so far": (
        "2026-11-22T23:00",
        "2026-11-25T08:00",
        "2025-11-23T23:00",
        "2025-11-26T08:00",
        WEEKS,
    ),
}


@pytest.mark.parametrize(
    ("start", "end", "earlier", "until", "said"), PARTS.values(), ids=PARTS.keys()
)
def test_parts_of_days_in_berlin(start: str, end: str, earlier: str, until: str, said: str) -> None:
    start_, end_, earlier_, until_ = (
        datetime.fromisoformat(each).replace(tzinfo=UTC) for each in (start, end, earlier, until)
    )
    period = Period(start=start_, end=end_, zone=BERLIN)
    assert year_before(period) == Period(start=earlier_, end=until_, zone=BERLIN)
    assert format_year_before(period) == said
