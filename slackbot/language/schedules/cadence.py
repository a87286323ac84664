"""Reads how often a digest comes: `every Monday and Thursday`, `weekly on Friday`, `fortnightly`,
`on the last day of each month`, `first Monday of the month`, `quarterly`.

Each rule takes the text and the place to begin and answers what it found and the position after it,
or None; what looks like a schedule and cannot be one is refused with the words that work.
"""

from typing import Final, NamedTuple

from slackbot.domain.allowance import LATEST_DAY
from slackbot.domain.calendar.weekdays import EVERY_DAY, WORKDAYS
from slackbot.domain.digests.recurrence import (
    LAST,
    LAST_DAY,
    MOST_WEEKS,
    Monthly,
    NthWeekday,
    Quarterly,
    Recurrence,
    Weekly,
)
from slackbot.domain.errors import UnreadableError
from slackbot.language.core.readers import digits, read_number, read_ordinal, word
from slackbot.language.core.tokens import Text
from slackbot.language.core.weekdays import EVERY, NAMES, is_plural, others, read_weekdays
from slackbot.language.core.words import ADVERBS, GROUPINGS, MONTHS, UNITS
from slackbot.language.periods.fiscal import read_fiscal_unit
from slackbot.language.schedules.days import (
    ARTICLE,
    FINAL,
    read_month_day,
    read_of_each,
    read_unit_end,
)
from slackbot.language.schedules.times import AT, read_time

RECURRING: Final = {
    **{name: (unit, 1) for name, unit in ADVERBS.items() if unit not in {"hour", "year"}},
    "everyday": ("day", 1), "nightly": ("day", 1), "biweekly": ("week", 2),
    "fortnightly": ("week", 2),
}  # fmt: skip
OTHER: Final = frozenset("other alternate alternating".split())
THREE: Final = (3, "month")  # of which a quarter is one
ONCE: Final = frozenset(("once", "1x"))
# Words before a date of the question: `since the 1st of the month`.
IN_QUESTION: Final = frozenset("since from until till to through before after between by -".split())
SERVED: Final = (
    "`every day`, `every weekday`, `every Monday and Thursday`, `every other Friday`, "
    "`on the 1st of each month` or `quarterly`"
)


class Cadence(NamedTuple):
    """A recurrence in words. `weeks` above 1 count from a first day, which is not here yet; `named`
    where the words name the weekday; not `strong` where the words may be a question's, too.
    `fiscal` has the words of quarters that must be those of the channel's fiscal year."""

    recurrence: Recurrence
    weeks: int = 1
    named: bool = True
    strong: bool = True
    fiscal: str = ""


FoundCadence = tuple[Cadence, int] | None


def read_cadence(t: Text, i: int) -> FoundCadence:
    """Read the cadence at `i`. Raises UnreadableError for a recurrence that no digest has."""
    return next((found for rule in RULES if (found := rule(t, i))), None)


def too_often(said: str) -> UnreadableError:
    """Return the refusal of hours and minutes."""
    return UnreadableError(
        f'A digest comes at most once a day, not "{said}". Try `every day at 9` or '
        "`every weekday at 8:30`",
        said,
    )


def not_served(said: str, *instead: str) -> UnreadableError:
    """Return the refusal of anything else that recurs, and what comes near it."""
    return UnreadableError(f'I cannot send a digest "{said}". Try {SERVED}', said, instead)


def _every(t: Text, i: int) -> FoundCadence:
    """Read `every …`, `each …`."""
    if word(t, i) not in EVERY:
        return None
    j = i + 1
    if word(t, j) in OTHER:
        return _spaced(t, i, 2, j + 1)
    if (number := read_number(t, j)) and _is_unit(t, number[1]):
        return _spaced(t, i, number[0], number[1])
    if found := _every_nth(t, i, j):
        return found
    if word(t, j) in MONTHS:
        raise not_served(t.said(i, j + 1))
    if days := read_weekdays(t, j):
        return Cadence(Weekly(weekdays=days[0])), days[1] + (word(t, days[1]) == "morning")
    if word(t, j) == "morning":
        return Cadence(Weekly(weekdays=EVERY_DAY)), j + 1
    return _spaced(t, i, 1, j) if _is_unit(t, j) else None


def _every_fiscal(t: Text, i: int) -> FoundCadence:
    """Read `every fiscal quarter`."""
    found = read_fiscal_unit(t, i + 1) if word(t, i) in EVERY else None
    if found is None:
        return None
    said = t.said(i, found[1])
    if found[0] != "quarter":
        raise not_served(said)
    return Cadence(Quarterly(), fiscal=said), found[1]


def _is_unit(t: Text, i: int) -> bool:
    """Tell whether a unit of time is at `i`; `every weekend` is days."""
    return UNITS.get(word(t, i), "weekend") != "weekend"


def _every_nth(t: Text, i: int, j: int) -> FoundCadence:
    """Read `every second Friday`, `every 1st Monday of the month`, `every 15th`, `every third
    week`."""
    ordinal = read_ordinal(t, j)
    if ordinal and _is_unit(t, ordinal[1]) and word(t, ordinal[1]) != "day":
        return _spaced(t, i, ordinal[0], ordinal[1])
    found = read_month_day(t, j) if ordinal or word(t, j) in FINAL else None
    if found is None:
        return None
    day, end = found
    if each := read_of_each(t, end):
        return _in_unit(t, i, day, each[0], each[1])
    month = end + (word(t, end) == "of")
    if word(t, month) in MONTHS:
        raise not_served(t.said(i, month + 1))
    if isinstance(day, NthWeekday):
        return _every_nth_weekday(t, i, day, end)
    return (Cadence(day), end) if digits(t, j, 1, 2) or day.day == LAST_DAY else None


def _every_nth_weekday(t: Text, i: int, day: NthWeekday, end: int) -> FoundCadence:
    """Read `every second Friday` as every other; a first or last one can only be of the month."""
    if day.nth == 2:
        return Cadence(Weekly(weekdays=(day.weekday,)), weeks=2), end
    if day.nth in {1, LAST}:
        return Cadence(day), end
    said, name = t.said(i, end), t.said(end - 1, end)
    raise UnreadableError(
        f'"{said}" may be every {day.nth} weeks or once a month. Try '
        f"`every {day.nth} weeks on {name}` or `{t.said(i + 1, end)} of each month`",
        said,
    )


def _spaced(t: Text, i: int, count: int, j: int) -> FoundCadence:
    """Read `every 2 weeks on Tuesday`, `every other Friday`, `every quarter`."""
    if days := read_weekdays(t, j):
        if count > 1 and days[0] == WORKDAYS and word(t, j) not in NAMES:
            raise not_served(t.said(i, days[1]))  # every second of them, or in every second week?
        return Cadence(Weekly(weekdays=days[0]), weeks=count), days[1]
    if count == 1 and (ends := read_unit_end(t, j)):
        return _in_unit(t, i, Monthly(day=LAST_DAY), *ends)
    unit = UNITS.get(word(t, j), "")
    if unit in {"hour", "minute"}:
        raise too_often(t.said(i, j + 1))
    if unit in {"week", "fortnight"}:
        return _weeks(t, i, count * (2 if unit == "fortnight" else 1), j + 1)
    if count == 1 and unit in {"day", "month", "quarter"}:
        return _tailed(t, i, unit, 1, j + 1)
    raise not_served(t.said(i, j + 1), *(("every quarter",) if (count, unit) == THREE else ()))


def _adverb(t: Text, i: int) -> FoundCadence:
    """Read `daily`, `weekly on Friday`, `bi-weekly`."""
    if t.words[i : i + 3] == ("bi", "-", "weekly"):
        return _weeks(t, i, 2, i + 3)
    if word(t, i) not in RECURRING:
        return None
    unit, count = RECURRING[word(t, i)]
    found = _tailed(t, i, unit, count, i + 1)
    # It may group the question, beside another word that gives the schedule.
    weak = word(t, i) in GROUPINGS and found and found[1] == i + 1
    return (found[0]._replace(strong=False), found[1]) if found and weak else found


def _once_a(t: Text, i: int) -> FoundCadence:
    """Read `once a week on Friday`, `once per month`, `once every 2 weeks`."""
    if word(t, i) not in ONCE:
        return None
    if word(t, i + 1) in EVERY:
        return _every(t, i + 1)
    unit = UNITS.get(word(t, i + 2), "")
    if word(t, i + 1) not in {"a", "per"} or unit not in {"day", "week", "month", "quarter"}:
        return None
    return _tailed(t, i, unit, 1, i + 3)


def _plural(t: Text, i: int) -> FoundCadence:
    """Read `Mondays and Thursdays`, `on weekdays`, `Mon-Fri at 8`, `Monday and Friday at 8`."""
    j = i + (word(t, i) == "on")
    days = read_weekdays(t, j)
    timed = days and len(days[0]) > 1 and word(t, days[1]) in AT
    if days is None or not (is_plural(t, j) or timed) or word(t, days[1]) == "ago":
        return None
    return Cadence(Weekly(weekdays=days[0])), days[1]


def _of_each(t: Text, i: int) -> FoundCadence:
    """Read `on the 15th of each month`, `last Friday of the month`, `second Tuesday monthly`, `at
    the end of the quarter`, `at month end`."""
    if word(t, i - 1) in IN_QUESTION or (word(t, i - 1) == "the" and word(t, i - 2) in IN_QUESTION):
        return None
    j = i + (word(t, i) in {"on", "at"})
    if j > i and (ends := read_unit_end(t, j)):
        return _in_unit(t, i, Monthly(day=LAST_DAY), *ends)
    found = _end(t, j) or read_month_day(t, j)
    each = (read_of_each(t, found[1]) or _adverb_unit(t, found[1])) if found else None
    if found is None or each is None:
        return None
    return _in_unit(t, i, found[0], each[0], each[1])


def _end(t: Text, i: int) -> tuple[Monthly, int] | None:
    """Read `the end` of a month as its last day."""
    j = i + (word(t, i) in ARTICLE)
    return (Monthly(day=LAST_DAY), j + 1) if word(t, j) == "end" else None


def _adverb_unit(t: Text, i: int) -> tuple[str, int] | None:
    """Read `monthly` after a day."""
    unit, _ = RECURRING.get(word(t, i), ("", 0))
    return (unit, i + 1) if unit in {"month", "quarter"} else None


def _lone_day(t: Text, i: int) -> FoundCadence:
    """Read `on the 29th at 9`, `on the third Wednesday at 14:00` as days of each month. Without a
    time after it, the day may be the question's."""
    found = read_month_day(t, i + 1) if word(t, i) == "on" else None
    if found is None or word(t, found[1]) not in AT or not read_time(t, found[1]):
        return None
    return Cadence(found[0], strong=False), found[1]


def _tailed(t: Text, i: int, unit: str, count: int, j: int) -> FoundCadence:
    """Read the day after `weekly` or `every month`: `on Friday`, `on the 15th`; else return the
    default day."""
    if unit == "day":
        return _all_days(t, j)
    if unit == "week":
        return _weeks(t, i, count, j)
    on = j + (word(t, j) == ",")
    if t.words[on : on + 3] == ("at", "the", "end"):
        return _in_unit(t, i, Monthly(day=LAST_DAY), unit, _after_of(t, on + 3))
    found = None
    if word(t, on) == "on" or (read_ordinal(t, on) and digits(t, on, 1, 2)):
        found = read_month_day(t, on + (word(t, on) == "on"))
    if found:
        return _in_unit(t, i, found[0], unit, _after_of(t, found[1]))
    if word(t, on) == "on":
        raise UnreadableError(
            f"On which day of the {unit}? Try `{unit}ly on the 1st` or `{unit}ly on the last day`",
            t.said(i, on + 2),
        )
    return Cadence(Monthly(day=1) if unit == "month" else Quarterly()), j


def _all_days(t: Text, i: int) -> tuple[Cadence, int]:
    """Read `except Saturday and Sunday`, `but not on Fridays` after `every day`."""
    j = i + (word(t, i) == ",")
    j += word(t, j) == "but"
    if word(t, j) in {"except", "excluding", "not", "without"}:
        days = read_weekdays(t, j + 1 + (word(t, j + 1) in {"on", "for"}))
        if days and (left := others(days[0])):
            return Cadence(Weekly(weekdays=left)), days[1]
    return Cadence(Weekly(weekdays=EVERY_DAY)), i


def _after_of(t: Text, i: int) -> int:
    """Return the position after `of the month`, where the text has named the unit already."""
    each = read_of_each(t, i)
    return each[1] if each else i


def _weeks(t: Text, i: int, weeks: int, j: int) -> FoundCadence:
    """Read `on Tuesday` after a number of weeks; Monday where no day is named."""
    if not 1 <= weeks <= MOST_WEEKS:
        raise UnreadableError(
            f'A digest comes every 1 to {MOST_WEEKS} weeks, not "{t.said(i, j)}". '
            "Try `every 2 weeks on Monday`",
            t.said(i, j),
        )
    on = j + (word(t, j) == ",")
    on += word(t, on) == "on"
    if days := read_weekdays(t, on + (word(t, on) in EVERY)):
        return Cadence(Weekly(weekdays=days[0]), weeks), days[1]
    if word(t, on - 1) == "on":
        raise UnreadableError(
            "On which weekday? Try `weekly on Monday` or `every 2 weeks on Friday`",
            t.said(i, on + 1),
        )
    return Cadence(Weekly(weekdays=(0,)), weeks, named=False), j


def _in_unit(t: Text, i: int, day: Monthly | NthWeekday, unit: str, end: int) -> FoundCadence:
    if unit == "month":
        return Cadence(day), end
    if isinstance(day, Monthly) and (day.day <= LATEST_DAY or day.day == LAST_DAY):
        return Cadence(Quarterly(day=day.day)), end
    said = t.said(i, end)
    raise UnreadableError(
        f'I cannot send a digest "{said}". Try `on the 1st of each quarter` or '
        "`on the last day of each quarter`",
        said,
    )


RULES: Final = (_every_fiscal, _every, _adverb, _once_a, _plural, _of_each, _lone_day)
