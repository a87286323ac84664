"""What phrases that count from now mean on the clock: the week before this one, the last 7 days."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from slackbot.domain.calendar import (
    DAY,
    MONTHS_IN,
    Moment,
    Span,
    WallClock,
    days,
    floor,
    shift,
    unit_span,
)
from slackbot.language.core.readers import Phrase

ELAPSED = {"minute": timedelta(minutes=1), "hour": timedelta(hours=1)}


MOST = 9999  # the largest count of anything


def day_from_now(count: int) -> Phrase:
    """The day `count` days from today."""

    def resolve(clock: WallClock) -> Span:
        day = clock.today + count * DAY
        return days(day, day, "day")

    return Phrase(resolve)


def units_from_now(unit: str, count: int) -> Phrase:
    """The whole calendar unit, `count` units from the running one."""

    def resolve(clock: WallClock) -> Span:
        first = floor(clock.today, unit, clock.week_start)
        return unit_span(shift(first, unit, count), unit, 1, clock.week_start)

    return Phrase(resolve)


def this_hour(clock: WallClock) -> Span:
    """From the beginning of the running hour to now."""
    return Span(_hour_began(clock), None, "hour")


def _hour_began(clock: WallClock) -> datetime:
    """The beginning of the running hour on the wall clock, which may be half past in UTC."""
    wall = clock.now.astimezone(ZoneInfo(clock.zone))
    return clock.now - timedelta(minutes=wall.minute, seconds=wall.second)


def otherwise(count: int, unit: str, *, whole: bool) -> tuple[str, ...]:
    """What else `last month` and the like may mean: as many days, up to today or up to now."""
    if whole:
        return ()
    if unit in ELAPSED:
        if unit == "minute":
            return ()
        return (f"last {count} full hours" if count > 1 else "last full hour",)
    if unit == "day":
        return (f"last {count} days including today",) if count > 1 else ("last 24 hours",)
    if count > 1 and unit in MONTHS_IN:
        return (f"rolling {count} {unit}s",)
    size = {"week": 7, "fortnight": 14, "month": 30, "quarter": 90, "half": 182, "year": 365}[unit]
    return (f"last {count * size} days",) if count * size <= MOST else ()


def last_units(count: int, unit: str, *, whole: bool) -> Phrase:
    """The `count` whole units before the running one; hours and minutes elapse from now."""

    def resolve(clock: WallClock) -> Span:
        if unit in ELAPSED:
            end = _hour_began(clock) if whole and unit == "hour" else clock.now
            return Span(end - count * ELAPSED[unit], end, unit)
        size, number = ("week", 2 * count) if unit == "fortnight" else (unit, count)
        last = floor(clock.today, size, clock.week_start)
        kind = unit if count == 1 else f"{unit}s"
        return Span(Moment(shift(last, size, -number)), Moment(last), kind)

    return Phrase(resolve, otherwise(count, unit, whole=whole))


def rolling_units(count: int, unit: str) -> Phrase:
    """`rolling 3 months`: from the same day three months ago up to, not including, today."""

    def resolve(clock: WallClock) -> Span:
        if unit in ELAPSED:
            return Span(clock.now - count * ELAPSED[unit], None, unit)
        start = shift(clock.today, unit, -count)
        return Span(Moment(start), Moment(clock.today), "days")

    return Phrase(resolve)


def last_month(month: int) -> Phrase:
    """The latest such month that is over."""

    def resolve(clock: WallClock) -> Span:
        year = clock.today.year - (clock.today.month <= month)
        return unit_span(date(year, month, 1), "month", 1, clock.week_start)

    return Phrase(resolve)


def instant_ago(unit: str, count: int) -> Phrase:
    """Good only as the beginning of something: `since 3 hours ago`."""

    def resolve(clock: WallClock) -> Span:
        then = clock.now - count * ELAPSED[unit]
        return Span(then, then, "instant")

    return Phrase(resolve)


def weekday_ago(weekday: int, count: int) -> Phrase:
    """The `count`-th such weekday before today."""

    def resolve(clock: WallClock) -> Span:
        back = (clock.today.weekday() - weekday - 1) % 7 + 1 + 7 * (count - 1)
        day = clock.today - back * DAY
        return days(day, day, "day")

    return Phrase(resolve)


def latest_weekend(clock: WallClock) -> Span:
    """The latest weekend that has begun."""
    saturday = clock.today - timedelta(days=(clock.today.weekday() - 5) % 7)
    return days(saturday, saturday + DAY, "weekend")


def weekend_from_now(count: int) -> Phrase:
    """The weekend of the ISO week `count` weeks from this one; -1 is the latest that is over."""

    def resolve(clock: WallClock) -> Span:
        saturday = clock.today - clock.today.weekday() * DAY + (5 + 7 * count) * DAY
        return days(saturday, saturday + DAY, "weekend")

    return Phrase(resolve)
