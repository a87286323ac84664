"""Checks cards, plans and videos, and the blocks that hold others: container and layout.

Where sources differ, we take the stricter one.
"""

from collections.abc import Mapping
from typing import Any

from slackbot.sandbox.blocks.checks import (
    Check,
    Errors,
    address,
    any_field,
    array,
    boolean,
    both,
    one_of,
    shape,
    string,
    typed,
    unique,
    wrong,
)
from slackbot.sandbox.blocks.elements import (
    ELEMENTS,
    ID,
    RICH_TEXT,
    block,
    image,
    marked,
    plain,
    text,
)

_IMAGE = typed({"image": image({})})
_RICH_TEXT = typed({"rich_text": RICH_TEXT})

# ---- cards

MAX_CARDS = 10
MAX_CARD_BUTTONS = 3
ICONS = tuple(
    "archive book bookmark bot bug calendar call caret-left caret-right check clipboard code "
    "comment compass copy cube download edit email eye-closed eye-open file flag folder gear globe "
    "heart help image info key lightbulb link map mobile new-window pin plus refine refresh rocket "
    "save screen share sparkle star star-filled tag thumbs-down thumbs-up trash upload user "
    "warning".split()
)


def _one_icon(card: Any, at: str) -> Errors:
    if card.get("icon") and card.get("slack_icon"):
        yield wrong(at, "must not have both: icon, slack_icon")


_CARD = both(
    block(
        {},
        {
            # Slack's types have only mrkdwn here, its Python SDK has plain_text too.
            "title": marked(150),
            "subtitle": marked(150),
            "body": marked(200),
            "subtext": marked(200),
            "hero_image": _IMAGE,
            "icon": _IMAGE,
            "slack_icon": typed({"icon": shape({"name": one_of(*ICONS)})}),
            "actions": array(typed({"button": ELEMENTS["button"]}), MAX_CARD_BUTTONS),
        },
    ),
    any_field("hero_image", "title", "actions", "body"),
    _one_icon,
)

# ---- plans

MAX_TASKS = 50
_STATUSES = ("in_progress", "complete", "error")
_HTTPS = address("https")


def _task(*statuses: str) -> Check:
    # The title has no published limit; this is ours. Slack's Python SDK requires a status, its
    # page does not. Only one source has `icon` and `hide_title`.
    return block(
        {"task_id": ID, "title": string(255), "status": one_of(*statuses)},
        {
            "details": _RICH_TEXT,
            "output": _RICH_TEXT,
            "sources": array(
                typed({"url": shape({"url": _HTTPS, "text": string(255)})}), MAX_TASKS
            ),
        },
    )


def _own_task_ids(plan: Any, at: str) -> Errors:
    ids = [task["task_id"] for task in plan["tasks"]]
    yield from unique(ids, f"{at}/tasks", "task_id", "/task_id")


CARDS: Mapping[str, Check] = {
    "card": _CARD,
    "carousel": block({"elements": array(typed({"card": _CARD}), MAX_CARDS)}),
    "plan": both(
        block(
            {
                "title": string(255),  # no published limit; this is ours
                # One source has tasks without a `type`; Slack's SDKs write it.
                "tasks": array(typed({"task_card": _task("pending", *_STATUSES)}), MAX_TASKS),
            }
        ),
        _own_task_ids,
    ),
    "task_card": _task(*_STATUSES),
    # Slack also wants the scope `links.embed:write` and a domain of the app's; blocks show neither.
    "video": block(
        {
            "alt_text": string(2000),
            "video_url": _HTTPS,
            "thumbnail_url": _HTTPS,
            "title": plain(199),
        },
        {
            "title_url": _HTTPS,
            "description": plain(199),
            "provider_icon_url": _HTTPS,
            "provider_name": string(255),
            "author_name": string(49),
        },
    ),
}

# ---- blocks that hold others

MAX_CHILDREN = 10
MAX_LAYOUT_ROWS = 5
# Slack's page on the layout, as far as we have it, gives no limits for items; these are ours.
MAX_LAYOUT_ITEMS = 4
MAX_ITEM_BLOCKS = 10
MAX_FALLBACK = 50
# Slack's page also has file, input and rich_text, and its validator was seen to refuse them.
_IN_CONTAINER = frozenset(
    {"actions", "context", "divider", "header", "image", "section", "table", "video"}
)
# Slack names section, image, actions, table "and other blocks". We take those that hold no others
# and ask for no input.
_IN_LAYOUT = _IN_CONTAINER | {"card", "rich_text"}


def _among(kinds: Mapping[str, Check], names: frozenset[str]) -> Check:
    return typed({kind: check for kind, check in kinds.items() if kind in names})


def _folds(container: Any, at: str) -> Errors:
    if container.get("default_collapsed") and not container.get("is_collapsible"):
        yield wrong(f"{at}/default_collapsed", "must not be set unless is_collapsible is true")
    if container.get("has_header_divider") and container.get("is_collapsible"):
        yield wrong(f"{at}/has_header_divider", "must not be set if is_collapsible is true")


def container(kinds: Mapping[str, Check]) -> Check:
    """Check a container, on a surface that has these kinds of blocks."""
    return both(
        block(
            {"child_blocks": array(_among(kinds, _IN_CONTAINER), MAX_CHILDREN)},
            {
                "title": plain(150),
                "rich_text_title": _RICH_TEXT,
                "subtitle": text(150),
                "width": one_of("narrow", "standard", "wide", "full"),
                "icon": _IMAGE,
                "is_collapsible": boolean,
                "default_collapsed": boolean,
                "has_header_divider": boolean,
            },
        ),
        any_field("title", "rich_text_title"),
        _folds,
    )


def layout(kinds: Mapping[str, Check]) -> Check:
    """Check a layout, on a surface that has these kinds of blocks."""
    item = shape(
        {"blocks": array(_among(kinds, _IN_LAYOUT), MAX_ITEM_BLOCKS)},
        {"width": one_of("narrow", "standard", "wide")},
    )
    return block(
        {
            "label": string(150),
            "rows": array(shape({"items": array(item, MAX_LAYOUT_ITEMS)}), MAX_LAYOUT_ROWS),
        },
        {
            "is_label_visible": boolean,
            "grid_lines": one_of("none", "rows", "outer"),
            "fallback": array(typed(kinds), MAX_FALLBACK, least=0),
        },
    )
