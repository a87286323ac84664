"""An invoice against the figures: the examples of docs/money.md, and where counts come from."""

from datetime import UTC, date, datetime, timedelta

import pytest

from slackbot.domain.closes.reconcile import ZoneCount, counts_of, reconciled, span_of
from slackbot.domain.period import Period
from slackbot.domain.query import Unit
from slackbot.domain.usage.bucket import Bucket
from slackbot.domain.usage.fetching.job import Grain, SummaryJob, Usage

BERLIN, UTC_, CONSOLE = "Europe/Berlin", "UTC", "Asia/Kolkata"
COUNTS = [
    ZoneCount(BERLIN, 41_090, 310),
    ZoneCount(UTC_, 41_102, 310),
    ZoneCount(CONSOLE, 41_185, 310),
]
EXAMPLES = [
    (41_230, 140, [95, 45], 0, 0),
    (41_100, 10, [12], -2, 2),
    (41_135, 45, [45], 0, 0),
    (40_500, -590, [], -590, 310),
    (45_000, 3_910, [], 3_910, 0),
    (41_090, 0, [], 0, 0),
]


@pytest.mark.parametrize(("invoiced", "difference", "parts", "unexplained", "late"), EXAMPLES)
def test_examples(
    invoiced: int, difference: int, parts: list[int], unexplained: int, late: int
) -> None:
    found = reconciled(invoiced, COUNTS, 45)
    assert found.difference == difference
    assert [part.size for part in found.parts] == parts
    assert (found.unexplained, found.late) == (unexplained, late)
    assert sum(parts) + unexplained == difference


def test_each_hour_counts_for_its_day_in_each_zone() -> None:
    month = Period.of_days(date(2026, 10, 1), date(2026, 10, 31), BERLIN)
    span = span_of(date(2026, 10, 1), date(2026, 10, 31), BERLIN)
    assert span.start == datetime(2026, 9, 30, 18, tzinfo=UTC)
    assert span.end == datetime(2026, 11, 1, tzinfo=UTC)
    job = SummaryJob(
        account=False, bot_ids=("st-a",), start=span.start, end=span.end, grain=Grain.HOUR
    )
    at = {
        datetime(2026, 9, 30, 18, tzinfo=UTC): 1,  # October in India alone
        datetime(2026, 9, 30, 22, tzinfo=UTC): 10,  # and in Berlin
        datetime(2026, 10, 15, 12, tzinfo=UTC): 100,
        datetime(2026, 10, 31, 17, tzinfo=UTC): 1_000,
        datetime(2026, 10, 31, 22, tzinfo=UTC): 10_000,  # in India it is November
        datetime(2026, 10, 31, 23, tzinfo=UTC): 100_000,  # in Berlin, too
    }
    buckets = tuple(
        Bucket(bot_id="st-a", start=start, counts={Unit.SESSION: at.get(start, 0)})
        for start in job.starts()
    )
    usage = Usage(job=job, buckets=buckets, report_ids=("1",), fetched_at=span.end)
    assert counts_of(month, Unit.SESSION, [usage], timedelta(hours=6)) == [
        ZoneCount(BERLIN, 11_110, 11_000),
        ZoneCount(UTC_, 111_100, 110_000),
        ZoneCount(CONSOLE, 1_111, 1_000),
    ]
