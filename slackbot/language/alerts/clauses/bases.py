"""Reads what a change is compared with: `on last week`, `vs yesterday`, `week on week`, `on the
average of the last 4 weeks`."""

from typing import Final

from slackbot.domain.alerts.rule import Base
from slackbot.domain.errors import UnreadableError
from slackbot.language.alerts.clauses.clause import RuleText
from slackbot.language.alerts.clauses.hours import read_hours
from slackbot.language.alerts.clauses.windows import WINDOWS
from slackbot.language.core.clause_reader import FoundClause, as_clause
from slackbot.language.core.patterns import Row, Table, always, as_read
from slackbot.language.core.readers import read_number, word
from slackbot.language.core.tokens import Text
from slackbot.language.core.words import LAST

MOST_AVERAGED: Final = 28
ARTICLE: Final = frozenset("the its an a our".split())
AGAINST: Final = frozenset("on against vs versus over than from".split())
ON_ITSELF: Final = {"dod": "day", "wow": "week", "mom": "month"}
Against = tuple[str | None, int, Base]  # a window, or its hours, and what it is compared with


def _before(unit: str) -> Against:
    return unit, 0, Base()


def _on_itself(unit: str, again: str) -> Against | None:
    return _before(unit) if unit == again else None


def _hours_before(hours: int) -> Against:
    return None, hours, Base()


def _average(count: int, unit: str, phrase: str) -> Against:
    if not 1 <= count <= MOST_AVERAGED:
        raise UnreadableError("An average is of 1 to 28 days, or up to 8 weeks", phrase)
    return unit, 0, Base(count=count)


def _average_of_weekday(count: int, phrase: str) -> Against:
    _, hours, base = _average(count, "day", phrase)
    return "day", hours, base.model_copy(update={"same_weekday": True})


def _number_of_hours(t: Text, i: int) -> tuple[int, int] | None:
    """Read `24 h`, `3 days`; `a day` is a window."""
    return read_hours(t, i) if read_number(t, i) else None


_same_day: Final = always(("day", 0, Base(same_weekday=True)))
AT: Final = Table[Against](
    (
        Row("yesterday", lambda: _before("day"), "yesterday", "day 1"),
        Row("<last> <window:unit> [before|earlier]", _before, "last week", "week 1"),
        Row("<window:unit> before|earlier", _before, "week before", "week 1"),
        Row("<last> <hours:hours> [before|earlier]", _hours_before, "previous 24 h", "24 h 1"),
        Row("<hours:hours> before|earlier", _hours_before, "7 days before", "168 h 1"),
        Row("<mean> [of] [the] [<last>] <number:count> <window:unit> [before|earlier]", _average,
            "average of the last 4 weeks", "week 4"),
        Row("<number:count> [-] <window:unit> <mean>", _average, "7-day average", "day 7"),
        Row("<mean> [of] [the] same weekday in [the] [<last>] <number:count> <window> "
            "[before|earlier]", _average_of_weekday,
            "average of the same weekday in the 4 weeks before", "same day 4"),
        Row("same weekday|day [of|in] [the] <last> week", _same_day, "same weekday last week",
            "same day 1"),
        Row("same weekday|day [of|in] [the] week before", _same_day,
            "same day of the week before", "same day 1"),
    ),
    last=LAST, window=WINDOWS, hours=_number_of_hours, number=read_number,
    mean=frozenset("average mean avg".split()),
)  # fmt: skip


def read_base_at(t: Text, i: int) -> tuple[Against, int] | None:
    """Read `last week`, `the average of the last 4 weeks`: the base without what introduces it."""
    return AT.read(t, i + (word(t, i) in ARTICLE))


AGAINST_WHAT: Final = Table[Against](
    (
        Row("<itself:unit>", _before, "WoW", "week 1"),
        Row("<window:unit> on|over <window:again>", _on_itself, "week over week", "week 1"),
        Row("<against> <at:base>", as_read, "vs yesterday", "day 1"),
        Row("compared to|with|against <at:base>", as_read, "compared to last month",
            "month 1"),
        Row("relative to <at:base>", as_read, "relative to the week before", "week 1"),
    ),
    itself=ON_ITSELF, window=WINDOWS, against=AGAINST, at=read_base_at,
)  # fmt: skip


def read_base(w: RuleText, i: int) -> FoundClause:
    """Read the base of a change."""
    return as_clause("base", AGAINST_WHAT.read(w.t, i))
