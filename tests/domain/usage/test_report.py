"""Reports: rows in the reader's own days, parts that sum to the total, nothing made up."""

import itertools
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from slackbot.domain.channel import Bot
from slackbot.domain.period import Period
from slackbot.domain.query import Grouping, Unit, UsageQuery
from slackbot.domain.usage.bucket import Bucket
from slackbot.domain.usage.fetching.job import Grain, SummaryJob, Usage
from slackbot.domain.usage.report import Gap, UsageReport, spans_of
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


HOUR = timedelta(hours=1)
LAST_OF_THREE = Period.of_days(date(2025, 8, 11), date(2025, 8, 13), "UTC")
THREE_IN_BERLIN = Period.of_days(date(2025, 8, 21), date(2025, 8, 23), "Europe/Berlin")


def full(period: Period, *bots: Bot, grain: Grain = Grain.HOUR) -> Usage:
    """Two sessions, a conversation and none of the others in each bucket."""
    usage = hourly(period, *bots)
    job = usage.job.model_copy(update={"grain": grain})
    counts = {**dict.fromkeys(Unit, 0), Unit.SESSION: 2, Unit.CONVERSATION: 1}
    buckets = tuple(
        Bucket(bot_id=bot.id, start=start, counts=counts) for bot in bots for start in job.starts()
    )
    return usage.model_copy(update={"job": job, "buckets": buckets})


def lacking(usage: Usage, *holes: tuple[Bot, datetime], units: Iterable[Unit] = Unit) -> Usage:
    """The same without these units in these buckets; without all, a bucket is not there."""
    keys = {(bot.id, start) for bot, start in holes}
    without = (
        replace(bucket, counts={u: n for u, n in bucket.counts.items() if u not in units})
        if (bucket.bot_id, bucket.start) in keys
        else bucket
        for bucket in usage.buckets
    )
    return usage.model_copy(update={"buckets": tuple(each for each in without if each.counts)})


def test_one_hour_of_one_bot_without_a_unit() -> None:
    """The others are summed: 71 of 72 hours, and what holds that hour is marked."""
    hole = (B, THREE_IN_BERLIN.start + 30 * HOUR)  # on the second day
    usage = lacking(full(THREE_IN_BERLIN, A, B), hole, units=[Unit.SESSION])
    query = UsageQuery(period=THREE_IN_BERLIN, grouping=Grouping.DAY)
    built = UsageReport.of(query, (A, B), [usage])
    s, c = Unit.SESSION, Unit.CONVERSATION
    assert [row.counts[s] for row in built.by_bot] == [144, 142]
    assert [row.is_least(s) for row in built.by_bot] == [False, True]
    assert (built.total.counts[s], built.total.missing) == (286, {s: 1})
    assert (built.total.counts[c], built.total.is_least(c)) == (144, False)
    assert [(row.counts[s], row.is_least(s)) for row in built.by_bucket] == [
        (96, False), (94, True), (96, False)]  # fmt: skip
    assert built.shown_units == (s, c)
    assert [each.describe() for each in built.missing] == [
        "Kore.ai sent no sessions for 1 of 72 hours of B"
    ]
    assert (built.gaps, built.is_whole) == ((), False)
    assert UsageReport.of(query, (A, B), [full(THREE_IN_BERLIN, A, B)]).is_whole
    talks = query.model_copy(update={"units": (c,)})
    assert UsageReport.of(talks, (A, B), [usage]).is_whole  # nobody asked for the others


def test_the_last_of_three_days_without_a_unit() -> None:
    last = (A, LAST_OF_THREE.end - 24 * HOUR)
    usage = lacking(full(LAST_OF_THREE, A, grain=Grain.DAY), last, units=[Unit.SESSION])
    query = UsageQuery(period=LAST_OF_THREE, grouping=Grouping.DAY)
    built = UsageReport.of(query, (A,), [usage])
    assert list(sessions(built).values()) == [2, 2, None]
    assert (built.total.counts[Unit.SESSION], built.total.is_least(Unit.SESSION)) == (4, True)
    assert built.missing[0].describe() == "Kore.ai sent no sessions for 1 of 3 days of A"


def test_one_hour_without_anything() -> None:
    hour = LAST_OF_THREE.start + 5 * HOUR
    usage = lacking(full(LAST_OF_THREE, A, B), (A, hour), (B, hour))
    built = UsageReport.of(UsageQuery(period=LAST_OF_THREE), (A, B), [usage])
    assert built.total.counts[Unit.SESSION] == 2 * 71 * 2
    assert built.total.missing == dict.fromkeys(Unit, 2)
    assert [each.describe() for each in built.missing] == [
        "Kore.ai sent nothing for 1 of 72 hours of each of A, B"
    ]


def test_holes_of_several_kinds_are_told_apart() -> None:
    start = LAST_OF_THREE.start
    usage = lacking(full(LAST_OF_THREE, A), (A, start), (A, start + HOUR))
    usage = lacking(usage, (A, start + 9 * HOUR), units=[Unit.SESSION, Unit.REQUEST])
    built = UsageReport.of(UsageQuery(period=LAST_OF_THREE), (A,), [usage])
    assert [each.describe() for each in built.missing] == [
        "Kore.ai sent nothing for 2 of 72 hours of A",
        "Kore.ai sent no sessions or requests for 1 of 72 hours of A",
    ]


def test_a_bot_without_a_unit_makes_the_total_a_part() -> None:
    period = LAST_OF_THREE
    talks = full(period, B).buckets
    without = [replace(b, counts={Unit.CONVERSATION: 1}) for b in talks]
    usages = [full(period, A), full(period, B).model_copy(update={"buckets": tuple(without)})]
    built = UsageReport.of(UsageQuery(period=period, grouping=Grouping.DAY), (A, B), usages)
    assert [row.counts[Unit.SESSION] for row in built.by_bot] == [144, None]
    assert built.total.is_least(Unit.SESSION)
    assert all(row.is_least(Unit.SESSION) for row in built.by_bucket)
    assert Gap(bot="B", reason="Kore.ai sent no figure for sessions") in built.gaps
    failed = UsageReport.of(built.query, (A, B), usages[:1], (Gap(bot="B", reason="is down"),))
    assert failed.total.is_least(Unit.CONVERSATION)
    assert all(row.is_least(Unit.CONVERSATION) for row in failed.by_bucket)
    assert not failed.bots_by_bucket[0][0].is_least(Unit.SESSION)


BEFORE = Period.of_days(date(2025, 8, 8), date(2025, 8, 10), "UTC")
BOTH = Period(start=BEFORE.start, end=LAST_OF_THREE.end)
# Where the hole is: in what is asked for, and in what that is compared with.
COMPARED = {
    "nowhere": ([], True, 0),
    "now": ([(A, LAST_OF_THREE.start)], False, None),
    "before": ([(A, BEFORE.start)], True, None),
    "in both": ([(A, BEFORE.start), (A, LAST_OF_THREE.start)], False, None),
    "a whole bot in both": (
        [(B, BOTH.start + n * HOUR) for n in range(144)], False, 0),
    "a whole bot before": (
        [(B, BEFORE.start + n * HOUR) for n in range(72)], True, None),
}  # fmt: skip


@pytest.mark.parametrize(("holes", "whole", "delta"), COMPARED.values(), ids=COMPARED.keys())
def test_only_like_is_compared_with_like(
    holes: list[tuple[Bot, datetime]], whole: bool, delta: int | None
) -> None:
    usage = lacking(full(BOTH, A, B), *holes)
    built = UsageReport.of(UsageQuery(period=LAST_OF_THREE), (A, B), [usage], before=BEFORE)
    change = built.changes[Unit.SESSION]
    assert (built.is_whole, change.delta) == (whole, delta)
    assert (change.percent is None) == (delta is None)


def test_what_was_used_before_is_in_the_line() -> None:
    gone = [(A, LAST_OF_THREE.start + n * HOUR) for n in range(72)]
    usage = lacking(full(BOTH, A), *gone, units=[Unit.SESSION])
    built = UsageReport.of(UsageQuery(period=LAST_OF_THREE), (A,), [usage], before=BEFORE)
    assert built.shown_units == (Unit.SESSION, Unit.CONVERSATION)
    assert built.unsent == (Unit.SESSION,)
    assert not built.is_whole


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


def test_rows_by_weekday_join_the_days_of_the_month() -> None:
    period = Period.of_days(date(2026, 10, 1), date(2026, 10, 31), "UTC")
    query = UsageQuery(period=period, grouping=Grouping.WEEKDAY)
    job = SummaryJob(
        account=True, bot_ids=("st-a",), start=period.start, end=period.end, grain=Grain.DAY
    )
    buckets = tuple(
        Bucket("st-a", start, {Unit.SESSION: start.weekday()}) for start in job.starts()
    )
    usage = Usage(job=job, buckets=buckets, report_ids=("1",), fetched_at=period.end)
    report = UsageReport.of(query, (Bot(id="st-a", name="A"),), [usage])
    assert [(row.label, row.counts[Unit.SESSION]) for row in report.by_bucket] == [
        ("Mondays (4)", 0), ("Tuesdays (4)", 4), ("Wednesdays (4)", 8), ("Thursdays (5)", 15),
        ("Fridays (5)", 20), ("Saturdays (5)", 25), ("Sundays (4)", 24),
    ]  # fmt: skip


def test_quarters_are_those_of_the_calendar() -> None:
    period = Period.of_days(date(2025, 11, 5), date(2026, 7, 1), "Europe/Berlin")
    spans = list(spans_of(period, Grouping.QUARTER))
    assert [span.label for span in spans] == ["Q4 2025", "Q1 2026", "Q2 2026", "Q3 2026"]
    assert [span.partial for span in spans] == [True, False, False, True]
