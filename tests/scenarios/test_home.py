"""The Home tab and what is asked from it, for each kind of people."""

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from slackbot.sandbox.kore.bots import HR_BOT, SALES_BOT, SUPPORT_BOT
from slackbot.sandbox.slack.server import SlackSandbox
from slackbot.sandbox.slack.workspace.message import Message
from slackbot.sandbox.slack.workspace.view import View
from slackbot.sandbox.slack.workspace.workspace import APP_USER, Channel, User, Workspace
from tests.clock import seconds
from tests.scenarios.conftest import PATIENCE, Office, OpenOffice

BOARD = Channel("G0BOARD", "board", frozenset({"U0ANNA", APP_USER}), is_private=True)
EVENTS = {"app_mention", "app_home_opened"}
ON_BOARD = "ask:home-channel@G0BOARD"
FORGED = (
    "bots", "digests", "alerts", "allowance", "settings", "help me", "last week", "undo", "audit",
    "alerts history 1", "digests send 1", "unlink HRBot", "settings zone UTC", "link st-9 as X",
    "allowance 5 sessions per month", "alerts save sessions > 1 per day", "digest every Monday",
    "close October", "pause", "groups", "who set the zone",
)  # fmt: skip


@pytest.fixture
async def office(open_office: OpenOffice) -> AsyncIterator[Office]:
    slack = SlackSandbox(Workspace(seconds), rate=None, events=EVENTS)
    slack.workspace.channels[BOARD.id] = BOARD
    async with open_office(slack=slack) as office, office.app():
        await office.told(f"link {SUPPORT_BOT.id} as SupportBot")
        await office.told(f"link {HR_BOT.id} as HRBot", channel="board")
        yield office


def person(office: Office, name: str) -> User:
    user = office.slack.workspace.find_user(name)
    assert user
    return user


async def shown(office: Office, user: str, before: View | None) -> View:
    """The person's Home tab, once it is another than the one before."""

    def home() -> View | None:
        view = office.slack.workspace.views.home(person(office, user).id)
        return view if view and (before is None or view.hash != before.hash) else None

    return await office.slack.wait_for(home, PATIENCE)


async def looked(office: Office, user: str) -> View:
    assert (await office.slack.open_home(user)).ok
    return await shown(office, user, None)


def words(view: View) -> str:
    return json.dumps(view.content["blocks"], ensure_ascii=False)


async def direct(office: Office, user: str, before: int) -> Message:
    """The first that the app writes to the person then."""
    there = f"D{person(office, user).id[1:]}"
    said = await office.slack.wait_for(lambda: office.slack.messages(there)[before:], PATIENCE)
    return said[0]


def forged(office: Office, view: View, value: str) -> dict[str, Any]:
    """A click whose button Slack never showed."""
    workspace = office.slack.workspace
    return {
        "type": "block_actions",
        "trigger_id": f"{view.user} {value}",
        "user": {"id": view.user, "team_id": workspace.team_of(workspace.users[view.user])},
        "team": {"id": workspace.team_id},
        "container": {"type": "view", "view_id": view.id},
        "view": workspace.shown_view(view, {}),
        "actions": [{"type": "button", "action_id": ON_BOARD, "block_id": "b", "value": value}],
    }


async def test_everybody_sees_and_does_what_they_may_and_no_more(office: Office) -> None:
    await office.told(f"link {SALES_BOT.id} as SalesBot", user="admin", channel="partner")
    tabs = {user: await looked(office, user) for user in ("anna", "ben", "guest", "admin", "olga")}
    seen = {user: words(view) for user, view in tabs.items()}
    assert {user for user, said in seen.items() if "G0BOARD" in said} == {"anna"}
    assert {user for user, said in seen.items() if "C0SUPPORT" in said} == {*seen} - {"olga"}
    # It is shared with another organisation, and no admin has allowed figures there.
    assert not [user for user, said in seen.items() if "*<#C0PARTNER>*" in said]
    assert {user for user, said in seen.items() if "For admins" in said} == {"admin"}
    assert [user for user, said in seen.items() if "HRBot" in said] == []
    assert "Three steps" in seen["olga"]

    others = sorted({*tabs} - {"anna"})
    for number, value in enumerate(FORGED):  # the gate is one: each is tried by one of them
        user = others[number % len(others)]
        before = len(office.slack.messages(f"D{person(office, user).id[1:]}"))
        assert (await office.slack.redeliver(forged(office, tabs[user], value))).ok
        said = await direct(office, user, before)
        assert "I can't see you in that channel" in said.text, (user, value, said.text)


async def test_what_is_asked_there_is_answered_to_the_person_alone(office: Office) -> None:
    view = await looked(office, "anna")
    loud = len(office.slack.messages("board"))
    await office.slack.click(view, ON_BOARD, user="anna", value="digests")
    assert "no digest yet" in (await direct(office, "anna", 0)).text
    drawn = await shown(office, "anna", view)  # again, as something may have changed

    await office.slack.click(drawn, ON_BOARD, user="anna", value="bots")
    bots = await direct(office, "anna", 1)
    assert "HRBot" in bots.text
    menu = f"ask:bot-menu:{HR_BOT.id}@G0BOARD"  # of the channel that the answer was about
    await office.slack.click(bots, menu, user="anna", value=f"this month for {HR_BOT.id}")
    answer = await office.slack.wait_for(lambda: office.slack.replies("D0ANNA", bots.ts), PATIENCE)
    assert "HRBot" in answer[0].text
    assert len(office.slack.messages("board")) == loud
