"""What allowances and prices say of a report: exact, and only where it is true."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import NamedTuple
from zoneinfo import ZoneInfo

import pytest

from slackbot.domain.allowance import Allowance, ChannelAllowances
from slackbot.domain.calendar.arithmetic import Every
from slackbot.domain.channel import Bot
from slackbot.domain.money.currency import ATOMS, Currency
from slackbot.domain.money.price import Price, PriceList
from slackbot.domain.period import Period
from slackbot.domain.query import Unit, UsageQuery
from slackbot.domain.usage.bucket import Bucket
from slackbot.domain.usage.fetching.job import Grain, SummaryJob, Usage
from slackbot.domain.usage.findings.outlook import cost_of_rest, cost_text
from slackbot.domain.usage.notes import notes_of
from slackbot.domain.usage.pricing import priced
from slackbot.domain.usage.remaining_cost import ahead_of
from slackbot.domain.usage.report import UsageReport

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 24, 10, 30, tzinfo=BERLIN)
A, B = Bot(id="st-a", name="A"), Bot(id="st-b", name="B")
SESSIONS, TALKS = Unit.SESSION, Unit.CONVERSATION
TERM = Allowance(unit=SESSIONS, amount=1000)


class Asked(NamedTuple):
    """A report, and the figures of which it was made."""

    report: UsageReport
    usage: Usage


def reported(
    counts: dict[str, dict[Unit, int]],
    *,
    first: date = date(2026, 11, 1),
    end: datetime = NOW,
    units: tuple[Unit, ...] = (),
    lacking: int = 0,
) -> Asked:
    """What each bot used, all in the first hour; a bot without counts sent none. The `lacking`
    last hours were left out."""
    start = datetime.combine(first, datetime.min.time(), BERLIN)
    period = Period(start=start, end=end, zone="Europe/Berlin")
    bots = tuple(bot for bot in (A, B) if bot.id in counts)
    job = SummaryJob(
        account=True,
        bot_ids=tuple(bot.id for bot in bots),
        start=period.start,
        end=end + timedelta(minutes=30),
        grain=Grain.HOUR,
    )
    starts = list(job.starts())
    buckets = tuple(
        Bucket(bot_id=id_, start=at, counts=dict.fromkeys(own, 0) if number else own)
        for id_, own in counts.items()
        for number, at in enumerate(starts[: len(starts) - lacking])
        if own
    )
    usage = Usage(job=job, buckets=buckets, report_ids=("1",), fetched_at=NOW)
    query = UsageQuery(period=period, running=end == NOW, units=units)
    return Asked(UsageReport.of(query, bots, [usage]), usage)


def price(unit: Unit, amount: str, currency: str = "EUR", bot_id: str = "") -> Price:
    return Price(unit=unit, amount=Decimal(amount), currency=Currency(currency), bot_id=bot_id)


def notes(
    asked: Asked, *entries: Allowance | Price, whole: bool = True, now: datetime = NOW
) -> list[str]:
    allowances = [entry for entry in entries if isinstance(entry, Allowance)]
    prices = [entry for entry in entries if isinstance(entry, Price)]
    report = priced(asked.report, PriceList(prices), [asked.usage], ())
    return list(notes_of(report, ChannelAllowances.of(allowances, prices), now, whole=whole))


def test_where_nothing_is_set_nothing_is_said() -> None:
    assert notes(reported({"st-a": {SESSIONS: 5}})) == []


ONE = reported({"st-a": {SESSIONS: 251, TALKS: 7}})
TWO = reported({"st-a": {SESSIONS: 251, TALKS: 7}, "st-b": {SESSIONS: 50, TALKS: 3}})
COSTS: dict[str, tuple[Asked, list[Price], list[str]]] = {
    "exact": (
        ONE,
        [price(TALKS, "0.20")],
        ["Cost: 1.40 EUR (0.20 EUR per conversation)"],
    ),
    "no float ever": (
        reported({"st-a": {SESSIONS: 3}}),
        [price(SESSIONS, "0.1")],
        ["Cost: 0.30 EUR (0.1 EUR per session)"],
    ),
    "both bots by the price for all": (
        TWO,
        [price(SESSIONS, "2", "JPY")],
        ["Cost: 602 JPY (2 JPY per session)"],
    ),
    "a bot's own price first": (
        TWO,
        [price(SESSIONS, "1"), price(SESSIONS, "3", bot_id="st-b")],
        ["Cost: 401.00 EUR"],
    ),
    "currencies apart": (
        TWO,
        [price(SESSIONS, "1"), price(SESSIONS, "2", "USD", "st-b")],
        ["Cost: 251.00 EUR and 100.00 USD"],
    ),
    "one bot alone has a price": (
        TWO,
        [price(SESSIONS, "2", bot_id="st-b")],
        ["Cost: 100.00 EUR (2 EUR per session)", "Without A, which has no price"],
    ),
    "another's price": (ONE, [price(SESSIONS, "2", bot_id="st-b")], []),
    "a unit that was not sent": (ONE, [price(Unit.ALERT, "2")], []),
    "a unit that was not asked for": (
        reported({"st-a": {SESSIONS: 1, TALKS: 1}}, units=(TALKS,)),
        [price(SESSIONS, "2")],
        [],
    ),
}


@pytest.mark.parametrize(("asked", "prices", "said"), COSTS.values(), ids=COSTS.keys())
def test_costs(asked: Asked, prices: list[Price], said: list[str]) -> None:
    assert notes(asked, *prices) == said


def test_units_are_in_one_order_and_costs_come_before_allowances() -> None:
    said = notes(ONE, price(TALKS, "1"), price(SESSIONS, "1"), TERM)
    assert [line.split(" cost")[0] for line in said[:2]] == ["Sessions", "Conversations"]
    assert said[2] == "749 sessions left of the November allowance (25% of 1,000 used)"
    assert len(said) == 3


def one_day(number: int) -> datetime:
    return datetime(2026, 11, number, tzinfo=BERLIN)


def test_only_the_term_so_far_is_a_share_of_the_allowance() -> None:
    counts = {"st-a": {SESSIONS: 251}}
    assert notes(reported(counts), TERM)
    assert notes(reported(counts, end=one_day(11)), TERM) == []  # a part of it, long over
    assert notes(reported(counts, first=date(2026, 11, 2)), TERM) == []
    assert notes(reported(counts, first=date(2026, 10, 1), end=one_day(1)), TERM) == []


def test_a_term_that_begins_otherwise() -> None:
    quarter = Allowance(unit=SESSIONS, amount=1000, every=Every.QUARTER)
    mid_month = Allowance(unit=SESSIONS, amount=1000, from_day=15)
    counts = {"st-a": {SESSIONS: 999}}
    (said,) = notes(reported(counts, first=date(2026, 10, 1)), quarter, mid_month)
    assert said.startswith("1 session left of the Q4 2026 allowance (99% of 1,000 used)")
    (said,) = notes(reported(counts, first=date(2026, 11, 15)), mid_month)
    assert said.startswith(
        "1 session left of the allowance for Sun 15 Nov – Mon 14 Dec 2026 (Europe/Berlin) (99%"
    )


def test_of_what_has_holes_at_least_what_is_known_is_used() -> None:
    counts = {"st-a": {SESSIONS: 251}, "st-b": {SESSIONS: 999}}
    report = reported(counts, lacking=2)
    over = Allowance(unit=SESSIONS, amount=1000)
    assert notes(report, price(SESSIONS, "2"), over) == [
        "Cost: at least 2,500.00 EUR (2 EUR per session)",
        "at least 250 sessions over the November allowance (at least 125% of 1,000 used)",
    ]
    (said,) = notes(reported({"st-a": {SESSIONS: 1}}, lacking=1), TERM)
    assert said == "at most 999 sessions left of the November allowance (at least 0% of 1,000 used)"


def test_an_allowance_is_of_just_its_bots() -> None:
    of_a = Allowance(unit=SESSIONS, amount=502, bot_id="st-a")
    assert notes(ONE, of_a, TERM, whole=False) == [
        "251 sessions left of the November allowance (50% of 502 used)"
    ]
    assert notes(TWO, of_a, TERM, whole=False) == []
    assert notes(TWO, of_a, TERM) == [
        "699 sessions left of the November allowance (30% of 1,000 used)"
    ]


def test_an_unknown_figure_is_no_share() -> None:
    assert notes(reported({"st-a": {TALKS: 3}}), TERM) == []
    assert notes(reported({"st-a": {SESSIONS: 0}}), TERM) == [
        "1,000 sessions left of the November allowance (0% of 1,000 used)"
    ]


FEE = Price(unit=None, amount=Decimal(200), currency=Currency("EUR"), every=Every.MONTH)
BUDGET = Allowance(unit=None, currency=Currency("EUR"), amount=1000 * ATOMS)


@pytest.mark.parametrize(
    ("talks", "lacking", "said"),
    [
        (3_999, 0, "0.20 EUR left of the November budget (99% of 1,000 EUR used)"),
        (4_100, 0, "20.00 EUR over the November budget (102% of 1,000 EUR used)"),
        (
            3_900,
            1,
            "at most 20.00 EUR left of the November budget (at least 98% of 1,000 EUR used)",
        ),
    ],
)
def test_the_budgets_of_docs_money(talks: int, lacking: int, said: str) -> None:
    asked = reported({A.id: {TALKS: talks}}, lacking=lacking)
    assert notes(asked, FEE, price(TALKS, "0.20"), BUDGET)[-1] == said


def test_a_months_and_a_years_are_said_where_both_begin() -> None:
    asked = reported({A.id: {SESSIONS: 500}}, first=date(2026, 11, 1))
    year = TERM.model_copy(update={"every": Every.YEAR, "from_month": 11, "amount": 2000})
    assert [said.partition(" left of ")[2] for said in notes(asked, TERM, year)] == [
        "the November allowance (50% of 1,000 used)",
        "the allowance for Sun 1 Nov 2026 – Sun 31 Oct 2027 (Europe/Berlin) (25% of 2,000 used)",
    ]


def test_a_budget_is_none_of_units_that_are_named() -> None:
    asked = reported({A.id: {TALKS: 100}}, units=(TALKS,))
    assert all("budget" not in said for said in notes(asked, price(TALKS, "0.20"), BUDGET))


BEYOND = price(TALKS, "0.20").model_copy(update={"included": 40_000, "every": Every.MONTH})


@pytest.mark.parametrize(
    ("rate", "used", "ends", "said"),
    [
        (price(TALKS, "0.20"), 45_000, (67_300, 68_500, 69_700), "14,200 EUR (13,960–14,440)"),
        (BEYOND, 45_000, (67_300, 68_500, 69_700), "6,200 EUR (5,960–6,440)"),
        (BEYOND, 30_000, (39_000, 41_000, 43_000), "700 EUR (500–1,100)"),
    ],
)
def test_the_forecasts_of_docs_money(
    rate: Price, used: int, ends: tuple[int, int, int], said: str
) -> None:
    asked = reported({A.id: {TALKS: used}, B.id: {TALKS: 0}})
    fee = FEE.model_copy(update={"amount": Decimal(500)})
    prices, ids = PriceList([rate, fee]), (A.id, B.id)
    report = priced(asked.report, prices, [asked.usage], ids)
    (ahead,) = ahead_of(report, prices, ids)
    (paid,) = ahead.rates
    so_far = report.total.costs[0].whole or Decimal()
    low, estimate, high = (so_far + cost_of_rest(paid, used, end) for end in ends)
    assert cost_text(estimate, low, high, Currency("EUR")) == f"about {said}"


def test_of_bots_with_different_rates_no_cost_is_foreseen() -> None:
    asked = reported({A.id: {TALKS: 9}, B.id: {TALKS: 9}})
    own = PriceList([price(TALKS, "0.20"), price(TALKS, "0.10", bot_id=B.id)])
    assert ahead_of(asked.report, own, (A.id, B.id)) == ()
    shared = PriceList([BEYOND])
    assert ahead_of(reported({A.id: {TALKS: 9}}).report, shared, (A.id, B.id)) == ()
    assert ahead_of(reported({A.id: {TALKS: 9}}).report, shared, (A.id,))
