"""The schedule of a digest on the wall clock of its zone, and its slots.

A slot is one local day of a schedule, so that a schedule never fires twice on one day, even when
the clocks change. Its instant is computed anew each time, by the zone rules in force.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from pydantic import AwareDatetime

from slackbot.domain.allowance import LATEST_DAY
from slackbot.domain.calendar.holidays import holiday_on
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
from slackbot.domain.frozen import FrozenModel
from slackbot.domain.period import DAY, full_day, local_midnight

# No schedule has a longer gap; a day more on either side is for zones that skip a day.
LONGEST_REST = 7 * MOST_WEEKS + 3
MOST_SKIPPED = 3  # public holidays in a row on which a schedule falls


class Schedule(FrozenModel):
    """The days of `recurrence`, at the time `at` on the wall clock of `zone`.

    Public holidays of the place `except_holidays` are left out.
    """

    recurrence: Recurrence
    at: time = time(9)
    zone: str = "UTC"
    except_holidays: str = ""

    @property
    def first(self) -> date | None:
        """The first day, for recurrences that count from one."""
        return self.recurrence.first if isinstance(self.recurrence, Weekly) else None

    def describe(self) -> str:
        """Write `every Monday at 09:00 (Europe/Berlin)`; `read_digest` reads it as this
        schedule."""
        start = f" from {full_day(self.first)}" if self.first else ""
        but = " except public holidays" if self.except_holidays else ""
        return f"{self.recurrence.describe()}{but} at {self.at:%H:%M}{start} ({self.zone})"


class Slot(FrozenModel):
    """One firing of a schedule. `day` names it; `note` tells of a change of the clocks."""

    day: date
    at: AwareDatetime
    note: str = ""


def slot_on(schedule: Schedule, day: date) -> Slot | None:
    """Return the slot of that local day, if there is one."""
    if schedule.first and day < schedule.first:
        return None
    return _slot_on(schedule, day)


def next_slot(schedule: Schedule, after: datetime) -> Slot:
    """Return the first slot strictly after `after`."""
    day = _local_day(after, schedule.zone) - DAY
    for each in _days(schedule, max(day, schedule.first or day), DAY):
        if (slot := slot_on(schedule, each)) and slot.at > after:
            return slot
    raise AssertionError(schedule)  # unreachable: LONGEST_REST is longer than any gap


def latest_slot(schedule: Schedule, until: datetime) -> Slot | None:
    """Return the last slot at or before `until`; None before the first slot."""
    for each in _days(schedule, _local_day(until, schedule.zone) + DAY, -DAY):
        if schedule.first and each < schedule.first:
            return None
        if (slot := slot_on(schedule, each)) and slot.at <= until:
            return slot
    raise AssertionError(schedule)


def previous_slot(schedule: Schedule, slot: Slot) -> Slot:
    """Return the slot before `slot`; before the first one, the slot that it would have been."""
    for each in _days(schedule, slot.day - DAY, -DAY):
        if found := _slot_on(schedule, each):
            return found
    raise AssertionError(schedule)


def upcoming(schedule: Schedule, after: datetime, count: int) -> tuple[Slot, ...]:
    """Return the next `count` slots."""
    slots: list[Slot] = []
    for _ in range(count):
        after = slots[-1].at if slots else after
        slots.append(next_slot(schedule, after))
    return tuple(slots)


def window_words(schedule: Schedule, slot: Slot) -> str:
    """Return the words of the period that a digest covers if its question names none.

    `read_query` reads them at `slot.at` in the schedule's zone. The periods of a schedule on
    several days follow each other without a gap; on the last day of a month or quarter it is the
    month or quarter to date. What a public holiday left out comes with the next digest.
    """
    match schedule.recurrence:
        case Weekly(weekdays=[_], weeks=weeks):
            return _last("week", weeks * _turns(schedule, slot))
        case Monthly(day=day, also=()):
            late = day >= LATEST_DAY
            return "this month" if late else _last("month", _turns(schedule, slot))
        case NthWeekday(nth=nth, also=()):
            return "this month" if nth == LAST else _last("month", _turns(schedule, slot))
        case Quarterly(day=day):
            late = day == LAST_DAY
            return "this quarter" if late else _last("quarter", _turns(schedule, slot))
    return _days_since_previous(schedule, slot)


def _last(unit: str, count: int) -> str:
    return f"last {unit}" if count == 1 else f"last {count} {unit}s"


def _turns(schedule: Schedule, slot: Slot) -> int:
    """Count the days of the recurrence since the slot before: more than one after a holiday."""
    if not schedule.except_holidays:
        return 1
    days = (slot.day - previous_slot(schedule, slot).day).days
    return sum(schedule.recurrence.falls_on(slot.day - n * DAY) for n in range(days))


def _days_since_previous(schedule: Schedule, slot: Slot) -> str:
    """Return the words of the whole days from the slot before up to yesterday."""
    today, before = (
        _local_day(each.at, schedule.zone) for each in (slot, previous_slot(schedule, slot))
    )
    count = (today - before).days
    return "yesterday" if count == 1 else f"last {count} days"


def _slot_on(schedule: Schedule, day: date) -> Slot | None:
    if not schedule.recurrence.falls_on(day) or holiday_on(day, schedule.except_holidays):
        return None
    begins = local_midnight(day, schedule.zone)
    if _local_day(begins, schedule.zone) == day:
        return _at(schedule, day)
    return _without_day(schedule, day, begins)


def _at(schedule: Schedule, day: date) -> Slot:
    """Return the slot at its wall time.

    It is the first of two equal times; a skipped time is moved past the gap.
    """
    wall = datetime.combine(day, schedule.at, ZoneInfo(schedule.zone))
    at = wall.astimezone(UTC)  # fold=0 is the offset before a change, as RFC 5545 has it
    shown = at.astimezone(wall.tzinfo)
    note = ""
    if shown.replace(tzinfo=None) != wall.replace(tzinfo=None):
        note = f"{wall:%H:%M} does not exist on {full_day(day)}: it is sent at {shown:%H:%M}"
    elif wall.replace(fold=1).astimezone(UTC) != at:
        note = f"{wall:%H:%M} comes twice on {full_day(day)}: it is sent at the first"
    return Slot(day=day, at=at, note=note)


def _without_day(schedule: Schedule, day: date, begins: datetime) -> Slot | None:
    """Return the slot of a day that the zone skips, as Samoa skipped 30 December 2011.

    It fires when the next day begins; if the next day has a slot itself, there is none.
    """
    following = _local_day(begins, schedule.zone)
    if schedule.recurrence.falls_on(following):
        return None
    note = f"{full_day(day)} does not exist: it is sent as {full_day(following)} begins"
    return Slot(day=day, at=begins, note=note)


def _local_day(moment: datetime, zone: str) -> date:
    return moment.astimezone(ZoneInfo(zone)).date()


def _days(schedule: Schedule, day: date, step: timedelta) -> Iterator[date]:
    """Yield `day` and the following days, for the longest gap of such a schedule."""
    rests = 1 + MOST_SKIPPED * bool(schedule.except_holidays)
    return (day + k * step for k in range(rests * LONGEST_REST))
