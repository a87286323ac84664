"""Reads days of the week: `Monday`, `Mon, Wed and Fri`, `Mon-Fri`, `weekdays`, `business days`."""

from typing import Final

from slackbot.domain.calendar.weekdays import EVERY_DAY, WEEKEND, WORKDAYS
from slackbot.language.core.lists import behind_joiner
from slackbot.language.core.readers import word
from slackbot.language.core.tokens import Text
from slackbot.language.core.words import WEEKDAY_PLURALS, WEEKDAYS

EVERY: Final = frozenset(("every", "each"))
NAMES: Final = WEEKDAYS | WEEKDAY_PLURALS
GROUPS: Final = {
    "weekday": WORKDAYS, "weekdays": WORKDAYS, "workday": WORKDAYS, "workdays": WORKDAYS,
    "weekend": WEEKEND, "weekends": WEEKEND,
}  # fmt: skip
WORKING: Final = frozenset("business working work".split())
THROUGH: Final = frozenset("- to through thru till until".split())

BEGINS: Final = NAMES.keys() | GROUPS.keys() | WORKING  # the first words of some days

FoundWeekdays = tuple[tuple[int, ...], int] | None


def read_weekdays(t: Text, i: int) -> FoundWeekdays:
    """Read the days at `i`, in the order of the week.

    A day that is in the list already begins something else.
    """
    first = _some(t, i)
    if first is None:
        return None
    days, j = first
    while (more := _some(t, _after_joiner(t, j))) and not set(more[0]) & set(days):
        days, j = (*days, *more[0]), more[1]
    return tuple(sorted(days)), j


def _some(t: Text, i: int) -> FoundWeekdays:
    """Read one weekday, a group of them, or a range of them."""
    if word(t, i) in GROUPS:
        return GROUPS[word(t, i)], i + 1
    if word(t, i) in WORKING and word(t, i + 1) in {"day", "days"}:
        return WORKDAYS, i + 2
    if word(t, i) not in NAMES:
        return None
    return read_span(t, i) or ((NAMES[word(t, i)],), i + 1)


def read_span(t: Text, i: int) -> FoundWeekdays:
    """Read `Mon-Fri`, `Friday to Monday`."""
    first, last = NAMES.get(word(t, i)), NAMES.get(word(t, i + 2))
    if first is None or last is None or word(t, i + 1) not in THROUGH:
        return None
    return tuple((first + k) % 7 for k in range((last - first) % 7 + 1)), i + 3


def _after_joiner(t: Text, i: int) -> int:
    """Return the position after `and`, `, and on`, `and every`, of which there may be none."""
    j = behind_joiner(t, i)
    return j + (j > i and word(t, j) in EVERY | {"on"})


def is_plural(t: Text, i: int) -> bool:
    """Tell whether the words at `i` recur by themselves: `Mondays`, `business days`."""
    if word(t, i) in WORKING:
        return word(t, i + 1) == "days"
    return word(t, i) in WEEKDAY_PLURALS or (word(t, i) in GROUPS and word(t, i).endswith("s"))


def others(days: tuple[int, ...]) -> tuple[int, ...] | None:
    """Return the other days of the week: the value of `except weekends`; None without any."""
    return tuple(day for day in EVERY_DAY if day not in days) or None
