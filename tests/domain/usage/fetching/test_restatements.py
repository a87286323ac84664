"""What Kore.ai says otherwise than before: summed by bot and unit, and said once each."""

from datetime import UTC, datetime, timedelta

import pytest

from slackbot.domain.channel import Bot
from slackbot.domain.period import Period
from slackbot.domain.query import Unit, UsageQuery
from slackbot.domain.usage.bucket import Bucket
from slackbot.domain.usage.fetching.job import Grain, SummaryJob, Usage
from slackbot.domain.usage.fetching.ledger import entries_of, restated, usage_from
from slackbot.domain.usage.report import Restatement, UsageReport
from slackbot.sandbox.blocks.validator import validate_message
from slackbot.slack.questions.answer import answer
from tests.fakes import NOW, ask

START = datetime(2026, 11, 16, tzinfo=UTC)
HOUR = timedelta(hours=1)
A, B = Bot(id="st-a", name="A <&>"), Bot(id="st-b", name="B")
Figures = dict[str, list[dict[Unit, int] | None]]


def usage(figures: Figures, fetched_at: datetime = NOW) -> Usage:
    """One hour after the other for each bot; None where it was left out."""
    hours = max(len(each) for each in figures.values())
    job = SummaryJob(
        account=True,
        bot_ids=tuple(figures),
        start=START,
        end=START + hours * HOUR,
        grain=Grain.HOUR,
    )
    buckets = tuple(
        Bucket(bot_id=bot_id, start=START + number * HOUR, counts=counts)
        for bot_id, each in figures.items()
        for number, counts in enumerate(each)
        if counts is not None
    )
    return Usage(job=job, buckets=buckets, report_ids=("2",), fetched_at=fetched_at)


def told(
    before: Figures,
    after: Figures,
    units: tuple[Unit, ...] = (),
    period: tuple[int, int] | None = None,
) -> UsageReport:
    """The report on what is said now, after that was known."""
    now = usage(after)
    now = now.model_copy(update={"restated": restated(usage(before), now)})
    first, last = period or (0, len(next(iter(after.values()))))
    query = UsageQuery(
        period=Period(start=START + first * HOUR, end=START + last * HOUR), units=units
    )
    bots = tuple(bot for bot in (A, B) if bot.id in after)
    return UsageReport.of(query, bots, [now])


def s(*counts: int | None) -> list[dict[Unit, int] | None]:
    return [None if count is None else {Unit.SESSION: count} for count in counts]


def sessions(bot_id: str, before: int, after: int) -> Restatement:
    return Restatement(bot_id=bot_id, unit=Unit.SESSION, before=before, after=after)


CASES: dict[str, tuple[Figures, Figures, list[Restatement]]] = {
    "one hour of three": ({"st-a": s(5, 5, 5)}, {"st-a": s(5, 6, 5)}, [sessions("st-a", 15, 16)]),
    "the same": ({"st-a": s(5, 5)}, {"st-a": s(5, 5)}, []),
    "moved between hours, the sum as before": ({"st-a": s(5, 6)}, {"st-a": s(6, 5)}, []),
    "down to nothing": ({"st-a": s(5, 5)}, {"st-a": s(0, 0)}, [sessions("st-a", 10, 0)]),
    "up from nothing": ({"st-a": s(0)}, {"st-a": s(7)}, [sessions("st-a", 0, 7)]),
    "each bot for itself": (
        {"st-a": s(5, 5), "st-b": s(1, 1)},
        {"st-a": s(4, 5), "st-b": s(1, 2)},
        [sessions("st-a", 10, 9), sessions("st-b", 2, 3)],
    ),
    "one of two bots": (
        {"st-a": s(5), "st-b": s(1)},
        {"st-a": s(5), "st-b": s(2)},
        [sessions("st-b", 1, 2)],
    ),
    "an hour that was left out before is no change": (
        {"st-a": s(5, None, 5)},
        {"st-a": s(6, 9, 5)},
        [sessions("st-a", 19, 20)],
    ),
    "an hour that is left out now is none either": (
        {"st-a": s(5, 9, 5)},
        {"st-a": s(6, None, 5)},
        [sessions("st-a", 10, 11)],
    ),
    "a unit that was not sent before": (
        {"st-a": [{Unit.SESSION: 5}]},
        {"st-a": [{Unit.SESSION: 5, Unit.ALERT: 3}]},
        [],
    ),
    "a unit that is not sent now": (
        {"st-a": [{Unit.SESSION: 5, Unit.ALERT: 3}]},
        {"st-a": [{Unit.SESSION: 6}]},
        [sessions("st-a", 5, 6)],
    ),
}


@pytest.mark.parametrize(("before", "after", "expected"), CASES.values(), ids=CASES.keys())
def test_sums_that_are_others_now(
    before: Figures, after: Figures, expected: list[Restatement]
) -> None:
    report = told(before, after)
    assert list(report.restated) == expected
    rows = dict(zip([bot.id for bot in report.bots], report.by_bot, strict=True))
    for change in report.restated:  # what is told is what stands in the table
        assert change.after == rows[change.bot_id].counts[change.unit]


def test_only_the_period_asked_for_is_told() -> None:
    before, after = {"st-a": s(5, 5, 5)}, {"st-a": s(9, 5, 6)}
    assert list(told(before, after, period=(1, 3)).restated) == [sessions("st-a", 10, 11)]
    assert told(before, after, period=(1, 2)).restated == ()


def test_only_the_units_asked_for_are_told() -> None:
    before: Figures = {"st-a": [{Unit.SESSION: 5, Unit.ALERT: 1}]}
    after: Figures = {"st-a": [{Unit.SESSION: 6, Unit.ALERT: 2}]}
    (only,) = told(before, after, units=(Unit.ALERT,)).restated
    assert (only.unit, only.before, only.after) == (Unit.ALERT, 1, 2)


def test_what_the_ledger_gives_back_is_compared_like_what_was_fetched() -> None:
    settling = 6 * HOUR
    before = usage({"st-a": s(5, None, 5)})
    known = usage_from(before.job, entries_of(before, settling), settling)
    after = usage({"st-a": s(5, 8, 6)}, NOW + HOUR)
    assert restated(known, after) == restated(before, after) == (before.buckets[-1],)


def said(report: UsageReport) -> list[str]:
    message = answer(ask(), report, HOUR)
    for rung in message.rungs:
        assert validate_message(rung) == []
    texts = [block["text"]["text"] for block in message.blocks if block["type"] == "section"]
    lines = [line.removeprefix("<@U1> ") for text in texts for line in text.splitlines()]
    found = [line for line in lines if "restated" in line or "more figures" in line]
    assert all(line in message.text for line in found)
    return found


def test_the_sentence_names_bot_unit_and_both_figures() -> None:
    report = told({"st-a": s(1000, 234)}, {"st-a": s(1000, 250)})
    assert said(report) == ["Kore.ai restated A &lt;&amp;&gt;'s sessions: 1,234 → 1,250 (+1.3%)"]
    report = told({"st-a": s(0)}, {"st-a": s(7)})
    assert said(report) == ["Kore.ai restated A &lt;&amp;&gt;'s sessions: 0 → 7"]
    report = told({"st-a": s(8)}, {"st-a": s(0)})
    assert said(report) == ["Kore.ai restated A &lt;&amp;&gt;'s sessions: 8 → 0 (-100.0%)"]
    assert said(told({"st-a": s(8)}, {"st-a": s(8)})) == []


def test_many_sentences_are_cut_and_counted() -> None:
    before: Figures = {bot.id: [dict.fromkeys(Unit, 50)] for bot in (A, B)}
    after: Figures = {bot.id: [dict.fromkeys(Unit, 40)] for bot in (A, B)}
    lines = said(told(before, after))
    assert len(lines) == 6
    assert lines[-1] == "… and 5 more figures"
