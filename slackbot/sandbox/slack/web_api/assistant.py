"""Implements assistant.threads.setStatus, which shows people what the app is doing."""

from slackbot.sandbox.blocks.checks import array, string
from slackbot.sandbox.slack.web_api.method import Call, MethodError, channel_of, parent_ts
from slackbot.sandbox.slack.workspace.message import Json
from slackbot.sandbox.slack.workspace.status import Status

LOADING_MESSAGES = array(string(50), 10)


def set_status(call: Call) -> Json:
    """Show a status in a thread until the app's next message there; an empty one shows none."""
    channel = channel_of(call, "channel_id")
    if not channel.is_member:
        raise MethodError("channel_not_found")
    loading = call.arguments.get("loading_messages") or ()
    if loading and list(LOADING_MESSAGES(loading, "")):
        raise MethodError("invalid_arguments")
    call.workspace.set_status(
        Status(
            channel.id,
            parent_ts(call, channel, "invalid_thread_ts") or "",
            call.text("status"),
            call.workspace.now(),
            tuple(loading),
        )
    )
    return {}
