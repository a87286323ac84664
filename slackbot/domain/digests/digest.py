"""A digest (a question that a channel asks on a schedule) and its runs."""

from datetime import date, datetime, timedelta
from enum import StrEnum
from hashlib import sha256

from pydantic import AwareDatetime, Field

from slackbot.domain.ask import Thread
from slackbot.domain.calendar.arithmetic import FiscalYear
from slackbot.domain.digests.schedule import Schedule
from slackbot.domain.frozen import FrozenModel
from slackbot.domain.naming import labelled
from slackbot.domain.period import Period
from slackbot.domain.query import Unit, WeekStart

Counts = dict[Unit, int | None]

FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(minutes=30)  # between two tries
JITTER = 0.5  # part of a pause, so that thousands do not retry together


class DigestState(StrEnum):
    """The states of a digest."""

    ACTIVE = "active"
    PAUSED = "paused"  # by a person
    STOPPED = "stopped"  # by the app: it cannot deliver until somebody fixes the cause in `reason`
    REMOVED = "removed"


class Digest(FrozenModel):
    """A digest: its owner, its schedule and its question. `number` is its name in the channel.

    `question` is read anew for each slot, with the settings stored at set-up (`names`, those of
    them that are `groups`, `locale`, `week_start`, `fiscal_year`, `holidays`); if it names no
    period, the schedule gives one. `bot_ids` are ids of bots and of groups; without any the digest
    is about all bots that the channel has at the time of the slot.
    """

    team: str
    channel: str
    id: str
    number: int
    owner: str
    schedule: Schedule
    question: str = ""
    names: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    bot_ids: tuple[str, ...] = ()
    locale: str = "en-US"
    week_start: WeekStart = "monday"
    fiscal_year: FiscalYear | None = None
    holidays: str = ""
    when_settled: bool = False  # wait until Kore.ai's figures of the window are settled
    closes: bool = False  # and then close the month that it told, for its owner
    state: DigestState = DigestState.ACTIVE
    reason: str = ""  # the cause of a stop, in a sentence for the owner
    created_at: AwareDatetime
    name: str = ""  # that somebody gave it
    to: str = ""  # the person who alone gets it, and sees it

    @property
    def to_me(self) -> bool:
        """Tell whether it goes to its owner alone."""
        return bool(self.to)

    def is_seen_by(self, user: str) -> bool:
        """Tell whether this member of its channel may know of it."""
        return self.to in ("", user)

    @property
    def label(self) -> str:
        """Its number, with its name if it has one."""
        return labelled(self.number, self.name)

    def describe_typed(self) -> str:
        """Describe the digest as a person would type it."""
        settled = " when settled" if self.when_settled else ""
        more = " that closes the month" if self.closes else settled
        to = " to me" if self.to else ""
        return f"{self.schedule.describe()} {self.question}".strip() + more + to

    @property
    def is_active(self) -> bool:
        """Tell whether the slots of the digest are run."""
        return self.state is DigestState.ACTIVE


class RunState(StrEnum):
    """The states of one run of a digest."""

    RUNNING = "running"
    RETRYING = "retrying"  # a transient error occurred; a retry follows
    SENT = "sent"
    FAILED = "failed"  # given up: its owner is told
    SKIPPED = "skipped"  # missed during a downtime; a later slot was run instead


class DigestRun(FrozenModel):
    """One run of a digest: a slot, or a `send now`.

    `key` is the slot's local day, or for `send now` the id of that request. `totals` are the
    figures it told, by bot id; a later fetch is compared with them.
    """

    team: str
    digest_id: str
    key: str
    due_at: AwareDatetime
    begun_at: AwareDatetime | None = None
    state: RunState = RunState.RUNNING
    attempts: int = 0
    period: Period | None = None
    thread: Thread | None = None
    totals: dict[str, Counts] = Field(default_factory=dict)
    finished_at: AwareDatetime | None = None
    retry_at: AwareDatetime | None = None  # the time of the retry
    said: str = ""  # the reason of the failure, or of the latest retry
    told: bool = False  # the owner was told of the failure

    @property
    def is_over(self) -> bool:
        """Tell whether the run is finished."""
        return self.retry_at is None and self.state not in (RunState.RUNNING, RunState.RETRYING)

    def over(self, state: RunState, at: datetime, said: str = "") -> "DigestRun":
        """Return the run, finished in that state at that moment."""
        end = {"state": state, "finished_at": at, "said": said, "retry_at": None}
        return self.model_copy(update=end)

    @property
    def day(self) -> date | None:
        """The slot's local day; None for one that was sent on request."""
        try:
            return date.fromisoformat(self.key)
        except ValueError:
            return None


def next_try(run: DigestRun, now: datetime, wait: float | None = None) -> datetime:
    """Return the time of the next retry after a transient failure, not before `wait` seconds.

    The pauses grow, and jitter spreads the digests.
    """
    pause: timedelta = min(FIRST_PAUSE * 2 ** min(run.attempts, 10), LONGEST_PAUSE)
    seed = sha256(f"{run.digest_id}:{run.key}:{run.attempts}".encode()).digest()
    jitter = 1 + JITTER * (seed[0] / 255 - 0.5)
    return now + max(pause * jitter, timedelta(seconds=wait or 0))
