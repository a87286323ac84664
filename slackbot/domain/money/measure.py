"""The figure that limits are about: a count of a unit, or what usage costs in a currency."""

from typing import Self

from pydantic import model_validator

from slackbot.domain.frozen import FrozenModel
from slackbot.domain.money.currency import NO_CURRENCY, Currency, amount_of
from slackbot.domain.query import Unit, counted


class Measure(FrozenModel):
    """A unit, or without one the cost in a `currency`.

    Figures are whole numbers: of the unit, or of the currency's `ATOMS`.
    """

    unit: Unit | None
    currency: Currency = NO_CURRENCY

    @model_validator(mode="after")
    def _is_one(self) -> Self:
        if bool(self.unit) == bool(self.currency):
            raise ValueError("a figure is of a unit, or of costs in a currency")
        return self

    @property
    def what(self) -> str:
        """Name what is measured: `sessions`, `cost`."""
        return self.unit.plural if self.unit else "cost"

    def counted(self, figure: int) -> str:
        """Write a figure: `1,234 sessions`, `1,234.50 USD`."""
        return counted(figure, self.unit) if self.unit else self.number(figure)

    def number(self, figure: int) -> str:
        """Write a figure whose unit is known: `1,234`, `1,234.50 USD`."""
        return f"{figure:,}" if self.unit else self.currency.describe(amount_of(figure))

    def limit(self, figure: int) -> str:
        """Write a limit, exactly as it may be typed: `40,000 sessions`, `5,000 EUR`."""
        return counted(figure, self.unit) if self.unit else self.level(figure)

    def level(self, figure: int) -> str:
        """Write a limit whose unit is known: `40,000`, `5,000 EUR`."""
        return f"{figure:,}" if self.unit else self.currency.in_full(figure)
