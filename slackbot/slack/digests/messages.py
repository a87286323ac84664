"""Draws a digest: the message in the channel, its detail in the thread, and later restatements.
All functions are pure."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from slackbot.domain.ask import Ask
from slackbot.domain.calendar.weekdays import EVERY_DAY, WORKDAYS
from slackbot.domain.channel import Bot
from slackbot.domain.digests.content import DigestContent
from slackbot.domain.digests.digest import Digest
from slackbot.domain.digests.recurrence import Monthly, NthWeekday, Quarterly, Weekly
from slackbot.domain.digests.schedule import Schedule
from slackbot.domain.period import Period
from slackbot.domain.usage.report import INCOMPLETE, Restatement, UsageReport
from slackbot.domain.usage.table import sheet_of
from slackbot.slack.blocks.blocks import Message, context, message, optional, section, spoken
from slackbot.slack.blocks.tables import sheet_lines
from slackbot.slack.blocks.text import escape, window
from slackbot.slack.digests.buttons import digest_controls
from slackbot.slack.digests.lines import (
    bot_lines,
    comparison_lines,
    digest_lead,
    late_lines,
    more_outlook_lines,
    more_unusual_lines,
    moved_lines,
    outlook_lines,
    restated_before,
    restated_lines,
    usual_lines,
)
from slackbot.slack.questions.answer import (
    is_drawn,
    ladder,
    remark_lines,
    standing_out,
    warning_lines,
)
from slackbot.slack.questions.buttons import answer_buttons
from slackbot.slack.questions.lead import may_change
from slackbot.slack.questions.messages import subject, understood


def digest_parent(digest: Digest, content: DigestContent) -> Message:
    """Draw the message in the channel: figures, movers, and unusual days, in one screen."""
    report = content.report
    called = escape(digest.name) or digest_name(digest.schedule)
    name = f"*{called}* · {subject(report.query, report.bots)}"
    small = [f"{name} · {understood(report.query)}", *comparison_lines(content)]
    small += [*may_change(report), *(each for each in report.legend if each == INCOMPLETE)]
    warnings, lead, bots = late_lines(content), digest_lead(content), bot_lines(content)
    usual, outlook = usual_lines(content), outlook_lines(content)
    footer = _footer(digest)
    return message(
        spoken(*lead.sentences, *warnings, *small, *bots, *outlook, *usual, footer),
        *lead.blocks,
        *([section("\n".join(warnings))] if warnings else []),
        context("\n".join(small)),
        *([section("\n".join(bots))] if bots else []),
        *([section("\n".join(outlook))] if outlook else []),
        *optional(usual),
        context(footer),
        digest_controls(digest),
    )


def digest_detail(ask: Ask, content: DigestContent) -> Message:
    """Draw the thread: the movers, the chart, the rows, and the receipt.

    It repeats nothing from the channel. `ask` is the digest's own: the buttons ask its question
    again.
    """
    report, units = _settled_on(content.report), content.report.shown_units
    warnings = [*warning_lines(report), *restated_before(content)]
    moved = [line for movers in content.movers for line in moved_lines(movers)]
    usual = more_unusual_lines(content)
    insights = [*standing_out(report, units), *more_outlook_lines(content)]
    remarks = remark_lines(report, units, timedelta())
    top = [
        *optional(warnings),
        *([section("\n".join(moved))] if moved else []),
        *optional(insights),
    ]
    bottom = [
        *optional(usual),
        *optional(remarks),
        *answer_buttons(ask, report),
    ]
    title = f"Detail of {subject(report.query, report.bots)} · {understood(report.query)}"
    sheet = sheet_of(report, units)
    drawn = sheet if is_drawn(report, sheet) else None
    rows = sheet_lines(drawn) if drawn else []
    return Message(
        spoken(title, *warnings, *moved, *insights, *usual, *remarks, *rows),
        tuple((*top, *middle, *bottom) for middle in ladder(report, units, drawn)),
    )


def _settled_on(report: UsageReport) -> UsageReport:
    """Drop other readings of the period: they were shown when the digest was set up."""
    return report.model_copy(
        update={"query": report.query.model_copy(update={"other_readings": ()})}
    )


def restatement(period: Period, bots: Iterable[Bot], restated: Sequence[Restatement]) -> Message:
    """Draw the restated figures of `period` for an earlier digest's thread."""
    head = f"Kore.ai has restated figures of {escape(window(period))} since this was sent"
    lines = restated_lines(bots, restated)
    return message(spoken(f"{head}:", *lines), section("\n".join((f"{head}:", *lines))))


def digest_name(schedule: Schedule) -> str:
    """`Weekly digest`, by its interval; other intervals are just `Digest`."""
    match schedule.recurrence:
        case Weekly(weekdays=days, weeks=1) if days in (EVERY_DAY, WORKDAYS):
            return "Daily digest"
        case Weekly(weekdays=[_], weeks=1):
            return "Weekly digest"
        case Weekly() | Monthly(also=[_, *_]) | NthWeekday(also=[_, *_]):
            return "Digest"
        case Quarterly():
            return "Quarterly digest"
    return "Monthly digest"


def _footer(digest: Digest) -> str:
    return (
        f"Sent {escape(digest.schedule.describe())} · set up by <@{digest.owner}> · "
        "`/billing digests`"
    )
