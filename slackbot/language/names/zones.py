"""Reads time zones in people's words: `UTC`, `Europe/Berlin`, `in Berlin`, `New York time`."""

from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo, available_timezones

from slackbot.domain.errors import UnreadableError
from slackbot.language.core.readers import glued, word
from slackbot.language.core.tokens import Text

UNIVERSAL: Final = frozenset("utc gmt zulu".split())
# Abbreviations that name several clocks in the world, or change their meaning twice a year.
AMBIGUOUS: Final = frozenset(
    "est edt et cst cdt ct mst mdt mt pst pdt pt ist bst cet cest eet wet msk jst aest aedt".split()
)
US: Final = frozenset("est edt et cst cdt ct mst mdt mt pst pdt pt".split())
# Cities on the clock that an abbreviation may mean.
CITIES: Final = {
    "et": ("New York",), "ct": ("Chicago",), "mt": ("Denver",), "pt": ("Los Angeles",),
    "ist": ("Kolkata", "Dublin", "Jerusalem"), "bst": ("London",), "cet": ("Berlin",),
    "cest": ("Berlin",), "eet": ("Athens",), "wet": ("Lisbon",), "msk": ("Moscow",),
    "jst": ("Tokyo",), "aest": ("Sydney", "Brisbane"), "aedt": ("Sydney",),
}  # fmt: skip
REGIONS: Final = frozenset(
    "africa america antarctica arctic asia atlantic australia europe indian pacific us etc".split()
)
NO_CITIES: Final = ("Etc/", "US/", "SystemV/", "Canada/", "Mexico/", "Brazil/", "Chile/")
FoundZone = tuple[str, int] | None


def one_clock(phrase: str) -> UnreadableError:
    """Return the refusal of an abbreviation."""
    cities = CITIES.get(phrase.lower()[0] + phrase.lower()[-1], ()) if phrase.lower() in US else ()
    cities = cities or CITIES.get(phrase.lower(), ())
    return UnreadableError(
        f'"{phrase.upper()}" is not one clock: it differs by place or season. Name a city instead.',
        phrase,
        tuple(f"{lead}{city}" for city in cities for lead in ("in ", "")),
    )


@lru_cache(maxsize=1)
def _by_name() -> dict[str, str]:
    """Return every zone under its name, and under its city where only one zone has that city."""
    cities: dict[str, str] = {}
    names = sorted(available_timezones(), key=lambda name: (name.count("/"), name))
    for name in names:  # the longer path later, and kept: it is the name in use today
        if "/" in name and not name.startswith(NO_CITIES):
            cities[_key(name.rpartition("/")[2])] = name
    return cities | {_key(name): name for name in names if "/" in name or name == "UTC"}


def _key(name: str) -> str:
    return name.replace("_", " ").lower()


@lru_cache(maxsize=512)
def known_zone(name: str) -> str:
    """Return `name` as the zone database spells it. Raises UnreadableError where it has none."""
    try:
        ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        found = _by_name().get(_key(name)) if len(name) < 60 else None
        if found is None:
            raise UnreadableError(
                f'I know no time zone "{name}". Try "in UTC" or "in Europe/Berlin".', name
            ) from None
        return found
    return name


def typed_zone(name: str) -> str:
    """Return the zone that a person names for good. Raises UnreadableError for an abbreviation,
    and for what is none."""
    typed = _key(name).removesuffix(" time")
    if typed in AMBIGUOUS:
        raise one_clock(typed)
    return "UTC" if typed in UNIVERSAL else known_zone(name)


def read_zone(t: Text, i: int) -> FoundZone:
    """Read a zone clause at `i`, with or without `in` and brackets."""
    bracket = word(t, i) == "("
    into = word(t, i) in {"in", "at", "using"}
    found = _zone(t, i + (bracket or into) + (into and word(t, i + 1) == "the"), into or bracket)
    if found is None:
        return None
    name, j = found
    if bracket:
        return (name, j + 1) if word(t, j) == ")" else None
    suffix = (
        2
        if (word(t, j), word(t, j + 1)) == ("time", "zone")
        else word(t, j) in {"time", "timezone"}
    )
    return name, j + suffix


def _zone(t: Text, i: int, introduced: bool) -> FoundZone:
    first = word(t, i)
    if first in UNIVERSAL:
        return "UTC", i + 1
    if not first.isalpha():
        return None
    if first in REGIONS and word(t, i + 1) == "/" and glued(t, i + 1):
        return _by_path(t, i)
    timed = [k for k in range(1, 4) if word(t, i + k) in {"time", "timezone"}]
    if first in AMBIGUOUS and (timed[:1] == [1] or introduced):
        raise one_clock(first)
    return _by_city(t, i, timed[:1] or [3, 2, 1]) if introduced or timed else None


def _by_path(t: Text, i: int) -> FoundZone:
    j = i + 1
    while word(t, j) in {"/", "_", "-"} and glued(t, j) and glued(t, j + 1):
        j += 2
    return known_zone(t.phrase(i, j)), j


def _by_city(t: Text, i: int, lengths: list[int]) -> FoundZone:
    for length in lengths:
        if found := _by_name().get(" ".join(t.words[i : i + length])):
            return found, i + length
    return None
