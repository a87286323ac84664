"""What comes in from Slack. A listener starts the durable work, then acknowledges: nothing else."""

import secrets
from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck

from slackbot import telemetry
from slackbot.domain.ask import Ask
from slackbot.domain.errors import bug
from slackbot.ports import Clock

log = structlog.get_logger()

COMMAND = "/billing"
Start = Callable[[str, Ask], Awaitable[None]]  # Slack's request, and what it asks


def register(app: AsyncApp, start: Start, clock: Clock) -> None:
    """Listen for the slash command."""

    @app.command(COMMAND)
    async def billing(ack: AsyncAck, command: dict[str, Any]) -> None:
        with telemetry.ACK_SECONDS.time():
            try:
                await start(request_of(command), read_ask(command, clock))
            except Exception:
                # Not acknowledged is not promised: the asker is told to try again.
                telemetry.COMMANDS.labels("failed").inc()
                id_ = secrets.token_hex(4)
                log.exception(telemetry.BUG, id=id_, listener="billing")
                await ack(bug(id_).message)
            else:
                telemetry.COMMANDS.labels("taken").inc()
                await ack()


def read_ask(command: dict[str, Any], clock: Clock) -> Ask:
    """The Ask in a slash command's payload."""
    return Ask(
        team=command["team_id"],
        channel=command["channel_id"],
        user=command["user_id"],
        text=command.get("text") or "",
        command=command["command"],
        received_at=clock.now(),
        response_url=command.get("response_url") or "",
    )


def request_of(command: dict[str, Any]) -> str:
    """What tells one request from another: Slack makes a trigger for each, and redelivers it."""
    return str(command.get("trigger_id") or command.get("response_url") or secrets.token_hex(16))
