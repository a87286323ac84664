"""Reads in how many checks a rule must hold, and how long it is quiet after a notice."""

from typing import Final

from slackbot.language.alerts.clauses.clause import PER, RuleText
from slackbot.language.alerts.clauses.hours import one_unit, read_hours
from slackbot.language.core.clause_reader import FoundClause, as_clause
from slackbot.language.core.patterns import Row, Table, as_read
from slackbot.language.core.readers import read_number, word
from slackbot.language.core.tokens import Text


def _all(count: int) -> tuple[int, int]:
    return count, count


def _some(count: int, of: int) -> tuple[int, int]:
    return count, of


CHECKS: Final = Table[tuple[int, int]](
    (
        Row("<number:count> checks|check|times in a row", _all, "3 checks in a row", "(3, 3)"),
        Row("<number:count> consecutive checks|check", _all, "2 consecutive checks", "(2, 2)"),
        Row("<number:count> [out] of [the|any] [last|past] <number:of> checks|check", _some,
            "2 out of the last 3 checks", "(2, 3)"),
    ),
    number=read_number,
)  # fmt: skip


def read_checks(w: RuleText, i: int) -> FoundClause:
    """Read `in 2 of 3 checks`, `3 checks in a row`."""
    return as_clause("checks", CHECKS.read(w.t, i + (word(w.t, i) in {"in", "for"})))


def _often(t: Text, i: int) -> tuple[None, int] | None:
    """Read `once per`, `one time a`, `1x every`; `every` alone."""
    times = word(t, i) in {"one", "1", "once"}
    j = i + times + (times and word(t, i + 1) in {"time", "x"})
    return (None, j + 1) if word(t, j) in (PER if j > i else {"every"}) else None


COOLDOWN: Final = Table[int](
    (
        Row("once <per> <long:hours>", as_read, "once per 6 h", "6"),
        Row("at most <often> <long:hours>", as_read, "at most once a day", "24"),
        Row("no|not more [often] than <often> <long:hours>", as_read,
            "not more often than every 2 days", "48"),
        Row("max|maximum|only <often> <long:hours>", as_read, "max 1x per week", "168"),
        Row("[with] [a|an] cooldown [period|time] [of|:] <long:hours>", as_read,
            "with a cooldown of 6 h", "6"),
        Row("[with] [a|an] cool [-] down [period|time] [of|:] <long:hours>", as_read,
            "cool-down time: a day", "24"),
    ),
    often=_often, per=PER, long=lambda t, i: read_hours(t, i) or one_unit(t, i),
)  # fmt: skip


def read_cooldown(w: RuleText, i: int) -> FoundClause:
    """Read `at most once per 6 h`, `not more often than every 2 days`, `with a cooldown of 6 h`."""
    return as_clause("cooldown", COOLDOWN.read(w.t, i))
