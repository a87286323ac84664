"""`of our allowance`: which one of the channel's is meant, and what is said where that is open."""

from dataclasses import replace

import pytest

from slackbot.domain.alerts.describe import describe
from slackbot.domain.allowance import Allowance, ChannelAllowances
from slackbot.domain.calendar.arithmetic import Every
from slackbot.domain.channel import Bot
from slackbot.domain.errors import UnreadableError
from slackbot.domain.money.currency import ATOMS, Currency
from slackbot.domain.query import Unit
from slackbot.language.alerts.own_allowance import with_allowance
from slackbot.language.alerts.reading import read_alert
from slackbot.language.context import ANYWHERE, ReadingContext

BOTS = (Bot(id="st-a", name="SupportBot"), Bot(id="st-b", name="Sales Bot"))
SESSIONS = Allowance(unit=Unit.SESSION, amount=40_000, from_day=15)
REQUESTS = Allowance(unit=Unit.REQUEST, amount=120_000, every=Every.QUARTER, from_month=4)
SUPPORTS = Allowance(unit=Unit.SESSION, amount=9_000, bot_id="st-a")
BUDGET = Allowance(unit=None, currency=Currency("EUR"), amount=5_000 * ATOMS)
OF_BUDGET = "5,000 EUR per month from the 1st, for all bots together (UTC)"
OF_SESSIONS = "40,000 sessions per month from the 15th, for all bots together (UTC)"
SESSIONS_EACH = OF_SESSIONS.replace(" sessions", "")
OF_REQUESTS = "120,000 requests per quarter from 1 Apr, for all bots together (UTC)"
TYPED = "9 sessions per day, for all bots together (UTC)"
OF_SUPPORT = "9,000 sessions per month from the 1st, for SupportBot (UTC)"


def channel(allowances: tuple[Allowance, ...], bots: tuple[Bot, ...] = BOTS) -> ReadingContext:
    return replace(ANYWHERE, bots=bots, allowances=ChannelAllowances(allowances=allowances))


@pytest.mark.parametrize(
    ("text", "allowances", "rule"),
    [
        ("at 80% of our allowance", (SESSIONS,), f"at 80% of {OF_SESSIONS}"),
        ("when 80% of the allowance is used", (SESSIONS,), f"at 80% of {OF_SESSIONS}"),
        ("when only 10% of our allowance is left", (SESSIONS,), f"at 90% of {OF_SESSIONS}"),
        ("less than 20% of the budget remains", (SESSIONS, BUDGET), f"at 80% of {OF_BUDGET}"),
        ("5 % remaining of 9 sessions per day", (SESSIONS,), f"at 95% of {TYPED}"),
        ("when only 10% of allowance left", (SESSIONS,), f"at 90% of {OF_SESSIONS}"),
        ("when our allowance is 90% used", (SESSIONS,), f"at 90% of {OF_SESSIONS}"),
        ("if the budget exceeds 90%", (SESSIONS, BUDGET), f"over 90% of {OF_BUDGET}"),
        ("when 10% left", (SESSIONS,), f"at 90% of {OF_SESSIONS}"),
        ("over 80% of plan", (SESSIONS,), f"over 80% of {OF_SESSIONS}"),
        ("at 50 and 90% of our monthly budget", (SESSIONS,), f"at 50 and 90% of {OF_SESSIONS}"),
        ("at 80% of our budget", (SESSIONS, BUDGET), f"at 80% of {OF_BUDGET}"),
        ("at 80% of our allowance", (SESSIONS, BUDGET), f"at 80% of {OF_SESSIONS}"),
        ("at 80% of our limit", (BUDGET,), f"at 80% of {OF_BUDGET}"),
        ("sessions at 80% of the quota", (SESSIONS, REQUESTS), f"at 80% of {OF_SESSIONS}"),
        ("at 80% of our request limit", (SESSIONS, REQUESTS), f"at 80% of {OF_REQUESTS}"),
        ("at 80% of our allowance", (SESSIONS, SUPPORTS), f"at 80% of {OF_SESSIONS}"),
        ("at 80% of quota for SupportBot", (SESSIONS, SUPPORTS), f"at 80% of {OF_SUPPORT}"),
        ("at 80% of our allowance", (SUPPORTS,), f"at 80% of {OF_SUPPORT}"),
        ("at 80% of an allowance of 9 sessions per day", (SESSIONS,), f"at 80% of {TYPED}"),
        ("at 80% of 9 sessions per day", (SESSIONS,), f"at 80% of {TYPED}"),
        ("sessions exceed our allowance", (SESSIONS,), f"sessions over {SESSIONS_EACH}"),
        ("forecast above the quota", (SESSIONS,), f"sessions forecast over {SESSIONS_EACH}"),
        ("we spend more than our budget", (SESSIONS, BUDGET), f"cost over {OF_BUDGET}"),
    ],
)  # fmt: skip
def test_which_one_is_meant(text: str, allowances: tuple[Allowance, ...], rule: str) -> None:
    context = channel(allowances)
    assert describe(read_alert(with_allowance(text, context), context)) == rule


def test_a_bot_is_not_another_whose_name_begins_alike() -> None:
    bots = (Bot(id="st-a", name="Sales"), Bot(id="st-c", name="SalesBot"))
    own = SESSIONS.model_copy(update={"bot_id": "st-c", "amount": 700})
    context = channel((SUPPORTS, own), bots)
    said = with_allowance("at 80% of our allowance for SalesBot", context)
    assert "of 700 sessions" in said


@pytest.mark.parametrize(
    ("text", "allowances", "said"),
    [
        ("at 80% of our allowance", (), "allowance first: `/billing allowance 40000 sessions"),
        ("at 80% of our budget", (), "budget first: `/billing budget 5000 EUR per month`"),
        ("at 80% of our allowance", (SESSIONS, REQUESTS), "each month from the 15th` or `of 120"),
        ("at 80% of our chat allowance", (REQUESTS,), ""),
        ("at 80% of our request allowance", (SESSIONS,), "`of 40,000 sessions each month"),
        ("at 80% of its allowance for Sales Bot", (SUPPORTS,), "`of 9,000 sessions each month"),
    ],
)
def test_where_it_is_open_what_there_is_is_named(
    text: str, allowances: tuple[Allowance, ...], said: str
) -> None:
    with pytest.raises(UnreadableError) as refused:
        with_allowance(text, channel(allowances))
    assert said in refused.value.message
