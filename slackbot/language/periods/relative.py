"""Phrases that count from now: `last week`, `last 7 days`, `3 weeks ago`, `month to date`."""

from dataclasses import replace

from slackbot.domain.calendar import DAY, Moment, Span
from slackbot.domain.errors import UnreadableError
from slackbot.language.core.partial import Partial
from slackbot.language.core.readers import (
    FoundNumber,
    FoundPartial,
    Phrase,
    digits,
    glued,
    read_number,
    read_ordinal,
    word,
)
from slackbot.language.core.tokens import Text
from slackbot.language.core.words import (
    BILLING_WORDS,
    FISCAL,
    LAST,
    MONTHS,
    NEXT,
    ROLLING,
    THIS,
    TOPICS,
    UNITS,
    WEEKDAY_PLURALS,
    WEEKDAYS,
    WHOLE,
)
from slackbot.language.periods.from_now import (
    ELAPSED,
    MOST,
    day_from_now,
    instant_ago,
    last_month,
    last_units,
    latest_weekend,
    rolling_units,
    this_hour,
    units_from_now,
    weekday_ago,
    weekend_from_now,
)
from slackbot.language.periods.units import read_unit_date

BEFORE_LAST = frozenset("week month quarter half year weekend".split())
DAYS_FROM_NOW = {"today": 0, "yesterday": -1, "yday": -1, "tomorrow": 1, "tmrw": 1, "tmr": 1}
TO_DATE = {"mtd": "month", "qtd": "quarter", "ytd": "year", "wtd": "week", "htd": "half"}
LETTERS = {"d": "day", "w": "week", "m": "month", "q": "quarter", "y": "year"}
SINGULAR = frozenset("min hr wk qtr mth mo yr".split())

FoundPhrase = tuple[Phrase, int] | None


def read_relative(t: Text, i: int) -> tuple[Phrase | Partial, int] | None:
    """A phrase that counts from now, the longest that can be read at `i`."""
    i += word(t, i) == "the" or (word(t, i) == "all" and word(t, i + 1) in THIS)
    return (
        _named_day(t, i)
        or _before_last(t, i)
        or _to_date(t, i)
        or _weekday(t, i)
        or _qualified(t, i)
        or _ago(t, i)
        or _bare_weekend(t, i)
        or _trailing(t, i)
    )


def _named_day(t: Text, i: int) -> FoundPhrase:
    if word(t, i) in DAYS_FROM_NOW:
        end = _so_far(t, i + 1) if word(t, i) == "today" else i + 1
        return day_from_now(DAYS_FROM_NOW[word(t, i)]), end
    if word(t, i) == "day" and word(t, i + 1) in {"before", "after"}:
        other = word(t, i + 2)
        if word(t, i + 1) == "before" and other in {"yesterday", "last"}:
            return day_from_now(-2), i + 3
        if word(t, i + 1) == "after" and other == "tomorrow":
            return day_from_now(2), i + 3
    return None


def _before_last(t: Text, i: int) -> FoundPhrase:
    """`the week before last`, `the month before last month`."""
    unit = UNITS.get(word(t, i))
    if unit not in BEFORE_LAST or t.words[i + 1 : i + 3] != ("before", "last"):
        return None
    assert unit is not None  # noqa: S101 - narrows the type
    end = i + 3 + (word(t, i + 3) == word(t, i))
    return (weekend_from_now(-2) if unit == "weekend" else units_from_now(unit, -2)), end


def _to_date(t: Text, i: int) -> FoundPhrase:
    """`MTD`, `month to date`, `month-to-date`."""
    if word(t, i) in TO_DATE:
        return units_from_now(TO_DATE[word(t, i)], 0), i + 1
    unit = UNITS.get(word(t, i))
    j = i + 1 + (word(t, i + 1) == "-")
    if unit in TO_DATE.values() and unit and word(t, j) == "to":
        j += 1 + (word(t, j + 1) == "-")
        if word(t, j) in {"date", "now", "today"}:
            return units_from_now(unit, 0), j + 1
    if unit in TO_DATE.values() and unit and word(t, i + 1) == "so" and word(t, i + 2) == "far":
        return units_from_now(unit, 0), i + 3
    if word(t, i) == "so" and word(t, i + 1) == "far":
        j = i + 2
        if word(t, j) in THIS and UNITS.get(word(t, j + 1)) in TO_DATE.values():
            return units_from_now(UNITS[word(t, j + 1)], 0), j + 2
        if word(t, j) == "today":
            return day_from_now(0), j + 1
    return None


def _so_far(t: Text, i: int) -> int:
    """The place behind `so far` or `to date`, where it stands there."""
    if word(t, i) == "so" and word(t, i + 1) == "far":
        return i + 2
    j = i + (word(t, i) == "-")
    if word(t, j) == "to":
        k = j + 1 + (word(t, j + 1) == "-")
        if word(t, k) in {"date", "now"}:
            return k + 1
    return i


def _qualified(t: Text, i: int) -> tuple[Phrase | Partial, int] | None:
    """`this …`, `last …`, `last 7 …`, `rolling 3 …`, `5 past …`."""
    if swapped := read_number(t, i):  # "5 past years"
        unit = UNITS.get(word(t, swapped[1] + 1), "weekend")
        if word(t, swapped[1]) not in LAST or unit == "weekend" or swapped[0] == 0:
            return None
        return last_units(swapped[0], unit, whole=False), swapped[1] + 2
    qualifier = word(t, i)
    if qualifier in THIS:
        if word(t, i + 1) in {"past", "last"}:
            return _qualified(t, i + 1)
        return _this(t, i + 1)
    if qualifier in NEXT:
        return _next(t, i + 1)
    if qualifier in LAST or qualifier in ROLLING:
        return _last(t, i + 1, rolling=qualifier == "rolling")
    return None


def _this(t: Text, i: int) -> tuple[Phrase | Partial, int] | None:
    i += word(t, i) in WHOLE
    if word(t, i) in FISCAL:
        raise fiscal(t.said(i, i + 2))
    if word(t, i) in WEEKDAYS:
        return Partial(weekday=WEEKDAYS[word(t, i)], week_from_now=0), i + 1
    if word(t, i) in MONTHS:
        return Partial(year=0, month=MONTHS[word(t, i)]), i + 1
    if word(t, i) in {"q", "h"} and (named := read_unit_date(t, i)) and named[0].year is None:
        return replace(named[0], year=0), named[1]  # "this Q3"
    unit = UNITS.get(word(t, i))
    if unit == "weekend":
        return weekend_from_now(0), i + 1
    if unit == "hour":
        return Phrase(this_hour), i + 1
    if unit in {None, "minute", "fortnight"} or (word(t, i) != unit and len(word(t, i)) < 2):
        return None
    assert unit is not None  # noqa: S101 - narrows the type
    end = _so_far(t, i + 1)
    return units_from_now(unit, 0), end


def _next(t: Text, i: int) -> FoundPhrase:
    number = read_number(t, i)
    j = number[1] if number else i
    if UNITS.get(word(t, j)) or word(t, j) in WEEKDAYS or word(t, j) in MONTHS:
        raise UnreadableError(
            f'"{t.said(i - 1, j + 1)}" has not begun: I can only count what has been used. '
            'Try "last week" or "month to date".',
            t.said(i - 1, j + 1),
        )
    return None


def fiscal(said: str) -> UnreadableError:
    """The refusal of fiscal years, which nobody has configured."""
    return UnreadableError(
        f'I do not know when your fiscal year begins ("{said}"). Please use calendar words such as '
        '"Q3 2025", or dates such as "1 Apr 2025 to 31 Mar 2026".',
        said,
    )


def _last(t: Text, i: int, *, rolling: bool) -> tuple[Phrase | Partial, int] | None:
    i += word(t, i) == "-" and glued(t, i) and glued(t, i + 1)
    whole = word(t, i) in WHOLE
    i += whole
    if word(t, i) in FISCAL:
        raise fiscal(t.said(i, i + 2))
    if half := _half_hour(t, i):
        return last_units(30, "minute", whole=False), half
    if not rolling and (word(t, i) in WEEKDAYS or word(t, i) in MONTHS):
        return _last_named(t, i)
    count, j = _count(t, i)
    whole = whole or word(t, j) in WHOLE
    j += word(t, j) in WHOLE
    j += word(t, j) == "-"
    unit = UNITS.get(word(t, j))
    if unit is None or (count is None and not _is_singular(t, j)):
        return None  # "last weeks": how many?
    if unit == "weekend":
        return (weekend_from_now(-1), j + 1) if count in {None, 1} else None
    if rolling:  # weekends never get here
        return rolling_units(count or 1, unit), j + 1
    return _with_today(t, j + 1, count or 1, unit, last_units(count or 1, unit, whole=whole))


def _last_named(t: Text, i: int) -> tuple[Phrase | Partial, int] | None:
    """`last Friday`, `last March`; a `last Friday week` is nothing we know."""
    if word(t, i) in MONTHS:
        return last_month(MONTHS[word(t, i)]), i + 1
    if UNITS.get(word(t, i + 1)) == "week":
        return None
    return weekday_ago(WEEKDAYS[word(t, i)], 1), i + 1


def _half_hour(t: Text, i: int) -> int:
    """The place behind `half hour`, `half an hour`, `half-hour`; or 0."""
    j = i + 1 + (word(t, i + 1) in {"an", "a", "-"})
    return j + 1 if word(t, i) == "half" and word(t, j) in {"hour", "hr"} else 0


def _is_singular(t: Text, i: int) -> bool:
    """Whether the unit at `i` is one; `last weeks usage` only lacks its apostrophe."""
    if word(t, i) == UNITS[word(t, i)] or word(t, i) in SINGULAR:
        return True
    owned = TOPICS | BILLING_WORDS
    return word(t, i).endswith("s") and len(word(t, i)) > 2 and word(t, i + 1) in owned


def _count(t: Text, i: int) -> tuple[int | None, int]:
    if number := read_number(t, i):
        if number[0] == 0:
            raise UnreadableError("A count of 0 has no days in it.", t.said(i, i + 2))
        return number
    j = i + (word(t, i) == "a")
    if word(t, j) == "couple":
        return 2, j + 1 + (word(t, j + 1) == "of")
    if digits(t, i, 5, 99):
        raise UnreadableError(
            f'"{word(t, i)}" is too many: I can count up to {MOST}.', word(t, i))  # fmt: skip
    return None, i


def _with_today(t: Text, i: int, count: int, unit: str, plain: Phrase) -> FoundPhrase:
    """`including today` behind `last 7 days`; anything else stays as it is."""
    if word(t, i) in {"including", "incl", "with"} and word(t, i + 1) == "today" and unit == "day":
        return Phrase(lambda clock: Span(
            Moment(clock.today - (count - 1) * DAY), None, "days")), i + 2  # fmt: skip
    if word(t, i) in {"excluding", "excl", "without", "before"} and word(t, i + 1) == "today":
        return plain, i + 2
    return plain, i


def _ago(t: Text, i: int) -> FoundPhrase:
    """`3 weeks ago`: the whole week, as `last week` is; `two fridays ago`; `a month ago`."""
    number = _count_ago(t, i)
    if number is None:
        return None
    count, j = number
    j += word(t, j) == "-"
    if word(t, j + 1) not in {"ago", "back", "earlier", "prior"} or count == 0:
        return None
    weekday = WEEKDAYS.get(word(t, j), WEEKDAY_PLURALS.get(word(t, j)))
    unit = UNITS.get(word(t, j))
    if weekday is not None:
        return weekday_ago(weekday, count), j + 2
    return (_unit_ago(unit, count), j + 2) if unit else None


def _unit_ago(unit: str, count: int) -> Phrase:
    if unit in ELAPSED:
        return instant_ago(unit, count)
    if unit == "weekend":
        return weekend_from_now(-count)
    weeks = {"week": 1, "fortnight": 2}.get(unit, 0) * count
    if weeks:  # the whole week, but that very day may be meant
        days_ago = (f"{7 * weeks} days ago",) if 7 * weeks <= MOST else ()
        return Phrase(units_from_now("week", -weeks).resolve, days_ago)
    return units_from_now(unit, -count)


def _count_ago(t: Text, i: int) -> FoundNumber:
    """`3`, `a`, `a couple of`."""
    article = word(t, i) in {"a", "an"}
    if word(t, i + article) == "couple":
        return _couple(t, i + article)
    return (1, i + 1) if article else read_number(t, i)


def _couple(t: Text, i: int) -> tuple[int, int]:
    return 2, i + 1 + (word(t, i + 1) == "of")


def _weekday(t: Text, i: int) -> FoundPartial:
    """`Friday`, `Friday last week`, `last week Friday`, `Monday of this week`."""
    if (week := _week_from_now(t, i)) and word(t, week[1]) in WEEKDAYS:
        if read_ordinal(t, week[1] + 1):
            return None
        return Partial(weekday=WEEKDAYS[word(t, week[1])], week_from_now=week[0]), week[1] + 1
    weekday = WEEKDAYS.get(word(t, i))
    if weekday is None:
        return None
    j = i + 1 + (word(t, i + 1) == "." and i + 2 < len(t.words))
    k = j + (word(t, j) in {"of", "in", "from", ","})
    if week := _week_from_now(t, k + (word(t, k) == "the")):
        return Partial(weekday=weekday, week_from_now=week[0]), week[1]
    return Partial(weekday=weekday), i + 1


def _week_from_now(t: Text, i: int) -> tuple[int, int] | None:
    if word(t, i + 1) in {"week", "wk"}:
        if word(t, i) in LAST:
            return -1, i + 2
        if word(t, i) in THIS:
            return 0, i + 2
    if word(t, i) == "week" and word(t, i + 1) == "before" and word(t, i + 2) == "last":
        return -2, i + 3
    return None


def _bare_weekend(t: Text, i: int) -> FoundPhrase:
    """`the weekend`: the latest one that has begun."""
    if word(t, i) == "weekend" and word(t, i - 1) in {"the", "on", "at", "over"}:
        return Phrase(latest_weekend), i + 1
    return None


def _trailing(t: Text, i: int) -> FoundPhrase:
    """`TTM`, `LTM`, `L3M`, `L30D`: what finance calls the last so many units."""
    if word(t, i) in {"ttm", "ltm"}:
        return last_units(12, "month", whole=False), i + 1
    unit = LETTERS.get(word(t, i + 2), "")
    count = digits(t, i + 1, 1, 3) if word(t, i) == "l" and unit else ""
    if not count or count.startswith("0") or not (glued(t, i + 1) and glued(t, i + 2)):
        return None
    return last_units(int(count), unit, whole=False), i + 3
