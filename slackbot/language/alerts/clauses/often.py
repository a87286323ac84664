"""How often a rule speaks: in how many checks it must hold, and how long it keeps quiet then."""

from typing import Final

from slackbot.language.alerts.clauses.clause import PER, FoundClause, RuleText, starts
from slackbot.language.alerts.clauses.hours import one_unit, read_hours
from slackbot.language.core.readers import read_number, word
from slackbot.language.core.tokens import Text

ONCE: Final = (("once",), ("one", "time"), ("1", "time"), ("1", "x"))
AT_MOST: Final = (("at", "most"), ("no", "more", "than"), ("not", "more", "than"), ("max",),
                  ("maximum",), ("only",), ())  # fmt: skip

OFTENER: Final = (("no", "more", "often", "than"), ("not", "more", "often", "than"))
COOLDOWN: Final = (("cooldown",), ("cool", "down"), ("cool", "-", "down"))


def read_checks(w: RuleText, i: int) -> FoundClause:
    """`in 2 of 3 checks`, `3 checks in a row`."""
    return checks_at(w.t, i + (word(w.t, i) in {"in", "for"}))


def checks_at(t: Text, i: int) -> FoundClause:
    """`2 of the last 3 checks`, without what introduces it."""
    needed = read_number(t, i)
    if needed is None:
        return None
    count, j = needed
    if word(t, j) in {"checks", "check", "times"} and starts(t, j + 1, ("in", "a", "row")):
        return ("checks", (count, count)), j + 4
    if word(t, j) == "consecutive" and word(t, j + 1) in {"checks", "check"}:
        return ("checks", (count, count)), j + 2
    j += 2 if starts(t, j, ("out", "of")) else 1 if word(t, j) == "of" else 0
    j += word(t, j) in {"the", "any"}
    j += word(t, j) in {"last", "past"}
    of = read_number(t, j) if j > needed[1] else None
    if of is None or word(t, of[1]) not in {"checks", "check"}:
        return None
    return ("checks", (count, of[0])), of[1] + 1


def read_cooldown(w: RuleText, i: int) -> FoundClause:
    """`at most once per 6 h`, `not more often than every 2 days`, `with a cooldown of 6 h`."""
    j = _behind_quiet(w, i) or _behind_once(w, i)
    found = (read_hours(w.t, j) or one_unit(w.t, j)) if j else None
    return (("cooldown", found[0]), found[1]) if found else None


def _behind_once(w: RuleText, i: int) -> int:
    """The place behind `at most once per`, `once a`, `no more often than every`, or 0."""
    for most in (*AT_MOST, *OFTENER):
        for once in (*(ONCE if most else ONCE[:1]), *([()] if most else ())):
            j = i + len(most) + len(once)
            if starts(w.t, i, most + once) and word(w.t, j) in (PER if once else {"every"}):
                return j + 1
    return 0


def _behind_quiet(w: RuleText, i: int) -> int:
    """The place behind `with a cooldown of`, or 0."""
    j = i + (word(w.t, i) == "with")
    j += word(w.t, j) in {"a", "an"}
    for words in COOLDOWN:
        if starts(w.t, j, words):
            j += len(words)
            j += word(w.t, j) in {"period", "time"}
            return j + (word(w.t, j) in {"of", ":"})
    return 0
