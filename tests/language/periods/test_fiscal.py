"""Fiscal years, in a channel that has said when its own begin.

Each row: what one writes, and the window on Tuesday 24 November 2026 at 12:30 UTC, with a fiscal
year from April.
"""

from datetime import date
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slackbot.domain.calendar.arithmetic import FiscalYear
from slackbot.domain.errors import UnreadableError
from slackbot.language.channel_settings import Settings
from slackbot.language.commands import read_command
from tests.language.questions.asking import ask, window

APRIL = FiscalYear(month=4)
FY26, FY27 = "Tue 1 Apr 2025 – Tue 31 Mar 2026", "Wed 1 Apr 2026 – now"
CASES = (
    ("FY26", FY26),
    ("fy 2026", FY26),
    ("FY'26", FY26),
    ("FY2025-26", FY26),
    ("FY25/26", FY26),
    ("FY 2025/2026", FY26),
    ("the 2026 fiscal year", FY26),
    ("financial year 2025-26", FY26),
    ("2025/26 financial year", FY26),
    ("fiscal year of 2026", FY26),
    ("prior FY", FY26),
    ("sessions for FY26 by month", FY26),
    ("this fiscal year", FY27),
    ("current financial year", FY27),
    ("fiscal year", FY27),
    ("FYTD", FY27),
    ("fiscal YTD", FY27),
    ("FY27 YTD", FY27),
    ("YTD FY27", FY27),
    ("fiscal year to date", FY27),
    ("since the start of the fiscal year", FY27),
    ("this fiscal year so far", FY27),
    ("so far this fiscal year", FY27),
    ("since fiscal year start", FY27),
    ("by the end of the fiscal year", FY27),
    ("fiscal year ending 2026", FY26),
    ("fiscal year that started in 2025", FY26),
    ("FYE26", FY26),
    ("fin yr 2025-26", FY26),
    ("Q2 FY26", "Tue 1 Jul – Tue 30 Sep 2025"),
    ("FQ2 2026", "Tue 1 Jul – Tue 30 Sep 2025"),
    ("March of FY26", "Sun 1 Mar – Tue 31 Mar 2026"),
    ("October last fiscal year", "Wed 1 Oct – Fri 31 Oct 2025"),
    ("last fiscal half-year", "Wed 1 Apr – Wed 30 Sep 2026"),
    ("FY26Q2", "Tue 1 Jul – Tue 30 Sep 2025"),
    ("Q2/FY26", "Tue 1 Jul – Tue 30 Sep 2025"),
    ("Q2 of FY2025-26", "Tue 1 Jul – Tue 30 Sep 2025"),
    ("2Q FY26", "Tue 1 Jul – Tue 30 Sep 2025"),
    ("2QFY26", "Tue 1 Jul – Tue 30 Sep 2025"),
    ("fourth quarter of FY26", "Thu 1 Jan – Tue 31 Mar 2026"),
    ("second fiscal quarter of 2026", "Tue 1 Jul – Tue 30 Sep 2025"),
    ("Q2 last fiscal year", "Tue 1 Jul – Tue 30 Sep 2025"),
    ("fiscal Q4", "Thu 1 Jan – Tue 31 Mar 2026"),
    ("fiscal quarter 3", "Thu 1 Oct 2026 – now"),
    ("H1 FY26", "Tue 1 Apr – Tue 30 Sep 2025"),
    ("1H FY26", "Tue 1 Apr – Tue 30 Sep 2025"),
    ("second half of FY26", "Wed 1 Oct 2025 – Tue 31 Mar 2026"),
    ("last fiscal quarter", "Wed 1 Jul – Wed 30 Sep 2026"),
    ("last fiscal half", "Wed 1 Apr – Wed 30 Sep 2026"),
    ("last 2 fiscal years", "Mon 1 Apr 2024 – Tue 31 Mar 2026"),
    ("fiscal year before last", "Mon 1 Apr 2024 – Mon 31 Mar 2025"),
    ("FY25 to FY26", "Mon 1 Apr 2024 – Tue 31 Mar 2026"),
    ("FY25-FY26", "Mon 1 Apr 2024 – Tue 31 Mar 2026"),
    ("Q1-Q2 FY26", "Tue 1 Apr – Tue 30 Sep 2025"),
    ("Q3 FY26 to Q4", "Wed 1 Oct 2025 – Tue 31 Mar 2026"),
    ("last fiscal year from November to February", "Sat 1 Nov 2025 – Sat 28 Feb 2026"),
    ("last month of FY26", "Sun 1 Mar – Tue 31 Mar 2026"),
    ("Q2 2025", "Tue 1 Apr – Mon 30 Jun 2025"),
    ("H2 2025", "Tue 1 Jul – Wed 31 Dec 2025"),
    ("this year", "Thu 1 Jan 2026 – now"),
)


@pytest.mark.parametrize(("words", "expected"), CASES)
def test_window(words: str, expected: str) -> None:
    assert window(words, fiscal_year=APRIL) == expected


@pytest.mark.parametrize(
    ("words", "compared"),
    [
        ("FY26 vs FY25", "Mon 1 Apr 2024 – Mon 31 Mar 2025"),
        ("FYTD vs last FYTD", "Tue 1 Apr 2025, 00:00 – Mon 24 Nov 2025, 12:30"),
        ("this fiscal year vs last fiscal year", "Tue 1 Apr 2025, 00:00 – Mon 24 Nov 2025, 12:30"),
        ("Q2 FY27 vs Q2 FY26", "Tue 1 Jul – Tue 30 Sep 2025"),
        ("Q2 FY27 vs last fiscal year", "Tue 1 Jul – Tue 30 Sep 2025"),
        ("fiscal QTD vs last fiscal quarter", "Wed 1 Jul 2026, 00:00 – Mon 24 Aug 2026, 12:30"),
        ("last fiscal quarter vs the one before", "Wed 1 Apr – Tue 30 Jun 2026"),
        ("compare FY25 with FY26", FY26),
        ("this fiscal quarter vs last", "Wed 1 Jul 2026, 00:00 – Mon 24 Aug 2026, 12:30"),
        ("FY26 vs the previous one", "Mon 1 Apr 2024 – Mon 31 Mar 2025"),
        ("FY26 vs last year", "Mon 1 Apr 2024 – Mon 31 Mar 2025"),
        ("this fiscal year vs last year", "Tue 1 Apr 2025, 00:00 – Mon 24 Nov 2025, 12:30"),
        ("last 12 months vs last year", "Fri 1 Nov 2024 – Fri 31 Oct 2025"),
        ("this year vs last year", "Wed 1 Jan 2025, 00:00 – Mon 24 Nov 2025, 12:30"),
        ("2025 vs 2024", "Mon 1 Jan – Tue 31 Dec 2024"),
    ],
)
def test_compared(words: str, compared: str) -> None:
    found = ask(words, fiscal_year=APRIL).comparison
    assert found
    assert found.describe().removesuffix(" (UTC)") == compared


@pytest.mark.parametrize(("words", "_expected"), CASES[:57])
def test_without_the_setting_it_is_asked_for(words: str, _expected: str) -> None:
    with pytest.raises(UnreadableError, match="settings fiscal year April"):
        ask(words)


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("next fiscal year", "has not begun"),
        ("FY28", "has not begun"),
        ("FY26 YTD", "is over"),
        ("FY2025-28", "FY26"),
        ("W12 FY26", "FY26"),
        ("fiscal month", "fiscal quarter"),
        ("tax year 2025", "tax year"),
        ("budget year 2026", "budget"),
        ("FY26 by fiscal quarter", "calendar quarters"),
        ("Q5 FY26", "no Q5"),
    ],
)
def test_refused(words: str, reason: str) -> None:
    with pytest.raises(UnreadableError, match=reason):
        ask(words, fiscal_year=APRIL)


@pytest.mark.parametrize(
    ("year", "words", "expected"),
    [
        (FiscalYear(month=10, named_by="start"), "FY25", "Wed 1 Oct 2025 – Wed 30 Sep 2026"),
        (FiscalYear(month=10, named_by="start"), "FY2025-26", "Wed 1 Oct 2025 – Wed 30 Sep 2026"),
        (FiscalYear(month=10), "FY26", "Wed 1 Oct 2025 – Wed 30 Sep 2026"),
        (FiscalYear(month=1), "FY25", "Wed 1 Jan – Wed 31 Dec 2025"),
        (FiscalYear(month=1, named_by="start"), "FY25", "Wed 1 Jan – Wed 31 Dec 2025"),
        (FiscalYear(month=2), "last fiscal quarter", "Sat 1 Aug – Sat 31 Oct 2026"),
        (FiscalYear(month=10, named_by="start"), "FYE 2026", "Wed 1 Oct 2025 – Wed 30 Sep 2026"),
        (FiscalYear(month=10, named_by="start"), "FQ1", "Thu 1 Oct 2026 – now"),
        (FiscalYear(month=1), "FYE 2025", "Wed 1 Jan – Wed 31 Dec 2025"),
        (FiscalYear(month=7), "fiscal year starting 2025", "Tue 1 Jul 2025 – Tue 30 Jun 2026"),
        (FiscalYear(month=12), "Q1 FY26", "Mon 1 Dec 2025 – Sat 28 Feb 2026"),
    ],
)
def test_other_fiscal_years(year: FiscalYear, words: str, expected: str) -> None:
    assert window(words, fiscal_year=year) == expected


def test_the_fiscal_quarter_is_offered_for_a_calendar_one() -> None:
    assert [each.words for each in ask("Q2", fiscal_year=APRIL).other_readings] == ["fiscal Q2"]
    found = ask("H1 2026", fiscal_year=APRIL).other_readings
    assert [each.words for each in found] == ["H1 FY2026"]
    assert not ask("Q2").other_readings
    assert not ask("Q2", fiscal_year=FiscalYear(month=1)).other_readings


@given(
    month=st.integers(1, 12),
    named_by=st.sampled_from(["start", "end"]),
    day=st.dates(date(1990, 1, 1), date(2090, 12, 31)),
)
def test_each_day_is_in_the_fiscal_year_of_its_number(
    month: int, named_by: Literal["start", "end"], day: date
) -> None:
    year = FiscalYear(month=month, named_by=named_by)
    number = year.number(day)
    assert year.first_day(number) <= day < year.first_day(number + 1)
    assert year.first_day(year.starting_in(day.year)).year == day.year


def test_a_year_that_says_its_end_needs_no_setting() -> None:
    assert window("fiscal year ending March 2026") == FY26
    assert window("FY ended 30 Sep 2026") == "Wed 1 Oct 2025 – Wed 30 Sep 2026"


def test_common_starts_are_offered_where_none_is_set() -> None:
    with pytest.raises(UnreadableError) as refused:
        ask("FY26")
    assert len(refused.value.suggestions) == 4
    for words in refused.value.suggestions:
        command = read_command(words)
        assert isinstance(command, Settings)
        assert isinstance(command.value, FiscalYear)
