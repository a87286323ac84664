"""The forms of allowances, budgets and prices: `allowance 40000 sessions per month`."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Final

from slackbot.domain.access.permission import Action
from slackbot.domain.allowance import Allowance
from slackbot.domain.calendar.arithmetic import LAST_DAY, Every, ordinal
from slackbot.domain.money.currency import ATOMS
from slackbot.domain.money.price import Price
from slackbot.domain.query import Unit
from slackbot.language.forms.form import (
    Field,
    FieldKind,
    Form,
    Here,
    Option,
    Values,
    given,
    joined,
    one,
)
from slackbot.language.forms.usage import UNITS, bot_field, for_bot

FLAT: Final = "flat"
TERMS: Final = tuple(Option(every, every.capitalize()) for every in Every)
DAYS: Final = tuple(Option(str(day), ordinal(day)) for day in range(1, LAST_DAY + 1))
MONTH_NAMES: Final = tuple(f"{date(2000, month, 1):%B}" for month in range(1, 13))
MONTH_OPTIONS: Final = tuple(Option(name, name) for name in MONTH_NAMES)
AMOUNT: Final = Field("amount", "Amount", FieldKind.TEXT, hint="Such as 40000.", required=True)
CURRENCY: Final = Field("currency", "Currency", FieldKind.TEXT, hint="Such as USD.", required=True)
UNIT: Final = Field("unit", "Of", FieldKind.CHOICE, UNITS, required=True)
PRICED: Final = (
    *(Option(unit.plural, f"Per {unit.singular}") for unit in Unit),
    Option(FLAT, "A flat fee"),
)
FIRST: Final = given(every=Every.MONTH, day="1")


def _term(values: Values, *, required: bool) -> tuple[Field, ...]:
    month = Field("month", "In", FieldKind.CHOICE, MONTH_OPTIONS, "The month in which one begins.")
    return (
        Field("every", "Each", FieldKind.CHOICE, TERMS, required=required),
        Field("day", "Starts on day", FieldKind.CHOICE, DAYS),
        *(() if one(values, "every") in ("", Every.MONTH) else (month,)),
    )


def _start(values: Values) -> str:
    """Write `month from the 1st`, `year starting 1 April`."""
    every, day = one(values, "every") or Every.MONTH, int(one(values, "day") or 1)
    if every == Every.MONTH:
        return f"{every} from the {ordinal(day)}"
    return f"{every} starting {day} {one(values, 'month') or MONTH_NAMES[0]}"


def _of_term(entry: Allowance | Price) -> Values:
    every = entry.every or Every.MONTH
    month = "" if every is Every.MONTH else MONTH_NAMES[entry.from_month - 1]
    return given(every=every, day=str(entry.from_day), month=month)


def _whose(here: Here, entry: Allowance | Price) -> str:
    id_ = entry.bot_id or entry.group
    return here.linked.names_by_id.get(id_, id_)


def _limit_fields(*measured: Field) -> Callable[[Here, Values, str], tuple[Field, ...]]:
    def fields(here: Here, values: Values, _: str) -> tuple[Field, ...]:
        return AMOUNT, *measured, *_term(values, required=True), bot_field(here)

    return fields


def _limit_words(kind: str) -> Callable[[Here, Values, str], str]:
    def words(_: Here, values: Values, __: str) -> str:
        of = one(values, "unit") or one(values, "currency")
        return joined(
            kind, one(values, "amount"), of, f"per {_start(values)}", for_bot(one(values, "bot"))
        )

    return words


def _limit_values(here: Here, entry: Allowance) -> Values:
    amount = Decimal(entry.amount) / ATOMS if entry.currency else Decimal(entry.amount)
    own = given(
        amount=f"{amount:f}",
        unit=entry.unit.plural if entry.unit else "",
        currency=entry.currency,
        bot=_whose(here, entry),
    )
    return {**own, **_of_term(entry)}


def _price_fields(here: Here, values: Values, _: str) -> tuple[Field, ...]:
    has_term = one(values, "unit") == FLAT or one(values, "included")
    included = Field(
        "included", "Included", FieldKind.TEXT, hint="Units of each term that are free."
    )
    return (
        AMOUNT._replace(hint="Such as 0.20."),
        CURRENCY,
        UNIT._replace(label="Charged", options=PRICED),
        *(() if one(values, "unit") == FLAT else (included,)),
        *(_term(values, required=False) if has_term else ()),
        Field("since", "Valid from", FieldKind.DATE, hint="Leave this empty for always."),
        bot_field(here),
    )


def _price_words(_: Here, values: Values, __: str) -> str:
    money, unit = joined(one(values, "amount"), one(values, "currency")), one(values, "unit")
    included, since = one(values, "included"), one(values, "since")
    per = f"flat each {_start(values)}" if unit == FLAT else f"per {unit.removesuffix('s')}"
    beyond = f"beyond {included} each {_start(values)}" if included else ""
    valid = f", from {_day(since)}" if since else ""
    price = joined("price", money, per, beyond)
    return joined(f"{price}{valid}", for_bot(one(values, "bot")))


def _day(iso: str) -> str:
    day = date.fromisoformat(iso)
    return f"{day.day} {MONTH_NAMES[day.month - 1][:3]} {day.year}"


def _price_values(here: Here, price: Price) -> Values:
    own = given(
        amount=f"{price.amount:f}",
        currency=price.currency,
        unit=price.unit.plural if price.unit else FLAT,
        included=str(price.included or ""),
        since=f"{price.valid_from or ''}",
        bot=_whose(here, price),
    )
    return {**own, **_of_term(price)}


ALLOWANCE: Final = Form(
    name="allowance",
    title="Set an allowance",
    submit="Save",
    action=Action.SET_MONEY,
    fields=_limit_fields(UNIT),
    words=_limit_words("allowance"),
    values=_limit_values,
    example=given(amount="40000", unit="sessions", every=Every.MONTH),
    first=lambda _: {**FIRST, **given(unit="sessions")},
)
BUDGET: Final = Form(
    name="budget",
    title="Set a budget",
    submit="Save",
    action=Action.SET_MONEY,
    fields=_limit_fields(CURRENCY),
    words=_limit_words("budget"),
    values=_limit_values,
    example=given(amount="5000", currency="EUR", every=Every.MONTH),
    first=lambda here: {**FIRST, **given(currency=here.currencies[:1])},
)
PRICE: Final = Form(
    name="price",
    title="Set a price",
    submit="Save",
    action=Action.SET_MONEY,
    fields=_price_fields,
    words=_price_words,
    values=_price_values,
    example=given(amount="0.20", currency="USD", unit="conversations"),
    first=lambda here: {**FIRST, **given(currency=here.currencies[:1], unit="conversations")},
)
