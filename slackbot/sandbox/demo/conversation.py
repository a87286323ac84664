"""Plays Anna in the demo: types in a channel, presses buttons, and shows the results."""

import contextlib
import re
from collections.abc import Iterable
from typing import NamedTuple

from rich.console import Console

from slackbot.sandbox.demo.drawing import words
from slackbot.sandbox.demo.screen import Screen
from slackbot.sandbox.slack.server import SlackSandbox
from slackbot.sandbox.slack.workspace.inputs import elements_in, options_of
from slackbot.sandbox.slack.workspace.message import Message

USER, CHANNEL, COMMAND = "anna", "support-bots", "/billing"
ANSWERED_WITHIN = 120.0
FILE_WITHIN = 2.0  # seconds after an answer in which its file comes
DONE = (":white_check_mark:", ":warning:")
RUNS = ":hourglass_flowing_sand:"
ASKED = " asked “"  # the parent of a question, from its first moment
TO_COME = ("One moment", "is being sent")  # the result comes with a message of its own
BY_ITSELF = re.compile(  # comes without a question, or tells the channel beside the answer
    r":\w+: \*?Alert \d+\*?: |The check of alert \d+ |<@\w+> \w+ the (setting|price|allowance) "
)
MOST_WAYS = 5


class Button(NamedTuple):
    """A button on the screen, or an option of a menu, and its label."""

    message: Message
    action_id: str
    label: str
    value: str
    is_option: bool = False


class Conversation:
    """Shows what Anna would see in Slack.

    She types the words after `/billing`, or the label of a button or of an option of a menu:
    `Save`, `[ Save ]`.
    """

    def __init__(
        self,
        slack: SlackSandbox,
        console: Console | None = None,
        file_within: float = FILE_WITHIN,
    ) -> None:
        self._slack = slack
        self._file_within = file_within
        self._screen = Screen(slack.workspace, console)
        self._shown: dict[str, Message] = {}  # by ts, the latest last

    def hint(self, text: str) -> None:
        """Print a line that is not from Slack."""
        self._screen.console.print(f"\n{text}", style="bold")

    async def say(self, text: str) -> None:
        """Show what Anna types, and then the result."""
        await self.catch_up()
        if not self._buttons(text):
            self._screen.typed(USER, CHANNEL, f"{COMMAND} {_bare(text)}")
        await self.type(text)

    async def type(self, text: str) -> None:
        """Run a command, or press the button with this label, and show the complete answer.

        A text that begins with `/billing` is always a command.
        """
        await self.catch_up()
        if found := self._buttons(text):
            return await self._press(found)
        await self._slack.slash(COMMAND, _bare(text), user=USER, channel=CHANNEL)
        await self._hear()
        return None

    async def catch_up(self) -> None:
        """Show what came without a question, such as an alert."""
        if self._news():
            await self._show(in_thread=False)

    async def _press(self, found: list[Button]) -> None:
        """Press the button that is meant; if several are possible, explain each."""
        if len(found) > 1:
            ways = " or ".join(f"`{button.value}`" for button in found[:MOST_WAYS])
            self.hint(f"Several buttons say {found[0].label}. Type one of these: {ways}")
            return
        (button,) = found
        self._screen.typed(USER, CHANNEL, f"[ {button.label} ]")
        chosen = button.value if button.is_option else None
        await self._slack.click(button.message, button.action_id, user=USER, value=chosen)
        answers = await self._hear()
        with contextlib.suppress(TimeoutError):  # no more messages
            while any(answer.is_reply for answer in answers):  # files may follow a reply
                await self._show(in_thread=False, within=self._file_within)

    def _buttons(self, text: str) -> list[Button]:
        """Return the buttons with that label in the latest message that has any."""
        label = _plain(text)
        for shown in reversed(self._shown.values()):
            now = self._slack.workspace.as_it_stands(shown)
            if found := [each for each in _buttons_of(now) if _plain(each.label) == label]:
                return found
        return []

    async def _hear(self) -> list[Message]:
        """Show messages until the expected ones are there; return them."""
        to_come = False
        while True:
            news = await self._show(in_thread=to_come)
            answers = [message for message in news if not _is_by_itself(message)]
            if answers:
                to_come = any(word in m.text for m in answers if m.to for word in TO_COME)
                if not to_come:
                    return answers

    async def _show(self, *, in_thread: bool, within: float = ANSWERED_WITHIN) -> list[Message]:
        """Wait for new messages, show them, and return them."""
        news = await self._slack.wait_for(self._news, within)
        for message in news:
            if message.ts in self._shown:
                continue
            if message.to or message.is_reply:
                self._draw(message)
            else:
                await self._follow(message, in_thread=in_thread and not _is_by_itself(message))
        return news

    async def _follow(self, parent: Message, *, in_thread: bool) -> None:
        """Show the parent message, again when it is done, and its thread if it gets one."""
        self._draw(parent)
        if RUNS in parent.text or ASKED in parent.text:
            done = await self._slack.wait_for(lambda: self._done(parent), ANSWERED_WITHIN)
            self._draw(done, note="edited")
        elif in_thread:
            await self._slack.wait_for(lambda: self._replies(parent), ANSWERED_WITHIN)
        for reply in self._replies(parent):
            self._draw(reply)

    def _draw(self, message: Message, note: str = "") -> None:
        self._shown.pop(message.ts, None)
        self._shown[message.ts] = message
        self._screen.show(message, note=note)

    def _replies(self, parent: Message) -> list[Message]:
        return self._slack.replies(CHANNEL, parent.ts)

    def _done(self, parent: Message) -> Message | None:
        """Return the parent message if it says that it is done."""
        now = self._slack.workspace.find_message(parent.channel, parent.ts)
        return now if now and any(sign in now.text for sign in DONE) else None

    def _news(self) -> list[Message] | None:
        """Return the visible messages of the channel and its threads that were not shown yet."""
        private = self._slack.ephemerals(USER, CHANNEL)
        parents = self._slack.messages(CHANNEL)
        replies = (reply for parent in parents for reply in self._replies(parent))
        seen = (*private, *parents, *replies)
        return [message for message in seen if message.ts not in self._shown] or None


def _buttons_of(message: Message | None) -> Iterable[Button]:
    if message is None:  # it was deleted
        return
    for _, element in elements_in(message.all_blocks):
        if element["type"] == "button":
            label, value = words(element["text"]), element.get("value", "")
            yield Button(message, element["action_id"], label, value)
        for value, label, _ in options_of(element):
            yield Button(message, element["action_id"], label, value, is_option=True)


def _is_by_itself(message: Message) -> bool:
    return message.to is None and BY_ITSELF.search(message.text) is not None


def _bare(text: str) -> str:
    return text.strip().removeprefix(COMMAND).strip()


def _plain(text: str) -> str:
    """Return `save` for `[ Save ]`."""
    return " ".join(text.strip().removeprefix("[").removesuffix("]").split()).casefold()
