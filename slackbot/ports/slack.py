"""The core asks Slack who people are, and posts everything that they read."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from slackbot.domain.access.audit import Change
from slackbot.domain.alerts.alert import Alert, Told, Watched
from slackbot.domain.alerts.checks.replay import Replay
from slackbot.domain.alerts.checks.view import Finding
from slackbot.domain.alerts.episode import Notice, Step
from slackbot.domain.ask import Ask, HelpTopic, Thread
from slackbot.domain.channel import Bot, ChannelBots, LinkDecision, LinkedBot, LinkRequest
from slackbot.domain.closes.pack import Close
from slackbot.domain.closes.reconcile import Reconciled
from slackbot.domain.digests.content import DigestContent
from slackbot.domain.digests.digest import Digest, DigestRun
from slackbot.domain.errors import SlackbotError
from slackbot.domain.group import BotGroup
from slackbot.domain.home import Home
from slackbot.domain.period import Period
from slackbot.domain.query import Unit, UsageQuery
from slackbot.domain.usage.chart import ChartSeries
from slackbot.domain.usage.report import Restatement, UsageReport
from slackbot.ports.values import (
    DueDigest,
    File,
    Names,
    OpenDigest,
    Opened,
    OpenQuestion,
    Person,
    Signed,
)

NO_CHANGES: Mapping[str, Change] = {}


class Directory(Protocol):
    """Looks up people and channels of a workspace; a cached answer may be some minutes old."""

    async def person(self, user: str, team: str = "") -> Person:
        """Return the rights, zone and locale of the user with this id.

        `team` is the workspace that a request says the user is of, if it says so. A person whom
        Slack does not show is an outsider, in UTC.
        """
        ...

    async def shared(self, channel: str) -> bool | None:
        """Return whether other organisations see this channel; None where Slack does not say."""
        ...

    async def channels(self, user: str) -> Mapping[str, str]:
        """Return the names of the channels that this person is in, by id, without archived ones.

        Of private channels only those that the app is in; none where Slack shows nothing.
        """
        ...

    async def names(self, user: str) -> frozenset[str]:
        """Return what the user with this id is called, in small letters; empty if not shown."""
        ...

    async def channel_names(self, channel: str) -> frozenset[str]:
        """Return the name of the channel in small letters; empty where Slack does not show it."""
        ...


class Directories(Protocol):
    """Gives the directory of each workspace."""

    def of(self, team: str) -> Directory:
        """Return the directory of this workspace; its answers come from there alone."""
        ...


class Notifier(Protocol):
    """Posts what people read of their questions.

    Each message is posted once for its ask: a call that is repeated after a crash finds the message
    and returns. Also raises SlackRefusedError, with Slack's error code in `reason`.
    """

    async def open_thread(self, ask: Ask, query: UsageQuery, bots: Sequence[Bot]) -> Thread:
        """Post the parent message: who asked, and how the question was understood.

        Returns the channel and timestamp of that message, under which the answer will be posted.
        """
        ...

    async def deliver(
        self, ask: Ask, opened: Opened, report: UsageReport, files: Sequence[File] = ()
    ) -> None:
        """Post the answer in the thread and mark the parent as done.

        Without a thread, or where Slack refuses the post, only the asker sees the answer. `files`
        are uploaded into the thread.
        """
        ...

    async def deliver_close(
        self, ask: Ask, thread: Thread, close: Close, files: Sequence[File]
    ) -> None:
        """Post the close and its files in the thread, and mark the parent as done."""
        ...

    async def mark_close(self, ask: Ask, close: Close, sentence: str) -> None:
        """Post in the thread of the close what has changed since; the same words once.

        Does nothing where the close has no thread, or it was deleted. Raises nothing else of
        Slack's: the answer says it, too.
        """
        ...

    async def deliver_reconciled(
        self, ask: Ask, thread: Thread, found: Reconciled, month: Period, unit: Unit
    ) -> None:
        """Post in the thread how the figures of the month differ from an invoice, and why, and mark
        the parent as done."""
        ...

    async def attach(self, ask: Ask, thread: Thread, files: Sequence[File]) -> None:
        """Upload files into a thread that has its messages."""
        ...

    async def in_line(self, question: OpenQuestion, place: int) -> None:
        """Show the asker that the question's jobs are at this place in line, from 1. Raises nothing
        for a question with a parent: a later edit follows."""
        ...

    async def progress(self, question: OpenQuestion, percent: int | None) -> None:
        """Show the job's progress on the question's parent: 0 to 100, or None while the job waits
        for the rate limit. Raises nothing: the next edit shows a later state."""
        ...

    async def cancelled(self, question: OpenQuestion, by: str) -> None:
        """Show on the question's parent that the user with the id `by` has cancelled it."""
        ...

    async def mark_former(self, ask: Ask, former: Sequence[str]) -> None:
        """Show on the answers to the questions with these ids that they are about former words of
        the message of `ask`. Raises nothing: the new answer matters more."""
        ...

    async def fail(self, ask: Ask, opened: Opened | None, error: SlackbotError) -> None:
        """Post the error's sentence: in the thread if one is open, else only to the asker."""
        ...

    async def dismiss(self, ask: Ask) -> bool:
        """Remove the message for the asker alone whose button they pressed; return whether Slack
        did. Raises nothing: the message stays then."""
        ...

    async def tell(self, ask: Ask, text: str) -> None:
        """Show `text` only to the asker. `text` is plain: it is escaped, except `backticks`."""
        ...

    async def tell_lines(self, ask: Ask, lines: Sequence[Signed], zone: str) -> None:
        """Show the lines only to the asker, each with who set it, and the day of it in `zone`."""
        ...

    async def show_help(self, ask: Ask, bots: ChannelBots, topic: HelpTopic | None) -> None:
        """Show the asker the help page, or the page of one topic, with examples for `bots`."""
        ...

    async def show_dates_help(self, ask: Ask) -> None:
        """Show the asker the ways to name a period, each with its meaning."""
        ...

    async def show_bots(
        self,
        ask: Ask,
        bots: ChannelBots,
        waiting: Sequence[LinkedBot] = (),
        changes: Mapping[str, Change] = NO_CHANGES,
        zone: str = "UTC",
    ) -> None:
        """Show the asker the bots linked to this channel, and who linked them.

        `waiting` are those whose links wait for an approval; `changes` are the last ones of the
        links by the bots' ids, whose days are shown in `zone`.
        """
        ...

    async def show_groups(
        self,
        ask: Ask,
        groups: Sequence[BotGroup],
        bots: ChannelBots,
        whole: Collection[str],
        changes: Mapping[str, Change] = NO_CHANGES,
        zone: str = "UTC",
    ) -> None:
        """Show the asker the groups, with the names of their bots that this channel has.

        The ids of other bots are shown of the groups with ids in `whole`. `changes` are the last
        ones by the groups' ids, whose days are shown in `zone`.
        """
        ...

    async def show_changes(
        self, ask: Ask, changes: Sequence[Change], zone: str, older: str
    ) -> None:
        """Show the asker what people have changed, with times in `zone`; `older` is the command
        that shows the ones before, empty if there are none."""
        ...

    async def ask_approval(self, ask: Ask, bot: LinkedBot, approvers: Sequence[str]) -> None:
        """Tell the asker that the link of `bot` to the channel waits, and who may approve it.

        Each approver is told in a direct message, with buttons to decide; the channel is, where
        none of them can be.
        """
        ...

    async def settle_approval(
        self, team: str, request: LinkRequest, approvers: Sequence[str], decision: LinkDecision
    ) -> None:
        """Tell who asked for the link what became of it, in a direct message, and show it in place
        of the buttons that the approvers had. Raises nothing of Slack's: it is done already."""
        ...

    async def greet(
        self, ask: Ask, bots: ChannelBots, digests: Sequence[Digest], alerts: Sequence[Alert]
    ) -> None:
        """Show the asker, who has invited the app, what to do first in the channel with `bots`, and
        these digests and alerts, which can be resumed now."""
        ...

    async def announce(self, ask: Ask, text: str) -> None:
        """Post in the channel that the asker did what `text` says; it is plain, and escaped."""
        ...


class DigestNotifier(Protocol):
    """Posts what people read of digests, each message once.

    Also raises SlackRefusedError, with Slack's error code in `reason`.
    """

    async def confirm(
        self,
        ask: Ask,
        digest: Digest,
        first: Opened,
        *,
        changed: bool,
        settling: timedelta = timedelta(),
    ) -> None:
        """Post in the channel that a digest was set up, or `changed`.

        `first` is the question of the next slot; `settling` is the delay of a digest that waits for
        settled figures. The digest is not to be saved if this raises: it could not be posted.
        """
        ...

    async def list_digests(
        self,
        ask: Ask,
        digests: Sequence[DueDigest],
        last: Mapping[str, DigestRun],
        bots: Sequence[Bot],
        changes: Mapping[str, Change] = NO_CHANGES,
    ) -> None:
        """Show the asker the channel's digests. `last` holds each digest's last run, by the
        digest's id; `bots` are those linked to the channel; `changes` has the last change of
        each, by words such as `digest 1`."""
        ...

    async def list_runs(self, ask: Ask, runs: Sequence[tuple[Digest, DigestRun]]) -> None:
        """Show the asker the runs of digests and how each ended, latest first."""
        ...

    async def deliver(
        self, open_: OpenDigest, content: DigestContent, files: Sequence[File] = ()
    ) -> Thread:
        """Post the digest in the channel and its detail in the thread; return that thread."""
        ...

    async def restate(
        self, open_: OpenDigest, earlier: DigestRun, restated: Sequence[Restatement]
    ) -> None:
        """Post in the thread of the `earlier` run that its totals have changed since.

        Does nothing where that run has no thread, or its thread was deleted.
        """
        ...

    async def tell_failed(self, digest: Digest, run: DigestRun) -> None:
        """Tell the digest's owner, in a direct message, that a run failed or that the digest is
        stopped, and how to mend it."""
        ...

    async def is_connected(self, team: str) -> bool:
        """Ask Slack, uncached, whether our token is valid in this workspace."""
        ...

    async def tell_back(self, team: str, owner: str, since: datetime) -> None:
        """Tell an owner, in a direct message, that digests and alerts run again.

        `since` is the moment when Slack began to refuse our token.
        """
        ...


class NoticeNotifier(Protocol):
    """Posts what people read of alerts, each notice once.

    `names` maps the ids of the channel's bots to their names; `every` is the time between two
    checks, in words. Also raises SlackRefusedError, with Slack's error code in `reason`.
    """

    async def confirm(
        self, ask: Ask, alert: Alert, names: Names, *, changed: bool, every: str
    ) -> None:
        """Post in the channel that an alert was set up, or `changed`.

        The alert is not to be saved if this raises: its notices could not be posted.
        """
        ...

    async def show_replay(self, ask: Ask, alert: Alert, replay: Replay, names: Names) -> None:
        """Show the asker the notices that the rule would have posted, with a button to save it."""
        ...

    async def show_trial(
        self, ask: Ask, alert: Alert, found: Sequence[Finding], step: Step, names: Names
    ) -> None:
        """Show the asker what the rule measures now and which notice it would post, or why none."""
        ...

    async def list_rules(
        self,
        ask: Ask,
        watched: Sequence[Watched],
        bots: Sequence[Bot],
        changes: Mapping[str, Change] = NO_CHANGES,
    ) -> None:
        """Show the asker the channel's alerts and the state of each. `changes` has the last change
        of each, by words such as `alert 1`."""
        ...

    async def list_told(self, ask: Ask, told: Sequence[tuple[Alert, Told]], names: Names) -> None:
        """Show the asker the notices that were posted, latest first."""
        ...

    async def post(
        self, watched: Watched, notice: Notice, names: Names, thread: Thread | None
    ) -> Thread:
        """Post a notice: the first of an episode into the channel, a later one into `thread`, which
        is the first one's. Returns where the notice was posted, now or before a crash."""
        ...

    async def keep(self, watched: Watched, first: Notice, names: Names, thread: Thread) -> None:
        """Copy the notice that began an episode into its `thread`: the parent will be edited."""
        ...

    async def edit(self, watched: Watched, notice: Notice, names: Names, thread: Thread) -> None:
        """Edit the parent in `thread` to show the episode's latest state.

        Raises nothing: a failed edit is logged, and the next one shows a later state.
        """
        ...

    async def tell_stopped(self, alert: Alert, at: datetime) -> None:
        """Tell the alert's owner, in a direct message, that the alert was stopped at `at` and how
        to mend it."""
        ...

    async def tell_changed(self, ask: Ask, alert: Alert, did: str) -> None:
        """Tell the alert's owner, in a direct message, what the asker `did`, such as `paused`."""
        ...


class HomeTab(Protocol):
    """Shows people their Home tabs."""

    async def publish(self, team: str, user: str, home: Home) -> None:
        """Show `home` to the person, in place of what they saw.

        Does nothing where the app's settings have no Home tab. Also raises SlackRefusedError.
        """
        ...

    def is_looked_at(self, team: str, user: str) -> bool:
        """Tell whether this process has shown the person their tab a short time ago, so that what
        they do now should be seen there."""
        ...


class Charts(Protocol):
    """Draws charts."""

    async def draw(self, series: ChartSeries) -> bytes:
        """Return the chart as a PNG. Raises TransientError if it could not be drawn in time."""
        ...
