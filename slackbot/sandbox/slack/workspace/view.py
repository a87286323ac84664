"""A modal or a Home tab as one person sees it, and the form in which Slack shows it to the app."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from slackbot.sandbox.slack.workspace.inputs import Values
from slackbot.sandbox.slack.workspace.message import Json, with_ids

MODAL, HOME = "modal", "home"


@dataclass(frozen=True)
class View:
    """A view in its current form. `content` is the app's own, whose blocks all have ids.

    `channel` is the conversation in which the person acted so that it was opened, if it was one.
    `errors`, by block id, are the app's words below the inputs, `trouble` Slack's own when the app
    did not take a submission; both are from the last attempt to submit.
    """

    id: str
    user: str
    content: Json
    hash: str
    root_id: str
    channel: str = ""
    previous_id: str | None = None
    errors: Mapping[str, str] = field(default_factory=dict)
    trouble: str = ""

    @property
    def blocks(self) -> list[Json]:
        """Return the blocks, each with its `block_id`."""
        found: list[Json] = self.content["blocks"]
        return found

    @property
    def all_blocks(self) -> list[Json]:
        """Return the blocks, as of a message."""
        return self.blocks

    @property
    def place(self) -> tuple[str, ...]:
        """Return what tells it from all other messages and views."""
        return (self.id,)

    @property
    def type(self) -> str:
        """Tell what it is: a `modal` or the `home` tab."""
        return str(self.content["type"])

    @property
    def callback_id(self) -> str:
        """Return the app's name for this kind of view; empty if it gave none."""
        return str(self.content.get("callback_id") or "")

    @property
    def external_id(self) -> str:
        """Return the app's own id of this view; empty if it gave none."""
        return str(self.content.get("external_id") or "")

    def says(self, name: str) -> bool:
        """Tell whether the app set that field, such as `notify_on_close`."""
        return bool(self.content.get(name))

    def with_content(self, content: Mapping[str, Any], hash_: str) -> "View":
        """Return the view with other content in its place."""
        blocks = list(with_ids(content["blocks"], hash_))
        return replace(
            self, content={**content, "blocks": blocks}, hash=hash_, errors={}, trouble=""
        )

    def refused(self, errors: Mapping[str, str], trouble: str = "") -> "View":
        """Return the view with the words of a refused submission in place of those before."""
        return replace(self, errors=dict(errors), trouble=trouble)

    def wire(self, values: Values | None = None) -> Json:
        """Return the view as Slack gives it to the app, with these values of its inputs."""
        whole = {
            "id": self.id,
            "type": self.type,
            "blocks": self.blocks,
            "private_metadata": self.content.get("private_metadata") or "",
            "callback_id": self.callback_id,
            "external_id": self.external_id,
            "state": {"values": values or {}},
            "hash": self.hash,
            "clear_on_close": self.says("clear_on_close"),
            "notify_on_close": self.says("notify_on_close"),
            "close": self.content.get("close"),
            "submit": self.content.get("submit"),
            "previous_view_id": self.previous_id,
            "root_view_id": self.root_id,
        }
        return whole | ({"title": self.content["title"]} if self.type == MODAL else {})
