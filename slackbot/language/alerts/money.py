"""Suggests units for `cost over 500 € per month`: alerts watch units, and no money."""

from collections.abc import Sequence
from typing import Final

from slackbot.domain.errors import UnreadableError
from slackbot.domain.money.currency import CURRENCIES
from slackbot.domain.money.price import Price
from slackbot.domain.query import Unit
from slackbot.language.alerts.clauses.windows import WINDOWS
from slackbot.language.core.amounts import SIGNS, Money, read_money
from slackbot.language.core.pasted import even
from slackbot.language.core.readers import word
from slackbot.language.core.tokens import Text, tokens_of
from slackbot.language.core.words import ADVERBS, UNITS

WORDS: Final = frozenset(
    "cost costs costing spend spends spending spent bill bills billed invoice invoices charge "
    "charges charged price prices money euro euros dollar dollars pound pounds".split()
)
ENGLISH: Final = frozenset("ALL CUP MAD PEN TOP TRY".split())  # more often words than currencies
NOT_MONEY: Final = "Alerts watch units, not money. Try `sessions over 10000 per month`"
MOST_TRIES: Final = 2


def is_money(this: str) -> bool:
    """Tell whether the word, in lower case, is about money."""
    return this in WORDS or this.upper() in SIGNS or this.upper() in CURRENCIES - ENGLISH


def in_units(text: str, prices: Sequence[Price]) -> UnreadableError | None:
    """Return what to type instead of a text about money, by the channel's prices; None where the
    text is not about money, or where the prices do not tell."""
    t = tokens_of(even(text))
    money = _money(t)
    if money is None or not money[0]:
        return None
    fitting = [
        (price, price.unit)
        for price in prices
        if price.currency == money[1] and price.amount and price.unit and not price.included
    ]
    if not fitting:
        return None
    tries = " Or: ".join(_instead(money, *each, _window(t)) for each in fitting[:MOST_TRIES])
    return UnreadableError(f"Alerts watch units, not money. {tries}", text)


def _money(t: Text) -> Money | None:
    for i in range(len(t.words)):
        try:
            found = read_money(t, i)
        except UnreadableError:  # without a currency: any other number
            continue
        if found:
            return found[0]
    return None


def _window(t: Text) -> str:
    words = (word(t, i) for i in range(len(t.words)))
    units = (ADVERBS.get(each, UNITS.get(each, "")) for each in words)
    return next((unit for unit in units if unit in WINDOWS), "month")


def _instead(money: Money, price: Price, unit: Unit, window: str) -> str:
    """Write `At 0.05 EUR per session, 500 EUR are 10,000 sessions: try …`, rounded down: one more
    costs more than that."""
    count = int(money[0] / price.amount)
    word_ = unit.singular if count == 1 else unit.plural
    return (
        f"At {price.describe()}, {money[0]:,f} {money[1]} are {count:,} {word_}: try "
        f"`{unit.plural} over {count} per {window}`"
    )
