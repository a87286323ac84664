"""Implements the methods that describe and open conversations, and a message's address."""

from collections.abc import Sequence

from slackbot.sandbox.slack.web_api.method import Call, MethodError, channel_of, need, page_start
from slackbot.sandbox.slack.workspace.message import Json
from slackbot.sandbox.slack.workspace.workspace import APP_USER, Channel

MOST_USERS = 8
TYPES = {  # by kind
    "channels": "public_channel",
    "groups": "private_channel",
    "im": "im",
    "mpim": "mpim",
}


def get_permalink(call: Call) -> Json:
    """The address of a message in Slack's own client."""
    channel = channel_of(call)
    message = call.workspace.find_message(channel.id, call.text("message_ts"))
    if message is None:
        raise MethodError("message_not_found")
    link = f"https://{call.workspace.domain}.slack.com/archives/{channel.id}/p"
    link += message.ts.replace(".", "")
    if message.is_reply:
        link += f"?thread_ts={message.thread_ts}&cid={channel.id}"
    return {"channel": channel.id, "permalink": link}


def conversation_info(call: Call) -> Json:
    """Describe a channel."""
    channel = channel_of(call)
    need(call, f"{channel.kind}:read")
    return {"channel": _conversation(call, channel)}


def conversation_list(call: Call) -> Json:
    """List the channels that the app can see, in pages."""
    return _page(call, [each for each in call.workspace.channels.values() if each.is_visible])


def user_conversations(call: Call) -> Json:
    """List the channels that a user, or without one the app, is a member of, in pages.

    "Non-public channels are restricted to those where the calling user shares membership."
    """
    user = call.text("user") or APP_USER
    if user not in call.workspace.users:
        raise MethodError("user_not_found")
    found = (each for each in call.workspace.channels.values() if each.is_visible)
    return _page(call, [each for each in found if user in each.members])


def _page(call: Call, found: Sequence[Channel]) -> Json:
    """Return the page that is asked for, of the channels of the asked types."""
    types = set((call.text("types") or "public_channel").split(","))
    if not types <= set(TYPES.values()):
        raise MethodError("invalid_types")
    found = [
        channel
        for channel in found
        if TYPES[channel.kind] in types
        and not (channel.is_archived and call.flag("exclude_archived"))
    ]
    for kind, type_ in TYPES.items():
        if type_ in types:
            need(call, f"{kind}:read")
    start, limit = page_start(call), _limit(call)
    page = found[start : start + limit]
    more = start + limit < len(found)
    return {
        "channels": [_conversation(call, channel) for channel in page],
        "response_metadata": {"next_cursor": f"next{start + limit}" if more else ""},
    }


def _limit(call: Call) -> int:
    """ "Must be an integer under 1000", 100 where none is said."""
    limit = call.text("limit") or "100"
    if not limit.isdigit() or not 0 < int(limit) < 1000:
        raise MethodError("invalid_limit")
    return int(limit)


def open_conversation(call: Call) -> Json:
    """Open the direct message with a user, or with several; or resume one by its id."""
    known = set(call.workspace.channels)
    channel = _named(call)
    answer: Json = {"channel": {"id": channel.id}}
    if call.flag("return_im") and channel.kind == "im":
        answer["channel"] = _direct(channel)
    return answer | ({"no_op": True, "already_open": True} if channel.id in known else {})


def _named(call: Call) -> Channel:
    if call.text("channel"):
        channel = channel_of(call)
        if channel.kind not in {"im", "mpim"}:
            raise MethodError("method_not_supported_for_channel_type")
        return channel
    users = [user.strip() for user in call.text("users").split(",") if user.strip()]
    if not users:
        raise MethodError("users_list_not_supplied")
    if len(users) > MOST_USERS:
        raise MethodError("too_many_users")
    for id_ in users:
        user = call.workspace.users.get(id_)
        if user is None or id_ == APP_USER:
            raise MethodError("user_not_found")
        if user.is_deleted:
            raise MethodError("user_disabled")
    need(call, "im:write" if len(users) == 1 else "mpim:write")
    return _opened(call, users)


def _opened(call: Call, users: Sequence[str]) -> Channel:
    direct = call.workspace.direct(users[0]) if len(users) == 1 else None
    return direct or call.workspace.group(users)


def _direct(channel: Channel) -> Json:
    """Describe a direct message, of which Slack tells far less than of a channel."""
    (user,) = channel.members - {APP_USER}
    return {
        "id": channel.id,
        "created": 1_700_000_000,
        "is_im": True,
        "is_org_shared": False,
        "user": user,
        "is_open": True,
        "priority": 0,
    }


def _conversation(call: Call, channel: Channel) -> Json:
    if channel.kind == "im":
        return _direct(channel)
    workspace = call.workspace
    nothing = {"value": "", "creator": "", "last_set": 0}
    shown: Json = {
        "id": channel.id,
        "name": channel.name,
        "name_normalized": channel.name,
        "is_channel": channel.kind == "channels",
        "is_group": channel.kind == "groups",
        "is_im": False,
        "is_mpim": channel.kind == "mpim",
        "is_private": channel.is_private,
        "is_archived": channel.is_archived,
        "is_general": False,
        "is_shared": channel.is_ext_shared,
        "is_ext_shared": channel.is_ext_shared,
        "is_org_shared": False,
        "is_pending_ext_shared": False,
        "is_member": channel.is_member,
        "created": 1_700_000_000,
        "updated": 1_700_000_000_000,
        "creator": next(iter(sorted(channel.members)), ""),
        "unlinked": 0,
        "context_team_id": workspace.team_id,
        "shared_team_ids": [workspace.team_id],
        "pending_shared": [],
        "pending_connected_team_ids": [],
        "previous_names": [],
        "topic": nothing,
        "purpose": nothing,
    }
    if call.flag("include_num_members"):
        shown["num_members"] = len(channel.members)
    if call.flag("include_locale"):
        shown["locale"] = "en-US"
    return shown
