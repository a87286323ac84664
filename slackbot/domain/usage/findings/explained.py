"""Explains a report: adds its costs, the facts that were asked for, and its notes."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from slackbot.domain.allowance import ChannelAllowances
from slackbot.domain.channel import ChannelBots
from slackbot.domain.money.price import PriceList
from slackbot.domain.usage.fetching.job import Usage
from slackbot.domain.usage.findings.facts import KnownFigures, facts_of
from slackbot.domain.usage.groups import group_notes
from slackbot.domain.usage.notes import holiday_notes, notes_of
from slackbot.domain.usage.pricing import priced
from slackbot.domain.usage.remaining_cost import ahead_of
from slackbot.domain.usage.report import UsageReport


def explained(
    report: UsageReport,
    usages: Sequence[Usage],
    allowances: ChannelAllowances,
    now: datetime,
    settling: timedelta,
    linked: ChannelBots,
    before: Sequence[Usage] = (),
) -> UsageReport:
    """Return the report with its costs, facts and notes. The notes end with public holidays.

    `usages` hold its figures, and for unusual days also those of the eight weeks before; `before`
    holds what else counts against included amounts. `linked` are the channel's bots.
    """
    channel = {bot.id for bot in linked.bots}
    whole = channel <= {bot.id for bot in report.bots}
    prices = PriceList(allowances.prices, linked.group_ids)
    costed = priced(report, prices, [*usages, *before], channel)
    costed = costed.model_copy(update={"ahead": ahead_of(costed, prices, channel)})
    known = KnownFigures(costed, usages, allowances, now, settling, whole, linked)
    notes = (
        *notes_of(costed, allowances, now, whole=whole, groups=linked.bots_by_group),
        *group_notes(report.query, report.bots, linked),
        *holiday_notes(costed),
    )
    return costed.model_copy(update={"facts": facts_of(known), "notes": notes})
