"""The facts that a question asks for, made of known figures."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import pytest

from slackbot.domain.allowance import Allowance, ChannelAllowances
from slackbot.domain.calendar.arithmetic import Every
from slackbot.domain.channel import Bot
from slackbot.domain.money.currency import Currency
from slackbot.domain.money.price import Price, PriceList
from slackbot.domain.period import Period
from slackbot.domain.query import AskedFact, Fact, Grouping, Unit, UsageQuery
from slackbot.domain.usage.bucket import Bucket
from slackbot.domain.usage.fetching.job import SummaryJob, Usage
from slackbot.domain.usage.fetching.plan import plan_question
from slackbot.domain.usage.findings.facts import (
    NO_ALLOWANCE,
    NO_PRICE,
    NOT_PRICED,
    KnownFigures,
    facts_of,
)
from slackbot.domain.usage.pricing import priced
from slackbot.domain.usage.report import UsageReport

NOW = datetime(2026, 11, 18, tzinfo=UTC)
WEEK = Period(start=datetime(2026, 11, 9, tzinfo=UTC), end=datetime(2026, 11, 16, tzinfo=UTC))
MONTH = Period(start=datetime(2026, 11, 1, tzinfo=UTC), end=NOW)
BOTS = (Bot(id="st-a", name="SupportBot"), Bot(id="st-b", name="SalesBot"))
PEAK = datetime(2026, 11, 11, 14, tzinfo=UTC)
Counts = Callable[[str, datetime], dict[Unit, int]]


def counts(bot: str, start: datetime) -> dict[Unit, int]:
    """Three a day for the first bot, one for the other, each at 10; and 20 more at the peak."""
    many = (3 if bot == "st-a" else 1) * (start.hour == 10) + 20 * (start == PEAK and bot == "st-a")
    return {Unit.SESSION: many, Unit.CONVERSATION: many // 2}


def known(
    *asked: AskedFact,
    period: Period = WEEK,
    bots: tuple[Bot, ...] = BOTS,
    allowances: ChannelAllowances | None = None,
    each: Counts = counts,
    units: tuple[Unit, ...] = (),
    running: bool = False,
) -> KnownFigures:
    query = UsageQuery(
        period=period, facts=asked, units=units, running=running, by_bot=len(bots) > 1
    )
    jobs, before, _ = plan_question(query, bots, NOW)
    usages = [
        Usage(
            job=job,
            buckets=tuple(
                Bucket(bot_id, start, summed(job, start, partial(each, bot_id)))
                for bot_id in job.bot_ids
                for start in job.starts()
            ),
            report_ids=("1",),
            fetched_at=NOW,
        )
        for job in jobs
    ]
    report = UsageReport.of(query, bots, usages, before=before)
    channel = allowances or ChannelAllowances()
    report = priced(report, PriceList(channel.prices), usages, [bot.id for bot in bots])
    return KnownFigures(report, usages, channel, NOW, timedelta(), whole=True)


def summed(
    job: SummaryJob, start: datetime, each: Callable[[datetime], dict[Unit, int]]
) -> dict[Unit, int]:
    """The counts of all hours of the bucket."""
    hours = int((job.grain.next(start) - start) / timedelta(hours=1))
    every = [each(start + timedelta(hours=hour)) for hour in range(hours)]
    return {unit: sum(one[unit] for one in every) for unit in every[0]}


def said(fact: Fact, per: Grouping | None = None, **more: Any) -> list[str]:
    return [*facts_of(known(AskedFact(fact=fact, per=per), **more))]


@pytest.mark.parametrize(
    ("fact", "per", "sentence"),
    [
        (Fact.BUSIEST, Grouping.HOUR, "Busiest hour: Wed 11 Nov 14:00 with 20 sessions"),
        (Fact.BUSIEST, Grouping.DAY, "Busiest day: Wed 11 Nov with 24 sessions"),
        (Fact.BUSIEST, None, "Busiest day: Wed 11 Nov with 24 sessions"),
        (Fact.QUIETEST, Grouping.DAY, "Quietest day: Mon 9 Nov with 4 sessions"),
        (Fact.AVERAGE, Grouping.DAY, "On average 6.9 sessions per day, over 7 whole days"),
        (Fact.AVERAGE, Grouping.WEEK, "On average 48 sessions per week, over 1 whole week"),
        (Fact.TOP_BOT, None, "SupportBot used the most: 41 sessions, 85% of all"),
        (Fact.LAST_BOT, None, "SalesBot used the least: 7 sessions, 15% of all"),
        (Fact.CHANGE, None, "Sessions rose by 20: SupportBot +20"),
        (Fact.LENGTH, None, "2.82 sessions per conversation (4.00 before)"),
        (Fact.FORECAST, None, "This period is over, so there is nothing left to forecast"),
        (Fact.COST, None, NO_PRICE),
        (Fact.ALLOWANCE, None, NO_ALLOWANCE),
    ],
    ids=str,
)
def test_a_fact_is_one_sentence(fact: Fact, per: Grouping | None, sentence: str) -> None:
    assert said(fact, per) == [sentence]


def test_unusual_days_are_found_in_eight_weeks_that_are_fetched_too() -> None:
    found = said(Fact.UNUSUAL, units=(Unit.SESSION,))
    assert found == ["Unusual: SupportBot, Wed 11 Nov: 23 sessions, usually 0–10"]
    quiet = said(Fact.UNUSUAL, each=lambda *_: {Unit.SESSION: 1}, units=(Unit.SESSION,))
    assert quiet == ["No day was unusual against the past 8 weeks"]


def test_an_allowance_and_a_price_are_said_where_there_are_any() -> None:
    allowance = Allowance(unit=Unit.SESSION, amount=100, every=Every.MONTH)
    price = Price.model_validate({"unit": "session", "amount": "0.5", "currency": "USD"})
    channel = ChannelAllowances.of([allowance], [price])
    (share,) = said(Fact.ALLOWANCE, period=MONTH, running=True, allowances=channel)
    assert share.startswith("12 sessions left of the November allowance (88% of 100 used)")
    assert said(Fact.COST, allowances=channel) == ["24.00 USD, up 10.00 USD (71.4%)"]
    (other,) = said(Fact.ALLOWANCE, allowances=channel)
    assert other.startswith("No allowance is for just this. Set here: 100 sessions each")


def test_money_comes_first_where_it_was_asked_for() -> None:
    prices = [
        Price(unit=Unit.SESSION, amount=Decimal("0.5"), currency=Currency("USD")),
        Price(unit=None, amount=Decimal(7), currency=Currency("EUR"), every=Every.MONTH),
    ]
    channel = ChannelAllowances.of([], prices)
    asked = known(AskedFact(fact=Fact.COST), period=MONTH, running=True, allowances=channel)
    assert facts_of(asked) == ("7.00 EUR, the same as before", "44.00 USD, up 10.00 USD (29.4%)")
    assert asked.report.leads_with_cost
    assert asked.report.shown_units == (Unit.SESSION,)
    assert [cost.describe() for cost in asked.report.shared_costs] == ["7.00 EUR"]


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        (AskedFact(fact=Fact.COST, unit=Unit.CONVERSATION),
         "1.4118 USD per conversation: 24.00 USD for 17 conversations"),
        (AskedFact(fact=Fact.COST, unit=Unit.ALERT),
         "The cost per alert message isn't known: figures are missing"),
        (AskedFact(fact=Fact.TOP_BOT, by_cost=True),
         "SupportBot cost the most: 20.50 USD, 85% of all"),
        (AskedFact(fact=Fact.LAST_BOT, by_cost=True),
         "SalesBot cost the least: 3.50 USD, 15% of all"),
    ],
)  # fmt: skip
def test_costs_are_asked_for_like_units(asked: AskedFact, sentence: str) -> None:
    price = Price(unit=Unit.SESSION, amount=Decimal("0.5"), currency=Currency("USD"))
    channel = ChannelAllowances.of([], [price])
    assert facts_of(known(asked, allowances=channel)) == (sentence,)


def test_a_cost_that_no_price_is_for_is_not_known() -> None:
    price = Price(unit=Unit.ALERT, amount=Decimal("0.5"), currency=Currency("USD"), bot_id="st-9")
    channel = ChannelAllowances.of([], [price])
    assert said(Fact.COST, allowances=channel) == [NOT_PRICED]


def test_what_cannot_be_told_is_said() -> None:
    none: Counts = lambda *_: {Unit.SESSION: 0}  # noqa: E731 - a table of figures
    one: dict[str, Any] = {"bots": BOTS[:1], "each": none, "units": (Unit.SESSION,)}
    assert "There is no busiest day for sessions" in said(Fact.BUSIEST, **one)[0]
    assert said(Fact.TOP_BOT, **one) == ["There are no two bots with sessions to compare"]
    assert said(Fact.CHANGE, **one) == ["Sessions did not change"]
    assert "are not known" in said(Fact.LENGTH, **one)[0]


def test_facts_come_in_the_order_asked_and_once() -> None:
    cost, busy = AskedFact(fact=Fact.COST), AskedFact(fact=Fact.BUSIEST, per=Grouping.DAY)
    assert [*facts_of(known(busy, cost, busy))] == [
        "Busiest day: Wed 11 Nov with 24 sessions", NO_PRICE,
    ]  # fmt: skip


def test_why_costs_moved_comes_before_what_they_are() -> None:
    price = Price(unit=Unit.SESSION, amount=Decimal("0.5"), currency=Currency("USD"))
    fee = Price(
        unit=None,
        amount=Decimal(7),
        currency=Currency("USD"),
        every=Every.MONTH,
        valid_from=date(2026, 11, 1),
    )
    channel = ChannelAllowances.of([], [price, fee])
    why = (AskedFact(fact=Fact.COST), AskedFact(fact=Fact.CHANGE))
    assert facts_of(known(*why, period=MONTH, running=True, allowances=channel)) == (
        "Cost rose by 17.00 USD (50.0%): SupportBot +10.00, Flat fee +7.00",
        "Sessions rose by 20: SupportBot +20",
        "51.00 USD, after 34.00 USD",
    )
