"""Quarters, halves, ISO weeks and years by their number.

Each row: what one writes, and the window on Tuesday 24 November 2026 at 12:30 UTC.
"""

import pytest

from tests.language.questions.asking import window

CASES = (
    ("5 past years", "Fri 1 Jan 2021 – Wed 31 Dec 2025"),
    ("week 10 2026", "Mon 2 Mar – Sun 8 Mar 2026"),
    ("week 10 of 2026", "Mon 2 Mar – Sun 8 Mar 2026"),
    ("wk 10", "Mon 2 Mar – Sun 8 Mar 2026"),
    ("W10-W12", "Mon 2 Mar – Sun 22 Mar 2026"),
    ("2026W10", "Mon 2 Mar – Sun 8 Mar 2026"),
    ("2026-W10-3", "Wed 4 Mar 2026"),
    ("week of 2 March", "Mon 2 Mar – Sun 8 Mar 2026"),
    ("week ending 8 March", "Mon 2 Mar – Sun 8 Mar 2026"),
    ("week commencing 02/03/2026", "Tue 3 Feb – Mon 9 Feb 2026"),
    ("first half", "Thu 1 Jan – Tue 30 Jun 2026"),
    ("second half", "Wed 1 Jul 2026 – now"),
    ("H2 2025", "Tue 1 Jul – Wed 31 Dec 2025"),
    ("h1", "Thu 1 Jan – Tue 30 Jun 2026"),
    ("2h25", "Tue 1 Jul – Wed 31 Dec 2025"),
    ("1H 2025", "Wed 1 Jan – Mon 30 Jun 2025"),
    ("2nd quarter", "Wed 1 Apr – Tue 30 Jun 2026"),
    ("Q1 26", "Thu 1 Jan – Tue 31 Mar 2026"),
    ("Q1'26", "Thu 1 Jan – Tue 31 Mar 2026"),
    ("Q1 of 2026", "Thu 1 Jan – Tue 31 Mar 2026"),
    ("2025Q3", "Tue 1 Jul – Tue 30 Sep 2025"),
    ("2025-Q3", "Tue 1 Jul – Tue 30 Sep 2025"),
    ("2025 q3", "Tue 1 Jul – Tue 30 Sep 2025"),
    ("3Q25", "Tue 1 Jul – Tue 30 Sep 2025"),
    ("3Q 2025", "Tue 1 Jul – Tue 30 Sep 2025"),
    ("quarter 3", "Wed 1 Jul – Wed 30 Sep 2026"),
    ("CY2025", "Wed 1 Jan – Wed 31 Dec 2025"),
    ("CY25", "Wed 1 Jan – Wed 31 Dec 2025"),
    ("calendar year 2025", "Wed 1 Jan – Wed 31 Dec 2025"),
    ("year 2025", "Wed 1 Jan – Wed 31 Dec 2025"),
    ("the year 2025", "Wed 1 Jan – Wed 31 Dec 2025"),
    ("18Q4", "Mon 1 Oct – Mon 31 Dec 2018"),
    ("2018Q4", "Mon 1 Oct – Mon 31 Dec 2018"),
    ("4th quarter 2018", "Mon 1 Oct – Mon 31 Dec 2018"),
    ("the week of october 6th", "Mon 5 Oct – Sun 11 Oct 2026"),
    ("the week of 10/5", "Mon 5 Oct – Sun 11 Oct 2026"),
    ("full year 2025", "Wed 1 Jan – Wed 31 Dec 2025"),
    ("q1-q3", "Thu 1 Jan – Wed 30 Sep 2026"),
    ("calendar week 42", "Mon 12 Oct – Sun 18 Oct 2026"),
    ("the week of the 9th", "Mon 9 Nov – Sun 15 Nov 2026"),
    ("week of nov 9", "Mon 9 Nov – Sun 15 Nov 2026"),
)


@pytest.mark.parametrize(("words", "expected"), CASES)
def test_window(words: str, expected: str) -> None:
    assert window(words) == expected
