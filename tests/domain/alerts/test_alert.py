"""A rule that was paused: what is still said of the windows that ended meanwhile."""

from datetime import UTC, datetime, timedelta

import pytest

from slackbot.domain.alerts.alert import Alert, Watched
from slackbot.domain.alerts.episode import Delivered, Measurement, State, Undelivered
from slackbot.domain.alerts.rule import window_at
from slackbot.domain.alerts.transitions import check, step
from slackbot.language.alerts.reading import read_alert
from slackbot.language.context import ANYWHERE

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
RULE = read_alert("sessions at least 50, 80 and 100 per day for each bot", ANYWHERE)
Said = list[tuple[str, int]]


class Paused:
    """A rule that is checked at any time, with any figure of any day."""

    def __init__(self) -> None:
        self.state = State(rule_id="r")

    def check(self, now: datetime, count: int, day: int = 0, *, delivered: bool = True) -> Said:
        window = window_at(RULE, NOON + timedelta(days=day))
        over = window.end <= now
        figure = Measurement(
            bot_id="st-1",
            window=window,
            at=now,
            score=count,
            value=count,
            over=over,
            settled=window.end + timedelta(hours=6) <= now,
        )
        done = check(self.state, [figure], now, RULE)
        said = list(done.notices)
        for notice in said:
            answer = Delivered if delivered else Undelivered
            done = step(done.state, answer(key=notice.key), now, RULE)
            said += done.notices
        self.state = done.state
        return [(notice.kind.value, notice.rank) for notice in said]

    def resume(self, now: datetime) -> None:
        rule = Alert(
            team="T1",
            channel="C1",
            id="r",
            number=1,
            owner="U1",
            rule=RULE,
            created_at=NOON,
        )
        self.state = Watched(alert=rule, memory=self.state).skipping(now)


@pytest.mark.parametrize("hours", [13, 18, 19, 60])
def test_what_was_told_ends_and_nothing_more_is_said_of_it(hours: int) -> None:
    rule = Paused()
    assert rule.check(NOON, 60) == [("fired", 0)]
    rule.resume(NOON + timedelta(hours=hours))
    said = rule.check(NOON + timedelta(hours=hours), 120)
    said += rule.check(NOON + timedelta(hours=hours + 8), 120)
    assert said == [("ended", 0)]
    assert rule.state.since(NOON, RULE) > NOON


def test_a_day_that_nobody_heard_of_is_over() -> None:
    rule = Paused()
    assert rule.check(NOON, 40) == []
    rule.resume(NOON + timedelta(days=2))
    assert rule.check(NOON + timedelta(days=2), 120) == []
    assert rule.check(NOON + timedelta(days=2), 120, day=1) == []
    assert rule.check(NOON + timedelta(days=2), 120, day=2) == [("fired", 2)]


def test_a_day_that_still_runs_goes_on() -> None:
    rule = Paused()
    assert rule.check(NOON, 60) == [("fired", 0)]
    rule.resume(NOON + timedelta(hours=11))
    assert rule.check(NOON + timedelta(hours=11), 120) == [("escalated", 2)]


def test_what_came_back_before_the_pause_is_told_with_its_end() -> None:
    rule = Paused()
    assert rule.check(NOON, 60, delivered=False) == [("fired", 0)]
    rule.resume(NOON + timedelta(days=2))
    assert rule.check(NOON + timedelta(days=2), 120) == [("fired", 0), ("ended", 0)]


def test_what_was_held_back_goes_with_its_day() -> None:
    rule = Paused()
    rule.state = State(rule_id="r", muted=True)
    assert rule.check(NOON, 60) == []
    rule.resume(NOON + timedelta(days=2))
    assert rule.state.outbox == ()


def test_what_can_not_be_asked_for_any_more_is_forgotten() -> None:
    rule = Paused()
    assert rule.check(NOON, 60) == [("fired", 0)]
    rule.resume(NOON + timedelta(days=120))
    assert all(not watch.episodes for watch in rule.state.watches)
