"""Reads the clauses beside period and names: grouping, units, number of bots, output."""

from typing import Final

from slackbot.domain.errors import UnreadableError
from slackbot.language.core.readers import digits, glued, read_number, read_unit, word
from slackbot.language.core.rows import OUTPUT, ROWS, Clause
from slackbot.language.core.tokens import Text
from slackbot.language.core.words import ARTICLES, BILLING_UNITS, FILLERS, TOPICS

FoundClause = tuple[Clause, int] | None

AND: Final = frozenset(("and", "+", "&"))
MARKS: Final = frozenset(",?!;.:")
DEARER: Final = frozenset("expensive costly pricey costlier dearer pricier cheaper".split())
BRACKETS: Final = {"(": ")", ")": "(", "[": "]", "]": "["}
THAN: Final = frozenset("more less fewer higher lower bigger better worse busier quieter".split())
BREAKS: Final = frozenset("break breaking broken split".split())
VERSUS: Final = frozenset("vs v versus against".split())
COMPARED: Final = frozenset("compare compared comparing comparison relative".split())
STACKED: Final = frozenset("stack stacks stacked measure measures".split())
UP_OR_DOWN: Final = frozenset(("up", "down"))
VERSUS_BEGINS: Final = (
    THAN | VERSUS | COMPARED | STACKED | UP_OR_DOWN | {"and", ",", "in", "as", "than"}
)


def read_clause(t: Text, i: int) -> FoundClause:
    """Return the clause that begins at `i`, without periods, names and zones."""
    return (
        ROWS.read(t, i)
        or unit_clause(t, i)
        or _all_bots(t, i)
        or _top(t, i)
        or OUTPUT.read(t, i)
        or _filler(t, i)
    )


def unit_clause(t: Text, i: int) -> FoundClause:
    """Read a unit; `notifications` are refused, for they may be of two."""
    if found := read_unit(t, i):
        return ("unit", found[0]), found[1]
    if word(t, i) in {"notification", "notifications"}:
        phrase = t.phrase(i, i + 1)
        raise UnreadableError(
            f'"{phrase}" could be alerts or proactive messages.', phrase, ("alerts", "proactive")
        )
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
    if word(t, i) not in {"top", "biggest", "largest"}:
        return None
    number = read_number(t, i + 1)
    if number is None:
        if word(t, i + 1) in {"bots", "bot"}:
            return ("by_bot", True), i + 2
        if word(t, i + 1) in {"groups", "group"}:
            return ("by_group", True), i + 2
        if digits(t, i + 1, 1, 99):
            phrase = t.phrase(i, i + 2)
            raise UnreadableError(f'"{phrase}" is too many.', phrase, ("top 100",))
        return None
    if not 1 <= number[0] <= 100:
        phrase = t.phrase(i, number[1])
        raise UnreadableError('Please ask for "top 1" up to "top 100".', phrase, ("top 100",))
    if word(t, number[1]) in {"groups", "group"}:
        return ("top_groups", number[0]), number[1] + 1
    return ("top", number[0]), number[1] + (word(t, number[1]) in {"bots", "bot"})


def _filler(t: Text, i: int) -> FoundClause:
    """Read words of the closed list that say nothing; an article only before one of them."""
    this, after = word(t, i), word(t, i + 1)
    if this == "down" and BREAKS.isdisjoint(t.words[:i]):
        return None  # "sat down" is no Saturday
    if this == "may" and after in {"i", "we"}:
        return ("filler", None), i + 1
    if this in FILLERS or (_parts(t, i)):
        return ("filler", None), i + 1
    if this in BRACKETS and BRACKETS[this] in t.words and BRACKETS[this] != after:
        return ("filler", None), i + 1
    if this == "and" and i == 0 and after:
        return ("filler", None), 1  # `and by day?`, as one goes on
    if this in AND and 0 < i < len(t.words) - 1 and (this == "and" or not glued(t, i + 1)):
        return ("and", None), i + 1
    if this == "/" and i and read_unit(t, i + 1):
        return ("and", None), i + 1  # `sessions/requests`
    return (("filler", None), i + 1) if _leads(this, after, i) else None


def _parts(t: Text, i: int) -> bool:
    """Tell whether a mark parts two clauses: `last week, by bot`, also `last week,by bot`."""
    if word(t, i) not in MARKS or not 0 < i < len(t.words) - 1:
        return False
    return not glued(t, i + 1) or (word(t, i) in ",;" and t.tokens[i + 1].kind == "word")


def _leads(this: str, after: str, i: int) -> bool:
    """Tell whether `this` says nothing because of the word after it."""
    if this in {"more", "fewer", "less"} and _unit_begins(after):
        return True
    if this == "current" and after in TOPICS:  # "our current bill": the month to date
        return True
    if this in ARTICLES and (after in FILLERS or _unit_begins(after)):
        return True
    if this in {"to", "of", "on", "for"} and after in FILLERS:
        return i > 0
    return this in {"of", "for", "with"} and _unit_begins(after) and i > 0


def _unit_begins(name: str) -> bool:
    return (name,) in BILLING_UNITS or name in {"billing", "billable", "alert", "user"}


def _compares(t: Text, i: int) -> bool:
    """Tell whether `than` at `i` is that of `more sessions than`, `more in October than`, or of
    `cheaper than`, a fact which is read already."""
    before = word(t, i - 1)
    return before in DEARER or (before not in THAN and not THAN.isdisjoint(t.words[:i]))


def read_versus(t: Text, i: int) -> int:
    """Return the position after `vs`, `compared to`, `in comparison with`; or 0."""
    if word(t, i) not in VERSUS_BEGINS:
        return 0
    if word(t, i) in UP_OR_DOWN:
        j = i + 1 + 2 * (word(t, i + 1) == "or" and word(t, i + 2) in UP_OR_DOWN)
        return j + 1 if word(t, j) in {"on", "from", *VERSUS} else 0
    i += word(t, i) == "and" and word(t, i + 1) in COMPARED
    if word(t, i) in STACKED and word(t, i + 1) == "up":
        return i + 3 if word(t, i + 2) in {"against", "to", "with"} else 0
    i += word(t, i) == "," and word(t, i + 1) in COMPARED | VERSUS
    i += word(t, i) in {"in", "as"} and word(t, i + 1) in COMPARED
    if word(t, i) in THAN and word(t, i + 1) == "than":
        return i + 2
    if word(t, i) == "than" and _compares(t, i):
        return i + 1
    if word(t, i) in VERSUS:
        return i + 1 + (word(t, i + 1) == ".")
    if word(t, i) in COMPARED:
        j = i + 1
        j += word(t, j) in {"it", "that", "this"}
        return j + 1 if word(t, j) in {"to", "with", "against"} else 0
    return 0
