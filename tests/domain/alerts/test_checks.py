"""What a rule is measured by: windows in people's days, gaps, settled figures, bases and bands."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from slackbot.domain.alerts.checks.measure import measure, needs
from slackbot.domain.alerts.checks.proposal import Proposal, quieter
from slackbot.domain.alerts.checks.replay import replay, replay_needs
from slackbot.domain.alerts.checks.tariff import series_of
from slackbot.domain.alerts.checks.view import View, history_of
from slackbot.domain.alerts.episode import Inconclusive, Measurement
from slackbot.domain.alerts.rule import AlertRule, Base, Kind, Level, Side, window_at
from slackbot.domain.calendar.weekdays import WORKDAYS
from slackbot.domain.channel import Bot
from slackbot.domain.query import Unit
from slackbot.domain.usage.bucket import Bucket
from slackbot.domain.usage.fetching.job import Grain, SummaryJob, Usage
from slackbot.domain.usage.findings.forecast import usual_bands
from tests.properties import each_nth

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
SETTLING = 6 * HOUR
NOW = datetime(2026, 11, 25, 12, 30, tzinfo=UTC)  # a Wednesday
MIDNIGHT = datetime(2026, 11, 25, tzinfo=UTC)
BOTS = (Bot(id="st-1", name="SupportBot"), Bot(id="st-2", name="SalesBot"))
Counts = Callable[[datetime], int | None]


def rule_of(kind: Kind, *counts: int, **more: Any) -> AlertRule:
    levels = [Level(at=at) for at in counts or (500,)]
    return AlertRule.model_validate(
        {"kind": kind, "unit": Unit.SESSION, "levels": levels, "each": True, **more}
    )


def usage(
    counts: Counts,
    start: datetime = MIDNIGHT - 95 * DAY,
    end: datetime = NOW,
    bot: Bot = BOTS[0],
    **more: Any,
) -> Usage:
    """The hours of a bot; None was left out."""
    end = Grain.HOUR.next(Grain.HOUR.floor(end - timedelta(seconds=1)))
    job = SummaryJob(account=False, bot_ids=(bot.id,), start=start, end=end, grain=Grain.HOUR)
    known = ((hour, counts(hour)) for hour in job.starts())
    buckets = tuple(
        Bucket(bot_id=bot.id, start=hour, counts={Unit.SESSION: count, Unit.REQUEST: 1})
        for hour, count in known
        if count is not None
    )
    return Usage(job=job, buckets=buckets, report_ids=("r",), **{"fetched_at": NOW, **more})


def always(count: int | None) -> Counts:
    return lambda hour: count


def some(counts: Mapping[datetime, int | None], others: int | None) -> Counts:
    return lambda hour: counts.get(hour, others)


def measured(rule: AlertRule, *usages: Usage, now: datetime = NOW, **more: Any) -> list[Any]:
    fields = {"now": now, "settling": SETTLING, "since": now, **more}
    return list(measure(rule, BOTS[:1], usages, **fields))


def one(rule: AlertRule, *usages: Usage, **more: Any) -> Measurement:
    [found] = measured(rule, *usages, **more)
    assert isinstance(found, Measurement), found
    return found


def missing(rule: AlertRule, *usages: Usage, **more: Any) -> str:
    [found] = measured(rule, *usages, **more)
    assert isinstance(found, Inconclusive), found
    return found.reason


# The window, and how many hours of it have begun by Wednesday, 12:30 in UTC.
WINDOWS: dict[str, tuple[dict[str, Any], int, str]] = {
    "a day": ({"every": "day"}, 13, "Wed 25 Nov 2026 (UTC)"),
    "a day in Berlin": ({"every": "day", "zone": "Europe/Berlin"}, 14,
                        "Wed 25 Nov 2026 (Europe/Berlin)"),
    # It began at 18:30: the hour that holds that moment belongs to it.
    "a day in India": ({"every": "day", "zone": "Asia/Kolkata"}, 19,
                       "Wed 25 Nov 2026 (Asia/Kolkata)"),
    "a day in Los Angeles": ({"every": "day", "zone": "America/Los_Angeles"}, 5,
                             "Wed 25 Nov 2026 (America/Los_Angeles)"),
    "a week": ({"every": "week"}, 61, "Mon 23 Nov – Sun 29 Nov 2026 (UTC)"),
    "a week from Sunday": ({"every": "week", "week_start": "sunday"}, 85,
                           "Sun 22 Nov – Sat 28 Nov 2026 (UTC)"),
    "a month": ({"every": "month"}, 24 * 24 + 13, "Sun 1 Nov – Mon 30 Nov 2026 (UTC)"),
    "a month from the 15th": ({"every": "month", "from_day": 15}, 10 * 24 + 13,
                              "Sun 15 Nov – Mon 14 Dec 2026 (UTC)"),
    "a month from the 28th": ({"every": "month", "from_day": 28}, 28 * 24 + 13,
                              "Wed 28 Oct – Fri 27 Nov 2026 (UTC)"),
    "a quarter": ({"every": "quarter"}, 55 * 24 + 13, "Thu 1 Oct – Thu 31 Dec 2026 (UTC)"),
    "a quarter from November": ({"every": "quarter", "from_month": 11}, 24 * 24 + 13,
                                "Sun 1 Nov 2026 – Sun 31 Jan 2027 (UTC)"),
    # The clocks went back on 25 October: that month has an hour more.
    "a month with an hour more": (
        {"every": "month", "from_day": 20, "zone": "Europe/Berlin"}, 5 * 24 + 14,
        "Fri 20 Nov – Sat 19 Dec 2026 (Europe/Berlin)"),
}  # fmt: skip


@pytest.mark.parametrize(("fields", "hours", "said"), WINDOWS.values(), ids=WINDOWS.keys())
def test_windows(fields: dict[str, Any], hours: int, said: str) -> None:
    found = one(rule_of(Kind.AMOUNT, **fields), usage(always(2)))
    assert (found.value, found.window.describe()) == (2 * hours, said)
    assert (found.over, found.settled, found.at) == (False, False, NOW)


def test_a_day_on_which_clocks_go_back_has_25_hours() -> None:
    rule = rule_of(Kind.AMOUNT, every="day", zone="Europe/Berlin")
    now = datetime(2026, 10, 26, 12, tzinfo=UTC)
    found = measured(rule, usage(always(1)), now=now, since=now - DAY)
    assert [(each.value, each.over, each.settled) for each in found] == [
        (25, True, True),
        (13, False, False),
    ]


def test_windows_from_the_last_check_on_are_all_looked_at() -> None:
    rule = rule_of(Kind.AMOUNT, every="day")
    since = MIDNIGHT - 3 * DAY
    found = measured(rule, usage(always(1)), now=MIDNIGHT + 2 * HOUR, since=since)
    assert [(each.window.start, each.over, each.settled) for each in found] == [
        (MIDNIGHT - 3 * DAY, True, True),
        (MIDNIGHT - 2 * DAY, True, True),
        (MIDNIGHT - 1 * DAY, True, False),
        (MIDNIGHT, False, False),
    ]


def test_what_came_later_is_not_seen() -> None:
    rule = rule_of(Kind.AMOUNT, every="day")
    assert one(rule, usage(always(1)), now=MIDNIGHT - 12 * HOUR).value == 12


@pytest.mark.parametrize(
    ("at", "reason"),
    [
        (MIDNIGHT + 3 * HOUR, "1 of 13 hours; the others hold 60 sessions"),
        (MIDNIGHT + 11 * HOUR, "1 of 13 hours; the others hold 60 sessions"),
    ],
)
def test_an_hour_that_is_missing_is_not_zero(at: datetime, reason: str) -> None:
    rule = rule_of(Kind.AMOUNT, every="day")
    said = missing(rule, usage(some({at: None}, 5)))
    assert said == f"Kore.ai sent no figure for {reason}"
    part = one(rule, usage(some({at: None}, 900)))  # usage only grows: it is over 1,000 already
    assert (part.value, part.settled) == (10_800, False)
    assert part.holes.startswith("Kore.ai sent no figure for 1 of 13 hours")


def test_the_running_hour_may_not_have_been_sent_yet() -> None:
    running = {MIDNIGHT + 12 * HOUR: None}
    assert one(rule_of(Kind.AMOUNT, every="day"), usage(some(running, 2))).value == 24


def test_a_unit_that_was_not_sent_is_missing() -> None:
    rule = rule_of(Kind.AMOUNT, every="day").model_copy(update={"unit": Unit.ALERT})
    assert missing(rule, usage(always(5))).endswith("12 of 12 hours")


def test_figures_that_stop_too_early_are_missing() -> None:
    old = usage(always(1), end=NOW - 5 * HOUR)
    assert missing(rule_of(Kind.AMOUNT, every="day"), old).endswith(
        "4 of 12 hours; the others hold 8 sessions"
    )
    assert missing(rule_of(Kind.AMOUNT, hours=24), usage(always(1), end=NOW - 9 * HOUR)) == (
        "the latest figures are missing"
    )
    assert missing(rule_of(Kind.AMOUNT, hours=24)) == "the latest figures are missing"


def test_days_are_no_hours() -> None:
    hours = usage(always(1))
    days = hours.model_copy(update={"job": hours.job.model_copy(update={"grain": Grain.DAY})})
    assert "no figure" in missing(rule_of(Kind.AMOUNT, every="day"), days)


def test_each_bot_and_all_together() -> None:
    both = (usage(always(2)), usage(always(5), bot=BOTS[1]))
    each = rule_of(Kind.AMOUNT, every="day")
    together = each.model_copy(update={"each": False})
    fields: dict[str, Any] = {"now": NOW, "settling": SETTLING, "since": NOW}
    apart = measure(each, BOTS, both, **fields)
    assert [(f.bot_id, getattr(f, "value", None)) for f in apart] == [("st-1", 26), ("st-2", 65)]
    [found] = measure(together, BOTS, both, **fields)
    assert (found.bot_id, getattr(found, "value", None)) == ("", 91)
    [gap] = measure(together, BOTS, both[:1], **fields)
    assert isinstance(gap, Inconclusive)


def test_a_named_bot_has_its_own_episodes() -> None:
    rule = rule_of(Kind.AMOUNT, every="day", each=False, bot="SupportBot")
    assert one(rule, usage(always(1))).bot_id == "st-1"


def test_the_ledger_is_settled_whenever_it_was_fetched() -> None:
    old = usage(always(3), end=MIDNIGHT, from_ledger=True, fetched_at=MIDNIGHT - 40 * DAY)
    new = usage(always(5), start=MIDNIGHT)
    rule = rule_of(Kind.CHANGE, 30, every="day", base=Base())
    assert one(rule, old, new).settled
    assert one(rule_of(Kind.AMOUNT, every="day"), old, new).value == 65


def test_of_two_figures_the_later_one_holds_unless_the_other_is_settled() -> None:
    early = usage(always(1), fetched_at=NOW - 2 * HOUR)
    assert one(rule_of(Kind.AMOUNT, every="day"), usage(always(4)), early).value == 4 * 13
    kept = usage(always(9), end=MIDNIGHT, from_ledger=True, fetched_at=MIDNIGHT - 9 * DAY)
    late = usage(always(4), start=MIDNIGHT - DAY, fetched_at=MIDNIGHT + HOUR)
    rule = rule_of(Kind.AMOUNT, every="day")
    [found, _] = measured(rule, kept, late, now=MIDNIGHT + HOUR, since=MIDNIGHT - DAY)
    assert found.value == 19 * 4 + 5 * 9  # until 19:00 the later one is settled, too


# How much is used of 1,000, and what is said of it.
SHARES = [
    (799, 79.9, 79, False),
    (800, 80.0, 80, True),
    (801, 80.1, 80, True),
    (1120, 112.0, 112, True),
]


@pytest.mark.parametrize(("used", "score", "percent", "reached"), SHARES)
def test_a_share(used: int, score: float, percent: int, reached: bool) -> None:
    rule = rule_of(Kind.SHARE, 80, every="month", allowance=1000, inclusive=True)
    found = one(rule, usage(some({MIDNIGHT: used}, 0)))
    assert found.score == pytest.approx(score)
    assert found.percent == percent
    assert found.base == "the November allowance, 1,000 sessions"
    assert rule.is_reached(found.score, rule.levels[0]) is reached


def test_a_share_of_a_week() -> None:
    rule = rule_of(Kind.SHARE, 80, every="week", allowance=1000)
    assert one(rule, usage(always(1))).base == "1,000 sessions per week"


def test_the_last_hours_are_the_highest_that_may_not_be_settled() -> None:
    burst = {MIDNIGHT + 8 * HOUR: 100, MIDNIGHT + 9 * HOUR: 100}
    found = one(rule_of(Kind.AMOUNT, hours=2), usage(some(burst, 1)))
    assert (found.value, found.window.end) == (200, MIDNIGHT + 10 * HOUR)
    assert not found.settled


def test_the_last_hours_below_are_the_settled_ones() -> None:
    low = rule_of(Kind.AMOUNT, 5, hours=2, side=Side.BELOW)
    found = one(low, usage(lambda hour: 1 if hour < MIDNIGHT + 6 * HOUR else 0))
    assert (found.value, found.window.end, found.settled) == (2, MIDNIGHT + 6 * HOUR, True)


DAYS = {date(2026, 11, 24): 5, date(2026, 11, 23): 4, date(2026, 11, 17): 2, date(2026, 11, 10): 8}


def by_day(hour: datetime) -> int:
    return DAYS.get(hour.date(), 1)


# The base, the score up, the figure, and what it is compared with.
CHANGES: dict[str, tuple[dict[str, Any], float, int, float, str]] = {
    "the day before": ({"every": "day", "base": Base()}, 25.0, 120, 96.0, "the day before"),
    "the same weekday": (
        {"every": "day", "base": Base(same_weekday=True)}, 150.0, 120, 48.0,
        "the same weekday of the week before"),
    "the average of weekdays": (
        {"every": "day", "base": Base(count=2, same_weekday=True)}, 0.0, 120, 120.0,
        "the average of the same weekday in the 2 weeks before"),
    "the average of days": (
        {"every": "day", "base": Base(count=3)}, 150.0, 120, 48.0,
        "the average of the 3 days before"),
    # Monday to Sunday of week 47 hold 24 * 8, those of week 46 24 * 14.
    "the week before": (
        {"every": "week", "base": Base()}, -42.857, 192, 336.0, "the week before"),
    "the month before": (
        {"every": "month", "base": Base()}, 3.333, 744, 720.0, "the month before"),
    "some hours before": (
        {"hours": 24, "base": Base()}, -5.882, 96, 102.0, "the 24 h before"),
}  # fmt: skip


@pytest.mark.parametrize(
    ("fields", "score", "value", "before", "base"), CHANGES.values(), ids=CHANGES.keys()
)
def test_a_change(
    fields: dict[str, Any], score: float, value: int, before: float, base: str
) -> None:
    found = one(rule_of(Kind.CHANGE, 30, floor=1, **fields), usage(by_day))
    assert (found.value, found.before, found.base) == (value, before, base)
    assert found.score == pytest.approx(score, abs=0.001)
    assert found.settled


# What the day before held and the day itself, the floor, the direction, and the score.
FLOORS = [
    (100, 150, 20, Side.ABOVE, 50.0),
    (100, 150, 51, Side.ABOVE, 0.0),
    (100, 50, 20, Side.ABOVE, -50.0),
    (100, 50, 20, Side.BELOW, 50.0),
    (100, 0, 20, Side.BELOW, 100.0),
    (2, 5, 20, Side.ABOVE, 0.0),
    (0, 25, 20, Side.ABOVE, 100_000),
    (0, 5, 20, Side.ABOVE, 0.0),
    (0, 0, 0, Side.ABOVE, 0.0),
]


@pytest.mark.parametrize(("before", "after", "floor", "side", "score"), FLOORS)
def test_a_percentage_needs_a_floor(
    before: int, after: int, floor: int, side: Side, score: float
) -> None:
    rule = rule_of(Kind.CHANGE, 30, every="day", base=Base(), floor=floor, side=side)
    days = {MIDNIGHT - 2 * DAY: before, MIDNIGHT - DAY: after}
    assert one(rule, usage(some(days, 0))).score == score


def test_a_change_waits_until_the_day_is_settled() -> None:
    rule = rule_of(Kind.CHANGE, 30, every="day", base=Base())
    ends = [one(rule, usage(always(1)), now=MIDNIGHT + hours * HOUR).window.end for hours in (5, 6)]
    assert ends == [MIDNIGHT - DAY, MIDNIGHT]


def test_half_a_base_is_none() -> None:
    rule = rule_of(Kind.CHANGE, 30, every="day", base=Base(count=3))
    assert "1 of" in missing(rule, usage(some({MIDNIGHT - 3 * DAY: None}, 1)))


LAST_USE = MIDNIGHT - 40 * HOUR  # Monday, 08:00; settled is Wednesday, 06:00


@pytest.mark.parametrize(
    ("days", "hours"), [(tuple(range(7)), 45), ((0,), 15), ((1, 2), 30), ((5,), 0)]
)
def test_silence(days: tuple[int, ...], hours: int) -> None:
    rule = rule_of(Kind.SILENCE, 24, inclusive=True, weekdays=days)
    found = one(rule, usage(some({LAST_USE: 3}, 0)))
    assert (found.score, found.value) == (hours, hours)
    assert (found.window.start, found.window.end) == (LAST_USE + HOUR, MIDNIGHT + 6 * HOUR)


def test_a_weekend_is_no_silence_of_workdays_and_use_on_it_ends_one() -> None:
    rule = rule_of(Kind.SILENCE, 24, inclusive=True, weekdays=WORKDAYS)
    friday = MIDNIGHT - 5 * DAY + 11 * HOUR  # Friday, 11:00
    monday = MIDNIGHT - 2 * DAY + 18 * HOUR
    quiet = usage(some({friday: 1}, 0), end=monday)
    assert one(rule, quiet, now=monday).score == 12 + 12
    used = usage(some({friday: 1, MIDNIGHT - 3 * DAY: 1}, 0), end=monday)
    assert one(rule, used, now=monday).score == 12


def test_a_public_holiday_is_no_silence_of_workdays() -> None:
    """Wednesday, 11 November, was Veterans Day."""
    monday, friday = MIDNIGHT - 16 * DAY, MIDNIGHT - 12 * DAY + 6 * HOUR
    quiet = usage(some({monday + 23 * HOUR: 1}, 0), end=friday)
    for place, hours in (("", 72), ("DE", 72), ("US", 48)):
        workdays = rule_of(Kind.SILENCE, 24, inclusive=True, weekdays=WORKDAYS, holidays=place)
        assert one(workdays, quiet, now=friday).score == hours
    always_ = rule_of(Kind.SILENCE, 24, inclusive=True, holidays="US")
    assert one(always_, quiet, now=friday).score == 72


def test_a_public_holiday_is_not_called_unusual() -> None:
    """Thursday, 26 November, is Thanksgiving, and Veterans Day is no Wednesday."""
    thursday, holiday = MIDNIGHT + DAY, MIDNIGHT - 14 * DAY
    none = {start + n * HOUR: 0 for start in (thursday, holiday) for n in range(24)}
    now = thursday + 30 * HOUR
    known = usage(some(none, 3), end=now, fetched_at=now)
    rule = rule_of(Kind.UNUSUAL, 0, every="day", side=Side.EITHER)
    assert measured(rule, known, now=now, since=thursday)[0].score > 0
    there = rule.model_copy(update={"holidays": "US"})
    found = measured(there, known, now=now, since=thursday)[0]
    assert isinstance(found, Inconclusive)
    assert found.reason == "Thu 26 Nov is Thanksgiving Day, and like no weekday"
    wednesday = measured(there, known, now=thursday, since=MIDNIGHT)[0]
    assert wednesday.base == ("going by 7 earlier Wednesdays, twice as wide near a public holiday")


def test_use_that_is_not_settled_hides_no_silence_and_ends_none() -> None:
    rule = rule_of(Kind.SILENCE, 24, inclusive=True)
    since = {LAST_USE: 3, MIDNIGHT + 10 * HOUR: 1}
    found = one(rule, usage(some(since, 0)))
    assert (found.score, found.base) == (45, "there were sessions since, not settled yet")
    assert one(rule, usage(some({LAST_USE: 3}, 0))).base == ""
    later = NOW + 5 * HOUR
    settled = one(rule, usage(some(since, 0), end=later, fetched_at=later), now=later)
    assert settled.score == 0


def test_an_hour_that_is_missing_is_no_silence() -> None:
    rule = rule_of(Kind.SILENCE, 24, inclusive=True)
    gap = {MIDNIGHT - 10 * HOUR: None}
    assert "1 of" in missing(rule, usage(some(gap, 0)))
    assert one(rule, usage(some({MIDNIGHT - 60 * HOUR: None}, 0))).score == 65


def office(hour: datetime) -> int:
    """96 on weekdays, 24 at weekends, a little more on each second one."""
    return 4 + (hour.hour == 0) * (hour.date().toordinal() // 7 % 2) if hour.weekday() < 5 else 1


@pytest.mark.parametrize("side", list(Side))
@pytest.mark.parametrize("burst", [0, 20, 25, 400])
def test_what_is_unusual_is_what_the_digest_says(side: Side, burst: int) -> None:
    """Above the band at once; below it, and in it, when the day is settled."""
    rule = rule_of(Kind.UNUSUAL, 0, every="day", side=side)
    past = {
        day: sum(office(hour) for hour in (start + n * HOUR for n in range(24)))
        for weeks in range(1, 57)
        if (start := MIDNIGHT - weeks * DAY) and (day := start.date())
    }
    band = usual_bands(past).get(MIDNIGHT.weekday())
    assert band is not None
    counts = some({MIDNIGHT + n * HOUR: burst if n == 1 else 3 for n in range(24)}, None)
    whole = usage(lambda hour: counts(hour) if hour >= MIDNIGHT else office(hour),
                  end=MIDNIGHT + 2 * DAY, fetched_at=MIDNIGHT + 2 * DAY)  # fmt: skip
    for hours in (2, 24, 30):
        now = MIDNIGHT + hours * HOUR
        found = measured(rule, whole, now=now, since=MIDNIGHT)[0]
        value = sum(counts(MIDNIGHT + n * HOUR) or 0 for n in range(min(hours, 24)))
        above = value > band.high and side is not Side.BELOW
        below = value < band.low and side is not Side.ABOVE and hours == 30
        assert (found.value, found.score > 0) == (value, above or below)


@pytest.mark.parametrize(("hours", "latest"), [(5, date(2026, 11, 23)), (6, date(2026, 11, 24))])
def test_what_is_usual_is_made_of_settled_days(hours: int, latest: date) -> None:
    rule, now = rule_of(Kind.UNUSUAL, 0, every="day"), MIDNIGHT + hours * HOUR
    [(bot_id, series)] = series_of(rule, BOTS[:1], [usage(always(1))], SETTLING)
    history = history_of(View.at(rule, bot_id, series, now, SETTLING), MIDNIGHT.date())
    assert max(history) == latest
    assert set(history.values()) == {24}


def test_what_is_usual_takes_four_weeks() -> None:
    rule = rule_of(Kind.UNUSUAL, 0, every="day", side=Side.EITHER)
    short = usage(always(3), start=MIDNIGHT - 27 * DAY)
    assert missing(rule, short) == (
        "of 4 earlier Wednesdays, without which nothing is usual, 3 are known"
    )
    assert one(rule, usage(always(3), start=MIDNIGHT - 28 * DAY)).before == 72


def test_a_forecast_is_made_of_settled_figures() -> None:
    """A steady week: what is settled by 06:00, and as much each day to the end of November."""
    rule = rule_of(Kind.FORECAST, 40000, every="month")
    found = one(rule, usage(always(10)))
    assert found.value == 10 * (24 * 24 + 13)
    assert found.score == 10 * 24 * 30
    assert found.low is not None
    assert found.high is not None
    assert found.low <= found.score <= found.high
    assert found.base == "from the weekday pattern of the past 8 weeks"


def test_a_forecast_goes_by_the_course_of_the_day() -> None:
    """At six in the morning nothing of an office's day is over."""
    rule = rule_of(Kind.FORECAST, 40000, every="month")
    found = one(rule, usage(lambda hour: 30 if 9 <= hour.hour < 17 else 0))
    assert (found.value, found.score) == (24 * 240 + 4 * 30, 30 * 240)


def test_a_forecast_is_never_less_than_what_is_used() -> None:
    rule = rule_of(Kind.FORECAST, 40000, every="month")
    found = one(rule, usage(some({MIDNIGHT + 12 * HOUR: 90_000}, 10)))
    assert (found.value, found.score) == (95_880, 95_880)


def test_without_a_pattern_there_is_no_forecast_but_what_is_used_counts() -> None:
    rule = rule_of(Kind.FORECAST, 40000, every="month")
    short = MIDNIGHT - 24 * DAY
    assert "too little is known" in missing(rule, usage(always(1), start=short))
    assert one(rule, usage(always(100), start=short)).score == 100 * (24 * 24 + 13)


def test_without_a_pattern_what_is_used_so_far_says_nothing_of_below() -> None:
    rule = rule_of(Kind.FORECAST, 40000, every="month", side=Side.BELOW)
    assert "too little is known" in missing(rule, usage(always(1), start=MIDNIGHT - 24 * DAY))
    assert one(rule, usage(always(10))).score == 7200


def test_a_forecast_ends_with_what_there_was() -> None:
    rule = rule_of(Kind.FORECAST, 40000, every="week")
    now = MIDNIGHT - 2 * DAY + 7 * HOUR  # Monday
    [last, running] = measured(rule, usage(always(10)), now=now, since=now - 2 * DAY)
    assert (last.score, last.over, last.settled) == (1680, True, True)
    assert (running.over, running.score) == (False, 1680)


RULES = {
    "amount": rule_of(Kind.AMOUNT, every="week"),
    "month": rule_of(Kind.AMOUNT, every="month", zone="Asia/Kolkata"),
    "hours": rule_of(Kind.AMOUNT, hours=50),
    "share": rule_of(Kind.SHARE, 50, every="month", from_day=28, allowance=1000),
    "change": rule_of(Kind.CHANGE, 10, every="week", base=Base(count=3)),
    "weekdays": rule_of(Kind.CHANGE, 10, every="day", base=Base(count=4, same_weekday=True)),
    "change of hours": rule_of(Kind.CHANGE, 10, hours=40, base=Base()),
    "forecast": rule_of(Kind.FORECAST, every="month", zone="Europe/Berlin"),
    "unusual": rule_of(Kind.UNUSUAL, 0, every="day", side=Side.EITHER),
    "silence": rule_of(Kind.SILENCE, 30, 60, inclusive=True),
    "silence on workdays": rule_of(Kind.SILENCE, 60, inclusive=True, weekdays=WORKDAYS),
    "silence on Sundays": rule_of(Kind.SILENCE, 60, inclusive=True, weekdays=(6,)),
}


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES.keys())
@pytest.mark.parametrize("back", [0, 7, 30, 60])
def test_what_it_needs_is_enough(rule: AlertRule, back: int) -> None:
    """Measured by no more than that, it is what it is by all there is."""
    now = NOW + back * HOUR
    fields: dict[str, Any] = {"now": now, "settling": SETTLING, "since": now - 20 * HOUR}
    needed = needs(rule, **fields)
    assert needed.end == now
    assert now - needed.start <= 90 * DAY

    def used(hour: datetime) -> int:
        return 0 if rule.kind is Kind.SILENCE else 3 + hour.hour % 5 + hour.day % 7

    start = Grain.HOUR.floor(needed.start)
    assert start == needed.start
    enough = usage(used, start=start, end=now, fetched_at=now)
    found = measure(rule, BOTS[:1], [enough], **fields)
    assert all(isinstance(each, Measurement) for each in found)
    if rule.kind is not Kind.SILENCE:
        whole = usage(used, start=MIDNIGHT - 200 * DAY, end=now, fetched_at=now)
        assert found == measure(rule, BOTS[:1], [whole], **fields)


@pytest.mark.parametrize("zone", ["UTC", "Asia/Kolkata"])
def test_a_window_that_has_just_begun(zone: str) -> None:
    """At each minute around midnight something can be asked for, and nothing is used so far."""
    rule = rule_of(Kind.AMOUNT, every="day", zone=zone)
    begins = window_at(rule, NOW).start
    hours = [Grain.HOUR.floor(begins) + n * HOUR for n in range(3)]
    for minutes in range(61):
        now = begins + timedelta(minutes=minutes)
        needed = needs(rule, now=now, settling=SETTLING, since=now)
        assert needed.start < needed.end
        known = usage(always(1), start=hours[0] - DAY, end=now, fetched_at=now)
        found = measured(rule, known, now=now)
        begun = sum(hour < now for hour in hours)
        assert [each.value for each in found] == ([begun] if minutes else [])


@pytest.mark.parametrize("name", each_nth(2, list(RULES)))
def test_a_replay_says_what_checks_by_the_hour_would_have(name: str) -> None:
    rule = RULES[name]
    needed = replay_needs(rule, now=NOW, settling=SETTLING)
    whole = usage(lambda hour: hour.day * 3, start=Grain.HOUR.floor(needed.start))
    found = replay(rule, BOTS[:1], [whole], now=NOW, settling=SETTLING)
    assert found.period.end - found.period.start > 90 * DAY
    assert found.checks >= 90 * (4 if rule.kind is Kind.FORECAST else 24)
    assert found.inconclusive == 0
    assert len({notice.key for notice in found.notices}) == len(found.notices)


def test_a_replay_names_the_moments() -> None:
    """A thousand on each first of a month, at 09:00; and the 90 days begin on 27 August."""
    rule = rule_of(Kind.AMOUNT, 500, every="day")
    needed = replay_needs(rule, now=NOW, settling=SETTLING)
    peaks = usage(
        lambda hour: 1000 if (hour.day, hour.hour) == (1, 9) else 0,
        start=Grain.HOUR.floor(needed.start),
    )
    found = replay(rule, BOTS[:1], [peaks], now=NOW, settling=SETTLING)
    assert [f"{notice.at:%d %b %H:%M}" for notice in found.fired] == [
        "01 Sep 10:00", "01 Oct 10:00", "01 Nov 10:00"]  # fmt: skip
    assert [str(notice.kind) for notice in found.notices] == ["fired", "ended"] * 3


def test_a_replay_says_what_it_would_say_once_it_is_saved() -> None:
    """Of the day that runs, and nothing of what was said before; nothing where it is muted."""
    rule = rule_of(Kind.AMOUNT, 50, 100, 500, every="day")
    whole = usage(always(20), start=Grain.HOUR.floor(replay_needs(
        rule, now=NOW, settling=SETTLING).start))  # fmt: skip
    found = replay(rule, BOTS[:1], [whole], now=NOW, settling=SETTLING)
    (notice,) = found.at_once
    assert (notice.rank, notice.window) == (1, window_at(rule, NOW))
    assert notice.figures == measured(rule, whole)[-1]
    muted = replay(rule, BOTS[:1], [whole], now=NOW, settling=SETTLING, muted=True)
    assert (muted.at_once, muted.notices) == ((), found.notices)
    high = rule_of(Kind.AMOUNT, 500, every="day")
    assert replay(high, BOTS[:1], [whole], now=NOW, settling=SETTLING).at_once == ()


@pytest.mark.parametrize(("needed", "hours"), [(1, 0), (3, 2)])
def test_a_replay_knows_what_was_over_when_it_began(needed: int, hours: int) -> None:
    rule = rule_of(Kind.AMOUNT, 1, every="month", needed=needed, of=4)
    whole = usage(always(20), start=Grain.HOUR.floor(replay_needs(
        rule, now=NOW, settling=SETTLING).start))  # fmt: skip
    found = replay(rule, BOTS[:1], [whole], now=NOW, settling=SETTLING)
    assert found.by_then == found.period.start + hours * HOUR
    first, second, *_ = found.fired
    assert first.at == found.by_then < second.at


def test_windows_of_weeks_and_years() -> None:
    rule = rule_of(Kind.AMOUNT, every="year", from_day=6, from_month=4)
    assert window_at(rule, NOW).describe() == "Mon 6 Apr 2026 – Mon 5 Apr 2027 (UTC)"


def test_a_level_is_proposed_that_is_reached_a_handful_of_times() -> None:
    """Where its own is reached too often: one with two digits, as people set them."""
    spikes = {MIDNIGHT - n * DAY: 1_000 * n for n in range(1, 8)}
    known = usage(some(spikes, 10))
    found = {
        level: quieter(
            rule_of(Kind.AMOUNT, level, every="day"), BOTS[:1], [known], now=NOW, settling=SETTLING
        )
        for level in (100, 1_000)
    }
    assert found == {100: Proposal(2_300, 5), 1_000: None}
