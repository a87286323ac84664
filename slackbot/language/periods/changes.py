"""Leaves out or adds a part: `this month excluding today`, `last week plus today`."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from slackbot.domain.calendar.arithmetic import Moment, Span, WallClock, days
from slackbot.domain.errors import UnreadableError
from slackbot.language.core.partial import Partial
from slackbot.language.core.patterns import Row, Table
from slackbot.language.core.readers import Node

Change = Callable[[Node, Node, WallClock, str], Span]


def excluding(node: Node, other: Node, clock: WallClock, said: str) -> Span:
    """Return `node` without `other`. Raises UnreadableError where nothing or two periods are
    left."""
    whole = node.resolve(clock)
    part = _in_week(whole, other) or other.resolve(clock)
    (start, end), (first, last) = _instants(whole, clock), _instants(part, clock)
    if last == start or first == end:
        return whole  # nothing to leave out: "last 12 months excluding this month"
    if last < start or first > end:
        raise UnreadableError(f'In "{said}" the one is no part of the other.', said)
    if first <= start and last >= end:
        raise UnreadableError(f'"{said}" leaves nothing. Try "last week".', said)
    if first <= start:
        assert part.end is not None  # noqa: S101 - what lasts until now leaves nothing
        return Span(part.end, whole.end, "days")
    if last >= end:
        return Span(whole.start, part.start, "days")
    raise UnreadableError(
        f'"{said}" leaves two periods; please ask for one at a time, such as "1 Mar to 15 Mar".',
        said,
    )


def including(node: Node, other: Node, clock: WallClock, said: str) -> Span:
    """Return both together. Raises UnreadableError where they do not follow each other."""
    one, two = sorted((node.resolve(clock), other.resolve(clock)), key=lambda s: _from(s, clock))
    (_, end), (first, last) = _instants(one, clock), _instants(two, clock)
    if first > end:
        raise UnreadableError(f'"{said}" are two periods; please ask for one at a time.', said)
    return Span(one.start, two.end if last >= end else one.end, "days")


def _in_week(whole: Span, other: Node) -> Span | None:
    """Return the day that a weekday is in a week; None for any other period."""
    if not isinstance(other, Partial) or other != Partial(weekday=other.weekday):
        return None
    if other.weekday is None or whole.unit != "week":
        return None
    day = whole.first + timedelta(days=(other.weekday - whole.first.weekday()) % 7)
    return days(day, day, "day")


def _from(span: Span, clock: WallClock) -> datetime:
    return _instants(span, clock)[0]


def _instants(span: Span, clock: WallClock) -> tuple[datetime, datetime]:
    """Return the first and the last instant, cut at now."""
    start, end = (
        each.instant(clock.zone) if isinstance(each, Moment) else each or clock.now
        for each in (span.start, span.end)
    )
    return start, min(end, max(clock.now, start))


CHANGES: Final = Table[Change](
    (
        Row("[,] [but] excluding|excl|without|except|minus [~ .]", lambda: excluding, "excluding",
            "excluding"),
        Row("[,] [but] not including|counting", lambda: excluding, "not counting", "excluding"),
        Row("[,] [and] including|incl|plus [~ .]", lambda: including, "plus", "including"),
    ),
)  # fmt: skip
