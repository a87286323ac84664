"""The days of a schedule: `Monday and Thursday`, `the 15th of each month`, `the last Friday`."""

from typing import Final

from slackbot.domain.digests.recurrence import LAST, LAST_DAY, NTH, WORKDAYS, Monthly, NthWeekday
from slackbot.domain.errors import UnreadableError
from slackbot.language.core.readers import read_number, read_ordinal, word
from slackbot.language.core.tokens import Text
from slackbot.language.core.words import UNITS, WEEKDAY_PLURALS, WEEKDAYS

EVERY: Final = frozenset(("every", "each"))
NAMES: Final = WEEKDAYS | WEEKDAY_PLURALS
GROUPS: Final = {
    "weekday": WORKDAYS, "weekdays": WORKDAYS, "workday": WORKDAYS, "workdays": WORKDAYS,
    "weekend": (5, 6), "weekends": (5, 6),
}  # fmt: skip
WORKING: Final = frozenset("business working work".split())
JOINERS: Final = frozenset((",", "and", "&", "+", "/"))
TO: Final = frozenset("- to through thru till until".split())
FINAL: Final = frozenset("last final".split())
ARTICLE: Final = frozenset("the a its".split())

FoundWeekdays = tuple[tuple[int, ...], int] | None
FoundMonthDay = tuple[Monthly | NthWeekday, int] | None


def read_weekdays(t: Text, i: int) -> FoundWeekdays:
    """`Monday`, `Mondays and Thursdays`, `Mon, Wed, Fri`, `Mon-Fri`, `weekdays`, `business days`.

    A day that is in the list already begins something else.
    """
    first = _weekdays(t, i)
    if first is None:
        return None
    days, j = first
    while (more := _weekdays(t, _behind_joiner(t, j))) and not set(more[0]) & set(days):
        days, j = (*days, *more[0]), more[1]
    return tuple(sorted(days)), j


def _weekdays(t: Text, i: int) -> FoundWeekdays:
    """One weekday, a group of them, or from one to another."""
    if word(t, i) in GROUPS:
        return GROUPS[word(t, i)], i + 1
    if word(t, i) in WORKING and word(t, i + 1) in {"day", "days"}:
        return WORKDAYS, i + 2
    if word(t, i) not in NAMES:
        return None
    first = NAMES[word(t, i)]
    if word(t, i + 1) in TO and word(t, i + 2) in NAMES:
        count = (NAMES[word(t, i + 2)] - first) % 7
        return tuple((first + k) % 7 for k in range(count + 1)), i + 3
    return (first,), i + 1


def _behind_joiner(t: Text, i: int) -> int:
    """The place behind `,`, `and`, `, and on`, `and every`, of which there may be none."""
    j = i
    while word(t, j) in JOINERS and j - i < 2:
        j += 1
    return j + (j > i and word(t, j) in EVERY | {"on"})


def is_plural(t: Text, i: int) -> bool:
    """Whether the days at `i` come again by their own word: `Mondays`, `business days`."""
    if word(t, i) in WORKING:
        return word(t, i + 1) == "days"
    return word(t, i) in WEEKDAY_PLURALS or (word(t, i) in GROUPS and word(t, i).endswith("s"))


def read_month_day(t: Text, i: int) -> FoundMonthDay:
    """`the 15th`, `day 15`, `the last day`, `the first Monday`, `the last Friday`."""
    i += word(t, i) in ARTICLE
    if word(t, i) in FINAL:
        return _nth(t, LAST, i, i + 1)
    if word(t, i) == "day" and (number := read_number(t, i + 1)):
        return _day(t, number[0], i, number[1])
    ordinal = read_ordinal(t, i)
    return _nth(t, ordinal[0], i, ordinal[1]) if ordinal else None


def _nth(t: Text, nth: int, i: int, end: int) -> FoundMonthDay:
    working = word(t, end) in WORKING and word(t, end + 1) == "day"
    if working or word(t, end) in {"workday", "weekday"}:
        raise UnreadableError(
            f'I do not know which days are holidays for "{t.said(i, end + 1 + working)}". '
            "Try `on the 1st of each month`, `on the last day of each month` or "
            "`on the first Monday of each month`",
            t.said(i, end + 1 + working),
        )
    if word(t, end) in WEEKDAYS:
        return _nth_weekday(t, nth, i, end)
    day = word(t, end) == "day"
    if nth == LAST:
        return (Monthly(day=LAST_DAY), end + 1) if day else None
    return _day(t, nth, i, end + day)


def _nth_weekday(t: Text, nth: int, i: int, end: int) -> FoundMonthDay:
    if nth not in NTH:
        said = t.said(i, end + 1)
        raise UnreadableError(
            f'Not every month has a "{said}". Try `on the last {word(t, end).capitalize()} '
            "of each month`",
            said,
        )
    return NthWeekday.model_validate({"nth": nth, "weekday": WEEKDAYS[word(t, end)]}), end + 1


def _day(t: Text, day: int, i: int, end: int) -> FoundMonthDay:
    if not 1 <= day <= LAST_DAY:
        said = t.said(i, end)
        raise UnreadableError(
            f'No month has a day "{said}". Try `on the 15th of each month` or '
            "`on the last day of each month`",
            said,
        )
    k = end + 1 + (word(t, end + 1) in ARTICLE)
    if word(t, end) == "or" and word(t, k) in FINAL and word(t, k + 1) == "day":
        return Monthly(day=day), k + 2  # "the 30th of each month or its last day"
    return Monthly(day=day), end


def read_of_each(t: Text, i: int) -> tuple[str, int] | None:
    """`of each month`, `every quarter`, `of the month`: the unit."""
    of = word(t, i) in {"of", "in"}
    j = i + of
    each = word(t, j) in EVERY
    if not (of or each):
        return None
    j += each or word(t, j) in ARTICLE
    unit = UNITS.get(word(t, j), "")
    if unit not in {"month", "quarter"} or word(t, j) != unit:
        return None
    k = j + 2 + (word(t, j + 2) in ARTICLE)
    if word(t, j + 1) == "or" and word(t, k) in FINAL and word(t, k + 1) == "day":
        return unit, k + 2
    return unit, j + 1


def read_unit_end(t: Text, i: int) -> tuple[str, int] | None:
    """`month end`, `quarter-end`: the unit."""
    j = i + 1 + (word(t, i + 1) == "-")
    unit = word(t, i)
    return (unit, j + 1) if unit in {"month", "quarter"} and word(t, j) == "end" else None
