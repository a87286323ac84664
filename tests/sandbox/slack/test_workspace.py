"""What the sandbox's Slack remembers."""

import asyncio

import pytest

from slackbot.sandbox.slack.workspace.message import Draft
from slackbot.sandbox.slack.workspace.workspace import Workspace
from tests.clock import seconds


def test_timestamps_grow_while_the_clock_stands_or_goes_back() -> None:
    times = iter([100.0, 100.0, 99.0, 101.5])
    workspace = Workspace(now=lambda: next(times))

    stamps = [workspace.next_ts() for _ in range(4)]

    assert stamps == ["100.000000", "100.000001", "100.000002", "101.500000"]


def test_channels_and_users_are_found_by_id_and_by_name() -> None:
    workspace = Workspace(seconds)

    for said in ("C0FINANCE", "finance", "#finance"):
        channel = workspace.find_channel(said)
        assert channel
        assert channel.id == "C0FINANCE"
    anna = workspace.find_user("@anna")
    assert anna
    assert anna.tz == "Europe/Berlin"


def test_workspaces_share_nothing() -> None:
    one, other = Workspace(seconds), Workspace(seconds)
    one.post("C0FINANCE", Draft("a"))
    del one.users["U0ANNA"]

    assert not other.messages("C0FINANCE")
    assert other.find_user("anna")


def test_many_channels_are_added_at_once_with_everybody_in_them() -> None:
    workspace = Workspace(seconds)
    rooms = workspace.add_channels(100)
    again = workspace.add_channels(101)

    assert len({room.id for room in rooms}) == 100
    assert rooms == again[:100], "the same ones"
    assert workspace.find_channel("room-101") == again[100]
    assert all(room.is_member and "U0ANNA" in room.members for room in again)
    assert workspace.find_channel("finance"), "the others stay"


def test_a_message_stands_where_slack_shows_it() -> None:
    workspace = Workspace(seconds)
    parent = workspace.post("C0FINANCE", Draft("parent"))
    reply = workspace.post("C0FINANCE", Draft("reply"), thread_ts=parent.ts)
    loud = workspace.post("C0FINANCE", Draft("loud"), thread_ts=parent.ts, is_broadcast=True)
    told = workspace.post("C0FINANCE", Draft("told"), thread_ts=parent.ts, to="U0ANNA")

    assert workspace.messages("C0FINANCE") == [parent, loud]
    assert workspace.replies("C0FINANCE", parent.ts) == [reply, loud]
    assert workspace.ephemerals("U0ANNA", "C0FINANCE") == [told]
    assert not workspace.ephemerals("U0BEN", "C0FINANCE")
    assert workspace.find_message("C0FINANCE", reply.ts) == reply
    assert workspace.find_message("C0FINANCE", told.ts) is None


def test_an_edited_message_keeps_its_places_and_a_deleted_one_leaves_them() -> None:
    workspace = Workspace(seconds)
    parent = workspace.post("C0FINANCE", Draft("parent"))
    reply = workspace.post("C0FINANCE", Draft("reply"), thread_ts=parent.ts, is_broadcast=True)
    last = workspace.post("C0FINANCE", Draft("last"))
    edited = workspace.edit(reply, Draft("edited"))

    assert workspace.messages("C0FINANCE") == [parent, edited, last]
    assert workspace.replies("C0FINANCE", parent.ts) == [edited]
    workspace.delete(edited)
    assert workspace.messages("C0FINANCE") == [parent, last]
    assert not workspace.replies("C0FINANCE", parent.ts)
    assert [m.text for m in workspace.posted] == ["parent", "reply", "last"], "as they came"
    assert [m.text for m in workspace.edited] == ["edited"]


async def test_whoever_waits_is_woken_by_a_change() -> None:
    workspace = Workspace(seconds)
    waiting = asyncio.create_task(workspace.wait_for(lambda: workspace.messages("C0FINANCE")))
    workspace.post("C0SUPPORT", Draft("elsewhere"))
    workspace.post("C0FINANCE", Draft("here"))

    assert [m.text for m in await waiting] == ["here"]


async def test_waiting_ends() -> None:
    with pytest.raises(TimeoutError):
        await Workspace(seconds).wait_for(lambda: False, timeout=0.01)
