"""Carries out what a person does on the page, by the acts of the stand-in for Slack."""

import asyncio
import re
from collections.abc import Coroutine, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from slackbot.sandbox.page import fields
from slackbot.sandbox.page.desk import Confirmation, Desk, Items
from slackbot.sandbox.slack.delivery.action import Surface, find_element
from slackbot.sandbox.slack.delivery.event import MENTION
from slackbot.sandbox.slack.delivery.socket import ACK_SECONDS, Ack
from slackbot.sandbox.slack.server import SlackSandbox
from slackbot.sandbox.slack.workspace.message import Message
from slackbot.sandbox.slack.workspace.view import View
from slackbot.sandbox.slack.workspace.workspace import APP_USER, User

Json = Mapping[str, Any]
NAMED = re.compile(r"([@#])([\w.-]*\w)")
ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
INVITE = "/invite"
ARCHIVED = "This channel is archived, so nobody can write here."
NOT_HERE = "{app} is not in this channel, so it does not hear of that. Invite it: /invite @{app}"
NOBODY = "Nobody here is called {name}. Try /invite @{app}"
GONE = "That is no longer there: it has changed meanwhile."
NOT_TAKEN = "{app} did not take it ({error}). Try again."


class SentForm:
    """The fields of a form that was sent; a name may stand in it more than once."""

    def __init__(self, items: Items) -> None:
        self.items = items

    def first(self, name: str) -> str:
        """Return the first value of that name, or nothing."""
        return next((value for key, value in self.items if key == name), "")

    def all(self, name: str) -> list[str]:
        """Return all values of that name."""
        return [value for key, value in self.items if key == name]


@dataclass
class Acts:
    """The acts of one person. What comes to nothing is told on the `desk`."""

    slack: SlackSandbox
    user: User
    desk: Desk
    app_name: str
    commands: Sequence[str]

    async def say(self, text: str, channel: str, thread: str) -> None:
        """Give a command, or write a message, to a channel or to a thread of it."""
        self.desk.clear()
        text = text.strip()
        if not text:
            return
        if self.slack.workspace.channels[channel].is_archived:
            self._refuse(ARCHIVED, text)
            return
        if not text.startswith("/"):
            await self._write(text, channel, thread)
            return
        command, _, rest = text.partition(" ")
        if command == INVITE:
            await self._invite(rest.strip(), channel)
        elif command not in self.commands:
            known = " and ".join((*self.commands, INVITE))
            self._refuse(f"{command} is no command here: {known} are.", text)
        elif thread:
            self._refuse(
                "Slack takes no commands in threads. Mention the app instead: "
                f"@{self.app_name} {rest}",
                text,
            )
        else:
            await self.slack.slash(command, rest.strip(), user=self.user.id, channel=channel)

    async def edit(self, message: Message, text: str) -> None:
        """Let the person edit a message of theirs."""
        self.desk.clear()
        if message.user != self.user.id:
            self.desk.notice = GONE
        elif text.strip():
            await self._told(self.slack.edit(message, self._marked(text.strip())))

    async def act(self, surface: Surface, form: SentForm, address: str) -> None:
        """Fill in the inputs that have changed, and press the button that was pressed."""
        self.desk.clear()
        try:
            await self._act(surface, form, address)
        except LookupError:
            self.desk.notice = GONE
        except ValueError as wrong:
            self.desk.notice = str(wrong)

    async def finish(self, view: View, how: str) -> None:
        """Submit a modal, or close it: `submit`, `close` or `close_all`."""
        try:
            if how == "submit":
                self._hear(await self.slack.submit(view))
            else:
                for ack in await self.slack.close(view, all_of_it=how == "close_all"):
                    self._hear(ack)
        except LookupError:
            self.desk.notice = GONE

    async def choose(self, shortcut: str) -> None:
        """Choose a shortcut of the app, from anywhere."""
        self.desk.clear()
        self._hear(await self.slack.shortcut(shortcut, user=self.user.id))

    async def open_home(self, tab: str) -> None:
        """Look at the app's Home."""
        self.desk.clear()
        await self._told(self.slack.open_home(self.user.id, tab))

    async def _act(self, surface: Surface, form: SentForm, address: str) -> None:
        for key in form.all("has"):
            if await self._fill(surface, key, form, address):
                return  # it asks first
        if searched := form.first("search"):
            block_id, action_id, _ = fields.read_key(searched)
            text = form.first(f"text:{searched}")
            await self.slack.search(surface, action_id, text, user=self.user.id, block_id=block_id)
        if pressed := form.first("press"):
            block_id, action_id, value = fields.read_key(pressed)
            _, element = find_element(surface, action_id, block_id)
            if not self._asks(element, form, address):
                self._hear(
                    await self.slack.click(
                        surface, action_id, user=self.user.id, value=value, block_id=block_id
                    )
                )

    async def _fill(self, surface: Surface, key: str, form: SentForm, address: str) -> bool:
        """Put into an input what the form has for it. Returns whether it asks first."""
        block_id, action_id, _ = fields.read_key(key)
        _, element = find_element(surface, action_id, block_id)
        zone = ZoneInfo(self.user.tz)
        state = self.slack.workspace.state(self.user.id, surface)[block_id][action_id]
        given = [value for value in form.all(key) if value]
        if given == fields.shown(element, state, zone):
            return False
        if self._asks(element, form, address):
            return True
        filled = fields.value_of(element, given, zone)
        ack = await self.slack.fill(
            surface, block_id, action_id, filled, user=self.user.id, by_enter=True
        )
        if ack is not None:
            self._hear(ack)
        return False

    def _asks(self, element: Json, form: SentForm, address: str) -> bool:
        """Ask for a confirmation if the element wants one that was not given yet."""
        asks = element.get("confirm")
        if not asks or form.first("confirmed"):
            return False
        self.desk.confirmation = Confirmation(asks, address, form.items)
        return True

    async def _invite(self, name: str, channel: str) -> None:
        """Let the app, or a person, become a member of the channel."""
        is_app = name.removeprefix("@").casefold() == self.app_name.casefold()
        invited = self.slack.workspace.find_user(APP_USER if is_app else name)
        if invited is None:
            self._refuse(NOBODY.format(name=name or "that", app=self.app_name), INVITE)
            return
        await self._told(self.slack.join(invited.id, channel, inviter=self.user.id))

    async def _write(self, text: str, channel: str, thread: str) -> None:
        marked = self._marked(text)
        await self._told(
            self.slack.write(marked, user=self.user.id, channel=channel, thread_ts=thread or None)
        )
        if MENTION in marked and not self.slack.workspace.channels[channel].is_member:
            self.desk.notice = NOT_HERE.format(app=self.app_name)

    async def _told(self, telling: Coroutine[Any, Any, object]) -> None:
        """Let the app be told of an event. The person waits only as long as an app may take; then
        Slack goes on, for minutes if need be.
        """
        task = asyncio.create_task(telling)
        self.desk.under_way.add(task)
        task.add_done_callback(self.desk.under_way.discard)
        done, _ = await asyncio.wait({task}, timeout=ACK_SECONDS)
        for ended in done:
            ended.result()

    def _marked(self, text: str) -> str:
        """Return what a person typed as Slack has it: escaped, with ids for names."""
        escaped = re.sub("[&<>]", lambda sign: ESCAPES[sign[0]], text)
        return NAMED.sub(self._named, escaped)

    def _named(self, found: re.Match[str]) -> str:
        sign, name = found.groups()
        if sign == "#":
            channel = self.slack.workspace.find_channel(name)
            is_seen = channel is not None and channel.is_seen_by(self.user)
            return f"<#{channel.id}|{channel.name}>" if channel and is_seen else found[0]
        if name.casefold() == self.app_name.casefold():
            return MENTION
        user = self.slack.workspace.find_user(name)
        return f"<@{user.id}>" if user and user.id != APP_USER else found[0]

    def _hear(self, ack: Ack) -> None:
        if ack.error and ack.error != "invalid_inputs":
            self.desk.notice = NOT_TAKEN.format(app=self.app_name, error=ack.error)

    def _refuse(self, notice: str, draft: str) -> None:
        self.desk.notice, self.desk.draft = notice, draft
