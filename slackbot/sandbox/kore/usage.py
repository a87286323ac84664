"""Makes up usage that is the same in every run: what a bot counted in an hour.

Every figure follows from the bot and the hour alone, through a hash; there is no random draw and no
clock. Days have a curve, weeks a pattern, months a little growth. One day stands out: on Wednesday
2026-11-18 people ask SupportBot four times as much as usual, because the made-up shop's checkout is
down. An alert or a chart should show it.
"""

import hashlib
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import NamedTuple

from slackbot.sandbox.kore.bots import SUPPORT_BOT, Bot, BotHabits

FIRST_DAY = date(2024, 1, 1)
SPIKE_BOT, SPIKE_DAY, SPIKE_FACTOR = SUPPORT_BOT, date(2026, 11, 18), 4.0
DAYS_PER_MONTH = 30.44


class Counts(NamedTuple):
    """One figure per unit, named by the keys of Kore.ai's answers."""

    sessions: int = 0
    conversations: int = 0
    requests: int = 0
    alert_notifications: int = 0
    proactive_notifications: int = 0


NOTHING = Counts()
Usage = Callable[[Bot, datetime], Counts]


def hourly_usage(bot: Bot, hour: datetime) -> Counts:
    """Return the bot's counts of the UTC hour that starts at `hour`; nothing before 2024."""
    utc = hour.astimezone(UTC)
    return _day(bot, utc.date())[utc.hour]


def total(counts: Iterable[Counts]) -> Counts:
    """Each unit added up. Units are never added to each other."""
    rows = list(counts)
    return Counts(*map(sum, zip(*rows, strict=True))) if rows else NOTHING


@lru_cache(maxsize=2_000)  # 90 days of six bots three times over, a few megabytes
def _day(bot: Bot, day: date) -> tuple[Counts, ...]:
    habits = bot.habits
    if habits is None or day < FIRST_DAY:
        return (NOTHING,) * 24
    noise = hashlib.blake2b(f"{bot.id} {day}".encode(), digest_size=50).digest()
    scale = _scale(bot, habits, day) * (0.93 + 0.14 * noise[48] / 256)
    chances = [byte / 256 for byte in noise[:48]]
    return tuple(
        _hour(habits, scale * share, chances[hour], chances[hour + 24])
        for hour, share in enumerate(habits.hours)
    )


def _scale(bot: Bot, habits: BotHabits, day: date) -> float:
    months = (day - FIRST_DAY).days / DAYS_PER_MONTH
    spike = SPIKE_FACTOR if bot is SPIKE_BOT and day == SPIKE_DAY else 1.0
    grown: float = (1 + habits.growth_per_month) ** months
    return grown * habits.weekdays[day.weekday()] * spike


def _hour(habits: BotHabits, scale: float, one: float, two: float) -> Counts:
    # A figure of 0.3 an hour is 1 in three hours of ten: a hash rounds it, so that small bots reach
    # their daily figure too. An hour outside the curve stays 0, because its share is below 1.
    busy = scale * (0.85 + 0.3 * two)
    conversations = int(habits.conversations * busy + one)
    # A session is a block of 15 minutes of a conversation: at least one for each.
    sessions = conversations + int(conversations * (habits.sessions_per_conversation - 1) + two)
    return Counts(
        sessions=sessions,
        conversations=conversations,
        requests=int(sessions * habits.requests_per_session * (0.9 + 0.2 * one) + two),
        alert_notifications=int(habits.alerts * busy + two),
        proactive_notifications=int(habits.proactive * busy + one),
    )
