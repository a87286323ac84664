"""Reports: rows in the reader's own days, parts that sum to the total, nothing made up."""

import itertools
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from slackbot.domain.channel import Bot
from slackbot.domain.job import Bucket, Grain, SummaryJob, Usage
from slackbot.domain.period import Period
from slackbot.domain.query import Grouping, Unit, UsageQuery
from slackbot.domain.usage import Missing, UsageReport, spans_of
from tests.fakes import NOW

A, B = Bot(id="st-a", name="A"), Bot(id="st-b", name="B")


def hourly(period: Period, *bots: Bot, each: int = 1) -> Usage:
    """A figure for each UTC hour of the period."""
    start, buckets = Grain.HOUR.floor(period.start), []
    while start < period.end:
        buckets += [Bucket(bot_id=b.id, start=start, counts={Unit.SESSION: each}) for b in bots]
        start += timedelta(hours=1)
    job = SummaryJob(
        account=True,
        bot_ids=tuple(bot.id for bot in bots),
        start=period.start,
        end=period.end,
        grain=Grain.HOUR,
    )
    return Usage(job=job, buckets=tuple(buckets), report_ids=("1",), fetched_at=NOW)


def report(period: Period, grouping: Grouping | None, *bots: Bot) -> UsageReport:
    query = UsageQuery(period=period, grouping=grouping)
    return UsageReport.of(query, bots, [hourly(period, *bots)])


def sessions(report: UsageReport) -> dict[str, int | None]:
    return {row.label: row.counts[Unit.SESSION] for row in report.by_bucket}


@pytest.mark.parametrize(
    ("zone", "first", "last", "expected"),
    [
        (
            "Europe/Berlin",
            date(2026, 10, 24),
            date(2026, 10, 26),
            {"Sat 24 Oct": 24, "Sun 25 Oct": 25, "Mon 26 Oct": 24},
        ),
        (
            "America/New_York",
            date(2026, 3, 7),
            date(2026, 3, 9),
            {"Sat 7 Mar": 24, "Sun 8 Mar": 23, "Mon 9 Mar": 24},
        ),
        ("Pacific/Auckland", date(2026, 11, 1), date(2026, 11, 1), {"Sun 1 Nov": 24}),
        (
            "Africa/Cairo",
            date(2026, 4, 23),
            date(2026, 4, 25),
            {"Thu 23 Apr": 24, "Fri 24 Apr": 23, "Sat 25 Apr": 24},
        ),
    ],
    ids=["25 hours", "23 hours", "far east", "a day without midnight"],
)
def test_days_are_the_readers_own(
    zone: str, first: date, last: date, expected: dict[str, int]
) -> None:
    built = report(Period.of_days(first, last, zone), Grouping.DAY, A)
    assert sessions(built) == expected
    assert not any(row.partial for row in built.by_bucket)


def test_an_hour_that_comes_twice_is_told_apart() -> None:
    built = report(
        Period.of_days(date(2026, 10, 25), date(2026, 10, 25), "Europe/Berlin"), Grouping.HOUR, A
    )
    labels = list(sessions(built))
    assert len(labels) == 25
    assert labels[2:4] == ["Sun 25 Oct 02:00 CEST", "Sun 25 Oct 02:00 CET"]


def test_weeks_and_months_at_the_edges_are_partial() -> None:
    period = Period.of_days(date(2026, 10, 30), date(2026, 11, 9), "Europe/Berlin")
    weeks = report(period, Grouping.WEEK, A)
    assert [(row.label, row.partial) for row in weeks.by_bucket] == [
        ("Mon 26 Oct", True),
        ("Mon 2 Nov", False),
        ("Mon 9 Nov", True),
    ]
    sundays = UsageQuery(period=period, grouping=Grouping.WEEK, week_start="sunday")
    assert [r.label for r in UsageReport.of(sundays, (A,), [hourly(period, A)]).by_bucket] == [
        "Sun 25 Oct",
        "Sun 1 Nov",
        "Sun 8 Nov",
    ]
    months = report(period, Grouping.MONTH, A)
    assert sessions(months) == {"Oct 2026": 48, "Nov 2026": 216}


SUITABLE = {
    "a month of 745 hours": (date(2026, 10, 1), date(2026, 10, 31), Grouping.DAY, 31),
    "a day more": (date(2026, 10, 1), date(2026, 11, 1), Grouping.WEEK, 5),
    "a weekend of 47 hours": (date(2026, 3, 28), date(2026, 3, 29), Grouping.DAY, 2),
    "a day of 25 hours": (date(2026, 10, 25), date(2026, 10, 25), None, 0),
    "140 days, an hour longer": (date(2026, 6, 15), date(2026, 11, 1), Grouping.WEEK, 20),
    "a day more than these": (date(2026, 6, 14), date(2026, 11, 1), Grouping.MONTH, 6),
}


@pytest.mark.parametrize(
    ("first", "last", "grouping", "rows"), SUITABLE.values(), ids=SUITABLE.keys()
)
def test_rows_suit_the_days_of_the_calendar(
    first: date, last: date, grouping: Grouping | None, rows: int
) -> None:
    built = report(Period.of_days(first, last, "Europe/Berlin"), None, A)
    assert (built.grouping, len(built.by_bucket)) == (grouping, rows)


@pytest.mark.parametrize("grouping", Grouping)
@pytest.mark.parametrize("zone", ["UTC", "Europe/Berlin", "America/Los_Angeles", "Asia/Tokyo"])
def test_parts_sum_to_the_total(grouping: Grouping, zone: str) -> None:
    period = Period.of_days(date(2026, 2, 25), date(2026, 4, 2), zone)
    built = report(period, grouping, A, B)
    total = built.total.counts[Unit.SESSION]
    assert total == 2 * (period.end - period.start) // timedelta(hours=1)
    for rows in (built.by_bucket, built.by_bot):
        assert sum(row.counts[Unit.SESSION] or 0 for row in rows) == total


def test_what_was_not_sent_is_not_zero() -> None:
    period = Period.of_days(date(2026, 11, 16), date(2026, 11, 17), "UTC")
    only_first = hourly(period, A).model_copy(update={"buckets": hourly(period, A).buckets[:24]})
    query = UsageQuery(period=period, grouping=Grouping.DAY)
    built = UsageReport.of(query, (A, B), [only_first])
    assert sessions(built) == {"Mon 16 Nov": 24, "Tue 17 Nov": None}
    assert built.total.counts == {**dict.fromkeys(Unit), Unit.SESSION: 24}
    assert built.by_bot[1].counts[Unit.SESSION] is None
    assert [gap.bot for gap in built.gaps] == ["B"]


def test_half_a_figure_is_none() -> None:
    period = Period.of_days(date(2026, 11, 16), date(2026, 11, 17), "UTC")
    usage = hourly(period, A, B)
    one_lacks = replace(usage.buckets[0], counts={Unit.REQUEST: 7})
    buckets = tuple(
        replace(bucket, counts={**bucket.counts, Unit.REQUEST: 7}) for bucket in usage.buckets
    )
    partial = usage.model_copy(update={"buckets": (one_lacks, *buckets[1:])})
    built = UsageReport.of(UsageQuery(period=period, grouping=Grouping.DAY), (A, B), [partial])
    assert built.by_bot[0].counts[Unit.SESSION] is None
    assert built.by_bot[0].counts[Unit.REQUEST] == 48 * 7
    assert built.total.counts[Unit.SESSION] == 48
    assert sessions(built) == {"Mon 16 Nov": 24, "Tue 17 Nov": 24}
    assert [(gap.bot, gap.reason) for gap in built.gaps] == [
        ("A", "Kore.ai sent no whole figure for sessions")
    ]


def test_hours_that_were_left_out_are_counted() -> None:
    period = Period.of_days(date(2026, 11, 16), date(2026, 11, 17), "UTC")
    usage = hourly(period, A)
    cut = usage.model_copy(update={"buckets": usage.buckets[5:-3]})
    built = UsageReport.of(UsageQuery(period=period), (A,), [cut])
    assert built.missing == Missing(count=8, of=48, grain=Grain.HOUR)
    assert not built.is_whole
    assert UsageReport.of(UsageQuery(period=period), (A,), [usage]).is_whole


def test_a_first_bucket_may_start_before_the_period() -> None:
    start = datetime(2026, 11, 16, 9, 20, tzinfo=UTC)
    period = Period(start=start, end=start + timedelta(hours=2), zone="UTC")
    built = report(period, Grouping.HOUR, A)
    assert list(sessions(built)) == ["Mon 16 Nov 09:00", "Mon 16 Nov 10:00", "Mon 16 Nov 11:00"]
    # The first is counted whole; the last may still run.
    assert [row.partial for row in built.by_bucket] == [False, False, True]


@pytest.mark.parametrize("zone", ["Asia/Kolkata", "Africa/Cairo", "America/St_Johns", "UTC"])
@pytest.mark.parametrize("grouping", Grouping)
def test_spans_touch_and_cover(zone: str, grouping: Grouping) -> None:
    period = Period.of_days(date(2026, 3, 1), date(2026, 4, 30), zone)
    spans, window = list(spans_of(period, grouping)), period.counted
    assert spans[0].start <= window.start < spans[0].end
    assert spans[-1].start < window.end <= spans[-1].end
    assert all(a.end == b.start for a, b in itertools.pairwise(spans))
