"""The blocks that messages are made of, as plain dicts, within Slack's limits."""

from dataclasses import dataclass
from typing import Any

from slackbot.slack.text import cut

Block = dict[str, Any]
LONGEST_SECTION = 3000  # of a text object
LONGEST_TEXT = 4000  # what chat.update takes


@dataclass(frozen=True)
class Message:
    """A message as Slack takes it. `text` says it all where blocks are not shown.

    `simple` are the blocks for a workspace that refuses the newer kinds in `blocks`.
    """

    text: str
    blocks: tuple[Block, ...]
    simple: tuple[Block, ...]


def message(text: str, *blocks: Block) -> Message:
    """A message of blocks that every workspace takes."""
    return Message(cut(text, LONGEST_TEXT), blocks, blocks)


def section(text: str) -> Block:
    """A paragraph in Slack's mrkdwn, escaped already."""
    return {"type": "section", "text": {"type": "mrkdwn", "text": cut(text, LONGEST_SECTION)}}


def context(text: str) -> Block:
    """The same in small."""
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": cut(text, LONGEST_SECTION)}]}
