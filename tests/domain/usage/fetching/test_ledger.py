"""What is settled is kept, what is kept answers, and what has changed since is told."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from slackbot.domain.query import Unit
from slackbot.domain.usage.bucket import Bucket
from slackbot.domain.usage.fetching.job import Grain, SummaryJob, Usage
from slackbot.domain.usage.fetching.ledger import entries_of, filled, restated, usage_from

START = datetime(2026, 11, 16, tzinfo=UTC)
SETTLING = timedelta(hours=6)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
ALL = dict.fromkeys(Unit, 5)


def usage(
    hours: int = 3,
    *,
    bots: tuple[str, ...] = ("st-a",),
    start: datetime = START,
    fetched_at: datetime = START + timedelta(days=2),
    each: int = 5,
    left_out: tuple[int, ...] = (),
) -> Usage:
    """A figure for each hour from `start` on, but for those left out."""
    end = start + hours * HOUR
    job = SummaryJob(account=True, bot_ids=bots, start=start, end=end, grain=Grain.HOUR)
    buckets = tuple(
        Bucket(bot_id=bot, start=at, counts={Unit.SESSION: each})
        for bot in bots
        for number, at in enumerate(job.starts())
        if number not in left_out
    )
    return Usage(job=job, buckets=buckets, report_ids=("1", "2"), fetched_at=fetched_at)


def test_what_was_fetched_comes_back_with_its_receipt() -> None:
    fetched = usage(bots=("st-a", "st-b"), left_out=(1,))
    known = usage_from(fetched.job, entries_of(fetched, SETTLING), SETTLING)
    again = {"from_ledger": True, "again_at": fetched.fetched_at}  # for what was left out
    assert known == fetched.model_copy(update=again)


def test_what_is_whole_is_not_asked_again() -> None:
    fetched = usage()
    whole = fetched.model_copy(
        update={"buckets": tuple(replace(b, counts=ALL) for b in fetched.buckets)}
    )
    known = usage_from(fetched.job, entries_of(whole, SETTLING), SETTLING)
    assert known == whole.model_copy(update={"from_ledger": True})
    assert whole.is_whole
    assert not fetched.is_whole


def test_what_was_left_out_is_filled_from_what_is_known() -> None:
    before, after = usage(each=5), usage(each=6, left_out=(1,), fetched_at=START + 9 * DAY)
    told = filled(after, entries_of(before, SETTLING))
    assert [bucket.counts[Unit.SESSION] for bucket in told.buckets] == [6, 5, 6]
    assert [bucket.start for bucket in told.buckets] == list(after.job.starts())
    assert told.remembered_at == before.fetched_at
    assert filled(after, entries_of(after, SETTLING)) == after
    assert filled(after, ()) == after


@pytest.mark.parametrize(
    ("hours_after", "kept"), [(5, 0), (6, 0), (7, 1), (8, 2), (9, 3), (100, 3)], ids=str
)
def test_only_what_is_settled_is_kept(hours_after: int, kept: int) -> None:
    fetched = usage(fetched_at=START + hours_after * HOUR)
    entries = list(entries_of(fetched, SETTLING))
    assert len(entries) == kept
    assert (usage_from(fetched.job, entries, SETTLING) is not None) is (kept == 3)


def test_a_longer_settling_time_doubts_what_was_kept_under_a_shorter_one() -> None:
    fetched = usage(fetched_at=START + 10 * HOUR)
    entries = list(entries_of(fetched, SETTLING))
    assert usage_from(fetched.job, entries, timedelta(days=1)) is None


def test_a_window_is_answered_from_others_that_cover_it() -> None:
    entries = [
        *entries_of(usage(4), SETTLING),
        *entries_of(usage(4, start=START + 4 * HOUR), SETTLING),
    ]
    asked = usage(4, start=START + 2 * HOUR).job
    known = usage_from(asked, entries, SETTLING)
    assert known is not None
    assert [bucket.start for bucket in known.buckets] == list(asked.starts())
    assert usage_from(usage(9).job, entries, SETTLING) is None
    assert usage_from(usage(2, bots=("st-a", "st-b")).job, entries, SETTLING) is None


def test_a_bucket_that_the_window_cuts_answers_for_that_part_only() -> None:
    cut = usage(2, start=START + HOUR / 2)
    entries = list(entries_of(cut, SETTLING))
    assert usage_from(cut.job, entries, SETTLING) is not None
    assert usage_from(usage(1).job, entries, SETTLING) is None


def test_what_says_otherwise_now_is_kept_as_it_was() -> None:
    before = usage(bots=("st-a", "st-b"))
    other = replace(before.buckets[1], counts={Unit.SESSION: 6})
    after = before.model_copy(update={"buckets": (before.buckets[0], other, *before.buckets[2:])})
    assert restated(before, after) == (before.buckets[1],)
    assert restated(before, before) == ()
    assert restated(None, after) == ()


def test_what_was_left_out_is_not_compared() -> None:
    whole = usage()
    assert restated(whole, usage(left_out=(1,))) == ()
    assert restated(usage(left_out=(1,)), whole) == ()
    first = replace(whole.buckets[0], counts={Unit.SESSION: 6, Unit.ALERT: 1})
    more = whole.model_copy(update={"buckets": (first, *whole.buckets[1:])})
    # Of alerts nothing was known before, so they are no difference.
    assert restated(whole, more) == (replace(first, counts={Unit.SESSION: 5, Unit.ALERT: 1}),)
    assert restated(more, whole) == (first,)
