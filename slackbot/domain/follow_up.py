"""A follow-up in a thread: what its question said is kept, and only what is said now changes."""

import re
from datetime import UTC, datetime, timedelta
from typing import TypedDict, Unpack

from slackbot.domain.errors import UnreadableError
from slackbot.domain.grammar.reading import read_query
from slackbot.domain.period import Period
from slackbot.domain.query import UsageQuery, WeekStart

CLOCK_CHANGE = timedelta(hours=1)
WINDOW = ("period", "stated", "running", "until")  # what says of which time a question is
AND = re.compile(r"^\s*(and|also|now|what about|how about)\b[\s,:]*", re.IGNORECASE)


class How(TypedDict):
    """How words are read: see `read_query`."""

    now: datetime
    zone: str
    locale: str
    week_start: WeekStart
    names: tuple[str, ...]


def read_follow_up(words: str, before: UsageQuery, **how: Unpack[How]) -> UsageQuery:
    """`by hour`, `as csv`, `for SalesBot`, `and the week before?` after the question `before`.

    A period that only makes sense beside another is read beside the thread's, and one that was
    running goes on. Raises UnreadableError.
    """
    before = up_to(how["now"], before)
    said = AND.sub("", words).strip().rstrip("?").strip()
    try:
        query = read_query(said, **how)
        if query.comparison and not query.stated:
            query = read_query(f"{before.period.describe()} {said}", **how)
    except UnreadableError:
        beside = _beside(said, before, how)
        if beside is None:
            raise
        query = beside
    return _merged(before, query)


def _beside(said: str, before: UsageQuery, how: How) -> UsageQuery | None:
    """`the week before` is a period to compare with, if it is one at all."""
    try:
        query = read_query(f"{before.period.describe()} vs {said}", **how)
    except UnreadableError:
        return None
    if query.comparison is None:
        return None
    return query.model_copy(update={"period": query.comparison, "comparison": None})


def up_to(now: datetime, query: UsageQuery) -> UsageQuery:
    """The same question at `now`: what ran then runs to now, or is whole if it is over meanwhile.

    So no more than the running hour is asked of Kore.ai as a part.
    """
    if not query.running:
        return query
    over = query.until is not None and query.until <= now
    end = query.until if query.until and over else now
    period = Period(start=query.period.start, end=end, zone=query.period.zone)
    changed: dict[str, object] = {"period": period, "comparison": _moved(query, period)}
    if over:
        changed |= {"running": False, "until": None, "stated": True}
    return query.model_copy(update=changed)


def _moved(query: UsageQuery, now: Period) -> Period | None:
    """A comparison with the same part of another period goes on with it; a whole one stays."""
    period, other = query.period, query.comparison
    if other is None or abs(_length(other) - _length(period)) > CLOCK_CHANGE:
        return other
    later = other.local_end + (now.local_end - period.local_end)  # on the wall clock
    end = min(later.astimezone(UTC), max(other.end, period.start))
    return Period(start=other.start, end=end, zone=other.zone)


def _length(period: Period) -> timedelta:
    return period.end - period.start


def _merged(before: UsageQuery, said: UsageQuery) -> UsageQuery:
    kept: dict[str, object] = {}
    if not said.stated:
        kept |= {name: getattr(before, name) for name in WINDOW}
        kept["comparison"] = said.comparison or before.comparison
    if not (said.bots or said.all_bots):
        kept |= {"bots": before.bots, "all_bots": before.all_bots}
    kept["units"] = said.units or before.units
    kept["grouping"] = said.grouping or before.grouping
    kept["top"] = said.top or before.top
    return said.model_copy(update=kept)
