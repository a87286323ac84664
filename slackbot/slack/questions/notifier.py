"""Sends the messages of questions, once each, to a thread or to the asker alone."""

import asyncio
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import timedelta
from hashlib import sha256
from urllib.parse import SplitResult, urlsplit
from weakref import WeakValueDictionary

import structlog
from slack_sdk.webhook.async_client import AsyncWebhookClient
from slack_sdk.webhook.webhook_response import WebhookResponse

from slackbot import telemetry
from slackbot.domain.access.audit import Change
from slackbot.domain.alerts.alert import Alert
from slackbot.domain.ask import Ask, HelpTopic, Thread
from slackbot.domain.channel import (
    LINK_FIRST,
    Bot,
    ChannelBots,
    LinkDecision,
    LinkedBot,
    LinkRequest,
)
from slackbot.domain.closes.pack import Close
from slackbot.domain.closes.reconcile import Reconciled
from slackbot.domain.digests.digest import Digest
from slackbot.domain.errors import (
    SlackbotError,
    SlackRefusedError,
    SlackUnavailableError,
    UserError,
)
from slackbot.domain.group import BotGroup
from slackbot.domain.period import Period
from slackbot.domain.query import Unit, UsageQuery
from slackbot.domain.usage.report import UsageReport
from slackbot.network import proxy_for
from slackbot.ports import Clock, File, Opened, OpenQuestion, ResponseUrls, Signed
from slackbot.ports.slack import NO_CHANGES
from slackbot.slack.audit import change_list, signed_lines
from slackbot.slack.blocks.blocks import Message
from slackbot.slack.blocks.charts import CHART
from slackbot.slack.blocks.text import escape
from slackbot.slack.outbound.calls import UNAVAILABLE, busy, patiently, retry_after_of
from slackbot.slack.outbound.fallback import MessageForm, simplest
from slackbot.slack.outbound.poster import Poster
from slackbot.slack.questions import messages
from slackbot.slack.questions.answer import LATE, answer, series_of
from slackbot.slack.questions.closes import (
    closed_month,
    closed_parent,
    reconciled_month,
    reconciled_parent,
)
from slackbot.slack.questions.files import Files
from slackbot.slack.questions.greeting import greeting
from slackbot.slack.questions.groups import group_list
from slackbot.slack.questions.help import dates_help, help_message
from slackbot.slack.questions.lead import answered
from slackbot.worker_threads import run_in_thread

log = structlog.get_logger()

PROGRESS_PATIENCE = timedelta(seconds=1)  # more is not worth a wait
CLOSED_KEPT = 1_000  # parents: their questions' last edits are seconds apart
RESPONSE_HOSTS = {"hooks.slack.com", "hooks.slack-gov.com"}  # the latter is GovSlack's
WORD = re.compile(r"[a-z_]{1,60}")  # of Slack's, for why it refuses
_Place = tuple[str, Thread]  # a workspace and a parent in it
LOOPBACK = {"localhost", "127.0.0.1", "::1"}


class SlackNotifier:
    """Notifier (see ports) over the Web API and response_urls."""

    def __init__(
        self,
        api_url: str,
        poster: Poster,
        files: Files,
        urls: ResponseUrls,
        clock: Clock,
        patience: timedelta,
    ) -> None:
        self._api_url = api_url
        self._urls = urls
        self._poster = poster
        self._files = files
        self._clock = clock
        self._patience = patience
        # An edit that shows how far a question is must not come after the one that closes it.
        self._editing = WeakValueDictionary[_Place, asyncio.Lock]()
        self._closed: dict[_Place, None] = {}

    async def open_thread(self, ask: Ask, query: UsageQuery, bots: Sequence[Bot]) -> Thread:
        return await self._poster.post(ask, "parent", lambda: messages.parent(ask, query, bots, ""))

    async def deliver(
        self, ask: Ask, opened: Opened, report: UsageReport, files: Sequence[File] = ()
    ) -> None:
        if opened.thread:
            await self._reply(ask, opened, opened.thread, report, files)
        else:
            alone = await self._drawn(ask, report, opened.note)
            await self.respond(ask, "answer", alone)
        log.info(telemetry.ANSWERED, channel=ask.channel)
        telemetry.QUESTIONS.labels("answered").inc()
        telemetry.ANSWER_SECONDS.observe(self._waited(ask).total_seconds())

    async def _reply(
        self, ask: Ask, opened: Opened, thread: Thread, report: UsageReport, files: Sequence[File]
    ) -> None:
        """Post the answer and its files, then update the parent.

        Where Slack takes no answer, since somebody removed the app or the channel meanwhile, or for
        longer than we wait, the asker has it alone, and the parent says so.
        """
        drawn = await self._drawn(ask, report)

        def in_time() -> Message:
            """Return it as it was drawn, unless Slack has made it late since."""
            waited = self._waited(ask)
            return answer(ask, report, waited) if waited > LATE else drawn

        try:
            await self._poster.post(ask, "answer", in_time, thread)
        except (SlackRefusedError, SlackUnavailableError) as error:
            if not _is_final(error):
                raise
            note = f"I couldn't answer in the thread: {error.message}"
            alone = await self._drawn(ask, report, note)
            await self._instead(ask, opened, thread, alone, error)
            return
        await self._attach(ask, thread, report, drawn, files)
        await self._close(ask, thread, answered(ask, report))

    async def _instead(
        self, ask: Ask, opened: Opened | None, thread: Thread, alone: Message, error: SlackbotError
    ) -> None:
        """Show `alone` to the asker in place of what Slack did not take, and close the parent."""
        try:
            await self.respond(ask, "alone", alone)
        finally:
            state = messages.NOT_POSTED.format(reason=escape(error.message))
            await self._close(ask, thread, _parent(ask, opened, state))

    def _waited(self, ask: Ask) -> timedelta:
        return self._clock.now() - ask.received_at

    async def _attach(
        self, ask: Ask, thread: Thread, report: UsageReport, drawn: Message, files: Sequence[File]
    ) -> None:
        """Post the files that belong to the answer `drawn`."""
        series = await run_in_thread(series_of, report, report.shown_units[0])
        if series and CHART not in await self._poster.ladder.shown(ask.team, drawn):
            await self._files.chart(ask, thread, series)
        if files:
            await self._files.upload(ask, thread, files)

    async def _drawn(self, ask: Ask, report: UsageReport, note: str = "") -> Message:
        """Draw the answer in a thread, because thousands of rows take longer than a moment."""
        return await run_in_thread(answer, ask, report, self._waited(ask), note)

    async def deliver_close(
        self, ask: Ask, thread: Thread, close: Close, files: Sequence[File]
    ) -> None:
        await self._poster.post(ask, "answer", lambda: closed_month(ask, close), thread)
        await self._files.upload(ask, thread, files)
        await self._close(ask, thread, closed_parent(ask, close))
        log.info(telemetry.ANSWERED, channel=ask.channel)

    async def mark_close(self, ask: Ask, close: Close, sentence: str) -> None:
        if close.thread is None:
            return
        # Not the question's id: many questions find the same difference.
        id_ = f"close-{close.short}-{sha256(sentence.encode()).hexdigest()[:16]}"
        there = ask.model_copy(update={"id": id_, "channel": close.thread.channel})
        try:
            await self._poster.post(
                there, "changed", lambda: messages.private(sentence), close.thread
            )
        except (SlackRefusedError, SlackUnavailableError) as error:
            log.warning(telemetry.CLOSE_UNMARKED, channel=close.thread.channel, said=error.message)

    async def deliver_reconciled(
        self, ask: Ask, thread: Thread, found: Reconciled, month: Period, unit: Unit
    ) -> None:
        detail = reconciled_month(ask, found, month, unit)
        await self._poster.post(ask, "answer", lambda: detail, thread)
        await self._close(ask, thread, reconciled_parent(ask, found, month, unit))
        log.info(telemetry.ANSWERED, channel=ask.channel)

    async def attach(self, ask: Ask, thread: Thread, files: Sequence[File]) -> None:
        await self._files.upload(ask, thread, files)

    async def in_line(self, question: OpenQuestion, place: int) -> None:
        ask, state = question.ask, messages.IN_LINE.format(place=place)
        if question.opened.thread and not ask.thread:
            return await self._show_state(question, state)
        return await self.respond(ask, "place", messages.private(state))

    async def progress(self, question: OpenQuestion, percent: int | None) -> None:
        working = messages.WAITING.replace("…", f"… {percent}%" if percent else "…")
        await self._show_state(question, messages.LIMITED if percent is None else working)

    async def _show_state(self, question: OpenQuestion, state: str) -> None:
        """Edit our parent, if the thread has one."""
        ask, opened = question.ask, question.opened
        if opened.thread is None or ask.thread:
            return
        shown = messages.parent(ask, opened.query, opened.bots, state)
        async with self._edits_of((ask.team, opened.thread)):
            if (ask.team, opened.thread) in self._closed:
                return
            try:
                await self._poster.edit(ask.team, opened.thread, shown, PROGRESS_PATIENCE)
            except SlackbotError as error:  # the next edit shows a later state
                log.info(telemetry.PROGRESS_UNSHOWN, channel=ask.channel, said=error.message)

    def _edits_of(self, place: _Place) -> asyncio.Lock:
        return self._editing.setdefault(place, asyncio.Lock())

    async def cancelled(self, question: OpenQuestion, by: str) -> None:
        if thread := question.opened.thread:
            state = messages.CANCELLED.format(user=by)
            closed = _parent(question.ask, question.opened, state)
            await self._close(question.ask, thread, closed)

    async def mark_former(self, ask: Ask, former: Sequence[str]) -> None:
        for id_ in former:
            earlier = ask.model_copy(update={"id": id_})
            for kind in ("answer", "failure"):
                if place := await self._poster.posted(earlier, kind):
                    await self._mark(ask.team, place)

    async def _mark(self, team: str, place: Thread) -> None:
        try:
            await self._poster.annotate(team, place, messages.FORMER)
        except SlackbotError as error:  # deleted, perhaps
            log.warning(telemetry.FORMER_UNMARKED, channel=place.channel, said=error.message)

    async def fail(self, ask: Ask, opened: Opened | None, error: SlackbotError) -> None:
        log.info(telemetry.REFUSED, error=type(error).__name__, channel=ask.channel)
        telemetry.QUESTIONS.labels("refused" if isinstance(error, UserError) else "failed").inc()
        alone = messages.failure(ask, error, alone=True)
        thread = opened.thread if opened else await self._poster.posted(ask, "parent")
        if thread is None:
            return await self.respond(ask, "failure", alone)
        failure = messages.failure(ask, error)
        try:
            await self._poster.post(ask, "failure", lambda: failure, thread)
        except (SlackRefusedError, SlackUnavailableError) as refused:
            if not _is_final(refused):
                raise
            return await self._instead(ask, opened, thread, alone, refused)
        await self._close(ask, thread, _parent(ask, opened, messages.FAILED))
        return None

    async def dismiss(self, ask: Ask) -> bool:
        url = await self._address(ask)
        if not is_slacks(url, self._api_url):
            return False
        try:
            await patiently(_delete, self._patience, webhook=self._webhook(url))
        except SlackbotError as error:
            log.info(telemetry.NOT_DISMISSED, channel=ask.channel, said=error.message)
            return False
        return True

    async def tell(self, ask: Ask, text: str) -> None:
        await self.respond(ask, "told", messages.private(text))

    async def tell_lines(self, ask: Ask, lines: Sequence[Signed], zone: str) -> None:
        await self.respond(ask, "told", signed_lines(lines, zone))

    async def show_help(self, ask: Ask, bots: ChannelBots, topic: HelpTopic | None) -> None:
        await self.respond(ask, "help", help_message(bots, topic))

    async def show_dates_help(self, ask: Ask) -> None:
        await self.respond(ask, "help", dates_help())

    async def show_bots(
        self,
        ask: Ask,
        bots: ChannelBots,
        waiting: Sequence[LinkedBot] = (),
        changes: Mapping[str, Change] = NO_CHANGES,
        zone: str = "UTC",
    ) -> None:
        listed = messages.private(LINK_FIRST)
        if bots.bots or waiting:
            listed = messages.bot_list(bots, waiting, changes, zone)
        await self.respond(ask, "bots", listed)

    async def show_groups(
        self,
        ask: Ask,
        groups: Sequence[BotGroup],
        bots: ChannelBots,
        whole: Collection[str],
        changes: Mapping[str, Change] = NO_CHANGES,
        zone: str = "UTC",
    ) -> None:
        await self.respond(ask, "groups", group_list(groups, bots, whole, changes, zone))

    async def show_changes(
        self, ask: Ask, changes: Sequence[Change], zone: str, older: str
    ) -> None:
        await self.respond(ask, "changes", change_list(changes, zone, older))

    async def ask_approval(self, ask: Ask, bot: LinkedBot, approvers: Sequence[str]) -> None:
        asked = messages.approval_asked(ask, bot)
        told = 0
        for user in approvers:
            told += await self._told(ask, user, asked)
        if not told:
            await self._told(ask, ask.home, asked)
        await self.respond(ask, "waits", messages.link_waits(bot, approvers))

    async def settle_approval(
        self, team: str, request: LinkRequest, approvers: Sequence[str], decision: LinkDecision
    ) -> None:
        settled, asker = messages.approval_settled(request, decision), request.bot.linked_by
        asked = Ask(
            id=request.asked,
            team=team,
            channel=request.channel,
            user=asker,
            text="",
            received_at=self._clock.now(),
        )
        if not request.asked:  # asked for by an older version, which has not noted it
            return
        for where in (*approvers, request.channel):
            if place := await self._poster.posted(asked, f"approval-{where}"):
                try:
                    await self._poster.edit(team, place, settled)
                except SlackbotError as error:
                    log.warning("approval not closed", channel=where, said=error.message)
        if decision.by == asker:
            return
        try:
            there = asked.moved_to(asker)
            await self._poster.post(there, "settled", lambda: settled)
        except SlackbotError as error:
            log.warning("decision not told", user=asker, said=error.message)

    async def _told(self, ask: Ask, where: str, message: Message) -> bool:
        """Post the message to a person or a channel, and tell whether Slack took it."""
        there = ask.moved_to(where)
        try:
            await self._poster.post(there, f"approval-{where}", lambda: message)
        except SlackRefusedError as error:
            log.warning("approval not asked for", channel=where, reason=error.reason)
            return False
        return True

    async def greet(
        self, ask: Ask, bots: ChannelBots, digests: Sequence[Digest], alerts: Sequence[Alert]
    ) -> None:
        await self.respond(ask, "greeting", greeting(bots, digests, alerts))

    async def announce(self, ask: Ask, text: str) -> None:
        announcement = messages.announcement(ask, text)
        await self._poster.post(ask, "announced", lambda: announcement)

    async def _close(self, ask: Ask, thread: Thread, shown: Message) -> None:
        """Show the last state on our parent, if the thread has one.

        The answer is posted already, so a deleted parent is no failure.
        """
        if ask.thread:
            return
        async with self._edits_of((ask.team, thread)):
            if len(self._closed) >= CLOSED_KEPT:
                del self._closed[next(iter(self._closed))]
            self._closed[ask.team, thread] = None
            try:
                await self._poster.edit(ask.team, thread, shown.about(ask.about))
            except SlackbotError as error:
                log.warning("parent not edited", channel=thread.channel, said=error.message)

    async def respond(self, ask: Ask, kind: str, message: Message) -> None:
        """Show `message` to the asker alone, once; to a bot in its thread, as it sees no others."""
        if ask.by_bot or ask.to_person:
            await self._poster.post(ask, kind, lambda: message, ask.thread)
            return
        await self._poster.once(ask, kind, lambda: self._tell_alone(ask, message))

    async def _tell_alone(self, ask: Ask, message: Message) -> None:
        """Send to the asker alone, through a command's response_url or as an ephemeral message.

        The response_url works five times in 30 minutes, also where the app is no member.
        """
        try:
            await self._respond_by_url(ask, await self._address(ask), message)
        except SlackRefusedError as refused:
            log.warning("response_url refused", channel=ask.channel, reason=refused.reason)
            await self._poster.whisper(ask, message)

    async def _address(self, ask: Ask) -> str:
        """The response_url; a run of an older version has it in its ask."""
        if ask.response_url:
            return ask.response_url
        return await self._urls.find(ask.team, ask.id, self._clock.now()) or ""

    def _webhook(self, url: str) -> AsyncWebhookClient:
        webhook = AsyncWebhookClient(url, retry_handlers=[], timeout=30)
        webhook.proxy = proxy_for(url)
        return webhook

    async def _respond_by_url(self, ask: Ask, url: str, message: Message) -> None:
        if not is_slacks(url, self._api_url):
            raise SlackRefusedError("Slack gave no address for an answer.", "no_response_url")
        webhook = self._webhook(url)

        async def send(form: Callable[[], MessageForm]) -> None:
            await patiently(_send, self._patience, webhook=webhook, form=form())

        shown = message.about(ask.about)
        await self._poster.ladder.climb(ask.team, ask.channel, lambda: simplest(shown), send)


async def _send(webhook: AsyncWebhookClient, form: MessageForm) -> None:
    _check(await webhook.send(text=form.text, blocks=list(form.blocks), response_type="ephemeral"))


async def _delete(webhook: AsyncWebhookClient) -> None:
    _check(await webhook.send(delete_original=True))


def _check(response: WebhookResponse) -> None:
    if response.status_code == 429:
        raise busy(retry_after_of(response))
    if response.status_code >= 500:
        raise SlackUnavailableError(UNAVAILABLE)
    if response.status_code != 200:
        word = response.body.strip()
        raise SlackRefusedError(
            "Slack refused a private answer.",
            word if WORD.fullmatch(word) else f"response_url {response.status_code}",
        )


def _parent(ask: Ask, opened: Opened | None, state: str) -> Message:
    query, bots = (opened.query, opened.bots) if opened else (None, ())
    return messages.parent(ask, query, bots, state)


def _is_final(error: SlackRefusedError | SlackUnavailableError) -> bool:
    """Tell whether Slack will not take it for longer than we wait."""
    return isinstance(error, SlackRefusedError) or error.retry_after is not None


def is_slacks(url: str, base_url: str) -> bool:
    """Tell whether `url` may receive figures: it has Slack's host, or the Web API's."""
    parts, api = urlsplit(url), urlsplit(base_url)
    if parts.scheme == "https" and parts.hostname in RESPONSE_HOSTS:
        return True
    return parts.scheme in (api.scheme, "https") and _host(parts) == _host(api) != ""


def _host(parts: SplitResult) -> str:
    host = parts.hostname or ""
    return "localhost" if host in LOOPBACK else host
