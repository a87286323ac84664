"""Builds the tables of one language: the shared rows over its own words and its dictionary's."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cached_property, partial
from typing import Final

from slackbot.domain.calendar.arithmetic import ordinal
from slackbot.language.core.patterns import Reader, Row, Table, TokenReader
from slackbot.language.core.readers import SUFFIXES, FoundNumber, digits, glued, word
from slackbot.language.core.rows import BOTS
from slackbot.language.core.tokens import Text, tokens_of
from slackbot.language.core.words import BILLING_WORDS
from slackbot.language.locales.dictionary import Dictionary
from slackbot.language.locales.forms import Forms, folded, listed, spaced, words_of
from slackbot.language.locales.locale import Locale, split
from slackbot.language.locales.phrases import (
    BILLED,
    CLASSES,
    CLAUSES,
    LAST_UNITS,
    NEAR,
    POINTS,
    ago,
)
from slackbot.language.names.zones import read_zone
from slackbot.language.periods.fiscal import CENTURIES
from slackbot.language.periods.numeric import read_numeric

NAME: Final = "\0"  # in the place of each word of a bot's name
MOST_DAYS, MOST_PARTS, MOST_HOURS = 31, 4, 24
LONGEST_SHORT: Final = 3  # letters of `lun`, which has no plural
YEARS: Final = frozenset(("this year", "last year"))
MONTHS_NEAR: Final = frozenset(("this month", "last month"))
WEEKS: Final = frozenset(("this week", "last week", "week before last"))
FoundText = tuple[str, int] | None


class Grammar:
    """Reads the phrases of one language as English."""

    def __init__(self, locale: Locale, dictionary: Dictionary) -> None:
        """Index the rows by the words of the language."""
        self._locale, self._dictionary = locale, dictionary
        units = {**dictionary.units, **locale.forms(*LAST_UNITS)}
        one = split(locale.words["one"])
        billed = {each: each for each in (*BILLING_WORDS, "usage", "cost", "forecast")}
        sayings = [
            key for key in (*locale.asks, *locale.words) if key not in CLASSES and key not in BILLED
        ]
        self._the = Forms(locale.forms("the").items())
        self._named = Forms(self._names())
        self._months = Forms(self._dates(dictionary.months).items())
        self._weekdays = Forms(self._dates(dictionary.weekdays).items())
        self._plurals = Forms(_plurals(self._weekdays.values))
        self._one = Forms((form, _unit_of(form, units)) for form in one)
        self._every_unit = {**units, **{form: _unit_of(form, units) for form in one}}
        self._units = Forms(
            (form, unit)
            for form, unit in self._every_unit.items()
            if form not in locale.no_counts.split()
        )
        self._numbers = Forms({**dictionary.numbers, **listed(locale.numbers)}.items())
        self._ordinals = Forms(listed(locale.ordinals).items())
        self._near = Forms(locale.forms(*NEAR).items())
        self._billed = Forms({**locale.forms(*BILLED), **billed}.items())
        self._sayings = Forms([*locale.forms(*sayings).items(), *_listed(locale.adverbs)])
        self._marks = SUFFIXES | set(locale.marks.split())
        self._naming = Forms(locale.forms("for", "of").items())
        self._classes = {
            each.replace(" ", "_"): Forms(locale.forms(each).items())
            for each in CLASSES | {"and"}
        }  # fmt: skip
        self._classes["to"] = Forms({**locale.forms("to"), "-": "to", "–": "to"}.items())
        self._points = Table[str](
            (*locale.points, *POINTS, *_distances(dictionary)), **self._readers()
        )
        self.clauses: Final = Table[str]((*locale.clauses, *CLAUSES), **self._readers())

    def text(self, t: Text, names: tuple[str, ...]) -> Text:
        """Put spaces between the words of `t`, where the language has none."""
        if self._dictionary.spaced:
            return t
        return tokens_of(spaced(t.source, (*self.vocabulary, *names)))

    @cached_property
    def vocabulary(self) -> set[str]:
        """Return every word that the tables know, as it is found in a text."""
        forms = [each for each in self._readers().values() if isinstance(each, Forms)]
        literals = {
            part
            for row in (*self._locale.points, *self._locale.clauses)
            for part in row.pattern.replace("[", " ").replace("]", " ").replace("|", " ").split()
            if not part.startswith("<") and part.isalpha()
        }
        return literals | {
            each
            for reader in forms for words in reader.values for each in words
            if each.isalpha() and each not in BOTS
        }  # fmt: skip

    def _readers(self) -> dict[str, Reader]:
        return {
            **self._classes,
            "the": self._the,
            "every_the": Forms(self._locale.forms("the", "the many").items()), "named": self._named,
            "month": self._months,
            "weekday": self._weekdays, "weekdays": self._plurals,
            "each_weekday": self._each_weekday,
            "in_or_of": Forms(self._locale.forms("in", "of").items()),
            "unit": self._units, "one": self._one, "near": self._near,
            "billed": self._billed, "saying": self._sayings,
            "last_many": Forms(self._locale.forms("last", "last many").items()),
            "week_number": Forms({**self._locale.forms("week"), **self._ones("week")}.items()),
            "weeks": Forms({
                **self._locale.forms("week"),
                **{form: unit for form, unit in self._every_unit.items() if unit == "week"},
            }.items()),
            "quarter": Forms(self._ones("quarter").items()),
            "half": Forms(self._ones("half").items()),
            "grouping": Forms(
                (form, unit) for form, unit in self._every_unit.items() if len(form) > 1
            ),
            "weekend": Forms(self._ones("weekend").items()), "hour": self._hour,
            "q": Forms({**self._locale.forms("Q"), "q": "Q"}.items()),
            "from": Forms(self._locale.forms("from", "from the").items()),
            "n": self._number, "part": _part, "ordinal": self._ordinal, "day": self._day,
            "marked": self._marked,
            "day_named": self._day_named, "year": self._year, "numeric": self._numeric,
            "nth": self._nth, "near_year": self._within(YEARS), "week": self._within(WEEKS),
            "near_month": self._within(MONTHS_NEAR), "near_unit": self._within(frozenset()),
            "point": lambda t, i: self._points.read(t, i), "zone": _zone, "name": _name,
            "alone": self._alone,
        }  # fmt: skip

    def _names(self) -> Iterator[tuple[str, str]]:
        """Return the periods that have a name, also without the article that the dictionary gives
        them."""
        articles = [words_of(each) for each in self._locale.forms("the")]
        for form, name in (*_listed(self._locale.periods), *self._dictionary.named.items()):
            yield form, name
            words = words_of(form)
            for article in articles:
                if len(words) > len(article) and words[: len(article)] == article:
                    yield " ".join(words[len(article) :]), name

    def _dates(self, names: Mapping[str, str]) -> dict[str, str]:
        """Return the names of months or weekdays, without those that are ordinary words."""
        own = self._locale.forms(*set(names.values()))
        ordinary = self._locale.no_dates.split()
        return {
            form: name for form, name in {**own, **names}.items() if form.lower() not in ordinary
        }

    def _ones(self, unit: str) -> dict[str, str]:
        """Return the forms of one such unit."""
        return {" ".join(form): each for form, each in self._one.values.items() if each == unit}

    def knows(self, words: Iterable[str]) -> bool:
        """Tell whether each of `words` is one of the language's own."""
        return {folded(each) for each in words} <= self.vocabulary

    def introduces(self, word: str) -> bool:
        """Tell whether a name may follow `word`, as after `for`."""
        return (word,) in self._naming.values

    def _number(self, t: Text, i: int) -> FoundNumber:
        """Read `7`, `sieben`."""
        found = digits(t, i, 1, 4)
        return (int(found), i + 1) if found else self._numbers(t, i)

    def _each_weekday(self, t: Text, i: int) -> FoundText:
        """Read `Montag`, `lundis`, as one of each week."""
        if found := self._plurals(t, i):
            return found[0].removesuffix("s"), found[1]
        return self._weekdays(t, i)

    def _ordinal(self, t: Text, i: int) -> FoundNumber:
        """Read `3.`, `3e`, `drittes`: which part of a year."""
        marked = self._marked(t, i)
        if marked and marked[0] <= MOST_PARTS:
            return marked
        return self._ordinals(t, i)

    def _day(self, t: Text, i: int) -> FoundNumber:
        """Read `15`, `15.`, `1er`, `premier`, `día 15`: a day of a month."""
        if found := self._marked(t, i):
            return found
        number = digits(t, i, 1, 2)
        if number:
            return (int(number), i + 1) if 1 <= int(number) <= MOST_DAYS else None
        if (first := self._ordinals(t, i)) and first[0] == 1:
            return first
        return self._day_named(t, i)

    def _day_named(self, t: Text, i: int) -> FoundNumber:
        """Read `día 15`, `dias 1`."""
        unit = self._units(t, i) if len(word(t, i)) > 1 else None
        number = digits(t, unit[1], 1, 2) if unit and unit[0] == "day" else ""
        if not unit or not number or not 1 <= int(number) <= MOST_DAYS:
            return None
        return self._marked(t, unit[1]) or (int(number), unit[1] + 1)

    def _nth(self, t: Text, i: int) -> FoundText:
        """Read `15` as `15th`."""
        found = self._number(t, i)
        return (ordinal(found[0]), found[1]) if found and 1 <= found[0] <= MOST_DAYS else None

    def _marked(self, t: Text, i: int) -> FoundNumber:
        """Read `15.`, `1er`, `1º`. At the end of a text its full stop is no token any more."""
        number = digits(t, i, 1, 2)
        if not number or not 1 <= int(number) <= MOST_DAYS:
            return None
        mark = word(t, i + 1) if glued(t, i + 1) else ""
        if mark in self._marks and not (mark == "." and glued(t, i + 2) and digits(t, i + 2, 1, 4)):
            return int(number), i + 2
        end = t.tokens[i].end
        at_end = i + 1 == len(t.words) and t.source[end : end + 1] == "."
        return (int(number), i + 1) if at_end and "." in self._marks else None

    def _hour(self, t: Text, i: int) -> FoundText:
        """Read `9 Uhr`, `9h30`, `9:30`, `9:30 Uhr`: a time of the day, never a bare number."""
        hour, clock = digits(t, i, 1, 2), self._classes["clock"]
        if not hour or int(hour) > MOST_HOURS:
            return None
        j, minutes = i + 1, "00"
        if word(t, j) == ":" and glued(t, j + 1) and (after := digits(t, j + 1, 2, 2)):
            j, minutes = j + 2, after
            behind = clock(t, j)
            return f"{hour}:{minutes}", behind[1] if behind else j
        behind = clock(t, j)
        if behind is None:
            return None
        after = digits(t, behind[1], 2, 2) if glued(t, behind[1]) else ""
        return f"{hour}:{after or minutes}", behind[1] + bool(after)

    def _year(self, t: Text, i: int) -> FoundText:
        """Read `2026`, `letzten Jahres`."""
        year = digits(t, i, 4, 4)
        if year[:2] in CENTURIES:
            return year, i + 1
        return self._within(YEARS)(t, i)

    def _numeric(self, t: Text, i: int) -> FoundText:
        """Read `1.3.2026`, `2026-03`, `2026`: what no language changes."""
        if found := read_numeric(t, i):
            return t.phrase(i, found[1]), found[1]
        year = digits(t, i, 4, 4)
        return (year, i + 1) if year[:2] in CENTURIES else None

    def _within(self, wanted: frozenset[str]) -> TokenReader:
        """Return a reader of these periods only, or of any, with or without their article."""

        def read(t: Text, i: int) -> FoundText:
            article = self._the(t, i)
            j = article[1] if article else i
            named = self._named(t, j)
            if named is None and (near := self._near(t, j)) and (unit := self._one(t, near[1])):
                named = f"{near[0]} {unit[0]}", unit[1]
            return named if named and (named[0] in wanted or not wanted) else None

        return read

    def _alone(self, t: Text, i: int) -> tuple[None, int] | None:
        """Read nothing after a bare day where nothing follows that people count, as in `les 15
        sessions`."""
        if not word(t, i).isalpha() or word(t, i) == NAME:
            return None, i
        behind = (self._classes[each] for each in ("to", "by", "for", "vs", "and"))
        return (None, i) if any(read(t, i) for read in behind) else None


def _listed(words: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Return each form with its English."""
    return ((form, english) for english, forms in words.items() for form in split(forms))


def _plurals(weekdays: Mapping[tuple[str, ...], str]) -> Iterator[tuple[str, str]]:
    """Return the forms of weekdays with an s more: `montags`, `lundis`, `segundas-feiras`."""
    for words, day in weekdays.items():
        plural = " ".join(each if each == "-" else f"{each}s" for each in words)
        if len(words[0]) > LONGEST_SHORT and not words[-1].endswith("s"):
            yield plural, f"{day}s"


def _zone(t: Text, i: int) -> FoundText:
    """Read a city or zone after the language's `in`."""
    words = (*t.words[: i - 1], "in", *t.words[i:])
    found = read_zone(replace(t, words=words), i - 1)
    return (found[0], min(found[1], len(words))) if found else None


def _part(t: Text, i: int) -> FoundNumber:
    """Return the number of a quarter."""
    number = digits(t, i, 1, 1)
    return (int(number), i + 1) if number and 1 <= int(number) <= MOST_PARTS else None


def _name(t: Text, i: int) -> tuple[None, int] | None:
    """Read nothing before the name of a bot."""
    return (None, i) if word(t, i) == NAME else None


def _unit_of(form: str, units: Mapping[str, str]) -> str:
    """Return the unit of a form in the singular, which may have an ending: `Monats`, of `Monat`."""
    begins = [each for each in units if form.lower().startswith(each.lower())]
    return units[max(begins, key=len)]


def _distances(dictionary: Dictionary) -> tuple[Row, ...]:
    """Return rows for `vor 3 Tagen`, `il y a 3 jours`: one for each way the dictionary has."""
    return tuple(
        Row(f"{_literal(before)} <n:count> {_literal(behind)}", partial(ago, unit=unit), "")
        for before, behind, unit in dictionary.distances
    )


def _literal(form: str) -> str:
    return " ".join(words_of(form)) if form else ""
