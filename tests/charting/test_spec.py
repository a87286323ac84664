"""The picture as data: what is drawn of which figures, and how it is told apart."""

from typing import Any

import pytest

from slackbot.charting.spec import COLOURS, GREY, MUTED, labelled, names_of, vega_lite
from slackbot.domain.query import Grouping
from slackbot.domain.usage.chart import ChartSeries, Series
from tests.charting.series import WINDOW, hour_labels, series

BOTS = tuple(Series(name=f"Bot{n}", values=(10 * n, n)) for n in range(1, 8))
BY_BOT = series(280, 28, bots=BOTS)


def marks(spec: dict[str, Any]) -> list[str]:
    return [layer["mark"]["type"] for layer in spec["layer"]]


def data(spec: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [point for point in spec["data"]["values"] if point["kind"] == kind]


def colours(spec: dict[str, Any]) -> dict[str, str]:
    (scale,) = [
        layer["encoding"]["color"]["scale"]
        for layer in spec["layer"]
        if layer["mark"]["type"] in ("bar", "line")
        and "color" in layer["encoding"]
        and layer["transform"] == [{"filter": "datum.kind === 'part'"}]
    ]
    return dict(zip(scale["domain"], scale["range"], strict=True))


def test_all_figures_are_drawn_from_zero_with_title_unit_and_zone() -> None:
    spec = vega_lite(series(1, 20_000, 0))
    assert [point["value"] for point in data(spec, "part")] == [1, 20_000, 0]
    y = spec["layer"][0]["encoding"]["y"]
    assert y["scale"]["zero"] is True
    assert (y["title"], y["axis"]["format"]) == ("Sessions", ",d")
    assert spec["title"] == {"text": "Sessions per day", "subtitle": [WINDOW]}
    assert "legend" not in str(spec["layer"][0]["encoding"]["color"]["legend"])


@pytest.mark.parametrize(
    ("count", "bots", "mark"),
    [(2, 0, "bar"), (31, 0, "bar"), (32, 0, "line"), (90, 2, "bar"), (201, 2, "line")],
)
def test_many_buckets_are_a_line_unless_bots_add_up(count: int, bots: int, mark: str) -> None:
    parts = tuple(Series(name=f"Bot{n}", values=(1,) * count) for n in range(bots))
    spec = vega_lite(series(*[max(bots, 1)] * count, bots=parts))
    assert marks(spec)[0] == mark
    # of so many that they would blur, only the sum
    assert len({point["name"] for point in data(spec, "part")}) == (
        2 if mark == "bar" and bots else 1
    )


def test_five_bots_and_the_others_sum_to_the_figure() -> None:
    spec = vega_lite(BY_BOT)
    assert colours(spec) == dict(
        zip(["Bot7", "Bot6", "Bot5", "Bot4", "Bot3", "Other"], [*COLOURS, GREY], strict=True)
    )
    for bucket, value in enumerate(BY_BOT.values):
        own = [point["value"] for point in data(spec, "part") if point["bucket"] == bucket]
        assert sum(own) == value
    assert spec["layer"][0]["encoding"]["y"]["stack"] == "zero"


def test_the_period_before_is_a_muted_dashed_line() -> None:
    spec = vega_lite(series(5, 6, 7, before=(4, None, 9)))
    assert marks(spec) == ["bar", "line", "line"]
    assert "strokeDash" in spec["layer"][2]["mark"]
    assert [point["value"] for point in data(spec, "before")] == [4, None, 9]
    assert colours(spec) == {"Sessions": COLOURS[0], "Before": MUTED}


def test_the_line_stands_before_the_period_before() -> None:
    spec = vega_lite(series(*range(40), before=tuple(range(40))))
    assert spec["layer"][0]["mark"].get("strokeDash")
    assert not spec["layer"][1]["mark"].get("strokeDash")


def test_what_may_change_is_lighter_and_said() -> None:
    spec = vega_lite(series(5, 6, 7, partial=(0,), provisional=(2,)))
    assert [point["soft"] for point in data(spec, "part")] == [True, False, True]
    assert spec["title"]["subtitle"][1] == "lighter: only a part of the day or may still change"
    line = vega_lite(series(*range(40), provisional=(39,)))
    assert data(line, "soft") == [{"kind": "soft", "bucket": 39, "value": 39}]
    assert line["title"]["subtitle"][1] == "hollow: may still change"


def test_an_absent_figure_is_a_cross_not_a_zero() -> None:
    spec = vega_lite(series(5, None, 0))
    assert data(spec, "absent") == [{"kind": "absent", "bucket": 1}]
    assert marks(spec) == ["bar", "text"]
    assert spec["title"]["subtitle"][1] == "×: no figure"
    assert "text" not in marks(vega_lite(series(5, 0, 0)))


def test_days_that_are_not_the_readers_are_said() -> None:
    assert vega_lite(series(1, 2, zone="UTC"))["title"]["subtitle"] == [f"{WINDOW}, in UTC"]


def test_small_figures_have_whole_numbers_on_the_axis() -> None:
    assert vega_lite(series(0, 2))["layer"][0]["encoding"]["y"]["axis"]["values"] == [0, 1, 2]


def test_names_are_short_and_each_once() -> None:
    twins = tuple(Series(name=name, values=(1, 1)) for name in ("x" * 40, "x" * 41, "Before"))
    short = "x" * 22 + "…"
    assert names_of(series(3, 3, bots=twins)) == [short, f"{short} (2)", "Before (2)"]


@pytest.mark.parametrize(
    ("drawn", "expected"),
    [
        (series(*range(8)), list(range(8))),
        (series(*range(9)), [0, 2, 4, 6, 8]),
        (series(*range(30)), [0, 7, 14, 21, 28]),
        (series(*range(90)), [0, 14, 28, 42, 56, 70, 84]),
        (
            series(*range(24), labels=hour_labels(24, first=22), grouping=Grouping.HOUR),
            [2, 5, 8, 11, 14, 17, 20, 23],
        ),
        (
            series(*range(168), labels=hour_labels(168), grouping=Grouping.HOUR),
            list(range(0, 168, 24)),
        ),
    ],
    ids=["a week", "nine days", "a month", "a quarter", "hours over midnight", "hours of a week"],
)
def test_a_phone_holds_few_labels(drawn: ChartSeries, expected: list[int]) -> None:
    assert labelled(drawn) == expected


@pytest.mark.parametrize(
    ("drawn", "words"),
    [
        (series(1, 2), '[["Mon", "9 Nov"], ["Tue", "10 Nov"]]'),
        (series(1, 2, grouping=Grouping.WEEK), '[["9 Nov"], ["10 Nov"]]'),
        (
            series(1, 2, labels=["Dec 2025", "Jan 2026"], grouping=Grouping.MONTH),
            '[["Dec", "2025"], ["Jan", "2026"]]',
        ),
        (series(1, 2, labels=hour_labels(2), grouping=Grouping.HOUR), '[["00:00"], ["01:00"]]'),
        (
            series(1, 2, labels=hour_labels(2, first=23), grouping=Grouping.HOUR),
            '[["23:00", "9 Nov"], ["00:00", "10 Nov"]]',
        ),
    ],
)
def test_labels_are_two_short_lines(drawn: ChartSeries, words: str) -> None:
    assert vega_lite(drawn)["encoding"]["x"]["axis"]["labelExpr"] == f"{words}[datum.value]"
