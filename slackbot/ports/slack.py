"""What the core asks of Slack: who is there, and everything that people read."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from slackbot.domain.alerts.alert import Alert, Told, Watched
from slackbot.domain.alerts.checks.replay import Replay
from slackbot.domain.alerts.checks.view import Finding
from slackbot.domain.alerts.episode import Notice, Step
from slackbot.domain.ask import Ask, HelpTopic, Thread
from slackbot.domain.channel import Bot, ChannelBots
from slackbot.domain.digests.content import DigestContent
from slackbot.domain.digests.digest import Digest, DigestRun
from slackbot.domain.errors import SlackbotError
from slackbot.domain.query import UsageQuery
from slackbot.domain.usage.chart import ChartSeries
from slackbot.domain.usage.report import Restatement, UsageReport
from slackbot.ports.values import Csv, DueDigest, Names, OpenDigest, Opened, OpenQuestion, Person


class Directory(Protocol):
    """Who and where, as Slack says; answers may be some minutes old."""

    async def person(self, user: str) -> Person: ...

    async def shared(self, channel: str) -> bool | None:
        """Whether other organisations see this channel; None where Slack does not say."""
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

    async def progress(self, question: OpenQuestion, percent: int | None) -> None:
        """Show on the question's parent how far its job is, or that it waits for calls to be had.
        Raises nothing: it may be left out."""
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

    async def show_help(self, ask: Ask, bots: ChannelBots, topic: HelpTopic | None) -> None:
        """Explain the app, or one thing of it, to the asker, with examples that work here."""
        ...

    async def show_dates_help(self, ask: Ask) -> None:
        """Show the asker the ways to name a period, each with what it means."""
        ...

    async def show_bots(self, ask: Ask, bots: ChannelBots) -> None:
        """Show the asker which bots this channel remembers, and who linked them."""
        ...


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
        """Tell an owner that digests and alerts go on after they were cut off."""
        ...


class NoticeNotifier(Protocol):
    """What people read of alerts. Also raises SlackRefusedError, with Slack's word.

    `names` are those of the channel's bots, by id.
    """

    async def confirm(
        self, ask: Ask, alert: Alert, names: Names, *, changed: bool, every: str
    ) -> None:
        """Tell the channel what was set up, or `changed`; not to post there is to have failed."""
        ...

    async def show_replay(self, ask: Ask, alert: Alert, replay: Replay, names: Names) -> None:
        """Show the asker what the rule would have said, and let them save it."""
        ...

    async def show_trial(
        self, ask: Ask, alert: Alert, found: Sequence[Finding], step: Step, names: Names
    ) -> None:
        """Show the asker what the rule measures, and would say now."""
        ...

    async def list_rules(self, ask: Ask, watched: Sequence[Watched], bots: Sequence[Bot]) -> None:
        """Show the asker the channel's alerts and how they stand."""
        ...

    async def list_told(self, ask: Ask, told: Sequence[tuple[Alert, Told]], names: Names) -> None:
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

    async def tell_stopped(self, alert: Alert, at: datetime) -> None:
        """Tell its owner alone that it is stopped, and the way to mend it."""
        ...

    async def tell_changed(self, ask: Ask, alert: Alert, did: str) -> None:
        """Tell its owner alone what somebody else `did` to it, such as `paused`."""
        ...


class Charts(Protocol):
    """Pictures of charts."""

    async def draw(self, series: ChartSeries) -> bytes:
        """A PNG. Raises TransientError if there is none."""
        ...
