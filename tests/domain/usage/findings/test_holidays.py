"""A public holiday is like no weekday: it is left out of what is usual, and of what is expected.

In the United States, Thanksgiving is Thursday 26 November 2026, and Columbus Day and Veterans Day
are within the eight weeks before.
"""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from slackbot.domain.calendar.holidays import HOLIDAY, kind_of
from slackbot.domain.channel import Bot
from slackbot.domain.period import Period
from slackbot.domain.query import Unit, UsageQuery
from slackbot.domain.usage.findings.forecast import forecast, run_out, usual_bands
from slackbot.domain.usage.findings.usual import unusual_days
from slackbot.domain.usage.notes import holiday_notes
from slackbot.domain.usage.report import UsageReport
from tests.domain.usage.findings.test_usual import A, but, fetched

DAY = timedelta(days=1)
TODAY = date(2026, 11, 24)  # a Tuesday
THANKSGIVING = date(2026, 11, 26)
SETTLING = timedelta(hours=6)
WEEK = Period.of_days(date(2026, 11, 23), date(2026, 11, 29), "Europe/Berlin")


def closed_on_holidays(day: date) -> int:
    """A hundred on workdays, ten at the weekend and on holidays."""
    return 100 if kind_of(day, "US") < 5 else 10


def past(count: Callable[[date], int]) -> dict[date, int]:
    return {day: count(day) for day in (TODAY - n * DAY for n in range(1, 57))}


def test_holidays_are_counted_for_no_weekday() -> None:
    bands = usual_bands(past(closed_on_holidays), "US")
    assert set(bands) == set(range(7))  # there were two holidays, of which nothing is known
    mondays = usual_bands(past(closed_on_holidays))[0], bands[0]
    assert [band.days for band in mondays] == [8, 7]
    assert bands[0].spread == 10  # of counting alone


def test_four_holidays_have_a_range_of_their_own() -> None:
    """In China the days from 16 to 20 February 2026, and the 23rd, are off."""
    days = [date(2026, 2, 24) - n * DAY for n in range(1, 57)]
    bands = usual_bands({day: 10 if kind_of(day, "CN") == HOLIDAY else 50 for day in days}, "CN")
    assert bands[HOLIDAY].middle == 10
    assert bands[HOLIDAY].days >= 6
    assert {bands[weekday].middle for weekday in range(7)} == {50}


def test_a_holiday_to_come_may_be_like_its_weekday_or_like_a_sunday() -> None:
    history, last = past(closed_on_holidays), date(2026, 11, 27)
    without = forecast(history, 0, TODAY, 0.0, last)
    found = forecast(history, 0, TODAY, 0.0, last, "US")
    assert without is not None
    assert found is not None
    assert without.estimate == 400
    assert found.estimate == 355  # three workdays, and half of each
    assert found.low <= 310 <= 400 <= found.high
    assert found.basis.endswith(
        "of the past 8 weeks, which Thanksgiving Day on Thu 26 Nov may break"
    )
    assert without.basis.endswith("of the past 8 weeks")


def test_many_holidays_are_counted_in_the_basis() -> None:
    found = forecast(past(closed_on_holidays), 0, TODAY, 0.0, date(2027, 3, 1), "US")
    assert found is not None
    assert found.basis.endswith("which 5 public holidays may break")


def test_an_allowance_may_last_over_a_holiday() -> None:
    history = past(closed_on_holidays)
    sure = run_out(350, 0, history, TODAY, 0.0, date(2026, 12, 31))
    open_ = run_out(350, 0, history, TODAY, 0.0, date(2026, 12, 31), "US")
    assert sure is not None
    assert open_ is not None
    assert open_.last > sure.last


def test_a_holiday_is_not_called_unusual_but_named() -> None:
    usages = fetched(but({THANKSGIVING: 0}), period=WEEK, at=WEEK.end + DAY)
    unusual = unusual_days(WEEK, (A,), (Unit.SESSION,), usages, SETTLING)
    assert [each.day for each in unusual.unusual] == [THANKSGIVING]
    usual = unusual_days(WEEK, (A,), (Unit.SESSION,), usages, SETTLING, "US")
    assert usual.is_quiet
    assert usual.compared == 6
    assert usual.describe() == (
        "No day was unusual against the past 8 weeks "
        "(Thu 26 Nov is a public holiday, and like no weekday)"
    )


def test_a_holiday_alone_is_not_known() -> None:
    day = Period.of_days(THANKSGIVING, THANKSGIVING, "Europe/Berlin")
    usages = fetched(but({THANKSGIVING: 0}), period=day, at=day.end + DAY)
    usual = unusual_days(day, (A,), (Unit.SESSION,), usages, SETTLING, "US")
    assert not usual.unusual
    assert usual.describe() == (
        "Unusual days aren't known: Thu 26 Nov is a public holiday, and like no weekday"
    )


def report(first: date, last: date, before: Period | None = None) -> UsageReport:
    query = UsageQuery(period=Period.of_days(first, last, "Europe/Berlin"), holidays="US")
    return UsageReport.of(query, (Bot(id="st-a", name="A"),), (), before=before, settling=SETTLING)


@pytest.mark.parametrize(
    ("first", "last", "note"),
    [
        (THANKSGIVING, THANKSGIVING, ("Thu 26 Nov 2026 is Thanksgiving Day",)),
        (TODAY, TODAY, ()),
        (
            date(2026, 11, 1),
            date(2026, 11, 30),
            ("Wed 11 Nov 2026 is Veterans Day and Thu 26 Nov 2026 is Thanksgiving Day",),
        ),
        (
            date(2025, 1, 1),
            date(2025, 12, 31),
            ("11 of the days are public holidays of United States",),
        ),
    ],
)
def test_an_answer_names_its_holidays(first: date, last: date, note: tuple[str, ...]) -> None:
    assert holiday_notes(report(first, last)) == note


def test_an_answer_names_the_holidays_that_it_is_compared_with() -> None:
    before = Period.of_days(THANKSGIVING, THANKSGIVING, "Europe/Berlin")
    found = holiday_notes(report(THANKSGIVING + 7 * DAY, THANKSGIVING + 7 * DAY, before))
    assert found == ("Thu 26 Nov 2026 is Thanksgiving Day",)


@pytest.mark.parametrize(("day", "wide"), [(22, False), (23, True), (26, False), (29, True)])
def test_near_a_holiday_the_range_is_twice_as_wide(day: int, wide: bool) -> None:
    days = Period.of_days(date(2026, 11, day), date(2026, 11, day), "Europe/Berlin")
    counts = but({date(2026, 11, day): 1300})  # 1,186 are usual, and 1,373 near a holiday
    usages = fetched(counts, period=days, at=days.end + DAY)
    usual = unusual_days(days, (A,), (Unit.SESSION,), usages, SETTLING, "US")
    assert bool(usual.unusual) == (not wide and day != 26)
    lower = fetched(but({date(2026, 11, day): 0}), period=days, at=days.end + DAY)
    found = unusual_days(days, (A,), (Unit.SESSION,), lower, SETTLING, "US")
    assert bool(found.unusual) == (day != 26)
