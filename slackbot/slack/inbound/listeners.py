"""Listeners for Slack's requests: each starts the durable work, then acknowledges."""

import re
import secrets
from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.response import BoltResponse

from slackbot import telemetry
from slackbot.domain.ask import CANCEL, Ask, Thread
from slackbot.domain.errors import SlackbotError, bug
from slackbot.ports import Clock

log = structlog.get_logger()

COMMAND = "/billing"
ASKING = re.compile(r"ask:.*")  # buttons that ask: their value is words that people could type
MENTION = re.compile(r"^\s*<@[A-Z0-9]+(\|[^>]*)?>")
Start = Callable[[str, Ask], Awaitable[None]]  # takes the id of Slack's request, and the ask


def register(app: AsyncApp, start: Start, clock: Clock) -> None:
    """Register listeners for the slash command, for buttons, and for mentions of the app."""

    @app.command(COMMAND)
    async def billing(ack: AsyncAck, command: dict[str, Any]) -> None:
        await _take(ack, start, request_of(command), command_ask(command, clock))

    @app.action(ASKING)
    @app.action(CANCEL)
    async def click(ack: AsyncAck, body: dict[str, Any], action: dict[str, Any]) -> None:
        await _take(ack, start, request_of(body), click_ask(body, action, clock))

    # Bolt acknowledges an event before its listener runs, so this middleware starts the work first.
    async def take_mention(
        body: dict[str, Any],
        next: Callable[[], Awaitable[None]],  # noqa: A002 - Bolt's name
    ) -> BoltResponse | None:
        ask = mention_ask(body, clock)
        try:
            await start(str(body["event_id"]), ask)
        except SlackbotError as error:
            _refused(ask, error)
            return BoltResponse(status=503)  # Slack redelivers the event
        telemetry.COMMANDS.labels("taken").inc()
        await next()
        return None

    @app.event("app_mention", middleware=[take_mention])
    async def mentioned() -> None:
        pass


async def _take(ack: AsyncAck, start: Start, request: str, ask: Ask) -> None:
    with telemetry.ACK_SECONDS.time():
        try:
            await start(request, ask)
        except SlackbotError as error:
            _refused(ask, error)
            await ack(error.message)
        except Exception:
            # Without an acknowledgement nothing is promised: the asker is told to try again.
            telemetry.COMMANDS.labels("failed").inc()
            id_ = secrets.token_hex(4)
            log.exception(telemetry.BUG, id=id_, listener=ask.command)
            await ack(bug(id_).message)
        else:
            telemetry.COMMANDS.labels("taken").inc()
            await ack()


def _refused(ask: Ask, error: SlackbotError) -> None:
    """Log a foreseen error, whose own sentence tells the asker enough."""
    telemetry.COMMANDS.labels("failed").inc()
    log.warning(
        telemetry.FAILED, listener=ask.command, error=type(error).__name__, said=error.message
    )


def command_ask(command: dict[str, Any], clock: Clock) -> Ask:
    """Read the Ask from a slash command's payload."""
    return Ask(
        team=command["team_id"],
        channel=command["channel_id"],
        user=command["user_id"],
        text=command.get("text") or "",
        command=command["command"],
        received_at=clock.now(),
        response_url=command.get("response_url") or "",
    )


def click_ask(body: dict[str, Any], action: dict[str, Any], clock: Clock) -> Ask:
    """Read the Ask from a click: the clicking person asks, in the thread of the button.

    The button's value is only words: they are parsed, and permissions checked, as if typed.
    """
    container = body["container"]
    ts = container.get("thread_ts") or container.get("message_ts") or ""
    channel = body["channel"]["id"]
    ephemeral = bool(container.get("is_ephemeral"))
    return Ask(
        team=body["team"]["id"],
        channel=channel,
        user=body["user"]["id"],
        text=str(action.get("value") or ""),
        command=CANCEL if action["action_id"] == CANCEL else COMMAND,
        received_at=clock.now(),
        response_url=body.get("response_url") or "",
        thread=None if ephemeral or not ts else Thread(channel=channel, ts=ts),
        whole=True,
    )


def mention_ask(body: dict[str, Any], clock: Clock) -> Ask:
    """Read the Ask from a mention: the answer goes into its thread, or starts one."""
    event = body["event"]
    channel = event["channel"]
    return Ask(
        team=body["team_id"],
        channel=channel,
        user=event["user"],
        text=MENTION.sub("", event.get("text") or "").strip(),
        received_at=clock.now(),
        thread=Thread(channel=channel, ts=event.get("thread_ts") or event["ts"]),
    )


def request_of(payload: dict[str, Any]) -> str:
    """Return the id of the request: Slack keeps its trigger id when it redelivers."""
    return str(payload.get("trigger_id") or payload.get("response_url") or secrets.token_hex(16))
