"""What the sandbox's Slack remembers."""

import asyncio

import pytest

from slackbot.sandbox.slack.message import Draft
from slackbot.sandbox.slack.workspace import Workspace


def test_timestamps_grow_while_the_clock_stands_or_goes_back() -> None:
    times = iter([100.0, 100.0, 99.0, 101.5])
    workspace = Workspace(now=lambda: next(times))

    stamps = [workspace.next_ts() for _ in range(4)]

    assert stamps == ["100.000000", "100.000001", "100.000002", "101.500000"]


def test_channels_and_users_are_found_by_id_and_by_name() -> None:
    workspace = Workspace()

    for said in ("C0FINANCE", "finance", "#finance"):
        channel = workspace.find_channel(said)
        assert channel
        assert channel.id == "C0FINANCE"
    anna = workspace.find_user("@anna")
    assert anna
    assert anna.tz == "Europe/Berlin"


def test_workspaces_share_nothing() -> None:
    one, other = Workspace(), Workspace()
    one.post("C0FINANCE", Draft("a"))
    del one.users["U0ANNA"]

    assert not other.messages("C0FINANCE")
    assert other.find_user("anna")


async def test_whoever_waits_is_woken_by_a_change() -> None:
    workspace = Workspace()
    waiting = asyncio.create_task(workspace.wait_for(lambda: workspace.messages("C0FINANCE")))
    workspace.post("C0SUPPORT", Draft("elsewhere"))
    workspace.post("C0FINANCE", Draft("here"))

    assert [m.text for m in await waiting] == ["here"]


async def test_waiting_ends() -> None:
    with pytest.raises(TimeoutError):
        await Workspace().wait_for(lambda: False, timeout=0.01)
