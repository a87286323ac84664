"""Rules about money are refused with the units that the money buys."""

from decimal import Decimal

import pytest

from slackbot.domain.errors import UnreadableError
from slackbot.domain.money.price import Price
from slackbot.domain.query import Unit
from slackbot.language.alerts.money import in_units
from slackbot.language.alerts.reading import read_alert
from slackbot.language.context import ANYWHERE

SESSIONS = Price(unit=Unit.SESSION, amount=Decimal("0.05"), currency="EUR")
REQUESTS = Price(unit=Unit.REQUEST, amount=Decimal("0.3"), currency="EUR")
FREE = Price(unit=Unit.ALERT, amount=Decimal(0), currency="EUR")


@pytest.mark.parametrize(
    "text",
    [
        "cost over 500 € per month",
        "we spend more than 500 EUR per month",
        "costs rise 20 % on last month",
        "spend > $500 per day",
        "at 80 % of 2000 eur per month",
    ],
)
def test_money_is_not_watched(text: str) -> None:
    with pytest.raises(UnreadableError, match="Alerts watch units, not money"):
        read_alert(text, ANYWHERE)


def test_what_only_looks_like_a_currency_is_none() -> None:
    with pytest.raises(UnreadableError, match='could not read "all"'):
        read_alert("all > 500 per day", ANYWHERE)


@pytest.mark.parametrize(
    ("text", "prices", "said"),
    [
        (
            "cost over 500 € per month",
            (SESSIONS,),
            (
                "At 0.05 EUR per session, 500 EUR are 10,000 sessions: try "
                "`sessions over 10000 per month`"
            ),
        ),
        (
            "spend above €100.50 a day",
            (REQUESTS, FREE),
            "100.50 EUR are 335 requests: try `requests over 335 per day`",
        ),
        (
            "costs more than 1 EUR weekly",
            (REQUESTS,),
            "1 EUR are 3 requests: try `requests over 3 per week`",
        ),
        (
            "cost over 500 EUR per month",
            (SESSIONS, REQUESTS),
            "per month` Or: At 0.3 EUR per request, 500 EUR are 1,666 requests: try",
        ),
    ],
)
def test_what_the_money_buys_is_suggested(text: str, prices: tuple[Price, ...], said: str) -> None:
    refused = in_units(text, prices)
    assert refused is not None
    assert said in refused.message


@pytest.mark.parametrize(
    ("text", "prices"),
    [
        ("cost over 500 USD per month", (SESSIONS,)),
        ("cost over 500 per month", (SESSIONS,)),
        ("sessions over per day", (SESSIONS,)),
        ("cost over 500 EUR per month", (FREE,)),
        ("cost over 500 EUR per month", ()),
    ],
)
def test_without_a_price_nothing_is(text: str, prices: tuple[Price, ...]) -> None:
    assert in_units(text, prices) is None
