"""Learns how much a day still grew after its end, from fetches that happened anyway.

Nothing adapts by itself: answers say what is usual, and `slackbot check` proposes a setting.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from statistics import median
from typing import Final, NamedTuple

from slackbot.domain.period import DAY, HOUR
from slackbot.domain.query import Unit
from slackbot.domain.usage.fetching.job import Grain, Usage

OLDEST: Final = 72  # hours after a day's end; what comes later is a restatement
EARLY: Final = 2  # a day that was seen so soon after its end shows how much it still grew
FINAL: Final = 24  # a day that is seen so late is taken for final
FEWEST_DAYS: Final = 7  # to say what is usual
FEWEST_TO_PROPOSE: Final = 14
SURE: Final = 0.99  # of the days did not grow any more, for a proposal


class Seen(NamedTuple):
    """A bot's counts of a UTC day, as they were `age` full hours after its end."""

    bot_id: str
    day: date
    age: int
    counts: dict[Unit, int]


def seen_in(usage: Usage) -> Iterator[Seen]:
    """Yield the days of the last hours that the usage has whole, and that are over."""
    if usage.job.grain is Grain.MONTH:
        return
    first = usage.fetched_at - OLDEST * HOUR - DAY
    needed: dict[date, int] = defaultdict(int)
    for start, (begins, ends) in zip(usage.job.starts(), usage.job.spans(), strict=True):
        if start >= first and usage.job.grain.next(start) - start == ends - begins:
            needed[start.date()] += 1
    whole = 24 if usage.job.grain is Grain.HOUR else 1
    days = {day for day, count in needed.items() if count == whole}
    sums: dict[tuple[str, date], list[dict[Unit, int]]] = defaultdict(list)
    for bucket in usage.buckets:
        if bucket.start.date() in days:
            sums[bucket.bot_id, bucket.start.date()].append(bucket.counts)
    for (bot_id, day), own in sums.items():
        age = (usage.fetched_at - _end(day)) // HOUR
        units = [unit for unit in Unit if all(unit in counts for counts in own)]
        if 0 <= age <= OLDEST and len(own) == whole and units:
            yield Seen(bot_id, day, age, {u: sum(counts[u] for counts in own) for u in units})


def usual_growth(seen: Iterable[Seen]) -> float | None:
    """Return the part of its final count by which a day usually still grows after its end.

    None unless FEWEST_DAYS days were seen soon after their end and again when final.
    """
    grown: dict[date, list[float]] = defaultdict(list)
    for own in _days(seen):
        first, last = own[0], own[-1]
        if first.age <= EARLY and last.age >= FINAL:
            grown[first.day] += _grown(first, last)
    if len(grown) < FEWEST_DAYS:
        return None
    return median([share for shares in grown.values() for share in shares] or [0.0])


def proposed_hours(seen: Iterable[Seen]) -> int | None:
    """Return the fewest hours after which days did not grow any more.

    None unless enough days were seen, several times each; and where they grow for longer.
    """
    days = [own for own in _days(seen) if own[-1].age >= FINAL]
    for hours in range(1, FINAL):
        pairs = [
            (first, own[-1])
            for own in days
            if (first := next((each for each in own if each.age >= hours), own[-1])).age < FINAL
        ]
        if len({first.day for first, _ in pairs}) < FEWEST_TO_PROPOSE:
            continue
        still = sum(not any(_grown(first, last)) for first, last in pairs)
        if still >= SURE * len(pairs):
            return hours
    return None


def _days(seen: Iterable[Seen]) -> list[Sequence[Seen]]:
    """Return what was seen of each bot's day, by age."""
    found: dict[tuple[str, date], list[Seen]] = defaultdict(list)
    for each in seen:
        found[each.bot_id, each.day].append(each)
    return [sorted(own, key=lambda each: each.age) for own in found.values()]


def _grown(first: Seen, last: Seen) -> list[float]:
    """Return the part of each unit's final count that was missing at first."""
    return [
        (final - first.counts[unit]) / final
        for unit, final in last.counts.items()
        if final and unit in first.counts
    ]


def _end(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(days=1)
