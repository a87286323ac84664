"""Figures by local days: enough for many channels at once, where hours would be too many.

Days are told by a clock on which each local day begins at a midnight of UTC: so days of any zone
can be told as Kore.ai's own.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from slackbot.domain.period import DAY, HOUR, day_start, full_hour
from slackbot.domain.query import Unit


class DayClock(NamedTuple):
    """The clock of the days of a zone: the zone's own, ahead of UTC by whole hours."""

    zone: str

    def told(self, moment: datetime) -> datetime:
        """Return what the clock tells at that moment."""
        return moment.astimezone(UTC) + self._ahead(moment)

    def moment(self, told: datetime) -> datetime:
        """Return the first moment at which the clock tells that; of a midnight that there is not,
        the beginning of its day."""
        midnight = told.replace(hour=0, minute=0, second=0, microsecond=0)
        found = day_start(told.date(), self.zone) + (told - midnight)
        if told == midnight or self.told(found) == told:
            return found
        return found + (told - self.told(found))  # the clocks have changed on that day

    def changes(self, start: datetime, end: datetime) -> list[tuple[datetime, timedelta]]:
        """Return by how much it is ahead of UTC from which moment on, between these."""
        found = [(start, self._ahead(start))]
        for day in range((end - start) // DAY + 1):
            at = start + DAY * day
            if self._ahead(min(at + DAY, end)) == found[-1][1]:
                continue
            for hour in (full_hour(at) + HOUR * count for count in range(1, 26)):
                if self._ahead(hour) != found[-1][1]:
                    found.append((hour, self._ahead(hour)))
        return found

    def _ahead(self, moment: datetime) -> timedelta:
        ahead = moment.astimezone(ZoneInfo(self.zone)).utcoffset() or timedelta()
        return -(-ahead // HOUR) * HOUR


class DayFigures(NamedTuple):
    """The known figures of a bot's day, or of the part of it before an end.

    `hours` is the number of its hours that were fetched once settled. `counts` are the sums of the
    units that all of these have, and `again` the units that have to be fetched again.
    """

    bot_id: str
    day: date
    hours: int
    counts: Mapping[Unit, int]
    again: frozenset[Unit]
