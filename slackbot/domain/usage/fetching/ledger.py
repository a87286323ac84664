"""The ledger: settled buckets, which Kore.ai will probably not change any more."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple

from slackbot.domain.query import Unit
from slackbot.domain.usage.bucket import Bucket, compact
from slackbot.domain.usage.fetching.job import SummaryJob, Usage

REPORTS = ", "  # separates the report ids of a window that was fetched in parts

# A check waits before it fetches a missing figure again: a part of the time for which the figure is
# missing, within these bounds. A question fetches it at once, until it is missing for LASTING.
PART, SHORTEST, LONGEST = 72, timedelta(minutes=30), timedelta(days=1)
LASTING = timedelta(days=3)


class Entry(NamedTuple):
    """The usage of one bot in `[start, end)`: a bucket, or the part of one inside a window.

    Kore.ai left out a unit without a count at each request since `lacking_since`; a check fetches
    it again from `again_at` on. Older versions did not write these two fields. `fetched_at` is the
    time of the request for the counts.
    """

    bot_id: str
    start: datetime
    end: datetime
    counts: dict[Unit, int]
    fetched_at: datetime
    report_id: str
    lacking_since: datetime | None = None
    again_at: datetime | None = None

    @property
    def asked_again(self) -> datetime | None:
        """The moment from which a question fetches again; None where no unit is missing."""
        if len(self.counts) == len(Unit):
            return None
        if self.again_at and self.lacking_since and self.again_at - self.lacking_since >= LASTING:
            return self.again_at
        return self.fetched_at


def is_settled(end: datetime, fetched_at: datetime, settling: timedelta) -> bool:
    """Tell whether figures up to `end`, fetched at `fetched_at`, are settled."""
    return end + settling <= fetched_at


def entries_of(usage: Usage, settling: timedelta) -> Iterator[Entry]:
    """Yield the settled part of `usage` as entries; missing figures get entries without counts."""
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
    """Answer `job` from the ledger; None if any part was not fetched, or not after it settled.

    `Usage.again_at` says whether Kore.ai has left anything out.
    """
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
        buckets=compact(
            Bucket(bot_id=entry.bot_id, start=start, counts=entry.counts)
            for entry, start in zip(used, starts, strict=True)
            if entry.counts
        ),
        report_ids=tuple(dict.fromkeys(ids)),
        fetched_at=min(entry.fetched_at for entry in used),
        from_ledger=True,
        again_at=min((at for entry in used if (at := entry.asked_again)), default=None),
    )


def filled(usage: Usage, entries: Iterable[Entry]) -> Usage:
    """Fill gaps of `usage` with known counts that Kore.ai left out this time."""
    job, known = usage.job, {(entry.bot_id, entry.start, entry.end): entry for entry in entries}
    sent = {(bucket.bot_id, bucket.start): bucket.counts for bucket in usage.buckets}
    buckets, times = [], []
    for bot_id in job.bot_ids:
        for start, span in zip(job.starts(), job.spans(), strict=True):
            counts, entry = sent.get((bot_id, start), {}), known.get((bot_id, *span))
            if entry and not entry.counts.keys() <= counts.keys():
                counts = {**entry.counts, **counts}
                times.append(entry.fetched_at)
            if counts:
                buckets.append(Bucket(bot_id=bot_id, start=start, counts=counts))
    if not times:
        return usage
    return usage.model_copy(update={"buckets": compact(buckets), "remembered_at": min(times)})


def restated(before: Usage | None, after: Usage) -> Sequence[Bucket]:
    """Return the earlier form of the buckets that have changed.

    A unit that is missing on either side is not compared.
    """
    if before is None:
        return ()
    now = {(bucket.bot_id, bucket.start): bucket.counts for bucket in after.buckets}
    return compact(
        replace(bucket, counts={**counts, **bucket.counts})
        for bucket in before.buckets
        if (counts := now.get((bucket.bot_id, bucket.start)))
        and any(counts.get(unit, count) != count for unit, count in bucket.counts.items())
    )
