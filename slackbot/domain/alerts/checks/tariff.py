"""Prices the usage of each hour, for rules about costs. docs/money.md has the rules."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Final, NamedTuple

from slackbot.domain.alerts.checks.series import (
    Hour,
    Series,
    hour_of,
    hours_by_bot,
    start_of,
    together,
)
from slackbot.domain.alerts.rule import AlertRule, Kind
from slackbot.domain.calendar.arithmetic import Every, Term, describe_start
from slackbot.domain.channel import Bot
from slackbot.domain.money.currency import atoms_of
from slackbot.domain.money.price import Price, PriceList, PricePlace
from slackbot.domain.period import Period, day_of, days_between
from slackbot.domain.query import Unit
from slackbot.domain.spelling import listed
from slackbot.domain.usage.fetching.job import Usage
from slackbot.domain.usage.pricing import Bill, BucketCounts, Meter, fees_due, is_all_of, lead_of

LONGEST_WINDOW: Final = timedelta(days=366)
NO_PRICE: Final = (
    "I can't watch the cost until this channel has a price. Set one: "
    "`/billing price 0.20 USD per conversation`"
)


class Tariff(NamedTuple):
    """A channel's prices, and all its bots, which may share an included amount."""

    prices: PriceList
    bots: tuple[Bot, ...]

    def units(self, rule: AlertRule) -> frozenset[Unit]:
        """Return the units whose figures a check of the rule needs."""
        if rule.unit:
            return frozenset((rule.unit,))
        return frozenset(price.unit for price in self._rates(rule) if price.unit)

    def bots_for(self, rule: AlertRule, bots: tuple[Bot, ...]) -> tuple[Bot, ...]:
        """Return the bots whose figures a check of the rule needs, if it is about `bots`."""
        shared = rule.currency and any(price.included for price in self.prices.prices)
        return self.bots if shared else bots

    def lead(self, rule: AlertRule, period: Period) -> Period:
        """Return the period, from the start of the terms whose included amounts it uses."""
        before = lead_of(self.prices, period) if rule.currency else None
        return period.model_copy(update={"start": before.start}) if before else period

    def refusal(self, rule: AlertRule) -> str:
        """Say why the rule cannot be measured by these prices; empty where it can."""
        if rule.unit:
            return ""
        own = [price for price in self.prices.prices if price.currency == rule.currency]
        others = sorted({price.currency for price in self.prices.prices})
        if not others:
            return NO_PRICE
        if not own:
            return (
                f"This channel's prices are in {listed(others)}, and I don't convert currencies. "
                f"Name an amount in {listed(others, 'or')}, or set a price in {rule.currency}"
            )
        if self.prices.apart:
            apart = [unit.plural for unit in Unit if unit in self.prices.apart]
            return (
                f"{listed(apart).capitalize()} count the same use and have prices of their own, so "
                f"their costs have no sum. Keep one: `/billing price remove {apart[0]}`"
            )
        if not self._rates(rule):
            return (
                f"The price in {rule.currency} is a flat fee, so its cost is known already. Set a "
                f"rate, too: `/billing price 0.20 {rule.currency} per conversation`"
            )
        if rule.kind is Kind.FORECAST:
            return self._no_forecast(rule)
        return ""

    def _no_forecast(self, rule: AlertRule) -> str:
        """Say why an included amount keeps the cost from being foreseen; empty where none does.

        It is used up first, so it is foreseen from the first day of its term, of all bots that
        share it, where nothing else has a rate.
        """
        rates = self._rates(rule)
        included = next((price for price in rates if price.included), None)
        if included is None or included.unit is None:
            return ""
        own = None
        if rule.every in ("month", "quarter", "year"):
            own = Term(Every(rule.every), rule.from_day, rule.from_month)
        alone = {price.place for price in rates} == {PricePlace(included.unit, "", "")}
        together = not (rule.each or rule.bot or rule.group)
        if alone and together and all(not p.included or p.term == own for p in rates):
            return ""
        every = f"per {included.every} from {describe_start(included.term)}"
        units = included.unit.plural
        if alone:
            return (
                "Of a cost beyond an included amount I can only forecast its own term, for all "
                f"bots together: `cost forecast over 500 {rule.currency} {every}`"
            )
        return (
            f"I can't forecast the cost of several rates of which one includes {units}. Forecast "
            f"the usage: `{units} forecast over 40000 per month`"
        )

    def free(self, rule: AlertRule, day: date) -> int:
        """Return what the included amount of a term is worth on that day, in atoms."""
        places = {price.place for price in self._rates(rule) if price.unit}
        valid = [price for place in places if (price := self.prices.at(place, day))]
        return sum(atoms_of(price.amount) * price.included for price in valid)

    def _rates(self, rule: AlertRule) -> list[Price]:
        return [
            price
            for price in self.prices.prices
            if price.currency == rule.currency and price.unit and price.amount
        ]


NO_TARIFF: Final = Tariff(PriceList(()), ())


def series_of(
    rule: AlertRule,
    bots: tuple[Bot, ...],
    usages: Iterable[Usage],
    settling: timedelta,
    tariff: Tariff = NO_TARIFF,
) -> Iterator[tuple[str, Series]]:
    """Return the hours of each bot with its id, or of all bots together with the id of the rule's
    group, which is empty for all bots."""
    apart = rule.each or bool(rule.bot and not rule.group)
    groups = [(bot.id,) for bot in bots] if apart else [tuple(bot.id for bot in bots)]
    if rule.unit:
        hours = hours_by_bot(usages, rule.unit, settling)
        for ids in groups:
            yield ids[0] if apart else rule.group, together([hours.get(id_, {}) for id_ in ids])
        return
    known = _Known.of(rule, bots, usages, settling, tariff)
    costs = known.costs(tariff.prices)
    latest = known.latest(tariff.prices) if rule.traits.foreseen else tariff.prices
    again = known.costs(latest) if latest is not tariff.prices else None
    for ids in groups:
        series = together([costs.get(id_, {}) for id_ in ids])
        at_latest = together([again.get(id_, {}) for id_ in ids]) if again else None
        yield (
            ids[0] if apart else rule.group,
            replace(
                series,
                fees=tuple(known.fees(ids, tariff)),
                at_latest_prices=at_latest,
                free=tariff.free(rule, known.last_day) if rule.traits.foreseen else 0,
            ),
        )


class _Known(NamedTuple):
    """The counts of all bots that matter, by unit, bot and hour, and the `asked` bots."""

    rule: AlertRule
    asked: frozenset[str]
    counts: Mapping[Unit, Mapping[str, Mapping[int, Hour]]]
    bot_ids: tuple[str, ...]
    first: int
    last: int

    @classmethod
    def of(
        cls,
        rule: AlertRule,
        bots: tuple[Bot, ...],
        usages: Iterable[Usage],
        settling: timedelta,
        tariff: Tariff,
    ) -> "_Known":
        """Sort what is known."""
        usages = tuple(usages)
        counts = {unit: hours_by_bot(usages, unit, settling) for unit in tariff.units(rule)}
        hours = [
            hour
            for own in counts.values()
            for known in own.values()
            if known
            for hour in (min(known), max(known) + 1)
        ]
        ids = tuple(sorted(bot.id for bot in tariff.bots_for(rule, bots)))
        asked = frozenset(bot.id for bot in bots)
        return cls(rule, asked, counts, ids, min(hours, default=0), max(hours, default=0))

    def costs(self, prices: PriceList) -> dict[str, dict[int, Hour]]:
        """Return the cost of each hour of the asked bots, in atoms, without flat fees."""
        bill = Bill(prices.apart)
        meter = Meter(prices, frozenset(self.counts), bill)
        settled: dict[int, bool] = {}
        for hour in range(self._begins(prices), self.last):
            start = start_of(hour)
            day, settled[hour] = day_of(start, self.rule.zone), True
            for bot_id in self.bot_ids:
                counts = {}
                for unit, own in self.counts.items():
                    known = own.get(bot_id, {}).get(hour)
                    if known and known.units is not None:
                        counts[unit] = known.units
                    settled[hour] &= known is None or known.settled
                is_asked = bot_id in self.asked and hour >= self.first
                meter.take(BucketCounts(start, bot_id, day, day, counts, is_asked), hour)
        cells = bill.cells()
        found: dict[str, dict[int, Hour]] = {bot_id: {} for bot_id in self.asked}
        for hour in range(self.first, self.last):
            for bot_id in self.asked:
                own_costs = cells.get((bot_id, hour), ())
                cost = next((each for each in own_costs if each.key == self._key), None)
                amount = atoms_of(cost.amount) if cost and cost.amount is not None else 0
                whole = None if cost and cost.missing else amount
                found[bot_id][hour] = Hour(whole, settled[hour], amount)
        return found

    @property
    def _key(self) -> tuple[str, Unit | None]:
        return self.rule.currency, None

    def _begins(self, prices: PriceList) -> int:
        """Return the first hour whose use counts: what is not known of a term is missing in it."""
        if self.first == self.last:
            return self.first
        zone = self.rule.zone
        period = Period(start=start_of(self.first), end=start_of(self.last), zone=zone)
        before = lead_of(prices, period)
        return hour_of(before.start) if before else self.first

    def fees(self, ids: tuple[str, ...], tariff: Tariff) -> Iterator[tuple[int, int]]:
        """Yield the flat fees of these bots, due since the first hour, and in the coming year."""
        if self.first == self.last:
            return
        zone, channel = self.rule.zone, {bot.id for bot in tariff.bots}
        first, last = (day_of(start_of(hour), zone) for hour in (self.first, self.last))
        for fee in fees_due(tariff.prices, days_between(first, last + LONGEST_WINDOW), zone):
            own = is_all_of(fee.price.place, ids, channel, tariff.prices)
            if own and fee.price.currency == self.rule.currency:
                yield hour_of(fee.start), atoms_of(fee.price.amount)

    def latest(self, prices: PriceList) -> PriceList:
        """Return the prices of the last day, as if they had always been valid, and nothing were
        included; the same ones where that changes nothing in these hours."""
        first, last = day_of(start_of(self.first), self.rule.zone), self.last_day
        if not any(first < p.begins <= last or p.included for p in prices.prices):
            return prices
        places = dict.fromkeys(price.place for price in prices.prices)
        valid = [price for place in places if (price := prices.at(place, last))]
        always = [price.model_copy(update={"valid_from": None, "included": 0}) for price in valid]
        return PriceList(always, prices.groups)

    @property
    def last_day(self) -> date:
        """The local day of the last hour."""
        return day_of(start_of(self.last - 1), self.rule.zone)
