"""A slash command as Slack sends it to the app."""

import secrets

from slackbot.sandbox.slack.workspace.workspace import Channel, User, Workspace

Command = dict[str, str]


def slash_command(
    workspace: Workspace,
    command: str,
    text: str,
    *,
    user: User,
    channel: Channel,
    response_url: str,
) -> Command:
    """The payload of a command. Workspaces outside an enterprise have no `enterprise_*` fields.

    It names no thread: commands cannot be given in one.
    """
    return {
        "token": "sandbox",
        "team_id": workspace.team_id,
        "team_domain": workspace.domain,
        "channel_id": channel.id,
        "channel_name": told_name(channel),
        "user_id": user.id,
        "user_name": user.name,
        "command": command,
        "text": text,
        "api_app_id": workspace.app_id,
        "is_enterprise_install": "false",
        "response_url": response_url,
        "trigger_id": trigger_id(workspace),
    }


def told_name(channel: Channel) -> str:
    """The channel's name as payloads have it: Slack keeps those of private ones to itself."""
    return "privategroup" if channel.is_private else channel.name


def trigger_id(workspace: Workspace) -> str:
    """What lets the app open a window for the person; another one for each thing that one does."""
    # The form is Slack's: an id, the team's number, a secret.
    return f"{workspace.next_ts()}.{secrets.token_hex(16)}"
