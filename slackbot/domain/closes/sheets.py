"""Draws a close as the sheets of a workbook, or of a CSV file."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Final

from slackbot.domain.closes.pack import Close, Line, Pack
from slackbot.domain.grid import Cell, Grid
from slackbot.domain.group import IN_NONE
from slackbot.domain.money.cost import Cost, Key
from slackbot.domain.query import Unit
from slackbot.domain.usage.report import joined
from slackbot.domain.usage.table import FLAT_FEE, money_head

ALL = "all bots"
NONE: Final[dict[Unit, int | None]] = dict.fromkeys(Unit)


def grids_of(close: Close) -> list[Grid]:
    """Return the sheets: summary, by bot, by group where there are groups, by day, by bot and day,
    prices, receipts."""
    pack = close.pack
    by_group = [_by_group(pack)] if any(bot.groups for bot in pack.bots) else []
    return [
        _summary(close),
        _by_bot(pack),
        *by_group,
        _by_day(pack),
        _by_bot_and_day(pack),
        _prices(pack),
        _receipts(pack),
    ]


def _summary(close: Close) -> Grid:
    pack = close.pack
    rows: list[tuple[Cell, Cell]] = [
        ("Month", pack.month),
        ("First day", pack.first),
        ("Last day", pack.last),
        ("Time zone", pack.zone),
        ("Pack", close.number),
        ("Closed", f"{pack.closed_at:%Y-%m-%d %H:%M} UTC"),
    ]
    if pack.replaces:
        rows.append(("Replaces pack", pack.replaces))
    rows += [(f"Cost ({money_head(cost.key)})", cost.rounded) for cost in pack.total.costs]
    rows += [(unit.plural.capitalize(), pack.total.counts.get(unit)) for unit in pack.units]
    rows += [("Not known", gap) for gap in pack.gaps]
    return Grid("Summary", ("What", "Which"), rows)


def _by_bot(pack: Pack) -> Grid:
    rows = [((bot.name, bot.id), bot.total) for bot in pack.bots]
    return _grid("By bot", ("Bot", "Id"), rows, pack, pack.shared_costs)


def _by_group(pack: Pack) -> Grid:
    groups = sorted(pack.groups.items(), key=lambda each: each[1])
    found = [
        ((name,), _sum([*own, Line(counts=NONE, costs=pack.fees.get(id_, ()))]))
        for id_, name in groups
        if (own := [bot.total for bot in pack.bots if id_ in bot.groups])
    ]
    if rest := [bot.total for bot in pack.bots if not bot.groups]:
        found.append(((IN_NONE,), _sum(rest)))
    alone = all(len(bot.groups) < 2 for bot in pack.bots)
    return _grid("By group", ("Group",), found, pack, pack.fees.get("", ()), alone=alone)


def _by_day(pack: Pack) -> Grid:
    days = ((pack.first + timedelta(days=n),) for n in range(len(pack.days)))
    return _grid("By day", ("Day",), [*zip(days, pack.days, strict=True)], pack)


def _by_bot_and_day(pack: Pack) -> Grid:
    rows = [
        ((pack.first + timedelta(days=n), bot.name, bot.id), line)
        for bot in pack.bots
        for n, line in enumerate(bot.days)
    ]
    return _grid("By bot and day", ("Day", "Bot", "Id"), rows, pack, pack.shared_costs)


def _prices(pack: Pack) -> Grid:
    names = pack.groups | {bot.id: bot.name for bot in pack.bots}
    rows: list[tuple[Cell, ...]] = []
    for price in pack.prices:
        id_ = price.bot_id or price.group
        whom = names.get(id_, id_) or ALL
        rows.append(("Price", whom, price.describe()))
    for allowance in pack.allowances:
        id_ = allowance.bot_id or allowance.group
        whom = names.get(id_, id_) or ALL
        rows.append((allowance.kind.capitalize(), whom, allowance.describe()))
    return Grid("Prices", ("What", "For", "Which"), rows)


def _receipts(pack: Pack) -> Grid:
    rows = [
        (
            ", ".join(receipt.report_ids),
            f"{receipt.fetched_at:%Y-%m-%d %H:%M} UTC",
            f"{receipt.start:%Y-%m-%d %H:%M} UTC",
            f"{receipt.end:%Y-%m-%d %H:%M} UTC",
            ", ".join(receipt.bot_ids),
        )
        for receipt in pack.receipts
    ]
    return Grid("Receipts", ("Kore.ai report", "Fetched", "From", "To", "Bots"), rows)


def _grid(
    name: str,
    heads: Sequence[str],
    rows: Sequence[tuple[Sequence[Cell], Line]],
    pack: Pack,
    fees: tuple[Cost, ...] = (),
    *,
    alone: bool = True,
) -> Grid:
    """Return the lines under their labels, the fees that are in none of them, and the total.

    Rows that are not `alone` overlap, so they have no total.
    """
    keys = [cost.key for cost in pack.total.costs]
    nothing = [None] * (len(heads) - 1)
    all_rows = [(*labels, *_cells(line, keys, pack.units)) for labels, line in rows]
    if fees:
        line = Line(counts=NONE, costs=fees)
        all_rows.append((FLAT_FEE, *nothing, *_cells(line, keys, pack.units)))
    if alone:
        all_rows.append(("Total", *nothing, *_cells(pack.total, keys, pack.units)))
    costs = (f"Cost ({money_head(key)})" for key in keys)
    units = (unit.plural.capitalize() for unit in pack.units)
    return Grid(name, (*heads, *costs, *units), all_rows, has_total=alone)


def _cells(line: Line, keys: Iterable[Key], units: Iterable[Unit]) -> list[Cell]:
    own = {cost.key: cost for cost in line.costs}
    return [
        *(own[key].rounded if key in own else None for key in keys),
        *(line.counts.get(unit) for unit in units),
    ]


def _sum(lines: Iterable[Line]) -> Line:
    return Line.of(joined("", [line.as_row("") for line in lines]))
