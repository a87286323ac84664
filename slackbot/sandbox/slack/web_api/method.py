"""A Web API method as the sandbox knows it: its contract, one call of it, and Slack's refusal."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from slackbot.sandbox.slack.delivery.socket import Socket
from slackbot.sandbox.slack.workspace.message import Json
from slackbot.sandbox.slack.workspace.workspace import Channel, Workspace


class MethodError(Exception):
    """Slack's refusal of a call: its word, and what else stands in the answer."""

    def __init__(self, word: str, **more: Any) -> None:
        super().__init__(word)
        self.word = word
        self.more = more


@dataclass(frozen=True)
class Call:
    """One call: the arguments that the method has, and what it works on."""

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
        """Whether the argument says yes, as JSON or as a form does."""
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
    """The `thread_ts` that the call names, None if it names none.

    What chat.postMessage and others do with one that is no parent's is not documented; refused
    here, so that the mistake shows.
    """
    thread_ts = call.text("thread_ts")
    if not thread_ts:
        return None
    parent = call.workspace.find_message(channel.id, thread_ts)
    if parent is None or parent.is_reply:
        raise MethodError(refusal)
    return thread_ts


def need(call: Call, scope: str) -> None:
    """Refuse the call unless the app has the scope, where a method needs one or another."""
    if scope not in call.scopes:
        raise MethodError("missing_scope", needed=scope, provided=",".join(sorted(call.scopes)))
