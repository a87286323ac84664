"""A channel's threshold: whose it is, its number there, and what its checks have come to."""

from datetime import datetime
from enum import StrEnum

from pydantic import AwareDatetime, BaseModel, ConfigDict

from slackbot.domain.ask import Thread
from slackbot.domain.episode import Notice, State, Watch
from slackbot.domain.threshold import Threshold, window_at

REVISION = "."  # between a rule's id and the number of its changes


class RuleState(StrEnum):
    """Whether it is checked."""

    ACTIVE = "active"
    PAUSED = "paused"  # by somebody
    STOPPED = "stopped"  # by us: nothing can be posted until somebody mends what `reason` says
    REMOVED = "removed"
    CHANGED = "changed"  # no rule is: only messages of the time before an edit say so


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
    created_at: AwareDatetime  # or changed, or resumed: what ended before is not looked at

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

    def skipping(self, now: datetime) -> State:
        """The memory of a rule that nobody wanted checked until `now`: the windows that have ended
        meanwhile are done with."""
        bound = self.rule.threshold.is_bound
        start = window_at(self.rule.threshold, now).start

        def kept(watch: Watch) -> Watch:
            episodes = tuple(e for e in watch.episodes if not bound or e.window.end > now)
            closed = max(filter(None, (watch.closed_until, start)))
            return watch.model_copy(update={"episodes": episodes, "closed_until": closed})

        watches = tuple(kept(watch) if bound else watch for watch in self.memory.watches)
        return self.memory.model_copy(update={"watches": watches})

    def anew(self) -> State:
        """The memory of the rule once it has been changed: its episodes have keys of their own."""
        revision = int(self.memory.rule_id.partition(REVISION)[2] or 0) + 1
        return State(rule_id=f"{self.rule.id}{REVISION}{revision}", muted=self.memory.muted)


def rule_of(episode: str) -> str:
    """The id of the rule that an episode's key belongs to."""
    return episode.partition(":")[0].partition(REVISION)[0]


class Told(BaseModel):
    """A notice that was delivered, and where it stands."""

    model_config = ConfigDict(frozen=True)

    notice: Notice
    at: AwareDatetime
    thread: Thread | None = None
