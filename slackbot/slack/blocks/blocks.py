"""Makes Slack's blocks as plain dicts, within Slack's limits."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from slackbot.slack.blocks.text import cut

Block = dict[str, Any]
Blocks = tuple[Block, ...]
OPENING = re.compile(r"form:.*")  # buttons that open a form
ASKING = re.compile(r"ask:.*")  # buttons and menus that ask: in words that people could type
DENY = "ask:deny"  # the button whose words the field REASON goes on
REASON = "reason"
ABOUT = "@"  # in an action id, before the channel that the words are about
MOST_BLOCKS = 50  # of a message
LONGEST_SECTION = 3000  # characters of a text object
LONGEST_CONTEXT = 2000
LONGEST_TEXT = 4000  # characters that chat.update takes
LONGEST_HEADER = 150
LONGEST_LABEL = 75  # of a button, or an option of a menu
LONGEST_OPTION = 75  # of an option's value; Slack's reference has had 75 and 150
LONGEST_CONFIRM = {"title": 100, "text": 300, "confirm": 30, "deny": 30}  # of a button's dialog


@dataclass(frozen=True)
class Message:
    """A message for Slack. `text` has the whole content for places that show no blocks.

    `rungs` are versions of its blocks, from the newest kinds to the oldest: a workspace that
    refuses one version is given the next.
    """

    text: str
    rungs: tuple[Blocks, ...]

    def about(self, channel: str) -> "Message":
        """Return the message for another place: it names the channel that it is about, and its
        buttons and menus are about that channel, too."""
        if not channel:
            return self
        place = f"In <#{channel}>"
        return Message(
            cut(f"{place}: {self.text}", LONGEST_TEXT),
            tuple((context(place), *about(rung, channel))[:MOST_BLOCKS] for rung in self.rungs),
        )

    @property
    def blocks(self) -> Blocks:
        """The blocks for a workspace that takes all kinds."""
        return self.rungs[0]

    @property
    def simple(self) -> Blocks:
        """The blocks that every workspace takes."""
        return self.rungs[-1]


def about(blocks: Iterable[Block], channel: str) -> Blocks:
    """Return the blocks with buttons and menus whose words are about that channel."""
    return tuple(_about(block, channel) for block in blocks)


def _about(part: Any, channel: str) -> Any:
    if isinstance(part, list):
        return [_about(each, channel) for each in part]
    if not isinstance(part, dict):
        return part
    made = {name: _about(each, channel) for name, each in part.items()}
    action = made.get("action_id", "")
    if (ASKING.match(action) or OPENING.match(action)) and ABOUT not in action:
        made["action_id"] = f"{action}{ABOUT}{channel}"
    return made


def kinds(blocks: Sequence[Block]) -> frozenset[str]:
    """Return the types of the blocks."""
    return frozenset(block["type"] for block in blocks)


def message(text: str, *blocks: Block) -> Message:
    """Make a message from blocks that every workspace takes."""
    return Message(cut(text, LONGEST_TEXT), (blocks,))


def spoken(*lines: str) -> str:
    """Join the lines to sentences for places that show no blocks."""
    sentences = (line if line.endswith((".", "?", ":")) else f"{line}." for line in lines)
    return cut(" ".join(sentences), LONGEST_TEXT)


def header(text: str) -> Block:
    """Make a heading from text without markup; emoji are drawn."""
    return {"type": "header", "text": plain(text, LONGEST_HEADER) | {"emoji": True}}


def section(text: str, menu: Block | None = None) -> Block:
    """Make a paragraph from escaped mrkdwn, with a menu beside it if there is one."""
    made: Block = {
        "type": "section",
        "text": {"type": "mrkdwn", "text": cut(text, LONGEST_SECTION)},
    }
    return made | ({"accessory": menu} if menu else {})


def context(text: str) -> Block:
    """Make a paragraph in small print."""
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": cut(text, LONGEST_CONTEXT)}]}


def divider() -> Block:
    """Make a line."""
    return {"type": "divider"}


def optional(lines: Sequence[str]) -> list[Block]:
    """Make a paragraph in small print from the lines, if there are any."""
    return [context("\n".join(lines))] if lines else []


def button(label: str, action: str, value: str = "", style: str = "", confirm: str = "") -> Block:
    """Make a button that shows the question `confirm` first, if there is one.

    Anybody can read and forge `value`, so the receiver does not trust it.
    """
    made: Block = {
        "type": "button",
        "text": plain(label, LONGEST_LABEL),
        "action_id": action,
    }
    asks = {"confirm": _confirm(confirm, label)} if confirm else {}
    return made | ({"value": value} if value else {}) | ({"style": style} if style else {}) | asks


def _confirm(question: str, label: str) -> Block:
    texts = {"title": f"{label}?", "text": question, "confirm": label, "deny": "Cancel"}
    return {name: plain(text, LONGEST_CONFIRM[name]) for name, text in texts.items()}


def select(label: str, action: str, options: Mapping[str, str]) -> Block:
    """Make a menu that shows `label`; `options` has the value of each of its options by label."""
    return {
        "type": "static_select",
        "placeholder": plain(label, LONGEST_LABEL),
        "action_id": action,
        "options": _options(options),
    }


def overflow(action: str, options: Mapping[str, str]) -> Block:
    """Make a menu behind three dots, of at most five options.

    It asks nothing first: Slack would ask for each of its options, and not for one.
    """
    return {"type": "overflow", "action_id": action, "options": _options(options)}


def _options(options: Mapping[str, str]) -> list[Block]:
    """Make the options. A value is words, so none may be cut."""
    for value in options.values():
        if len(value) > LONGEST_OPTION:
            raise ValueError(f"{value!r} is too long for an option")
    return [
        {"text": plain(label, LONGEST_LABEL), "value": value} for label, value in options.items()
    ]


def text_input(id_: str, label: str, longest: int) -> Block:
    """Make a field for words that may stay empty; a button beside it sends what is in it."""
    return {
        "type": "input",
        "block_id": id_,
        "optional": True,
        "label": plain(label, LONGEST_LABEL),
        "element": {"type": "plain_text_input", "action_id": id_, "max_length": longest},
    }


def actions(*elements: Block, id_: str = "") -> Block:
    """Put buttons and menus in a row. Slack keeps what was chosen as long as `id_` stays."""
    made: Block = {"type": "actions", "elements": list(elements)}
    return made | ({"block_id": id_} if id_ else {})


def plain(text: str, longest: int) -> Block:
    """Make text without markup."""
    return {"type": "plain_text", "text": cut(text, longest)}
