"""What stands in Slack's blocks: text objects, interactive elements, rich text, and their limits.

Sources: docs.slack.dev/reference/block-kit/block-elements and /composition-objects.
"""

from collections.abc import Mapping

from slackbot.sandbox.blocks.checks import (
    Check,
    array,
    boolean,
    both,
    integer,
    one_field,
    one_of,
    shape,
    string,
    typed,
)

ID = string(255)
_URL = string(3000)


def plain(most: int) -> Check:
    """A text object without markup."""
    return typed({"plain_text": shape({"text": string(most)}, {"emoji": boolean})})


def text(most: int) -> Check:
    """A text object, with or without markup."""
    marked = shape({"text": string(most)}, {"verbatim": boolean})
    unmarked = shape({"text": string(most)}, {"emoji": boolean})
    return typed({"mrkdwn": marked, "plain_text": unmarked})


CONFIRM = shape(
    {"title": plain(100), "text": text(300), "confirm": plain(30), "deny": plain(30)},
    {"style": one_of("primary", "danger")},
)
_BUTTON = shape(
    {"text": plain(75)},
    {
        "action_id": ID,
        "url": _URL,
        "value": string(2000),
        "style": one_of("primary", "danger"),
        "confirm": CONFIRM,
        "accessibility_label": string(75),
    },
)
# The reference has had 75 and 150 for an option's value.
_OPTION = shape({"text": text(75), "value": string(75)}, {"description": text(75), "url": _URL})
_OPTION_GROUP = shape({"label": plain(75), "options": array(_OPTION, 100)})
_CHOICE = {"action_id": ID, "confirm": CONFIRM, "focus_on_load": boolean}
_SELECT = {**_CHOICE, "placeholder": plain(150)}
_MANY = {**_SELECT, "max_selected_items": integer(1, 100)}


def _static(more: Mapping[str, Check], initial: Mapping[str, Check]) -> Check:
    options = {"options": array(_OPTION, 100), "option_groups": array(_OPTION_GROUP, 100)}
    return both(shape({}, {**more, **initial, **options}), one_field("options", "option_groups"))


def _listed(initial: Mapping[str, Check]) -> Check:
    return shape({"options": array(_OPTION, 10)}, {**_CHOICE, **initial})


def image(more: Mapping[str, Check]) -> Check:
    """An image by its address, or by a file of Slack's."""
    file = both(shape({}, {"id": string(255), "url": _URL}), one_field("id", "url"))
    fields = {"image_url": _URL, "slack_file": file, **more}
    return both(shape({"alt_text": string(2000)}, fields), one_field("image_url", "slack_file"))


_CHANNELS = {"initial_conversation": ID, "default_to_current_conversation": boolean}
_FILTER = shape(
    {},
    {
        "include": array(one_of("im", "mpim", "private", "public"), 4),
        "exclude_external_shared_channels": boolean,
        "exclude_bot_users": boolean,
    },
)
ELEMENTS: Mapping[str, Check] = {
    "button": _BUTTON,
    "overflow": shape({"options": array(_OPTION, 5)}, {"action_id": ID, "confirm": CONFIRM}),
    "static_select": _static(_SELECT, {"initial_option": _OPTION}),
    "external_select": shape(
        {}, {**_SELECT, "initial_option": _OPTION, "min_query_length": integer(0, 3000)}
    ),
    "users_select": shape({}, {**_SELECT, "initial_user": ID}),
    "conversations_select": shape({}, {**_SELECT, **_CHANNELS, "filter": _FILTER}),
    "channels_select": shape({}, {**_SELECT, "initial_channel": ID}),
    "datepicker": shape({}, {**_SELECT, "initial_date": string(10, 10)}),
    "timepicker": shape({}, {**_SELECT, "initial_time": string(5, 5), "timezone": string(255)}),
    "datetimepicker": shape({}, {**_CHOICE, "initial_date_time": integer(10**9, 10**10 - 1)}),
    "checkboxes": _listed({"initial_options": array(_OPTION, 10)}),
    "radio_buttons": _listed({"initial_option": _OPTION}),
}
ACCESSORIES: Mapping[str, Check] = {
    **ELEMENTS,
    "image": image({}),
    "multi_static_select": _static(_MANY, {"initial_options": array(_OPTION, 100)}),
    "multi_users_select": shape({}, {**_MANY, "initial_users": array(ID, 100)}),
    "multi_channels_select": shape({}, {**_MANY, "initial_channels": array(ID, 100)}),
}

# ---- rich text

_STYLES = ("bold", "italic", "strike", "code", "underline", "highlight", "client_highlight")
_STYLE = shape({}, dict.fromkeys((*_STYLES, "unlink"), boolean))
_STYLED = {"style": _STYLE}
LONG_TEXT = string(10_000)
_INLINE = typed(
    {
        "text": shape({"text": LONG_TEXT}, _STYLED),
        "link": shape({"url": _URL}, {"text": LONG_TEXT, "unsafe": boolean, **_STYLED}),
        "emoji": shape({"name": string(255)}, {"unicode": string(255), **_STYLED}),
        "user": shape({"user_id": ID}, _STYLED),
        "usergroup": shape({"usergroup_id": ID}, _STYLED),
        "channel": shape({"channel_id": ID}, _STYLED),
        "broadcast": shape({"range": one_of("here", "channel", "everyone")}, _STYLED),
        "color": shape({"value": string(7)}, _STYLED),
        "date": shape(
            {"timestamp": integer(0, 10**11), "format": string(255)},
            {"url": _URL, "fallback": LONG_TEXT, **_STYLED},
        ),
    }
)
_SPAN = shape({"elements": array(_INLINE, 1000)})
_BORDER = {"border": integer(0, 1)}
RICH_TEXT = shape(
    {
        "elements": array(
            typed(
                {
                    "rich_text_section": _SPAN,
                    "rich_text_quote": shape({"elements": array(_INLINE, 1000)}, _BORDER),
                    "rich_text_preformatted": shape(
                        {"elements": array(_INLINE, 1000)}, {**_BORDER, "language": string(255)}
                    ),
                    "rich_text_list": shape(
                        {
                            "style": one_of("bullet", "ordered"),
                            "elements": array(typed({"rich_text_section": _SPAN}), 1000),
                        },
                        {"indent": integer(0, 8), "offset": integer(0, 10**6), **_BORDER},
                    ),
                }
            ),
            1000,
        )
    },
    {"block_id": ID},
)
