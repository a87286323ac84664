"""Draws the answer to a question: gaps first, then figures and changes, then the receipt."""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from slackbot.domain.ask import Ask
from slackbot.domain.money.cost import Key
from slackbot.domain.query import Grouping, Unit, format_units
from slackbot.domain.usage.chart import ChartSeries, Measured, Series, shown_cost
from slackbot.domain.usage.counting import counting_of
from slackbot.domain.usage.findings.insight import (
    busiest,
    format_row,
    quietest,
    sessions_per_conversation,
)
from slackbot.domain.usage.findings.outlook import outlook_of
from slackbot.domain.usage.report import UsageReport
from slackbot.domain.usage.table import (
    FLAT_FEE,
    Sheet,
    is_long,
    is_split,
    money_head,
    rows_of_bots,
    sheet_of,
)
from slackbot.slack.blocks.blocks import (
    Block,
    Message,
    optional,
    section,
    spoken,
)
from slackbot.slack.blocks.charts import native
from slackbot.slack.blocks.tables import sheet_lines, table_blocks
from slackbot.slack.blocks.text import (
    counted,
    escape,
    figure,
    headline,
    minutes,
    money,
    percent,
    to_the_minute,
)
from slackbot.slack.questions.buttons import answer_buttons
from slackbot.slack.questions.lead import echo, is_idle, lead_of, may_change
from slackbot.slack.questions.messages import subject, to_asker, understood

LATE = timedelta(minutes=5)
HERE = "Here are the details."
MOST_GAPS = 5
NO_FILE = (  # Slack has no files that one person of a channel sees alone
    "No file: the whole channel would see it. Where I am a member, ask for it without `privately`."
)


def answer(ask: Ask, report: UsageReport, waited: timedelta, note: str = "") -> Message:
    """Draw the answer for a thread or, with a `note` that says why, for the asker alone.

    It leads with the figure where no parent of ours does: for the asker alone, and for what was
    asked in a thread. `waited` is the time since the question: a late answer mentions it.
    """
    units, lead = report.shown_units, lead_of(report)
    alone = bool(note)
    led = alone or ask.thread is not None
    title = f"*{subject(report.query, report.bots)}* · {understood(report.query)}"
    doubts = [each for each in may_change(report) if each not in report.legend]  # said below
    small = [*doubts, title if alone else echo(ask, report)] if led else []
    parts = [[*_privacy(report, note), *warning_lines(report)], insight_lines(ask, report)]
    parts = [part for part in (*parts, bot_lines(report, units)) if part] or [[HERE]]
    remarks, sheet = remark_lines(report, units, waited, alone=alone), sheet_of(report, units)
    drawn = is_drawn(report, sheet, alone=alone)
    rows = sheet_lines(sheet) if drawn else []
    echoed = small or [f"{to_asker(ask)}{title}"]
    sentences = [
        *lead.sentences,
        *echoed,
        *(line for part in parts for line in part),
        *remarks,
        *rows,
    ]
    if not led:  # where the answer leads, its question is echoed with the mention
        parts[0] = [f"{to_asker(ask)}{parts[0][0]}", *parts[0][1:]]
    top = [*(lead.blocks if led else []), *optional(small)]
    top += [section("\n".join(part)) for part in parts]
    bottom = [*optional(remarks), *answer_buttons(ask, report, alone=alone)]
    middles = ladder(report, units, sheet if drawn else None)
    return Message(spoken(*sentences), tuple((*top, *middle, *bottom) for middle in middles))


def bot_lines(report: UsageReport, units: Sequence[Unit]) -> list[str]:
    """Write a line for each bot before rows by time, short enough for a phone: the units are
    named once."""
    if not report.query.grouping or len(report.bots) < 2 or is_split(report):
        return []
    rows = rows_of_bots(report, units)
    keys = report.shown_costs
    if len(units) == 1 and not keys:
        return [f"*{escape(row.label)}* {headline(row, units)}" for row in rows]
    heads = [*map(money_head, keys), *(unit.plural for unit in units)]
    joined = " · ".join(heads)
    lines = [f"{joined[0].upper()}{joined[1:]}:"]
    for row in rows:
        figures = (*(money(row.cost(key)) for key in keys), *(figure(row, unit) for unit in units))
        lines.append(f"*{escape(row.label)}* {' · '.join(figures)}")
    return lines


def insight_lines(ask: Ask, report: UsageReport) -> list[str]:
    """Write the notes about costs and allowances, the forecast, and the rows that stand out."""
    units = report.shown_units
    outlook = outlook_of(report, ask.received_at, in_lines=len(units) > 1)
    known = [*map(escape, report.facts)]
    others = [*map(escape, (*report.notes, *outlook)), *standing_out(report, units)]
    return [line for line in others if line not in known]


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
        before = f" ({earlier:.2f} before)" if earlier else ""
        lines.append(f"{ratio:.2f} sessions per conversation{before}")
    return lines


def series_of(report: UsageReport, unit: Unit) -> ChartSeries | None:
    """Return the data for a chart of the report, if there is anything to see: of its cost where
    costs lead, else of the unit."""
    key = next(iter(report.shown_costs), None)
    measured = Measured(key=key) if key else Measured(unit)
    names = (bot.name for bot in report.bots)
    bots = [
        Series(name=name, values=tuple(map(measured.value, own)))
        for name, own in zip(names, report.bots_by_bucket, strict=False)
    ]
    if key and bots:
        bots += _fees(report, key)
    found = ChartSeries.of(report, measured, report.previous_by_bucket, bots)
    shown = to_the_minute(report.query.period).describe()
    return found and found.model_copy(update={"window": shown})


def _fees(report: UsageReport, key: Key) -> Iterator[Series]:
    """Yield the flat fees that are no single bot's, which are a part of each row's cost."""
    for fees in report.fees_apart:
        own = [next((cost for cost in row if cost.key == key), None) for row in fees.by_bucket]
        if any(own):
            yield Series(name=FLAT_FEE, values=tuple(map(shown_cost, own)))


def ladder(
    report: UsageReport, units: Sequence[Unit], sheet: Sheet | None
) -> Iterator[list[Block]]:
    """Yield the rungs: chart and table, the table alone, older tables; `sheet`: the drawn table."""
    tables = table_blocks(sheet) if sheet else ([],)
    series = series_of(report, units[0])
    if series and (drawn := native(series)):
        yield [drawn, *tables[0]]
    yield from map(list, tables)


def is_drawn(report: UsageReport, sheet: Sheet, *, alone: bool = False) -> bool:
    """Tell whether the table is drawn: if it is not all zeros, and not so long that it is a file.

    For the asker `alone`, who can get no file, the earliest rows of a long one are joined.
    """
    return bool(sheet.lines) and not is_idle(report) and (alone or not is_long(report))


def _privacy(report: UsageReport, note: str) -> list[str]:
    """Write why only the asker sees the answer, and which parts cannot be shown so."""
    notes = {escape(note): note, NO_FILE: note and report.query.wants_files}
    return [sentence for sentence, holds in notes.items() if holds]


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
    names = {bot.id: bot.name for bot in report.sources}
    told = [
        f"Kore.ai restated {escape(names.get(change.bot_id, change.bot_id))}'s "
        f"{change.unit.plural}: {change.before:,} → {change.after:,}"
        f"{percent(change.before, change.after)}"
        for change in report.restated
        if change.unit in report.units
    ]
    more = len(told) - MOST_GAPS
    return [*told[:MOST_GAPS], *([f"… and {more} more figures"] if more > 0 else [])]


def remark_lines(
    report: UsageReport, units: Sequence[Unit], waited: timedelta, *, alone: bool = False
) -> list[str]:
    """Write remarks that a reader may need, such as lateness and other readings."""
    rest = [unit for unit in report.units if unit not in units]
    none = [unit.plural for unit in rest if report.total.whole[unit] == 0]
    counting = counting_of(report)
    others = ", ".join(f"`{escape(other.words)}`" for other in report.query.other_readings)
    remarks = {
        f"The table has {len(report.by_bucket):,} rows: they are in the file.": is_long(report)
        and not alone,
        f"This is late: you asked {minutes(waited)} ago.": waited > LATE,
        f"No {', no '.join(none)}.": none,
        f"{report.cached[:1].upper()}{report.cached[1:]}.": report.remembered_at or report.lacks,
        **dict.fromkeys(report.legend, True),
        f"The table has {units[0].plural}. Add another unit to see it by bot, such as "
        f"`{units[-1].plural}`.": is_split(report) and len(units) > 1,
        counting: counting,
        f"Or did you mean {others}?": others,
    }
    return [sentence for sentence, holds in remarks.items() if holds]
