"""What the core asks of the outside: a page of promises.

Every method may raise TransientError (a retry can help; the edge has already tried) and
ConfigurationError (somebody has to mend something). Nothing else gets through an edge on purpose.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from slackbot.domain.digests.digest import Digest
from slackbot.domain.digests.schedule import Slot
from slackbot.domain.usage.job import LARGEST_BATCH
from slackbot.ports.engine import Clock, Fence, Lanes, Run
from slackbot.ports.kore import FlightLog, Upkeep, UsageSource
from slackbot.ports.slack import Charts, DigestNotifier, Directory, NoticeNotifier, Notifier
from slackbot.ports.stores import (
    Alerts,
    Allowances,
    Budgets,
    Channels,
    Connections,
    Deliveries,
    Digests,
    Flights,
    Ledger,
    Threads,
    Workspaces,
)
from slackbot.ports.values import (
    Claim,
    Csv,
    DueDigest,
    Names,
    Open,
    OpenCheck,
    OpenDigest,
    Opened,
    OpenQuestion,
    OpenTrial,
    Person,
)


@dataclass(frozen=True)
class UsagePorts:
    """Where figures come from."""

    source: UsageSource
    ledger: Ledger
    budgets: Budgets
    account: bool  # the credentials are the account's: one job for many bots
    batch: int = LARGEST_BATCH  # bots in one of those
    settling: timedelta = timedelta(hours=6)  # how long figures may still change


class DigestGroups(Protocol):
    """Which bots are needed together."""

    async def of(self, digest: Digest, slot: Slot, ports: "Ports") -> frozenset[str]:
        """The bots of all digests that ask for the same window at the moment of `slot`."""
        ...


@dataclass(frozen=True)
class DigestPorts:
    """What digests need besides."""

    store: Digests
    notifier: DigestNotifier
    connections: Connections
    groups: DigestGroups
    clock: Clock
    deadline: timedelta  # from the first try of a run to its being given up


@dataclass(frozen=True)
class AlertPorts:
    """What alerts need besides."""

    store: Alerts
    notifier: NoticeNotifier
    every: timedelta  # between two checks, if Kore.ai allows it


@dataclass(frozen=True)
class Ports:
    """The outside, handed to workflows as one thing."""

    usage: UsagePorts
    lanes: Lanes
    notifier: Notifier
    directory: Directory
    channels: Channels
    threads: Threads
    allowances: Allowances
    digests: DigestPorts
    alerts: AlertPorts
    question_deadline: timedelta  # from a question's arrival, waiting included


__all__ = [
    "AlertPorts",
    "Alerts",
    "Allowances",
    "Budgets",
    "Channels",
    "Charts",
    "Claim",
    "Clock",
    "Connections",
    "Csv",
    "Deliveries",
    "DigestGroups",
    "DigestNotifier",
    "DigestPorts",
    "Digests",
    "Directory",
    "DueDigest",
    "Fence",
    "FlightLog",
    "Flights",
    "Lanes",
    "Ledger",
    "Names",
    "NoticeNotifier",
    "Notifier",
    "Open",
    "OpenCheck",
    "OpenDigest",
    "OpenQuestion",
    "OpenTrial",
    "Opened",
    "Person",
    "Ports",
    "Run",
    "Threads",
    "Upkeep",
    "UsagePorts",
    "UsageSource",
    "Workspaces",
]
