"""Movers: the parts of a change, which add up to it exactly."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Self

from slackbot.domain.frozen import FrozenModel
from slackbot.domain.money.cost import Key
from slackbot.domain.money.currency import EXACT
from slackbot.domain.period import Period
from slackbot.domain.query import Grouping, Unit
from slackbot.domain.usage.report import UsageReport, sum_known
from slackbot.domain.usage.table import FLAT_FEE

MOST_PARTS = 3
SMALL = 20  # a cause is not worth its figures if the other one is that many times as large

Counts = Mapping[Unit, int | None]


class Mover(FrozenModel):
    """A part of a change. `volume` and `length` sum to it, where both are known.

    `volume` is the effect of more conversations, `length` of more sessions per conversation.
    """

    label: str
    before: int
    after: int
    volume: int | None = None
    length: int | None = None
    new: bool = False  # the bot is known to have had no usage before

    @property
    def delta(self) -> int:
        """The size of the move."""
        return self.after - self.before

    def describe(self) -> str:
        """Write `SupportBot +1,500`, `SalesBot +340 (new)`."""
        return f"{self.label} {signed(self.delta)}{' (new)' if self.new else ''}"

    def causes(self) -> str:
        """Write `+1,200 from more conversations, +300 from more sessions in each`, where known;
        `nearly all from more conversations, not longer ones` where one of the two is small."""
        if self.volume is None or self.length is None:
            return ""
        larger, smaller = sorted((self.volume, self.length), key=abs, reverse=True)
        if abs(smaller) * SMALL < abs(larger):
            more = larger > 0
            if larger == self.volume:
                kind, other = ("more", "longer") if more else ("fewer", "shorter")
                return f"nearly all from {kind} conversations, not {other} ones"
            kind, other = ("longer", "more") if more else ("shorter", "fewer")
            return f"nearly all from {kind} conversations, not {other} of them"
        parts = ((self.volume, "conversations"), (self.length, "sessions in each"))
        sentences = [
            f"{signed(count)} from {'more' if count > 0 else 'fewer'} {what}"
            for count, what in parts
            if count
        ]
        return ", ".join(sentences)

    @classmethod
    def of(cls, label: str, unit: Unit, before: Counts, after: Counts) -> Self | None:
        """Make the mover of `unit`; None where either figure is unknown, which is not zero."""
        was, now = before.get(unit), after.get(unit)
        if was is None or now is None:
            return None
        volume, length = _causes(before, after) if unit is Unit.SESSION else (None, None)
        return cls(
            label=label, before=was, after=now, volume=volume, length=length, new=now > was == 0
        )


class Movers(FrozenModel):
    """A change and its parts: `total` is the sum of `parts`, the largest part first.

    One bot without comparable days has no parts. `by_bot`: the parts are bots. Then the causes of
    the total are not shown, because a shift between bots with short and long conversations would
    distort them. `left_out` are bots with an unknown figure; the sum is without them.
    """

    unit: Unit
    total: Mover
    parts: tuple[Mover, ...] = ()
    by_bot: bool = False
    left_out: tuple[str, ...] = ()

    def describe(self) -> str:
        """Write `Sessions rose by 1,840: SupportBot +1,500, SalesBot +340`, and who is left out."""
        delta, units = self.total.delta, self.unit.plural.capitalize()
        sentence = f"{units} {'rose' if delta > 0 else 'fell'} by {abs(delta):,}"
        if not delta:
            sentence = f"{units} are the same in all"
        if self.parts:
            sentence += f": {', '.join(part.describe() for part in self.parts)}"
        return f"{sentence} ({self._left_out_text()})" if self.left_out else sentence

    def _left_out_text(self) -> str:
        names = ", ".join(self.left_out[:MOST_PARTS])
        more = len(self.left_out) - MOST_PARTS
        who = f"{names} and {more} more" if more > 0 else names
        return f"without {who}: a figure of the two is not known"


def movers_of(report: UsageReport, unit: Unit, most: int = MOST_PARTS) -> Movers | None:
    """Find the movers of `unit` against the period before: bots, or the weekdays of one bot.

    None where there is nothing to compare, nothing moved, or groups share bots.
    """
    if report.overlaps:
        return None
    pairs = list(zip(report.by_bot, report.previous_by_bot, strict=False))
    moved = [(now.label, Mover.of(now.label, unit, was.whole, now.whole)) for now, was in pairs]
    known = [mover for _, mover in moved if mover]
    if not any(mover.delta for mover in known):
        return None
    by_bot = len(report.bots) > 1
    parts, word = (known, "bot") if by_bot else (_weekdays(report, unit), "day")
    return Movers(
        unit=unit,
        total=_joined("Total", known),
        parts=_top([part for part in parts if part.delta], most, word),
        by_bot=by_bot,
        left_out=tuple(label for label, mover in moved if mover is None),
    )


def cost_movers(report: UsageReport, most: int = MOST_PARTS) -> list[str]:
    """Write `Cost rose by 343.60 USD (2.8%): SupportBot +173.80, SalesBot +169.80` for each
    currency whose costs are complete on both sides; bots are named where they have all parts."""
    sentences = []
    for key, change in report.cost_changes.items():
        what = f"The cost of {key[1].plural}" if key[1] else "Cost"
        if not change.delta:
            sentences.append(f"{what} is the same as before in {change.currency}")
            continue
        way = "rose" if change.delta > 0 else "fell"
        share = f" ({abs(change.percent):.1f}%)" if change.percent is not None else ""
        parts = _cost_parts(report, key, change.delta)
        ranked = sorted(parts, key=lambda part: -abs(part[1]))
        named = [f"{label} {_signed_money(delta, key)}" for label, delta in ranked[:most]]
        if others := ranked[most:]:
            rest = sum((delta for _, delta in others), Decimal())
            named.append(f"{len(others)} more {_signed_money(rest, key)}")
        sentences.append(
            f"{what} {way} by {change.size}{share}{': ' if named else ''}{', '.join(named)}"
        )
    return sentences


def _cost_parts(report: UsageReport, key: Key, delta: Decimal) -> list[tuple[str, Decimal]]:
    """Return what each of several bots adds to the change, and flat fees that are no bot's; empty
    where these are not all of it."""
    if report.overlaps or len(report.bots) < 2:
        return []
    found = []
    for now, was in zip(report.by_bot, report.previous_by_bot, strict=False):
        costs = [cost for row in (now, was) if (cost := row.cost(key))]
        if any(cost.missing for cost in costs):
            return []
        after, before = (
            cost.amount if cost and cost.amount else Decimal()
            for cost in (now.cost(key), was.cost(key))
        )
        found.append((now.label, EXACT.subtract(after, before)))
    rest = delta - sum((each for _, each in found), Decimal())
    return [part for part in (*found, (FLAT_FEE, rest)) if part[1]]


def _signed_money(amount: Decimal, key: Key) -> str:
    """Write `+173.80`, `-20`, without the currency, which is named once."""
    sign = "+" if amount > 0 else "-"
    return f"{sign}{key[0].rounded(abs(amount)):,f}"


def signed(count: int) -> str:
    """Write `+1,500`, `-20`, `±0`."""
    return f"{count:+,}" if count else "±0"


def _causes(before: Counts, after: Counts) -> tuple[int, int] | tuple[None, None]:
    """Split the change of sessions into the effects of number and of length of conversations.

    Each effect uses the mean of the other factor before and after, so that the order does not
    matter and both sum to the change. The second effect takes the rounding error of the first.
    """
    figures = [
        counts.get(unit) for counts in (before, after) for unit in (Unit.SESSION, Unit.CONVERSATION)
    ]
    if not all(figures):
        return None, None
    was, talks_was, now, talks_now = (figure or 0 for figure in figures)
    mean_length = (Fraction(was, talks_was) + Fraction(now, talks_now)) / 2
    volume = round((talks_now - talks_was) * mean_length)
    return volume, now - was - volume


def _weekdays(report: UsageReport, unit: Unit) -> list[Mover]:
    """Compare the days of one bot with the same weekdays before; empty for other weekdays."""
    rows, earlier = report.by_bucket, report.previous_by_bucket
    cut = any(row.partial for row in (*rows, *earlier))
    alike = len(rows) == len(earlier) and _are_weeks_apart(report.query.period, report.before)
    if report.grouping is not Grouping.DAY or not alike or cut:
        return []
    days = [
        Mover.of(now.label, unit, {unit: was.whole[unit]}, {unit: now.whole[unit]})
        for now, was in zip(rows, earlier, strict=True)
    ]
    known = [day.model_copy(update={"new": False}) for day in days if day]
    return known if len(known) == len(days) else []


def _are_weeks_apart(period: Period, before: Period | None) -> bool:
    """Tell whether both periods begin on the same weekday."""
    return before is not None and period.local_start.weekday() == before.local_start.weekday()


def _top(parts: Sequence[Mover], most: int, word: str) -> tuple[Mover, ...]:
    """Return the `most` largest movers, and the others joined into one."""
    ranked = sorted(parts, key=lambda part: -abs(part.delta))
    if len(ranked) <= most + 1:
        return tuple(ranked)
    others = ranked[most:]
    return (*ranked[:most], _joined(f"other ({len(others)} {word}s)", others))


def _joined(label: str, parts: Sequence[Mover]) -> Mover:
    """Join several movers; causes are summed if they are known for all that moved."""
    known = all(part.volume is not None for part in parts if part.delta)
    return Mover(
        label=label,
        before=sum(part.before for part in parts),
        after=sum(part.after for part in parts),
        volume=sum_known(part.volume for part in parts) if known else None,
        length=sum_known(part.length for part in parts) if known else None,
    )
