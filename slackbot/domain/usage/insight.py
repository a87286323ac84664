"""What stands out in a report's rows. Nothing is said of its cause: figures do not know it."""

from collections.abc import Iterable, Mapping, Sequence

from slackbot.domain.query import Grouping, Unit
from slackbot.domain.usage.report import ReportRow, joined

FEWEST = 3  # of two buckets one is always the busiest: that says nothing


def busiest(rows: Iterable[ReportRow], unit: Unit) -> ReportRow | None:
    """The bucket with most of `unit`, the first of equals.

    None where there are fewer than three whole buckets, or all of them have the same, or where
    Kore.ai left out any, or a part of it: that may be the busiest. A bucket of which only a part
    was asked for may be it all the same: the rest can only add to it.
    """
    known = list(rows)
    whole = [row for row in known if not row.partial]
    if _has_hole(known, unit) or not _differ(whole, unit):
        return None
    return max(known, key=lambda row: row.counts[unit] or 0)


def quietest(rows: Iterable[ReportRow], unit: Unit) -> ReportRow | None:
    """The whole bucket with least of `unit`, the first of equals; None as in `busiest`.

    Nor does one whose figure may still change count: the latest hours would win too often.
    """
    settled = [row for row in rows if not row.partial and not row.provisional]
    if _has_hole(settled, unit) or not _differ(settled, unit):
        return None
    return min(settled, key=lambda row: row.counts[unit] or 0)


def said_row(row: ReportRow, grouping: Grouping | None) -> str:
    """Its label in a sentence: `Mon 12 Oct`, of rows by week `week of Mon 12 Oct`."""
    return f"week of {row.label}" if grouping is Grouping.WEEK else row.label


def _has_hole(rows: Iterable[ReportRow], unit: Unit) -> bool:
    return any(row.whole[unit] is None for row in rows)


def _differ(rows: Sequence[ReportRow], unit: Unit) -> bool:
    return len(rows) >= FEWEST and len({row.counts[unit] for row in rows}) > 1


def sessions_per_conversation(counts: Mapping[Unit, int | None]) -> float | None:
    """How many sessions a conversation came to; None where either is zero or unknown.

    Kore.ai bills a session for each 15 minutes begun, so longer conversations are more sessions.
    """
    sessions, conversations = counts.get(Unit.SESSION), counts.get(Unit.CONVERSATION)
    return sessions / conversations if sessions and conversations else None


def top_rows(rows: Sequence[ReportRow], count: int, unit: Unit) -> tuple[ReportRow, ...]:
    """The `count` bots with most of `unit`, largest first, and the others as one row.

    Equals keep their order, and a bot without a figure comes last. In every unit the rows returned
    sum to what `rows` do. "other" is None in a unit that none of its bots has.
    """
    ranked = sorted(rows, key=lambda row: _rank(row.counts[unit]))
    shown, others = ranked[:count], ranked[count:]
    return (*shown, _other(others)) if others else tuple(shown)


def _rank(count: int | None) -> tuple[bool, int]:
    return count is None, -(count or 0)


def _other(rows: Sequence[ReportRow]) -> ReportRow:
    bots = "1 bot" if len(rows) == 1 else f"{len(rows)} bots"
    return joined(f"other ({bots})", rows)
