"""Costs are those of a second program, which was written from docs/money.md alone."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from random import Random

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from slackbot.domain.calendar.arithmetic import Every
from slackbot.domain.channel import Bot
from slackbot.domain.money.cost import Cost
from slackbot.domain.money.currency import DECIMALS, Currency
from slackbot.domain.money.price import Price, PriceList
from slackbot.domain.period import Period
from slackbot.domain.query import Grouping, Unit, UsageQuery
from slackbot.domain.usage.bucket import Bucket
from slackbot.domain.usage.fetching.job import Grain, SummaryJob, Usage
from slackbot.domain.usage.pricing import priced
from slackbot.domain.usage.report import UsageReport, spans_of
from tests.domain.money.model import Asked, Item, Priced, shown, total
from tests.fakes import NOW
from tests.properties import steady

BOTS = tuple(Bot(id=f"st-{name}", name=name) for name in "abc")
IDS = tuple(bot.id for bot in BOTS)
KNOWN_FROM = datetime(2025, 1, 1, tzinfo=UTC)  # every term of a window is known
DAY = timedelta(days=1)
# The grain, the zone, the window and the rows: days and months are whole in UTC alone.
WINDOWS = (
    (Grain.DAY, "UTC", date(2026, 4, 6), 40, Grouping.DAY),
    (Grain.DAY, "UTC", date(2026, 4, 29), 33, Grouping.WEEK),
    (Grain.MONTH, "UTC", date(2026, 4, 1), 61, Grouping.MONTH),
    (Grain.HOUR, "Asia/Kolkata", date(2026, 1, 20), 3, Grouping.DAY),
    (Grain.HOUR, "Europe/Berlin", date(2026, 1, 30), 3, Grouping.HOUR),
)
EVERY = st.sampled_from((Every.MONTH, Every.QUARTER, Every.YEAR))
AMOUNTS = tuple(map(Decimal, ("0", "0.005", "0.2", "1.0000000001", "12.345")))
HOLDERS = ("", "", "g", "st-a", "st-b")
UNITS = (None, Unit.CONVERSATION, Unit.SESSION, Unit.ALERT)


@st.composite
def prices(draw: st.DrawFn) -> tuple[Price, ...]:
    """Some prices, at most one for each place and day."""
    found: dict[object, Price] = {}
    for _ in range(draw(st.integers(1, 6))):
        holder, unit = draw(st.sampled_from(HOLDERS)), draw(st.sampled_from(UNITS))
        included = draw(st.sampled_from((0, 0, 40, 400, 2000))) if unit else 0
        price = Price(
            unit=unit,
            amount=draw(st.sampled_from(AMOUNTS)),
            currency=Currency(draw(st.sampled_from(("USD", "USD", "JPY", "KWD")))),
            bot_id=holder if holder.startswith("st-") else "",
            group=holder if holder == "g" else "",
            valid_from=draw(st.none() | st.dates(date(2026, 1, 10), date(2026, 5, 20))),
            included=included,
            every=draw(EVERY) if included or not unit else None,
            from_day=draw(st.sampled_from((1, 1, 7, 15, 31))),
            from_month=draw(st.integers(1, 12)),
        )
        found[price.place, price.valid_from] = price
    return tuple(found.values())


def as_typed(price: Price) -> Priced:
    return Priced(
        amount=Fraction(price.amount),
        currency=price.currency,
        unit=price.unit or "",
        bot=price.bot_id,
        group=price.group,
        since=price.valid_from,
        included=price.included,
        every=price.every or "month",
        day=price.from_day,
        month=price.from_month,
    )


def words(costs: Iterable[Cost]) -> dict[tuple[str, str], str]:
    return {(cost.currency, cost.unit or ""): cost.describe() for cost in costs}


def expected(items: Iterable[Item]) -> dict[tuple[str, str], str]:
    """The same, of the other program."""
    found = {}
    for (currency, unit), (amount, at_least) in total([*items]).items():
        said = "–" if amount is None else f"{shown(amount, DECIMALS.get(currency, 2))} {currency}"
        least = at_least and amount is not None
        found[currency, unit] = f"at least {said}" if least else said
    return found


@given(
    own=prices(),
    window=st.sampled_from(WINDOWS),
    groups=st.sampled_from(({}, {"st-a": {"g"}}, {"st-a": {"g"}, "st-c": {"g"}})),
    asked=st.sampled_from((IDS, IDS, IDS[:1], IDS[1:])),
    units=st.sampled_from(((), (), (Unit.SESSION,))),
    holes=st.sampled_from((0.0, 0.0, 0.02)),
    silent=st.sampled_from((None, None, "st-b")),
    seed=st.integers(0, 10**6),
)
@settings(steady(60), phases=(Phase.explicit, Phase.generate))
def test_costs_are_those_of_the_other_program(
    own: tuple[Price, ...],
    window: tuple[Grain, str, date, int, Grouping],
    groups: Mapping[str, set[str]],
    asked: tuple[str, ...],
    units: tuple[Unit, ...],
    holes: float,
    silent: str | None,
    seed: int,
) -> None:
    grain, zone, first, days, grouping = window
    period = Period.of_days(first, first + DAY * (days - 1), zone)
    told = tuple(id_ for id_ in IDS if id_ != silent)
    since = KNOWN_FROM
    if grain is Grain.HOUR:  # of no longer term than a month, as there are many hours
        since = period.counted.start - 32 * DAY
        own = tuple(
            price.model_copy(update={"every": price.every and Every.MONTH}) for price in own
        )
    job = SummaryJob(account=True, bot_ids=told, start=since, end=period.counted.end, grain=grain)
    random = Random(seed)  # noqa: S311 - figures, and no secret
    counts = {
        (bot_id, start): {
            unit: random.choice((0, 1, 3, 20)) for unit in Unit if random.random() >= holes
        }
        for start in job.starts()
        for bot_id in told
    }
    usage = Usage(
        job=job,
        buckets=tuple(Bucket(id_, start, own_) for (id_, start), own_ in counts.items()),
        report_ids=("1",),
        fetched_at=NOW,
    )
    query = UsageQuery(period=period, grouping=grouping, units=units)
    bots = tuple(bot for bot in BOTS if bot.id in asked)
    report = priced(UsageReport.of(query, bots, [usage]), PriceList(own, groups), [usage], IDS)
    model = Asked(
        prices=tuple(map(as_typed, own)),
        groups={bot: tuple(names) for bot, names in groups.items()},
        channel=IDS,
        bots=asked,
        units=tuple(units),
        zone=zone,
        start=period.counted.start,
        end=period.counted.end,
        buckets=tuple(job.spans()),
        figures={
            (bot_id, unit.value, start): count
            for (bot_id, start), each in counts.items()
            for unit, count in each.items()
        },
    )
    items = [*model.items()]
    assert words(report.total.costs) == expected(items)
    assert words(report.shared_costs) == expected(item for item in items if not item.bot)
    for bot, row in zip(bots, report.by_bot, strict=True):
        assert words(row.costs) == expected(item for item in items if item.bot == bot.id)
    for place, (span, row) in enumerate(
        zip(spans_of(period, grouping), report.by_bucket, strict=True)
    ):
        within = [item for item in items if span.start <= item.start < span.end]
        assert words(row.costs) == expected(within)
        for bot, rows in zip(bots, report.bots_by_bucket, strict=False):
            own_items = (item for item in within if item.bot == bot.id)
            assert words(rows[place].costs) == expected(own_items)
