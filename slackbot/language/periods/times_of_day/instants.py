"""Turns a span on the wall clock into a period of instants, which has begun and is cut at now."""

import re
from datetime import UTC, datetime, timedelta

from slackbot.domain.calendar.arithmetic import Moment, Span, WallClock
from slackbot.domain.errors import UnreadableError
from slackbot.domain.period import Period
from slackbot.language.core.readers import swapped

SECOND = timedelta(seconds=1)
EARLIEST = 1900  # years are written with four digits, and read from here on


def to_period(span: Span, clock: WallClock, phrase: str) -> Period:
    """Return the instants of `span`, cut at now. Refuses a span that has not begun, and quotes
    `phrase`."""
    start = _instant(span.start, clock)
    end = clock.now if span.end is None else _instant(span.end, clock)
    if span.unit == "instant":
        raise UnreadableError(
            f'"{phrase}" is one moment, in which nothing is used.', phrase, ("last hour", "today")
        )
    if start.year < EARLIEST:
        raise UnreadableError(
            f'"{phrase}" begins before {EARLIEST}, when there was no Kore.ai.',
            phrase,
            ("last 12 months",),
        )
    if span.end is not None and start >= end:
        raise UnreadableError(
            f'"{phrase}" ends before it begins.', phrase, swapped(phrase))  # fmt: skip
    if start == clock.now:  # its first second
        return Period(start=start, end=start + SECOND, zone=clock.zone)
    if start >= clock.now:
        raise UnreadableError(
            f'"{phrase}" has not begun yet: nothing has been used in it.',
            phrase,
            (
                "today" if "tomorrow" in phrase.lower() else f"{phrase} last year",
                re.sub(r"\b20\d\d\b", str(start.year - 1), phrase),
                "this month",
            ),
        )
    return Period(start=start, end=min(end, clock.now), zone=clock.zone)


def is_running(span: Span, period: Period, clock: WallClock) -> bool:
    """Tell whether the period would have gone on, had now not cut it."""
    return period.end >= clock.now and (span.end is None or _instant(span.end, clock) > clock.now)


def runs_until(span: Span, clock: WallClock) -> datetime | None:
    """Return the instant where a running period would have ended; None if nowhere."""
    return _instant(span.end, clock) if span.end else None


def _instant(moment: Moment | datetime, clock: WallClock) -> datetime:
    return moment.instant(clock.zone) if isinstance(moment, Moment) else moment.astimezone(UTC)
