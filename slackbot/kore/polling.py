"""Decides purely when to ask next whether a summary job is done.

The first polls are quick; then each wait is the same share of the job's age, so that a job of two
minutes costs 25 calls with its submit. A percentage can bring the next poll forward to the expected
end. Kore.ai does not document its percentages, so a wrong one costs little.
"""

from collections.abc import Sequence
from typing import NamedTuple

FIRST_WAIT = 0.5  # seconds, and the shortest
LONGEST_WAIT = 20.0  # seconds, past the horizon
HORIZON = 124.0  # seconds; a job of two minutes is seen to be done within POLLS
POLLS = 24

# Shares of the job's age.
LARGEST_SHARE = 0.27  # the polls that are left must never need more
SOONEST_SHARE = 0.06
LATEST_SHARE = 0.3

AIM = 0.7  # of the remaining time: if the prediction is right, we ask again just before the end
TELLING = 5.0  # percent; below it a prediction is only a guess


class Poll(NamedTuple):
    """A status call before the job's end: the job's age in seconds, and its percentage if told."""

    age: float
    percentage: float | None = None


def next_wait(polls: Sequence[Poll], spare: int = 0) -> float:
    """Return the seconds until the next status call, after `polls` in the order they were made.

    `spare` calls are kept for asking again once the result is there.
    """
    if not polls:
        return FIRST_WAIT
    age, left = polls[-1].age, POLLS - spare - len(polls)
    if age >= HORIZON or left <= 0:
        return LONGEST_WAIT
    even = age * (_growth(age, left) - 1)
    remaining = _remaining(polls)
    if remaining is None:
        return max(FIRST_WAIT, even)
    aimed = min(max(AIM * remaining, SOONEST_SHARE * age), LATEST_SHARE * age)
    if aimed < even and not _can_spare_one(age, left):
        aimed = even
    return max(FIRST_WAIT, aimed)


def _remaining(polls: Sequence[Poll]) -> float | None:
    """Predict the seconds until the job's end, if its percentage grows as one should; else None."""
    if len(polls) < 2:
        return None
    before, now = polls[-2:]
    if before.percentage is None or now.percentage is None:
        return None
    if now.percentage <= before.percentage or now.percentage < TELLING:
        return None
    return now.age * (100 - now.percentage) / now.percentage


def _can_spare_one(age: float, left: int) -> bool:
    return left > 1 and _growth(age, left - 1) <= 1 + LARGEST_SHARE


def _growth(age: float, left: int) -> float:
    """Return the factor by which the age grows at each poll, to reach the horizon evenly."""
    return float((HORIZON / max(age, FIRST_WAIT)) ** (1 / left))
