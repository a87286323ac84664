"""A channel's alert: its owner, its number in the channel, and the results of its checks."""

from collections.abc import Collection
from datetime import datetime
from enum import StrEnum

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from slackbot.domain.alerts.episode import NOTHING, Episode, Notice, State, Watch
from slackbot.domain.alerts.outbox import highest_sent, keep
from slackbot.domain.alerts.rule import AlertRule, window_at
from slackbot.domain.ask import Thread
from slackbot.domain.frozen import FrozenModel
from slackbot.domain.naming import labelled
from slackbot.domain.period import DAY
from slackbot.domain.usage.fetching.job import LONGEST_REQUEST

REVISION = "."  # between a rule's id and the number of its changes


class RuleState(StrEnum):
    """The states of an alert."""

    ACTIVE = "active"
    PAUSED = "paused"  # by a person
    STOPPED = "stopped"  # by the app: it cannot post until somebody fixes the cause in `reason`
    REMOVED = "removed"
    CHANGED = "changed"  # never stored: messages from before an edit show it


class Alert(BaseModel):
    """A rule that a channel has set up. `number` is its name in the channel.

    Without `bot_ids`, of bots or of a group, it is about all bots that the channel has at the time
    of a check.
    """

    # The rule is stored under an older name, which has to stay.
    model_config = ConfigDict(frozen=True, validate_by_name=True, serialize_by_alias=True)

    team: str
    channel: str
    id: str
    number: int
    owner: str
    rule: AlertRule = Field(alias="threshold")
    bot_ids: tuple[str, ...] = ()
    state: RuleState = RuleState.ACTIVE
    reason: str = ""  # the cause of a stop, in a sentence for the owner
    created_at: AwareDatetime  # or changed, or resumed: windows that ended before are ignored
    name: str = ""  # that somebody gave it
    to: str = ""  # the person who alone gets its notices, and sees it

    def is_seen_by(self, user: str) -> bool:
        """Tell whether this member of its channel may know of it."""
        return self.to in ("", user)

    @property
    def label(self) -> str:
        """Its number, with its name if it has one."""
        return labelled(self.number, self.name)

    @property
    def is_active(self) -> bool:
        """Tell whether the app checks the alert."""
        return self.state is RuleState.ACTIVE

    def unlinked(self, linked: Collection[str]) -> str:
        """Say that none of the alert's bots is among the `linked`; empty where one is."""
        if not self.bot_ids:
            return "" if linked else "No bot is linked here any more"
        if any(bot_id in linked for bot_id in self.bot_ids):
            return ""
        if self.rule.group:
            return f"The group {self.rule.bot} was removed, or has no bot here any more"
        return f"{self.rule.bot or 'Its bot'} is not linked here any more"


class Watched(FrozenModel):
    """An alert with its memory. Each change raises `version`: a compare-and-set loses no change."""

    alert: Alert
    memory: State
    version: int = 0
    checked_at: AwareDatetime | None = None
    fired_at: AwareDatetime | None = None  # the time of the last delivered level

    @property
    def is_checked(self) -> bool:
        """Tell whether the alert was checked in its present form: an edit forgets earlier
        checks."""
        memory = self.memory
        anew = REVISION in memory.rule_id and not (memory.watches or memory.failures)
        return self.checked_at is not None and not anew

    def skipping(self, now: datetime) -> State:
        """Return the memory of an alert that was not checked until `now`.

        Windows that ended meanwhile are closed without a notice, except that people learn how an
        episode ended if they had a notice of it.
        """
        if not self.alert.rule.is_bound:
            return self.memory
        watches = tuple(self._skipped(watch, now) for watch in self.memory.watches)
        skipped = self.memory.model_copy(update={"watches": watches})
        # A notice that was held back goes with its episode.
        gone = {e.key(skipped.rule_id) for watch in self.memory.watches for e in watch.episodes}
        gone -= {e.key(skipped.rule_id) for watch in watches for e in watch.episodes}
        return keep(skipped, lambda w: w.failed or w.notice.episode not in gone)

    def _skipped(self, watch: Watch, now: datetime) -> Watch:
        start = window_at(self.alert.rule, now).start
        episodes = tuple(
            each.model_copy(update={"skipped": each.window.end <= now})
            for each in watch.episodes
            if each.window.end > now or self._waits_for_its_end(each, now)
        )
        closed = max(filter(None, (watch.closed_until, start)))
        return watch.model_copy(update={"episodes": episodes, "closed_until": closed})

    def _waits_for_its_end(self, episode: Episode, now: datetime) -> bool:
        """Tell whether people had a notice of the episode, and Kore.ai still has its figures."""
        recent = episode.window.end > now - LONGEST_REQUEST + DAY
        return recent and highest_sent(self.memory, episode) > NOTHING

    def anew(self) -> State:
        """Return an empty memory for the changed alert: its new episodes get new keys."""
        revision = int(self.memory.rule_id.partition(REVISION)[2] or 0) + 1
        return State(rule_id=f"{self.alert.id}{REVISION}{revision}", muted=self.memory.muted)


def rule_of(episode: str) -> str:
    """Return the id of the alert that an episode's key belongs to."""
    return episode.partition(":")[0].partition(REVISION)[0]


class Told(FrozenModel):
    """A delivered notice and the thread in which it was posted."""

    notice: Notice
    at: AwareDatetime
    thread: Thread | None = None
