"""Reads a day of the month: `the 15th of each month`, `the last Friday`."""

from collections.abc import Callable
from typing import Final

from slackbot.domain.calendar.weekdays import WEEKDAY_NAMES
from slackbot.domain.digests.recurrence import LAST, LAST_DAY, NTH, Monthly, NthWeekday
from slackbot.domain.errors import UnreadableError
from slackbot.language.core.lists import behind_joiner
from slackbot.language.core.patterns import Reader, Row, Table, as_read
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


def _date(t: Text, i: int) -> tuple[int, int] | None:
    """Read `15th`, `last day`."""
    last = word(t, i) in FINAL and word(t, i + 1) == "day"
    return (LAST_DAY, i + 2) if last else read_ordinal(t, i)


def _listed(read: Callable[[Text, int], tuple[int, int] | None]) -> Reader:
    """Make a reader of `1, 15`, `first and third`: of all numbers that are joined."""

    def several(t: Text, i: int) -> tuple[tuple[int, ...], int] | None:
        found, end = list[int](), i
        while one := read(t, i):
            found.append(one[0])
            i = behind_joiner(t, end := one[1])
            while i > end and word(t, i) in ARTICLE | {"on"}:
                i += 1
        return (tuple(found), end) if found else None

    return several


def _days(days: tuple[int, ...], phrase: str) -> MonthDay:
    if not all(1 <= day <= LAST_DAY for day in days):
        raise UnreadableError(
            f'No month has a day "{phrase}". Try `on the 15th of each month` or '
            "`on the last day of each month`",
            phrase,
        )
    day, *also = sorted(set(days))
    return Monthly(day=day, also=tuple(also))


def _nth_weekday(nths: tuple[int, ...], weekday: int, phrase: str) -> MonthDay:
    if not NTH.keys() >= set(nths):
        raise UnreadableError(
            f'Not every month has a "{phrase}". Try `on the last {WEEKDAY_NAMES[weekday]} '
            "of each month`",
            phrase,
        )
    nth, *also = (each for each in NTH if each in nths)
    return NthWeekday.model_validate({"nth": nth, "weekday": weekday, "also": also})


def _working_day(phrase: str) -> MonthDay:
    raise UnreadableError(
        f'I don\'t know which days are holidays for "{phrase}". '
        "Try `on the 1st of each month`, `on the last day of each month` or "
        "`on the first Monday of each month`",
        phrase,
        ("last day",) if phrase.lower().startswith(tuple(FINAL)) else ("1st",),
    )


_OR_LAST: Final = "[or [<article>] <final> day]"  # in a shorter month
MONTH_DAYS: Final = Table[MonthDay](
    (
        Row(f"day|days <numbers:days> {_OR_LAST}", _days, "days 1, 15",
            "on the 1st and 15th of each month"),
        Row(f"<dates:days> [day] {_OR_LAST}", _days, "15th and 30th or the last day",
            "on the 15th and 30th of each month or its last day"),
        Row("<nths:nths> <weekday:weekday>", _nth_weekday, "1st and third Friday",
            "on the first and third Friday of each month"),
        Row("<nth> workday|weekday", _working_day, "first weekday"),
        Row("<nth> <working> day", _working_day, "third business day"),
    ),
    final=FINAL, article=ARTICLE, numbers=_listed(read_number), dates=_listed(_date), nth=_nth,
    nths=_listed(_nth), weekday=WEEKDAYS, working=WORKING,
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
    return MONTH_DAYS.read(t, i + (word(t, i) in ARTICLE))
