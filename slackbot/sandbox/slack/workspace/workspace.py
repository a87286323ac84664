"""What the sandbox's Slack remembers: people, channels and messages, and a way to wait for them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from slackbot.sandbox.bell import Bell
from slackbot.sandbox.blocks.checks import BlockError, wrong
from slackbot.sandbox.slack.workspace.files import File, Files
from slackbot.sandbox.slack.workspace.message import Draft, Json, Message, shown_text, with_ids
from slackbot.sandbox.slack.workspace.messages import Messages
from slackbot.sandbox.slack.workspace.status import Status, Statuses

Clock = Callable[[], float]
T = TypeVar("T")
APP_USER = "U0SLACKBOT"


@dataclass(frozen=True)
class User:
    """A person of the workspace, or the app's own bot user."""

    id: str
    name: str
    real_name: str
    tz: str = "UTC"
    is_admin: bool = False
    is_owner: bool = False
    is_bot: bool = False


@dataclass(frozen=True)
class Channel:
    """A channel; the app is in it when `APP_USER` is among its members."""

    id: str
    name: str
    members: frozenset[str] = frozenset()
    is_private: bool = False
    is_ext_shared: bool = False
    is_archived: bool = False

    @property
    def is_member(self) -> bool:
        """Whether the app is in the channel."""
        return APP_USER in self.members

    @property
    def is_visible(self) -> bool:
        """Whether the app may know of the channel: all but the private ones it is not in."""
        return self.is_member or not self.is_private


PEOPLE = (
    User("U0ANNA", "anna", "Anna Sandbox", tz="Europe/Berlin"),
    User("U0BEN", "ben", "Ben Sandbox", tz="America/New_York"),
    User("U0ADMIN", "admin", "Ada Sandbox", is_admin=True),
    User(APP_USER, "slackbot", "slackbot", is_bot=True),
)
EVERYONE = frozenset(user.id for user in PEOPLE)
WITHOUT_APP = EVERYONE - {APP_USER}
CHANNELS = (
    Channel("C0SUPPORT", "support-bots", EVERYONE),
    Channel("C0FINANCE", "finance", EVERYONE),
    Channel("C0LOUNGE", "lounge", WITHOUT_APP),
    Channel("G0SECRET", "secret", WITHOUT_APP, is_private=True),
    Channel("C0PARTNER", "partner", EVERYONE, is_ext_shared=True),
    Channel("C0OLD", "old", EVERYONE, is_archived=True),
)


@dataclass
class Workspace:
    """One Slack workspace in memory. `users` and `channels` may be altered at any time.

    `now`, in seconds since 1970, moves timestamps, signatures, rates and the life of a
    `response_url`.
    """

    now: Clock
    team_id: str = "T0SANDBOX"
    name: str = "Acme"
    domain: str = "acme"
    app_id: str = "A0SANDBOX"
    bot_id: str = "B0SANDBOX"
    users: dict[str, User] = field(default_factory=lambda: {user.id: user for user in PEOPLE})
    channels: dict[str, Channel] = field(
        default_factory=lambda: {channel.id: channel for channel in CHANNELS}
    )
    # Kinds of blocks that this workspace does not have yet: Slack rolls new ones out in phases.
    refused_blocks: frozenset[str] = frozenset()
    files: Files = field(default_factory=Files)
    statuses: Statuses = field(default_factory=Statuses)
    _messages: Messages = field(default_factory=Messages)
    _last_tick: int = 0
    _bell: Bell = field(default_factory=Bell)

    def add_channels(self, count: int) -> list[Channel]:
        """The public channels room-1 to room-`count` with everybody in them, the app included."""
        everyone = frozenset(self.users)
        rooms = [Channel(f"C1{n:06}", f"room-{n}", everyone) for n in range(1, count + 1)]
        self.channels |= {room.id: room for room in rooms}
        return rooms

    def find_channel(self, id_or_name: str) -> Channel | None:
        """The channel of that id, or of that name with or without `#`."""
        named = (c for c in self.channels.values() if c.name == id_or_name.removeprefix("#"))
        return self.channels.get(id_or_name) or next(named, None)

    def direct(self, user: str) -> Channel | None:
        """The conversation of the app with the user of that id, opened where there is none."""
        if user not in self.users:
            return None
        id_ = f"D{user[1:]}"
        opened = Channel(id_, f"dm-{self.users[user].name}", frozenset((user, APP_USER)))
        return self.channels.setdefault(id_, opened)

    def find_user(self, id_or_name: str) -> User | None:
        """The user of that id, or of that name with or without `@`."""
        named = (u for u in self.users.values() if u.name == id_or_name.removeprefix("@"))
        return self.users.get(id_or_name) or next(named, None)

    def post(
        self,
        channel: str,
        draft: Draft,
        *,
        user: str = APP_USER,
        thread_ts: str | None = None,
        to: str | None = None,
        is_broadcast: bool = False,
        files: Sequence[File] = (),
    ) -> Message:
        """Keep a message of the app, or of a person; with `to`, an ephemeral one.

        One that the app posts for all in a thread ends its status there.
        """
        ts = self.next_ts()
        message = Message(
            channel=channel,
            ts=ts,
            user=user,
            text=shown_text(draft),
            blocks=with_ids(draft.blocks or (), ts),
            attachments=draft.attachments or (),
            metadata=draft.metadata or None,
            thread_ts=thread_ts,
            is_broadcast=is_broadcast,
            bot_id=self.bot_id if user == APP_USER else None,
            to=to,
            files=tuple(files),
        )
        self._messages.post(message)
        if user == APP_USER and to is None:
            self.statuses.clear(channel, thread_ts)
        self.notify()
        return message

    def edit(self, message: Message, draft: Draft) -> Message:
        """Keep the draft in the message's place, under its `ts`."""
        edited = message.edited(draft, self.next_ts())
        self._messages.edit(edited)
        self.notify()
        return edited

    def delete(self, message: Message) -> None:
        """Show the message no longer."""
        self._messages.delete(message)
        self.notify()

    def find_message(self, channel: str, ts: str) -> Message | None:
        """The message that everyone sees under that `ts`; ephemeral ones are in no history."""
        return self._messages.find(channel, ts)

    def as_it_stands(self, message: Message) -> Message | None:
        """What has become of the message, ephemeral or not; None if it was deleted."""
        return self._messages.current(message)

    def errors(self, draft: Draft) -> list[BlockError]:
        """What this workspace would refuse in the blocks of a draft."""
        kinds = [block.get("type") for block in draft.blocks or () if isinstance(block, dict)]
        not_here_yet = [
            wrong(f"/{number}", f"unsupported type: {kind}", "unsupported_type")
            for number, kind in enumerate(kinds)
            if kind in self.refused_blocks
        ]
        return [*draft.errors(), *not_here_yet]

    def shown(self, message: Message) -> Json:
        """The message as the answer to a post and an interaction have it."""
        return message.wire() | {"team": self.team_id, "app_id": self.app_id}

    def set_status(self, status: Status) -> None:
        """Show what the app is doing in a thread."""
        self.statuses.set(status)
        self.notify()

    def messages(self, channel: str) -> list[Message]:
        """What stands in the channel itself, oldest first: no replies, unless broadcast."""
        return list(self._messages.in_channel(channel))

    def replies(self, channel: str, ts: str) -> list[Message]:
        """The replies in the thread under that `ts`, oldest first, without the parent."""
        return list(self._messages.in_thread(channel, ts))

    def ephemerals(self, user: str, channel: str) -> list[Message]:
        """What only that user sees in that channel, oldest first."""
        return list(self._messages.ephemerals(channel, user))

    @property
    def posted(self) -> Sequence[Message]:
        """All messages of everybody in order of arrival, as they stood at first; it only grows.

        Who waits for many messages looks at its length or at its end.
        """
        return self._messages.posted

    @property
    def edited(self) -> Sequence[Message]:
        """What each edit made of a message, in order; it only grows."""
        return self._messages.edited

    def next_ts(self) -> str:
        """A timestamp later than every one before it, even when the clock stands still."""
        self._last_tick = max(int(self.now() * 1_000_000), self._last_tick + 1)
        return f"{self._last_tick // 1_000_000}.{self._last_tick % 1_000_000:06}"

    def notify(self) -> None:
        """Wake whoever waits, since something has changed."""
        self._bell.ring()

    async def wait_for(self, predicate: Callable[[], T | None], timeout: float = 30.0) -> T:  # noqa: ASYNC109 - the waiter says in the call how long, as in asyncio.wait_for
        """The predicate's value as soon as it is true; asked again at each change.

        Raises `TimeoutError` after that many seconds.
        """
        return await self._bell.wait_for(predicate, timeout)
