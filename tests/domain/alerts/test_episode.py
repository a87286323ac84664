"""The state machine, sentence by sentence, and what holds whatever happens to it."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest

from slackbot.domain.alerts.episode import (
    LEVELS,
    Acknowledge,
    Delivered,
    Event,
    Failed,
    Inconclusive,
    Measurement,
    Mute,
    Notice,
    NoticeKind,
    Passed,
    Phase,
    Resume,
    SnoozeFor,
    State,
    Undelivered,
    Unmute,
)
from slackbot.domain.alerts.rule import AlertRule, Base, Kind, Level, Side, window_at
from slackbot.domain.alerts.transitions import check, step
from slackbot.domain.period import Period
from slackbot.domain.query import Unit
from tests.properties import each_nth

START = datetime(2026, 11, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
SETTLE = 6 * HOUR


def rule_of(kind: Kind = Kind.AMOUNT, *counts: int, **more: Any) -> AlertRule:
    """A rule per month, with levels at 500 and 1,000 where no others are said."""
    every = {} if more.keys() & {"hours", "every"} or kind is Kind.SILENCE else {"every": "month"}
    levels = [Level(at=at) for at in counts or (500, 1000)]
    fields = {"kind": kind, "unit": Unit.SESSION, "levels": levels, **every, **more}
    return AlertRule.model_validate(fields)


MONTHLY = rule_of()
ROLLING = rule_of(hours=24)


def figure(rule: AlertRule, hours: float, score: float, **more: Any) -> Measurement:
    """What is measured so many hours after the start."""
    now = START + hours * HOUR
    window = window_at(rule, now) if rule.is_bound else Period(start=now - DAY, end=now)
    fields = {"bot_id": "", "window": window, "at": now, "score": score, "value": int(score)}
    whole = not rule.is_bound
    return Measurement.model_validate({"over": whole, "settled": whole, **fields, **more})


def last(rule: AlertRule, hours: float, score: float, window: Period) -> Measurement:
    """The settled figure of a window that is over."""
    return figure(rule, hours, score, window=window, over=True, settled=True)


def unknown(rule: AlertRule, hours: float) -> Inconclusive:
    now = START + hours * HOUR
    window = window_at(rule, now) if rule.is_bound else Period(start=now - DAY, end=now)
    return Inconclusive(bot_id="", window=window, at=now, reason="a figure is missing")


class Play:
    """A rule whose events are played one after another, a state being written down in between.

    What is to be sent is delivered at once, unless told otherwise.
    """

    def __init__(self, rule: AlertRule, *, delivers: bool = True) -> None:
        self.rule, self.delivers = rule, delivers
        self.state = State(rule_id="r")
        self.said: list[Notice] = []
        self.reason = ""

    def do(self, hours: float, event: Event) -> "Play":
        now = START + hours * HOUR
        done = step(State.model_validate_json(self.state.model_dump_json()), event, now, self.rule)
        self.state, self.reason = done.state, done.reason
        for notice in done.notices:
            self.said.append(notice)
            if self.delivers:
                self.do(hours, Delivered(key=notice.key))
        return self

    def at(self, hours: float, score: float, **more: Any) -> "Play":
        return self.do(hours, figure(self.rule, hours, score, **more))

    def heard(self) -> list[tuple[str, int]]:
        heard = [(str(notice.kind), notice.rank) for notice in self.said]
        self.said = []
        return heard

    @property
    def episode(self) -> str:
        [watch] = self.state.watches
        return watch.episodes[-1].key("r")

    @property
    def phase(self) -> Phase:
        [watch] = self.state.watches
        return watch.episodes[-1].phase


NOVEMBER = window_at(MONTHLY, START)
AFTER = 30 * 24 + 6  # when November is settled


# Each row: what is measured after how many hours, and what is said of it by then.
MONTHS: dict[str, list[tuple[float, float, list[tuple[str, int]]]]] = {
    "nothing below the first level": [(1, 0, []), (9, 500, [])],
    "a level": [(1, 501, [("fired", 0)])],
    "a level once": [(1, 501, [("fired", 0)]), (2, 600, []), (3, 999, [])],
    "one level after the other": [(1, 501, [("fired", 0)]), (2, 1001, [("escalated", 1)])],
    "only the highest new level": [(1, 1001, [("fired", 1)]), (2, 2000, [])],
    "what is used up is never clear": [(1, 501, [("fired", 0)]), (2, 10, []), (3, 501, [])],
    "the new month anew": [(1, 501, [("fired", 0)]), (AFTER, 501, [("fired", 0)])],
}


@pytest.mark.parametrize("rows", MONTHS.values(), ids=MONTHS.keys())
def test_a_month(rows: list[tuple[float, float, list[tuple[str, int]]]]) -> None:
    play = Play(MONTHLY)
    for hours, score, heard in rows:
        assert play.at(hours, score).heard() == heard


HOURS: dict[str, list[tuple[float, float, list[tuple[str, int]]]]] = {
    "it is over below the recovery band": [
        (1, 501, [("fired", 0)]), (2, 451, []), (3, 450, [("resolved", 0)])],
    "flapping within the band is one episode": [
        (1, 501, [("fired", 0)]), (2, 499, []), (3, 501, []), (4, 460, []), (5, 520, [])],
    "a new episode after it is over": [
        (1, 501, [("fired", 0)]), (2, 0, [("resolved", 0)]), (3, 501, [("fired", 0)])],
    "the highest level is what is over": [
        (1, 501, [("fired", 0)]), (2, 1001, [("escalated", 1)]), (3, 600, []),
        (4, 1001, []), (5, 10, [("resolved", 1)])],
}  # fmt: skip


@pytest.mark.parametrize("rows", HOURS.values(), ids=HOURS.keys())
def test_the_last_hours(rows: list[tuple[float, float, list[tuple[str, int]]]]) -> None:
    play = Play(ROLLING)
    for hours, score, heard in rows:
        assert play.at(hours, score).heard() == heard


def test_a_window_ends_with_its_settled_figure_and_says_how() -> None:
    play = Play(MONTHLY).at(5, 600)
    assert play.heard() == [("fired", 0)]
    play.at(AFTER - 3, 640, window=NOVEMBER, over=True)
    assert play.heard() == []  # it is over, and not settled
    play.do(AFTER, last(MONTHLY, AFTER, 650, NOVEMBER))
    [ended] = play.said
    assert (ended.kind, ended.final) == (NoticeKind.ENDED, True)
    assert ended.figures is not None
    assert ended.figures.value == 650
    assert play.do(AFTER + 1, last(MONTHLY, AFTER + 1, 650, NOVEMBER)).reason == (
        "that window is done with"
    )


def test_a_level_that_comes_to_light_with_the_settled_figure_is_the_last_word() -> None:
    play = Play(MONTHLY).at(5, 600)
    play.do(AFTER, last(MONTHLY, AFTER, 1200, NOVEMBER))
    assert [(n.kind, n.rank, n.final) for n in play.said] == [
        (NoticeKind.FIRED, 0, False),
        (NoticeKind.ESCALATED, 1, True),
    ]


def test_two_windows_are_open_while_the_first_settles() -> None:
    play = Play(MONTHLY).at(5, 600)
    play.at(AFTER - 4, 700)  # December is above its first level already
    play.do(AFTER, last(MONTHLY, AFTER, 650, NOVEMBER))
    assert play.heard() == [("fired", 0), ("fired", 0), ("ended", 0)]
    assert len({each.episode for each in play.said}) == 0


def test_below_is_judged_once_and_only_by_settled_figures() -> None:
    low = rule_of(Kind.AMOUNT, 100, 50, side=Side.BELOW)
    play = Play(low).at(5, 3).at(9, 3).at(AFTER - 2, 30, window=NOVEMBER, over=True)
    assert play.said == []
    play.do(AFTER, last(low, AFTER, 60, NOVEMBER))
    assert [(n.kind, n.rank, n.final) for n in play.said] == [(NoticeKind.FIRED, 0, True)]


def test_what_is_not_settled_is_provisional() -> None:
    play = Play(MONTHLY).at(5, 600)
    assert [notice.provisional for notice in play.said] == [True]


def test_a_forecast_recovers_and_ends_with_its_window() -> None:
    rule = rule_of(Kind.FORECAST, 40000)
    play = Play(rule).at(100, 41000).at(120, 39000).at(130, 35000).at(200, 42000)
    assert play.heard() == [("fired", 0), ("resolved", 0), ("fired", 0)]
    play.do(AFTER, last(rule, AFTER, 39000, NOVEMBER))
    assert play.heard() == [("ended", 0)]


def test_a_forecast_below_is_told_before_its_window_ends() -> None:
    rule = rule_of(Kind.FORECAST, 40000, side=Side.BELOW)
    play = Play(rule).at(100, 39000).at(120, 41000).at(130, 44000)
    assert play.heard() == [("fired", 0), ("resolved", 0)]
    play.at(AFTER - 3, 39000, window=NOVEMBER, over=True)
    assert play.reason == "it is judged once its figures are settled"
    play.do(AFTER, last(rule, AFTER, 39500, NOVEMBER))
    assert play.heard() == []


def test_what_has_recovered_when_its_window_ends_does_not_end_again() -> None:
    rule = rule_of(Kind.FORECAST, 40000)
    play = Play(rule).at(700, 41000).at(710, 35000)
    assert play.heard() == [("fired", 0), ("resolved", 0)]
    assert play.do(AFTER, last(rule, AFTER, 39000, NOVEMBER)).heard() == []


def test_the_highest_level_is_remembered_while_it_lasts() -> None:
    play = Play(ROLLING).at(1, 1001).at(2, 600)
    [episode] = play.state.watches[0].episodes
    assert (episode.rank, episode.told) == (1, 1)


def test_enough_checks() -> None:
    play = Play(rule_of(Kind.AMOUNT, 500, hours=24, needed=2, of=3)).at(1, 600)
    assert (play.phase, play.said) == (Phase.PENDING, [])
    play.at(2, 10).at(2, 10).at(3, 600)
    assert play.heard() == [("fired", 0)]
    play.at(4, 10)
    assert (play.phase, play.said) == (Phase.FIRING, [])
    assert play.at(5, 10).heard() == [("resolved", 0)]


def test_the_same_moment_is_one_check() -> None:
    play = Play(rule_of(Kind.AMOUNT, 500, hours=24, needed=2, of=3))
    assert play.at(1, 600).at(1, 600).at(1, 600).heard() == []
    assert play.at(2, 600).heard() == [("fired", 0)]


def test_an_older_check_changes_nothing() -> None:
    play = Play(ROLLING).at(5, 600)
    assert play.at(4, 0).heard() == [("fired", 0)]
    assert play.reason == "a later check is known"


@pytest.mark.parametrize("rule", [MONTHLY, ROLLING], ids=["month", "hours"])
def test_a_missing_figure_is_neither_zero_nor_clear(rule: AlertRule) -> None:
    play = Play(rule).do(1, unknown(rule, 1))
    assert (play.said, play.phase) == ([], Phase.OK)
    assert play.state.watches[0].inconclusive == "a figure is missing"
    play.at(2, 600).do(3, unknown(rule, 3))
    assert (play.heard(), play.phase) == ([("fired", 0)], Phase.FIRING)
    assert play.at(4, 600).heard() == []
    assert play.state.watches[0].inconclusive == ""


def test_a_final_figure_that_never_comes_ends_the_episode_without_one() -> None:
    play = Play(MONTHLY).at(5, 600)
    gap = unknown(MONTHLY, 5).model_copy(update={"over": True})
    assert play.do(AFTER + 60, gap).heard() == [("fired", 0)]
    play.do(30 * 24 + 73, gap)
    [ended] = play.said
    assert (ended.kind, ended.figures) == (NoticeKind.ENDED, None)


def test_a_level_on_its_way_is_not_sent_twice() -> None:
    play = Play(MONTHLY, delivers=False).at(1, 600).at(2, 601)
    assert play.heard() == [("fired", 0)]
    assert [each.rank for each in play.state.sent] == [0]


def test_what_is_not_delivered_is_not_said_and_comes_again_with_the_same_key() -> None:
    play = Play(MONTHLY, delivers=False).at(1, 600)
    [first] = play.said
    play.do(1, Undelivered(key=first.key))
    assert play.state.sent == ()
    play.do(2, unknown(MONTHLY, 2))
    assert play.said == [first]  # not with an older figure
    play.at(3, 610)
    again = play.said[-1]
    assert (again.key, again.figures and again.figures.value) == (first.key, 610)


def test_a_higher_level_takes_the_place_of_one_that_came_back() -> None:
    play = Play(MONTHLY, delivers=False).at(1, 600)
    play.do(1, Undelivered(key=play.said[0].key)).at(2, 1001)
    assert play.heard() == [("fired", 0), ("fired", 1)]


def test_a_higher_level_that_came_back_is_not_lost_when_figures_fall() -> None:
    play = Play(ROLLING, delivers=False).at(1, 1001)
    play.do(1, Undelivered(key=play.said[0].key)).at(2, 600)
    first, again = play.said
    assert (again.key, again.rank, again.figures) == (first.key, 1, first.figures)


def test_the_end_follows_its_beginning_even_if_that_came_back() -> None:
    play = Play(ROLLING, delivers=False).at(1, 600)
    [fired] = play.said
    play.do(1, Undelivered(key=fired.key)).at(2, 0)
    assert play.heard() == [("fired", 0), ("fired", 0)]
    play.do(2, Delivered(key=fired.key))
    assert play.heard() == [("resolved", 0)]


def test_what_may_have_been_posted_gets_its_end_though_its_next_try_was_held_back() -> None:
    play = Play(ROLLING, delivers=False).at(1, 600)
    [fired] = play.said
    play.do(1, Undelivered(key=fired.key)).do(1, Mute()).at(2, 610).at(3, 0)
    assert play.heard() == [("fired", 0)]
    play.do(4, Unmute())
    play.do(4, Delivered(key=fired.key))
    assert play.heard() == [("fired", 0), ("resolved", 0)]


def test_what_came_back_after_its_window_had_ended_goes_before_the_last_word() -> None:
    play = Play(MONTHLY, delivers=False).at(1, 600)
    [fired], window = play.said, window_at(MONTHLY, START)
    hours = (window.end - START + SETTLE) / HOUR
    play.do(hours, last(MONTHLY, hours, 1001, window)).do(hours, Undelivered(key=fired.key))
    play.do(hours + 1, Passed()).do(hours + 1, Delivered(key=fired.key))
    assert play.heard() == [("fired", 0), ("fired", 0), ("escalated", 1)]
    assert play.do(hours + 1, Delivered(key=play.state.sent[0].key)).state.outbox == ()


def test_a_level_counts_as_told_when_it_is_delivered_and_from_then_it_cools() -> None:
    rule = rule_of(Kind.AMOUNT, 500, 1000, cooldown_hours=6)
    play = Play(rule, delivers=False).at(1, 600)
    [fired] = play.said
    play.do(1, Undelivered(key=fired.key)).at(2, 600)
    play.do(3, Delivered(key=fired.key)).at(4, 1001).at(8.9, 1001)
    assert play.heard() == [("fired", 0), ("fired", 0)]
    assert play.at(9, 1001).heard() == [("escalated", 1)]


def test_what_recovers_while_it_cools_is_not_said_at_all() -> None:
    rule = rule_of(Kind.AMOUNT, 500, hours=24, cooldown_hours=6)
    play = Play(rule).at(1, 600).at(2, 0).at(3, 600).at(4, 0)
    assert play.heard() == [("fired", 0), ("resolved", 0)]
    assert play.at(7, 600).heard() == [("fired", 0)]


def test_what_was_held_back_is_said_only_while_it_is_true() -> None:
    rule = rule_of(Kind.AMOUNT, 500, 1000, hours=24, cooldown_hours=6)
    play = Play(rule).at(1, 600).at(2, 1001).at(8, 990)
    assert play.heard() == [("fired", 0)]
    assert play.at(9, 1002).heard() == [("escalated", 1)]


def test_mentions_are_for_their_level_only() -> None:
    levels = (Level(at=500), Level(at=1000, mentions=("<!here>",)))
    play = Play(MONTHLY.model_copy(update={"levels": levels})).at(1, 600).at(2, 1001)
    play.do(AFTER, last(MONTHLY, AFTER, 1200, NOVEMBER))
    assert [notice.mentions for notice in play.said] == [(), ("<!here>",), ()]


def test_acknowledged_until_it_gets_worse() -> None:
    play = Play(MONTHLY).at(1, 600)
    play.do(2, Acknowledge(episode=play.episode, by="U1"))
    [episode] = play.state.watches[0].episodes
    assert (episode.acknowledged_by, episode.acknowledged_at) == ("U1", START + 2 * HOUR)
    [episode] = play.at(3, 1001).state.watches[0].episodes
    assert episode.acknowledged_by == ""


def test_buttons_of_an_episode_that_is_over_do_nothing() -> None:
    play = Play(MONTHLY)
    assert play.do(1, Acknowledge(episode="r:*:2020", by="U1")).reason == "that episode is over"
    assert play.do(1, SnoozeFor(episode="no", by="U1", kind="change")).reason == (
        "that episode is over"
    )


# Each row: the snooze, and when the second level is told that is reached two hours later.
SNOOZES: dict[str, tuple[dict[str, Any], list[float]]] = {
    "for an hour": ({"kind": "time", "until": START + 2 * HOUR}, [3]),
    "for a day": ({"kind": "time", "until": START + 25 * HOUR}, [25]),
    "until it changes": ({"kind": "change"}, [3]),
    "until the next period": ({"kind": "period"}, []),
}


@pytest.mark.parametrize(("snooze", "told"), SNOOZES.values(), ids=SNOOZES.keys())
def test_snoozed(snooze: dict[str, Any], told: list[float]) -> None:
    play = Play(MONTHLY).at(1, 600)
    play.do(1, SnoozeFor(episode=play.episode, by="U1", **snooze))
    for hours in (2, 3, 10, 25, 40):
        play.at(hours, 600 if hours < 3 else 1001)
    assert [(notice.at - START) / HOUR for notice in play.said[1:]] == told
    play.do(AFTER, last(MONTHLY, AFTER, 1100, NOVEMBER))
    assert play.said[-1].kind is NoticeKind.ENDED


def test_a_snooze_ends_by_itself_when_the_value_recovers() -> None:
    play = Play(ROLLING).at(1, 600)
    play.do(1, SnoozeFor(episode=play.episode, by="U1", kind="time", until=START + 9 * DAY))
    play.at(2, 0).at(3, 600)
    assert play.heard() == [("fired", 0), ("resolved", 0), ("fired", 0)]


def test_muted_it_is_checked_and_what_still_holds_is_said_afterwards() -> None:
    play = Play(MONTHLY).do(0, Mute()).at(1, 600).at(2, 1001)
    assert play.heard() == []
    assert play.do(3, Unmute()).heard() == [("fired", 1)]


@pytest.mark.parametrize("between", [unknown(MONTHLY, 2), Failed(reason="no")])
def test_a_mute_that_ends_says_nothing_of_what_is_not_known(between: Event) -> None:
    play = Play(MONTHLY).do(0, Mute()).at(1, 600).do(2, between)
    assert NoticeKind.FIRED not in [each.kind for each in play.do(3, Unmute()).said]
    assert ("fired", 0) in play.do(4, Passed()).at(4, 600).heard()


def test_what_is_over_when_the_mute_ends_is_not_said() -> None:
    play = Play(ROLLING).do(0, Mute()).at(1, 600).at(2, 0).do(3, Unmute()).at(4, 0)
    assert play.heard() == []


FAILED: Event = Failed(reason="refused")
HICCUP: Event = Failed(reason="no answer", transient=True)
PASSED: Event = Passed()
RESUME: Event = Resume()
# Each row: what happens to the check from hour to hour, and what is said of it.
STREAKS: dict[str, tuple[list[Event], list[str]]] = {
    "once per streak": ([FAILED] * 3, ["check_failed"]),
    "and its recovery once": ([FAILED, FAILED, PASSED, PASSED],
                              ["check_failed", "check_recovered"]),
    "each streak": ([FAILED, PASSED] * 2, ["check_failed", "check_recovered"] * 2),
    "one that may pass is spared": ([HICCUP, HICCUP, PASSED], []),
    "but not for ever": ([HICCUP] * 9 + [PASSED], ["check_failed", "check_recovered"]),
    "broken, nothing is said": ([FAILED] * 5 + [PASSED], ["check_failed"]),
    "until somebody resumes it": ([FAILED] * 5 + [RESUME, PASSED, PASSED],
                                  ["check_failed", "check_recovered"]),
    "and it fails again": ([FAILED] * 5 + [RESUME, FAILED, PASSED],
                           ["check_failed", "check_failed", "check_recovered"]),
    "muted": ([Mute(), FAILED, PASSED, Unmute(), PASSED], []),
}  # fmt: skip


@pytest.mark.parametrize(("events", "heard"), STREAKS.values(), ids=STREAKS.keys())
def test_checks_that_fail(events: list[Event], heard: list[str]) -> None:
    play = Play(MONTHLY)
    for hour, event in enumerate(events):
        play.do(hour, event)
    assert [str(notice.kind) for notice in play.said] == heard
    assert len({notice.key for notice in play.said}) == len(heard)


def test_broken_after_five_that_no_retry_would_have_helped() -> None:
    play = Play(MONTHLY)
    for hour in range(4):
        play.do(hour, FAILED).do(hour, HICCUP)
    assert not play.state.broken
    assert play.do(5, FAILED).state.broken
    assert play.at(6, 900).reason == "the rule is broken until somebody resumes it"
    assert play.do(7, Resume()).at(8, 900).heard()[-1] == ("fired", 0)


def test_a_failure_changes_no_episode() -> None:
    play = Play(ROLLING).at(1, 600).do(2, FAILED).do(3, Passed()).at(4, 600)
    assert [kind for kind, _ in play.heard()] == ["fired", "check_failed", "check_recovered"]
    assert play.phase is Phase.FIRING


def test_every_step_says_why() -> None:
    play = Play(MONTHLY)
    for event in (unknown(MONTHLY, 1), figure(MONTHLY, 2, 9), FAILED, Passed(), Mute(), Unmute()):
        assert play.do(3, event).reason


def test_a_bot_that_is_gone_is_forgotten() -> None:
    play = Play(MONTHLY).at(1, 600, bot_id="st-1").at(1, 600, bot_id="st-2")
    state = play.state.only({"st-2"})
    assert [watch.bot_id for watch in state.watches] == ["st-2"]


def test_windows_that_are_done_with_are_not_asked_for_again() -> None:
    play = Play(MONTHLY)
    assert play.state.since(START, MONTHLY) == START
    play.at(1, 600)
    assert play.state.since(START + DAY, MONTHLY) == NOVEMBER.start
    play.at(AFTER - 3, 5).do(AFTER, last(MONTHLY, AFTER, 650, NOVEMBER))
    assert play.state.since(START, MONTHLY) == NOVEMBER.end


def test_a_check_is_all_its_figures() -> None:
    done = check(State(rule_id="r"), [figure(MONTHLY, 1, 600)], START + HOUR, MONTHLY)
    assert [each.kind for each in done.notices] == [NoticeKind.FIRED]
    assert done.reason == "level 500 is reached"
    assert check(State(rule_id="r"), [], START, MONTHLY).reason == ""


# What holds whatever happens: figures that are restated, missing or measured twice, notices that
# come back or are never answered, buttons, failures, and a state that is written down in between.
def seeded(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311 - cases that anybody can make again


def a_rule(r: random.Random) -> AlertRule:
    more: dict[str, Any] = {"cooldown_hours": r.choice([0, 0, 4])}
    if r.random() < 0.5:
        more |= {"needed": 2, "of": 3}
    kind = r.choice(["amount", "forecast", "rolling", "change"])
    if kind == "rolling":
        return rule_of(Kind.AMOUNT, 50, 80, 100, hours=24, **more)
    if kind == "change":
        return rule_of(Kind.CHANGE, 50, 80, 100, every="day", base=Base(), **more)
    return rule_of(Kind(kind), 50, 80, 100, every="day", **more)


class Storm:
    """Events at random for some days, and what is sent and delivered meanwhile."""

    def __init__(self, seed: int) -> None:
        self.r = seeded(seed)
        self.rule = a_rule(self.r)
        self.state = State(rule_id="r")
        self.sent: list[tuple[float, Notice]] = []
        self.delivered: list[tuple[float, Notice]] = []
        self.on_the_way: list[Notice] = []
        self.unmuted: set[str] = set()  # what was sent when a mute ended
        self.came_back: set[str] = set()  # episodes of which something was not delivered
        self.values: dict[Period, int] = {}
        self.bad: set[int] = set()  # days on which next to nothing gets through

    def run(self, hours: int) -> "Storm":
        self.bad = {day for day in range(hours // 24) if self.r.random() < 0.3}
        for hour in range(1, hours):
            for event in self.events(hour):
                self.do(hour, event)
            self.post(hour)
        for hour in range(hours, hours + 24 * 9):  # all is well again, and nothing is used
            for event in self.closing(hour):
                self.do(hour, event)
            self.post(hour, well=True)
        return self

    def do(self, hour: float, event: Event) -> None:
        if self.r.random() < 0.2:
            self.state = State.model_validate_json(self.state.model_dump_json())
        done = step(self.state, event, START + hour * HOUR, self.rule)
        self.state = done.state
        self.sent += [(hour, notice) for notice in done.notices]
        self.unmuted |= {n.key for n in done.notices if isinstance(event, Unmute)}
        self.on_the_way += done.notices

    def events(self, hour: int) -> Iterator[Event]:
        r = self.r
        figures = list(self.figures(hour, r))
        yield from figures
        if r.random() < 0.3:  # the same moment again, perhaps restated
            yield from figures if r.random() < 0.5 else self.figures(hour, r)
        if r.random() < 0.05:
            yield Failed(reason="no", transient=r.random() < 0.7)
        if r.random() < 0.3:
            yield Resume() if self.state.broken else Passed()
        episodes = [each for watch in self.state.watches for each in watch.episodes]
        if episodes and r.random() < 0.05:
            key = r.choice(episodes).key("r")
            until = START + (hour + 3) * HOUR
            yield SnoozeFor(episode=key, by="U1", kind=r.choice(["time", "change"]), until=until)
        if r.random() < 0.05:
            yield Unmute() if self.state.muted else Mute()

    def figures(self, hour: int, r: random.Random) -> Iterator[Event]:
        now = START + hour * HOUR
        for window in self.windows(now):
            if r.random() < 0.15:
                over = window.end <= now
                yield Inconclusive(bot_id="", window=window, at=now, reason="gone", over=over)
            else:
                yield self.figure(hour, window, r.choice([0, 0, 3, 9, 20]))

    def windows(self, now: datetime) -> list[Period]:
        if not self.rule.is_bound:
            return [Period(start=now - DAY, end=now)]
        since = self.state.since(START, self.rule)
        found = [window_at(self.rule, since)]
        while found[-1].end < now:
            found.append(window_at(self.rule, found[-1].end))
        return found

    def figure(self, hour: float, window: Period, more: int) -> Measurement:
        """Bound figures grow while their window runs, and sometimes are restated; others wander."""
        before = self.values.get(window, 0)
        now = START + hour * HOUR
        restated = self.r.random() < 0.05
        if self.rule.is_bound:
            grown = before + (more if window.end > now else 0) - 5 * restated
        else:
            grown = self.r.choice([0, 20, 45, 49, 51, 70, 85, 101, 130])
        self.values[window] = max(0, grown)
        over = window.end <= now
        return figure(
            self.rule, hour, self.values[window], window=window, over=over,
            settled=over and window.end + SETTLE <= now)  # fmt: skip

    def closing(self, hour: int) -> Iterator[Event]:
        if self.state.broken:
            yield Resume()
        yield Unmute()
        yield Passed()
        now = START + hour * HOUR
        for window in self.windows(now):
            if self.rule.is_bound:
                yield self.figure(hour, window, 0)
            else:
                yield figure(self.rule, hour, 0)

    def post(self, hour: float, *, well: bool = False) -> None:
        """What is on the way is delivered, comes back, or, after a crash, waits to be sent on."""
        for notice in self.on_the_way[:]:
            if hour // 24 in self.bad and self.r.random() < 0.95:
                continue
            luck = 0.0 if well else self.r.random()
            if luck < 0.6:
                self.delivered.append((hour, notice))
                self.do(hour, Delivered(key=notice.key))
            elif luck < 0.8:
                self.came_back.add(notice.episode)
                self.do(hour, Undelivered(key=notice.key))
            else:
                continue
            self.on_the_way.remove(notice)


STORMS = range(100)


@pytest.fixture(params=each_nth(10, STORMS), scope="module")
def storm(request: pytest.FixtureRequest) -> Storm:
    return Storm(request.param).run(24 * 6)


def test_whatever_happens(storm: Storm) -> None:
    """No level twice in an episode, the highest last; every fire is resolved or ended, once;
    nothing is lost."""
    assert storm.state.outbox == ()
    keys = [notice.key for _, notice in storm.delivered]
    assert len(keys) == len(set(keys))
    episodes: dict[str, list[Notice]] = {}
    for _, notice in storm.delivered:
        episodes.setdefault(notice.episode, []).append(notice)
    episodes.pop("", None)
    for notices in episodes.values():
        levels = [notice for notice in notices if notice.kind in LEVELS]
        ranks = [notice.rank for notice in levels]
        assert ranks == sorted(set(ranks))
        assert [notice.kind for notice in levels] == [
            NoticeKind.FIRED, *[NoticeKind.ESCALATED] * (len(levels) - 1)]  # fmt: skip
        ends = [notice for notice in notices if notice.kind not in LEVELS]
        assert len(ends) + levels[-1].final == 1
        assert notices[-1].final


def test_a_level_is_first_told_with_the_figures_of_that_very_check(storm: Storm) -> None:
    """So never at a check whose figure is missing; only what was muted or came back, or took the
    place of what came back, is later."""
    sent = set(storm.unmuted)
    for hour, notice in storm.sent:
        live = notice.kind in LEVELS and not notice.final
        if live and notice.key not in sent and notice.episode not in storm.came_back:
            sent.add(notice.key)
            assert notice.figures is not None
            assert notice.figures.at == START + hour * HOUR


def test_a_cooldown_is_kept(storm: Storm) -> None:
    """From the delivery of a level to the sending of the next that is delivered."""
    sent = {notice.key: hour for hour, notice in storm.sent}
    told = [(sent[n.key], hour) for hour, n in storm.delivered if n.kind in LEVELS]
    for (_, delivered), (later, _) in pairwise(told):
        assert not storm.rule.cooldown_hours or later >= delivered + storm.rule.cooldown_hours


def test_the_storms_reach_everything() -> None:
    """The first few of them together."""
    left = set(NoticeKind)
    for seed in STORMS[:40]:
        left -= {notice.kind for _, notice in Storm(seed).run(24 * 6).delivered}
        if not left:
            break
    assert not left
