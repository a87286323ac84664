"""Leaves out or adds a part: `this month excluding today`, `last week plus today`."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from slackbot.domain.calendar.arithmetic import Moment, Span, WallClock, days
from slackbot.domain.errors import UnreadableError
from slackbot.language.core.partial import Partial
from slackbot.language.core.patterns import Row, Table
from slackbot.language.core.readers import Node

_PLUS: Final = re.compile(r",?\s*(?:and )?\b(?:including|incl|plus)\b[.\s]*", re.IGNORECASE)
FEW_DAYS: Final = 62  # of which rows by day are short enough
_WITHOUT: Final = re.compile(
    r",?\s*(?:but )?\b(?:excluding|excl|without|except|minus|not (?:including|counting))\b",
    re.IGNORECASE,
)
Change = Callable[[Node, Node, WallClock, str], Span]


def excluding(node: Node, other: Node, clock: WallClock, phrase: str) -> Span:
    """Return `node` without `other`. Raises UnreadableError where nothing or two periods are
    left."""
    whole = node.resolve(clock)
    part = _in_week(whole, other) or other.resolve(clock)
    (start, end), (first, last) = _instants(whole, clock), _instants(part, clock)
    if last == start or first == end:
        return whole  # nothing to leave out: "last 12 months excluding this month"
    if last < start or first > end:
        raise UnreadableError(
            f'In "{phrase}" the one is no part of the other.', phrase, _by_rows(phrase, start, end)
        )
    if first <= start and last >= end:
        raise UnreadableError(f'"{phrase}" leaves nothing. Try "last week".', phrase)
    if first <= start:
        assert part.end is not None  # noqa: S101 - what lasts until now leaves nothing
        return Span(part.end, whole.end, "days")
    if last >= end:
        return Span(whole.start, part.start, "days")
    raise UnreadableError(
        f'"{phrase}" leaves two periods. Rows can show the parts.',
        phrase,
        _by_rows(phrase, start, end),
    )


def _by_rows(phrase: str, start: datetime, end: datetime) -> tuple[str, str]:
    """Return what to ask for instead: all such weekdays left out, or rows for the parts."""
    rows = "day" if (end - start).days < FEW_DAYS else "month"
    return f"{phrase}s", f"{_WITHOUT.split(phrase)[0]} by {rows}"


def including(node: Node, other: Node, clock: WallClock, phrase: str) -> Span:
    """Return both together. Raises UnreadableError where they do not follow each other."""
    one, two = sorted((node.resolve(clock), other.resolve(clock)), key=lambda s: _from(s, clock))
    (_, end), (first, last) = _instants(one, clock), _instants(two, clock)
    if first > end:
        raise UnreadableError(
            f'"{phrase}" are two periods; please ask for one at a time.',
            phrase,
            tuple(_PLUS.split(phrase, maxsplit=1)),
        )
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
