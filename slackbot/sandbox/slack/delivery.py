"""How what people do reaches the app."""

from collections.abc import Mapping
from typing import Any, Protocol

from slackbot.sandbox.slack.socket import Ack


class Delivery(Protocol):
    """One way to the app: Socket Mode or signed HTTP."""

    async def send(self, kind: str, payload: Mapping[str, Any]) -> Ack:
        """Hand over what somebody did and wait for the acknowledgement, at most as long as Slack.

        `kind` is what Socket Mode calls it, such as `slash_commands`.
        """
