"""Writes the lines of a digest's messages. The text is escaped."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta

from slackbot.domain.channel import Bot
from slackbot.domain.digests.content import Compared, DigestContent
from slackbot.domain.query import Unit, UsageQuery, format_units
from slackbot.domain.usage.comparison import PERIOD_BEFORE, Change
from slackbot.domain.usage.findings.insight import top_rows, unit_rank
from slackbot.domain.usage.findings.movers import Movers
from slackbot.domain.usage.findings.usual import UnusualDay
from slackbot.domain.usage.report import ReportRow, Restatement, UsageReport
from slackbot.slack.blocks.text import (
    arrow,
    changed,
    counted,
    counted_in,
    dated,
    escape,
    figure,
    minutes,
    percent,
)
from slackbot.slack.questions.lead import Lead, cost_lead, figures_lead

MOST_BOTS = 5  # in the channel; the other bots are joined
# The channel gets the first lines and the thread the others, so that none appears twice.
MOST_UNUSUAL = 3  # days in the channel
MOST_IN_THREAD = 10  # days in the channel and the thread
LARGE = 10  # percent
MOST_OUTLOOK = 3  # lines in the channel
MOST_RESTATED = 20
LATE = timedelta(minutes=5)
DOWN = "I was not running at that time"


def late_lines(content: DigestContent) -> list[str]:
    """Write that the digest is late, and which figures are missing."""
    report, warnings = content.report, []
    if content.late:
        because = escape(content.late_because or DOWN).removesuffix(".")
        warnings.append(f":hourglass: This is {minutes(content.late)} late: {because}.")
    if content.skipped:
        missed = "1 before it was" if content.skipped == 1 else f"{content.skipped} before it were"
        warnings.append(f"{missed} missed.")
    if not report.is_whole:
        warnings.append(f":warning: Incomplete: {_holes_text(report)}. See the thread.")
    return warnings


def _holes_text(report: UsageReport) -> str:
    """`no figure for sessions, figures of SalesBot are missing`."""
    without = dict.fromkeys(
        [*(gap.bot for gap in report.gaps), *(bot for each in report.missing for bot in each.bots)]
    )
    more = len(without) - MOST_BOTS
    names = ", ".join(map(escape, list(without)[:MOST_BOTS])) + (f" and {more} more" * (more > 0))
    unsent = format_units(report.unsent, "or") if report.unsent else ""
    return ", ".join(
        [
            *([f"no figure for {unsent}"] if unsent else []),
            *([f"figures of {names} are missing"] if names else []),
        ]
    )


def digest_lead(content: DigestContent) -> Lead:
    """Lead with the cost that was asked for, or else with the first unit; all have changes."""
    report = content.report

    def line(unit: Unit) -> str:
        figures = f"*{figure(report.total, unit)}* {unit.plural}"
        return f"{figures}  {_changes_text(content, unit)}".rstrip()

    if report.leads_with_cost:
        return cost_lead(report, map(line, report.shown_units))
    first, dot, others = _changes_text(content, report.shown_units[0]).partition(" · ")
    return figures_lead(report, f"*{first}*{dot}{others}" if first else "", line)


def _changes_text(content: DigestContent, unit: Unit) -> str:
    if any(row.is_least(unit) for row in content.report.by_bot):
        return ""  # a partial figure is not compared
    previous, own, year_ago = (_change(each, unit) for each in _against(content))
    if not content.report.total.counts[unit] and not any(
        change and change.delta for change in (previous, own, year_ago)
    ):
        return ""  # no usage then and now
    changes = [
        changed(previous) if previous else "",
        _on(own, PERIOD_BEFORE, f"in {PERIOD_BEFORE}") if own else "",
        _on(year_ago, "last year", "a year before") if year_ago else "",
    ]
    return " · ".join(filter(None, changes))


def _against(content: DigestContent) -> tuple[Compared | None, ...]:
    return content.previous, content.own_before, content.year_ago


def _on(change: Change, other: str, then: str) -> str:
    """`▼ 1.6% on last year`, `none a year before`."""
    equal = {"new": f"none {then}", "same": f"the same {then}"}
    return equal.get(change.kind) or f"{arrow(change)} on {other}"


def _change(compared: Compared | None, unit: Unit) -> Change | None:
    return compared.changes.get(unit) if compared else None


def bot_lines(content: DigestContent) -> list[str]:
    """Write the largest bots, and the others as one line: they sum to the figures above.

    Unless units were named, each has the first one: the thread has a table of all.
    """
    report, units = content.report, content.report.shown_units
    units = units if report.query.units else units[:1]
    if len(report.bots) == 1:
        return []
    most = MOST_BOTS if len(report.bots) > MOST_BOTS + 1 else len(report.bots)
    rows = top_rows(report.by_bot, most, unit_rank(units[0]))
    shown = {row.label for row in rows}
    return [_bot(row, _members(content, row.label, shown), units) for row in rows]


def _members(
    content: DigestContent, label: str, shown: set[str]
) -> list[tuple[ReportRow, ReportRow]]:
    """Return the rows behind a line, now and before: one bot, or all bots not shown."""
    report = content.report
    pairs = list(zip(report.by_bot, report.previous_by_bot, strict=False))
    own = [pair for pair in pairs if pair[0].label == label]
    return own or [pair for pair in pairs if pair[0].label not in shown]


def _bot(
    row: ReportRow, members: Sequence[tuple[ReportRow, ReportRow]], units: Sequence[Unit]
) -> str:
    if all(row.counts[unit] is None for unit in units):
        return f"*{escape(row.label)}* no figures"
    counts = (f"{counted_in(row, unit)} {_moved_by(members, unit)}".strip() for unit in units)
    return f"*{escape(row.label)}* {' · '.join(counts)}"


def _moved_by(members: Sequence[tuple[ReportRow, ReportRow]], unit: Unit) -> str:
    """`▲ 12.0%`; empty where a figure is missing."""
    known = [(now.whole[unit], was.whole[unit]) for now, was in members]
    if not known or any(None in pair for pair in known):
        return ""
    after, before = (sum(pair[n] or 0 for pair in known) for n in (0, 1))
    return arrow(Change(before=before, after=after))


def comparison_lines(content: DigestContent) -> list[str]:
    """Write the compared period, and the bots left out of the comparison."""
    against = [each for each in _against(content) if each]
    if not against:
        if content.report.previous:
            return ["Not compared with the period before: figures are missing."]
        return ["Kore.ai has no figures to compare with."] if content.report.before else []
    compared = (_compared_text(content.report.query, each) for each in against)
    lines = [f"Compared with {escape(', and with '.join(compared))}."]
    left_out = dict.fromkeys(name for each in against for name in each.left_out)
    if left_out:
        names = ", ".join(map(escape, list(left_out)[:MOST_BOTS]))
        more = f" and {len(left_out) - MOST_BOTS} more" if len(left_out) > MOST_BOTS else ""
        lines.append(f"Changes are without {names}{more} where a figure isn't known.")
    return lines


def _compared_text(query: UsageQuery, compared: Compared) -> str:
    how = "" if compared.how == PERIOD_BEFORE else compared.how  # the usual case
    return ", ".join(filter(None, (how, dated(query, compared.period))))


def moved_lines(movers: Movers) -> Iterator[str]:
    """`*Sessions rose by 1,840*: …`, and the causes, where they are known."""
    yield _emphasised(escape(movers.describe()))
    parts = [(escape(part.label), part) for part in movers.parts]
    for label, part in parts if movers.by_bot else [("In all", movers.total)]:
        if causes := part.causes():
            yield f"• {label}: {causes}"


def _emphasised(sentence: str) -> str:
    total, colon, parts = sentence.partition(": ")
    return f"*{total}*{colon}{parts}" if colon else sentence


def restated_before(content: DigestContent) -> list[str]:
    """Write the restated figures of the previous digest; its own thread has them too."""
    if not content.restated:
        return []
    lines = restated_lines(content.report.bots, content.restated)
    return ["Restated since the last digest:", *lines]


def restated_lines(bots: Iterable[Bot], restated: Sequence[Restatement]) -> list[str]:
    names = {bot.id: bot.name for bot in bots}
    lines = [
        f"• {escape(names.get(each.bot_id, each.bot_id))}: "
        f"{each.before:,} → {counted(each.after, each.unit)}{percent(each.before, each.after)}"
        for each in restated[:MOST_RESTATED]
    ]
    more = len(restated) - len(lines)
    return [*lines, *([f"… and {more} more figures"] if more else [])]


def usual_lines(content: DigestContent) -> list[str]:
    """Write that all is usual, or the most unusual days."""
    usual = content.usual
    head = escape(usual.describe())
    if not usual.unusual:
        return [f"{head}{_although(content)}."]
    return [f"{head}:", *_unusual(content, 0, MOST_UNUSUAL, "more in the thread")]


def _although(content: DigestContent) -> str:
    """Write `, although sessions fell 36.7% in all`: a large change is not nothing."""
    unit = content.report.shown_units[0]
    change = _change(content.previous, unit)
    if content.usual.compared == 0 or change is None or abs(change.percent or 0) < LARGE:
        return ""
    verb = "rose" if (change.delta or 0) > 0 else "fell"
    return f", although {unit.plural} {verb} {abs(change.percent or 0):.1f}% in all"


def more_unusual_lines(content: DigestContent) -> list[str]:
    """Write the next unusual days, where there are more than `usual_lines` has."""
    lines = _unusual(content, MOST_UNUSUAL, MOST_IN_THREAD, "more")
    return ["Unusual as well:", *lines] if lines else []


def _unusual(content: DigestContent, first: int, most: int, more: str) -> list[str]:
    days, named = content.usual.days, len(content.report.bots) > 1
    lines = [f"• {_day(day, named=named)}" for day in days[first:most]]
    rest = len(days) - most
    return [*lines, *([f"… and {rest} {more}"] if rest > 0 else [])]


def outlook_lines(content: DigestContent) -> list[str]:
    """Write the first lines about forecasts, costs and allowances."""
    forecasts = _outlook(content)
    rest = len(forecasts) - MOST_OUTLOOK
    return [*forecasts[:MOST_OUTLOOK], *([f"… and {rest} more in the thread"] if rest > 0 else [])]


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
