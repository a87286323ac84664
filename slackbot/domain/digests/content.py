"""The content of a digest: a report, its comparisons, its movers, and unusual days."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Self

from slackbot.domain.channel import Bot
from slackbot.domain.digests.digest import Counts
from slackbot.domain.digests.plan import period_before
from slackbot.domain.frozen import FrozenModel
from slackbot.domain.period import Period
from slackbot.domain.query import Unit
from slackbot.domain.usage.comparison import Change, format_before
from slackbot.domain.usage.fetching.job import Usage
from slackbot.domain.usage.findings.movers import Movers, movers_of
from slackbot.domain.usage.findings.outlook import outlook_of
from slackbot.domain.usage.findings.usual import Usual, unusual_days
from slackbot.domain.usage.findings.year_before import format_year_before, year_before
from slackbot.domain.usage.report import (
    ReportRow,
    Restatement,
    UsageReport,
    bot_rows,
    sum_known,
    within,
)


class Compared(FrozenModel):
    """The changes against another period, over the bots with figures of both periods.

    `how` names the other period: `the period before`; empty where the question named it. `left_out`
    are the bots without figures of both; a unit without any comparable bot is not in `changes`.
    """

    period: Period
    how: str
    changes: dict[Unit, Change]
    left_out: tuple[str, ...] = ()

    @classmethod
    def of(
        cls,
        period: Period,
        how: str,
        units: Iterable[Unit],
        now: Sequence[ReportRow],
        before: Sequence[ReportRow],
    ) -> Self | None:
        """Compare rows of the same bots; None where no unit has a figure of both periods."""
        pairs = list(zip(now, before, strict=True))
        left_out: dict[str, None] = {}
        changes = {}
        for unit in units:
            both = [pair for pair in pairs if all(row.whole[unit] is not None for row in pair)]
            if both:
                after, earlier = (sum_known(pair[n].counts[unit] for pair in both) for n in (0, 1))
                changes[unit] = Change(before=earlier, after=after)
                left_out |= {pair[0].label: None for pair in pairs if pair not in both}
        if not changes:
            return None
        return cls(period=period, how=how, changes=changes, left_out=tuple(left_out))


class DigestContent(FrozenModel):
    """The values from which the messages of one digest are drawn.

    `outlook` holds forecasts and the report's notes, `allowances` the used parts of terms, all in
    sentences. `late` is the delay of the digest, `late_because` its reason, and `skipped` the
    number of missed slots before it. `restated` are figures that have
    changed since an earlier digest.
    """

    report: UsageReport
    previous: Compared | None = None
    own_before: Compared | None = None  # the period before, where `previous` was named
    year_ago: Compared | None = None
    movers: tuple[Movers, ...] = ()  # for each shown unit that moved
    usual: Usual = Usual()
    outlook: tuple[str, ...] = ()
    allowances: tuple[str, ...] = ()
    restated: tuple[Restatement, ...] = ()
    late: timedelta = timedelta()
    late_because: str = ""
    skipped: int = 0

    @classmethod
    def of(
        cls,
        report: UsageReport,
        usages: Iterable[Usage],
        settling: timedelta,
        *,
        allowances: tuple[str, ...] = (),
        restated: tuple[Restatement, ...] = (),
        late: timedelta = timedelta(),
        late_because: str = "",
        skipped: int = 0,
    ) -> Self:
        """Make the content of the digest on `report`, which was built from `usages`.

        `usages` also hold the eight weeks before the period, and the same period a year before if
        it is to be compared. `allowances` are the lines about terms.
        """
        usages, units = tuple(usages), report.shown_units
        moved = (movers_of(report, unit) for unit in units)
        judged = tuple(dict.fromkeys((*units, *report.unsent)))
        return cls(
            report=report,
            previous=_previous(report),
            own_before=_own_before(report, usages),
            year_ago=_year_ago(report, usages),
            movers=tuple(movers for movers in moved if movers),
            usual=unusual_days(
                report.query.period, report.bots, judged, usages, settling, report.query.holidays
            ),
            outlook=(*outlook_of(report, report.query.period.end), *report.notes),
            allowances=allowances,
            restated=restated,
            late=late,
            late_because=late_because,
            skipped=skipped,
        )


def _previous(report: UsageReport) -> Compared | None:
    if report.before is None or not report.previous_by_bot:
        return None
    how, rows = format_before(report.query, report.before), (report.by_bot, report.previous_by_bot)
    return Compared.of(report.before, how, report.shown_units, *rows)


def _own_before(report: UsageReport, usages: Iterable[Usage]) -> Compared | None:
    if report.query.comparison is None:
        return None
    query = report.query.model_copy(update={"comparison": None})
    before = period_before(query)
    return _beside(report, before, format_before(query, before), usages)


def _year_ago(report: UsageReport, usages: Iterable[Usage]) -> Compared | None:
    period = report.query.period
    return _beside(report, year_before(period), format_year_before(period), usages)


def _beside(
    report: UsageReport, before: Period, how: str, usages: Iterable[Usage]
) -> Compared | None:
    """Compare with another period, unless the report is compared with it already."""
    if before == report.before:
        return None
    figures = totals_in(before, report.bots, usages)
    rows = [ReportRow(label=bot.name, counts=figures[bot.id]) for bot in report.bots]
    return Compared.of(before, how, report.shown_units, report.by_bot, rows)


def totals_of(report: UsageReport) -> dict[str, Counts]:
    """Return the totals of each bot, which are stored to find restatements later."""
    return {bot.id: row.whole for bot, row in zip(report.bots, report.by_bot, strict=True)}


def totals_in(period: Period, bots: Iterable[Bot], usages: Iterable[Usage]) -> dict[str, Counts]:
    """Return the totals of each bot in `period`, where one of `usages` holds all of it.

    A unit that lacks a part is None, because a partial sum is not a restatement of a total.
    """
    bots, usages = tuple(bots), tuple(usages)
    totals: dict[str, Counts] = {bot.id: dict.fromkeys(Unit) for bot in bots}
    for usage in usages:
        held = tuple(bot for bot in bots if holding(period, bot, usages) is usage)
        rows = bot_rows(held, within(period, (usage,)), tuple(Unit)) if held else ()
        totals |= {bot.id: row.whole for bot, row in zip(held, rows, strict=True)}
    return totals


def holding(
    period: Period, bot: Bot, usages: Iterable[Usage], *, running: bool = False
) -> Usage | None:
    """Return the first of `usages` that has all the bot's buckets of `period`, none of them cut.

    Where the period is `running`, its last bucket may be cut.
    """
    window = period.counted
    edges = (window.start,) if running else (window.start, min(window.end, period.end))
    for usage in usages:
        job = usage.job
        held = bot.id in job.bot_ids and job.start <= window.start and window.end <= job.end
        if held and all(job.grain.floor(edge) == edge for edge in edges):
            return usage
    return None


def restatements(
    earlier: Mapping[str, Counts], now: Mapping[str, Counts]
) -> tuple[Restatement, ...]:
    """Return the figures that differ between `earlier` and `now`, where both are known."""
    return tuple(
        Restatement(bot_id=bot_id, unit=unit, before=before, after=after)
        for bot_id, counts in earlier.items()
        for unit, before in counts.items()
        if before is not None
        and (after := now.get(bot_id, {}).get(unit)) is not None
        and after != before
    )
