"""Draws the answer to a question: gaps first, then figures and changes, then the receipt."""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from slackbot.domain.ask import Ask
from slackbot.domain.query import Grouping, Unit, format_units
from slackbot.domain.usage.chart import ChartSeries, Series
from slackbot.domain.usage.counting import counting_of
from slackbot.domain.usage.findings.insight import (
    busiest,
    format_row,
    quietest,
    sessions_per_conversation,
)
from slackbot.domain.usage.findings.outlook import outlook_of
from slackbot.domain.usage.report import UNCERTAIN, UsageReport
from slackbot.domain.usage.table import is_split, money_head, rows_of_bots, sheet_of
from slackbot.slack.blocks.blocks import LONGEST_TEXT, Block, Message, context, optional, section
from slackbot.slack.blocks.charts import native
from slackbot.slack.blocks.tables import table_blocks
from slackbot.slack.blocks.text import (
    arrow,
    changed,
    comparison_lines,
    cost_headline,
    counted,
    counted_in,
    cut,
    escape,
    figure,
    headline,
    minutes,
    money,
    percent,
    stamp,
    to_the_minute,
)
from slackbot.slack.questions.buttons import answer_buttons
from slackbot.slack.questions.messages import MOST_BOTS, bot_names, to_asker, understood

LATE = timedelta(minutes=5)
MOST_GAPS = 5
MOST_REPORT_IDS = 4
NO_FILE = (  # Slack has no files that one person of a channel sees alone
    "No file: the whole channel would see it. Where I am a member, ask for it without `privately`."
)


def answer(ask: Ask, report: UsageReport, waited: timedelta, note: str = "") -> Message:
    """Draw the summary for a thread or, with a `note` that says why, for the asker alone.

    `waited` is the time since the question: a late answer mentions it.
    """
    units = report.shown_units
    title = f"{to_asker(ask)}*{bot_names(report.bots)}* · {understood(report.query)}"
    warnings = [*_privacy(report, note), *warning_lines(report)]
    remarks = remark_lines(report, units, waited)
    lines, insights = total_lines(report, units), insight_lines(ask, report, units)
    facts = [escape(said) for said in report.facts]
    leading = [section("\n".join(f"*{said}*" for said in facts))] if facts else []
    top = [
        *leading,
        section(title),
        *optional(warnings),
        section("\n".join(lines)),
        *optional(insights),
    ]
    bottom = [
        *optional(remarks),
        context(receipt(report)),
        *answer_buttons(ask, report, alone=bool(note)),
    ]
    said = (*facts, f"{title}: {_moved(report, units)}", *warnings, *insights, *remarks)
    text = " ".join(line if line.endswith((".", "?")) else f"{line}." for line in said)
    return Message(
        cut(text, LONGEST_TEXT),
        tuple((*top, *middle, *bottom) for middle in ladder(report, units)),
    )


def done(report: UsageReport) -> str:
    """Write the parent's last state: each unit with its change, and whether all is there."""
    figures = _moved(report, report.shown_units)
    if report.is_whole:
        return f":white_check_mark: {figures}"
    unsent = [unit for unit in report.unsent if unit not in report.shown_units]
    without = f", no figure for {format_units(unsent, 'or')}" if unsent else ""
    return f":warning: {figures} – incomplete{without}: see the thread"


def _moved(report: UsageReport, units: Sequence[Unit]) -> str:
    """Write the figures in one line, each with its change where it is known; costs come first if
    they were asked for."""
    costs = [cost_headline(report)] if report.leads_with_cost else []
    if not report.changes:
        return " · ".join([*costs, headline(report.total, units)])
    figures = (
        f"{counted_in(report.total, unit)} {arrow(report.changes[unit])}".strip() for unit in units
    )
    return " · ".join([*costs, *figures])


def receipt(report: UsageReport) -> str:
    """Write the origin of the figures: bots, window in UTC, report ids, and time."""
    period, window, ids = report.query.period, report.query.period.counted, report.report_ids
    rows = zip(report.bots, report.by_bot, strict=True)
    bots = [bot for bot, row in rows if any(count is not None for count in row.counts.values())]
    sources = ", ".join(f"{escape(bot.name)} {bot.id}" for bot in bots[:MOST_BOTS])
    fetched = f"fetched {stamp(report.fetched_at)} UTC" if report.fetched_at else "not fetched"
    known = f"{report.cached} · " if report.cached else ""
    more = f" and {len(ids) - MOST_REPORT_IDS} more" if len(ids) > MOST_REPORT_IDS else ""
    word = "report" if len(ids) == 1 else "reports"
    buckets = f"{report.bucket_count:,} {report.grain}s · " if report.bucket_count else ""
    fits = "" if report.certain else f" {UNCERTAIN}"
    return (
        f"Kore.ai {word} {escape(', '.join(ids[:MOST_REPORT_IDS]))}{more}{fits} · {fetched} · "
        f"{known}{buckets}{stamp(window.start)} to {stamp(min(window.end, period.end))} UTC · "
        f"{sources}"
    )


def total_lines(report: UsageReport, units: Sequence[Unit]) -> list[str]:
    """Write a line for each unit with its change; before rows by time, also the bots."""
    total, changes = report.total, report.changes
    lines = nothing_used(report)
    if _is_idle(report) and all(change.kind == "same" for change in changes.values()):
        return [*lines, f"{headline(report.total, units)}{', all unchanged' if changes else ''}"]
    for unit in units:
        moved = f"  {changed(changes[unit])}" if changes else ""
        lines.append(f"*{figure(total, unit)}* {unit.plural}{moved}".rstrip())
    if report.query.grouping and len(report.bots) > 1 and not is_split(report):
        lines += ["", *_bot_lines(report, units)]
    return lines


def nothing_used(report: UsageReport) -> list[str]:
    """Write that nothing was used, as far as figures are known."""
    if any(report.total.counts.values()):
        return []
    return ["Nothing was used." if _is_idle(report) else "Nothing was used, as far as is known."]


def _is_idle(report: UsageReport) -> bool:
    """Tell whether all units are known to be zero."""
    return set(report.total.whole.values()) == {0}


def _bot_lines(report: UsageReport, units: Sequence[Unit]) -> Iterator[str]:
    """Write a line for each bot, short enough for a phone: the units are named once."""
    rows = rows_of_bots(report, units)
    keys = report.shown_costs
    if len(units) == 1 and not keys:
        yield from (f"*{escape(row.label)}* {headline(row, units)}" for row in rows)
        return
    heads = [*map(money_head, keys), *(unit.plural for unit in units)]
    said = " · ".join(heads)
    yield f"{said[0].upper()}{said[1:]}:"
    for row in rows:
        figures = (*(money(row.cost(key)) for key in keys), *(figure(row, unit) for unit in units))
        yield f"*{escape(row.label)}* {' · '.join(figures)}"


def insight_lines(ask: Ask, report: UsageReport, units: Sequence[Unit]) -> list[str]:
    """Write the compared period, the rows that stand out, and the forecast."""
    lines = [escape(line) for line in comparison_lines(report)]
    outlook = outlook_of(report, ask.received_at, in_lines=len(units) > 1)
    known = [*map(escape, report.facts)]
    others = [*standing_out(report, units), *map(escape, (*outlook, *report.notes))]
    return [*lines, *(line for line in others if line not in known)]


def standing_out(report: UsageReport, units: Sequence[Unit]) -> list[str]:
    """Write the busiest and the quietest row, and the sessions per conversation."""
    lines, unit, grouping = [], units[0], report.grouping
    # Five Mondays against four Tuesdays say nothing about weekdays.
    rows = () if grouping is Grouping.WEEKDAY else report.by_bucket
    if high := busiest(rows, unit):
        low = quietest(rows, unit)
        most = f"Busiest: {format_row(high, grouping)} with {counted(high.counts[unit], unit)}"
        least = f"quietest: {format_row(low, grouping)} with {figure(low, unit)}" if low else ""
        lines.append(", ".join(filter(None, (most, least))))
    if ratio := sessions_per_conversation(report.total.whole):
        earlier = report.previous and sessions_per_conversation(report.previous.whole)
        before = f", before {earlier:.2f}" if earlier else ""
        lines.append(f"{ratio:.2f} sessions per conversation{before}")
    return lines


def series_of(report: UsageReport, unit: Unit) -> ChartSeries | None:
    """Return the data for a chart of the report, if there is anything to see."""
    names = (bot.name for bot in report.bots)
    bots = [
        Series(name=name, values=tuple(row.counts[unit] for row in own))
        for name, own in zip(names, report.bots_by_bucket, strict=False)
    ]
    found = ChartSeries.of(report, unit, report.previous_by_bucket, bots)
    shown = to_the_minute(report.query.period).describe()
    return found and found.model_copy(update={"window": shown})


def ladder(report: UsageReport, units: Sequence[Unit]) -> Iterator[list[Block]]:
    """Yield the rungs: chart and table, the table alone, older tables; none if all is zero."""
    sheet = sheet_of(report, units)
    tables = table_blocks(sheet) if sheet.lines and not _is_idle(report) else ([],)
    series = series_of(report, units[0])
    if series and (drawn := native(series)):
        yield [drawn, *tables[0]]
    yield from map(list, tables)


def _privacy(report: UsageReport, note: str) -> list[str]:
    """Write why only the asker sees the answer, and which parts cannot be shown so."""
    said = {escape(note): note, NO_FILE: note and report.query.wants_files}
    return [sentence for sentence, holds in said.items() if holds]


def warning_lines(report: UsageReport) -> list[str]:
    """Write what is missing in the totals."""
    warnings = [
        f":warning: Without {escape(gap.bot)}: {escape(gap.reason)}"
        for gap in report.gaps[:MOST_GAPS]
    ]
    if more := len(report.gaps) - len(warnings):
        warnings.append(f":warning: Without {more} more.")
    holes = [
        f":warning: {escape(each.describe())}; the sums leave that out."
        for each in report.missing[:MOST_GAPS]
    ]
    if more := len(report.missing) - len(holes):
        holes.append(f":warning: … and {more} more such gaps.")
    if report.unsent:
        holes.append(f":warning: Kore.ai sent no figure for {format_units(report.unsent, 'or')}.")
    return [*warnings, *holes, *_restated(report)]


def _restated(report: UsageReport) -> list[str]:
    """Write the figures that Kore.ai has restated."""
    names = {bot.id: bot.name for bot in report.bots}
    told = [
        f"Kore.ai restated {escape(names.get(change.bot_id, change.bot_id))}'s "
        f"{change.unit.plural}: {change.before:,} → {change.after:,}"
        f"{percent(change.before, change.after)}"
        for change in report.restated
        if change.unit in report.units
    ]
    more = len(told) - MOST_GAPS
    return [*told[:MOST_GAPS], *([f"… and {more} more figures"] if more > 0 else [])]


def remark_lines(report: UsageReport, units: Sequence[Unit], waited: timedelta) -> list[str]:
    """Write remarks that a reader may need, such as lateness and other readings."""
    rest = [unit for unit in report.units if unit not in units]
    none = [unit.plural for unit in rest if report.total.whole[unit] == 0]
    counting = counting_of(report)
    others = ", ".join(f"`{escape(other.words)}`" for other in report.query.other_readings)
    said = {
        f"This is late: you asked {minutes(waited)} ago.": waited > LATE,
        f"No {', no '.join(none)}.": none,
        **dict.fromkeys(report.legend, True),
        f"The table has {units[0].plural}. Add another unit to see it by bot, such as "
        f"`{units[-1].plural}`.": is_split(report) and len(units) > 1,
        counting: counting,
        f"Or did you mean {others}?": others,
    }
    return [sentence for sentence, holds in said.items() if holds]
