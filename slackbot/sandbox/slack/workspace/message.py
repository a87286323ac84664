"""A message in the sandbox's Slack, and the form in which the Web API shows it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Self

from slackbot.sandbox.blocks.checks import BlockError
from slackbot.sandbox.blocks.validator import validate_message
from slackbot.sandbox.slack.workspace.files import File

Json = dict[str, Any]

# Slack cuts longer text and warns `message_truncated`; chat.postMessage and its 2018 changelog.
MAX_TEXT = 40_000
# What Slack shows as text of a message that has only blocks.
NO_FALLBACK_TEXT = "This content can't be displayed."


@dataclass(frozen=True)
class Draft:
    """What an app hands over to be shown. `None` is what it did not say, which an edit leaves."""

    text: str = ""
    blocks: Sequence[Json] | None = None
    attachments: Sequence[Json] | None = None
    metadata: Json | None = None

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to show, which Slack refuses as `no_text`."""
        return not (self.text or self.blocks or self.attachments)

    @property
    def is_truncated(self) -> bool:
        """Whether the text is longer than Slack keeps."""
        return len(self.text) > MAX_TEXT

    def errors(self) -> list[BlockError]:
        """What Slack would refuse in the blocks."""
        return validate_message(self.blocks or ())

    def whole(self) -> Self:
        """The draft that leaves nothing of what it replaces: what it does not say is empty."""
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
    """A message as it stands; `earlier` are its forms before each edit, oldest first.

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
        """Whether the message stands in a thread under another one."""
        return self.thread_ts is not None and self.thread_ts != self.ts

    def edited(self, draft: Draft, ts: str) -> "Message":
        """The message with the draft in place of what it said."""
        return replace(
            self,
            text=shown_text(draft),
            # chat.update's page: "If you don't include this field, the message's previous `blocks`
            # will be retained"; the same of attachments and metadata. An empty one removes them.
            blocks=self.blocks if draft.blocks is None else with_ids(draft.blocks, ts),
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
    """The blocks as Slack gives them back: each has a `block_id`, made up where there was none."""
    return tuple(
        {"block_id": f"{ts.replace('.', '')}-{number}", **block}
        for number, block in enumerate(blocks)
    )
