"""What somebody sees in a terminal: each message is drawn at 96 columns and compared as text."""

from collections.abc import Sequence
from io import StringIO
from typing import Any

import pytest
from rich.console import Console

from slackbot.sandbox.demo.screen import Screen
from slackbot.sandbox.slack.workspace.files import File
from slackbot.sandbox.slack.workspace.message import Draft
from slackbot.sandbox.slack.workspace.workspace import Workspace
from tests.clock import seconds

Json = dict[str, Any]
WIDTH = 96
NEWS = "C0FINANCE"


def drawn(
    *blocks: Json, text: str = "", files: Sequence[File] = (), thread_ts: str | None = None
) -> list[str]:
    """The lines of a message, without spaces at their ends."""
    workspace, paper = Workspace(seconds), StringIO()
    screen = Screen(workspace, Console(file=paper, width=WIDTH))
    draft = Draft(text, blocks)
    assert not workspace.errors(draft), "Slack would show it"
    screen.show(workspace.post(NEWS, draft, files=files, thread_ts=thread_ts))
    return [line.rstrip() for line in paper.getvalue().splitlines()]


def mrkdwn(text: str) -> Json:
    return {"type": "mrkdwn", "text": text}


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def button(label: str, **more: Any) -> Json:
    return {"type": "button", "text": plain(label), "action_id": label, **more}


def actions(*elements: Json) -> Json:
    return {"type": "actions", "elements": list(elements)}


def option(label: str) -> Json:
    return {"text": plain(label), "value": label}


def plot(kind: str, categories: Sequence[str], **series: Sequence[float]) -> Json:
    """The points stand in another order than the categories, as they may."""
    lines = [
        {
            "name": name,
            "data": [
                {"label": label, "value": value}
                for label, value in reversed(list(zip(categories, values, strict=True)))
            ],
        }
        for name, values in series.items()
    ]
    axes = {"categories": list(categories)}
    drawing = {"type": kind, "series": lines, "axis_config": axes}
    return {"type": "data_visualization", "title": "Sessions &amp; more", "chart": drawing}


def raw(text: str) -> Json:
    return {"type": "raw_text", "text": text}


def raw_number(value: int) -> Json:
    return {"type": "raw_number", "value": value, "text": f"{value:,}"}


def rich(*texts: str) -> Json:
    spans = [{"type": "text", "text": text} for text in texts]
    section = {"type": "rich_text_section", "elements": spans}
    return {"type": "rich_text", "elements": [section]}


TEXTS: list[tuple[str, Json, list[str]]] = [
    ("a header", {"type": "header", "text": plain("Usage")}, ["Usage"]),
    ("a divider", {"type": "divider"}, ["─" * WIDTH]),
    (
        "marks",
        {"type": "section", "text": mrkdwn("*12* `st-1` <@U0ANNA> <https://a.b|here> 3 &lt; 4")},
        ["12 st-1 @anna here 3 < 4"],
    ),
    (
        "figures in fixed width",
        {"type": "section", "text": mrkdwn("```\nMon  1\nTue  2\n```")},
        ["Mon  1", "Tue  2"],
    ),
    (
        "signs",
        {"type": "section", "text": mrkdwn(":white_check_mark: done at 12:30:45")},
        ["✅ done at 12:30:45"],
    ),
    (
        "fields in two columns",
        {"type": "section", "fields": [mrkdwn("*1* session"), mrkdwn("*2* requests"), mrkdwn("3")]},
        ["1 session    2 requests", "3"],
    ),
    (
        "a text with a button",
        {"type": "section", "text": mrkdwn("Notices"), "accessory": button("Snooze")},
        ["Notices", "[ Snooze ]"],
    ),
    (
        "a context",
        {
            "type": "context",
            "elements": [
                {"type": "image", "image_url": "https://example.com/a.png", "alt_text": "Kore.ai"},
                mrkdwn("report *a*"),
            ],
        },
        ["Kore.ai  report a"],
    ),
    ("markdown", {"type": "markdown", "text": "All of it"}, ["All of it"]),
    ("rich text", rich("All", " of it"), ["All of it"]),
    (
        "an image",
        {"type": "image", "image_url": "https://example.com/a.png", "alt_text": "Sessions per day"},
        ["[image: Sessions per day]"],
    ),
    (
        "what a terminal cannot show",
        {"type": "context_actions", "elements": [{"type": "icon_button", "icon": "trash",
         "text": plain("Delete")}]},
        ["[context_actions]"],
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("block", "lines"), [case[1:] for case in TEXTS], ids=[case[0] for case in TEXTS]
)
def test_a_block_is_shown(block: Json, lines: list[str]) -> None:
    assert drawn(block) == ["Billing", *lines]


def test_buttons_and_menus_stand_in_rows_and_none_is_broken() -> None:
    labels = ["Refresh", "CSV", "By hour", "By week", "Previous period", "Or: the week before that"]
    menus: list[Json] = [
        {"type": "static_select", "action_id": "s", "options": [option("Day")],
         "placeholder": plain("Size")},
        {"type": "static_select", "action_id": "t", "options": [option("Day")],
         "initial_option": option("Day")},
        {"type": "overflow", "action_id": "o", "options": [option("Hide")]},
        {"type": "datepicker", "action_id": "d"},
    ]  # fmt: skip
    lines = drawn(actions(*map(button, labels), *menus))

    assert lines == [
        "Billing",
        "[ Refresh ]  [ CSV ]  [ By hour ]  [ By week ]  [ Previous period ]",
        "[ Or: the week before that ]  [ Size ▾ Day ]  [ Day ▾ Day ]  [ ⋯ Hide ]  [ datepicker ▾ ]",
    ]


# ---- tables


def test_a_data_table_is_a_table_with_its_numbers_on_the_right() -> None:
    rows = [
        [raw("Day"), raw("Sessions"), raw("Note")],
        [raw("Mon &amp; Tue"), raw_number(12345), rich("so ", "far")],
        [raw("Total"), raw_number(6), raw("–")],
    ]
    lines = drawn({"type": "data_table", "caption": "Sessions by day", "rows": rows})

    assert lines == [
        "Billing",
        "Sessions by day",
        "┏━━━━━━━━━━━┳━━━━━━━━━━┳━━━━━━━━┓",
        "┃ Day       ┃ Sessions ┃ Note   ┃",
        "┡━━━━━━━━━━━╇━━━━━━━━━━╇━━━━━━━━┩",
        "│ Mon & Tue │   12,345 │ so far │",
        "│ Total     │        6 │ –      │",
        "└───────────┴──────────┴────────┘",
    ]


def test_a_table_has_its_own_alignment() -> None:
    settings = [None, {"align": "right"}]
    rows = [[raw("Day"), raw("Sessions")], [raw("Mon"), raw("7")]]
    lines = drawn({"type": "table", "rows": rows, "column_settings": settings})

    assert lines[4] == "│ Mon │        7 │"


def test_a_hundred_rows_are_shown_whole() -> None:
    rows = [[raw("Day")], *([raw(f"day {n}")] for n in range(100))]

    assert "│ day 99 │" in drawn({"type": "data_table", "caption": "a", "rows": rows})


# ---- charts


def test_bars_lie_and_tell_their_figures() -> None:
    lines = drawn(plot("bar", ["Nov 9", "Nov 10", "Nov 11"], Sessions=[1500, 750, 1]))

    assert lines == [
        "Billing",
        "Sessions & more",
        f"Nov 9   {'█' * 60} 1,500",
        f"Nov 10  {'█' * 30} 750",
        "Nov 11  ▏ 1",
    ]


def test_several_series_stand_under_each_other_and_are_named() -> None:
    lines = drawn(plot("bar", ["x", "y"], Now=[60, -30], Before=[7.5, 0]))

    assert lines[2:] == [
        "■ Now  ■ Before",
        f"x  {'█' * 60} 60",
        f"   {'█' * 7}▌ 7.50",
        f"y  {'█' * 30} -30",
        "    0",
    ]


def test_columns_stand_where_time_goes_on() -> None:
    lines = drawn(plot("line", ["08:00", "09:00", "10:00"], Sessions=[32, 4, 0]))

    assert lines[2:] == ["Sessions  0 to 32", "███", "███", "███", "███ ▄▄▄", "08:00 10:00"]


def test_a_column_of_little_is_seen_and_one_of_nothing_is_not() -> None:
    lines = drawn(plot("area", ["Mon"], Sessions=[1]), plot("line", ["a", "b"], s=[5000, 1]))

    assert lines[3:8] == ["███", "███", "███", "███", "Mon"]
    assert lines[-2] == "███ ▁▁▁"


def test_a_pie_is_bars_with_their_shares() -> None:
    segments = [{"label": "SupportBot", "value": 45}, {"label": "SalesBot", "value": 15}]
    pie = {"type": "pie", "segments": segments}
    lines = drawn({"type": "data_visualization", "title": "By bot", "chart": pie})

    assert lines[2:] == [
        f"SupportBot  {'█' * 45} 45  75%",
        f"SalesBot    {'█' * 15} 15  25%",
    ]


@pytest.mark.parametrize("kind", ["bar", "line", "area"])
@pytest.mark.parametrize("value", [0, 1, 10**9, -(10**9), 1.5])
@pytest.mark.parametrize("in_thread", [False, True])
def test_the_largest_charts_fit(kind: str, value: float, in_thread: bool) -> None:
    categories = [f"{n:x>20}" for n in range(20)]
    series = {f"{n:x>20}": [value] * 20 for n in range(6)}
    chart = plot(kind, categories, **series)
    lines = drawn(chart, thread_ts="1.0" if in_thread else None)

    # None is broken but the names above the bars: six of twenty characters are too wide.
    assert len(lines) == 2 + (2 + 20 * 6 if kind == "bar" else 6 * (1 + 4 + 1))


# ---- messages


def test_a_csv_is_named_and_begun() -> None:
    content = "\ufeffday,sessions\n" + "".join(f"{n},{n}\n" for n in range(2000))
    file = File("F1", "week.csv", "Last week", content.encode(), "U", 0, "", "")
    lines = drawn(text="All buckets", files=[file])

    assert lines == [
        "Billing",
        "All buckets",
        "📎 week.csv  17.8 kB",
        "   day,sessions",
        *(f"   {n},{n}" for n in range(5)),
        "   … 1,995 more lines",
    ]


def test_another_file_is_only_named() -> None:
    file = File("F1", "chart.png", "Chart", b"\x89PNG", "U", 0, "", "")

    assert drawn(files=[file]) == ["Billing", "📎 chart.png  4 bytes"]


def test_a_reply_stands_further_right() -> None:
    assert drawn(text="12,345", thread_ts="1.0") == ["    Billing", "    12,345"]


def test_what_only_one_sees_is_said() -> None:
    workspace, paper = Workspace(seconds), StringIO()
    screen = Screen(workspace, Console(file=paper, width=WIDTH))
    screen.typed("anna", "finance", "/billing [today]")
    screen.show(workspace.post(NEWS, Draft("I see [brackets]."), to="U0ANNA"))
    screen.show(workspace.post(NEWS, Draft("12,345")), note="edited")

    lines = [line.rstrip() for line in paper.getvalue().splitlines()]
    assert lines == [
        "",
        "@anna in #finance  /billing [today]",
        "Billing  only you see this",
        "I see [brackets].",
        "Billing  edited",
        "12,345",
    ]
