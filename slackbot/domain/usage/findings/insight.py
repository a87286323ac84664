"""Finds rows that stand out. It names no causes, because figures do not show them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal

from slackbot.domain.money.cost import Key
from slackbot.domain.query import Grouping, Unit
from slackbot.domain.spelling import number_of
from slackbot.domain.usage.report import ReportRow, joined

FEWEST = 3  # one of two buckets is always the busiest, which says nothing


def busiest(rows: Iterable[ReportRow], unit: Unit) -> ReportRow | None:
    """Return the bucket with most of `unit`, the first of equals.

    None where fewer than three buckets are whole or all are equal. None also where Kore.ai left out
    a bucket or a part of it, as that one may be the busiest. A bucket cut by the period can be the
    busiest: the rest could only add to it.
    """
    known = list(rows)
    whole = [row for row in known if not row.partial]
    if _has_hole(known, unit) or not _differ(whole, unit):
        return None
    return max(known, key=lambda row: row.counts[unit] or 0)


def quietest(rows: Iterable[ReportRow], unit: Unit) -> ReportRow | None:
    """Return the whole bucket with least of `unit`, the first of equals; None as in `busiest`.

    Provisional buckets do not count, because the latest hours would win too often.
    """
    settled = [row for row in rows if not row.partial and not row.provisional]
    if _has_hole(settled, unit) or not _differ(settled, unit):
        return None
    return min(settled, key=lambda row: row.counts[unit] or 0)


def format_row(row: ReportRow, grouping: Grouping | None) -> str:
    """Write the row's label for a sentence: `Mon 12 Oct`, or `week of Mon 12 Oct`."""
    return f"week of {row.label}" if grouping is Grouping.WEEK else row.label


def _has_hole(rows: Iterable[ReportRow], unit: Unit) -> bool:
    return any(row.whole[unit] is None for row in rows)


def _differ(rows: Sequence[ReportRow], unit: Unit) -> bool:
    return len(rows) >= FEWEST and len({row.counts[unit] for row in rows}) > 1


def sessions_per_conversation(counts: Mapping[Unit, int | None]) -> float | None:
    """Return the sessions per conversation; None where either is zero or unknown.

    Kore.ai bills a session for each 15 minutes begun, so longer conversations are more sessions.
    """
    sessions, conversations = counts.get(Unit.SESSION), counts.get(Unit.CONVERSATION)
    return sessions / conversations if sessions and conversations else None


Rank = Callable[[ReportRow], tuple[bool, Decimal | int]]


def top_rows(rows: Sequence[ReportRow], count: int, rank: Rank) -> tuple[ReportRow, ...]:
    """Return the `count` bots that rank first, and the others as one row.

    Equals keep their order, and a bot without a figure comes last. In every unit the result has the
    same sum as `rows`. The row of the others is None in a unit that none of its bots has.
    """
    ranked = sorted(rows, key=rank)
    shown, others = ranked[:count], ranked[count:]
    return (*shown, _other(others)) if others else tuple(shown)


def unit_rank(unit: Unit) -> Rank:
    """Rank rows by their count of the unit, largest first."""
    return lambda row: _ranked(row.counts[unit])


def cost_rank(key: Key) -> Rank:
    """Rank rows by their cost, largest first."""

    def rank(row: ReportRow) -> tuple[bool, Decimal | int]:
        cost = row.cost(key)
        return _ranked(cost.amount if cost else None)

    return rank


def _ranked(figure: Decimal | int | None) -> tuple[bool, Decimal | int]:
    return figure is None, -(figure or 0)


def _other(rows: Sequence[ReportRow]) -> ReportRow:
    return joined(f"other ({number_of(len(rows), 'bot')})", rows)
