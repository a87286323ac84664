"""Implements the methods that post: chat.postMessage, chat.postEphemeral, chat.update."""

from collections.abc import Sequence

from slackbot.sandbox.blocks.checks import BlockError
from slackbot.sandbox.slack.web_api.method import (
    Call,
    MethodError,
    channel_of,
    json_argument,
    parent_ts,
)
from slackbot.sandbox.slack.workspace.message import Draft, Json
from slackbot.sandbox.slack.workspace.workspace import APP_USER

# chat.update's own limit: "The `text` field cannot exceed 4,000 characters."
MAX_UPDATED_TEXT = 4_000
MAX_ATTACHMENTS = 100
NOT_A_PARENT = "cannot_reply_to_message"


def post_message(call: Call) -> Json:
    """Post a message, or a reply; with a user's id for the channel, a direct message."""
    channel = call.workspace.direct(call.text("channel")) or channel_of(call)
    if not channel.is_member and "chat:write.public" not in call.scopes:
        raise MethodError("not_in_channel")
    if channel.is_archived:
        raise MethodError("is_archived")
    thread_ts = parent_ts(call, channel, NOT_A_PARENT)
    message = call.workspace.post(
        channel.id,
        _draft(call),
        thread_ts=thread_ts,
        is_broadcast=thread_ts is not None and call.flag("reply_broadcast"),
    )
    return {"channel": channel.id, "ts": message.ts, "message": call.workspace.shown(message)}


def post_ephemeral(call: Call) -> Json:
    """Show a message to one user only."""
    channel = channel_of(call)
    if not channel.is_member:
        raise MethodError("not_in_channel")
    if channel.is_archived:
        raise MethodError("is_archived")
    if call.text("user") not in channel.members:
        raise MethodError("user_not_in_channel")
    message = call.workspace.post(
        channel.id,
        _draft(call),
        thread_ts=parent_ts(call, channel, NOT_A_PARENT),
        to=call.text("user"),
    )
    return {"message_ts": message.ts}


def update_message(call: Call) -> Json:
    """Change a message of the app."""
    channel = channel_of(call)
    message = call.workspace.find_message(channel.id, call.text("ts"))
    if message is None:
        raise MethodError("message_not_found")
    if message.user != APP_USER:
        raise MethodError("cant_update_message")
    if channel.is_archived:
        raise MethodError("is_inactive")
    if len(call.text("text")) > MAX_UPDATED_TEXT:
        raise MethodError("msg_too_long")
    edited = call.workspace.edit(message, _draft(call))
    return {
        "channel": channel.id,
        "ts": edited.ts,
        "text": edited.text,
        "message": call.workspace.shown(edited),
    }


def _draft(call: Call) -> Draft:
    markdown = call.text("markdown_text")
    blocks = json_argument(call, "blocks", list, "invalid_blocks_format")
    if markdown and (blocks or call.text("text")):
        raise MethodError("markdown_text_conflict")
    draft = Draft(
        text=call.text("text") or markdown,
        blocks=blocks,
        attachments=json_argument(call, "attachments", list, "invalid_arguments"),
        metadata=_metadata(call),
    )
    _check(draft, call)
    if draft.is_truncated:
        call.warnings.append("message_truncated")
    return draft


def _check(draft: Draft, call: Call) -> None:
    if draft.is_empty:
        raise MethodError("no_text")
    if len(draft.attachments or ()) > MAX_ATTACHMENTS:
        raise MethodError("too_many_attachments")
    if errors := call.workspace.errors(draft):
        raise _invalid_blocks(errors)


def _invalid_blocks(errors: Sequence[BlockError]) -> MethodError:
    """Return Slack's refusal of blocks, with the faults in both forms that Slack uses."""
    return MethodError(
        "invalid_blocks",
        errors=[error.wire() for error in errors],
        response_metadata={"messages": [error.sentence() for error in errors]},
    )


def _metadata(call: Call) -> Json | None:
    metadata: Json | None = json_argument(call, "metadata", dict, "invalid_metadata_format")
    if metadata is None or metadata == {}:
        return metadata
    is_whole = isinstance(metadata.get("event_type"), str) and isinstance(
        metadata.get("event_payload"), dict
    )
    if not is_whole:
        raise MethodError("invalid_metadata_schema")
    return metadata
