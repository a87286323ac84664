"""Public holidays of a place: a country, such as `DE`, or a part of one, such as `US-CA`.

The library `holidays` computes them, as `zoneinfo` computes clocks: nothing is fetched. It takes
more than a second to load, so that only what has a place loads it, and `load_holidays` can do so
beside the event loop.
"""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache
from types import MappingProxyType
from typing import Final, NamedTuple

from slackbot.domain.errors import UnreadableError
from slackbot.domain.spelling import listed

BESIDE: Final = re.compile(r"\s*\([^)]*\)")  # "(observed)", "(estimated)"
TOGETHER: Final = re.compile(r"\s*/\s*")  # "Liberation Day/Reunification Day"
STANDS_IN: Final = re.compile(r"observed|in lieu|substitute day|^Day off")  # for another day
HOLIDAY: Final = 7  # the kind of day beside the weekdays, where 0 is Monday
LONG_WEEKEND: Final = 3  # days: from a Friday to a Monday, or from a Thursday to a Sunday
LOADED_YEARS: Final = range(-11, 2)  # from now
CALLED: Final = {"uk": "GB", "great britain": "GB", "britain": "GB", "england": "GB-ENG",
                 "scotland": "GB-SCT", "wales": "GB-WLS", "northern ireland": "GB-NIR",
                 "america": "US", "usa": "US", "hong kong": "HK", "korea": "KR"}  # fmt: skip


# The country that is offered where a channel has set none, by the zone of the asker.
COUNTRIES: Final = {
    zone: country
    for country, zones in {
        "Germany": "Europe/Berlin", "Austria": "Europe/Vienna", "Switzerland": "Europe/Zurich",
        "France": "Europe/Paris", "Spain": "Europe/Madrid", "Italy": "Europe/Rome",
        "Netherlands": "Europe/Amsterdam", "Belgium": "Europe/Brussels",
        "Poland": "Europe/Warsaw", "Sweden": "Europe/Stockholm", "Denmark": "Europe/Copenhagen",
        "Norway": "Europe/Oslo", "Portugal": "Europe/Lisbon", "Ireland": "Europe/Dublin",
        "United Kingdom": "Europe/London", "Turkey": "Europe/Istanbul",
        "United States": "America/New_York America/Chicago America/Denver America/Los_Angeles",
        "Canada": "America/Toronto America/Vancouver", "Brazil": "America/Sao_Paulo",
        "Mexico": "America/Mexico_City", "Argentina": "America/Argentina/Buenos_Aires",
        "India": "Asia/Kolkata Asia/Calcutta", "Japan": "Asia/Tokyo", "China": "Asia/Shanghai",
        "Singapore": "Asia/Singapore", "Australia": "Australia/Sydney Australia/Melbourne",
        "New Zealand": "Pacific/Auckland", "South Africa": "Africa/Johannesburg",
        "United Arab Emirates": "Asia/Dubai",
    }.items()
    for zone in zones.split()
}  # fmt: skip
EXAMPLE: Final = "Germany"  # where the zone says no country


class Holiday(NamedTuple):
    """A public holiday. It is `observed` where it stands in for one on another day."""

    name: str
    observed: bool = False


@lru_cache(maxsize=4096)
def holidays_in(place: str, year: int) -> Mapping[date, tuple[Holiday, ...]]:
    """Return the public holidays of the place in that year, in English where the library can."""
    if not place:
        return MappingProxyType({})
    import holidays

    country, _, part = place.partition("-")
    found = holidays.country_holidays(country, part or None, years=year, language="en_US")
    return MappingProxyType({day: _holidays(str(name)) for day, name in found.items()})


def _holidays(names: str) -> tuple[Holiday, ...]:
    return tuple(
        Holiday(name, observed=bool(STANDS_IN.search(each)))
        for each in map(str.strip, names.split(";"))
        for name in TOGETHER.split(BESIDE.sub("", each) or each)
    )


def holiday_on(day: date, place: str) -> str:
    """Return the name of the public holiday on that day; empty where it is none."""
    found = holidays_in(place, day.year).get(day, ())
    names = [f"{each.name} (observed)" if each.observed else each.name for each in found]
    return listed(names) if names else ""


def kind_of(day: date, place: str) -> int:
    """Return the weekday of `day`, or `HOLIDAY`: a holiday is like no weekday."""
    return HOLIDAY if day in holidays_in(place, day.year) else day.weekday()


def is_near(day: date, place: str) -> bool:
    """Tell whether `day` is no holiday, but in reach of a long weekend with a public holiday."""
    if not place or kind_of(day, place) == HOLIDAY:
        return False
    near = (day + timedelta(days=n) for n in range(-LONG_WEEKEND, LONG_WEEKEND + 1))
    return any(kind_of(each, place) == HOLIDAY for each in near)


def load_holidays(place: str, year: int) -> None:
    """Compute the years about `year`, so that they need not be read from disk later."""
    for each in LOADED_YEARS:
        holidays_in(place, year + each)


@lru_cache(maxsize=1)
def _countries() -> Mapping[str, str]:
    """Return the countries by their names and codes, in small letters."""
    from holidays import registry

    found: dict[str, str] = {}
    for name, (_, two, three, *_rest) in registry.COUNTRIES.items():
        spelling = name.replace("_", " ")
        found |= {spelling: two, two.lower(): two, three.lower(): two}
    return MappingProxyType(found | CALLED)


def find_place(words: str) -> str | None:
    """Return the place of that name: `Germany`, `DE`, `DEU`, `US-CA`, `Germany, Bavaria`."""
    spelling = " ".join(re.split(r"[\s,]+", words.strip().lower()))
    if found := _countries().get(spelling):
        return found
    head, _, part = spelling.partition("-")
    if (country := _countries().get(head)) and part:
        return _part(country, part)
    typed_words = spelling.split()
    for size in range(len(typed_words) - 1, 0, -1):
        if country := _countries().get(" ".join(typed_words[:size])):
            return _part(country, " ".join(typed_words[size:]))
    return None


def _part(country: str, subdivision: str) -> str | None:
    import holidays

    if "-" in country:
        return None
    entity = holidays.country_holidays(country)
    parts = {part.lower(): part for part in entity.subdivisions}
    parts |= {name.lower(): part for name, part in entity.subdivisions_aliases.items()}
    return f"{country}-{parts[subdivision]}" if subdivision in parts else None


def unknown_place(phrase: str, zone: str) -> UnreadableError:
    """Return the refusal of holidays where the channel has no place; it offers the country of the
    zone."""
    country = COUNTRIES.get(zone, EXAMPLE)
    return UnreadableError(
        f'I don\'t know which public holidays you have ("{phrase}"). Tell me your country once '
        f"with `/billing settings holidays {country}`.",
        phrase,
        suggestions=(f"settings holidays {country}",) if zone in COUNTRIES else (),
    )


def place_name(place: str) -> str:
    """Write `Germany`, `United States (CA)`."""
    country, _, part = place.partition("-")
    name = next((name for name, code in _countries().items() if code == country), country)
    shown = name.title()
    return f"{shown} ({part})" if part else shown
