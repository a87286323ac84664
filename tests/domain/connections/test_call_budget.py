"""Kore.ai's rate limits as a budget that goes from job to job, and from process to process."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slackbot.domain.connections.call_budget import ASIDE, LANE, CallBudget

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
AT = NOW.timestamp()


def after(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


WAITS = {
    "nothing was spent": ([], 0),
    "one call less than a minute holds": ([AT] * 54, 0),
    "a minute is full": ([AT] * 55, 62),
    "a minute is full and half over": ([AT - 30] * 55, 32),
    "a minute is full and over": ([AT - 62] * 55, 0),
    "an hour is full": ([AT - 100] * 1760, 3510),
    "an hour is full and over": ([AT - 3610] * 1760, 0),
    "in any order": ([AT - 61, *[AT - 10] * 53, AT - 40], 1),
    "a clock far ahead of ours": ([AT + 86_400] * 55, 62),
}


@pytest.mark.parametrize(("calls", "seconds"), WAITS.values(), ids=WAITS.keys())
def test_the_next_call_waits(calls: list[float], seconds: float) -> None:
    assert CallBudget.of(calls).wait(NOW) == seconds


def test_a_budget_is_given_on_as_a_plain_value() -> None:
    budget = CallBudget()
    for second in range(55):
        budget.spend(after(second))
    assert budget.calls == tuple(AT + second for second in range(55))
    assert CallBudget.of(budget.calls).wait(after(54)) == budget.wait(after(54)) == 8


def test_what_is_over_an_hour_ago_is_forgotten() -> None:
    budget = CallBudget.of([AT - 3610, AT - 3609])
    budget.spend(NOW)
    assert budget.calls == (AT - 3609, AT)


def test_a_clock_that_was_put_back_costs_one_wait_not_one_for_each_call() -> None:
    budget = CallBudget.of([AT + 86_400] * 55)
    budget.spend(after(62))
    assert budget.wait(after(62)) == 62
    assert budget.wait(after(124)) == 0


def test_lane_and_status_calls_beside_it_together_keep_the_vendors_limits() -> None:
    for (lane, window), (aside, same), most in zip(LANE, ASIDE, (60, 1800), strict=True):
        assert window == same
        assert lane + aside == most


@given(st.lists(st.floats(0, 30), min_size=100, max_size=300))
def test_no_minute_ever_has_more_calls_than_allowed(pauses: list[float]) -> None:
    budget, now = CallBudget(), NOW
    sent: list[datetime] = []
    for pause in pauses:
        now += timedelta(seconds=pause * (pause > 25))
        now += timedelta(seconds=budget.wait(now))
        budget.spend(now)
        sent.append(now)
    for first, last in zip(sent, sent[55:], strict=False):
        assert last - first >= timedelta(seconds=61.999)
