"""Reads public holidays as days: `christmas`, `last thanksgiving`, `Diwali 2025`."""

from datetime import date
from functools import partial
from typing import Final, NoReturn

from slackbot.domain.calendar.arithmetic import Span, WallClock, days, unit_span
from slackbot.domain.calendar.holidays import (
    HOLIDAY,
    holidays_in,
    kind_of,
    place_name,
    unknown_place,
)
from slackbot.domain.errors import UnreadableError
from slackbot.domain.period import DAY
from slackbot.language.core.patterns import Row, Table
from slackbot.language.core.readers import Phrase, as_phrase, read_year_after
from slackbot.language.core.words import LAST, NEXT, THIS
from slackbot.language.names.holidays import (
    ANY,
    BESIDE,
    YEARS_BACK,
    Key,
    is_called,
    place_of,
    read_holiday,
)

WEDNESDAY: Final = 2


def _phrase(
    key: Key, phrase: str, year: int | None = None, ahead: int = 0, back: int = 0
) -> Phrase:
    """Return the holiday in `year` (0 and less count from now), or the latest that began by `ahead`
    days from today; with `back`, the one that was so many before it."""

    def resolve(clock: WallClock) -> Span:
        place, today = clock.holidays, clock.today
        if not place:
            raise unknown_place(phrase, clock.zone)
        if key in ANY and year is not None:
            raise UnreadableError(f'"{phrase}" may be one of many days. Which one?', phrase)
        found = _find(key, place, today, year, ahead)
        for _ in range(back):
            found = found and _find(key, place, found[0], None, -1)
        if found is None:
            raise _unknown(key, phrase, place, _find(key, place_of(key), today, year, ahead))
        return days(*found, "day")

    return Phrase(resolve, before=lambda: _phrase(key, phrase, year, ahead, back + 1))


@as_phrase
def _weekend(
    clock: WallClock, key: Key, phrase: str, year: int | None = None, ahead: int = 0
) -> Span:
    """Return the holiday with the weekend beside it, and the holidays between and beside them:
    Thanksgiving Day up to Sunday, Good Friday up to Easter Monday."""
    span = _phrase(key, phrase, year, ahead).resolve(clock)
    first = last = span.first
    if first.weekday() == WEDNESDAY:
        raise UnreadableError(
            f'{first:%-d %B %Y} was a Wednesday: which weekend is "{phrase}"?', phrase
        )
    saturday = first + (5 - first.weekday()) * DAY
    saturday -= 7 * DAY * (first.weekday() < WEDNESDAY)
    first, last = min(first, saturday), max(last, saturday + DAY)
    while kind_of(first - DAY, clock.holidays) == HOLIDAY:
        first -= DAY
    while kind_of(last + DAY, clock.holidays) == HOLIDAY:
        last += DAY
    return days(first, last)


def _unknown(key: Key, phrase: str, place: str, found: tuple[date, date] | None) -> UnreadableError:
    """Return the refusal of a holiday that the place has not; `found` is when another has it."""
    lacks = f'"{phrase}" is no public holiday in {place_name(place)}.'
    if found is None:
        return UnreadableError(f'{lacks} Try a date, such as "25 Dec 2025".', phrase)
    first, last = (f"{each.day} {each:%b %Y}" for each in found)
    days_there = first if first == last else f"{first} to {last}"
    where = place_name(place_of(key))
    return UnreadableError(
        f"{lacks} In {where} it is {days_there}. Is it that?", phrase, instead=(days_there,)
    )


def _find(
    key: Key, place: str, today: date, year: int | None, ahead: int
) -> tuple[date, date] | None:
    if year is not None:
        return _latest(_named(key, place, year if year > 0 else today.year + year), date.max)
    for each in range(today.year, today.year - YEARS_BACK, -1):
        if found := _latest(_named(key, place, each), today + ahead * DAY):
            return found
    return None


def _named(key: Key, place: str, year: int) -> set[date]:
    """Return the days of that name in the year, or those beside another holiday that it means."""
    found = _called(key, place, year)
    for other, away in BESIDE.get(key, {}).items():
        if not found:
            days_of = _called(other, place, year) | _called(other, place, year + 1)
            found = {day + away * DAY for day in days_of if (day + away * DAY).year == year}
    return found


def _called(key: Key, place: str, year: int) -> set[date]:
    return {
        day
        for day, holidays in holidays_in(place, year).items()
        if any(not each.observed and is_called(key, each.name, place) for each in holidays)
    }


def _latest(named: set[date], until: date) -> tuple[date, date] | None:
    """Return the first and last day of the latest such holiday that has begun by `until`."""
    firsts = [day for day in named if day - DAY not in named and day <= until]
    if not firsts:
        return None
    first = last = max(firsts)
    while last + DAY in named:
        last += DAY
    return first, last


@as_phrase
def _week(clock: WallClock, key: Key, phrase: str) -> Span:
    """Return the week that holds the holiday."""
    span = _phrase(key, phrase).resolve(clock)
    if span.unit != "day":
        raise UnreadableError(f'"{phrase}" has more than one day: in which week?', phrase)
    return unit_span(span.first, "week", 1, clock.week_start)


def _to_come(phrase: str) -> NoReturn:
    raise UnreadableError(
        f'"{phrase}" has not begun: I can only count what has been used. Try "last christmas".',
        phrase,
    )


PHRASES: Final = Table[Phrase](
    (
        Row("<holiday:key> [<year:year>]", _phrase, "christmas", "Thu 25 Dec 2025"),
        Row("<last> <holiday:key>", partial(_phrase, ahead=-1), "last thanksgiving",
            "Thu 27 Nov 2025"),
        Row("<this> <holiday:key>", partial(_phrase, year=0), "this memorial day",
            "Mon 25 May 2026"),
        Row("<holiday:key> weekend [<year:year>]", _weekend, "thanksgiving weekend",
            "Thu 27 Nov – Sun 30 Nov 2025"),
        Row("<holiday:key> week|wk", _week, "christmas week", "Mon 22 Dec – Sun 28 Dec 2025"),
        Row("<last> <holiday:key> weekend", partial(_weekend, ahead=-1),
            "last labor day weekend", "Sat 5 Sep – Mon 7 Sep 2026"),
        Row("<this> <holiday:key> weekend", partial(_weekend, year=0),
            "this memorial day weekend", "Sat 23 May – Mon 25 May 2026"),
        Row("<next> <holiday>", _to_come, "next christmas"),
    ),
    holiday=read_holiday, year=read_year_after, last=LAST, this=THIS, next=NEXT,
)  # fmt: skip
