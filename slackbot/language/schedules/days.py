"""Reads a day of the month: `the 15th of each month`, `the last Friday`."""

from typing import Final

from slackbot.domain.calendar.weekdays import WEEKDAY_NAMES
from slackbot.domain.digests.recurrence import LAST, LAST_DAY, NTH, Monthly, NthWeekday
from slackbot.domain.errors import UnreadableError
from slackbot.language.core.lists import behind_joiner
from slackbot.language.core.patterns import Row, Table
from slackbot.language.core.productions import always, as_read
from slackbot.language.core.readers import read_number, read_ordinal, word
from slackbot.language.core.tokens import Text
from slackbot.language.core.weekdays import EVERY, WORKING
from slackbot.language.core.words import WEEKDAYS

FINAL: Final = frozenset("last final".split())
ARTICLE: Final = frozenset("the a its".split())
UNITS: Final = frozenset(("month", "quarter"))
MonthDay = Monthly | NthWeekday


def _nth(t: Text, i: int) -> tuple[int, int] | None:
    """Read `first`, `2nd`, `last`."""
    return (LAST, i + 1) if word(t, i) in FINAL else read_ordinal(t, i)


def _day(day: int, said: str) -> MonthDay:
    if not 1 <= day <= LAST_DAY:
        raise UnreadableError(
            f'No month has a day "{said}". Try `on the 15th of each month` or '
            "`on the last day of each month`",
            said,
        )
    return Monthly(day=day)


def _numbers(t: Text, i: int) -> tuple[tuple[int, ...], int] | None:
    """Read `1, 15`."""
    found, end = [], i
    while number := read_number(t, i):
        found.append(number[0])
        end = number[1]
        i = behind_joiner(t, end)
    return (tuple(found), end) if len(found) > 1 else None


def _days(days: tuple[int, ...], said: str) -> MonthDay | None:
    return _together(*(_day(each, said) for each in days))


def _nths(t: Text, i: int) -> tuple[tuple[int, ...], int] | None:
    """Read `first`, `1st and 3rd`, and what a weekday follows."""
    found, end = [], i
    while nth := _nth(t, i):
        found.append(nth[0])
        end = nth[1]
        i = behind_joiner(t, end)
        i += i > end and word(t, i) in ARTICLE
    return (tuple(found), end) if word(t, end) in WEEKDAYS else None


def _nth_weekday(nths: tuple[int, ...], weekday: int, said: str) -> MonthDay | None:
    if not NTH.keys() >= set(nths):
        raise UnreadableError(
            f'Not every month has a "{said}". Try `on the last {WEEKDAY_NAMES[weekday]} '
            "of each month`",
            said,
        )
    each = ({"nth": nth, "weekday": weekday} for nth in nths)
    return _together(*map(NthWeekday.model_validate, each))


def _working_day(said: str) -> MonthDay:
    raise UnreadableError(
        f'I don\'t know which days are holidays for "{said}". '
        "Try `on the 1st of each month`, `on the last day of each month` or "
        "`on the first Monday of each month`",
        said,
        ("last day",) if said.lower().startswith(tuple(FINAL)) else ("1st",),
    )


_OR_LAST: Final = "[or [<article>] <final> day]"  # in a shorter month
MONTH_DAYS: Final = Table[MonthDay](
    (
        Row("<final> day", always(Monthly(day=LAST_DAY)), "last day",
            "on the last day of each month"),
        Row(f"day|days <number:day> {_OR_LAST}", _day, "day 15", "on the 15th of each month"),
        Row("day|days <numbers:days>", _days, "days 1, 15", "on the 1st and 15th of each month"),
        Row(f"<ordinal:day> [day] {_OR_LAST}", _day, "30th or the last day",
            "on the 30th of each month or its last day"),
        Row("<nths:nths> <weekday:weekday>", _nth_weekday, "1st and third Friday",
            "on the first and third Friday of each month"),
        Row("<nth> workday|weekday", _working_day, "first weekday"),
        Row("<nth> <working> day", _working_day, "third business day"),
    ),
    final=FINAL, article=ARTICLE, number=read_number, numbers=_numbers,
    ordinal=read_ordinal, nth=_nth, nths=_nths, weekday=WEEKDAYS, working=WORKING,
)  # fmt: skip
OF_EACH: Final = Table[str](
    (
        Row(f"of|in [<each>] <unit:unit> {_OR_LAST}", as_read, "of the month", "month"),
        Row(f"<every> <unit:unit> {_OR_LAST}", as_read, "every quarter", "quarter"),
    ),
    each=EVERY | ARTICLE, every=EVERY, unit=UNITS, article=ARTICLE, final=FINAL,
)  # fmt: skip
UNIT_END: Final = Table[str](
    (Row("<unit:unit> [-] end", as_read, "quarter-end", "quarter"),), unit=UNITS
)


def read_month_day(t: Text, i: int) -> tuple[MonthDay, int] | None:
    """Read the days at `i`, with or without their article: `the 1st and 15th`, `days 1, 15`."""
    found = MONTH_DAYS.read(t, i + (word(t, i) in ARTICLE))
    return found and _with_others(t, *found)


def _with_others(t: Text, day: MonthDay, end: int) -> tuple[MonthDay, int]:
    """Return the day with those of its kind that are joined to it."""
    while (behind := behind_joiner(t, end)) > end:
        behind += word(t, behind) == "on"
        more = MONTH_DAYS.read(t, behind + (word(t, behind) in ARTICLE))
        both = more and _together(day, more[0])
        if not (more and both):
            break
        day, end = both, more[1]
    return day, end


def _together(*each: MonthDay) -> MonthDay | None:
    """Return one recurrence with all of these days; None where they are of two kinds."""
    days = sorted({day for one in each if isinstance(one, Monthly) for day in (one.day, *one.also)})
    nths = {nth for one in each if isinstance(one, NthWeekday) for nth in (one.nth, *one.also)}
    weekdays = {one.weekday for one in each if isinstance(one, NthWeekday)}
    if days and not nths:
        return Monthly(day=days[0], also=tuple(days[1:]))
    if days or len(weekdays) != 1:
        return None
    nth, *also = (each for each in NTH if each in nths)
    return NthWeekday.model_validate({"nth": nth, "weekday": weekdays.pop(), "also": also})
