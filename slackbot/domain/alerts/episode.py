"""An episode: a rule that is broken by one bot in one window; and what is remembered of it.

`episode_step` moves it on. All of a rule's memory is one `State`, a value that can be written down.
"""

from collections.abc import Collection
from datetime import datetime
from enum import StrEnum
from typing import Final, Literal, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict

from slackbot.domain.alerts.rule import AlertRule, Level
from slackbot.domain.period import Period

NOTHING: Final = -1  # no level
CLEAR: Final = -2  # no level, and beyond the recovery band: what a check can say of a figure


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True)


class Measurement(_Value):
    """What one bot, or without `bot_id` all together, used in `window`.

    `at` is the moment that the figures are of: two of the same moment are one check. `score` is
    what is compared with the levels, in their own measure. Figures that are not `settled` may still
    grow. `base` says in words what `percent`, `before` or the range from `low` to `high` are about.
    `holes` says which hours are missing, if any are: then it is at least this.
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
    bots: int = 1  # of how many it is the sum
    holes: str = ""


class Inconclusive(_Value):
    """A figure that is missing: not zero, not clear, not the one before. `reason` says which.

    `holes`: Kore.ai has left it out, or did not answer; else there is too little to compare with.
    """

    bot_id: str
    window: Period
    at: AwareDatetime
    reason: str
    over: bool = False
    holes: bool = False


class NoticeKind(StrEnum):
    """What a notice says."""

    FIRED = "fired"
    ESCALATED = "escalated"  # a higher level of the same episode
    RESOLVED = "resolved"
    ENDED = "ended"  # its window did
    CHECK_FAILED = "check_failed"
    CHECK_RECOVERED = "check_recovered"


LEVELS: Final = (NoticeKind.FIRED, NoticeKind.ESCALATED)
SNOOZES = Literal["time", "change", "period"]


class Notice(_Value):
    """A message to be sent. Equal `key`s are one message; equal `episode`s have one place.

    `rank` is the place of `level` among the rule's. With `final`, nothing will follow: the window
    is over and its figures are settled. `figures` are None where there are none. Of a check,
    `holes` says that it did not fail, but that figures are missing.
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
    """How an episode stands."""

    OK = "ok"
    PENDING = "pending"  # a level is reached, but in too few checks so far
    FIRING = "firing"
    RESOLVED = "resolved"


class Snooze(_Value):
    """Until when nothing more is said. `change`: until a higher level. It ends by itself when the
    episode does."""

    kind: SNOOZES
    by: str
    until: AwareDatetime | None = None
    rank: int = NOTHING  # the level at which it was snoozed


class Episode(_Value):
    """What is known of one window, or of a rule without one, since it was last clear."""

    bot_id: str
    window: Period
    number: int
    phase: Phase = Phase.OK
    rank: int = NOTHING  # the highest level by now
    told: int = NOTHING  # the highest level that somebody has read
    checks: tuple[int, ...] = ()  # what the last ones reached, or NOTHING, or CLEAR
    checked: AwareDatetime | None = None  # which check the last of them was
    figures: Measurement | None = None
    inconclusive: str = ""  # why, where the latest check was
    acknowledged_by: str = ""
    acknowledged_at: AwareDatetime | None = None
    snooze: Snooze | None = None
    skipped: bool = False  # it ended while the rule was paused: of it, only that is still told

    def key(self, rule_id: str) -> str:
        """Its name: rule, bot and window; and which one it is where a window can have several."""
        return f"{rule_id}:{self.bot_id or '*'}:{self.window.start:%Y-%m-%dT%H:%M}:{self.number}"


class Waiting(_Value):
    """A notice that is not known to be delivered. `sent`: it was handed over to be."""

    notice: Notice
    sent: bool = False
    failed: bool = False  # it was handed over, and came back


class Watch(_Value):
    """What is known of one bot, or of all together."""

    bot_id: str
    episodes: tuple[Episode, ...] = ()
    closed_until: AwareDatetime | None = None  # windows that end by then are done with
    told_at: AwareDatetime | None = None  # when a level was last delivered

    @property
    def inconclusive(self) -> str:
        """Why the latest check was, if it was."""
        return next((e.inconclusive for e in self.episodes if e.inconclusive), "")


class State(_Value):
    """All that is remembered of a rule. One that was changed is another: it has another id."""

    rule_id: str
    watches: tuple[Watch, ...] = ()
    outbox: tuple[Waiting, ...] = ()
    muted: bool = False
    failures: int = 0  # checks in a row that failed
    lasting: int = 0  # of them, those that no retry would have helped
    failing_since: AwareDatetime | None = None  # the first of them
    failure: str = ""  # why the latest did
    holes: bool = (
        False  # the latest did not fail: figures are missing, without which none can judge
    )
    streak: int = 0  # the number of the latest streak that was told
    streak_told: bool = False  # the one that runs
    streak_holes: bool = False  # of it, only that figures are missing
    owes_recovery: bool = False  # somebody was told of a failure, and not yet of its end
    broken: bool = False

    @property
    def said(self) -> tuple[Notice, ...]:
        """What was handed over and has neither been delivered nor come back."""
        return tuple(waiting.notice for waiting in self.outbox if waiting.sent)

    def watch(self, bot_id: str) -> Watch:
        """What is known of the bot."""
        found = (watch for watch in self.watches if watch.bot_id == bot_id)
        return next(found, Watch(bot_id=bot_id))

    def episode(self, key: str) -> Episode | None:
        """The episode of that name, unless it is over."""
        episodes = (episode for watch in self.watches for episode in watch.episodes)
        return next((each for each in episodes if each.key(self.rule_id) == key), None)

    def only(self, bot_ids: Collection[str]) -> Self:
        """Without what is remembered of bots that the rule is not about any more."""
        watches = tuple(watch for watch in self.watches if watch.bot_id in bot_ids)
        return self.model_copy(update={"watches": watches})

    def since(self, created_at: datetime, rule: AlertRule) -> datetime:
        """From when on windows are of interest: those that end by then are done with. Of a rule
        without windows, the latest check that had figures."""
        if not rule.is_bound:
            own = ((e.checked for e in watch.episodes if e.checked) for watch in self.watches)
            latest = [max(each, default=created_at) for each in own]
            return max(created_at, min(latest, default=created_at))
        starts = [e.window.start for watch in self.watches for e in watch.episodes]
        closed = [watch.closed_until for watch in self.watches if watch.closed_until]
        return min([*starts, *closed], default=created_at)


class Failed(_Value):
    """The check failed before there was any figure; or, with `holes`, that one is missing."""

    reason: str
    transient: bool = False
    holes: Measurement | Inconclusive | None = None


class Passed(_Value):
    """The check as a whole worked, whatever its figures."""


class Acknowledge(_Value):
    """Somebody has seen it."""

    episode: str
    by: str


class SnoozeFor(_Value):
    """Somebody wants to hear no more of it for now: `until` a time, for a snooze of that kind."""

    episode: str
    by: str
    kind: SNOOZES
    until: AwareDatetime | None = None


class Mute(_Value):
    """Checks go on and nothing new is said."""


class Unmute(_Value):
    """What still holds is said."""


class Resume(_Value):
    """Somebody has mended what had broken the rule."""


class Delivered(_Value):
    """A notice stands in its channel."""

    key: str


class Undelivered(_Value):
    """A notice does not stand there, and never will by itself."""

    key: str


Event = (
    Measurement | Inconclusive | Failed | Passed | Acknowledge | SnoozeFor | Mute | Unmute
    | Resume | Delivered | Undelivered
)  # fmt: skip


class Step(_Value):
    """What became of an event: the next state, what is to be sent, and why."""

    state: State
    notices: tuple[Notice, ...] = ()
    reason: str

    @classmethod
    def of(cls, state: State, reason: str) -> Self:
        """A step in which nothing is said."""
        return cls(state=state, reason=reason)
