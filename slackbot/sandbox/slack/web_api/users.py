"""Implements the methods that describe users: users.info and users.list."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from slackbot.sandbox.slack.web_api.method import Call, MethodError, page_start
from slackbot.sandbox.slack.workspace.message import Json
from slackbot.sandbox.slack.workspace.workspace import User


def user_info(call: Call) -> Json:
    """Describe a user."""
    user = call.workspace.users.get(call.text("user"))
    if user is None:
        raise MethodError("user_not_found")
    return {"user": _user(call, user)}


def user_list(call: Call) -> Json:
    """List everybody in the workspace, deleted ones and bots too, in pages if there is a limit.

    Slack's pages do not say whether people of other organisations are listed; here they are not,
    so that an app has to ask for them one by one.
    """
    members = [user for user in call.workspace.users.values() if not user.team]
    given = call.text("limit") or "0"
    if not given.isdigit():
        raise MethodError("invalid_arguments")
    start, limit = page_start(call), int(given) or len(members)
    is_last = start + limit >= len(members)
    return {
        "members": [_user(call, user) for user in members[start : start + limit]],
        "cache_ts": int(call.workspace.now()),
        "response_metadata": {"next_cursor": "" if is_last else f"next{start + limit}"},
    }


def _user(call: Call, user: User) -> Json:
    local = datetime.fromtimestamp(call.workspace.now(), UTC).astimezone(ZoneInfo(user.tz))
    offset = local.utcoffset()
    shown: Json = {
        "id": user.id,
        "team_id": call.workspace.team_of(user),
        "name": user.name,
        "deleted": user.is_deleted,
        "color": "9f69e7",
        "real_name": user.real_name,
        "tz": user.tz,
        "tz_label": local.tzname(),
        "tz_offset": int(offset.total_seconds()) if offset else 0,
        "profile": {
            "real_name": user.real_name,
            "real_name_normalized": user.real_name,
            "display_name": user.display_name,
            "display_name_normalized": user.display_name,
            "status_text": "",
            "status_emoji": "",
            "team": call.workspace.team_of(user),
        },
        "is_admin": user.is_admin,
        "is_owner": user.is_owner,
        "is_primary_owner": False,
        "is_restricted": user.is_restricted,
        "is_ultra_restricted": user.is_ultra_restricted,
        "is_bot": user.is_bot,
        **({"is_stranger": True} if user.is_stranger else {}),
        "is_app_user": False,
        "updated": 1_700_000_000,
    }
    if call.flag("include_locale"):
        shown["locale"] = "en-US"
    return shown
