"""Implements the methods for uploads: files.getUploadURLExternal and
files.completeUploadExternal.
"""

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from slackbot.sandbox.slack.web_api.method import Call, MethodError, channel_of, parent_ts
from slackbot.sandbox.slack.workspace.files import File, Upload
from slackbot.sandbox.slack.workspace.message import Draft, Json
from slackbot.sandbox.slack.workspace.workspace import APP_USER, Channel

MAX_ALT_TEXT = 1_000
# Unlike chat.postMessage, the method takes no name and no user's id: github.com/slackapi/bolt-js
# issue 2115 has the pattern. The sandbox's own ids are shorter than Slack's.
CHANNEL_ID = re.compile(r"[CGDZ][A-Z0-9]+")


def get_upload_url(call: Call) -> Json:
    """Return the address to post a file of that name and length to."""
    length = call.text("length")
    if not length.isdecimal():
        raise MethodError("invalid_arguments")
    if int(length) == 0:
        raise MethodError("missing_argument")
    if len(call.text("alt_txt")) > MAX_ALT_TEXT:
        raise MethodError("alt_txt_too_large")
    name, alt_text = call.text("filename"), call.text("alt_txt")
    upload, ticket = call.workspace.files.announce(name, int(length), alt_text)
    return {"upload_url": f"http://{call.host}/upload/v1/{ticket}", "file_id": upload.id}


def complete_upload(call: Call) -> Json:
    """Share uploaded files in one message; keep them private if no channel is named.

    Slack may take a moment until the message exists; here it exists at once.
    """
    uploads = list(_uploads(call))
    channel = _channel(call) if call.text("channel_id") else None
    # A refusal with a word of its own for this is not in the contract.
    thread_ts = parent_ts(call, channel, "invalid_arguments") if channel else None
    files = [_file(call, upload, title, channel, thread_ts) for upload, title in uploads]
    for file in files:
        call.workspace.files.finish(file)
    if channel:
        comment = Draft(call.text("initial_comment"))
        call.workspace.post(channel.id, comment, thread_ts=thread_ts, files=files)
    return {"files": [file.wire() for file in files]}


def _channel(call: Call) -> Channel:
    if not CHANNEL_ID.fullmatch(call.text("channel_id")):
        where = f"{CHANNEL_ID.pattern} [json-pointer:/channel_id]"
        messages = [f"[ERROR] input must match regex pattern: {where}"]
        raise MethodError("invalid_arguments", response_metadata={"messages": messages})
    channel = channel_of(call, "channel_id")
    if not channel.is_member:
        raise MethodError("not_in_channel")
    if channel.is_archived:
        raise MethodError("posting_to_channel_denied")
    return channel


def _uploads(call: Call) -> Iterator[tuple[Upload, str]]:
    for named in _named(call):
        upload = call.workspace.files.uploaded(str(named.get("id")))
        if upload is None:
            raise MethodError("file_not_found")
        yield upload, str(named.get("title") or upload.name)


def _named(call: Call) -> Sequence[Json]:
    files: Any = call.arguments["files"]
    try:
        files = json.loads(files) if isinstance(files, str) else files
    except ValueError as bad:
        raise MethodError("invalid_arguments") from bad
    if not isinstance(files, list) or not files or not all(isinstance(f, dict) for f in files):
        raise MethodError("invalid_arguments")
    return files


def _file(
    call: Call, upload: Upload, title: str, channel: Channel | None, thread_ts: str | None
) -> File:
    workspace = call.workspace
    return File(
        id=upload.id,
        name=upload.name,
        title=title,
        content=upload.content or b"",
        user=APP_USER,
        created=int(workspace.now()),
        url_private=f"https://files.slack.com/files-pri/{workspace.team_id}-{upload.id}/{upload.name}",
        permalink=f"https://{workspace.domain}.slack.com/files/{APP_USER}/{upload.id}/{upload.name}",
        alt_text=upload.alt_text,
        channel=channel.id if channel else None,
        thread_ts=thread_ts,
    )
