"""Reads the words after `/billing allowance` and `/billing price`, in any order."""

from typing import Any, Final

from slackbot.domain import allowance as allowances
from slackbot.domain.allowance import Allowance, What
from slackbot.domain.calendar.arithmetic import Every, ordinal
from slackbot.domain.errors import UnreadableError
from slackbot.domain.frozen import FrozenModel
from slackbot.domain.money.currency import (
    ATOMS,
    MOST_ATOMS,
    MOST_DECIMALS,
    NO_CURRENCY,
    Currency,
    atoms_of,
)
from slackbot.domain.query import Unit
from slackbot.language.core.amounts import Money, read_amount, read_currency, read_stated_money
from slackbot.language.core.clause_reader import FoundClause, KindAndValue
from slackbot.language.core.patterns import Led, Row, Table, as_, as_read
from slackbot.language.core.readers import word
from slackbot.language.core.tokens import Text, read_tokens
from slackbot.language.money.prices import EXAMPLE as PRICE_EXAMPLE
from slackbot.language.money.prices import SetPrice, Since, read_price, read_price_place
from slackbot.language.money.terms import (
    BOT_ROWS,
    FROM,
    READERS,
    TERM_ROWS,
    UNIT_ROWS,
    read_start,
    read_terms,
    refuse_each,
    refuse_short,
)
from slackbot.language.slips.offers import COMMAND, offering

EXAMPLES: Final[dict[What, str]] = {
    "allowance": "Try `/billing allowance 40000 sessions per month from the 1st`",
    "budget": "Try `/billing budget 5000 EUR per month`",
    "price": PRICE_EXAMPLE,
}
WATCHED: Final = frozenset("hour day week".split())  # by alerts
NONE: Final = frozenset("none off no zero 0 unlimited".split())
REMOVE: Final = frozenset("remove delete".split())


def _figure(t: Text, i: int) -> FoundClause:
    """Read `5000 EUR`, or else `40k`."""
    if money := read_stated_money(t, i):
        return ("money", money[0]), money[1]
    amount = read_amount(t, i)
    return (("amount", amount[0]), amount[1]) if amount else None


AMOUNTS: Final = Table[KindAndValue](
    (
        Row("<figure:clause>", as_read, "forty thousand", "amount 40000"),
        Row("<each> <unit:value>", as_("per unit"), "per session", "per unit session"),
        Row("<start:value>", as_("start"), "starting on 1 April", "start (1, 4)"),
        *TERM_ROWS, *BOT_ROWS, *UNIT_ROWS,
    ),
    figure=_figure,
    start=Led(lambda t, i: read_start(t, i, EXAMPLES["allowance"]), FROM), **READERS,
)  # fmt: skip
REMOVED: Final = Table[KindAndValue](
    (
        Row("<currency:value>", as_("currency"), "EUR", "currency EUR"),
        *TERM_ROWS, *BOT_ROWS, *UNIT_ROWS,
    ),
    currency=read_currency, **READERS,
)  # fmt: skip


class _OfBot(FrozenModel):
    """A command about a bot; `bot` is a name or an id as typed, empty for all bots of the
    channel."""


class SetAllowance(_OfBot):
    """`/billing allowance 40000 sessions per month from the 1st [for SupportBot]`, `/billing budget
    5000 EUR per month`: whichever word is used, an amount of money is a budget.

    With `fiscal`, its terms are those of the channel's fiscal year, whatever `from_month` says.
    """

    allowance: Allowance
    bot: str = ""
    fiscal: bool = False

    def describe(self) -> str:
        """Write `set budget: 5,000 EUR each month from the 1st, for all bots`."""
        own = self.allowance
        term = f"{own.amount_in_words} each fiscal year" if self.fiscal else own.describe()
        return f"set {own.kind}: {term}, for {self.bot or 'all bots'}"


class ShowAllowances(_OfBot):
    """`/billing allowance`, `/billing budget`, `/billing price`."""

    what: What


class RemoveAllowances(_OfBot):
    """`/billing allowance remove [sessions] [per year] [for SupportBot]`; without a unit, of all
    units. A budget has a `currency`.

    `flat`: the flat fee alone. With `since`, the price that is valid from that day alone.
    """

    what: What
    unit: Unit | None = None
    currency: Currency = NO_CURRENCY
    every: Every | None = None
    bot: str = ""
    flat: bool = False
    since: Since = ""


AllowanceCommand = SetAllowance | SetPrice | ShowAllowances | RemoveAllowances


def read_allowance_command(what: What, rest: str) -> AllowanceCommand:
    """Read the command in the words after `allowance`, `budget` or `price`. Raises UnreadableError,
    with what would work, where a word is missing or has no use."""
    with offering(rest, lambda other: _command(what, other), what):
        try:
            return _command(what, rest)
        except UnreadableError as error:
            if any(c.isdigit() for c in rest):
                raise
            first, _, whose = rest.partition(" ")
            removes = (f"{COMMAND}{what} remove {whose}".strip(),) if first in NONE else ()
            # people may only want to see what is set
            shown = (*removes, *error.instead, f"{COMMAND}{what}")
            raise UnreadableError(error.message, error.words, shown) from None


def _command(what: What, rest: str) -> AllowanceCommand:
    t = read_tokens(rest)
    if not t.words:
        return ShowAllowances(what=what)
    if word(t, 0) in REMOVE:
        return RemoveAllowances(what=what, **_removed(what, t))
    if what == "price":
        return read_price(t)
    return _set_allowance(what, read_terms(t, 0, AMOUNTS, EXAMPLES[what]))


def _removed(what: What, t: Text) -> dict[str, Any]:
    """Read what is to be removed."""
    if what == "price":
        if word(t, 1).isdigit() and len(t.words) == 2:
            raise UnreadableError(
                "Prices have no numbers. Say of what it is: `/billing price remove sessions`",
                t.phrase(1, 2), ("sessions", f"{COMMAND}price"))  # fmt: skip
        return read_price_place(t, 1)
    thing = "sessions" if what == "allowance" else "EUR"
    example = f"Try `/billing {what} remove {thing}`"
    return read_terms(t, 1, REMOVED, example)


def _with_terms(what: What, clauses: dict[str, Any]) -> tuple[str, ...]:
    """Return the whole command for each month, quarter and year."""
    of = clauses["unit"].plural if clauses.get("unit") else clauses.get("currency", "")
    whose = f" for {clauses['bot']}" if clauses.get("bot") else ""
    return tuple(f"{COMMAND}{what} {clauses['amount']} {of} per {each}{whose}" for each in Every)


def _with_measures(what: What, clauses: dict[str, Any]) -> tuple[str, ...]:
    """Return the whole command for the likeliest units or currencies."""
    whose = f" for {clauses['bot']}" if clauses.get("bot") else ""
    term = clauses.get("every", Every.MONTH)
    of = ("EUR", "USD", "GBP") if what == "budget" else ("sessions", "conversations", "requests")
    return tuple(f"{COMMAND}{what} {clauses['amount']} {each} per {term}{whose}" for each in of)


def _as_alert(clauses: dict[str, Any], currency: Currency) -> tuple[str, ...]:
    """Return the alert that watches an amount of an hour, a day or a week, as no allowance does."""
    unit, _ = clauses.get("short", ("", ""))
    if unit not in WATCHED or not (currency or "unit" in clauses):
        return ()
    amount = currency.in_full(clauses["amount"]) if currency else clauses["amount"]
    of = "cost" if currency else clauses["unit"].plural
    whose = f" for {clauses['bot']}" if clauses.get("bot") else ""
    return (f"{COMMAND}alert when {of} over {amount} per {unit}{whose}",)


def _set_allowance(what: What, clauses: dict[str, Any]) -> SetAllowance:
    example = EXAMPLES[what]
    refuse_each(what, clauses)
    currency = _measured(what, clauses)
    refuse_short(clauses, example, *_as_alert(clauses, currency))
    if "every" not in clauses and "fiscal" not in clauses:
        raise UnreadableError(
            f"Per month, quarter or year? {example}", "", _with_terms(what, clauses)
        )
    if "fiscal" in clauses and (more := clauses.keys() & {"start", "every"}):
        raise UnreadableError(
            "A fiscal year says when it begins: leave the other "
            f"{'start' if 'start' in more else 'term'} out. "
            f"{example.partition(' per ')[0]} per fiscal year`"
        )
    day, month = clauses.get("start", (1, None))
    every = clauses.get("every") or clauses["fiscal"]
    if month and every is Every.MONTH:
        raise UnreadableError(
            "A month's allowance begins on the same day in each. Try `per month from the "
            f"{ordinal(day)}`"
        )
    allowance = Allowance(
        unit=clauses.get("unit"),
        currency=currency,
        amount=clauses["amount"],
        every=every,
        from_day=day,
        from_month=month or 1,
    )
    return SetAllowance(allowance=allowance, bot=clauses.get("bot", ""), fiscal="fiscal" in clauses)


def _measured(what: What, clauses: dict[str, Any]) -> Currency:
    """Put the amount of a budget in its place, and return its currency; empty for an allowance.

    Raises UnreadableError where the amount, or the unit, is missing or too many.
    """
    example = EXAMPLES[what]
    if "money" not in clauses:
        if "amount" not in clauses or "per unit" in clauses:
            raise UnreadableError(f"How {'much' if what == 'budget' else 'many'}? {example}")
        if "unit" not in clauses and what == "budget":
            raise UnreadableError(
                f"In which currency? {example}", "", _with_measures(what, clauses)
            )
        if "unit" not in clauses:
            units = "sessions, conversations, requests, alerts or proactive messages"
            raise UnreadableError(f"Of what: {units}? {example}", "", _with_measures(what, clauses))
        if not 1 <= clauses["amount"] <= allowances.MOST:
            raise UnreadableError(f"An allowance is at least 1 and at most a trillion. {example}")
        return NO_CURRENCY
    money: Money = clauses["money"]
    amount, currency = money
    if more := clauses.keys() & {"per unit", "unit", "amount"}:
        unit = next((clauses[each].singular for each in more - {"amount"}), "session")
        price = f"price {amount:f} {currency} per {unit}"
        raise UnreadableError(
            f"A budget is an amount of money alone. If that's a price: `/billing {price}`",
            suggestions=(price,),
        )
    if not 0 < amount * ATOMS <= MOST_ATOMS or amount != round(amount, MOST_DECIMALS):
        raise UnreadableError(f"A budget is more than 0 and at most a trillion. {example}")
    clauses["amount"] = atoms_of(amount)
    return currency
