"""Which blocks pass, which do not, and what is said of those."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from slackbot.sandbox.blocks.validator import validate_message

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


CONFIRM = {
    "title": plain("x" * 100),
    "text": mrkdwn("x" * 300),
    "confirm": plain("x" * 30),
    "deny": plain("x" * 30),
}
DIVIDER: Json = {"type": "divider"}
IMAGE: Json = {"type": "image", "image_url": "https://example.com/a.png", "alt_text": "a"}
SELECT: Json = {"type": "static_select", "action_id": "s", "options": [option()]}
DAYS = [f"day {n}" for n in range(21)]

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
            text=plain("x" * 75), action_id="a" * 255, value="x" * 2000, url="u" * 3000,
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
    ("a table and two charts", [data_table([[raw()], [raw()]]), pie(1), pie(1)]),
    ("a chart at its longest", [named_chart("x" * 50, "x" * 50, "x" * 50, "x" * 20)]),
    ("six series, some of them negative", [
        plot({f"s{n}": ["x", "y"] for n in range(6)}, ["x", "y"], value=-1)
    ]),
    ("two charts", [pie(1), pie(1, 2, 3, 4, 5, 6)]),
    ("a chart of 20 categories", [plot({"a": DAYS[:20]}, DAYS[:20], "line")]),
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
    ("a long address", [actions(button(url="u" * 3001))], "/0/elements/0/url", "less than 3001"),
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
