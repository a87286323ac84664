"""Builds the history of whole days from fetched buckets, for forecasts and usual ranges."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Set
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from statistics import median

from slackbot.domain.calendar.holidays import kind_of
from slackbot.domain.period import DAY, HOUR, Period, day_of, day_start, full_hour
from slackbot.domain.query import Unit
from slackbot.domain.usage.bucket import Bucket
from slackbot.domain.usage.fetching.job import Grain, SummaryJob, Usage
from slackbot.domain.usage.fetching.ledger import is_settled
from slackbot.domain.usage.findings.forecast import FEWEST_WEEKS, WEEKS

REACH = timedelta(weeks=WEEKS, days=1)  # a forecast looks no further back

History = dict[Unit, dict[date, int]]  # of each local day, the sum of all bots
Key = tuple[str, datetime]  # of a bucket: its bot's id and its start
Days = dict[tuple[str, date], dict[Unit, int]]  # of each bot on each local day


def history_of(
    period: Period,
    usages: Iterable[Usage],
    bot_ids: Mapping[Unit, Set[str]],
    settling: timedelta,
) -> History:
    """Return the whole, settled days in the zone of `period`, of the weeks before its end.

    `usages` may reach further back than `period`, and be of several windows. `bot_ids` are the bots
    of each unit's sums: a day on which one of them lacks a bucket, or the unit in it, is left out.
    A bucket belongs to the day for which its hour is counted: see `Period.counted`.
    """
    days = days_of(period, usages, settling)
    dates = {day for _, day in days}
    return {unit: dict(_sums(days, dates, unit, ids)) for unit, ids in bot_ids.items() if ids}


def days_of(
    period: Period, usages: Iterable[Usage], settling: timedelta, reach: timedelta = REACH
) -> Days:
    """Return each bot's whole, settled days, in the zone of `period`, `reach` back from its end."""
    days: Days = {}
    for usage in usages:
        for key, counts in _days(usage, period, settling, reach).items():
            days[key] = days.get(key, {}) | counts  # another window may have what this one lacks
    return days


def usually_over(
    period: Period,
    usages: Iterable[Usage],
    bot_ids: Mapping[Unit, Set[str]],
    history: History,
    place: str = "",
) -> dict[Unit, float]:
    """Return the part of a day's usage that is usually over at the time at which `period` ends.

    For each unit it is the median of the same weekdays, because nights are quiet; public holidays
    of `place` are like no weekday. A day of
    `history` whose hours are not in `usages` is left out, and so is a unit with fewer than four
    such days.
    """
    hours = _hours(period, usages, place)
    found = {}
    for unit, sums in history.items():
        parts = [
            _part_over(own, day, period.local_end)
            for day, buckets in hours.items()
            if (own := _counts(buckets.values(), unit, bot_ids[unit]))
            and sum(own.values()) == sums.get(day)
        ]
        if len(parts) >= FEWEST_WEEKS:
            found[unit] = median(parts)
    return found


def _hours(period: Period, usages: Iterable[Usage], place: str) -> dict[date, dict[Key, Bucket]]:
    """Group the hourly buckets of days like the one on which `period` ends by their local day."""
    kind = kind_of(period.local_end.date(), place)
    hourly = [usage for usage in usages if usage.job.grain is Grain.HOUR]
    starts = {bucket.start for usage in hourly for bucket in usage.buckets}
    days = {start: day_of(start, period.zone) for start in starts}  # computed once for all bots
    kinds = {day: kind_of(day, place) for day in days.values()}
    found: dict[date, dict[Key, Bucket]] = {}
    for usage in hourly:
        for bucket in usage.buckets:
            if kinds[day := days[bucket.start]] == kind:
                found.setdefault(day, {})[bucket.bot_id, bucket.start] = bucket
    return found


def _counts(buckets: Iterable[Bucket], unit: Unit, ids: Set[str]) -> dict[datetime, int]:
    """Sum these bots in each hour that has a figure."""
    counts: dict[datetime, int] = {}
    for bucket in buckets:
        if bucket.bot_id in ids and (count := bucket.counts.get(unit)):
            counts[bucket.start] = counts.get(bucket.start, 0) + count
    return counts


def _part_over(counts: Mapping[datetime, int], day: date, now: datetime) -> float:
    """Return the part of the counts before the time of `now` on that day."""
    then = datetime.combine(day, now.time(), now.tzinfo).astimezone(UTC)
    before = (count * min(max((then - start) / HOUR, 0.0), 1.0) for start, count in counts.items())
    return sum(before) / sum(counts.values())


def _sums(
    days: Mapping[tuple[str, date], Mapping[Unit, int]],
    dates: Iterable[date],
    unit: Unit,
    ids: Set[str],
) -> Iterator[tuple[date, int]]:
    for day in sorted(dates):
        counts = [days.get((id_, day), {}).get(unit) for id_ in ids]
        known = [count for count in counts if count is not None]
        if len(known) == len(ids):
            yield day, sum(known)


def _days(usage: Usage, period: Period, settling: timedelta, reach: timedelta) -> Days:
    """Return each bot's units on each day for which it has all buckets."""
    counts = {(bucket.bot_id, bucket.start): bucket.counts for bucket in usage.buckets}
    found = {}
    window = usage.job.model_copy(update={"bot_ids": ()})
    for day, starts in _whole_days(window, period.zone, full_hour(period.end - reach)).items():
        if not is_settled(usage.job.grain.next(starts[-1]), usage.fetched_at, settling):
            continue
        for id_ in usage.job.bot_ids:
            own = [counts.get((id_, start), {}) for start in starts]
            shared = set(Unit).intersection(*own)
            found[id_, day] = {unit: sum(each[unit] for each in own) for unit in shared}
    return found


@lru_cache(maxsize=64)  # thousands of digests ask for one window
def _whole_days(job: SummaryJob, name: str, since: datetime) -> Mapping[date, list[datetime]]:
    """Return the days of the zone that the job holds whole, with the starts of their buckets."""
    starts, days = list(job.starts()), dict[date, list[datetime]]()
    day = day_of(max(job.start, since), name)
    while (end := day_start(day + DAY, name)) <= job.end:
        start = day_start(day, name)
        # A bucket that the window or the day cuts is not whole.
        whole = job.grain.floor(start) == start and job.grain.floor(end) == end
        if max(job.start, since) <= start < end and whole:
            days[day] = starts[bisect_left(starts, start) : bisect_left(starts, end)]
        day += DAY
    return days
