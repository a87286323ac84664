"""One point of a sentence: whatever names a single day, week, month or other unit."""

from slackbot.language.core.readers import Node, word
from slackbot.language.core.tokens import Text
from slackbot.language.periods.absolute import read_day, read_month
from slackbot.language.periods.ordinal import read_ordinal_phrase, read_week_of
from slackbot.language.periods.relative import read_relative
from slackbot.language.periods.units import read_iso_day, read_unit_date

FoundNode = tuple[Node, int] | None


def read_point(t: Text, i: int, *, month_first: bool) -> FoundNode:
    """The longest point that can be read at `i`."""
    if i >= len(t.words):
        return None
    best: FoundNode = None
    found: FoundNode
    for found in (
        read_iso_day(t, i),
        read_ordinal_phrase(t, i),
        read_week_of(t, i, month_first=month_first),
        read_day(t, i, month_first=month_first),
        read_relative(t, i),
        read_month(t, i),
        read_unit_date(t, i),
    ):
        if found is not None and (best is None or found[1] > best[1]):
            best = found
    return best


def is_now(t: Text, i: int) -> int:
    """The place behind `now`, `date`, `the present`, or 0."""
    i += word(t, i) == "the"
    return i + 1 if word(t, i) in {"now", "date", "present"} else 0
