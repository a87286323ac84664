"""Serves pages with which a person can inspect the sandbox's Slack and give commands."""

from dataclasses import asdict
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from slackbot.sandbox.slack.workspace.workspace import Channel, Workspace


def channel_list(workspace: Workspace) -> Response:
    """List all channels with their numbers of messages."""
    return JSONResponse({"channels": [_channel(workspace, c) for c in workspace.channels.values()]})


def channel_messages(workspace: Workspace, request: Request) -> Response:
    """Show a channel's messages with their threads, and the messages that only single users see."""
    channel = workspace.find_channel(request.path_params["channel"])
    if channel is None:
        return JSONResponse({"ok": False, "error": "channel_not_found"}, status_code=404)
    return JSONResponse(
        {
            "channel": _channel(workspace, channel),
            "messages": [
                message.wire(with_metadata=True)
                | {"replies": [r.wire() for r in workspace.replies(channel.id, message.ts)]}
                for message in workspace.messages(channel.id)
            ],
            "ephemerals": {
                user.id: [m.wire() for m in workspace.ephemerals(user.id, channel.id)]
                for user in workspace.users.values()
                if workspace.ephemerals(user.id, channel.id)
            },
        }
    )


def _channel(workspace: Workspace, channel: Channel) -> dict[str, Any]:
    return asdict(channel) | {
        "members": sorted(channel.members),
        "is_member": channel.is_member,
        "messages": len(workspace.messages(channel.id)),
    }
