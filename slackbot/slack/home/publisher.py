"""Publishes Home tabs."""

from datetime import timedelta
from typing import Final

import structlog

from slackbot import telemetry
from slackbot.domain.errors import SlackRefusedError
from slackbot.domain.home import Home
from slackbot.ports import Clock
from slackbot.slack.home.view import home_view
from slackbot.slack.outbound.calls import patiently
from slackbot.slack.outbound.clients import SlackClients

log = structlog.get_logger()

PATIENCE: Final = timedelta(seconds=30)  # the person looks at it now, or opens it again
LOOKED_AT: Final = 600.0  # seconds: later, whoever looks at it opens it, which draws it anew
WITHOUT_TAB: Final = "not_enabled"  # the installed manifest is older than the tab


class SlackHomeTab:
    """HomeTab (see ports) over views.publish."""

    def __init__(self, clients: SlackClients, clock: Clock) -> None:
        self._clients = clients
        self._clock = clock
        self._shown: dict[tuple[str, str], float] = {}  # when, by workspace and user

    async def publish(self, team: str, user: str, home: Home) -> None:
        publish = self._clients.of(team).views_publish
        view = {"type": "home", "blocks": home_view(home)}
        try:
            await patiently(publish, PATIENCE, user_id=user, view=view)
        except SlackRefusedError as error:
            if error.reason != WITHOUT_TAB:
                raise
            log.info(telemetry.HOME_NOT_SHOWN, user=user, said=error.message)
            return
        now = self._clock.monotonic()
        self._shown = {each: at for each, at in self._shown.items() if at > now - LOOKED_AT}
        self._shown[team, user] = now

    def is_looked_at(self, team: str, user: str) -> bool:
        return self._shown.get((team, user), -LOOKED_AT) > self._clock.monotonic() - LOOKED_AT
