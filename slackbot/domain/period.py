"""A half-open, zone-aware interval of time, and its description in words."""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Self
from zoneinfo import ZoneInfo

from pydantic import AwareDatetime, field_validator, model_validator

from slackbot.domain.calendar.weekdays import EVERY_DAY, name_days
from slackbot.domain.frozen import FrozenModel

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
RESOLUTION = timedelta(microseconds=1)
MIDNIGHT = time()


class Period(FrozenModel):
    """`[start, end)` as instants in UTC, and the IANA zone in which people see them.

    With `weekdays`, only the local days that are one of these are counted; without, all are.
    """

    start: AwareDatetime
    end: AwareDatetime
    zone: str = "UTC"
    weekdays: tuple[int, ...] = ()

    @field_validator("start", "end")
    @classmethod
    def _in_utc(cls, value: datetime) -> datetime:
        return value.astimezone(UTC)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.start >= self.end:
            raise ValueError("a period starts before it ends")
        return self

    @classmethod
    def of_days(cls, first: date, last: date, zone: str) -> Self:
        """Return the days from `first` to `last`, both included, from local midnight to local
        midnight."""
        return cls(
            start=local_midnight(first, zone),
            end=local_midnight(last + DAY, zone),
            zone=zone,
        )

    @property
    def counted(self) -> "Period":
        """The whole UTC hours that are counted for the period: Kore.ai has no smaller buckets.

        A local day or hour that begins inside a UTC hour is counted from the start of that UTC
        hour, so that neighbouring days share no hour and leave none out: in India, days are counted
        from 18:00 UTC. Any other end, such as now, includes the UTC hour that it cuts, unless that
        hour is counted for the next day.
        """
        start, end = full_hour(self.start), full_hour(self.end)
        last = self.local_end
        if (last.minute, last.second, last.microsecond) != (0, 0, 0):
            end = next_hour(self.end)
            if _at_midnight(self.local_start):
                end = min(end, day_start(last.date() + DAY, self.zone))
        return Period(start=start, end=max(end, start + HOUR), zone=self.zone)

    def of_weekdays(self, weekdays: tuple[int, ...]) -> "Period":
        """Return the period with these of its days counted."""
        return self.model_copy(update={"weekdays": weekdays})

    @property
    def of_some_days(self) -> bool:
        """Tell whether some weekdays are left out."""
        return 0 < len(self.weekdays) < len(EVERY_DAY)

    def counts(self, day: date) -> bool:
        """Tell whether `day` is of a weekday that is counted."""
        return not self.weekdays or day.weekday() in self.weekdays

    @property
    def days(self) -> tuple[date, ...]:
        """The local days of the period that are counted, also those of which it has a part."""
        first = self.local_start.date()
        last = (self.end - RESOLUTION).astimezone(ZoneInfo(self.zone)).date()
        return tuple(day for day in days_between(first, last) if self.counts(day))

    @property
    def local_start(self) -> datetime:
        """The start on the wall clock of the period's zone."""
        return self.start.astimezone(ZoneInfo(self.zone))

    @property
    def local_end(self) -> datetime:
        """The end on the wall clock of the period's zone; it is not part of the period."""
        return self.end.astimezone(ZoneInfo(self.zone))

    def describe(self) -> str:
        """Return the period in words: weekdays, dates (the last one included) and zone.

        `read_query` reads these words as the same period at any later time.
        """
        only = f", {name_days(self.weekdays)} only" if self.of_some_days else ""
        start, end = self.local_start, self.local_end
        if _at_midnight(start) and _at_midnight(end):
            return f"{_days(start.date(), end.date() - DAY)}{only} ({self.zone})"
        until = "" if start.date() == end.date() else f"{full_day(end.date())}, "
        return f"{full_day(start.date())}, {_hour(start)} – {until}{_hour(end)}{only} ({self.zone})"


def days_between(first: date, last: date) -> list[date]:
    """Return the days from `first` to `last`, both included."""
    return [first + n * DAY for n in range((last - first).days + 1)]


@lru_cache(maxsize=4096)  # one question, or report, asks for the same few days again and again
def local_midnight(day: date, zone: str) -> datetime:
    """Return the instant, in UTC, at which `day` begins in `zone`.

    Where midnight does not exist (clocks jump at 00:00, as in Beirut), the day begins at the jump:
    `fold=0` reads such a time with the offset before the jump, which gives the instant of the jump.
    """
    return datetime.combine(day, MIDNIGHT, ZoneInfo(zone)).astimezone(UTC)


def full_hour(moment: datetime) -> datetime:
    """Return the start, in UTC, of the UTC hour that holds `moment`."""
    return moment.astimezone(UTC).replace(minute=0, second=0, microsecond=0)


def next_hour(moment: datetime) -> datetime:
    """Return the next full hour in UTC, or the moment itself if it is a full hour."""
    start = full_hour(moment)
    return start if start == moment else start + HOUR


@lru_cache(maxsize=4096)  # one report asks for the same few days for all bots and rows
def is_month(period: Period) -> bool:
    """Tell whether it is one whole month of the calendar, in its zone."""
    first = period.local_start.date()
    last = (first + 32 * DAY).replace(day=1) - DAY
    return first.day == 1 and Period.of_days(first, last, period.zone) == period


def day_start(day: date, zone: str) -> datetime:
    """Return the first UTC hour counted for `day` in `zone`: the hour that holds its midnight."""
    return full_hour(local_midnight(day, zone))


def day_of(moment: datetime, zone: str) -> date:
    """Return the day of `zone` to which the UTC hour of `moment` is counted."""
    start = full_hour(moment)
    day = start.astimezone(ZoneInfo(zone)).date()
    return day + DAY if day_start(day + DAY, zone) <= start else day


def _at_midnight(moment: datetime) -> bool:
    """Tell whether a local day begins at `moment`, also where its midnight does not exist."""
    day = datetime.combine(moment.date(), MIDNIGHT, moment.tzinfo)
    return day.astimezone(UTC) == moment.astimezone(UTC)


def _hour(moment: datetime) -> str:
    """Write the time of day: with seconds if it has any, with its offset if it occurs twice."""
    text = f"{moment:%H:%M:%S}" if moment.second else f"{moment:%H:%M}"
    if moment.replace(fold=0).utcoffset() == moment.replace(fold=1).utcoffset():
        return text
    offset = f"{moment:%z}"
    return f"{text} UTC{offset[:3]}:{offset[3:5]}"


def short_day(day: date) -> str:
    """Write `Wed 25 Nov`."""
    return f"{day:%a} {day.day} {day:%b}"


def full_day(day: date) -> str:
    """Write `Wed 25 Nov 2026`."""
    return f"{short_day(day)} {day:%Y}"


def _days(first: date, last: date) -> str:
    if first == last:
        return full_day(first)
    if first.year == last.year:
        return f"{short_day(first)} – {full_day(last)}"
    return f"{full_day(first)} – {full_day(last)}"
