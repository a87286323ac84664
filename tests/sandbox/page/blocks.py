"""Every kind of block that the page draws, with all that may stand in it."""

from typing import Any

Json = dict[str, Any]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def marked(text: str) -> Json:
    return {"type": "mrkdwn", "text": text}


def option(text: str, **more: Any) -> Json:
    return {"text": plain(text), "value": text.lower(), **more}


OPTIONS = [option("North", description=plain("where it is cold")), option("South")]
CONFIRM = {
    "title": plain("Remove it?"),
    "text": marked("*Alert 2* is removed for good."),
    "confirm": plain("Remove"),
    "deny": plain("Keep"),
    "style": "danger",
}


def button(label: str, **more: Any) -> Json:
    return {"type": "button", "text": plain(label), "action_id": label, "value": label, **more}


def element(kind: str, **more: Any) -> Json:
    return {"type": kind, "action_id": kind, **more}


PICTURE = {"type": "image", "image_url": "https://example.com/a.png", "alt_text": "A picture"}
MENUS = [
    element("static_select", placeholder=plain("Pick a side"), options=OPTIONS),
    element(
        "overflow",
        options=[option("Edit"), option("Docs", url="https://example.com/docs")],
        confirm=CONFIRM,
    ),
    element("users_select", initial_user="U0ANNA"),
    element("conversations_select", placeholder=plain("A conversation")),
    element("channels_select", initial_channel="C0FINANCE"),
    element("external_select", placeholder=plain("Search"), initial_option=option("Far")),
    element("datepicker", initial_date="2026-11-16", placeholder=plain("A day")),
    element("timepicker", initial_time="09:30", placeholder=plain("A time")),
    element("datetimepicker", initial_date_time=1763280000),
    element("checkboxes", options=OPTIONS, initial_options=[OPTIONS[1]]),
    element("radio_buttons", options=OPTIONS, initial_option=OPTIONS[0]),
]
STYLES: list[Json] = [
    {"type": "text", "text": f"{style} ", "style": {style: True}}
    for style in ("bold", "italic", "strike", "code", "underline", "highlight")
]
INLINE: list[Json] = [
    *STYLES,
    {"type": "link", "url": "https://example.com", "text": "a link"},
    {"type": "emoji", "name": "tada"},
    {"type": "user", "user_id": "U0ANNA"},
    {"type": "usergroup", "usergroup_id": "S0TEAM"},
    {"type": "channel", "channel_id": "C0FINANCE"},
    {"type": "broadcast", "range": "here"},
    {"type": "color", "value": "#ff8800"},
    {"type": "date", "timestamp": 1763280000, "format": "{date_long} {time}", "fallback": "then"},
]


def section(*elements: Json) -> Json:
    return {"type": "rich_text_section", "elements": list(elements)}


RICH = {
    "type": "rich_text",
    "elements": [
        section(*INLINE),
        {
            "type": "rich_text_list",
            "style": "bullet",
            "elements": [section({"type": "text", "text": "First"}), section(STYLES[0])],
        },
        {
            "type": "rich_text_list",
            "style": "ordered",
            "indent": 1,
            "offset": 2,
            "border": 1,
            "elements": [section({"type": "text", "text": "Third"})],
        },
        {"type": "rich_text_quote", "elements": [{"type": "text", "text": "Quoted"}]},
        {
            "type": "rich_text_preformatted",
            "language": "python",
            "elements": [{"type": "text", "text": "if 1 < 2:\n    print()"}],
        },
    ],
}


def plot(kind: str, **values: list[float]) -> Json:
    days = [f"Day {n + 1}" for n in range(len(next(iter(values.values()))))]
    return {
        "type": "data_visualization",
        "title": f"A {kind} & its words",
        "chart": {
            "type": kind,
            "series": [
                {
                    "name": name,
                    "data": [
                        {"label": day, "value": value} for day, value in zip(days, row, strict=True)
                    ],
                }
                for name, row in values.items()
            ],
            "axis_config": {"categories": days, "x_label": "Day", "y_label": "Sessions"},
        },
    }


PIE = {
    "type": "data_visualization",
    "title": "Shares",
    "chart": {
        "type": "pie",
        "segments": [{"label": f"Bot {n}", "value": n * 10} for n in range(1, 7)],
    },
}


def raw(text: str) -> Json:
    return {"type": "raw_text", "text": text}


def number(value: float) -> Json:
    return {"type": "raw_number", "value": value, "text": f"{value:,}"}


DATA_TABLE = {
    "type": "data_table",
    "caption": "Sessions by bot",
    "page_size": 4,
    "rows": [
        [raw("Bot"), raw("Sessions")],
        *([raw(f"Bot {n}"), number(n * 7919 % 1000)] for n in range(1, 11)),
    ],
}
TABLE = {
    "type": "table",
    "column_settings": [{"align": "center"}, None, {"is_wrapped": True}],
    "rows": [
        [raw("Day"), raw("Sessions"), raw("Note")],
        [raw("Monday"), number(1234), {"type": "rich_text", "elements": [section(STYLES[0])]}],
    ],
}


def field(label: str, of: Json, **more: Any) -> Json:
    return {
        "type": "input",
        "block_id": f"in-{label}",
        "label": plain(label),
        "element": of,
        **more,
    }


MANY = [
    element("multi_static_select", options=OPTIONS, initial_options=[OPTIONS[0]]),
    element("multi_users_select", initial_users=["U0ANNA"]),
    element("multi_conversations_select"),
    element("multi_channels_select"),
    element("multi_external_select"),
]
INPUTS = [
    field("Name", element("plain_text_input", initial_value="Ann <b>"), hint=plain("Any name")),
    field("Words", element("plain_text_input", multiline=True), optional=True),
    field("Number", element("number_input", is_decimal_allowed=True, initial_value="3")),
    field("Mail", element("email_text_input", placeholder=plain("you@example.com"))),
    field("Web", element("url_text_input")),
    field("Rich", element("rich_text_input")),
    *(field(f"A {each['type']}", each) for each in MENUS if each["type"] != "overflow"),
    *(field(f"Many: {each['type']}", each) for each in MANY),
]
FEEDBACK = {
    "type": "context_actions",
    "elements": [
        {
            "type": "feedback_buttons",
            "action_id": "rated",
            "positive_button": {"text": plain("Good"), "value": "good"},
            "negative_button": {"text": plain("Bad"), "value": "bad"},
        },
        {"type": "icon_button", "icon": "trash", "text": plain("Remove"), "action_id": "bin"},
    ],
}
PLOTS = [
    plot(kind, Sessions=[120, 80, 0, 240.5], Before=[100, 90, -20, 200])
    for kind in ("bar", "line", "area")
]
CARD: Json = {
    "type": "card",
    "title": marked("*North*"),
    "subtitle": marked("12 sessions"),
    "body": marked("Costs <https://example.com|more> than before"),
    "subtext": marked("as of today"),
    "hero_image": PICTURE,
    "slack_icon": {"type": "icon", "name": "warning"},
    "actions": [button("Open"), button("Docs", url="https://example.com")],
}
TASK: Json = {
    "type": "task_card",
    "task_id": "t1",
    "title": "Read the sessions <b>",
    "status": "in_progress",
    "details": {"type": "rich_text", "elements": [section(STYLES[0])]},
    "output": {"type": "rich_text", "elements": [section(STYLES[1])]},
    "sources": [{"type": "url", "url": "https://example.com/a", "text": "A source"}],
}
PLAN: Json = {
    "type": "plan",
    "title": "Steps",
    "tasks": [TASK, {**TASK, "task_id": "t2", "status": "pending"}],
}
VIDEO: Json = {
    "type": "video",
    "alt_text": "How it works",
    "title": plain("A tour"),
    "title_url": "https://example.com/tour",
    "description": plain("In two minutes"),
    "video_url": "https://example.com/embed",
    "thumbnail_url": "https://example.com/a.png",
    "provider_icon_url": "https://example.com/i.png",
    "provider_name": "Example",
    "author_name": "Anna",
}
CAROUSEL: Json = {"type": "carousel", "elements": [{**CARD, "actions": [button("One")]}, CARD]}
LAYOUT: Json = {
    "type": "layout",
    "label": "Figures & more",
    "is_label_visible": True,
    "grid_lines": "rows",
    "fallback": [{"type": "section", "text": plain("For old clients")}],
    "rows": [
        {
            "items": [
                {"width": "narrow", "blocks": [{"type": "section", "text": marked("*Left*")}]},
                {"blocks": [{"type": "actions", "elements": [button("In a grid")]}]},
            ]
        },
        {"items": [{"width": "wide", "blocks": [{"type": "divider"}, VIDEO]}]},
    ],
}
CONTAINER: Json = {
    "type": "container",
    "title": plain("A group"),
    "subtitle": marked("of *two*"),
    "icon": PICTURE,
    "width": "full",
    "is_collapsible": True,
    "default_collapsed": True,
    "child_blocks": [
        {"type": "section", "text": plain("Inside"), "accessory": button("Beside it")},
        {"type": "actions", "elements": [button("Below it")]},
    ],
}
# Each can stand in a message alone.
MESSAGE_BLOCKS: list[Json] = [
    {"type": "header", "text": plain("A header & more :tada:"), "level": 2},
    {"type": "section", "text": marked("*bold* _italic_ ~struck~ `code` <@U0ANNA>")},
    {
        "type": "section",
        "text": plain("With fields"),
        "fields": [marked("*Left*\n1"), plain("Right")],
        "accessory": button("Beside"),
    },
    {"type": "section", "text": plain("With a picture"), "accessory": PICTURE},
    *({"type": "section", "text": plain("A menu"), "accessory": each} for each in MENUS + MANY),
    {"type": "context", "elements": [PICTURE, marked("by *Anna*"), plain("now")]},
    {"type": "divider"},
    {**PICTURE, "title": plain("Titled")},
    {
        "type": "actions",
        "elements": [
            button("Plain"),
            button("Go", style="primary"),
            button("Remove", style="danger", confirm=CONFIRM),
            button("Read", url="https://example.com"),
        ],
    },
    {"type": "actions", "elements": MENUS},
    FEEDBACK,
    RICH,
    {
        "type": "markdown",
        "text": "# Title\n\n**bold** <b>raw</b>\n\n| a | b |\n|---|---|\n| 1 | 2 |",
    },
    TABLE,
    DATA_TABLE,
    *PLOTS,
    PIE,
    CARD,
    {"type": "card", "icon": PICTURE, "title": marked("Only titled")},
    CAROUSEL,
    CONTAINER,
    {
        "type": "container",
        "rich_text_title": RICH,
        "has_header_divider": True,
        "child_blocks": [TABLE],
    },
    LAYOUT,
    TASK,
    PLAN,
    VIDEO,
    *INPUTS,
]
VIEW_BLOCKS: list[Json] = [
    {"type": "alert", "text": marked("Nothing *was* saved."), "level": "error"},
    CARD,
    LAYOUT,
    VIDEO,
    *INPUTS,
]
