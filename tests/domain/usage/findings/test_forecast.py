"""Forecasts: a range that keeps its word on simulated series; none where there is no pattern."""

import random
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from math import exp
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slackbot.domain.usage.findings.forecast import (
    Band,
    Forecast,
    RunOut,
    forecast,
    run_out,
    usual_bands,
)
from tests.properties import each_nth

DAY = timedelta(days=1)
TODAY = date(2026, 11, 24)  # a Tuesday
LAST = date(2026, 11, 30)


def past(days: int, count: Callable[[date], int], until: date = TODAY) -> dict[date, int]:
    """The `days` whole days before `until`."""
    return {day: count(day) for day in (until - n * DAY for n in range(1, days + 1))}


def office(day: date) -> int:
    """A hundred on workdays, none at the weekend."""
    return 100 if day.weekday() < 5 else 0


def always(count: int) -> Callable[[date], int]:
    return lambda day: count


STEADY = {
    "a steady week": (office, 0.0, LAST, 500),  # Tue to Fri, and Mon
    "half of today": (office, 0.5, LAST, 450),
    "all of today": (office, 1.0, LAST, 400),
    "only today": (office, 0.25, TODAY, 75),
    "into the weekend": (office, 1.0, date(2026, 11, 29), 300),
    "a tenth more in the last two weeks": (
        lambda day: 110 if day >= TODAY - 14 * DAY else 100, 0.0, TODAY, 110),
    "three times as much, as which two weeks are not trusted": (
        lambda day: 300 if day >= TODAY - 14 * DAY else 100, 0.0, TODAY, 200),
    "a tenth of it, likewise": (
        lambda day: 10 if day >= TODAY - 14 * DAY else 100, 0.0, TODAY, 50),
    "a load test": (lambda day: 9000 if day == TODAY - 3 * DAY else 100, 0.0, TODAY, 100),
    "a load test of two days": (
        lambda day: 9000 if TODAY - 4 * DAY < day < TODAY - DAY else 100, 0.0, TODAY, 100),
    "a day of no use": (lambda day: 0 if day == TODAY - 3 * DAY else 100, 0.0, TODAY, 100),
    "no use at all": (always(0), 0.0, LAST, 0),
}  # fmt: skip


@pytest.mark.parametrize(("count", "fraction", "last", "rest"), STEADY.values(), ids=STEADY.keys())
def test_what_is_still_to_come(
    count: Callable[[date], int], fraction: float, last: date, rest: int
) -> None:
    found = forecast(past(56, count), 1000, TODAY, fraction, last)
    assert found is not None
    assert found.estimate == 1000 + rest


def test_what_two_weeks_say_is_in_the_range_though_not_in_the_estimate() -> None:
    risen = past(56, lambda day: 300 if day >= TODAY - 14 * DAY else 100)
    found = forecast(risen, 0, TODAY, 0.0, LAST)
    assert found is not None
    assert found.estimate == 1400
    assert found.high >= 2100


HISTORIES = {
    "none": ({}, None),
    "four weeks but a day": (past(27, office), None),
    "four weeks": (past(28, office), "from the weekday pattern of the past 4 weeks"),
    "five weeks and some days": (past(38, office), "from the weekday pattern of the past 6 weeks"),
    "eight weeks": (past(56, office), "from the weekday pattern of the past 8 weeks"),
    "a year": (past(365, office), "from the weekday pattern of the past 8 weeks"),
    "nothing of the last week, and a day": (past(48, office, TODAY - 8 * DAY), None),
    "nothing of the last week": (
        past(49, office, TODAY - 7 * DAY), "from the weekday pattern of the past 7 weeks"),
    "only what is long over": (past(56, office, TODAY - 60 * DAY), None),
    "rare bursts": (past(56, lambda day: 500 if day.day % 5 == 0 else 0), None),
    "rare bursts over little else": (past(56, lambda day: 500 if day.day % 5 == 0 else 10), None),
}  # fmt: skip


@pytest.mark.parametrize(("history", "basis"), HISTORIES.values(), ids=HISTORIES.keys())
def test_a_forecast_says_from_what_or_is_none(history: dict[date, int], basis: str | None) -> None:
    found = forecast(history, 0, TODAY, 0.5, LAST)
    assert (found.basis if found else None) == basis


def test_today_and_later_days_are_no_history() -> None:
    known = past(56, office)
    later = {TODAY + n * DAY: 10**6 for n in range(7)}
    assert forecast(known | later, 5, TODAY, 0.5, LAST) == forecast(known, 5, TODAY, 0.5, LAST)


histories = st.lists(st.integers(0, 10**6), min_size=28, max_size=60).map(
    lambda counts: {TODAY - (n + 1) * DAY: count for n, count in enumerate(counts)}
)
some_used = st.integers(0, 10**8)
fractions = st.floats(0, 1)
some_days = st.integers(0, 92)


def made(history: dict[date, int], so_far: int, fraction: float, days: int) -> Forecast | None:
    return forecast(history, so_far, TODAY, fraction, TODAY + days * DAY)


@given(histories, some_used, fractions, some_days)
def test_the_estimate_is_in_its_range_and_takes_nothing_back(
    history: dict[date, int], so_far: int, fraction: float, days: int
) -> None:
    if found := made(history, so_far, fraction, days):
        assert so_far <= found.low <= found.estimate <= found.high


@given(histories, some_used)
def test_at_the_end_it_is_what_was_used(history: dict[date, int], so_far: int) -> None:
    if found := made(history, so_far, 1.0, 0):
        assert found.low == found.estimate == found.high == so_far


def test_a_period_that_is_over_has_nothing_to_come() -> None:
    found = forecast(past(56, office), 7, TODAY, 0.5, TODAY - DAY)
    assert found is not None
    assert (found.low, found.estimate, found.high) == (7, 7, 7)


class World(NamedTuple):
    """How a made-up bot is used. `noise` is of a day, `weather` of a week, `growth` a week."""

    noise: float
    growth: float = 0.0
    base: int = 300
    weekend: float = 0.3
    weeks: int = 8
    weather: float = 0.0
    shift: float = 1.0  # of the level, two weeks ago


class Case(NamedTuple):
    """A forecast, and what it came to."""

    forecast: Forecast
    truth: int
    rest: int

    @property
    def holds(self) -> bool:
        return self.forecast.low <= self.truth <= self.forecast.high

    @property
    def width(self) -> float:
        """Half the range, against what was still to come."""
        return (self.forecast.high - self.forecast.low) / 2 / max(self.rest, 1)

    @property
    def error(self) -> float:
        return (self.forecast.estimate - self.truth) / max(self.rest, 1)


def use_of(world: World, dice: random.Random, first: date) -> dict[date, int]:
    use, weather = {}, 0.0
    for n in range(56 + 31):
        day = first + n * DAY
        weather = dice.gauss(0, world.weather) if n % 7 == 0 else weather
        level = world.base * (1 + world.growth) ** (n / 7) * (world.shift if n >= 42 else 1)
        level *= world.weekend if day.weekday() > 4 else 1 + 0.05 * day.weekday()
        use[day] = round(level * exp(dice.gauss(0, world.noise) + weather))
    return use


def worked(fraction: float) -> float:
    """How much of a day's use is over: all of it falls between eight and six."""
    return min(1.0, max(0.0, (24 * fraction - 8) / 10))


def cases(world: World, count: int = 200) -> Iterator[Case]:
    """Forecasts at any time of weeks and months, each of a world of its own."""
    for seed in range(count):
        dice = random.Random(seed)  # noqa: S311 - to be the same again
        first = date(2026, 1, 1) + dice.randrange(300) * DAY
        use, today = use_of(world, dice, first), first + 56 * DAY
        length, fraction = dice.choice((7, 30, 31)), dice.random()
        began = today - dice.randrange(length) * DAY
        last = began + (length - 1) * DAY
        known = {day: n for day, n in use.items() if day < today}
        so_far = sum(n for day, n in known.items() if day >= began)
        so_far += round(use[today] * worked(fraction))
        truth = sum(n for day, n in use.items() if began <= day <= last)
        history = {day: n for day, n in known.items() if day >= today - 7 * world.weeks * DAY}
        found = forecast(history, so_far, today, fraction, last)
        if found:
            yield Case(found, truth, truth - so_far)


WORLDS = {
    "calm": World(noise=0.05),
    "usual": World(noise=0.15),
    "restless": World(noise=0.3),
    "growing": World(noise=0.15, growth=0.02),
    "growing fast": World(noise=0.1, growth=0.05),
    "shrinking": World(noise=0.15, growth=-0.03),
    "a small bot": World(noise=0.2, base=8),
    "a large bot": World(noise=0.15, base=50_000, growth=0.02),
    "no weekends": World(noise=0.15, weekend=0),
    "all week alike": World(noise=0.15, weekend=1, growth=0.02),
    "weeks of their own": World(noise=0.1, weather=0.1, growth=0.01),
    "four weeks known": World(noise=0.15, weeks=4, growth=0.02),
    "four restless weeks known": World(noise=0.3, weeks=4),
    "nearly twice as much since two weeks": World(noise=0.1, shift=1.8),
    "half as much since two weeks": World(noise=0.1, shift=0.6),
}


@pytest.mark.parametrize("name", each_nth(2, list(WORLDS)))
def test_the_range_keeps_its_word(name: str) -> None:
    """In 85 % of cases, at least, it contains what the period then came to."""
    made = list(cases(WORLDS[name]))
    assert len(made) >= 190
    assert sum(case.holds for case in made) >= 0.85 * len(made)


@pytest.mark.parametrize("name", ["calm", "usual", "growing", "a large bot"])
def test_the_range_is_worth_having(name: str) -> None:
    """A range that is never wrong because it holds everything would say nothing."""
    longer = [case for case in cases(WORLDS[name]) if case.rest > 7 * 300]
    widths = sorted(case.width for case in longer)
    errors = sorted(abs(case.error) for case in longer)
    assert widths[len(widths) // 2] < 0.3
    assert errors[len(errors) // 2] < 0.1


BANDS = {
    "eight Mondays": ([100, 104, 96, 100, 108, 92, 100, 100], 100, 10),
    "one of them a load test": ([100, 104, 96, 100, 9000, 92, 100, 100], 100, 10),
    "the ninth is forgotten": ([10] * 8 + [9000], 10, 3.16),
    "always the same, which counting is not": ([400] * 8, 400, 20),
    "never any": ([0] * 8, 0, 1),
    "four": ([10, 20, 30, 40], 25, 18.75),
    "three": ([10, 20, 30], None, None),
    "none": ([], None, None),
}


@pytest.mark.parametrize(("counts", "middle", "spread"), BANDS.values(), ids=BANDS.keys())
def test_a_usual_band(counts: list[int], middle: float | None, spread: float | None) -> None:
    mondays = {date(2026, 11, 23) - n * 7 * DAY: count for n, count in enumerate(counts)}
    band = usual_bands(mondays).get(0)
    assert (band.middle if band else None) == middle
    assert (band.spread if band else None) == pytest.approx(spread, abs=0.05)
    assert usual_bands(mondays).get(1) is None


def test_outside_the_band_is_unusual() -> None:
    band = Band(middle=100, spread=10, days=8)
    assert (band.low, band.high) == (58, 142)
    assert Band(middle=5, spread=3, days=8).low == 0


def test_a_weekday_long_gone_is_not_usual() -> None:
    mondays = {date(2026, 6, 1) + n * 7 * DAY: 10 for n in range(4)}
    assert usual_bands(mondays).get(0) is not None
    assert usual_bands({**mondays, TODAY: 10}).get(0) is None


CHRISTMAS = date(2026, 12, 24)
FLAT = past(56, always(100))
ENDS = {
    "in a few days": (400, 100, LAST, RunOut(first=date(2026, 11, 26), last=date(2026, 11, 27))),
    "today": (130, 100, LAST, RunOut(first=TODAY, last=TODAY)),
    "not in the period": (5000, 100, LAST, None),
    "not in the period, by far less": (1000, 100, LAST, None),
    "perhaps": (800, 100, LAST, RunOut(first=LAST, last=LAST, maybe=True)),
    "perhaps a few days before its end": (
        3100, 100, CHRISTMAS, RunOut(first=CHRISTMAS - 2 * DAY, last=CHRISTMAS, maybe=True)),
    "a few days before its end": (
        3000, 100, CHRISTMAS, RunOut(first=CHRISTMAS - 3 * DAY, last=CHRISTMAS)),
    "already all of it": (100, 100, LAST, RunOut(first=TODAY, last=TODAY)),
    "more than all of it": (50, 100, LAST, RunOut(first=TODAY, last=TODAY)),
}  # fmt: skip


@pytest.mark.parametrize(("allowance", "used", "last", "expected"), ENDS.values(), ids=ENDS.keys())
def test_when_an_allowance_ends(
    allowance: int, used: int, last: date, expected: RunOut | None
) -> None:
    assert run_out(allowance, used, FLAT, TODAY, 0.0, last) == expected


def test_without_a_pattern_nothing_is_said_of_an_allowance() -> None:
    assert run_out(400, 100, past(27, office), TODAY, 0.0, LAST) is None


@given(histories, st.integers(1, 10**7), fractions, st.integers(0, 40))
def test_an_allowance_ends_where_the_forecast_says(
    history: dict[date, int], allowance: int, fraction: float, days: int
) -> None:
    last = TODAY + days * DAY
    ends = run_out(allowance, 0, history, TODAY, fraction, last)
    found = forecast(history, 0, TODAY, fraction, last)
    if ends is None:
        assert found is None or found.high <= allowance
        return
    assert TODAY <= ends.first <= ends.last <= last
    at_first = forecast(history, 0, TODAY, fraction, ends.first)
    assert at_first is not None
    assert at_first.high >= allowance
    if ends.maybe:
        assert ends.last == last
        assert found is not None
        assert found.low < allowance


def test_the_dates_keep_their_word() -> None:
    """In 85 % of simulated months, at least, the allowance ended when it should, or did not."""
    world, right, named = World(noise=0.15, growth=0.02), 0, 0
    for seed in range(300):
        dice = random.Random(seed)  # noqa: S311 - to be the same again
        today = date(2026, 1, 1) + dice.randrange(300) * DAY
        use = use_of(world, dice, today - 56 * DAY)
        history = {day: n for day, n in use.items() if day < today}
        last, allowance = today + 29 * DAY, dice.randrange(2000, 10_000)
        ends = run_out(allowance, 0, history, today, 0.0, last)
        day, left = today, allowance - use[today]
        while left > 0 and day <= last:
            day += DAY
            left -= use[day]
        named += ends is not None and not ends.maybe
        if ends is None:
            right += day > last
        else:
            right += ends.first <= day <= ends.last or (ends.maybe and day > last)
    assert named >= 100
    assert right >= 0.85 * 300
