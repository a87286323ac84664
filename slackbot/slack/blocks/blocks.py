"""Makes Slack's blocks as plain dicts, within Slack's limits."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from slackbot.slack.blocks.text import cut

Block = dict[str, Any]
Blocks = tuple[Block, ...]
LONGEST_SECTION = 3000  # characters of a text object
LONGEST_CONTEXT = 2000
LONGEST_TEXT = 4000  # characters that chat.update takes
LONGEST_LABEL = 75  # of a button
LONGEST_CONFIRM = {"title": 100, "text": 300, "confirm": 30, "deny": 30}  # of a button's dialog


@dataclass(frozen=True)
class Message:
    """A message for Slack. `text` has the whole content for places that show no blocks.

    `rungs` are versions of its blocks, from the newest kinds to the oldest: a workspace that
    refuses one version is given the next.
    """

    text: str
    rungs: tuple[Blocks, ...]

    @property
    def blocks(self) -> Blocks:
        """The blocks for a workspace that takes all kinds."""
        return self.rungs[0]

    @property
    def simple(self) -> Blocks:
        """The blocks that every workspace takes."""
        return self.rungs[-1]


def kinds(blocks: Sequence[Block]) -> frozenset[str]:
    """Return the types of the blocks."""
    return frozenset(block["type"] for block in blocks)


def message(text: str, *blocks: Block) -> Message:
    """Make a message from blocks that every workspace takes."""
    return Message(cut(text, LONGEST_TEXT), (blocks,))


def section(text: str) -> Block:
    """Make a paragraph from escaped mrkdwn."""
    return {"type": "section", "text": {"type": "mrkdwn", "text": cut(text, LONGEST_SECTION)}}


def context(text: str) -> Block:
    """Make a paragraph in small print."""
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": cut(text, LONGEST_CONTEXT)}]}


def optional(lines: Sequence[str]) -> list[Block]:
    """Make a paragraph in small print from the lines, if there are any."""
    return [context("\n".join(lines))] if lines else []


def button(label: str, action: str, value: str = "", style: str = "", confirm: str = "") -> Block:
    """Make a button that shows the question `confirm` first, if there is one.

    Anybody can read and forge `value`, so the receiver does not trust it.
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
    """Put buttons in a row."""
    return {"type": "actions", "elements": list(buttons)}
