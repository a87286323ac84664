"""Public holidays by place and day."""

from datetime import date

import pytest

from slackbot.domain.calendar.holidays import (
    COUNTRIES,
    EXAMPLE,
    find_place,
    holiday_on,
    place_name,
    unknown_place,
)


@pytest.mark.parametrize(
    ("words", "place", "name"),
    [
        ("Germany", "DE", "Germany"),
        ("de", "DE", "Germany"),
        ("DEU", "DE", "Germany"),
        ("Germany, Bayern", "DE-BY", "Germany (BY)"),
        ("US-CA", "US-CA", "United States (CA)"),
        ("united states", "US", "United States"),
        ("UK", "GB", "United Kingdom"),
        ("hong kong", "HK", "Hongkong"),
    ],
)
def test_places(words: str, place: str, name: str) -> None:
    assert find_place(words) == place
    assert place_name(place) == name


@pytest.mark.parametrize("words", ["", "Smurfland", "US-XX", "Germany Smurf", "-", "US-CA-LA"])
def test_no_place(words: str) -> None:
    assert find_place(words) is None


@pytest.mark.parametrize(
    ("place", "day", "name"),
    [
        ("DE", date(2026, 12, 25), "Christmas Day"),
        ("DE", date(2026, 12, 24), ""),
        ("", date(2026, 12, 25), ""),
        ("US", date(2026, 7, 3), "Independence Day (observed)"),
        ("IN", date(2025, 10, 2), "Dussehra and Mahatma Gandhi's Birthday"),
        ("CN", date(2026, 1, 2), "Day off (observed)"),  # the library: substituted from 01/04/2026
        ("TH", date(2022, 12, 12), "Constitution Day (observed)"),
        ("VN", date(2022, 5, 2), "Liberation Day (observed) and Reunification Day (observed)"),
        ("DE-BY", date(2026, 1, 6), "Epiphany"),
        ("DE", date(2026, 1, 6), ""),
    ],
)
def test_a_day_has_the_name_of_its_holiday(place: str, day: date, name: str) -> None:
    assert holiday_on(day, place) == name


@pytest.mark.parametrize("country", sorted({*COUNTRIES.values(), EXAMPLE}))
def test_a_country_that_is_offered_is_known(country: str) -> None:
    assert find_place(country)


def test_the_country_of_the_zone_is_offered() -> None:
    error = unknown_place("christmas", "Asia/Tokyo")
    assert "settings holidays Japan" in error.message
    assert error.suggestions == ("settings holidays Japan",)
    assert not unknown_place("christmas", "UTC").suggestions
