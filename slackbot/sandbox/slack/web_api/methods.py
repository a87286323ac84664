"""Lists the Web API methods that the app uses: what each requires and may refuse."""

from collections.abc import Mapping

from slackbot.sandbox.slack.web_api.assistant import set_status
from slackbot.sandbox.slack.web_api.chat import post_ephemeral, post_message, update_message
from slackbot.sandbox.slack.web_api.conversations import (
    conversation_info,
    conversation_list,
    get_permalink,
    open_conversation,
    user_conversations,
)
from slackbot.sandbox.slack.web_api.history import conversation_history, conversation_replies
from slackbot.sandbox.slack.web_api.method import Call, Method
from slackbot.sandbox.slack.web_api.uploads import complete_upload, get_upload_url
from slackbot.sandbox.slack.web_api.users import user_info, user_list
from slackbot.sandbox.slack.web_api.views import open_view, publish_view, push_view, update_view
from slackbot.sandbox.slack.workspace.message import Json
from slackbot.sandbox.slack.workspace.workspace import APP_USER


def auth_test(call: Call) -> Json:
    """The identity of the app."""
    workspace = call.workspace
    return {
        "url": f"https://{workspace.domain}.slack.com/",
        "team": workspace.name,
        "user": workspace.users[APP_USER].name,
        "team_id": workspace.team_id,
        "user_id": APP_USER,
        "bot_id": workspace.bot_id,
        "is_enterprise_install": False,
        **({"enterprise_id": workspace.organisation} if workspace.organisation else {}),
    }


def open_connection(call: Call) -> Json:
    """The address of one Socket Mode connection."""
    ticket = call.socket.ticket()
    app_id = call.workspace.app_id
    return {"url": f"ws://{call.host}/link/?ticket={ticket}&app_id={app_id}"}


_POST = {"channel", "text", "blocks", "attachments", "markdown_text", "metadata"}
_POST_ERRORS = {
    "channel_not_found",
    "no_text",
    "too_many_attachments",
    "markdown_text_conflict",
    "invalid_blocks",
    "invalid_blocks_format",
}
_METADATA_ERRORS = {"invalid_metadata_format", "invalid_metadata_schema"}
_READ = {"channels:read", "groups:read", "im:read", "mpim:read"}
_HISTORY = {"channels:history", "groups:history", "im:history", "mpim:history"}
_TRIGGER_ERRORS = {"invalid_trigger_id", "exchanged_trigger_id", "expired_trigger_id"}
_VIEW_ERRORS = {"duplicate_external_id", "view_too_large"}

METHODS: Mapping[str, Method] = {
    "auth.test": Method(auth_test),
    "apps.connections.open": Method(open_connection, caller="app"),
    "assistant.threads.setStatus": Method(
        set_status,
        arguments=frozenset({"channel_id", "thread_ts", "status", "loading_messages"}),
        required=("channel_id", "thread_ts", "status"),
        may_be_empty=frozenset({"status"}),
        scopes=frozenset({"chat:write"}),
        errors=frozenset({"channel_not_found", "invalid_thread_ts"}),
    ),
    "chat.postMessage": Method(
        post_message,
        arguments=frozenset(_POST | {"thread_ts", "reply_broadcast"}),
        required=("channel",),
        scopes=frozenset({"chat:write"}),
        errors=frozenset(
            _POST_ERRORS
            | _METADATA_ERRORS
            | {"not_in_channel", "is_archived", "cannot_reply_to_message"}
        ),
    ),
    "chat.postEphemeral": Method(
        post_ephemeral,
        arguments=frozenset(_POST - {"metadata"} | {"user", "thread_ts"}),
        required=("channel", "user"),
        scopes=frozenset({"chat:write"}),
        errors=frozenset(
            _POST_ERRORS
            | {"not_in_channel", "is_archived", "user_not_in_channel", "cannot_reply_to_message"}
        ),
    ),
    "chat.update": Method(
        update_message,
        arguments=frozenset(_POST | {"ts"}),
        required=("channel", "ts"),
        scopes=frozenset({"chat:write"}),
        errors=frozenset(
            _POST_ERRORS
            | _METADATA_ERRORS
            | {"message_not_found", "cant_update_message", "is_inactive", "msg_too_long"}
        ),
    ),
    "chat.getPermalink": Method(
        get_permalink,
        arguments=frozenset({"channel", "message_ts"}),
        required=("channel", "message_ts"),
        errors=frozenset({"channel_not_found", "message_not_found"}),
    ),
    "conversations.history": Method(
        conversation_history,
        arguments=frozenset(
            {"channel", "cursor", "limit", "oldest", "latest", "inclusive", "include_all_metadata"}
        ),
        required=("channel",),
        scopes=frozenset(_HISTORY),
        errors=frozenset(
            {
                "channel_not_found",
                "not_in_channel",
                "invalid_cursor",
                "invalid_ts_oldest",
                "invalid_ts_latest",
            }
        ),
    ),
    "conversations.info": Method(
        conversation_info,
        arguments=frozenset({"channel", "include_num_members", "include_locale"}),
        required=("channel",),
        scopes=frozenset(_READ),
        errors=frozenset({"channel_not_found", "missing_scope"}),
    ),
    "conversations.list": Method(
        conversation_list,
        arguments=frozenset({"cursor", "limit", "types", "exclude_archived"}),
        scopes=frozenset(_READ),
        errors=frozenset({"invalid_cursor", "invalid_limit", "invalid_types", "missing_scope"}),
    ),
    "conversations.open": Method(
        open_conversation,
        arguments=frozenset({"channel", "users", "return_im"}),
        scopes=frozenset({"channels:manage", "groups:write", "im:write", "mpim:write"}),
        errors=frozenset(
            {
                "channel_not_found",
                "method_not_supported_for_channel_type",
                "missing_scope",
                "too_many_users",
                "user_disabled",
                "user_not_found",
                "users_list_not_supplied",
            }
        ),
    ),
    "conversations.replies": Method(
        conversation_replies,
        arguments=frozenset({"channel", "ts", "cursor", "limit", "include_all_metadata"}),
        required=("channel", "ts"),
        scopes=frozenset(_HISTORY),
        errors=frozenset(
            {"channel_not_found", "missing_scope", "thread_not_found", "invalid_cursor"}
        ),
    ),
    "files.getUploadURLExternal": Method(
        get_upload_url,
        arguments=frozenset({"filename", "length", "alt_txt"}),
        required=("filename", "length"),
        scopes=frozenset({"files:write"}),
        errors=frozenset({"missing_argument", "alt_txt_too_large"}),
    ),
    "files.completeUploadExternal": Method(
        complete_upload,
        arguments=frozenset({"files", "channel_id", "thread_ts", "initial_comment"}),
        required=("files",),
        scopes=frozenset({"files:write"}),
        errors=frozenset(
            {
                "channel_not_found",
                "not_in_channel",
                "posting_to_channel_denied",
                "file_not_found",
            }
        ),
    ),
    "users.conversations": Method(
        user_conversations,
        arguments=frozenset({"user", "cursor", "limit", "types", "exclude_archived"}),
        scopes=frozenset(_READ),
        errors=frozenset(
            {"invalid_cursor", "invalid_limit", "invalid_types", "missing_scope", "user_not_found"}
        ),
    ),
    "users.info": Method(
        user_info,
        arguments=frozenset({"user", "include_locale"}),
        required=("user",),
        scopes=frozenset({"users:read"}),
        errors=frozenset({"user_not_found"}),
    ),
    "users.list": Method(
        user_list,
        arguments=frozenset({"cursor", "limit", "include_locale"}),
        scopes=frozenset({"users:read"}),
        errors=frozenset({"invalid_cursor"}),
    ),
    "views.open": Method(
        open_view,
        arguments=frozenset({"trigger_id", "view"}),
        required=("view",),
        errors=frozenset(_TRIGGER_ERRORS | _VIEW_ERRORS),
    ),
    "views.publish": Method(
        publish_view,
        arguments=frozenset({"user_id", "view", "hash"}),
        required=("user_id", "view"),
        errors=frozenset(_VIEW_ERRORS | {"hash_conflict", "not_enabled"}),
    ),
    "views.push": Method(
        push_view,
        arguments=frozenset({"trigger_id", "view"}),
        required=("view",),
        errors=frozenset(_TRIGGER_ERRORS | _VIEW_ERRORS | {"not_found", "push_limit_reached"}),
    ),
    "views.update": Method(
        update_view,
        arguments=frozenset({"view_id", "external_id", "view", "hash"}),
        required=("view",),
        errors=frozenset(_VIEW_ERRORS | {"hash_conflict", "not_found"}),
    ),
}
