"""Which rules measure against an allowance, and how each is put on the channel's present one."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from slackbot.domain.alerts.alert import Alert
from slackbot.domain.alerts.allowance import measured_against, of_ours, ours_of
from slackbot.domain.alerts.rule import AlertRule
from slackbot.domain.allowance import Allowance, ChannelAllowances
from slackbot.domain.calendar.arithmetic import Every
from slackbot.domain.channel import Bot
from slackbot.domain.query import Unit
from slackbot.language.alerts.own_allowance import with_allowance
from slackbot.language.alerts.reading import read_alert
from slackbot.language.context import ANYWHERE

BERLIN, BOT = "Europe/Berlin", Bot(id="st-1", name="Sales Bot")
OURS = Allowance(unit=Unit.SESSION, amount=40_000, set_by="U1")


def read(text: str, *allowances: Allowance) -> AlertRule:
    set_ = ChannelAllowances(allowances=allowances)
    context = replace(ANYWHERE, zone=BERLIN, bots=(BOT,), allowances=set_)
    return read_alert(with_allowance(text, context), context)


def ruled(text: str, allowance: Allowance = OURS, bot_ids: tuple[str, ...] = ()) -> Alert:
    at = datetime(2026, 11, 24, tzinfo=UTC)
    threshold = read(text, allowance)
    return Alert(
        team="T1", channel="C1", id="0123456789ab", number=8, owner="U1", rule=threshold,
        bot_ids=bot_ids, created_at=at,
    )  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "at 80 and 100% of our allowance",
        "at 80% of our allowance for each bot",
        "at 80% of our allowance notify @here",
        "over 20% of our allowance in 2 of 3 checks in New York",
        "at 80% of 40000 sessions per month",  # nobody can tell it from the copied one
    ],
)
def test_a_share_of_just_that_measures_against_it(text: str) -> None:
    rule = ruled(text)
    assert measured_against(OURS, [rule]) == (rule,)


OTHERS: dict[str, dict[str, Any]] = {
    "amount": {"amount": 50_000},
    "unit": {"unit": Unit.REQUEST},
    "day": {"from_day": 15},
    "term": {"every": Every.QUARTER},
    "bot": {"bot_id": BOT.id},
}


@pytest.mark.parametrize("other", OTHERS.values(), ids=OTHERS.keys())
def test_another_amount_term_unit_or_bot_is_another(other: dict[str, Any]) -> None:
    allowance = OURS.model_copy(update=other)
    assert measured_against(allowance, [ruled("at 80% of our allowance")]) == ()
    ids = (allowance.bot_id,) if allowance.bot_id else ()
    own = ruled("at 80% of our allowance", allowance, ids)
    assert measured_against(allowance, [own]) == (own,)
    assert measured_against(OURS, [own]) == ()


@pytest.mark.parametrize(
    "text",
    [
        "sessions > 40000 per month",
        "sessions forecast over 40000 per month",
        "at 80% of 40000 sessions per week",
        "sessions up 30% on last week",
    ],
)
def test_what_is_no_share_of_a_term_measures_against_none(text: str) -> None:
    assert measured_against(OURS, [ruled(text)]) == ()


SAID = {
    "at 80 and 100 % of our allowance": "at 80 and 100% of our allowance",
    "at 80 % of our allowance for each bot": "at 80% of our allowance, for each bot",
    "at 80, 100 % of our allowance, notify @here at 100 %": "at 80 and 100% of our allowance, "
    "notify @here at 100%",
    "at 80 % of our allowance, notify <@U1>": "at 80% of our allowance, notify <@U1>",
    "under 20 % of our allowance": "under 20% of our allowance",
    "over 80 % of our allowance, in 2 of 3 checks": "over 80% of our allowance, in 2 of 3 checks",
    "at 80 % of our allowance in New York": "at 80% of our allowance (America/New_York)",
}


@pytest.mark.parametrize(("text", "words"), SAID.items())
def test_its_words_measure_against_what_is_set_now(text: str, words: str) -> None:
    old, new = read(text, OURS), OURS.model_copy(update={"amount": 5, "from_day": 3})
    assert of_ours(old, BERLIN, "our allowance") == words
    assert read(words, new) == old.model_copy(update={"allowance": 5, "from_day": 3})


@pytest.mark.parametrize("unit", Unit)
@pytest.mark.parametrize("every", Every)
@pytest.mark.parametrize("bot_id", ["", BOT.id])
def test_with_several_the_unit_is_said(unit: Unit, every: Every, bot_id: str) -> None:
    update = {"unit": unit, "every": every, "bot_id": bot_id, "from_day": 2}
    allowance = OURS.model_copy(update=update)
    other = Allowance(unit=Unit.REQUEST if unit is not Unit.REQUEST else Unit.ALERT, amount=9)
    old = read("at 80 % of our allowance", allowance)
    words = of_ours(old, BERLIN, ours_of(allowance, (allowance, other)))
    assert words.startswith(f"at 80% of our {unit.plural} allowance")
    assert read(words, other, allowance) == old
