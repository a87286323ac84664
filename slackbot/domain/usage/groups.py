"""Shows a report by group: a row for each group, and one for the bots that are in none."""

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from slackbot.domain.channel import Bot, ChannelBots
from slackbot.domain.group import IN_NONE
from slackbot.domain.money.cost import Cost, added
from slackbot.domain.query import UsageQuery
from slackbot.domain.spelling import listed
from slackbot.domain.usage.report import ReportRow, UsageReport, joined

MOST_SHARED = 3  # bots that a note names


class Member(NamedTuple):
    """A row: a group, or a bot that was named itself, and the ids of its bots."""

    bot: Bot
    ids: frozenset[str]


def grouped(report: UsageReport, linked: ChannelBots) -> UsageReport:
    """Return a report that was asked by group with groups in the place of bots, else the same.

    A bot of two groups is in both rows, and once in the total. A group's flat fee is in its row.
    """
    if not report.query.by_group:
        return report
    rows = _rows(report.query, report.bots, linked)
    places = {bot.id: place for place, bot in enumerate(report.bots)}
    own = [[places[id_] for id_ in places if id_ in row.ids] for row in rows]
    ids = {row.bot.id for row in rows}
    fees = {fee.group: fee for fee in report.fees if fee.group in ids and fee.group}

    def fold(
        of_bots: Sequence[ReportRow], before: bool = False
    ) -> tuple[ReportRow, ...]:  # none where there are none
        found = (
            joined(row.bot.name, [of_bots[place] for place in mine])
            for row, mine in zip(rows, own, strict=True)
            if of_bots
        )
        costs = (
            (fee.before if before else fee.costs) if (fee := fees.get(row.bot.id)) else ()
            for row in rows
        )
        return tuple(_plus(row, fee) for row, fee in zip(found, costs, strict=False))

    def cells(place: int, mine: Sequence[int]) -> tuple[ReportRow, ...]:
        fee = fees.get(rows[place].bot.id)
        times = zip(*(report.bots_by_bucket[at] for at in mine), strict=True)
        made = [joined(each[0].label, each) for each in times]
        paid = fee.by_bucket if fee else [()] * len(made)
        return tuple(_plus(row, costs) for row, costs in zip(made, paid, strict=True))

    overlaps = sum(map(len, own)) > len(set().union(*own))
    # A chart would stack the rows to a sum that counts a bot twice.
    drawn = report.bots_by_bucket if report.query.grouping or not overlaps else ()
    split = drawn and [cells(place, mine) for place, mine in enumerate(own)]
    return report.model_copy(
        update={
            "bots": tuple(row.bot for row in rows),
            "members": report.bots,
            "overlaps": overlaps,
            "by_bot": fold(report.by_bot),
            "previous_by_bot": fold(report.previous_by_bot, before=True),
            "bots_by_bucket": tuple(split),
            "shared_costs": added(fee.costs for fee in report.fees if fee.group not in fees),
        }
    )


def group_notes(query: UsageQuery, bots: Sequence[Bot], linked: ChannelBots) -> tuple[str, ...]:
    """Say how many bots of the groups in question are not linked here, and which bots are in
    several rows."""
    named = [linked.find_group(words) for words in query.bots]
    shown = {bot.id for bot in bots}
    groups = [group for group in named if group]
    if query.by_group and not query.bots:
        groups = [group for group in linked.groups if shown.intersection(group.bot_ids)]
    notes = []
    for group in groups:
        if more := len(group.bot_ids) - len(linked.members(group)):
            them = "bot that isn't" if more == 1 else "bots that aren't"
            notes.append(f"{group.name} has {more} more {them} linked here and not counted")
    shared = [
        f"{bot.name} is in {listed(names)}"
        for bot in bots
        if len(names := [group.name for group in groups if bot.id in group.bot_ids]) > 1
    ]
    if query.by_group and shared:
        more = len(shared) - MOST_SHARED
        counted_twice = listed(
            [*shared[:MOST_SHARED], *([f"{more} more are in several"] if more > 0 else [])]
        )
        notes.append(f"{counted_twice}: each row counts it, the total counts it once")
    return tuple(notes)


def labels_of(bots: Iterable[Bot], linked: ChannelBots) -> dict[str, str]:
    """Return the names of the groups of each bot, by its id: `Retail; Web`, or nothing."""
    return {bot.id: "; ".join(group.name for group in linked.groups_of(bot.id)) for bot in bots}


def _rows(query: UsageQuery, bots: Sequence[Bot], linked: ChannelBots) -> list[Member]:
    """Return the rows with the bots of the report: what was named, or all groups and the rest."""
    ids = frozenset(bot.id for bot in bots)
    if query.bots:
        names = linked.names_by_id
        found = [
            Member(Bot(id=id_, name=names[id_]), _ids(id_, linked) & ids)
            for id_ in linked.ids_of(query.bots)
        ]
        return [member for member in found if member.ids]
    found = [
        Member(Bot(id=group.id, name=group.name), ids.intersection(group.bot_ids))
        for group in linked.groups
    ]
    rest = ids.difference(*(member.ids for member in found))
    none = [Member(Bot(id="", name=IN_NONE), rest)] if rest else []
    return [member for member in (*found, *none) if member.ids]


def _ids(id_: str, linked: ChannelBots) -> frozenset[str]:
    return frozenset(bot.id for bot in linked.of_ids({id_}))


def _plus(row: ReportRow, costs: Collection[Cost]) -> ReportRow:
    """Return the row with the costs of a fee in it."""
    return row.model_copy(update={"costs": added((row.costs, costs))}) if costs else row
