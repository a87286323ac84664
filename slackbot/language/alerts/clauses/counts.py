"""Reads counts and how a figure is compared with them: `over 500`, `50 and 80% of 40000`."""

import re
from typing import Final, NamedTuple

from slackbot.domain.alerts.rule import MOST_LEVELS, Side
from slackbot.domain.errors import UnreadableError
from slackbot.domain.money.currency import ATOMS, MOST_DECIMALS, NO_CURRENCY, Currency, atoms_of
from slackbot.language.alerts.clauses.clause import RuleText, starts
from slackbot.language.alerts.clauses.often import CHECKS
from slackbot.language.core.amounts import read_amount, read_in_words, read_stated_money
from slackbot.language.core.clause_reader import FoundClause, as_clause
from slackbot.language.core.lists import OR, behind_joiner
from slackbot.language.core.patterns import Row, Table, always
from slackbot.language.core.readers import glued, word
from slackbot.language.core.tokens import Text
from slackbot.language.core.words import UNITS

Meaning = tuple[Side, bool]  # and whether the level itself counts
_above: Final = always((Side.ABOVE, False))
_at_least: Final = always((Side.ABOVE, True))
_below: Final = always((Side.BELOW, False))
_at_most: Final = always((Side.BELOW, True))
COMPARISONS: Final = Table[Meaning](
    (
        Row("over|above|beyond|exceed|exceeds|exceeding|exceeded", _above, "exceeds", "above"),
        Row("pass|passes|passed|passing|surpass|surpasses|surpassed|cross|crosses|crossed", _above,
            "passes", "above"),
        Row("top|tops|topped", _above, "tops", "above"),
        Row("more|greater|higher|larger than", _above, "more than", "above"),
        Row("in excess of", _above, "in excess of", "above"),
        Row(">", _above, ">", "above"),
        Row("at [least]", _at_least, "at least", "at least"),
        Row("reach|reaches|reached|reaching|hit|hits", _at_least, "hits", "at least"),
        Row("no|not less than", _at_least, "no less than", "at least"),
        Row("no fewer than", _at_least, "no fewer than", "at least"),
        Row("a minimum of", _at_least, "a minimum of", "at least"),
        Row("> =", _at_least, ">=", "at least"),
        Row("≥", _at_least, "≥", "at least"),
        Row("under|below|beneath", _below, "under", "below"),
        Row("less|fewer|lower|smaller than", _below, "fewer than", "below"),
        Row("<", _below, "<", "below"),
        Row("at most", _at_most, "at most", "at most"),
        Row("no|not more than", _at_most, "no more than", "at most"),
        Row("a maximum of", _at_most, "a maximum of", "at most"),
        Row("< =", _at_most, "<=", "at most"),
        Row("≤", _at_most, "≤", "at most"),
    )
)  # fmt: skip
COMPARES: Final = frozenset(COMPARISONS.led().words)  # the first words
# `goes above`, `drops below`: the comparison that follows gives the direction.
MOVES: Final = frozenset(
    "is are was were be been get gets go goes going rise rises rising climb climbs fall falls "
    "falling drop drops dropping sink sinks stay stays jump jumps spike spikes surge surges soar "
    "soars dip dips plunge plunges rose fell fallen dropped gone went".split()
)
# What comes after its count.
OR_MORE: Final = Table[Meaning](
    (
        Row("or more|above|higher", _at_least, "or more", "at least"),
        Row("or less|fewer|below|lower", _at_most, "or less", "at most"),
        Row("exceeded|passed|surpassed|crossed", _above, "exceeded", "above"),
        Row("reached|hit", _at_least, "reached", "at least"),
    )
)
THOUSANDS: Final = re.compile(r"[1-9][0-9]{0,2}(?:\.[0-9]{3})+")


class Counts(NamedTuple):
    """Counts as typed, in atoms if they are amounts of a `currency`."""

    counts: tuple[int, ...]
    percent: bool = False
    currency: Currency = NO_CURRENCY


class Compared(NamedTuple):
    """Some counts and how a figure is compared with them; `side` is None where that is open."""

    side: Side | None
    inclusive: bool
    counts: tuple[int, ...]
    percent: bool
    currency: Currency = NO_CURRENCY


def read_comparison(w: RuleText, i: int) -> FoundClause:
    """Read `over 500`, `>= 80%`, `drops below 50 and 20`, and counts alone."""
    j = i
    while word(w.t, j) in MOVES:
        j += 1
    meaning = COMPARISONS.read(w.t, j)
    if meaning and (found := read_counts(w.t, meaning[1])):
        return ("compared", Compared(*meaning[0], **found[0]._asdict())), found[1]
    return _bare(w.t, i)


def _bare(t: Text, i: int) -> FoundClause:
    found = read_counts(t, i)
    if found is None:
        return None
    return ("compared", Compared(None, True, **found[0]._asdict())), found[1]


def read_or_more(w: RuleText, i: int) -> FoundClause:
    """Read `or more`, `is exceeded`: the comparison that comes after its count."""
    return as_clause("or", OR_MORE.read(w.t, i))


def read_counts(t: Text, i: int) -> tuple[Counts, int] | None:
    """Read `50, 80 and 100%`, `500 and 1000 USD`, and the position after.

    Of `30% and 200` it takes the 30%: what follows the last percentage is none.
    """
    found: list[Figure] = []
    percents: tuple[Counts, int] | None = None
    j = end = i
    while one := read_figure(t, j):
        found.append(one[0])
        end = one[1]
        sign = behind_percent(t, end)
        if sign:
            end = sign
            percents = Counts(tuple(each.amount for each in found), percent=True), end
        j = behind_joiner(t, end, OR)
        if j == end and not (sign and _is_percent(t, j)):
            break
    if len(found) > MOST_LEVELS:
        raise UnreadableError(f"That is too many levels: {MOST_LEVELS} at most", t.phrase(i, end))
    if percents or not found:
        return percents
    return _of_one_currency(found, t.phrase(i, end)), end


class Figure(NamedTuple):
    """A count, or an amount of a currency in atoms."""

    amount: int
    currency: Currency = NO_CURRENCY


def read_figure(t: Text, i: int) -> tuple[Figure, int] | None:
    """Read `500`, `500 USD`, `$500`."""
    try:
        found = read_stated_money(t, i)
    except UnreadableError as error:
        raise _pointed(error) from None
    if found:
        (amount, currency), end = found
        if amount != round(amount, MOST_DECIMALS):
            phrase = t.phrase(i, end)
            raise UnreadableError(f'"{phrase}" has more than {MOST_DECIMALS} decimals', phrase)
        return Figure(atoms_of(amount), currency), end
    count = read_count(t, i)
    return (Figure(count[0]), count[1]) if count else None


def _of_one_currency(found: list[Figure], phrase: str) -> Counts:
    """Read `500 and 1000 USD`: the currency is that of all."""
    currencies = {each.currency for each in found if each.currency}
    if len(currencies) > 1:
        raise UnreadableError(f'"{phrase}" names two currencies. Set up an alert for each', phrase)
    if not currencies:
        return Counts(tuple(each.amount for each in found))
    counts = tuple(each.amount if each.currency else each.amount * ATOMS for each in found)
    return Counts(counts, currency=currencies.pop())


def read_count(t: Text, i: int) -> tuple[int, int] | None:
    """Return a count that is no duration and none of `2 of 3 checks`."""
    if not word(t, i)[:1].isalnum():
        return None
    try:
        found = read_in_words(t, i) or read_amount(t, i)
    except UnreadableError as error:
        raise _pointed(error) from None
    if found is None or word(t, found[1]) in UNITS or CHECKS.read(t, i):
        return None
    if word(t, found[1]) == "_" and glued(t, found[1]):
        phrase = t.phrase(i, found[1] + 2)
        whole = phrase.replace("_", "")
        raise UnreadableError(f'I couldn\'t read "{phrase}". Write {whole}', phrase)
    return found


def _pointed(error: UnreadableError) -> UnreadableError:
    """Return the refusal of `10.000`, with the number that was probably meant."""
    if not THOUSANDS.fullmatch(error.words):
        return error
    whole = int(error.words.replace(".", ""))
    return UnreadableError(
        f'"{error.words}" could mean two numbers. Write {whole} or {whole:,}',
        error.words,
        (str(whole),),
    )


def _is_percent(t: Text, i: int) -> bool:
    """Tell whether another percentage is at `i`, as in `50% 75%`, `50% 75 and 90%`."""
    found = read_count(t, i)
    return found is not None and bool(behind_percent(t, found[1]))


def behind_percent(t: Text, i: int) -> int:
    """Return the position after `%` or `percent`, or 0."""
    if word(t, i) in {"%", "percent", "pct"}:
        return i + 1
    return i + 2 if starts(t, i, ("per", "cent")) else 0


def read_allowance(w: RuleText, i: int) -> FoundClause:
    """Read `of 40000`, `of the 40000`; the count of a share."""
    if word(w.t, i) != "of":
        return None
    j = i + 1 + (word(w.t, i + 1) in {"the", "our", "an", "a"})
    j += 2 * starts(w.t, j, ("allowance", "of"))
    if word(w.t, j) in {"allowance", "budget", "quota", "limit", "plan"}:
        raise UnreadableError(
            f'Of how many? Instead of "{w.t.phrase(i, j + 1)}" try `of 40000 sessions per month`',
            w.t.phrase(i, j + 1),
        )
    found = read_figure(w.t, j)
    if found is None or behind_percent(w.t, found[1]):
        return None
    return ("allowance", found[0]), found[1]
