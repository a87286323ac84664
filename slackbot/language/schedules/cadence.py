"""Reads how often a digest comes: `every Monday and Thursday`, `weekly on Friday`, `fortnightly`,
`on the last day of each month`, `first Monday of the month`, `quarterly`.

What looks like a schedule and cannot be one is refused with the words that work.
"""

from dataclasses import dataclass
from functools import partial
from typing import Final, NamedTuple

from slackbot.domain.allowance import LATEST_DAY
from slackbot.domain.calendar.weekdays import EVERY_DAY, WORKDAYS
from slackbot.domain.digests.recurrence import (
    LAST,
    LAST_DAY,
    MOST_WEEKS,
    Monthly,
    Quarterly,
    Recurrence,
    Weekly,
)
from slackbot.domain.errors import UnreadableError
from slackbot.language.core.patterns import COUNTS, NUMBER, Led, Row, Table, always, as_read
from slackbot.language.core.readers import (
    ORDINAL_BEGINS,
    any_word,
    digits,
    read_number,
    read_ordinal,
    word,
)
from slackbot.language.core.tokens import Text
from slackbot.language.core.weekdays import BEGINS, EVERY, NAMES, is_plural, others, read_weekdays
from slackbot.language.core.words import ADVERBS, ALSO_ADVERBS, GROUPINGS, MONTHS, UNITS
from slackbot.language.periods.fiscal import read_fiscal_unit
from slackbot.language.schedules.days import (
    ARTICLE,
    FINAL,
    OF_EACH,
    UNIT_END,
    MonthDay,
    read_month_day,
)
from slackbot.language.schedules.times import AT, read_time

_SPACED: Final = {
    **{name: (unit, 1) for name, unit in ADVERBS.items() if unit not in {"hour", "year"}},
    "biweekly": ("week", 2),
}
RECURRING: Final = _SPACED | {also: _SPACED[name] for also, name in ALSO_ADVERBS.items()}
# Words before a date of the question: `since the 1st of the month`.
IN_QUESTION: Final = frozenset("since from until till to through before after between by -".split())
SERVED: Final = (
    "`every day`, `every weekday`, `every Monday and Thursday`, `every other Friday`, "
    "`on the 1st of each month` or `quarterly`"
)
PERIODS: Final = {name: unit for name, unit in UNITS.items() if unit != "weekend"}  # it is days
ONCE_A: Final = {
    name: unit for name, unit in UNITS.items() if unit in {"day", "week", "month", "quarter"}
}


class Cadence(NamedTuple):
    """A recurrence in words. `weeks` above 1 count from a first day, which is not here yet; `named`
    where the words name the weekday; not `strong` where the words may be a question's, too.
    `fiscal` has the words of quarters that must be those of the channel's fiscal year."""

    recurrence: Recurrence
    weeks: int = 1
    named: bool = True
    strong: bool = True
    fiscal: str = ""


@dataclass(frozen=True, slots=True)
class Spacing:
    """The distance of two digests: `count` units. It is `weak` where the word may group the
    question, beside another one that gives the schedule."""

    unit: str
    count: int = 1
    weak: bool = False

    @property
    def weeks(self) -> int:
        """Return how many weeks these are; 0 where a digest can't have as many."""
        weeks = self.count * {"week": 1, "fortnight": 2}.get(self.unit, 0)
        return weeks if 1 <= weeks <= MOST_WEEKS else 0

    @property
    def has_dates(self) -> bool:
        return self.count == 1 and self.unit in {"month", "quarter"}


FoundCadence = tuple[Cadence, int] | None


def too_often(phrase: str) -> UnreadableError:
    """Return the refusal of hours and minutes."""
    return UnreadableError(
        f'A digest comes at most once a day, not "{phrase}". Try `every day at 9` or '
        "`every weekday at 8:30`",
        phrase,
        ("every day",),
    )


def not_served(phrase: str, *instead: str) -> UnreadableError:
    """Return the refusal of anything else that recurs, and what comes near it."""
    return UnreadableError(f'I can\'t send a digest "{phrase}". Try {SERVED}', phrase, instead)


def _adverb(t: Text, i: int) -> tuple[Spacing, int] | None:
    """Read `daily`, `biweekly`."""
    found = RECURRING.get(word(t, i))
    return (Spacing(*found, weak=word(t, i) in GROUPINGS), i + 1) if found else None


SPACINGS: Final = Table[Spacing](
    (
        Row("[once|1x] <every> <unit:unit>", Spacing, "every quarter", "1 quarter"),
        Row("[once|1x] <every> other|alternate|alternating <unit:unit>",
            lambda unit: Spacing(unit, 2), "every other week", "2 week"),
        Row("[once|1x] <every> <number:count> <unit:unit>", Spacing, "once every 2 weeks",
            "2 week"),
        Row("[once|1x] <every> <ordinal:count> <no_day:unit>", Spacing, "every third week",
            "3 week"),
        Row("once|1x a|per <once_a:unit>", Spacing, "once a week", "1 week"),
        Row("<adverb:spacing>", as_read, "weekly", "1 week"),
        Row("@ ~ <adverb:spacing>", as_read, "@weekly", "1 week"),
        Row("bi - weekly", always(Spacing("week", 2)), "bi-weekly", "2 week"),
    ),
    every=EVERY, unit=PERIODS, number=Led(read_number, COUNTS),
    no_day={name: unit for name, unit in PERIODS.items() if name != "day"},
    ordinal=Led(read_ordinal, ORDINAL_BEGINS | {NUMBER}), once_a=ONCE_A,
    adverb=Led(_adverb, RECURRING),
)  # fmt: skip


def _plain(spacing: Spacing, phrase: str) -> Cadence:
    """Return the default day of the week, month or quarter."""
    unit, count, weak = spacing.unit, spacing.count, spacing.weak
    if unit in {"hour", "minute"}:
        raise too_often(phrase)
    if unit in {"week", "fortnight"}:
        if not spacing.weeks:
            raise UnreadableError(
                f'A digest comes every 1 to {MOST_WEEKS} weeks, not "{phrase}". '
                "Try `every 2 weeks on Monday`",
                phrase,
                ("every 2 weeks",),
            )
        weekly = Weekly(weekdays=(0,))
        return Cadence(weekly, spacing.weeks, named=False, strong=not weak)
    if count == 1 and unit == "day":
        return Cadence(Weekly(weekdays=EVERY_DAY), strong=not weak)
    if not spacing.has_dates:
        raise not_served(
            phrase, "every month" if unit == "month" and count != 3 else "every quarter"
        )
    return Cadence(Monthly(day=1) if unit == "month" else Quarterly(), strong=not weak)


def _on_weekdays(spacing: Spacing, days: tuple[int, ...]) -> Cadence | None:
    return Cadence(Weekly(weekdays=days), spacing.weeks) if spacing.weeks else None


def _on_date(spacing: Spacing, day: MonthDay, phrase: str) -> Cadence | None:
    return _in_unit(day, spacing.unit, phrase) if spacing.has_dates else None


_at_end: Final = partial(_on_date, day=Monthly(day=LAST_DAY))


def _twice(day: MonthDay) -> Cadence | None:
    return Cadence(day) if len(day.also) == 1 else None


def _on_which(spacing: Spacing, phrase: str) -> None:
    """Refuse `weekly on` without a day of the week or month."""
    if spacing.weeks:
        raise UnreadableError(
            "On which weekday? Try `weekly on Monday` or `every 2 weeks on Friday`", phrase
        )
    if spacing.has_dates:
        unit = spacing.unit
        raise UnreadableError(
            f"On which day of the {unit}? Try `{unit}ly on the 1st` or `{unit}ly on the last day`",
            phrase,
        )


def _all_but(spacing: Spacing, days: tuple[int, ...]) -> Cadence | None:
    left = others(days) if (spacing.unit, spacing.count) == ("day", 1) else None
    return Cadence(Weekly(weekdays=left)) if left else None


def _on(days: tuple[int, ...]) -> Cadence:
    return Cadence(Weekly(weekdays=days))


def _every_other(days: tuple[int, ...], phrase: str) -> Cadence:
    if days == WORKDAYS and not NAMES.keys() & set(phrase.lower().split()):
        raise not_served(phrase)  # every second of them, or in every second week?
    return Cadence(Weekly(weekdays=days), weeks=2)


def _every_date(day: MonthDay, phrase: str) -> Cadence | None:
    """Read `every 15th`, and `every second Friday` as every other; a first or last one can only be
    of the month."""
    if isinstance(day, Monthly):
        has_digits = phrase.split()[-1][0].isdigit() or phrase.split()[1][0].isdigit()
        return Cadence(day) if has_digits or day.day == LAST_DAY else None
    if day.nth == 2 and not day.also:
        return Cadence(Weekly(weekdays=(day.weekday,)), weeks=2)
    if day.nth in {1, LAST} or day.also:
        return Cadence(day)
    of_month, name = phrase.split(maxsplit=1)[1], phrase.split()[-1]
    raise UnreadableError(
        f'"{phrase}" may be every {day.nth} weeks or once a month. Try '
        f"`every {day.nth} weeks on {name}` or `{of_month} of each month`",
        phrase,
        (f"every {day.nth} weeks on {name}", f"{of_month} of each month"),
    )


def _no_year(phrase: str) -> Cadence:
    raise not_served(phrase)


def _fiscal(unit: str, phrase: str) -> Cadence:
    if unit != "quarter":
        raise not_served(phrase, "every fiscal quarter")
    return Cadence(Quarterly(), fiscal=phrase)


def _in_unit(day: MonthDay, unit: str, phrase: str) -> Cadence:
    if unit == "month":
        return Cadence(day)
    if isinstance(day, Monthly) and not day.also and (day.day <= LATEST_DAY or day.day == LAST_DAY):
        return Cadence(Quarterly(day=day.day))
    raise UnreadableError(
        f'I can\'t send a digest "{phrase}". Try `on the 1st of each quarter` or '
        "`on the last day of each quarter`",
        phrase,
        ("on the 1st of each quarter", "on the last day of each quarter"),
    )


_at_unit_end: Final = partial(_in_unit, Monthly(day=LAST_DAY))


def _plurals(t: Text, i: int) -> tuple[tuple[int, ...], int] | None:
    """Read `Mondays and Thursdays`, `weekdays`; `Mon-Fri`, `Monday and Friday` before a time."""
    days = read_weekdays(t, i)
    timed = days and len(days[0]) > 1 and word(t, days[1]) in AT
    return days if days and (is_plural(t, i) or timed) and word(t, days[1]) != "ago" else None


def _lone_day(t: Text, i: int) -> FoundCadence:
    """Read `on the 29th at 9`, `on the third Wednesday at 14:00` as days of each month. Without a
    time after it, the day may be the question's."""
    found = read_month_day(t, i + 1) if word(t, i) == "on" else None
    timed = found and word(t, found[1]) in AT and read_time(t, found[1])
    return (Cadence(found[0], strong=False), found[1]) if found and timed else None


def _digit_day(t: Text, i: int) -> tuple[MonthDay, int] | None:
    """Read `15th`, `1st Monday`."""
    return read_month_day(t, i) if digits(t, i, 1, 2) and read_ordinal(t, i) else None


CADENCES: Final = Table[Cadence](
    (
        Row("<spacing:spacing>", _plain, "every month", "on the 1st of each month"),
        Row("<spacing:spacing> [,] [on] [<every>] <days:days>", _on_weekdays,
            "fortnightly on Friday", "every Friday, 2 weeks"),
        Row("<spacing:spacing> [,] on <date:day> [<of_each>]", _on_date,
            "once a month, on the 15th", "on the 15th of each month"),
        Row("<spacing:spacing> [,] <digit_day:day> [<of_each>]", _on_date, "monthly, 15th",
            "on the 15th of each month"),
        Row("twice|2x a|per|each month [,] [on] <date:day> [<of_each>]", _twice,
            "twice a month on the 1st and 15th", "on the 1st and 15th of each month"),
        Row("<spacing:spacing> [,] at the end [<of_each>]", _at_end, "monthly at the end",
            "on the last day of each month"),
        Row("<spacing:spacing> [,] on [<any>]", _on_which, "weekly on"),
        Row("<spacing:spacing> [,] [but] except|excluding|not|without|but [on|for] <days:days>",
            _all_but, "every day but not on Sunday",
            "every Monday, Tuesday, Wednesday, Thursday, Friday and Saturday"),
        Row("[once|1x] <every> <days:days> [morning]", _on, "every Monday morning", "every Monday"),
        Row("[once|1x] [first thing] <every> morning", lambda: _on(EVERY_DAY),
            "first thing every morning", "every day"),
        Row("[once|1x] <every> other|alternate|alternating <days:days>", _every_other,
            "every other Friday", "every Friday, 2 weeks"),
        Row("[once|1x] <every> <unit_end:unit>", _at_unit_end, "every quarter-end",
            "on the last day of each quarter"),
        Row("[once|1x] <every> <nth_day:day>", _every_date, "every second Friday",
            "every Friday, 2 weeks"),
        Row("[once|1x] <every> <nth_day:day> <of_each:unit>", _in_unit,
            "every 1st Monday of the month", "on the first Monday of each month"),
        Row("[once|1x] <every> [<nth_day>] [of] <month>", _no_year, "every 1st of March"),
        Row("<every> <fiscal:unit>", _fiscal, "every fiscal quarter", "on the 1st of each quarter"),
        Row("[on|only] [on] <plurals:days> [only]", _on, "on Mondays and Thursdays",
            "every Monday and Thursday"),
    ),
    spacing=SPACINGS.led(), every=EVERY, days=Led(read_weekdays, BEGINS), of_each=OF_EACH.led(),
    date=read_month_day, digit_day=Led(_digit_day, (NUMBER,)), any=any_word,
    nth_day=Led(read_month_day, ORDINAL_BEGINS | FINAL | {NUMBER}), unit_end=UNIT_END.led(),
    month=MONTHS, fiscal=read_fiscal_unit, plurals=Led(_plurals, BEGINS),
)  # fmt: skip
# Those that begin with a day, which may be a date of the question.
DATES: Final = Table[Cadence](
    (
        Row("on|at <unit_end:unit>", _at_unit_end, "at month end", "on the last day of each month"),
        Row("[on|at] [<article>] end <of_each:unit>", _at_unit_end, "at the end of the quarter",
            "on the last day of each quarter"),
        Row("[on|at] <date:day> <of_each:unit>", _in_unit, "on the 15th of each month",
            "on the 15th of each month"),
        Row("[on|at] <date:day> <adverb:unit>", _in_unit, "second Tuesday monthly",
            "on the second Tuesday of each month"),
    ),
    date=Led(read_month_day, ORDINAL_BEGINS | FINAL | ARTICLE | {NUMBER, "day", "days"}),
    unit_end=UNIT_END.led(), article=ARTICLE, of_each=OF_EACH.led(),
    adverb={"monthly": "month", "quarterly": "quarter"},
)  # fmt: skip


def read_cadence(t: Text, i: int) -> FoundCadence:
    """Read the cadence at `i`. Raises UnreadableError for a recurrence that no digest has."""
    if found := CADENCES.read(t, i):
        return found
    in_question = word(t, i - 1 - (word(t, i - 1) == "the")) in IN_QUESTION
    return (None if in_question else DATES.read(t, i)) or _lone_day(t, i)
