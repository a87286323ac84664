"""A digest: a question that a channel asks on a schedule, and each time that it did."""

from datetime import date, datetime, timedelta
from enum import StrEnum
from hashlib import sha256

from pydantic import AwareDatetime, BaseModel, ConfigDict

from slackbot.domain.ask import Thread
from slackbot.domain.digests.schedule import Schedule
from slackbot.domain.period import Period
from slackbot.domain.query import Unit, WeekStart

Counts = dict[Unit, int | None]

FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(minutes=30)  # between two tries
JITTER = 0.5  # of a pause, so that thousands do not come back together


class DigestState(StrEnum):
    """Whether its slots are run."""

    ACTIVE = "active"
    PAUSED = "paused"  # by somebody
    STOPPED = "stopped"  # by us: it cannot be delivered until somebody mends what `reason` says
    REMOVED = "removed"


class Digest(BaseModel):
    """Whose it is, when it comes, and what it asks. `number` is its name in the channel.

    `question` is read anew for each slot, with what was known when it was set up (`names`,
    `locale`, `week_start`); without a period in it the schedule decides. Without `bot_ids` it is
    about all bots that the channel has by then.
    """

    model_config = ConfigDict(frozen=True)

    team: str
    channel: str
    id: str
    number: int
    owner: str
    schedule: Schedule
    question: str = ""
    names: tuple[str, ...] = ()
    bot_ids: tuple[str, ...] = ()
    locale: str = "en-US"
    week_start: WeekStart = "monday"
    when_settled: bool = False  # wait until Kore.ai's figures of the window are settled
    state: DigestState = DigestState.ACTIVE
    reason: str = ""  # why it is stopped, in a sentence for its owner
    created_at: AwareDatetime

    @property
    def is_active(self) -> bool:
        """Whether its slots are run."""
        return self.state is DigestState.ACTIVE


class RunState(StrEnum):
    """How one run of a digest stands."""

    RUNNING = "running"
    RETRYING = "retrying"  # something passing went wrong; it is tried again
    SENT = "sent"
    FAILED = "failed"  # given up: its owner is told
    SKIPPED = "skipped"  # missed while we were down; a later one was caught up


class DigestRun(BaseModel):
    """One slot of a digest, or one `send now`: what became of it.

    `key` is the slot's local day, or for `send now` the id of that request. `totals` are what it
    told, for each bot id, to be compared when the figures are fetched again.
    """

    model_config = ConfigDict(frozen=True)

    team: str
    digest_id: str
    key: str
    due_at: AwareDatetime
    begun_at: AwareDatetime | None = None
    state: RunState = RunState.RUNNING
    attempts: int = 0
    period: Period | None = None
    thread: Thread | None = None
    totals: dict[str, Counts] = {}
    finished_at: AwareDatetime | None = None
    retry_at: AwareDatetime | None = None  # when it is looked at again
    said: str = ""  # why it failed, or what was wrong meanwhile
    told: bool = False  # the owner knows that it failed

    @property
    def is_over(self) -> bool:
        """Whether nothing is left to do for it."""
        return self.retry_at is None and self.state not in (RunState.RUNNING, RunState.RETRYING)

    def over(self, state: RunState, at: datetime, said: str = "") -> "DigestRun":
        """The same run, ended so at that moment; nothing is left to do for it."""
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
    """When a run that failed passingly is tried again: later each time, and each digest at another
    moment, not before `wait` seconds."""
    pause: timedelta = min(FIRST_PAUSE * 2 ** min(run.attempts, 10), LONGEST_PAUSE)
    seed = sha256(f"{run.digest_id}:{run.key}:{run.attempts}".encode()).digest()
    jitter = 1 + JITTER * (seed[0] / 255 - 0.5)
    return now + max(pause * jitter, timedelta(seconds=wait or 0))
