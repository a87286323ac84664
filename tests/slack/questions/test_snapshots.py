"""Typical messages, as Slack gets them, beside those that were recorded and read.

See tests/snapshots.py for how they are recorded anew.
"""

import json
import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from slackbot.domain.allowance import Allowance, ChannelAllowances
from slackbot.domain.ask import Ask
from slackbot.domain.calendar.arithmetic import Every
from slackbot.domain.channel import Bot
from slackbot.domain.errors import JobError
from slackbot.domain.money.currency import Currency
from slackbot.domain.money.price import Price, PriceList
from slackbot.domain.query import Unit
from slackbot.domain.usage.bucket import Bucket
from slackbot.domain.usage.fetching.job import SummaryJob, Usage
from slackbot.domain.usage.fetching.plan import to_compare_with
from slackbot.domain.usage.fetching.routes import ACCOUNT
from slackbot.domain.usage.fetching.split import plan_jobs
from slackbot.domain.usage.findings.facts import KnownFigures, facts_of
from slackbot.domain.usage.notes import notes_of
from slackbot.domain.usage.pricing import priced
from slackbot.domain.usage.report import Gap, UsageReport
from slackbot.language.context import ReadingContext
from slackbot.language.questions.reading import read_query
from slackbot.sandbox.blocks.validator import validate_message
from slackbot.slack.blocks.blocks import Message
from slackbot.slack.questions import messages
from slackbot.slack.questions.answer import answer
from slackbot.slack.questions.lead import answered
from slackbot.workflows.questions.answer import ONLY_YOU
from tests.fakes import NOW, ask
from tests.lazy import Lazy
from tests.snapshots import assert_recorded

FOLDER = Path(__file__).parent / "snapshots"
SETTLING = timedelta(hours=6)
SOON = timedelta(seconds=3)
SUPPORT, SALES = Bot(id="st-support", name="SupportBot"), Bot(id="st-sales", name="Sales & Co")
SEVEN = (SUPPORT, SALES, *(Bot(id=f"st-{n}", name=f"Bot {n}") for n in range(3, 8)))
EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
Counts = Callable[[int, datetime], dict[Unit, int]]


def busy(bot: int, start: datetime) -> dict[Unit, int]:
    """More each week, more by day than by night, less of each further bot; no alerts."""
    week, hour = (start - EPOCH).days // 7, start.hour
    sessions = ((3 if 6 <= hour < 18 else 1) * week + hour) // (bot + 1)
    return {
        Unit.SESSION: sessions,
        Unit.CONVERSATION: sessions * 2 // 3,
        Unit.REQUEST: 4 * sessions,
        Unit.ALERT: 0,
        Unit.PROACTIVE: 0,
    }


def idle(bot: int, start: datetime) -> dict[Unit, int]:
    return dict.fromkeys(Unit, 0)


def holed(bot: int, start: datetime) -> dict[Unit, int]:
    """The last bot lacks its sessions in an hour, and everything in two others."""
    found = busy(bot, start)
    hours = (start - datetime(2026, 11, 18, tzinfo=UTC)) // timedelta(hours=1)
    if hours in (30, 31):
        return {} if bot else found
    return {u: n for u, n in found.items() if not (bot and hours == 7 and u is Unit.SESSION)}


def sessionless(bot: int, start: datetime) -> dict[Unit, int]:
    return {unit: count for unit, count in busy(bot, start).items() if unit is not Unit.SESSION}


def holed_before(bot: int, start: datetime) -> dict[Unit, int]:
    return busy(bot, start) if start != datetime(2026, 11, 10, 5, tzinfo=UTC) else {}


def asked(words: str) -> Ask:
    return ask(words).model_copy(update={"id": "01-q"})


FEE = Price(
    unit=None, amount=Decimal(500), currency=Currency("EUR"), every=Every.MONTH, from_day=18
)  # fmt: skip
PRICES = (Price(unit=Unit.CONVERSATION, amount=Decimal("0.20"), currency=Currency("EUR")),)


def reported(
    words: str,
    bots: tuple[Bot, ...] = (SUPPORT,),
    counts: Counts = busy,
    now: datetime = NOW,
    prices: Sequence[Price] = (),
    **more: Any,
) -> UsageReport:
    """The report to these words, asked in Berlin, from figures for every hour until `now`."""
    query = read_query(words, ReadingContext(now=now, zone="Europe/Berlin"))
    before = to_compare_with(query)
    jobs = plan_jobs(query, bots, routes=ACCOUNT, asked_at=now, before=before)
    usages = [
        Usage(job=job, buckets=_buckets(job, bots, counts), report_ids=(id_,), fetched_at=now)
        for id_, job in zip(("121242", "121243"), jobs, strict=False)
    ]
    report = UsageReport.of(query, bots, usages, before=before, settling=SETTLING, **more)
    return priced(report, PriceList(prices), usages, ())


def _buckets(job: SummaryJob, bots: tuple[Bot, ...], counts: Counts) -> tuple[Bucket, ...]:
    """Of each day or hour the figures of its hours, up to the end of what was asked for."""
    made = []
    for number, bot in enumerate(bots):
        for start in job.starts():
            end, hours = min(job.grain.next(start), job.end), list[dict[Unit, int]]()
            while (hour := start + len(hours) * timedelta(hours=1)) < end:
                hours.append(counts(number, hour))
            shared = [unit for unit in Unit if all(unit in each for each in hours)]
            sums = {unit: sum(each[unit] for each in hours) for unit in shared}
            made += [Bucket(bot_id=bot.id, start=start, counts=sums)] if sums else []
    return tuple(made)


def parent(words: str, report: UsageReport, state: str) -> Message:
    return messages.parent(asked(words), report.query, report.bots, state)


def reply(words: str, report: UsageReport, note: str = "") -> Message:
    return answer(asked(words), report, SOON, note)


def without_sales(report: UsageReport) -> UsageReport:
    """The same, as if another bot had been asked for as well, whose job failed."""
    gap = Gap(bot=SALES.name, reason="Kore.ai does not know this bot.")
    nothing = report.by_bot[0].model_copy(
        update={"label": SALES.name, "counts": dict.fromkeys(Unit)}
    )
    rows = {"bots": SEVEN[:2], "by_bot": (*report.by_bot, nothing)}
    return report.model_copy(update={**rows, "gaps": (gap,)})


def with_facts(report: UsageReport) -> UsageReport:
    """In a channel with prices, which it was asked about."""
    known = KnownFigures(report, (), ChannelAllowances.of([], PRICES), NOW, SETTLING, whole=True)
    facts, notes = facts_of(known), notes_of(report, known.allowances, NOW, whole=True)
    return report.model_copy(update={"facts": facts, "notes": notes})


def with_notes(report: UsageReport) -> UsageReport:
    """In a channel with an allowance and a price."""
    allowances = ChannelAllowances.of(
        [Allowance(unit=Unit.SESSION, amount=100_000)],
        PRICES,
    )
    return report.model_copy(update={"notes": notes_of(report, allowances, NOW, whole=True)})


WEEK, DAYS = "last week", "last week by day"
QUESTIONS: dict[str, tuple[str, int, Counts]] = {
    "answer-week": (WEEK, 1, busy),
    "answer-by-day": (DAYS, 1, busy),
    "answer-top-3-with-others": ("last week top 3 for all", 7, busy),
    "answer-seven-bots": ("last week for all", 7, busy),
    "answer-two-bots-by-day": ("1-3 Nov by day for all", 2, busy),
    "answer-top-5-by-day": ("last week top 5 for all by day", 7, busy),
    "answer-no-usage": (DAYS, 1, idle),
    "answer-so-far": ("this month by week", 1, busy),
    "answer-cost": ("cost last week by bot", 2, busy),
    "answer-cost-by-day": ("cost last week by day and bot", 2, busy),
    "answer-partial-weeks": ("1 Oct to 9 Nov by week", 1, busy),
    "answer-hours-of-a-long-day": ("25 Oct by hour", 1, busy),
    "answer-in-india": ("last week by day in Kolkata", 1, busy),
    "answer-hours-in-india": ("18 Nov by hour in Kolkata", 1, busy),
    "answer-comparison": ("1-7 Nov vs 1-7 Oct sessions", 1, busy),
    "answer-without-one-bot": (WEEK, 2, busy),
    "answer-holes": ("last week by day for all", 2, holed),
    "answer-holes-so-far": ("this month by week", 1, lambda _, start: holed(1, start)),
    "answer-without-sessions": (DAYS, 1, sessionless),
    "answer-holes-before": (DAYS, 1, holed_before),
}
REPORTS: Lazy[UsageReport] = Lazy(
    {
        **{
            name: partial(reported, words, SEVEN[:bots], counts)
            for name, (words, bots, counts) in QUESTIONS.items()
        },
        "answer-cost": lambda: with_facts(
            reported("cost last week by bot", SEVEN[:2], prices=PRICES)
        ),
        "answer-cost-by-day": lambda: with_facts(
            reported("cost last week by day and bot", SEVEN[:2], prices=(*PRICES, FEE))
        ),
        "answer-so-far": lambda: with_notes(reported("this month by week", prices=PRICES)),
        "answer-without-one-bot": lambda: without_sales(REPORTS["answer-week"]),
    }
)


def replied(name: str) -> Message:
    return reply(QUESTIONS[name][0], REPORTS[name])


MESSAGES: Lazy[Message] = Lazy(
    {
        **{name: partial(replied, name) for name in REPORTS},
        "answer-private": lambda: reply(WEEK, reported(WEEK), ONLY_YOU),
        "parent-waiting": lambda: parent(WEEK, reported(WEEK), messages.WAITING),
        "parent-running": lambda: parent(
            WEEK, reported(WEEK), messages.WAITING.replace("…", "… 40 %")
        ),
        "parent-done": lambda: answered(asked(WEEK), reported(WEEK)),
        "parent-failed": lambda: parent(WEEK, reported(WEEK), messages.FAILED),
        "failure": lambda: messages.failure(asked(WEEK), JobError("Kore.ai is down <for now>.")),
    }
)


@pytest.mark.parametrize("name", MESSAGES)
def test_a_message_is_as_it_was_recorded(name: str) -> None:
    message = MESSAGES[name]
    for rung in message.rungs:
        assert validate_message(rung) == []
    assert_recorded(FOLDER / f"{name}.json", {"text": message.text, "blocks": list(message.blocks)})


def test_the_last_form_for_who_refuses_tables_is_text() -> None:
    message = MESSAGES["answer-by-day"]
    plain = {"section", "context", "actions"}
    assert [{block["type"] for block in rung} - plain for rung in message.rungs] == [
        {"data_visualization", "data_table"},
        {"data_table"},
        {"table"},
        set(),
    ]
    assert_recorded(
        FOLDER / "refused-by-day.json", {"text": message.text, "blocks": list(message.simple)}
    )


def test_nothing_else_is_recorded() -> None:
    assert {file.stem for file in FOLDER.glob("*")} == {*MESSAGES, "refused-by-day"}


def recorded(name: str) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return read


def lines_of(blocks: list[dict[str, Any]]) -> list[list[int]]:
    """The figures of the recorded table, its total last."""
    (table,) = (block for block in blocks if block["type"] == "data_table")
    return [[cell.get("value", 0) for cell in row[1:]] for row in table["rows"][1:]]  # – is none


def hours_of(name: str, unit: Unit) -> int:
    """The sum over each hour of the report's period, counted here."""
    report, (_, _, counts) = REPORTS[name], QUESTIONS[name]
    hour, total = report.query.period.start, 0
    while hour < report.query.period.end:
        for number in range(len(report.bots)):
            total += counts(number, hour).get(unit, 0)
        hour += timedelta(hours=1)
    return total


WITH_TABLE = [name for name in REPORTS if name not in ("answer-no-usage", "answer-without-one-bot")]


@pytest.mark.parametrize("name", WITH_TABLE)
def test_recorded_rows_sum_to_the_total_and_that_is_what_was_used(name: str) -> None:
    *rows, total = lines_of(recorded(name)["blocks"])
    sums = [sum(column) for column in zip(*rows, strict=True)]
    assert [round(each, 2) for each in sums] == total  # money is shown to the cent
    unit = REPORTS[name].shown_units[0]
    used = hours_of(name, unit)
    assert f"{used:,} {unit.plural}" in recorded(name)["text"]
    assert total[0] == used or REPORTS[name].shown_costs


@pytest.mark.parametrize("name", WITH_TABLE)
def test_recorded_bars_sum_to_the_total(name: str) -> None:
    charts = [b for b in recorded(name)["blocks"] if b["type"] == "data_visualization"]
    for chart in charts:
        series = {
            each["name"]: sum(point["value"] for point in each["data"])
            for each in chart["chart"]["series"]
        }
        before = series.pop("Before", None)
        report = REPORTS[name]
        unit = report.shown_units[0]
        if report.shown_costs:
            (cost,) = report.total.costs
            assert sum(series.values()) == pytest.approx(float(cost.whole or 0))
            continue
        assert sum(series.values()) == hours_of(name, unit)
        if before is not None:
            assert report.previous
            assert before == report.previous.counts[unit]


def test_the_text_form_holds_the_same_figures() -> None:
    (code,) = (
        block["text"]["text"]
        for block in recorded("refused-by-day")["blocks"]
        if block["type"] == "section" and "```" in block["text"]["text"]
    )
    rows = [re.findall(r"(?<= )[\d,]+(?= |$)", line[11:]) for line in code.splitlines()[2:-1]]
    figures = [[int(cell.replace(",", "")) for cell in row] for row in rows]
    assert figures == lines_of(recorded("answer-by-day")["blocks"])


def test_the_long_day_has_twenty_five_hours_on_the_askers_clock() -> None:
    (table,) = (
        b for b in recorded("answer-hours-of-a-long-day")["blocks"] if b["type"] == "data_table"
    )
    labels = [row[0]["text"] for row in table["rows"][1:-1]]
    assert len(labels) == 25
    assert labels[:5] == [
        "Sun 25 Oct 00:00",
        "Sun 25 Oct 01:00",
        "Sun 25 Oct 02:00 CEST",
        "Sun 25 Oct 02:00 CET",
        "Sun 25 Oct 03:00",
    ]


def test_edges_are_marked_and_so_is_what_may_change() -> None:
    def labels(name: str) -> list[str]:
        (table,) = (b for b in recorded(name)["blocks"] if b["type"] == "data_table")
        return [row[0]["text"] for row in table["rows"][1:]]

    assert labels("answer-partial-weeks") == [
        "Mon 28 Sep *",
        "Mon 5 Oct",
        "Mon 12 Oct",
        "Mon 19 Oct",
        "Mon 26 Oct",
        "Mon 2 Nov",
        "Mon 9 Nov *",
        "Total",
    ]
    assert labels("answer-so-far") == [
        "Mon 26 Oct *",
        "Mon 2 Nov",
        "Mon 9 Nov",
        "Mon 16 Nov",
        "Mon 23 Nov * †",
        "Total †",
    ]
