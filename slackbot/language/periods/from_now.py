"""Resolves phrases that count from now on the clock: the week before this one, the last 7 days."""

from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from slackbot.domain.calendar.arithmetic import (
    MONTHS_IN,
    Moment,
    Span,
    WallClock,
    days,
    floor,
    shift,
    unit_span,
)
from slackbot.domain.errors import UnreadableError
from slackbot.domain.period import DAY
from slackbot.language.core.partial import Fiscal, Partial
from slackbot.language.core.readers import Others, Phrase, as_phrase

ELAPSED = {"minute": timedelta(minutes=1), "hour": timedelta(hours=1)}


MOST = 9999  # the largest count of anything


@as_phrase
def day_from_now(clock: WallClock, count: int) -> Span:
    """Return the day `count` days from today."""
    day = clock.today + count * DAY
    return days(day, day, "day")


@as_phrase
def units_from_now(clock: WallClock, unit: str, count: int) -> Span:
    """Return the whole calendar unit, `count` units from the running one."""
    first = floor(clock.today, unit, clock.week_start)
    return unit_span(shift(first, unit, count), unit, 1, clock.week_start)


OWN_TERM: Final = "term"  # the unit of such a span


@as_phrase
def own_term(clock: WallClock, unit: str, count: int, phrase: str, number: int = 1) -> Span:
    """Return `number` of the channel's own terms, which its allowances say, the first one `count`
    from the running one.

    Without an allowance a billing month is a calendar month; `unit` is empty where none is named.
    """
    term = clock.term
    if term is None and unit and number > 1:
        return last_units(number, unit, whole=False).resolve(clock)
    if term is None and unit:
        return units_from_now(unit, count).resolve(clock)
    if term is None or unit not in {"", term.unit}:
        raise UnreadableError(
            "I don't know when that begins and ends here. Tell me with "
            "`/billing allowance 40000 sessions per month from the 15th`, or use dates.",
            phrase,
            ("last month",) if count else ("this month",),
        )
    first, after = term.days(clock.today, count)
    if number > 1:
        return days(first, term.days(clock.today, count + number)[0] - DAY)
    return days(first, after - DAY, OWN_TERM)


@as_phrase
def fiscal_units(clock: WallClock, unit: str, count: int, phrase: str, number: int = 1) -> Span:
    """Return `number` fiscal years, halves or quarters, the first one `count` from the running
    one."""
    term = Fiscal(phrase).year(clock).term(unit)
    first, _ = term.days(clock.today, count)
    kind = unit if number == 1 else f"{unit}s"
    return Span(Moment(first), Moment(shift(first, unit, number)), kind)


@as_phrase
def fiscal_to_date(clock: WallClock, year: Partial, phrase: str) -> Span:
    """Return `FY26 YTD`, which must be the running year."""
    span = year.resolve(clock)
    if isinstance(span.end, Moment) and span.end.day <= clock.today:
        raise UnreadableError(
            f'"{phrase}" is over: please ask for the whole of it, without "YTD".', phrase
        )
    return span


def this_hour(clock: WallClock) -> Span:
    """Return the time from the beginning of the running hour to now."""
    return Span(_hour_began(clock), None, "hour")


def _hour_began(clock: WallClock) -> datetime:
    """Return the beginning of the running hour on the wall clock, which may be half past in UTC."""
    wall = clock.now.astimezone(ZoneInfo(clock.zone))
    return clock.now - timedelta(minutes=wall.minute, seconds=wall.second)


def otherwise(count: int, unit: str) -> Others:
    """Return other meanings of `last month` and the like: as many days, to today or to now."""
    if unit == "minute":
        return ()
    if unit == "hour":
        words = f"last {count} full hours" if count > 1 else "last full hour"
        return ((words, last_units(count, unit, whole=True)),)
    if unit == "day" and count == 1:
        return (("last 24 hours", last_units(24, "hour", whole=False)),)
    if unit == "day":
        return ((f"last {count} days including today", with_running(count, unit)),)
    if count > 1 and unit in MONTHS_IN:
        units = "halves" if unit == "half" else f"{unit}s"
        return ((f"rolling {count} {units}", rolling_units(count, unit)),)
    size = {"week": 7, "fortnight": 14, "month": 30, "quarter": 90, "half": 182, "year": 365}[unit]
    if (number := count * size) > MOST:
        return ()
    return ((f"last {number} days", last_units(number, "day", whole=True)),)


def last_units(count: int, unit: str, *, whole: bool) -> Phrase:
    """Return the `count` whole units before the running one; hours and minutes elapse from now."""

    def resolve(clock: WallClock) -> Span:
        if unit in ELAPSED:
            end = _hour_began(clock) if whole and unit == "hour" else clock.now
            return Span(end - count * ELAPSED[unit], end, unit)
        size, number = ("week", 2 * count) if unit == "fortnight" else (unit, count)
        last = floor(clock.today, size, clock.week_start)
        kind = unit if count == 1 else f"{unit}s"
        return Span(Moment(shift(last, size, -number)), Moment(last), kind)

    return Phrase(resolve, () if whole else otherwise(count, unit))


def with_running(count: int, unit: str) -> Phrase:
    """Return as many units as that, of which the running one is the last."""

    def resolve(clock: WallClock) -> Span:
        first = shift(floor(clock.today, unit, clock.week_start), unit, 1 - count)
        return Span(Moment(first), None, "days")

    return Phrase(resolve)


@as_phrase
def rolling_units(clock: WallClock, count: int, unit: str) -> Span:
    """Return `rolling 3 months`: from the same day three months ago up to, not including, today."""
    if unit in ELAPSED:
        return Span(clock.now - count * ELAPSED[unit], None, unit)
    start = shift(clock.today, unit, -count)
    return Span(Moment(start), Moment(clock.today), "days")


@as_phrase
def last_month(clock: WallClock, month: int) -> Span:
    """Return the latest such month that is over."""
    year = clock.today.year - (clock.today.month <= month)
    return unit_span(date(year, month, 1), "month", 1, clock.week_start)


@as_phrase
def instant_ago(clock: WallClock, unit: str, count: int) -> Span:
    """Return an instant, which is good only as the beginning of something: `since 3 hours ago`."""
    then = clock.now - count * ELAPSED[unit]
    return Span(then, then, "instant")


def weekday_ago(weekday: int, count: int) -> Phrase:
    """Return the `count`-th such weekday before today."""

    def resolve(clock: WallClock) -> Span:
        back = (clock.today.weekday() - weekday - 1) % 7 + 1 + 7 * (count - 1)
        day = clock.today - back * DAY
        return days(day, day, "day")

    return Phrase(resolve, before=lambda: weekday_ago(weekday, count + 1))


def latest_weekend(clock: WallClock) -> Span:
    """Return the latest weekend that has begun."""
    saturday = clock.today - timedelta(days=(clock.today.weekday() - 5) % 7)
    return days(saturday, saturday + DAY, "weekend")


@as_phrase
def weekend_from_now(clock: WallClock, count: int) -> Span:
    """Return the weekend of the ISO week `count` weeks from this one; -1 is the latest past one."""
    saturday = clock.today - clock.today.weekday() * DAY + (5 + 7 * count) * DAY
    return days(saturday, saturday + DAY, "weekend")
