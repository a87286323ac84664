"""A report in a terminal: the same figures as everywhere, and names that are only names."""

import csv
import io
import json
import re
from datetime import date, timedelta

import pytest
from rich.console import Console

from slackbot.cli.report import read_bot, read_prices
from slackbot.cli.report_view import BAR, printed, show
from slackbot.domain.channel import Bot, ChannelBots, LinkedBot
from slackbot.domain.errors import UserError
from slackbot.domain.period import Period
from slackbot.domain.query import Grouping, Unit, UsageQuery
from slackbot.domain.usage.bucket import Bucket
from slackbot.domain.usage.fetching.job import Grain, SummaryJob, Usage
from slackbot.domain.usage.fetching.receipt import receipt_lines
from slackbot.domain.usage.files.export import csv_of
from slackbot.domain.usage.report import UNCERTAIN, Gap, Missing, Restatement, UsageReport, within
from tests.fakes import NOW
from tests.slack.questions.test_messages import REPORTS

EVIL = "[bold]x[/] [/y] :smile: <!channel>"
A, B = Bot(id="st-a", name="SupportBot"), Bot(id="st-b", name=EVIL)
LINKED = ChannelBots(bots=(LinkedBot(id="st-1", name="SupportBot", linked_by="U1"),))
DAY = timedelta(days=1)
PERIOD = Period.of_days(date(2026, 11, 16), date(2026, 11, 22), "Europe/Berlin")
BEFORE = Period.of_days(date(2026, 11, 9), date(2026, 11, 15), "Europe/Berlin")


def fetched(bots: tuple[Bot, ...]) -> Usage:
    """Each hour 10 sessions and a conversation of each bot, 12 in the second week; no alerts."""
    job = SummaryJob(
        account=True,
        bot_ids=tuple(bot.id for bot in bots),
        start=BEFORE.start,
        end=PERIOD.end,
        grain=Grain.HOUR,
    )
    buckets = [
        Bucket(
            bot_id=bot.id,
            start=start,
            counts={
                Unit.SESSION: 12 if start >= PERIOD.start else 10,
                Unit.CONVERSATION: 1,
                Unit.ALERT: 0,
            },
        )
        for bot in bots
        for start in job.starts()
    ]
    return Usage(job=job, buckets=tuple(buckets), report_ids=("121242",), fetched_at=NOW)


def reported(*bots: Bot, grouping: Grouping | None = None, compare: bool = True) -> UsageReport:
    query = UsageQuery(period=PERIOD, grouping=grouping)
    before = BEFORE if compare else None
    return UsageReport.of(query, bots, [fetched(bots)], before=before, settling=timedelta(hours=6))


def lines(report: UsageReport, width: int = 120) -> list[str]:
    console = Console(file=io.StringIO(), width=width, highlight=False)
    console.print(printed(report))
    assert isinstance(console.file, io.StringIO)
    return [line.strip() for line in console.file.getvalue().splitlines() if line.strip()]


def cells(line: str) -> list[str]:
    return re.split(r"\s{2,}", line)


def test_days_sum_to_the_total_and_what_moved_stands_below() -> None:
    shown = lines(reported(A))
    assert shown[0].startswith("SupportBot · Mon 16 Nov – Sun 22 Nov 2026 (Europe/Berlin)")
    assert cells(shown[1]) == ["Sessions", "Conversations"]
    days = [cells(line) for line in shown if re.match(r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun) ", line)]
    assert days[0][:3] == ["Mon 16 Nov", "288", "24"]
    assert len(days) == 7
    (total,) = (cells(line) for line in shown if line.startswith("Total"))
    assert total == ["Total", f"{sum(int(day[1]) for day in days):,}", "168"]
    at = [line.split()[0] for line in shown].index("Change")
    assert cells(shown[at]) == ["Change", "+336", "+0"]
    assert cells(shown[at + 1]) == ["+20.0%", "+0.0%"]
    assert "Compared with 9–15 Nov" in shown
    assert shown[-1] == "Kore.ai report 121242 · fetched 2026-11-24 09:30 UTC"


def test_bots_are_rows_and_their_names_are_no_markup() -> None:
    shown = lines(reported(A, B))
    rows = [cells(line) for line in shown[2:] if BAR in line]
    assert [row[:3] for row in rows] == [["SupportBot", "2,016", "168"], [EVIL, "2,016", "168"]]
    assert EVIL in shown[0]


def test_bars_are_in_proportion_and_nothing_is_no_bar() -> None:
    report = reported(A)
    rows = tuple(
        row.model_copy(update={"counts": {**row.counts, Unit.SESSION: count}})
        for row, count in zip(report.by_bucket, (14, 7, 0, 1, 13, 10, 3), strict=True)
    )
    shown = lines(report.model_copy(update={"by_bucket": rows}))
    days = [line for line in shown if re.match(r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun) ", line)]
    assert [line.count(BAR) for line in days] == [14, 7, 0, 1, 13, 10, 3]


def test_no_usage_and_no_figures_are_not_the_same() -> None:
    none = reported(A, compare=False)
    zero = dict.fromkeys(Unit, 0)
    unknown: dict[Unit, int | None] = dict.fromkeys(Unit)
    for counts, said in ((zero, "0"), (unknown, "–")):
        total = none.total.model_copy(update={"counts": counts, "missing": {}})
        bare = none.model_copy(update={"total": total, "by_bucket": ()})
        (line,) = (cells(line) for line in lines(bare) if line.startswith("Total"))
        assert line == ["Total", *[said] * 5]


def test_without_a_period_before_nothing_moved() -> None:
    shown = lines(reported(A, compare=False))
    assert not [line for line in shown if line.startswith(("Change", "Compared"))]


def test_all_that_is_amiss_is_said() -> None:
    report = reported(A, B).model_copy(
        update={
            "gaps": (Gap(bot=EVIL, reason="is [red]down[/]"),),
            "missing": (Missing(bots=(EVIL,), count=1234, of=5000, grain=Grain.HOUR),),
            "restated": (
                Restatement(bot_id="st-a", unit=Unit.SESSION, before=1000, after=2016),
                Restatement(bot_id="st-gone", unit=Unit.ALERT, before=1, after=0),
            ),
            "from_ledger": True,
        }
    )
    said = lines(report, width=200)
    assert f"Without {EVIL}: is [red]down[/]" in said
    assert f"Incomplete: Kore.ai sent nothing for 1,234 of 5,000 hours of {EVIL}" in said
    assert "Restated: SupportBot's sessions 1,000 → 2,016" in said
    assert "Restated: st-gone's alert messages 1 → 0" in said
    assert said[-1].endswith("cached; add `fresh` to refetch")


@pytest.mark.parametrize(("second", "said"), [(True, 0), (False, 1)])
def test_what_came_under_another_id_than_ours_says_so(second: bool, said: int) -> None:
    usages = [fetched((A,)), fetched((B,)).model_copy(update={"certain": second})]
    report = UsageReport.of(UsageQuery(period=PERIOD), (A, B), usages)
    told = UNCERTAIN
    assert lines(report, width=400)[-1].count(told) == said
    assert "\n".join(receipt_lines(report)).count(told) == said


def test_marks_are_explained() -> None:
    cut = Period(start=PERIOD.start, end=PERIOD.end - DAY / 2, zone=PERIOD.zone)
    query = UsageQuery(period=cut, grouping=Grouping.DAY)
    report = UsageReport.of(query, (A,), [fetched((A,))], settling=2 * DAY)
    shown = lines(report)
    assert [cells(line)[0] for line in shown if "†" in line and "Provisional" not in line] == [
        "Sun 22 Nov * †",
        "Total †",
    ]
    assert "* Only a part of it is in the period asked for." in shown
    assert "† Provisional: Kore.ai may still change it." in shown


@pytest.mark.parametrize("width", [20, 40, 80, 300])
def test_any_terminal_will_do(width: int) -> None:
    assert all(len(line) <= width for line in lines(reported(A, B), width))


def test_json_is_read_back_as_the_same_report() -> None:
    report = reported(A, B, grouping=Grouping.DAY)
    said = report.model_dump_json(indent=2)
    assert UsageReport.model_validate_json(said) == report
    plain = json.loads(said)
    assert plain["total"]["counts"] == {
        "session": 4032,
        "conversation": 336,
        "request": None,
        "alert": 0,
        "proactive": None,
    }
    for rows in (plain["by_bot"], plain["by_bucket"]):
        assert sum(row["counts"]["session"] for row in rows) == 4032


def test_csv_holds_the_same_figures() -> None:
    usage = fetched((A, B))
    text = csv_of(within(PERIOD, [usage]), (A, B), "Europe/Berlin", Grain.HOUR).decode()
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    assert len(rows) == 2 * 7 * 24
    assert sum(int(row["sessions"]) for row in rows) == 4032
    assert {row["requests"] for row in rows} == {""}
    assert {row["alerts"] for row in rows} == {"0"}


def test_a_month_that_runs_says_what_it_may_come_to() -> None:
    shown = lines(REPORTS["a month that runs"], width=400)
    at = shown.index("Likely by the end of November, from the weekday pattern of the past 8 weeks:")
    assert shown[at + 1 : at + 6] == [f"• about 7,200 {unit.plural} (7,060–7,350)" for unit in Unit]


def test_weeks_are_told_by_their_first_day() -> None:
    by_week = lines(reported(A, B, grouping=Grouping.WEEK))
    assert cells(by_week[1]) == ["Week of", "Sessions", "Conversations"]
    assert cells(lines(reported(A, B))[1])[0] == "Sessions"


def test_whole_minutes_are_shown_and_seconds_are_kept_in_json() -> None:
    start = PERIOD.start + timedelta(seconds=7)
    hours = Period(start=start, end=start + timedelta(hours=1), zone=PERIOD.zone)
    query = UsageQuery(period=hours, comparison=hours.model_copy(update={"start": BEFORE.start}))
    report = UsageReport.of(query, (A,), [fetched((A,))])
    assert lines(report, width=300)[0] == (
        "SupportBot · Mon 16 Nov 2026, 00:00 – 01:00 (Europe/Berlin), compared to Mon 9 Nov 2026, "
        "00:00 – Mon 16 Nov 2026, 01:00 (Europe/Berlin)"
    )
    assert "00:00:07" in query.period.describe()
    assert '"2026-11-16T00:00:07Z"' in report.model_dump_json()


def test_what_is_over_says_nothing_of_its_end() -> None:
    shown = lines(REPORTS["a week"], width=400)
    assert not [line for line in shown if line.startswith("Likely")]


def test_prices_are_read_one_after_another() -> None:
    today = date(2026, 11, 24)
    words = ["0.20 USD per conversation", "0.05 USD per session for st-1", "5 EUR per month"]
    said = [price.describe() for price in read_prices(words, LINKED, today).prices]
    assert said == [
        "0.05 USD per session", "0.20 USD per conversation", "5 EUR flat each month from the 1st",
    ]  # fmt: skip
    for wrong in ("remove", "1 USD per session for st-2", "1 USD per session per day"):
        with pytest.raises(UserError):
            read_prices([wrong], LINKED, today)


def test_a_narrow_terminal_cuts_no_figure(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "20")
    show(reported(A, B, grouping=Grouping.DAY))
    assert "…" not in capsys.readouterr().out


def test_a_bot_is_given_by_its_id_and_perhaps_a_name() -> None:
    assert read_bot("st-1a") == ("st-1a", "")
    assert read_bot("Support Bot=st-1a") == ("st-1a", "Support Bot")
    for wrong in ("SupportBot", "=st-1a", "st-1a=SupportBot"):
        with pytest.raises(UserError):
            read_bot(wrong)
