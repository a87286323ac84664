"""Draws a month's close: what was frozen, and its number."""

from collections.abc import Sequence

from slackbot.domain.ask import Ask
from slackbot.domain.closes.pack import SHORT, Close, Line, Pack
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
