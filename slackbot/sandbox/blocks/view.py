"""Finds what Slack would refuse in a modal or a Home tab, in the words of blocks.validate.

Sources: docs.slack.dev/reference/views, and the pages of the blocks for what goes where. Blocks
whose page does not name views, or of which sources differ, are refused here.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from slackbot.sandbox.blocks.cards import layout
from slackbot.sandbox.blocks.checks import (
    BlockError,
    Check,
    Errors,
    array,
    boolean,
    one_of,
    shape,
    string,
    typed,
    wrong,
)
from slackbot.sandbox.blocks.elements import block, plain, text
from slackbot.sandbox.blocks.nesting import every
from slackbot.sandbox.blocks.validator import BLOCKS, elements, one_of_each_id, own_elements, total

Json = Mapping[str, Any]
MAX_VIEW_BLOCKS = 100
MAX_TITLE = 24
MAX_METADATA = 3000


def validate_view(view: Any) -> list[BlockError]:
    """Return what Slack would refuse in a view; empty if it would show it.

    The pointers begin at the view: `/title/text`, `/blocks/0`.
    """
    errors = list(_VIEW(view, ""))
    # The rules for the whole view assume that each block has the right form.
    return errors or list(_totals(view))


_IN_BOTH = (
    *("section", "header", "divider", "context", "image", "actions", "input", "rich_text"),
    *("card", "video"),
)
_HOME_BLOCKS = {kind: BLOCKS[kind] for kind in (*_IN_BOTH, "table", "carousel")}
_LEVELS = one_of("default", "info", "warning", "error", "success")
_MODAL_BLOCKS = {
    **{kind: BLOCKS[kind] for kind in _IN_BOTH},
    "alert": block({"text": text(200)}, {"level": _LEVELS}),
}
_ANY_VIEW: Mapping[str, Check] = {
    "private_metadata": string(MAX_METADATA, 0),
    "callback_id": string(255, 0),
    "external_id": string(255, 0),
}
_MODAL: Mapping[str, Check] = {
    **_ANY_VIEW,
    "submit": plain(MAX_TITLE),
    "close": plain(MAX_TITLE),
    "clear_on_close": boolean,
    "notify_on_close": boolean,
}


def _blocks(kinds: Mapping[str, Check]) -> Check:
    return array(typed({**kinds, "layout": layout(kinds)}), MAX_VIEW_BLOCKS, least=0)


_VIEW = typed(
    {
        "modal": shape({"title": plain(MAX_TITLE), "blocks": _blocks(_MODAL_BLOCKS)}, _MODAL),
        "home": shape({"blocks": _blocks(_HOME_BLOCKS)}, _ANY_VIEW),
    }
)
_FOCUS = "focus_on_load"


def _totals(view: Json) -> Errors:
    blocks = view["blocks"]
    has_input = any(block["type"] == "input" for block in blocks)
    if view["type"] == "modal" and has_input and not view.get("submit"):
        yield wrong("", "missing required field: submit", "missing_field")
    yield from total(blocks, MAX_VIEW_BLOCKS, "/blocks")
    yield from one_of_each_id(blocks, "/blocks")
    yield from _one_of_each_action(blocks)
    focused = [at for at, element in elements(blocks) if element.get(_FOCUS)]
    for at in focused[1:]:
        yield wrong(f"/blocks{at}/{_FOCUS}", f"only one element may have `{_FOCUS}`")


def _one_of_each_action(blocks: Sequence[Json]) -> Errors:
    """Check that each `action_id` is unique in its block. `state.values` tells the blocks apart."""
    for place, row in every(blocks, "/blocks"):
        known = set()
        for at, element in own_elements(row, place):
            id_ = element.get("action_id")
            if id_ is not None and id_ in known:
                yield wrong(f"{at}/action_id", f"`action_id` {id_} already exists")
            known.add(id_)
