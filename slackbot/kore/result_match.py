"""Decides whether a result belongs to the job that we submitted. We never show other results.

Kore.ai's status call takes no job id. It returns the latest job of a bot or an account, which
another client may have submitted. The `_id` decides. If the ids of submit and status never agree,
we believe a result only if two submits gave the same figures (docs/decisions/0002).
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

import structlog

from slackbot import telemetry
from slackbot.domain.connections.habits import Habits
from slackbot.domain.errors import JobError
from slackbot.domain.usage.bucket import Bucket
from slackbot.domain.usage.fetching.job import Grain, SummaryJob
from slackbot.kore.schemas import Envelope, names_its_bots, read_buckets, read_response

log = structlog.get_logger()

CONVINCING = 3  # equal status replies after which a result is believed without our id

MISFIT = (
    "Kore.ai's answer does not fit the question ({why}), so its figures are not shown. Ask again; "
    "if it happens again, tell your admin."
)
FAILED = "Kore.ai couldn't compute this{why}. Ask again, or for a shorter period."
DISPLACED = (
    "Another program's questions to Kore.ai about the same bot take the place of ours. "
    "Ask again in some minutes."
)
CHANGING = (
    "Kore.ai names another job each time I ask how mine is doing, so I can't tell which figures "
    "are the answer. Ask again in some minutes; if it happens again, tell your admin."
)
FOREIGN = (
    "Kore.ai's answer has another job's id and does not fit the question ({why}), so its figures "
    "are not shown. Another program may be asking about the same bot: ask again in some minutes."
)
UNPROVEN = (
    "Kore.ai's answers have other ids than my jobs, and no two in a row agreed on every figure, so "
    "they are not shown. Ask again; if it happens again, tell your admin."
)
UNKNOWN_WORD = (
    "Kore.ai says “{word}” about this job{why}, a status that I don't know, and sent no figures "
    "that fit in time. Please tell your admin that word."
)
UNFINISHED = (
    "Kore.ai still said “{word}” about this job when our time was over, so the figures that it "
    "sent may not be all of them. Ask again later, or for a shorter period."
)
NOT_OURS = (
    "Kore.ai only told of jobs that are not ours until our time was over. Ask again; if it happens "
    "again, tell your admin."
)


class MisfitError(JobError):
    """The result cannot belong to our question."""


class DisplacedError(JobError):
    """The latest job is another client's and is done; Kore.ai will not return ours any more."""


class UnsureError(JobError):
    """The result may be ours or another client's; only another submit can tell.

    `found` has its buckets in order, or the sentence that says that it failed.
    """

    def __init__(self, found: "BucketsOrReason") -> None:
        super().__init__(UNPROVEN)
        self.found = found


BucketsOrReason = list[Bucket] | str


class StatusWatch:
    """Judges the status replies while one job runs.

    Once ids have been seen to agree, only the id counts. Before that, a result is believed without
    it if four things hold: it came three times in a row, it was finished after our job was created,
    it has exactly our window's buckets, and it equals the result of the submit before (`doubted`).
    """

    def __init__(
        self,
        job: SummaryJob,
        submitted: Envelope,
        habits: Habits,
        doubted: BucketsOrReason | None = None,
    ) -> None:
        self._job = job
        self._submitted = submitted
        self._habits = habits
        self._doubted = doubted
        self.is_certain = False  # whether the id proves that the result is ours
        self.report_id = submitted.report_id or submitted.id or "unknown"
        self._suspect: Envelope | None = None  # a later job than ours, with another id
        self._times = 0  # replies in a row that show it as finished
        self._strangers: set[str | None] = set()  # ids of such jobs
        self._told: Envelope | None = None  # the last reply

    @property
    def is_displaced(self) -> bool:
        """Tell whether the last reply showed another client's job, running or done, instead of
        ours.
        """
        return self._habits.ids_agree and self._suspect is not None

    @property
    def wants_it_again(self) -> bool:
        """Tell whether a result came that is believed if it comes again."""
        return not self._habits.ids_agree and 0 < self._times < CONVINCING

    @property
    def confirmations(self) -> int:
        """Return how many more status calls a result may need after its first reply."""
        return 0 if self._habits.ids_agree else CONVINCING - 1

    @property
    def complaint(self) -> str | None:
        """Return what is wrong with the last reply; None for no reply or a running job."""
        told = self._told
        if told is None or self.is_displaced:
            return None
        if not told.is_known_word and (self.is_certain or not self._habits.ids_agree):
            return UNKNOWN_WORD.format(word=told.word, why=_because(told))
        if not (told.response or told.has_failed):
            return None
        return UNFINISHED.format(word=told.word) if self.is_certain else NOT_OURS

    def percentage(self, envelope: Envelope) -> float | None:
        """Return our job's percentage; None if the reply may be about another job."""
        if self._habits.ids_agree and not is_ours(envelope, self._submitted):
            return None
        return envelope.percentage

    def result(self, envelope: Envelope) -> tuple[Bucket, ...] | None:
        """Return our job's buckets; None while they are not there.

        Raises JobError if the job failed or its result does not fit, DisplacedError if the result
        will never be there, UnsureError if only another submit can tell.
        """
        self._note(envelope)
        if is_ours(envelope, self._submitted):
            self._habits.ids_agree = self.is_certain = True
            self._suspect, self._times = None, 0
            return self._finished(envelope)
        self._suspect_it(envelope)
        if len(self._strangers) > CONVINCING:
            raise DisplacedError(CHANGING)
        # Three times, because one reply may be wrong, and because the other client needs time to
        # read its result before we submit.
        if self._times < CONVINCING:
            return None
        if not self._habits.ids_agree:
            return self._without_id(envelope)
        if envelope.id is not None:
            raise DisplacedError(CHANGING if len(self._strangers) == CONVINCING else DISPLACED)
        return None

    def _note(self, envelope: Envelope) -> None:
        """Log an unknown status word, once."""
        before, self._told = self._told, envelope
        if not envelope.is_known_word and (before is None or before.word != envelope.word):
            log.warning(telemetry.UNKNOWN_WORD, said=envelope.reasons, **envelope.facts)

    def _suspect_it(self, envelope: Envelope) -> None:
        """Note a later job. Some servers change the id with each reply; then equal figures
        identify it.
        """
        suspect, self._suspect = self._suspect, None
        if not is_later(envelope, self._submitted):
            self._times = 0
            return
        same = suspect is not None and (
            suspect.id == envelope.id
            or (suspect.response is not None and suspect.response == envelope.response)
        )
        finished = envelope.has_result or envelope.has_failed
        self._times = (self._times if same else 0) + 1 if finished else 0
        self._strangers |= {envelope.id} if finished else set()
        self._suspect = envelope

    def _finished(self, envelope: Envelope) -> tuple[Bucket, ...] | None:
        if envelope.has_failed:
            raise failed(envelope)
        if not envelope.has_result:
            return None
        buckets, why = self._read(envelope)
        if why is None and (envelope.is_done or self._looks_done(buckets)):
            return buckets
        if not envelope.is_done:
            return None  # its status does not say that the result is complete
        raise MisfitError(MISFIT.format(why=why))

    def _looks_done(self, buckets: Sequence[Bucket]) -> bool:
        """Tell whether the buckets look complete. Only days are documented to be filled with
        zeros.
        """
        return covers(buckets, self._job) or (bool(buckets) and self._job.grain is not Grain.DAY)

    def _read(self, envelope: Envelope) -> tuple[tuple[Bucket, ...], str | None]:
        """Return the reply's buckets, and the reason why they cannot be ours, if there is one."""
        why: str | None = None
        try:
            buckets = read_buckets(read_response(envelope.response), self._job)
        except ValueError:
            buckets, why = (), "its figures cannot be read"
        if why := why or misfit(buckets, self._job):
            log.warning(telemetry.UNFIT, why=why, buckets=len(buckets), told=envelope.id)
        return buckets, why

    def _without_id(self, envelope: Envelope) -> tuple[Bucket, ...]:
        if envelope.has_failed:
            error = failed(envelope)
            self._agreeing(error.message)
            raise error
        buckets, why = self._read(envelope)
        if why := why or self._unlike_ours(envelope, buckets):
            raise DisplacedError(FOREIGN.format(why=why))
        self._agreeing(sorted(buckets, key=lambda bucket: (bucket.bot_id, bucket.start)))
        self.report_id = envelope.report_id or envelope.id or "unknown"
        return buckets

    def _agreeing(self, found: BucketsOrReason) -> None:
        if found != self._doubted:
            raise UnsureError(found)

    def _unlike_ours(self, envelope: Envelope, buckets: Sequence[Bucket]) -> str | None:
        if envelope.modified_on is None:
            return "it does not say when it was finished"
        if not covers(buckets, self._job):
            return "a bucket is missing"
        if self._job.account and not names_its_bots(read_response(envelope.response)):
            return "it does not name its bots by their ids"  # so it may be about any bot
        return None


def failed(envelope: Envelope) -> JobError:
    """Return the error for a failed job."""
    return JobError(FAILED.format(why=_because(envelope)))


def _because(envelope: Envelope) -> str:
    """Return Kore.ai's own reason, in brackets; empty if it gives none."""
    return f" ({envelope.reasons})" if envelope.reasons else ""


def is_ours(envelope: Envelope, submitted: Envelope) -> bool:
    """Tell whether both show the same job, by its id."""
    return envelope.id is not None and envelope.id == submitted.id


def is_later(envelope: Envelope, submitted: Envelope) -> bool:
    """Tell whether it was finished, or at least created, after our job, by Kore.ai's clock."""
    moment = envelope.modified_on or envelope.created_on
    if moment is None or submitted.created_on is None:
        return False
    return moment >= submitted.created_on


def misfit(buckets: Sequence[Bucket], job: SummaryJob) -> str | None:
    """Return why these cannot be the buckets of `job`; None if they can."""
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
    return None


def covers(buckets: Sequence[Bucket], job: SummaryJob) -> bool:
    """Tell whether each bot that appears has exactly the buckets of the job's window."""
    starts: defaultdict[str, set[datetime]] = defaultdict(set)
    for bucket in buckets:
        starts[bucket.bot_id].add(bucket.start)
    expected = set(job.starts())
    return bool(starts) and all(found == expected for found in starts.values())
