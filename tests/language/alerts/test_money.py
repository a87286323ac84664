"""Rules about costs: their currency, their amounts, and what they cannot be about."""

from dataclasses import replace
from decimal import Decimal

import pytest

from slackbot.domain.alerts.describe import describe, describe_typed
from slackbot.domain.allowance import ChannelAllowances
from slackbot.domain.errors import UnreadableError
from slackbot.domain.money.currency import Currency
from slackbot.domain.money.price import Price
from slackbot.domain.query import Unit
from slackbot.language.alerts.change import read_change
from slackbot.language.alerts.reading import read_alert
from slackbot.language.context import ANYWHERE, ReadingContext

EUR = Price(unit=Unit.SESSION, amount=Decimal("0.05"), currency=Currency("EUR"))
USD = Price(unit=Unit.ALERT, amount=Decimal("0.3"), currency=Currency("USD"))


def _priced(*prices: Price) -> ReadingContext:
    return replace(ANYWHERE, allowances=ChannelAllowances.of((), prices))


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("cost over 500 € per month", "cost over 500 EUR per month from the 1st"),
        ("the cost > $500.50 per day", "cost over 500.50 USD per day"),
        ("we spend more than 5k EUR per quarter", "cost over 5,000 EUR per quarter from 1 Jan"),
        ("our bill reaches 500 and 1000 USD per month",
         "cost at least 500 USD and 1,000 USD per month from the 1st"),
        ("cost in any 24 h over 0.005 USD", "cost over 0.005 USD in any 24 h"),
        ("cost under 20 USD per day", "cost under 20 USD per day"),
        ("at 80 and 100% of 5000 EUR per month",
         "at 80 and 100% of 5,000 EUR per month from the 1st"),
        ("cost forecast over 500 USD per year", "cost forecast over 500 USD per year from 1 Jan"),
        ("we will spend more than 500 USD per month",
         "cost forecast over 500 USD per month from the 1st"),
        ("costs rise 20% on last month",
         "cost up at least 20% on the month before, and by at least 20 EUR"),
        ("the cost rises 30% week over week and at least 100 EUR",
         "cost up at least 30% on the week before from Monday, and by at least 100 EUR"),
        ("cost in EUR up 30% on last week and at least 100",
         "cost up at least 30% on the week before from Monday, and by at least 100 EUR"),
    ],
)  # fmt: skip
def test_costs_are_watched(text: str, meaning: str) -> None:
    rule = read_alert(text, _priced(EUR))
    assert describe(rule).removesuffix(", for all bots together (UTC)") == meaning
    assert read_alert(describe_typed(rule), ANYWHERE) == rule


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("cost over 500 per month", 'in which currency. Try `cost over 500 EUR per month`'),
        ("cost over 500 dollars per month", 'Which "dollars". Write the currency as in `500 USD`'),
        ("cost over 500 USD and 600 EUR per month", "two currencies"),
        ("cost up 30 % on last week and by 5 GBP in USD", "another currency|couldn't read"),
        ("cost of sessions over 500 USD per month", 'Leave "sessions" out'),
        ("cost unusual for the weekday", "only in units"),
        ("all > 500 per day", 'couldn\'t read "all"'),
        ("cost over 0 EUR and 0.00000000001 EUR per day", "decimals"),
    ],
)  # fmt: skip
def test_what_is_not_clear_is_refused(text: str, refusal: str) -> None:
    with pytest.raises(UnreadableError, match=refusal.replace(". ", ".? ")):
        read_alert(text, _priced(EUR))


def test_a_change_is_in_the_currency_of_the_prices() -> None:
    with pytest.raises(UnreadableError, match="until this channel has a price"):
        read_alert("cost up 30% on last week", ANYWHERE)
    with pytest.raises(UnreadableError, match=r"prices are in EUR and USD\. Try `cost in EUR up"):
        read_alert("cost up 30% on last week", _priced(EUR, USD))
    assert read_alert("cost in USD up 30% on last week", _priced(EUR, USD)).currency == "USD"


def test_an_amount_is_changed() -> None:
    old = read_alert("at 80% of 5000 EUR per month", ANYWHERE)
    assert "80% of 6,000 EUR" in describe(read_change("6000 EUR", old, ANYWHERE))
    old = read_alert("cost over 500 EUR per month", ANYWHERE)
    assert "over 0.50 EUR per month" in describe(read_change("0.50 EUR", old, ANYWHERE))
