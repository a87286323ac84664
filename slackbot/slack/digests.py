"""What a digest looks like: the message in the channel, its detail in the thread, and what is
restated there later. Pure functions from values to messages."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from slackbot.domain.ask import Ask
from slackbot.domain.channel import Bot
from slackbot.domain.digest import Digest
from slackbot.domain.digest_content import DigestContent
from slackbot.domain.period import Period
from slackbot.domain.schedule import Schedule
from slackbot.domain.schedule_recurrence import EVERY_DAY, WORKDAYS, Quarterly, Weekly
from slackbot.domain.usage import PROVISIONAL, Restatement
from slackbot.slack.answer import insight_lines, ladder, receipt, remark_lines, warning_lines
from slackbot.slack.blocks import Message, context, message, optional, section
from slackbot.slack.buttons import answer_buttons
from slackbot.slack.digests_lines import (
    bot_lines,
    comparison_lines,
    figure_lines,
    late_lines,
    moved_lines,
    restated_before,
    restated_lines,
    spoken,
    usual_lines,
)
from slackbot.slack.messages import bot_names, understood
from slackbot.slack.text import escape, window

MOST_UNUSUAL = 3  # in the channel,
MOST_IN_THREAD = 10  # and in all
MOST_OUTLOOK = 3


def digest_parent(digest: Digest, content: DigestContent) -> Message:
    """The figures with what moved, in one screen, and a quiet line where all is as usual."""
    report = content.report
    title = f"*{digest_name(digest.schedule)}* · {bot_names(report.bots)}"
    title = f"{title} · {understood(report.query)}"
    warnings, remarks = late_lines(content), comparison_lines(content)
    usual = usual_lines(content, MOST_UNUSUAL, "more in the thread")
    outlook = [escape(line) for line in (*content.outlook, *content.allowances)[:MOST_OUTLOOK]]
    provisional = [PROVISIONAL] if report.is_provisional else []
    figures = figure_lines(content)
    return message(
        spoken(title, *figures, *warnings, *usual, *outlook, *remarks, *provisional),
        section(title),
        *optional(warnings),
        section("\n".join((*figures, *bot_lines(content)))),
        *optional(usual),
        *optional(outlook),
        *optional([*remarks, *provisional]),
        context(_footer(digest)),
    )


def digest_detail(ask: Ask, content: DigestContent) -> Message:
    """The thread below: what the change is made of, the chart and the rows, and the receipt.

    `ask` is the digest's own: its buttons ask the same again.
    """
    report, units = content.report, content.report.shown_units
    warnings = [*warning_lines(report), *restated_before(content)]
    moved = [line for movers in content.movers for line in moved_lines(movers)]
    usual = usual_lines(content, MOST_IN_THREAD, "more") if content.usual.unusual else []
    insights = [*insight_lines(ask, report, units), *map(escape, content.allowances)]
    remarks = remark_lines(ask, report, units, timedelta())
    top = [
        *optional(warnings),
        *([section("\n".join(moved))] if moved else []),
        *optional(insights),
    ]
    bottom = [
        *optional(usual),
        *optional(remarks),
        context(receipt(report)),
        *answer_buttons(ask, report),
    ]
    title = f"Detail of {bot_names(report.bots)} · {understood(report.query)}"
    return Message(
        spoken(title, *warnings, *moved, *insights, *usual, *remarks),
        tuple((*top, *middle, *bottom) for middle in ladder(report, units)),
    )


def restatement(period: Period, bots: Iterable[Bot], restated: Sequence[Restatement]) -> Message:
    """In an earlier digest's thread: which of its figures of `period` are others by now."""
    head = f"Kore.ai has restated figures of {escape(window(period))} since this was sent"
    lines = restated_lines(bots, restated)
    return message(spoken(f"{head}:", *lines), section("\n".join((f"{head}:", *lines))))


def digest_name(schedule: Schedule) -> str:
    """`Weekly digest`, by how often it comes; of other intervals just `Digest`."""
    match schedule.recurrence:
        case Weekly(weekdays=days, weeks=1) if days in (EVERY_DAY, WORKDAYS):
            return "Daily digest"
        case Weekly(weekdays=[_], weeks=1):
            return "Weekly digest"
        case Weekly():
            return "Digest"
        case Quarterly():
            return "Quarterly digest"
    return "Monthly digest"


def _footer(digest: Digest) -> str:
    return (
        f"Sent {escape(digest.schedule.describe())} · set up by <@{digest.owner}> · "
        "`/billing digests`"
    )
