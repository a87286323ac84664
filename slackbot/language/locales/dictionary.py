"""Reads dateparser's locale data as a dictionary: names of months, days, units and near periods.

Only its data are used. Its translation of a text makes one thing of `letzte Woche` and
`vor 1 Woche`, and takes `die` for a Tuesday.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Final

MONTHS: Final = (
    "january february march april may june july august september october november december".split()
)
WEEKDAYS: Final = "monday tuesday wednesday thursday friday saturday sunday".split()
UNITS: Final = "hour day week month year".split()
NAMED: Final = {
    "0 second ago": "now", "0 hour ago": "this hour", "0 day ago": "today",
    "0 week ago": "this week", "0 month ago": "this month", "0 year ago": "this year",
    "1 day ago": "yesterday", "1 week ago": "last week", "1 month ago": "last month",
    "1 year ago": "last year", "2 day ago": "day before yesterday",
    "2 week ago": "week before last", "in 1 day": "tomorrow", "in 1 week": "next week",
    "in 1 month": "next month", "in 1 year": "next year", "in 2 day": "day after tomorrow",
}  # fmt: skip
NUMBER: Final = r"(\d++[.,]?\d*+)"
DISTANCE: Final = re.compile(r"\\1 (hour|day|week|month|year) ago")


@dataclass(frozen=True, slots=True)
class Dictionary:
    """The words that dateparser knows of a language: forms as it spells them, with their English.

    `distances` are the words before and after the number, and the unit: ("vor", "Tagen", "day").
    """

    months: Mapping[str, str]
    weekdays: Mapping[str, str]
    units: Mapping[str, str]
    named: Mapping[str, str]
    distances: tuple[tuple[str, str, str], ...]
    numbers: Mapping[str, int]
    spaced: bool  # whether spaces separate words


def dictionary_of(language: str) -> Dictionary:
    """Return the dictionary of a language. Raises ModuleNotFoundError where there is none."""
    data: Mapping[str, Any] = import_module(
        f"dateparser.data.date_translation_data.{language}"
    ).info
    return Dictionary(
        months=_forms(data, MONTHS),
        weekdays=_forms(data, WEEKDAYS),
        units=_forms(data, UNITS),
        named={
            form: NAMED[key]
            for key, forms in data["relative-type"].items() if key in NAMED
            for form in forms
        },
        distances=tuple(
            (*_around_number(form), match[1])
            for key, forms in data["relative-type-regex"].items()
            if (match := DISTANCE.fullmatch(key))
            for form in forms
        ),
        numbers={
            form: int(number)
            for each in data["simplifications"]
            for form, number in each.items()
            if number.isdigit() and form.replace("'", "").isalpha()
        },
        spaced="no_word_spacing" not in data,
    )  # fmt: skip


def _forms(data: Mapping[str, Any], keys: list[str]) -> dict[str, str]:
    return {form: key for key in keys for form in data[key]}


def _around_number(form: str) -> tuple[str, str]:
    before, _, after = form.replace(r"\s*", " ").partition(NUMBER)
    return before.strip(), after.strip()
