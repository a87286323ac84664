"""Does a result answer the job that was submitted? A figure that may be another's is never shown.

Kore.ai's status call names no job: it tells of the latest one of a bot or an account, which may be
somebody else's. Its `_id` decides; where the ids of submit and status never agree, the times do.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from slackbot.domain.errors import JobError
from slackbot.domain.job import Bucket, Grain, SummaryJob
from slackbot.kore.schemas import Envelope, names_its_bots, read_buckets, read_response

CONVINCING = 3  # status replies that must agree before a result is believed without our id


MISFIT = (
    "Kore.ai's answer does not fit the question ({why}), so its figures are not shown. Ask again; "
    "if it happens again, tell your admin."
)


class MisfitError(JobError):
    """A result that cannot be the one to our question."""


class Watch:
    """Judges what the status call tells while one job runs.

    `ids_agree`: on this host the ids of submit and status have been seen to agree, so only the id
    counts. Otherwise a result is believed without it only if the same one came three times running,
    was finished after our job was created, and has exactly our window's buckets.
    """

    def __init__(self, job: SummaryJob, submitted: Envelope, *, ids_agree: bool) -> None:
        self._job = job
        self._submitted = submitted
        self._suspect: tuple[str | None, int] = (None, 0)
        self.ids_agree = ids_agree

    def result(self, envelope: Envelope) -> tuple[Bucket, ...] | None:
        """Our job's buckets, or None while they are not there. Raises JobError if it failed."""
        if is_ours(envelope, self._submitted):
            self.ids_agree = True
            return self._finished(envelope)
        if self.ids_agree or not is_later(envelope, self._submitted):
            return None
        return self._finished_without_id(envelope)

    def _finished(self, envelope: Envelope) -> tuple[Bucket, ...] | None:
        if envelope.has_failed:
            raise JobError("Kore.ai could not compute this. Ask again, or for a shorter period.")
        if not envelope.is_done or not envelope.response:
            return None
        try:
            buckets = read_buckets(read_response(envelope.response), self._job)
        except ValueError as error:
            raise MisfitError(MISFIT.format(why="its figures cannot be read")) from error
        if why := misfit(buckets, self._job):
            raise MisfitError(MISFIT.format(why=why))
        return buckets

    def _finished_without_id(self, envelope: Envelope) -> tuple[Bucket, ...] | None:
        if not (envelope.is_done or envelope.has_failed):
            return None
        last, times = self._suspect
        times = times + 1 if last == envelope.id else 1
        self._suspect = (envelope.id, times)
        if times < CONVINCING:
            return None
        buckets = self._finished(envelope)
        if buckets is None or not covers(buckets, self._job):
            return None
        if self._job.account and not names_its_bots(read_response(envelope.response)):
            return None  # the account's latest job may be about any bot
        return buckets


def is_ours(envelope: Envelope, submitted: Envelope) -> bool:
    """Whether both tell of the same job by its id."""
    return envelope.id is not None and envelope.id == submitted.id


def is_later(envelope: Envelope, submitted: Envelope) -> bool:
    """Whether it was finished after ours was created, both by Kore.ai's own clock."""
    if envelope.modified_on is None or submitted.created_on is None:
        return False
    return envelope.modified_on >= submitted.created_on


def misfit(buckets: Sequence[Bucket], job: SummaryJob) -> str | None:
    """Why these cannot be the buckets of `job`, or None if they can."""
    seen: set[tuple[str, datetime]] = set()
    for bucket in buckets:
        if bucket.bot_id not in job.bot_ids:
            return "it names a bot that was not asked for"
        if job.grain.floor(bucket.start) != bucket.start:
            return "a bucket does not start where one should"
        if not job.grain.floor(job.start) <= bucket.start < job.end:
            return "a bucket lies outside the period"
        if (bucket.bot_id, bucket.start) in seen:
            return "a bucket appears twice"
        seen.add((bucket.bot_id, bucket.start))
    # Documented and seen: days are filled with zeros. Of hours and months nobody says so.
    if buckets and job.grain is Grain.DAY and not covers(buckets, job):
        return "a day is missing"
    return None


def covers(buckets: Sequence[Bucket], job: SummaryJob) -> bool:
    """Whether every bot that appears has exactly the buckets of the job's window."""
    starts: defaultdict[str, set[datetime]] = defaultdict(set)
    for bucket in buckets:
        starts[bucket.bot_id].add(bucket.start)
    expected = set(job.starts())
    return bool(starts) and all(found == expected for found in starts.values())
