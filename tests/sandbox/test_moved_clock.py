"""A clock that is moved: who sleeps by it wakes, and nothing goes back."""

import asyncio
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slackbot.sandbox.demo.clock import MOVES, MovableClock, Move, next_monday_at_nine

SUNDAY = datetime(2026, 11, 22, 12, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")
SOON = 5.0  # only what hangs takes so long


async def test_a_sleeper_wakes_when_its_time_is_moved_to() -> None:
    clock = MovableClock.at(SUNDAY)
    an_hour = asyncio.create_task(clock.sleep(3600))
    a_week = asyncio.create_task(clock.sleep(7 * 24 * 3600))
    await asyncio.sleep(0)
    clock.move_by(timedelta(minutes=59))
    await clock.sleep(0)
    assert not an_hour.done()
    clock.move_by(timedelta(minutes=1))
    async with asyncio.timeout(SOON):
        await an_hour
    assert not a_week.done()
    clock.move_to(SUNDAY + timedelta(days=8))
    async with asyncio.timeout(SOON):
        await a_week


async def test_moves_of_parts_wake_a_sleeper_together() -> None:
    clock = MovableClock()
    sleeper = asyncio.create_task(clock.sleep(100))
    for _ in range(10):
        await asyncio.sleep(0)
        assert not sleeper.done()
        clock.move_by(timedelta(seconds=10))
    async with asyncio.timeout(SOON):
        await sleeper


async def test_an_unmoved_sleeper_wakes_by_itself() -> None:
    async with asyncio.timeout(SOON):
        await MovableClock.at(SUNDAY).sleep(0.01)
        await MovableClock.at(SUNDAY).sleep(-1)


async def test_deadlines_within_the_process_are_not_moved() -> None:
    clock = MovableClock()
    before = clock.monotonic()
    clock.move_by(timedelta(days=8))
    assert clock.monotonic() - before < SOON


def test_it_never_goes_back() -> None:
    clock = MovableClock.at(SUNDAY)
    with pytest.raises(ValueError, match="forward"):
        clock.move_to(SUNDAY - timedelta(seconds=1))
    with pytest.raises(ValueError, match="forward"):
        clock.move_by(timedelta(microseconds=-1))
    with pytest.raises(ValueError, match="2099"):
        clock.move_by(timedelta(days=3_000_000))
    assert SUNDAY <= clock.now() < SUNDAY + timedelta(minutes=1)


@given(
    st.integers(0, 7 * 366 * 24 * 3600).map(lambda seconds: timedelta(seconds=seconds)),
    st.sampled_from(["Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Kiritimati"]),
)
def test_next_monday_is_the_first_to_come(later: timedelta, zone: str) -> None:
    now = SUNDAY + later
    monday = next_monday_at_nine(now, ZoneInfo(zone))
    assert (monday.weekday(), monday.hour, monday.minute) == (0, 9, 0)
    assert timedelta() < monday.astimezone(UTC) - now <= timedelta(days=7, hours=1)


@pytest.mark.parametrize("move", MOVES, ids=lambda move: move.name)
def test_each_move_of_the_table_goes_forward(move: Move) -> None:
    assert move.to(SUNDAY, BERLIN) > SUNDAY


def test_monday_at_nine_itself_is_over() -> None:
    monday = datetime(2026, 11, 23, 8, tzinfo=UTC)  # 09:00 in Berlin
    assert next_monday_at_nine(monday, BERLIN) == monday + timedelta(weeks=1)
    assert next_monday_at_nine(monday - timedelta(seconds=1), BERLIN) == monday
