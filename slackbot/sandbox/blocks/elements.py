"""Checks the parts of Slack's blocks: text objects, interactive elements, rich text, and limits.

Sources: docs.slack.dev/reference/block-kit/block-elements and /composition-objects.
"""

import re
from collections.abc import Mapping

from slackbot.sandbox.blocks.checks import (
    Check,
    Errors,
    address,
    array,
    boolean,
    both,
    integer,
    one_field,
    one_of,
    shape,
    string,
    typed,
    wrong,
)

ID = string(255)
NUMERAL = re.compile(r"-?\d+(\.\d+)?")
_URL = address("http", "https")


def plain(most: int) -> Check:
    """A text object without markup."""
    return typed({"plain_text": shape({"text": string(most)}, {"emoji": boolean})})


def text(most: int) -> Check:
    """A text object, with or without markup."""
    marked = shape({"text": string(most)}, {"verbatim": boolean})
    unmarked = shape({"text": string(most)}, {"emoji": boolean})
    return typed({"mrkdwn": marked, "plain_text": unmarked})


def marked(most: int) -> Check:
    """A text object with markup."""
    return typed({"mrkdwn": shape({"text": string(most)}, {"verbatim": boolean})})


def block(required: Mapping[str, Check], optional: Mapping[str, Check] | None = None) -> Check:
    """Check an object with these fields and an optional `block_id`."""
    return shape(required, {"block_id": ID, **(optional or {})})


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
_VALUE = string(75)
_OPTION = shape({"text": plain(75), "value": _VALUE}, {"description": plain(75)})
# Only a menu's option may lead away, and only what is ticked may have markup.
_MENU_OPTION = shape({"text": plain(75), "value": _VALUE}, {"description": plain(75), "url": _URL})
_TICKED = shape({"text": text(75), "value": _VALUE}, {"description": text(75)})
_OPTION_GROUP = shape({"label": plain(75), "options": array(_OPTION, 100)})
_CHOICE = {"action_id": ID, "confirm": CONFIRM, "focus_on_load": boolean}
_SELECT = {**_CHOICE, "placeholder": plain(150)}
_MANY = {**_SELECT, "max_selected_items": integer(1, 100)}


def _static(more: Mapping[str, Check], initial: Mapping[str, Check]) -> Check:
    options = {"options": array(_OPTION, 100), "option_groups": array(_OPTION_GROUP, 100)}
    return both(shape({}, {**more, **initial, **options}), one_field("options", "option_groups"))


def _listed(initial: Mapping[str, Check]) -> Check:
    return shape({"options": array(_TICKED, 10)}, {**_CHOICE, **initial})


def image(more: Mapping[str, Check]) -> Check:
    """An image by its address, or by a file of Slack's."""
    file = both(shape({}, {"id": string(255), "url": _URL}), one_field("id", "url"))
    fields = {"image_url": _URL, "slack_file": file, **more}
    return both(shape({"alt_text": string(2000)}, fields), one_field("image_url", "slack_file"))


_TO_CURRENT = {"default_to_current_conversation": boolean}
_ANSWERING = {"response_url_enabled": boolean}
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
    "overflow": shape({"options": array(_MENU_OPTION, 5)}, {"action_id": ID, "confirm": CONFIRM}),
    "static_select": _static(_SELECT, {"initial_option": _OPTION}),
    "external_select": shape(
        {}, {**_SELECT, "initial_option": _OPTION, "min_query_length": integer(0, 3000)}
    ),
    "users_select": shape({}, {**_SELECT, "initial_user": ID}),
    "conversations_select": shape(
        {},
        {
            **_SELECT,
            **_TO_CURRENT,
            **_ANSWERING,
            "initial_conversation": ID,
            "filter": _FILTER,
        },
    ),
    "channels_select": shape({}, {**_SELECT, **_ANSWERING, "initial_channel": ID}),
    "datepicker": shape({}, {**_SELECT, "initial_date": string(10, 10)}),
    "timepicker": shape({}, {**_SELECT, "initial_time": string(5, 5), "timezone": string(255)}),
    "datetimepicker": shape({}, {**_CHOICE, "initial_date_time": integer(10**9, 10**10 - 1)}),
    "checkboxes": _listed({"initial_options": array(_TICKED, 10)}),
    "radio_buttons": _listed({"initial_option": _TICKED}),
}
_MULTI_SELECTS: Mapping[str, Check] = {
    "multi_static_select": _static(_MANY, {"initial_options": array(_OPTION, 100)}),
    "multi_external_select": shape(
        {},
        {
            **_MANY,
            "initial_options": array(_OPTION, 100),
            "min_query_length": integer(0, 3000),
        },
    ),
    "multi_users_select": shape({}, {**_MANY, "initial_users": array(ID, 100)}),
    "multi_conversations_select": shape(
        {},
        {
            **_MANY,
            **_TO_CURRENT,
            "initial_conversations": array(ID, 100),
            "filter": _FILTER,
        },
    ),
    "multi_channels_select": shape({}, {**_MANY, "initial_channels": array(ID, 100)}),
}
ACCESSORIES: Mapping[str, Check] = {**ELEMENTS, **_MULTI_SELECTS, "image": image({})}

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

# ---- inputs

MAX_INPUT = 3000
_DISPATCH = shape(
    {}, {"trigger_actions_on": array(one_of("on_enter_pressed", "on_character_entered"), 2)}
)
_WRITTEN = {
    "action_id": ID,
    "placeholder": plain(150),
    "focus_on_load": boolean,
    "dispatch_action_config": _DISPATCH,
}
_NUMBER = string(255)  # Slack has numbers as strings


def _in_order(least: str, most: str) -> Check:
    def check(value: Mapping[str, str | int], at: str) -> Errors:
        low, high = value.get(least), value.get(most)
        if low is not None and high is not None and float(low) > float(high):
            yield wrong(f"{at}/{least}", f"must not be greater than {most}")

    return check


def _numeral(value: object, at: str) -> Errors:
    errors = list(_NUMBER(value, at))
    yield from errors
    if not errors and not NUMERAL.fullmatch(str(value)):
        yield wrong(at, "must be a number")


_NOT_INPUTS = frozenset({"button", "overflow"})
INPUTS: Mapping[str, Check] = {
    **{kind: check for kind, check in ELEMENTS.items() if kind not in _NOT_INPUTS},
    **_MULTI_SELECTS,
    "plain_text_input": both(
        shape(
            {},
            {
                **_WRITTEN,
                "initial_value": string(MAX_INPUT),
                "multiline": boolean,
                "min_length": integer(0, MAX_INPUT),
                "max_length": integer(1, MAX_INPUT),
            },
        ),
        _in_order("min_length", "max_length"),
    ),
    "number_input": both(
        shape(
            {"is_decimal_allowed": boolean},
            {
                **_WRITTEN,
                "initial_value": _numeral,
                "min_value": _numeral,
                "max_value": _numeral,
            },
        ),
        _in_order("min_value", "max_value"),
    ),
    "email_text_input": shape({}, {**_WRITTEN, "initial_value": string(MAX_INPUT)}),
    "url_text_input": shape({}, {**_WRITTEN, "initial_value": _URL}),
    "rich_text_input": shape({}, {**_WRITTEN, "initial_value": typed({"rich_text": RICH_TEXT})}),
}
