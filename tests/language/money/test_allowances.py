"""Allowances and prices in words: what is understood, and what is refused with a way out."""

from contextlib import suppress
from datetime import date
from decimal import Decimal
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slackbot.domain.allowance import Allowance, ChannelAllowances, What
from slackbot.domain.calendar.arithmetic import Every
from slackbot.domain.errors import UnreadableError
from slackbot.domain.money.currency import CURRENCIES, Currency
from slackbot.domain.money.price import Price
from slackbot.domain.query import Unit
from slackbot.language.money.allowances import (
    AllowanceCommand,
    RemoveAllowances,
    SetAllowance,
    read_allowance_command,
)
from slackbot.language.money.prices import SetPrice

MONTHLY = "40,000 sessions each month from the 1st"
# What is typed, what is understood, and for which bot.
ALLOWANCES = [
    ("40000 sessions per month from the 1st", MONTHLY, ""),
    ("40,000 sessions per month", MONTHLY, ""),
    ("40k sessions a month", MONTHLY, ""),
    ("40 000 sessions each month", MONTHLY, ""),
    ("40'000 sessions/month", MONTHLY, ""),
    ("forty thousand sessions monthly", MONTHLY, ""),
    ("0.04m billing sessions every month", MONTHLY, ""),
    ("= 40000 sessions per month.", MONTHLY, ""),
    ("monthly, from the 1st of the month, 40k sessions", MONTHLY, ""),
    ("40k sessions per month from the 1st for SupportBot", MONTHLY, "SupportBot"),
    ("for SupportBot, 40k sessions per month", MONTHLY, "SupportBot"),
    ("40k sessions for March Madness Bot per month", MONTHLY, "March Madness Bot"),
    ("40k sessions per month for “Letters from Santa”", MONTHLY, "Letters from Santa"),
    ("40k sessions per month for st-1a-2b", MONTHLY, "st-1a-2b"),
    ("40k sessions per month for all", MONTHLY, ""),
    ("40k sessions per month for all bots", MONTHLY, ""),
    ("40k sessions per annum across all bots", "40,000 sessions each year from 1 Jan", ""),
    ("1 session per month from the 15th", "1 session each month from the 15th", ""),
    ("3 messages per month from the 31st", "3 requests each month from the 31st", ""),
    ("3 messages per month from the last day", "3 requests each month from the 31st", ""),
    ("3 messages per year from 31 March", "3 requests each year from 31 Mar", ""),
    ("3 messages per month starting on 28", "3 requests each month from the 28th", ""),
    ("3 requests per month from the twenty-first", "3 requests each month from the 21st", ""),
    ("9 proactives per quarter", "9 proactive messages each quarter from 1 Jan", ""),
    ("9 alerts quarterly from February", "9 alert messages each quarter from 1 Feb", ""),
    ("9 chats per fiscal year", "9 conversations each year from 1 Jan, fiscal", ""),
    ("9 chats each financial quarter", "9 conversations each quarter from 1 Jan, fiscal", ""),
    ("9 chats per year from 6 April", "9 conversations each year from 6 Apr", ""),
    ("9 chats annually from the 6th of April", "9 conversations each year from 6 Apr", ""),
    ("9 chats yearly from April 6th", "9 conversations each year from 6 Apr", ""),
    ("9 chats per year from the 15th", "9 conversations each year from 15 Jan", ""),
    ("for SalesBot 5000 chats a year", "5,000 conversations each year from 1 Jan", "SalesBot"),
    ("40k sessions per month for the Retail group", MONTHLY, "Retail"),
    ("40k sessions shared by all bots each month", MONTHLY, ""),
    ("5000 euros per month", "5,000 EUR each month from the 1st", ""),
    ("5000 EUR per month", "5,000 EUR each month from the 1st", ""),
    (
        "€5k per quarter from 1 Feb for SupportBot",
        "5,000 EUR each quarter from 1 Feb",
        "SupportBot",
    ),
    ("0.5 million JPY annually", "500,000 JPY each year from 1 Jan", ""),
    ("99.95 USD per fiscal year", "99.95 USD each year from 1 Jan, fiscal", ""),
]
MONTH = "10,000 each month from the 1st"
PRICES = [
    ("0.20 USD per conversation", "0.20 USD per conversation", ""),
    ("$0.20 per conversation", "0.20 USD per conversation", ""),
    ("goes up to 0.20 USD per conversation", "0.20 USD per conversation", ""),
    ("0.20$ a conversation", "0.20 USD per conversation", ""),
    ("usd 0.20/conversation", "0.20 USD per conversation", ""),
    ("€.5 per session for SupportBot", "0.5 EUR per session", "SupportBot"),
    ("£12 for each alert", "12 GBP per alert message", ""),
    ("1,234.50 CHF for a request for “R&D”", "1,234.50 CHF per request", "R&D"),
    ("for all bots: 0 JPY per proactive message", "0 JPY per proactive message", ""),
    ("per session 0.0000000001 USD", "0.0000000001 USD per session", ""),
    ("0.2 ALL per session for all", "0.2 ALL per session", ""),
    ("500 EUR flat per month", "500 EUR flat each month from the 1st", ""),
    ("500 EUR per month", "500 EUR flat each month from the 1st", ""),
    ("flat fee of 500 EUR monthly from the 15th", "500 EUR flat each month from the 15th", ""),
    ("€500 flat per quarter starting 1 Feb", "500 EUR flat each quarter starting 1 Feb", ""),
    ("10000 sessions included, then 0.05 USD", f"0.05 USD per session beyond {MONTH}", ""),
    ("0.05 USD per session beyond 10k", f"0.05 USD per session beyond {MONTH}", ""),
    ("first 10000 sessions free, then $0.05", f"0.05 USD per session beyond {MONTH}", ""),
    ("$0.05 per session, including 10000 a month", f"0.05 USD per session beyond {MONTH}", ""),
    ("$0.05 per session above 10000 for A", f"0.05 USD per session beyond {MONTH}", "A"),
]
# With a day, from 24 November 2026, in a channel with an allowance and a price.
DATED = [
    ("0.2 USD per alert from 1 July", "0.2 USD per alert message, from 1 Jul 2026"),
    ("0.2 USD per alert from July 2025", "0.2 USD per alert message, from 1 Jul 2025"),
    ("0.2 USD per alert from 1 January", "0.2 USD per alert message, from 1 Jan 2027"),
    ("0.2 USD per alert since 2026-03-15 for A", "0.2 USD per alert message, from 15 Mar 2026"),
    ("from today 0.2 USD per alert", "0.2 USD per alert message, from 24 Nov 2026"),
    ("0.2 USD per alert from always", "0.2 USD per alert message"),
    (
        "500 EUR flat per month from 15 July",
        "500 EUR flat each month from the 15th, from 15 Jul 2026",
    ),
    (
        "0.05 USD per session beyond the allowance",
        "0.05 USD per session beyond 40,000 each month from the 15th",
    ),
    (
        "10 requests included per month, then 0.3 USD from 20 July",
        "0.3 USD per request beyond 10 each month from the 7th, from 20 Jul 2026",
    ),
]


def said(command: object) -> tuple[str, str]:
    """What a command sets, in words, and for which bot."""
    match command:
        case SetAllowance():
            fiscal = ", fiscal" if command.fiscal else ""
            return command.allowance.describe() + fiscal, command.bot
        case SetPrice():
            return command.price.describe(), command.bot
    raise AssertionError(command)


@pytest.mark.parametrize(("words", "meaning", "bot"), ALLOWANCES, ids=lambda v: repr(v)[:50])
def test_allowances_are_read(words: str, meaning: str, bot: str) -> None:
    assert said(read_allowance_command("allowance", words)) == (meaning, bot)


@pytest.mark.parametrize(("words", "meaning", "bot"), PRICES, ids=lambda v: repr(v)[:50])
def test_prices_are_read(words: str, meaning: str, bot: str) -> None:
    assert said(read_allowance_command("price", words)) == (meaning, bot)


KNOWN = ChannelAllowances.of(
    [Allowance(unit=Unit.SESSION, amount=40000, from_day=15)],
    [
        Price(
            unit=Unit.REQUEST, amount=Decimal("0.2"), currency=Currency("USD"), included=10,
            every=Every.MONTH, from_day=7,
        )
    ],
)  # fmt: skip


def completed(words: str, known: ChannelAllowances) -> Price:
    command = read_allowance_command("price", words)
    assert isinstance(command, SetPrice)
    return command.complete({}, known, date(2026, 11, 24))


@pytest.mark.parametrize(("words", "meaning"), DATED, ids=lambda v: repr(v)[:50])
def test_a_price_is_completed_by_its_day_and_what_is_set(words: str, meaning: str) -> None:
    known = KNOWN.model_copy(update={"prices": ()}) if "session" in words else KNOWN
    assert completed(words, known).describe() == meaning


INCOMPLETE = [
    ("0.2 USD per session from 31 June", "There is no 31 June"),
    ("0.2 USD per session", "Sessions and requests count the same use"),
    ("0.2 USD per alert beyond the allowance", "no allowance of alert messages here yet"),
]


@pytest.mark.parametrize(("words", "why"), INCOMPLETE, ids=lambda v: repr(v)[:40])
def test_a_price_that_cannot_be_completed_is_refused(words: str, why: str) -> None:
    with pytest.raises(UnreadableError, match=why):
        completed(words, KNOWN)


def test_beside_prices_of_days_a_price_needs_a_day() -> None:
    known = ChannelAllowances.of([], [completed("1 USD per alert from 1 July", KNOWN)])
    with pytest.raises(UnreadableError, match=r"From which day .* from 24 Nov 2026"):
        completed("2 USD per alert", known)


REMOVALS = {
    "remove": RemoveAllowances(what="allowance"),
    "delete": RemoveAllowances(what="allowance"),
    "remove sessions": RemoveAllowances(what="allowance", unit=Unit.SESSION),
    "remove sessions for SupportBot": RemoveAllowances(
        what="allowance", unit=Unit.SESSION, bot="SupportBot"
    ),
    "remove for “Support Bot”": RemoveAllowances(what="allowance", bot="Support Bot"),
}


@pytest.mark.parametrize(("words", "command"), REMOVALS.items(), ids=lambda v: repr(v)[:40])
def test_removals_are_read(words: str, command: RemoveAllowances) -> None:
    assert read_allowance_command("allowance", words) == command


REFUSED: list[tuple[What, str, str, str]] = [
    ("allowance", "40000 sessions", "Per month, quarter or year?", "`/billing allowance"),
    ("allowance", "40000 per month", "Of what", "`/billing allowance"),
    ("allowance", "sessions per month", "How many?", "`/billing allowance"),
    ("allowance", "0 sessions per month", "at least 1", "40000 sessions"),
    ("allowance", f"{10**12 + 1} sessions per month", "at most a trillion", "40000 sessions"),
    ("allowance", "40.5 sessions per month", "not a whole number", "40k"),
    ("allowance", "40.000 sessions per month", '"40.000" could mean two', "40,000"),
    ("allowance", "40,00 sessions per month", '"40,00" could mean two', "40,000"),
    ("allowance", "4,0000 sessions per month", '"4,0000" could mean two', "40,000"),
    ("allowance", "-5 sessions per month", 'couldn\'t read "-5"', "40000 sessions"),
    ("allowance", "40k sessions per week", 'not "per week"', "per month"),
    ("allowance", "40k sessions per month for each bot", "single bot", "for SupportBot"),
    ("allowance", "40k sessions weekly", 'not "weekly"', "alert when sessions over 40000 per week"),
    ("budget", "500 EUR per day", 'not "per day"', "alert when cost over 500 EUR per day"),
    ("price", "500 EUR flat per month for every bot", "single bot", "for SupportBot"),
    ("allowance", "40k sessions per user", 'couldn\'t read "per user"', "per month"),
    ("allowance", "40k sesions per month", 'couldn\'t read "sesions"', 'mean "sessions"'),
    ("allowance", "40k sessions 3 requests per month", 'Leave out "3"', "Try"),
    ("allowance", "9 chats per fiscal year from April", "leave the other start out", "per fiscal"),
    ("allowance", "9 chats monthly per fiscal year", "leave the other term out", "per fiscal"),
    ("allowance", "40k sessions per month per year", 'Leave out "per year"', "Try"),
    ("allowance", "40k notifications per month", "could be alerts or proactive", "alerts"),
    ("allowance", "40k sessions per month soon", 'couldn\'t read "soon"', "Try"),
    ("allowance", "40k sessions per month from the 32nd", "No month has", "from the 31st"),
    ("allowance", "40k sessions per month from 0", "No month has", "from the 31st"),
    ("allowance", "40k sessions per month from now", "From which day?", "from the 1st"),
    ("allowance", "40k sessions per month from 5 May", "same day in each", "from the 5th"),
    ("allowance", "40k sessions per month for", "For which bot?", "for SupportBot"),
    (
        "allowance",
        "0.20 USD per session",
        "A budget is an amount of money alone",
        "`/billing price 0.20 USD per session`",
    ),
    ("budget", "5000 per month", "In which currency?", "budget 5000 EUR per month"),
    ("budget", "0 EUR per month", "more than 0", "budget 5000 EUR per month"),
    ("budget", "5000 EUR per week", "A term is a month", "budget 5000 EUR per month"),
    ("allowance", "x" * 251, "too long", "at most"),
    ("allowance", "remove everything", 'couldn\'t read "everything"', "remove sessions"),
    ("allowance", "remove sessions requests", 'Leave out "requests"', "remove sessions"),
    ("price", "0.20 per session", "in which currency", "0.20 USD"),
    ("price", "0.20 dollars per session", '"0.20 dollars": in which', "0.20 USD"),
    ("price", "0.20 UDS per session", '"0.20 UDS": in which', "0.20 USD"),
    ("price", "$0.20 EUR per session", "two currencies", "0.20 USD"),
    ("price", "0.20 USD EUR per session", 'couldn\'t read "EUR"', "0.20 USD"),
    ("price", "0,20 EUR per session", '"0,20" could mean two', "0.20"),
    ("price", "0,200 EUR per session", '"0,200" could mean two', "0.20"),
    ("price", "1.500 EUR per session", '"1.500" could mean two', "0.20"),
    ("price", "-1 USD per session", 'couldn\'t read "-1"', "0.20 USD"),
    ("price", "0.2 USD", "Per what", "per conversation"),
    ("price", "USD per session", 'couldn\'t read "USD"', "0.20 USD"),
    ("price", "per session", "How much?", "0.20 USD"),
    ("price", "0.20 USD per week", 'not "per week"', "flat per month"),
    ("price", "500 EUR flat", "per month, quarter or year?", "flat per month"),
    ("price", "500 EUR flat per month per session", "for no unit", "flat per month"),
    ("price", "0.2 USD per session per month", "in any term", "included per month"),
    ("price", "10 chats included, then 1 USD per session", "Name one unit", "included per month"),
    ("price", "0 sessions included, then 1 USD", "at least 1", "included per month"),
    ("price", "0.05 USD for the first 1000 sessions, then 0.04", "volume tiers", "included"),
    ("price", "0.05 USD per session up to 1000", "volume tiers", "included"),
    ("price", "tiered 0.05 USD per session", "volume tiers", "included"),
    ("price", "0.20 USD per chat, at least 500 USD per month", "minimums", "flat per month"),
    ("price", "0.20 USD per chat with a minimum of 500 USD", "minimums", "flat per month"),
    ("price", "0.20 USD per chat from Monday", "From which day?", "from 1 July"),
    ("price", "5 USD per month from the 32nd", "No month has", "from the 31st"),
    ("price", "2 USD per 1000 sessions", "A price is for one", "price 0.002 USD per session"),
    ("price", "150 EUR per 1k chats", "per 1k chats", "price 0.15 EUR per conversation"),
    ("price", "15c per session", "15c", "price 0.15 USD per session"),
    ("price", "0,15 EUR per session", "two numbers", "price 0.15 EUR per session"),
    ("budget", "2000 pounds a month", '"pounds"', "budget 2000 GBP a month"),
    ("allowance", "40k sessions monthly each", "single bot", "for all bots together"),
    ("allowance", "40k sessions per billing cycle", "When does", "40k sessions per month"),
    ("allowance", "40k sessions a month until May", "no end", "allowance 40k sessions a month"),
    ("allowance", "none for SalesBot", "none", "allowance remove for SalesBot"),
    ("price", "0.2 USD per session 0.3 USD", 'Leave out "0.3 USD"', "0.20 USD"),
    ("price", "1000000000 USD per session", "below a billion", "0.20 USD"),
    ("price", "0.00000000001 USD per session", "at most 10 decimals", "0.20 USD"),
]


def test_a_point_that_stands_alone_is_no_number() -> None:
    with pytest.raises(UnreadableError):
        read_allowance_command("allowance", ". 40000 sessions per month")


@pytest.mark.parametrize(("what", "words", "why", "way"), REFUSED, ids=lambda v: repr(v)[:45])
def test_a_refusal_says_why_and_what_would_work(what: What, words: str, why: str, way: str) -> None:
    with pytest.raises(UnreadableError) as refused:
        read_allowance_command(what, words)
    assert why in refused.value.message
    assert way in refused.value.message + " | ".join(refused.value.suggestions)


@given(
    unit=st.sampled_from(Unit),
    amount=st.integers(1, 10**12),
    every=st.sampled_from(Every),
    day=st.integers(1, 28),
    month=st.integers(1, 12),
)
def test_an_allowance_reads_as_it_is_said(
    unit: Unit, amount: int, every: Every, day: int, month: int
) -> None:
    month = 1 if every is Every.MONTH else month
    allowance = Allowance(unit=unit, amount=amount, every=every, from_day=day, from_month=month)
    words = f"{allowance.describe()}, for all bots of this channel."
    assert read_allowance_command("allowance", words) == SetAllowance(allowance=allowance)


@given(
    unit=st.none() | st.sampled_from(Unit),
    amount=st.decimals(0, 999999999, places=4),
    currency=st.sampled_from(sorted(CURRENCIES)),
    included=st.sampled_from((0, 1, 10**12)),
    every=st.sampled_from(Every),
    day=st.integers(1, 31),
    month=st.integers(1, 12),
    since=st.none() | st.dates(date(2001, 1, 1), date(2099, 12, 31)),
)
def test_a_price_reads_as_it_is_said(
    unit: Unit | None,
    amount: Decimal,
    currency: str,
    included: int,
    every: Every,
    day: int,
    month: int,
    since: date | None,
) -> None:
    of_term = unit is None or included
    price = Price(
        unit=unit,
        amount=abs(amount),
        currency=Currency(currency),
        valid_from=since,
        included=included if unit else 0,
        every=every if of_term else None,
        from_day=day if of_term else 1,
        from_month=month if of_term and every is not Every.MONTH else 1,
    )
    assert completed(price.describe(), ChannelAllowances()) == price


WORDS = """40000 40 , . ' 000 0.20 k million forty one USD $ eur per each a / session sessions alert
proactive messages notifications month monthly quarter year week user from starting on the last 1st
31st 28 of April for all bots this channel SupportBot "Support Bot" remove - set to = 5""".split()


@given(st.lists(st.sampled_from(WORDS), max_size=12), st.sampled_from(["", " "]))
def test_any_words_are_read_or_refused_in_a_sentence(words: list[str], between: str) -> None:
    for what in get_args(What):
        with suppress(UnreadableError):
            command = read_allowance_command(what, between.join(words))
            assert isinstance(command, AllowanceCommand)
