"""Reads a day by its number and month: `4 Dec 2026`, `December 4`, `2026-12-04`."""

from typing import Final, NamedTuple

from slackbot.language.core.patterns import NUMBER, Led, Row, Table
from slackbot.language.core.readers import ORDINAL_BEGINS, digits, read_day_number
from slackbot.language.core.tokens import Text
from slackbot.language.core.words import MONTHS


class NamedDay(NamedTuple):
    """A day, which need not exist; the year is None where it is not said."""

    day: int
    month: int
    year: int | None = None


def _year(t: Text, i: int) -> tuple[int, int] | None:
    found = digits(t, i, 4, 4)
    return (int(found), i + 1) if found else None


def _two(t: Text, i: int) -> tuple[int, int] | None:
    found = digits(t, i, 1, 2)
    return (int(found), i + 1) if found else None


NAMED_DAYS: Final = Table[NamedDay](
    (
        Row("<day:day> [of] <month:month> [[,] <year:year>]", NamedDay, "4th of Dec, 2026",
            "4 12 2026"),
        Row("<month:month> [the] <day:day> [[,] <year:year>]", NamedDay, "December 4th",
            "4 12 None"),
        Row("<year:year> - <number:month> - <number:day>", NamedDay, "2026-12-04", "4 12 2026"),
    ),
    day=Led(read_day_number, ORDINAL_BEGINS | {NUMBER}), month=MONTHS, year=Led(_year, (NUMBER,)),
    number=_two,
)  # fmt: skip
