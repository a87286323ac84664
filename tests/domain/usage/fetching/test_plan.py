"""What is fetched for a question."""

from datetime import UTC, date, datetime
from decimal import Decimal

from slackbot.domain.calendar.arithmetic import Every
from slackbot.domain.channel import Bot
from slackbot.domain.money.currency import Currency
from slackbot.domain.money.price import Price, PriceList
from slackbot.domain.query import Unit
from slackbot.domain.usage.fetching.job import Grain
from slackbot.domain.usage.fetching.plan import plan_priced, plan_question
from slackbot.language.context import ReadingContext
from slackbot.language.questions.reading import read_query
from tests.fakes import NOW

MANY = tuple(Bot(id=f"st-many-{n}", name=f"Many{n}") for n in range(20))


def test_a_comparison_that_nobody_named_is_left_out_where_it_is_too_much() -> None:
    words = "2026-01-01 to 2026-11-20 by hour in UTC"
    query = read_query(words, ReadingContext(now=NOW, zone="UTC"))
    assert plan_question(query, MANY[:1], NOW).before
    jobs, before, _ = plan_question(query, MANY, NOW)
    assert before is None
    assert {job.start.year for job in jobs} == {2026}


INCLUDED = Price(
    unit=Unit.SESSION,
    amount=Decimal("0.05"),
    currency=Currency("USD"),
    included=100,
    every=Every.MONTH,
)


def test_what_was_used_of_an_included_amount_before_is_fetched_for_a_question_about_money() -> None:
    week = "9 Nov to 15 Nov 2026 in UTC"
    prices = PriceList([INCLUDED])
    context = ReadingContext(now=NOW, zone="UTC")

    def also(words: str) -> list[tuple[tuple[str, ...], datetime, datetime]]:
        query = read_query(words, context)
        plan = plan_priced(query, MANY[:1], NOW, prices, MANY[:2])
        return [(job.bot_ids, job.start, job.end) for job in plan.also]

    def day(number: int) -> datetime:
        return datetime(2026, 11, number, tzinfo=UTC)

    assert also(week) == []
    both, other = ("st-many-0", "st-many-1"), ("st-many-1",)
    assert also(f"cost {week}") == [
        (both, day(1), day(9)),
        (other, day(9), day(16)),
        (both, day(1), day(2)),  # of the week before
        (other, day(2), day(9)),
    ]


def test_where_a_price_changes_within_a_month_days_are_fetched() -> None:
    words = "cost 1 Sep to 31 Oct 2026 by month in UTC"
    query = read_query(words, ReadingContext(now=NOW, zone="UTC"))
    dated = INCLUDED.model_copy(update={"valid_from": date(2026, 10, 15), "included": 0})
    grains = [
        {job.grain for job in plan_priced(query, MANY[:1], NOW, PriceList(own), MANY[:1]).jobs}
        for own in ([INCLUDED], [dated])
    ]
    assert grains == [{Grain.MONTH}, {Grain.DAY}]
