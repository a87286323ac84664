"""Reads the weekdays that a question counts: `weekdays only`, `excluding weekends`."""

from typing import Final

from slackbot.domain.weekdays import EVERY_DAY
from slackbot.language.core.patterns import Row, Table
from slackbot.language.core.readers import word
from slackbot.language.core.tokens import Text
from slackbot.language.core.weekdays import (
    WORKING,
    FoundWeekdays,
    is_plural,
    others,
    read_weekdays,
    these,
)

IN: Final = frozenset("on for over during in of".split())
EXCEPT: Final = frozenset(
    """except excepting excluding excl exclude without minus skip skipping ignore ignoring omit
    omitting no""".split()
)
BARE: Final = WORKING | {"weekdays", "workdays"}


def _every_day() -> tuple[int, ...]:
    return EVERY_DAY


def _plurals(t: Text, i: int) -> FoundWeekdays:
    """Read `Mondays and Fridays`, `business days`: a single Monday is a period."""
    return read_weekdays(t, i) if is_plural(t, i) else None


def _bare(t: Text, i: int) -> FoundWeekdays:
    """Read `weekdays`, `business days`; `weekends` only at the beginning, for elsewhere a word that
    nobody knows may leave them out."""
    return _plurals(t, i) if word(t, i) in BARE or (i == 0 and word(t, i) == "weekends") else None


COUNTED_DAYS: Final = Table[tuple[int, ...]](
    (
        Row("<bare:days>", these, "business days", "(0, 1, 2, 3, 4)"),
        Row("<in> [the] <plurals:days> [only]", these, "on weekends", "(5, 6)"),
        Row("<days:days> only", these, "Mondays and Fridays only", "(0, 4)"),
        Row("only|just [<in>] [the] <days:days>", these, "only on weekdays", "(0, 1, 2, 3, 4)"),
        Row("<days:days> excluded|omitted|ignored|excepted", others, "weekends excluded",
            "(0, 1, 2, 3, 4)"),
        Row("[but] <except> [~ .] [<in>] [the] <days:days>", others, "excluding weekends",
            "(0, 1, 2, 3, 4)"),
        Row("[but] not [on|for|in|counting|including] [the] <days:days>", others, "not on Sundays",
            "(0, 1, 2, 3, 4, 5)"),
        Row("all days", _every_day, "all days", "(0, 1, 2, 3, 4, 5, 6)"),
        Row("including|with [the] weekend|weekends", _every_day, "including weekends",
            "(0, 1, 2, 3, 4, 5, 6)"),
    ),
    bare=_bare, plurals=_plurals, days=read_weekdays,
    **{"in": IN, "except": EXCEPT},
)  # fmt: skip
