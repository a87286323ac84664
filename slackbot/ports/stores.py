"""The core keeps what must survive a restart in stores, one for each noun.

A write is durable on return, in one transaction. Each store separates workspaces: a method reads
and writes only the rows of its `team`, unless it says that it covers every workspace.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Protocol

from slackbot.domain.access.assistant import AssistantToken
from slackbot.domain.access.audit import AuditFilter, Change
from slackbot.domain.access.workspace import WorkspaceSettings
from slackbot.domain.alerts.alert import Alert, Told, Watched
from slackbot.domain.alerts.checks.plan import Check
from slackbot.domain.alerts.episode import State
from slackbot.domain.allowance import Allowance, ChannelAllowances
from slackbot.domain.ask import Ask, Thread
from slackbot.domain.channel import ChannelBots, ChannelSettings, LinkedBot, LinkRequest
from slackbot.domain.closes.pack import Close, Pack
from slackbot.domain.connections.connection import Connection
from slackbot.domain.digests.digest import Digest, DigestRun
from slackbot.domain.digests.schedule import Slot
from slackbot.domain.group import BotGroup
from slackbot.domain.home import Asked, Health
from slackbot.domain.money.price import Price
from slackbot.domain.query import Unit, UsageQuery
from slackbot.domain.usage.fetching.growth import Seen
from slackbot.domain.usage.fetching.job import SummaryJob, Usage, UsageRequest
from slackbot.domain.usage.fetching.receipt import Receipt
from slackbot.domain.usage.local_days import DayClock, DayFigures
from slackbot.ports.kore import Upkeep
from slackbot.ports.values import Claim, DueDigest, Edition


class Channels(Protocol):
    """Stores each channel's linked bots and settings."""

    async def bots(self, team: str, channel: str) -> ChannelBots:
        """Return the channel's bots in the order of their linking, with the groups that have any of
        them; none where none is linked."""
        ...

    async def some_team(self) -> str | None:
        """Return the workspace that linked a bot first, for callers outside of workspaces."""
        ...

    async def bots_of_all(self, team: str) -> dict[str, ChannelBots]:
        """Return the bots of every channel that has any, by channel id."""
        ...

    async def link(self, team: str, channel: str, bot: LinkedBot, at: datetime) -> None:
        """Link a bot, or replace its link; the first bot of a channel becomes its default."""
        ...

    async def unlink(self, team: str, channel: str, bot_id: str) -> None:
        """Unlink a bot; if it was the default, the bot linked longest becomes the default."""
        ...

    async def request(self, team: str, request: LinkRequest, at: datetime) -> None:
        """Save a link that waits for an approval, in place of an earlier one of the same bot."""
        ...

    async def requests(self, team: str, before: datetime | None = None) -> list[LinkRequest]:
        """Return all links of the workspace that wait for an approval, oldest first; or only those
        that were asked for `before` a moment."""
        ...

    async def requested(self, before: datetime) -> list[str]:
        """Return the workspaces with a waiting link that was asked for `before` that moment."""
        ...

    async def decide_request(self, team: str, channel: str, bot_id: str, decided: str) -> bool:
        """Note that the command with the id `decided` decides about a waiting link.

        Returns False where another command has been first, or where the link waits no more.
        """
        ...

    async def end_request(self, team: str, channel: str, bot_id: str) -> None:
        """Delete the waiting link, which was approved or refused."""
        ...

    async def settings(self, team: str, channel: str) -> ChannelSettings:
        """Return the channel's settings; the defaults where nobody has changed any."""
        ...

    async def settings_of(self, team: str, channels: Collection[str]) -> dict[str, ChannelSettings]:
        """Return those of each of these channels, as `settings` does."""
        ...

    async def save_settings(
        self, team: str, channel: str, settings: ChannelSettings, *fields: str
    ) -> None:
        """Save these fields of the settings, or all if none is named; the others stay as they are
        by now, since somebody else may have just changed them."""
        ...


class Audit(Protocol):
    """Stores what people have changed: rows are only added, and kept for 400 days."""

    async def record(self, key: str, change: Change) -> bool:
        """Add the change, once for its `key`; the first one of a key stays.

        Returns False where it was there already, so that a repeated step is no second change.
        """
        ...

    async def find(
        self, team: str, wanted: AuditFilter, most: int, skipped: int = 0
    ) -> list[Change]:
        """Return the wanted changes, newest first, without the newest `skipped`."""
        ...

    async def last(self, team: str, channel: str) -> list[Change]:
        """Return the last change of each thing of the channel, in no order."""
        ...

    async def channels(self, team: str) -> list[str]:
        """Return the channels in which something was changed."""
        ...

    async def people(self, team: str) -> list[str]:
        """Return the people of Slack who have changed something."""
        ...


class Groups(Protocol):
    """Stores a workspace's groups of bots: of each name there is one, however it is spelled."""

    async def of(self, team: str) -> tuple[BotGroup, ...]:
        """Return the groups by name."""
        ...

    async def save(self, team: str, group: BotGroup, old: BotGroup | None, at: datetime) -> bool:
        """Save the group in place of the `old` one, or as a new one.

        Returns False, and changes nothing, where the stored one is not the old one, or where
        another group has the name.
        """
        ...

    async def remove(self, team: str, group: BotGroup) -> None:
        """Delete the group; no other ever gets its id."""
        ...


class Allowances(Protocol):
    """Stores each channel's allowances, budgets and prices: at each place there is one."""

    async def of(self, team: str, channel: str) -> ChannelAllowances:
        """Return the channel's allowances and prices; empty where nobody has set any."""
        ...

    async def of_all(self, team: str) -> dict[str, ChannelAllowances]:
        """Return those of every channel that has any, by channel id."""
        ...

    async def teams(self) -> list[str]:
        """Return the workspaces that have an allowance or a budget."""
        ...

    async def save(self, team: str, channel: str, entry: Allowance | Price, at: datetime) -> None:
        """Save the entry in place of an earlier one at its place, and of a price of its day."""
        ...

    async def remove(self, team: str, channel: str, *entries: Allowance | Price) -> None:
        """Remove all these entries in one transaction."""
        ...


class Closes(Protocol):
    """Stores the closes of each channel. What is kept is never changed.

    Each method that reads raises ConfigurationError for a pack that is not what its number says.
    """

    async def keep(self, ask: Ask, pack: Pack) -> Close | None:
        """Keep the pack and return its close; a repeated call returns the first one.

        None where the month has another close that was not reopened.
        """
        ...

    async def place(self, team: str, close: Close, thread: Thread) -> None:
        """Keep the thread in which the close was posted."""
        ...

    async def reopen(self, team: str, close: Close, by: str, at: datetime) -> None:
        """Mark the close as reopened; once, so a repeated call changes nothing."""
        ...

    async def of(self, team: str, channel: str) -> list[Close]:
        """Return the closes of the channel, the latest month first, of a month the newest."""
        ...

    async def current(
        self, team: str, channel: str, since: datetime, until: datetime
    ) -> list[Close]:
        """Return the closes with a day in the period that were not reopened, latest month first."""
        ...


class FetchedFigures(Protocol):
    """Has figures that were fetched from Kore.ai after they were settled."""

    async def find(self, team: str, job: SummaryJob, /) -> Usage | None:
        """Return the cached figures of `job`; None unless every bucket was fetched once settled.

        Counts that Kore.ai left out are absent from the result, and its `again_at` is set.
        """
        ...

    async def knows(
        self,
        team: str,
        job: SummaryJob,
        units: Collection[Unit],
        now: datetime,
        /,
        *,
        patient: bool,
    ) -> bool:
        """Return whether the cache makes a fetch of `job` unnecessary, without reading its figures.

        False for a window that cuts buckets. A bucket that lacks one of `units` has to be fetched
        again: after a pause that grows with the time for which Kore.ai has left the count out; if
        not `patient`, at once, until it has been missing for long.
        """
        ...


class Ledger(FetchedFigures, Protocol):
    """Caches the buckets that were fetched from Kore.ai after they were settled."""

    async def fill(self, team: str, usage: Usage) -> Usage:
        """Return `usage` with cached counts in place of those that Kore.ai left out of it."""
        ...

    async def watch(self, team: str, usage: Usage) -> None:
        """Note the counts of days that are over since a short time, to learn how they grow."""
        ...

    async def seen(self, team: str, bot_ids: Collection[str], since: date) -> list[Seen]:
        """Return what was noted of these bots' days: soon after their end, and when final."""
        ...

    async def days(
        self,
        team: str,
        bot_ids: Collection[str],
        clock: DayClock,
        start: datetime,
        end: datetime,
        now: datetime,
    ) -> list[DayFigures]:
        """Return what is cached of these bots in `[start, end)`, by the days of the clock: one for
        each bot and day. It takes one query."""
        ...

    async def keep(self, team: str, usage: Usage) -> None:
        """Cache the settled buckets of `usage`. An absent count never replaces a cached one."""
        ...


class Budgets(Protocol):
    """Stores each lane's calls of the last hour, and the habits of the connection to Kore.ai.

    They are stored because the next job of a lane may run in another process.
    """

    async def load(self, team: str, lane: str, connection: str) -> Upkeep:
        """Return the budget of a lane and the habits of its connection; fresh ones where nothing is
        stored. The budget holds the calls of every workspace that asks with the same credential.

        Only the process that runs the lane's job may hold the result.
        """
        ...


class Flights(Protocol):
    """Stores the jobs in flight, their outcomes, and the questions that wait for them.

    A *run* is one execution of a job, by its id; a question joins the run of an equal job.
    """

    async def board(
        self,
        team: str,
        runs: Mapping[str, UsageRequest],
        until: datetime,
        question: str,
        payload: str | None,
        person: str | None,
    ) -> dict[str, int | None]:
        """Let `question` wait until `until` for the requests in `runs`, keyed by new run ids.

        A request that an earlier run already fetches makes the question wait for that run instead.
        Returns the runs that the question waits for, each with its turn in its lane: a lane does
        the run of the smallest turn first, and of equal turns the older. Each run of a `person`
        takes their next turn; without one the runs have no turn, and come after all that have. A
        run has the smallest turn of all who wait for it, and None, too, once it has landed.
        `payload` is the serialized
        question, to answer it from; without one `due` and `ready` leave the question out, and the
        caller polls `outcome`.
        """
        ...

    async def runs(self, team: str, question: str) -> dict[str, str]:
        """Return the ids of the runs that the question waits for, by the key of their request."""
        ...

    async def ahead(self, team: str, question: str) -> int:
        """Return how many runs of people go before the last one that the question waits for."""
        ...

    async def lanes_of_people(self) -> set[tuple[str, str]]:
        """Return the lanes of every workspace, as pairs of workspace and lane, that people wait
        for."""
        ...

    async def wanted_until(self, team: str, run: str) -> datetime | None:
        """Return the latest deadline of the questions that wait for `run`.

        A moment in the past means that nobody wants the run any more; None, that it has landed.
        """
        ...

    async def submitted(self, team: str, run: str, part: str) -> str | None:
        """Return the recorded submit of this part of `run`; None if there is none."""
        ...

    async def submit(self, team: str, run: str, part: str, submitted: str) -> None:
        """Record the submit of this part of `run`, in place of an earlier one."""
        ...

    async def land(self, team: str, run: str, outcome: str) -> None:
        """Record the serialized outcome of `run`, and end its flight: an equal request from now on
        starts another run. The first outcome of a run stays."""
        ...

    async def outcome(self, team: str, run: str) -> str | None:
        """Return the serialized outcome of `run`; None until the run has landed."""
        ...

    async def ready(self, team: str, run: str) -> list[str]:
        """Return the ids of open questions that waited for `run` and now have all outcomes."""
        ...

    async def waiting_for(self, team: str, run: str, most: int) -> list[str]:
        """Return the ids of open questions that wait for `run`."""
        ...

    async def due(self, now: datetime, most: int) -> list[tuple[str, str]]:
        """Return open questions of every workspace that have all outcomes or are past their
        deadline, as pairs of workspace and question id, the earliest deadline first."""
        ...

    async def waiting(self, team: str, question: str) -> str | None:
        """Return the question's payload while it is open; None once it is answered."""
        ...

    async def unanswered(self, team: str, mark: str, since: datetime) -> str | None:
        """Return the latest id that ends with `mark`, of the questions that wait for runs and were
        asked since that moment."""
        ...

    async def answered(self, team: str, question: str) -> None:
        """Close the question and delete its payload."""
        ...

    async def admit(self, ask: Ask, most: int, longest: timedelta) -> bool:
        """Count `ask` among the open questions of its asker; False if they have `most` already.

        A question counts once, and until it is answered, cancelled or left; but no longer than
        `longest`, whatever became of it.
        """
        ...

    async def leave(self, team: str, question: str) -> None:
        """Count the question no more: nobody waits for its figures."""
        ...

    async def cancel(self, team: str, question: str) -> None:
        """Close the question, and mark as unwanted the runs that only this question waited for."""
        ...


class Hazards(Protocol):
    """Stores which runs do heavy work now, and how often a process has died while one did.

    `executor` is the id of a process.
    """

    async def begin(self, team: str, run: str, executor: str, at: datetime) -> int:
        """Return how often a process died at this run. If none did, record that this one works."""
        ...

    async def retry(self, team: str, run: str, executor: str) -> None:
        """Record that this process works on a run at which one has died."""
        ...

    async def rest(self, team: str, run: str, executor: str) -> None:
        """Record that this process does no heavy work for the run now."""
        ...

    async def over(self, team: str, run: str) -> None:
        """Forget the run, which has ended."""
        ...

    async def leave(self, executor: str) -> None:
        """Record that this process works on nothing, in every workspace."""
        ...

    async def died(self, executor: str) -> dict[str, int]:
        """Count that this process died, for each run of every workspace that it worked on.

        Returns their ids, each with its deaths in halves: one that it shared with others is half a
        death. A second call counts nothing.
        """
        ...


class ResponseUrls(Protocol):
    """Stores the addresses that Slack gives for answers to the asker alone, for half an hour."""

    async def find(self, team: str, question: str, now: datetime) -> str | None:
        """Return the address for this question; None once Slack no longer takes it."""
        ...


class Deliveries(Protocol):
    """Stores which messages were posted, by a deduplication key, since Slack's API takes none.

    A crash between a post and `done` is the only way for a message to be posted twice.
    """

    async def claim(self, team: str, key: str, channel: str) -> Claim:
        """Claim the right to post the message of this key. Call it directly before the post."""
        ...

    async def done(self, team: str, key: str, message: Thread) -> None:
        """Record the channel and timestamp of the posted message."""
        ...

    async def find(self, team: str, key: str) -> Thread | None:
        """Return the place of the message of this key, if it was posted and has one."""
        ...

    async def release(self, team: str, key: str) -> None:
        """Undo a claim after Slack has certainly refused the post: the next claim is a first."""
        ...


class Digests(Protocol):
    """Stores digests with their next slots, and the state of each of their runs."""

    async def next_number(self, team: str, channel: str) -> int:
        """Return a number that no digest of this channel has had; each call returns another."""
        ...

    async def save(self, digest: Digest, slot: Slot | None, run_at: datetime | None) -> None:
        """Save the digest, its next slot and the moment to run it; without a slot it never runs."""
        ...

    async def find(self, team: str, id_: str) -> Digest | None: ...

    async def of_channel(self, team: str, channel: str) -> list[DueDigest]:
        """Return the channel's digests in the order of their numbers, without removed ones."""
        ...

    async def of_channels(self, team: str, channels: Collection[str]) -> list[DueDigest]:
        """Return those of several channels, as `of_channel` does."""
        ...

    async def of_team(self, team: str) -> list[Digest]:
        """Return the digests of all channels, in no order, without the removed ones."""
        ...

    async def count(self, team: str) -> int:
        """Return how many digests the workspace has, without removed ones."""
        ...

    async def due(self, now: datetime, most: int) -> list[DueDigest]:
        """Return active digests of every connected workspace whose moment has come, the longest
        due first."""
        ...

    async def coming(self, after: str, most: int) -> list[DueDigest]:
        """Return active digests of every workspace in the order of their ids, from the first id
        greater than `after`: a page of the list of all."""
        ...

    async def at_slot(self, team: str, at: datetime) -> list[Digest]:
        """Return the active digests whose next or last slot is at this moment."""
        ...

    async def owners(self, team: str) -> frozenset[str]:
        """Return the user ids of the owners of active digests."""
        ...

    async def move(
        self, due: DueDigest, slot: Slot, run_at: datetime, skipped: Iterable[DigestRun] = ()
    ) -> None:
        """Replace the digest's next slot by `slot` (compare-and-set), and record `skipped` runs.

        The slot is replaced only if the stored one is still that of `due`: another process may have
        moved it on.
        """
        ...

    async def begin(self, run: DigestRun) -> DigestRun:
        """Record that the run has begun, and return it; if it had begun before, return the stored
        one unchanged."""
        ...

    async def record(self, run: DigestRun) -> None:
        """Save the state of the run."""
        ...

    async def run(self, team: str, digest_id: str, key: str) -> DigestRun | None: ...

    async def runs(self, team: str, digest_id: str, most: int) -> Sequence[DigestRun]:
        """Return the digest's runs, latest first."""
        ...

    async def last_runs(self, team: str, digest_ids: Collection[str]) -> dict[str, DigestRun]:
        """Return the last run of each of these digests that has one, by the digest's id."""
        ...

    async def sent_before(self, run: DigestRun) -> DigestRun | None:
        """Return the digest's last run that was sent before `run` was due."""
        ...

    async def retries(self, now: datetime, most: int) -> list[DigestRun]:
        """Return runs of every connected workspace whose `retry_at` has come, earliest first."""
        ...

    async def taken(self, run: DigestRun) -> None:
        """Clear the run's `retry_at` (compare-and-set), since a retry of it was enqueued.

        Does nothing if `retry_at` or the number of attempts has changed since `run` was read.
        """
        ...


class Alerts(Protocol):
    """Stores alerts with their memory, the notices that were posted, and the checks."""

    async def next_number(self, team: str, channel: str) -> int:
        """Return a number that no alert of this channel has had; each call returns another."""
        ...

    async def save(self, alert: Alert, memory: State | None = None) -> None:
        """Save the alert. With `memory`, replace its stored memory and raise the version."""
        ...

    async def find(self, team: str, id_: str) -> Watched | None: ...

    async def of_channel(self, team: str, channel: str) -> list[Watched]:
        """Return the channel's alerts in the order of their numbers, without removed ones."""
        ...

    async def of_channels(self, team: str, channels: Collection[str]) -> list[Watched]:
        """Return those of several channels, as `of_channel` does."""
        ...

    async def count(self, team: str) -> int:
        """Return how many alerts the workspace has, without removed ones."""
        ...

    async def numbered(self, team: str, channel: str, number: int) -> Watched | None:
        """Return the channel's alert of this number, even if it was removed."""
        ...

    async def active(self, team: str) -> list[Watched]:
        """Return all active alerts of the workspace, in the order of their ids."""
        ...

    async def teams(self) -> list[str]:
        """Return the ids of connected workspaces that have active alerts."""
        ...

    async def remember(
        self,
        watched: Watched,
        memory: State,
        *,
        checked_at: datetime | None = None,
        fired_at: datetime | None = None,
    ) -> bool:
        """Replace the alert's memory if its version is still `watched.version` (compare-and-set).

        Sets `checked_at` and `fired_at` where given. Returns False, and writes nothing, if the
        memory has changed since `watched` was read: read it again and decide anew.
        """
        ...

    async def told(self, alert: Alert, told: Told) -> None:
        """Record a posted notice for the history; the first record of its key stays."""
        ...

    async def history(self, team: str, rule_id: str, most: int) -> list[Told]:
        """Return the alert's posted notices, latest first."""
        ...

    async def told_in(self, team: str, channel: str, most: int) -> list[tuple[Alert, Told]]:
        """Return the notices of the channel's alerts, removed alerts included, latest first."""
        ...

    async def place(self, team: str, rule_id: str, place: str) -> Thread | None:
        """Return the thread of this episode, or streak of failed checks; None if none is open."""
        ...

    async def put_place(self, team: str, rule_id: str, place: str, thread: Thread) -> None:
        """Save the thread of this episode, or streak of failed checks, in place of any other."""
        ...

    async def checks(self, team: str) -> list[Check]:
        """Return the workspace's last few checks, latest first."""
        ...

    async def begin_check(self, team: str, check: Check) -> None:
        """Record that the check has begun; if it had begun before, change nothing."""
        ...

    async def end_check(self, team: str, check: Check) -> None:
        """Record how long the check took, in seconds, and the most jobs it had in one lane."""
        ...


class Threads(Protocol):
    """Stores the last query of each thread, for follow-up questions."""

    async def remember(self, team: str, thread: Thread, query: UsageQuery) -> None: ...

    async def query_of(self, team: str, thread: Thread) -> UsageQuery | None: ...

    async def edition(self, ask: Ask) -> Edition:
        """Record this edition of a mention, and return its place among the others so far."""
        ...


class FormValues(Protocol):
    """Stores what people last submitted in forms: the values of the fields, by their keys."""

    async def last(
        self, team: str, channel: str, user: str, form: str
    ) -> Mapping[str, tuple[str, ...]]:
        """Return what the person last submitted in this channel; nothing where they did not."""
        ...

    async def keep(
        self,
        team: str,
        channel: str,
        user: str,
        form: str,
        values: Mapping[str, tuple[str, ...]],
        at: datetime,
    ) -> None:
        """Keep the values in the place of those before."""
        ...


class Receipts(Protocol):
    """Stores where the figures of answers came from, by the ids of the questions."""

    async def keep(self, team: str, question: str, receipt: Receipt) -> None:
        """Store the receipt; a later one takes its place."""
        ...

    async def find(self, team: str, question: str) -> Receipt | None: ...


class RecentQuestions(Protocol):
    """Stores what each person has asked of late, for their Home tab."""

    async def keep(self, ask: Ask, words: str) -> None:
        """Store the question in these words; once for its id."""
        ...

    async def of(self, team: str, user: str, most: int) -> Sequence[Asked]:
        """Return the person's last questions, latest first; the same words of a channel once."""
        ...


class HealthReport(Protocol):
    """Tells how the app is doing, from what is written down."""

    async def of(self, team: str, now: datetime) -> Health: ...


class Disconnections(Protocol):
    """Stores the workspaces whose Slack refuses our token: no digest or check begins there."""

    async def disconnect(self, team: str, at: datetime, reason: str) -> None:
        """Record that Slack refused our token at `at`, with Slack's error code as `reason`.

        A workspace that is recorded already keeps its moment and reason.
        """
        ...

    async def disconnected(self) -> dict[str, datetime]:
        """Return the ids of disconnected workspaces, each with the moment of its disconnection."""
        ...

    async def reconnect(self, team: str) -> None: ...


class Credentials(Protocol):
    """Stores the connections to Kore.ai of each workspace, their secrets sealed."""

    async def of(self, team: str) -> tuple[Connection, ...]:
        """Return the connections, oldest first."""
        ...

    async def found(self, team: str) -> dict[str, str]:
        """Return the id of the connection through which Kore.ai knows a bot, by the bot's id."""
        ...

    async def keep_found(self, team: str, found: Mapping[str, str]) -> None:
        """Store the ids of connections by the ids of the bots that Kore.ai knows through them."""
        ...


class Workspaces(Protocol):
    """Stores each workspace's settings, and which kinds of blocks its Slack does not have yet."""

    async def settings(self, team: str) -> WorkspaceSettings:
        """Return the workspace's settings; the installation's where nobody has changed any."""
        ...

    async def save_settings(self, team: str, settings: WorkspaceSettings, *fields: str) -> None:
        """Save these fields of the settings, as Channels does."""
        ...

    async def refused_blocks(self, team: str) -> frozenset[str]:
        """Return the types of blocks that the workspace refused; empty where it refused none."""
        ...

    async def refuse_blocks(self, team: str, kinds: frozenset[str]) -> None:
        """Add these types to the ones that the workspace refused."""
        ...


class Tokens(Protocol):
    """Stores the tokens of people's assistants, by their hashes. None that has expired is found."""

    async def save(self, token: AssistantToken, hashed: str) -> None:
        """Store a token; a later hash of the same id takes the place of the earlier one."""
        ...

    async def find(self, team: str, hashed: str, now: datetime) -> AssistantToken | None: ...

    async def of(self, team: str, now: datetime) -> list[AssistantToken]:
        """Return the workspace's tokens, oldest first."""
        ...

    async def revoke(self, team: str, id_: str) -> None: ...
