"""Posts each message once: it claims the message before the post and stores its place after.

Slack has no idempotency key for posts. A crash or a lost answer between claim and store could
double a message; so the app first looks for it, if it may read the conversation.
"""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import structlog
from slack_sdk.errors import SlackApiError

from slackbot.domain.ask import Ask, Thread
from slackbot.domain.errors import SlackRefusedError, SlackUnavailableError
from slackbot.ports import Deliveries, Fence, Workspaces
from slackbot.slack.blocks.blocks import Message
from slackbot.slack.outbound.calls import busy, outcome_of, patiently, retry_after_of
from slackbot.slack.outbound.clients import SlackClients
from slackbot.slack.outbound.fallback import Ladder, MessageForm, simplest
from slackbot.slack.outbound.rate_limit import ChannelRateLimiter

log = structlog.get_logger()

EVENT = "slackbot_message"  # event type of the metadata that holds a message's key
LOOK_PATIENCE = timedelta(minutes=2)
MOST_LOOKED_AT = 200
NOT_OURS_TO_READ = {"missing_scope", "not_in_channel", "channel_not_found", "unknown_method"}


class Poster:
    """Posts messages; for one ask, each kind of message is posted once."""

    def __init__(
        self,
        clients: SlackClients,
        deliveries: Deliveries,
        pace: ChannelRateLimiter,
        fence: Fence,
        workspaces: Workspaces,
        patience: timedelta,
    ) -> None:
        self._clients = clients
        self._deliveries = deliveries
        self._pace = pace
        self._fence = fence
        self.ladder = Ladder(workspaces)
        self._patience = patience

    async def post(
        self, ask: Ask, kind: str, draw: Callable[[], Message], thread: Thread | None = None
    ) -> Thread:
        """Post the message once and return its place.

        Each attempt draws the message anew, so that a late one says so. A form that Slack refuses
        gives way to a simpler one (see Ladder).

        Raises SlackRefusedError at once, SlackUnavailableError when `patience` is over, or at once
        where Slack asks to wait longer.
        """

        async def send(form: Callable[[], MessageForm]) -> Thread:
            return await self._post(ask, kind, form, thread)

        return await self.ladder.climb(ask.team, ask.channel, lambda: draw().about(ask.about), send)

    async def edit(
        self, team: str, place: Thread, message: Message, patience: timedelta | None = None
    ) -> None:
        """Put `message` in the place of one that was posted. Raises as `post` does."""

        update = self._clients.of(team).chat_update

        async def send(form: Callable[[], MessageForm]) -> None:
            shown = form()
            await patiently(
                update,
                patience or self._patience,
                **place.model_dump(),  # its field names are Slack's
                text=shown.text,
                blocks=list(shown.blocks),
            )

        await self.ladder.climb(team, place.channel, lambda: message, send)

    async def annotate(self, team: str, place: Thread, note: str) -> None:
        """Put a note under a posted message, in blocks or in words alone. Raises as `edit`.

        No text is sent: with one, Slack would put it in the place of the blocks.
        """
        await patiently(
            self._clients.of(team).chat_update,
            self._patience,
            **place.model_dump(),
            attachments=[{"text": note, "fallback": note}],
        )

    async def whisper(self, ask: Ask, message: Message) -> None:
        """Show `message` to the asker alone, in a channel where the app is. Raises as `post`."""

        async def send(form: Callable[[], MessageForm]) -> None:
            shown = form()
            await patiently(
                self._clients.of(ask.team).chat_postEphemeral,
                self._patience,
                channel=ask.channel,
                user=ask.user,
                text=shown.text,
                blocks=list(shown.blocks),
            )

        shown = message.about(ask.about)
        await self.ladder.climb(ask.team, ask.channel, lambda: simplest(shown), send)

    async def posted(self, ask: Ask, kind: str) -> Thread | None:
        """Return the place of that message of the ask, if it has been posted."""
        return await self._deliveries.find(ask.team, _key(ask, kind))

    async def once(self, ask: Ask, kind: str, send: Callable[[], Awaitable[None]]) -> None:
        """Send a message without a place, such as an ephemeral one, once."""
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
        form: Callable[[], MessageForm],
        thread: Thread | None,
    ) -> Thread:
        message = await patiently(
            self._attempt,
            self._patience,
            ask=ask,
            key=_key(ask, kind),
            thread=thread,
            form=form,
        )
        await self._deliveries.done(ask.team, _key(ask, kind), message)
        return message  # type: ignore[no-any-return] # what _attempt returns

    async def _attempt(
        self,
        ask: Ask,
        key: str,
        thread: Thread | None,
        form: Callable[[], MessageForm],
    ) -> Thread:
        place = (ask.team, ask.channel)
        if (wait := self._pace.held(place)) > self._patience.total_seconds():
            raise busy(wait)
        await self._pace.turn(place)
        await self._fence.check()
        claim = await self._deliveries.claim(ask.team, key, ask.channel)
        if claim.message:
            return claim.message
        if not claim.first and (found := await self._find(ask, key, thread)):
            return found
        shown = form()
        try:
            response = await self._clients.of(ask.team).chat_postMessage(
                channel=ask.channel,
                text=shown.text,
                blocks=list(shown.blocks),
                thread_ts=thread.ts if thread else None,
                metadata={"event_type": EVENT, "event_payload": {"key": key}},
                unfurl_links=False,
                unfurl_media=False,
            )
        except SlackApiError as error:
            if (
                outcome_of(error) != "unavailable"
            ):  # Slack certainly did not take it, so the claim is given back
                await self._deliveries.release(ask.team, key)
            if asked := retry_after_of(error.response):
                self._pace.hold(place, asked)
            raise
        return Thread(channel=response.get("channel") or ask.channel, ts=response["ts"])

    async def _find(self, ask: Ask, key: str, thread: Thread | None) -> Thread | None:
        """Find the posted message of that key, if the app may read the conversation.

        If it cannot be read for long, the message is posted again: rather twice than never.
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
        """Read the messages of the thread, or of the channel since the question came."""
        arguments: dict[str, Any] = {
            "channel": ask.channel,
            "include_all_metadata": True,
            "limit": MOST_LOOKED_AT,
        }
        client = self._clients.of(ask.team)
        if thread:
            call, since = client.conversations_replies, {"ts": thread.ts}
        else:
            call = client.conversations_history
            since = {"oldest": f"{ask.received_at.timestamp() - 60:.6f}"}  # clocks may differ
        response = await patiently(call, min(LOOK_PATIENCE, self._patience), **arguments, **since)
        messages: list[dict[str, Any]] = response.get("messages") or []
        return messages


def _key(ask: Ask, kind: str) -> str:
    return f"{ask.id}:{kind}"
