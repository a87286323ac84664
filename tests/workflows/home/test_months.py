"""The figures of a Home tab: those of the ledger's hours, with few queries and no fetch."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from slackbot.domain.allowance import ChannelAllowances
from slackbot.domain.channel import LinkedBot
from slackbot.domain.period import HOUR, day_of, day_start
from slackbot.domain.query import Unit
from slackbot.domain.usage.bucket import Bucket
from slackbot.domain.usage.fetching.job import Grain, SummaryJob, Usage
from slackbot.domain.usage.local_days import DayClock
from slackbot.store.databases.database import Row, Values
from slackbot.workflows.home.months import figures_of
from slackbot.workflows.limits import KnownUsage, LimitSource, standings
from tests.in_loop import SqliteInLoop
from tests.workflows.alerts.test_alerts import SETTLING, Office
from tests.workflows.home.test_show import member, shown

# Clocks change in the quarter; and two whose days begin within an hour of UTC.
ZONES = ("Europe/Berlin", "America/St_Johns", "Asia/Kolkata")
NOW = datetime(2026, 11, 24, 15, 20, tzinfo=UTC)
FIRST = datetime(2026, 9, 30, tzinfo=UTC)


async def hours(office: Office, *bot_ids: str, units: tuple[Unit, ...] = tuple(Unit)) -> Usage:
    """Hours of the autumn are known, with figures of their own."""
    random = Random(1)  # noqa: S311 - no secret
    job = SummaryJob(
        account=True, bot_ids=bot_ids, start=FIRST, end=Grain.HOUR.floor(NOW), grain=Grain.HOUR
    )
    usage = Usage(
        job=job,
        buckets=tuple(
            Bucket(bot_id=id_, start=start, counts={unit: random.randint(0, 99) for unit in units})
            for id_ in bot_ids
            for start in job.starts()
        ),
        report_ids=("ds-1",),
        fetched_at=NOW,
    )
    await office.ports.usage.ledger.keep("T1", usage)
    return usage


async def source(office: Office, zone: str) -> LimitSource:
    """A channel with two bots, an allowance, a budget and prices."""
    for text in (
        "allowance 90000 sessions per month",
        "allowance 500000 requests per quarter for Sales",
        "price 0.20 USD per session",
        "budget 5000 USD per month",
    ):
        await office.type(text)
    known: ChannelAllowances = await office.ports.allowances.of("T1", "C1")
    return LimitSource("T1", await office.ports.channels.bots("T1", "C1"), known, zone)


@pytest.mark.parametrize("zone", ZONES)
async def test_they_are_those_of_the_hours(office: Office, zone: str) -> None:
    await office.link("Sales")
    usage = await hours(office, "st-support", "st-sales")
    channel = await source(office, zone)
    ((month, limits),) = await figures_of([channel], NOW, office.ports)
    assert month
    start, end = day_start(date(2026, 11, 1), zone), Grain.HOUR.floor(NOW - SETTLING)
    sessions = sum(
        bucket.counts[Unit.SESSION] for bucket in usage.buckets if start <= bucket.start < end
    )
    assert (month.at, month.without) == (end, ())
    assert month.report.total.counts[Unit.SESSION] == sessions
    (cost,) = month.report.total.costs
    assert cost.amount
    assert float(cost.amount) == pytest.approx(sessions / 5)
    ledger = KnownUsage.of(office.ports)
    stood = await standings(channel, channel.known.allowances, NOW, ledger)
    assert len(limits) == len(stood) == 3
    for said, each in zip(limits, stood, strict=True):
        assert said.startswith(each.standing.used)


async def test_a_bot_of_which_an_hour_is_not_known_is_left_out(office: Office) -> None:
    await office.link("Sales")
    await hours(office, "st-support")
    channel = await source(office, "Europe/Berlin")
    ((month, _),) = await figures_of([channel], NOW, office.ports)
    assert month
    assert month.without == ("Sales",)
    assert month.report.total.costs == ()  # of one bot it would be a part
    # Whole days count as well as their hours.
    job = SummaryJob(
        account=False, bot_ids=("st-sales",), start=FIRST, end=NOW.replace(hour=0, minute=0),
        grain=Grain.DAY,
    )  # fmt: skip
    buckets = tuple(
        Bucket(bot_id="st-sales", start=start, counts=dict.fromkeys(Unit, 24))
        for start in job.starts()
    )
    days = Usage(job=job, buckets=buckets, report_ids=("ds-2",), fetched_at=NOW)
    await office.ports.usage.ledger.keep("T1", days)
    ((month, _),) = await figures_of([channel], NOW, office.ports)
    assert month
    assert (month.without, month.at) == ((), datetime(2026, 11, 23, 23, tzinfo=UTC))


async def test_a_figure_that_kore_has_left_out_is_not_known(office: Office) -> None:
    await hours(office, "st-support", units=(Unit.REQUEST,))
    channel = await source(office, "Europe/Berlin")
    ((month, limits),) = await figures_of([channel], NOW + timedelta(days=2), office.ports)
    assert (month, limits) == (None, ())


class Counting(SqliteInLoop):
    """Counts the queries."""

    queries = 0

    async def rows(self, sql: str, values: Values) -> list[Row]:
        self.queries += 1
        return await super().rows(sql, values)


async def test_a_tab_of_many_channels_takes_as_few_queries_as_of_one(tmp_path: Path) -> None:
    database = Counting(tmp_path / "home.db")
    await database.open()
    office = Office(database)
    office.clock.time = NOW
    counted = []
    for number in (1, 30):
        for each in range(number):
            bot = LinkedBot(id=f"st-{each}", name=f"Bot{each}", linked_by="U1")
            await office.ports.channels.link("T1", f"C{each}", bot, NOW)
            await hours(office, bot.id) if not each else None
            await office.type("allowance 900 sessions per month", channel=f"C{each}")
            await office.type("digest every Monday at 9", channel=f"C{each}")
        member(office, "U9", **{f"C{each}": f"channel-{each}" for each in range(number)})
        before = database.queries
        home = await shown(office, "U9")
        counted.append(database.queries - before)
        assert len(home.channels) == number
        assert home.channels[0].month
    await database.close()
    assert counted[0] == counted[1] <= 20


@pytest.mark.parametrize("zone", [*ZONES, "Asia/Beirut", "Australia/Lord_Howe"])
def test_its_clock_tells_each_hour_on_its_day(zone: str) -> None:
    clock = DayClock(zone)
    for first in (datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 10, 1, tzinfo=UTC)):
        changes = clock.changes(first, first + timedelta(days=40))
        assert len(changes) <= 2
        for count in range(24 * 40):
            moment = first + HOUR * count
            told = clock.told(moment)
            assert told.date() == day_of(moment, zone)
            assert clock.told(clock.moment(told)) == told
            ahead = [by for since, by in changes if since <= moment][-1]
            assert told == moment + ahead
