"""What a change is made of: the parts sum to it, whatever the figures are."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slackbot.domain.channel import Bot
from slackbot.domain.period import Period
from slackbot.domain.query import Unit, UsageQuery
from slackbot.domain.usage.bucket import Bucket
from slackbot.domain.usage.fetching.job import Grain, SummaryJob, Usage
from slackbot.domain.usage.findings.movers import Mover, Movers, movers_of, signed
from slackbot.domain.usage.report import UsageReport

S, C, R = Unit.SESSION, Unit.CONVERSATION, Unit.REQUEST
WEEK = Period.of_days(date(2026, 11, 16), date(2026, 11, 22), "UTC")
BEFORE = Period.of_days(date(2026, 11, 9), date(2026, 11, 15), "UTC")

Figures = dict[Unit, int]


def reported(
    bots: dict[str, tuple[Figures | None, Figures | None]], period: Period = WEEK
) -> UsageReport:
    """Each bot's figures before and now, in the first days of the two weeks, and zeros on the
    others; None is not sent."""
    names = tuple(Bot(id=f"st-{name}", name=name) for name in bots)
    return report_of(
        names,
        [
            Bucket(
                bot_id=f"st-{name}",
                start=start + timedelta(days=day),
                counts=dict.fromkeys(counts, 0) if day else counts,
            )
            for name, figures in bots.items()
            for start, counts in zip((BEFORE.start, WEEK.start), figures, strict=True)
            if counts is not None
            for day in range(7)
        ],
        period,
    )


def report_of(
    bots: tuple[Bot, ...], buckets: list[Bucket], period: Period = WEEK, before: Period = BEFORE
) -> UsageReport:
    job = SummaryJob(
        account=True,
        bot_ids=tuple(bot.id for bot in bots),
        start=BEFORE.start,
        end=period.end,
        grain=Grain.DAY,
    )
    usage = Usage(
        job=job,
        buckets=tuple(buckets),
        report_ids=("1",),
        fetched_at=datetime(2026, 12, 1, tzinfo=UTC),
    )
    return UsageReport.of(UsageQuery(period=period), bots, [usage], before=before)


def sessions(before: int | None, after: int | None) -> tuple[Figures | None, Figures | None]:
    return (None if before is None else {S: before}), (None if after is None else {S: after})


SAID = {
    "two bots": (
        {"Support": sessions(1000, 2500), "Sales": sessions(200, 540)},
        "Sessions rose by 1,840: Support +1,500, Sales +340",
    ),
    "the one that moved furthest comes first, also down": (
        {"A": sessions(100, 150), "B": sessions(900, 200)},
        "Sessions fell by 650: B -700, A +50",
    ),
    "they cancel": (
        {"A": sessions(10, 60), "B": sessions(60, 10)},
        "Sessions are the same in all: A +50, B -50",
    ),
    "new is what is known to have been none": (
        {"A": sessions(0, 340), "B": sessions(10, 20)},
        "Sessions rose by 350: A +340 (new), B +10",
    ),
    "what did not move is no part": (
        {"A": sessions(5, 9), "B": sessions(7, 7)},
        "Sessions rose by 4: A +4",
    ),
    "what is not known before is not new, and left out": (
        {"A": sessions(5, 9), "B": sessions(None, 500)},
        "Sessions rose by 4: A +4 (without B: a figure of the two is not known)",
    ),
    "nor is what is not known now gone": (
        {"A": sessions(5, 9), "B": sessions(500, None)},
        "Sessions rose by 4: A +4 (without B: a figure of the two is not known)",
    ),
    "four are shown": (
        {name: sessions(0, n) for n, name in enumerate("ABCD", 1)},
        "Sessions rose by 10: D +4 (new), C +3 (new), B +2 (new), A +1 (new)",
    ),
    "of more, the others are one": (
        {name: sessions(10, 10 + n) for n, name in enumerate("ABCDE", 1)},
        "Sessions rose by 15: E +5, D +4, C +3, other (2 bots) +3",
    ),
    "many that are left out are counted": (
        {"A": sessions(5, 9), **{name: sessions(None, 5) for name in "BCDEF"}},
        "Sessions rose by 4: A +4 (without B, C, D and 2 more: a figure of the two is not known)",
    ),
}


@pytest.mark.parametrize(("bots", "said"), SAID.values(), ids=SAID.keys())
def test_the_parts_of_a_change_are_said(
    bots: dict[str, tuple[Figures | None, Figures | None]], said: str
) -> None:
    movers = movers_of(reported(bots), S)
    assert movers
    assert movers.describe() == said


NOTHING = {
    "no bot moved": {"A": sessions(5, 5), "B": sessions(0, 0)},
    "no bot has both": {"A": sessions(5, None), "B": sessions(None, 5)},
    "nothing before": {"A": sessions(None, 5)},
}


@pytest.mark.parametrize("bots", NOTHING.values(), ids=NOTHING.keys())
def test_where_nothing_moved_or_can_be_compared_nothing_is_said(
    bots: dict[str, tuple[Figures | None, Figures | None]],
) -> None:
    assert movers_of(reported(bots), S) is None


# Sessions and conversations before and now; by hand: the change of one times the other's mean.
CAUSES = {
    "more conversations of the same length": ((200, 100), (300, 150), (100, 0)),
    "as many, but longer": ((200, 100), (300, 100), (0, 100)),
    "both": ((100, 100), (300, 150), (75, 125)),  # 50 * (1 + 2) / 2; 1 * (100 + 150) / 2
    "more but shorter": ((400, 100), (400, 200), (300, -300)),  # 100 * (4 + 2) / 2
    "the other way round": ((300, 150), (100, 100), (-75, -125)),
    "a rest of the division": ((10, 3), (20, 7), (12, -2)),  # 4 * (10/3 + 20/7) / 2 = 12.38
    "none before": ((0, 0), (5, 5), None),
    "none now": ((5, 5), (0, 0), None),
}


@pytest.mark.parametrize(("was", "now", "causes"), CAUSES.values(), ids=CAUSES.keys())
def test_sessions_move_by_more_conversations_and_by_longer_ones(
    was: tuple[int, int], now: tuple[int, int], causes: tuple[int, int] | None
) -> None:
    mover = Mover.of(
        "A", S, dict(zip((S, C), was, strict=True)), dict(zip((S, C), now, strict=True))
    )
    assert mover
    assert (mover.volume, mover.length) == (causes or (None, None))


def test_causes_are_said_with_their_direction_and_only_of_sessions() -> None:
    was, now = {S: 400, C: 100, R: 5}, {S: 450, C: 200, R: 9}
    mover = Mover.of("A", S, was, now)
    assert mover
    assert mover.causes() == "+312 from more conversations, -262 from fewer sessions in each"
    other = Mover.of("A", R, was, now)
    assert other
    assert other.causes() == ""


def test_the_causes_of_all_are_the_sums_of_each_ones() -> None:
    bots: dict[str, tuple[Figures | None, Figures | None]] = {
        "A": ({S: 100, C: 100}, {S: 300, C: 150}),
        "B": ({S: 400, C: 100}, {S: 400, C: 200}),
    }
    movers = movers_of(reported(bots), S)
    assert movers
    assert movers.describe() == "Sessions rose by 200: A +200"
    assert (movers.total.volume, movers.total.length) == (375, -175)


def test_the_causes_of_all_are_unknown_where_one_that_moved_has_none() -> None:
    bots: dict[str, tuple[Figures | None, Figures | None]] = {
        "A": ({S: 100, C: 100}, {S: 300, C: 150}),
        "B": ({S: 0, C: 0}, {S: 40, C: 20}),
    }
    movers = movers_of(reported(bots), S)
    assert movers
    assert movers.total.causes() == ""
    assert [part.causes() != "" for part in movers.parts] == [True, False]


def week_of(
    before: list[int], now: list[int], period: Period = WEEK, earlier: Period = BEFORE
) -> Movers | None:
    """One bot's sessions on each day from Monday the 9th on."""
    bot = Bot(id="st-a", name="A")
    buckets = [
        Bucket(bot_id=bot.id, start=BEFORE.start + n * timedelta(days=1), counts={S: count})
        for n, count in enumerate([*before, *now])
    ]
    return movers_of(report_of((bot,), buckets, period, earlier), S)


def test_of_a_single_bot_the_weekdays_add_up() -> None:
    movers = week_of([10, 10, 10, 10, 10, 0, 0], [10, 40, 15, 8, 9, 1, 0])
    assert movers
    assert movers.describe() == (
        "Sessions rose by 33: Tue 17 Nov +30, Wed 18 Nov +5, Thu 19 Nov -2, other (2 days) ±0"
    )


def test_other_days_than_the_same_weekdays_are_not_compared() -> None:
    five = Period.of_days(date(2026, 11, 16), date(2026, 11, 20), "UTC")
    movers = week_of([10] * 7, [20] * 5, five)
    assert movers
    assert movers.parts == ()
    assert movers.describe() == "Sessions rose by 30"  # of five days, against the seven of BEFORE


def test_days_of_a_part_of_the_week_are_compared_with_the_same_ones() -> None:
    now, before = (
        Period.of_days(date(2026, 11, n), date(2026, 11, n + 2), "UTC") for n in (20, 13)
    )
    movers = week_of([10] * 7, [99, 99, 99, 99, 12, 5, 10], now, before)
    assert movers
    assert movers.describe() == "Sessions fell by 3: Sat 21 Nov -5, Fri 20 Nov +2"


def test_as_many_days_from_another_weekday_on_are_not_compared() -> None:
    now = Period.of_days(date(2026, 11, 19), date(2026, 11, 22), "UTC")
    before = Period.of_days(date(2026, 11, 9), date(2026, 11, 12), "UTC")
    movers = week_of([10] * 7, [10, 10, 10, 40, 10, 10, 10], now, before)
    assert movers
    assert movers.describe() == "Sessions rose by 30"


figures = st.none() | st.integers(0, 10**6)


@given(st.lists(st.tuples(figures, figures, figures, figures), min_size=1, max_size=9))
def test_parts_and_causes_sum_to_the_change_of_the_bots_that_have_both(
    drawn: list[tuple[int | None, int | None, int | None, int | None]],
) -> None:
    def counts(count: int | None, talks: int | None) -> Figures:
        return {u: n for u, n in ((S, count), (C, talks)) if n is not None}

    bots: dict[str, tuple[Figures | None, Figures | None]] = {
        f"B{n}": (counts(*each[:2]), counts(*each[2:])) for n, each in enumerate(drawn)
    }
    both = [(was, now) for was, _, now, _ in drawn if was is not None and now is not None]
    movers = movers_of(reported(bots), S)
    if movers is None:
        assert all(was == now for was, now in both)
        return
    assert movers.total.delta == sum(now - was for was, now in both)
    assert len(movers.left_out) == len(drawn) - len(both)
    if len(drawn) > 1:
        assert sum(part.delta for part in movers.parts) == movers.total.delta
    for part in (movers.total, *movers.parts):
        if part.volume is not None and part.length is not None:
            assert part.volume + part.length == part.delta


SIGNED = {0: "±0", 5: "+5", -5: "-5", 1500: "+1,500", -12345: "-12,345"}


@pytest.mark.parametrize(("count", "said"), SIGNED.items())
def test_signed(count: int, said: str) -> None:
    assert signed(count) == said
