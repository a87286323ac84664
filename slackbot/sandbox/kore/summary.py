"""Builds finished summaries: sums hours of usage into the buckets of a request."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from slackbot.sandbox.kore.bots import Bot
from slackbot.sandbox.kore.manners import LeavesOut
from slackbot.sandbox.kore.query import SummaryQuery
from slackbot.sandbox.kore.usage import Counts, Usage, total

HOUR = timedelta(hours=1)
NOT_RESTATED: Mapping[date, float] = {}


def iso(moment: datetime) -> str:
    """The platform's way of writing a moment, given in UTC: milliseconds and Z."""
    return moment.replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"


class Summary:
    """Answers queries over the bots' usage as far as it has happened."""

    def __init__(self, usage: Usage) -> None:
        self._usage = usage

    def response(
        self,
        query: SummaryQuery,
        bots: Sequence[Bot],
        now: datetime,
        omit_idle: bool = False,
        names: bool = False,
        leaves_out: LeavesOut = lambda *_: False,
        restated: Mapping[date, float] = NOT_RESTATED,
    ) -> dict[str, Any]:
        """The `response` of a finished job.

        Grouped, each bot has an entry, also one that counted nothing unless `omit_idle`; it goes
        by its id or its name (both unknown, our choice). Otherwise one entry, "ALL". `restated` has
        a factor for the figures of some UTC days.
        """
        buckets = _buckets(query, now)
        rows = {
            bot: [self._counted(bot, hours, now, restated) for hours in buckets.values()]
            for bot in bots
        }
        everything = [total(mine[at] for mine in rows.values()) for at in range(len(buckets))]
        if query.by_bot:
            named = {bot.name if names else bot.id: mine for bot, mine in rows.items()}
        else:
            named, omit_idle = {"ALL": everything}, False
        data = [
            {"bot": name, "val": val}
            for name, mine in named.items()
            if not omit_idle or any(map(any, mine))
            if (val := _val(name, buckets, mine, query.units, leaves_out)) or not mine
        ]
        return {"data": data, "averageSessions": _average(everything, query.units)}

    def _counted(
        self, bot: Bot, hours: list[datetime], now: datetime, restated: Mapping[date, float]
    ) -> Counts:
        counts = [_times(self._usage(bot, hour), restated.get(hour.date(), 1)) for hour in hours]
        counts[-1] = _so_far(counts[-1], hours[-1], now)
        return counts[0] if len(counts) == 1 else total(counts)


def _buckets(query: SummaryQuery, now: datetime) -> dict[datetime, list[datetime]]:
    """The hours of each bucket by its start, ascending; also of those where nothing happened."""
    buckets: dict[datetime, list[datetime]] = {}
    for hour in _hours(query, now):
        buckets.setdefault(_bucket(hour, query.period), []).append(hour)
    return buckets


def _hours(query: SummaryQuery, now: datetime) -> Iterator[datetime]:
    """The hours that a query counts.

    An hour counts if it starts inside the range, whose end belongs to it, and so does the hour in
    which the range begins: usage is made up by the hour, so this is our choice. Documented:
    the first and the last bucket hold only what is inside. No hour, and so no bucket, lies
    ahead of now (unknown, our choice).
    """
    hour = query.start.replace(minute=0, second=0, microsecond=0)
    while hour <= query.end and hour < now:
        yield hour
        hour += HOUR


def _so_far(counts: Counts, hour: datetime, now: datetime) -> Counts:
    """Return the elapsed part of the running hour: today's figures are provisional."""
    if now >= hour + HOUR:
        return counts
    gone = (now - hour) / HOUR
    return Counts(*(int(count * gone) for count in counts))


def _times(counts: Counts, factor: float) -> Counts:
    return counts if factor == 1 else Counts(*(round(count * factor) for count in counts))


def _bucket(hour: datetime, period: str) -> datetime:
    if period == "date_day_hour":
        return hour
    day = hour.replace(hour=0)
    return day if period == "date_day" else day.replace(day=1)


def _val(
    name: str,
    starts: Iterable[datetime],
    rows: Iterable[Counts],
    units: Sequence[str],
    leaves_out: LeavesOut,
) -> list[dict[str, Any]]:
    """Buckets, with the asked units only (whether others are left out is unknown: our choice)."""
    return [
        {"date": iso(start), "val": {unit: getattr(counts, unit) for unit in sent}}
        for start, counts in zip(starts, rows, strict=True)
        if (sent := [unit for unit in units if not leaves_out(name, start, unit)])
    ]


def _average(rows: Iterable[Counts], units: Sequence[str]) -> int:
    """Kore.ai's `averageSessions`, undefined by its page.

    The figures of the vendor's samples come out if all asked units are added, not sessions alone,
    and divided by the buckets that are not empty. Rounding is our choice.
    """
    sums: list[int] = [sum(getattr(counts, unit) for unit in units) for counts in rows]
    return round(sum(sums) / max(1, sum(map(bool, sums))))
