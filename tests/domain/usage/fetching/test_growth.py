"""How days still grew after their end, from fetches that happened anyway."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import pytest

from slackbot.domain.query import Unit
from slackbot.domain.usage.bucket import Bucket
from slackbot.domain.usage.fetching.growth import Seen, proposed_hours, seen_in, usual_growth
from slackbot.domain.usage.fetching.job import Grain, SummaryJob, Usage

FIRST = date(2026, 11, 1)


def seen(days: int, counts: Sequence[tuple[int, int]]) -> list[Seen]:
    """Each day seen at these ages with these counts of sessions."""
    return [
        Seen("st-a", FIRST + timedelta(days=n), age, {Unit.SESSION: count})
        for n in range(days)
        for age, count in counts
    ]


GROWS = [(0, 970), (1, 990), (3, 1_000), (9, 1_000), (30, 1_000)]


@pytest.mark.parametrize(
    ("days", "counts", "usual"),
    [
        (7, GROWS, 0.03),
        (6, GROWS, None),  # too few
        (7, [(5, 970), (30, 1_000)], None),  # first seen too late
        (7, [(0, 970), (9, 1_000)], None),  # never seen when final
        (7, [(0, 0), (30, 0)], 0.0),  # no use, no growth
    ],
)
def test_usual_growth(days: int, counts: list[tuple[int, int]], usual: float | None) -> None:
    assert usual_growth(seen(days, counts)) == (usual and pytest.approx(usual))


@pytest.mark.parametrize(
    ("days", "counts", "hours"),
    [
        (14, GROWS, 2),  # what is seen at 3 hours grows no more
        (13, GROWS, None),
        (14, [(0, 1_000), (1, 1_000), (30, 1_000)], 1),
        (14, [(0, 970), (20, 990), (30, 1_000)], None),  # it grows for longer than anybody looked
    ],
)
def test_a_proposal(days: int, counts: list[tuple[int, int]], hours: int | None) -> None:
    assert proposed_hours(seen(days, counts)) == hours


@pytest.mark.parametrize("grain", [Grain.HOUR, Grain.DAY])
def test_only_whole_days_that_are_over_are_seen(grain: Grain) -> None:
    fetched_at = datetime(2026, 11, 24, 5, 30, tzinfo=UTC)
    start = datetime(2026, 11, 19 if grain is Grain.DAY else 22, tzinfo=UTC)
    if grain is Grain.HOUR:
        start += timedelta(hours=3)  # so that this day is not whole
    end = datetime(2026, 11, 24, 6, tzinfo=UTC)
    job = SummaryJob(account=False, bot_ids=("st-a",), start=start, end=end, grain=grain)
    buckets = tuple(Bucket("st-a", at, {Unit.SESSION: 1}) for at in job.starts())
    usage = Usage(job=job, buckets=buckets, report_ids=("1",), fetched_at=fetched_at)
    found = [(each.day.day, each.age, each.counts[Unit.SESSION]) for each in seen_in(usage)]
    if grain is Grain.HOUR:
        assert found == [(23, 5, 24)]
    else:
        assert found == [(21, 53, 1), (22, 29, 1), (23, 5, 1)]
