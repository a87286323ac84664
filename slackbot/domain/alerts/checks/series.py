"""The hours of one bot, or of several together, so that any stretch of them is summed at once.

A window has the hours that a question about it has, see `Period.counted`. An hour that was not sent
is unknown, and a stretch that holds one has no sum.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

from slackbot.domain.alerts.rule import AlertRule
from slackbot.domain.channel import Bot
from slackbot.domain.period import Period, day_start
from slackbot.domain.query import Unit
from slackbot.domain.usage.forecast import Band
from slackbot.domain.usage.job import Grain, Usage

SECONDS = 3600
Asked = tuple[date, str, int]  # a day, its zone, and what was settled by then


def hour_of(moment: datetime) -> int:
    """The number of the hour that holds the moment."""
    return int(moment.timestamp()) // SECONDS


def first_hour(moment: datetime) -> int:
    """The number of the first hour that begins at the moment or after it."""
    hour = hour_of(moment)
    return hour if moment == start_of(hour) else hour + 1


def start_of(hour: int) -> datetime:
    """When the hour of that number begins."""
    return datetime.fromtimestamp(hour * SECONDS, UTC)


@lru_cache(maxsize=4096)
def day_hour(day: date, zone: str) -> int:
    """The number of the first hour that is counted for the day."""
    return hour_of(day_start(day, zone))


def hours_of(period: Period) -> tuple[int, int]:
    """The hours `[first, last)` that are counted for the period."""
    window = period.counted
    return hour_of(window.start), hour_of(window.end)


class _Hour(NamedTuple):
    units: int | None
    settled: bool
    part: int = 0  # of several bots, of which one is unknown: what the others hold

    @property
    def held(self) -> int:
        return self.part if self.units is None else self.units

    @property
    def rank(self) -> tuple[bool, bool]:
        return self.units is not None, self.settled


@dataclass(frozen=True, slots=True, eq=False)
class Series:
    """The hours from number `first` on. All before number `settled` will stay as they are."""

    first: int
    last: int
    settled: int
    counts: tuple[int | None, ...]
    sums: tuple[int, ...]
    unknown: tuple[int, ...]  # how many of the hours before each are
    used: tuple[int, ...]  # the last hour before each in which there was something
    # What was worked out of it already, which a replay asks for from hour to hour.
    days: dict[Asked, dict[date, int]] = field(default_factory=dict)
    bands: dict[Asked, Band | None] = field(default_factory=dict)

    @classmethod
    def of(cls, hours: Sequence[_Hour], first: int) -> "Series":
        """The series of these hours."""
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
        """The sum of `[first, last)`; None where any of it is unknown."""
        if first < self.first or last > self.last or self.missing(first, last):
            return None
        return self.sums[max(first, last) - self.first] - self.sums[first - self.first]

    def held(self, first: int, last: int) -> int:
        """The sum of those of `[first, last)` that are known."""
        low, high = max(first, self.first), min(last, self.last)
        return self.sums[high - self.first] - self.sums[low - self.first] if high > low else 0

    def missing(self, first: int, last: int) -> int:
        """How many hours of `[first, last)` are unknown."""
        low, high = max(first, self.first), min(last, self.last)
        if high <= low:
            return max(0, last - first)
        inside = self.unknown[high - self.first] - self.unknown[low - self.first]
        return inside + (last - first) - (high - low)

    def last_used(self, before: int) -> int:
        """The last hour before that number in which there was something, or one before all."""
        return self.used[min(max(before, self.first), self.last) - self.first]

    def is_known(self, hour: int) -> bool:
        """Whether there is a figure for the hour."""
        return self.missing(hour, hour + 1) == 0


def series_of(
    rule: AlertRule, bots: tuple[Bot, ...], usages: Iterable[Usage], settling: timedelta
) -> Iterator[tuple[str, Series]]:
    """The hours of each bot, or, without an id, of all of them together."""
    hours = _hours(usages, rule.unit, settling)
    apart = rule.each or bool(rule.bot)
    for ids in ((bot.id,) for bot in bots) if apart else [tuple(bot.id for bot in bots)]:
        yield ids[0] if apart else "", _together([hours.get(id_, {}) for id_ in ids])


def _hours(usages: Iterable[Usage], unit: Unit, settling: timedelta) -> dict[str, dict[int, _Hour]]:
    """Each bot's hours; where several usages have one, a figure rather than none, a settled one
    rather than another, and then the latest."""
    bots: dict[str, dict[int, _Hour]] = {}
    for usage in sorted(usages, key=lambda usage: usage.fetched_at):
        if usage.job.grain is not Grain.HOUR:
            continue
        first, last = first_hour(usage.job.start), hour_of(usage.job.end)
        # The ledger holds what is settled, whenever it was fetched.
        settled = last if usage.from_ledger else hour_of(usage.fetched_at - settling)
        counts = {(b.bot_id, hour_of(b.start)): b.counts.get(unit) for b in usage.buckets}
        for id_ in usage.job.bot_ids:
            own = bots.setdefault(id_, {})
            for hour in range(first, last):
                found = _Hour(counts.get((id_, hour)), hour < settled)
                if hour not in own or found.rank >= own[hour].rank:
                    own[hour] = found
    return bots


def _together(bots: Sequence[dict[int, _Hour]]) -> Series:
    """The sum of the bots in each hour; unknown where one of them is."""
    edges = [edge for own in bots for edge in own]
    first, last = (min(edges), max(edges) + 1) if edges else (0, 0)
    nothing = _Hour(None, settled=True)
    found = []
    for hour in range(first, last):
        each = [own.get(hour, nothing) for own in bots]
        known = [one.units for one in each if one.units is not None]
        whole = sum(known) if len(known) == len(each) else None
        found.append(_Hour(whole, all(one.settled for one in each), sum(known)))
    return Series.of(found, first)
