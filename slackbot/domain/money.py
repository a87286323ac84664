"""Prices of units, as a channel has set them: Kore.ai's API knows no prices."""

from collections.abc import Iterable
from decimal import ROUND_HALF_EVEN, Context, Decimal, Inexact
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from slackbot.domain.query import Unit

DIGITS = 60  # a price has at most some 20 digits, and so has a count
EXACT = Context(prec=DIGITS, traps=[Inexact])
MOST = 10**9
MOST_DECIMALS = 10
# ISO 4217, without its precious metals, funds and units of account.
CURRENCIES = frozenset(
    """AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD
    CAD CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP
    GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD
    KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN
    NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP
    SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VED VES
    VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG""".split()
)
# Decimal places of the currencies that do not have two, by the same standard.
DECIMALS = dict.fromkeys(
    "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF".split(), 0
) | dict.fromkeys("BHD IQD JOD KWD LYD OMR TND".split(), 3)

Amount = Annotated[Decimal, Field(ge=0, lt=MOST, decimal_places=MOST_DECIMALS)]


class Price(BaseModel):
    """The price of one unit for one bot, or without `bot_id` for all bots of a channel.

    `set_by` is its owner.
    """

    model_config = ConfigDict(frozen=True)

    unit: Unit
    amount: Amount
    currency: str = Field(pattern="^[A-Z]{3}$")
    bot_id: str = ""
    set_by: str = ""

    def describe(self) -> str:
        """`0.20 USD per conversation`, as it may be typed again."""
        return f"{self.amount:,f} {self.currency} per {singular(self.unit)}"


def cost(price: Price, count: int) -> Decimal:
    """Return the cost of `count` units in the price's currency: exact, not rounded."""
    return EXACT.multiply(price.amount, count)


def costs(counts: Iterable[tuple[Price, int]]) -> dict[str, Decimal]:
    """Sum the exact costs by currency: currencies are never added to each other."""
    sums: dict[str, Decimal] = {}
    for price, count in counts:
        before = sums.get(price.currency, Decimal())
        sums[price.currency] = EXACT.add(before, cost(price, count))
    return sums


def format_money(amount: Decimal, currency: str) -> str:
    """`1,234.50 USD`: rounded to the currency's smallest coin, halves to the even number."""
    coin = Decimal(1).scaleb(-DECIMALS.get(currency, 2))
    rounded = amount.quantize(coin, ROUND_HALF_EVEN, context=Context(prec=DIGITS))
    return f"{rounded:,f} {currency}"


def singular(unit: Unit) -> str:
    """Return the singular of the unit's word."""
    return unit.plural.removesuffix("s")
