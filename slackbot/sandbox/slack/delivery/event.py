"""Builds the Events API's events for what people do, as Slack sends them to the app."""

import secrets

from slackbot.sandbox.slack.workspace.message import Json, Message
from slackbot.sandbox.slack.workspace.view import View
from slackbot.sandbox.slack.workspace.workspace import APP_USER, Channel, User, Workspace

MENTION = f"<@{APP_USER}>"
LETTERS = {"channels": "C", "groups": "G"}  # of kinds of channels, in events on their members
LEFT = {"channels": "channel_left", "groups": "group_left"}  # events, of the same
WORDS = {"channels": "channel", "groups": "group"}  # of these, in events on messages


def app_mention(workspace: Workspace, message: Message, channel: Channel) -> Json:
    """Return the event for a message that mentions the app, in its envelope, with a new id."""
    user = workspace.users[message.user]
    of = workspace.team_of(user)
    foreign = {"user_team": of, "source_team": of} if of != workspace.team_id else {}
    event: Json = {
        "type": "app_mention",
        "user": message.user,
        "text": message.text,
        "ts": message.ts,
        "client_msg_id": secrets.token_hex(16),
        "team": of,
        **foreign,
        **({"bot_id": f"B{user.id[1:]}"} if user.is_bot else {}),
        "channel": channel.id,
        "event_ts": message.ts,
    }
    if message.edited_ts:
        event["edited"] = {"user": message.user, "ts": message.edited_ts}
    if message.thread_ts:
        event["thread_ts"] = message.thread_ts
    return _envelope(workspace, event, message.ts, channel)


def message_posted(workspace: Workspace, message: Message, channel: Channel) -> Json:
    """Return the event for a person's message in a conversation of the app."""
    user = workspace.users[message.user]
    event: Json = {
        "type": "message",
        "user": message.user,
        "text": message.text,
        "ts": message.ts,
        "client_msg_id": secrets.token_hex(16),
        "team": workspace.team_of(user),
        "channel": channel.id,
        "channel_type": WORDS.get(channel.kind, channel.kind),
        "event_ts": message.ts,
    }
    if message.thread_ts:
        event["thread_ts"] = message.thread_ts
    return _envelope(workspace, event, message.ts, channel)


def message_changed(workspace: Workspace, message: Message, channel: Channel) -> Json:
    """Return the event for an edited message; it has the message as it is, and as it was."""
    now = message.edited_ts or message.ts
    event = {
        "type": "message",
        "subtype": "message_changed",
        "hidden": True,
        "channel": channel.id,
        "channel_type": WORDS.get(channel.kind, channel.kind),
        "message": message.wire(),
        "previous_message": message.earlier[-1].wire(),
        "ts": now,
        "event_ts": now,
    }
    return _envelope(workspace, event, now, channel)


def member_joined(
    workspace: Workspace, user: User, channel: Channel, inviter: User | None = None
) -> Json:
    """Return the event for a new member of a channel, who may have been invited."""
    event = _membership(workspace, "member_joined_channel", user, channel)
    return _envelope(
        workspace,
        event | ({"inviter": inviter.id} if inviter else {}),
        event["event_ts"],
        channel,
    )


def member_left(workspace: Workspace, user: User, channel: Channel) -> Json:
    """Return the event for a member who has left a channel."""
    event = _membership(workspace, "member_left_channel", user, channel)
    return _envelope(workspace, event, event["event_ts"], channel)


def left(workspace: Workspace, channel: Channel, by: User) -> Json:
    """Return the event for the app itself having been removed from a channel, by somebody."""
    event: Json = {
        "type": LEFT[channel.kind],
        "channel": channel.id,
        "actor_id": by.id,
        "event_ts": workspace.next_ts(),
    }
    return _envelope(workspace, event, event["event_ts"], channel)


def app_home_opened(
    workspace: Workspace, user: User, channel: Channel, tab: str, view: View | None
) -> Json:
    """Return the event for a look at the app's Home; with the view if there is one."""
    event: Json = {
        "type": "app_home_opened",
        "user": user.id,
        "channel": channel.id,
        "tab": tab,
        "event_ts": workspace.next_ts(),
    }
    if view:
        event["view"] = workspace.shown_view(view, workspace.state(user.id, view))
    return _envelope(workspace, event, event["event_ts"], channel)


def _membership(workspace: Workspace, kind: str, user: User, channel: Channel) -> Json:
    return {
        "type": kind,
        "user": user.id,
        "channel": channel.id,
        "channel_type": LETTERS.get(channel.kind, "G"),
        "team": workspace.team_of(user),
        "event_ts": workspace.next_ts(),
    }


def _envelope(workspace: Workspace, event: Json, ts: str, channel: Channel) -> Json:
    return {
        "token": "sandbox",
        "team_id": workspace.team_id,
        "api_app_id": workspace.app_id,
        "event": event,
        "type": "event_callback",
        "event_id": f"Ev{secrets.token_hex(5).upper()}",
        "event_time": int(float(ts)),
        "authorizations": [
            {
                "enterprise_id": workspace.organisation or None,
                "team_id": workspace.team_id,
                "user_id": APP_USER,
                "is_bot": True,
                "is_enterprise_install": workspace.is_org_wide,
            }
        ],
        "is_ext_shared_channel": channel.is_ext_shared,
        "event_context": secrets.token_urlsafe(18),
    }
