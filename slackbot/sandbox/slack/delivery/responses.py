"""Handles `response_url`: the address at which the app may answer one interaction for a while."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from slackbot.sandbox.slack.workspace.message import Draft, Message
from slackbot.sandbox.slack.workspace.workspace import Workspace

# "Handling user interaction": up to 5 times within 30 minutes.
MAX_USES = 5
LIFETIME_SECONDS = 30 * 60


class ResponseError(Exception):
    """Slack refuses the answer; `word` is its reason, `status` the HTTP status."""

    def __init__(self, word: str, status: int) -> None:
        super().__init__(word)
        self.word = word
        self.status = status


@dataclass
class Address:
    """The place for the answers to one interaction, and the message that they may replace.

    That is the message with the clicked button, else the last answer.
    """

    user: str
    channel: str
    expires: float
    clicked: Message | None = None
    uses: int = 0
    last: Message | None = None


@dataclass
class Responses:
    """Holds all addresses. They also work in channels that the app is not a member of."""

    workspace: Workspace
    _addresses: dict[str, Address] = field(default_factory=dict)

    def open(self, user: str, channel: str, clicked: Message | None = None) -> str:
        """The secret part of a new address."""
        secret = secrets.token_urlsafe(18)
        expires = self.workspace.now() + LIFETIME_SECONDS
        self._addresses[secret] = Address(user, channel, expires, clicked)
        return secret

    def answer(self, secret: str, payload: Mapping[str, Any]) -> None:
        """Show what the app posted. Raises `ResponseError`."""
        address = self._use(secret)
        draft = Draft.of(payload)
        if self.workspace.errors(draft):
            raise ResponseError("invalid_blocks", 400)
        original = self._original(address)
        if original and _says(payload, "delete_original"):
            self.workspace.delete(original)
        elif draft.is_empty:
            raise ResponseError("no_text", 400)
        elif original and _says(payload, "replace_original"):
            self.workspace.edit(original, draft.whole())
        else:
            address.last = self._show(address, draft, payload)

    def acknowledged(self, secret: str, payload: Mapping[str, Any]) -> None:
        """Show what came with the acknowledgement, which does not count as a use.

        Raises `ResponseError`.
        """
        draft = Draft.of(payload)
        if self.workspace.errors(draft):
            raise ResponseError("invalid_blocks", 400)
        if not draft.is_empty:
            address = self._addresses[secret]
            address.last = self._show(address, draft, payload)

    def _use(self, secret: str) -> Address:
        address = self._addresses.get(secret)
        if address is None:
            raise ResponseError("invalid_url", 404)
        if self.workspace.now() >= address.expires:
            raise ResponseError("expired_url", 404)
        if address.uses >= MAX_USES:
            raise ResponseError("used_url", 404)
        address.uses += 1
        return address

    def _original(self, address: Address) -> Message | None:
        message = address.clicked or address.last
        return self.workspace.as_it_stands(message) if message else None

    def _show(self, address: Address, draft: Draft, payload: Mapping[str, Any]) -> Message:
        is_public = payload.get("response_type") == "in_channel"
        return self.workspace.post(
            address.channel,
            draft,
            thread_ts=payload.get("thread_ts"),
            to=None if is_public else address.user,
        )


def _says(payload: Mapping[str, Any], name: str) -> bool:
    """Tell whether the field means yes; Slack's own examples have it as a word."""
    return str(payload.get(name)).lower() == "true"
