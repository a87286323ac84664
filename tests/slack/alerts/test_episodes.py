"""What a rule would have said, an episode in a line; and what it would say at once."""

from datetime import UTC, datetime
from typing import Any

import pytest

from slackbot.domain.alerts.alert import RuleState
from slackbot.domain.alerts.rule import AlertRule, Level
from slackbot.domain.calendar.weekdays import EVERY_DAY
from slackbot.domain.period import Period
from slackbot.domain.query import Unit
from slackbot.slack.alerts.episodes import format_episode
from slackbot.slack.alerts.figures import used
from slackbot.slack.alerts.trial import replay_message
from tests.slack.alerts.test_notices import (
    BERLIN,
    CHANGE,
    FIRED,
    HOUR,
    KINDS,
    NAMES,
    REPLAYS,
    SALES,
    SHARE,
    SILENCE,
    SUPPORT,
    figures,
    replayed,
    ruled,
    said,
    uneven,
)


def ways(threshold: AlertRule, **more: Any) -> list[str]:
    """The lines of the times at which the rule would have spoken."""
    made = threshold.model_copy(update=more)
    found, alert = replayed(made, uneven), ruled(made)
    return [f"• {format_episode(alert, each, found, NAMES)}" for each in found.fired]


def test_a_short_window_has_the_hours_of_its_levels() -> None:
    lines = ways(KINDS["amount"])
    by_day = "over 600 at 11:00, over 2,000 at 19:00, ended at 2,400 sessions"
    holed = "over 600 at 12:00, over 2,000 at 20:00, ended with at least 2,384 sessions"
    by_night = "over 600 on Mon 26 Oct at 00:00, ended at 604 sessions"
    assert f"• *SupportBot* on Thu 5 Nov: {by_day}" in lines
    assert f"• *SupportBot* on Tue 20 Oct: {holed}" in lines
    assert f"• *SupportBot* on Sun 25 Oct: {by_night}" in lines


def test_what_is_judged_at_its_end_says_how_it_ended() -> None:
    told = "at or under 7,000 and 4,000 on Mon 12 Oct, ended at 3,608 sessions"
    assert f"• *SupportBot* in the week from Mon 5 Oct: {told}" in ways(KINDS["below"])


def test_a_rule_without_a_window_has_moments_and_a_recovery() -> None:
    levels = (Level(at=24), Level(at=36))
    lines = ways(KINDS["silence"], levels=levels, weekdays=tuple(range(7)))
    assert lines[1] == (
        "• *SupportBot*: 24 h on Mon 12 Oct at 08:00, 36 h on Mon 12 Oct at 20:00, recovered on "
        "Tue 13 Oct, 09:00"
    )
    lines = ways(CHANGE, levels=(Level(at=30), Level(at=200)))
    assert lines[-1] == (
        "• *SupportBot*: up 30 and 200% on Mon 19 Oct at 06:00, recovered on Mon 16 Nov, 06:00"
    )


def test_one_that_was_over_when_the_days_begin_has_no_moment() -> None:
    """Also where it takes several checks; what begins later has its moment."""
    one = {"levels": (Level(at=50),)}
    already = "• *Before the 90 days began* – "
    first, second, *_ = ways(SHARE, **one)
    assert first.startswith(f"{already}*65%* of 40,000 sessions in August so far (26,064 used)")
    assert second.startswith("• *Tue 15 Sep, 13:00* – *50%* of 40,000")
    first, second, *_ = ways(SHARE, **one, needed=3, of=4)
    assert first.startswith(already)
    assert second.startswith("• *Tue 15 Sep, 15:00* – ")
    quiet = replayed(SILENCE.model_copy(update={"unit": Unit.SESSION}), lambda at: 0)
    text = said(replay_message(ruled(SILENCE), quiet, NAMES))
    assert "• *Before the 90 days began* – *SupportBot*: *" in text


def test_what_would_be_said_at_once_for_several_bots() -> None:
    notices = tuple(
        FIRED.model_copy(update={"bot_id": id_, "rank": 0}) for id_ in [SUPPORT.id, SALES.id] * 4
    )
    many = REPLAYS["none"].model_copy(update={"at_once": notices})
    text = said(replay_message(ruled(), many, NAMES))
    assert "If you save this now, it alerts right away:\n• *SupportBot*: *10,424* sessions†" in text
    assert "\n• *Sales &amp; Co &lt;b&gt;*: *10,424*" in text
    assert "\n… and 3 more\nThis wouldn't have alerted" in text


def test_where_it_takes_several_checks_it_is_after_these() -> None:
    rule = SHARE.model_copy(update={"needed": 2, "of": 3})
    text = said(replay_message(ruled(rule), replayed(rule, lambda at: 92), NAMES))
    assert "If you save this now, it alerts after 2 checks: *All bots together*: *135%*" in text
    assert "(54,004† used), and notifies finops and all who are here\n" in text


def test_one_that_is_paused_says_nothing_at_once() -> None:
    """It stays so where it is changed; one that we have stopped goes on."""
    found = REPLAYS["at-once"]
    paused = replay_message(ruled(SHARE, state=RuleState.PAUSED), found, NAMES)
    assert "right away" not in said(paused)
    stopped = replay_message(ruled(SHARE, state=RuleState.STOPPED), found, NAMES)
    assert "right away" in said(stopped)


@pytest.mark.parametrize(
    ("hours", "days", "words"),
    [
        (1, 7, "had *no requests* from Wed 18 Nov, 22:00 to 23:00 (*1 h*), as far as figures are"),
        (30, 7, "from Wed 18 Nov, 22:00 to Fri 20 Nov, 04:00 (*30 h*), as far as figures are set"),
        (0, 7, "had requests in the latest settled hour"),
        (30, 5, "to Fri 20 Nov, 04:00 (*30 h* on weekdays), as far as figures are settled"),
        (0, 5, "was silent for *0 h* on weekdays, as far as figures are settled"),
    ],
)
def test_a_silence_says_as_far_as_figures_are_settled(hours: int, days: int, words: str) -> None:
    """Of the six hours after that nothing is said: they may still change."""
    start = datetime(2026, 11, 18, 21, tzinfo=UTC)
    window = Period(start=start, end=start + max(hours, 1) * HOUR, zone=BERLIN)
    rule = SILENCE.model_copy(update={"weekdays": EVERY_DAY[:days]})
    found = figures(rule, hours, window=window, at=window.end, over=True, settled=True)
    assert words in used(rule, found)
    base = "there were requests since, not settled yet"
    since = used(rule, found.model_copy(update={"base": base}))
    assert since.endswith(f" h*{' on weekdays' if days == 5 else ''}; {base})") == bool(hours)


def test_a_silence_behind_missing_hours_says_what_is_known_of_it() -> None:
    start = datetime(2026, 11, 18, 21, tzinfo=UTC)
    window = Period(start=start, end=start + 6 * HOUR, zone=BERLIN)
    found = figures(SILENCE, 6, window=window, at=window.end, over=True, settled=True)
    lacks = "Kore.ai sent no figure for 1 of 7 hours"
    days = " on weekdays"
    longer = used(SILENCE, found.model_copy(update={"holes": lacks}))
    assert f"to Thu 19 Nov, 04:00 (at least *6 h*{days}), as far as" in longer
    none = used(SILENCE, found.model_copy(update={"value": 0, "score": 0.0, "base": lacks}))
    assert none.endswith(f"was silent for *0 h*{days} ({lacks})")
