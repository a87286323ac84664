"""Stores all messages of a workspace, indexed by every place that shows them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from slackbot.sandbox.slack.workspace.message import Message

ByTs = dict[str, Message]  # by ts, oldest first


@dataclass
class Messages:
    """Holds the messages that were posted and not deleted, and finds them without a search.

    `posted` and `edited` only grow: the messages as first posted, in order of arrival, and the
    result of each edit.
    """

    posted: list[Message] = field(default_factory=list)
    edited: list[Message] = field(default_factory=list)
    _visible: dict[str, ByTs] = field(default_factory=dict)  # by channel
    _channels: dict[str, ByTs] = field(default_factory=dict)
    _threads: dict[tuple[str, str | None], ByTs] = field(default_factory=dict)
    _ephemerals: dict[tuple[str, str], ByTs] = field(default_factory=dict)

    def post(self, message: Message) -> None:
        """Keep a new message."""
        self.posted.append(message)
        self._put(message)

    def edit(self, message: Message) -> None:
        """Keep the message in the place of the one with its `ts`."""
        self.edited.append(message)
        self._put(message)

    def delete(self, message: Message) -> None:
        """Show the message no longer."""
        for place in self._places(message):
            del place[message.ts]

    def find(self, channel: str, ts: str) -> Message | None:
        """The message that everyone sees under that `ts`; ephemeral ones are in no history."""
        return self._visible.get(channel, {}).get(ts)

    def current(self, message: Message) -> Message | None:
        """Return the current message, wherever it is seen; None if it was deleted."""
        return next(self._places(message)).get(message.ts)

    def in_channel(self, channel: str) -> Iterable[Message]:
        """Return the messages of the channel itself, oldest first; replies only if they were
        broadcast.
        """
        return self._channels.get(channel, {}).values()

    def in_thread(self, channel: str, ts: str) -> Iterable[Message]:
        """The replies under that `ts`, oldest first, without the parent."""
        return self._threads.get((channel, ts), {}).values()

    def ephemerals(self, channel: str, user: str) -> Iterable[Message]:
        """Return what only that user sees in that channel, oldest first."""
        return self._ephemerals.get((channel, user), {}).values()

    def _put(self, message: Message) -> None:
        for place in self._places(message):
            place[message.ts] = message

    def _places(self, message: Message) -> Iterator[ByTs]:
        channel = message.channel
        if message.to is not None:
            yield self._ephemerals.setdefault((channel, message.to), {})
            return
        yield self._visible.setdefault(channel, {})
        if message.is_reply:
            yield self._threads.setdefault((channel, message.thread_ts), {})
        if message.is_broadcast or not message.is_reply:
            yield self._channels.setdefault(channel, {})
