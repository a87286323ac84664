"""Words for Slack."""

import pytest

from slackbot.domain.query import Unit
from slackbot.slack.text import counted, cut, escape, figure


def test_only_what_slack_reads_is_escaped() -> None:
    assert escape("<!channel> R&D *x*") == "&lt;!channel&gt; R&amp;D *x*"


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
        (0, Unit.ALERT, "0 alerts"),
        (1, Unit.PROACTIVE, "1 proactive message"),
        (None, Unit.REQUEST, "no figure for requests"),
    ],
)
def test_figures_in_words(count: int | None, unit: Unit, expected: str) -> None:
    assert counted(count, unit) == expected


def test_no_figure_is_not_zero() -> None:
    assert (figure(None), figure(0)) == ("–", "0")
