"""A channel's alert: whose it is, its number there, and what its checks have come to."""

from collections.abc import Collection
from datetime import datetime
from enum import StrEnum

from pydantic import AwareDatetime, BaseModel, ConfigDict

from slackbot.domain.alerts.episode import NOTHING, Episode, Notice, State, Watch
from slackbot.domain.alerts.outbox import highest_said
from slackbot.domain.alerts.rule import AlertRule, window_at
from slackbot.domain.ask import Thread
from slackbot.domain.period import DAY
from slackbot.domain.usage.job import LONGEST_REQUEST

REVISION = "."  # between a rule's id and the number of its changes


class RuleState(StrEnum):
    """Whether it is checked."""

    ACTIVE = "active"
    PAUSED = "paused"  # by somebody
    STOPPED = "stopped"  # by us: nothing can be posted until somebody mends what `reason` says
    REMOVED = "removed"
    CHANGED = "changed"  # no rule is: only messages of the time before an edit say so


class Alert(BaseModel):
    """`number` is its name in the channel. Without `bot_ids` it is about all bots that the channel
    has by then."""

    model_config = ConfigDict(frozen=True)

    team: str
    channel: str
    id: str
    number: int
    owner: str
    threshold: AlertRule
    bot_ids: tuple[str, ...] = ()
    state: RuleState = RuleState.ACTIVE
    reason: str = ""  # why it is stopped, in a sentence for its owner
    created_at: AwareDatetime  # or changed, or resumed: what ended before is not looked at

    @property
    def is_active(self) -> bool:
        """Whether it is checked."""
        return self.state is RuleState.ACTIVE

    def unlinked(self, linked: Collection[str]) -> str:
        """The sentence for a rule without a bot among the `linked`; nothing where it has any."""
        if not self.bot_ids:
            return "" if linked else "No bot is linked here any more"
        if any(bot_id in linked for bot_id in self.bot_ids):
            return ""
        return f"{self.threshold.bot or 'Its bot'} is not linked here any more"


class Watched(BaseModel):
    """A rule with its memory. `version` grows with each change of it, so that none gets lost."""

    model_config = ConfigDict(frozen=True)

    rule: Alert
    memory: State
    version: int = 0
    checked_at: AwareDatetime | None = None
    fired_at: AwareDatetime | None = None  # when a level was last delivered

    @property
    def is_checked(self) -> bool:
        """Whether it was, as it is now: once it has been changed, nothing is known of it."""
        memory = self.memory
        anew = REVISION in memory.rule_id and not (memory.watches or memory.failures)
        return self.checked_at is not None and not anew

    def skipping(self, now: datetime) -> State:
        """The memory of a rule that nobody wanted checked until `now`: the windows that have ended
        meanwhile are done with, but for how those end of which somebody was told."""
        if not self.rule.threshold.is_bound:
            return self.memory
        watches = tuple(self._skipped(watch, now) for watch in self.memory.watches)
        return self.memory.model_copy(update={"watches": watches})

    def _skipped(self, watch: Watch, now: datetime) -> Watch:
        start = window_at(self.rule.threshold, now).start
        episodes = tuple(
            each.model_copy(update={"skipped": each.window.end <= now})
            for each in watch.episodes
            if each.window.end > now or self._waits_for_its_end(each, now)
        )
        closed = max(filter(None, (watch.closed_until, start)))
        return watch.model_copy(update={"episodes": episodes, "closed_until": closed})

    def _waits_for_its_end(self, episode: Episode, now: datetime) -> bool:
        """Whether somebody was told of it, and its figures can still be asked for."""
        recent = episode.window.end > now - LONGEST_REQUEST + DAY
        return recent and highest_said(self.memory, episode) > NOTHING

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
