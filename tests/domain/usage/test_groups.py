"""Rows of groups: what each counts and costs, what is in none, and what is in two."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from slackbot.domain.calendar.arithmetic import Every
from slackbot.domain.channel import ChannelBots, LinkedBot
from slackbot.domain.group import BotGroup
from slackbot.domain.money.currency import Currency
from slackbot.domain.money.price import Price, PriceList
from slackbot.domain.period import Period
from slackbot.domain.query import AskedFact, Fact, Grouping, Unit, UsageQuery
from slackbot.domain.usage.bucket import Bucket
from slackbot.domain.usage.fetching.job import Grain, SummaryJob, Usage
from slackbot.domain.usage.files.export import csv_of
from slackbot.domain.usage.findings.movers import movers_of
from slackbot.domain.usage.groups import group_notes, grouped, labels_of
from slackbot.domain.usage.pricing import priced
from slackbot.domain.usage.report import UsageReport
from slackbot.domain.usage.table import sheet_of

START = datetime(2026, 11, 1, tzinfo=UTC)
DAY = timedelta(days=1)
RETAIL, WEB = "gr-00000000000a", "gr-00000000000b"
NAMES = {"st-a": "A", "st-b": "B", "st-c": "C", "st-d": "D"}
COUNTS = {"st-a": 1, "st-b": 10, "st-c": 100, "st-d": 1000}  # sessions a day
LINKED = ChannelBots.of(
    [LinkedBot(id=id_, name=name, linked_by="U1") for id_, name in NAMES.items()],
    [
        BotGroup(id=RETAIL, name="Retail", bot_ids=("st-a", "st-b", "st-x", "st-y")),
        BotGroup(id=WEB, name="Web", bot_ids=("st-b", "st-c")),
        BotGroup(id="gr-00000000000c", name="Elsewhere", bot_ids=("st-x",)),
    ],
)


def report(*prices: Price, bots: tuple[str, ...] = (), **asked: Any) -> UsageReport:
    """Two days of these bots, with costs, by group."""
    period = Period(start=START, end=START + 2 * DAY)
    facts = (AskedFact(fact=Fact.COST),) if prices else ()
    query = UsageQuery(period=period, bots=bots, by_bot=True, by_group=True, facts=facts, **asked)
    chosen = LINKED.choose(query)
    job = SummaryJob(
        account=True, bot_ids=tuple(NAMES), start=START, end=period.end, grain=Grain.DAY
    )
    usage = Usage(
        job=job,
        buckets=tuple(
            Bucket(id_, START + n * DAY, {Unit.SESSION: COUNTS[id_]})
            for n in range(2)
            for id_ in NAMES
        ),
        fetched_at=period.end + 30 * DAY,
        from_ledger=False,
        report_ids=("1",),
    )
    found = UsageReport.of(query, chosen, [usage])
    price_list = PriceList(prices, LINKED.group_ids)
    return grouped(priced(found, price_list, [usage], tuple(NAMES)), LINKED)


def sessions(found: UsageReport) -> dict[str, int | None]:
    return {row.label: row.counts[Unit.SESSION] for row in found.by_bot}


def price(amount: str, unit: Unit | None = Unit.SESSION, **more: Any) -> Price:
    every = None if unit else Every.MONTH
    return Price(unit=unit, amount=Decimal(amount), currency=Currency("USD"), every=every, **more)


def test_each_group_has_a_row_and_so_has_what_is_in_none() -> None:
    found = report()
    assert sessions(found) == {"Retail": 22, "Web": 220, "In no group": 2000}
    assert found.total.counts[Unit.SESSION] == 2222, "B is in both rows, and once in the total"
    assert [bot.id for bot in found.sources] == list(NAMES)
    assert found.overlaps
    assert found.bots_by_bucket == (), "which a chart would stack"
    assert movers_of(found, Unit.SESSION) is None
    assert not report(bots=("Retail", "D")).overlaps
    sheet = sheet_of(found, (Unit.SESSION,))
    assert sheet.heading == "Group"
    assert sheet.caption == "Sessions by group"


def test_rows_are_what_was_named() -> None:
    assert sessions(report(bots=("retail", "D"))) == {"Retail": 22, "D": 2000}
    assert sessions(report(bots=("Web",))) == {"Web": 220}
    assert sessions(report(excluded=("Web",))) == {"Retail": 2, "In no group": 2000}


def test_groups_are_beside_each_other_in_rows_of_days() -> None:
    found = report(grouping=Grouping.DAY)
    sheet = sheet_of(found, (Unit.SESSION,))
    assert sheet.caption == "Sessions by day and group"
    assert [column.head for column in sheet.columns] == ["In no group", "Web", "Retail", "Total"]
    assert [[row.counts[Unit.SESSION] for row in line] for line in sheet.lines] == [
        [1111, 11, 110, 1000],
        [1111, 11, 110, 1000],
    ]


def test_groups_that_share_a_bot_are_not_summed_up_where_not_all_are_shown() -> None:
    split = sheet_of(report(grouping=Grouping.DAY, top=2), (Unit.SESSION,))
    assert split.caption == "Sessions by day and group, 2 of 3"
    assert [column.head for column in split.columns] == ["In no group", "Web", "Total"]
    assert [row[0].label for row in sheet_of(report(top=2), (Unit.SESSION,)).lines] == [
        "In no group",
        "Web",
    ]


def test_a_groups_price_and_fee_are_in_its_row() -> None:
    prices = (price("1"), price("2", group=WEB), price("500", None, group=RETAIL), price("7", None))
    found = report(*prices, grouping=Grouping.DAY)
    costs = {row.label: row.costs[0].describe() for row in found.by_bot}
    # Of Retail, A costs 1 and B, which is in Web as well, 2 each.
    assert costs == {
        "Retail": "542.00 USD", "Web": "440.00 USD", "In no group": "2,000.00 USD",
    }  # fmt: skip
    assert [cost.describe() for cost in found.shared_costs] == ["7.00 USD"]
    assert found.total.costs[0].describe() == "2,949.00 USD"
    assert [rows[0].costs[0].describe() for rows in found.bots_by_bucket] == [
        "521.00 USD", "220.00 USD", "1,000.00 USD",
    ]  # fmt: skip


def test_a_fee_of_a_group_without_bots_here_is_not_due() -> None:
    gone = price("500", None, group="gr-00000000000f")
    assert report(price("1"), gone).total.costs[0].describe() == "2,222.00 USD"


def test_a_bot_with_prices_of_two_groups_has_none_and_the_answer_says_why() -> None:
    found = report(price("1", group=RETAIL), price("2", group=WEB))
    assert {row.label: [cost.describe() for cost in row.costs] for row in found.by_bot} == {
        "Retail": ["2.00 USD"], "Web": ["400.00 USD"], "In no group": [],
    }  # fmt: skip
    said = [each.describe(NAMES) for each in found.unpriced]
    assert said == ["B, as two of its groups have a price", "D, which has no price"]


def test_notes_say_what_a_row_lacks_and_what_is_in_two() -> None:
    query = report().query
    assert group_notes(query, LINKED.bots, LINKED) == (
        "Retail has 2 more bots that aren't linked here and not counted",
        "B is in Retail and Web: each row counts it, the total counts it once",
    )
    alone = query.model_copy(update={"bots": ("Web",), "by_group": False})
    assert group_notes(alone, LINKED.bots, LINKED) == ()


def test_a_file_names_the_groups_of_each_bot() -> None:
    buckets = [Bucket(id_, START, {Unit.SESSION: 1}) for id_ in NAMES]
    labels = labels_of(LINKED.bots, LINKED)
    written = csv_of(buckets, LINKED.bots, "UTC", Grain.DAY, labels).decode()
    assert [line.rsplit(",", 1)[-1] for line in written.splitlines()] == [
        "group", "Retail", "Retail; Web", "Web", "",
    ]  # fmt: skip
