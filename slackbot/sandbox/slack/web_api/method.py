"""Models a Web API method: its contract, one call of it, and Slack's refusal."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from slackbot.sandbox.slack.delivery.socket import Socket
from slackbot.sandbox.slack.workspace.message import Json
from slackbot.sandbox.slack.workspace.workspace import Channel, Workspace


class MethodError(Exception):
    """Slack refuses the call: its word, and the rest of the answer."""

    def __init__(self, word: str, **more: Any) -> None:
        super().__init__(word)
        self.word = word
        self.more = more


@dataclass(frozen=True)
class Call:
    """One call: the method's arguments, and the workspace it works on."""

    workspace: Workspace
    socket: Socket
    scopes: frozenset[str]
    host: str
    arguments: Mapping[str, Any]
    warnings: list[str] = field(default_factory=list)

    def text(self, name: str) -> str:
        """The argument as a string, empty if it was not given."""
        value = self.arguments.get(name)
        return "" if value is None else str(value)

    def flag(self, name: str) -> bool:
        """Tell whether the argument means yes, as JSON or as a form writes it."""
        return str(self.arguments.get(name)).lower() in {"true", "1"}


@dataclass(frozen=True)
class Method:
    """A method's contract. With any one of `scopes` the app may call it; none needed if empty."""

    run: Callable[[Call], Json]
    arguments: frozenset[str] = frozenset()
    required: tuple[str, ...] = ()
    may_be_empty: frozenset[str] = frozenset()  # of those
    scopes: frozenset[str] = frozenset()
    errors: frozenset[str] = frozenset()
    caller: str = "bot"  # or "app": whose token it takes


def channel_of(call: Call, argument: str = "channel") -> Channel:
    """The channel that the call names in that argument."""
    channel = call.workspace.find_channel(call.text(argument))
    # Slack does not tell a private channel without the app from one that does not exist.
    if channel is None or not channel.is_visible:
        raise MethodError("channel_not_found")
    return channel


def parent_ts(call: Call, channel: Channel, refusal: str) -> str | None:
    """Return the call's `thread_ts`; None if it has none.

    Slack does not document what chat.postMessage and others do with one that is no parent's. It is
    refused here, so that the mistake shows.
    """
    thread_ts = call.text("thread_ts")
    if not thread_ts:
        return None
    parent = call.workspace.find_message(channel.id, thread_ts)
    if parent is None or parent.is_reply:
        raise MethodError(refusal)
    return thread_ts


def need(call: Call, scope: str) -> None:
    """Refuse the call unless the app has the scope; for methods that accept one of several."""
    if scope not in call.scopes:
        raise MethodError("missing_scope", needed=scope, provided=",".join(sorted(call.scopes)))


def json_argument(call: Call, name: str, kind: type, error: str) -> Any:
    """The argument, which may come as JSON or as a string of JSON; None if it was not given."""
    value = call.arguments.get(name)
    if value is None or value == "":
        return None
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError as bad:
            raise MethodError(error) from bad
    if not isinstance(value, kind):
        raise MethodError(error)
    return value


def page_start(call: Call) -> int:
    """Return the place in the list at which the page begins that the call's cursor names."""
    cursor = call.text("cursor")
    if cursor and not cursor.removeprefix("next").isdigit():
        raise MethodError("invalid_cursor")
    return int(cursor.removeprefix("next")) if cursor else 0
