"""The ports: interfaces through which the core uses Slack, Kore.ai, the stores and the engine.

Every method may raise TransientError (a later retry can help; the edge has already retried) and
ConfigurationError (somebody has to change a setting or a right). An edge turns every error that it
foresees into one of these; a method that raises another error says so.

Unless a method says otherwise: `team`, `channel` and `user` are Slack's ids and `bot_id` is
Kore.ai's; moments are aware datetimes, returned in UTC; ranges of time are half-open; `most` limits
the number of items returned; a lookup by id returns None where nothing is stored; and a caller may
repeat a write after a crash without harm.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from slackbot.domain.digests.digest import Digest
from slackbot.domain.digests.schedule import Slot
from slackbot.domain.usage.fetching.split import LARGEST_BATCH
from slackbot.ports.engine import Clock, Fence, Lanes, Run
from slackbot.ports.kore import AccountBots, FlightLog, KoreConnections, Upkeep, UsageSource
from slackbot.ports.slack import (
    Charts,
    DigestNotifier,
    Directories,
    Directory,
    HomeTab,
    NoticeNotifier,
    Notifier,
)
from slackbot.ports.stores import (
    Alerts,
    Allowances,
    Audit,
    Budgets,
    Channels,
    Closes,
    Credentials,
    Deliveries,
    Digests,
    Disconnections,
    FetchedFigures,
    Flights,
    FormValues,
    Groups,
    Hazards,
    HealthReport,
    Ledger,
    Receipts,
    RecentQuestions,
    ResponseUrls,
    Threads,
    Tokens,
    Workspaces,
)
from slackbot.ports.values import (
    Claim,
    DueDigest,
    Edition,
    File,
    Names,
    Open,
    OpenCheck,
    OpenDigest,
    Opened,
    OpenQuestion,
    OpenTrial,
    Person,
    Signed,
    Task,
)


@dataclass(frozen=True)
class UsagePorts:
    """The ports that supply usage figures."""

    source: UsageSource
    ledger: Ledger
    budgets: Budgets
    connections: KoreConnections
    batch: int = LARGEST_BATCH  # the most bots in one job of the account
    settling: timedelta = timedelta(hours=6)  # from a bucket's end until its figures are final


class DigestGroups(Protocol):
    """Finds the bots that several digests need at once, so that one job fetches them."""

    async def of(self, digest: Digest, slot: Slot, ports: "Ports") -> frozenset[str]:
        """Return the ids of the bots of all digests that cover the window of `digest` at `slot`."""
        ...


@dataclass(frozen=True)
class DigestPorts:
    """The ports that only digests use."""

    store: Digests
    notifier: DigestNotifier
    disconnections: Disconnections
    groups: DigestGroups
    clock: Clock
    deadline: timedelta  # from the first try of a run until it is given up


@dataclass(frozen=True)
class AlertPorts:
    """The ports that only alerts use."""

    store: Alerts
    notifier: NoticeNotifier
    every: timedelta  # between two checks; longer where Kore.ai's rate limit demands it


@dataclass(frozen=True)
class HomePorts:
    """The ports that only Home tabs use."""

    tab: HomeTab
    recent: RecentQuestions
    health: HealthReport


@dataclass(frozen=True)
class AssistantPorts:
    """The ports that only assistants' tokens use. `url` is where assistants ask from outside of
    Slack; empty where they cannot."""

    tokens: Tokens
    url: str


@dataclass(frozen=True)
class Ports:
    """All ports, handed to each workflow as one object."""

    usage: UsagePorts
    lanes: Lanes
    notifier: Notifier
    directory: Directories
    channels: Channels
    workspaces: Workspaces
    threads: Threads
    receipts: Receipts
    allowances: Allowances
    groups: Groups
    closes: Closes
    audit: Audit
    digests: DigestPorts
    alerts: AlertPorts
    home: HomePorts
    assistants: AssistantPorts
    question_deadline: timedelta  # from a question's arrival, time in queues included


__all__ = [
    "AccountBots",
    "AlertPorts",
    "Alerts",
    "Allowances",
    "AssistantPorts",
    "Audit",
    "Budgets",
    "Channels",
    "Charts",
    "Claim",
    "Clock",
    "Closes",
    "Credentials",
    "Deliveries",
    "DigestGroups",
    "DigestNotifier",
    "DigestPorts",
    "Digests",
    "Directories",
    "Directory",
    "Disconnections",
    "DueDigest",
    "Edition",
    "Fence",
    "FetchedFigures",
    "File",
    "FlightLog",
    "Flights",
    "FormValues",
    "Groups",
    "Hazards",
    "HealthReport",
    "HomePorts",
    "HomeTab",
    "KoreConnections",
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
    "Receipts",
    "RecentQuestions",
    "ResponseUrls",
    "Run",
    "Signed",
    "Task",
    "Threads",
    "Tokens",
    "Upkeep",
    "UsagePorts",
    "UsageSource",
    "Workspaces",
]
