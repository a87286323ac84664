"""Does a result answer the job that was submitted? A figure that may be another's is never shown.

Kore.ai's status call names no job: it tells of the latest one of a bot or an account, which may be
somebody else's. Its `_id` decides; where the ids of submit and status never agree, the times do
(docs/decisions/0002).
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from slackbot.domain.errors import JobError
from slackbot.domain.job import Bucket, Grain, SummaryJob
from slackbot.kore.schemas import Envelope, names_its_bots, read_buckets, read_response

CONVINCING = 3  # status replies that must agree before a result is believed without our id

MISFIT = (
    "Kore.ai's answer does not fit the question ({why}), so its figures are not shown. Ask again; "
    "if it happens again, tell your admin."
)


FAILED = "Kore.ai could not compute this. Ask again, or for a shorter period."
DISPLACED = (
    "Another program's questions to Kore.ai about the same bot take the place of ours. "
    "Ask again in some minutes."
)


class MisfitError(JobError):
    """A result that cannot be the one to our question."""


class DisplacedError(JobError):
    """Another client's job has come after ours and is done; ours will not be told of any more."""


class UnsureError(Exception):
    """A result came that could be ours or another client's: only another submit can tell."""


@dataclass
class Habits:
    """What has been seen of this Kore.ai.

    `ids_agree`: a status call told a submit's id. `ids_differ`: two submits running each got a
    result of another id.
    """

    ids_agree: bool = False
    ids_differ: bool = False


class Watch:
    """Judges what the status call tells while one job runs.

    Once ids have been seen to agree, only the id counts. Before that a result is believed without
    it only if the same one came three times running, was finished after our job was created, and
    has exactly our window's buckets; and, the first time, if the submit before had such a result
    too (`doubted`).
    """

    def __init__(
        self, job: SummaryJob, submitted: Envelope, habits: Habits, *, doubted: bool = False
    ) -> None:
        self._job = job
        self._submitted = submitted
        self._habits = habits
        self._doubted = doubted
        self.is_certain = False  # that the result is ours, by its id
        self.report_id = submitted.report_id or submitted.id or "unknown"
        self._suspect: Envelope | None = None  # a later job than ours, with another id
        self._times = 0  # that it was told of as finished, running

    @property
    def is_displaced(self) -> bool:
        """Whether another client's job, running or done, was told of last in the place of ours."""
        return self._habits.ids_agree and self._suspect is not None

    @property
    def wants_it_again(self) -> bool:
        """Whether a result was told of that is believed when it comes again."""
        return not self._habits.ids_agree and 0 < self._times < CONVINCING

    @property
    def confirmations(self) -> int:
        """How many status calls a result may need after the first that tells of it."""
        return 0 if self._habits.ids_agree else CONVINCING - 1

    def percentage(self, envelope: Envelope) -> float | None:
        """How far our job has come, as far as it can be ours that is told of."""
        if self._habits.ids_agree and not is_ours(envelope, self._submitted):
            return None
        return envelope.percentage

    def result(self, envelope: Envelope) -> tuple[Bucket, ...] | None:
        """Our job's buckets, or None while they are not there.

        Raises JobError if it failed or does not fit, DisplacedError if it will never be there,
        UnsureError if only another submit can tell.
        """
        if is_ours(envelope, self._submitted):
            self._habits.ids_agree = self.is_certain = True
            self._suspect, self._times = None, 0
            return self._finished(envelope)
        self._suspect_it(envelope)
        # Three times: it may be told of by mistake, and its owner has to read it before we submit.
        if self._times < CONVINCING:
            return None
        if self._habits.ids_agree and envelope.id is not None:
            raise DisplacedError(DISPLACED)
        return None if self._habits.ids_agree else self._without_id(envelope)

    def _suspect_it(self, envelope: Envelope) -> None:
        if not is_later(envelope, self._submitted):
            self._suspect, self._times = None, 0
            return
        same = self._suspect is not None and self._suspect.id == envelope.id
        finished = envelope.is_done or envelope.has_failed
        self._times = (self._times if same else 0) + 1 if finished else 0
        self._suspect = envelope

    def _finished(self, envelope: Envelope) -> tuple[Bucket, ...] | None:
        if envelope.has_failed:
            raise JobError(FAILED)
        if not envelope.is_done or not envelope.response:
            return None
        try:
            buckets = read_buckets(read_response(envelope.response), self._job)
        except ValueError as error:
            raise MisfitError(MISFIT.format(why="its figures cannot be read")) from error
        if why := misfit(buckets, self._job):
            raise MisfitError(MISFIT.format(why=why))
        return buckets

    def _without_id(self, envelope: Envelope) -> tuple[Bucket, ...] | None:
        buckets = self._finished(envelope)
        if buckets is None or envelope.modified_on is None or not covers(buckets, self._job):
            return None
        if self._job.account and not names_its_bots(read_response(envelope.response)):
            return None  # the account's latest job may be about any bot
        if not (self._habits.ids_differ or self._doubted):
            raise UnsureError
        self._habits.ids_differ = True
        self.report_id = envelope.report_id or envelope.id or "unknown"
        return buckets


def is_ours(envelope: Envelope, submitted: Envelope) -> bool:
    """Whether both tell of the same job by its id."""
    return envelope.id is not None and envelope.id == submitted.id


def is_later(envelope: Envelope, submitted: Envelope) -> bool:
    """Whether it was finished, or at least created, after ours was: by Kore.ai's own clock."""
    moment = envelope.modified_on or envelope.created_on
    if moment is None or submitted.created_on is None:
        return False
    return moment >= submitted.created_on


def misfit(buckets: Sequence[Bucket], job: SummaryJob) -> str | None:
    """Why these cannot be the buckets of `job`, or None if they can."""
    seen: set[tuple[str, datetime]] = set()
    starts, first = set(job.starts()), job.grain.floor(job.start)
    for bucket in buckets:
        if bucket.bot_id not in job.bot_ids:
            return "it names a bot that was not asked for"
        if not first <= bucket.start < job.end:
            return "a bucket lies outside the period"
        if bucket.start not in starts:
            return "a bucket does not start where one should"
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
