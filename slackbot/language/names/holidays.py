"""Reads names of public holidays: `christmas`, `Labor Day`, `new year's eve`."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Final, NamedTuple

from slackbot.domain.calendar.holidays import holidays_in
from slackbot.language.core.pasted import even
from slackbot.language.core.tokens import HolidayNames, Text, tokens_of

Key = tuple[str, ...]


class Named(NamedTuple):
    """A name of a holiday without `day`, `of` and the like, and whether it needs the `day`."""

    key: Key
    needs_day: bool = False


LEFT_OUT: Final = frozenset("day of the".split())
SIGNS: Final = frozenset("'.-")
SAME: Final = {"xmas": "christmas", "labour": "labor", "deepavali": "diwali", "whit": "pentecost",
               "st": "saint", "ul": "al"}  # fmt: skip
# Holidays that people call by another name.
CALLED: Final[Mapping[Key, Key]] = {
    ("easter",): ("easter", "sunday"),
    ("president",): ("washington", "birthday"),
    ("mlk",): ("martin", "luther", "king", "jr"),
    ("martin", "luther", "king"): ("martin", "luther", "king", "jr"),
    ("juneteenth",): ("juneteenth", "national", "independence"),
    ("boxing",): ("second", "christmas"),
    ("black", "friday"): ("after", "thanksgiving"),
}
CALLED_IN: Final[Mapping[str, Mapping[Key, Key]]] = {
    "FR": {("bastille",): ("national",)},
    "GB": {("early", "may", "bank", "holiday"): ("may",),
           ("summer", "bank", "holiday"): ("late", "summer", "bank", "holiday")},
    "IE": {("may",): ("may", "bank", "holiday")},
    "IN": {("gandhi", "jayanti"): ("mahatma", "gandhi", "birthday")},
    "US": {("indigenous", "people"): ("columbus",)},
}  # fmt: skip
# Where a place lacks the first one, it is so many days from another.
BESIDE: Final[Mapping[Key, Mapping[Key, int]]] = {
    ("christmas", "eve"): {("christmas",): -1},
    ("boxing",): {("christmas",): 1},
    ("new", "year", "eve"): {("new", "year"): -1},
    ("good", "friday"): {("easter", "monday"): -3},
    ("easter", "sunday"): {("easter", "monday"): -1, ("good", "friday"): 2},
    ("easter",): {("easter", "monday"): -1, ("good", "friday"): 2},
    ("easter", "monday"): {("good", "friday"): 3},
}
ANY: Final = frozenset((("bank", "holiday"), ("public", "holiday")))  # whatever its name is
OF_ALL: Final = frozenset(("national", "international"))  # people leave them out
YEARS_BACK: Final = 9  # some are only in some years
LONGEST: Final = 12  # tokens
# Holidays that people name in any country, each with a place that has it: the app then asks for the
# setting, or says that the country lacks the holiday. The names of a country's own are added.
WELL_KNOWN: Final = {
    "Christmas": "US", "Christmas Eve": "US", "Boxing Day": "GB", "New Year": "US",
    "New Year's Eve": "US", "Easter": "DE", "Easter Sunday": "DE", "Easter Monday": "DE",
    "Good Friday": "DE", "Thanksgiving": "US", "Labor Day": "US", "Memorial Day": "US",
    "Independence Day": "US", "Veterans Day": "US", "Presidents' Day": "US", "Columbus Day": "US",
    "Martin Luther King Day": "US", "Juneteenth": "US", "Diwali": "IN", "Whit Monday": "DE",
    "Ascension Day": "DE", "Corpus Christi": "AT", "All Saints' Day": "FR", "May Day": "GB",
    "Halloween": "", "Chinese New Year": "SG", "Lunar New Year": "", "Eid al-Fitr": "TR",
    "Eid al-Adha": "TR", "Bastille Day": "FR", "Canada Day": "CA", "Australia Day": "AU",
    "Anzac Day": "AU", "German Unity Day": "DE", "Black Friday": "US-CA", "Holi": "IN",
    "Bank holiday": "", "Public holiday": "",
}  # fmt: skip


def _plain(word: str) -> str:
    word = SAME.get(word, word)
    return word[:-1] if len(word) > 3 and word.endswith("s") and word != "christmas" else word


def key_of(words: Iterable[str]) -> Key:
    """Return the words of a name that matter, in one spelling."""
    return tuple(_plain(each) for each in words if each not in LEFT_OUT and each not in SIGNS)


@lru_cache(maxsize=4096)
def named(name: str) -> Named:
    """Return how people may write the name of that holiday."""
    words = tokens_of(even(name)).words
    key = key_of(words)
    return Named(key, needs_day="day" in words and len(key) == 1 and key not in SHORT)


def _short(key: Key) -> Key:
    """Return `women` of `National Women's Day`; empty where nothing is to be left out."""
    rest = key[1:] if key and key[0] in OF_ALL else ()
    return () if rest == ("holiday",) else rest


def is_called(key: Key, name: str, place: str) -> bool:
    """Tell whether `key` means the holiday of that name."""
    known = named(name).key
    called = CALLED_IN.get(place[:2], {}).get(key)
    return (
        key in ANY
        or (bool(known) and known in {key, CALLED.get(key), called})
        or (bool(key) and key == _short(known))
    )


def place_of(key: Key) -> str:
    """Return a place that has this well-known holiday; empty where none is known."""
    return _PLACES.get(key, "")


SHORT: Final = frozenset(
    (each,) for each in "christmas thanksgiving ascension assumption tiradente vesak".split()
)
_PLACES: Final = {named(each).key: place for each, place in WELL_KNOWN.items()}
_KNOWN: Final = {named(each).key: named(each).needs_day for each in WELL_KNOWN} | {("mlk",): True}


@lru_cache(maxsize=256)
def names_in(place: str, year: int) -> HolidayNames:
    """Return the names of the place's holidays of the past years and the next one, beside those
    that people name anywhere."""
    found = {
        each.key: each.needs_day
        for near in range(year - YEARS_BACK, year + 2)
        for holidays in holidays_in(place, near).values()
        for each in (named(holiday.name) for holiday in holidays if not holiday.observed)
        if each.key
    }
    short = {rest: len(rest) == 1 for key in found if (rest := _short(key))}
    called = {key: len(key) == 1 for key in CALLED_IN.get(place[:2], ())}
    keys = short | _KNOWN | called | found
    return HolidayNames(MappingProxyType(keys), frozenset(key[0] for key in keys))


ANYWHERE: Final = names_in("", 2000)


def _after_day_of(t: Text, i: int) -> int:
    """Skip what begins `Day of Reconciliation`, `The Day following Mid-Autumn Festival`."""
    start = i + (t.words[i : i + 1] == ("the",))
    if t.words[start : start + 1] != ("day",):
        return i
    return start + 1 + (t.words[start + 1 : start + 2] == ("of",))


def read_holiday(t: Text, i: int) -> tuple[Key, int] | None:
    """Return the longest name of a holiday that can be read at `i`."""
    names = t.holidays or ANYWHERE
    if i >= len(t.words):
        return None
    start = _after_day_of(t, i) if t.words[i] in {"the", "day"} else i
    if start >= len(t.words) or _plain(t.words[start]) not in names.firsts:
        return None
    found = None
    for end in range(start + 1, min(i + LONGEST, len(t.words)) + 1):
        last = t.words[end - 1]
        if last in SIGNS or (last in LEFT_OUT and last != "day"):
            continue  # no name ends there
        key = key_of(t.words[start:end])
        if key in ANY and last == "holidays":
            continue  # many
        if key in names.needs_day and ("day" in t.words[i:end] or not names.needs_day[key]):
            found = key, end
    return found
