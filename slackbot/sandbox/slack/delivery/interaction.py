"""Builds what all payloads of interactions have in common, and shortcuts, as Slack sends them."""

from slackbot.sandbox.slack.delivery.command import told_name
from slackbot.sandbox.slack.workspace.message import Json, Message
from slackbot.sandbox.slack.workspace.workspace import Channel, User, Workspace


def interaction(workspace: Workspace, kind: str, user: User) -> Json:
    """Return the fields of any interaction of that user."""
    organisation = workspace.organisation
    return {
        "type": kind,
        "user": {
            "id": user.id,
            "username": user.name,
            "name": user.name,
            "team_id": workspace.team_of(user),
        },
        "api_app_id": workspace.app_id,
        "token": "sandbox",
        # With an installation for a whole organisation, only the user says where it was.
        "team": None
        if workspace.is_org_wide
        else {"id": workspace.team_id, "domain": workspace.domain},
        "enterprise": {"id": organisation, "name": organisation} if organisation else None,
        "is_enterprise_install": workspace.is_org_wide,
    }


def global_shortcut(workspace: Workspace, callback_id: str, user: User) -> Json:
    """Return the payload of a shortcut that was chosen from anywhere; it names no channel."""
    return _shortcut(workspace, "shortcut", callback_id, user)


def message_shortcut(
    workspace: Workspace,
    callback_id: str,
    user: User,
    message: Message,
    channel: Channel,
    response_url: str,
) -> Json:
    """Return the payload of a shortcut that was chosen from a message's menu."""
    return {
        **_shortcut(workspace, "message_action", callback_id, user, channel.id),
        "message_ts": message.ts,
        "message": workspace.shown(message),
        "channel": {"id": channel.id, "name": told_name(channel)},
        "response_url": response_url,
    }


def _shortcut(
    workspace: Workspace, kind: str, callback_id: str, user: User, channel: str = ""
) -> Json:
    return {
        **interaction(workspace, kind, user),
        "callback_id": callback_id,
        "action_ts": workspace.next_ts(),
        "trigger_id": workspace.triggers.issue(user.id, channel=channel),
    }
