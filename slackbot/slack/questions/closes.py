"""Draws a month's close: what was frozen, and its number."""

from collections.abc import Sequence

from slackbot.domain.ask import Ask
from slackbot.domain.closes.pack import SHORT, Close, Line, Pack
from slackbot.domain.closes.reconcile import Reconciled
from slackbot.domain.period import Period
from slackbot.domain.query import Unit
from slackbot.slack.blocks.blocks import (
    Message,
    context,
    header,
    message,
    section,
    spoken,
)
from slackbot.slack.blocks.text import escape, headline
from slackbot.slack.questions.messages import to_asker

MOST_BOTS = 20
UNKNOWN = (
    "Bots that aren't linked here, and apps linked to a bot at Kore.ai, are in no figure of this "
    "channel."
)
MOST_GAPS = 5
MOST_UNITS = 2


def closed_month(ask: Ask, close: Close) -> Message:
    """Draw the close for its thread: the bots, what is not known, and the pack's number."""
    pack, units = close.pack, _units(close.pack)
    bots = [f"*{escape(bot.name)}* {_figures(bot.total, units)}" for bot in pack.bots[:MOST_BOTS]]
    if more := len(pack.bots) - len(bots):
        bots.append(f"… and {more} more, in the files")
    gaps = [f":warning: Not known: {escape(gap)}" for gap in pack.gaps[:MOST_GAPS]]
    replaces = f" · replaces {pack.replaces[:SHORT]}" if pack.replaces else ""
    receipt = (
        f"Pack `{close.short}`{replaces} · {pack.period.describe()} · its number is the SHA-256 "
        "of the JSON file"
    )
    first, *others = [f"{to_asker(ask)}{pack.month} is closed.", *bots, *gaps]
    lines = "\n".join((first, *others))
    return message(spoken(first, *others, receipt), section(lines), context(receipt))


def closed_parent(ask: Ask, close: Close) -> Message:
    """Draw the parent once all is posted: it leads with what the month cost."""
    pack = close.pack
    head, under = f"{pack.month} is closed", figures_of(pack)
    asked = f":white_check_mark: {to_asker(ask)}asked, pack `{close.short}`"
    return message(
        spoken(f"{head}: {under}", asked), header(head), section(f"*{under}*"), context(asked)
    )


def figures_of(pack: Pack) -> str:
    """Write `1,234.50 USD · 59,284 sessions`."""
    return _figures(pack.total, _units(pack))


def _units(pack: Pack) -> tuple[Unit, ...]:
    """Return the units that a phone has room for, those with a price first."""
    rates = {price.unit for price in pack.prices}
    return tuple(sorted(pack.units, key=lambda unit: unit not in rates))[:MOST_UNITS]


def _figures(line: Line, units: Sequence[Unit]) -> str:
    costs = (
        f"{cost.describe()} for {cost.unit.plural}" if cost.unit else cost.describe()
        for cost in line.costs
    )
    return " · ".join([*costs, headline(line.as_row(""), units)])


def reconciled_month(ask: Ask, found: Reconciled, month: Period, unit: Unit) -> Message:
    """Draw the parts of the difference: one message, whose first line is the answer."""
    first = f"{to_asker(ask)}{escape(difference_of(found, month, unit))}"
    lines = [f"• {part.size:+,}: {escape(part.why)}" for part in found.parts]
    if found.unexplained:
        late = ""
        if found.late:
            late = f". Up to {found.late:,} of it may be the month's last hours, not settled then"
        explanation = f"{found.unexplained:+,}: unexplained"
        if not found.parts:
            explanation = "Nothing here explains it"
        lines.append(f"• {explanation}{late}")
    elif found.difference:
        lines.append("• Nothing is left unexplained.")
    remark = f"{UNKNOWN} A fit is no proof." if found.difference else UNKNOWN
    days = f"Days of {month.describe()}"
    text = "\n".join((first, *lines))
    return message(spoken(first, *lines, remark, days), section(text), context(f"{remark} {days}"))


def reconciled_parent(ask: Ask, found: Reconciled, month: Period, unit: Unit) -> Message:
    """Draw the parent once all is posted: it leads with the difference."""
    more = "more" if found.difference > 0 else "fewer"
    head = f"{abs(found.difference):,} {unit.plural} {more} on the invoice"
    if not found.difference:
        head = "The invoice matches"
    under = escape(difference_of(found, month, unit))
    asked = f":white_check_mark: {to_asker(ask)}asked"
    return message(spoken(under, asked), header(head), section(under), context(asked))


def difference_of(found: Reconciled, month: Period, unit: Unit) -> str:
    """Write `The invoice for October 2026 has 140 sessions (0.3%) more: 41,230 against 41,090.`"""
    name = f"{month.local_start:%B %Y}"
    if not found.difference:
        return f"The invoice for {name} matches: {found.counted:,} {unit.plural}."
    share = f" ({abs(found.difference) / found.counted:.1%})" if found.counted else ""
    more = "more" if found.difference > 0 else "fewer"
    return (
        f"The invoice for {name} has {abs(found.difference):,} {unit.plural}{share} {more}: "
        f"{found.invoiced:,} against {found.counted:,}."
    )
