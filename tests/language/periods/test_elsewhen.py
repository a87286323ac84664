"""The same words at other times, in other zones, with weeks that begin on Sunday."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from slackbot.domain.errors import UnreadableError
from slackbot.language.context import ReadingContext
from slackbot.language.questions.reading import read_query

LOOKING_BACK = (
    ("Q4", "2026-02-10 10:00", "Wed 1 Oct – Wed 31 Dec 2025"),
    ("Q4", "2026-11-10 10:00", "Thu 1 Oct 2026, 00:00 – Tue 10 Nov 2026, 10:00"),
    ("H2", "2026-06-30 10:00", "Tue 1 Jul – Wed 31 Dec 2025"),
    ("February", "2026-01-31 10:00", "Sat 1 Feb – Fri 28 Feb 2025"),
    ("March", "2026-03-01 08:00", "Sun 1 Mar 2026, 00:00 – 08:00"),
    ("last March", "2026-03-20 08:00", "Sat 1 Mar – Mon 31 Mar 2025"),
    ("29 Feb", "2026-03-01 08:00", "Thu 29 Feb 2024"),
    ("the 31st", "2026-03-05 08:00", "Sat 31 Jan 2026"),
    ("31 December", "2026-12-31 08:00", "Thu 31 Dec 2026, 00:00 – 08:00"),
    ("W1", "2025-12-30 09:00", "Mon 29 Dec 2025, 00:00 – Tue 30 Dec 2025, 09:00"),
    ("W53", "2027-01-10 09:00", "Mon 28 Dec 2026 – Sun 3 Jan 2027"),
    ("last month", "2026-01-01 00:00", "Mon 1 Dec – Wed 31 Dec 2025"),
    ("last week", "2026-03-02 00:00", "Mon 23 Feb – Sun 1 Mar 2026"),
    ("last week", "2026-03-01 23:59", "Mon 16 Feb – Sun 22 Feb 2026"),
    ("Monday", "2026-03-02 09:00", "Mon 23 Feb 2026"),
    ("this Monday", "2026-03-02 09:00", "Mon 2 Mar 2026, 00:00 – 09:00"),
    ("last weekend", "2026-03-01 09:00", "Sat 21 Feb – Sun 22 Feb 2026"),
    ("this weekend", "2026-03-01 09:00", "Sat 28 Feb 2026, 00:00 – Sun 1 Mar 2026, 09:00"),
    ("the weekend", "2026-03-02 09:00", "Sat 28 Feb – Sun 1 Mar 2026"),
    ("25 to 5 January", "2026-03-02 09:00", None),
    ("the 25th to the 5th", "2026-03-10 09:00", "Wed 25 Feb – Thu 5 Mar 2026"),
    ("Nov to Feb", "2026-03-02 09:00", "Sat 1 Nov 2025 – Sat 28 Feb 2026"),
    ("20 Dec - 5 Jan", "2026-01-03 09:00", "Sat 20 Dec 2025, 00:00 – Sat 3 Jan 2026, 09:00"),
    ("last 3 months", "2026-05-31 09:00", "Sun 1 Feb – Thu 30 Apr 2026"),
    ("rolling 1 month", "2026-03-31 09:00", "Sat 28 Feb – Mon 30 Mar 2026"),
    ("1 month ago", "2026-03-31 09:00", "Sun 1 Feb – Sat 28 Feb 2026"),
    ("today", "2026-03-02 00:00", "Mon 2 Mar 2026, 00:00 – 00:00:01"),
    ("this year", "2026-01-01 00:00", "Thu 1 Jan 2026, 00:00 – 00:00:01"),
    ("March 3", "2028-02-29 09:00", "Wed 3 Mar 2027"),
)
SUNDAYS = (
    ("last week", "Sun 15 Nov – Sat 21 Nov 2026"),
    ("this week", "Sun 22 Nov 2026, 00:00 – Tue 24 Nov 2026, 09:00"),
    ("3 weeks ago", "Sun 1 Nov – Sat 7 Nov 2026"),
    ("week of 3 March", "Sun 1 Mar – Sat 7 Mar 2026"),
    ("Sunday last week", "Sun 15 Nov 2026"),
    ("Monday to Friday last week", "Mon 16 Nov – Fri 20 Nov 2026"),
    ("W12", "Mon 16 Mar – Sun 22 Mar 2026"),
    ("week 12 of 2025", "Mon 17 Mar – Sun 23 Mar 2025"),
    ("last weekend", "Sat 21 Nov – Sun 22 Nov 2026"),
)
ZONED = (
    ("yesterday", "Asia/Kolkata", "Tue 24 Nov 2026"),
    ("yesterday", "America/Los_Angeles", "Mon 23 Nov 2026"),
    ("this hour", "Asia/Kolkata", "Wed 25 Nov 2026, 03:00 – 03:15"),
    ("last 2 full hours", "America/St_Johns", "Tue 24 Nov 2026, 16:00 – 18:00"),
    ("today", "Pacific/Kiritimati", "Wed 25 Nov 2026, 00:00 – 11:45"),
)


def _said(words: str, now: str, **where: Any) -> str | None:
    moment = datetime.fromisoformat(now).replace(tzinfo=ZoneInfo("UTC"))
    try:
        query = read_query(words, ReadingContext(now=moment, **where))
        return query.period.describe().rpartition(" (")[0]
    except UnreadableError:
        return None


@pytest.mark.parametrize(("words", "now", "expected"), LOOKING_BACK)
def test_the_latest_that_has_begun(words: str, now: str, expected: str | None) -> None:
    assert _said(words, now) == expected


@pytest.mark.parametrize(("words", "expected"), SUNDAYS)
def test_weeks_from_sunday(words: str, expected: str) -> None:
    assert _said(words, "2026-11-24 09:00", week_start="sunday") == expected


@pytest.mark.parametrize(("words", "zone", "expected"), ZONED)
def test_days_and_hours_of_the_zone(words: str, zone: str, expected: str) -> None:
    assert _said(words, "2026-11-24 21:45", zone=zone) == expected


def test_hours_that_clocks_skip_or_show_twice_are_refused() -> None:
    for words in ("25 Oct 2026 2:30 to 5:00", "29 March 2026 2:30 to 5:00"):
        assert _said(words, "2026-11-24 09:00", zone="Europe/Berlin") is None
    assert _said("29 March 2026 1:00 to 5:00", "2026-11-24 09:00", zone="Europe/Berlin")


def test_an_unknown_zone_is_refused() -> None:
    assert _said("today", "2026-11-24 09:00", zone="Mars/Olympus") is None
