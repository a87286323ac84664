"""Small real classes that stand in for the outside; nothing is patched."""

import asyncio
import contextlib
import itertools
from collections.abc import (
    AsyncIterator,
    Awaitable,
    Callable,
    Collection,
    Iterator,
    Mapping,
    Sequence,
)
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import ParamSpec, TypeVar

from slackbot.domain.access.audit import Change
from slackbot.domain.access.permission import Actor, PersonKind
from slackbot.domain.access.workspace import WorkspaceSettings
from slackbot.domain.alerts.alert import Alert, RuleState, Told, Watched
from slackbot.domain.alerts.checks.replay import Replay
from slackbot.domain.alerts.checks.view import Finding
from slackbot.domain.alerts.episode import Notice, Step
from slackbot.domain.ask import MOST_OPEN, Ask, HelpTopic, Thread
from slackbot.domain.channel import Bot, ChannelBots, LinkDecision, LinkedBot, LinkRequest
from slackbot.domain.closes.pack import Close
from slackbot.domain.closes.reconcile import Reconciled
from slackbot.domain.connections.call_budget import CallBudget
from slackbot.domain.connections.habits import Habits
from slackbot.domain.digests.content import DigestContent
from slackbot.domain.digests.digest import Digest, DigestRun
from slackbot.domain.errors import (
    GivenUpError,
    KoreRefusedError,
    SlackbotError,
    SlackRefusedError,
    TransientError,
    UserError,
)
from slackbot.domain.group import BotGroup
from slackbot.domain.home import Home
from slackbot.domain.period import Period
from slackbot.domain.query import Unit, UsageQuery
from slackbot.domain.usage.bucket import Bucket
from slackbot.domain.usage.chart import ChartSeries
from slackbot.domain.usage.fetching.job import SummaryJob, Usage, UsageRequest
from slackbot.domain.usage.fetching.receipt import Receipt
from slackbot.domain.usage.fetching.routes import ACCOUNT, EACH_BOT, Routes
from slackbot.domain.usage.report import Restatement, UsageReport
from slackbot.kore.client import Unlogged
from slackbot.ports import (
    AlertPorts,
    AssistantPorts,
    Claim,
    DigestPorts,
    DueDigest,
    Edition,
    File,
    FlightLog,
    HomePorts,
    Open,
    OpenCheck,
    OpenDigest,
    Opened,
    OpenQuestion,
    OpenTrial,
    Person,
    Ports,
    Signed,
    Upkeep,
)
from slackbot.ports.slack import NO_CHANGES
from slackbot.store.databases.database import Database
from slackbot.store.home.health import HealthStore
from slackbot.store.home.recent import RecentQuestionStore
from slackbot.store.setup.alerts import AlertStore
from slackbot.store.setup.digests import DigestStore
from slackbot.store.setup.tokens import TokenStore
from slackbot.store.setup.workspaces import WorkspaceStore
from slackbot.worker_threads import WATCH
from slackbot.workflows.alerts.evaluate import evaluate_alerts
from slackbot.workflows.alerts.try_out import try_alert
from slackbot.workflows.digests.deliver import deliver_digest
from slackbot.workflows.digests.groups import Groups
from slackbot.workflows.forms.desk import FormDesk, ShownForm
from slackbot.workflows.questions.deliver import deliver_answer
from slackbot.workflows.questions.fetch import fetch_usage

P = ParamSpec("P")
T = TypeVar("T")

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)  # a Tuesday


class FakeClock:
    """A clock that stands still until somebody sleeps."""

    def __init__(self, now: datetime = NOW) -> None:
        self.time = now
        self.slept: list[float] = []
        self._set_by = timedelta()

    def set(self, by: timedelta) -> None:
        """Set the clock forth, or back; no time passes."""
        self.time += by
        self._set_by += by

    def monotonic(self) -> float:
        return (self.time - self._set_by).timestamp()

    def now(self) -> datetime:
        return self.time

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.time += timedelta(seconds=seconds)
        await asyncio.sleep(0)


ASKS = itertools.count(1)


def ask(text: str = "last week", *, user: str = "U1", channel: str = "C1") -> Ask:
    """A slash command of somebody's, received at NOW."""
    return Ask(
        id=f"ask-{next(ASKS)}",
        team="T1",
        channel=channel,
        unplaced=channel.startswith("D"),
        user=user,
        text=text,
        received_at=NOW,
        response_url="https://hooks.slack.com/commands/secret",
    )


class FakeSource:
    """A Kore.ai in which each bot has ten sessions in the job's last bucket, and else none; or
    fails. One connection covers all bots, that of an `account` or not."""

    def __init__(self, *, account: bool = False) -> None:
        self.account = account
        self.fetched: list[SummaryJob] = []
        self.failures: dict[str, SlackbotError] = {}
        self.refused: dict[str, str] = {}  # bots that do not fail a job of others
        self.counts = dict.fromkeys(Unit, 0) | {Unit.SESSION: 10}
        self.known: bool | SlackbotError | None = True
        self.certain = True
        self.every_bucket = False
        self.leaves_out: Callable[[datetime, Unit], bool] = lambda *_: False
        self.now: Callable[[], datetime] = lambda: NOW
        self.meanwhile: Callable[[], None] = lambda: None  # what happens while it fetches

    async def routes(self, team: str, bot_ids: Collection[str]) -> Routes:
        return ACCOUNT if self.account else EACH_BOT

    async def has_account(self, team: str) -> bool:
        return self.account

    async def fetch(self, team: str, job: SummaryJob, upkeep: Upkeep, flight: FlightLog) -> Usage:
        self.meanwhile()
        self.fetched.append(job)
        upkeep.budget.spend(NOW)
        for bot_id in job.bot_ids:
            if failure := self.failures.get(bot_id):
                raise failure
        refused = {id_: self.refused[id_] for id_ in job.bot_ids if id_ in self.refused}
        known = tuple(id_ for id_ in job.bot_ids if id_ not in refused)
        if not known:
            raise KoreRefusedError(refused[job.bot_ids[0]])
        job = job.model_copy(update={"bot_ids": known})
        return Usage(
            job=job,
            refused=refused,
            buckets=self.answer(job),
            report_ids=("121242",),
            fetched_at=self.now(),
            certain=self.certain,
        )

    def answer(self, job: SummaryJob) -> tuple[Bucket, ...]:
        """The buckets that are sent."""
        *earlier, last = job.starts()
        nothing = self.counts if self.every_bucket else dict.fromkeys(self.counts, 0)
        return tuple(
            Bucket(bot_id=bot_id, start=start, counts=counts)
            for bot_id in job.bot_ids
            for start, all_counts in [*((each, nothing) for each in earlier), (last, self.counts)]
            if (counts := {u: n for u, n in all_counts.items() if not self.leaves_out(start, u)})
        )

    async def knows(self, team: str, bot_id: str) -> bool | None:
        if isinstance(self.known, SlackbotError):
            raise self.known
        return self.known


@dataclass
class FakeNotifier:
    """Keeps what would have been shown; `closed` makes posting fail."""

    opened: list[UsageQuery] = field(default_factory=list)
    delivered: list[tuple[Opened, UsageReport]] = field(default_factory=list)
    failed: list[tuple[Opened | None, SlackbotError]] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    dismissed: list[Ask] = field(default_factory=list)
    files: list[File] = field(default_factory=list)
    stopped: list[tuple[str, str]] = field(default_factory=list)
    listed: list[ChannelBots] = field(default_factory=list)
    helped: int = 0
    dates_helped: int = 0
    topics: list[HelpTopic | None] = field(default_factory=list)
    changes: list[tuple[Sequence[Change], str]] = field(default_factory=list)
    signed: Sequence[Signed] = ()
    waiting: list[list[str]] = field(default_factory=list)
    groups: list[tuple[tuple[BotGroup, ...], frozenset[str]]] = field(default_factory=list)
    asked_approval: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    greeted: list[tuple[str, int, int, int]] = field(default_factory=list)
    settled: list[tuple[str, LinkDecision]] = field(default_factory=list)
    announced: list[str] = field(default_factory=list)
    closed: SlackbotError | None = None
    marked: list[str] = field(default_factory=list)
    closes: list[Close] = field(default_factory=list)
    reconciled: list[Reconciled] = field(default_factory=list)
    told_closes: list[str] = field(default_factory=list)

    async def deliver_close(
        self, ask: Ask, thread: Thread, close: Close, files: Sequence[File]
    ) -> None:
        self.closes.append(close)
        self.files += files

    async def mark_close(self, ask: Ask, close: Close, said: str) -> None:
        self.told_closes.append(said)

    async def deliver_reconciled(
        self, ask: Ask, thread: Thread, found: Reconciled, month: Period, unit: Unit
    ) -> None:
        self.reconciled.append(found)

    async def attach(self, ask: Ask, thread: Thread, files: Sequence[File]) -> None:
        self.files += files

    async def open_thread(self, ask: Ask, query: UsageQuery, bots: Sequence[Bot]) -> Thread:
        if self.closed:
            raise self.closed
        self.opened.append(query)
        return Thread(channel=ask.channel, ts="1.000001")

    async def deliver(
        self, ask: Ask, opened: Opened, report: UsageReport, files: Sequence[File] = ()
    ) -> None:
        self.delivered.append((opened, report))
        self.files += files

    async def in_line(self, question: OpenQuestion, place: int) -> None:
        self.stopped.append((question.ask.id, f"number {place}"))

    async def progress(self, question: OpenQuestion, percent: int | None) -> None:
        self.stopped.append((question.ask.id, str(percent)))

    async def cancelled(self, question: OpenQuestion, by: str) -> None:
        self.stopped.append((question.ask.id, by))

    async def mark_former(self, ask: Ask, former: Sequence[str]) -> None:
        self.marked += former

    async def fail(self, ask: Ask, opened: Opened | None, error: SlackbotError) -> None:
        self.failed.append((opened, error))

    async def dismiss(self, ask: Ask) -> bool:
        self.dismissed.append(ask)
        return True

    async def tell(self, ask: Ask, text: str) -> None:
        self.told.append(text)

    async def tell_lines(self, ask: Ask, lines: Sequence[Signed], zone: str) -> None:
        self.signed = lines
        self.told.append("\n".join(line.text for line in lines if line.text))

    async def show_help(self, ask: Ask, bots: ChannelBots, topic: HelpTopic | None) -> None:
        self.helped += 1
        self.topics.append(topic)

    async def show_dates_help(self, ask: Ask) -> None:
        self.dates_helped += 1

    async def show_bots(
        self,
        ask: Ask,
        bots: ChannelBots,
        waiting: Sequence[LinkedBot] = (),
        changes: Mapping[str, Change] = NO_CHANGES,
        zone: str = "UTC",
    ) -> None:
        self.listed.append(bots)
        self.waiting.append([bot.name for bot in waiting])

    async def show_groups(
        self,
        ask: Ask,
        groups: Sequence[BotGroup],
        bots: ChannelBots,
        whole: Collection[str],
        changes: Mapping[str, Change] = NO_CHANGES,
        zone: str = "UTC",
    ) -> None:
        self.groups.append((tuple(groups), frozenset(whole)))

    async def ask_approval(self, ask: Ask, bot: LinkedBot, approvers: Sequence[str]) -> None:
        self.asked_approval.append((bot.id, tuple(approvers)))

    async def greet(
        self, ask: Ask, bots: ChannelBots, digests: Sequence[Digest], alerts: Sequence[Alert]
    ) -> None:
        self.greeted.append((ask.user, len(bots.bots), len(digests), len(alerts)))

    async def settle_approval(
        self, team: str, request: LinkRequest, approvers: Sequence[str], decision: LinkDecision
    ) -> None:
        self.settled.append((request.bot.id, decision))

    async def show_changes(
        self, ask: Ask, changes: Sequence[Change], zone: str, older: str
    ) -> None:
        self.changes.append((changes, older))

    async def announce(self, ask: Ask, text: str) -> None:
        if self.closed:
            raise self.closed
        self.announced.append(text)


@dataclass
class FakeDigestNotifier:
    """Keeps what would have been posted; `closed` makes posting fail."""

    confirmed: list[Digest] = field(default_factory=list)
    sent: list[tuple[OpenDigest, DigestContent]] = field(default_factory=list)
    restated: list[tuple[DigestRun, tuple[Restatement, ...]]] = field(default_factory=list)
    failed: list[tuple[Digest, DigestRun]] = field(default_factory=list)
    listed: list[Sequence[DueDigest]] = field(default_factory=list)
    runs: list[Sequence[tuple[Digest, DigestRun]]] = field(default_factory=list)
    back: list[str] = field(default_factory=list)
    files: list[File] = field(default_factory=list)
    closed: SlackbotError | None = None
    unreachable: SlackbotError | None = None  # the owners
    gone: set[str] = field(default_factory=set)  # owners who have left
    connected: bool = True

    async def confirm(
        self,
        ask: Ask,
        digest: Digest,
        first: Opened,
        *,
        changed: bool,
        settling: timedelta = timedelta(),
    ) -> None:
        if self.closed:
            raise self.closed
        self.confirmed.append(digest)

    async def list_digests(
        self,
        ask: Ask,
        digests: Sequence[DueDigest],
        last: Mapping[str, DigestRun],
        bots: Sequence[Bot],
        changes: Mapping[str, Change] = NO_CHANGES,
    ) -> None:
        self.listed.append(digests)

    async def list_runs(self, ask: Ask, runs: Sequence[tuple[Digest, DigestRun]]) -> None:
        self.runs.append(runs)

    async def deliver(
        self, open_: OpenDigest, content: DigestContent, files: Sequence[File] = ()
    ) -> Thread:
        if self.closed:
            raise self.closed
        self.sent.append((open_, content))
        self.files += files
        return Thread(channel=open_.digest.channel, ts=f"{len(self.sent)}.0")

    async def restate(
        self, open_: OpenDigest, earlier: DigestRun, restated: Sequence[Restatement]
    ) -> None:
        self.restated.append((earlier, tuple(restated)))

    async def tell_failed(self, digest: Digest, run: DigestRun) -> None:
        if self.unreachable:
            raise self.unreachable
        self.failed.append((digest, run))

    async def is_connected(self, team: str) -> bool:
        return self.connected

    async def tell_back(self, team: str, owner: str, since: datetime) -> None:
        if owner in self.gone:
            raise SlackRefusedError("Slack refused this.", "user_not_found")
        self.back.append(owner)


@dataclass
class FakeNoticeNotifier:
    """Keeps what would have been posted; `closed` makes posting fail."""

    confirmed: list[Alert] = field(default_factory=list)
    replayed: list[Replay] = field(default_factory=list)
    tried: list[tuple[Sequence[Finding], Step]] = field(default_factory=list)
    listed: list[Sequence[Watched]] = field(default_factory=list)
    told: list[Sequence[tuple[Alert, Told]]] = field(default_factory=list)
    posted: list[tuple[Notice, Thread | None]] = field(default_factory=list)
    edited: list[tuple[Notice, Thread]] = field(default_factory=list)
    shown_as: list[RuleState] = field(default_factory=list)
    kept: list[Notice] = field(default_factory=list)
    stopped: list[Alert] = field(default_factory=list)
    changed: list[tuple[str, int, str]] = field(default_factory=list)
    closed: SlackbotError | None = None

    async def confirm(
        self,
        ask: Ask,
        alert: Alert,
        names: Mapping[str, str],
        *,
        changed: bool,
        every: str,
    ) -> None:
        if self.closed:
            raise self.closed
        self.confirmed.append(alert)

    async def show_replay(
        self, ask: Ask, alert: Alert, replay: Replay, names: Mapping[str, str]
    ) -> None:
        self.replayed.append(replay)

    async def show_trial(
        self,
        ask: Ask,
        alert: Alert,
        found: Sequence[Finding],
        step: Step,
        names: Mapping[str, str],
    ) -> None:
        self.tried.append((found, step))

    async def list_rules(
        self,
        ask: Ask,
        watched: Sequence[Watched],
        bots: Sequence[Bot],
        changes: Mapping[str, Change] = NO_CHANGES,
    ) -> None:
        self.listed.append(watched)

    async def list_told(
        self, ask: Ask, told: Sequence[tuple[Alert, Told]], names: Mapping[str, str]
    ) -> None:
        self.told.append(told)

    async def post(
        self, watched: Watched, notice: Notice, names: Mapping[str, str], thread: Thread | None
    ) -> Thread:
        if self.closed:
            raise self.closed
        self.posted.append((notice, thread))
        return Thread(channel=watched.alert.channel, ts=f"{len(self.posted)}.0")

    async def keep(
        self, watched: Watched, first: Notice, names: Mapping[str, str], thread: Thread
    ) -> None:
        self.kept.append(first)

    async def edit(
        self, watched: Watched, notice: Notice, names: Mapping[str, str], thread: Thread
    ) -> None:
        self.edited.append((notice, thread))
        self.shown_as.append(watched.alert.state)

    async def tell_stopped(self, alert: Alert, at: datetime) -> None:
        self.stopped.append(alert)

    async def tell_changed(self, ask: Ask, alert: Alert, did: str) -> None:
        self.changed.append((ask.user, alert.number, did))


class FakeDeliveries:
    """Remembers what was claimed and what was posted."""

    def __init__(self) -> None:
        self.claims: dict[tuple[str, str], int] = {}
        self.posted: dict[tuple[str, str], Thread] = {}

    async def claim(self, team: str, key: str, channel: str) -> Claim:
        claims = self.claims[team, key] = self.claims.get((team, key), 0) + 1
        return Claim(first=claims == 1, message=self.posted.get((team, key)))

    async def done(self, team: str, key: str, message: Thread) -> None:
        self.posted[team, key] = message

    async def find(self, team: str, key: str) -> Thread | None:
        found = self.posted.get((team, key))
        return found if found and found.ts else None

    async def release(self, team: str, key: str) -> None:
        self.claims[team, key] = 0


class FakeResponseUrls:
    """Knows the addresses that a test has put in, by workspace and question."""

    def __init__(self, **urls: str) -> None:
        self.urls = urls

    async def keep(self, team: str, question: str, url: str, at: datetime) -> None:
        self.urls[question] = url

    async def find(self, team: str, question: str, now: datetime) -> str | None:
        return self.urls.get(question)


class NoForms(FormDesk):
    """Has no form for anybody, so that words are asked in its place."""

    def __init__(self) -> None:
        pass

    async def open(
        self, ask: Ask, name: str, which: str = "", text: str = "", *, elsewhere: bool = False
    ) -> ShownForm:
        raise UserError("There is no form here.")


class FakeWorkspaces:
    """Remembers what was set and refused."""

    def __init__(self) -> None:
        self.refused: dict[str, frozenset[str]] = {}
        self.saved: dict[str, WorkspaceSettings] = {}

    async def settings(self, team: str) -> WorkspaceSettings:
        return self.saved.get(team, WorkspaceSettings())

    async def save_settings(self, team: str, settings: WorkspaceSettings, *fields: str) -> None:
        known = await self.settings(team)
        changed = {field: getattr(settings, field) for field in fields}
        self.saved[team] = known.model_copy(update=changed) if fields else settings

    async def refused_blocks(self, team: str) -> frozenset[str]:
        return self.refused.get(team, frozenset())

    async def refuse_blocks(self, team: str, kinds: frozenset[str]) -> None:
        self.refused[team] = self.refused.get(team, frozenset()) | kinds


class FakeThreads:
    """Remembers what was asked in each thread."""

    def __init__(self) -> None:
        self.queries: dict[tuple[str, Thread], UsageQuery] = {}

    async def remember(self, team: str, thread: Thread, query: UsageQuery) -> None:
        self.queries[team, thread] = query

    async def query_of(self, team: str, thread: Thread) -> UsageQuery | None:
        return self.queries.get((team, thread))

    async def edition(self, ask: Ask) -> Edition:
        return Edition()


class FakeReceipts(dict[tuple[str, str], Receipt]):
    """Keeps receipts by team and question."""

    async def keep(self, team: str, question: str, receipt: Receipt) -> None:
        self[team, question] = receipt

    async def find(self, team: str, question: str) -> Receipt | None:
        return self.get((team, question))


class FakeCharts:
    """Draws nothing, or fails."""

    def __init__(self) -> None:
        self.failure: TransientError | None = None

    async def draw(self, series: ChartSeries) -> bytes:
        if self.failure:
            raise self.failure
        return b"a picture"


class FakeFence:
    """Lets everything through until `taken_over`."""

    taken_over = False

    async def check(self) -> None:
        if self.taken_over:
            raise asyncio.CancelledError


class FakeDirectory:
    """Everybody is a member in Berlin, U9 an admin, no channel shared, unless it is said."""

    def __init__(self) -> None:
        self.shared_channels: dict[str, bool | None] = {}
        self.members: dict[str, dict[str, str]] = {}  # the channels of a person
        self.kinds: dict[str, PersonKind] = {}
        self.admins = {"U9"}
        self.locale = "en-US"

    def of(self, team: str) -> "FakeDirectory":
        return self

    async def person(self, user: str, team: str = "") -> Person:
        kind = self.kinds.get(user, PersonKind.MEMBER)
        actor = Actor(user=user, kind=kind, is_admin=user in self.admins)
        return Person(actor=actor, zone="Europe/Berlin", locale=self.locale)

    async def channels(self, user: str) -> Mapping[str, str]:
        return self.members.get(user, {})

    async def names(self, user: str) -> frozenset[str]:
        return frozenset({{"U1": "anna", "U2": "ben", "U9": "admin"}.get(user, user.lower())})

    async def channel_names(self, channel: str) -> frozenset[str]:
        return frozenset({{"C1": "finance"}.get(channel, channel.lower())})

    async def shared(self, channel: str) -> bool | None:
        return self.shared_channels.get(channel, False)


class FakeLanes:
    """Runs each job when it is boarded, and answers at once, as the engine does later."""

    def __init__(self) -> None:
        self.ports: Ports
        self.waiting: list[Open] = []
        self.open: set[str] = set()
        self.slow = False  # as is Kore.ai, for who waits
        self._outcomes: dict[UsageRequest, Usage | SlackbotError] = {}

    async def admit(self, ask: Ask) -> bool:
        self.open.add(ask.id)
        return len(self.open) <= MOST_OPEN

    async def leave(self, ask: Ask) -> None:
        self.open.discard(ask.id)

    async def ahead(self, question: Open) -> int:
        return 0

    async def board(self, question: Open, requests: Sequence[UsageRequest]) -> None:
        self.open.discard(question.id)
        for request in requests:
            try:
                self._outcomes[request] = await fetch_usage(request, self.ports.usage, Unlogged())
            except SlackbotError as error:
                self._outcomes[request] = error
        match question:
            case OpenQuestion():
                await deliver_answer(question, self.ports)
            case OpenDigest():
                await deliver_digest(question, self.ports)
            case OpenCheck():
                await evaluate_alerts(question, self.ports)
            case OpenTrial():
                await try_alert(question, self.ports)

    async def outcomes(
        self, question: Open, requests: Sequence[UsageRequest]
    ) -> tuple[Usage | SlackbotError | None, ...]:
        return tuple(self._outcomes.pop(request, None) for request in requests)

    async def wait(
        self, ask: Ask, requests: Sequence[UsageRequest], until: datetime
    ) -> dict[UsageRequest, Usage | SlackbotError]:
        if self.slow:
            await asyncio.Event().wait()
        found: dict[UsageRequest, Usage | SlackbotError] = {}
        for request in requests:
            try:
                found[request] = await fetch_usage(request, self.ports.usage, Unlogged())
            except SlackbotError as error:
                found[request] = error
        return found

    async def unanswered(self, team: str, mark: str, since: datetime) -> str | None:
        return None

    async def find(self, team: str, question: str) -> Open | None:
        return next((q for q in self.waiting if (q.ask.team, q.id) == (team, question)), None)

    async def cancel(self, question: OpenQuestion) -> None:
        self.waiting.remove(question)


class GivenUp:
    """Implements Watch (see worker_threads) for a run that is given up."""

    def __init__(self) -> None:
        self._said = False

    @contextlib.asynccontextmanager
    async def working(self) -> AsyncIterator[None]:
        if not self._said:
            self._said = True
            raise GivenUpError
        yield


@contextlib.contextmanager
def given_up() -> Iterator[None]:
    """Within the block, the run has ended its process twice before."""
    token = WATCH.set(GivenUp())
    try:
        yield
    finally:
        WATCH.reset(token)


class FakeRun:
    """Runs each step at once."""

    def __init__(self) -> None:
        self.steps: list[str] = []

    async def step(
        self, name: str, function: Callable[P, Awaitable[T]], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        self.steps.append(name)
        return await function(*args, **kwargs)


def digest_ports(
    database: Database,
    notifier: FakeDigestNotifier | None = None,
    clock: FakeClock | None = None,
) -> DigestPorts:
    """Digests with a real store."""
    return DigestPorts(
        store=DigestStore(database),
        notifier=notifier or FakeDigestNotifier(),
        disconnections=WorkspaceStore(database),
        groups=Groups(),
        clock=clock or FakeClock(),
        deadline=timedelta(hours=6),
    )


def alert_ports(database: Database, notifier: FakeNoticeNotifier | None = None) -> AlertPorts:
    """Alerts with a real store."""
    return AlertPorts(
        store=AlertStore(database),
        notifier=notifier or FakeNoticeNotifier(),
        every=timedelta(minutes=15),
    )


class FakeHomeTab:
    """Keeps what was published for each person."""

    def __init__(self) -> None:
        self.shown: dict[str, Home] = {}

    async def publish(self, team: str, user: str, home: Home) -> None:
        self.shown[user] = home

    def is_looked_at(self, team: str, user: str) -> bool:
        return user in self.shown


def assistant_ports(database: Database) -> AssistantPorts:
    """Assistants ask from outside of Slack."""
    return AssistantPorts(TokenStore(database), "https://billing.example.com/mcp")


def home_ports(database: Database, tab: FakeHomeTab | None = None) -> HomePorts:
    """Home tabs with real stores, and no backlog."""

    async def nothing() -> tuple[int, int]:
        return 0, 0

    return HomePorts(
        tab=tab or FakeHomeTab(),
        recent=RecentQuestionStore(database),
        health=HealthStore(database, "connection", nothing),
    )


class Unkept:
    """Upkeep (see ports) of a lane that ends with its test; `saved` has the calls of each time."""

    def __init__(self, budget: CallBudget | None = None, habits: Habits | None = None) -> None:
        self.budget = budget or CallBudget()
        self.habits = habits or Habits()
        self.saved: list[tuple[float, ...]] = []

    async def save(self) -> None:
        self.saved.append(self.budget.calls)
