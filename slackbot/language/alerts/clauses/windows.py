"""The times of a rule: its window and where it begins, what a change is against, which weekdays."""

from typing import Final

from slackbot.domain.alerts.rule import WORKDAYS, Base
from slackbot.domain.allowance import LATEST_DAY
from slackbot.domain.errors import UnreadableError
from slackbot.language.alerts.clauses.clause import FoundClause, RuleText, starts
from slackbot.language.alerts.clauses.hours import read_hours, refuse_minutes
from slackbot.language.core.readers import read_day_number, read_number, word
from slackbot.language.core.tokens import Text
from slackbot.language.core.words import LAST, MONTHS, UNITS, WEEKDAYS

WINDOWS: Final = frozenset("day week month quarter year".split())
ADVERBS: Final = {
    "daily": "day", "weekly": "week", "monthly": "month", "quarterly": "quarter",
    "yearly": "year", "annually": "year",
}  # fmt: skip
EACH: Final = frozenset("per a an each every / in for of by during within this".split())
ROLLING: Final = frozenset("any the a last past rolling each every trailing previous".split())
FROM: Final = frozenset("from starting beginning".split())
AGAINST: Final = (
    ("compared", "to"), ("compared", "with"), ("compared", "against"), ("relative", "to"),
    ("on",), ("against",), ("vs",), ("versus",), ("over",), ("than",), ("from",),
)  # fmt: skip
ON_ITSELF: Final = {
    "dod": "day", "wow": "week", "mom": "month",
}  # fmt: skip
THROUGH: Final = frozenset(("to", "-", "through", "until", "till"))
EXCEPT: Final = frozenset("except excluding without".split())
WEEKEND_WORDS: Final = frozenset("weekend weekends".split())
WEEKENDS: Final = (5, 6)
LISTED: Final = frozenset((",", "and", "&", "/"))


def read_window(w: RuleText, i: int) -> FoundClause:
    """`per day`, `daily`, `for the month`, `in any 24 h`, `within the last 7 days`."""
    if name := ADVERBS.get(word(w.t, i)):
        return ("every", name), i + 1
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
    unit = UNITS.get(word(w.t, j), "")
    if unit == "hour":
        return ("hours", 1), j + 1
    return (("every", unit), j + 1) if unit in WINDOWS else None


def _of_now(t: Text, i: int) -> FoundClause:
    """`today`: so far, each day anew."""
    return (("every", "day"), i + 1) if word(t, i) == "today" else None


def read_start(w: RuleText, i: int) -> FoundClause:
    """`from the 15th`, `from 1 April`, `from April 1st`, `from Sunday`."""
    if word(w.t, i) not in FROM:
        return None
    j = i + 1
    while word(w.t, j) in {"on", "the"}:
        j += 1
    if word(w.t, j) in WEEKDAYS:
        return ("week_start", WEEKDAYS[word(w.t, j)]), j + 1
    month = MONTHS.get(word(w.t, j))
    j += bool(month)
    day, end = read_day_number(w.t, j) or (1 if month else 0, j)
    if not month:
        k = end + (word(w.t, end) == "of")
        month = MONTHS.get(word(w.t, k))
        end = k + 1 if month else end
    if day in range(1, LATEST_DAY + 1):
        return ("start", (day, month)), end
    said = w.t.said(i, max(end, j + 1))
    raise UnreadableError(
        f'"{said}" is no day of every month. Try `from the 1st` up to `from the {LATEST_DAY}th`',
        said,
    )


def read_base(w: RuleText, i: int) -> FoundClause:
    """`on last week`, `vs yesterday`, `on the average of the last 4 weeks`, `week on week`: the
    window, or its hours, and what it is compared with."""
    if name := ON_ITSELF.get(word(w.t, i)):
        return ("base", (name, 0, Base())), i + 1
    unit = UNITS.get(word(w.t, i), "")
    if unit in WINDOWS and word(w.t, i + 1) in {"on", "over"} and word(w.t, i + 2) == word(w.t, i):
        return ("base", (unit, 0, Base())), i + 3
    for against in AGAINST:
        if starts(w.t, i, against):
            return read_base_at(w.t, i + len(against))
    return None


def read_base_at(t: Text, i: int) -> FoundClause:
    """`last week`, `the average of the last 4 weeks`: the base without what introduces it."""
    j = i + (word(t, i) in {"the", "its", "an", "a", "our"})
    return _average(t, j) or _weekday(t, j) or _before(t, j)


def _before(t: Text, i: int) -> FoundClause:
    """`last week`, `previous 24 h`, `day before`, `7 days before`, `yesterday`."""
    if word(t, i) == "yesterday":
        return ("base", ("day", 0, Base())), i + 1
    led = word(t, i) in LAST
    j = i + led
    if (read_number(t, j)) and (found := read_hours(t, j)):
        hours, end = found
        behind = word(t, end) in {"before", "earlier"}
        return (("base", (None, hours, Base())), end + behind) if led or behind else None
    unit = UNITS.get(word(t, j), "")
    behind = word(t, j + 1) in {"before", "earlier"}
    if unit in WINDOWS and (led or behind):
        return ("base", (unit, 0, Base())), j + 1 + behind
    return None


def _average(t: Text, i: int) -> FoundClause:
    """`average of the last 4 weeks`, `4-week average`, `average of the 4 weeks before`."""
    if word(t, i) in {"average", "mean", "avg"}:
        j = i + 1 + (word(t, i + 1) == "of")
        j += word(t, j) == "the"
        if starts(t, j, ("same", "weekday", "in")):
            j += 3 + (word(t, j + 3) == "the")
            return _averaged(t, j, same_weekday=True)
        return _averaged(t, j, same_weekday=False)
    number = read_number(t, i)
    if number is None:
        return None
    j = number[1] + (word(t, number[1]) == "-")
    unit = UNITS.get(word(t, j), "")
    if unit in WINDOWS and word(t, j + 1) in {"average", "mean", "avg"}:
        return _base(t, i, unit, number[0], j + 2, same_weekday=False)
    return None


def _averaged(t: Text, i: int, *, same_weekday: bool) -> FoundClause:
    j = i + (word(t, i) in LAST)
    number = read_number(t, j)
    unit = UNITS.get(word(t, number[1]), "") if number else ""
    if number is None or unit not in WINDOWS:
        return None
    end = number[1] + 1
    end += word(t, end) in {"before", "earlier"}
    return _base(t, i, "day" if same_weekday else unit, number[0], end, same_weekday=same_weekday)


def _base(t: Text, i: int, unit: str, count: int, end: int, *, same_weekday: bool) -> FoundClause:
    if not 1 <= count <= 28:
        raise UnreadableError("An average is of 1 to 28 days, or up to 8 weeks", t.said(i, end))
    return ("base", (unit, 0, Base(count=count, same_weekday=same_weekday))), end


def _weekday(t: Text, i: int) -> FoundClause:
    """`same weekday last week`, `same day of the week before`."""
    if word(t, i) != "same" or word(t, i + 1) not in {"weekday", "day"}:
        return None
    j = i + 2
    while word(t, j) in {"of", "in", "the"}:
        j += 1
    base = ("base", ("day", 0, Base(same_weekday=True)))
    if word(t, j) in LAST and word(t, j + 1) == "week":
        return base, j + 2
    return (base, j + 2) if starts(t, j, ("week", "before")) else None


def read_weekdays(w: RuleText, i: int) -> FoundClause:
    """`on weekdays`, `Mon-Fri`, `on Mondays and Fridays`, `on weekends`, `except weekends`."""
    if word(w.t, i) in EXCEPT or starts(w.t, i, ("not", "on")):
        j = i + 1 + (word(w.t, i + 1) in {"on", "for"})
        return (("weekdays", WORKDAYS), j + 1) if word(w.t, j) in WEEKEND_WORDS else None
    on = word(w.t, i) in {"on", "only"}
    j = i + on + (word(w.t, i) == "from")
    if not on:  # `from Sunday` is where a week begins
        span = word(w.t, j + 1) in THROUGH and _day(w.t, j) is not None
        return _listed_days(w.t, j) if span else None
    j += word(w.t, j) in {"working", "business"}
    if word(w.t, j) in {"weekdays", "workdays", "days"} and (word(w.t, j) != "days" or j > i + 1):
        return ("weekdays", WORKDAYS), j + 1 + (word(w.t, j + 1) == "only")
    if word(w.t, j) in WEEKEND_WORDS:
        return ("weekdays", WEEKENDS), j + 1
    return _listed_days(w.t, j)


def _listed_days(t: Text, i: int) -> FoundClause:
    days: set[int] = set()
    j = end = i
    while (day := _day(t, j)) is not None:
        last = day
        end = j + 1
        if word(t, end) in THROUGH and (until := _day(t, end + 1)) is not None:
            last, end = until, end + 2
        days |= {(day + more) % 7 for more in range((last - day) % 7 + 1)}
        j = end
        while word(t, j) in LISTED and j - end < 2:
            j += 1
        if j == end:
            break
    return (("weekdays", tuple(sorted(days))), end) if days else None


def _day(t: Text, i: int) -> int | None:
    this = word(t, i)
    return WEEKDAYS.get(this, WEEKDAYS.get(this.removesuffix("s")))
