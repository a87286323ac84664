"""Public holidays by name, in a channel that has said where it is.

Each row: the place, what one writes, and the window on Tuesday 24 November 2026 at 12:30 UTC.
"""

from datetime import UTC, datetime

import holidays
import pytest

from slackbot.domain.errors import UnreadableError
from tests.language.questions.asking import ask, window

CASES = (
    ("DE", "christmas", "Thu 25 Dec 2025"),
    ("DE", "xmas", "Thu 25 Dec 2025"),
    ("DE", "Christmas Day", "Thu 25 Dec 2025"),
    ("DE", "sessions christmas 2024 by hour", "Wed 25 Dec 2024"),
    ("DE", "christmas of last year", "Thu 25 Dec 2025"),
    ("DE", "the second day of christmas", "Fri 26 Dec 2025"),
    ("DE", "boxing day", "Fri 26 Dec 2025"),
    ("DE", "easter monday", "Mon 6 Apr 2026"),
    ("DE", "Good Friday", "Fri 3 Apr 2026"),
    ("DE", "whit monday", "Mon 25 May 2026"),
    ("DE", "labour day", "Fri 1 May 2026"),
    ("DE", "German Unity Day", "Sat 3 Oct 2026"),
    ("DE", "new year's day", "Thu 1 Jan 2026"),
    ("DE", "new years day 2025", "Wed 1 Jan 2025"),
    ("DE", "since easter monday", "Mon 6 Apr 2026 – now"),
    ("DE", "christmas to new year's day", "Thu 25 Dec 2025 – Thu 1 Jan 2026"),
    ("DE", "the day before christmas", "Wed 24 Dec 2025"),
    ("DE", "May", "Fri 1 May – Sun 31 May 2026"),
    ("GB", "May Day", "Mon 4 May 2026"),
    ("US", "last thanksgiving", "Thu 27 Nov 2025"),
    ("US", "week of thanksgiving", "Mon 24 Nov – Sun 30 Nov 2025"),
    ("US", "Presidents' Day", "Mon 16 Feb 2026"),
    ("US", "mlk day", "Mon 19 Jan 2026"),
    ("US", "Independence Day", "Sat 4 Jul 2026"),
    ("US-CA", "black friday", "Fri 28 Nov 2025"),
    ("IN", "Diwali 2025", "Mon 20 Oct 2025"),
    ("IN", "holi", "Wed 4 Mar 2026"),
    ("TR", "eid al-fitr", "Fri 20 Mar – Sun 22 Mar 2026"),
    ("TR", "eid ul-fitr", "Fri 20 Mar – Sun 22 Mar 2026"),
    ("ZA", "Day of Goodwill", "Fri 26 Dec 2025"),
    ("ZA", "women's day", "Sun 9 Aug 2026"),
    ("IE", "st stephen's day", "Fri 26 Dec 2025"),
    ("FR", "bastille day", "Tue 14 Jul 2026"),
    ("FR", "ascension", "Thu 14 May 2026"),
    ("GB", "early may bank holiday", "Mon 4 May 2026"),
    ("GB-ENG", "last bank holiday", "Mon 31 Aug 2026"),
    ("GB", "easter", "Sun 5 Apr 2026"),
    ("DE", "christmas eve", "Wed 24 Dec 2025"),
    ("US", "thanksgiving week", "Mon 24 Nov – Sun 30 Nov 2025"),
    ("DE", "the Monday after christmas", "Mon 29 Dec 2025"),
    ("US", "new year's eve 2024", "Tue 31 Dec 2024"),
    ("US", "christmas eve to new year's day", "Wed 24 Dec 2025 – Thu 1 Jan 2026"),
    ("GR", "easter", "Sun 12 Apr 2026"),
    ("HK", "the day following mid-autumn festival", "Sat 26 Sep 2026"),
    ("CO", "epiphany 2020", "Mon 6 Jan 2020"),
)


@pytest.mark.parametrize(("place", "words", "expected"), CASES)
def test_window(place: str, words: str, expected: str) -> None:
    assert window(words, holidays=place) == expected


def test_a_holiday_of_today_has_begun() -> None:
    query = ask("guru nanak's birthday", holidays="IN")
    assert query.running
    assert query.period.local_start.isoformat() == "2026-11-24T00:00:00+00:00"
    last = ask("last guru nanak's birthday", holidays="IN")
    assert last.period.local_start.isoformat() == "2025-11-05T00:00:00+00:00"


@pytest.mark.parametrize(
    ("place", "words", "reason"),
    [
        ("DE", "thanksgiving", '"thanksgiving" is no public holiday in Germany'),
        ("US-CA", "Diwali 2025", r"no public holiday in United States \(CA\)"),
        ("DE", "next christmas", "has not begun"),
        ("DE", "this christmas", "has not begun"),
        ("US", "good friday", "In Germany it is 3 Apr 2026. Is it that?"),
        ("DE", "eid al-adha 2025", "In Turkey it is 6 Jun 2025 to 9 Jun 2025."),
        ("DE", "bank holiday 2025", "many days"),
        ("", "christmas", "settings holidays Germany"),
        ("", "last thanksgiving", "settings holidays Germany"),
        ("", "Diwali 2025", "settings holidays Germany"),
    ],
)
def test_refused(place: str, words: str, reason: str) -> None:
    with pytest.raises(UnreadableError, match=reason):
        ask(words, holidays=place)


def test_the_day_in_another_country_is_offered() -> None:
    with pytest.raises(UnreadableError) as refused:
        ask("sessions good friday by hour", holidays="US")
    assert refused.value.instead == ("3 Apr 2026",)
    assert window("sessions 3 Apr 2026 by hour", holidays="US") == "Fri 3 Apr 2026"


@pytest.mark.parametrize("place", ["BR", "US", "ZA"])
def test_each_name_that_the_library_has_is_read_as_one_of_its_days(place: str) -> None:
    for year in (2025, 2026):
        found = holidays.country_holidays(place, years=year, language="en_US")
        for day, names in found.items():
            for name in names.split("; "):
                if "observed" in name:
                    continue
                said = name.removesuffix(" (estimated)")
                read = ask(f"{said} {year}", holidays=place, now=datetime(2027, 1, 1, tzinfo=UTC))
                assert read.period.local_start.date() == day, name


def test_a_bot_comes_before_a_holiday() -> None:
    query = ask("yesterday for Holi", names=("Holi",), holidays="IN")
    assert query.bots == ("Holi",)


@pytest.mark.parametrize(
    ("words", "before"),
    [
        ("christmas vs christmas 2024", "Wed 25 Dec 2024"),
        ("christmas vs the one before", "Wed 25 Dec 2024"),
        ("christmas 2024 vs the previous one", "Mon 25 Dec 2023"),
        ("last bank holiday vs the one before", "Mon 25 May 2026"),
        ("last Friday vs the one before", "Fri 13 Nov 2026"),
        ("Friday last week vs last", "Fri 13 Nov 2026"),
    ],
)
def test_it_is_compared_with_the_one_before(words: str, before: str) -> None:
    found = ask(words, holidays="GB-ENG").comparison
    assert found
    assert found.describe() == f"{before} (UTC)"
