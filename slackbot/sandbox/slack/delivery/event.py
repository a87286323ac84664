"""A message that mentions the app, as the Events API tells the app of it."""

import secrets

from slackbot.sandbox.slack.workspace.message import Json, Message
from slackbot.sandbox.slack.workspace.workspace import APP_USER, Channel, Workspace

MENTION = f"<@{APP_USER}>"


def app_mention(workspace: Workspace, message: Message, channel: Channel) -> Json:
    """The event in its envelope; its id is another one each time."""
    event = {
        "type": "app_mention",
        "user": message.user,
        "text": message.text,
        "ts": message.ts,
        "client_msg_id": secrets.token_hex(16),
        "team": workspace.team_id,
        "channel": channel.id,
        "event_ts": message.ts,
    }
    return {
        "token": "sandbox",
        "team_id": workspace.team_id,
        "api_app_id": workspace.app_id,
        "event": event | ({"thread_ts": message.thread_ts} if message.thread_ts else {}),
        "type": "event_callback",
        "event_id": f"Ev{secrets.token_hex(5).upper()}",
        "event_time": int(float(message.ts)),
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": workspace.team_id,
                "user_id": APP_USER,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": channel.is_ext_shared,
        "event_context": secrets.token_urlsafe(18),
    }
