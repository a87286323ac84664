"""Collects what one person sees of the stand-in for Slack, for the page's templates."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import PurePath
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from markupsafe import Markup

from slackbot.sandbox.blocks.checks import BlockError
from slackbot.sandbox.blocks.validator import validate_message
from slackbot.sandbox.blocks.view import validate_view
from slackbot.sandbox.page.drawing import Scene, draw, draw_spans
from slackbot.sandbox.page.spans import Names, mrkdwn, plain, words
from slackbot.sandbox.page.tables import Order
from slackbot.sandbox.slack.workspace.choices import choices
from slackbot.sandbox.slack.workspace.files import File
from slackbot.sandbox.slack.workspace.message import Message, with_ids
from slackbot.sandbox.slack.workspace.view import View
from slackbot.sandbox.slack.workspace.workspace import APP_USER, Channel, User, Workspace

Json = Mapping[str, Any]
HOME = "home"
PICTURES = frozenset({".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp"})
SHOWN_LINES = 6
ORDER = "order"


@dataclass(frozen=True)
class Where:
    """A person's screen: a channel by id or their Home, a thread beside it, and how they have
    sorted tables, by message or view and block.
    """

    user: User
    place: str
    thread: str = ""
    orders: Mapping[tuple[str, str], Order] = field(default_factory=dict)

    def address(self, **changes: Any) -> str:
        """Return the page's address, with these changes."""
        place, thread = changes.get("place", self.place), changes.get("thread", self.thread)
        orders = changes.get("orders", self.orders)
        query = [("thread", thread)] if thread else []
        for (surface, block), order in orders.items():
            query.append((ORDER, f"{surface}~{block}~{order.written()}"))
        path = f"/{self.user.id}/{place}"
        return f"{path}?{urlencode(query)}" if query else path


@dataclass(frozen=True)
class ShownFile:
    """A file under a message: how much it is, and its first lines if it is a table."""

    file: File
    is_picture: bool
    lines: Sequence[str]
    more: int


@dataclass(frozen=True)
class Shown:
    """A message as its reader sees it."""

    message: Message
    author: str
    is_app: bool
    at: datetime
    body: Markup
    attachments: Sequence[tuple[str, Markup]]
    files: Sequence[ShownFile]
    replies: Sequence[Message]
    is_own: bool
    form: str


@dataclass(frozen=True)
class Modal:
    """A modal, or the Home tab, as its owner sees it."""

    view: View
    body: Markup
    form: str
    depth: int = 1

    def words(self, name: str, otherwise: str) -> str:
        """Return the title, or the words of a button."""
        given = self.view.content.get(name)
        return str(given["text"]) if given else otherwise


class Panes:
    """Draws the messages and views of one person. `app_name` is how they know the app."""

    def __init__(self, workspace: Workspace, where: Where, app_name: str) -> None:
        self.workspace = workspace
        self.where = where
        self.user = where.user
        self.app_name = app_name
        self.zone = ZoneInfo(where.user.tz)
        self.names = Names(self._user_name, self._channel_name, self.zone)

    @property
    def channel(self) -> Channel | None:
        """The channel that is looked at; None at Home."""
        return self.workspace.channels.get(self.where.place)

    def channels(self) -> list[Channel]:
        """The channels that the person finds, without conversations with the app."""
        found = (c for c in self.workspace.channels.values() if c.is_seen_by(self.user))
        return [channel for channel in found if channel.kind != "im"]

    def title(self, channel: Channel) -> str:
        """Return what a channel is called."""
        return self.app_name if channel.kind == "im" else channel.name

    def messages(self) -> list[Shown]:
        """The messages of the channel, oldest first, with those that only this person sees."""
        if self.channel is None:
            return []
        own = self.workspace.ephemerals(self.user.id, self.channel.id)
        all_ = [
            *self.workspace.messages(self.channel.id),
            *(message for message in own if not message.is_reply),
        ]
        return [self._shown(message) for message in sorted(all_, key=_moment)]

    def thread(self) -> list[Shown]:
        """The thread that is looked at, its parent first; empty if none is."""
        if self.channel is None or not self.where.thread:
            return []
        parent = self.workspace.find_message(self.channel.id, self.where.thread)
        if parent is None:
            return []
        own = self.workspace.ephemerals(self.user.id, self.channel.id)
        replies = [
            *self.workspace.replies(self.channel.id, parent.ts),
            *(message for message in own if message.thread_ts == parent.ts),
        ]
        shown = [parent, *sorted(replies, key=_moment)]
        return [self._shown(message, "t") for message in shown]

    def status(self) -> str:
        """Return the status that the app shows in the thread."""
        if self.channel is None or not self.where.thread:
            return ""
        now = self.workspace.now()
        status = self.workspace.statuses.standing(self.channel.id, self.where.thread, now)
        return status.text if status else ""

    def modal(self) -> Modal | None:
        """The visible view of the person's open modal."""
        stack = self.workspace.views.stack(self.user.id)
        return self._view(stack[-1], len(stack)) if stack else None

    def home(self) -> Modal | None:
        """Return the view that the app has published on the person's Home."""
        view = self.workspace.views.home(self.user.id)
        return self._view(view, 1) if view else None

    def drawn(self, thing: Json) -> Markup:
        """Draw a text object."""
        is_marked = thing["type"] == "mrkdwn"
        return draw_spans(mrkdwn(thing["text"], self.names) if is_marked else plain(thing["text"]))

    def typed(self, message: Message) -> str:
        """The words of a message as its author may have typed them."""
        return words(mrkdwn(message.text, Names(self._user_name, self._channel_name)))

    def _view(self, view: View, depth: int) -> Modal:
        form = f"v-{view.id}"
        errors = _of_blocks(validate_view(_as_given(view)))
        return Modal(view, draw(view.blocks, errors, self._scene(view, form)), form, depth)

    def _shown(self, message: Message, side: str = "m") -> Shown:
        form = f"{side}-{message.ts}"
        scene = self._scene(message, form)
        has_blocks = bool(message.blocks)
        body = (
            draw(message.blocks, validate_message(message.blocks), scene)
            if has_blocks
            else draw_spans(mrkdwn(message.text, self.names))
            if message.text
            else Markup()
        )
        is_parent = not message.is_reply and message.to is None
        return Shown(
            message,
            author=self._author(message),
            is_app=message.user == APP_USER,
            at=datetime.fromtimestamp(float(message.ts), self.zone),
            body=body,
            attachments=[_attached(each, message, scene) for each in message.attachments],
            files=[_shown_file(file) for file in message.files],
            replies=self.workspace.replies(message.channel, message.ts) if is_parent else (),
            is_own=message.user == self.user.id,
            form=form,
        )

    def _scene(self, surface: Message | View, form: str) -> Scene:
        own = surface.place[-1]
        orders = {block: order for (of, block), order in self.where.orders.items() if of == own}

        def address(block: str, order: Order) -> str:
            return self.where.address(orders={**self.where.orders, (own, block): order})

        return Scene(
            form=form,
            names=self.names,
            values=self.workspace.state(self.user.id, surface),
            complaints=surface.errors if isinstance(surface, View) else {},
            choices=lambda block, element: choices(
                self.workspace, self.user, surface, (dict(block), dict(element))
            ),
            orders=orders,
            address=address,
            file=self._file,
        )

    def _file(self, given: Json) -> str:
        for file in self.workspace.files.complete:
            if given.get("id") == file.id or given.get("url") in (file.url_private, file.permalink):
                return f"/file/{file.id}"
        return ""

    def _author(self, message: Message) -> str:
        if message.user == APP_USER:
            return self.app_name
        user = self.workspace.find_user(message.user)
        return user.real_name if user else "Slack"

    def _user_name(self, id_: str) -> str:
        if id_ == APP_USER:
            return self.app_name
        user = self.workspace.users.get(id_)
        return user.display_name if user else id_

    def _channel_name(self, id_: str) -> str:
        channel = self.workspace.channels.get(id_)
        is_seen = channel is not None and channel.is_seen_by(self.user)
        return channel.name if channel and is_seen else "private channel"


def role(user: User) -> str:
    """Tell what a person is in the workspace."""
    if user.team:
        return "other organisation"
    if user.is_owner:
        return "owner"
    if user.is_admin:
        return "admin"
    return "guest" if user.is_restricted or user.is_ultra_restricted else "member"


def people(workspace: Workspace) -> list[User]:
    """The people whom one may be: all who are no bots."""
    return [user for user in workspace.users.values() if not user.is_bot and not user.is_deleted]


def _moment(message: Message) -> float:
    return float(message.ts)


def _attached(attachment: Json, message: Message, scene: Scene) -> tuple[str, Markup]:
    """Draw an attachment: its colour, and its blocks or its words."""
    colour = str(attachment.get("color") or "")
    if blocks := attachment.get("blocks"):
        return colour, draw(with_ids(blocks, message.ts), validate_message(blocks), scene)
    words = [attachment.get(name) for name in ("pretext", "title", "text")]
    shown = "\n".join(str(each) for each in words if each) or attachment.get("fallback", "")
    return colour, draw_spans(mrkdwn(shown, scene.names))


def _shown_file(file: File) -> ShownFile:
    suffix = PurePath(file.name).suffix.lower()
    lines = file.text.splitlines() if suffix == ".csv" else []
    return ShownFile(
        file, suffix in PICTURES, lines[:SHOWN_LINES], max(len(lines) - SHOWN_LINES, 0)
    )


def _as_given(view: View) -> Json:
    return {**view.content, "type": view.type}


def _of_blocks(errors: Sequence[BlockError]) -> list[BlockError]:
    """Return errors of a view as those of its blocks."""
    return [
        BlockError(error.pointer.removeprefix("/blocks"), error.code, error.message)
        for error in errors
    ]
