from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest

from slackbot.sandbox.kore.bots import (
    BOTS,
    HR_BOT,
    IDLE_BOT,
    NIGHT_BOT,
    PARCEL_BOT,
    SALES_BOT,
    SUPPORT_BOT,
    Bot,
)
from slackbot.sandbox.kore.query import UNITS, SummaryQuery
from slackbot.sandbox.kore.summary import Summary
from slackbot.sandbox.kore.usage import (
    NOTHING,
    SPIKE_BOT,
    SPIKE_DAY,
    Counts,
    hourly_usage,
    total,
)

MONDAY = date(2026, 10, 5)
USED = [bot for bot in BOTS if bot is not IDLE_BOT]


def hours_of(bot: Bot, day: date) -> list[Counts]:
    start = datetime(day.year, day.month, day.day, tzinfo=UTC)
    return [hourly_usage(bot, start + timedelta(hours=hour)) for hour in range(24)]


def of_days(bot: Bot, first: date, days: int) -> Counts:
    return total(total(hours_of(bot, first + timedelta(days=day))) for day in range(days))


@pytest.mark.parametrize(
    ("bot", "expected"),
    [
        (SUPPORT_BOT, Counts(2511, 1794, 11420, 23, 0)),
        (SALES_BOT, Counts(1489, 959, 8909, 0, 120)),
        (HR_BOT, Counts(56, 46, 191, 7, 0)),
        (PARCEL_BOT, Counts(388, 324, 964, 911, 3478)),
        (NIGHT_BOT, Counts(133, 87, 661, 0, 0)),
        (IDLE_BOT, NOTHING),
    ],
    ids=lambda value: value.name if isinstance(value, Bot) else "",
)
def test_a_day_has_the_same_figures_in_every_run(bot: Bot, expected: Counts) -> None:
    assert total(hours_of(bot, date(2026, 11, 11))) == expected


def test_an_hour_is_an_hour_in_any_zone() -> None:
    utc = datetime(2026, 10, 5, 10, tzinfo=UTC)
    assert hourly_usage(SUPPORT_BOT, utc) != NOTHING
    elsewhere = datetime.fromisoformat("2026-10-05T15:30:00+05:30")
    assert hourly_usage(SUPPORT_BOT, elsewhere) == hourly_usage(SUPPORT_BOT, utc)


def test_usage_begins_in_2024() -> None:
    assert of_days(SUPPORT_BOT, date(2023, 12, 25), 7) == NOTHING
    assert total(hours_of(SUPPORT_BOT, date(2024, 1, 1))) != NOTHING


@pytest.mark.parametrize(
    ("bot", "least", "most"),
    [
        (SUPPORT_BOT, 0.15, 0.35),
        (SALES_BOT, 0.3, 0.5),
        (HR_BOT, 0.0, 0.0),
        (PARCEL_BOT, 0.7, 0.9),
        (NIGHT_BOT, 1.0, 1.4),
    ],
    ids=lambda value: value.name if isinstance(value, Bot) else str(value),
)
def test_a_weekend_day_against_a_weekday(bot: Bot, least: float, most: float) -> None:
    weekday = of_days(bot, MONDAY, 5).sessions / 5
    weekend = of_days(bot, MONDAY + timedelta(days=5), 2).sessions / 2
    assert least <= weekend / weekday <= most


@pytest.mark.parametrize(
    ("bot", "busy", "quiet"),
    [
        (SUPPORT_BOT, 9, 2),
        (SALES_BOT, 18, 8),
        (HR_BOT, 10, 22),
        (PARCEL_BOT, 8, 2),
        (NIGHT_BOT, 23, 12),
    ],
    ids=lambda value: value.name if isinstance(value, Bot) else str(value),
)
def test_a_day_has_a_curve(bot: Bot, busy: int, quiet: int) -> None:
    hours = hours_of(bot, MONDAY)
    assert hours[busy].sessions > 2 * hours[quiet].sessions


@pytest.mark.parametrize("bot", USED, ids=lambda bot: bot.name)
def test_usage_grows_from_half_year_to_half_year(bot: Bot) -> None:
    weeks = [MONDAY - timedelta(days=7 * 26 * ago) for ago in (4, 3, 2, 1, 0)]
    sessions = [of_days(bot, week, 28).sessions for week in weeks]
    assert all(earlier < later < earlier * 1.4 for earlier, later in pairwise(sessions))


@pytest.mark.parametrize("bot", USED, ids=lambda bot: bot.name)
def test_units_keep_their_relations(bot: Bot) -> None:
    for hour in hours_of(bot, MONDAY):
        assert hour.conversations <= hour.sessions <= hour.requests
    week = of_days(bot, MONDAY, 7)
    assert 1.15 <= week.sessions / week.conversations <= 1.65
    assert 2 <= week.requests / week.sessions <= 7


def test_parcel_bot_sends_more_than_it_is_asked() -> None:
    week = of_days(PARCEL_BOT, MONDAY, 7)
    assert week.alert_notifications > week.conversations
    assert week.proactive_notifications > 3 * week.sessions


def test_the_spike_stands_out() -> None:
    usual = of_days(SPIKE_BOT, SPIKE_DAY - timedelta(days=7), 1).sessions
    assert of_days(SPIKE_BOT, SPIKE_DAY, 1).sessions > 3.5 * usual
    others = [bot for bot in USED if bot is not SPIKE_BOT]
    for bot in others:
        before = of_days(bot, SPIKE_DAY - timedelta(days=7), 1).sessions
        assert of_days(bot, SPIKE_DAY, 1).sessions < 1.3 * before


def test_adding_up_keeps_units_apart() -> None:
    assert total([Counts(1, 2, 3, 4, 5), Counts(10, 20, 30, 40, 50)]) == (11, 22, 33, 44, 55)
    assert total([]) == NOTHING


def test_each_hour_of_each_bot_is_counted_once() -> None:
    asked: list[tuple[Bot, datetime]] = []

    def counted(bot: Bot, hour: datetime) -> Counts:
        asked.append((bot, hour))
        return hourly_usage(bot, hour)

    start = datetime(2025, 3, 1, tzinfo=UTC)
    end = start + timedelta(days=90, milliseconds=-1)
    query = SummaryQuery(start, end, tuple(UNITS.values()), True, "date_day_hour")
    response = Summary(counted).response(query, BOTS, now=end + timedelta(days=1))
    assert len(asked) == len(set(asked)) == 90 * 24 * len(BOTS)
    assert [len(entry["val"]) for entry in response["data"]] == [90 * 24] * len(BOTS)
