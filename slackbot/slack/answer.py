"""The answer to a question: what is missing first, then totals, a table, and the receipt."""

from collections.abc import Sequence
from datetime import timedelta

from slackbot.domain.ask import Ask
from slackbot.domain.query import Grouping, Unit
from slackbot.domain.usage import UsageReport
from slackbot.slack.blocks import LONGEST_TEXT, Block, Message, context, section
from slackbot.slack.messages import MOST_BOTS, bot_names, understood
from slackbot.slack.tables import monospace, table
from slackbot.slack.text import cut, escape, figure, headline, minutes, percent, stamp

LATE = timedelta(minutes=5)
MOST_GAPS = 5
MOST_REPORT_IDS = 4
MONEY = frozenset(
    "cost costs spend spent spending invoice price prices charge charges charged money".split()
)
HEADINGS = {
    Grouping.HOUR: "Hour",
    Grouping.DAY: "Day",
    Grouping.WEEK: "Week of",
    Grouping.MONTH: "Month",
}


def answer(ask: Ask, report: UsageReport, waited: timedelta, note: str = "") -> Message:
    """The summary in a thread, or, with a `note` that says why, to the asker alone.

    `waited` is how long ago it was asked for: a late answer says so.
    """
    units = shown_units(report)
    title = f"<@{ask.user}> *{bot_names(report.bots)}* · {understood(report.query)}"
    warnings, remarks = _warnings(report), _remarks(ask, report, units, waited)
    if note:
        warnings = [escape(note), *warnings]
    top = [section(title), *_optional(warnings), section(_totals(report, units))]
    bottom = [*_optional(remarks), context(receipt(report))]
    native, simple = _tables(report, units)
    text = f"{title}: {headline(report.total, units)}. {' '.join((*warnings, *remarks))}".strip()
    return Message(cut(text, LONGEST_TEXT), (*top, *native, *bottom), (*top, *simple, *bottom))


def done(report: UsageReport) -> str:
    """The parent's last state: the headline, and whether it is all."""
    figures = headline(report.total, shown_units(report))
    if report.is_whole:
        return f":white_check_mark: {figures}"
    return f":warning: {figures} – incomplete: see the thread"


def shown_units(report: UsageReport) -> tuple[Unit, ...]:
    """The units asked for, or else those with figures: Kore.ai's plans count different ones."""
    if report.query.units:
        return report.query.units
    used = tuple(unit for unit in report.units if report.total.counts[unit])
    return used or report.units


def receipt(report: UsageReport) -> str:
    """Where the figures come from: bots that have some, window in UTC, report ids, when."""
    period, ids = report.query.period, report.report_ids
    rows = zip(report.bots, report.by_bot, strict=True)
    bots = [bot for bot, row in rows if any(count is not None for count in row.counts.values())]
    sources = ", ".join(f"{escape(bot.name)} {bot.id}" for bot in bots[:MOST_BOTS])
    fetched = f"fetched {stamp(report.fetched_at)} UTC" if report.fetched_at else "not fetched"
    known = "settled, so not asked again (`fresh` does) · " if report.from_ledger else ""
    more = f" and {len(ids) - MOST_REPORT_IDS} more" if len(ids) > MOST_REPORT_IDS else ""
    word = "report" if len(ids) == 1 else "reports"
    return (
        f"Kore.ai {word} {escape(', '.join(ids[:MOST_REPORT_IDS]))}{more} · {fetched} · {known}"
        f"{stamp(period.start)} to {stamp(period.end)} UTC · {sources}"
    )


def _totals(report: UsageReport, units: Sequence[Unit]) -> str:
    total = report.total.counts
    lines = [f"*{figure(total[unit])}* {unit.plural}" for unit in units]
    if not any(total.values()):
        lines.insert(0, "Nothing was used.")
    if report.by_bucket and len(report.bots) > 1:
        lines += ["", *(f"*{escape(r.label)}* {headline(r, units)}" for r in report.by_bot)]
    return "\n".join(lines)


def _tables(report: UsageReport, units: Sequence[Unit]) -> tuple[list[Block], list[Block]]:
    """The rows by bucket, or else by bot, as Slack's table and in fixed width."""
    rows = report.by_bucket or (report.by_bot if len(report.bots) > 1 else ())
    if not rows:
        return [], []
    heading = HEADINGS[report.query.grouping] if report.query.grouping else "Bot"
    native = table(heading, rows, report.total, units)
    simple = [section(text) for text in monospace(heading, rows, report.total, units)]
    return [native], simple


def _warnings(report: UsageReport) -> list[str]:
    """What the totals do not hold."""
    warnings = [
        f":warning: Without {escape(gap.bot)}: {escape(gap.reason)}"
        for gap in report.gaps[:MOST_GAPS]
    ]
    if more := len(report.gaps) - len(warnings):
        warnings.append(f":warning: Without {more} more.")
    if left_out := report.missing:
        warnings.append(
            f":warning: Kore.ai sent nothing for {left_out.count:,} of {left_out.of:,} "
            f"{left_out.grain}s; the sums leave them out."
        )
    return [*warnings, *_restated(report)]


def _restated(report: UsageReport) -> list[str]:
    """What Kore.ai says otherwise than when it was asked before."""
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


def _remarks(ask: Ask, report: UsageReport, units: Sequence[Unit], waited: timedelta) -> list[str]:
    """What a reader may ask next."""
    rest = [unit for unit in report.units if unit not in units]
    none = [unit.plural for unit in rest if report.total.counts[unit] is not None]
    unsent = [unit.plural for unit in report.units if report.total.counts[unit] is None]
    others = ", ".join(f"`{escape(other.words)}`" for other in report.query.other_readings)
    said = {
        f"This is late: you asked {minutes(waited)} ago.": waited > LATE,
        f"No {', no '.join(none)}.": none,
        f"Kore.ai sent no figure for {', '.join(unsent)}.": unsent,
        "* Only a part of it is in the period asked for.": any(
            row.partial for row in report.by_bucket
        ),
        f"The rows are in {report.bucket_zone}, as Kore.ai counts.": report.by_bucket
        and report.bucket_zone != report.query.period.zone,
        f"Or did you mean {others}?": others,
        "Kore.ai tells how much was used, not what it costs: prices are in your contract.": MONEY
        & set(ask.text.casefold().split()),
    }
    return [sentence for sentence, holds in said.items() if holds]


def _optional(lines: Sequence[str]) -> list[Block]:
    return [context("\n".join(lines))] if lines else []
