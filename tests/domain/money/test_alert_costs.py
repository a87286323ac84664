"""What an alert about costs compares is what the second program computes, exactly."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from random import Random

from hypothesis import Phase, assume, given, settings
from hypothesis import strategies as st

from slackbot.domain.alerts.checks.measure import measure, needs
from slackbot.domain.alerts.checks.tariff import Tariff
from slackbot.domain.alerts.episode import Inconclusive, Measurement
from slackbot.domain.alerts.rule import AlertRule, Kind, Level
from slackbot.domain.calendar.arithmetic import Every
from slackbot.domain.money.currency import ATOMS, MOST_ATOMS, Currency
from slackbot.domain.money.price import Price, PriceList
from slackbot.domain.period import Period
from slackbot.domain.query import Unit
from slackbot.domain.usage.bucket import Bucket
from slackbot.domain.usage.fetching.job import Grain, SummaryJob, Usage
from tests.domain.money.model import Asked, total
from tests.domain.money.test_costs import BOTS, IDS, as_typed, prices
from tests.properties import THOROUGH, steady

SETTLING = timedelta(hours=6)
NOW = datetime(2026, 1, 22, 6, 0, tzinfo=UTC)
GROUPS: tuple[Mapping[str, set[str]], ...] = ({}, {"st-a": {"g"}}, {"st-a": {"g"}, "st-c": {"g"}})


def _of_short_terms(price: Price) -> Price:
    days = {1: 20, 7: 19, 15: 21, 31: 22}
    every = price.every and Every.MONTH
    return price.model_copy(update={"every": every, "from_day": days[price.from_day]})


@given(
    own=prices(),
    groups=st.sampled_from(GROUPS),
    zone=st.sampled_from(("UTC", "Asia/Kolkata")),
    each=st.booleans(),
    holes=st.sampled_from((0.0, 0.0, 0.01)),
    seed=st.integers(0, 10**6),
)
@settings(steady(40), max_examples=40 if THOROUGH else 8, phases=(Phase.explicit, Phase.generate))
def test_the_cost_that_is_compared_is_the_one_of_the_other_program(
    own: tuple[Price, ...],
    groups: Mapping[str, set[str]],
    zone: str,
    each: bool,
    holes: float,
    seed: int,
) -> None:
    own = tuple(_of_short_terms(price) for price in own)  # as there are many hours
    rule = AlertRule(
        kind=Kind.AMOUNT,
        unit=None,
        currency=Currency("USD"),
        levels=(Level(at=MOST_ATOMS),),
        every="month",
        from_day=21,
        each=each,
        zone=zone,
    )
    tariff = Tariff(PriceList(own, groups), BOTS)
    assume(not tariff.refusal(rule))
    since = NOW - timedelta(days=1)
    needed = needs(rule, now=NOW, settling=SETTLING, since=since, tariff=tariff)
    start = needed.start.replace(hour=0)
    job = SummaryJob(account=True, bot_ids=IDS, start=start, end=NOW, grain=Grain.HOUR)
    random = Random(seed)  # noqa: S311 - figures, and no secret
    counts = {
        (bot_id, hour): {
            unit: random.choice((0, 1, 3, 20)) for unit in Unit if random.random() >= holes
        }
        for hour in job.starts()
        for bot_id in IDS
    }
    buckets = tuple(Bucket(id_, hour, said) for (id_, hour), said in counts.items())
    usage = Usage(job=job, buckets=buckets, report_ids=("1",), fetched_at=NOW)
    found = measure(rule, BOTS, [usage], now=NOW, settling=SETTLING, since=since, tariff=tariff)
    assert [finding.bot_id for finding in found] == ([*IDS] if each else [""])
    window = Period.of_days(date(2026, 1, 21), NOW.date(), zone).counted
    for finding in found:
        model = Asked(
            prices=tuple(map(as_typed, own)),
            groups={bot: tuple(names) for bot, names in groups.items()},
            channel=IDS,
            bots=(finding.bot_id,) if each else IDS,
            units=(),
            zone=zone,
            start=window.start,
            end=NOW,
            buckets=tuple(job.spans()),
            figures={
                (bot_id, unit.value, hour): count
                for (bot_id, hour), said in counts.items()
                for unit, count in said.items()
            },
        )
        amount, at_least = total([*model.items()]).get(("USD", ""), (None, False))
        assert at_least == isinstance(finding, Inconclusive)

        if not isinstance(finding, Inconclusive):
            assert Fraction(finding.value, ATOMS) == (amount or 0)


def _forecast(prices: list[Price]) -> Measurement:
    """What a rule expects the cost of January to be on the 22nd."""
    rule = AlertRule(
        kind=Kind.FORECAST,
        unit=None,
        currency=Currency("USD"),
        levels=(Level(at=1),),
        every="month",
    )
    tariff = Tariff(PriceList(prices), BOTS)
    assert not tariff.refusal(rule)
    since = NOW - timedelta(days=1)
    needed = needs(rule, now=NOW, settling=SETTLING, since=since, tariff=tariff)
    job = SummaryJob(account=True, bot_ids=IDS, start=needed.start, end=NOW, grain=Grain.HOUR)
    buckets = tuple(
        Bucket(id_, hour, {Unit.CONVERSATION: 10 + hour.hour + hour.weekday()})
        for hour in job.starts()
        for id_ in IDS
    )
    usage = Usage(job=job, buckets=buckets, report_ids=("1",), fetched_at=NOW)
    (found,) = measure(rule, BOTS, [usage], now=NOW, settling=SETTLING, since=since, tariff=tariff)
    assert isinstance(found, Measurement)
    return found


def test_an_included_amount_is_used_up_first_in_a_forecast() -> None:
    """What is expected at the rate alone, less what the included amount is worth."""
    rate = Price(unit=Unit.CONVERSATION, amount=Decimal("0.20"), currency=Currency("USD"))
    fee = Price(unit=None, amount=Decimal(500), currency=Currency("USD"), every=Every.MONTH)
    gross = _forecast([rate])
    for included in (10_000, 40_000, 10**6):
        beyond = rate.model_copy(update={"included": included, "every": Every.MONTH})
        net = _forecast([beyond, fee])
        for whole, part in (
            (gross.score, net.score),
            (gross.low or 0, net.low or 0),
            (gross.high or 0, net.high or 0),
        ):
            expected = max(0, whole - included * ATOMS // 5) + 500 * ATOMS
            assert abs(part - expected) < ATOMS // 100


def test_what_makes_an_included_amount_unforeseeable_is_said() -> None:
    beyond = Price(
        unit=Unit.CONVERSATION, amount=Decimal("0.20"), currency=Currency("USD"), included=9,
        every=Every.MONTH,
    )  # fmt: skip
    alerts = Price(unit=Unit.ALERT, amount=Decimal(1), currency=Currency("USD"))
    month = {"kind": Kind.FORECAST, "unit": None, "currency": "USD", "levels": (Level(at=1),)}
    for own, rule, said in (
        ([beyond], {"every": "month", "from_day": 15}, "`cost forecast over 500 USD per month"),
        ([beyond], {"every": "month", "each": True}, "for all bots together"),
        ([beyond, alerts], {"every": "month"}, "`conversations forecast over 40000 per month`"),
    ):
        tariff = Tariff(PriceList(own), BOTS)
        assert said in tariff.refusal(AlertRule.model_validate({**month, **rule}))
