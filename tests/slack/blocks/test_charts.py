"""Which charts are Slack's own, and what they show."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from slackbot.domain.query import Grouping, Unit
from slackbot.domain.usage.chart import ChartSeries, Measured, Series
from slackbot.domain.usage.report import ReportRow, UsageReport
from slackbot.sandbox.blocks.validator import validate_message
from slackbot.slack.blocks.blocks import Block
from slackbot.slack.blocks.charts import native, unique
from slackbot.slack.questions.answer import series_of
from tests.charting.series import hour_labels, series
from tests.slack.questions.test_messages import report

EVIL = "<!channel> & `*~_ |x" + "y" * 40


def chart(report: UsageReport, unit: Unit, before: Sequence[ReportRow] = ()) -> Block | None:
    shown = ChartSeries.of(report, Measured(unit), before)
    return native(shown) if shown else None


def drawn(block: dict[str, Any] | None) -> dict[str, list[int]]:
    """The figures of each series of a chart that Slack takes."""
    assert block is not None
    assert validate_message([block]) == []
    return {
        each["name"]: [point["value"] for point in each["data"]]
        for each in block["chart"]["series"]
    }


def bots(count: int, buckets: int = 2) -> tuple[Series, ...]:
    return tuple(
        Series(name=f"{EVIL}{n}", values=tuple(n * (at + 1) for at in range(buckets)))
        for n in range(1, count + 1)
    )


def by_bot(count: int, buckets: int = 2) -> ChartSeries:
    each = bots(count, buckets)
    sums = [sum(values) for values in zip(*(bot.values for bot in each), strict=True)]
    return series(*sums, bots=each)


def test_a_report_by_day() -> None:
    week = report(grouping=Grouping.DAY)
    block = chart(week, Unit.SESSION)
    assert drawn(block) == {"Sessions": [row.counts[Unit.SESSION] for row in week.by_bucket]}
    assert block is not None
    assert block["title"] == "Sessions per day"
    assert block["chart"]["type"] == "bar"
    axes = block["chart"]["axis_config"]
    assert axes["categories"] == [row.label for row in week.by_bucket]
    assert (axes["x_label"], axes["y_label"]) == ("Day (Europe/Berlin)", "Sessions")


def test_a_picture_names_its_window_in_whole_minutes() -> None:
    week = report(grouping=Grouping.DAY)
    cut = week.query.period.model_copy(update={"end": week.query.period.end - timedelta(seconds=1)})
    week = week.model_copy(update={"query": week.query.model_copy(update={"period": cut})})
    shown = series_of(week, Unit.SESSION)
    assert shown
    assert shown.window == "Sat 1 Aug 2026, 00:00 – Fri 7 Aug 2026, 23:59 (Europe/Berlin)"


@pytest.mark.parametrize("unit", Unit)
def test_every_unit_in_the_longest_zone(unit: Unit) -> None:
    zone = "America/Argentina/ComodRivadavia"
    assert drawn(chart(report(grouping=Grouping.WEEK, days=90, zone=zone), unit))


NOTHING = {
    "without rows by time": report().model_copy(update={"grouping": None, "by_bucket": ()}),
    "with one row": report(days=1, grouping=Grouping.DAY),
    "with more than twenty": report(days=21, grouping=Grouping.DAY),
    "all zero": report(grouping=Grouping.DAY, counts=dict.fromkeys(Unit, 0)),
    "without figures": report(grouping=Grouping.DAY, counts={}),
}


@pytest.mark.parametrize("nothing", NOTHING.values(), ids=NOTHING.keys())
def test_no_chart_of_a_report(nothing: Any) -> None:
    assert chart(nothing, Unit.SESSION) is None


def test_twenty_days_still_fit() -> None:
    assert len(drawn(chart(report(days=20, grouping=Grouping.DAY), Unit.SESSION))["Sessions"]) == 20


def test_an_absent_figure_is_no_zero_so_slacks_chart_does_not_fit() -> None:
    assert native(series(5, None, 7)) is None
    assert drawn(native(series(5, 0, 7))) == {"Sessions": [5, 0, 7]}


def test_labels_that_are_the_same_do_not_fit() -> None:
    assert native(series(5, 6, labels=["Mon 9 Nov", "Mon 9 Nov"])) is None


@pytest.mark.parametrize(("hours", "kind"), [(8, "bar"), (9, "line"), (20, "line")])
def test_many_hours_are_a_line(hours: int, kind: str) -> None:
    labels = hour_labels(hours, first=20)
    block = native(series(*range(hours), labels=labels, grouping=Grouping.HOUR))
    assert drawn(block)
    assert block is not None
    assert block["chart"]["type"] == kind
    assert block["chart"]["axis_config"]["categories"][0] == "9 Nov 20:00"


def test_an_hour_that_comes_twice_keeps_its_name() -> None:
    labels = ["Sun 25 Oct 02:00 CEST", "Sun 25 Oct 02:00 CET"]
    block = native(series(1, 2, labels=labels, grouping=Grouping.HOUR, partial=(0,)))
    assert drawn(block)
    assert block is not None
    assert block["chart"]["axis_config"]["categories"] == [
        "25 Oct 02:00 CEST *",
        "25 Oct 02:00 CET",
    ]


def test_what_it_is_compared_with_stands_beside_it() -> None:
    week = report(grouping=Grouping.DAY)
    now = [row.counts[Unit.SESSION] for row in week.by_bucket]
    assert drawn(chart(week, Unit.SESSION, before=week.by_bucket)) == {
        "Sessions": now,
        "Before": now,
    }
    shorter = drawn(chart(week, Unit.SESSION, before=week.by_bucket[1:]))
    assert shorter == {"Sessions": now}
    assert drawn(native(series(1, 2, before=(3, None)))) == {"Sessions": [1, 2]}


@pytest.mark.parametrize(("count", "shown"), [(2, 2), (5, 5), (6, 6), (7, 6), (40, 6)])
def test_bots_sum_to_the_figure(count: int, shown: int) -> None:
    whole = by_bot(count)
    each = drawn(native(whole))
    assert len(each) == shown
    assert tuple(map(sum, zip(*each.values(), strict=True))) == whole.values
    assert ("Other" in each) == (count > 5)


def test_too_many_bars_side_by_side_are_one() -> None:
    whole = by_bot(3, buckets=20)
    assert drawn(native(whole)) == {"Sessions": list(whole.values)}
    assert len(drawn(native(by_bot(2, buckets=20)))) == 2


def test_a_bot_without_a_figure_somewhere_is_not_drawn_as_zero() -> None:
    parts = (Series(name="A", values=(1, None)), Series(name="B", values=(2, 3)))
    assert drawn(native(series(3, 3, bots=parts))) == {"Sessions": [3, 3]}


def test_a_series_has_a_figure_for_each_bucket() -> None:
    with pytest.raises(ValueError, match="one figure for each bucket"):
        series(1, 2, 3, before=(1, 2))


def test_names_are_short_and_each_once() -> None:
    names = unique(["R&D", "R&D", "x" * 30, "x" * 31])
    assert names == ["R&D", "R&D 2", "x" * 19 + "…", "x" * 17 + "… 2"]
