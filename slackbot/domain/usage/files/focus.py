"""Writes costs in the FinOps Foundation's columns (FOCUS 1.2). docs/files.md has the mapping."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal

from slackbot.domain.grid import Cell, Grid
from slackbot.domain.group import GROUP_ID
from slackbot.domain.money.currency import EXACT
from slackbot.domain.usage.pricing import Charge

# Those that a data set must have, and those that say which bot and how much was used; in the order
# of their names. `x_` is FOCUS's prefix for columns of one's own.
HEADS = (
    *("BilledCost", "BillingAccountId", "BillingAccountName", "BillingCurrency"),
    *("BillingPeriodEnd", "BillingPeriodStart", "ChargeCategory", "ChargeClass"),
    *("ChargeDescription", "ChargeFrequency", "ChargePeriodEnd", "ChargePeriodStart"),
    *("ConsumedQuantity", "ConsumedUnit", "ContractedCost", "ContractedUnitPrice"),
    *("EffectiveCost", "InvoiceIssuerName", "ListCost", "PricingQuantity", "PricingUnit"),
    *("ProviderName", "PublisherName", "ResourceId", "ResourceName", "ResourceType"),
    *("ServiceCategory", "ServiceName", "SubAccountId", "SubAccountName", "x_Provisional"),
)
VENDOR = "Kore.ai"
SERVICE = "XO Platform"
CATEGORY = "AI and Machine Learning"  # one of FOCUS's
TERM = "Terms"  # the unit of a flat fee


def focus_of(
    charges: Sequence[Charge],
    names: Mapping[str, str],
    account: str,
    settled: datetime,
) -> Grid:
    """Return a row for each charge, with exact amounts.

    `names` are those of bots and groups by their ids; `account` is the id of the account that pays.
    Charges that end after `settled` are provisional.
    """
    rows = (_row(charge, names, account, settled) for charge in charges)
    return Grid("FOCUS", HEADS, [tuple(row[head] for head in HEADS) for row in rows])


def _row(
    charge: Charge, names: Mapping[str, str], account: str, settled: datetime
) -> dict[str, Cell]:
    price, bot = charge.price, charge.bot_id
    cost = EXACT.multiply(price.amount, charge.paid)
    unit = price.unit.plural.capitalize() if price.unit else TERM
    first = charge.start.astimezone(UTC).replace(day=1, hour=0, minute=0)
    after = first.replace(year=first.year + first.month // 12, month=first.month % 12 + 1)
    return {
        **dict.fromkeys(
            ("BilledCost", "ContractedCost", "EffectiveCost", "ListCost"), _exact(cost)
        ),
        "BillingAccountId": account,
        "BillingAccountName": None,
        "BillingCurrency": price.currency,
        "BillingPeriodStart": _moment(first),
        "BillingPeriodEnd": _moment(after),
        "ChargeCategory": "Usage" if price.unit else "Purchase",
        "ChargeClass": None,
        "ChargeDescription": f"{names.get(bot, bot) or 'All bots'}: {price.describe()}",
        "ChargeFrequency": "Usage-Based" if price.unit else "Recurring",
        "ChargePeriodStart": _moment(charge.start),
        "ChargePeriodEnd": _moment(charge.end),
        "ConsumedQuantity": charge.used if price.unit else None,
        "ConsumedUnit": unit if price.unit else None,
        "ContractedUnitPrice": _exact(price.amount),
        "InvoiceIssuerName": VENDOR,
        "PricingQuantity": charge.paid,
        "PricingUnit": unit,
        "ProviderName": VENDOR,
        "PublisherName": VENDOR,
        "ResourceId": bot or None,
        "ResourceName": names.get(bot) or None,
        "ResourceType": _kind(bot),
        "ServiceCategory": CATEGORY,
        "ServiceName": SERVICE,
        "SubAccountId": bot or None,
        "SubAccountName": names.get(bot) or None,
        "x_Provisional": "true" if charge.end > settled else "false",
    }


def _kind(id_: str) -> str | None:
    if not id_:
        return None
    return "Group of bots" if GROUP_ID.fullmatch(id_) else "Bot"


def _exact(amount: Decimal) -> Decimal:
    """Write it without zeros at the end, and not as a power of ten."""
    plain = EXACT.normalize(amount)
    return EXACT.quantize(plain, Decimal(1)) if plain == plain.to_integral_value() else plain


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
