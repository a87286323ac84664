"""A slash command as Slack sends it to the app."""

import secrets

from slackbot.sandbox.slack.workspace import Channel, User, Workspace

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
        # Slack keeps the names of private channels to itself.
        "channel_name": "privategroup" if channel.is_private else channel.name,
        "user_id": user.id,
        "user_name": user.name,
        "command": command,
        "text": text,
        "api_app_id": workspace.app_id,
        "is_enterprise_install": "false",
        "response_url": response_url,
        "trigger_id": _trigger_id(workspace),
    }


def _trigger_id(workspace: Workspace) -> str:
    # The form is Slack's: an id, the team's number, a secret.
    return f"{workspace.next_ts()}.{secrets.token_hex(16)}"
