"""Publishes Home tabs."""

from datetime import timedelta
from typing import Final

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from slackbot import telemetry
from slackbot.domain.errors import SlackRefusedError
from slackbot.domain.home import Home
from slackbot.ports import Clock
from slackbot.slack.home.view import home_view
from slackbot.slack.outbound.calls import patiently

log = structlog.get_logger()

PATIENCE: Final = timedelta(seconds=30)  # the person looks at it now, or opens it again
LOOKED_AT: Final = 600.0  # seconds: later, whoever looks at it opens it, which draws it anew
WITHOUT_TAB: Final = "not_enabled"  # the installed manifest is older than the tab


class SlackHomeTab:
    """HomeTab (see ports) over views.publish."""

    def __init__(self, client: AsyncWebClient, clock: Clock) -> None:
        self._client = client
        self._clock = clock
        self._shown: dict[str, float] = {}  # when, by user

    async def publish(self, user: str, home: Home) -> None:
        view = {"type": "home", "blocks": home_view(home)}
        try:
            await patiently(self._client.views_publish, PATIENCE, user_id=user, view=view)
        except SlackRefusedError as error:
            if error.reason != WITHOUT_TAB:
                raise
            log.info(telemetry.HOME_NOT_SHOWN, user=user, said=error.message)
            return
        now = self._clock.monotonic()
        self._shown = {each: at for each, at in self._shown.items() if at > now - LOOKED_AT}
        self._shown[user] = now

    def is_looked_at(self, user: str) -> bool:
        return self._shown.get(user, -LOOKED_AT) > self._clock.monotonic() - LOOKED_AT
