"""Reads the times of a rule: its window and its first day, and the weekdays that count."""

from typing import Final

from slackbot.domain.calendar.arithmetic import LAST_DAY
from slackbot.domain.errors import UnreadableError
from slackbot.language.alerts.clauses.clause import RuleText
from slackbot.language.alerts.clauses.hours import read_hours, refuse_minutes
from slackbot.language.core.clause_reader import FoundClause, KindAndValue, as_clause
from slackbot.language.core.patterns import Row, Table, as_read
from slackbot.language.core.readers import read_number, word
from slackbot.language.core.term_start import STARTS
from slackbot.language.core.weekdays import others, read_span, read_weekdays
from slackbot.language.core.words import ADVERBS, UNITS, WEEKDAYS
from slackbot.language.periods.fiscal import FISCAL, read_fiscal_unit
from slackbot.language.periods.relative import TO_DATE, read_to_date

WINDOWS: Final = {
    name: unit
    for name, unit in UNITS.items()
    if unit in {"day", "week", "month", "quarter", "year"}
}
EACH: Final = frozenset("per a an each every / in for of by during within this".split())
ROLLING: Final = frozenset(
    "any the a an last past rolling each every trailing previous single given".split()
)
FROM: Final = frozenset("from starting beginning".split())
EXCEPT: Final = frozenset("except excluding without".split())


def _every(unit: str) -> KindAndValue:
    return ("hours", 1) if unit == "hour" else ("every", unit)


def _fiscal(unit: str = "year") -> KindAndValue:
    return "fiscal", unit


# A window that begins anew: what a year has so far is what `per year` watches.
RUNNING: Final = Table[KindAndValue](
    (
        Row("<adverb:unit>", _every, "daily", "every day"),
        Row("on any|a|one [single|given] <window:unit>", _every, "on a single day", "every day"),
        Row("today", lambda: _every("day"), "today", "every day"),
        Row("<to_date_word:unit>", _every, "YTD", "every year"),
        Row("<window:unit> <to_date>", _every, "month to date", "every month"),
        Row("<fiscal> <to_date_word:unit>", _fiscal, "fiscal YTD", "fiscal year"),
        Row("<fiscal> <fiscal_unit:unit> <to_date>", _fiscal, "fiscal quarter to date",
            "fiscal quarter"),
        Row("fytd", _fiscal, "FYTD", "fiscal year"),
    ),
    adverb=ADVERBS, window=WINDOWS, to_date=read_to_date, fiscal=FISCAL,
    fiscal_unit={name: unit for name, unit in WINDOWS.items() if unit in {"quarter", "year"}},
    to_date_word={name: unit for name, unit in TO_DATE.items() if unit in WINDOWS.values()},
)  # fmt: skip


def read_window(w: RuleText, i: int) -> FoundClause:
    """Read `per day`, `daily`, `YTD`, `for the month`, `in any 24 h`, `within the last 7 days`."""
    if running := RUNNING.read(w.t, i):
        return running
    if word(w.t, i) not in EACH:
        return None
    if running := RUNNING.read(w.t, i + 1):
        return running
    j = i + 1
    while word(w.t, j) in ROLLING | {"end", "of"}:
        j += 1
    refuse_minutes(w.t, i, j)
    if (number := read_number(w.t, j)) and (found := read_hours(w.t, j)):
        return (("hours", found[0]), found[1]) if number[0] else None
    j += word(w.t, j) in {"calendar", "this", "whole", "current"}
    j += word(w.t, j) == "billing" and word(w.t, j + 2) in FROM  # without it: from which day?
    if fiscal := read_fiscal_unit(w.t, j):
        return ("fiscal", fiscal[0]), fiscal[1]
    this = word(w.t, j)
    if UNITS.get(this) == "hour":
        return ("hours", 1), j + 1
    return (("every", WINDOWS[this]), j + 1) if this in WINDOWS else None


def read_start(w: RuleText, i: int) -> FoundClause:
    """Read `from the 15th`, `from 1 April`, `from April 1st`, `from Sunday`."""
    if word(w.t, i) not in FROM:
        return None
    j = i + 1
    while word(w.t, j) in {"on", "the"}:
        j += 1
    if word(w.t, j) in WEEKDAYS:
        return ("week_start", WEEKDAYS[word(w.t, j)]), j + 1
    start, end = STARTS.read(w.t, i) or ((0, None), j + 1)
    if 1 <= start[0] <= LAST_DAY:
        return ("start", start), end
    phrase = w.t.phrase(i, end)
    raise UnreadableError(
        f'"{phrase}" is no day of every month. Try `from the 1st` up to `from the {LAST_DAY}st`',
        phrase,
    )


WEEKDAYS_ONLY: Final = Table[tuple[int, ...]](
    (
        Row("on|only <days:days> [only]", as_read, "on business days", "(0, 1, 2, 3, 4)"),
        Row("<days:days> only", as_read, "weekends only", "(5, 6)"),
        Row("[on|only] [from] <span:days>", as_read, "Mon-Fri", "(0, 1, 2, 3, 4)"),
        Row("<except> [on|for] <days:days>", others, "except weekends", "(0, 1, 2, 3, 4)"),
        Row("not on <days:days>", others, "not on Sundays", "(0, 1, 2, 3, 4, 5)"),
    ),
    days=read_weekdays, span=read_span, **{"except": EXCEPT},
)  # fmt: skip


def read_days(w: RuleText, i: int) -> FoundClause:
    """Read the days of a silence that count."""
    return as_clause("weekdays", WEEKDAYS_ONLY.read(w.t, i))
