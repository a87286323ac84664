"""What a digest says beside its figures: unusual days, forecasts, costs and allowances. The channel
reads the first of them, and the thread below the others: nothing is said twice."""

from collections.abc import Sequence

from slackbot.domain.digests.content import DigestContent
from slackbot.domain.usage.usual import UnusualDay
from slackbot.slack.blocks.text import escape

MOST_UNUSUAL = 3  # in the channel,
MOST_IN_THREAD = 10  # and in all
MOST_OUTLOOK = 3  # in the channel


def usual_lines(content: DigestContent) -> list[str]:
    """The quiet line, or the days that are furthest from what is usual."""
    usual = content.usual
    head = escape(usual.describe())
    if not usual.unusual:
        return [f"{head}."]
    return [f"{head}:", *_unusual(content, 0, MOST_UNUSUAL, "more in the thread")]


def more_unusual_lines(content: DigestContent) -> list[str]:
    """The days that come next, where there are more than `usual_lines` has."""
    lines = _unusual(content, MOST_UNUSUAL, MOST_IN_THREAD, "more")
    return ["Outside the usual range as well:", *lines] if lines else []


def _unusual(content: DigestContent, first: int, most: int, more: str) -> list[str]:
    days, named = content.usual.days, len(content.report.bots) > 1
    lines = [f"• {_day(day, named=named)}" for day in days[first:most]]
    rest = len(days) - most
    return [*lines, *([f"… and {rest} {more}"] if rest > 0 else [])]


def outlook_lines(content: DigestContent) -> list[str]:
    """What it may come to, what it cost, and what is used of allowances, the first few of these."""
    said = _outlook(content)
    rest = len(said) - MOST_OUTLOOK
    return [*said[:MOST_OUTLOOK], *([f"… and {rest} more in the thread"] if rest > 0 else [])]


def more_outlook_lines(content: DigestContent) -> list[str]:
    """The others."""
    return _outlook(content)[MOST_OUTLOOK:]


def _outlook(content: DigestContent) -> list[str]:
    return [escape(line) for line in (*content.outlook, *content.allowances)]


def _day(figures: Sequence[UnusualDay], *, named: bool) -> str:
    """The first unit in full, and which others are unusual as well."""
    first, *others = figures
    bot = f"{escape(first.bot)}, " if named else ""
    units = " and ".join(other.unit.plural for other in others)
    return f"{bot}{first.describe()}{f' ({units} too)' if units else ''}"
