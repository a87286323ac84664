"""Turns to post, on a clock that only sleeping moves."""

from datetime import timedelta

import pytest

from slackbot.slack.outbound.rate_limit import (
    BURST,
    INTERVAL,
    MOST_CHANNELS,
    ChannelRateLimiter,
    RateLimiter,
)
from tests.fakes import NOW, FakeClock


async def test_a_burst_goes_at_once_then_one_a_second() -> None:
    clock = FakeClock()
    pace = ChannelRateLimiter(clock)
    gone = []
    for _ in range(BURST + 3):
        await pace.turn(("T1", "C1"))
        gone.append((clock.time - NOW).total_seconds())
    assert gone == pytest.approx([0, 0, 0, 0, 0, INTERVAL, 2 * INTERVAL, 3 * INTERVAL], abs=1e-5)


async def test_channels_do_not_wait_for_each_other() -> None:
    clock = FakeClock()
    pace = ChannelRateLimiter(clock)
    for number in range(50):
        await pace.turn(("T1", f"C{number}"))
    assert clock.time == NOW


async def test_quiet_restores_the_burst() -> None:
    clock = FakeClock()
    pace = ChannelRateLimiter(clock)
    for _ in range(2):
        for _ in range(BURST):
            await pace.turn(("T1", "C1"))
        await clock.sleep(BURST * 1.05)
    assert clock.slept == [BURST * 1.05] * 2


async def test_not_every_channel_is_remembered_for_ever() -> None:
    pace = ChannelRateLimiter(FakeClock())
    for number in range(MOST_CHANNELS + 10):
        await pace.turn(("T1", f"C{number}"))
    assert len(pace._even) == MOST_CHANNELS


async def test_turns_of_a_workspace_come_evenly_and_never_faster_after_a_pause() -> None:
    clock = FakeClock()
    pace = RateLimiter(clock, per_minute=120)
    gone = []
    for n in range(6):
        if n == 3:
            await clock.sleep(30)
        await pace.turn("T1")
        gone.append((clock.time - NOW).total_seconds())
    assert gone == pytest.approx([0, 0.5, 1, 31, 31.5, 32], abs=1e-5)


@pytest.mark.parametrize("by", [timedelta(minutes=-20), timedelta(minutes=20)])
async def test_a_clock_that_is_set_changes_no_turn(by: timedelta) -> None:
    clock = FakeClock()
    channels, digests = ChannelRateLimiter(clock), RateLimiter(clock, per_minute=120)
    await channels.turn(("T1", "C1"))
    await digests.turn("T1")
    clock.set(by)
    await channels.turn(("T1", "C1"))
    assert clock.slept == []
    await digests.turn("T1")
    assert clock.slept == pytest.approx([0.5], abs=1e-5)
    for _ in range(BURST - 2):
        await channels.turn(("T1", "C1"))
    assert len(clock.slept) == 1
    clock.set(by)
    channels.hold(("T1", "C1"), 30.0)
    clock.set(by)
    await channels.turn(("T1", "C1"))
    assert clock.slept[-1] == pytest.approx(30.0, abs=1e-5)
