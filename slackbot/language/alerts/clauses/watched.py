"""Reads what a rule watches beside counts: no usage, unusual usage, a forecast."""

from typing import Final

from slackbot.domain.alerts.rule import Side
from slackbot.language.alerts.clauses.clause import UNIT_WORDS, RuleText, read_unit, starts
from slackbot.language.alerts.clauses.counts import MOVES
from slackbot.language.core.readers import word
from slackbot.language.core.said import FoundClause

NOTHING: Final = frozenset("no without zero nothing".split())
USAGE: Final = frozenset("traffic activity usage use".split())  # they do not name the unit
SILENT: Final = frozenset("silent silence quiet stop stops stopped".split())
FORESEEN: Final = frozenset("forecast forecasted forecasts predicted projected expected".split())
TO_COME: Final = (
    ("on", "track", "to"), ("on", "pace", "to"), ("likely", "to"), ("going", "to"), ("set", "to"),
    ("will",), *((each, "to") for each in FORESEEN), *((each,) for each in FORESEEN),
)  # fmt: skip
HIGH: Final = {
    "high": Side.ABOVE, "many": Side.ABOVE, "much": Side.ABOVE,
    "low": Side.BELOW, "few": Side.BELOW, "little": Side.BELOW,
}  # fmt: skip
DAYS: Final = frozenset(("weekday", "day"))
UNUSUAL: Final = frozenset(
    "unusual unusually abnormal abnormally anomaly anomalies anomalous outlier outliers".split()
)
BEFORE_UNUSUAL: Final = frozenset("something anything on any".split())


def read_nothing(w: RuleText, i: int) -> FoundClause:
    """Read `no` before a unit, `no traffic`, `goes silent`, `stops`."""
    if word(w.t, i) in NOTHING and word(w.t, i + 1) in USAGE:
        return ("nothing", True), i + 2
    if word(w.t, i) in NOTHING | {"0"} and read_unit(w, i + 1):
        return ("nothing", True), i + 1
    j = i
    while word(w.t, j) in MOVES:
        j += 1
    if word(w.t, j) in SILENT:
        return ("nothing", True), j + 1 + (word(w.t, j + 1) == "of")
    return None


def read_to_come(w: RuleText, i: int) -> FoundClause:
    """Read `forecast`, `on track to`, `will`."""
    words = next((words for words in TO_COME if starts(w.t, i, words)), ())
    return (("forecast", True), i + len(words)) if words else None


def read_unusual(w: RuleText, i: int) -> FoundClause:
    """Read `unusual for its weekday`, `unusually high`, `something unusual`, `on anomalies in`."""
    j = i + (word(w.t, i) in BEFORE_UNUSUAL)
    if word(w.t, j) not in UNUSUAL:
        return None
    side = HIGH.get(word(w.t, j + 1), Side.EITHER)
    j += 1 + (side is not Side.EITHER)
    j += word(w.t, j) in {"day", "days"} | USAGE
    if word(w.t, j) in {"in", "with"} and word(w.t, j + 1) in UNIT_WORDS:
        return ("unusual", side), j + 1
    weekday = word(w.t, j + 1) in {"its", "the", "a", "their"} and word(w.t, j + 2) in DAYS
    return ("unusual", side), j + 3 * (word(w.t, j) == "for" and weekday)


WATCHED: Final = (read_nothing, read_unusual, read_to_come)
