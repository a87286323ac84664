"""Finds the blocks that Slack would refuse in a message, in the words of blocks.validate.

Slack publishes no schema. The limits are those of docs.slack.dev/reference/block-kit. Where that
page and later sources differ, we take the smaller limit, so that what passes here passes there.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from slackbot.sandbox.blocks.cards import CARDS, container, layout
from slackbot.sandbox.blocks.checks import (
    BlockError,
    Check,
    Errors,
    any_field,
    array,
    boolean,
    both,
    integer,
    number,
    one_of,
    shape,
    string,
    typed,
    unique,
    wrong,
)
from slackbot.sandbox.blocks.elements import (
    ACCESSORIES,
    CONFIRM,
    ELEMENTS,
    ID,
    INPUTS,
    LONG_TEXT,
    RICH_TEXT,
    block,
    image,
    plain,
    text,
)
from slackbot.sandbox.blocks.nesting import ELEMENT_LISTS, every

__all__ = ["BlockError", "validate_message"]

Json = Mapping[str, Any]


def validate_message(blocks: Sequence[Json]) -> list[BlockError]:
    """Return what Slack would refuse in a message of these blocks; empty if it would show them."""
    errors = list(_MESSAGE(list(blocks), ""))
    # The rules for the whole message assume that each block has the right form.
    return errors or list(_totals(blocks))


# ---- tables

MAX_TABLE_ROWS = 100
MAX_TABLE_COLUMNS = 20
# One page of Slack's says 101 rows and 10,000 characters, a later source 201 and 20,000.
MAX_DATA_TABLE_ROWS = 101
MAX_TABLE_CHARACTERS = 10_000

_HEADER_CELLS: Mapping[str, Check] = {
    "raw_text": shape({"text": LONG_TEXT}),
    "raw_number": shape({"value": number(), "text": LONG_TEXT}),
}
_CELLS = {**_HEADER_CELLS, "rich_text": RICH_TEXT}
_COLUMN = shape({}, {"align": one_of("left", "center", "right"), "is_wrapped": boolean})


def _column(value: Any, at: str) -> Errors:
    if value is not None:  # a column without settings of its own
        yield from _COLUMN(value, at)


def _rows(most: int, least: int) -> Check:
    return array(array(typed(_CELLS), MAX_TABLE_COLUMNS), most, least)


def _same_width(table: Any, at: str) -> Errors:
    width = len(table["rows"][0])
    for row, cells in enumerate(table["rows"]):
        if len(cells) != width:
            yield wrong(f"{at}/rows/{row}", f"must have {width} cells, as the first row has")


def _plain_header(table: Any, at: str) -> Errors:
    for column, cell in enumerate(table["rows"][0]):
        yield from typed(_HEADER_CELLS)(cell, f"{at}/rows/0/{column}")


def _row_header(table: Any, at: str) -> Errors:
    if table.get("row_header_column_index", 0) >= len(table["rows"][0]):
        yield wrong(f"{at}/row_header_column_index", "must be a column of the table")


# ---- charts

# One page of Slack's says 6 series or segments, a later source 12.
MAX_SERIES = 6
MAX_CATEGORIES = 20
_LABEL = string(20)
_POINTS = array(shape({"label": _LABEL, "value": number()}), MAX_CATEGORIES)
_SERIES = array(shape({"name": _LABEL, "data": _POINTS}), MAX_SERIES)
_AXES = shape(
    {"categories": array(_LABEL, MAX_CATEGORIES)}, {"x_label": string(50), "y_label": string(50)}
)
_SEGMENTS = array(shape({"label": _LABEL, "value": number(positive=True)}), MAX_SERIES)


def _whole_series(chart: Any, at: str) -> Errors:
    named = chart["axis_config"]["categories"]
    yield from unique(named, f"{at}/axis_config/categories", "category")
    categories = Counter(dict.fromkeys(named, 1))
    for index, series in enumerate(chart["series"]):
        if Counter(point["label"] for point in series["data"]) != categories:
            yield wrong(f"{at}/series/{index}/data", "must have one point for each category")
    names = [series["name"] for series in chart["series"]]
    yield from unique(names, f"{at}/series", "name", "/name")


_PLOT = both(shape({"series": _SERIES, "axis_config": _AXES}), _whole_series)
_CHART = typed({"pie": shape({"segments": _SEGMENTS}), "bar": _PLOT, "line": _PLOT, "area": _PLOT})

# ---- the blocks

MAX_BLOCKS = 50
MAX_CHARTS = 2
MAX_MARKDOWN = 12_000


_FEEDBACK = shape({"text": plain(75), "value": string(2000)}, {"accessibility_label": string(75)})
BLOCKS: Mapping[str, Check] = {
    "section": both(
        block(
            {},
            {
                "text": text(3000),
                "fields": array(text(2000), 10),
                "accessory": typed(ACCESSORIES),
                "expand": boolean,
            },
        ),
        any_field("text", "fields"),
    ),
    "header": block({"text": plain(150)}, {"level": integer(1, 4)}),
    "divider": block({}),
    "context": block(
        {
            "elements": array(
                typed(
                    {
                        "image": image({}),
                        "mrkdwn": shape({"text": string(2000)}, {"verbatim": boolean}),
                        "plain_text": shape({"text": string(2000)}, {"emoji": boolean}),
                    }
                ),
                10,
            )
        }
    ),
    "image": image({"title": plain(2000), "block_id": ID}),
    "actions": block({"elements": array(typed(ELEMENTS), 25)}),
    "input": block(
        {"label": plain(2000), "element": typed(INPUTS)},
        {"hint": plain(2000), "optional": boolean, "dispatch_action": boolean},
    ),
    "context_actions": block(
        {
            "elements": array(
                typed(
                    {
                        "feedback_buttons": shape(
                            {"positive_button": _FEEDBACK, "negative_button": _FEEDBACK},
                            {"action_id": ID},
                        ),
                        "icon_button": shape(
                            {"icon": one_of("trash"), "text": plain(75)},
                            {
                                "action_id": ID,
                                "value": string(2000),
                                "confirm": CONFIRM,
                                "accessibility_label": string(75),
                                "visible_to_user_ids": array(ID, 100),
                            },
                        ),
                    }
                ),
                5,
            )
        }
    ),
    "rich_text": RICH_TEXT,
    "markdown": block({"text": string(MAX_MARKDOWN)}),
    "table": both(
        block(
            {"rows": _rows(MAX_TABLE_ROWS, 1)},
            {"column_settings": array(_column, MAX_TABLE_COLUMNS)},
        ),
        _same_width,
    ),
    "data_table": both(
        block(
            # The caption has no published limit; this is ours.
            {"caption": string(255), "rows": _rows(MAX_DATA_TABLE_ROWS, 2)},
            {"page_size": integer(1, 100), "row_header_column_index": integer(0, 19)},
        ),
        _same_width,
        _plain_header,
        _row_header,
    ),
    "data_visualization": block({"title": string(50), "chart": _CHART}),
    **CARDS,
    # `file` is not here: only Slack puts it into a message. Nor are `call` and `auth_provider`,
    # which this app has no use for. To send one is a fault.
}
_NESTING = {"container": container(BLOCKS), "layout": layout(BLOCKS)}
_MESSAGE = array(typed({**BLOCKS, **_NESTING}), MAX_BLOCKS, least=0)

# ---- what counts over the whole message


def _totals(blocks: Sequence[Json]) -> Errors:
    every_block = [block for _, block in every(blocks)]
    counts = Counter(block["type"] for block in every_block)
    yield from total(blocks, MAX_BLOCKS)
    if counts["table"] + counts["data_table"] > 1:
        yield wrong("", "only one table allowed", "only_one_table_allowed")
    if counts["data_visualization"] > MAX_CHARTS:  # in no page of Slack's; found live by others
        yield wrong("", f"no more than {MAX_CHARTS} data_visualization blocks allowed")
    if sum(len(b["text"]) for b in every_block if b["type"] == "markdown") > MAX_MARKDOWN:
        yield wrong("", f"no more than {MAX_MARKDOWN} characters of markdown allowed")
    if sum(_cell_characters(block) for block in every_block) > MAX_TABLE_CHARACTERS:
        yield wrong("", f"no more than {MAX_TABLE_CHARACTERS} characters in table cells allowed")
    yield from one_of_each_id(blocks)
    yield from _one_of_each_action(blocks)


def total(blocks: Sequence[Json], most: int, at: str = "") -> Errors:
    """Check how many blocks there are, with those in others.

    Slack's page says so of those in a layout; we count those in containers and carousels too.
    """
    if sum(1 for _ in every(blocks)) > most:
        yield wrong(at, f"no more than {most} items allowed, with the blocks in others")


def one_of_each_id(blocks: Sequence[Json], at: str = "") -> Errors:
    """Check that each `block_id` is unique."""
    known = set()
    for place, each in every(blocks, at):
        id_ = each.get("block_id")
        if id_ is not None and id_ in known:
            yield wrong(f"{place}/block_id", f"`block_id` {id_} already exists")
        known.add(id_)


def _one_of_each_action(blocks: Sequence[Json]) -> Errors:
    """Check that each `action_id` is unique in the message, so that a click says what was clicked.

    Slack's page requires it only within a block.
    """
    known = set()
    for at, element in elements(blocks):
        id_ = element.get("action_id")
        if id_ is not None and id_ in known:
            yield wrong(f"{at}/action_id", f"`action_id` {id_} already exists")
        known.add(id_)


def elements(blocks: Sequence[Json]) -> Iterator[tuple[str, Json]]:
    """Find the elements that can be clicked, each with its place."""
    for at, each in every(blocks):
        yield from own_elements(each, at)


def own_elements(block: Json, at: str) -> Iterator[tuple[str, Json]]:
    """Find the elements that can be clicked in the block itself, each with its place."""
    if name := ELEMENT_LISTS.get(block["type"]):
        for number, element in enumerate(block.get(name) or ()):
            yield f"{at}/{name}/{number}", element
    for name in ("accessory", "element"):
        if block.get(name):
            yield f"{at}/{name}", block[name]


def _cell_characters(thing: Any) -> int:
    """Count all characters that a table shows, with the rich text in its cells."""
    if isinstance(thing, Mapping):
        if thing.get("type") not in {"table", "data_table"}:
            return 0
        return sum(_characters(row) for row in thing["rows"])
    return 0


def _characters(thing: Any) -> int:
    if isinstance(thing, Mapping):
        own = thing.get("text")
        inner = sum(_characters(value) for value in thing.values())
        return inner + (len(own) if isinstance(own, str) else 0)
    if isinstance(thing, (list, tuple)):
        return sum(_characters(item) for item in thing)
    return 0
