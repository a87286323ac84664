"""Finds the same period a year before, and describes it in words."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from slackbot.domain.calendar.arithmetic import month_length, shift
from slackbot.domain.period import DAY, Period, local_midnight

WEEKS_IN_YEAR = 52


def year_before(period: Period) -> Period:
    """Return the period a year before to compare with, in the same zone.

    - Whole calendar months, and so quarters and years: the same ones of the year before.
    - A part of a month from its first day on, up to a moment that is no midnight, as a running
      month is: the same dates of the year before.
    - Anything else: 52 weeks before, which are the same weekdays.
    """
    start, end = period.local_start, period.local_end
    zone, first, last = period.zone, start.date(), end.date()
    if _is_months(period):
        return Period.of_days(shift(first, "year", -1), shift(last, "year", -1) - DAY, zone)
    if _is_month_so_far(period):
        return Period(
            start=local_midnight(shift(first, "year", -1), zone),
            end=_same_date(end),
            zone=zone,
        )
    return Period(
        start=_weeks_before(start),
        end=_weeks_before(end),
        zone=zone,
    )


def format_year_before(period: Period) -> str:
    """Write `the same dates a year before`, `the same weekdays 52 weeks before`."""
    if _is_months(period) or _is_month_so_far(period):
        return "the same dates a year before"
    return f"the same weekdays {WEEKS_IN_YEAR} weeks before"


def _is_months(period: Period) -> bool:
    return _begins_month(period.local_start) and _begins_month(period.local_end)


def _is_month_so_far(period: Period) -> bool:
    return _begins_month(period.local_start) and not _begins_day(period.local_end)


def _begins_month(moment: datetime) -> bool:
    return moment.day == 1 and _begins_day(moment)


def _begins_day(moment: datetime) -> bool:
    zone = moment.tzinfo
    assert isinstance(zone, ZoneInfo)  # noqa: S101 - of a period's local ends
    return local_midnight(moment.date(), zone.key) == moment.astimezone(UTC)


def _same_date(end: datetime) -> datetime:
    """Return the same date a year before; 29 February becomes the end of the 28th."""
    day = shift(end.date(), "year", -1)
    if day.day != end.day:
        end = end.replace(hour=0, minute=0, second=0, microsecond=0)
        day = day.replace(day=month_length(day.year, day.month)) + DAY
    return datetime.combine(day, end.time(), end.tzinfo).astimezone(UTC)


def _weeks_before(moment: datetime) -> datetime:
    """Return the same time on the same weekday 52 weeks before, on the wall clock."""
    day = moment.date() - WEEKS_IN_YEAR * 7 * DAY
    return datetime.combine(day, moment.time(), moment.tzinfo).astimezone(UTC)
