"""Reads hours in a rule: how long there is no usage, and how long anything else takes."""

from typing import Final

from slackbot.domain.errors import UnreadableError
from slackbot.language.alerts.clauses.clause import RuleText, starts
from slackbot.language.core.clause_reader import FoundClause
from slackbot.language.core.lists import OR, behind_joiner
from slackbot.language.core.readers import read_number, word
from slackbot.language.core.tokens import Text
from slackbot.language.core.words import UNITS

HOURS: Final = {"hour": 1, "day": 24, "week": 168}


def read_hours(t: Text, i: int) -> tuple[int, int] | None:
    """Read `24 h`, `2 days`, `a week`: in hours, and the position after."""
    number = read_number(t, i)
    if number is None:
        return one_unit(t, i + 1) if word(t, i) in {"a", "an", "one"} else None
    size = HOURS.get(UNITS.get(word(t, number[1]), ""))
    return (number[0] * size, number[1] + 1) if size else None


def refuse_minutes(t: Text, i: int, j: int) -> None:
    """Refuse `30 minutes` at `j`, after what begins at `i`."""
    number = read_number(t, j)
    end = number[1] if number else j + (word(t, j) in {"a", "one"})
    if end > j and UNITS.get(word(t, end)) == "minute":
        raise UnreadableError(
            f'"{t.phrase(i, end + 1)}" is too short: figures come by the hour. Try '
            "`no requests for 1 h` or `requests over 500 in any 1 h`",
            t.phrase(i, end + 1),
            ("for 1 h", "per hour"),
        )


def one_unit(t: Text, i: int) -> tuple[int, int] | None:
    """Return the hours of `day` alone."""
    size = HOURS.get(UNITS.get(word(t, i), ""))
    return (size, i + 1) if size else None


def read_hours_list(t: Text, i: int) -> tuple[tuple[int, ...], int] | None:
    """Read `24 and 48 h`, `1 day and 2 days`: each in hours."""
    counts: list[int] = []
    waiting: list[int] = []
    j = end = i
    while number := read_number(t, j):
        size = HOURS.get(UNITS.get(word(t, number[1]), ""))
        waiting.append(number[0])
        end = number[1]
        if size:
            counts += [count * size for count in waiting]
            waiting, end = [], number[1] + 1
        j = behind_joiner(t, end, OR)
        if j == end:
            break
    return (tuple(counts), end) if counts and not waiting else None


def read_duration(w: RuleText, i: int) -> FoundClause:
    """Read `for 24 h`, `for a day`, `for 24 and 48 hours`: how long there is nothing."""
    if word(w.t, i) == "all" and (whole := one_unit(w.t, i + 1)):  # `all day`
        return ("duration", (whole[0],)), whole[1]
    if word(w.t, i) != "for":
        return None
    j = i + 1 + 2 * starts(w.t, i + 1, ("at", "least"))
    refuse_minutes(w.t, i, j)
    if found := read_hours_list(w.t, j):
        return ("duration", found[0]), found[1]
    one = read_hours(w.t, j)
    return (("duration", (one[0],)), one[1]) if one else None
