"""From the wall clock to instants: a span becomes a period that has begun and is cut at now."""

from datetime import UTC, datetime

from slackbot.domain.calendar import Moment, Span, WallClock
from slackbot.domain.errors import UnreadableError
from slackbot.domain.period import Period

EARLIEST = 1900  # years are written with four digits, and read from here on


def to_period(span: Span, clock: WallClock, said: str) -> Period:
    """The instants of `span`, cut at now. Refuses, naming what was `said`, what has not begun."""
    start = _instant(span.start, clock)
    end = clock.now if span.end is None else _instant(span.end, clock)
    if span.unit == "instant":
        raise UnreadableError(f'"{said}" is one moment. Try "last 3 hours".', said)
    if start.year < EARLIEST:
        raise UnreadableError(f'"{said}" begins before {EARLIEST}. Try "last 12 months".', said)
    if span.end is not None and start >= end:
        raise UnreadableError(
            f'"{said}" ends before it begins. Please put the earlier one first.', said)  # fmt: skip
    if start >= clock.now:
        raise UnreadableError(
            f'"{said}" has not begun: I can only count what has been used. '
            'Try "last week" or "month to date".', said)  # fmt: skip
    return Period(start=start, end=min(end, clock.now), zone=clock.zone)


def is_running(span: Span, period: Period, clock: WallClock) -> bool:
    """Whether the period would have gone on, had now not cut it."""
    return period.end == clock.now and (span.end is None or _instant(span.end, clock) > clock.now)


def runs_until(span: Span, clock: WallClock) -> datetime | None:
    """Where a running period would have ended; None if nowhere."""
    return _instant(span.end, clock) if span.end else None


def _instant(moment: Moment | datetime, clock: WallClock) -> datetime:
    return moment.instant(clock.zone) if isinstance(moment, Moment) else moment.astimezone(UTC)
