"""Reads what people and bots ask from the payloads of Slack, in all the forms that Slack sends."""

import re
import secrets
from functools import lru_cache
from typing import Any

from slackbot.domain.ask import CANCEL, HOME, JOINED, LEFT, Ask, Mention, Thread
from slackbot.domain.errors import UserError
from slackbot.ports import Clock
from slackbot.slack.blocks.blocks import ABOUT, DENY, REASON
from slackbot.slack.inbound.workspaces import object_of, workspace_id, workspace_of

COMMAND = "/billing"
MENTION = r"<@{user}(\|[^>]*)?>"
NO_PLACE = f"Slack did not say where this was asked. Type it in a channel: `{COMMAND} help`"

CHANNEL = re.compile(r"[CG][A-Z0-9]{1,20}")
SAME_LOOK = 5.0  # seconds: who opens a tab twice within them sees it drawn once

Payload = dict[str, Any]


class PayloadReader:
    """Reads asks. `home` is the app's workspace, which counts where a payload names none; empty
    where the app may be in several. An `app_user` is the user that is mentioned, which is another
    one in each workspace.

    Raises UserError for a payload that does not say who asked, or where.
    """

    def __init__(self, home: str, clock: Clock) -> None:
        self._home = home
        self.clock = clock

    def command(self, command: Payload) -> Ask:
        """Read a slash command."""
        channel = _needed(command.get("channel_id"))
        return Ask(
            team=self.workspace(command),
            channel=channel,
            unplaced=_is_direct(channel),
            user=_needed(command.get("user_id")),
            text=_text(command.get("text")),
            command=str(command["command"]),
            received_at=self.clock.now(),
            response_url=str(command.get("response_url") or ""),
        )

    def click(self, body: Payload, action: Payload) -> Ask:
        """Read a click, or a choice from a menu: the person asks, in the thread of the message.

        The value is only words: they are parsed, and permissions checked, as if typed.
        """
        container, user = object_of(body, "container"), object_of(body, "user")
        channel = _needed(
            object_of(body, "channel").get("id") or container.get("channel_id") or _in_view(body)
        )
        ts = container.get("thread_ts") or container.get("message_ts") or ""
        ephemeral = bool(container.get("is_ephemeral"))
        return Ask(
            team=self.workspace(body),
            channel=channel,
            user=_needed(user.get("id")),
            user_team=workspace_id(user.get("team_id")),
            text=_text(_typed(action)) + _reason(body, action),
            command=CANCEL if action["action_id"] == CANCEL else COMMAND,
            received_at=self.clock.now(),
            response_url=str(body.get("response_url") or ""),
            thread=None if ephemeral or not ts else Thread(channel=channel, ts=str(ts)),
            whole=True,
            about=_about(action),
        )

    def home(self, body: Payload, _app_user: str = "") -> Ask | None:
        """Read a look at the app's Home tab; None for another tab."""
        event = object_of(body, "event")
        user = _needed(event.get("user"))
        if event.get("tab") != "home":
            return None
        return Ask(
            team=self.workspace(body),
            channel=user,
            user=user,
            text="",
            command=HOME,
            received_at=self.clock.now(),
        )

    def place(self, body: Payload) -> Ask:
        """Read who does something, and in which channel if it is in one: an ask without words."""
        user, container = object_of(body, "user"), object_of(body, "container")
        return Ask(
            team=self.workspace(body),
            channel=str(object_of(body, "channel").get("id") or container.get("channel_id") or ""),
            user=_needed(user.get("id")),
            user_team=workspace_id(user.get("team_id")),
            text="",
            received_at=self.clock.now(),
            response_url=str(body.get("response_url") or ""),
            whole=True,
        )

    def joined(self, body: Payload, app_user: str) -> Ask | None:
        """Read that the app was invited into a channel; None for others, and without anybody who
        has invited it."""
        event = object_of(body, "event")
        inviter = event.get("inviter")
        if not inviter or event.get("user") != app_user:
            return None
        return self._happened(body, JOINED, str(inviter))

    def left(self, body: Payload, _app_user: str = "") -> Ask:
        """Read that the app was removed from a channel."""
        return self._happened(body, LEFT)

    def _happened(self, body: Payload, command: str, user: str = "") -> Ask:
        return Ask(
            team=self.workspace(body),
            channel=_needed(object_of(body, "event").get("channel")),
            user=user,
            text="",
            command=command,
            received_at=self.clock.now(),
            by_bot=not user,
        )

    def mention(self, body: Payload, app_user: str = "") -> Ask:
        """Read a mention: the answer goes into its thread, or starts one.

        A workflow mentions the app without a `user`, and other bots have a `bot_id` as well.
        """
        event = object_of(body, "event")
        channel, ts = _needed(event.get("channel")), _needed(event.get("ts"))
        user, thread = str(event.get("user") or ""), str(event.get("thread_ts") or ts)
        edited = str(object_of(event, "edited").get("ts") or "")
        return Ask(
            team=self.workspace(body),
            channel=channel,
            unplaced=_is_direct(channel),
            user=user,
            user_team=workspace_id(event.get("user_team") or event.get("team")),
            by_bot=not user or bool(event.get("bot_id")),
            text=_mentions(app_user).sub("", _text(event.get("text"))).strip(),
            received_at=self.clock.now(),
            thread=Thread(channel=channel, ts=thread),
            whole=bool(edited) and thread == ts,  # other words of a question replace the former
            mention=Mention(ts=ts, edited=edited),
        )

    def message(self, body: Payload, app_user: str = "") -> Ask | None:
        """Read a message, where the app is told of it: one to the app in a direct message, which
        needs no mention, or an edit of one that mentions it; None for others."""
        event = object_of(body, "event")
        if event.get("subtype") == "message_changed":
            return self.edit(body, app_user)
        is_own = event.get("bot_id") or event.get("user") in (None, app_user)
        if event.get("channel_type") != "im" or event.get("subtype") or is_own:
            return None
        return self.mention(body, app_user)

    def edit(self, body: Payload, app_user: str) -> Ask | None:
        """Read an edit of a message, as an event of its own; None unless it mentions the app.

        A message also changes without an edit, as when Slack shows what is behind its links.
        """
        event = object_of(body, "event")
        message = object_of(event, "message")
        mentioned = f"<@{app_user}" in str(message.get("text") or "")
        if not (mentioned and message.get("edited")) or message.get("user") == app_user:
            return None
        mentioned_now = {**body, "event": {**message, "channel": event.get("channel")}}
        return self.mention(mentioned_now, app_user)

    def workspace(self, payload: Payload) -> str:
        """Return the workspace that a payload is for. Raises UserError if it names none, where
        the app may be in several."""
        return _needed(workspace_of(payload) or self._home)


@lru_cache(maxsize=1_000)
def _mentions(app_user: str) -> re.Pattern[str]:
    """Return the pattern of the mentions that are no words of a question."""
    first = r"^\s*" + MENTION.format(user="[A-Z0-9]+") + r"[\s,:]*"
    own = r"\s*" + MENTION.format(user=re.escape(app_user)) + "[,:]?"
    return re.compile(f"{first}|{own}" if app_user else first)


def request_of(payload: Payload) -> str:
    """Return the id of the request: Slack keeps its trigger id when it redelivers."""
    return str(payload.get("trigger_id") or payload.get("response_url") or secrets.token_hex(16))


def is_bare(command: Payload) -> bool:
    """Tell whether a command has no words, and can open a form."""
    return bool(command.get("trigger_id")) and not _text(command.get("text")).strip()


def mention_of(ask: Ask, mention: Mention) -> str:
    """Return the id of a mention: its message as edited, in whatever event it comes."""
    return ":".join(filter(None, ("mention", ask.channel, mention.ts, mention.edited)))


def event_of(ask: Ask, body: Payload) -> str:
    """Return the id of an event, under which Slack may deliver it again; looks at a Home tab at the
    same moment are one."""
    if ask.mention:
        return mention_of(ask, ask.mention)
    if ask.command == HOME:
        return f"home:{ask.user}:{int(ask.received_at.timestamp() // SAME_LOOK)}"
    return f"{ask.command}:{ask.channel}:{object_of(body, 'event').get('event_ts')}"


def _in_view(body: Payload) -> object:
    """Return the person for a click on their Home tab, which is in no channel: they are answered in
    their direct message with the app."""
    is_home = object_of(body, "view").get("type") == "home"
    return object_of(body, "user").get("id") if is_home else None


def _reason(body: Payload, action: Payload) -> str:
    """Return the words of the field beside a button that denies."""
    if action["action_id"] != DENY:
        return ""
    values = object_of(object_of(body, "state"), "values")
    typed = _text(object_of(object_of(values, REASON), REASON).get("value"))
    words = " ".join(typed.split())
    return f" because {words}" if words else ""


def _about(action: Payload) -> str:
    """Return the channel that a button outside of it is about."""
    channel = str(action["action_id"]).partition(ABOUT)[2]
    return channel if CHANNEL.fullmatch(channel) else ""


def _typed(action: Payload) -> object:
    """Return the words of a button, or those of the option that was chosen from a menu."""
    return action.get("value") or object_of(action, "selected_option").get("value")


def _text(value: object) -> str:
    """Return the words without what no database stores: halves of characters, and NUL."""
    return str(value or "").encode("utf-8", "replace").decode().replace("\0", "")


def _is_direct(channel: str) -> bool:
    return channel.startswith("D")


def _needed(id_: object) -> str:
    if isinstance(id_, str) and id_:
        return id_
    raise UserError(NO_PLACE)
