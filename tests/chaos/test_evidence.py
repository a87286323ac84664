"""What counts as a broken promise where processes are killed: `tests.chaos.evidence` sees it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from slackbot.sandbox.kore.bots import SUPPORT_BOT
from slackbot.sandbox.slack.workspace.message import Message
from slackbot.sandbox.slack.workspace.workspace import APP_USER
from tests.chaos.evidence import Asked, Called, Findings, Kill

START = datetime(2026, 11, 16, tzinfo=UTC)
WEEK = timedelta(days=7)
ASKED = Asked("U1", "…", (SUPPORT_BOT,), START, START + WEEK, at=99.0, promised_at=100.0)
TRUTH = "<@U1> … 21,915 sessions."


def said(ts: float, text: str = TRUTH, thread: str | None = "101.000000") -> Message:
    key = "q:answer" if thread else "q:parent"
    return Message(
        channel="C1",
        ts=f"{ts:.6f}",
        user=APP_USER,
        text=text,
        thread_ts=thread,
        metadata={"event_payload": {"key": key}},
    )


def found(*posted: Message) -> Findings:
    return Findings(
        asked=[ASKED],
        since=START,
        posted=posted,
        posters={},
        recorded={},
        called=[],
        kills=[],
    )


PARENT, ANSWER = said(101, "<@U1> asked “…”", thread=None), said(105)


def test_one_parent_and_one_answer_is_what_was_promised() -> None:
    findings = found(PARENT, ANSWER)
    assert findings.ok
    assert findings.waits == [5.0]


def test_a_promise_without_an_answer_is_lost() -> None:
    assert found(PARENT).lost == [ASKED]
    unpromised = replace(ASKED, promised_at=None)
    assert replace(found(), asked=[unpromised]).ok


def test_another_figure_or_none_is_wrong() -> None:
    for text in ("<@U1> … 21,916 sessions.", "<@U1> Kore.ai is busy."):
        assert found(PARENT, said(105, text)).wrong


def test_that_nothing_was_used_is_a_figure() -> None:
    text = "Nothing was used. No sessions. <@U1> *Bot0*, Tue 1 Dec 2026, 00:00 – 00:31 (UTC)"
    assert found(PARENT, said(105, text)).wrong  # 21,915 were
    nothing = replace(ASKED, end=START)
    assert not replace(found(PARENT, said(105, text)), asked=[nothing]).wrong


def test_a_double_is_excused_only_if_its_first_poster_was_killed_before_it_wrote_it_down() -> None:
    twice = found(PARENT, ANSWER, said(107))
    killed = replace(
        twice,
        posters={"105.000000": 1, "107.000000": 2},
        recorded={"q:answer": "107.000000"},
        kills=[Kill(105.1, pid=1)],
    )
    assert [double.in_window for double in killed.doubles] == [True]
    assert not twice.ok
    assert killed.ok
    assert replace(killed, kills=[Kill(105.1, pid=2)]).bugs
    assert replace(killed, kills=[Kill(120.0, pid=1)]).bugs
    assert replace(killed, recorded={"q:answer": "105.000000"}).bugs
    in_flight = replace(killed, posters={}, kills=[Kill(104.9, pid=1)])
    assert in_flight.ok


def call(at: float, pid: int, method: str, job_ends: float) -> Called:
    return Called(at, pid, method, "st-1", 200, job_ends)


def test_a_second_job_is_excused_only_if_the_first_ones_process_is_gone() -> None:
    first, second = call(10, 1, "POST", 15), call(12, 2, "POST", 17)
    taken_over = replace(
        found(PARENT, ANSWER),
        called=[first, call(11, 1, "GET", 15), second, call(18, 2, "GET", 17)],
        kills=[Kill(11.5, pid=1)],
    )
    assert taken_over.ok
    assert taken_over.takeovers == [0.5]
    for more in (call(13, 1, "GET", 17), replace(call(13, 1, "POST", 20), scope="st-2")):
        assert replace(taken_over, called=[*taken_over.called, more]).overlaps == [(first, second)]
    again = call(12, 1, "POST", 17)
    assert replace(taken_over, called=[first, again]).overlaps == [(first, again)]
    assert replace(taken_over, called=[first, replace(again, at=16)]).overlaps == []


def test_who_takes_up_the_job_of_a_killed_process_asks_for_that() -> None:
    first, second, asks = call(10, 1, "POST", 15), call(16, 2, "POST", 20), call(18, 1, "GET", 20)
    taken_up = replace(found(PARENT, ANSWER), called=[first, second, asks])
    assert replace(taken_up, kills=[Kill(17, pid=2)]).overlaps == []
    assert replace(taken_up, kills=[Kill(19, pid=2)]).overlaps == [(first, second)]


def test_a_takeover_after_a_minute_is_too_late() -> None:
    late = replace(
        found(PARENT, ANSWER),
        called=[call(10, 1, "POST", 15), call(80, 2, "POST", 85)],
        kills=[Kill(11, pid=1)],
    )
    assert late.takeovers == [69]
    assert not late.ok
