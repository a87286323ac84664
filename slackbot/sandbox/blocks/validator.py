"""Which blocks Slack would refuse in a message, told as its method blocks.validate tells it.

Slack publishes no schema. The limits are those of docs.slack.dev/reference/block-kit; where
that page and later sources differ, the smaller one, so that what passes here passes there.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

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
    wrong,
)
from slackbot.sandbox.blocks.elements import (
    ACCESSORIES,
    CONFIRM,
    ELEMENTS,
    ID,
    LONG_TEXT,
    RICH_TEXT,
    image,
    plain,
    text,
)

__all__ = ["BlockError", "validate_message"]

Json = Mapping[str, Any]


def validate_message(blocks: Sequence[Json]) -> list[BlockError]:
    """What Slack would refuse in a message of these blocks; empty if it would show them."""
    errors = list(_MESSAGE(list(blocks), ""))
    # What counts over the whole message is asked only of blocks that have the right form.
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
    yield from _unique(named, f"{at}/axis_config/categories", "category")
    categories = Counter(dict.fromkeys(named, 1))
    for index, series in enumerate(chart["series"]):
        if Counter(point["label"] for point in series["data"]) != categories:
            yield wrong(f"{at}/series/{index}/data", "must have one point for each category")
    names = [series["name"] for series in chart["series"]]
    yield from _unique(names, f"{at}/series", "name", "/name")


_PLOT = both(shape({"series": _SERIES, "axis_config": _AXES}), _whole_series)
_CHART = typed({"pie": shape({"segments": _SEGMENTS}), "bar": _PLOT, "line": _PLOT, "area": _PLOT})

# ---- the blocks

MAX_BLOCKS = 50
MAX_CHARTS = 2
MAX_MARKDOWN = 12_000


def block(required: Mapping[str, Check], optional: Mapping[str, Check] | None = None) -> Check:
    """An object with these fields, and with a `block_id` if it likes."""
    return shape(required, {"block_id": ID, **(optional or {})})


_FEEDBACK = shape({"text": plain(75), "value": string(2000)}, {"accessibility_label": string(75)})
_BLOCKS: Mapping[str, Check] = {
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
}
_MESSAGE = array(typed(_BLOCKS), MAX_BLOCKS, least=0)

# ---- what counts over the whole message


def _totals(blocks: Sequence[Json]) -> Errors:
    counts = Counter(block["type"] for block in blocks)
    if counts["table"] + counts["data_table"] > 1:
        yield wrong("", "only one table allowed", "only_one_table_allowed")
    if counts["data_visualization"] > MAX_CHARTS:  # in no page of Slack's; found live by others
        yield wrong("", f"no more than {MAX_CHARTS} data_visualization blocks allowed")
    if sum(len(b["text"]) for b in blocks if b["type"] == "markdown") > MAX_MARKDOWN:
        yield wrong("", f"no more than {MAX_MARKDOWN} characters of markdown allowed")
    if sum(_cell_characters(block) for block in blocks) > MAX_TABLE_CHARACTERS:
        yield wrong("", f"no more than {MAX_TABLE_CHARACTERS} characters in table cells allowed")
    yield from _unique([block.get("block_id") for block in blocks], "", "block_id", "/block_id")
    yield from _one_of_each_action(blocks)


def _one_of_each_action(blocks: Sequence[Json]) -> Errors:
    """Slack's page wants an `action_id` to be the only one in its block; here it is the only one in
    the message, so that a click says what was clicked.
    """
    known = set()
    for at, element in _elements(blocks):
        id_ = element.get("action_id")
        if id_ is not None and id_ in known:
            yield wrong(f"{at}/action_id", f"`action_id` {id_} already exists")
        known.add(id_)


def _elements(blocks: Sequence[Json]) -> Iterator[tuple[str, Json]]:
    """What can be clicked, each with its place."""
    for index, block in enumerate(blocks):
        if block["type"] in ("actions", "context_actions"):
            for number, element in enumerate(block["elements"]):
                yield f"/{index}/elements/{number}", element
        elif block.get("accessory"):
            yield f"/{index}/accessory", block["accessory"]


def _unique(values: Sequence[str | None], at: str, name: str, below: str = "") -> Errors:
    for index, value in enumerate(values):
        if value is not None and value in values[:index]:
            yield wrong(f"{at}/{index}{below}", f"`{name}` {value} already exists")


def _cell_characters(thing: Any) -> int:
    """All characters shown in a table, those of rich text in its cells included."""
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
