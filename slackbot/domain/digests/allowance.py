"""Writes the used part of each allowance's term at the end of a digest's period."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from slackbot.domain.allowance import ChannelAllowances, term_of
from slackbot.domain.digests.content import holding
from slackbot.domain.period import short_day
from slackbot.domain.query import UsageQuery
from slackbot.domain.usage.fetching.job import Usage
from slackbot.domain.usage.limits import NO_GROUPS, Groups
from slackbot.domain.usage.notes import notes_of
from slackbot.domain.usage.report import UsageReport

MOMENT = timedelta(seconds=1)


def allowance_lines(
    report: UsageReport,
    allowances: ChannelAllowances,
    usages: Iterable[Usage],
    settling: timedelta,
    *,
    whole: bool,
    groups: Groups = NO_GROUPS,
) -> tuple[str, ...]:
    """Write `Up to Sun 22 Nov: 62% of the November allowance, 40,000 sessions, 15,200 left`, with
    the forecast of its end.

    A line is written for each term that holds the end of the period, if `usages` hold all its days
    up to then. `notes_of` writes about a running period that begins with its term. For
    `whole` and `groups` see `notes_of`.
    """
    usages, period = tuple(usages), report.query.period
    last = period.end - MOMENT
    last_day = last.astimezone(ZoneInfo(period.zone)).date()
    terms = (term_of(each, last, period.zone).start for each in allowances.allowances)
    only = ChannelAllowances(allowances=allowances.allowances)  # prices are the report's own
    lines: list[str] = []
    for start in dict.fromkeys(terms):
        if report.query.running and start == period.start:
            continue
        if so_far := _so_far(start, report, usages, settling):
            notes = notes_of(so_far, only, last, whole=whole, groups=groups)
            until = "" if start == period.start else f"Up to {short_day(last_day)}: "
            lines += (f"{until}{note}" for note in notes)
    return tuple(lines)


def _so_far(
    start: datetime, report: UsageReport, usages: Iterable[Usage], settling: timedelta
) -> UsageReport | None:
    """Build the report on the term up to the end of the period, if `usages` hold all of it."""
    query = UsageQuery(
        period=report.query.period.model_copy(update={"start": start}),
        running=True,
        units=report.query.units,
        holidays=report.query.holidays,
    )
    own = [
        usage.of_bots({bot.id})
        for bot in report.bots
        if (usage := holding(query.period, bot, usages, running=report.query.running))
    ]
    found = UsageReport.of(query, report.bots, own, settling=settling)
    return found if len(own) == len(report.bots) and not found.is_empty else None
