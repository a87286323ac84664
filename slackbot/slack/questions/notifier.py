"""Sends the messages of questions, once each, to a thread or to the asker alone."""

import contextlib
from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from urllib.parse import SplitResult, urlsplit

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from slackbot import telemetry
from slackbot.domain.ask import Ask, HelpTopic, Thread
from slackbot.domain.channel import LINK_FIRST, Bot, ChannelBots
from slackbot.domain.errors import (
    SlackbotError,
    SlackRefusedError,
    SlackUnavailableError,
    UserError,
)
from slackbot.domain.query import UsageQuery
from slackbot.domain.usage.report import UsageReport
from slackbot.ports import Clock, Csv, Opened, OpenQuestion
from slackbot.slack.blocks.blocks import Message
from slackbot.slack.blocks.charts import CHART
from slackbot.slack.outbound.calls import UNAVAILABLE, patiently, retry_after_of
from slackbot.slack.outbound.poster import Poster
from slackbot.slack.questions import messages
from slackbot.slack.questions.answer import answer, done, series_of
from slackbot.slack.questions.files import Files
from slackbot.slack.questions.help import dates_help, help_message

log = structlog.get_logger()

RESPONSE_HOST = "hooks.slack.com"
LOOPBACK = {"localhost", "127.0.0.1", "::1"}


class SlackNotifier:
    """Notifier (see ports) over the Web API and response_urls."""

    def __init__(
        self,
        client: AsyncWebClient,
        poster: Poster,
        files: Files,
        clock: Clock,
        patience: timedelta,
    ) -> None:
        self._client = client
        self._poster = poster
        self._files = files
        self._clock = clock
        self._patience = patience

    async def open_thread(self, ask: Ask, query: UsageQuery, bots: Sequence[Bot]) -> Thread:
        return await self._poster.post(ask, "parent", lambda: messages.parent(ask, query, bots))

    async def deliver(
        self, ask: Ask, opened: Opened, report: UsageReport, csv: Csv | None = None
    ) -> None:
        if opened.thread:
            await self._reply(ask, opened, opened.thread, report, csv)
        else:
            alone = answer(ask, report, self._waited(ask), opened.note)
            await self.respond(ask, "answer", alone)
        log.info(telemetry.ANSWERED, channel=ask.channel)
        telemetry.QUESTIONS.labels("answered").inc()
        telemetry.ANSWER_SECONDS.observe(self._waited(ask).total_seconds())

    async def _reply(
        self, ask: Ask, opened: Opened, thread: Thread, report: UsageReport, csv: Csv | None
    ) -> None:
        """Post the answer and its files, then update the parent."""
        try:
            await self._poster.post(
                ask, "answer", lambda: answer(ask, report, self._waited(ask)), thread
            )
        except SlackRefusedError as error:
            # Somebody removed the app or the channel while Kore.ai was counting.
            note = f"I could not answer in the thread: {error.message}"
            return await self.respond(ask, "alone", answer(ask, report, self._waited(ask), note))
        await self._attach(ask, thread, report, csv)
        await self._close(ask, opened, thread, done(report))
        return None

    def _waited(self, ask: Ask) -> timedelta:
        return self._clock.now() - ask.received_at

    async def _attach(self, ask: Ask, thread: Thread, report: UsageReport, csv: Csv | None) -> None:
        series = series_of(report, report.shown_units[0])
        shown = await self._poster.shown(ask.team, answer(ask, report, self._waited(ask)))
        if series and CHART not in shown:
            await self._files.chart(ask, thread, series)
        if csv:
            await self._files.csv(ask, thread, csv)

    async def progress(self, question: OpenQuestion, percent: int | None) -> None:
        ask, opened = question.ask, question.opened
        if opened.thread is None or ask.thread:
            return
        working = messages.WAITING.replace("…", f"… {percent} %")
        state = messages.LIMITED if percent is None else working
        with contextlib.suppress(SlackApiError, aiohttp.ClientError, TimeoutError):  # the next will
            await self._client.chat_update(**_parent(ask, opened, opened.thread, state))

    async def cancelled(self, question: OpenQuestion, by: str) -> None:
        if thread := question.opened.thread:
            state = messages.CANCELLED.format(user=by)
            await self._close(question.ask, question.opened, thread, state)

    async def fail(self, ask: Ask, opened: Opened | None, error: SlackbotError) -> None:
        log.info(telemetry.REFUSED, error=type(error).__name__, channel=ask.channel)
        telemetry.QUESTIONS.labels("refused" if isinstance(error, UserError) else "failed").inc()
        alone = messages.private(error.message)
        if opened is None or opened.thread is None:
            return await self.respond(ask, "failure", alone)
        failure = messages.failure(ask, error.message)
        try:
            await self._poster.post(ask, "failure", lambda: failure, opened.thread)
        except SlackRefusedError:
            return await self.respond(ask, "alone", alone)
        await self._close(ask, opened, opened.thread, messages.FAILED)
        return None

    async def tell(self, ask: Ask, text: str) -> None:
        await self.respond(ask, "told", messages.private(text))

    async def show_help(self, ask: Ask, bots: ChannelBots, topic: HelpTopic | None) -> None:
        await self.respond(ask, "help", help_message(bots, topic))

    async def show_dates_help(self, ask: Ask) -> None:
        await self.respond(ask, "help", dates_help())

    async def show_bots(self, ask: Ask, bots: ChannelBots) -> None:
        listed = messages.bot_list(bots) if bots.bots else messages.private(LINK_FIRST)
        await self.respond(ask, "bots", listed)

    async def _close(self, ask: Ask, opened: Opened, thread: Thread, state: str) -> None:
        """Update the state on our parent, if the thread has one.

        The answer is posted already, so a deleted parent is no failure.
        """
        if ask.thread:
            return
        edit = _parent(ask, opened, thread, state)
        try:
            await patiently(self._client.chat_update, self._patience, **edit)
        except SlackbotError as error:
            log.warning("parent not edited", channel=thread.channel, said=error.message)

    async def respond(self, ask: Ask, kind: str, message: Message) -> None:
        """Show `message` to the asker alone, once."""
        await self._poster.once(ask, kind, lambda: self._tell_alone(ask, message))

    async def _tell_alone(self, ask: Ask, message: Message) -> None:
        """Send to the asker alone, through a command's response_url or as an ephemeral message.

        The response_url works five times in 30 minutes, also where the app is no member.
        """
        try:
            await self._respond_by_url(ask.response_url, message)
        except SlackRefusedError as refused:
            log.warning("response_url refused", channel=ask.channel, reason=refused.reason)
            await patiently(
                self._client.chat_postEphemeral,
                self._patience,
                channel=ask.channel,
                user=ask.user,
                text=message.text,
                blocks=list(message.simple),
            )

    async def _respond_by_url(self, url: str, message: Message) -> None:
        if not is_slacks(url, self._client.base_url):
            raise SlackRefusedError("Slack gave no address for an answer.", "no_response_url")
        webhook = AsyncWebhookClient(url, retry_handlers=[], timeout=30)
        await patiently(_send, self._patience, webhook=webhook, message=message)


def _parent(ask: Ask, opened: Opened, thread: Thread, state: str) -> dict[str, Any]:
    """Return the arguments for chat.update that show `state` on the parent."""
    drawn = messages.parent(ask, opened.query, opened.bots, state)
    place = thread.model_dump()  # its field names are Slack's
    return {**place, "text": drawn.text, "blocks": list(drawn.blocks)}


async def _send(webhook: AsyncWebhookClient, message: Message) -> None:
    response = await webhook.send(
        text=message.text, blocks=list(message.simple), response_type="ephemeral"
    )
    if response.status_code == 429 or response.status_code >= 500:
        raise SlackUnavailableError(UNAVAILABLE, retry_after_of(response))
    if response.status_code != 200:
        raise SlackRefusedError(
            "Slack refused a private answer.", reason=f"response_url {response.status_code}"
        )


def is_slacks(url: str, base_url: str) -> bool:
    """Tell whether `url` may receive figures: it has Slack's host, or the Web API's."""
    parts, api = urlsplit(url), urlsplit(base_url)
    if (parts.scheme, parts.hostname) == ("https", RESPONSE_HOST):
        return True
    return parts.scheme in (api.scheme, "https") and _host(parts) == _host(api) != ""


def _host(parts: SplitResult) -> str:
    host = parts.hostname or ""
    return "localhost" if host in LOOPBACK else host
