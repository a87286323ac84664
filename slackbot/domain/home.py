"""A person's Home tab: their channels, what fires there, and for admins the whole."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, NamedTuple

from slackbot.domain.alerts.alert import Alert, RuleState, Watched
from slackbot.domain.alerts.episode import Phase
from slackbot.domain.allowance import ChannelAllowances
from slackbot.domain.channel import ChannelBots, LinkRequest
from slackbot.domain.digests.digest import Digest, DigestRun
from slackbot.domain.digests.schedule import Slot
from slackbot.domain.usage.report import UsageReport

MOST_CHANNELS: Final = 30
MOST_RECENT: Final = 5
MOST_WAITING: Final = 5


class MonthSoFar(NamedTuple):
    """A channel's month as far as its figures are known without asking Kore.ai: up to `at`.

    `without` names the bots of which nothing is known; they are not in the report, which has the
    days of the channel's zone as if they were days of UTC.
    """

    report: UsageReport
    at: datetime
    without: tuple[str, ...] = ()


@dataclass(frozen=True)
class HomeDigest:
    """A digest, its next slot unless it is paused or stopped, and its last run, if it has one."""

    digest: Digest
    slot: Slot | None
    last: DigestRun | None


@dataclass(frozen=True)
class HomeChannel:
    """A channel of the person: its bots, its month, how its limits stand in words, and what it has
    set up. `name` is Slack's; `zone` is that of its times."""

    id: str
    name: str
    zone: str
    bots: ChannelBots
    month: MonthSoFar | None = None
    limits: tuple[str, ...] = ()
    digests: tuple[HomeDigest, ...] = ()
    alerts: tuple[Watched, ...] = ()

    @property
    def firing(self) -> tuple[Watched, ...]:
        """The alerts that fire."""
        return tuple(each for each in self.alerts if is_firing(each))


@dataclass(frozen=True)
class Asked:
    """A question that the person has asked about a channel, in their words."""

    channel: str
    words: str
    at: datetime


@dataclass(frozen=True)
class Health:
    """The health of the app in a workspace. A moment is None where there was none lately.

    `kore_at`: when figures last came from Kore.ai, by the connection's name; `slack_at`: when Slack
    last took a message.
    `failed`: digests that were given up in the past week. `stopped`: digests and alerts that the
    app has stopped.
    """

    kore_at: Mapping[str, datetime | None]
    slack_at: datetime | None
    failed: int
    stopped: int
    waiting: int
    queued: int


@dataclass(frozen=True)
class Unwatched:
    """A channel, and the names of its bots that no active alert and no allowance covers."""

    channel: str
    bots: tuple[str, ...]


@dataclass(frozen=True)
class Administration:
    """The part for admins alone. `linked` is the number of links here, and `watched` how
    many of them something watches; `unwatched` are the others in the admin's own channels."""

    health: Health
    waiting: tuple[LinkRequest, ...]
    linked: int
    watched: int
    unwatched: tuple[Unwatched, ...]


@dataclass(frozen=True)
class Home:
    """A person's Home tab at `at`, in their `zone`. `more` channels are left out of it."""

    at: datetime
    zone: str
    channels: tuple[HomeChannel, ...]
    more: int
    recent: tuple[Asked, ...]
    administration: Administration | None = None


def is_firing(each: Watched) -> bool:
    """Tell whether an episode of an active alert fires."""
    episodes = (episode for watch in each.memory.watches for episode in watch.episodes)
    return each.alert.is_active and any(episode.phase is Phase.FIRING for episode in episodes)


def in_trouble(each: Watched) -> bool:
    """Tell whether the alert needs somebody: it is stopped, or its checks fail."""
    return each.alert.state is RuleState.STOPPED or bool(each.memory.broken)


def by_urgency(channels: Iterable[HomeChannel]) -> list[HomeChannel]:
    """Return the channels with what fires first, then what needs somebody, then by name."""

    def rank(channel: HomeChannel) -> tuple[int, str]:
        if channel.firing:
            return 0, channel.name
        troubled = any(map(in_trouble, channel.alerts))
        return (1 if troubled else 2), channel.name

    return sorted(channels, key=rank)


def unwatched(
    linked: Mapping[str, ChannelBots],
    limits: Mapping[str, ChannelAllowances],
    alerts: Sequence[Alert],
) -> tuple[Unwatched, ...]:
    """Return the channels with bots that nothing watches."""
    found = []
    for channel, bots in sorted(linked.items()):
        here = [alert for alert in alerts if alert.channel == channel]
        known = limits.get(channel, ChannelAllowances())
        whose = [alert.bot_ids for alert in here]
        whose += [tuple(filter(None, (a.bot_id, a.group))) for a in known.allowances]
        if any(not ids for ids in whose):
            continue  # something watches all bots together
        covered = {bot.id for ids in whose for bot in bots.of_ids(ids)}
        if names := tuple(bot.name for bot in bots.bots if bot.id not in covered):
            found.append(Unwatched(channel, names))
    return tuple(found)
