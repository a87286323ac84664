"""When schedules fire, against an independent recurrence library and instants found by search."""

from bisect import bisect_left, bisect_right
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import (  # type: ignore[import-untyped]
    DAILY,
    FR,
    MO,
    MONTHLY,
    SU,
    TH,
    TU,
    WE,
    WEEKLY,
    rrule,
)
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from slackbot.domain.calendar.weekdays import EVERY_DAY, WORKDAYS
from slackbot.domain.digests.recurrence import (
    LAST,
    LAST_DAY,
    Monthly,
    NthWeekday,
    Quarterly,
    Recurrence,
    Weekly,
)
from slackbot.domain.digests.schedule import (
    Schedule,
    Slot,
    latest_slot,
    next_slot,
    previous_slot,
    slot_on,
    upcoming,
    window_words,
)
from slackbot.domain.period import Period
from slackbot.language.context import ReadingContext
from slackbot.language.questions.reading import read_query
from tests.properties import each_nth, steady

SECOND, MINUTE, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(days=1)
YEARS = 2.2  # of each run
# Years with a jump in each, where there is one, and wall times that fall into or beside it.
RUNS = [
    ("UTC", 2027, time(9)),  # with 29 February 2028
    ("Europe/Berlin", 2026, time(2, 30)),
    ("America/New_York", 2027, time(1, 30)),
    ("America/New_York", 2027, time(2)),
    ("Australia/Lord_Howe", 2026, time(2, 15)),  # jumps by half an hour
    ("Africa/Casablanca", 2026, time(2, 30)),  # goes back for Ramadan
    ("Asia/Kolkata", 2026, time(9)),
    ("Asia/Kathmandu", 2026, time(0)),
    ("Pacific/Kiritimati", 2026, time(23, 59)),
    ("Pacific/Kiritimati", 1994, time(9)),  # without a New Year's Eve or Day
    ("Pacific/Pago_Pago", 2026, time(9)),
    ("America/St_Johns", 2009, time(0, 0)),  # jumped at 00:01
    ("America/St_Johns", 2026, time(23, 30)),
    ("Asia/Beirut", 2026, time(0)),  # jumps at midnight
    ("America/Havana", 2026, time(0, 30)),
    ("Antarctica/Troll", 2026, time(2)),  # jumps by two hours
    ("Pacific/Apia", 2011, time(9)),  # without 30 December 2011
    ("Pacific/Apia", 2011, time(0)),
    ("Pacific/Kwajalein", 1993, time(12)),  # without 21 August 1993
]
QUARTERS, ENDS = (1, 4, 7, 10), (3, 6, 9, 12)
# What is asked of us, and the same in the library's words. `first` is a day of the run's January.
KINDS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "every day": ({"kind": "weekly", "weekdays": EVERY_DAY}, {"freq": DAILY}),
    "every weekday": (
        {"kind": "weekly", "weekdays": WORKDAYS},
        {"freq": WEEKLY, "byweekday": (MO, TU, WE, TH, FR)},
    ),
    "every Monday and Thursday": (
        {"kind": "weekly", "weekdays": (3, 0)},
        {"freq": WEEKLY, "byweekday": (MO, TH)},
    ),
    "every Friday": ({"kind": "weekly", "weekdays": (4,)}, {"freq": WEEKLY, "byweekday": FR}),
    "every Saturday": ({"kind": "weekly", "weekdays": (5,)}, {"freq": WEEKLY, "byweekday": 5}),
    "every other Sunday": (
        {"kind": "weekly", "weekdays": (6,), "weeks": 2, "first": 10},
        {"freq": WEEKLY, "interval": 2, "byweekday": SU},
    ),
    "every 3 weeks on Monday and Thursday": (
        {"kind": "weekly", "weekdays": (0, 3), "weeks": 3, "first": 13},
        {"freq": WEEKLY, "interval": 3, "byweekday": (MO, TH)},
    ),
    "every 52 weeks": (
        {"kind": "weekly", "weekdays": (2,), "weeks": 52, "first": 1},
        {"freq": WEEKLY, "interval": 52, "byweekday": WE},
    ),
    "on the 1st": ({"kind": "monthly", "day": 1}, {"freq": MONTHLY, "bymonthday": 1}),
    "on the 28th": ({"kind": "monthly", "day": 28}, {"freq": MONTHLY, "bymonthday": 28}),
    "on the 29th or the last day": (
        {"kind": "monthly", "day": 29},
        {"freq": MONTHLY, "bymonthday": (28, 29), "bysetpos": -1},
    ),
    "on the 30th or the last day": (
        {"kind": "monthly", "day": 30},
        {"freq": MONTHLY, "bymonthday": (28, 29, 30), "bysetpos": -1},
    ),
    "on the last day": ({"kind": "monthly", "day": 31}, {"freq": MONTHLY, "bymonthday": -1}),
    "on the first Monday": (
        {"kind": "nth weekday", "nth": 1, "weekday": 0},
        {"freq": MONTHLY, "byweekday": MO(1)},
    ),
    "on the second Tuesday": (
        {"kind": "nth weekday", "nth": 2, "weekday": 1},
        {"freq": MONTHLY, "byweekday": TU(2)},
    ),
    "on the third Wednesday": (
        {"kind": "nth weekday", "nth": 3, "weekday": 2},
        {"freq": MONTHLY, "byweekday": WE(3)},
    ),
    "on the fourth Sunday": (
        {"kind": "nth weekday", "nth": 4, "weekday": 6},
        {"freq": MONTHLY, "byweekday": SU(4)},
    ),
    "on the last Sunday": (
        {"kind": "nth weekday", "nth": LAST, "weekday": 6},
        {"freq": MONTHLY, "byweekday": SU(-1)},
    ),
    "quarterly": (
        {"kind": "quarterly"},
        {"freq": MONTHLY, "bymonth": QUARTERS, "bymonthday": 1},
    ),
    "on the 5th of each quarter": (
        {"kind": "quarterly", "day": 5},
        {"freq": MONTHLY, "bymonth": QUARTERS, "bymonthday": 5},
    ),
    "on the last day of each quarter": (
        {"kind": "quarterly", "day": LAST_DAY},
        {"freq": MONTHLY, "bymonth": ENDS, "bymonthday": -1},
    ),
}
recurrences: TypeAdapter[Recurrence] = TypeAdapter(Recurrence)
runs = pytest.mark.parametrize(
    ("zone", "year", "at"), each_nth(6, RUNS), ids=lambda value: str(value)
)
kinds = pytest.mark.parametrize("kind", KINDS)


def scheduled(kind: str, zone: str, year: int, at: time) -> Schedule:
    """Ours; what counts weeks does so from January of that year."""
    fields = dict(KINDS[kind][0])
    if "first" in fields:
        first = date(year, 1, fields["first"])
        fields["first"] = first + (min(fields["weekdays"]) - first.weekday()) % 7 * DAY
    return Schedule(recurrence=recurrences.validate_python(fields), at=at, zone=zone)


def expected_days(schedule: Schedule, kind: str, year: int) -> list[date]:
    """The library's days, of a wall clock that knows no zone."""
    start = datetime.combine(schedule.first or date(year, 1, 1), time())
    end = datetime(year, 1, 1) + YEARS * 365 * DAY  # noqa: DTZ001 - a wall clock's
    return [each.date() for each in rrule(dtstart=start, until=end, **KINDS[kind][1])]


def expected_slots(schedule: Schedule, kind: str, year: int) -> list[tuple[date, datetime]]:
    """The same with the instants that are found by looking for them."""
    zone, days = ZoneInfo(schedule.zone), expected_days(schedule, kind, year)
    slots = []
    for day in days:
        begins = first_instant(day, zone)
        following = begins.astimezone(zone).date()
        if following == day:
            slots.append((day, instant(datetime.combine(day, schedule.at), zone)))
        elif following not in days:
            slots.append((day, begins))
    return slots


def first_instant(day: date, zone: ZoneInfo) -> datetime:
    """The first minute at which the wall shows `day` or, where it never does, a later one."""
    low = datetime.combine(day, time(), UTC) - 2 * DAY
    minutes = range(4 * 24 * 60)
    found = bisect_left(
        minutes, True, key=lambda k: (low + k * MINUTE).astimezone(zone).date() >= day
    )
    return low + found * MINUTE


def instant(wall: datetime, zone: ZoneInfo) -> datetime:
    """The first instant at which the wall shows just this; in a gap, by the offset before it."""
    around = [wall.replace(tzinfo=UTC) + hours * timedelta(hours=6) for hours in range(-6, 7)]
    offsets = {each.astimezone(zone).utcoffset() or timedelta() for each in around}
    tries = sorted((wall - offset).replace(tzinfo=UTC) for offset in offsets)
    shown = [each for each in tries if each.astimezone(zone).replace(tzinfo=None) == wall]
    return shown[0] if shown else tries[-1]


def begin_of(year: int) -> datetime:
    return datetime(year, 1, 1, tzinfo=UTC) - 2 * DAY


@kinds
@runs
def test_a_run_of_the_clock_meets_each_day_once_and_at_its_instant(
    zone: str, year: int, at: time, kind: str
) -> None:
    schedule = scheduled(kind, zone, year, at)
    expected = [slot for slot in expected_slots(schedule, kind, year) if slot[1].year >= year]
    first = next_slot(schedule, expected[0][1] - SECOND)
    slots = [first, *upcoming(schedule, first.at, len(expected) - 1)]
    assert [(slot.day, slot.at) for slot in slots] == expected
    assert all(a.at < b.at and a.day < b.day for a, b in pairwise(slots))
    wall = ZoneInfo(zone)
    local = [slot.at.astimezone(wall).date() for slot in slots]
    assert len(set(local)) == len(local)
    for before, slot in pairwise(slots):
        assert latest_slot(schedule, slot.at) == slot
        assert latest_slot(schedule, slot.at - SECOND) == before
        assert previous_slot(schedule, slot) == before
    fired = {slot.day: slot for slot in slots}
    for k in range((slots[-1].day - slots[0].day).days + 1):
        day = slots[0].day + k * DAY
        assert slot_on(schedule, day) == fired.get(day)


@steady(40)
@given(
    run=st.sampled_from(RUNS),
    kind=st.sampled_from(sorted(KINDS)),
    steps=st.lists(st.integers(1, 60 * 24 * 40), max_size=25),
)
def test_no_slot_is_lost_whenever_the_clock_is_looked_at(
    run: tuple[str, int, time], kind: str, steps: list[int]
) -> None:
    zone, year, at = run
    schedule = scheduled(kind, zone, year, at)
    instants = [slot[1] for slot in expected_slots(schedule, kind, year)]
    now = max(begin_of(year) + 40 * DAY, instants[0])
    for step in steps:
        now += step * MINUTE
        place = bisect_right(instants, now)
        if place >= len(instants):
            break
        latest = latest_slot(schedule, now)
        assert latest
        assert latest.at == instants[place - 1]
        assert next_slot(schedule, now).at == instants[place]


ANCHORED = Schedule(
    recurrence=Weekly(weekdays=(0, 3), weeks=2, first=date(2026, 12, 3)), zone="Europe/Berlin"
)


def test_what_counts_weeks_begins_on_its_first_day() -> None:
    first = next_slot(ANCHORED, datetime(2020, 1, 1, tzinfo=UTC))
    assert first == Slot(day=date(2026, 12, 3), at=datetime(2026, 12, 3, 8, tzinfo=UTC))
    assert latest_slot(ANCHORED, first.at) == first
    assert latest_slot(ANCHORED, first.at - SECOND) is None
    assert slot_on(ANCHORED, date(2026, 11, 30)) is None
    # Thursday's week began on Monday, and so it would have been one.
    assert previous_slot(ANCHORED, first).day == date(2026, 11, 30)
    days = [slot.day.isoformat() for slot in upcoming(ANCHORED, first.at, 3)]
    assert days == ["2026-12-14", "2026-12-17", "2026-12-28"]


DAILY_AT: dict[str, Any] = {"recurrence": Weekly(weekdays=EVERY_DAY)}
FRIDAYS: dict[str, Any] = {"recurrence": Weekly(weekdays=(4,))}
NOTES = [
    ("Europe/Berlin", "2026-03-29", time(2, 30), DAILY_AT, "01:30",
     "02:30 does not exist on Sun 29 Mar 2026: it is sent at 03:30"),
    ("Europe/Berlin", "2026-10-25", time(2, 30), DAILY_AT, "00:30",
     "02:30 comes twice on Sun 25 Oct 2026: it is sent at the first"),
    ("Australia/Lord_Howe", "2026-10-04", time(2, 15), DAILY_AT, "15:45",
     "02:15 does not exist on Sun 4 Oct 2026: it is sent at 02:45"),
    ("Asia/Beirut", "2026-03-29", time(0), DAILY_AT, "22:00",
     "00:00 does not exist on Sun 29 Mar 2026: it is sent at 01:00"),
    ("Pacific/Apia", "2011-12-30", time(9), FRIDAYS, "10:00",
     "Fri 30 Dec 2011 does not exist: it is sent as Sat 31 Dec 2011 begins"),
    ("Europe/Berlin", "2026-03-29", time(3), DAILY_AT, "01:00", ""),
    ("Europe/Berlin", "2026-03-30", time(2, 30), DAILY_AT, "00:30", ""),
]  # fmt: skip


@pytest.mark.parametrize(("zone", "day", "at", "kind", "utc", "note"), NOTES)
def test_a_note_says_what_the_clocks_did(
    zone: str, day: str, at: time, kind: dict[str, Any], utc: str, note: str
) -> None:
    slot = slot_on(Schedule(at=at, zone=zone, **kind), date.fromisoformat(day))
    assert slot
    assert (f"{slot.at:%H:%M}", slot.note) == (utc, note)


def test_a_day_that_does_not_exist_is_left_to_the_next_one_that_fires() -> None:
    daily = Schedule(at=time(9), zone="Pacific/Apia", **DAILY_AT)
    assert slot_on(daily, date(2011, 12, 30)) is None
    after = next_slot(daily, datetime(2011, 12, 29, 19, tzinfo=UTC))
    assert after.day == date(2011, 12, 31)
    assert window_words(daily, after) == "last 2 days"


# A schedule, one of its slots, its words, and the days that these are, by the calendar.
WINDOWS: list[tuple[Recurrence, str, str, str]] = [
    (Weekly(weekdays=(0,)), "2026-11-30", "last week", "2026-11-23 2026-11-29"),
    (Weekly(weekdays=(6,)), "2026-11-29", "last week", "2026-11-16 2026-11-22"),
    (Weekly(weekdays=(4,), weeks=2, first=date(2026, 12, 4)), "2026-12-04", "last 2 weeks",
     "2026-11-16 2026-11-29"),
    (Weekly(weekdays=(4,), weeks=52, first=date(2026, 12, 4)), "2026-12-04", "last 52 weeks",
     "2025-12-01 2026-11-29"),
    (Weekly(weekdays=(0, 3), weeks=2, first=date(2026, 12, 3)), "2026-12-03", "last 3 days",
     "2026-11-30 2026-12-02"),
    (Weekly(weekdays=EVERY_DAY), "2026-12-01", "yesterday", "2026-11-30 2026-11-30"),
    (Weekly(weekdays=WORKDAYS), "2026-12-01", "yesterday", "2026-11-30 2026-11-30"),
    (Weekly(weekdays=WORKDAYS), "2026-11-30", "last 3 days", "2026-11-27 2026-11-29"),
    (Weekly(weekdays=(0, 3)), "2026-11-30", "last 4 days", "2026-11-26 2026-11-29"),
    (Monthly(day=1), "2026-12-01", "last month", "2026-11-01 2026-11-30"),
    (Monthly(day=27), "2026-12-27", "last month", "2026-11-01 2026-11-30"),
    (Monthly(day=28), "2026-12-28", "this month", "2026-12-01 2026-12-28"),
    (Monthly(day=30), "2027-02-28", "this month", "2027-02-01 2027-02-28"),
    (Monthly(day=31), "2026-12-31", "this month", "2026-12-01 2026-12-31"),
    (Monthly(day=1, also=(15,)), "2026-12-15", "last 14 days", "2026-12-01 2026-12-14"),
    (Monthly(day=15, also=(31,)), "2027-02-28", "last 13 days", "2027-02-15 2027-02-27"),
    (NthWeekday(nth=1, weekday=0, also=(3,)), "2026-12-21", "last 14 days",
     "2026-12-07 2026-12-20"),
    (NthWeekday(nth=1, weekday=0), "2026-12-07", "last month", "2026-11-01 2026-11-30"),
    (NthWeekday(nth=-1, weekday=4), "2026-12-25", "this month", "2026-12-01 2026-12-25"),
    (Quarterly(), "2027-01-01", "last quarter", "2026-10-01 2026-12-31"),
    (Quarterly(day=5), "2027-01-05", "last quarter", "2026-10-01 2026-12-31"),
    (Quarterly(day=31), "2026-12-31", "this quarter", "2026-10-01 2026-12-31"),
]  # fmt: skip


def window_of(schedule: Schedule, slot: Slot) -> Period:
    return read_query(
        window_words(schedule, slot), ReadingContext(now=slot.at, zone=schedule.zone)
    ).period


@pytest.mark.parametrize(("recurrence", "day", "words", "days"), WINDOWS)
def test_the_window_of_a_slot(recurrence: Recurrence, day: str, words: str, days: str) -> None:
    schedule = Schedule(recurrence=recurrence, zone="America/New_York")
    slot = slot_on(schedule, date.fromisoformat(day))
    assert slot
    assert window_words(schedule, slot) == words
    period = window_of(schedule, slot)
    last = (period.local_end - SECOND).date()
    assert f"{period.local_start.date()} {last}" == days


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in {
    "every 3 weeks on Monday and Thursday", "on the 28th", "on the 29th or the last day",
    "on the 30th or the last day", "on the last day", "on the last Sunday",
    "on the last day of each quarter"}])  # fmt: skip
@pytest.mark.parametrize(("zone", "year", "at"), [RUNS[1], RUNS[9], RUNS[13], RUNS[16], RUNS[17]])
def test_windows_follow_each_other_without_a_hole(
    kind: str, zone: str, year: int, at: time
) -> None:
    schedule = scheduled(kind, zone, year, at)
    slots = upcoming(schedule, begin_of(year) + 360 * DAY, 3 if "52" in kind else 26)
    periods = [window_of(schedule, slot) for slot in slots]
    for before, after in pairwise(periods):
        assert before.end == after.start
    assert all(period.end <= slot.at for period, slot in zip(periods, slots, strict=True))


def test_days_of_every_other_week_are_covered_since_the_slot_before() -> None:
    slots = upcoming(ANCHORED, datetime(2026, 12, 1, tzinfo=UTC), 20)
    periods = [window_of(ANCHORED, slot) for slot in slots]
    assert all(a.end == b.start for a, b in pairwise(periods))


@kinds
def test_a_schedule_is_written_down_and_read_back(kind: str) -> None:
    schedule = scheduled(kind, "Europe/Berlin", 2026, time(7, 45))
    assert Schedule.model_validate_json(schedule.model_dump_json()) == schedule


REFUSED: list[dict[str, Any]] = [
    {"kind": "weekly", "weekdays": ()},
    {"kind": "weekly", "weekdays": (7,)},
    {"kind": "weekly", "weekdays": (0,), "weeks": 0, "first": date(2026, 1, 1)},
    {"kind": "weekly", "weekdays": (0,), "weeks": 53, "first": date(2026, 1, 1)},
    {"kind": "weekly", "weekdays": (0,), "weeks": 2},
    {"kind": "weekly", "weekdays": (0,), "first": date(2026, 1, 1)},
    {"kind": "monthly", "day": 0},
    {"kind": "monthly", "day": 32},
    {"kind": "monthly", "day": 1, "also": [32]},
    {"kind": "nth weekday", "nth": 5, "weekday": 0},
    {"kind": "quarterly", "day": 30},
    {"kind": "yearly"},
]


@pytest.mark.parametrize("fields", REFUSED)
def test_no_recurrence_that_never_or_not_always_comes(fields: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        recurrences.validate_python(fields)


@pytest.mark.parametrize(
    ("recurrence", "names"),
    [
        (Weekly(weekdays=WORKDAYS), "daily"),
        (Weekly(weekdays=(0, 3)), "monday thursday weekly"),
        (Weekly(weekdays=(4,), weeks=2, first=date(2026, 12, 4)), "biweekly friday"),
        (Weekly(weekdays=(4,), weeks=3, first=date(2026, 12, 4)), "friday"),
        (Monthly(day=15), "monthly"),
        (NthWeekday(nth=LAST, weekday=4), "friday monthly"),
        (Quarterly(), "quarterly"),
    ],
    ids=str,
)
def test_a_digest_is_called_by_its_recurrence(recurrence: Recurrence, names: str) -> None:
    assert sorted(recurrence.names) == names.split()
