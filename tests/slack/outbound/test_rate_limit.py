"""Turns to post, on a clock that only sleeping moves."""

import pytest

from slackbot.slack.outbound.rate_limit import BURST, INTERVAL, MOST_CHANNELS, ChannelPace, EvenPace
from tests.fakes import NOW, FakeClock


async def test_a_burst_goes_at_once_then_one_a_second() -> None:
    clock = FakeClock()
    pace = ChannelPace(clock)
    gone = []
    for _ in range(BURST + 3):
        await pace.turn("C1")
        gone.append((clock.time - NOW).total_seconds())
    second = INTERVAL.total_seconds()
    assert gone == pytest.approx([0, 0, 0, 0, 0, second, 2 * second, 3 * second])


async def test_channels_do_not_wait_for_each_other() -> None:
    clock = FakeClock()
    pace = ChannelPace(clock)
    for number in range(50):
        await pace.turn(f"C{number}")
    assert clock.time == NOW


async def test_quiet_restores_the_burst() -> None:
    clock = FakeClock()
    pace = ChannelPace(clock)
    for _ in range(2):
        for _ in range(BURST):
            await pace.turn("C1")
        await clock.sleep(BURST * 1.05)
    assert clock.slept == [BURST * 1.05] * 2


async def test_not_every_channel_is_remembered_for_ever() -> None:
    pace = ChannelPace(FakeClock())
    for number in range(MOST_CHANNELS + 10):
        await pace.turn(f"C{number}")
    assert len(pace._even) == MOST_CHANNELS


async def test_turns_of_a_workspace_come_evenly_and_never_faster_after_a_pause() -> None:
    clock = FakeClock()
    pace = EvenPace(clock, per_minute=120)
    gone = []
    for n in range(6):
        if n == 3:
            await clock.sleep(30)
        await pace.turn()
        gone.append((clock.time - NOW).total_seconds())
    assert gone == pytest.approx([0, 0.5, 1, 31, 31.5, 32])
