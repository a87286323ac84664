"""Defines how people's actions reach the app."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Protocol

from slackbot.sandbox.slack.delivery.socket import Ack, Retry

# The Events API's page: "We will retry … nearly immediately … after 1 minute … after 5 minutes".
RETRY_SECONDS = (0.0, 60.0, 300.0)

Sleep = Callable[[float], Awaitable[None]]


class Delivery(Protocol):
    """A way to deliver to the app: Socket Mode or signed HTTP."""

    async def send(self, kind: str, payload: Mapping[str, Any], retry: Retry | None = None) -> Ack:
        """Deliver an action and wait for the acknowledgement, at most as long as Slack does.

        `kind` is what Socket Mode calls it, such as `slash_commands`.
        """


async def deliver_event(
    delivery: Delivery,
    payload: Mapping[str, Any],
    pauses: Sequence[float] = RETRY_SECONDS,
    sleep: Sleep = asyncio.sleep,
) -> Ack:
    """Deliver an event until it is acknowledged, again after each of `pauses` seconds.

    Each delivery has the same event; only the number of the attempt differs. Returns the
    acknowledgement of the last attempt.
    """
    ack = await delivery.send("events_api", payload)
    for number, pause in enumerate(pauses, start=1):
        if ack.ok or ack.wants_no_retry:
            break
        await sleep(pause)
        ack = await delivery.send("events_api", payload, Retry(number, ack.reason))
    return ack
