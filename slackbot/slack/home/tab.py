"""Publishes Home tabs."""

from datetime import timedelta
from typing import Final

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from slackbot import telemetry
from slackbot.domain.errors import SlackRefusedError
from slackbot.domain.home import Home
from slackbot.slack.home.view import home_view
from slackbot.slack.outbound.calls import patiently

log = structlog.get_logger()

PATIENCE: Final = timedelta(seconds=30)  # the person looks at it now, or opens it again
WITHOUT_TAB: Final = "not_enabled"  # the installed manifest is older than the tab


class SlackHomeTab:
    """HomeTab (see ports) over views.publish."""

    def __init__(self, client: AsyncWebClient) -> None:
        self._client = client

    async def publish(self, user: str, home: Home) -> None:
        view = {"type": "home", "blocks": home_view(home)}
        try:
            await patiently(self._client.views_publish, PATIENCE, user_id=user, view=view)
        except SlackRefusedError as error:
            if error.reason != WITHOUT_TAB:
                raise
            log.info(telemetry.HOME_NOT_SHOWN, user=user, said=error.message)
