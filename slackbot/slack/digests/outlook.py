"""Writes a digest's lines about unusual days, forecasts, costs and allowances. The channel gets the
first lines and the thread the others, so that none appears twice."""

from collections.abc import Sequence

from slackbot.domain.digests.content import DigestContent
from slackbot.domain.usage.usual import UnusualDay
from slackbot.slack.blocks.text import escape

MOST_UNUSUAL = 3  # in the channel
MOST_IN_THREAD = 10  # in channel and thread
MOST_OUTLOOK = 3  # in the channel


def usual_lines(content: DigestContent) -> list[str]:
    """Write that all is usual, or the most unusual days."""
    usual = content.usual
    head = escape(usual.describe())
    if not usual.unusual:
        return [f"{head}."]
    return [f"{head}:", *_unusual(content, 0, MOST_UNUSUAL, "more in the thread")]


def more_unusual_lines(content: DigestContent) -> list[str]:
    """Write the next unusual days, where there are more than `usual_lines` has."""
    lines = _unusual(content, MOST_UNUSUAL, MOST_IN_THREAD, "more")
    return ["Outside the usual range as well:", *lines] if lines else []


def _unusual(content: DigestContent, first: int, most: int, more: str) -> list[str]:
    days, named = content.usual.days, len(content.report.bots) > 1
    lines = [f"• {_day(day, named=named)}" for day in days[first:most]]
    rest = len(days) - most
    return [*lines, *([f"… and {rest} {more}"] if rest > 0 else [])]


def outlook_lines(content: DigestContent) -> list[str]:
    """Write the first lines about forecasts, costs and allowances."""
    said = _outlook(content)
    rest = len(said) - MOST_OUTLOOK
    return [*said[:MOST_OUTLOOK], *([f"… and {rest} more in the thread"] if rest > 0 else [])]


def more_outlook_lines(content: DigestContent) -> list[str]:
    """Write the remaining lines."""
    return _outlook(content)[MOST_OUTLOOK:]


def _outlook(content: DigestContent) -> list[str]:
    return [escape(line) for line in (*content.outlook, *content.allowances)]


def _day(figures: Sequence[UnusualDay], *, named: bool) -> str:
    """Write the first unit in full, and the names of the other unusual units."""
    first, *others = figures
    bot = f"{escape(first.bot)}, " if named else ""
    units = " and ".join(other.unit.plural for other in others)
    return f"{bot}{first.describe()}{f' ({units} too)' if units else ''}"
