"""An episode (one bot reaches a level in one window), the memory of a rule, and its events.

`transitions.step` moves an episode on. The whole memory of a rule is one stored value, `State`.
"""

from collections.abc import Collection
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import Final, Literal, Self

from pydantic import AwareDatetime

from slackbot.domain.alerts.rule import AlertRule, Level
from slackbot.domain.frozen import FrozenModel
from slackbot.domain.period import Period

NOTHING: Final = -1  # no level
CLEAR: Final = -2  # no level, and outside the recovery band: only in the results of checks


class Measurement(FrozenModel):
    """The usage of one bot, or without `bot_id` of all bots together, in `window`.

    `at` is the moment of the figures: two measurements of the same moment are one check. `score` is
    compared with the levels, in the unit of the levels. Figures that are not `settled` may still
    grow. `base` says in words to what `percent`, `before` or the range from `low` to `high` refer.
    `holes` says which hours are missing, if any are: the true figure is then at least this one.
    """

    bot_id: str
    window: Period
    at: AwareDatetime
    score: float
    value: int
    over: bool  # the window has ended
    settled: bool
    percent: float | None = None
    before: float | None = None
    low: int | None = None
    high: int | None = None
    base: str = ""
    bots: int = 1  # the number of bots in the sum
    holes: str = ""


class Inconclusive(FrozenModel):
    """A figure is missing: it counts neither as zero nor as recovery. `reason` names the figure.

    `holes`: Kore.ai left the figure out or did not answer. Otherwise history is too short.
    """

    bot_id: str
    window: Period
    at: AwareDatetime
    reason: str
    over: bool = False
    holes: bool = False


class NoticeKind(StrEnum):
    """The kinds of notices."""

    FIRED = "fired"
    ESCALATED = "escalated"  # a higher level of the same episode
    RESOLVED = "resolved"
    ENDED = "ended"  # the window of the episode ended
    CHECK_FAILED = "check_failed"
    CHECK_RECOVERED = "check_recovered"


LEVELS: Final = (NoticeKind.FIRED, NoticeKind.ESCALATED)
SNOOZES = Literal["time", "change", "period"]


class Notice(FrozenModel):
    """A message to be sent. Equal `key`s are one message; an `episode` has one thread.

    `rank` is the position of `level` among the rule's levels. `final`: no further notice follows,
    because the window is over and its figures are settled. In a notice about a check, `holes` says
    that the check did not fail but that figures are missing.
    """

    key: str
    kind: NoticeKind
    rule_id: str
    at: AwareDatetime
    episode: str = ""
    bot_id: str = ""
    rank: int = NOTHING
    level: Level | None = None
    mentions: tuple[str, ...] = ()
    provisional: bool = False
    final: bool = False
    figures: Measurement | None = None
    window: Period | None = None
    reason: str = ""
    holes: bool = False


class Phase(StrEnum):
    """The phases of an episode."""

    OK = "ok"
    PENDING = "pending"  # a level is reached, but in too few checks so far
    FIRING = "firing"
    RESOLVED = "resolved"


class Snooze(FrozenModel):
    """Holds back notices of an episode for a time. `change`: until a higher level is reached.

    A snooze ends with its episode.
    """

    kind: SNOOZES
    by: str
    until: AwareDatetime | None = None
    rank: int = NOTHING  # the level at the time of the snooze


class Episode(FrozenModel):
    """The state of one window; of a rule without windows, the state since it was last clear."""

    bot_id: str
    window: Period
    number: int
    phase: Phase = Phase.OK
    rank: int = NOTHING  # the highest level reached so far
    told: int = NOTHING  # the highest delivered level
    checks: tuple[int, ...] = ()  # the ranks of the last checks, or NOTHING, or CLEAR
    checked: AwareDatetime | None = None  # the moment of the latest check
    figures: Measurement | None = None
    inconclusive: str = ""  # the reason, where the latest check was inconclusive
    acknowledged_by: str = ""
    acknowledged_at: AwareDatetime | None = None
    snooze: Snooze | None = None
    skipped: bool = False  # it ended during a pause: only its end is still told

    def key(self, rule_id: str) -> str:
        """Return the stored name: rule, bot, window, and a number, as a window can have several."""
        return f"{rule_id}:{self.bot_id or '*'}:{self.window.start:%Y-%m-%dT%H:%M}:{self.number}"


def short_key(key: str) -> str:
    """Return a short form of an episode's key, which has the rule's id and fits an option of a
    menu in Slack. It is not stored."""
    rule, _, rest = key.partition(":")
    return f"{rule}:{sha256(rest.encode()).hexdigest()[:12]}"


class Waiting(FrozenModel):
    """A notice in the outbox. `sent`: it was handed over for delivery."""

    notice: Notice
    sent: bool = False
    failed: bool = False  # its delivery failed; it will be sent again


class Watch(FrozenModel):
    """The memory of one bot, or of all bots together."""

    bot_id: str
    episodes: tuple[Episode, ...] = ()
    closed_until: AwareDatetime | None = None  # windows that end by then are closed
    told_at: AwareDatetime | None = None  # the time of the last delivered level

    @property
    def inconclusive(self) -> str:
        """The reason why the latest check was inconclusive; empty if it was not."""
        return next((e.inconclusive for e in self.episodes if e.inconclusive), "")


class State(FrozenModel):
    """The whole memory of a rule. An edited rule starts a new memory under a new id."""

    rule_id: str
    watches: tuple[Watch, ...] = ()
    outbox: tuple[Waiting, ...] = ()
    muted: bool = False
    failures: int = 0  # checks in a row that failed
    lasting: int = 0  # failures in a row that no retry would have helped
    failing_since: AwareDatetime | None = None  # the time of the first failure in a row
    failure: str = ""  # the reason of the latest failure
    holes: bool = False  # the latest check did not fail, but figures are missing
    streak: int = 0  # the number of the latest streak of failures that was told
    streak_told: bool = False  # the present streak was told
    streak_holes: bool = False  # only missing figures of the present streak were told
    owes_recovery: bool = False  # people were told of a failure, but not yet of its end
    broken: bool = False

    @property
    def sent(self) -> tuple[Notice, ...]:
        """The notices that were handed over and are neither delivered nor failed."""
        return tuple(waiting.notice for waiting in self.outbox if waiting.sent)

    def watch(self, bot_id: str) -> Watch:
        """Return the memory of the bot, empty for a new bot."""
        found = (watch for watch in self.watches if watch.bot_id == bot_id)
        return next(found, Watch(bot_id=bot_id))

    def episode(self, key: str) -> Episode | None:
        """Find the open episode with this key."""
        episodes = (episode for watch in self.watches for episode in watch.episodes)
        return next((each for each in episodes if each.key(self.rule_id) == key), None)

    def only(self, bot_ids: Collection[str]) -> Self:
        """Drop the memory of bots that the rule is no longer about."""
        watches = tuple(watch for watch in self.watches if watch.bot_id in bot_ids)
        return self.model_copy(update={"watches": watches})

    def since(self, created_at: datetime, rule: AlertRule) -> datetime:
        """Return the moment from which a check has to look: windows that end by then are closed.

        For a rule without windows it is the latest check that had figures.
        """
        if not rule.is_bound:
            own = ((e.checked for e in watch.episodes if e.checked) for watch in self.watches)
            latest = [max(each, default=created_at) for each in own]
            return max(created_at, min(latest, default=created_at))
        starts = [e.window.start for watch in self.watches for e in watch.episodes]
        closed = [watch.closed_until for watch in self.watches if watch.closed_until]
        return min([*starts, *closed], default=created_at)


class Failed(FrozenModel):
    """The check failed before it had any figure; with `holes`, a figure is missing."""

    reason: str
    transient: bool = False
    holes: Measurement | Inconclusive | None = None


class Passed(FrozenModel):
    """The check as a whole worked, whatever its figures are."""


class Acknowledge(FrozenModel):
    """A person acknowledges the episode."""

    episode: str
    by: str


class SnoozeFor(FrozenModel):
    """A person snoozes the episode; `until` is given for a snooze of kind `time`."""

    episode: str
    by: str
    kind: SNOOZES
    until: AwareDatetime | None = None


class Mute(FrozenModel):
    """A person mutes the alert: checks go on, notices are held back."""


class Unmute(FrozenModel):
    """A person unmutes the alert: notices that still hold are sent."""


class Resume(FrozenModel):
    """A person has fixed the cause that had broken the rule."""


class Delivered(FrozenModel):
    """A notice was posted in its channel."""

    key: str


class Undelivered(FrozenModel):
    """A notice was not posted, and no attempt is still running."""

    key: str


Event = (
    Measurement | Inconclusive | Failed | Passed | Acknowledge | SnoozeFor | Mute | Unmute
    | Resume | Delivered | Undelivered
)  # fmt: skip


class Step(FrozenModel):
    """The outcome of an event: the next state, the notices to send, and the reason."""

    state: State
    notices: tuple[Notice, ...] = ()
    reason: str

    @classmethod
    def of(cls, state: State, reason: str) -> Self:
        """Make a step without notices."""
        return cls(state=state, reason=reason)
