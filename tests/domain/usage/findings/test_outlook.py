"""What an answer foresees: from whole, settled days that it has, of a period that still runs."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from slackbot.domain.allowance import Allowance, ChannelAllowances
from slackbot.domain.channel import Bot
from slackbot.domain.query import Unit
from slackbot.domain.usage.bucket import Bucket
from slackbot.domain.usage.comparison import previous_period, running_until
from slackbot.domain.usage.fetching.job import Grain, Usage
from slackbot.domain.usage.fetching.routes import EACH_BOT
from slackbot.domain.usage.fetching.split import plan_jobs
from slackbot.domain.usage.findings.outlook import outlook_of
from slackbot.domain.usage.notes import notes_of
from slackbot.domain.usage.report import UsageReport
from slackbot.language.context import ReadingContext
from slackbot.language.questions.reading import read_query
from tests.fakes import NOW

A, B = Bot(id="st-a", name="A"), Bot(id="st-b", name="B")
BERLIN = "Europe/Berlin"
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
WEEKS = "from the weekday pattern of the past 8 weeks"

Count = Callable[[str, datetime], dict[Unit, int]]


def ten(bot_id: str, start: datetime) -> dict[Unit, int]:
    """Ten sessions in each hour."""
    return {Unit.SESSION: 10}


def since(first: datetime, *bot_ids: str) -> Count:
    """The same; the bots of these ids have figures only from `first` on."""
    return lambda bot_id, start: {} if bot_id in bot_ids and start < first else ten(bot_id, start)


def asked(
    words: str = "this month",
    *bots: Bot,
    count: Count = ten,
    zone: str = BERLIN,
    now: datetime = NOW,
    settling: timedelta = timedelta(hours=6),
) -> UsageReport:
    """The report on `words` as Kore.ai's figures would make it."""
    query, bots = read_query(words, ReadingContext(now=now, zone=zone)), bots or (A,)
    before = previous_period(query)
    jobs = plan_jobs(query, bots, routes=EACH_BOT, asked_at=now, before=before)
    usages = [
        Usage(
            job=job,
            buckets=tuple(
                Bucket(bot_id=id_, start=start, counts=counts)
                for id_ in job.bot_ids
                for start in job.starts()
                if (counts := count(id_, start))
            ),
            report_ids=("1",),
            fetched_at=now,
        )
        for job in jobs
    ]
    return UsageReport.of(query, bots, usages, before=before, settling=settling)


def test_a_running_month_says_what_it_may_come_to_and_from_what() -> None:
    """At 10:30 in Berlin, 240 a day: 5,630 so far, the running hour among them, and 1,575 more."""
    (said,) = outlook_of(asked(), NOW)
    assert said == f"Likely by the end of November: about 7,200 sessions (7,060–7,350), {WEEKS}"


def test_each_unit_that_was_asked_for_is_in_one_sentence() -> None:
    def both(bot_id: str, start: datetime) -> dict[Unit, int]:
        return {Unit.SESSION: 10, Unit.REQUEST: 30, Unit.ALERT: 0}

    (said,) = outlook_of(asked(count=both), NOW)
    assert "sessions (" in said
    assert "requests (" in said
    assert "alert" not in said
    (said,) = outlook_of(asked("requests this month", count=both), NOW)
    assert "sessions" not in said


UNTIL = {
    "a month": ("this month", date(2026, 11, 30)),
    "no period named": ("", date(2026, 11, 30)),
    "a week": ("this week", date(2026, 11, 29)),
    "a quarter": ("this quarter", date(2026, 12, 31)),
    "a year": ("this year", date(2026, 12, 31)),
    "today": ("today", date(2026, 11, 24)),
    "a day that begins nothing": ("since 3 November", None),
    "what is over": ("last month", None),
    "hours": ("since 9am", None),
}


@pytest.mark.parametrize(("words", "last_day"), UNTIL.values(), ids=UNTIL.keys())
def test_the_end_of_what_runs(words: str, last_day: date | None) -> None:
    assert running_until(read_query(words, ReadingContext(now=NOW, zone=BERLIN))) == last_day


def test_a_quarter_that_two_jobs_hold_is_foreseen_as_well() -> None:
    (said,) = outlook_of(asked("this quarter"), NOW)
    assert said.startswith("Likely by the end of December: about 22,")


# A week with ten sessions in each hour has 168 of them, and so 1,680.
WEEKS_THAT_RUN = {
    "a week": asked("this week"),
    "its days": asked("this week by day"),
    "in UTC": asked("this week by day", zone="UTC"),
    "beside another": asked("this week vs last week", zone="America/New_York"),
    "on its first day": asked("this week", now=NOW - DAY),
    "whose days begin inside an hour": asked("this week", zone="Asia/Kolkata"),
}


@pytest.mark.parametrize("report", WEEKS_THAT_RUN.values(), ids=WEEKS_THAT_RUN.keys())
def test_a_week_that_runs_is_foreseen_from_those_before(report: UsageReport) -> None:
    (said,) = outlook_of(report, report.query.period.end)
    assert said.startswith("Likely by the end of Sun 29 Nov: about 1,680 sessions (")


SILENT = {
    "two days are no pattern": asked("today"),
    "a period that is over": asked("last month"),
    "no end is named": asked("since 3 November"),
    "no use at all": asked(count=lambda bot_id, start: {Unit.SESSION: 0}),
    "only this period's days": asked(count=since(datetime(2026, 10, 31, 23, tzinfo=UTC), A.id)),
}


HOLED = {
    "a bot that is new": asked("this month", A, B, count=since(NOW - 20 * DAY, B.id)),
    "a bot without figures": asked("this month", A, B, count=since(NOW + DAY, B.id)),
}


@pytest.mark.parametrize("report", HOLED.values(), ids=HOLED.keys())
def test_a_part_is_not_foreseen(report: UsageReport) -> None:
    said = ("No forecast of sessions while figures are missing",)
    assert outlook_of(report, NOW) == outlook_of(report, NOW, in_lines=True) == said


@pytest.mark.parametrize("report", SILENT.values(), ids=SILENT.keys())
def test_where_too_little_is_known_nothing_is_said(report: UsageReport) -> None:
    assert outlook_of(report, NOW) == ()


def test_a_follow_up_on_what_ran_the_day_before_foresees_nothing() -> None:
    report = asked()
    assert outlook_of(report, NOW + timedelta(minutes=20))
    assert outlook_of(report, NOW + DAY) == ()


def test_the_days_are_whole_settled_and_local() -> None:
    """The days between the two periods are in the same job; the running one is not over."""
    days = asked().history[Unit.SESSION]
    assert list(days) == [date(2026, 10, 1) + n * DAY for n in range(54)]
    assert days.pop(date(2026, 10, 25)) == 250  # the clocks went back
    assert set(days.values()) == {240}
    settling = asked(settling=2 * DAY).history[Unit.SESSION]
    assert max(settling) == date(2026, 11, 21)


def test_a_day_that_lacks_an_hour_of_one_bot_is_left_out() -> None:
    hole = datetime(2026, 10, 14, 12, tzinfo=UTC)

    def holed(bot_id: str, start: datetime) -> dict[Unit, int]:
        return {} if (bot_id, start) == (B.id, hole) else ten(bot_id, start)

    days = asked("this month", A, B, count=holed).history[Unit.SESSION]
    assert date(2026, 10, 14) not in days
    assert days[date(2026, 10, 13)] == days[date(2026, 10, 15)] == 480
    assert outlook_of(asked("this month", A, B, count=holed), NOW)


def test_in_a_zone_off_the_hour_days_are_whole_too() -> None:
    days = asked(zone="Asia/Kolkata").history[Unit.SESSION]
    assert set(days.values()) == {240}
    assert date(2026, 11, 1) in days
    assert outlook_of(asked(zone="Asia/Kolkata"), NOW)


def test_days_of_utc_are_buckets_themselves() -> None:
    def daily(bot_id: str, start: datetime) -> dict[Unit, int]:
        return {Unit.SESSION: 240}

    report = asked("this quarter", zone="UTC", count=daily)
    assert report.grain is Grain.DAY  # the period before is in hours
    days = report.history[Unit.SESSION]
    assert list(days.items()) == [(date(2026, 10, 1) + n * DAY, 240) for n in range(54)]


WORKDAY = (*[1] * 6, *[5] * 2, *[40] * 10, *[10] * 6)  # sessions of each hour: 476 in all
WEEKEND = (*[1] * 12, *[8] * 12)  # later, and fewer: 108
OF_WEEK = 5 * 476 + 2 * 108


def lived(now: datetime) -> Count:
    """Days of quiet nights in Berlin, up to now: of the hour that runs, the part that is over."""

    def count(bot_id: str, start: datetime) -> dict[Unit, int]:
        local = start.astimezone(ZoneInfo(BERLIN))
        sessions = (WEEKEND if local.weekday() > 4 else WORKDAY)[local.hour]
        return {Unit.SESSION: round(sessions * min((now - start) / HOUR, 1))}

    return count


MOMENTS = [f"2026-11-{day}T{at}" for day in (24, 28) for at in ("00:30", "08:00", "13:30", "22:00")]


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_week_of_quiet_nights_is_foreseen_alike_at_any_hour(moment: str) -> None:
    """By the clock it would come to 2,450 on the Tuesday at eight, and to 2,620 at ten at night."""
    now = datetime.fromisoformat(moment).replace(tzinfo=ZoneInfo(BERLIN))
    (said,) = outlook_of(asked("this week", count=lived(now), now=now), now)
    about = int(said.partition(": about ")[2].partition(" ")[0].replace(",", ""))
    assert about in (OF_WEEK, round(OF_WEEK, -1))  # as its range is wide or narrow


OVER = {
    "a Tuesday at half past ten": (NOW, (6 * 1 + 2 * 5 + 2.5 * 40) / 476),
    "at its first minute": (datetime(2026, 11, 23, 23, 1, tzinfo=UTC), 1 / 60 / 476),
    "a Saturday at noon": (datetime(2026, 11, 28, 11, tzinfo=UTC), 12 / 108),
    # Of the Sundays one has 25 hours, and the clocks' change is over by then.
    "a Sunday at noon": (datetime(2026, 11, 29, 11, tzinfo=UTC), 12 / 108),
}


@pytest.mark.parametrize(("now", "part"), OVER.values(), ids=OVER.keys())
def test_how_much_of_a_day_is_usually_over(now: datetime, part: float) -> None:
    found = asked("this month", A, B, count=lived(now), now=now).usually_over
    assert found[Unit.SESSION] == pytest.approx(part)


def test_one_night_of_a_load_test_is_no_course_of_a_day() -> None:
    usual = lived(NOW)
    night = datetime(2026, 11, 10, 1, tzinfo=UTC)

    def tested(bot_id: str, start: datetime) -> dict[Unit, int]:
        return {Unit.SESSION: 9000} if start == night else usual(bot_id, start)

    assert asked(count=tested).usually_over == asked(count=usual).usually_over


BY_THE_CLOCK = {
    "days as buckets": asked("this quarter", zone="UTC", count=lambda bot_id, start: {}),
    "three Tuesdays": asked(count=since(NOW - 22 * DAY, A.id)),
    "a bot that lacks some": asked("this month", A, B, count=since(NOW - 22 * DAY, B.id)),
    "no use at all": asked(count=lambda bot_id, start: {Unit.SESSION: 0}),
    "what is over": asked("last month"),
}


@pytest.mark.parametrize("report", BY_THE_CLOCK.values(), ids=BY_THE_CLOCK.keys())
def test_where_too_few_days_are_told_by_the_hour_the_clock_says_how_much_is_over(
    report: UsageReport,
) -> None:
    assert report.usually_over == {}


def test_what_is_over_keeps_no_history() -> None:
    assert asked("last month").history == {}


ALLOWANCES = {
    "used up soon": (6000, "370 sessions left", "likely used up between Wed 25 Nov and Thu 26 Nov"),
    "on one day": (5635, "5 sessions left", "likely used up on Tue 24 Nov"),
    "perhaps": (7300, "1,670 sessions left", "may be used up on Mon 30 Nov"),
    "more than likely": (7090, "1,460 sessions left", "may be used up as early as Sun 29 Nov"),
    "enough": (9000, "3,370 sessions left", ""),
    "all used": (5000, "630 sessions over", ""),
}


def notes(report: UsageReport, amount: int) -> str:
    allowance = Allowance(unit=Unit.SESSION, amount=amount)
    return " ".join(notes_of(report, ChannelAllowances.of([allowance], []), NOW, whole=True))


@pytest.mark.parametrize(("amount", "left", "ends"), ALLOWANCES.values(), ids=ALLOWANCES.keys())
def test_an_allowance_says_when_it_may_be_used_up(amount: int, left: str, ends: str) -> None:
    said, _, end = notes(asked(), amount).partition("; ")
    assert said.startswith(left)
    assert end == ends


def test_without_history_only_the_share_is_said() -> None:
    first = datetime(2026, 10, 31, 23, tzinfo=UTC)
    said = notes(asked(count=since(first, A.id)), 6000)
    assert said == "370 sessions left of the November allowance (93% of 6,000 used)"


def test_a_part_of_a_term_that_is_over_ends_no_allowance() -> None:
    assert "used up" not in notes(asked("1-20 November"), 6000)


def test_another_stretch_than_the_term_ends_no_allowance() -> None:
    assert "used up" not in notes(asked("this quarter"), 20_000)
