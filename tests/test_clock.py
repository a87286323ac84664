"""A clock that goes on from another moment, and processes that are told of it."""

from datetime import UTC, datetime, timedelta

import pytest

from slackbot.cli.main import main
from slackbot.clock import SystemClock, machine_now

LEAP_DAY = datetime(2028, 2, 29, 5, 0, tzinfo=UTC)


def test_it_goes_on_from_its_moment() -> None:
    clock = SystemClock.at(LEAP_DAY)
    first, second = clock.now(), clock.now()
    assert LEAP_DAY <= first <= second
    assert clock.now() - clock.ahead <= machine_now()


@pytest.mark.parametrize("years", [-3, 3])
def test_a_process_is_told_of_it(years: int, capsys: pytest.CaptureFixture[str]) -> None:
    clock = SystemClock.at(LEAP_DAY.replace(year=LEAP_DAY.year + years, day=28))
    assert main([*clock.arguments, "parse", "today"]) == 0
    assert f"28 Feb {LEAP_DAY.year + years}" in capsys.readouterr().out


def test_the_machines_own_needs_no_word() -> None:
    assert SystemClock().arguments == ()
    assert SystemClock(timedelta(days=-1.5)).arguments == ("--ahead=-129600.000000",)


def test_the_demo_reads_its_moment_before_anything_starts(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["demo", "--now", "soon"]) == 2
    assert "ISO 8601" in capsys.readouterr().err
