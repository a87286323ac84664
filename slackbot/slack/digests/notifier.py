"""Sends digests to channels and threads, and messages to their owners."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta

from slackbot.domain.access.audit import Change
from slackbot.domain.ask import Ask, Thread, first_id
from slackbot.domain.channel import Bot
from slackbot.domain.digests.content import DigestContent
from slackbot.domain.digests.digest import Digest, DigestRun, DigestState
from slackbot.domain.digests.plan import ask_of
from slackbot.domain.errors import THREAD_GONE, SlackRefusedError
from slackbot.domain.usage.report import Restatement
from slackbot.ports import Clock, DueDigest, File, OpenDigest, Opened
from slackbot.ports.slack import NO_CHANGES
from slackbot.slack.blocks.blocks import Message
from slackbot.slack.blocks.charts import CHART
from slackbot.slack.digests.listed import digest_confirmation, digest_history, digest_list
from slackbot.slack.digests.messages import digest_detail, digest_parent, restatement
from slackbot.slack.digests.owner import digest_missed, digest_paused, workspace_back
from slackbot.slack.outbound.calls import patiently
from slackbot.slack.outbound.clients import SlackClients
from slackbot.slack.outbound.poster import Poster
from slackbot.slack.outbound.rate_limit import RateLimiter
from slackbot.slack.questions.answer import series_of
from slackbot.slack.questions.files import Files

# Short, because a longer failure is retried later and meanwhile makes room for other digests.
ROUTINE_PATIENCE = timedelta(minutes=1)

Respond = Callable[[Ask, str, Message], Awaitable[None]]  # shows a message to the asker alone


class SlackDigestNotifier:
    """DigestNotifier (see ports) over the Web API."""

    def __init__(
        self,
        clients: SlackClients,
        poster: Poster,
        files: Files,
        respond: Respond,
        clock: Clock,
        pace: RateLimiter,
    ) -> None:
        self._clients = clients
        self._poster = poster
        self._files = files
        self._respond = respond
        self._clock = clock
        self._pace = pace

    async def confirm(
        self,
        ask: Ask,
        digest: Digest,
        first: Opened,
        *,
        changed: bool,
        settling: timedelta = timedelta(),
    ) -> None:
        confirmation = digest_confirmation(ask, digest, first, changed=changed, settling=settling)
        await self._poster.post(ask, "digest", lambda: confirmation)

    async def list_digests(
        self,
        ask: Ask,
        digests: Sequence[DueDigest],
        last: Mapping[str, DigestRun],
        bots: Sequence[Bot],
        changes: Mapping[str, Change] = NO_CHANGES,
    ) -> None:
        await self._respond(ask, "digests", digest_list(digests, last, bots, changes))

    async def list_runs(self, ask: Ask, runs: Sequence[tuple[Digest, DigestRun]]) -> None:
        await self._respond(ask, "runs", digest_history(runs))

    async def deliver(
        self, open_: OpenDigest, content: DigestContent, files: Sequence[File] = ()
    ) -> Thread:
        ask, report = open_.ask, content.report
        parent = digest_parent(open_.digest, content)
        detail = digest_detail(ask, content)
        await self._pace.turn(ask.team)
        thread = await self._poster.post(ask, "parent", lambda: parent)
        await self._poster.post(ask, "detail", lambda: detail, thread)
        series = series_of(report, report.shown_units[0])
        if series and CHART not in await self._poster.ladder.shown(ask.team, detail):
            await self._files.chart(ask, thread, series)
        if files:
            await self._files.upload(ask, thread, files)
        return thread

    async def restate(
        self, open_: OpenDigest, earlier: DigestRun, restated: Sequence[Restatement]
    ) -> None:
        """Post into the earlier thread; skip a deleted one, as the new digest tells it too."""
        if earlier.period is None or earlier.thread is None:
            return
        message = restatement(earlier.period, open_.opened.bots, restated)
        try:
            await self._poster.post(open_.ask, "restated", lambda: message, earlier.thread)
        except SlackRefusedError as error:
            if error.reason not in THREAD_GONE:
                raise

    async def tell_failed(self, digest: Digest, run: DigestRun) -> None:
        stopped = digest.state is DigestState.STOPPED
        message = digest_paused(digest) if stopped else digest_missed(digest, run)
        await self._tell(ask_of(digest, run), "failed", digest.owner, message)

    async def is_connected(self, team: str) -> bool:
        try:
            await patiently(self._clients.of(team).auth_test, ROUTINE_PATIENCE)
        except SlackRefusedError:
            return False
        return True

    async def tell_back(self, team: str, owner: str, since: datetime) -> None:
        ask = Ask(
            id=f"{first_id(since)}-back-{owner}",
            team=team,
            channel=owner,
            user=owner,
            text="",
            received_at=self._clock.now(),
        )
        await self._tell(ask, "back", owner, workspace_back(since))

    async def _tell(self, ask: Ask, kind: str, owner: str, message: Message) -> None:
        """Send a direct message: Slack opens one if the channel is a person's id."""
        there = ask.model_copy(update={"channel": owner})
        await self._poster.post(there, kind, lambda: message)
