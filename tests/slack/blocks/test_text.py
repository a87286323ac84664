"""Words for Slack."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from slackbot.domain.period import Period
from slackbot.domain.query import Unit
from slackbot.domain.usage.comparison import Change, previous_period
from slackbot.domain.usage.report import ReportRow
from slackbot.language.context import ReadingContext
from slackbot.language.questions.reading import read_query
from slackbot.slack.blocks.text import (
    arrow,
    changed,
    counted,
    cut,
    dated,
    escape,
    figure,
    raw,
    window,
)


def test_only_what_slack_reads_is_escaped() -> None:
    assert escape("<!channel> R&D *x*") == "&lt;!channel&gt; R&amp;D *x*"


def test_an_ampersand_in_a_cell_is_itself() -> None:
    assert raw("<!channel> R&D") == "&lt;!channel&gt; R&D"


@pytest.mark.parametrize(
    ("text", "longest", "expected"),
    [
        ("short", 5, "short"),
        ("longer", 5, "long…"),
        ("abc&lt;def", 6, "abc…"),
        ("abc&lt;def", 8, "abc&lt;…"),
        ("a&amp;&amp;b", 8, "a&amp;…"),
    ],
)
def test_cutting_spares_entities(text: str, longest: int, expected: str) -> None:
    assert cut(text, longest) == expected


@pytest.mark.parametrize(
    ("count", "unit", "expected"),
    [
        (1, Unit.SESSION, "1 session"),
        (12345, Unit.SESSION, "12,345 sessions"),
        (0, Unit.ALERT, "0 alert messages"),
        (1, Unit.PROACTIVE, "1 proactive message"),
        (None, Unit.REQUEST, "no figure for requests"),
    ],
)
def test_figures_in_words(count: int | None, unit: Unit, expected: str) -> None:
    assert counted(count, unit) == expected


@pytest.mark.parametrize(
    ("before", "after", "line", "short"),
    [
        (20, 30, "▲ 10 (50.0%)", "▲ 50.0%"),
        (40, 30, "▼ 10 (25.0%)", "▼ 25.0%"),
        (3, 5, "▲ 2", "▲ 2"),
        (30, 0, "▼ 30 (100.0%)", "▼ 100.0%"),
        (0, 5, "new", ""),
        (5, 5, "unchanged", ""),
        (None, 5, "", ""),
    ],
)
def test_what_moved(before: int | None, after: int, line: str, short: str) -> None:
    change = Change(before=before, after=after)
    assert (changed(change), arrow(change)) == (line, short)


# A period on Berlin's clock, in words, and those where the zone is known.
WINDOWS = {
    "days": ("2026-11-23", "2026-11-25", "Mon 23 Nov – Tue 24 Nov 2026"),
    "up to a time": ("2026-11-23", "2026-11-25 10:37", "Mon 23 Nov – Wed 25 Nov 2026, 10:37"),
    "of a day": ("2026-11-25", "2026-11-25 10:37", "Wed 25 Nov 2026, 00:00 – 10:37"),
    "from a time": (
        "2026-11-23 08:00", "2026-11-25", "Mon 23 Nov 2026, 08:00 – Wed 25 Nov 2026, 00:00"),
    "of two years": (
        "2025-11-24", "2026-11-25 10:37", "Mon 24 Nov 2025, 00:00 – Wed 25 Nov 2026, 10:37"),
}  # fmt: skip


@pytest.mark.parametrize(("start", "end", "said"), WINDOWS.values(), ids=WINDOWS.keys())
def test_a_window_is_short_and_is_read_as_itself(start: str, end: str, said: str) -> None:
    zone = ZoneInfo("Europe/Berlin")
    first, last = (datetime.fromisoformat(each).replace(tzinfo=zone) for each in (start, end))
    period = Period(start=first, end=last, zone="Europe/Berlin")
    assert window(period) == f"{said} (Europe/Berlin)"
    assert window(period, known="Europe/Berlin") == said
    assert window(period, known="UTC") == window(period)
    assert read_query(window(period), ReadingContext(now=last + timedelta(days=9))).period == period


SECONDS = {
    "the last hour": ("09:31:07", "10:31:07", "Tue 24 Nov 2026, 09:31 – 10:31"),
    "from a midnight": ("00:00:00", "05:05:59", "Tue 24 Nov 2026, 00:00 – 05:05"),
    "within a minute": ("09:31:07", "09:31:09", "Tue 24 Nov 2026, 09:31:07 – 09:31:09"),
}


@pytest.mark.parametrize(("start", "end", "said"), SECONDS.values(), ids=SECONDS.keys())
def test_whole_minutes_are_enough_for_people(start: str, end: str, said: str) -> None:
    first, last = (datetime.fromisoformat(f"2026-11-24T{each}+00:00") for each in (start, end))
    assert window(Period(start=first, end=last), known="UTC") == said


COMPARED = {
    "a week": ("last week", "7–13 Dec"),
    "months": (
        "November", "1–31 Oct (30 days against 31)"),
    "a weekend": (
        "last weekend", "12–13 Dec"),
    "what runs": (
        "today", "Wed 23 Dec until 10:31 (counted to 11:00)"),
    "what runs, beside another": (
        "this month vs last year", "1–24 Dec 2025, 10:31 (counted to 11:00)"),
    "what runs, beside all of another": (
        "this month vs full November", "1–30 Nov (23 days 11 hours against 30 days)"),
    "hours of a day": (
        "yesterday 9 to 12", "Tue 22 Dec, 09:00 – 12:00"),
    "seconds": ("last hour", "Thu 24 Dec, 08:31 – 09:31"),
}  # fmt: skip


@pytest.mark.parametrize(("words", "said"), COMPARED.values(), ids=COMPARED.keys())
def test_what_figures_are_compared_with(words: str, said: str) -> None:
    now = datetime(2026, 12, 24, 10, 31, 9, tzinfo=ZoneInfo("Europe/Berlin"))
    query = read_query(words, ReadingContext(now=now, zone="Europe/Berlin"))
    assert dated(query, query.comparison or previous_period(query)) == said


def test_no_figure_is_not_zero() -> None:
    def said(count: int | None, missing: int) -> str:
        row = ReportRow(label="", counts={Unit.SESSION: count}, missing={Unit.SESSION: missing})
        return figure(row, Unit.SESSION)

    assert (said(None, 0), said(0, 0), said(1234, 2), said(None, 2)) == ("–", "0", "≥1,234", "–")
