"""What goes out: drawn by `messages`, sent patiently, in a thread or to the asker alone."""

from collections.abc import Sequence
from datetime import timedelta
from urllib.parse import SplitResult, urlsplit

import structlog
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from slackbot import telemetry
from slackbot.domain.ask import Ask, Thread
from slackbot.domain.channel import LINK_FIRST, Bot, ChannelBots
from slackbot.domain.errors import SlackbotError, SlackRefusedError, SlackUnavailableError
from slackbot.domain.query import UsageQuery
from slackbot.domain.usage import UsageReport
from slackbot.ports import Deliveries, Opened
from slackbot.slack import messages
from slackbot.slack.answer import answer, done
from slackbot.slack.blocks import Block, Message
from slackbot.slack.calls import UNAVAILABLE, patiently, retry_after_of
from slackbot.slack.help import dates_help, help_message
from slackbot.slack.pace import ChannelPace

log = structlog.get_logger()

RESPONSE_HOST = "hooks.slack.com"
LOOPBACK = {"localhost", "127.0.0.1", "::1"}
QUIET = {"unfurl_links": False, "unfurl_media": False}


class SlackNotifier:
    """Notifier (see ports) over the Web API and response_urls."""

    def __init__(
        self,
        client: AsyncWebClient,
        deliveries: Deliveries,
        pace: ChannelPace,
        patience: timedelta,
    ) -> None:
        self._client = client
        self._pace = pace
        self._deliveries = deliveries
        self._patience = patience

    async def open_thread(self, ask: Ask, query: UsageQuery, bots: Sequence[Bot]) -> Thread:
        return await self._post_once(ask, "parent", messages.parent(ask, query, bots))

    async def deliver(self, ask: Ask, opened: Opened, report: UsageReport) -> None:
        log.info(telemetry.ANSWERED, channel=ask.channel)
        if opened.thread is None:
            return await self._respond(ask, answer(ask, report, opened.note))
        try:
            await self._post_once(ask, "answer", answer(ask, report), opened.thread)
        except SlackRefusedError as error:
            # Somebody removed us, or the channel, while Kore.ai was counting.
            note = f"I could not answer in the thread: {error.message}"
            return await self._respond(ask, answer(ask, report, note))
        await self._close(ask, opened, opened.thread, done(report))
        return None

    async def fail(self, ask: Ask, opened: Opened | None, error: SlackbotError) -> None:
        log.info(telemetry.REFUSED, error=type(error).__name__, channel=ask.channel)
        if opened is None or opened.thread is None:
            return await self._respond(ask, messages.private(error.message))
        try:
            await self._post_once(
                ask, "failure", messages.failure(ask, error.message), opened.thread
            )
        except SlackRefusedError:
            return await self._respond(ask, messages.private(error.message))
        await self._close(ask, opened, opened.thread, messages.FAILED)
        return None

    async def tell(self, ask: Ask, text: str) -> None:
        await self._respond(ask, messages.private(text))

    async def show_help(self, ask: Ask, bots: ChannelBots) -> None:
        await self._respond(ask, help_message(bots))

    async def show_dates_help(self, ask: Ask) -> None:
        await self._respond(ask, dates_help())

    async def show_bots(self, ask: Ask, bots: ChannelBots) -> None:
        listed = messages.bot_list(bots) if bots.bots else messages.private(LINK_FIRST)
        await self._respond(ask, listed)

    async def _post_once(
        self, ask: Ask, kind: str, message: Message, thread: Thread | None = None
    ) -> Thread:
        """Post, unless this question's message of that kind is written down as posted."""
        key = f"{ask.id}:{kind}"
        posted = await self._deliveries.posted(ask.team, key)
        if posted is None:
            posted = await self._post(ask.channel, message, thread)
            await self._deliveries.post_is_done(ask.team, key, posted)
        return posted

    async def _post(self, channel: str, message: Message, thread: Thread | None) -> Thread:
        """Post, with simpler blocks where this workspace refuses the newer ones."""
        try:
            return await self._post_blocks(channel, message.text, message.blocks, thread)
        except SlackRefusedError as error:
            if error.reason != "invalid_blocks" or message.blocks == message.simple:
                raise
            log.warning("blocks refused, posting simpler ones", channel=channel)
            return await self._post_blocks(channel, message.text, message.simple, thread)

    async def _post_blocks(
        self, channel: str, text: str, blocks: Sequence[Block], thread: Thread | None
    ) -> Thread:
        where = {"thread_ts": thread.ts} if thread else {}
        await self._pace.turn(channel)
        response = await patiently(
            self._client.chat_postMessage,
            self._patience,
            channel=channel,
            text=text,
            blocks=list(blocks),
            **where,
            **QUIET,
        )
        return Thread(channel=response.get("channel") or channel, ts=response["ts"])

    async def _close(self, ask: Ask, opened: Opened, thread: Thread, state: str) -> None:
        """Show on the parent that it is done. The answer stands already: a parent that somebody
        deleted meanwhile is no failure."""
        message = messages.parent(ask, opened.query, opened.bots, state)
        try:
            await patiently(
                self._client.chat_update,
                self._patience,
                channel=thread.channel,
                ts=thread.ts,
                text=message.text,
                blocks=list(message.blocks),
            )
        except SlackbotError as error:
            log.warning("parent not edited", channel=thread.channel, said=error.message)

    async def _respond(self, ask: Ask, message: Message) -> None:
        """To the asker alone, through the command's response_url (five times in 30 minutes), which
        works where the app is no member; else where it is one."""
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
    """Whether figures may go to `url`: Slack's own host for it, or the Web API's (any port)."""
    parts, api = urlsplit(url), urlsplit(base_url)
    if (parts.scheme, parts.hostname) == ("https", RESPONSE_HOST):
        return True
    return parts.scheme in (api.scheme, "https") and _host(parts) == _host(api) != ""


def _host(parts: SplitResult) -> str:
    host = parts.hostname or ""
    return "localhost" if host in LOOPBACK else host
