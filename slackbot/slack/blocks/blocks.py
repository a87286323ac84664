"""The blocks that messages are made of, as plain dicts, within Slack's limits."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from slackbot.slack.blocks.text import cut

Block = dict[str, Any]
Blocks = tuple[Block, ...]
LONGEST_SECTION = 3000  # of a text object
LONGEST_CONTEXT = 2000
LONGEST_TEXT = 4000  # what chat.update takes
LONGEST_LABEL = 75  # of a button
LONGEST_CONFIRM = {"title": 100, "text": 300, "confirm": 30, "deny": 30}  # of its dialog


@dataclass(frozen=True)
class Message:
    """A message as Slack takes it. `text` says it all where blocks are not shown.

    `rungs` are its blocks, from the newest kinds to the oldest: a workspace that refuses some is
    given the next.
    """

    text: str
    rungs: tuple[Blocks, ...]

    @property
    def blocks(self) -> Blocks:
        """For a workspace that has all kinds."""
        return self.rungs[0]

    @property
    def simple(self) -> Blocks:
        """What every workspace takes."""
        return self.rungs[-1]


def kinds(blocks: Sequence[Block]) -> frozenset[str]:
    """The types of the blocks."""
    return frozenset(block["type"] for block in blocks)


def message(text: str, *blocks: Block) -> Message:
    """A message of blocks that every workspace takes."""
    return Message(cut(text, LONGEST_TEXT), (blocks,))


def section(text: str) -> Block:
    """A paragraph in Slack's mrkdwn, escaped already."""
    return {"type": "section", "text": {"type": "mrkdwn", "text": cut(text, LONGEST_SECTION)}}


def context(text: str) -> Block:
    """The same in small."""
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": cut(text, LONGEST_CONTEXT)}]}


def optional(lines: Sequence[str]) -> list[Block]:
    """Lines in small, if there are any."""
    return [context("\n".join(lines))] if lines else []


def button(label: str, action: str, value: str = "", style: str = "", confirm: str = "") -> Block:
    """A button, which asks `confirm` first, if anything.

    Everybody may read and forge `value`: who gets it back does not trust it.
    """
    made: Block = {
        "type": "button",
        "text": {"type": "plain_text", "text": cut(label, LONGEST_LABEL)},
        "action_id": action,
    }
    asks = {"confirm": _confirm(confirm, label)} if confirm else {}
    return made | ({"value": value} if value else {}) | ({"style": style} if style else {}) | asks


def _confirm(question: str, label: str) -> Block:
    texts = {"title": f"{label}?", "text": question, "confirm": label, "deny": "Cancel"}
    return {
        name: {"type": "plain_text", "text": cut(text, LONGEST_CONFIRM[name])}
        for name, text in texts.items()
    }


def actions(*buttons: Block) -> Block:
    """Buttons in a row."""
    return {"type": "actions", "elements": list(buttons)}
