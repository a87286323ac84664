"""Explains in words how days or hours are counted that begin inside a UTC hour."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from slackbot.domain.period import DAY, Period, day_of, day_start, full_hour, local_midnight
from slackbot.domain.query import Grouping
from slackbot.domain.usage.report import UsageReport


def counting_of(report: UsageReport) -> str:
    """Write `Days are counted from 18:00 UTC (23:30 in Kolkata): Kore.ai counts whole UTC hours.`

    For single hours it names the counted start and end; empty where they are as asked for.
    """
    period, days = report.query.period, tuple(_midnights(report.query.period))
    by_day = report.grouping not in (None, Grouping.HOUR)
    days_in_words = _days_text(
        period, days if by_day or {period.start, period.end} & {*days} else ()
    )
    return _sentence([*days_in_words, *_hours_text(period, days, report.fetched_at)])


def counting_in(period: Period) -> str:
    """Write the same sentence for the days of a period, such as the window of an alert."""
    return _sentence(_days_text(period, tuple(_midnights(period))))


def _sentence(parts: Sequence[str]) -> str:
    counted = f"{' and '.join(parts)}: Kore.ai counts whole UTC hours."
    return counted[0].upper() + counted[1:] if parts else ""


def _days_text(period: Period, midnights: Iterable[datetime]) -> list[str]:
    moved = [full_hour(each) for each in midnights if each != full_hour(each)]
    return [f"days are counted from {_clocks(moved, period.zone)}"] if moved else []


def _hours_text(
    period: Period, midnights: Collection[datetime], asked_at: datetime | None
) -> list[str]:
    """Write the ends that are no midnights and were moved to a full hour."""
    window, edges = period.counted, ""
    if period.start not in midnights and window.start != period.start:
        edges += f" from {_clocks([window.start], period.zone)}"
    over = asked_at is not None and window.end <= asked_at
    ends_day = window.end == day_start(day_of(window.end, period.zone), period.zone)
    if window.end != period.end and over and not ends_day:
        edges += f" up to {_clocks([window.end], period.zone)}"
    return [f"hours are counted{edges}"] if edges else []


def _midnights(period: Period) -> Iterator[datetime]:
    """Yield the moments of the period at which local days begin, both ends included."""
    day = period.local_start.date()
    while (begins := local_midnight(day, period.zone)) <= period.end:
        if period.start <= begins:
            yield begins
        day += DAY


def _clocks(moments: Iterable[datetime], zone: str) -> str:
    """Write `18:00 UTC (23:30 in Kolkata)`, `13:00 or 14:00 UTC (23:30 in Adelaide)`."""
    utc = " or ".join(sorted({f"{each:%H:%M}" for each in moments}))
    local = " or ".join(sorted({f"{each.astimezone(ZoneInfo(zone)):%H:%M}" for each in moments}))
    return f"{utc} UTC" + ("" if local == utc else f" ({local} in {_city(zone)})")


def _city(zone: str) -> str:
    return zone.rpartition("/")[2].replace("_", " ")
