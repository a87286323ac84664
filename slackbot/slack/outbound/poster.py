"""Each message once: claimed before it is posted, written down after.

Slack has no key that makes a post happen once. A crash, or an answer that was lost, in the moment
between the two may double a message; where the app may read the conversation, it looks first.
"""

from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from typing import Any

import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from slackbot.domain.ask import Ask, Thread
from slackbot.domain.errors import SlackRefusedError, SlackUnavailableError
from slackbot.ports import Deliveries, Fence, Workspaces
from slackbot.slack.blocks.blocks import Blocks, Message, kinds
from slackbot.slack.outbound.calls import outcome_of, patiently, retry_after_of
from slackbot.slack.outbound.rate_limit import ChannelPace

log = structlog.get_logger()

EVENT = "slackbot_message"  # of the metadata in which a message carries its key
LOOK_PATIENCE = timedelta(minutes=2)
MOST_LOOKED_AT = 200
NOT_OURS_TO_READ = {"missing_scope", "not_in_channel", "channel_not_found", "unknown_method"}


class Poster:
    """Posts for a question; the same kind of message a second time is the one that stands."""

    def __init__(
        self,
        client: AsyncWebClient,
        deliveries: Deliveries,
        pace: ChannelPace,
        fence: Fence,
        workspaces: Workspaces,
        patience: timedelta,
    ) -> None:
        self._client = client
        self._deliveries = deliveries
        self._pace = pace
        self._fence = fence
        self._workspaces = workspaces
        self._patience = patience

    async def post(
        self, ask: Ask, kind: str, draw: Callable[[], Message], thread: Thread | None = None
    ) -> Thread:
        """Where the message stands. It is drawn for each attempt: a late one says so. A workspace
        that refuses its blocks gets the next rung of them, and what it refused is remembered; one
        that refuses the simplest gets the text alone.

        Raises SlackRefusedError at once, SlackUnavailableError when our patience is over.
        """
        blocks = draw().rungs
        rungs = await self._rungs(ask.team, blocks)
        for rung, simpler in zip(rungs, [*rungs[1:], None], strict=True):
            try:
                return await self._post(ask, kind, draw, rung, thread)
            except SlackRefusedError as error:
                if error.reason != "invalid_blocks":
                    raise
                log.warning("blocks refused, posting simpler ones", channel=ask.channel)
                if simpler is not None:
                    kinds_refused = kinds(blocks[rung]) - kinds(blocks[simpler])
                    await self._workspaces.refuse_blocks(ask.team, kinds_refused)
        return await self._post(ask, kind, draw, None, thread)

    async def shown(self, team: str, message: Message) -> frozenset[str]:
        """The kinds of blocks that the workspace takes of the message, as far as is known."""
        (rung, *_) = await self._rungs(team, message.rungs)
        return kinds(message.rungs[rung])

    async def _rungs(self, team: str, blocks: Sequence[Blocks]) -> list[int]:
        """Those without a kind that the workspace has refused, or else the simplest."""
        refused = await self._workspaces.refused_blocks(team)
        return [n for n, rung in enumerate(blocks) if not kinds(rung) & refused] or [-1]

    async def once(self, ask: Ask, kind: str, send: Callable[[], Awaitable[None]]) -> None:
        """Send what has no place of its own, such as an ephemeral message."""
        await self._fence.check()
        claim = await self._deliveries.claim(ask.team, _key(ask, kind), ask.channel)
        if claim.message is None:
            await send()
            nowhere = Thread(channel=ask.channel, ts="")
            await self._deliveries.done(ask.team, _key(ask, kind), nowhere)

    async def _post(
        self,
        ask: Ask,
        kind: str,
        draw: Callable[[], Message],
        rung: int | None,
        thread: Thread | None,
    ) -> Thread:
        message = await patiently(
            self._attempt,
            self._patience,
            ask=ask,
            key=_key(ask, kind),
            thread=thread,
            draw=draw,
            rung=rung,
        )
        await self._deliveries.done(ask.team, _key(ask, kind), message)
        return message  # type: ignore[no-any-return] # what _attempt returns

    async def _attempt(
        self,
        ask: Ask,
        key: str,
        thread: Thread | None,
        draw: Callable[[], Message],
        rung: int | None,
    ) -> Thread:
        await self._pace.turn(ask.channel)
        await self._fence.check()
        claim = await self._deliveries.claim(ask.team, key, ask.channel)
        if claim.message:
            return claim.message
        if not claim.first and (found := await self._find(ask, key, thread)):
            return found
        message = draw()
        try:
            response = await self._client.chat_postMessage(
                channel=ask.channel,
                text=message.text,
                blocks=[] if rung is None else list(message.rungs[rung]),
                thread_ts=thread.ts if thread else None,
                metadata={"event_type": EVENT, "event_payload": {"key": key}},
                unfurl_links=False,
                unfurl_media=False,
            )
        except SlackApiError as error:
            if (
                outcome_of(error) != "unavailable"
            ):  # not taken, for sure: the next claim is a first one
                await self._deliveries.release(ask.team, key)
            if wait := retry_after_of(error.response):
                self._pace.hold(ask.channel, wait)
            raise
        return Thread(channel=response.get("channel") or ask.channel, ts=response["ts"])

    async def _find(self, ask: Ask, key: str, thread: Thread | None) -> Thread | None:
        """The message of that key, if it was posted and the app may read there.

        What can only not be read for long is posted again: rather twice than never.
        """
        try:
            messages = await self._read(ask, thread)
        except SlackRefusedError as error:
            if error.reason not in NOT_OURS_TO_READ:
                log.warning("not read before posting again", reason=error.reason)
            return None
        except SlackUnavailableError:
            log.warning("not read before posting again", reason="unavailable")
            return None
        for message in messages:
            payload = (message.get("metadata") or {}).get("event_payload") or {}
            if payload.get("key") == key:
                return Thread(channel=ask.channel, ts=message["ts"])
        return None

    async def _read(self, ask: Ask, thread: Thread | None) -> list[dict[str, Any]]:
        """What stands in the thread, or in the channel since the question came."""
        arguments: dict[str, Any] = {
            "channel": ask.channel,
            "include_all_metadata": True,
            "limit": MOST_LOOKED_AT,
        }
        if thread:
            call, since = self._client.conversations_replies, {"ts": thread.ts}
        else:
            call = self._client.conversations_history
            since = {"oldest": f"{ask.received_at.timestamp() - 60:.6f}"}  # clocks differ
        response = await patiently(call, min(LOOK_PATIENCE, self._patience), **arguments, **since)
        messages: list[dict[str, Any]] = response.get("messages") or []
        return messages


def _key(ask: Ask, kind: str) -> str:
    return f"{ask.id}:{kind}"
