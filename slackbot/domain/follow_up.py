"""A follow-up in a thread: what its question said is kept, and only what is said now changes."""

import re
from datetime import datetime
from typing import TypedDict, Unpack

from slackbot.domain.errors import UnreadableError
from slackbot.domain.grammar.reading import read_query
from slackbot.domain.query import UsageQuery, WeekStart

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

    A period that only makes sense beside another is read beside the thread's. Raises
    UnreadableError.
    """
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


def _merged(before: UsageQuery, said: UsageQuery) -> UsageQuery:
    kept: dict[str, object] = {}
    if not said.stated:
        kept |= {"period": before.period, "stated": before.stated, "running": before.running}
        kept["comparison"] = said.comparison or before.comparison
    if not (said.bots or said.all_bots):
        kept |= {"bots": before.bots, "all_bots": before.all_bots}
    kept["units"] = said.units or before.units
    kept["grouping"] = said.grouping or before.grouping
    kept["top"] = said.top or before.top
    return said.model_copy(update=kept)
