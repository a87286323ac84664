"""Reads a follow-up in a thread: the earlier question stays, and new words change parts of it."""

import re
from collections.abc import Mapping
from datetime import datetime

from slackbot.domain.errors import UnreadableError
from slackbot.domain.query import UsageQuery
from slackbot.domain.usage.comparison import going_on
from slackbot.language.context import ReadingContext
from slackbot.language.core.readers import tried
from slackbot.language.questions.reading import read_query, refuse_days

WINDOW = (
    "period",
    "stated",
    "running",
    "until",
    "elapsed",
    "term",
)  # the fields that hold the time of a question
SAME = r"(?:the )?same(?: thing| question| report)?(?= (?:for|but|by|in|with|without)\b)"
AND = re.compile(
    rf"^\s*(?:(?:and|also|now|but|what about|how about|{SAME})\b[\s,:]*)+", re.IGNORECASE
)


def read_follow_up(words: str, before: UsageQuery, context: ReadingContext) -> UsageQuery:
    """Return what `by hour`, `for SalesBot`, `and the week before?` ask after `before`.

    A period that only makes sense beside another is read beside the thread's, and one that was
    running goes on. Raises UnreadableError.
    """
    before = up_to(context.now, before)
    question = AND.sub("", words).strip().rstrip("?").strip()
    try:
        query = read_query(question, context, beside=before)
    except UnreadableError:
        beside = _beside(question, before, context)
        if beside is None:
            raise
        query = beside
    merged = _merged(before, query, context)
    if merged.period.of_some_days:
        refuse_days(merged, "")
    return merged


def _beside(question: str, before: UsageQuery, context: ReadingContext) -> UsageQuery | None:
    """Read `the week before` as a period to compare with; return None where it is none."""
    query = tried(read_query, f"vs {question}", context, beside=before)
    if query is None or query.comparison is None or query.stated:
        return None
    over = {"stated": True, "running": False, "until": None, "elapsed": False}
    return query.model_copy(update={"period": query.comparison, "comparison": None, **over})


def up_to(now: datetime, query: UsageQuery) -> UsageQuery:
    """Return the same question at `now`: a running period reaches to now, or is whole once over.

    So no more than the running hour is asked of Kore.ai as a part.
    """
    if not query.running:
        return query
    over = query.until is not None and query.until <= now
    end = query.until if query.until and over else now
    period = query.period.model_copy(update={"end": end})
    later = query.model_copy(update={"period": period})
    if over:
        later = later.model_copy(update={"running": False, "until": None, "stated": True})
    return later.model_copy(update={"comparison": going_on(query, later)})


def _with_days(
    before: UsageQuery, asked: UsageQuery, kept: Mapping[str, object]
) -> dict[str, object]:
    """Return the periods with the weekdays that `phrase` counts, or else those of `before`."""
    days = asked.period.weekdays or before.period.weekdays
    merged = asked.model_copy(update=kept)
    return {
        name: period.of_weekdays(days)
        for name in ("period", "comparison")
        if (period := getattr(merged, name))
    }


def _merged(before: UsageQuery, asked: UsageQuery, context: ReadingContext) -> UsageQuery:
    kept: dict[str, object] = {}
    if not asked.stated:
        kept |= {name: getattr(before, name) for name in WINDOW}
        kept["comparison"] = asked.comparison or before.comparison
    if not (asked.bots or asked.all_bots or asked.excluded):
        # One bot alone has no rows of bots: then all are meant. A group has bots, but no groups.
        rows = asked.by_bot and (asked.by_group or not any(map(context.is_group, before.bots)))
        several = len(before.bots) != 1 or not rows
        kept["bots"] = before.bots if several else ()
        kept |= {"all_bots": before.all_bots, "excluded": before.excluded}
    kept |= _with_days(before, asked, kept)
    kept["by_bot"] = asked.by_bot or (before.by_bot and not asked.bots)
    kept["by_group"] = asked.by_group or (before.by_group and not (asked.bots or asked.by_bot))
    kept["units"] = asked.units or before.units
    kept["grouping"] = asked.grouping or before.grouping
    kept["top"] = asked.top or before.top
    return asked.model_copy(update=kept)
