"""Which blocks pass, which do not, and what is said of those."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pytest

from slackbot.sandbox.blocks.validator import validate_message
from slackbot.sandbox.blocks.view import validate_view

Json = dict[str, Any]


def mrkdwn(text: str = "a") -> Json:
    return {"type": "mrkdwn", "text": text}


def plain(text: str = "a") -> Json:
    return {"type": "plain_text", "text": text}


def button(**more: Any) -> Json:
    return {"type": "button", "text": plain(), **more}


def option(**more: Any) -> Json:
    return {"text": plain(), "value": "a", **more}


def section(**more: Any) -> Json:
    return {"type": "section", **more}


def header(text: Json | None = None) -> Json:
    return {"type": "header", "text": text or plain()}


def actions(*elements: Json, **more: Any) -> Json:
    return {"type": "actions", "elements": list(elements), **more}


def context(*elements: Json) -> Json:
    return {"type": "context", "elements": list(elements)}


def raw(text: str = "a") -> Json:
    return {"type": "raw_text", "text": text}


def raw_number(value: Any = 1, text: str = "1") -> Json:
    return {"type": "raw_number", "value": value, "text": text}


def rich(*elements: Json) -> Json:
    return {"type": "rich_text", "elements": list(elements)}


def linked(**inline: Any) -> Json:
    return rich({"type": "rich_text_section", "elements": [inline]})


def span(text: str = "a", **style: bool) -> Json:
    inline: Json = {"type": "text", "text": text}
    return {"type": "rich_text_section", "elements": [inline | ({"style": style} if style else {})]}


def table(rows: Sequence[Sequence[Json]], **more: Any) -> Json:
    return {"type": "table", "rows": rows, **more}


def data_table(rows: Sequence[Sequence[Json]], **more: Any) -> Json:
    return {"type": "data_table", "caption": "Sessions", "rows": rows, **more}


def chart(chart: Json, title: str = "Sessions") -> Json:
    return {"type": "data_visualization", "title": title, "chart": chart}


def pie(*values: float) -> Json:
    segments = [{"label": f"bot {n}", "value": value} for n, value in enumerate(values)]
    return chart({"type": "pie", "segments": segments})


def plot(
    series: Mapping[str, Sequence[str]],
    categories: Sequence[str],
    kind: str = "bar",
    value: Any = 1,
) -> Json:
    drawn = [
        {"name": name, "data": [{"label": label, "value": value} for label in labels]}
        for name, labels in series.items()
    ]
    return chart({"type": kind, "series": drawn, "axis_config": {"categories": list(categories)}})


def named_chart(title: str = "a", x: str = "a", y: str = "a", label: str = "a") -> Json:
    drawn = plot({label: [label]}, [label])
    drawn["chart"]["axis_config"] |= {"x_label": x, "y_label": y}
    return {**drawn, "title": title}


def card(**more: Any) -> Json:
    return {"type": "card", "title": mrkdwn(), **more}


def carousel(*cards: Json) -> Json:
    return {"type": "carousel", "elements": list(cards)}


def task(id_: str = "t", status: str = "complete", **more: Any) -> Json:
    return {"type": "task_card", "task_id": id_, "title": "a", "status": status, **more}


def plan(*tasks: Json) -> Json:
    return {"type": "plan", "title": "a", "tasks": list(tasks)}


def container(*blocks: Json, **more: Any) -> Json:
    return {"type": "container", "title": plain(), "child_blocks": list(blocks), **more}


def layout(*rows: Sequence[Json], **more: Any) -> Json:
    """A layout of rows of blocks, each in an item of its own."""
    laid = [{"items": [{"blocks": [block]} for block in row]} for row in rows]
    return {"type": "layout", "label": "a", "rows": laid, **more}


VIDEO: Json = {
    "type": "video",
    "alt_text": "a",
    "title": plain("x" * 199),
    "video_url": "https://example.com/v",
    "thumbnail_url": "https://example.com/a.png",
}
CONFIRM = {
    "title": plain("x" * 100),
    "text": mrkdwn("x" * 300),
    "confirm": plain("x" * 30),
    "deny": plain("x" * 30),
}
DIVIDER: Json = {"type": "divider"}
IMAGE: Json = {"type": "image", "image_url": "https://example.com/a.png", "alt_text": "a"}
SELECT: Json = {"type": "static_select", "action_id": "s", "options": [option()]}
LONG_URL = "https://" + "u" * 2992
DAYS = [f"day {n}" for n in range(21)]
# Blocks with an address, each by what has it, and the place of it.
ADDRESSED: list[tuple[str, Callable[[str], Json], str]] = [
    ("a button", lambda url: actions(button(url=url)), "/0/elements/0/url"),
    ("a menu's option",
     lambda url: actions({"type": "overflow", "options": [{**option(), "url": url}]}),
     "/0/elements/0/options/0/url"),
    ("an image", lambda url: {**IMAGE, "image_url": url}, "/0/image_url"),
    ("an image beside a text",
     lambda url: section(text=plain(), accessory={**IMAGE, "image_url": url}),
     "/0/accessory/image_url"),
    ("a file", lambda url: {"type": "image", "alt_text": "a", "slack_file": {"url": url}},
     "/0/slack_file/url"),
    ("a link", lambda url: linked(type="link", url=url), "/0/elements/0/elements/0/url"),
    ("a date", lambda url: linked(type="date", timestamp=0, format="{date}", url=url),
     "/0/elements/0/elements/0/url"),
    ("a card's image", lambda url: card(hero_image={**IMAGE, "image_url": url}),
     "/0/hero_image/image_url"),
]  # fmt: skip

PASS: list[tuple[str, list[Json]]] = [
    ("a message needs no blocks", []),
    ("50 blocks", [DIVIDER] * 50),
    ("a section with text", [section(text=mrkdwn("x" * 3000))]),
    ("a section with ten fields", [section(fields=[mrkdwn("x" * 2000)] * 10)]),
    ("a section with a button", [section(text=plain(), accessory=button(action_id="a"))]),
    ("a section with an image", [section(text=plain(), accessory=IMAGE)]),
    ("a field given as null is not given", [section(text=plain(), fields=None)]),
    ("a header", [header(plain("x" * 150))]),
    ("a context of text and image", [context(mrkdwn(), plain(), IMAGE)]),
    ("an image with a title", [{**IMAGE, "title": plain()}]),
    ("25 buttons", [actions(*[button(action_id=f"a{n}") for n in range(25)])]),
    ("buttons without an action_id of their own", [actions(button(), button())]),
    ("two blocks of buttons", [actions(button(action_id="a")), actions(SELECT)]),
    ("buttons at their longest", [
        actions(button(
            text=plain("x" * 75), action_id="a" * 255, value="x" * 2000, url=LONG_URL,
            style="danger", confirm=CONFIRM,
        ))
    ]),
    ("a select of groups", [
        actions({
            "type": "static_select",
            "option_groups": [{"label": plain(), "options": [option()]}],
        })
    ]),
    ("a date and a time", [
        actions(
            {"type": "datepicker", "initial_date": "2026-11-24"},
            {"type": "timepicker", "initial_time": "09:00", "timezone": "Europe/Berlin"},
        )
    ]),
    ("feedback", [{
        "type": "context_actions",
        "elements": [{
            "type": "feedback_buttons",
            "positive_button": {"text": plain(), "value": "+"},
            "negative_button": {"text": plain(), "value": "-"},
        }],
    }]),
    ("markdown", [{"type": "markdown", "text": "x" * 12_000}]),
    ("rich text", [
        rich(
            span(bold=True),
            {"type": "rich_text_list", "style": "bullet", "indent": 8, "elements": [span()]},
            {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": "a"}]},
        )
    ]),
    ("a table of all kinds of cells", [table([[raw(), raw_number(), rich(span())]])]),
    ("a table of 100 rows and 20 columns", [table([[raw()] * 20] * 100)]),
    ("a column without settings", [
        table([[raw(), raw()]], column_settings=[None, {"align": "right", "is_wrapped": True}])
    ]),
    ("a data table", [data_table([[raw()], [raw_number(1.5, "1.5")]], page_size=100)]),
    ("a data table of 100 rows below its header", [data_table([[raw()]] * 101)]),
    ("a data table of 20 columns", [data_table([[raw()] * 20] * 2, row_header_column_index=19)]),
    ("a data table of 10,000 characters", [data_table([[raw("x" * 5_000)]] * 2)]),
    ("a data table with figures as headings", [data_table([[raw_number()], [rich(span())]])]),
    ("an input", [
        {"type": "input", "label": plain(), "element": {"type": "plain_text_input"}}
    ]),
    ("a table and two charts", [data_table([[raw()], [raw()]]), pie(1), pie(1)]),
    ("a chart at its longest", [named_chart("x" * 50, "x" * 50, "x" * 50, "x" * 20)]),
    ("six series, some of them negative", [
        plot({f"s{n}": ["x", "y"] for n in range(6)}, ["x", "y"], value=-1)
    ]),
    ("two charts", [pie(1), pie(1, 2, 3, 4, 5, 6)]),
    ("a chart of 20 categories", [plot({"a": DAYS[:20]}, DAYS[:20], "line")]),
    ("a card at its longest", [card(
        title=mrkdwn("x" * 150), subtitle=mrkdwn("x" * 150), body=mrkdwn("x" * 200),
        subtext=mrkdwn("x" * 200), hero_image=IMAGE, icon=IMAGE, actions=[button()] * 3,
    )]),
    ("a card with an icon of Slack's", [card(slack_icon={"type": "icon", "name": "bot"})]),
    ("a card of a picture", [{"type": "card", "hero_image": IMAGE}]),
    ("ten cards", [carousel(*[card()] * 10)]),
    ("a plan of 50 tasks", [plan(*[task(f"t{n}", "pending") for n in range(50)])]),
    ("a task with all that it can have", [task(
        details=rich(span()), output=rich(span()),
        sources=[{"type": "url", "url": "https://example.com", "text": "a"}],
    )]),
    ("a video", [{**VIDEO, "author_name": "x" * 49, "description": plain("x" * 199)}]),
    ("a container of ten blocks", [container(
        *[DIVIDER] * 10, title=plain("x" * 150), subtitle=mrkdwn("x" * 150), width="wide",
        is_collapsible=True, default_collapsed=True,
    )]),
    ("a container with a table and a rich title", [
        container(table([[raw()]]), VIDEO, title=None, rich_text_title=rich(span()))
    ]),
    ("a layout of five rows", [
        layout(*[[section(text=plain()), IMAGE]] * 5, label="x" * 150, grid_lines="outer",
               is_label_visible=True, fallback=[DIVIDER])
    ]),
    ("a layout of 49 blocks", [layout(*[[DIVIDER] * 4] * 4), *[DIVIDER] * 33]),
    ("points in another order than the categories", [plot({"a": ["y", "x"]}, ["x", "y"], "area")]),
]  # fmt: skip


@pytest.mark.parametrize(("case", "blocks"), PASS, ids=[case for case, _ in PASS])
def test_slack_would_show(case: str, blocks: list[Json]) -> None:
    assert validate_message(blocks) == []


FAIL: list[tuple[str, list[Json], str, str]] = [
    ("51 blocks", [DIVIDER] * 51, "", "no more than 50 items"),
    ("an unknown block", [{"type": "marquee"}], "/0/type", "unsupported type: marquee"),
    ("a block that only modals have", [{"type": "alert"}], "/0/type", "unsupported type"),
    ("a block without a type", [{}], "/0/type", "unsupported type: None"),
    ("a type that is no word", [{"type": ["header"]}], "/0/type", "unsupported type"),
    ("an unknown field", [{**DIVIDER, "colour": "red"}], "/0", "additional property: colour"),
    ("a long block_id", [{**DIVIDER, "block_id": "x" * 256}], "/0/block_id", "less than 256"),
    ("one block_id twice", [{**DIVIDER, "block_id": "a"}] * 2, "/1/block_id", "already exists"),
    ("a section of nothing", [section()], "/0", "text or fields"),
    ("empty text", [section(text=mrkdwn(""))], "/0/text/text", "more than 0"),
    ("long text", [section(text=mrkdwn("x" * 3001))], "/0/text/text", "less than 3001"),
    ("text as a string", [section(text="a")], "/0/text", "must be an object"),
    ("text of an unknown kind", [section(text={"type": "html"})], "/0/text/type", "html"),
    ("text without text", [section(text={"type": "mrkdwn"})], "/0/text", "field: text"),
    ("emoji in mrkdwn", [section(text={**mrkdwn(), "emoji": True})], "/0/text", "emoji"),
    ("no fields", [section(text=mrkdwn(), fields=[])], "/0/fields", "no fewer than 1"),
    ("11 fields", [section(fields=[mrkdwn()] * 11)], "/0/fields", "no more than 10"),
    ("a long field", [section(fields=[mrkdwn("x" * 2001)])], "/0/fields/0/text", "2001"),
    ("a table beside a text", [section(text=mrkdwn(), accessory=table([[raw()]]))],
     "/0/accessory/type", "unsupported type: table"),
    ("markup in a header", [header(mrkdwn())], "/0/text/type", "unsupported type: mrkdwn"),
    ("a long header", [header(plain("x" * 151))], "/0/text/text", "less than 151"),
    ("a header without text", [{"type": "header"}], "/0", "missing required field: text"),
    ("a context of nothing", [context()], "/0/elements", "no fewer than 1"),
    ("a context of 11", [context(*[mrkdwn()] * 11)], "/0/elements", "no more than 10"),
    ("a button in a context", [context(button())], "/0/elements/0/type", "button"),
    ("an image without words", [{"type": "image", "image_url": "u"}], "/0", "alt_text"),
    ("an image of nothing", [{"type": "image", "alt_text": "a"}], "/0", "image_url, slack_file"),
    ("26 buttons", [actions(*[button()] * 26)], "/0/elements", "no more than 25"),
    ("no buttons", [actions()], "/0/elements", "no fewer than 1"),
    ("one action_id twice", [actions(button(action_id="a"), button(action_id="a"))],
     "/0/elements/1/action_id", "already exists"),
    ("one action_id in two blocks", [actions(button(action_id="a"))] * 2,
     "/1/elements/0/action_id", "already exists"),
    ("one action_id beside a text and below it",
     [section(text=plain(), accessory=button(action_id="a")), actions(button(action_id="a"))],
     "/1/elements/0/action_id", "already exists"),
    ("a long action_id", [actions(button(action_id="a" * 256))],
     "/0/elements/0/action_id", "less than 256"),
    ("a button without words", [actions({"type": "button", "action_id": "a"})],
     "/0/elements/0", "missing required field: text"),
    ("a long address", [actions(button(url=LONG_URL + "u"))], "/0/elements/0/url", "than 3001"),
    *[
        (f"{kind} to {url}", [make(url)], at, "HTTP or HTTPS")
        for kind, make, at in ADDRESSED
        for url in ("javascript:alert(1)", "http://", "/billing")
    ],
    ("a long question before it is done", [
        actions(button(confirm={**CONFIRM, "title": plain("x" * 101)}))
    ], "/0/elements/0/confirm/title/text", "less than 101"),
    ("a long button", [actions(button(text=plain("x" * 76)))], "/0/elements/0/text/text", "76"),
    ("markup on a button", [actions(button(text=mrkdwn()))], "/0/elements/0/text/type", "mrkdwn"),
    ("a long value", [actions(button(value="x" * 2001))], "/0/elements/0/value", "2001"),
    ("an unknown style", [actions(button(style="red"))], "/0/elements/0/style", "primary, danger"),
    ("a select of nothing", [actions({"type": "static_select"})], "/0/elements/0", "exactly one"),
    ("101 options", [actions({**SELECT, "options": [option()] * 101})],
     "/0/elements/0/options", "no more than 100"),
    ("an option's long value", [actions({**SELECT, "options": [option(value="x" * 76)]})],
     "/0/elements/0/options/0/value", "less than 76"),
    ("an option that leads away outside of a menu",
     [actions({**SELECT, "options": [option(url=LONG_URL)]})],
     "/0/elements/0/options/0", "additional property: url"),
    ("markup in a select", [actions({**SELECT, "options": [option(text=mrkdwn())]})],
     "/0/elements/0/options/0/text/type", "mrkdwn"),
    ("11 checkboxes", [actions({"type": "checkboxes", "options": [option()] * 11})],
     "/0/elements/0/options", "no more than 10"),
    ("six ways out", [actions({"type": "overflow", "options": [option()] * 6})],
     "/0/elements/0/options", "no more than 5"),
    ("a date with a time", [actions({"type": "datepicker", "initial_date": "2026-11-24T09"})],
     "/0/elements/0/initial_date", "less than 11"),
    ("long markdown", [{"type": "markdown", "text": "x" * 12_001}], "/0/text", "12001"),
    ("long markdown in sum", [{"type": "markdown", "text": "x" * 6_001}] * 2, "", "12000"),
    ("rich text of nothing", [rich()], "/0/elements", "no fewer than 1"),
    ("a deep list", [
        rich({"type": "rich_text_list", "style": "bullet", "indent": 9, "elements": [span()]})
    ], "/0/elements/0/indent", "between 0 and 8"),
    ("an unknown style of text", [rich(span(blinking=True))],
     "/0/elements/0/elements/0/style", "blinking"),
    ("101 rows", [table([[raw()]] * 101)], "/0/rows", "no more than 100"),
    ("21 columns", [table([[raw()] * 21])], "/0/rows/0", "no more than 20"),
    ("an empty cell", [table([[raw("")]])], "/0/rows/0/0/text", "more than 0"),
    ("rows of different width", [table([[raw()], [raw()] * 2])], "/0/rows/1", "must have 1 cells"),
    ("a wrong alignment", [table([[raw()]], column_settings=[{"align": "top"}])],
     "/0/column_settings/0/align", "left, center, right"),
    ("two tables", [table([[raw()]]), data_table([[raw()], [raw()]])], "", "only one table"),
    ("many characters", [table([[raw("x" * 5_001)]] * 2)], "", "10000 characters"),
    ("many characters of rich text", [table([[rich(span("x" * 5_001))]] * 2)], "", "10000"),
    ("a data table without a caption",
     [{"type": "data_table", "rows": [[raw()], [raw()]]}], "/0", "caption"),
    ("a data table of a header", [data_table([[raw()]])], "/0/rows", "no fewer than 2"),
    ("101 rows of data", [data_table([[raw()]] * 102)], "/0/rows", "no more than 101"),
    ("a rich header", [data_table([[rich(span())], [raw()]])],
     "/0/rows/0/0/type", "unsupported type: rich_text"),
    ("a number without a form", [data_table([[raw()], [{"type": "raw_number", "value": 1}]])],
     "/0/rows/1/0", "missing required field: text"),
    ("a number that is a word", [data_table([[raw()], [raw_number("1")]])],
     "/0/rows/1/0/value", "must be a number"),
    ("no number", [data_table([[raw()], [raw_number(float("nan"))]])],
     "/0/rows/1/0/value", "finite"),
    ("a data table of 21 columns", [data_table([[raw()] * 21] * 2)],
     "/0/rows/0", "no more than 20"),
    ("a data table with a short row", [data_table([[raw()] * 2, [raw()]])],
     "/0/rows/1", "must have 2 cells"),
    ("a data table of 10,001 characters", [data_table([[raw("x" * 5_000)], [raw("x" * 5_001)]])],
     "", "10000 characters"),
    ("an empty caption", [data_table([[raw()], [raw()]], caption="")], "/0/caption", "more than 0"),
    ("pages of nothing", [data_table([[raw()], [raw()]], page_size=0)],
     "/0/page_size", "between 1 and 100"),
    ("two data tables", [data_table([[raw()], [raw()]])] * 2, "", "only one table"),
    ("pages of 101", [data_table([[raw()], [raw()]], page_size=101)], "/0/page_size", "100"),
    ("a header column that is none", [data_table([[raw()], [raw()]], row_header_column_index=1)],
     "/0/row_header_column_index", "must be a column"),
    ("three charts", [pie(1)] * 3, "", "no more than 2 data_visualization"),
    ("a chart's long title", [chart({"type": "pie", "segments": []}, "x" * 51)],
     "/0/title", "less than 51"),
    ("a chart without a title", [{"type": "data_visualization", "chart": {"type": "pie"}}],
     "/0", "missing required field: title"),
    ("a long name of an axis", [named_chart(x="x" * 51)],
     "/0/chart/axis_config/x_label", "less than 51"),
    ("a long name of the other", [named_chart(y="x" * 51)],
     "/0/chart/axis_config/y_label", "less than 51"),
    ("a long category", [named_chart(label="x" * 21)],
     "/0/chart/axis_config/categories/0", "less than 21"),
    ("a category twice", [plot({"a": ["x", "x"]}, ["x", "x"])],
     "/0/chart/axis_config/categories/1", "already exists"),
    ("a point of no category", [plot({"a": ["x", "z"]}, ["x", "y"])],
     "/0/chart/series/0/data", "one point for each category"),
    ("bars without axes", [chart({"type": "bar", "series": []})], "/0/chart", "axis_config"),
    ("a pie with axes", [chart({"type": "pie", "segments": [], "axis_config": {}})],
     "/0/chart", "additional property: axis_config"),
    ("a long slice", [
        chart({"type": "pie", "segments": [{"label": "x" * 21, "value": 1}]})
    ], "/0/chart/segments/0/label", "less than 21"),
    ("a point that is no number", [plot({"a": ["x"]}, ["x"], value=None)],
     "/0/chart/series/0/data/0", "missing required field: value"),
    ("a chart of an unknown kind", [chart({"type": "radar"})], "/0/chart/type", "radar"),
    ("a pie of nothing", [pie()], "/0/chart/segments", "no fewer than 1"),
    ("a pie of seven", [pie(*[1] * 7)], "/0/chart/segments", "no more than 6"),
    ("a pie with a slice of nothing", [pie(1, 0)], "/0/chart/segments/1/value", "greater than 0"),
    ("21 categories", [plot({"a": DAYS}, DAYS)], "/0/chart/axis_config/categories", "20"),
    ("a series without a point", [plot({"a": ["x"]}, ["x", "y"])],
     "/0/chart/series/0/data", "one point for each category"),
    ("a series with two points for one", [plot({"a": ["x", "x", "y"]}, ["x", "y"])],
     "/0/chart/series/0/data", "one point for each category"),
    ("seven series", [plot({f"s{n}": ["x"] for n in range(7)}, ["x"])],
     "/0/chart/series", "no more than 6"),
    ("a long name of a series", [plot({"x" * 21: ["x"]}, ["x"])],
     "/0/chart/series/0/name", "less than 21"),
    ("two series of one name", [
        chart({
            "type": "bar",
            "series": [{"name": "a", "data": [{"label": "x", "value": 1}]}] * 2,
            "axis_config": {"categories": ["x"]},
        })
    ], "/0/chart/series/1/name", "already exists"),
    ("a card of nothing", [{"type": "card", "subtitle": mrkdwn()}], "/0", "hero_image or title"),
    ("a card's plain title", [card(title=plain())], "/0/title/type", "plain_text"),
    ("a card's long title", [card(title=mrkdwn("x" * 151))], "/0/title/text", "less than 151"),
    ("a card's long subtitle", [card(subtitle=mrkdwn("x" * 151))], "/0/subtitle/text", "151"),
    ("a card's long body", [card(body=mrkdwn("x" * 201))], "/0/body/text", "less than 201"),
    ("a card's long subtext", [card(subtext=mrkdwn("x" * 201))], "/0/subtext/text", "201"),
    ("a card of four buttons", [card(actions=[button()] * 4)], "/0/actions", "no more than 3"),
    ("a menu on a card", [card(actions=[SELECT])], "/0/actions/0/type", "static_select"),
    ("an unknown icon", [card(slack_icon={"type": "icon", "name": "cat"})],
     "/0/slack_icon/name", "must be one of"),
    ("two icons", [card(icon=IMAGE, slack_icon={"type": "icon", "name": "bot"})], "/0", "both"),
    ("one action_id on two cards", [carousel(*[card(actions=[button(action_id="a")])] * 2)],
     "/0/elements/1/actions/0/action_id", "already exists"),
    ("no cards", [carousel()], "/0/elements", "no fewer than 1"),
    ("eleven cards", [carousel(*[card()] * 11)], "/0/elements", "no more than 10"),
    ("a section among cards", [carousel(section(text=plain()))], "/0/elements/0/type", "section"),
    ("51 tasks", [plan(*[task(f"t{n}") for n in range(51)])], "/0/tasks", "no more than 50"),
    ("one task twice", [plan(task(), task())], "/0/tasks/1/task_id", "already exists"),
    ("a task that waits alone", [task(status="pending")], "/0/status", "in_progress"),
    ("a task of an unknown status", [plan(task(status="late"))], "/0/tasks/0/status", "pending"),
    ("a task without a status", [task(status=None)], "/0", "status"),  # type: ignore[arg-type]
    ("a source that is a script", [
        task(sources=[{"type": "url", "url": "javascript:a()", "text": "a"}])
    ], "/0/sources/0/url", "HTTPS"),
    ("a video from anywhere", [{**VIDEO, "video_url": "http://example.com"}],
     "/0/video_url", "HTTPS"),
    ("a video's long title", [{**VIDEO, "title": plain("x" * 200)}], "/0/title/text", "200"),
    ("a video's long author", [{**VIDEO, "author_name": "x" * 50}], "/0/author_name", "50"),
    ("a video without words", [{**VIDEO, "alt_text": None}], "/0", "alt_text"),
    ("an empty container", [container()], "/0/child_blocks", "no fewer than 1"),
    ("a container of 11", [container(*[DIVIDER] * 11)], "/0/child_blocks", "no more than 10"),
    ("a container without a title", [container(DIVIDER, title=None)], "/0", "rich_text_title"),
    ("a container's long title", [container(DIVIDER, title=plain("x" * 151))],
     "/0/title/text", "less than 151"),
    ("a container's long subtitle", [container(DIVIDER, subtitle=plain("x" * 151))],
     "/0/subtitle/text", "less than 151"),
    ("a container in a container", [container(container(DIVIDER))],
     "/0/child_blocks/0/type", "container"),
    ("an input in a container", [
        container({"type": "input", "label": plain(), "element": {"type": "plain_text_input"}})
    ], "/0/child_blocks/0/type", "input"),
    ("a container that cannot open", [container(DIVIDER, default_collapsed=True)],
     "/0/default_collapsed", "is_collapsible"),
    ("a container with a line that folds", [
        container(DIVIDER, is_collapsible=True, has_header_divider=True)
    ], "/0/has_header_divider", "is_collapsible"),
    ("a container of no such width", [container(DIVIDER, width="tiny")], "/0/width", "narrow"),
    ("a table in a container and one beside it",
     [container(table([[raw()]])), table([[raw()]])], "", "only one table"),
    ("one block_id inside and outside",
     [container({**DIVIDER, "block_id": "a"}), {**DIVIDER, "block_id": "a"}],
     "/1/block_id", "already exists"),
    ("one action_id inside and outside",
     [container(actions(button(action_id="a"))), actions(button(action_id="a"))],
     "/1/elements/0/action_id", "already exists"),
    ("an empty layout", [layout()], "/0/rows", "no fewer than 1"),
    ("an empty row", [layout([])], "/0/rows/0/items", "no fewer than 1"),
    ("six rows", [layout(*[[DIVIDER]] * 6)], "/0/rows", "no more than 5"),
    ("a layout's long label", [layout([DIVIDER], label="x" * 151)], "/0/label", "less than 151"),
    ("a layout without a label", [layout([DIVIDER], label=None)], "/0", "label"),
    ("no such grid lines", [layout([DIVIDER], grid_lines="all")], "/0/grid_lines", "none, rows"),
    ("an item of no such width", [
        {"type": "layout", "label": "a", "rows": [{"items": [
            {"width": "full", "blocks": [DIVIDER]}
        ]}]}
    ], "/0/rows/0/items/0/width", "narrow, standard, wide"),
    ("a layout in a layout", [layout([layout([DIVIDER])])],
     "/0/rows/0/items/0/blocks/0/type", "layout"),
    ("51 blocks, most of them in a layout", [layout(*[[DIVIDER] * 4] * 5), *[DIVIDER] * 30],
     "", "no more than 50"),
    ("a layout of an unknown fallback", [layout([DIVIDER], fallback=[layout([DIVIDER])])],
     "/0/fallback/0/type", "layout"),
    ("a file, which only Slack posts", [
        {"type": "file", "external_id": "a", "source": "remote"}
    ], "/0/type", "unsupported type: file"),
    ("a call", [{"type": "call", "call_id": "R1"}], "/0/type", "unsupported type: call"),
    ("a sign-in", [{"type": "auth_provider"}], "/0/type", "unsupported type: auth_provider"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("case", "blocks", "pointer", "words"), FAIL, ids=[case for case, *_ in FAIL]
)
def test_slack_would_refuse(case: str, blocks: list[Json], pointer: str, words: str) -> None:
    errors = validate_message(blocks)

    assert pointer in [error.pointer for error in errors], errors
    assert any(words in error.message for error in errors), errors


def test_all_that_is_wrong_is_told_at_once() -> None:
    errors = validate_message([header(mrkdwn()), section(), {"type": "marquee"}])

    assert [error.pointer for error in errors] == ["/0/text/type", "/1", "/2/type"]
    assert errors[1].code == "missing_field"
    assert errors[2].wire() == {
        "pointer": "/2/type",
        "code": "failed_constraint",
        "message": "unsupported type: marquee",
    }
    assert errors[2].sentence() == "[ERROR] unsupported type: marquee [json-pointer:/blocks/2/type]"


# ---- views


def field(element: Json, **more: Any) -> Json:
    return {"type": "input", "label": plain(), "element": element, **more}


def modal(*blocks: Json, **more: Any) -> Json:
    return {"type": "modal", "title": plain(), "submit": plain(), "blocks": list(blocks), **more}


def home(*blocks: Json, **more: Any) -> Json:
    return {"type": "home", "blocks": list(blocks), **more}


TEXT: Json = {"type": "plain_text_input", "action_id": "t"}
NUMBER: Json = {"type": "number_input", "is_decimal_allowed": False}
EVERY_INPUT: list[Json] = [
    TEXT,
    NUMBER,
    {"type": "email_text_input"},
    {"type": "url_text_input"},
    {"type": "rich_text_input"},
    SELECT,
    {"type": "multi_static_select", "options": [option()], "max_selected_items": 1},
    {"type": "external_select", "min_query_length": 0},
    {"type": "multi_external_select"},
    {"type": "users_select", "initial_user": "U1"},
    {"type": "multi_users_select", "initial_users": ["U1"]},
    {"type": "conversations_select", "response_url_enabled": True, "filter": {"include": ["im"]}},
    {"type": "multi_conversations_select", "default_to_current_conversation": True},
    {"type": "channels_select"},
    {"type": "multi_channels_select"},
    {"type": "datepicker", "initial_date": "2026-11-24"},
    {"type": "timepicker", "initial_time": "09:00"},
    {"type": "datetimepicker", "initial_date_time": 1_795_000_000},
    {"type": "checkboxes", "options": [option()]},
    {"type": "radio_buttons", "options": [option()]},
]

SHOWN: list[tuple[str, Json]] = [
    ("a modal of 100 blocks", modal(*[DIVIDER] * 100)),
    ("a modal that only tells", {"type": "modal", "title": plain(), "blocks": [DIVIDER]}),
    ("every kind of input", modal(*[field(element) for element in EVERY_INPUT])),
    ("a modal at its longest", modal(
        title=plain("x" * 24), submit=plain("x" * 24), close=plain("x" * 24),
        private_metadata="x" * 3000, callback_id="x" * 255, external_id="x" * 255,
        clear_on_close=True, notify_on_close=True,
    )),
    ("an alert in a modal", modal({"type": "alert", "text": mrkdwn(), "level": "error"})),
    ("an optional text that is sent as it is typed", modal(field(
        {**TEXT, "dispatch_action_config": {"trigger_actions_on": ["on_character_entered"]}},
        optional=True, dispatch_action=True, hint=plain(),
    ))),
    ("one action_id in two blocks of a view", modal(field(TEXT), field(TEXT))),
    ("a Home tab", home(section(text=mrkdwn()), actions(button()), table([[raw()]]), field(TEXT))),
    ("a modal of cards, videos and a layout", modal(card(), VIDEO, layout([card(), DIVIDER]))),
    ("a Home tab of cards, videos and a layout",
     home(card(), carousel(card()), VIDEO, layout([table([[raw()]])]))),
    ("an action_id twice in a layout", modal(
        layout([actions(button(action_id="a")), actions(button(action_id="a"))])
    )),
    ("an empty Home tab", home(private_metadata="", callback_id="", external_id="")),
]  # fmt: skip


@pytest.mark.parametrize(("case", "view"), SHOWN, ids=[case for case, _ in SHOWN])
def test_slack_would_show_the_view(case: str, view: Json) -> None:
    assert validate_view(view) == []


REFUSED: list[tuple[str, Any, str, str]] = [
    ("no object", [], "", "must be an object"),
    ("an unknown kind of view", {"type": "popup"}, "/type", "unsupported type: popup"),
    ("101 blocks", modal(*[DIVIDER] * 101), "/blocks", "no more than 100"),
    ("a modal without a title", {"type": "modal", "blocks": []}, "", "title"),
    ("a long title", modal(title=plain("x" * 25)), "/title/text", "less than 25"),
    ("markup in a title", modal(title=mrkdwn()), "/title/type", "mrkdwn"),
    ("a long submit", modal(submit=plain("x" * 25)), "/submit/text", "less than 25"),
    ("a long close", modal(close=plain("x" * 25)), "/close/text", "less than 25"),
    ("long metadata", modal(private_metadata="x" * 3001), "/private_metadata", "3001"),
    ("a long callback_id", modal(callback_id="x" * 256), "/callback_id", "256"),
    ("a long external_id", modal(external_id="x" * 256), "/external_id", "256"),
    ("an input that cannot be submitted", modal(field(TEXT), submit=None), "", "submit"),
    ("a field of workflow steps", modal(submit_disabled=True), "", "submit_disabled"),
    ("a title of a Home tab", home(title=plain()), "", "additional property: title"),
    ("an alert in a Home tab", home({"type": "alert", "text": mrkdwn()}),
     "/blocks/0/type", "alert"),
    ("a chart in a modal", modal(pie(1)), "/blocks/0/type", "data_visualization"),
    ("markdown in a Home tab", home({"type": "markdown", "text": "a"}),
     "/blocks/0/type", "markdown"),
    ("an input without a label", modal({"type": "input", "element": TEXT}), "/blocks/0", "label"),
    ("an input of nothing", modal({"type": "input", "label": plain()}), "/blocks/0", "element"),
    ("a button as an input", modal(field(button())), "/blocks/0/element/type", "button"),
    ("a text among buttons", modal(actions(TEXT)), "/blocks/0/elements/0/type", "plain_text_input"),
    ("a long label", modal(field(TEXT, label=plain("x" * 2001))), "/blocks/0/label/text", "2001"),
    ("a long text", modal(field({**TEXT, "max_length": 3001})),
     "/blocks/0/element/max_length", "3000"),
    ("a shortest text above the longest", modal(field({**TEXT, "min_length": 3, "max_length": 2})),
     "/blocks/0/element/min_length", "greater than max_length"),
    ("a number that may be anything", modal(field({"type": "number_input"})),
     "/blocks/0/element", "is_decimal_allowed"),
    ("a number to begin with that is none", modal(field({**NUMBER, "initial_value": "ten"})),
     "/blocks/0/element/initial_value", "must be a number"),
    ("a least number above the most", modal(field({**NUMBER, "min_value": "9", "max_value": "1"})),
     "/blocks/0/element/min_value", "greater than max_value"),
    ("a block_id twice", modal({**DIVIDER, "block_id": "a"}, {**DIVIDER, "block_id": "a"}),
     "/blocks/1/block_id", "already exists"),
    ("an action_id twice in a block", home(actions(button(action_id="a"), button(action_id="a"))),
     "/blocks/0/elements/1/action_id", "already exists"),
    ("an action_id twice in a block of a layout",
     modal(layout([actions(button(action_id="a"), button(action_id="a"))])),
     "/blocks/0/rows/0/items/0/blocks/0/elements/1/action_id", "already exists"),
    ("an action_id twice on a card",
     home(carousel(card(actions=[button(action_id="a"), button(action_id="a")]))),
     "/blocks/0/elements/0/actions/1/action_id", "already exists"),
    ("a table in a layout of a modal", modal(layout([table([[raw()]])])),
     "/blocks/0/rows/0/items/0/blocks/0/type", "table"),
    ("a container in a Home tab", home(container(DIVIDER)), "/blocks/0/type", "container"),
    ("a container in a modal", modal(container(DIVIDER)), "/blocks/0/type", "container"),
    ("a carousel in a modal", modal(carousel(card())), "/blocks/0/type", "carousel"),
    ("a plan in a Home tab", home(plan(task())), "/blocks/0/type", "plan"),
    ("a task in a modal", modal(task()), "/blocks/0/type", "task_card"),
    ("101 blocks, some of them in a layout", modal(layout([DIVIDER] * 2), *[DIVIDER] * 98),
     "/blocks", "no more than 100"),
    ("two places to begin", modal(*[field({**TEXT, "focus_on_load": True})] * 2),
     "/blocks/1/element/focus_on_load", "only one"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("case", "view", "pointer", "words"), REFUSED, ids=[case for case, *_ in REFUSED]
)
def test_slack_would_refuse_the_view(case: str, view: Any, pointer: str, words: str) -> None:
    errors = validate_view(view)

    assert pointer in [error.pointer for error in errors], errors
    assert any(words in error.message for error in errors), errors
