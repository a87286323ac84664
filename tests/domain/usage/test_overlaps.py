"""Where the windows that were fetched overlap, nothing is counted twice.

From words to figures: Kore.ai's answers are made up hour by hour, and the truth is a plain sum over
these hours.
"""

import csv
import io
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from slackbot.domain.channel import Bot
from slackbot.domain.digests.content import totals_in
from slackbot.domain.digests.plan import plan_digest
from slackbot.domain.period import Period
from slackbot.domain.query import Unit
from slackbot.domain.usage.bucket import Bucket
from slackbot.domain.usage.comparison import previous_period
from slackbot.domain.usage.fetching.job import Grain, SummaryJob, Usage
from slackbot.domain.usage.fetching.routes import ACCOUNT
from slackbot.domain.usage.fetching.split import plan_jobs
from slackbot.domain.usage.files.export import csv_of
from slackbot.domain.usage.report import Missing, Restatement, UsageReport, within
from slackbot.language.context import ReadingContext
from slackbot.language.questions.reading import read_query
from tests.properties import each_nth

NOW = datetime(2026, 11, 25, 10, 23, tzinfo=UTC)
SETTLING, HOUR = timedelta(hours=6), timedelta(hours=1)
BOTS = tuple(Bot(id=f"st-{letter}", name=letter.upper()) for letter in "abc")
LEVELS = {"st-a": 0, "st-b": 100, "st-c": 1000}
S = Unit.SESSION
STARTS: dict[Grain, Callable[[datetime], datetime]] = {
    Grain.HOUR: lambda hour: hour,
    Grain.DAY: lambda hour: hour.replace(hour=0),
    Grain.MONTH: lambda hour: hour.replace(day=1, hour=0),
}


def used(bot_id: str, hour: datetime) -> int:
    """Another figure for each bot and each hour, so that no two sums are equal by chance."""
    return (hour.toordinal() * 7 + hour.hour * 3) % 41 + LEVELS[bot_id]


def hours(start: datetime, end: datetime) -> Iterable[datetime]:
    """Those that begin in it, and not after now."""
    hour = start.replace(minute=0, second=0)
    while hour < min(end, NOW):
        yield hour
        hour += HOUR


def truth(period: Period, *bots: Bot) -> int:
    return sum(used(bot.id, hour) for bot in bots for hour in hours(period.start, period.end))


def fetched(job: SummaryJob) -> Usage:
    """Kore.ai's answer: what lies in the window, by bucket."""
    start_of = STARTS[job.grain]
    sums: dict[tuple[str, datetime], int] = defaultdict(int)
    for bot_id in job.bot_ids:
        for hour in hours(job.start, job.end):
            sums[bot_id, start_of(hour)] += used(bot_id, hour)
    nothing = dict.fromkeys(Unit, 0)
    buckets = tuple(
        Bucket(bot_id=bot_id, start=start, counts={**nothing, S: count})
        for (bot_id, start), count in sums.items()
    )
    return Usage(job=job, buckets=buckets, report_ids=("1",), fetched_at=NOW)


def answered(words: str, zone: str) -> tuple[UsageReport, list[Usage]]:
    query = read_query(words, ReadingContext(now=NOW, zone=zone))
    assert query.comparison
    before = query.comparison
    jobs = plan_jobs(query, BOTS, routes=ACCOUNT, asked_at=NOW, batch=2, before=before)
    usages = [fetched(job) for job in jobs]
    return UsageReport.of(query, BOTS, usages, before=before, settling=SETTLING), usages


# Words, and the grains of the period and of what it is compared with, where UTC is the zone.
COMPARED = {
    "a month with days before it": ("this month vs last 30 days", {Grain.DAY}),
    "the other way round": ("last 30 days vs this month", {Grain.DAY}),
    "one holds the other": ("this quarter vs last 30 days", {Grain.DAY}),
    "one is held by the other": ("yesterday vs last 7 days", {Grain.DAY}),
    "with the eight weeks for its forecast": ("this week vs last 30 days", {Grain.DAY}),
    "days and hours": ("this month vs yesterday 8:00 to 12:00", {Grain.DAY, Grain.HOUR}),
    "days, and hours of the running one": (
        "this month vs today 00:00 to 9:30", {Grain.DAY, Grain.HOUR}),
    "hours and days": ("yesterday 8:00 to 12:00 vs this month", {Grain.DAY, Grain.HOUR}),
    "hours of days": ("yesterday by hour vs this month", {Grain.HOUR}),
    "months": ("this year by month vs last month", {Grain.MONTH}),
    "the month that runs": ("october vs this quarter", {Grain.DAY}),
}  # fmt: skip
ZONES = each_nth(3, ("Europe/Berlin", "America/New_York", "UTC"))


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize(("words", "grains"), COMPARED.values(), ids=COMPARED.keys())
def test_a_comparison_that_overlaps_its_period(words: str, grains: set[Grain], zone: str) -> None:
    report, usages = answered(words, zone)
    period, before = report.query.period, report.before
    assert before
    if zone == "UTC":
        assert {usage.job.grain for usage in usages} == grains
    assert report.total.counts[S] == truth(period, *BOTS)
    assert [row.counts[S] for row in report.by_bot] == [truth(period, bot) for bot in BOTS]
    assert report.previous
    assert report.previous.counts[S] == truth(before, *BOTS)
    assert [row.counts[S] for row in report.previous_by_bot] == [truth(before, b) for b in BOTS]
    if report.grouping:
        for rows, whole in ((report.by_bucket, period), (report.previous_by_bucket, before)):
            assert sum(row.counts[S] or 0 for row in rows) == truth(whole, *BOTS)
    assert report.is_whole


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize(("words", "grains"), COMPARED.values(), ids=COMPARED.keys())
def test_the_file_has_each_bucket_once(words: str, grains: set[Grain], zone: str) -> None:
    report, usages = answered(words, zone)
    period = report.query.period
    text = csv_of(within(period, usages), BOTS, zone, report.grain).decode()
    lines = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    assert len(lines) == len({(line["start_utc"], line["bot_id"]) for line in lines})
    assert len(lines) == report.bucket_count
    assert sum(int(line["sessions"]) for line in lines) == truth(period, *BOTS)


def test_the_grain_is_that_of_the_period() -> None:
    report, _ = answered("this month vs yesterday 8:00 to 12:00", "UTC")
    assert (report.grain, report.bucket_count) == (Grain.DAY, 3 * 25)


def test_what_was_left_out_and_what_has_changed_are_told_once() -> None:
    """Both windows lack B's 20 November, and knew five sessions less of A's 19th."""
    report, usages = answered("this month vs last 30 days", "UTC")
    hole, changed = (datetime(2026, 11, day, tzinfo=UTC) for day in (20, 19))
    usages = [
        usage.model_copy(
            update={
                "buckets": tuple(
                    b for b in usage.buckets if (b.bot_id, b.start) != (BOTS[1].id, hole)
                ),
                "restated": tuple(
                    replace(b, counts={S: b.counts[S] - 5})
                    for b in usage.buckets
                    if (b.bot_id, b.start) == (BOTS[0].id, changed)
                ),
            }
        )
        for usage in usages
    ]
    again = UsageReport.of(report.query, BOTS, usages, before=report.before, settling=SETTLING)
    assert again.missing == (Missing(bots=("B",), count=1, of=25, grain=Grain.DAY),)
    total = truth(report.query.period, BOTS[0])
    assert again.restated == (
        Restatement(bot_id=BOTS[0].id, unit=S, before=total - 5, after=total),
    )


def test_where_the_periods_own_job_failed_a_part_of_it_is_no_figure() -> None:
    """Of the last two bots, the days that the comparison has of the period are all there is."""
    report, usages = answered("this month vs last 30 days", "UTC")
    assert [usage.job.bot_ids for usage in usages] == [("st-a", "st-b"), ("st-c",)] * 2
    left = [usages[0], *usages[2:]]
    again = UsageReport.of(report.query, BOTS, left, before=report.before, settling=SETTLING)
    own = [truth(report.query.period, bot) for bot in BOTS]
    assert [row.counts[S] for row in again.by_bot] == [own[0], own[1], None]
    assert [gap.bot for gap in again.gaps] == ["C"]
    assert again.total.counts[S] == own[0] + own[1]


DIGESTS = {
    "a window of days that moves by one": ("last 60 days", 1),
    "and is longer than a request with what is before": ("last 89 days", 7),
    "with a comparison": ("this month vs last 30 days", 1),
    "a week": ("last week", 7),
    "a month that runs": ("this month", 1),
}


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize(("words", "days"), DIGESTS.values(), ids=DIGESTS.keys())
def test_a_digest_that_fetches_what_it_told_before_again(words: str, days: int, zone: str) -> None:
    query = read_query(words, ReadingContext(now=NOW, zone=zone))
    earlier = read_query(words, ReadingContext(now=NOW - timedelta(days=days), zone=zone)).period
    plan = plan_digest(query, BOTS, NOW, routes=ACCOUNT, batch=2, earlier=earlier)
    usages = [fetched(job) for job in plan.jobs]
    report = UsageReport.of(query, BOTS, usages, before=plan.before, settling=SETTLING)
    assert [row.counts[S] for row in report.by_bot] == [truth(query.period, bot) for bot in BOTS]
    assert [r.counts[S] for r in report.previous_by_bot] == [truth(plan.before, b) for b in BOTS]
    assert report.is_whole
    if earlier.end.minute == 0:  # else it cuts an hour
        told = totals_in(earlier, BOTS, usages)
        assert [told[bot.id][S] for bot in BOTS] == [truth(earlier, bot) for bot in BOTS]


CUT = {
    "a day": ("this month", "UTC", None),  # what is compared with ends at ten in the morning
    "hours, of which the window has all": ("last week", "Asia/Kolkata", 168),
}


@pytest.mark.parametrize(("words", "zone", "count"), CUT.values(), ids=CUT.keys())
def test_a_window_that_cuts_a_day_at_the_edge_of_a_period_says_nothing_of_it(
    words: str, zone: str, count: int | None
) -> None:
    query = read_query(words, ReadingContext(now=NOW, zone=zone))
    before = previous_period(query)
    grain = Grain.HOUR if count else Grain.DAY
    start = datetime(2026, 9, 1, tzinfo=UTC)
    job = SummaryJob(
        account=True, bot_ids=("st-a",), start=start, end=query.period.end, grain=grain
    )
    found = list(within(before, [fetched(job)]))
    assert len(found) == (count or 0)
