"""The hours of one bot, or of several together, with running sums for any stretch of hours.

They hold the counts of a unit, or costs, see `tariff`.

A window has the same hours as a question about it, see `Period.counted`. An hour without a figure
from Kore.ai is unknown, and a stretch with an unknown hour has no sum.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

from slackbot.domain.period import Period, day_start
from slackbot.domain.query import Unit
from slackbot.domain.usage.fetching.job import Grain, Usage
from slackbot.domain.usage.findings.forecast import Band

SECONDS = 3600
Asked = tuple[date, str, int]  # a day, its zone, and the first hour not settled at that time
AskedBand = tuple[date, str, int, str]  # likewise, and the place of its public holidays


def hour_of(moment: datetime) -> int:
    """Return the number of the hour that holds the moment."""
    return int(moment.timestamp()) // SECONDS


def first_hour(moment: datetime) -> int:
    """Return the number of the first hour that begins at the moment or after it."""
    hour = hour_of(moment)
    return hour if moment == start_of(hour) else hour + 1


def start_of(hour: int) -> datetime:
    """Return the moment at which the hour of that number begins."""
    return datetime.fromtimestamp(hour * SECONDS, UTC)


@lru_cache(maxsize=4096)
def day_hour(day: date, zone: str) -> int:
    """Return the number of the first hour that is counted for the day."""
    return hour_of(day_start(day, zone))


@lru_cache(maxsize=4096)  # a replay asks for the same windows at each hour
def hours_of(period: Period) -> tuple[int, int]:
    """Return the hours `[first, last)` that are counted for the period."""
    window = period.counted
    return hour_of(window.start), hour_of(window.end)


class Hour(NamedTuple):
    """The figure of an hour, a count or a cost in atoms; None where it is not known."""

    units: int | None
    settled: bool
    part: int = 0  # what is known of it where another part is unknown

    @property
    def held(self) -> int:
        """Return the known count."""
        return self.part if self.units is None else self.units

    @property
    def rank(self) -> tuple[bool, bool]:
        """The larger of two hours is taken."""
        return self.units is not None, self.settled


@dataclass(frozen=True, slots=True, eq=False)
class Series:
    """The hours from number `first` on. Hours before number `settled` will not change."""

    first: int
    last: int
    settled: int
    counts: tuple[int | None, ...]
    sums: tuple[int, ...]
    unknown: tuple[int, ...]  # for each hour, the number of unknown hours before it
    used: tuple[int, ...]  # for each hour, the last hour with usage before it
    # Of costs, the flat fees that are due, by the hour, and the costs of the same usage at the
    # latest prices, where those are others.
    fees: tuple[tuple[int, int], ...] = ()
    at_latest_prices: "Series | None" = None
    free: int = 0  # of a forecast: how much of that costs nothing in each window
    # Caches: a replay needs the same days and bands at each hour.
    days: dict[Asked, dict[date, int]] = field(default_factory=dict)
    bands: dict[AskedBand, Band | None] = field(default_factory=dict)

    @classmethod
    def of(cls, hours: Sequence[Hour], first: int) -> "Series":
        """Make the series of these hours."""
        counts = tuple(hour.units for hour in hours)
        open_ = (first + place for place, hour in enumerate(hours) if not hour.settled)
        used = accumulate(
            ((first + place if hour.held else first - 1) for place, hour in enumerate(hours)),
            max,
            initial=first - 1,
        )
        return cls(
            first=first,
            last=first + len(hours),
            settled=next(open_, first + len(hours)),
            counts=counts,
            sums=tuple(accumulate((hour.held for hour in hours), initial=0)),
            unknown=tuple(accumulate((count is None for count in counts), initial=0)),
            used=tuple(used),
        )

    def total(self, first: int, last: int) -> int | None:
        """Return the sum of `[first, last)`; None where any hour is unknown."""
        if first < self.first or last > self.last or self.missing(first, last):
            return None
        return self.sums[max(first, last) - self.first] - self.sums[first - self.first]

    def held(self, first: int, last: int) -> int:
        """Return the sum of the known hours of `[first, last)`."""
        low, high = max(first, self.first), min(last, self.last)
        return self.sums[high - self.first] - self.sums[low - self.first] if high > low else 0

    def missing(self, first: int, last: int) -> int:
        """Return the number of unknown hours of `[first, last)`."""
        low, high = max(first, self.first), min(last, self.last)
        if high <= low:
            return max(0, last - first)
        inside = self.unknown[high - self.first] - self.unknown[low - self.first]
        return inside + (last - first) - (high - low)

    def fees_in(self, first: int, last: int) -> int:
        """Return the flat fees that are due in `[first, last)`."""
        return sum(fee for hour, fee in self.fees if first <= hour < last)

    def last_used(self, before: int) -> int:
        """Return the last hour with usage before that number, or `first - 1` if there is none."""
        return self.used[min(max(before, self.first), self.last) - self.first]

    def is_known(self, hour: int) -> bool:
        """Tell whether there is a figure for the hour."""
        return self.missing(hour, hour + 1) == 0


def hours_by_bot(
    usages: Iterable[Usage], unit: Unit, settling: timedelta
) -> dict[str, dict[int, Hour]]:
    """Return each bot's hours.

    Where several usages have the same hour, a figure wins over none, a settled figure over another,
    and then the latest.
    """
    bots: dict[str, dict[int, Hour]] = {}
    for usage in sorted(usages, key=lambda usage: usage.fetched_at):
        if usage.job.grain is not Grain.HOUR:
            continue
        first, last = first_hour(usage.job.start), hour_of(usage.job.end)
        # The ledger holds only settled figures, whatever the time of their fetch.
        settled = last if usage.from_ledger else hour_of(usage.fetched_at - settling)
        counts = {(b.bot_id, hour_of(b.start)): b.counts.get(unit) for b in usage.buckets}
        for id_ in usage.job.bot_ids:
            own = bots.setdefault(id_, {})
            for hour in range(first, last):
                found = Hour(counts.get((id_, hour)), hour < settled)
                before = own.get(hour)
                if before is None or found.rank >= before.rank:
                    own[hour] = found
    return bots


def together(bots: Sequence[dict[int, Hour]]) -> Series:
    """Return the sums of the bots; an hour is unknown where one bot's figure is unknown."""
    edges = [edge for own in bots if own for edge in (min(own), max(own))]
    first, last = (min(edges), max(edges) + 1) if edges else (0, 0)
    nothing = Hour(None, settled=True)
    if len(bots) == 1:  # The hours of one bot need no sum.
        return Series.of([bots[0].get(hour, nothing) for hour in range(first, last)], first)
    found = []
    for hour in range(first, last):
        each = [own.get(hour, nothing) for own in bots]
        known = [one.units for one in each if one.units is not None]
        whole = sum(known) if len(known) == len(each) else None
        found.append(Hour(whole, all(one.settled for one in each), sum(known)))
    return Series.of(found, first)
