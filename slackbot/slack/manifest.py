"""The app's manifest for Slack; `slackbot manifest` prints it as `manifest.yml`."""

from typing import Any

from slackbot.slack.inbound.forms import SHORTCUT
from slackbot.slack.inbound.oauth import REDIRECT_PATH
from slackbot.slack.inbound.payloads import COMMAND

# The least scopes, each with its purpose (docs/install.md explains them to users).
SCOPES = {
    "commands": "people type /billing",
    "chat:write": "post the answer and its thread",
    "users:read": "read the asker's time zone, and whether they are an admin",
    "channels:read": "see whether a public channel is shared with another organisation, and which "
    "ones a person is in",
    "groups:read": "the same for private channels it was invited to",
    "app_mentions:read": "follow-ups in a thread: @Billing by hour",
    "files:write": "upload CSV files and charts into the thread",
}
# Whoever installs the app may leave these out (docs/install.md, docs/operations.md).
OPTIONAL_SCOPES = {
    "channels:history": "find a message that a killed process has posted, and post it once",
    "groups:history": "the same in private channels it was invited to",
}
EVENTS = (
    "app_mention",
    "app_home_opened",
    "app_uninstalled",
    "member_joined_channel",
    "channel_left",
    "group_left",
    "tokens_revoked",
)
# Only over HTTP, where organisations may install the app for their workspaces.
ORGANISATION_EVENTS = ("team_access_granted", "team_access_revoked")
# Only with `slackbot manifest --direct-messages`.
DIRECT_SCOPES = {"im:history": "read what people write to the app in direct messages"}
DIRECT_EVENT = "message.im"
# Only with `slackbot manifest --url … --assistants`.
ASSISTANT_SCOPES = {"mcp:connect": "let Slackbot ask the app's tools"}
EVENTS_PATH, MCP_PATH = "/slack/events", "/mcp"


def purposes(*, direct: bool = False, assistants: bool = False) -> dict[str, str]:
    """Return all scopes of the manifest, the optional ones last, each with what it is for."""
    needed = {**SCOPES, **(ASSISTANT_SCOPES if assistants else {})}
    return {**needed, **OPTIONAL_SCOPES, **(DIRECT_SCOPES if direct else {})}


def manifest(
    url: str | None = None, *, direct: bool = False, assistants: bool = False
) -> dict[str, Any]:
    """Make the manifest for Socket Mode, or with `url` (https://…) for HTTP delivery there.

    `direct`: the app also reads what people write to it in direct messages without a command.
    `assistants`: Slackbot may ask it, with `url` alone.
    """
    command: dict[str, Any] = {
        "command": COMMAND,
        "description": "What did our Kore.ai bots use?",
        "usage_hint": "last week by day | 1-15 March for SupportBot | help",
        "should_escape": False,
    }
    shortcut = {
        "name": "Ask about bot usage",
        "type": "global",
        "callback_id": SHORTCUT,
        "description": "What did our Kore.ai bots use?",
    }
    events: dict[str, Any] = {"bot_events": [*EVENTS, *([DIRECT_EVENT] if direct else [])]}
    optional = [scope for scope in purposes(direct=direct) if scope not in SCOPES]
    oauth: dict[str, Any] = {"scopes": {"bot": list(SCOPES), "bot_optional": optional}}
    clicks: dict[str, Any] = {"is_enabled": True}
    if url:
        events["bot_events"] += ORGANISATION_EVENTS
        oauth["redirect_urls"] = [url.rstrip("/") + REDIRECT_PATH]
        address = url.rstrip("/") + EVENTS_PATH
        command["url"] = events["request_url"] = clicks["request_url"] = address
        clicks["message_menu_options_url"] = address  # for menus with more than 100 options
    more: dict[str, Any] = {}
    if url and assistants:
        oauth["scopes"]["bot"] += ASSISTANT_SCOPES
        server = {"url": url.rstrip("/") + MCP_PATH, "auth_type": "slack_identity_auth"}
        more = {"mcp_servers": {"Billing": server}}
    return {
        "_metadata": {"major_version": 2},
        "display_information": {
            "name": "Billing",
            "description": "Ask in Slack what your Kore.ai bots cost",
            "background_color": "#1f3a5f",
        },
        "features": {
            # People give commands in the app's messages, too; free text is read only as said above.
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": "Billing", "always_online": True},
            "slash_commands": [command],
            "shortcuts": [shortcut],
        },
        "oauth_config": oauth,
        "settings": {
            "event_subscriptions": events,
            "interactivity": clicks,
            "org_deploy_enabled": url is not None,
            "socket_mode_enabled": url is None,
            "token_rotation_enabled": False,
        },
        **more,
    }
