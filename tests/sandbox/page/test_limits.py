"""Blocks as long and as many as Slack takes are drawn; one more is a fault with Slack's words."""

from collections.abc import Callable
from typing import Any

import pytest

from slackbot.sandbox.blocks.validator import validate_message
from slackbot.sandbox.page.drawing import Scene, draw
from tests.sandbox.page.blocks import (
    CARD,
    CONTAINER,
    LAYOUT,
    PLAN,
    TASK,
    VIDEO,
    button,
    element,
    field,
    marked,
    number,
    option,
    plain,
    raw,
)
from tests.sandbox.page.test_drawing import Read

Json = dict[str, Any]
Make = Callable[[int], list[Json]]


def chart(kind: str, series: int, categories: int, width: int = 5) -> list[Json]:
    labels = [f"{n:0{width}}" for n in range(categories)]
    rows = [
        {"name": f"S{s}", "data": [{"label": at, "value": s - n} for n, at in enumerate(labels)]}
        for s in range(series)
    ]
    axes = {"categories": labels}
    drawn = {"type": kind, "series": rows, "axis_config": axes}
    return [{"type": "data_visualization", "title": "T", "chart": drawn}]


def pie(segments: int) -> list[Json]:
    parts = [{"label": f"S{n}", "value": n + 1} for n in range(segments)]
    drawn = {"type": "pie", "segments": parts}
    return [{"type": "data_visualization", "title": "T", "chart": drawn}]


def titled(length: int) -> list[Json]:
    return [{**pie(1)[0], "title": "x" * length}]


def data_table(rows: int, columns: int = 2) -> list[Json]:
    body = [[number(n) for _ in range(columns)] for n in range(rows)]
    head = [raw(f"C{n}") for n in range(columns)]
    return [{"type": "data_table", "caption": "T", "page_size": 100, "rows": [head, *body]}]


def table(rows: int, columns: int = 1) -> list[Json]:
    return [{"type": "table", "rows": [[raw("x")] * columns] * rows}]


def acted(one: Json) -> list[Json]:
    return [{"type": "actions", "elements": [one]}]


def menu(kind: str, count: int) -> list[Json]:
    return acted(element(kind, options=[option(f"O{n}") for n in range(count)]))


def buttons(count: int) -> list[Json]:
    return [{"type": "actions", "elements": [button(f"B{n}") for n in range(count)]}]


def asked(**words: str) -> list[Json]:
    given = {"title": "T", "text": "T", "confirm": "C", "deny": "D", **words}
    return acted(button("B", confirm={name: plain(text) for name, text in given.items()}))


# What each of the limits is called, the limit, and blocks that come so far.
LIMITS: dict[str, tuple[int, Make]] = {
    "blocks": (50, lambda n: [{"type": "divider"}] * n),
    "section": (3000, lambda n: [{"type": "section", "text": marked("x" * n)}]),
    "fields": (10, lambda n: [{"type": "section", "fields": [plain("x")] * n}]),
    "field": (2000, lambda n: [{"type": "section", "fields": [plain("x" * n)]}]),
    "header": (150, lambda n: [{"type": "header", "text": plain("x" * n)}]),
    "level": (4, lambda n: [{"type": "header", "text": plain("x"), "level": n}]),
    "context": (10, lambda n: [{"type": "context", "elements": [plain("x")] * n}]),
    "actions": (25, buttons),
    "label": (2000, lambda n: [field("x", element("datepicker")) | {"label": plain("x" * n)}]),
    "markdown": (12_000, lambda n: [{"type": "markdown", "text": "x" * n}]),
    "table rows": (100, table),
    "table columns": (20, lambda n: table(2, n)),
    "data rows": (100, data_table),
    "data columns": (20, lambda n: data_table(2, n)),
    "chart title": (50, titled),
    "charts": (2, lambda n: pie(2) * n),
    "segments": (6, pie),
    "bar series": (6, lambda n: chart("bar", n, 4)),
    "line series": (6, lambda n: chart("line", n, 4)),
    "area series": (6, lambda n: chart("area", n, 4)),
    "categories": (20, lambda n: chart("bar", 2, n)),
    "category": (20, lambda n: chart("bar", 2, 3, n)),
    "button": (75, lambda n: buttons(1)[:0] + acted(button("B") | {"text": plain("x" * n)})),
    "value": (2000, lambda n: acted(button("B") | {"value": "x" * n})),
    "select options": (100, lambda n: menu("static_select", n)),
    "radio options": (10, lambda n: menu("radio_buttons", n)),
    "checkbox options": (10, lambda n: menu("checkboxes", n)),
    "overflow options": (5, lambda n: menu("overflow", n)),
    "confirm title": (100, lambda n: asked(title="x" * n)),
    "confirm text": (300, lambda n: asked(text="x" * n)),
    "confirm button": (30, lambda n: asked(confirm="x" * n)),
    "card title": (150, lambda n: [{**CARD, "title": marked("x" * n)}]),
    "card body": (200, lambda n: [{**CARD, "body": marked("x" * n)}]),
    "card buttons": (3, lambda n: [{**CARD, "actions": [button(f"B{b}") for b in range(n)]}]),
    "cards": (10, lambda n: [{"type": "carousel", "elements": [{**CARD, "actions": None}] * n}]),
    "children": (10, lambda n: [{**CONTAINER, "child_blocks": [{"type": "divider"}] * n}]),
    "container title": (150, lambda n: [{**CONTAINER, "title": plain("x" * n)}]),
    "layout rows": (5, lambda n: [{**LAYOUT, "rows": LAYOUT["rows"][1:] * n}]),
    "layout label": (150, lambda n: [{**LAYOUT, "label": "x" * n}]),
    "tasks": (50, lambda n: [{**PLAN, "tasks": [{**TASK, "task_id": f"{t}"} for t in range(n)]}]),
    "video title": (199, lambda n: [{**VIDEO, "title": plain("x" * n)}]),
    "placeholder": (150, lambda n: acted(element("datepicker", placeholder=plain("x" * n)))),
}


def faults(blocks: list[Json]) -> list[str]:
    page = Read(draw(blocks, validate_message(blocks), Scene()))
    is_fault = any(each.get("class") == "fault" for _, each in page.tags)
    return [page.words] if is_fault else []


@pytest.mark.parametrize("name", LIMITS)
def test_up_to_its_limit_a_block_is_drawn(name: str) -> None:
    most, make = LIMITS[name]
    assert faults(make(most)) == []
    assert "[ERROR]" in "".join(faults(make(most + 1)))
