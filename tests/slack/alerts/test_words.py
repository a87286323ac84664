"""Names of windows in notices."""

from datetime import date

import pytest

from slackbot.domain.alerts.rule import AlertRule, Kind, Level
from slackbot.domain.period import Period
from slackbot.domain.query import Unit
from slackbot.slack.alerts.words import format_window


@pytest.mark.parametrize(
    ("place", "said"), [("DE", "on Fri 25 Dec (Christmas Day)"), ("", "on Fri 25 Dec")]
)
def test_a_public_holiday_is_named(place: str, said: str) -> None:
    rule = AlertRule(
        kind=Kind.AMOUNT, unit=Unit.SESSION, levels=(Level(at=1),), every="day", holidays=place
    )
    day = Period.of_days(date(2026, 12, 25), date(2026, 12, 25), "UTC")
    assert format_window(rule, day) == said
