"""Stores the sandbox's Slack: people, channels and messages; others can wait for changes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from slackbot.sandbox.bell import Bell
from slackbot.sandbox.blocks.checks import BlockError, wrong
from slackbot.sandbox.slack.workspace.files import File, Files
from slackbot.sandbox.slack.workspace.inputs import Inputs, Values
from slackbot.sandbox.slack.workspace.message import Draft, Json, Message, shown_text, with_ids
from slackbot.sandbox.slack.workspace.messages import Messages
from slackbot.sandbox.slack.workspace.status import Status, Statuses
from slackbot.sandbox.slack.workspace.triggers import Triggers
from slackbot.sandbox.slack.workspace.view import View
from slackbot.sandbox.slack.workspace.views import Views

Clock = Callable[[], float]
T = TypeVar("T")
APP_USER = "U0SLACKBOT"


@dataclass(frozen=True)
class User:
    """A person, or a bot user such as the app's own. Without a `team`, of the workspace itself."""

    id: str
    name: str
    real_name: str
    tz: str = "UTC"
    is_admin: bool = False
    is_owner: bool = False
    is_bot: bool = False
    team: str = ""
    is_restricted: bool = False
    is_ultra_restricted: bool = False
    is_stranger: bool = False
    is_deleted: bool = False

    @property
    def display_name(self) -> str:
        """Return the name that a mention shows: the first name, not the `name` of the account."""
        return self.real_name.split()[0].lower()


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
        """Tell whether the app is in the channel."""
        return APP_USER in self.members

    @property
    def kind(self) -> str:
        """Return the kind of conversation, in the word of scopes and of message events: `channels`,
        `groups` (private channels), `im` (with one person) or `mpim` (with several).
        """
        if self.id.startswith("D"):
            return "im"
        if self.name.startswith("mpdm-"):
            return "mpim"
        return "groups" if self.is_private else "channels"

    @property
    def is_visible(self) -> bool:
        """Tell whether the app may know of the channel: all but the private ones it is not in."""
        return self.is_member or not self.is_private

    def is_seen_by(self, user: User) -> bool:
        """Tell whether the user finds the channel; guests and outsiders find only their own."""
        is_open = self.kind == "channels"
        is_of_here = not (user.team or user.is_restricted or user.is_ultra_restricted)
        return user.id in self.members or (is_open and is_of_here)


PEOPLE = (
    User("U0ANNA", "anna", "Anna Sandbox", tz="Europe/Berlin"),
    User("U0BEN", "ben", "Ben Sandbox", tz="America/New_York"),
    User("U0OWNER", "owner", "Olivia Sandbox", is_admin=True, is_owner=True),
    User("U0ADMIN", "admin", "Ada Sandbox", is_admin=True),
    User("U0GUEST", "guest", "Gil Sandbox", is_restricted=True),
    User("U0OUTSIDER", "olga", "Olga Partner", team="T0PARTNER", is_stranger=True),
    User("U0ROBOT", "robot", "Robot", is_bot=True),
    User(APP_USER, "slackbot", "slackbot", is_bot=True),
)
EVERYONE = frozenset(user.id for user in PEOPLE if not user.team)
WITHOUT_APP = EVERYONE - {APP_USER}
CHANNELS = (
    Channel("C0SUPPORT", "support-bots", EVERYONE),
    Channel("C0FINANCE", "finance", EVERYONE),
    Channel("C0LOUNGE", "lounge", WITHOUT_APP),
    Channel("G0SECRET", "secret", WITHOUT_APP - {"U0BEN", "U0GUEST"}, is_private=True),
    Channel("C0PARTNER", "partner", EVERYONE | {"U0OUTSIDER"}, is_ext_shared=True),
    Channel("C0OLD", "old", EVERYONE, is_archived=True),
)


@dataclass
class Workspace:
    """One Slack workspace in memory. `users` and `channels` may be altered at any time.

    `now`, in seconds since 1970, moves timestamps, signatures, rates and the life of a
    `response_url`. `steady`, in seconds since any moment, is the life of a trigger id, which is a
    few seconds; it is the same as `now` unless somebody moves that by days.
    """

    now: Clock
    team_id: str = "T0SANDBOX"
    name: str = "Acme"
    domain: str = "acme"
    app_id: str = "A0SANDBOX"
    bot_id: str = "B0SANDBOX"
    # The organisation of Enterprise Grid that it is in, and whether the app is installed for all of
    # that.
    organisation: str = ""
    is_org_wide: bool = False
    users: dict[str, User] = field(default_factory=lambda: {user.id: user for user in PEOPLE})
    channels: dict[str, Channel] = field(
        default_factory=lambda: {channel.id: channel for channel in CHANNELS}
    )
    # Kinds of blocks that this workspace does not have yet: Slack rolls new ones out in phases.
    refused_blocks: frozenset[str] = frozenset()
    files: Files = field(default_factory=Files)
    statuses: Statuses = field(default_factory=Statuses)
    inputs: Inputs = field(default_factory=Inputs)
    # Whether the app's settings have a Home tab.
    has_home_tab: bool = True
    # How many changes there were so far; to wait for the next, wait until it has grown.
    changes: int = field(default=0, init=False)
    triggers: Triggers = field(init=False)
    views: Views = field(init=False)
    steady: Clock | None = None
    _messages: Messages = field(default_factory=Messages)
    _last_tick: int = 0
    _bell: Bell = field(default_factory=Bell)

    def __post_init__(self) -> None:
        """Let the parts that need a clock see this one, which may be replaced."""
        self.triggers = Triggers(lambda: self.now(), lambda: (self.steady or self.now)())
        self.views = Views(lambda: self.now())

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

    def team_of(self, user: User) -> str:
        """The id of the workspace that the user is of."""
        return user.team or self.team_id

    def direct(self, user: str) -> Channel | None:
        """The conversation of the app with the user of that id, opened where there is none."""
        person = self.users.get(user)
        return self.direct_with(person) if person else None

    def direct_with(self, user: User) -> Channel:
        """The conversation of the app with the user, opened where there is none."""
        id_ = f"D{user.id[1:]}"
        opened = Channel(id_, f"dm-{user.name}", frozenset((user.id, APP_USER)))
        return self.channels.setdefault(id_, opened)

    def group(self, users: Sequence[str]) -> Channel:
        """The conversation of the app with several users, opened where there is none."""
        names = "--".join(self.users[user].name for user in users)
        id_ = "G" + "".join(user[1:] for user in sorted(users))
        members = frozenset((*users, APP_USER))
        opened = Channel(id_, f"mpdm-{names}-1", members, is_private=True)
        return self.channels.setdefault(id_, opened)

    def join(self, user: str, channel: str) -> None:
        """Make the user a member of the channel."""
        self._set_members(channel, self.channels[channel].members | {user})

    def leave(self, user: str, channel: str) -> None:
        """Make the user no longer a member of the channel."""
        self._set_members(channel, self.channels[channel].members - {user})

    def find_user(self, id_or_name: str) -> User | None:
        """The user of that id, or of that name, or who is shown by it, with or without `@`."""
        name = id_or_name.removeprefix("@")
        named = (u for u in self.users.values() if name in (u.name, u.display_name))
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
        """Return the current form of the message, ephemeral or not; None if it was deleted."""
        return self._messages.current(message)

    def errors(self, draft: Draft) -> list[BlockError]:
        """Return the errors that this workspace would find in the blocks of a draft."""
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

    def state(self, user: str, surface: Message | View) -> Values:
        """The values of all inputs of a message or a view, as this user has left them."""
        return self.inputs.state((user, *surface.place), surface.all_blocks, surface.channel)

    def fill(
        self, user: str, surface: Message | View, block_id: str, action_id: str, value: Json
    ) -> None:
        """Keep what the user has put into one input of a message or a view."""
        self.inputs.fill((user, *surface.place), block_id, action_id, value)
        self.notify()

    def show_again(self, view: str, errors: Mapping[str, str], trouble: str = "") -> None:
        """Show in the view of that id why it was not submitted."""
        if found := self.views.find(view):
            self.views.put(found.refused(errors, trouble))
        self.notify()

    def shown_view(self, view: View, values: Values | None = None) -> Json:
        """The view as answers and interactions have it."""
        return view.wire(values) | {
            "team_id": self.team_id,
            "app_id": self.app_id,
            "app_installed_team_id": self.team_id,
            "bot_id": self.bot_id,
        }

    def set_status(self, status: Status) -> None:
        """Show what the app is doing in a thread."""
        self.statuses.set(status)
        self.notify()

    def messages(self, channel: str) -> list[Message]:
        """Return the messages of the channel itself, oldest first; replies only if they were
        broadcast.
        """
        return list(self._messages.in_channel(channel))

    def replies(self, channel: str, ts: str) -> list[Message]:
        """The replies in the thread under that `ts`, oldest first, without the parent."""
        return list(self._messages.in_thread(channel, ts))

    def ephemerals(self, user: str, channel: str) -> list[Message]:
        """Return what only that user sees in that channel, oldest first."""
        return list(self._messages.ephemerals(channel, user))

    @property
    def posted(self) -> Sequence[Message]:
        """Return everybody's messages as first posted, in order of arrival; the list only grows.

        To wait for many messages, look at its length or its end.
        """
        return self._messages.posted

    @property
    def edited(self) -> Sequence[Message]:
        """Return the result of each edit, in order; the list only grows."""
        return self._messages.edited

    def next_ts(self) -> str:
        """A timestamp later than every one before it, even when the clock does not move."""
        self._last_tick = max(int(self.now() * 1_000_000), self._last_tick + 1)
        return f"{self._last_tick // 1_000_000}.{self._last_tick % 1_000_000:06}"

    def notify(self) -> None:
        """Wake all waiting coroutines, since something has changed."""
        self.changes += 1
        self._bell.ring()

    async def wait_for(self, predicate: Callable[[], T | None], timeout: float = 30.0) -> T:  # noqa: ASYNC109 - the waiter says in the call how long, as in asyncio.wait_for
        """Return the predicate's value as soon as it is true; it is called again at each change.

        Raises `TimeoutError` after `timeout` seconds.
        """
        return await self._bell.wait_for(predicate, timeout)

    def _set_members(self, channel: str, members: frozenset[str]) -> None:
        self.channels[channel] = replace(self.channels[channel], members=members)
        self.notify()
