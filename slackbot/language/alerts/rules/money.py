"""Finds the currency of a rule about costs: its amounts say it, or the channel's prices do."""

from collections.abc import Iterator, Sequence
from typing import Final

from slackbot.domain.alerts.checks.tariff import NO_PRICE
from slackbot.domain.alerts.rule import TRAITS, Kind
from slackbot.domain.errors import UnreadableError
from slackbot.domain.money.currency import ATOMS, NO_CURRENCY, Currency
from slackbot.domain.money.price import Price
from slackbot.domain.spelling import listed
from slackbot.domain.usage.comparison import FLOOR
from slackbot.language.alerts.rules.kinds import KINDS, Parts
from slackbot.language.core.clause_reader import ReadClause, ReadClauses

EXAMPLE: Final = "Try `cost over 500 USD per month`"
AMOUNTS: Final = frozenset(("compared", "floor", "allowance"))


def currency_of(clauses: ReadClauses, kind: Kind, prices: Sequence[Price]) -> Currency:
    """Return the currency; empty for a rule about a unit. Raises UnreadableError where the rule is
    about both, or where it is not clear which currency is meant."""
    currencies = {each for each, _ in _currencies(clauses)}
    if not currencies and "cost" not in clauses:
        return NO_CURRENCY
    if "unit" in clauses:
        words = clauses["unit"][0].words
        raise UnreadableError(
            f'A cost is of all units that have a price here. Leave "{words}" out: {EXAMPLE}', words
        )
    if not TRAITS[kind].priced:
        raise UnreadableError(
            f"I can't watch for that in costs, only in units. {KINDS[kind].example}"
        )
    if len(currencies) > 1:
        words = [clause.words for _, clause in _currencies(clauses)][-1]
        raise UnreadableError(
            f'"{words}" is in another currency. Set up an alert for each currency', words
        )
    return currencies.pop() if currencies else _only(clauses, kind, prices)


def _currencies(clauses: ReadClauses) -> Iterator[tuple[Currency, ReadClause]]:
    """Yield each currency that the rule names."""
    for name, of_kind in clauses.items():
        for clause in of_kind:
            if name == "currency":
                yield clause.value, clause
            elif name in AMOUNTS and clause.value.currency:
                yield clause.value.currency, clause


def _only(clauses: ReadClauses, kind: Kind, prices: Sequence[Price]) -> Currency:
    """Return the currency of all prices, where the rule names no amount of money."""
    known = sorted({price.currency for price in prices})
    if not known:
        raise UnreadableError(NO_PRICE, suggestions=("help price",))
    if kind is not Kind.CHANGE:
        words = next((each.words for each in clauses.get("compared", ())), "")
        amount = f"`cost over 500 {known[0]} per month`"
        raise UnreadableError(f'"{words}": in which currency? Try {amount}', words)
    if len(known) > 1:
        raise UnreadableError(
            f"In which currency? This channel's prices are in {listed(known)}. Try "
            f"`cost in {known[0]} up 30% on last week`"
        )
    return known[0]


def in_money(clauses: ReadClauses, parts: Parts) -> Parts:
    """Return the parts of a rule about costs, whose floor is an amount of money."""
    if parts.fields.get("base") is None:
        return parts
    least = next((each.value for each in clauses.get("floor", ())), None)
    named = parts.fields.get("floor")
    has_currency = least.currency if least else _floor_has_currency(clauses)
    floor = FLOOR * ATOMS if named is None else named if has_currency else named * ATOMS
    return parts._replace(fields={**parts.fields, "floor": floor})


def _floor_has_currency(clauses: ReadClauses) -> bool:
    return any(each.value.currency for each in clauses.get("compared", ()))
