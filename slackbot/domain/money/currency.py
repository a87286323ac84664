"""Currencies, and how amounts of them are written. Kore.ai's API knows no prices."""

from decimal import ROUND_HALF_UP, Context, Decimal, Inexact
from typing import Annotated, Final

from pydantic import Field
from pydantic_core import core_schema

DIGITS = 60  # a price has at most some 20 digits, and so has a count
EXACT = Context(prec=DIGITS, traps=[Inexact])
ROUNDED = Context(prec=DIGITS, rounding=ROUND_HALF_UP)
MOST = 10**9
MOST_DECIMALS = 10
# Limits and their levels are whole numbers of atoms: no amount of money has a fraction of one.
ATOMS = 10**MOST_DECIMALS
MOST_ATOMS = 10**12 * ATOMS
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


class Currency(str):
    """A currency, by its code, which says how amounts of it are written. It is stored as the code.

    It is empty where a figure is no money.
    """

    __slots__ = ()

    @classmethod
    def __get_pydantic_core_schema__(cls, *_: object) -> core_schema.CoreSchema:
        code = core_schema.str_schema(pattern="^([A-Z]{3})?$")
        read = core_schema.no_info_after_validator_function(cls, code)
        own = core_schema.is_instance_schema(cls)
        either = core_schema.union_schema([own, read], mode="left_to_right")
        return core_schema.json_or_python_schema(read, either)

    def rounded(self, amount: Decimal, more: int = 0) -> Decimal:
        """Round the amount to the smallest coin, or `more` decimals beyond it, halves away from
        zero."""
        coin = Decimal(1).scaleb(-DECIMALS.get(self, 2) - more)
        return amount.quantize(coin, context=ROUNDED)

    def describe(self, amount: Decimal, more: int = 0) -> str:
        """Write `1,234.50 USD`, rounded."""
        return f"{self.rounded(amount, more):,f} {self}"

    def in_full(self, atoms: int) -> str:
        """Write an amount exactly, as it may be typed: `5,000 EUR`, `0.50 USD`, `0.0012 USD`."""
        amount = amount_of(atoms)
        if amount == amount.to_integral_value():
            return f"{int(amount):,} {self}"
        coin = self.rounded(amount)
        return f"{coin if coin == amount else amount.normalize():,f} {self}"


NO_CURRENCY: Final = Currency()


def atoms_of(amount: Decimal) -> int:
    """Return the amount in atoms, exactly."""
    return int(EXACT.multiply(amount, ATOMS))


def amount_of(atoms: int) -> Decimal:
    """Return the amount of so many atoms, exactly."""
    return Decimal(atoms).scaleb(-MOST_DECIMALS, context=EXACT)
