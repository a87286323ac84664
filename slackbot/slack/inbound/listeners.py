"""Listeners for Slack's requests: each starts the durable work, then acknowledges."""

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import structlog
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.error import BoltUnhandledRequestError
from slack_bolt.response import BoltResponse

from slackbot import telemetry
from slackbot.domain.ask import CANCEL, Ask
from slackbot.domain.errors import SlackbotError, UserError, bug
from slackbot.slack.blocks.blocks import ASKING
from slackbot.slack.forms.buttons import Opening, opening_of, opens_form
from slackbot.slack.inbound.forms import FormWindow, Start, register_forms
from slackbot.slack.inbound.loops import Loops
from slackbot.slack.inbound.payloads import (
    COMMAND,
    PayloadReader,
    event_of,
    is_bare,
    request_of,
)

log = structlog.get_logger()

UNKNOWN_COMMAND = f"I only know the command `{COMMAND}`. Try `{COMMAND} help`"
ACK_SECONDS = 2.3  # Slack waits for three, the way included
BUSY = (
    "My database is busy, so this takes longer than usual. If there's no answer in a minute, "
    "please ask again."
)


def register(app: AsyncApp, start: Start, reader: PayloadReader, window: FormWindow) -> None:
    """Register listeners for the slash command, for buttons and menus, and for mentions of the
    app."""
    events = Events(start, reader)

    async def opens(trigger: str, ask: Ask) -> None:
        await window.open(ask, trigger, Opening())

    @app.command(COMMAND)
    async def billing(ack: AsyncAck, command: dict[str, Any]) -> None:
        asks = opens if is_bare(command) else start
        await _take(ack, asks, request_of(command), lambda: reader.command(command))

    @app.action(ASKING)
    @app.action(CANCEL)
    async def click(ack: AsyncAck, body: dict[str, Any], action: dict[str, Any]) -> None:
        if opens_form(action):
            await ack()
            await window.press(reader.click(body, action), request_of(body), opening_of(action))
            return
        await _take(ack, start, request_of(body), lambda: reader.click(body, action))

    @app.event("app_mention", middleware=[events.take])
    @app.event({"type": "message", "subtype": "message_changed"}, middleware=[events.take])
    @app.event({"type": "message", "subtype": None}, middleware=[events.take])
    @app.event("app_home_opened", middleware=[events.take])
    @app.event("member_joined_channel", middleware=[events.take])
    @app.event("channel_left", middleware=[events.take])
    @app.event("group_left", middleware=[events.take])
    async def happened() -> None:
        pass

    register_forms(app, window, reader)
    app.error(_acknowledge_unknown)


class Events:
    """Starts the work for events; for a bot's mentions only until a limit is reached.

    Bolt acknowledges an event before its listener runs, so this is a middleware.
    """

    def __init__(self, start: Start, reader: PayloadReader) -> None:
        self._start = start
        self._readers: Mapping[str, Callable[[dict[str, Any], str], Ask | None]] = {
            "app_mention": reader.mention,
            "message": reader.message,
            "app_home_opened": reader.home,
            "member_joined_channel": reader.joined,
            "channel_left": reader.left,
            "group_left": reader.left,
        }
        self._loops = Loops(reader.clock)

    async def take(
        self,
        body: dict[str, Any],
        context: AsyncBoltContext,
        next: Callable[[], Awaitable[None]],  # noqa: A002 - Bolt's name
    ) -> BoltResponse | None:
        """Take the event and go on, or have Slack deliver it again."""
        try:
            await self._take(body, context.bot_user_id or "")
        except SlackbotError as error:
            _refused(COMMAND, error)
            return BoltResponse(status=503)  # Slack redelivers the event
        await next()
        return None

    async def _take(self, body: dict[str, Any], app_user: str) -> None:
        kind = body["event"]["type"]
        try:
            ask = self._readers[kind](body, app_user)
        except UserError:  # there is nowhere to answer, and the same event would come again
            log.warning(telemetry.PAYLOAD_UNREADABLE, kind=kind)
            return
        if ask is None:
            return
        if not self._loops.admits(ask):
            log.warning(telemetry.BOT_IGNORED, channel=ask.channel)
            return
        await self._start(event_of(ask, body), ask)
        self._loops.taken(ask)
        telemetry.COMMANDS.labels("taken").inc()


async def _acknowledge_unknown(error: Exception, body: dict[str, Any]) -> BoltResponse:
    """Acknowledge what no listener is for, such as a button of an older version."""
    if not isinstance(error, BoltUnhandledRequestError):
        raise error
    log.info(telemetry.PAYLOAD_UNKNOWN, kind=str(body.get("type") or "command"))
    return BoltResponse(status=200, body=UNKNOWN_COMMAND if body.get("command") else "")


async def _take(ack: AsyncAck, start: Start, request: str, read: Callable[[], Ask]) -> None:
    with telemetry.ACK_SECONDS.time():
        try:
            work = asyncio.ensure_future(start(request, read()))
            done, _ = await asyncio.wait({work}, timeout=ACK_SECONDS)
            if not done:
                await ack(BUSY)
            await work  # an acknowledgement after the first one does nothing
        except SlackbotError as error:
            _refused(COMMAND, error)
            await ack(error.message)
        except Exception:
            # Without an acknowledgement nothing is promised: the asker is told to try again.
            telemetry.COMMANDS.labels("failed").inc()
            id_ = secrets.token_hex(4)
            log.exception(telemetry.BUG, id=id_, listener=COMMAND)
            await ack(bug(id_).message)
        else:
            telemetry.COMMANDS.labels("taken").inc()
            await ack()


def _refused(command: str, error: SlackbotError) -> None:
    """Log a foreseen error, whose own sentence tells the asker enough."""
    telemetry.COMMANDS.labels("failed").inc()
    log.warning(
        telemetry.FAILED,
        listener=command,
        error=type(error).__name__,
        said=error.message,
        why=telemetry.cause_of(error),
    )
