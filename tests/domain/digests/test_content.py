"""What a digest says is made of figures that are known, and of nothing else."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from slackbot.domain.allowance import Allowance, ChannelAllowances
from slackbot.domain.calendar.arithmetic import Every
from slackbot.domain.channel import Bot
from slackbot.domain.digests.allowance import allowance_lines
from slackbot.domain.digests.content import DigestContent, restatements, totals_in, totals_of
from slackbot.domain.period import Period, local_midnight
from slackbot.domain.query import Unit
from slackbot.domain.usage.bucket import Bucket
from slackbot.domain.usage.comparison import Change, previous_period
from slackbot.domain.usage.fetching.job import Grain, SummaryJob, Usage
from slackbot.domain.usage.findings.usual import weeks_before
from slackbot.domain.usage.findings.year_before import year_before
from slackbot.domain.usage.report import UsageReport
from slackbot.language.context import ReadingContext
from slackbot.language.questions.reading import read_query

A, B = Bot(id="st-a", name="A"), Bot(id="st-b", name="B")
S, C = Unit.SESSION, Unit.CONVERSATION
BERLIN, SETTLING, HOUR = "Europe/Berlin", timedelta(hours=6), timedelta(hours=1)
MONDAY = datetime(2026, 11, 23, 8, tzinfo=UTC)
WEEK = Period.of_days(date(2026, 11, 16), date(2026, 11, 22), BERLIN)
BEFORE = Period.of_days(date(2026, 11, 9), date(2026, 11, 15), BERLIN)
YEAR_AGO = Period.of_days(date(2025, 11, 17), date(2025, 11, 23), BERLIN)

Count = Callable[[str, datetime], dict[Unit, int]]


def count(bot_id: str, start: datetime) -> dict[Unit, int]:
    """In an hour 10 sessions this year and 8 last year, one conversation for two; B has half."""
    sessions = 10 if start.year == 2026 else 8
    sessions //= 1 if bot_id == A.id else 2
    return {S: sessions, C: sessions // 2}


def without(bot_id: str, until: datetime) -> Count:
    """The same, but one bot has figures only from a moment on."""
    return lambda id_, start: {} if id_ == bot_id and start < until else count(id_, start)


def fetched(window: Period, bots: tuple[Bot, ...], counts: Count, at: datetime) -> Usage:
    """One job of the account, in hours."""
    job = SummaryJob(
        account=True,
        bot_ids=tuple(bot.id for bot in bots),
        start=window.start,
        end=window.end,
        grain=Grain.HOUR,
    )
    return Usage(
        job=job,
        buckets=tuple(
            Bucket(bot_id=bot.id, start=start, counts=own)
            for bot in bots
            for start in job.starts()
            if (own := counts(bot.id, start))
        ),
        report_ids=("1",),
        fetched_at=at,
    )


def usages_of(
    period: Period = WEEK,
    bots: tuple[Bot, ...] = (A, B),
    counts: Count = count,
    at: datetime = MONDAY,
) -> list[Usage]:
    """The period with its eight weeks, and that of a year before."""
    reach = period.model_copy(update={"start": weeks_before(period).start})
    return [fetched(each, bots, counts, at) for each in (reach, year_before(period))]


def content_of(
    words: str = "last week",
    bots: tuple[Bot, ...] = (A, B),
    counts: Count = count,
    at: datetime = MONDAY,
) -> DigestContent:
    query = read_query(words, ReadingContext(now=at, zone=BERLIN))
    usages = usages_of(query.period, bots, counts, at)
    before = query.comparison or previous_period(query)
    report = UsageReport.of(query, bots, usages, before=before, settling=SETTLING)
    return DigestContent.of(report, usages, SETTLING)


def test_a_week_is_compared_with_the_one_before_and_with_that_of_a_year_before() -> None:
    """168 hours of 15 sessions; a year before, of 12."""
    content = content_of()
    assert content.previous
    assert content.previous.changes[S] == Change(before=2520, after=2520)
    assert (content.previous.period, content.previous.how) == (BEFORE, "the period before")
    assert content.year_ago
    assert content.year_ago.changes[S] == Change(before=2016, after=2520)
    assert (content.year_ago.period, content.year_ago.how) == (
        YEAR_AGO,
        "the same weekdays 52 weeks before",
    )
    assert content.movers == ()
    assert content.usual.is_quiet


def test_a_digest_that_names_what_to_compare_with_keeps_the_week_before() -> None:
    content = content_of("last week vs last year")
    assert content.previous
    assert content.previous.changes[S] == Change(before=2016, after=2520)
    assert content.own_before
    assert content.own_before.changes[S] == Change(before=2520, after=2520)
    assert (content.own_before.period, content.own_before.how) == (BEFORE, "the period before")
    assert content.year_ago is None  # it is the one that was named
    assert content_of().own_before is None
    assert content_of("last week vs the week before").own_before is None


def test_a_bot_without_a_figure_of_then_is_left_out_and_named() -> None:
    """A alone: 168 * 10 against 168 * 8; its own week before is compared in full."""
    content = content_of(counts=without(B.id, BEFORE.start))
    assert content.year_ago
    assert content.year_ago.changes[S] == Change(before=1344, after=1680)
    assert content.year_ago.left_out == ("B",)
    assert content.previous
    assert content.previous.left_out == ()


NO_YEAR = {
    "no bot had figures": without(A.id, WEEK.start),
    "an hour is missing": lambda id_, start: {} if start == YEAR_AGO.start else count(id_, start),
}


@pytest.mark.parametrize("counts", NO_YEAR.values(), ids=NO_YEAR.keys())
def test_what_is_not_wholly_known_of_a_year_ago_is_not_compared(counts: Count) -> None:
    assert content_of(bots=(A,), counts=counts).year_ago is None


def test_without_figures_of_before_nothing_is_compared() -> None:
    content = content_of(counts=lambda id_, start: count(id_, start) if start >= WEEK.start else {})
    assert (content.previous, content.year_ago, content.movers) == (None, None, ())
    assert not content.usual.is_quiet


def test_what_moved_is_told_for_each_unit_that_did() -> None:
    def more(id_: str, start: datetime) -> dict[Unit, int]:
        extra = 3 if id_ == B.id and start >= WEEK.start else 0
        return {**count(id_, start), S: count(id_, start)[S] + extra}

    content = content_of(counts=more)
    assert [movers.describe() for movers in content.movers] == ["Sessions rose by 504: B +504"]
    assert (
        content.movers[0].total.causes() == "nearly all from longer conversations, not more of them"
    )


def test_a_running_month_has_its_forecast_in_the_outlook() -> None:
    """At 09:00 on the 30th: 24 * 10 a day, a thirtieth of which is still to come."""
    content = content_of("this month", (A,), at=datetime(2026, 11, 30, 8, tzinfo=UTC))
    assert [line.partition(":")[0] for line in content.outlook] == ["Likely by the end of November"]
    assert content.previous
    assert content.previous.how == "the same part of the period before"


HOW = {
    "a weekend": ("last weekend", "the same days of the week before"),
    "a week": ("last week", "the period before"),
    "what was named": ("last week vs 9-15 Nov", ""),
    "what was named, of what runs": ("this week vs 9-15 Nov", ""),
}


@pytest.mark.parametrize(("words", "how"), HOW.values(), ids=HOW.keys())
def test_which_period_it_is_compared_with_is_told_unless_it_was_named(words: str, how: str) -> None:
    previous = content_of(words).previous
    assert previous
    assert previous.how == how


def lines(*amounts: Allowance, bots: tuple[Bot, ...] = (A, B), counts: Count = count) -> list[str]:
    query = read_query("last week", ReadingContext(now=MONDAY, zone=BERLIN))
    usages = usages_of(bots=bots, counts=counts)
    report = UsageReport.of(query, bots, usages, settling=SETTLING)
    known = ChannelAllowances.of(amounts, [])
    return list(allowance_lines(report, known, usages, SETTLING, whole=True))


def test_a_week_tells_how_much_of_the_month_is_used_by_its_end() -> None:
    """22 days of 24 hours with 15 sessions are 7,920."""
    assert lines(Allowance(unit=S, amount=40_000)) == [
        "Up to Sun 22 Nov: 32,080 sessions left of the November allowance (19% of 40,000 used)"
    ]
    (said,) = lines(Allowance(unit=S, amount=9_000))  # 1,080 are left, of 360 a day
    assert said == (
        "Up to Sun 22 Nov: 1,080 sessions left of the November allowance (88% of 9,000 used); "
        "likely used up between Wed 25 Nov and Thu 26 Nov"
    )


OF_YEAR = Allowance(unit=S, amount=9, every=Every.YEAR)
NO_LINES = {
    "a term that began before what was fetched": ([OF_YEAR], count),
    "one bot's alone, of two": ([Allowance(unit=S, amount=9, bot_id=A.id)], count),
}  # fmt: skip


@pytest.mark.parametrize(("amounts", "counts"), NO_LINES.values(), ids=NO_LINES.keys())
def test_no_share_is_told_of_what_is_not_wholly_known(
    amounts: list[Allowance], counts: Count
) -> None:
    assert lines(*amounts, counts=counts) == []


def test_of_a_term_with_a_hole_at_least_what_is_known_is_told() -> None:
    holed = without(B.id, local_midnight(date(2026, 11, 3), BERLIN))
    (said,) = lines(Allowance(unit=S, amount=40_000), counts=holed)
    assert said == (  # B's 3 November is not known, 240 sessions
        "Up to Sun 22 Nov: at most 32,320 sessions left of the November allowance (at least 19% of "
        "40,000 used)"
    )


def test_totals_are_kept_and_compared_when_they_are_fetched_again() -> None:
    query = read_query("last week", ReadingContext(now=MONDAY, zone=BERLIN))
    told = totals_of(UsageReport.of(query, (A, B), usages_of(), settling=SETTLING))
    assert told[A.id][S] == 1680
    assert told == totals_in(WEEK, (A, B), usages_of())

    def later(id_: str, start: datetime) -> dict[Unit, int]:
        extra = 171 if (id_, start) == (A.id, WEEK.end - HOUR) else 0
        return {**count(id_, start), S: count(id_, start)[S] + extra}

    now = totals_in(WEEK, (A, B), usages_of(counts=later))
    assert [each.model_dump() for each in restatements(told, now)] == [
        {"bot_id": A.id, "unit": S, "before": 1680, "after": 1851}
    ]


UNKNOWN = {
    "an hour is missing now": usages_of(
        counts=lambda id_, start: {} if start == WEEK.start else count(id_, start)
    ),
    "only a part was fetched": [
        fetched(WEEK.model_copy(update={"start": WEEK.start + HOUR}), (A, B), count, MONDAY)
    ],
    "its last hour was cut": [
        fetched(WEEK.model_copy(update={"end": WEEK.end - HOUR / 2}), (A, B), count, MONDAY)
    ],
    "nothing was": [],
}


@pytest.mark.parametrize("usages", UNKNOWN.values(), ids=UNKNOWN.keys())
def test_what_is_not_wholly_known_now_restates_nothing(usages: list[Usage]) -> None:
    now = totals_in(WEEK, (A, B), usages)
    assert set(now[A.id].values()) == {None}
    assert restatements({A.id: {S: 1680}}, now) == ()


def test_a_bot_that_another_job_holds_is_counted_once() -> None:
    twice = [*usages_of(), *usages_of(bots=(B,))]
    assert totals_in(WEEK, (A, B), twice)[B.id][S] == 840
    assert totals_in(WEEK, (A, B), usages_of(bots=(B,)))[A.id][S] is None


RESTATED = {
    "more": ({S: 5}, {S: 6}, [(5, 6)]),
    "none where there were some": ({S: 5}, {S: 0}, [(5, 0)]),
    "the same": ({S: 5}, {S: 5}, []),
    "unknown now": ({S: 5}, {S: None}, []),
    "unknown then": ({S: None}, {S: 5}, []),
    "no such unit now": ({S: 5}, {C: 4}, []),
}


@pytest.mark.parametrize(("earlier", "now", "pairs"), RESTATED.values(), ids=RESTATED.keys())
def test_only_what_is_known_then_and_now_is_restated(
    earlier: dict[Unit, int | None],
    now: dict[Unit, int | None],
    pairs: list[tuple[int, int]],
) -> None:
    found = restatements({A.id: earlier}, {A.id: now, B.id: {S: 9}})
    assert [(each.before, each.after) for each in found] == pairs
    assert restatements({A.id: earlier}, {}) == ()
