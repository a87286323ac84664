"""`cost over 500 € per month`: alerts watch units, so what the money buys is suggested instead."""

from collections.abc import Sequence
from typing import Final

from slackbot.domain.errors import UnreadableError
from slackbot.domain.money import CURRENCIES, Price, singular
from slackbot.language.alerts.clauses.windows import ADVERBS, WINDOWS
from slackbot.language.core.amounts import SIGNS, Money, read_money
from slackbot.language.core.readers import word
from slackbot.language.core.tokens import Text, even, tokens_of
from slackbot.language.core.words import UNITS

WORDS: Final = frozenset(
    "cost costs costing spend spends spending spent bill bills billed invoice invoices charge "
    "charges charged price prices money euro euros dollar dollars pound pounds".split()
)
ENGLISH: Final = frozenset("ALL CUP MAD PEN TOP TRY".split())  # more often words than currencies
NOT_MONEY: Final = "Alerts watch units, not money. Try `sessions over 10000 per month`"
MOST_TRIES: Final = 2


def is_money(this: str) -> bool:
    """Whether the word, in lower case, is about money."""
    return this in WORDS or this.upper() in SIGNS or this.upper() in CURRENCIES - ENGLISH


def in_units(text: str, prices: Sequence[Price]) -> UnreadableError | None:
    """What to type instead of a text about money, by the channel's prices; None where it is not
    about money, or where they do not say."""
    t = tokens_of(even(text))
    money = _money(t)
    if money is None or not money[0]:
        return None
    fitting = [each for each in prices if each.currency == money[1] and each.amount]
    if not fitting:
        return None
    tries = " Or: ".join(_instead(money, price, _window(t)) for price in fitting[:MOST_TRIES])
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


def _instead(money: Money, price: Price, window: str) -> str:
    """`At 0.05 EUR per session, 500 EUR are 10,000 sessions: try …`, rounded down: one more costs
    more than that."""
    count = int(money[0] / price.amount)
    word_ = singular(price.unit) if count == 1 else price.unit.plural
    return (
        f"At {price.describe()}, {money[0]:,f} {money[1]} are {count:,} {word_}: try "
        f"`{price.unit.plural} over {count} per {window}`"
    )
