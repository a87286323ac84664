"""What the core asks of the outside: a page of promises.

Every method may raise TransientError (a retry can help; the edge has already tried) and
ConfigurationError (somebody has to mend something). Nothing else gets through an edge on purpose.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ParamSpec, Protocol, TypeVar

from pydantic import AwareDatetime, BaseModel, ConfigDict

from slackbot.domain.allowance import Allowance, ChannelAllowances
from slackbot.domain.ask import Ask, Thread
from slackbot.domain.budget import CallBudget
from slackbot.domain.channel import Bot, ChannelBots, ChannelSettings, LinkedBot
from slackbot.domain.chart import ChartSeries
from slackbot.domain.checking import Check
from slackbot.domain.digest import Digest, DigestRun
from slackbot.domain.digest_content import DigestContent
from slackbot.domain.episode import Notice, State, Step
from slackbot.domain.errors import SlackbotError
from slackbot.domain.evaluation_replay import Replay
from slackbot.domain.evaluation_view import Found
from slackbot.domain.job import LARGEST_BATCH, SummaryJob, Usage, UsageRequest
from slackbot.domain.period import Period
from slackbot.domain.permission import Actor
from slackbot.domain.price import Price
from slackbot.domain.query import UsageQuery
from slackbot.domain.schedule import Slot
from slackbot.domain.threshold_rule import ThresholdRule, Told, Watched
from slackbot.domain.usage import Restatement, UsageReport

P = ParamSpec("P")
T = TypeVar("T")
Names = Mapping[str, str]


class Person(BaseModel):
    """Somebody as Slack knows them: IANA zone and locale are what they set in Slack."""

    model_config = ConfigDict(frozen=True)

    actor: Actor
    zone: str = "UTC"
    locale: str = "en-US"


class FlightLog(Protocol):
    """What the run of a job tells, and what it remembers of itself beyond a crash."""

    def told(self, percent: float) -> None:
        """Kore.ai says that the job is so far."""
        ...

    async def submitted(self, part: str) -> str | None:
        """What was kept of the submit of that part, if it was submitted before."""
        ...

    async def submit(self, part: str, submitted: str) -> None:
        """Keep what Kore.ai answered to the newest submit of that part."""
        ...


class Clock(Protocol):
    """The only way to the time outside `domain`; tests hand in one that they turn themselves."""

    def now(self) -> datetime:
        """This moment, in UTC."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Come back when `seconds` have passed."""
        ...


class Opened(BaseModel):
    """A question that was understood, and where its answer goes: without a thread, to the asker
    alone, and `note` says why."""

    model_config = ConfigDict(frozen=True)

    query: UsageQuery
    bots: tuple[LinkedBot, ...]
    jobs: tuple[SummaryJob, ...]
    thread: Thread | None
    note: str = ""
    before: Period | None = None  # to compare with


@dataclass(frozen=True)
class Csv:
    """A file with all the figures of an answer."""

    name: str
    text: str


class OpenQuestion(BaseModel):
    """All that the answer needs besides the figures. It is given up at `until`."""

    model_config = ConfigDict(frozen=True)

    ask: Ask
    opened: Opened
    until: AwareDatetime

    @property
    def id(self) -> str:
        """Under which it waits."""
        return self.ask.id


class OpenDigest(BaseModel):
    """One run of a digest, and all that sending it needs besides the figures.

    `ask` is nobody's: the id under which what is posted is kept, and where. `requests` may hold
    other bots than its own: those of all digests that cover the same window.
    """

    model_config = ConfigDict(frozen=True)

    ask: Ask
    digest: Digest
    run: DigestRun
    opened: Opened
    requests: tuple[UsageRequest, ...]
    until: AwareDatetime

    @property
    def id(self) -> str:
        """Under which it waits: each try anew, while what is posted is the same for all."""
        return f"{self.ask.id}-{self.run.attempts}"


class OpenCheck(BaseModel):
    """A check of all of a workspace's thresholds. `ask` is nobody's: only its id is used."""

    model_config = ConfigDict(frozen=True)

    ask: Ask
    moment: AwareDatetime
    requests: tuple[UsageRequest, ...]
    until: AwareDatetime

    @property
    def id(self) -> str:
        """Under which it waits."""
        return self.ask.id


class OpenTrial(BaseModel):
    """Somebody wants to know what a threshold would have said, or with `now` would say."""

    model_config = ConfigDict(frozen=True)

    ask: Ask
    rule: ThresholdRule
    now: bool
    requests: tuple[UsageRequest, ...]
    until: AwareDatetime

    @property
    def id(self) -> str:
        """Under which it waits."""
        return self.ask.id


Open = OpenQuestion | OpenDigest | OpenCheck | OpenTrial  # what may wait for figures


class UsageSource(Protocol):
    """Kore.ai's billing usage."""

    async def fetch(self, job: SummaryJob, budget: CallBudget, flight: FlightLog) -> Usage:
        """Submit `job` and poll until *its* result is there; never another job's figures.

        At most one call per `job.lane` may run at a time, with that lane's `budget`, which it
        spends. What `flight` knows to be submitted is not submitted again. Also raises JobError.
        """
        ...

    async def knows(self, bot_id: str) -> bool | None:
        """Whether Kore.ai knows this bot; None where that cannot be asked without a job."""
        ...


class Notifier(Protocol):
    """Everything that people read in Slack. Also raises SlackRefusedError, with Slack's word."""

    async def open_thread(self, ask: Ask, query: UsageQuery, bots: Sequence[Bot]) -> Thread:
        """Post the parent message that says who asked what and what was understood."""
        ...

    async def deliver(
        self, ask: Ask, opened: Opened, report: UsageReport, csv: Csv | None = None
    ) -> None:
        """Answer in the thread and mark the parent as done; where that fails, only to the asker.

        `csv` goes into the thread as a file.
        """
        ...

    async def progress(self, question: OpenQuestion, percent: int) -> None:
        """Show on the question's parent how far its job is. Raises nothing: it may be left out."""
        ...

    async def cancelled(self, question: OpenQuestion, by: str) -> None:
        """Show on the question's parent that somebody, a user id, has cancelled it."""
        ...

    async def fail(self, ask: Ask, opened: Opened | None, error: SlackbotError) -> None:
        """Say in the thread why there is no answer and what to do; without one, to the asker."""
        ...

    async def tell(self, ask: Ask, text: str) -> None:
        """Answer only to the asker. `text` is plain: it is escaped, only `backticks` are kept."""
        ...

    async def show_help(self, ask: Ask, bots: ChannelBots) -> None:
        """Explain the app to the asker, with examples that work in this channel."""
        ...

    async def show_dates_help(self, ask: Ask) -> None:
        """Show the asker the ways to name a period, each with what it means."""
        ...

    async def show_bots(self, ask: Ask, bots: ChannelBots) -> None:
        """Show the asker which bots this channel remembers, and who linked them."""
        ...


class DueDigest(BaseModel):
    """A digest with the slot that comes next, if it is active, and when that is to be run."""

    model_config = ConfigDict(frozen=True)

    digest: Digest
    slot: Slot | None
    run_at: AwareDatetime | None


class DigestNotifier(Protocol):
    """What people read of digests. Also raises SlackRefusedError, with Slack's word."""

    async def confirm(
        self,
        ask: Ask,
        digest: Digest,
        first: Opened,
        *,
        changed: bool,
        settling: timedelta = timedelta(),
    ) -> None:
        """Tell the channel what was set up, or `changed`; `first` is what the next slot will ask,
        and `settling` how long one that waits does. Not to post there is to have failed."""
        ...

    async def list_digests(
        self,
        ask: Ask,
        digests: Sequence[DueDigest],
        last: Mapping[str, DigestRun],
        bots: Sequence[Bot],
    ) -> None:
        """Show the asker the channel's digests, with the last run of each by its id. `bots` are
        the channel's."""
        ...

    async def list_runs(self, ask: Ask, runs: Sequence[tuple[Digest, DigestRun]]) -> None:
        """Show the asker what became of digests, the latest first."""
        ...

    async def deliver(
        self, open_: OpenDigest, content: DigestContent, csv: Csv | None = None
    ) -> Thread:
        """Post the digest with its detail in the thread, each once; returns where it stands."""
        ...

    async def restate(
        self, open_: OpenDigest, earlier: DigestRun, restated: Sequence[Restatement]
    ) -> None:
        """Say in an earlier digest's thread that its totals have changed since."""
        ...

    async def tell_failed(self, digest: Digest, run: DigestRun) -> None:
        """Tell its owner alone that a run failed, or that it is stopped, and the way to mend it."""
        ...

    async def is_connected(self, team: str) -> bool:
        """Whether Slack takes our token, asked anew."""
        ...

    async def tell_back(self, team: str, owner: str, since: datetime) -> None:
        """Tell an owner that digests go on after they were cut off."""
        ...


class NoticeNotifier(Protocol):
    """What people read of thresholds. Also raises SlackRefusedError, with Slack's word.

    `names` are those of the channel's bots, by id.
    """

    async def confirm(
        self, ask: Ask, rule: ThresholdRule, names: Names, *, changed: bool, every: str
    ) -> None:
        """Tell the channel what was set up, or `changed`; not to post there is to have failed."""
        ...

    async def show_replay(
        self, ask: Ask, rule: ThresholdRule, replay: Replay, names: Names
    ) -> None:
        """Show the asker what the rule would have said, and let them save it."""
        ...

    async def show_trial(
        self, ask: Ask, rule: ThresholdRule, found: Sequence[Found], step: Step, names: Names
    ) -> None:
        """Show the asker what the rule measures, and would say now."""
        ...

    async def list_rules(self, ask: Ask, watched: Sequence[Watched], bots: Sequence[Bot]) -> None:
        """Show the asker the channel's thresholds and how they stand."""
        ...

    async def list_told(
        self, ask: Ask, told: Sequence[tuple[ThresholdRule, Told]], names: Names
    ) -> None:
        """Show the asker what was told, the latest first."""
        ...

    async def post(
        self, watched: Watched, notice: Notice, names: Names, thread: Thread | None
    ) -> Thread:
        """Post a notice: the first of its place into the channel, others into that one's `thread`.
        Returns where it stands."""
        ...

    async def keep(self, watched: Watched, first: Notice, names: Names, thread: Thread) -> None:
        """Put what began an episode into its thread, once, before it is edited away."""
        ...

    async def edit(self, watched: Watched, notice: Notice, names: Names, thread: Thread) -> None:
        """Show the latest state on the message of an episode. Raises nothing: the next may do."""
        ...

    async def tell_stopped(self, rule: ThresholdRule, at: datetime) -> None:
        """Tell its owner alone that it is stopped, and the way to mend it."""
        ...


class Directory(Protocol):
    """Who and where, as Slack says; answers may be some minutes old."""

    async def person(self, user: str) -> Person: ...

    async def shared(self, channel: str) -> bool | None:
        """Whether other organisations see this channel; None where Slack does not say."""
        ...


class Channels(Protocol):
    """What channels remember, by workspace and channel id."""

    async def bots(self, team: str, channel: str) -> ChannelBots: ...

    async def bots_of_all(self, team: str) -> dict[str, ChannelBots]:
        """The bots of every channel that has any."""
        ...

    async def link(self, team: str, channel: str, bot: LinkedBot, at: datetime) -> None:
        """Link or relink a bot; the first one of a channel becomes its default."""
        ...

    async def unlink(self, team: str, channel: str, bot_id: str) -> None:
        """Forget a bot; if it was the default, the oldest one left becomes it."""
        ...

    async def settings(self, team: str, channel: str) -> ChannelSettings: ...

    async def save_settings(self, team: str, channel: str, settings: ChannelSettings) -> None: ...


class Allowances(Protocol):
    """What channels may use and what it costs, by workspace and channel id."""

    async def of(self, team: str, channel: str) -> ChannelAllowances: ...

    async def save(self, team: str, channel: str, entry: Allowance | Price, at: datetime) -> None:
        """Set it in the place of what was set for that bot and unit."""
        ...

    async def remove(self, team: str, channel: str, *entries: Allowance | Price) -> None:
        """Forget them: all of them, or none."""
        ...


class Ledger(Protocol):
    """Settled buckets that have been fetched before, by workspace."""

    async def find(self, team: str, job: SummaryJob) -> Usage | None:
        """The whole answer to `job`, or None if any of it is missing or was not settled."""
        ...

    async def knows(self, team: str, job: SummaryJob) -> bool:
        """Whether all of the answer is there, unread; never of a window that cuts buckets."""
        ...

    async def keep(self, team: str, usage: Usage) -> None:
        """Keep what of `usage` is settled, in the place of what was known of it."""
        ...


class Budgets(Protocol):
    """The calls of each lane within the last hour: a lane's budget goes where its jobs run."""

    async def load(self, team: str, lane: str) -> CallBudget: ...

    async def save(self, team: str, lane: str, budget: CallBudget) -> None: ...


class Flights(Protocol):
    """Jobs under way, their outcomes, and the questions that wait for them, by workspace."""

    async def board(
        self,
        team: str,
        runs: Mapping[str, UsageRequest],
        until: datetime,
        question: str,
        payload: str | None,
    ) -> set[str]:
        """Let `question` wait until `until` for what `runs` fetch, all or none.

        Where another run fetches the same already, that one is waited for instead. Returns the
        runs that it waits for now. `payload` is what its answer will need; without one whoever
        asks looks for the outcomes himself.
        """
        ...

    async def runs(self, team: str, question: str) -> dict[str, str]:
        """The runs that the question waits for, by the key of what they fetch."""
        ...

    async def wanted_until(self, team: str, run: str) -> datetime | None:
        """Until when the last question waits for `run`; None if none does."""
        ...

    async def submitted(self, team: str, run: str, part: str) -> str | None:
        """What was kept of the submit of that part of `run`."""
        ...

    async def submit(self, team: str, run: str, part: str, submitted: str) -> None: ...

    async def land(self, team: str, run: str, outcome: str) -> None:
        """`run` is over: whoever asks for the same from now on starts another."""
        ...

    async def outcome(self, team: str, run: str) -> str | None:
        """How `run` ended, if it has."""
        ...

    async def ready(self, team: str, run: str) -> list[str]:
        """The questions that waited for `run` and now for nothing more."""
        ...

    async def waiting_for(self, team: str, run: str, most: int) -> list[str]:
        """Some of the questions that wait for `run`."""
        ...

    async def due(self, now: datetime, most: int) -> list[tuple[str, str]]:
        """Questions, with their workspaces, that wait for nothing more or for too long."""
        ...

    async def waiting(self, team: str, question: str) -> str | None:
        """The question's payload, until it is answered."""
        ...

    async def answered(self, team: str, question: str) -> None:
        """It waits no more, and its payload is forgotten."""
        ...

    async def cancel(self, team: str, question: str) -> None:
        """The same, and what was to be fetched for it alone is wanted no more."""
        ...


class Claim(BaseModel):
    """The right to post one message. `message`: it stands already, there. Without one, and not
    `first`: somebody claimed it before and perhaps posted it."""

    model_config = ConfigDict(frozen=True)

    first: bool
    message: Thread | None = None


class Deliveries(Protocol):
    """Which messages have been posted. Slack has no key that makes a post happen once; this is
    ours: between a post and its being written down a crash can double it, nowhere else."""

    async def claim(self, team: str, key: str, channel: str) -> Claim:
        """To be called right before the message of that key is posted."""
        ...

    async def done(self, team: str, key: str, message: Thread) -> None:
        """Write down where the message of that key stands."""
        ...

    async def release(self, team: str, key: str) -> None:
        """Slack did not take the message, for sure: the next claim is a first one."""
        ...


class Digests(Protocol):
    """Digests, by workspace, and what became of each of their runs."""

    async def next_number(self, team: str, channel: str) -> int:
        """One that no digest of this channel has had."""
        ...

    async def save(self, digest: Digest, slot: Slot | None, run_at: datetime | None) -> None:
        """Save it, and which slot comes next; without one it waits for nothing."""
        ...

    async def find(self, team: str, id_: str) -> Digest | None: ...

    async def of_channel(self, team: str, channel: str) -> list[DueDigest]:
        """All of a channel's but the removed, by number."""
        ...

    async def due(self, now: datetime, most: int) -> list[DueDigest]:
        """Some of those to be run by now, in every connected workspace, the longest due first."""
        ...

    async def coming(self, after: str, most: int) -> list[DueDigest]:
        """Some of the active ones of every workspace, in the order of their ids, behind `after`."""
        ...

    async def at_slot(self, team: str, at: datetime) -> list[Digest]:
        """The active ones whose slot is at that moment, whether it has been taken or not."""
        ...

    async def owners(self, team: str) -> frozenset[str]:
        """Whose the active ones are."""
        ...

    async def move(
        self, due: DueDigest, slot: Slot, run_at: datetime, skipped: Iterable[DigestRun] = ()
    ) -> None:
        """Let `slot` come next in the place of that of `due`, if that is still the next one."""
        ...

    async def begin(self, run: DigestRun) -> DigestRun:
        """Write down that it runs; or what is known of it, if it has before."""
        ...

    async def record(self, run: DigestRun) -> None:
        """Write down how it stands."""
        ...

    async def run(self, team: str, digest_id: str, key: str) -> DigestRun | None: ...

    async def runs(self, team: str, digest_id: str, most: int) -> Sequence[DigestRun]:
        """Its runs, the latest first."""
        ...

    async def sent_before(self, run: DigestRun) -> DigestRun | None:
        """The last one before `run` that was sent."""
        ...

    async def retries(self, now: datetime, most: int) -> list[DigestRun]:
        """Some of those to be looked at again by now, in every connected workspace."""
        ...

    async def taken(self, run: DigestRun) -> None:
        """That one is being looked at."""
        ...


class Thresholds(Protocol):
    """Thresholds, by workspace, with what is remembered and was told of each."""

    async def next_number(self, team: str, channel: str) -> int:
        """One that no threshold of this channel has had."""
        ...

    async def save(self, rule: ThresholdRule, memory: State | None = None) -> None:
        """Save the rule; with `memory` in the place of what was remembered of it."""
        ...

    async def find(self, team: str, id_: str) -> Watched | None: ...

    async def of_channel(self, team: str, channel: str) -> list[Watched]:
        """All of a channel's but the removed, by number."""
        ...

    async def active(self, team: str) -> list[Watched]:
        """All that are to be checked."""
        ...

    async def teams(self) -> list[str]:
        """The connected workspaces that have any of these."""
        ...

    async def remember(
        self,
        watched: Watched,
        memory: State,
        *,
        checked_at: datetime | None = None,
        fired_at: datetime | None = None,
    ) -> bool:
        """Remember that instead; False where somebody has changed it since it was read."""
        ...

    async def told(self, rule: ThresholdRule, told: Told) -> None:
        """Keep what was told, for those who ask later; a second time changes nothing."""
        ...

    async def history(self, team: str, rule_id: str, most: int) -> list[Told]:
        """What was told, the latest first."""
        ...

    async def place(self, team: str, rule_id: str, place: str) -> Thread | None:
        """Where the message of that episode, or streak, stands."""
        ...

    async def put_place(self, team: str, rule_id: str, place: str, thread: Thread) -> None: ...

    async def checks(self, team: str) -> list[Check]:
        """The last few checks."""
        ...

    async def begin_check(self, team: str, check: Check) -> None:
        """Write down that it runs; a second time changes nothing."""
        ...

    async def end_check(self, team: str, check: Check) -> None: ...


class Threads(Protocol):
    """What was last asked in a thread, by workspace."""

    async def remember(self, team: str, thread: Thread, query: UsageQuery) -> None: ...

    async def query_of(self, team: str, thread: Thread) -> UsageQuery | None: ...


class Connections(Protocol):
    """Workspaces that we are cut off from: meanwhile nothing is begun there."""

    async def disconnect(self, team: str, at: datetime, reason: str) -> None:
        """Slack takes our token no more, and says why. A second time changes nothing."""
        ...

    async def disconnected(self) -> dict[str, datetime]:
        """The workspaces that are, and since when."""
        ...

    async def reconnect(self, team: str) -> None: ...


class Workspaces(Protocol):
    """What a workspace has shown of itself."""

    async def refused_blocks(self, team: str) -> frozenset[str]:
        """The kinds of blocks that it does not have yet."""
        ...

    async def refuse_blocks(self, team: str, kinds: frozenset[str]) -> None:
        """Remember that it refused these."""
        ...


class Charts(Protocol):
    """Pictures of charts."""

    async def draw(self, series: ChartSeries) -> bytes:
        """A PNG. Raises TransientError if there is none."""
        ...


class Fence(Protocol):
    """Stops a run that was taken over while its process was silent."""

    async def check(self) -> None:
        """Raise CancelledError if the current run belongs to another process by now."""
        ...


class Lanes(Protocol):
    """The way to Kore.ai: jobs of one scope run one after another, equal ones only once."""

    async def board(self, question: Open, requests: Sequence[UsageRequest]) -> None:
        """Have each fetched in the lane of its scope; on return it is certain to be.

        When all have an outcome, or at `question.until`, `deliver_answer` or `deliver_digest` is
        called with it.
        """
        ...

    async def outcomes(
        self, question: Open, requests: Sequence[UsageRequest]
    ) -> tuple[Usage | SlackbotError | None, ...]:
        """How each ended, in their order; None for what has not, or was never boarded."""
        ...

    async def find(self, team: str, question: str) -> Open | None:
        """The question, or digest, of that id while it waits."""
        ...

    async def cancel(self, question: OpenQuestion) -> None:
        """It waits no more; what runs for it at Kore.ai ends by itself."""
        ...


class Run(Protocol):
    """One durable run of a workflow: what is done in it is done once, or again after a crash."""

    async def step(
        self, name: str, function: Callable[P, Awaitable[T]], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run `function` and write its outcome down; after a restart that is read instead."""
        ...


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
class ThresholdPorts:
    """What thresholds need besides."""

    store: Thresholds
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
    thresholds: ThresholdPorts
    question_deadline: timedelta  # from a question's arrival, waiting included
