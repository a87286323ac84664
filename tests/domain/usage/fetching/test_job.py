"""What is asked of Kore.ai for a question: scopes, grains, requests of at most 90 days."""

import itertools
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slackbot.domain.channel import Bot
from slackbot.domain.errors import UnreadableError
from slackbot.domain.period import Period
from slackbot.domain.query import Grouping, Unit, UsageQuery
from slackbot.domain.usage.bucket import Bucket
from slackbot.domain.usage.fetching.job import Grain, SummaryJob
from slackbot.domain.usage.fetching.plan import to_compare_with
from slackbot.domain.usage.fetching.routes import ACCOUNT, EACH_BOT
from slackbot.domain.usage.fetching.split import (
    LARGEST_ANSWER,
    MOST_BUCKETS,
    buckets_in,
    grain_for,
    has_utc_days,
    merge,
    plan_jobs,
    refuse_too_many,
)
from slackbot.language.context import ReadingContext
from slackbot.language.questions.reading import read_query
from tests.fakes import NOW
from tests.properties import steady

A, B = Bot(id="st-a", name="A"), Bot(id="st-b", name="B")
START = datetime(2026, 1, 1, tzinfo=UTC)


def days(zone: str, first: date = date(2026, 11, 16), last: date = date(2026, 11, 22)) -> Period:
    return Period.of_days(first, last, zone)


def job(start: datetime, end: datetime, grain: Grain = Grain.DAY) -> SummaryJob:
    return SummaryJob(account=False, bot_ids=("st-a",), start=start, end=end, grain=grain)


@pytest.mark.parametrize(
    ("grouping", "zone", "grain"),
    [
        (None, "UTC", Grain.DAY),
        (None, "Europe/Berlin", Grain.HOUR),
        (Grouping.HOUR, "UTC", Grain.HOUR),
        (Grouping.DAY, "UTC", Grain.DAY),
        (Grouping.DAY, "Europe/Berlin", Grain.HOUR),
        (Grouping.DAY, "Europe/London", Grain.DAY),
        (Grouping.WEEK, "America/New_York", Grain.HOUR),
        (Grouping.MONTH, "UTC", Grain.DAY),
        (Grouping.DAY, "Asia/Kolkata", Grain.HOUR),
    ],
)
def test_the_coarsest_grain_that_will_do(
    grouping: Grouping | None, zone: str, grain: Grain
) -> None:
    assert grain_for(UsageQuery(period=days(zone), grouping=grouping)) is grain


@pytest.mark.parametrize(
    ("last", "running", "grain"),
    [(date(2026, 11, 30), False, Grain.MONTH), (date(2026, 11, 24), True, Grain.MONTH)],
    ids=["whole months", "up to now"],
)
def test_months_are_asked_for_where_none_is_cut(last: date, running: bool, grain: Grain) -> None:
    period = days("UTC", date(2026, 10, 1), last)
    query = UsageQuery(period=period, grouping=Grouping.MONTH, running=running)
    assert grain_for(query) is grain


def test_more_than_two_years_are_refused() -> None:
    query = UsageQuery(period=days("UTC", date(2000, 1, 1), date(2026, 1, 1)))
    with pytest.raises(UnreadableError, match="one year at a time"):
        plan_jobs(query, (A,), routes=EACH_BOT, asked_at=NOW)


YEAR = (date(2025, 11, 29), date(2026, 11, 28))


@pytest.mark.parametrize(
    ("words", "bots", "said"),
    [
        ("by hour", 28, None),
        ("by hour", 29, "figures of Kore.ai's, more than the 250,000 .* Try `by day`"),
        ("by day", 600, None),
        ("by day", 700, r"Name fewer bots or a shorter period\.$"),
        ("by day in Berlin", 28, None),
        ("by day in Berlin", 29, "shorter period, or add `in UTC`"),
        ("in Berlin", 29, "shorter period, or add `in UTC`"),
        ("", 700, r"Name fewer bots or a shorter period\.$"),
    ],
)
def test_a_question_for_too_many_buckets_is_refused_with_rows_that_would_do(
    words: str, bots: int, said: str | None
) -> None:
    text = f"29 Nov 2025 to 28 Nov 2026 {words}".strip()
    query = read_query(text, ReadingContext(now=NOW, zone="UTC"))
    many = tuple(Bot(id=f"st-{n}", name=f"{n}") for n in range(bots))

    def plan(query: UsageQuery) -> tuple[SummaryJob, ...]:
        return plan_jobs(query, many, routes=ACCOUNT, asked_at=NOW)

    if said is None:
        refuse_too_many(query, plan)
        assert buckets_in(plan(query)) <= MOST_BUCKETS
        return
    with pytest.raises(UnreadableError, match=said):
        refuse_too_many(query, plan)


def test_no_request_of_an_account_job_has_too_many_buckets() -> None:
    many = tuple(Bot(id=f"st-{n}", name=f"{n}") for n in range(28))
    query = UsageQuery(period=days("UTC", *YEAR), grouping=Grouping.HOUR)
    jobs = plan_jobs(query, many, routes=ACCOUNT, asked_at=NOW)
    requests = [part for job in jobs for part in job.split()]
    assert [len(job.bot_ids) for job in jobs] == [9, 9, 9, 1]
    assert max(part.buckets for part in requests) <= LARGEST_ANSWER
    assert sum(part.buckets for part in requests) == buckets_in(jobs) == 28 * 365 * 24


@pytest.mark.parametrize(
    ("period", "utc"),
    [
        (days("Europe/Berlin"), False),
        (days("Asia/Kolkata"), False),
        (days("Europe/London", date(2026, 10, 20), date(2026, 10, 30)), False),
        (days("Europe/London"), True),
        (days("UTC"), True),
    ],
    ids=["+01:00", "+05:30", "clock change", "winter", "UTC"],
)
def test_days_that_are_no_utc_days_are_built_of_hours(period: Period, utc: bool) -> None:
    assert has_utc_days(period) is utc
    grain = Grain.DAY if utc else Grain.HOUR
    assert grain_for(UsageQuery(period=period, grouping=Grouping.DAY)) is grain


def test_one_job_a_bot_or_one_for_the_account() -> None:
    query = UsageQuery(period=days("UTC"), grouping=Grouping.DAY)
    single = plan_jobs(query, (A, B), routes=EACH_BOT, asked_at=NOW)
    assert [job.lane for job in single] == ["bot:st-a", "bot:st-b"]
    (whole,) = plan_jobs(query, (A, B), routes=ACCOUNT, asked_at=NOW)
    assert (whole.lane, whole.bot_ids) == ("account", ("st-a", "st-b"))


def test_the_account_is_asked_for_so_many_bots_at_once() -> None:
    bots = tuple(Bot(id=f"st-{number}", name=str(number)) for number in range(5))
    jobs = plan_jobs(UsageQuery(period=days("UTC")), bots, routes=ACCOUNT, asked_at=NOW, batch=2)
    assert [len(job.bot_ids) for job in jobs] == [2, 2, 1]
    assert tuple(id_ for job in jobs for id_ in job.bot_ids) == tuple(bot.id for bot in bots)


@pytest.mark.parametrize(
    ("end", "asked_for"),
    [
        (NOW, datetime(2026, 11, 24, 10, tzinfo=UTC)),
        (datetime(2026, 11, 24, 9, tzinfo=UTC), datetime(2026, 11, 24, 9, tzinfo=UTC)),
        (NOW - timedelta(minutes=7), datetime(2026, 11, 24, 10, tzinfo=UTC)),
    ],
    ids=["now", "a full hour", "before now"],
)
def test_a_window_up_to_now_is_asked_for_to_the_end_of_the_hour(
    end: datetime, asked_for: datetime
) -> None:
    query = UsageQuery(period=Period(start=START, end=end), running=end == NOW)
    (job,) = plan_jobs(query, (A,), routes=EACH_BOT, asked_at=NOW)
    assert job.end == asked_for


def test_so_is_what_a_period_is_compared_with_where_that_still_runs() -> None:
    query = read_query("last month vs this month", ReadingContext(now=NOW, zone="UTC"))
    own, other = plan_jobs(query, (A,), routes=EACH_BOT, asked_at=NOW, before=query.comparison)
    assert (own.end, own.grain) == (datetime(2026, 11, 1, tzinfo=UTC), Grain.DAY)
    assert (other.end, other.grain) == (datetime(2026, 11, 24, 10, tzinfo=UTC), Grain.DAY)


# Asked on Tuesday 24 November at 10:30 in Berlin: where the only job begins.
EIGHT_WEEKS_BEFORE = {
    "a week": ("this week", "2026-09-28"),
    "the same by day": ("this week by day", "2026-09-28"),
    "beside the one before": ("this week vs last week", "2026-09-28"),
    "beside one that is earlier still": ("this week vs 7-13 Sep", "2026-09-07"),
    "a week that is over": ("last week", "2026-11-09"),
    "a day": ("today", "2026-11-23"),
    "a month": ("this month", "2026-10-01"),
    "any seven days": ("20-26 Nov", "2026-09-25"),
}


@pytest.mark.parametrize(
    ("words", "start"), EIGHT_WEEKS_BEFORE.values(), ids=EIGHT_WEEKS_BEFORE.keys()
)
def test_a_week_that_runs_brings_eight_more_in_one_request(words: str, start: str) -> None:
    query = read_query(words, ReadingContext(now=NOW, zone="Europe/Berlin"))
    (only,) = plan_jobs(query, (A,), routes=EACH_BOT, asked_at=NOW, before=to_compare_with(query))
    assert only.start == datetime.fromisoformat(start).replace(tzinfo=ZoneInfo("Europe/Berlin"))
    assert len(only.split()) == 1


def test_a_week_that_is_compared_with_one_long_ago_brings_them_in_its_own_request() -> None:
    query = read_query("this week vs full 5-11 Jan", ReadingContext(now=NOW, zone="Europe/Berlin"))
    own, other = plan_jobs(query, (A,), routes=EACH_BOT, asked_at=NOW, before=query.comparison)
    assert own.start == datetime(2026, 9, 27, 22, tzinfo=UTC)
    assert (other.start, other.end) == (
        datetime(2026, 1, 4, 23, tzinfo=UTC),
        datetime(2026, 1, 11, 23, tzinfo=UTC),
    )


WHOLE_HOURS = {  # in India; asked on Tuesday at 15:10 there
    "this week": ("2026-09-27 18:00", "2026-11-24 10:00"),  # with the eight before
    "yesterday": ("2026-11-22 18:00", "2026-11-23 18:00"),
    "yesterday 9 to 17": ("2026-11-23 03:00", "2026-11-23 11:00"),
    "yesterday 9:30 to 10:00": ("2026-11-23 04:00", "2026-11-23 05:00"),  # not none
    "last hour": ("2026-11-24 08:00", "2026-11-24 10:00"),
}


@pytest.mark.parametrize(("words", "window"), WHOLE_HOURS.items(), ids=WHOLE_HOURS.keys())
@pytest.mark.parametrize("account", [False, True])
def test_windows_are_of_whole_hours(words: str, window: tuple[str, str], account: bool) -> None:
    now = datetime(2026, 11, 24, 9, 40, tzinfo=UTC)
    query = read_query(words, ReadingContext(now=now, zone="Asia/Kolkata"))
    (job,) = plan_jobs(query, (A,), routes=ACCOUNT if account else EACH_BOT, asked_at=now)
    assert (f"{job.start:%Y-%m-%d %H:%M}", f"{job.end:%Y-%m-%d %H:%M}") == window


def test_spans_are_what_the_window_holds_of_each_bucket() -> None:
    cut = job(START + timedelta(minutes=30), START + timedelta(hours=2, minutes=30), Grain.HOUR)
    assert [(start.hour, start.minute, end.hour, end.minute) for start, end in cut.spans()] == [
        (0, 30, 1, 0),
        (1, 0, 2, 0),
        (2, 0, 2, 30),
    ]


@steady(200)
@given(
    start=st.integers(0, 24 * 400),
    hours=st.integers(1, 24 * 800),
    grain=st.sampled_from(Grain),
)
def test_parts_cover_the_window_and_none_is_too_long(start: int, hours: int, grain: Grain) -> None:
    begin = START + timedelta(hours=start)
    whole = job(begin, begin + timedelta(hours=hours), grain)
    parts = whole.split()
    assert (parts[0].start, parts[-1].end) == (whole.start, whole.end)
    for part, following in itertools.pairwise(parts):
        assert part.end == following.start
        assert grain.floor(part.end) == part.end
    for part in parts:
        assert part.end - part.start <= timedelta(days=90)
        dates = ((part.end - timedelta(milliseconds=1)).date() - part.start.date()).days + 1
        assert dates <= 90


def test_a_window_of_ninety_days_is_one_request() -> None:
    assert len(job(START, START + timedelta(days=90)).split()) == 1
    assert len(job(START, START + timedelta(days=91)).split()) == 2


def bucket(day: int, **counts: int) -> Bucket:
    start = START + timedelta(days=day)
    return Bucket(bot_id="st-a", start=start, counts={Unit(k): v for k, v in counts.items()})


def test_parts_are_merged() -> None:
    assert merge([(bucket(0, session=1),), (bucket(1, session=2),)]) == (
        bucket(0, session=1),
        bucket(1, session=2),
    )


def test_half_a_figure_is_none() -> None:
    cut = [(bucket(0, session=1, request=5),), (bucket(0, session=2),)]
    assert merge(cut) == (bucket(0, session=3),)
