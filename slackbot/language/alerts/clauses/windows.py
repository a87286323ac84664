"""Reads the times of a rule: its window and its first day, and the weekdays that count."""

from typing import Final

from slackbot.domain.calendar import LAST_DAY
from slackbot.domain.errors import UnreadableError
from slackbot.language.alerts.clauses.clause import FoundClause, RuleText
from slackbot.language.alerts.clauses.hours import read_hours, refuse_minutes
from slackbot.language.core.patterns import Row, Table
from slackbot.language.core.readers import read_number, word
from slackbot.language.core.term_start import STARTS
from slackbot.language.core.tokens import Text
from slackbot.language.core.weekdays import others, read_span, read_weekdays, these
from slackbot.language.core.words import ADVERBS, UNITS, WEEKDAYS
from slackbot.language.periods.fiscal import read_fiscal_unit

WINDOWS: Final = {
    name: unit
    for name, unit in UNITS.items()
    if unit in {"day", "week", "month", "quarter", "year"}
}
EACH: Final = frozenset("per a an each every / in for of by during within this".split())
ROLLING: Final = frozenset("any the a last past rolling each every trailing previous".split())
FROM: Final = frozenset("from starting beginning".split())
EXCEPT: Final = frozenset("except excluding without".split())


def read_window(w: RuleText, i: int) -> FoundClause:
    """Read `per day`, `daily`, `for the month`, `in any 24 h`, `within the last 7 days`."""
    if name := ADVERBS.get(word(w.t, i)):
        return ("hours", 1) if name == "hour" else ("every", name), i + 1
    if word(w.t, i) not in EACH:
        return _of_now(w.t, i)
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


def _of_now(t: Text, i: int) -> FoundClause:
    """Read `today`: so far, each day anew."""
    return (("every", "day"), i + 1) if word(t, i) == "today" else None


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
    said = w.t.said(i, end)
    raise UnreadableError(
        f'"{said}" is no day of every month. Try `from the 1st` up to `from the {LAST_DAY}st`',
        said,
    )


WEEKDAYS_ONLY: Final = Table[tuple[int, ...]](
    (
        Row("on|only <days:days> [only]", these, "on business days", "(0, 1, 2, 3, 4)"),
        Row("<days:days> only", these, "weekends only", "(5, 6)"),
        Row("[on|only] [from] <span:days>", these, "Mon-Fri", "(0, 1, 2, 3, 4)"),
        Row("<except> [on|for] <days:days>", others, "except weekends", "(0, 1, 2, 3, 4)"),
        Row("not on <days:days>", others, "not on Sundays", "(0, 1, 2, 3, 4, 5)"),
    ),
    days=read_weekdays, span=read_span, **{"except": EXCEPT},
)  # fmt: skip


def read_days(w: RuleText, i: int) -> FoundClause:
    """Read the days of a silence that count."""
    found = WEEKDAYS_ONLY.read(w.t, i)
    return (("weekdays", found[0]), found[1]) if found else None
