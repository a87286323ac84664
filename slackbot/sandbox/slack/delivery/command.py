"""Builds slash commands, as Slack sends them to the app."""

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
    """Return the payload of a command. Workspaces outside an enterprise have no `enterprise_*`
    fields.

    It names no thread, because commands cannot be given in one.
    """
    grid = {"enterprise_id": workspace.organisation} if workspace.organisation else {}
    return {
        **grid,
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
        "is_enterprise_install": str(workspace.is_org_wide).lower(),
        "response_url": response_url,
        "trigger_id": workspace.triggers.issue(user.id, channel=channel.id),
    }


def told_name(channel: Channel) -> str:
    """Return the channel's name as payloads have it: Slack hides the names of private ones."""
    return {"groups": "privategroup", "im": "directmessage"}.get(channel.kind, channel.name)
