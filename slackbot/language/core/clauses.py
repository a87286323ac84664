"""Everything of a question but its period and names: grouping, units, number of bots, output."""

from typing import Any, Final

from slackbot.domain.errors import UnreadableError
from slackbot.domain.query import Grouping, Unit
from slackbot.language.core.readers import digits, glued, read_number, word
from slackbot.language.core.tokens import Text
from slackbot.language.core.words import ARTICLES, BILLING_UNITS, FILLERS, GROUPINGS, TOPICS

Clause = tuple[str, Any]
FoundClause = tuple[Clause, int] | None

LONGEST_UNIT: Final = max(len(words) for words in BILLING_UNITS)
NOT_SERVED: Final = frozenset(
    "bot bots channel channels user users team teams unit units country language quarter year "
    "minute weekday".split()
)
MARKS: Final = frozenset(",?!;.")
BY: Final = frozenset("by per".split())
VERSUS: Final = frozenset("vs versus against".split())
COMPARED: Final = frozenset("compare compared comparing comparison relative".split())


def read_clause(t: Text, i: int) -> FoundClause:
    """The clause that begins at `i`, without periods, names and zones."""
    return (
        _grouping(t, i)
        or _unit(t, i)
        or _all_bots(t, i)
        or _top(t, i)
        or _output(t, i)
        or _filler(t, i)
    )


def _grouping(t: Text, i: int) -> FoundClause:
    if (name := GROUPINGS.get(word(t, i))) and (end := _twice(t, i)):
        return ("grouping", Grouping(name)), end
    j = i
    if word(t, j) in {"grouped", "split", "broken", "bucketed", "aggregated", "breakdown"}:
        j += 1 + (word(t, j + 1) == "down")
        j += word(t, j) in {"into", "in"}
    by = word(t, j) in BY
    if by:
        j += 1 + (word(t, j + 1) in {"the", "each"})
    elif j == i and word(t, i) not in {"hourly", "daily", "weekly", "monthly"}:
        return None
    if name := GROUPINGS.get(word(t, j)):
        j += 1
        if word(t, j) in {"basis", "buckets", "bucket", "figures"}:
            j += 1
        return ("grouping", Grouping(name)), j
    if by and word(t, j) in NOT_SERVED:
        raise UnreadableError(
            f'I cannot break usage down by {word(t, j)} yet, only "by hour", "by day", "by week" '
            'or "by month".', t.said(i, j + 1))  # fmt: skip
    return None


def _twice(t: Text, i: int) -> int:
    """The place behind `day by day`, or 0."""
    j = i + 1 + (word(t, i + 1) == "-")
    k = j + 1 + (word(t, j + 1) == "-")
    return k + 1 if word(t, j) == "by" and word(t, k) == word(t, i) else 0


def _unit(t: Text, i: int) -> FoundClause:
    for length in range(LONGEST_UNIT, 0, -1):
        unit = BILLING_UNITS.get(t.words[i : i + length])
        if unit and i + length <= len(t.words):
            return ("unit", Unit(unit)), i + length
    if word(t, i) in {"notification", "notifications"}:
        raise UnreadableError(
            '"notifications" could be alerts or proactive messages. '
            'Please say "alerts" or "proactive".', t.said(i, i + 1))  # fmt: skip
    return None


def _all_bots(t: Text, i: int) -> FoundClause:
    j = i + (word(t, i) in {"for", "of", "across"})
    introduced = j > i
    if word(t, j) in {"all", "every", "each", "any"}:
        k = j + 1
        k += word(t, k) in {"of", "my"}
        k += word(t, k) in ARTICLES
        if word(t, k) in {"bot", "bots"}:
            return ("all_bots", True), k + 1
        if introduced and k == j + 1 and word(t, j) == "all":
            return ("all_bots", True), k
    if introduced and word(t, j) in {"everything", "everyone", "everybody", "us", "me"}:
        return (("all_bots", True) if word(t, j) == "everything" else ("filler", None)), j + 1
    return None


def _top(t: Text, i: int) -> FoundClause:
    if word(t, i) != "top":
        return None
    number = read_number(t, i + 1)
    if number is None:
        if digits(t, i + 1, 1, 99):
            raise UnreadableError(f'"top {word(t, i + 1)}" is too many.', t.said(i, i + 2))
        return None
    if not 1 <= number[0] <= 100:
        raise UnreadableError('Please ask for "top 1" up to "top 100".', t.said(i, number[1]))
    return ("top", number[0]), number[1] + (word(t, number[1]) in {"bots", "bot"})


def _output(t: Text, i: int) -> FoundClause:
    if word(t, i) in {"export", "download"} and word(t, i + 1) != "as":
        return ("csv", True), i + 1
    j = i + (word(t, i) in {"export", "exported", "download"})
    j += word(t, j) in {"as", "to", "in"}
    j += word(t, j) == "a"
    if word(t, j) in {"csv", "spreadsheet"}:
        return ("csv", True), j + 1 + (word(t, j + 1) in {"file", "export"})
    if word(t, i) in {"as", "to"} and word(t, j) in {"pdf", "excel", "xlsx", "json", "xls"}:
        raise UnreadableError(
            f'I cannot make {word(t, j)} files; "as csv" I can.', t.said(i, j + 1))  # fmt: skip
    if word(t, i) in {"privately", "private", "ephemeral"}:
        return ("private", True), i + 1
    if word(t, i) in {"only", "just"} and word(t, i + 1) in {"me", "for", "to"}:
        j = i + 1 + (word(t, i + 1) != "me")
        return (("private", True), j + 1) if word(t, j) == "me" else None
    if word(t, i) in {"fresh", "freshly", "uncached", "refresh", "refreshed"}:
        return ("fresh", True), i + 1
    return None


def _filler(t: Text, i: int) -> FoundClause:
    """Words that say nothing, from the closed list; an article only before one of them."""
    this, after = word(t, i), word(t, i + 1)
    if this == "down" and word(t, i - 1) not in {"break", "breaking", "broken", "split"}:
        return None  # "sat down" is no Saturday
    if this == "may" and after in {"i", "we"}:
        return ("filler", None), i + 1
    if this in FILLERS or (this in MARKS and 0 < i < len(t.words) - 1 and not glued(t, i + 1)):
        return ("filler", None), i + 1
    if this == "and" and 0 < i < len(t.words) - 1:
        return ("and", None), i + 1
    return (("filler", None), i + 1) if _leads(this, after, i) else None


def _leads(this: str, after: str, i: int) -> bool:
    """Whether `this` says nothing because of the word behind it."""
    if this == "current" and after in TOPICS:  # "our current bill": the month to date
        return True
    if this in ARTICLES and (after in FILLERS or _unit_begins(after)):
        return True
    if this in {"to", "of", "on", "for"} and after in FILLERS:
        return i > 0
    return this in {"of", "for", "with"} and _unit_begins(after) and i > 0


def _unit_begins(name: str) -> bool:
    return (name,) in BILLING_UNITS or name in {"billing", "billable", "alert", "user"}


def read_versus(t: Text, i: int) -> int:
    """The place behind `vs`, `compared to`, `in comparison with`; or 0."""
    i += word(t, i) == "and" and word(t, i + 1) in COMPARED
    i += word(t, i) == "," and word(t, i + 1) in COMPARED | VERSUS
    i += word(t, i) in {"in", "as"} and word(t, i + 1) in COMPARED
    if word(t, i) in VERSUS:
        return i + 1 + (word(t, i + 1) == ".")
    if word(t, i) in COMPARED:
        j = i + 1
        j += word(t, j) in {"it", "that", "this"}
        return j + 1 if word(t, j) in {"to", "with", "against"} else 0
    return 0
