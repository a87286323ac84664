"""Days are the asker's days, in every zone: questions, files, digests, alerts and what is usual.

The oracle knows hours and one rule: an hour belongs to the day that has begun by its end.
"""

import csv
import io
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slackbot.domain.alerts.checks.measure import measure, needs
from slackbot.domain.alerts.checks.tariff import series_of
from slackbot.domain.alerts.checks.view import View
from slackbot.domain.alerts.checks.view import history_of as known_to_alerts
from slackbot.domain.alerts.episode import Measurement
from slackbot.domain.alerts.rule import AlertRule, Base, Kind, Level
from slackbot.domain.channel import Bot
from slackbot.domain.digests.content import totals_in
from slackbot.domain.digests.plan import plan_digest
from slackbot.domain.period import Period
from slackbot.domain.query import Grouping, Unit, UsageQuery
from slackbot.domain.usage.bucket import Bucket
from slackbot.domain.usage.comparison import previous_period
from slackbot.domain.usage.counting import counting_in, counting_of
from slackbot.domain.usage.fetching.job import Grain, SummaryJob, Usage
from slackbot.domain.usage.fetching.routes import ACCOUNT, EACH_BOT
from slackbot.domain.usage.fetching.split import plan_jobs
from slackbot.domain.usage.files.export import csv_of
from slackbot.domain.usage.findings.usual import unusual_days
from slackbot.domain.usage.history import days_of
from slackbot.domain.usage.report import UsageReport, within
from slackbot.language.context import ReadingContext
from slackbot.language.questions.reading import read_query
from tests.properties import THOROUGH, steady

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SETTLING = 6 * HOUR
BOTS = (Bot(id="st-1", name="SupportBot"), Bot(id="st-2", name="SalesBot"))
S = Unit.SESSION
ZONES = """
    UTC Europe/London Europe/Berlin America/New_York Asia/Tokyo Africa/Cairo America/Havana
    Asia/Beirut Asia/Kolkata Asia/Kathmandu Asia/Yangon Asia/Kabul Asia/Tehran America/St_Johns
    Australia/Darwin Australia/Adelaide Australia/Eucla Australia/Lord_Howe Pacific/Chatham
    Pacific/Marquesas
""".split()
# Wednesdays after weeks and months in which clocks changed: New York and St John's in March and
# November, Berlin in March and October, the south in April and October.
# One of each kind: whole hours on both sides, half and three quarter ones, a midnight that is not.
FEW_ZONES = """
    UTC Europe/Berlin America/New_York America/Havana Asia/Kolkata Asia/Kathmandu
    America/St_Johns Australia/Lord_Howe
""".split()
NOWS = tuple(
    datetime.fromisoformat(f"{each}Z")
    for each in ("2026-03-11T13:47", "2026-04-08T09:10", "2026-10-07T18:10", "2026-11-04T18:40")
)


@cache
def used(bot_id: str, hour: datetime) -> int:
    """Another figure for each bot and hour, so that no two sums are equal by chance."""
    return (hour.toordinal() * 31 + hour.hour * 7) % 101 + (1000 if bot_id == BOTS[1].id else 0)


@cache
def day_of(hour: datetime, zone: str) -> date:
    return (hour + HOUR - timedelta(seconds=1)).astimezone(ZoneInfo(zone)).date()


def hours(first: date, last: date, zone: str) -> Iterator[datetime]:
    """Those of the days from the first to the last one."""
    hour = datetime(first.year, first.month, first.day, tzinfo=UTC) - 2 * DAY
    while hour.date() < last + 3 * DAY:
        if first <= day_of(hour, zone) <= last:
            yield hour
        hour += HOUR


def truth(first: date, last: date, zone: str, now: datetime, *bots: Bot) -> int:
    known = (hour for hour in hours(first, last, zone) if hour < now)
    return sum(used(bot.id, hour) for hour in known for bot in bots or BOTS)


def fetched(job: SummaryJob, now: datetime) -> Usage:
    """Kore.ai's answer, of which nobody knows what it were if the window cut an hour."""
    for edge in (job.start, job.end):
        assert Grain.HOUR.floor(edge) == edge
    buckets: dict[tuple[str, datetime], int] = defaultdict(int)
    for bot_id in job.bot_ids:
        hour = job.start
        while hour < min(job.end, now):
            buckets[bot_id, job.grain.floor(hour)] += used(bot_id, hour)
            hour += HOUR
    return Usage(
        job=job,
        buckets=tuple(Bucket(id_, start, {S: count}) for (id_, start), count in buckets.items()),
        report_ids=("1",),
        fetched_at=now,
    )


def report(words: str, zone: str, now: datetime, *, account: bool) -> UsageReport:
    query = read_query(words, ReadingContext(now=now, zone=zone))
    jobs = plan_jobs(
        query, BOTS, routes=ACCOUNT if account else EACH_BOT, asked_at=now, before=query.comparison
    )
    usages = [fetched(job, now) for job in jobs]
    return UsageReport.of(query, BOTS, usages, before=query.comparison, settling=SETTLING)


def sums(report: UsageReport) -> dict[str, int | None]:
    assert sum(row.counts[S] or 0 for row in report.by_bucket) == report.total.counts[S]
    return {row.label: row.counts[S] for row in report.by_bucket}


def days_between(first: date, after: date) -> list[date]:
    return [first + n * DAY for n in range((after - first).days)]


def days_in(period: Period) -> list[date]:
    return days_between(period.local_start.date(), period.local_end.date())


def said(day: date) -> str:
    return f"{day:%a} {day.day} {day:%b}"


each_zone = pytest.mark.parametrize("zone", ZONES if THOROUGH else FEW_ZONES)
each_now = pytest.mark.parametrize("now", NOWS, ids=lambda now: f"{now:%b}")
south = pytest.mark.parametrize("now", NOWS[1:3], ids=lambda now: f"{now:%b}")
each_scope = pytest.mark.parametrize("account", [False, True], ids=["bot", "account"])


@each_zone
@each_now
@each_scope
def test_rows_by_day_are_what_a_question_about_the_day_says(
    zone: str, now: datetime, account: bool
) -> None:
    whole = report("last week by day", zone, now, account=account)
    days = days_in(whole.query.period)
    assert len(days) == 7
    assert sums(whole) == {said(day): truth(day, day, zone, now) for day in days}
    assert not any(row.partial for row in whole.by_bucket)
    for day in days:
        alone = report(f"{day:%Y-%m-%d}", zone, now, account=account)
        assert alone.total.counts[S] == sums(whole)[said(day)]
        assert [row.counts[S] for row in alone.by_bot] == [
            truth(day, day, zone, now, bot) for bot in BOTS
        ]
    for one, other in pairwise(days):
        both = report(f"{one:%Y-%m-%d} to {other:%Y-%m-%d}", zone, now, account=account)
        assert both.total.counts[S] == sum(sums(whole)[said(day)] or 0 for day in (one, other))


@each_zone
@south
@each_scope
def test_weeks_and_months_are_made_of_their_days(zone: str, now: datetime, account: bool) -> None:
    months = report("last 2 months by month", zone, now, account=account)
    days = days_in(months.query.period)
    first, second = sorted({day.replace(day=1) for day in days})
    assert sums(months) == {
        f"{first:%b %Y}": truth(first, second - DAY, zone, now),
        f"{second:%b %Y}": truth(second, days[-1], zone, now),
    }
    weeks = report("last 3 weeks by week", zone, now, account=account)
    mondays = [day for day in days_in(weeks.query.period) if day.weekday() == 0]
    assert sums(weeks) == {said(day): truth(day, day + 6 * DAY, zone, now) for day in mondays}
    assert not any(row.partial for row in (*weeks.by_bucket, *months.by_bucket))


@each_zone
@south
@each_scope
def test_a_comparison_counts_both_by_the_same_days(zone: str, now: datetime, account: bool) -> None:
    found = report("yesterday vs the day before", zone, now, account=account)
    (day,) = days_in(found.query.period)
    assert found.total.counts[S] == truth(day, day, zone, now)
    assert found.previous
    assert found.previous.counts[S] == truth(day - DAY, day - DAY, zone, now)


@each_zone
@south
def test_hours_are_shown_by_the_clock_there(zone: str, now: datetime) -> None:
    found = report("yesterday by hour", zone, now, account=False)
    (day,) = days_in(found.query.period)
    own = list(hours(day, day, zone))
    assert len(found.by_bucket) == len(own)
    for row, hour in zip(found.by_bucket, own, strict=True):
        local = hour.astimezone(ZoneInfo(zone))
        assert row.label.startswith(f"{said(local.date())} {local:%H:%M}")
        assert row.counts[S] == sum(used(bot.id, hour) for bot in BOTS)


@each_zone
@south
def test_neighbouring_hours_add_up(zone: str, now: datetime) -> None:
    words = ("yesterday 5:00 to 12:00", "yesterday 12:00 to 20:00", "yesterday 5:00 to 20:00")
    one, other, both = (
        report(each, zone, now, account=False).total.counts[S] or 0 for each in words
    )
    assert one + other == both


@steady(150)
@given(zone=st.sampled_from(ZONES), now=st.sampled_from(NOWS), minutes=st.integers(0, 1440))
def test_today_has_the_hours_of_today_so_far(zone: str, now: datetime, minutes: int) -> None:
    now += timedelta(minutes=minutes, seconds=1)
    today = now.astimezone(ZoneInfo(zone)).date()
    found = report("today by day", zone, now, account=False)
    assert found.total.counts[S] == truth(today, today, zone, now)
    assert [row.label for row in found.by_bucket] == [said(today)]


@each_zone
@south
def test_the_file_names_the_days_of_the_rows(zone: str, now: datetime) -> None:
    query = read_query("last week by day", ReadingContext(now=now, zone=zone))
    usages = [fetched(job, now) for job in plan_jobs(query, BOTS, routes=ACCOUNT, asked_at=now)]
    text = csv_of(within(query.period, usages), BOTS, zone, usages[0].job.grain).decode()
    found: dict[str, int] = defaultdict(int)
    for line in csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))):
        found[line["day"]] += int(line["sessions"])
    assert found == {f"{day}": truth(day, day, zone, now) for day in days_in(query.period)}


@each_zone
@south
@each_scope
def test_a_digest_tells_the_same_weeks(zone: str, now: datetime, account: bool) -> None:
    query = read_query("last week", ReadingContext(now=now, zone=zone))
    plan = plan_digest(query, BOTS, now, routes=ACCOUNT if account else EACH_BOT, batch=50)
    usages = [fetched(job, now) for job in plan.jobs]
    found = UsageReport.of(query, BOTS, usages, before=plan.before, settling=SETTLING)
    monday = query.period.local_start.date()
    assert found.total.counts[S] == truth(monday, monday + 6 * DAY, zone, now)
    assert found.previous
    assert found.previous.counts[S] == truth(monday - 7 * DAY, monday - DAY, zone, now)
    told = totals_in(query.period, BOTS, usages)
    assert [told[bot.id][S] for bot in BOTS] == [row.counts[S] for row in found.by_bot]
    usual = unusual_days(query.period, BOTS, (S,), usages, SETTLING)
    assert (usual.compared, usual.open_days, usual.new) == (2 * 7, (), ())


@each_zone
@south
def test_what_is_usual_is_known_of_the_same_days(zone: str, now: datetime) -> None:
    """By answers and digests, and by alerts."""
    query = read_query("last 8 weeks", ReadingContext(now=now, zone=zone))
    jobs = plan_jobs(query, BOTS[:1], routes=EACH_BOT, asked_at=now)
    grain = {"grain": Grain.HOUR}
    usages = [fetched(job.model_copy(update=grain), now) for job in jobs]
    wanted = {day: truth(day, day, zone, now, BOTS[0]) for day in days_in(query.period)}
    days = days_of(query.period, usages, SETTLING)
    assert {day: counts[S] for (_, day), counts in days.items()} == wanted
    rule = rule_of(Kind.UNUSUAL, zone, every="day")
    ((_, series),) = series_of(rule, BOTS[:1], usages, SETTLING)
    view = View.at(rule, BOTS[0].id, series, query.period.end + SETTLING + HOUR, SETTLING)
    assert known_to_alerts(view, query.period.local_end.date()) == wanted


def rule_of(kind: Kind, zone: str, **more: object) -> AlertRule:
    return AlertRule.model_validate(
        {"kind": kind, "unit": S, "levels": [Level(at=5)], "zone": zone, "bot": "x", **more}
    )


@each_zone
@south
@pytest.mark.parametrize("every", ["day", "week", "month"])
def test_an_alert_counts_what_the_question_does(zone: str, now: datetime, every: str) -> None:
    rule = rule_of(Kind.AMOUNT, zone, every=every)
    since = now - 40 * DAY
    needed = needs(rule, now=now, settling=SETTLING, since=since)
    end = Grain.HOUR.floor(now) + HOUR
    job = SummaryJob(
        account=False, bot_ids=("st-1",), start=needed.start, end=end, grain=Grain.HOUR
    )
    fields = {"now": now, "settling": SETTLING, "since": since}
    windows = measure(rule, BOTS[:1], [fetched(job, now)], **fields)  # type: ignore[arg-type]
    assert windows
    for found in windows:
        assert isinstance(found, Measurement)
        days = days_in(found.window) or [found.window.local_start.date()]
        assert found.value == truth(days[0], days[-1], zone, now, BOTS[0])
    asked = report(f"this {every}", zone, now, account=False)
    running, day = windows[-1], asked.query.period.local_end.date()
    assert isinstance(running, Measurement)
    if day_of(Grain.HOUR.floor(now), zone) == day:  # else the window has tomorrow's first hour, too
        assert running.value == asked.by_bot[0].counts[S]


@each_zone
@south
def test_a_change_is_between_the_same_days(zone: str, now: datetime) -> None:
    rule = rule_of(Kind.CHANGE, zone, every="day", base=Base(), floor=0)
    needed = needs(rule, now=now, settling=SETTLING, since=now)
    end = Grain.HOUR.floor(now) + HOUR
    job = SummaryJob(
        account=False, bot_ids=("st-1",), start=needed.start, end=end, grain=Grain.HOUR
    )
    fields = {"now": now, "settling": SETTLING, "since": now}
    (found,) = measure(rule, BOTS[:1], [fetched(job, now)], **fields)  # type: ignore[arg-type]
    assert isinstance(found, Measurement)
    (day,) = days_in(found.window)
    assert found.value == truth(day, day, zone, now, BOTS[0])
    assert found.before == truth(day - DAY, day - DAY, zone, now, BOTS[0])


INDIA = "Days are counted from 18:00 UTC (23:30 in Kolkata): Kore.ai counts whole UTC hours."
SAID = {
    ("last week by day", "Asia/Kolkata"): INDIA,
    ("yesterday", "Asia/Kolkata"): INDIA,
    ("today", "Asia/Kolkata"): INDIA,
    ("this month by week", "Asia/Kolkata"): INDIA,
    ("yesterday", "Asia/Kathmandu"): INDIA.replace("23:30 in Kolkata", "23:45 in Kathmandu"),
    ("last week by day", "Australia/Adelaide"):
        "Days are counted from 13:00 or 14:00 UTC (23:30 in Adelaide): "
        "Kore.ai counts whole UTC hours.",
    ("last week by day", "Australia/Lord_Howe"):
        "Days are counted from 13:00 UTC (23:30 in Lord Howe): Kore.ai counts whole UTC hours.",
    ("yesterday 9 to 17", "Asia/Kolkata"):
        "Hours are counted from 03:00 UTC (08:30 in Kolkata) up to 11:00 UTC (16:30 in Kolkata): "
        "Kore.ai counts whole UTC hours.",
    ("last 3 hours", "Asia/Kolkata"):
        "Hours are counted from 06:00 UTC (11:30 in Kolkata): Kore.ai counts whole UTC hours.",
    ("last 3 hours", "UTC"): "Hours are counted from 06:00 UTC: Kore.ai counts whole UTC hours.",
    ("yesterday 9:30 to 17:30", "Asia/Kolkata"): "",
    ("yesterday 9 to 17", "Europe/Berlin"): "",
    ("last week by day", "Europe/Berlin"): "",
    ("this month", "America/New_York"): "",
}  # fmt: skip


@pytest.mark.parametrize(("asked", "sentence"), SAID.items(), ids=map(" in ".join, SAID))
def test_the_answer_says_once_how_it_is_counted(asked: tuple[str, str], sentence: str) -> None:
    found = report(*asked, NOWS[1], account=False)
    assert counting_of(found) == sentence


def test_where_tomorrow_is_counted_already_nothing_more_is_said() -> None:
    assert counting_of(report("today", "Asia/Kolkata", NOWS[2], account=False)) == INDIA


@each_zone
@pytest.mark.parametrize(
    "words", ["today", "this week", "last 3 hours", "yesterday 9:00 to 17:00", "this week vs W44"]
)
def test_what_is_compared_has_as_many_hours(words: str, zone: str) -> None:
    for minutes in range(0, 24 * 60, 35):
        now = datetime(2026, 11, 18, 0, 0, 11, tzinfo=UTC) + timedelta(minutes=minutes)
        query = read_query(words, ReadingContext(now=now, zone=zone))
        before = query.comparison or previous_period(query)
        lengths = [each.counted.end - each.counted.start for each in (query.period, before)]
        assert lengths[0] == lengths[1], now


def test_an_alert_says_it_too() -> None:
    day = Period.of_days(date(2026, 4, 8), date(2026, 4, 8), "Asia/Kolkata")
    assert counting_in(day) == INDIA
    assert counting_in(day.model_copy(update={"zone": "UTC"})) == ""


@steady(100)
@given(
    zone=st.sampled_from(ZONES),
    start=st.integers(0, 365 * 24 * 60 * 60),
    length=st.timedeltas(timedelta(seconds=1), timedelta(days=9)),
)
def test_what_is_counted_is_whole_hours_and_stays_so(
    zone: str, start: int, length: timedelta
) -> None:
    begins = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=start)
    period = Period(start=begins, end=begins + length, zone=zone)
    window = period.counted
    assert all(Grain.HOUR.floor(each) == each for each in (window.start, window.end))
    assert window.counted == window
    assert abs(window.start - period.start) < HOUR
    assert abs(window.end - period.end) <= HOUR
    for grouping in Grouping:
        query = UsageQuery(period=period, grouping=grouping)
        job = SummaryJob(
            account=True,
            bot_ids=("st-1",),
            start=window.start,
            end=window.end,
            grain=Grain.HOUR,
        )
        found = UsageReport.of(query, BOTS[:1], [fetched(job, window.end)])
        expected = sum(
            used("st-1", window.start + n * HOUR)
            for n in range((window.end - window.start) // HOUR)
        )
        assert found.total.counts[S] == sum(row.counts[S] or 0 for row in found.by_bucket)
        assert found.total.counts[S] == expected
