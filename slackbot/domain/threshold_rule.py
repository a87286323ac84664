"""A channel's threshold: whose it is, its number there, and what its checks have come to."""

from enum import StrEnum

from pydantic import AwareDatetime, BaseModel, ConfigDict

from slackbot.domain.ask import Thread
from slackbot.domain.episode import Notice, State
from slackbot.domain.threshold import Threshold


class RuleState(StrEnum):
    """Whether it is checked."""

    ACTIVE = "active"
    PAUSED = "paused"  # by somebody
    STOPPED = "stopped"  # by us: nothing can be posted until somebody mends what `reason` says
    REMOVED = "removed"


class ThresholdRule(BaseModel):
    """`number` is its name in the channel. Without `bot_ids` it is about all bots that the channel
    has by then."""

    model_config = ConfigDict(frozen=True)

    team: str
    channel: str
    id: str
    number: int
    owner: str
    threshold: Threshold
    bot_ids: tuple[str, ...] = ()
    state: RuleState = RuleState.ACTIVE
    reason: str = ""  # why it is stopped, in a sentence for its owner
    created_at: AwareDatetime

    @property
    def is_active(self) -> bool:
        """Whether it is checked."""
        return self.state is RuleState.ACTIVE


class Watched(BaseModel):
    """A rule with its memory. `version` grows with each change of it, so that none gets lost."""

    model_config = ConfigDict(frozen=True)

    rule: ThresholdRule
    memory: State
    version: int = 0
    checked_at: AwareDatetime | None = None
    fired_at: AwareDatetime | None = None  # when a level was last delivered


class Told(BaseModel):
    """A notice that was delivered, and where it stands."""

    model_config = ConfigDict(frozen=True)

    notice: Notice
    at: AwareDatetime
    thread: Thread | None = None
