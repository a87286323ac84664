"""Tests workspaces that Slack disconnected until they are back, and then tells the owners."""

import structlog

from slackbot import telemetry
from slackbot.domain.errors import SlackbotError
from slackbot.ports import Ports

log = structlog.get_logger()


async def reconnect(ports: Ports) -> None:
    """Resume each workspace whose token Slack accepts again.

    First tell the owners of digests or alerts, which did not run meanwhile.
    """
    digests = ports.digests
    for team, since in (await digests.disconnections.disconnected()).items():
        try:
            if not await digests.notifier.is_connected(team):
                continue
            for owner in sorted(await _owners(team, ports)):
                await digests.notifier.tell_back(team, owner, since)
        except SlackbotError as error:
            log.warning(telemetry.DISCONNECTED, team=team, said=error.message)
            continue  # tried again
        await digests.disconnections.reconnect(team)
        log.warning(telemetry.RECONNECTED, team=team)


async def _owners(team: str, ports: Ports) -> set[str]:
    rules = await ports.alerts.store.active(team)
    return {*await ports.digests.store.owners(team), *(each.alert.owner for each in rules)}
