"""Reads a day of the month: `the 15th of each month`, `the last Friday`."""

from typing import Final

from slackbot.domain.calendar.weekdays import WEEKDAY_NAMES
from slackbot.domain.digests.recurrence import LAST, LAST_DAY, NTH, Monthly, NthWeekday
from slackbot.domain.errors import UnreadableError
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


def _nth_weekday(nth: int, weekday: int, said: str) -> MonthDay:
    if nth not in NTH:
        raise UnreadableError(
            f'Not every month has a "{said}". Try `on the last {WEEKDAY_NAMES[weekday]} '
            "of each month`",
            said,
        )
    return NthWeekday.model_validate({"nth": nth, "weekday": weekday})


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
        Row(f"day <number:day> {_OR_LAST}", _day, "day 15", "on the 15th of each month"),
        Row(f"<ordinal:day> [day] {_OR_LAST}", _day, "30th or the last day",
            "on the 30th of each month or its last day"),
        Row("<nth:nth> <weekday:weekday>", _nth_weekday, "last Friday",
            "on the last Friday of each month"),
        Row("<nth> workday|weekday", _working_day, "first weekday"),
        Row("<nth> <working> day", _working_day, "third business day"),
    ),
    final=FINAL, article=ARTICLE, number=read_number, ordinal=read_ordinal, nth=_nth,
    weekday=WEEKDAYS, working=WORKING,
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
    """Read the day at `i`, with or without its article."""
    return MONTH_DAYS.read(t, i + (word(t, i) in ARTICLE))
