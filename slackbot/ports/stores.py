"""What must survive: a store for each noun."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from slackbot.domain.alerts.alert import Alert, Told, Watched
from slackbot.domain.alerts.checks.plan import Check
from slackbot.domain.alerts.episode import State
from slackbot.domain.allowance import Allowance, ChannelAllowances
from slackbot.domain.ask import Thread
from slackbot.domain.channel import ChannelBots, ChannelSettings, LinkedBot
from slackbot.domain.digests.digest import Digest, DigestRun
from slackbot.domain.digests.schedule import Slot
from slackbot.domain.money import Price
from slackbot.domain.query import Unit, UsageQuery
from slackbot.domain.usage.job import SummaryJob, Usage, UsageRequest
from slackbot.ports.kore import Upkeep
from slackbot.ports.values import Claim, DueDigest


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
        """What is known of `job`, or None if any of it was never asked for since it was settled.

        What Kore.ai left out is missing in it, and `again_at` says so.
        """
        ...

    async def fill(self, team: str, usage: Usage) -> Usage:
        """`usage`, with the counts that are known of what Kore.ai left out of it."""
        ...

    async def knows(
        self, team: str, job: SummaryJob, units: Collection[Unit], now: datetime, *, patient: bool
    ) -> bool:
        """Whether nothing of it has to be asked for, unread; never of a window that cuts buckets.

        What lacks one of the `units` has to: at once, or, for the `patient`, after a pause that
        grows with the time for which Kore.ai has left it out.
        """
        ...

    async def keep(self, team: str, usage: Usage) -> None:
        """Keep what of `usage` is settled. A count gives way to a count, never to none."""
        ...


class Budgets(Protocol):
    """The calls of each lane within the last hour, and the habits of the connection: they go where
    the lane's jobs run."""

    async def load(self, team: str, lane: str) -> Upkeep: ...


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


class Alerts(Protocol):
    """Alerts, by workspace, with what is remembered and was told of each."""

    async def next_number(self, team: str, channel: str) -> int:
        """One that no alert of this channel has had."""
        ...

    async def save(self, alert: Alert, memory: State | None = None) -> None:
        """Save the rule; with `memory` in the place of what was remembered of it."""
        ...

    async def find(self, team: str, id_: str) -> Watched | None: ...

    async def of_channel(self, team: str, channel: str) -> list[Watched]:
        """All of a channel's but the removed, by number."""
        ...

    async def numbered(self, team: str, channel: str, number: int) -> Watched | None:
        """The channel's one of that number, also where it was removed."""
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

    async def told(self, alert: Alert, told: Told) -> None:
        """Keep what was told, for those who ask later; a second time changes nothing."""
        ...

    async def history(self, team: str, rule_id: str, most: int) -> list[Told]:
        """What was told, the latest first."""
        ...

    async def told_in(self, team: str, channel: str, most: int) -> list[tuple[Alert, Told]]:
        """The same of all of a channel's, also of those that were removed since."""
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
