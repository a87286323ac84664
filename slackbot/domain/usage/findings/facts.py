"""Writes the facts that a question asks for, each as a sentence."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from operator import itemgetter
from typing import Final, NamedTuple

from slackbot.domain.allowance import ChannelAllowances
from slackbot.domain.channel import ChannelBots
from slackbot.domain.money.cost import Cost, per_unit
from slackbot.domain.query import AskedFact, Fact, Grouping, Unit, counted
from slackbot.domain.spelling import listed, number_of
from slackbot.domain.usage.fetching.job import Usage
from slackbot.domain.usage.findings.insight import (
    busiest,
    format_row,
    quietest,
    sessions_per_conversation,
)
from slackbot.domain.usage.findings.movers import cost_movers, movers_of
from slackbot.domain.usage.findings.outlook import outlook_of
from slackbot.domain.usage.findings.usual import UnusualDay, unusual_days
from slackbot.domain.usage.groups import grouped
from slackbot.domain.usage.limits import shares_of
from slackbot.domain.usage.report import ReportRow, UsageReport, joined

MOST_UNUSUAL = 3
NO_ALLOWANCE = (
    "No allowance is set in this channel. Set one: `/billing allowance 40000 sessions per month`"
)
NO_PRICE = (
    "I can't tell the cost until this channel has a price. Set one: "
    "`/billing price 0.20 USD per conversation`"
)
NOT_PRICED = (
    "No price of this channel is for this, and no flat fee is due in it. `/billing price` shows "
    "what is set"
)
NO_BOTS: Final = ChannelBots()
BEFORE_COST: Final = (Fact.CHANGE, Fact.FORECAST)
FEW = 10  # an average below it is shown with a decimal


class KnownFigures(NamedTuple):
    """The figures and settings from which facts are made.

    `usages` hold the figures of the report, and for unusual days also those of the eight weeks
    before. `whole`: the report is about all bots of the channel. `linked` are the
    channel's bots and groups.
    """

    report: UsageReport
    usages: Sequence[Usage]
    allowances: ChannelAllowances
    now: datetime
    settling: timedelta
    whole: bool
    linked: ChannelBots = NO_BOTS

    @property
    def compared(self) -> tuple[tuple[ReportRow, ...], str]:
        """The rows that are compared by what they used, and the word for them."""
        rows = grouped(self.report, self.linked).by_bot
        return rows, "groups" if self.report.query.by_group else "bots"

    @property
    def units(self) -> tuple[Unit, ...]:
        """The units asked for, or else the one that is used first in Kore.ai's order."""
        return self.report.query.units or self.report.shown_units[:1]

    def rows(self, per: Grouping | None) -> tuple[Grouping | None, tuple[ReportRow, ...]]:
        """Return the rows of this size, or those of the report."""
        report = self.report
        if per in {None, report.grouping}:
            return report.grouping, report.by_bucket
        query = report.query.model_copy(update={"grouping": per})
        found = UsageReport.of(query, report.bots, self.usages, settling=self.settling)
        return per, found.by_bucket


def facts_of(known: KnownFigures) -> tuple[str, ...]:
    """Write the facts that the question of the report asks for, in its order; after them the cost
    if the channel always wants it."""
    report = known.report
    # Why a cost moved, and what it may come to, comes before the cost, wherever the words are.
    asked = sorted(report.query.facts, key=lambda each: each.fact not in BEFORE_COST)
    sentences = [words for each in asked for words in _FACTS[each.fact](known, each)]
    if report.leads_with_cost and not report.query.is_about_money:
        sentences += total_costs(report)
    return tuple(dict.fromkeys(sentences))


def _forecast(known: KnownFigures, _: AskedFact) -> Iterable[str]:
    report = known.report
    query = report.query.model_copy(update={"units": known.units})
    if found := outlook_of(report.model_copy(update={"query": query}), known.now):
        return found
    if not report.query.running:
        return ("This period is over, so there is nothing left to forecast",)
    return ("There is too little history for a forecast yet",)


def _busiest(known: KnownFigures, asked: AskedFact) -> Iterator[str]:
    high = asked.fact is Fact.BUSIEST
    find, word = (busiest, "Busiest") if high else (quietest, "Quietest")
    size, rows = known.rows(asked.per)
    name = f"{word} {size}" if size else word
    for unit in known.units:
        if row := find(rows, unit):
            count = row.counts[unit] or 0
            yield f"{name}: {format_row(row, size)} with {counted(count, unit)}"
        else:
            yield (
                f"There is no {name.lower()} for {unit.plural}: that takes three {size or 'row'}s "
                "that differ, with all figures"
            )


def _average(known: KnownFigures, asked: AskedFact) -> Iterator[str]:
    size, rows = known.rows(asked.per or Grouping.DAY)
    for unit in known.units:
        counts = [row.whole[unit] for row in rows if not row.partial]
        whole = [count for count in counts if count is not None]
        if not whole:
            yield f"There is no whole {size} of {unit.plural} to take the average of"
            continue
        mean = sum(whole) / len(whole)
        figure = f"{mean:,.0f}" if mean >= FEW else f"{mean:,.1f}"
        over = number_of(len(whole), f"whole {size}")
        yield f"On average {figure} {unit.plural} per {size}, over {over}"


def _length(known: KnownFigures, _: AskedFact) -> Iterable[str]:
    report = known.report
    ratio = sessions_per_conversation(report.total.whole)
    if ratio is None:
        return ("Sessions per conversation are not known: Kore.ai sent too few figures for it",)
    earlier = report.previous and sessions_per_conversation(report.previous.whole)
    before = f" ({earlier:.2f} before)" if earlier else ""
    return (f"{ratio:.2f} sessions per conversation{before}",)


def _change(known: KnownFigures, _: AskedFact) -> Iterator[str]:
    if known.report.query.is_about_money:
        yield from cost_movers(known.report)
    for unit in known.units:
        movers = movers_of(known.report, unit)
        if movers is None:
            what = "did not change" if known.report.changes else "have nothing to compare with"
            yield f"{unit.plural.capitalize()} {what}"
            continue
        yield movers.describe()
        if not movers.by_bot and (causes := movers.total.causes()):
            yield f"{causes[0].upper()}{causes[1:]}"


def _unusual(known: KnownFigures, _: AskedFact) -> Iterator[str]:
    report = known.report
    units = known.report.query.units or known.report.shown_units
    usual = unusual_days(
        report.query.period, report.bots, units, known.usages, known.settling,
        report.query.holidays,
    )  # fmt: skip
    if not usual.unusual:
        yield usual.describe()
        return
    yield from map(_unusual_day, usual.unusual[:MOST_UNUSUAL])
    if (more := len(usual.unusual) - MOST_UNUSUAL) > 0:
        yield f"{more:,} more unusual figures"


def _unusual_day(day: UnusualDay) -> str:
    return f"Unusual: {day.bot}, {day.describe()}"


def _allowance(known: KnownFigures, _: AskedFact) -> Iterable[str]:
    """Write what is left; only of budgets where they are asked for, and there are any."""
    report, budgets = known.report, [each for each in known.allowances.allowances if not each.unit]
    if any(each.by_cost for each in report.query.facts) and budgets:
        only = known.allowances.model_copy(update={"allowances": tuple(budgets)})
        known = known._replace(allowances=only)
    if found := (*_shares(known, report), *_shares_of_bots(known)):
        return tuple(f"{each[0].upper()}{each[1:]}" for each in found)
    if not known.allowances.allowances:
        return (NO_ALLOWANCE,)
    limits = known.allowances.allowances
    kind = limits[0].kind if len({each.kind for each in limits}) == 1 else "allowance or budget"
    kept_limits = listed(each.describe() for each in limits)
    return (f"No {kind} is for just this. Set here: {kept_limits}. Try `/billing what is left`",)


def _shares(known: KnownFigures, report: UsageReport) -> Iterator[str]:
    groups = known.linked.bots_by_group
    return shares_of(report, known.allowances, known.now, whole=known.whole, groups=groups)


def _shares_of_bots(known: KnownFigures) -> Iterator[str]:
    """Yield the shares of bots and groups with allowances of their own, where there are several
    bots."""
    report, apart = known.report, known._replace(whole=False)
    if len(report.bots) < 2:
        return
    rows = dict(zip(report.bots, report.by_bot, strict=True))
    parts = [(bot.name, {bot: row}) for bot, row in rows.items()]
    for group in known.linked.groups:
        own = {bot: row for bot, row in rows.items() if bot.id in group.bot_ids}
        if 1 < len(own) < len(rows):
            parts.append((group.name, own))
    for name, own in parts:
        total = joined(name, tuple(own.values()))
        alone = {"bots": tuple(own), "total": total, "history": {}, "usually_over": {}}
        for share in _shares(apart, report.model_copy(update=alone)):
            yield f"{name}: {share}"


def _cost(known: KnownFigures, asked: AskedFact) -> Iterable[str]:
    report = known.report
    if not known.allowances.prices:
        return (NO_PRICE,)
    if not any(cost.amount is not None for cost in report.total.costs):
        return (NOT_PRICED,)
    if asked.unit:
        return _cost_per(report, asked.unit)
    if asks_why(report):
        return _costs_beside(report)
    return total_costs(report)


def asks_why(report: UsageReport) -> bool:
    """Tell whether it asks why the cost has changed, and the answer can tell."""
    change = any(asked.fact is Fact.CHANGE for asked in report.query.facts)
    return change and bool(report.cost_changes)


def _costs_beside(report: UsageReport) -> list[str]:
    """Write `12,808.80 USD, after 12,465.20 USD`, as how they differ is said already."""
    costs = []
    for cost in report.total.costs:
        change = report.cost_changes.get(cost.key)
        before = f", after {change.currency.describe(change.before)}" if change else ""
        costs.append(f"{cost.describe()}{before}")
    return costs


def total_costs(report: UsageReport) -> list[str]:
    """Write the fact of the total cost, in each currency: `1,234.50 USD, up 120.00 USD (10.8%)`."""
    return [_with_change(cost, report) for cost in report.total.costs]


def _with_change(cost: Cost, report: UsageReport) -> str:
    """The unit comes first if it is shown apart."""
    cost_text = (
        f"{cost.unit.plural.capitalize()}: {cost.describe()}" if cost.unit else cost.describe()
    )
    change = report.cost_changes.get(cost.key)
    if change is None:
        return cost_text
    if not change.delta:
        return f"{cost_text}, the same as before"
    share = f" ({abs(change.percent):.1f}%)" if change.percent is not None else ""
    return f"{cost_text}, {'up' if change.delta > 0 else 'down'} {change.size}{share}"


def _cost_per(report: UsageReport, unit: Unit) -> Iterator[str]:
    """Yield `0.0123 USD per session: 1,234.50 USD for 100,000 sessions`."""
    count = report.total.whole.get(unit)
    for cost in report.total.costs:
        if cost.unit in (None, unit):
            each = per_unit(cost, unit, count)
            yield (
                f"{each}: {cost.describe()} for {counted(count or 0, unit)}"
                if each
                else f"The cost per {unit.singular} isn't known: figures are missing"
            )


def _bot(known: KnownFigures, asked: AskedFact) -> Iterator[str]:
    report, top = known.report, asked.fact is Fact.TOP_BOT
    if report.query.is_about_money:
        yield from _bot_by_cost(known, top=top)
        return
    compared, what = known.compared
    for unit in known.units:
        rows = [row for row in compared if row.whole[unit] is not None]
        if len(rows) < 2:
            yield f"There are no two {what} with {unit.plural} to compare"
            continue
        best = (max if top else min)(rows, key=lambda row: row.counts[unit] or 0)
        count, total = best.counts[unit] or 0, report.total.counts[unit] or 0
        share = f", {count / total:.0%} of all" if total else ""
        most = "most" if top else "least"
        yield f"{best.label} used the {most}: {counted(count, unit)}{share}"


def _bot_by_cost(known: KnownFigures, *, top: bool) -> Iterator[str]:
    """Yield the bot that costs the most or the least; of each currency, as none are added."""
    report, (compared, things) = known.report, known.compared
    if not report.total.costs:
        yield NOT_PRICED if known.allowances.prices else NO_PRICE
    for total in report.total.costs:
        own = [
            (cost.amount, row.label)
            for row in compared
            for cost in row.costs
            if cost.key == total.key and cost.whole is not None
        ]
        costs = [(amount, label) for amount, label in own if amount is not None]
        what = f" of {total.unit.plural}" if total.unit else ""
        if len(costs) < 2:
            yield f"There are no two {things} with a cost{what} in {total.currency} to compare"
            continue
        amount, label = (max if top else min)(costs, key=itemgetter(0))
        share = f", {amount / total.amount:.0%} of all" if total.amount else ""
        money = total.currency.describe(amount)
        yield f"{label} cost the {'most' if top else 'least'}{what}: {money}{share}"


_FACTS: Final[Mapping[Fact, Callable[[KnownFigures, AskedFact], Iterable[str]]]] = {
    Fact.FORECAST: _forecast,
    Fact.BUSIEST: _busiest,
    Fact.QUIETEST: _busiest,
    Fact.AVERAGE: _average,
    Fact.LENGTH: _length,
    Fact.CHANGE: _change,
    Fact.UNUSUAL: _unusual,
    Fact.ALLOWANCE: _allowance,
    Fact.COST: _cost,
    Fact.TOP_BOT: _bot,
    Fact.LAST_BOT: _bot,
}
