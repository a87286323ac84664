"""Asks dateparser last, about one single written-out date, and only behind a guard.

It accepts more than it understands: given `1-15 March` it answers 1 March. So it is asked only when
our grammar has failed, only about a month with a day and perhaps a year, and believed only where
month, day, year and weekday of its answer are just those in the text. The year that is left out is
found by our own rules.
"""

from functools import lru_cache
from typing import TYPE_CHECKING, Final

from slackbot.language.core.partial import Partial
from slackbot.language.core.readers import SUFFIXES
from slackbot.language.core.tokens import Text
from slackbot.language.core.words import MONTHS, WEEKDAYS

if TYPE_CHECKING:
    from dateparser.date import DateDataParser

LONGEST: Final = 40
SIGNS: Final = frozenset(",./-")
SMALL: Final = SUFFIXES | {"of", "the", "on"}


@lru_cache(maxsize=1)
def _parser() -> "DateDataParser":
    from dateparser.date import DateDataParser  # imported here, since it takes a third of a second

    return DateDataParser(
        languages=["en"],
        settings={
            "PREFER_DATES_FROM": "past",
            "PREFER_DAY_OF_MONTH": "first",
            "PARSERS": ["absolute-time"],
            "RETURN_AS_TIMEZONE_AWARE": False,
        },
    )


def read_single_date(t: Text) -> Partial | None:
    """Read the one date that the whole text is, or None: a month, a day and a year of four
    digits."""
    numbers = sorted(token.text for token in t.tokens if token.kind == "number")
    months = [word for word in t.words if word in MONTHS]
    weekdays = [WEEKDAYS[word] for word in t.words if word in WEEKDAYS]
    if len(t.source) > LONGEST or len(months) != 1 or len(weekdays) > 1:
        return None
    if sorted(map(len, numbers)) not in ([1, 4], [2, 4]) or not all(map(_is_date_word, t.words)):
        return None
    found = _parser().get_date_data(t.source).date_obj
    if found is None or found.month != MONTHS[months[0]] or found.hour or found.minute:
        return None
    if sorted(int(number) for number in numbers) != sorted((found.day, found.year)):
        return None
    weekday = weekdays[0] if weekdays else None
    return Partial(found.year, month=found.month, day=found.day, weekday=weekday)


def _is_date_word(word: str) -> bool:
    return word in MONTHS or word in WEEKDAYS or word in SMALL or word in SIGNS or word.isdigit()
