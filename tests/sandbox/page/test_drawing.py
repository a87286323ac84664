"""What the page draws of each block, and that no words of a message become HTML."""

import json
import re
from collections.abc import Iterator, Mapping
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from slackbot.sandbox.blocks.validator import validate_message
from slackbot.sandbox.blocks.view import validate_view
from slackbot.sandbox.page.charts import chart
from slackbot.sandbox.page.drawing import Scene, draw
from slackbot.sandbox.page.fields import key
from slackbot.sandbox.page.spans import Names, with_emoji
from slackbot.sandbox.page.tables import Order
from slackbot.sandbox.slack.workspace.inputs import elements_in
from slackbot.sandbox.slack.workspace.message import with_ids
from tests.sandbox.page.blocks import (
    CARD,
    CAROUSEL,
    CONTAINER,
    DATA_TABLE,
    INPUTS,
    LAYOUT,
    MESSAGE_BLOCKS,
    PIE,
    PLOTS,
    TASK,
    VIDEO,
    VIEW_BLOCKS,
    button,
    marked,
    plain,
)

Json = Mapping[str, Any]
SNAPSHOTS = sorted((Path(__file__).parents[2] / "slack").glob("*/snapshots/*.json"))
ALONE = {"br", "hr", "img", "input", "link", "meta"}  # have no end
# Shapes of SVG, which end where they begin.
SHAPES = {"circle", "line", "path", "polygon", "polyline", "rect"}
ENDS_A_PARAGRAPH = {
    "blockquote",
    "details",
    "div",
    "figure",
    "form",
    "ol",
    "p",
    "pre",
    "table",
    "ul",
}


class Read(HTMLParser):
    """Reads HTML, and fails where a tag has no partner, or a browser would end a paragraph early.

    `words` is what a person reads.
    """

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.words = ""
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self._open: list[str] = []
        self.feed(html)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert not (tag in ENDS_A_PARAGRAPH and "p" in self._open)
        self.tags.append((tag, dict(attrs)))
        if tag not in ALONE:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


def drawn(*blocks: Json, scene: Scene | None = None) -> Read:
    return Read(draw(blocks, validate_message(blocks), scene or Scene()))


def texts(thing: Any) -> Iterator[str]:
    """Find all words of blocks that have no marks in them."""
    if isinstance(thing, Mapping):
        if thing.get("type") in ("plain_text", "raw_text"):
            yield thing["text"]
        for name, each in thing.items():
            if name != "confirm":  # is shown once its button was pressed
                yield from texts(each)
    elif isinstance(thing, list):
        for each in thing:
            yield from texts(each)


@pytest.mark.parametrize("block", MESSAGE_BLOCKS, ids=lambda block: str(block["type"]))
def test_every_block_is_drawn(block: Json) -> None:
    page = drawn(block)
    assert "fault" not in page.tags[0][1]["class"].split()  # type: ignore[union-attr]
    assert page.tags[0][1]["class"] == f"block block-{block['type']}"


def test_every_block_of_a_view_is_drawn() -> None:
    view = {"type": "modal", "title": plain("T"), "submit": plain("S"), "blocks": VIEW_BLOCKS}
    assert validate_view(view) == []
    page = Read(draw(VIEW_BLOCKS, [], Scene()))
    assert "Nothing was saved." in page.words
    assert "fault" not in {attributes.get("class") for _, attributes in page.tags}


@pytest.mark.parametrize("file", SNAPSHOTS, ids=lambda file: f"{file.parts[-3]}-{file.stem}")
def test_every_message_of_the_product_is_drawn(file: Path) -> None:
    recorded = json.loads(file.read_text(encoding="utf-8"))
    messages = recorded if isinstance(recorded, list) else [recorded]
    for message in messages:
        blocks = message.get("blocks") or []
        page = drawn(*blocks)
        assert not [a for _, a in page.tags if "fault" in (a.get("class") or "")]
        shown = " ".join(page.words.split())
        for label in texts([b for b in blocks if b["type"] != "data_table"]):
            assert " ".join(with_emoji(unescape(label)).split()) in shown
        assert not re.search(r":[a-z_]{3,}:", shown)  # an emoji that the page does not know


def test_there_are_such_messages() -> None:
    assert len(SNAPSHOTS) > 50


@pytest.mark.parametrize("block", [CARD, CAROUSEL, CONTAINER, LAYOUT], ids=lambda b: str(b["type"]))
def test_every_button_in_a_block_in_another_can_be_pressed(block: Json) -> None:
    blocks = with_ids([dict(block)], "1763280000.000100")
    page = drawn(*blocks)
    shown = [str(b["value"]) for b in page.all("button")] + [
        str(a["data-press"]) for a in page.all("a") if "data-press" in a
    ]
    assert shown
    assert sorted(shown) == sorted(key(*found) for found in elements_in(blocks))


def test_a_container_folds() -> None:
    assert "open" not in drawn(CONTAINER).all("details")[0]
    assert "open" in drawn({**CONTAINER, "default_collapsed": None}).all("details")[0]


def test_what_is_wrong_in_a_block_in_another_is_seen() -> None:
    page = drawn({**CONTAINER, "child_blocks": [{"type": "hologram"}]})
    assert "Slack would refuse this container:" in page.words
    assert "unsupported type: hologram [json-pointer:/blocks/0/child_blocks/0/type]" in page.words


@pytest.mark.parametrize(
    "kind", ["file", "call", "auth_provider", "button", "hologram", "../page", ""]
)
def test_an_unknown_block_is_seen(kind: str) -> None:
    page = drawn({"type": kind, "text": plain("Words")})
    assert page.tags[0][1] == {"class": "fault", "role": "note"}
    assert f"cannot draw a block of the type {kind}" in page.words
    assert f"unsupported type: {kind}" in page.words


def test_where_slack_refuses_its_words_stand() -> None:
    wrong = {"type": "actions", "elements": [button("x" * 76)]}
    page = drawn({"type": "divider"}, wrong)
    assert "Slack would refuse this actions:" in page.words
    assert "must be less than 76 characters [json-pointer:/blocks/1/elements/0/text/text]" in (
        page.words
    )
    assert page.all("hr")
    assert not page.all("button")


def test_what_slack_refuses_in_the_whole_message() -> None:
    page = drawn(DATA_TABLE, DATA_TABLE)
    assert "Slack would refuse this message: [ERROR] only one table allowed" in page.words


@pytest.mark.parametrize("broken", [{}, {"type": "section"}, {"type": 7}, {"type": "actions"}])
def test_a_broken_block_is_seen(broken: Json) -> None:
    assert drawn(broken).tags[0][1]["class"] == "fault"


EVIL = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'{{ 7*7 }}"

EVIL_PICTURE = {"type": "image", "image_url": 'https://example.com/"><script>', "alt_text": EVIL}


@pytest.mark.parametrize(
    "block",
    [
        {"type": "header", "text": plain(EVIL)},
        {"type": "section", "text": marked(EVIL)},
        {
            "type": "section",
            "text": marked(f"*{EVIL}* `{EVIL}` ```{EVIL}``` <https://e.com|{EVIL}>"),
        },
        {"type": "context", "elements": [marked(EVIL)]},
        {
            "type": "markdown",
            "text": f"{EVIL}\n\n[a](javascript:alert(1)) ![b](https://e.com/x.png)",
        },
        {"type": "actions", "elements": [button("b", value=EVIL, action_id='a"><script>')]},
        {"type": "image", "image_url": 'https://example.com/"><script>', "alt_text": EVIL},
        {
            "type": "rich_text",
            "elements": [
                {
                    "type": "rich_text_section",
                    "elements": [
                        {"type": "text", "text": EVIL},
                        {"type": "link", "url": "javascript:alert(1)", "text": "go"},
                    ],
                }
            ],
        },
        {**PIE, "title": EVIL[:50]},
        {**CARD, "title": marked(EVIL), "body": marked(EVIL), "hero_image": EVIL_PICTURE},
        {"type": "carousel", "elements": [{"type": "card", "title": marked(EVIL)}]},
        {**CONTAINER, "title": plain(EVIL), "subtitle": plain(EVIL), "icon": EVIL_PICTURE},
        {**LAYOUT, "label": EVIL},
        {
            **TASK,
            "title": EVIL,
            "sources": [{"type": "url", "url": 'https://e.com/">', "text": EVIL}],
        },
        {"type": "plan", "title": EVIL, "tasks": [{**TASK, "title": EVIL}]},
        {**VIDEO, "alt_text": EVIL, "title": plain(EVIL), "author_name": EVIL[:49]},
    ],
    ids=lambda block: str(block["type"]),
)
def test_no_words_become_html(block: Json) -> None:
    page = drawn(block)
    assert not page.all("script")
    for _, attributes in page.tags:
        assert "onerror" not in attributes
        assert not str(attributes.get("href", "")).startswith("javascript:")
    assert not [img for img in page.all("img") if img["src"] == "x"]
    assert "49" not in page.words


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("*bold* and _italic_", "<b>bold</b> and <i>italic</i>"),
        ("2*3*4 snake_case_name", "2*3*4 snake_case_name"),
        ("*a _b_ c*", "<b>a <i>b</i> c</b>"),
        ("`*raw*`", "<code>*raw*</code>"),
        ("a &amp;lt; b &lt; c", "a &amp;lt; b &lt; c"),
        (":warning: at 10:30:00", "⚠ at 10:30:00"),
        ("&gt; said\nnot", "<blockquote>said</blockquote>not"),
        ("```\nx &lt; *y*\n```", "<pre>x &lt; *y*</pre>"),
        ("<#C1|general> <!here>", '<span class="mention">#C1</span> <span class="mention">@here'),
        ("<!date^1763280000^{date} {time}|then>", "November 16, 2025 08:00"),
        ("<!date^never^{date}|then>", "then"),
        ("_:hourglass_flowing_sand: soon_", "<i>⏳ soon</i>"),
    ],
)
def test_marked_text(text: str, html: str) -> None:
    shown = draw([{"type": "section", "text": marked(text)}], [], Scene())
    assert f'<div class="text">{html}' in shown
    Read(shown)


@pytest.mark.parametrize("kind", ["checkboxes", "radio_buttons"])
def test_what_is_ticked_has_its_marks(kind: str) -> None:
    ticked = {"type": kind, "options": [{"text": marked("*North*"), "value": "n"}]}
    shown = draw(with_ids([{"type": "actions", "elements": [ticked]}], "1.0"), [], Scene())
    assert "<b>North</b>" in shown


def test_people_and_channels_have_names() -> None:
    names = Names(user={"U1": "anna"}.__getitem__, channel={"C1": "finance"}.__getitem__)
    page = drawn({"type": "section", "text": marked("<@U1> in <#C1>")}, scene=Scene(names=names))
    assert "@anna in #finance" in page.words


def test_a_data_table_is_sorted_by_numbers_and_has_pages() -> None:
    def rows(order: Order) -> list[str]:
        block = {**DATA_TABLE, "block_id": "t"}
        page = draw([block], [], Scene(orders={"t": order}))
        return re.findall(r"<th class=\"left\" scope=\"row\">(.+?)</th>", page)

    numbers = {f"Bot {n}": n * 7919 % 1000 for n in range(1, 11)}
    assert rows(Order()) == ["Bot 1", "Bot 2", "Bot 3", "Bot 4"]
    ascending = sorted(numbers, key=numbers.__getitem__)
    assert rows(Order(0, 1)) == ascending[:4]
    assert rows(Order(2, 1)) == ascending[8:]
    assert rows(Order(1, 1, is_down=True)) == ascending[::-1][4:8]
    assert rows(Order(9)) == ["Bot 9", "Bot 10"]  # the last page


@pytest.mark.parametrize("block", PLOTS, ids=lambda block: str(block["chart"]["type"]))
def test_a_chart_has_all_points_inside(block: Json) -> None:
    page = drawn(block)
    kind = block["chart"]["type"]
    marks = page.all("rect" if kind == "bar" else "circle")
    points = [mark for mark in marks if str(mark.get("x") or mark.get("cx")).endswith("%")]
    assert len(points) == 8
    for point in points:
        y = float(str(point.get("y") or point.get("cy")).rstrip("%"))
        height = float(str(point.get("height") or "0").rstrip("%"))
        assert 0 <= y <= y + height <= 100.001
    assert "Day 4, Sessions: 240.5" in page.words


@pytest.mark.parametrize(
    ("length", "count", "wide", "narrow"),
    [(10, 7, 7, 3), (20, 20, 3, 1), (5, 20, 10, 5), (3, 12, 12, 6), (20, 1, 1, 1)],
)
def test_labels_of_a_chart_have_room(length: int, count: int, wide: int, narrow: int) -> None:
    days = [f"{n:0{length}}" for n in range(count)]
    data = [{"label": day, "value": 1} for day in days]
    axes = {"categories": days}
    plotted = {"type": "bar", "series": [{"name": "S", "data": data}], "axis_config": axes}
    laid = chart({"title": "T", "chart": plotted})
    shown = [label for label in laid.labels if label.is_shown]
    assert (len(shown), sum(not label.is_wide for label in shown)) == (wide, narrow)


def test_a_pie_is_whole() -> None:
    assert len(drawn(PIE).all("path")) == 6
    only = {**PIE, "chart": {"type": "pie", "segments": [{"label": "All", "value": 3}]}}
    assert "100%" in drawn(only).words


def test_inputs_have_labels() -> None:
    page = Read(draw(INPUTS, [], Scene()))
    labels = {label.get("for") for label in page.all("label")}
    for tag in ("input", "select", "textarea"):
        for each in page.all(tag):
            if each.get("type") not in ("hidden", "checkbox", "radio"):
                assert each.get("id") in labels or each.get("aria-label")


def test_complaints_stand_at_their_inputs() -> None:
    block = INPUTS[0]
    page = Read(draw([block], [], Scene(complaints={block["block_id"]: "Too short."})))
    assert "Too short." in page.words
    (box,) = [each for each in page.all("input") if each["type"] == "text"]
    assert box["aria-invalid"] == "true"
    assert "wrong" in str(box["aria-describedby"])
