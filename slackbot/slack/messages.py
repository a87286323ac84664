"""What people read: pure functions from values to Slack's blocks (plain dicts) and their text."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from slackbot.domain.ask import Ask
from slackbot.domain.channel import Bot, ChannelBots
from slackbot.domain.query import Unit, UsageQuery
from slackbot.domain.usage import Row, UsageReport
from slackbot.slack.tables import monospace, table
from slackbot.slack.text import cut, escape, figure, headline, stamp

Block = dict[str, Any]
LONGEST_SECTION = 3000
LONGEST_TEXT = 4000  # what chat.update takes
LONGEST_ECHO = 200
MOST_BOTS = 8  # named in a title; sixty escaped characters each leave room for the rest
MOST_GAPS = 5
MOST_CHUNKS = 40  # of the fifty blocks of a message
WAITING = ":hourglass_flowing_sand: Asking Kore.ai …"
FAILED = ":warning: No answer: see the thread."


@dataclass(frozen=True)
class Message:
    """A message as Slack takes it. `text` says it all where blocks are not shown.

    `simple` are the blocks for a workspace that refuses the newer kinds in `blocks`.
    """

    text: str
    blocks: tuple[Block, ...]
    simple: tuple[Block, ...]


def parent(ask: Ask, query: UsageQuery, bots: Sequence[Bot], state: str = WAITING) -> Message:
    """Who asked what, and exactly what was understood. `state` is edited as the work goes on."""
    names = bot_names(bots)
    words = f"“{escape(cut(ask.text, LONGEST_ECHO))}”" if ask.text.strip() else "a question"
    asked = f"<@{ask.user}> asked {words}"
    window = understood(query)
    return _message(
        f"{asked}: {names}, {window}. {state}",
        _section(f"{asked}\n*{names}* · {window}"),
        _context(state),
    )


def understood(query: UsageQuery) -> str:
    """The window, grouping and units of a query in words, and what was taken for granted."""
    period = query.period
    if query.running:  # whole minutes are enough for people
        now = period.end.replace(second=0, microsecond=0)
        window = f"{period.model_copy(update={'end': now}).describe()}, so far"
    else:
        window = period.describe()
    grouping = f"by {query.grouping}" if query.grouping else ""
    units = ", ".join(unit.plural for unit in query.units)
    default = "" if query.stated else "(no period named, so the month to date)"
    read = "; ".join(query.corrections)
    parts = (window, grouping, units, default, read)
    return " · ".join(escape(part) for part in parts if part)


def bot_names(bots: Sequence[Bot]) -> str:
    """The names, escaped; very many are counted."""
    shown = [escape(bot.name) for bot in bots[:MOST_BOTS]]
    more = len(bots) - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more else "")


def answer(ask: Ask, report: UsageReport, note: str = "") -> Message:
    """The summary: totals, a table by bucket or by bot, what is missing, where it comes from."""
    units = shown_units(report)
    title = f"*{bot_names(report.bots)}* · {understood(report.query)}"
    totals = "\n".join(_total_line(report.total, unit) for unit in units)
    rows = report.by_bucket or (report.by_bot if len(report.bots) > 1 else ())
    remarks = [*_remarks(report, units), *([escape(note)] if note else [])]
    blocks = [_section(f"<@{ask.user}> {title}"), _section(totals)]
    if report.by_bucket and len(report.bots) > 1:
        blocks.append(_section(_bot_lines(report, units)))
    after = [_context("\n".join(remarks))] if remarks else []
    after.append(_context(receipt(report)))
    heading = report.query.grouping.capitalize() if report.query.grouping else "Bot"
    grid = [table(heading, rows, report.total, units)] if rows else []
    plain = [_section(text) for text in monospace(heading, rows, report.total, units)]
    text = f"<@{ask.user}> {title}: {headline(report.total, units)}. {' '.join(remarks)}".strip()
    return Message(
        cut(text, LONGEST_TEXT),
        (*blocks, *grid, *after),
        (*blocks, *(plain if rows else ()), *after),
    )


def shown_units(report: UsageReport) -> tuple[Unit, ...]:
    """The units asked for, or else those with figures: Kore.ai's plans count different ones."""
    if report.query.units:
        return report.query.units
    used = tuple(unit for unit in report.units if report.total.counts[unit])
    return used or report.units


def done(report: UsageReport) -> str:
    """The parent's last state: the headline, and whether it is all."""
    figures = headline(report.total, shown_units(report))
    if report.is_whole:
        return f":white_check_mark: {figures}"
    return f":warning: {figures} – incomplete: see the thread"


def failure(ask: Ask, sentence: str) -> Message:
    """Why there is no answer, and what to do."""
    text = f"<@{ask.user}> {escape(sentence)}"
    return _message(text, _section(text))


def private(text: str) -> Message:
    """A plain sentence or two for the asker alone."""
    safe = escape(text)
    return _message(safe, _section(safe))


def receipt(report: UsageReport) -> str:
    """Where the figures come from: bots, window in UTC, report ids, when."""
    period = report.query.period
    ids = ", ".join(f"{escape(bot.name)} {bot.id}" for bot in report.bots[:MOST_BOTS])
    fetched = f"fetched {stamp(report.fetched_at)} UTC" if report.fetched_at else "not fetched"
    reports = ", ".join(report.report_ids)
    return (
        f"Kore.ai report {escape(reports)} · {fetched} · {stamp(period.start)} to "
        f"{stamp(period.end)} UTC · {ids}"
    )


def bot_list(bots: ChannelBots) -> Message:
    """The bots that a channel remembers; very many in several blocks."""
    lines = [
        f"• *{escape(bot.name)}* `{bot.id}`, linked by <@{bot.linked_by}>"
        + (" – the default" if bot.is_default else "")
        for bot in bots.bots
    ]
    chunks = ["\n".join(lines[at : at + MOST_BOTS]) for at in range(0, len(lines), MOST_BOTS)]
    shown = chunks[:MOST_CHUNKS]
    more = len(lines) - MOST_BOTS * len(shown)
    tail = [_section(f"… and {more} more")] if more > 0 else []
    title = "Bots of this channel"
    return _message(
        "\n".join((title, *lines)), _section(title), *(_section(chunk) for chunk in shown), *tail
    )


def _total_line(total: Row, unit: Unit) -> str:
    return f"*{figure(total.counts[unit])}* {unit.plural}"


def _bot_lines(report: UsageReport, units: Sequence[Unit]) -> str:
    return "\n".join(f"*{escape(row.label)}* {headline(row, units)}" for row in report.by_bot)


def _remarks(report: UsageReport, units: Sequence[Unit]) -> list[str]:
    remarks = [
        f":warning: Without {escape(gap.bot)}: {escape(gap.reason)}"
        for gap in report.gaps[:MOST_GAPS]
    ]
    if more := len(report.gaps) - len(remarks):
        remarks.append(f":warning: Without {more} more.")
    if left_out := report.missing:
        remarks.append(
            f":warning: Kore.ai sent nothing for {left_out.count} of {left_out.of} "
            f"{left_out.grain}s; the sums leave them out."
        )
    remarks += _units_without_figures(report, units)
    if any(row.partial for row in report.by_bucket):
        remarks.append("* Only a part of it is in the period asked for.")
    if report.by_bucket and report.bucket_zone != report.query.period.zone:
        remarks.append(f"The rows are in {report.bucket_zone}, as Kore.ai counts.")
    return remarks


def _units_without_figures(report: UsageReport, units: Sequence[Unit]) -> list[str]:
    """Zero and not sent are told apart."""
    rest = [unit for unit in report.units if unit not in units]
    none = [unit.plural for unit in rest if report.total.counts[unit] is not None]
    unsent = [unit.plural for unit in report.units if report.total.counts[unit] is None]
    remarks = [f"No {', no '.join(none)}."] if none else []
    if unsent:
        remarks.append(f"Kore.ai sent no figure for {', '.join(unsent)}.")
    return remarks


def _section(text: str) -> Block:
    return {"type": "section", "text": {"type": "mrkdwn", "text": cut(text, LONGEST_SECTION)}}


def _context(text: str) -> Block:
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": cut(text, LONGEST_SECTION)}]}


def _message(text: str, *blocks: Block) -> Message:
    return Message(cut(text, LONGEST_TEXT), blocks, blocks)
