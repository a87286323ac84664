"""What is called unusual, on simulated weeks: normal ones are quiet, days that matter are found.

Each world has eight weeks, and one more that is judged by them. Its numbers are drawn from a seed.
"""

import random
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import NamedTuple

import pytest

from slackbot.domain.usage.findings.forecast import Band, usual_bands
from tests.properties import THOROUGH, each_nth

DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
MONDAY = date(2026, 11, 16)  # of the week that is judged
DAYS = [MONDAY + n * DAY for n in range(-56, 7)]
WORLDS = 400 if THOROUGH else 200
FIGURES = 9  # of three bots with three units

Level = Callable[[date], float]


def use(dice: random.Random, level: Level, noise: Level) -> dict[date, int]:
    return {day: max(0, round(level(day) * (1 + dice.gauss(0, noise(day))))) for day in DAYS}


def always(level: float) -> Level:
    return lambda day: level


class Judged(NamedTuple):
    """A day of the last week, and what is usual for it."""

    band: Band
    used: int

    def is_found(self, times: float = 1.0) -> bool:
        """Whether it is unusual, if it were so many times as much."""
        return not self.band.low <= round(self.used * times) <= self.band.high


def judged(counts: dict[date, int]) -> list[Judged]:
    """The last week's days, each by the weeks before it."""
    history = {day: count for day, count in counts.items() if day < MONDAY}
    bands = usual_bands(history)
    return [Judged(bands[n], counts[MONDAY + n * DAY]) for n in range(7)]


def worlds(level: Level, noise: Level, count: int = WORLDS) -> Iterator[list[Judged]]:
    dice = random.Random(16)  # noqa: S311 - to be the same again
    for _ in range(count):
        yield judged(use(dice, level, noise))


def share(found: list[bool]) -> float:
    return sum(found) / len(found)


def weekends(day: date) -> float:
    return 100 if day.weekday() > 4 else 5000


NOISE = (0.0, 0.05, 0.1, 0.2)
LEVELS = {"5": always(5), "100": always(100), "5,000": always(5000), "weekends": weekends}


@pytest.mark.parametrize("noise", NOISE)
@pytest.mark.parametrize("level", LEVELS.values(), ids=LEVELS.keys())
def test_of_normal_days_at_most_one_in_a_hundred_is_unusual(level: Level, noise: float) -> None:
    days = [day for week in worlds(level, always(noise)) for day in week]
    assert share([day.is_found() for day in days]) <= 0.01


@pytest.mark.parametrize("noise", each_nth(3, [0.05, 0.0, 0.1]))
@pytest.mark.parametrize("level", LEVELS.values(), ids=LEVELS.keys())
def test_of_normal_weeks_nineteen_in_twenty_are_quiet(level: Level, noise: float) -> None:
    """With nine figures a day, each of a world of its own."""
    loud = [any(d.is_found() for d in week) for week in worlds(level, always(noise), 200 * FIGURES)]
    weeks = [not any(loud[n : n + FIGURES]) for n in range(0, len(loud), FIGURES)]
    assert share(weeks) >= 0.95


@pytest.mark.parametrize("times", [2.0, 0.4])
@pytest.mark.parametrize("noise", [0.0, 0.05, 0.1])
@pytest.mark.parametrize("level", [100, 5000])
def test_twice_or_two_fifths_of_a_day_is_found(level: int, noise: float, times: float) -> None:
    days = [day for week in worlds(always(level), always(noise)) for day in week]
    assert share([day.is_found(times) for day in days]) >= 0.95


def test_counting_is_no_news() -> None:
    """Of five a day each comes on its own: from none to 12 or so is chance."""
    dice, days = random.Random(17), list[Judged]()  # noqa: S311 - to be the same again
    for _ in range(WORLDS // 3):
        counts = {day: sum(dice.random() < 0.005 for _ in range(1000)) for day in DAYS}
        days += judged(counts)
    assert share([day.is_found() for day in days]) <= 0.01


LOAD_TESTS = {
    "a day": ([MONDAY - 13 * DAY], 2),
    "two Tuesdays of eight": ([MONDAY - 13 * DAY, MONDAY - 27 * DAY], 3),
    "a week": ([MONDAY - n * DAY for n in range(8, 15)], 2),
}


@pytest.mark.parametrize(("tests", "times"), LOAD_TESTS.values(), ids=LOAD_TESTS.keys())
def test_a_load_test_does_not_hide_the_next_one(tests: list[date], times: float) -> None:
    dice, tuesdays = random.Random(18), list[Judged]()  # noqa: S311 - to be the same again
    for _ in range(WORLDS):
        counts = use(dice, always(5000), always(0.1))
        tuesdays.append(judged(counts | dict.fromkeys(tests, 60_000))[1])
    assert share([day.is_found() for day in tuesdays]) <= 0.01
    assert share([day.is_found(times) for day in tuesdays]) >= 0.95


def test_a_restless_weekday_keeps_its_own_spread_and_leaves_the_others_theirs() -> None:
    """Mondays differ by two fifths, other days by a twentieth."""

    def noise(day: date) -> float:
        return 0.4 if day.weekday() == 0 else 0.05

    weeks = list(worlds(always(5000), noise))
    assert share([week[0].is_found() for week in weeks]) <= 0.05
    others = [day for week in weeks for day in week[1:]]
    assert share([day.is_found() for day in others]) <= 0.01
    assert share([day.is_found(1.6) for day in others]) >= 0.95


def test_small_weekends_do_not_widen_the_workdays() -> None:
    """Of 8 a day chance alone makes a third more or less; of 5,000 with a twentieth it does not."""
    dice, found = random.Random(19), list[bool]()  # noqa: S311 - to be the same again
    for _ in range(WORLDS):
        counts = use(dice, always(5000), always(0.05))
        small = {
            day: sum(dice.random() < 0.08 for _ in range(100)) for day in DAYS if day.weekday() > 4
        }
        found += [day.is_found(1.5) for day in judged(counts | small)[:5]]
    assert share(found) >= 0.95


@pytest.mark.parametrize("weeks", [0, 1])
@pytest.mark.parametrize("times", [0.4, 2.0])
def test_a_new_level_is_told_in_its_first_weeks(times: float, weeks: int) -> None:
    dice, found = random.Random(20), list[bool]()  # noqa: S311 - to be the same again

    def level(day: date) -> float:
        return 5000 * (times if day >= MONDAY - weeks * WEEK else 1)

    for _ in range(WORLDS // 3):
        found += [day.is_found() for day in judged(use(dice, level, always(0.05)))]
    assert share(found) >= 0.95


def test_it_needs_four_of_the_weekday_and_the_others_need_not_have_them() -> None:
    mondays = {MONDAY - n * WEEK: 100 for n in range(1, 5)}
    tuesdays = {MONDAY + DAY - n * WEEK: 9000 * n for n in range(1, 4)}
    assert usual_bands(mondays | tuesdays) == {0: Band(middle=100, spread=10, days=4)}
