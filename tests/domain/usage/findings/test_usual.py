"""What is usual for a weekday is told from the eight weeks before a period, and from nothing else.

The bounds are worked out by hand: with as many days below the median as above it, each 40 away,
the spread is 40 * 8 / 7.2, and 4.2 of it are 186.7.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from slackbot.domain.channel import Bot
from slackbot.domain.period import Period
from slackbot.domain.query import Unit
from slackbot.domain.usage.bucket import Bucket
from slackbot.domain.usage.fetching.job import Grain, SummaryJob, Usage
from slackbot.domain.usage.findings.usual import Usual, unusual_days, weeks_before

A, B = Bot(id="st-a", name="A"), Bot(id="st-b", name="B")
S, C = Unit.SESSION, Unit.CONVERSATION
BERLIN, SETTLING = "Europe/Berlin", timedelta(hours=6)
WEEK = Period.of_days(date(2026, 11, 16), date(2026, 11, 22), BERLIN)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
MONDAY = datetime(2026, 11, 23, 8, tzinfo=UTC)

Count = Callable[[str, datetime], dict[Unit, int]]


def pattern(bot_id: str, start: datetime) -> dict[Unit, int]:
    """At noon UTC 960 sessions in even weeks and 1,040 in odd ones; 5 conversations."""
    if start.hour != 12:
        return {S: 0, C: 0}
    odd = (start - datetime(2026, 1, 5, tzinfo=UTC)).days // 7 % 2
    return {S: 1040 if odd else 960, C: 5}


def but(days: dict[date, int], count: Count = pattern, bot_id: str = A.id) -> Count:
    """The same, but for the sessions of one bot on these days."""

    def changed(id_: str, start: datetime) -> dict[Unit, int]:
        counts = count(id_, start)
        if id_ == bot_id and start.hour == 12 and start.date() in days:
            return {**counts, S: days[start.date()]}
        return counts

    return changed


def fetched(
    count: Count = pattern,
    bots: tuple[Bot, ...] = (A,),
    period: Period = WEEK,
    start: datetime | None = None,
    at: datetime = MONDAY,
) -> list[Usage]:
    """Hours of one job for each bot, the weeks before included."""
    start = start or weeks_before(period).start
    jobs = (
        SummaryJob(account=False, bot_ids=(b.id,), start=start, end=period.end, grain=Grain.HOUR)
        for b in bots
    )
    return [
        Usage(
            job=job,
            buckets=tuple(
                Bucket(bot_id=job.bot_ids[0], start=hour, counts=counts)
                for hour in job.starts()
                if (counts := count(job.bot_ids[0], hour))
            ),
            report_ids=("1",),
            fetched_at=at,
        )
        for job in jobs
    ]


def judged(usages: list[Usage], bots: tuple[Bot, ...] = (A,), period: Period = WEEK) -> Usual:
    return unusual_days(period, bots, (S, C), usages, SETTLING)


def test_a_week_like_those_before_is_quiet() -> None:
    usual = judged(fetched())
    assert usual.is_quiet
    assert usual.compared == 14  # seven days of two units
    assert usual.describe() == "No day was unusual against the past 8 weeks"


TUESDAY = date(2026, 11, 17)
EDGES = {
    "the highest that is usual": (1186, ""),
    "one more": (1187, "Tue 17 Nov: 1,187 sessions, usually 814–1,186"),
    "the lowest that is usual": (814, ""),
    "one less": (813, "Tue 17 Nov: 813 sessions, usually 814–1,186"),
    "one alone": (1, "Tue 17 Nov: 1 session, usually 814–1,186"),
    "far more": (4310, "Tue 17 Nov: 4,310 sessions, usually 814–1,186"),
}


@pytest.mark.parametrize(("sessions", "said"), EDGES.values(), ids=EDGES.keys())
def test_a_day_outside_its_band_is_told_with_what_is_usual(sessions: int, said: str) -> None:
    usual = judged(fetched(but({TUESDAY: sessions})))
    assert [each.describe() for each in usual.unusual] == ([said] if said else [])
    assert usual.is_quiet == (not said)


def test_the_furthest_comes_first_and_each_bot_has_its_own_band() -> None:
    count = but({TUESDAY: 2000, TUESDAY + DAY: 200})
    count = but({TUESDAY: 9000}, count, B.id)
    usual = judged(fetched(count, (A, B)), (A, B))
    assert [(each.bot, each.day.day, each.count) for each in usual.unusual] == [
        ("B", 17, 9000),
        ("A", 17, 2000),
        ("A", 18, 200),
    ]
    assert usual.describe() == "Unusual against the past 8 weeks"


def test_units_of_a_day_stand_together_in_their_order() -> None:
    def busy(id_: str, start: datetime) -> dict[Unit, int]:
        counts = but({TUESDAY: 3000, TUESDAY + DAY: 2000})(id_, start)
        return {**counts, C: counts[C] * (50 if start.date() == TUESDAY else 1)}

    usual = judged(fetched(busy))
    assert [[(each.day.day, each.unit) for each in day] for day in usual.days] == [
        [(17, S), (17, C)],
        [(18, S)],
    ]
    assert [each.unit for each in usual.unusual] == [C, S, S]  # 109 spreads, 45 and 22


def test_the_days_of_the_period_do_not_make_each_other_usual() -> None:
    """In a month of five times as much, every Monday but none of before is five times as much."""
    month = Period.of_days(date(2026, 10, 1), date(2026, 10, 31), BERLIN)
    grown = {date(2026, 10, day): 5000 for day in range(1, 32)}
    usual = judged(fetched(but(grown), period=month), period=month)
    assert {each.day for each in usual.unusual} == set(grown)


def test_what_is_older_than_eight_weeks_is_forgotten() -> None:
    """Nine weeks before the period, and earlier, there was ten times as much."""
    first = weeks_before(WEEK).local_start.date()
    assert first == date(2026, 9, 21)
    old = {first - n * DAY: 10_000 for n in range(1, 90)}
    assert judged(fetched(but(old), start=WEEK.start - 20 * timedelta(weeks=1))).is_quiet


def since(day: date, bot_id: str, count: Count = pattern) -> Count:
    """The same, but nothing of that bot before the day."""

    def changed(id_: str, start: datetime) -> dict[Unit, int]:
        return {} if id_ == bot_id and start.date() < day else count(id_, start)

    return changed


TOO_LITTLE = (
    "Not enough history yet to spot unusual days: that takes 4 of each weekday in the 8 weeks "
    "before"
)


def test_four_of_a_weekday_are_enough_and_three_are_not() -> None:
    """Of the Berlin day of 19 October two hours are the UTC day before: since is by UTC days."""
    enough = judged(fetched(since(date(2026, 10, 18), A.id)))
    assert (enough.compared, enough.new) == (14, ())
    some = judged(fetched(since(date(2026, 10, 21), A.id)))
    assert (some.compared, some.new) == (8, ("A",))  # of Thursday to Sunday
    assert some.describe().endswith("weeks (too little is known of A)")
    none = judged(fetched(since(date(2026, 10, 28), A.id)))
    assert (none.compared, none.is_quiet) == (0, False)
    assert none.describe() == TOO_LITTLE


def test_a_new_bot_is_named_beside_what_is_usual_of_the_others() -> None:
    usual = judged(fetched(since(date(2026, 11, 9), B.id), (A, B)), (A, B))
    assert usual.describe() == (
        "No day was unusual against the past 8 weeks (too little is known of B)"
    )


def test_a_day_that_may_still_change_is_not_compared() -> None:
    at = WEEK.end + HOUR
    usual = judged(fetched(but({date(2026, 11, 22): 0}), at=at))
    assert usual.is_quiet
    assert usual.compared == 12
    assert usual.describe() == (
        "No day was unusual against the past 8 weeks "
        "(without Sun 22 Nov, not complete or not settled)"
    )


def test_a_day_that_lacks_an_hour_is_neither_compared_nor_history() -> None:
    hole, past = datetime(2026, 11, 17, 3, tzinfo=UTC), datetime(2026, 11, 11, 3, tzinfo=UTC)

    def holed(id_: str, start: datetime) -> dict[Unit, int]:
        return {} if start in (hole, past) else pattern(id_, start)

    usual = judged(fetched(holed))
    assert (usual.compared, usual.open_days) == (12, (TUESDAY,))


def test_a_unit_that_was_not_sent_is_not_compared_as_zero() -> None:
    def without(id_: str, start: datetime) -> dict[Unit, int]:
        counts = pattern(id_, start)
        return {C: counts[C]} if start >= WEEK.start else counts

    usual = judged(fetched(without))
    assert (usual.compared, usual.is_quiet) == (7, True)


def test_without_any_settled_day_nothing_is_claimed() -> None:
    usual = judged(fetched(at=WEEK.start))
    assert not usual.is_quiet
    assert usual.describe().startswith("Unusual days aren't known")


def test_a_day_of_which_the_period_holds_a_part_is_not_compared() -> None:
    part = WEEK.model_copy(update={"start": WEEK.start + 10 * HOUR})
    usual = judged(
        fetched(but({date(2026, 11, 16): 0}), start=weeks_before(WEEK).start), period=part
    )
    assert usual.is_quiet
    assert usual.open_days == (date(2026, 11, 16),)


def test_the_days_are_the_readers_own_also_when_the_clocks_change() -> None:
    """Berlin's Sunday 25 October has 25 hours, of which one use is in the last."""
    week = Period.of_days(date(2026, 10, 19), date(2026, 10, 25), BERLIN)

    def late(id_: str, start: datetime) -> dict[Unit, int]:
        last = start == datetime(2026, 10, 25, 22, tzinfo=UTC)
        return {S: 9000 if last else pattern(id_, start)[S], C: 0}

    usual = judged(fetched(late, period=week), period=week)
    assert [(each.day, each.count) for each in usual.unusual] == [
        (date(2026, 10, 25), 9000 + pattern(A.id, datetime(2026, 10, 25, 12, tzinfo=UTC))[S])
    ]
