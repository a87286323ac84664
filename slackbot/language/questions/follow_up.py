"""A follow-up in a thread: what its question said is kept, and only what is said now changes."""

import re
from datetime import datetime

from slackbot.domain.errors import UnreadableError
from slackbot.domain.period import Period
from slackbot.domain.query import UsageQuery
from slackbot.domain.usage.comparison import going_on
from slackbot.language.context import ReadingContext
from slackbot.language.questions.reading import read_query

WINDOW = (
    "period",
    "stated",
    "running",
    "until",
    "elapsed",
)  # what says of which time a question is
AND = re.compile(r"^\s*(and|also|now|what about|how about)\b[\s,:]*", re.IGNORECASE)


def read_follow_up(words: str, before: UsageQuery, context: ReadingContext) -> UsageQuery:
    """Returns what `by hour`, `for SalesBot`, `and the week before?` ask after `before`.

    A period that only makes sense beside another is read beside the thread's, and one that was
    running goes on. Raises UnreadableError.
    """
    before = up_to(context.now, before)
    said = AND.sub("", words).strip().rstrip("?").strip()
    try:
        query = read_query(said, context, beside=before)
    except UnreadableError:
        beside = _beside(said, before, context)
        if beside is None:
            raise
        query = beside
    return _merged(before, query)


def _beside(said: str, before: UsageQuery, context: ReadingContext) -> UsageQuery | None:
    """`the week before` is a period to compare with, if it is one at all."""
    try:
        query = read_query(f"vs {said}", context, beside=before)
    except UnreadableError:
        return None
    if query.comparison is None or query.stated:
        return None
    over = {"stated": True, "running": False, "until": None, "elapsed": False}
    return query.model_copy(update={"period": query.comparison, "comparison": None, **over})


def up_to(now: datetime, query: UsageQuery) -> UsageQuery:
    """The same question at `now`: what ran then runs to now, or is whole if it is over meanwhile.

    So no more than the running hour is asked of Kore.ai as a part.
    """
    if not query.running:
        return query
    over = query.until is not None and query.until <= now
    end = query.until if query.until and over else now
    period = Period(start=query.period.start, end=end, zone=query.period.zone)
    later = query.model_copy(update={"period": period})
    if over:
        later = later.model_copy(update={"running": False, "until": None, "stated": True})
    return later.model_copy(update={"comparison": going_on(query, later)})


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
