"""What is known already: buckets that upstream will not change any more, as far as one can tell."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from slackbot.domain.job import Bucket, SummaryJob, Usage
from slackbot.domain.query import Unit

REPORTS = ", "  # between the report ids of a window that was fetched in parts


class Entry(NamedTuple):
    """What one bot used in `[start, end)`: a bucket, or the part of one that a window holds.

    Without any counts: Kore.ai was asked and left it out. `fetched_at` is when it was asked.
    """

    bot_id: str
    start: datetime
    end: datetime
    counts: dict[Unit, int]
    fetched_at: datetime
    report_id: str


def is_settled(end: datetime, fetched_at: datetime, settling: timedelta) -> bool:
    """Whether figures up to `end`, asked for at `fetched_at`, will stay as they are."""
    return end + settling <= fetched_at


def entries_of(usage: Usage, settling: timedelta) -> Iterator[Entry]:
    """What of `usage` is settled, ready to be kept; also what Kore.ai left out."""
    job, counts = usage.job, {(b.bot_id, b.start): b.counts for b in usage.buckets}
    report_id = REPORTS.join(usage.report_ids)
    for bot_id in job.bot_ids:
        for begins, (start, end) in zip(job.starts(), job.spans(), strict=True):
            if is_settled(end, usage.fetched_at, settling):
                yield Entry(
                    bot_id=bot_id,
                    start=start,
                    end=end,
                    counts=counts.get((bot_id, begins), {}),
                    fetched_at=usage.fetched_at,
                    report_id=report_id,
                )


def usage_from(job: SummaryJob, entries: Iterable[Entry], settling: timedelta) -> Usage | None:
    """The answer to `job` out of the ledger, or None if any of it is missing or not settled."""
    known = {
        (entry.bot_id, entry.start, entry.end): entry
        for entry in entries
        if is_settled(entry.end, entry.fetched_at, settling)
    }
    needed = [(bot_id, *span) for bot_id in job.bot_ids for span in job.spans()]
    used = [known[key] for key in needed if key in known]
    if not needed or len(used) < len(needed):
        return None
    starts = [start for _ in job.bot_ids for start in job.starts()]
    told = dict.fromkeys(entry.report_id for entry in used)
    ids = (id_ for each in told for id_ in each.split(REPORTS))
    return Usage(
        job=job,
        buckets=tuple(
            Bucket(bot_id=entry.bot_id, start=start, counts=entry.counts)
            for entry, start in zip(used, starts, strict=True)
            if entry.counts
        ),
        report_ids=tuple(dict.fromkeys(ids)),
        fetched_at=min(entry.fetched_at for entry in used),
        from_ledger=True,
    )


def restated(before: Usage | None, after: Usage) -> tuple[Bucket, ...]:
    """The buckets as they were known before, of those that say otherwise now.

    One that was left out on either side is not compared.
    """
    if before is None:
        return ()
    now = {(bucket.bot_id, bucket.start): bucket.counts for bucket in after.buckets}
    return tuple(
        bucket
        for bucket in before.buckets
        if now.get((bucket.bot_id, bucket.start), bucket.counts) != bucket.counts
    )
