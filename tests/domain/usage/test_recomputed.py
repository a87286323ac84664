"""Reports beside the same figures counted otherwise: hour by hour, from the raw buckets alone.

Nothing here uses the code that it checks: days come from the wall clock of each hour, sums from
a plain loop.
"""

from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from hypothesis import assume, given
from hypothesis import strategies as st

from slackbot.domain.calendar.weekdays import WEEKEND, WORKDAYS
from slackbot.domain.channel import Bot
from slackbot.domain.period import Period
from slackbot.domain.query import Grouping, Unit, UsageQuery
from slackbot.domain.usage.bucket import Bucket
from slackbot.domain.usage.chart import OTHER, ChartSeries
from slackbot.domain.usage.fetching.job import Grain, SummaryJob, Usage
from slackbot.domain.usage.findings.insight import top_rows, unit_rank
from slackbot.domain.usage.report import ReportRow, UsageReport
from slackbot.domain.usage.table import Sheet
from slackbot.slack.blocks.tables import data_table
from slackbot.slack.questions.answer import series_of
from tests.properties import steady

HOUR = timedelta(hours=1)
ZONES = (
    "UTC", "Europe/Berlin", "America/New_York", "Asia/Tokyo", "Africa/Cairo", "Pacific/Auckland",
    "America/Sao_Paulo", "Asia/Beirut",
)  # fmt: skip
WEEKDAYS = ((), (), (), WORKDAYS, WEEKEND, (1, 4))
Raw = dict[tuple[int, datetime, Unit], int]


class World(NamedTuple):
    """A period, the one before it, how many bots there are, and what Kore.ai would send."""

    period: Period
    before: Period
    bots: int
    raw: Raw


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """A period on full hours near a change of clocks, the one just before it, bots and figures.

    A bot has a unit in all of its hours or in none; hours are left out as a whole.
    """
    zone = draw(st.sampled_from(ZONES))
    month, day = draw(st.sampled_from([(3, 5), (3, 26), (4, 20), (10, 22), (10, 29), (7, 1)]))
    start = datetime(2026, month, day, draw(st.integers(0, 23)), tzinfo=UTC)
    length = draw(st.integers(1, 24 * 12)) * HOUR
    weekdays = draw(st.sampled_from(WEEKDAYS))
    before = Period(start=start - length, end=start, zone=zone, weekdays=weekdays)
    period = Period(start=start, end=start + length, zone=zone, weekdays=weekdays)
    assume(counted(before) and counted(period))
    bots = draw(st.integers(1, 9))
    seed = draw(st.randoms(use_true_random=True))
    raw: Raw = {}
    for bot in range(bots):
        units = [unit for unit in Unit if seed.random() < 0.8]
        large = seed.choice([10, 1000, 10**12])
        left_out = seed.choice([0, 0, 0.1, 0.9])
        hour = before.start
        while hour < period.end:
            if seed.random() >= left_out:
                for unit in units:
                    raw[bot, hour, unit] = seed.randrange(large)
            hour += HOUR
    return World(period, before, bots, raw)


def counted(period: Period) -> list[datetime]:
    """The hours of the period, by the wall clock only those of its weekdays."""
    zone, hours = ZoneInfo(period.zone), (period.end - period.start) // HOUR
    found = (period.start + n * HOUR for n in range(hours))
    kept = period.weekdays or range(7)
    return [hour for hour in found if hour.astimezone(zone).weekday() in kept]


def reported(world: World, grouping: Grouping | None) -> UsageReport:
    """The report from one job for each bot, or one for all where there are many."""
    period, before, bots, raw = world
    names = tuple(Bot(id=f"st-{n}", name=f"Bot {n}") for n in range(bots))
    counts: dict[tuple[int, datetime], dict[Unit, int]] = defaultdict(dict)
    for (bot, hour, unit), count in raw.items():
        counts[bot, hour][unit] = count
    groups = [range(bots)] if bots > 4 else [range(bot, bot + 1) for bot in range(bots)]
    usages = [
        Usage(
            job=SummaryJob(
                account=True,
                bot_ids=tuple(f"st-{bot}" for bot in group),
                start=before.start,
                end=period.end,
                grain=Grain.HOUR,
            ),
            buckets=tuple(
                Bucket(bot_id=f"st-{bot}", start=hour, counts=own)
                for (bot, hour), own in counts.items()
                if bot in group
            ),
            report_ids=("1",),
            fetched_at=period.end,
        )
        for group in groups
    ]
    query = UsageQuery(period=period, grouping=grouping)
    return UsageReport.of(query, names, usages, before=before)


def total(raw: Raw, unit: Unit, period: Period, bot: int | None = None) -> int | None:
    """The sum of what is there; None where nothing is."""
    hours = set(counted(period))
    found = [
        count
        for (whose, hour, what), count in raw.items()
        if what is unit and hour in hours and bot in (None, whose)
    ]
    return sum(found) if found else None


def by_clock(raw: Raw, unit: Unit, period: Period, form: str) -> dict[str, int]:
    """Sums by what the wall clock of each hour says, without zeros."""
    zone, sums, hours = ZoneInfo(period.zone), dict[str, int](), set(counted(period))
    for (_, hour, what), count in raw.items():
        if what is unit and hour in hours and count:
            local = hour.astimezone(zone)
            label = local.strftime(form).replace(" 0", " ", 1)
            sums[label] = sums.get(label, 0) + count
    return sums


def shown(rows: tuple[ReportRow, ...], unit: Unit) -> dict[str, int]:
    return {row.label: count for row in rows if (count := row.counts[unit])}


@steady(60)
@given(world=worlds())
def test_totals_and_what_moved(world: World) -> None:
    period, before, raw = world.period, world.before, world.raw
    report = reported(world, grouping=None)
    for unit in Unit:
        now, then = total(raw, unit, period), total(raw, unit, before)
        assert report.total.counts[unit] == now
        for bot, row in enumerate(report.by_bot):
            assert row.counts[unit] == total(raw, unit, period, bot)
        if report.previous is None:
            assert not {hour for _, hour, _ in raw} & {*counted(before)}
            continue
        change = report.changes[unit]
        assert change.before == then
        if _is_whole(world, unit) and now is not None and then is not None:
            assert change.delta == now - then
            assert (change.percent is None) is (then < 20)
            if change.percent is not None:
                assert abs(change.percent - (now / then - 1) * 100) < 1e-6 * (1 + now / then)
        else:
            assert change.delta is change.percent is None


def _is_whole(world: World, unit: Unit) -> bool:
    """Whether each bot has the unit in all hours of both periods, or in none at all."""
    hours = {*counted(world.before), *counted(world.period)}
    own = [
        sum(what is unit and whose == bot and hour in hours for whose, hour, what in world.raw)
        for bot in range(world.bots)
    ]
    return set(own) <= {0, len(hours)}


@steady(60)
@given(world=worlds())
def test_days_and_months_are_those_of_the_wall_clock(
    world: World,
) -> None:
    period, raw = world.period, world.raw
    for grouping, form in ((Grouping.DAY, "%a %d %b"), (Grouping.MONTH, "%b %Y")):
        report = reported(world, grouping=grouping)
        for unit in Unit:
            assert shown(report.by_bucket, unit) == by_clock(raw, unit, period, form)
            for bot, rows in enumerate(report.bots_by_bucket):
                own = {key: count for key, count in raw.items() if key[0] == bot}
                assert shown(rows, unit) == by_clock(own, unit, period, form)


@steady(60)
@given(world=worlds())
def test_hours_are_each_shown_once(world: World) -> None:
    period, raw = world.period, world.raw
    report = reported(world, grouping=Grouping.HOUR)
    hours = counted(period)
    sums: Counter[tuple[datetime, Unit]] = Counter()
    for (_, start, unit), count in raw.items():
        sums[start, unit] += count
    assert len({row.label for row in report.by_bucket}) == len(report.by_bucket) == len(hours)
    for start, row in zip(hours, report.by_bucket, strict=True):
        assert row.counts == {unit: sums.get((start, unit)) for unit in Unit}
        local = start.astimezone(ZoneInfo(period.zone))
        assert row.label.startswith(f"{local:%a} {local.day} {local:%b %H:%M}")


@steady(60)
@given(world=worlds())
def test_what_was_left_out_is_counted(world: World) -> None:
    period, raw = world.period, world.raw
    counts = {*counted(period)}
    hours = len(counts)
    sent = {(bot, hour) for bot, hour, _ in raw if hour in counts}
    report = reported(world, grouping=None)
    told = {name: each.count for each in report.missing for name in each.bots}
    for bot in range(world.bots):
        own = sum(who == bot for who, _ in sent)
        assert told.get(f"Bot {bot}", 0) == (hours - own if own else 0)
        assert set(report.by_bot[bot].missing.values()) <= {hours - own, hours}
    assert all(each.units == () and each.of == hours for each in report.missing)
    assert report.bucket_count == len(sent)


@steady(60)
@given(world=worlds(), count=st.integers(1, 8), unit=st.sampled_from(Unit))
def test_the_others_are_all_but_the_largest(world: World, count: int, unit: Unit) -> None:
    period, bots, raw = world.period, world.bots, world.raw
    report = reported(world, grouping=None)
    own = {bot: total(raw, unit, period, bot) for bot in range(bots)}
    largest = sorted(own, key=lambda bot: (own[bot] is None, -(own[bot] or 0), bot))[:count]
    rows = top_rows(report.by_bot, count, unit_rank(unit))
    assert [row.label for row in rows[:count]] == [f"Bot {bot}" for bot in largest]
    rest = [bot for bot in range(bots) if bot not in largest]
    assert len(rows) == len(largest) + bool(rest)
    if rest:
        assert rows[-1].label == f"other ({len(rest)} bot{'s' if len(rest) > 1 else ''})"
        for each in Unit:
            figures = [total(raw, each, period, bot) for bot in rest]
            known = [figure for figure in figures if figure is not None]
            assert rows[-1].counts[each] == (sum(known) if known else None)


@steady(60)
@given(world=worlds())
def test_a_charts_lines_and_a_long_tables_rows_sum_to_the_total(
    world: World,
) -> None:
    period, raw = world.period, world.raw
    report = reported(world, grouping=Grouping.HOUR)
    units = tuple(Unit)
    lines = data_table(Sheet.of("Hour", report.by_bucket, report.total, units))["rows"][1:]
    for column, unit in enumerate(units, start=1):
        figures = [line[column].get("value", 0) for line in lines]
        assert figures[-1] == sum(figures[:-1]) == (total(raw, unit, period) or 0)
    series = series_of(report, Unit.SESSION)
    assert (series is None) is (len(report.by_bucket) < 2 or not total(raw, Unit.SESSION, period))
    if isinstance(series, ChartSeries):
        parts = series.parts()
        assert sum(part.total for part in parts) == total(raw, Unit.SESSION, period)
        assert len(parts) <= 6
        assert [part.name for part in parts[:-1]].count(OTHER) == 0
