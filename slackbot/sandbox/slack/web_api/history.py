"""Implements the methods that read messages: conversations.history and conversations.replies."""

import base64
import re
from collections.abc import Sequence
from decimal import Decimal

from slackbot.sandbox.slack.web_api.method import Call, MethodError, channel_of, need
from slackbot.sandbox.slack.workspace.message import Json, Message
from slackbot.sandbox.slack.workspace.workspace import Channel, Workspace

MOST_REPLIES = 1_000
# "The maximum number of items to return … Maximum of 999", 100 where none is said.
MOST_MESSAGES, USUAL_MESSAGES = 999, 100
TS = re.compile(r"\d+(\.\d+)?")


def conversation_history(call: Call) -> Json:
    """Return the messages of a channel itself, newest first, in pages.

    Slack's page says so also if only `oldest` is given; an older method was observed to begin at
    `oldest` then.
    """
    channel = _readable(call, "not_in_channel")
    found = _between(call, call.workspace.messages(channel.id)[::-1])
    if before := _cursor(call, "next_ts"):
        found = [m for m in found if _ticks(m.ts) <= before]
    limit = _limit(call, USUAL_MESSAGES, MOST_MESSAGES)
    page, rest = found[:limit], found[limit:]
    answer: Json = {
        "messages": [_in_channel(call, m) for m in page],
        "has_more": bool(rest),
        "pin_count": 0,
        "channel_actions_ts": None,
        "channel_actions_count": 0,
    }
    # A cursor names the next message and not a number, so that new messages shift nothing.
    return answer | (_next_page("next_ts", _ticks(rest[0].ts)) if rest else {})


def conversation_replies(call: Call) -> Json:
    """A thread: its parent and the replies, in pages."""
    channel = _readable(call, "channel_not_found")
    thread = _whole_thread(call.workspace, channel, call.text("ts"))
    start = _cursor(call, "next")
    stop = start + _limit(call, MOST_REPLIES, MOST_REPLIES)
    page = [_in_thread(call, m, thread) for m in thread[start:stop]]
    answer: Json = {"messages": page, "has_more": stop < len(thread)}
    return answer | (_next_page("next", stop) if stop < len(thread) else {})


def _readable(call: Call, refusal: str) -> Channel:
    channel = channel_of(call)
    need(call, f"{channel.kind}:history")
    if not channel.is_member:
        raise MethodError(refusal)
    return channel


def _between(call: Call, messages: Sequence[Message]) -> Sequence[Message]:
    """Return those after `oldest` and before `latest`; with `inclusive` also those at the two."""
    oldest, latest = _time(call, "oldest"), _time(call, "latest")
    inside = call.flag("inclusive")

    def fits(ts: Decimal) -> bool:
        after = oldest is None or ts > oldest or (inside and ts == oldest)
        before = latest is None or ts < latest or (inside and ts == latest)
        return after and before

    return [message for message in messages if fits(Decimal(message.ts))]


def _time(call: Call, name: str) -> Decimal | None:
    given = call.text(name)
    if given and not TS.fullmatch(given):
        raise MethodError(f"invalid_ts_{name}")
    return Decimal(given) if given else None


def _ticks(ts: str) -> int:
    return int(ts.replace(".", ""))


def _limit(call: Call, usual: int, most: int) -> int:
    limit = call.text("limit")
    if limit and not limit.isdecimal():
        raise MethodError("invalid_arguments")
    return min(int(limit or usual), most) or usual


def _cursor(call: Call, kind: str) -> int:
    cursor = call.text("cursor")
    if not cursor:
        return 0
    try:
        return int(base64.b64decode(cursor).decode().removeprefix(f"{kind}:"))
    except ValueError as bad:
        raise MethodError("invalid_cursor") from bad


def _next_page(kind: str, at: int) -> Json:
    cursor = base64.b64encode(f"{kind}:{at}".encode()).decode()
    return {"response_metadata": {"next_cursor": cursor}}


def _whole_thread(workspace: Workspace, channel: Channel, ts: str) -> list[Message]:
    message = workspace.find_message(channel.id, ts)
    if message is None:
        raise MethodError("thread_not_found")
    parent = workspace.find_message(channel.id, message.thread_ts or ts) or message
    return [parent, *workspace.replies(channel.id, parent.ts)]


def _in_channel(call: Call, message: Message) -> Json:
    return _shown(call, message) | _thread_facts(
        message, call.workspace.replies(message.channel, message.ts)
    )


def _in_thread(call: Call, message: Message, thread: Sequence[Message]) -> Json:
    parent, replies = thread[0], thread[1:]
    if message is parent:
        return _shown(call, message) | _thread_facts(parent, replies)
    return _shown(call, message) | {"parent_user_id": parent.user}


def _shown(call: Call, message: Message) -> Json:
    return message.wire(with_metadata=call.flag("include_all_metadata"))


def _thread_facts(parent: Message, replies: Sequence[Message]) -> Json:
    if not replies:
        return {}
    authors = list(dict.fromkeys(reply.user for reply in replies))
    return {
        "thread_ts": parent.ts,
        "reply_count": len(replies),
        "reply_users": authors,
        "reply_users_count": len(authors),
        "latest_reply": replies[-1].ts,
    }
