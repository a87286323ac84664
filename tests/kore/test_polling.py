"""Simulated jobs: how long a result lies there before it is seen, and what that costs in calls."""

import math
import random
from collections.abc import Callable
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slackbot.kore.polling import LONGEST_WAIT, Poll, next_wait

TWO_MINUTES = 120.0
MOST_CALLS = 25  # the submit is one of them

# What a job of `seconds` says of itself at `age`.
Percentage = Callable[[float, float], float | None]


def random_jumps(age: float, seconds: float) -> float:
    return random.Random(f"{age} {seconds}").randrange(101)  # noqa: S311 - no secret


def noisy(age: float, seconds: float) -> float:
    error = random.Random(f"{age} {seconds}").gauss(0, 8)  # noqa: S311 - no secret
    return max(0.0, min(99.0, 100 * age / seconds + error))


HONEST: dict[str, Percentage] = {
    "linear": lambda age, seconds: int(100 * age / seconds),
    "after a time in a queue": lambda age, seconds: max(0, int(100 * (age / seconds - 0.4) / 0.6)),
    "slow, then quick": lambda age, seconds: int(100 * (age / seconds) ** 2),
    "in steps of ten": lambda age, seconds: int(10 * age / seconds) * 10,
    "noisy": noisy,
}
USELESS: dict[str, Percentage] = {
    "none": lambda age, seconds: None,
    "stuck at 0": lambda age, seconds: 0,
    "stuck at 99": lambda age, seconds: 99,
    "stuck at 100": lambda age, seconds: 100,
    "soon at 99": lambda age, seconds: min(99, int(500 * age / seconds)),
    "done at 20": lambda age, seconds: int(20 * age / seconds),
    "creeping": lambda age, seconds: int(100 * (1 - math.exp(-3 * age / seconds))),
    "backwards": lambda age, seconds: int(100 - 100 * age / seconds),
    "a saw": lambda age, seconds: int(age * 7) % 100,
    "jumping": random_jumps,
    "now and then": lambda age, seconds: None if int(age) % 2 else int(100 * age / seconds),
}
ALL = HONEST | USELESS


def run(seconds: float, percentage: Percentage, answer_time: float = 0.0) -> tuple[int, float]:
    """The calls that a job cost with its submit, and how long its result lay there unseen."""
    polls: list[Poll] = []
    now = next_wait(polls)
    while now < seconds:
        polls.append(Poll(now + answer_time, percentage(now, seconds)))
        now += answer_time + next_wait(polls)
    return 1 + len(polls) + 1, now + answer_time - seconds


def durations(first: float, last: float, count: int = 200) -> list[float]:
    """As many jobs of one to two seconds as of one to two minutes."""
    return [first * (last / first) ** (number / count) for number in range(count + 1)]


def share(percentage: Percentage) -> float:
    return median(run(seconds, percentage)[1] / seconds for seconds in durations(2, TWO_MINUTES))


@pytest.mark.parametrize("percentage", HONEST.values(), ids=HONEST.keys())
def test_with_a_useful_percentage_half_the_results_wait_less_than_a_sixteenth(
    percentage: Percentage,
) -> None:
    assert share(percentage) < 1 / 16


@pytest.mark.parametrize("percentage", USELESS.values(), ids=USELESS.keys())
def test_without_one_half_the_results_wait_less_than_an_eighth_of_the_jobs_time(
    percentage: Percentage,
) -> None:
    assert share(percentage) < 1 / 8


@pytest.mark.parametrize("answer_time", [0.0, 0.05, 0.5, 3.0])
@pytest.mark.parametrize("percentage", ALL.values(), ids=ALL.keys())
def test_two_minutes_cost_at_most_twenty_five_calls(
    percentage: Percentage, answer_time: float
) -> None:
    calls = [run(seconds, percentage, answer_time)[0] for seconds in durations(1, TWO_MINUTES)]
    assert max(calls) <= MOST_CALLS


def test_calls_are_left_over_for_what_has_to_be_asked_again() -> None:
    polls: list[Poll] = []
    while not polls or polls[-1].age < TWO_MINUTES:
        age = polls[-1].age if polls else 0.0
        polls.append(Poll(age + next_wait(polls, spare=2)))
    assert len(polls) == MOST_CALLS - 1 - 2


@pytest.mark.parametrize("percentage", ALL.values(), ids=ALL.keys())
def test_no_result_waits_longer_than_three_tenths_of_the_jobs_time(percentage: Percentage) -> None:
    for seconds in durations(2, 600):
        assert run(seconds, percentage)[1] <= 0.3 * seconds


@pytest.mark.parametrize("percentage", ALL.values(), ids=ALL.keys())
def test_a_quick_jobs_result_waits_half_a_second_at_most(percentage: Percentage) -> None:
    for seconds in durations(0.1, 2):
        assert run(seconds, percentage)[1] <= 0.6


@given(st.lists(st.none() | st.floats(0, 100), min_size=60, max_size=60))
def test_whatever_the_percentages_the_calls_suffice_for_ten_minutes(
    percentages: list[float | None],
) -> None:
    polls: list[Poll] = []
    now = 0.0
    for percentage in percentages:
        now += next_wait(polls)
        polls.append(Poll(now, percentage))
    assert sum(poll.age < TWO_MINUTES for poll in polls) <= MOST_CALLS - 2
    assert sum(poll.age < 600 for poll in polls) <= MOST_CALLS - 1 + 600 / LONGEST_WAIT
