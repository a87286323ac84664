"""Parts of a longer unit.

Each row: what one writes, and the window on Tuesday 24 November 2026 at 12:30 UTC.
"""

import pytest

from tests.language.questions.asking import window

CASES = (
    ("last couple of weeks", "Mon 9 Nov – Sun 22 Nov 2026"),
    ("3rd of march", "Tue 3 Mar 2026"),
    ("the 3rd of march, 2026", "Tue 3 Mar 2026"),
    ("third of march", "Tue 3 Mar 2026"),
    ("the 5th of last month", "Mon 5 Oct 2026"),
    ("the 3rd of this month", "Tue 3 Nov 2026"),
    ("1st to 15th of last month", "Thu 1 Oct – Thu 15 Oct 2026"),
    ("first week of March", "Sun 1 Mar – Sat 7 Mar 2026"),
    ("second week of march 2026", "Sun 8 Mar – Sat 14 Mar 2026"),
    ("last week of september 2014", "Wed 24 Sep – Tue 30 Sep 2014"),
    ("fifth week of march", "Sun 29 Mar – Tue 31 Mar 2026"),
    ("first 2 weeks of march", "Sun 1 Mar – Sat 14 Mar 2026"),
    ("first week of the month", "Sun 1 Nov – Sat 7 Nov 2026"),
    ("first day of last month", "Thu 1 Oct 2026"),
    ("last day of February", "Sat 28 Feb 2026"),
    ("last day of last month", "Sat 31 Oct 2026"),
    ("first 10 days of october", "Thu 1 Oct – Sat 10 Oct 2026"),
    ("last 3 months of 2025", "Wed 1 Oct – Wed 31 Dec 2025"),
    ("first three months of this year", "Thu 1 Jan – Tue 31 Mar 2026"),
    ("last friday of october", "Fri 30 Oct 2026"),
    ("first monday of the year", "Mon 5 Jan 2026"),
    ("second tuesday in october", "Tue 13 Oct 2026"),
    ("last weekend of july", "Sat 25 Jul – Sun 26 Jul 2026"),
    ("first half of march", "Sun 1 Mar – Sun 15 Mar 2026"),
    ("second half of last month", "Fri 16 Oct – Sat 31 Oct 2026"),
    ("first half of 2025", "Wed 1 Jan – Mon 30 Jun 2025"),
    ("second half of last year", "Tue 1 Jul – Wed 31 Dec 2025"),
    ("second quarter of 2025", "Tue 1 Apr – Mon 30 Jun 2025"),
    ("last quarter of 2025", "Wed 1 Oct – Wed 31 Dec 2025"),
    ("last quarter of last year", "Wed 1 Oct – Wed 31 Dec 2025"),
    ("1st week of march", "Sun 1 Mar – Sat 7 Mar 2026"),
    ("week 1 of march", "Sun 1 Mar – Sat 7 Mar 2026"),
    ("first week in april 2026", "Wed 1 Apr – Tue 7 Apr 2026"),
    ("last week of the month", "Tue 24 Nov 2026, 00:00 – 12:30"),
    ("last week of march", "Wed 25 Mar – Tue 31 Mar 2026"),
    ("the final week of october 2025", "Sat 25 Oct – Fri 31 Oct 2025"),
    ("last two weeks of october", "Sun 18 Oct – Sat 31 Oct 2026"),
    ("2nd half of 2025", "Tue 1 Jul – Wed 31 Dec 2025"),
    ("second half of october", "Fri 16 Oct – Sat 31 Oct 2026"),
    ("first half of last month", "Thu 1 Oct – Thu 15 Oct 2026"),
    ("last half of 2025", "Tue 1 Jul – Wed 31 Dec 2025"),
    ("first 15 days of march", "Sun 1 Mar – Sun 15 Mar 2026"),
    ("the first quarter of 2026", "Thu 1 Jan – Tue 31 Mar 2026"),
    ("first quarter of last year", "Wed 1 Jan – Mon 31 Mar 2025"),
    ("last month of 2025", "Mon 1 Dec – Wed 31 Dec 2025"),
    ("first month of the year", "Thu 1 Jan – Sat 31 Jan 2026"),
    ("third month of 2026", "Sun 1 Mar – Tue 31 Mar 2026"),
    ("last friday in october", "Fri 30 Oct 2026"),
    ("the 2nd tuesday of march 2026", "Tue 10 Mar 2026"),
    ("5th monday of march", "Mon 30 Mar 2026"),
    ("last day of 2025", "Wed 31 Dec 2025"),
    ("first day of 2026", "Thu 1 Jan 2026"),
    ("1st of the month to today", "Sun 1 Nov 2026 – now"),
    ("first of the month", "Sun 1 Nov 2026"),
    ("the first of last month", "Thu 1 Oct 2026"),
    ("first two quarters of 2026", "Thu 1 Jan – Tue 30 Jun 2026"),
)


@pytest.mark.parametrize(("words", "expected"), CASES)
def test_window(words: str, expected: str) -> None:
    assert window(words) == expected
