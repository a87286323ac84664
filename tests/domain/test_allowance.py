"""Terms, shares and money: from what a channel has set and what was used."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from slackbot.domain.allowance import (
    Allowance,
    ChannelAllowances,
    for_whom,
    rest_of,
    share,
    term_of,
)
from slackbot.domain.calendar.arithmetic import Every, month_length
from slackbot.domain.channel import ChannelBots, LinkedBot
from slackbot.domain.group import BotGroup
from slackbot.domain.money.currency import CURRENCIES, DECIMALS, Currency
from slackbot.domain.money.price import Price, PriceList
from slackbot.domain.period import Period
from slackbot.domain.query import Unit


def allowance(every: str = "month", day: int = 1, month: int = 1, amount: int = 40000) -> Allowance:
    return Allowance(
        unit=Unit.SESSION, amount=amount, every=Every(every), from_day=day, from_month=month
    )


def price(amount: str = "0.20", currency: str = "USD") -> Price:
    return Price(unit=Unit.CONVERSATION, amount=Decimal(amount), currency=Currency(currency))


RETAIL = "gr-00000000000a"
TERMS = [
    ("a calendar month", allowance(), "2026-11-24T09:30", "Sun 1 Nov – Mon 30 Nov 2026"),
    ("its last hour in the zone", allowance(), "2026-11-30T22:59", "Sun 1 Nov – Mon 30 Nov 2026"),
    ("its end is the next one's", allowance(), "2026-11-30T23:00", "Tue 1 Dec – Thu 31 Dec 2026"),
    ("from the 15th", allowance(day=15), "2026-11-24T09:30", "Sun 15 Nov – Mon 14 Dec 2026"),
    ("before the 15th", allowance(day=15), "2026-11-14T09:30", "Thu 15 Oct – Sat 14 Nov 2026"),
    ("over new year", allowance(day=28), "2027-01-27T09:30", "Mon 28 Dec 2026 – Wed 27 Jan 2027"),
    ("from the 31st", allowance(day=31), "2027-03-01T09:30", "Sun 28 Feb – Tue 30 Mar 2027"),
    ("in February", allowance(day=31), "2027-02-27T09:30", "Sun 31 Jan – Sat 27 Feb 2027"),
    ("from the 30th", allowance(day=30), "2026-11-30T09:30", "Mon 30 Nov – Tue 29 Dec 2026"),
    (
        "a leap year",
        allowance("year", 29, 2),
        "2028-03-01T09:30",
        "Tue 29 Feb 2028 – Tue 27 Feb 2029",
    ),
    ("February", allowance(day=28), "2027-03-01T09:30", "Sun 28 Feb – Sat 27 Mar 2027"),
    ("a quarter", allowance("quarter"), "2026-11-24T09:30", "Thu 1 Oct – Thu 31 Dec 2026"),
    (
        "quarters from February",
        allowance("quarter", 1, 2),
        "2027-01-31T09:30",
        "Sun 1 Nov 2026 – Sun 31 Jan 2027",
    ),
    ("a year", allowance("year"), "2026-11-24T09:30", "Thu 1 Jan – Thu 31 Dec 2026"),
    (
        "a year from 6 April, on the 5th",
        allowance("year", 6, 4),
        "2026-04-05T09:30",
        "Sun 6 Apr 2025 – Sun 5 Apr 2026",
    ),
    (
        "a year from 6 April, on the 6th",
        allowance("year", 6, 4),
        "2026-04-06T09:30",
        "Mon 6 Apr 2026 – Mon 5 Apr 2027",
    ),
]


@pytest.mark.parametrize(
    ("about", "entry", "now", "term"), TERMS, ids=lambda value: str(value)[:30]
)
def test_the_term_that_runs(about: str, entry: Allowance, now: str, term: str) -> None:
    found = term_of(entry, datetime.fromisoformat(now).replace(tzinfo=UTC), "Europe/Berlin")
    assert found.describe() == f"{term} (Europe/Berlin)"


@given(
    moment=st.integers(0, 2**31).map(lambda seconds: datetime.fromtimestamp(seconds, UTC)),
    every=st.sampled_from(Every),
    day=st.integers(1, 31),
    month=st.integers(1, 12),
    zone=st.sampled_from(["UTC", "Europe/Berlin", "Asia/Kolkata", "America/New_York"]),
)
def test_each_moment_is_in_one_term_and_terms_follow_each_other(
    moment: datetime, every: Every, day: int, month: int, zone: str
) -> None:
    entry = allowance(every, day, month)
    term = term_of(entry, moment, zone)
    assert term.start <= moment < term.end
    last = month_length(term.local_start.year, term.local_start.month)
    assert term.local_start.day == min(day, last)
    for same in (term.start, term.end - timedelta(microseconds=1)):
        assert term_of(entry, same, zone) == term
    assert term_of(entry, term.end, zone).start == term.end


SHARES = [
    (allowance(), 32000, "80% of the November allowance, 40,000 sessions"),
    (allowance(), 0, "0% of the November allowance, 40,000 sessions"),
    (allowance(), 1, "less than 1% of the November allowance, 40,000 sessions"),
    (allowance(), 39999, "99% of the November allowance, 40,000 sessions"),
    (allowance(), 40000, "100% of the November allowance, 40,000 sessions"),
    (allowance(), 46680, "116% of the November allowance, 40,000 sessions"),  # 116.7
    (allowance(), 501000, "1,252% of the November allowance, 40,000 sessions"),
    (allowance(amount=1), 1, "100% of the November allowance, 1 session"),
    (allowance("quarter"), 20000, "50% of the Q4 2026 allowance, 40,000 sessions"),
    (allowance("year"), 20000, "50% of the 2026 allowance, 40,000 sessions"),
    (
        allowance(day=15),
        20000,
        "50% of the allowance for Sun 15 Nov – Mon 14 Dec 2026 (UTC), 40,000 sessions",
    ),
    (
        allowance("year", 1, 4),
        20000,
        "50% of the allowance for Wed 1 Apr 2026 – Wed 31 Mar 2027 (UTC), 40,000 sessions",
    ),
]


@pytest.mark.parametrize(("entry", "used", "words"), SHARES, ids=lambda value: str(value)[:30])
def test_a_share_names_its_base(entry: Allowance, used: int, words: str) -> None:
    term = term_of(entry, datetime(2026, 11, 24, tzinfo=UTC), "UTC")
    found = share(entry, used, term)
    assert found.describe() == words
    assert (found.used, found.amount) == (used, entry.amount)


RESTS = [
    (0, "40,000 sessions left of the November allowance (0% of 40,000 used)"),
    (39999, "1 session left of the November allowance (99% of 40,000 used)"),
    (40000, "nothing left of the November allowance (40,000 used)"),
    (40001, "1 session over the November allowance (100% of 40,000 used)"),
    (51704, "11,704 sessions over the November allowance (129% of 40,000 used)"),
]


@pytest.mark.parametrize(("used", "rest"), RESTS)
def test_how_much_is_left_or_over_is_said_where_it_is_wanted(used: int, rest: str) -> None:
    entry = allowance()
    term = term_of(entry, datetime(2026, 11, 24, tzinfo=UTC), "UTC")
    assert rest_of(entry, used, term) == rest


def test_an_allowance_is_of_something_and_begins_on_a_day_of_a_month() -> None:
    for wrong in ({"amount": 0}, {"from_day": 32}, {"from_day": 0}, {"from_month": 13}):
        with pytest.raises(ValidationError):
            Allowance.model_validate({"unit": "session", "amount": 1, **wrong})


MONEY = [
    ("1234.5", "USD", "1,234.50 USD"),
    ("0.125", "USD", "0.13 USD"),
    ("0.135", "USD", "0.14 USD"),
    ("0.125000001", "EUR", "0.13 EUR"),
    ("2.5", "JPY", "3 JPY"),
    ("3.5", "JPY", "4 JPY"),
    ("0.0005", "KWD", "0.001 KWD"),
    ("1" + "0" * 40, "USD", f"{10**40:,}.00 USD"),
]


@pytest.mark.parametrize(("amount", "currency", "words"), MONEY)
def test_money_is_shown_in_the_currencys_coins(amount: str, currency: str, words: str) -> None:
    assert Currency(currency).describe(Decimal(amount)) == words


def test_coins_are_of_currencies() -> None:
    assert DECIMALS.keys() <= CURRENCIES


def test_prices_keep_the_decimals_that_were_typed() -> None:
    assert price("0.20").describe() == "0.20 USD per conversation"
    assert price("0.0000001").describe() == "0.0000001 USD per conversation"


def test_a_bots_own_price_and_that_of_all() -> None:
    own = price("0.10").model_copy(update={"bot_id": "st-1"})
    known = ChannelAllowances.of([], [own, price()])
    assert known.prices == (price(), own)
    day, rates = date(2026, 11, 24), PriceList(known.prices).rates
    assert rates("st-1", day) == {Unit.CONVERSATION: own}
    assert rates("st-2", day) == {Unit.CONVERSATION: price()}
    assert known.bot_ids == {"st-1"}


def test_for_whom_it_is() -> None:
    support = LinkedBot(id="st-1", name="SupportBot", linked_by="U1")
    bots = ChannelBots.of([support], [BotGroup(id=RETAIL, name="Retail", bot_ids=("st-1",))])
    assert for_whom("", bots) == "for all bots of this channel"
    assert for_whom("st-1", bots) == "for SupportBot"
    assert for_whom("st-9", bots) == "for st-9"
    assert for_whom(RETAIL, bots) == "for the group Retail"
    assert for_whom(RETAIL, ChannelBots.of([support], [])) == "for a group without bots here"


def test_terms_are_periods_of_questions() -> None:
    """Where a question's period is a term, they are equal: their figures are the same."""
    november = Period.of_days(date(2026, 11, 1), date(2026, 11, 30), "Europe/Berlin")
    assert term_of(allowance(), datetime(2026, 11, 24, tzinfo=UTC), "Europe/Berlin") == november
