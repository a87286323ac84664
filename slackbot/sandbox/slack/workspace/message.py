"""A message in the sandbox's Slack, and the form in which the Web API shows it."""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Self

from slackbot.sandbox.blocks.checks import BlockError
from slackbot.sandbox.blocks.nesting import with_inside
from slackbot.sandbox.blocks.validator import validate_message
from slackbot.sandbox.slack.workspace.files import File
from slackbot.sandbox.slack.workspace.inputs import ACTED_ON

Json = dict[str, Any]

# Slack cuts longer text and warns `message_truncated`; chat.postMessage and its 2018 changelog.
MAX_TEXT = 40_000
# What Slack shows as text of a message that has only blocks.
NO_FALLBACK_TEXT = "This content can't be displayed."


@dataclass(frozen=True)
class Draft:
    """The content that an app wants to show. `None` is a field that it did not give; an edit
    keeps it.
    """

    text: str = ""
    blocks: Sequence[Json] | None = None
    attachments: Sequence[Json] | None = None
    metadata: Json | None = None

    @property
    def is_empty(self) -> bool:
        """Tell whether there is nothing to show, which Slack refuses as `no_text`."""
        return not (self.text or self.blocks or self.attachments)

    @property
    def is_truncated(self) -> bool:
        """Tell whether the text is longer than Slack keeps."""
        return len(self.text) > MAX_TEXT

    def errors(self) -> list[BlockError]:
        """Return the errors that Slack would find in the blocks."""
        return validate_message(self.blocks or ())

    def whole(self) -> Self:
        """Return the draft with every missing field empty, so that it replaces a message
        completely.
        """
        return replace(self, blocks=self.blocks or (), attachments=self.attachments or ())

    @classmethod
    def of(cls, payload: Mapping[str, Any]) -> Self:
        """The draft in an acknowledgement or a post to a `response_url`."""
        return cls(
            text=str(payload.get("text") or ""),
            blocks=payload.get("blocks"),
            attachments=payload.get("attachments"),
            metadata=payload.get("metadata"),
        )


@dataclass(frozen=True)
class Message:
    """A message in its current form; `earlier` are its forms before each edit, oldest first.

    With `to`, it is ephemeral: only that user sees it and no history has it.
    """

    channel: str
    ts: str
    user: str
    text: str
    blocks: Sequence[Json] = ()
    attachments: Sequence[Json] = ()
    metadata: Json | None = None
    thread_ts: str | None = None
    is_broadcast: bool = False
    bot_id: str | None = None
    to: str | None = None
    files: tuple[File, ...] = ()
    edited_ts: str | None = None
    earlier: tuple["Message", ...] = field(default=(), repr=False)

    @property
    def is_reply(self) -> bool:
        """Tell whether the message is a reply in the thread of another one."""
        return self.thread_ts is not None and self.thread_ts != self.ts

    @property
    def place(self) -> tuple[str, ...]:
        """Return what tells it from all other messages and views."""
        return (self.channel, self.ts)

    @property
    def all_blocks(self) -> list[Json]:
        """Return the blocks, and those of its attachments."""
        attached = [with_ids(each.get("blocks", ()), self.ts) for each in self.attachments]
        return [*self.blocks, *itertools.chain.from_iterable(attached)]

    def edited(self, draft: Draft, ts: str) -> "Message":
        """The message with the draft in place of what it said."""
        is_same = draft.blocks is None and not draft.text
        return replace(
            self,
            text=self.text if is_same else shown_text(draft),
            # chat.update's page: "If you don't include `blocks`, the message's previous `blocks`
            # will only be retained if the `text` argument is not provided". Attachments and
            # metadata are retained where they are not included; an empty one removes them.
            blocks=self.blocks if is_same else with_ids(draft.blocks or (), ts),
            attachments=self.attachments if draft.attachments is None else draft.attachments,
            metadata=self.metadata if draft.metadata is None else draft.metadata or None,
            edited_ts=ts,
            earlier=(*self.earlier, replace(self, earlier=())),
        )

    def wire(self, *, with_metadata: bool = False) -> Json:
        """The message as Slack's Web API gives it; metadata only where it was asked for."""
        whole: Json = {
            "type": "message",
            "user": self.user,
            "ts": self.ts,
            "text": self.text,
            "bot_id": self.bot_id,
            "blocks": list(self.blocks) or None,
            "attachments": list(self.attachments) or None,
            "files": [file.wire() for file in self.files] or None,
            "upload": True if self.files else None,
            "thread_ts": self.thread_ts,
            "subtype": "thread_broadcast" if self.is_broadcast else None,
            "edited": {"user": self.user, "ts": self.edited_ts} if self.edited_ts else None,
            "metadata": self.metadata if with_metadata else None,
        }
        return {key: value for key, value in whole.items() if value is not None}


def shown_text(draft: Draft) -> str:
    """The text that Slack keeps of a draft."""
    if not draft.text and draft.blocks:
        return NO_FALLBACK_TEXT
    return draft.text[:MAX_TEXT]


def with_ids(blocks: Sequence[Json], ts: str) -> tuple[Json, ...]:
    """The blocks as Slack gives them back: each has a `block_id`, made up where there was none, and
    each element in them with which people act has an `action_id`.
    """
    stem = ts.replace(".", "")
    return tuple(_with_ids(block, f"{stem}-{number}") for number, block in enumerate(blocks))


def _with_ids(block: Json, stem: str) -> Json:
    named: Json = {"block_id": stem, **_with_action_ids(block, stem)}
    return with_inside(named, lambda inner, place: _with_ids(inner, f"{stem}-{place}"))


def _with_action_ids(block: Json, stem: str) -> Json:
    named: Json = {
        name: {"action_id": f"{stem}-{name}", **block[name]}
        for name in ("accessory", "element")
        if block.get(name) and block[name]["type"] != "image"
    }
    name = ACTED_ON.get(block["type"])
    if name and block.get(name):
        named[name] = [{"action_id": f"{stem}-{n}", **e} for n, e in enumerate(block[name])]
    return {**block, **named}
