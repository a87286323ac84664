"""The demo's conversation: what is typed, and what is pressed by its label."""

import asyncio
from collections.abc import Callable, Mapping
from io import StringIO
from typing import Any

import pytest
from rich.console import Console

from slackbot.sandbox.demo.conversation import Conversation
from slackbot.sandbox.slack.delivery.socket import Ack
from slackbot.sandbox.slack.server import SlackSandbox
from slackbot.sandbox.slack.workspace.message import Draft, Message
from slackbot.sandbox.slack.workspace.workspace import Workspace
from tests.clock import seconds

ROOM, ANNA = "C0SUPPORT", "U0ANNA"


class Room(SlackSandbox):
    """A Slack in which the test is the app: it keeps what people do, and answers at once."""

    def __init__(self) -> None:
        super().__init__(Workspace(seconds))
        self.did: list[str] = []
        self.answer: Callable[[str], None] = self.tell

    async def redeliver(self, request: Mapping[str, Any]) -> Ack:
        said = f"/billing {request.get('text')}"
        for action in request.get("actions", ()):
            said = action.get("value") or action["selected_option"]["value"]
        self.did.append(said)
        self.answer(said)
        return Ack(request, 0.0)

    def tell(self, text: str) -> None:
        """Only Anna sees it."""
        self.workspace.post(ROOM, Draft(text), to=ANNA)

    def shown(self, *labels: str, text: str = "Here", **more: Any) -> Message:
        """A message with buttons; what they carry is their label after `do`."""
        buttons = [
            {
                "type": "button",
                "text": {"type": "plain_text", "text": label},
                "action_id": f"{label}:{number}",
                "value": f"do {label} {number}",
            }
            for number, label in enumerate(labels)
        ]
        blocks = [{"type": "actions", "elements": buttons}]
        return self.workspace.post(ROOM, Draft(text, blocks), **more)


class Talk(Conversation):
    """What is on the screen, as text."""

    def __init__(self, room: Room) -> None:
        self.paper = StringIO()
        super().__init__(room, Console(file=self.paper, width=96), file_within=0.01)

    def screen(self) -> str:
        said, _ = self.paper.getvalue(), self.paper.truncate(0)
        self.paper.seek(0)
        return said


@pytest.fixture
def room() -> Room:
    return Room()


@pytest.fixture
def talk(room: Room) -> Talk:
    return Talk(room)


@pytest.mark.parametrize("typed", ["Save", "save", "SAVE", "[ Save ]", " [save] ", "[  Save  ]"])
async def test_the_label_of_a_button_presses_it(room: Room, talk: Talk, typed: str) -> None:
    room.shown("Save", "Edit", to=ANNA)
    await talk.say(typed)
    assert room.did == ["do Save 0"]
    assert "@anna in #support-bots  [ Save ]" in talk.screen()


@pytest.mark.parametrize("typed", ["save it", "sav", "/billing save", "help"])
async def test_all_else_is_a_command(room: Room, talk: Talk, typed: str) -> None:
    """Also behind the command's own name, where a button would say the same."""
    room.shown("Save")
    await talk.say(typed)
    assert room.did == [f"/billing {typed.removeprefix('/billing ')}"]
    assert f"@anna in #support-bots  {room.did[0]}" in talk.screen()


async def test_a_button_that_says_two_words(room: Room, talk: Talk) -> None:
    room.shown("Show the numbers")
    await talk.type("show  the numbers")
    assert room.did == ["do Show the numbers 0"]


async def test_an_option_of_a_menu_is_chosen_by_its_label(room: Room, talk: Talk) -> None:
    options = [{"text": {"type": "plain_text", "text": "Mute"}, "value": "alerts mute 1"}]
    menu = {"type": "overflow", "action_id": "more", "options": options}
    room.workspace.post(ROOM, Draft("Here", [{"type": "actions", "elements": [menu]}]))
    await talk.type("mute")
    assert room.did == ["alerts mute 1"]


async def test_the_latest_message_with_such_a_button_is_meant(room: Room, talk: Talk) -> None:
    for text in ("First", "Second"):
        room.shown(text, "Save", text=text)
    room.shown("Edit", text="Third")
    await talk.catch_up()
    await talk.type("save")
    assert room.did == ["do Save 1"]
    await talk.type("first")
    assert room.did[1:] == ["do First 0"]


async def test_of_several_in_one_message_none_is_pressed(room: Room, talk: Talk) -> None:
    room.shown("Test", "Remove", "Test", "Remove")
    await talk.type("remove")
    assert room.did == []
    assert "Type one of these: `do Remove 1` or `do Remove 3`" in talk.screen()


async def test_a_button_is_pressed_as_its_message_stands_now(room: Room, talk: Talk) -> None:
    message = room.shown("Save")
    await talk.catch_up()
    room.workspace.edit(message, Draft("Saved", []))
    await talk.type("save")
    assert room.did == ["/billing save"]
    other = room.shown("Save")
    await talk.catch_up()
    room.workspace.delete(other)
    await talk.type("save")
    assert room.did == ["/billing save"] * 2


@pytest.mark.parametrize("first", ["", "One moment: I am fetching the figures."])
async def test_what_comes_by_itself_is_no_answer(room: Room, first: str) -> None:
    """An alert that fires meanwhile is shown, and the answer is waited for."""

    class Slow(Talk):
        """The answer comes once the alert is on the screen."""

        def _draw(self, message: Message, note: str = "") -> None:
            super()._draw(message, note)
            if "Alert 1" in message.text:
                room.tell("The list")

    def answer(text: str) -> None:
        if first:
            room.tell(first)
        room.workspace.post(ROOM, Draft(":red_circle: Alert 1: SupportBot over 5 sessions"))

    room.answer = answer
    slow = Slow(room)
    async with asyncio.timeout(30):
        await slow.type("alerts")
    said = slow.screen()
    assert said.index(first) < said.index("Alert 1") < said.index("The list")


async def test_an_alert_has_no_thread_that_is_waited_for(room: Room) -> None:
    """Also where something else is to come with one."""

    class Later(Talk):
        def _draw(self, message: Message, note: str = "") -> None:
            super()._draw(message, note)
            if "being sent" in message.text:
                room.workspace.post(ROOM, Draft(":red_circle: Alert 1: SupportBot over 5 sessions"))
            if "Alert 1" in message.text:
                digest = room.workspace.post(ROOM, Draft("The digest"))
                room.workspace.post(ROOM, Draft("More"), thread_ts=digest.ts)

    later = Later(room)
    room.answer = lambda text: room.tell("Digest 1 is being sent.")
    async with asyncio.timeout(30):
        await later.type("digest send 1")
    said = later.screen()
    assert said.index("Alert 1") < said.index("The digest") < said.index("More")


async def test_an_answer_in_a_thread_is_shown_with_its_files(room: Room, talk: Talk) -> None:
    parent = room.shown("CSV")

    def answer(text: str) -> None:
        for said in ("By hour", "A file"):
            room.workspace.post(ROOM, Draft(said), thread_ts=parent.ts)

    room.answer = answer
    await talk.type("csv")
    assert "    By hour" in (said := talk.screen())
    assert "    A file" in said
    await talk.catch_up()
    assert talk.screen() == ""
