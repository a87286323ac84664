"""A cost: exact, in one currency, and a lower bound where figures are missing."""

from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from slackbot.domain.frozen import FrozenModel
from slackbot.domain.money.currency import EXACT, ROUNDED, Currency
from slackbot.domain.query import Unit

Key = tuple[Currency, Unit | None]


class Cost(FrozenModel):
    """The exact cost in a currency; None where none is known.

    `unit` is one whose costs are shown apart from all others. `missing`: a part is not known, and
    the true cost is at least this, as neither usage nor prices are negative.
    """

    currency: Currency
    unit: Unit | None = None
    amount: Decimal | None = None
    missing: bool = False

    @property
    def key(self) -> Key:
        """The key of the costs that may be added to this one."""
        return self.currency, self.unit

    @property
    def is_least(self) -> bool:
        """Tell whether it is a lower bound."""
        return self.missing and self.amount is not None

    @property
    def rounded(self) -> Decimal | None:
        """The known cost as it is written."""
        return None if self.amount is None else self.currency.rounded(self.amount)

    @property
    def whole(self) -> Decimal | None:
        """The complete cost: only this can be compared."""
        return None if self.missing else self.amount

    def describe(self) -> str:
        """Write `1,234.50 USD`, `at least 1,234.50 USD`, `–`."""
        if self.amount is None:
            return "–"
        return f"{'at least ' if self.missing else ''}{self.currency.describe(self.amount)}"


class CostChange(NamedTuple):
    """The difference of two complete costs of one currency, exact."""

    currency: Currency
    before: Decimal
    after: Decimal

    @property
    def delta(self) -> Decimal:
        """The difference."""
        return EXACT.subtract(self.after, self.before)

    @property
    def size(self) -> str:
        """Write the difference without its sign: `120.00 USD`."""
        return self.currency.describe(abs(self.delta))

    @property
    def percent(self) -> float | None:
        """The difference in percent of what it was before; None where that was nothing."""
        return float(100 * self.delta / self.before) if self.before else None


def changes_of(now: Iterable[Cost], before: Iterable[Cost]) -> dict[Key, CostChange]:
    """Return the change of each cost that is complete on both sides."""
    earlier = {cost.key: cost.whole for cost in before}
    found = {}
    for cost in now:
        then = earlier.get(cost.key)
        if cost.whole is not None and then is not None:
            found[cost.key] = CostChange(cost.currency, then, cost.whole)
    return found


def per_unit(cost: Cost, unit: Unit, count: int | None) -> str:
    """Write `0.0012 USD per session`; empty unless both are complete and there is a count."""
    if cost.whole is None or not count:
        return ""
    each = ROUNDED.divide(cost.whole, count)
    return f"{cost.currency.describe(each, more=2)} per {unit.singular}"


def added(costs: Iterable[Iterable[Cost]]) -> tuple[Cost, ...]:
    """Add the costs of several rows. Only those of the same key are added to each other."""
    sums: dict[Key, Cost] = {}
    for cost in (cost for own in costs for cost in own):
        before = sums.get(cost.key)
        sums[cost.key] = _sum(before, cost) if before else cost
    return tuple(sums[key] for key in sorted(sums, key=_place))


def _sum(one: Cost, other: Cost) -> Cost:
    known = [amount for amount in (one.amount, other.amount) if amount is not None]
    amount = EXACT.add(known[0], known[-1]) if len(known) == 2 else next(iter(known), None)
    missing = one.missing or other.missing
    return one.model_copy(update={"amount": amount, "missing": missing})


def _place(key: Key) -> tuple[int, str]:
    currency, unit = key
    return list(Unit).index(unit) if unit else -1, currency
