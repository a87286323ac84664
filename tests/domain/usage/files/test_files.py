"""Files: the table on the screen with its costs, and the charges in FOCUS's columns."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from slackbot.domain.calendar.arithmetic import Every
from slackbot.domain.channel import Bot
from slackbot.domain.money.currency import Currency
from slackbot.domain.money.price import Price, PriceList
from slackbot.domain.period import Period
from slackbot.domain.query import Grouping, Unit, UsageQuery
from slackbot.domain.usage.bucket import Bucket
from slackbot.domain.usage.fetching.job import Grain, SummaryJob, Usage
from slackbot.domain.usage.files.focus import HEADS, focus_of
from slackbot.domain.usage.pricing import charges_of, priced
from slackbot.domain.usage.report import UsageReport
from slackbot.domain.usage.table import grid_of

A, B = Bot(id="st-a", name="SupportBot"), Bot(id="st-b", name="SalesBot")
IDS = {"st-a", "st-b"}
LEAST = "at least: sessions, conversations"
PERIOD = Period.of_days(date(2026, 10, 1), date(2026, 10, 3), "UTC")
RATE = Price(unit=Unit.SESSION, amount=Decimal("0.055"), currency=Currency("USD"))
FEE = Price(unit=None, amount=Decimal(500), currency=Currency("EUR"), every=Every.MONTH)
INCLUDED = RATE.model_copy(update={"included": 150, "every": Every.MONTH})


def usage() -> Usage:
    """Each day 100 sessions of SupportBot and 10 of SalesBot, whose last day is missing."""
    start, end = PERIOD.start, PERIOD.end
    job = SummaryJob(account=True, bot_ids=("st-a", "st-b"), start=start, end=end, grain=Grain.DAY)
    buckets = [
        Bucket(bot_id=id_, start=day, counts={Unit.SESSION: count, Unit.CONVERSATION: count // 5})
        for id_, count in (("st-a", 100), ("st-b", 10))
        for day in job.starts()
        if (id_, day.day) != ("st-b", 3)
    ]
    fetched = datetime(2026, 10, 4, 3, tzinfo=UTC)
    return Usage(job=job, buckets=tuple(buckets), report_ids=("7",), fetched_at=fetched)


def reported(*prices: Price, **asked: object) -> UsageReport:
    query = UsageQuery(period=PERIOD, all_bots=True).model_copy(update=asked)
    report = UsageReport.of(query, (A, B), [usage()], settling=timedelta(hours=6))
    return priced(report, PriceList(prices), [usage()], IDS)


def test_rows_of_bots_have_their_costs_and_the_fee_that_is_none_of_theirs() -> None:
    grid = grid_of(reported(RATE, FEE, units=(Unit.SESSION, Unit.CONVERSATION)))
    assert grid.heads == ("Bot", "Cost (USD)", "Sessions", "Conversations", "Note")  # no fee
    grid = grid_of(reported(RATE, FEE))
    assert grid.heads == ("Bot", "Cost (EUR)", "Cost (USD)", "Sessions", "Conversations", "Note")
    assert grid.rows == [
        ("SupportBot", None, Decimal("16.50"), 300, 60, ""),
        ("SalesBot", None, Decimal("1.10"), 20, 4, f"{LEAST}, cost in USD"),
        ("Flat fee", Decimal("500.00"), None, None, None, ""),
        (
            "Total", Decimal("500.00"), Decimal("17.60"), 320, 64,
            f"provisional; {LEAST}, cost in USD",
        ),
    ]  # fmt: skip


def test_rows_by_time_have_dates_and_bots_stand_beside_each_other() -> None:
    grid = grid_of(reported(grouping=Grouping.DAY, by_bot=True, units=(Unit.SESSION,)))
    assert grid.heads == ("Day", "SupportBot: Sessions", "SalesBot: Sessions", "Sessions", "Note")
    assert grid.rows == [
        (date(2026, 10, 1), 100, 10, 110, ""),
        (date(2026, 10, 2), 100, 10, 110, ""),
        (date(2026, 10, 3), 100, None, 100, "provisional; at least: sessions"),
        ("Total", 300, 20, 320, "provisional; at least: sessions"),
    ]


def test_focus_has_a_row_for_each_charge_of_a_day() -> None:
    report = reported(INCLUDED, FEE)
    charges = charges_of(report, PriceList([INCLUDED, FEE]), [usage()], IDS)
    settled = datetime(2026, 10, 3, tzinfo=UTC)
    grid = focus_of(charges, {"st-a": "SupportBot", "st-b": "SalesBot"}, "T1", settled)
    rows = [dict(zip(grid.heads, row, strict=True)) for row in grid.rows]
    assert list(HEADS) == sorted(HEADS)
    shown = ("ChargePeriodStart", "ResourceName", "ConsumedQuantity", "PricingQuantity")
    assert [tuple(row[head] for head in (*shown, "BilledCost")) for row in rows] == [
        ("2026-10-01T00:00:00Z", None, None, 1, Decimal(500)),
        ("2026-10-01T00:00:00Z", "SupportBot", 100, 0, Decimal(0)),
        ("2026-10-01T00:00:00Z", "SalesBot", 10, 0, Decimal(0)),
        ("2026-10-02T00:00:00Z", "SupportBot", 100, 60, Decimal("3.3")),
        ("2026-10-02T00:00:00Z", "SalesBot", 10, 10, Decimal("0.55")),
        ("2026-10-03T00:00:00Z", "SupportBot", 100, 100, Decimal("5.5")),
    ]
    assert {row["ChargeCategory"] for row in rows} == {"Usage", "Purchase"}
    assert [row["x_Provisional"] for row in rows] == ["false"] * 5 + ["true"]
    usd = [row["BilledCost"] for row in rows if row["BillingCurrency"] == "USD"]
    (cost,) = [cost for cost in report.total.costs if cost.currency == "USD"]
    assert sum(each for each in usd if isinstance(each, Decimal)) == cost.amount
    for row in rows:
        assert row["BillingPeriodStart"] == "2026-10-01T00:00:00Z"
        assert row["BillingPeriodEnd"] == "2026-11-01T00:00:00Z"
