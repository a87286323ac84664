"""Every message that is drawn is one that Slack takes, and says what it should."""

from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from slackbot.domain.channel import Bot, ChannelBots, LinkedBot
from slackbot.domain.errors import UserError
from slackbot.domain.period import Period
from slackbot.domain.query import Grouping, Reading, Unit, UsageQuery
from slackbot.domain.usage.bucket import Bucket
from slackbot.domain.usage.comparison import previous_period
from slackbot.domain.usage.fetching.job import Grain, SummaryJob, Usage
from slackbot.domain.usage.fetching.receipt import receipt_lines
from slackbot.domain.usage.fetching.routes import ACCOUNT
from slackbot.domain.usage.fetching.split import plan_jobs
from slackbot.domain.usage.report import Gap, Missing, UsageReport
from slackbot.language.context import ReadingContext
from slackbot.language.questions.reading import read_query
from slackbot.sandbox.blocks.validator import validate_message
from slackbot.slack.blocks.blocks import Message
from slackbot.slack.questions import messages
from slackbot.slack.questions.answer import answer
from slackbot.slack.questions.help import dates_help, help_message
from slackbot.slack.questions.lead import answered
from tests.fakes import NOW, ask
from tests.lazy import Lazy

SOON, LATE = timedelta(seconds=3), timedelta(hours=3)
EVIL = "<!channel> & `*~_ |x" + "y" * 40
MANY = tuple(Bot(id=f"st-{number}", name=f"{EVIL}{number}") for number in range(40))
ONE = (Bot(id="st-a", name="SupportBot"),)


def report(
    bots: tuple[Bot, ...] = ONE,
    days: int = 7,
    grouping: Grouping | None = None,
    units: tuple[Unit, ...] = (),
    counts: dict[Unit, int] | None = None,
    zone: str = "Europe/Berlin",
    **more: Any,
) -> UsageReport:
    first = date(2026, 8, 1)
    period = Period.of_days(first, first + timedelta(days=days - 1), zone)
    counts = dict.fromkeys(Unit, 1234567) if counts is None else counts
    hours = range(int((period.end - period.start) / timedelta(hours=1)))
    start = Grain.HOUR.floor(period.start)
    buckets = tuple(
        Bucket(
            bot_id=bot.id,
            start=start + timedelta(hours=hour),
            counts=dict.fromkeys(counts, 0) if len(bots) > 1 and hour % 24 else counts,
        )
        for bot in bots
        for hour in hours
    )
    job = SummaryJob(
        account=True,
        bot_ids=tuple(bot.id for bot in bots),
        start=period.start,
        end=period.end,
        grain=Grain.HOUR,
    )
    usage = Usage(job=job, buckets=buckets, report_ids=("121242",), fetched_at=NOW)
    query = UsageQuery(period=period, grouping=grouping, units=units, **more)
    return UsageReport.of(query, bots, [usage], (Gap(bot=EVIL, reason=EVIL),))


def running_month(bots: tuple[Bot, ...] = ONE) -> UsageReport:
    """November up to NOW, with October's figures, each hour the same."""
    query = read_query("this month", ReadingContext(now=NOW, zone="Europe/Berlin"))
    before = previous_period(query)
    jobs = plan_jobs(query, bots, routes=ACCOUNT, asked_at=NOW, before=before)
    return UsageReport.of(query, bots, map(each_hour_the_same, jobs), before=before)


def each_hour_the_same(job: SummaryJob) -> Usage:
    buckets = tuple(
        Bucket(bot_id=bot_id, start=start, counts=dict.fromkeys(Unit, 10))
        for bot_id in job.bot_ids
        for start in job.starts()
    )
    return Usage(job=job, buckets=buckets, report_ids=("121242",), fetched_at=NOW)


REPORTS: Lazy[UsageReport] = Lazy(
    {
        "a week": report,
        "a week by day": partial(report, grouping=Grouping.DAY),
        "a week by hour": partial(report, grouping=Grouping.HOUR),
        "a quarter by day": partial(report, days=90, grouping=Grouping.DAY),
        "a quarter by week": partial(report, days=90, grouping=Grouping.WEEK),
        "one unit": partial(report, units=(Unit.PROACTIVE,)),
        "forty bots": partial(report, MANY),
        "forty bots by day": partial(report, MANY, grouping=Grouping.DAY),
        "forty bots, by bot": partial(report, MANY, by_bot=True),
        "forty bots by day and bot": partial(report, MANY, grouping=Grouping.DAY, by_bot=True),
        "forty bots by hour and bot": partial(report, MANY, grouping=Grouping.HOUR, by_bot=True),
        "one bot, by bot": partial(report, by_bot=True),
        "no usage": partial(report, counts=dict.fromkeys(Unit, 0)),
        "nothing sent": partial(report, counts={}),
        "nothing sent by day": partial(report, counts={}, grouping=Grouping.DAY),
        "a month that runs": running_month,
        "a month that runs, of forty bots": partial(running_month, MANY),
        "half-hour zone": partial(report, grouping=Grouping.DAY, zone="Asia/Kolkata"),
    }
)
ROOT = Path(__file__).parents[3]
LINKED = ChannelBots(
    bots=tuple(LinkedBot(id=bot.id, name=bot.name, linked_by="U1") for bot in MANY)
)


def replied(name: str) -> Message:
    return answer(ask(), REPORTS[name], LATE, EVIL)


def begun(name: str) -> Message:
    return messages.parent(ask(EVIL * 30), REPORTS[name].query, REPORTS[name].bots)


def closed(name: str) -> Message:
    return answered(ask(EVIL * 30), REPORTS[name])


MESSAGES: Lazy[Message] = Lazy(
    {
        **{f"answer, {name}": partial(replied, name) for name in REPORTS},
        **{f"parent, {name}": partial(begun, name) for name in REPORTS},
        **{f"answered, {name}": partial(closed, name) for name in REPORTS},
        "failure": lambda: messages.failure(
            ask(), UserError(EVIL * 200, suggestions=("last week", "digests"))
        ),
        "private": lambda: messages.private(EVIL * 200),
        "bots": lambda: messages.bot_list(LINKED),
        "help": lambda: help_message(LINKED),
        "help all": lambda: help_message(LINKED, "all"),
        "help dates": dates_help,
        "help without bots": lambda: help_message(ChannelBots()),
    }
)


@pytest.mark.parametrize("name", MESSAGES)
def test_slack_takes_it(name: str) -> None:
    message = MESSAGES[name]
    for blocks in message.rungs:
        assert validate_message(blocks) == []
        assert len(blocks) <= 50
    assert message.text
    assert len(message.text) <= 4000


@pytest.mark.parametrize("name", MESSAGES)
def test_names_and_words_ping_nobody(name: str) -> None:
    message = MESSAGES[name]
    for text in (message.text, *texts(message.blocks), *texts(message.simple)):
        assert "<!" not in text


def texts(blocks: Any) -> list[str]:
    if isinstance(blocks, dict):
        return [text for value in blocks.values() for text in texts(value)]
    if isinstance(blocks, list | tuple):
        return [text for value in blocks for text in texts(value)]
    return [blocks] if isinstance(blocks, str) else []


def table(message: Message) -> list[list[str]]:
    found = next(b for rung in message.rungs for b in rung if b["type"] == "table")
    return [[cell["text"] for cell in row] for row in found["rows"]]


def test_an_answer_says_who_what_and_whence() -> None:
    parent, message = MESSAGES["answered, a week by day"], MESSAGES["answer, a week by day"]
    asked = " ".join(texts(parent.blocks))
    assert "· *SupportBot* · Sat 1 Aug – Fri 7 Aug 2026 (Europe/Berlin) · by day" in asked
    assert any(text.startswith("receipts ask-") for text in texts(message.blocks))
    assert receipt_lines(REPORTS["a week by day"]) == (
        "Window asked: 2026-07-31 22:00 to 2026-08-07 22:00 UTC",
        "Source: Kore.ai report 121242",
        "Fetched: 2026-11-24 09:30 UTC",
        "Counted from: 168 hours",
        "Bots: SupportBot st-a",
    )


def test_a_month_that_runs_says_what_it_may_come_to() -> None:
    message = MESSAGES["answer, a month that runs"]
    lines = next(text for text in texts(message.blocks) if "Likely" in text).splitlines()
    at = next(n for n, line in enumerate(lines) if line.startswith("Likely"))
    assert lines[at] == (
        "Likely by the end of November, from the weekday pattern of the past 8 weeks:"
    )
    assert lines[at + 1 : -1] == [f"• about 7,200 {unit.plural} (7,060–7,350)" for unit in Unit]
    assert "\n• about 7,200 sessions (7,060–7,350)\n" in message.text
    assert not any("Likely" in text for text in texts(MESSAGES["answer, a week"].blocks))


def test_long_tables_say_what_they_leave_out() -> None:
    rows = table(MESSAGES["answer, a week by hour"])
    assert len(rows) <= 100
    earlier = 168 - (len(rows) - 3)
    assert rows[1][:2] == [f"… {earlier} earlier", f"{earlier * 1_234_567:,}"]
    assert rows[-1] == ["Total", *[f"{168 * 1_234_567:,}"] * 5]


def test_bots_stand_beside_each_other_in_rows_of_times() -> None:
    rows = table(MESSAGES["answer, forty bots by day and bot"])
    assert [rows[0][0], *rows[0][-2:]] == ["Day", "35 more", "Total"]
    day, week = 1_234_567, 7 * 1_234_567
    assert rows[1][1:] == [*[f"{day:,}"] * 5, f"{35 * day:,}", f"{40 * day:,}"]
    assert rows[-1] == ["Total", *[f"{week:,}"] * 5, f"{35 * week:,}", f"{40 * week:,}"]
    assert "The table has sessions." in MESSAGES["answer, forty bots by day and bot"].text


def test_by_bot_the_largest_comes_first() -> None:
    whole = report(MANY[:2], by_bot=True, units=(Unit.SESSION,))
    less, more = (
        row.model_copy(update={"counts": {Unit.SESSION: count}})
        for row, count in zip(whole.by_bot, (1, 2), strict=True)
    )
    shown = table(answer(ask(), whole.model_copy(update={"by_bot": (less, more)}), SOON))
    assert [row[1] for row in shown[1:3]] == ["2", "1"]


def test_units_without_figures_are_said_not_shown() -> None:
    mixed = report(grouping=Grouping.DAY, counts={Unit.SESSION: 3, Unit.ALERT: 0})
    message = answer(ask(), mixed, SOON)
    assert table(message)[0] == ["Day", "Sessions"]
    assert "No alert messages." in message.text
    unsent = "no figure for conversations, requests or proactive messages"
    assert f"Kore.ai sent {unsent}." in message.text
    parent = answered(ask(), mixed)
    assert parent.text.startswith(f"504 sessions. :warning: Incomplete, {unsent}: see the thread.")


def test_the_parent_shows_whether_the_figure_is_all() -> None:
    whole = report().model_copy(update={"gaps": ()})
    assert ":white_check_mark:" in answered(ask(), whole).text
    missing = (Missing(bots=("SupportBot",), count=3, of=168, grain=Grain.HOUR),)
    for part in (report(), whole.model_copy(update={"missing": missing})):
        assert ":warning: Incomplete" in answered(ask(), part).text
    left_out = answer(ask(), whole.model_copy(update={"missing": missing}), SOON).text
    assert "Kore.ai sent nothing for 3 of 168 hours of SupportBot; the sums leave" in left_out


def test_other_readings_are_offered() -> None:
    whole = report()
    other = Reading(words="last 7 days", period=whole.query.period)
    query = whole.query.model_copy(update={"other_readings": (other,)})
    text = answer(ask(), whole.model_copy(update={"query": query}), SOON).text
    assert "Or did you mean `last 7 days`?" in text


def test_the_answer_begins_with_the_fact_that_was_asked_for() -> None:
    facts = ("Busiest hour: Sat 1 Aug 14:00 with <3 sessions", "I can't tell the cost")
    shown = answer(ask(), report().model_copy(update={"facts": facts}), SOON)
    assert shown.text.startswith("Busiest hour: Sat 1 Aug 14:00 with &lt;3 sessions. I can't")
    parent = answered(ask(), report().model_copy(update={"facts": facts}))
    head, lines, *_ = parent.blocks
    assert head["text"]["text"] == facts[0]  # a heading is plain
    assert lines["text"]["text"].startswith("*I can't tell the cost*\n")
    assert validate_message(parent.blocks) == []


def test_a_note_that_is_a_fact_is_said_once() -> None:
    said = "Sessions cost 5.00 USD"
    shown = report().model_copy(update={"facts": (said,), "notes": (said,)})
    assert answer(ask(), shown, SOON).text.count(said) == 1


ALONE = "Only you see this."
# asked for a file? seen by the asker alone? what is said of the file; is a button for one offered?
FILES = {
    "for all, with a file": (True, "", 0, True),
    "for all, without": (False, "", 0, True),
    "for one, with a file": (True, ALONE, 1, False),
    "for one, without": (False, ALONE, 0, False),
}


@pytest.mark.parametrize(("csv", "note", "said", "offered"), FILES.values(), ids=FILES.keys())
def test_one_person_is_sent_no_file_and_told_so(
    csv: bool, note: str, said: int, offered: bool
) -> None:
    whole = report()
    query = whole.query.model_copy(update={"csv": csv})
    message = answer(ask(), whole.model_copy(update={"query": query}), SOON, note)
    told = "No file: the whole channel would see it."
    assert message.text.count(told) == sum(told in text for text in texts(message.simple)) == said
    assert ("CSV" in texts(message.blocks)) is offered


def test_no_usage_is_said_and_not_drawn() -> None:
    message = answer(ask(), REPORTS["no usage"], SOON)
    nothing = "No sessions, conversations, requests, alert messages or proactive messages"
    assert message.text.startswith(f"Nothing was used. {nothing}.")
    assert {b["type"] for rung in message.rungs for b in rung} == {"section", "actions"}


def test_what_was_used_before_has_its_line() -> None:
    whole = REPORTS["no usage"]
    before = {"before": whole.query.period, "previous": whole.total.model_copy(
        update={"counts": {**whole.total.counts, Unit.ALERT: 7}})}  # fmt: skip
    said = answered(ask(), whole.model_copy(update=before)).text
    assert said.startswith("Nothing was used. 0 alert messages  ▼ 7.")


def test_units_are_said_once_for_all_bots() -> None:
    used = {Unit.SESSION: 1234, Unit.REQUEST: 5}
    two = (*ONE, Bot(id="st-b", name="SalesBot"))
    message = answer(ask(), report(two, grouping=Grouping.DAY, counts=used), SOON)
    (lines,) = (text for text in texts(message.blocks) if "*SalesBot* " in text)
    assert lines.splitlines()[-3:] == [
        "Sessions · requests:",
        "*SupportBot* 8,638 · 35",
        "*SalesBot* 8,638 · 35",
    ]
    one = report(two, grouping=Grouping.DAY, units=(Unit.SESSION,))
    assert any(
        "*SalesBot* 8,641,969 sessions" in text for text in texts(answer(ask(), one, SOON).blocks)
    )


def test_many_reports_are_counted() -> None:
    many = report().model_copy(update={"report_ids": tuple(str(n) for n in range(29))})
    assert "Source: Kore.ai reports 0, 1, 2, 3 and 25 more" in receipt_lines(many)


def test_long_lists_say_what_they_leave_out() -> None:
    gaps = tuple(Gap(bot=f"Bot{n}", reason="is down") for n in range(60))
    text = answer(ask(), report().model_copy(update={"gaps": gaps}), SOON).text
    assert "Without Bot4: is down" in text
    assert "Without 55 more" in text
    many = ChannelBots(
        bots=tuple(LinkedBot(id=f"st-{n}", name=f"Bot{n}", linked_by="U1") for n in range(400))
    )
    listed = messages.bot_list(many)
    assert "… and 160 more" in str(listed.blocks)
    assert validate_message(listed.blocks) == []


def test_a_figure_that_was_not_sent_is_a_dash() -> None:
    asked = report(units=(Unit.SESSION,), counts={}, grouping=Grouping.DAY)
    message = answer(ask(), asked, SOON)
    assert {row[1] for row in table(message)[1:]} == {"–"}
    assert "no figures" in message.text


def test_no_part_of_the_help_is_cut() -> None:
    longest = ChannelBots(bots=(LinkedBot(id="st-a", name="B" * 60, linked_by="U1"),))
    pages = (help_message(longest), help_message(longest, "all"), help_message(ChannelBots()))
    for shown in (*pages, dates_help()):
        sections = [block["text"]["text"] for block in shown.blocks if block["type"] == "section"]
        assert "\n\n".join(sections) == shown.text
        assert "…" not in shown.text.replace("st-…", "")


def test_fixed_width_columns_line_up() -> None:
    (code,) = [
        text for text in texts(MESSAGES["answer, a week by day"].simple) if text.startswith("```")
    ]
    lines = code.splitlines()[1:-1]
    assert len({len(line) for line in lines}) == 1
    assert lines[0].startswith("Day")


@pytest.mark.parametrize("name", ["bots", "help all"])
def test_people_are_told_what_the_figures_are(name: str) -> None:
    """Blocks of sessions, linked apps, and the console's zone; a page says the same."""
    page = " ".join((ROOT / "docs" / "asking.md").read_text().split())
    text = str(MESSAGES[name].blocks)
    for fact in ("in blocks of 15 minutes: 31 minutes with a bot are 3 sessions", "UTC+5:30"):
        assert fact in text
        assert fact in page
    assert "sessions aren't part of its parent app's figures" in text
    assert "sessions aren't part of its parent app's figures" in page
