"""Compares a closed month with the figures of today."""

from collections.abc import Callable, Collection, Sequence
from typing import NamedTuple

from slackbot.domain.channel import Bot
from slackbot.domain.closes.pack import Close, Line, Pack
from slackbot.domain.money.cost import Cost
from slackbot.domain.money.currency import EXACT
from slackbot.domain.period import Period
from slackbot.domain.query import Unit, UsageQuery
from slackbot.domain.spelling import listed
from slackbot.domain.usage.fetching.job import Usage
from slackbot.domain.usage.report import ReportRow, UsageReport, joined

Live = Callable[[UsageReport], UsageReport]  # adds the costs of today


class Drift(NamedTuple):
    """The frozen figures of some days and bots beside those that are known today."""

    close: Close
    days: Period
    frozen: ReportRow
    live: ReportRow
    all_bots: bool = True

    @property
    def is_whole(self) -> bool:
        """Tell whether it is about the whole month, and all bots of the close."""
        return self.all_bots and self.days == self.close.pack.period

    @property
    def counts(self) -> dict[Unit, tuple[int, int]]:
        """The units whose complete figures differ, then and now."""
        then, now = self.frozen.whole, self.live.whole
        return {
            unit: (before, after)
            for unit in Unit
            if (before := then.get(unit)) is not None
            and (after := now.get(unit)) is not None
            and before != after
        }

    @property
    def costs(self) -> list[tuple[Cost, Cost]]:
        """The complete costs that differ by a coin or more, then and now."""
        return [
            (cost, now)
            for cost in self.frozen.costs
            if (now := self.live.cost(cost.key)) and _differ(cost, now)
        ]

    def describe(self) -> str:
        """Write both side by side; empty where nothing differs."""
        parts = [
            f"{before:,} → {after:,} {unit.plural} ({after - before:+,})"
            for unit, (before, after) in self.counts.items()
        ]
        parts += [_moved(then, now) for then, now in self.costs]
        if not parts:
            return ""
        pack = self.close.pack
        what = pack.month if self.days == pack.period else self.days.describe()
        short = self.close.short
        return f"{what} has changed since its close (pack {short}), then → now: {listed(parts)}"


def drift_of(
    close: Close, query: UsageQuery, bot_ids: Collection[str], usages: Sequence[Usage], live: Live
) -> Drift | None:
    """Compare the days of the close that the query is about, for the bots that both have.

    `live` adds the costs of today to a report of these days. None where there is no such day, where
    the query leaves days out, and where its days are of another zone.
    """
    pack = close.pack
    days = _shared_days(pack, query.period)
    bots = [bot for bot in pack.bots if bot.id in bot_ids]
    if days is None or not bots:
        return None
    first, count = (days.local_start.date() - pack.first).days, len(days.days)
    lines = [line for bot in bots for line in bot.days[first : first + count]]
    if len(bots) == len(pack.bots):
        lines = [*pack.days[first : first + count]]  # with the fees that are no bot's
    asked = UsageQuery(period=days, all_bots=True, units=query.units)
    named = tuple(Bot(id=bot.id, name=bot.name) for bot in bots)
    report = live(UsageReport.of(asked, named, usages))
    return Drift(close, days, _sum(lines), report.total, len(bots) == len(pack.bots))


def _shared_days(pack: Pack, period: Period) -> Period | None:
    """Return the whole days that the pack and the period have in common."""
    if period.zone != pack.zone or period.of_some_days:
        return None
    start, end = max(period.start, pack.period.start), min(period.end, pack.period.end)
    if start >= end:
        return None
    days = Period(start=start, end=end, zone=pack.zone)
    whole = Period.of_days(days.days[0], days.days[-1], pack.zone)
    return days if whole == days else None


def _sum(lines: Sequence[Line]) -> ReportRow:
    return joined("", [line.as_row("") for line in lines])


def _differ(then: Cost, now: Cost) -> bool:
    if then.whole is None or now.whole is None:
        return False
    return then.rounded != now.rounded


def _moved(then: Cost, now: Cost) -> str:
    before, after = then.whole or 0, now.whole or 0
    delta = EXACT.subtract(after, before)
    sign = "+" if delta > 0 else ""
    of_unit = f" for {then.unit.plural}" if then.unit else ""
    was, is_ = then.currency.describe(EXACT.add(before, 0)), now.describe()
    return f"{was} → {is_}{of_unit} ({sign}{then.currency.describe(delta)})"
