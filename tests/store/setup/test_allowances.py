"""What channels have set, on both databases."""

from datetime import date, timedelta
from decimal import Decimal

from slackbot.domain.allowance import Allowance, ChannelAllowances
from slackbot.domain.calendar.arithmetic import Every
from slackbot.domain.money.currency import Currency
from slackbot.domain.money.price import Price
from slackbot.domain.query import Unit
from slackbot.store.databases.database import Database
from slackbot.store.setup.allowances import AllowanceStore
from tests.fakes import NOW

YEARLY = Allowance(
    unit=Unit.REQUEST,
    amount=10**12,
    every=Every.YEAR,
    from_day=6,
    from_month=4,
    bot_id="st-1",
    set_by="U1",
)
MONTHLY = Allowance(unit=Unit.SESSION, amount=40000, set_by="U2")
PRICE = Price(unit=Unit.SESSION, amount=Decimal("0.20"), currency=Currency("USD"), set_by="U1")


async def test_what_is_set_is_kept_to_the_last_decimal(database: Database) -> None:
    store = AllowanceStore(database)
    assert await store.of("T1", "C1") == ChannelAllowances()
    exact = PRICE.model_copy(update={"amount": Decimal("999999999.0123456780")})
    for entry in (YEARLY, MONTHLY, exact):
        await store.save("T1", "C1", entry, NOW)
    known = await store.of("T1", "C1")
    assert known == ChannelAllowances.of([YEARLY, MONTHLY], [exact])
    assert known.prices[0].describe() == "999,999,999.0123456780 USD per session"


async def test_of_one_bot_and_unit_there_is_one(database: Database) -> None:
    store = AllowanceStore(database)
    others = (
        MONTHLY.model_copy(update={"bot_id": "st-1"}),
        MONTHLY.model_copy(update={"unit": Unit.ALERT}),
    )
    for entry in (MONTHLY, *others, PRICE):
        await store.save("T1", "C1", entry, NOW)
    changed = MONTHLY.model_copy(update={"amount": 5, "from_day": 9, "set_by": "U9"})
    dearer = PRICE.model_copy(update={"amount": Decimal("0.30"), "currency": "EUR", "set_by": "U9"})
    for new in (changed, dearer):
        await store.save("T1", "C1", new, NOW + timedelta(days=1))
    assert await store.of("T1", "C1") == ChannelAllowances.of([changed, *others], [dearer])


async def test_a_years_and_a_months_and_budgets_stand_side_by_side(database: Database) -> None:
    store = AllowanceStore(database)
    large = Allowance(unit=None, currency=Currency("VND"), amount=10**22, set_by="U1")
    others = (
        MONTHLY,
        MONTHLY.model_copy(update={"every": Every.YEAR}),
        large,
        large.model_copy(update={"currency": "EUR"}),
        large.model_copy(update={"every": Every.QUARTER, "group": "gr-0123456789ab"}),
    )
    for entry in others:
        await store.save("T1", "C1", entry, NOW)
    known = await store.of("T1", "C1")
    assert set(known.allowances) == set(others)
    assert known.entries("budget") == known.allowances[2:]
    await store.remove("T1", "C1", *others[1:])
    assert (await store.of("T1", "C1")).allowances == (MONTHLY,)


async def test_workspaces_and_channels_see_only_their_own(database: Database) -> None:
    store = AllowanceStore(database)
    for team, channel in (("T1", "C1"), ("T1", "C2"), ("T2", "C1")):
        for entry in (MONTHLY, PRICE):
            await store.save(team, channel, entry, NOW)
    await store.remove("T1", "C1", MONTHLY, PRICE)
    assert await store.of("T1", "C1") == ChannelAllowances()
    for team, channel in (("T1", "C2"), ("T2", "C1")):
        assert await store.of(team, channel) == ChannelAllowances.of([MONTHLY], [PRICE])


async def test_only_what_is_named_is_removed(database: Database) -> None:
    store = AllowanceStore(database)
    entries = (MONTHLY, PRICE)
    own = tuple(entry.model_copy(update={"bot_id": "st-1"}) for entry in entries)
    other = tuple(entry.model_copy(update={"unit": Unit.ALERT}) for entry in entries)
    for entry in (*entries, *own, *other):
        await store.save("T1", "C1", entry, NOW)
    await store.remove("T1", "C1", *own, *other)
    assert await store.of("T1", "C1") == ChannelAllowances.of([MONTHLY], [PRICE])
    await store.remove("T1", "C1")
    await store.remove("T1", "C1", MONTHLY)
    assert await store.of("T1", "C1") == ChannelAllowances.of([], [PRICE])


async def test_prices_of_days_and_flat_fees_stand_beside_each_other(database: Database) -> None:
    store = AllowanceStore(database)
    dated = PRICE.model_copy(update={"valid_from": date(2026, 7, 1), "included": 10})
    dated = dated.model_copy(update={"every": Every.QUARTER, "from_day": 31, "from_month": 2})
    fee = dated.model_copy(update={"unit": None, "included": 0, "bot_id": "st-1"})
    for entry in (PRICE, dated, fee):
        await store.save("T1", "C1", entry, NOW)
    assert await store.of("T1", "C1") == ChannelAllowances.of([], [PRICE, dated, fee])
    await store.remove("T1", "C1", dated)
    assert await store.of("T1", "C1") == ChannelAllowances.of([], [PRICE, fee])
