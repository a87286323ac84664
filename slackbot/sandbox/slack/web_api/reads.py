"""The methods that tell of a message's address, a channel and a user."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from slackbot.sandbox.slack.web_api.method import Call, MethodError, channel_of, need
from slackbot.sandbox.slack.workspace.message import Json
from slackbot.sandbox.slack.workspace.workspace import Channel, User

KINDS = {False: "public_channel", True: "private_channel"}


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
    """What is known of a channel."""
    channel = channel_of(call)
    need(call, "groups:read" if channel.is_private else "channels:read")
    return {"channel": _conversation(call, channel)}


def conversation_list(call: Call) -> Json:
    """The channels that the app may know of, in pages."""
    types = set((call.text("types") or "public_channel").split(","))
    if not types <= set(KINDS.values()):
        raise MethodError("invalid_types")
    found = [
        channel
        for channel in call.workspace.channels.values()
        if channel.is_visible
        and KINDS[channel.is_private] in types
        and not (channel.is_archived and call.flag("exclude_archived"))
    ]
    for kind in types:
        need(call, "groups:read" if kind == KINDS[True] else "channels:read")
    start, limit = _start(call), _limit(call)
    page = found[start : start + limit]
    more = start + limit < len(found)
    return {
        "channels": [_conversation(call, channel) for channel in page],
        "response_metadata": {"next_cursor": f"next{start + limit}" if more else ""},
    }


def _start(call: Call) -> int:
    cursor = call.text("cursor")
    if cursor and not cursor.removeprefix("next").isdigit():
        raise MethodError("invalid_cursor")
    return int(cursor.removeprefix("next")) if cursor else 0


def _limit(call: Call) -> int:
    """ "Must be an integer under 1000", 100 where none is said."""
    limit = call.text("limit") or "100"
    if not limit.isdigit() or not 0 < int(limit) < 1000:
        raise MethodError("invalid_limit")
    return int(limit)


def user_info(call: Call) -> Json:
    """What is known of a user."""
    user = call.workspace.users.get(call.text("user"))
    if user is None:
        raise MethodError("user_not_found")
    return {"user": _user(call, user)}


def _conversation(call: Call, channel: Channel) -> Json:
    workspace = call.workspace
    nothing = {"value": "", "creator": "", "last_set": 0}
    shown: Json = {
        "id": channel.id,
        "name": channel.name,
        "name_normalized": channel.name,
        "is_channel": not channel.is_private,
        "is_group": channel.is_private,
        "is_im": False,
        "is_mpim": False,
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


def _user(call: Call, user: User) -> Json:
    local = datetime.fromtimestamp(call.workspace.now(), UTC).astimezone(ZoneInfo(user.tz))
    offset = local.utcoffset()
    shown: Json = {
        "id": user.id,
        "team_id": call.workspace.team_id,
        "name": user.name,
        "deleted": False,
        "color": "9f69e7",
        "real_name": user.real_name,
        "tz": user.tz,
        "tz_label": local.tzname(),
        "tz_offset": int(offset.total_seconds()) if offset else 0,
        "profile": {
            "real_name": user.real_name,
            "real_name_normalized": user.real_name,
            "display_name": user.name,
            "display_name_normalized": user.name,
            "status_text": "",
            "status_emoji": "",
            "team": call.workspace.team_id,
        },
        "is_admin": user.is_admin,
        "is_owner": user.is_owner,
        "is_primary_owner": False,
        "is_restricted": False,
        "is_ultra_restricted": False,
        "is_bot": user.is_bot,
        "is_app_user": False,
        "updated": 1_700_000_000,
    }
    if call.flag("include_locale"):
        shown["locale"] = "en-US"
    return shown
