"""How the tests of the grammar ask, and how they write a window down."""

from datetime import UTC, datetime
from typing import Any

from slackbot.domain.query import UsageQuery
from slackbot.language.context import ReadingContext, named
from slackbot.language.questions.reading import read_query

NOW = datetime(2026, 11, 24, 12, 30, tzinfo=UTC)


def ask(words: str, **where: Any) -> UsageQuery:
    """The query that `words` are at `NOW`, unless told otherwise."""
    bots = named(where.pop("names", ()))
    return read_query(words, ReadingContext(**{"now": NOW, "bots": bots, **where}))


def window(words: str, **where: Any) -> str:
    """The period of `words` as it is said, without UTC; the end of a running one is `now`."""
    said = ask(words, **where).period.describe().removesuffix(" (UTC)")
    said = said.replace("Tue 24 Nov 2026, 12:30", "now")
    return said.replace(" 2026, 00:00 – now", " 2026 – now")
